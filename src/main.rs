//! The command line; everything it does is in the library.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    let typed = cli::typed();
    let voice = cli::Voice::of(&typed);
    let done = cli::carry_out(&typed, &voice);
    voice.conclude(done)
}
