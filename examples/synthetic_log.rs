//! Writes `scenarios/replay.csv` again: `cargo run --example synthetic_log > scenarios/replay.csv`.
//!
//! About 300 invented calls a day on 3 and 4 June 2024. Hours follow the day profile and talk times the quantiles of a public log
//! (see `orebro.toml`); every tenth call has no talk time, as when callers hang up. The faults are those of real logs: a
//! byte-order mark, rows in no order, a blank line, a blank and an impossible time, a blank duration, the same row twice.

use larmkedja::random::{Block, Family, Key, Purpose, Scope};

const CALLS: u64 = 600;
/// Percent of a day's calls in each hour from 00.
const HOURS: [f64; 24] = [
    2.88, 2.24, 1.92, 1.82, 1.59, 1.96, 2.62, 3.01, 3.74, 4.39, 4.96, 5.04, 5.24, 5.32, 5.83, 5.66, 5.78, 6.15, 5.66, 5.75, 5.44, 4.72,
    4.37, 3.89,
];
/// Talk time in seconds by probability.
const TALK: [(f64, f64); 9] =
    [(0.0, 1.0), (0.05, 7.0), (0.25, 54.0), (0.5, 143.0), (0.75, 256.0), (0.9, 444.0), (0.95, 630.0), (0.99, 1081.0), (1.0, 1800.0)];

/// Where `u` of the way through the day's calls lies, in seconds after midnight.
fn second_of_day(u: f64) -> u32 {
    let mut left = u * HOURS.iter().sum::<f64>();
    for (hour, share) in HOURS.iter().enumerate() {
        if left < *share {
            return (3600.0 * (hour as f64 + left / share)) as u32;
        }
        left -= share;
    }
    86_399
}

/// The talk time that `u` of the calls do not exceed, in whole seconds.
fn talk(u: f64) -> u32 {
    let above = TALK.iter().position(|&(p, _)| u < p).unwrap_or(TALK.len() - 1);
    let ((p, low), (q, high)) = (TALK[above - 1], TALK[above]);
    (low + (high - low) * (u - p) / (q - p)) as u32
}

/// Seconds as a clock shows them.
fn clock(seconds: u32) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// One call: when, and how long the talk was.
fn row(call: Block) -> String {
    let draw = |what| call.draw(Key::of(what), Purpose::Position, 0).get();
    let day = if draw("day") < 0.5 { 3 } else { 4 };
    let duration = if draw("hung up") < 0.1 { 0 } else { talk(draw("talk")) };
    format!("6/{day}/2024 {},{}\n", clock(second_of_day(draw("second"))), clock(duration))
}

/// The whole file.
pub(crate) fn log() -> String {
    let calls = Family::new(2024, 0, Scope::Incident, Key::of("synthetic log"));
    let mut text = String::from("\u{feff}time,duration\n");
    for number in 0..CALLS {
        let row = row(calls.scope(number));
        text += &row;
        text += match number {
            99 => "\n",
            199 => ",00:01:10\n",
            299 => "6/31/2024 10:15:00,00:01:10\n",
            399 => "6/3/2024 14:05:09,\n",
            499 => &row,
            _ => "",
        };
    }
    text
}

#[allow(dead_code, reason = "a test includes this file for `log` alone")]
fn main() {
    print!("{}", log());
}
