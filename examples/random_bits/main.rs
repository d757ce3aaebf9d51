//! Writes the bits of neighbouring draws without end, for batteries of tests of randomness:
//! `cargo run --release --example random_bits -- ids | dieharder -g 200 -d 0`. `docs/randomness.md` says what came of it.
//!
//! First the interleaving, then what of each draw: `all` (64 bits, the usual one), `high` or `low` (32 bits). Without a name it lists them.

mod interleavings;

use interleavings::ALL;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

/// Writes draw after draw until nobody reads any more.
fn write(draw: fn(u64) -> u64, part: &str) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    for place in 0.. {
        let bits = draw(place);
        match part {
            "high" => out.write_all(&((bits >> 32) as u32).to_le_bytes())?,
            "low" => out.write_all(&(bits as u32).to_le_bytes())?,
            _ => out.write_all(&bits.to_le_bytes())?,
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let (name, part) = (words.next().unwrap_or_default(), words.next().unwrap_or_else(|| "all".to_owned()));
    let (Some(found), "all" | "high" | "low") = (ALL.iter().find(|known| known.name == name), part.as_str()) else {
        for known in ALL {
            eprintln!("{:<13} {}", known.name, known.about);
        }
        return ExitCode::from(2);
    };
    match write(found.draw, &part) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}
