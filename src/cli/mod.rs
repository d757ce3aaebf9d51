//! The command line: what was asked for, done by the library, told to people and scripts. The only place that prints and exits.
//!
//! A command returns an [`Answer`] or a [`Failure`], each in words for people and as one JSON document; [`Voice`] says it.

mod add;
mod arguments;
mod check;
mod compare;
mod documents;
mod doubt;
mod draw;
mod failure;
mod files;
mod interrupt;
mod load_table;
mod log;
mod logs;
mod new;
mod prepare;
mod progress;
mod report;
mod rerun;
mod sensitivity;
mod shell;
mod staffing;
mod trace;
mod voice;
mod warm_up;

pub(crate) use failure::Failure;
pub(crate) use voice::Voice;

use arguments::{Arguments, Command, Wanted};
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Answer {
    /// For people.
    pub(crate) text: String,
    /// The same for scripts: one document with a line end.
    pub(crate) json: String,
    /// The exit status.
    pub(crate) status: u8,
    /// Whether the text is what was asked for (a schema, a version) and not news about it: `--quiet` leaves it.
    pub(crate) product: bool,
}

/// It was done.
pub(crate) const DONE: u8 = 0;
/// The run failed or met a limit.
pub(crate) const FAILED: u8 = 1;
/// The command line or the scenario is wrong.
pub(crate) const WRONG: u8 = 2;
/// Interrupted.
pub(crate) const INTERRUPTED: u8 = 130;

/// The command line, without the program's name.
pub(crate) fn typed() -> Vec<OsString> {
    std::env::args_os().skip(1).collect()
}

/// Does what was asked for.
pub(crate) fn carry_out(typed: &[OsString], voice: &Voice) -> Result<Answer, Failure> {
    let arguments = match Arguments::read(typed)? {
        Wanted::Words(answer) => return Ok(answer),
        Wanted::Command(arguments) => arguments,
    };
    let global = &arguments.global;
    if let Some(threads) = global.threads {
        // Of what is done beside studies, such as charts. That this fails where it was done before changes no result.
        rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global().ok();
    }
    let done = || match &arguments.command {
        Command::Compare(wanted) => compare::compare(wanted, global, typed, voice),
        Command::Sensitivity(wanted) => sensitivity::sensitivity(wanted, global, typed, voice),
        Command::Check(wanted) => check::check(wanted, voice),
        Command::Draw(wanted) => draw::draw(wanted, global, voice),
        Command::Trace(wanted) => trace::trace(wanted, global, voice),
        Command::WarmUp(wanted) => warm_up::warm_up(wanted, global, typed, voice),
        Command::Log(wanted) => log::log(wanted, global, typed, voice),
        Command::New(wanted) => new::new(wanted),
        Command::Report(wanted) => report::again(wanted, global),
        Command::Rerun(wanted) => rerun::rerun(wanted, global, voice),
        Command::Schema(wanted) => Ok(new::schema(wanted)),
        Command::Completions(wanted) => Ok(shell::completions(wanted)),
        Command::Man(wanted) => shell::man(wanted),
    };
    // A mistake of ours must not take the one document that was promised with it; what went wrong has been printed.
    catch_unwind(AssertUnwindSafe(done)).unwrap_or_else(|_| Err(Failure::ours()))
}
