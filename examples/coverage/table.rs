//! What was judged, as a document.

use crate::MORE;
use crate::known::EVENTS;
use crate::scoring::{BEYOND, HOLD, Judged, MISSED, OFTEN, TOGETHER};
use std::fmt::Write as _;
use std::time::Duration;

/// The file, from everything that was judged, and how long it took.
pub(crate) fn document(judged: &[Judged], repetitions: u64, took: Duration) -> String {
    let is_judged = |one: &&Judged| !one.wanted.is_empty() && one.wanted != BEYOND;
    let (shown, outside) = (judged.iter().filter(is_judged).count(), judged.iter().filter(|one| !one.right).count());
    let ([least, most], threads) = (HOLD, rayon::current_num_threads());
    let mut text = format!(
        "# How often intervals hold the truth\n\nWritten by `cargo run --release --example coverage` (larmkedja {}), which says how: {repetitions} \
         studies for each model, number of replications and incidents per replication, each through the tally and the estimates of the \
         program, with answers known exactly; it took {:.0} minutes with {threads} threads. Every interval shown should hold the truth in {least} to {most} % of the \
         studies, intervals that hold together in {TOGETHER} % or more. A percentage of {repetitions} studies has itself a standard error of {:.2}.\n\n\
         **{shown} cells in which an interval is judged, {outside} of them outside.**\n\n",
        env!("CARGO_PKG_VERSION"),
        took.as_secs_f64() / 60.0,
        100.0 * (0.95 * 0.05 / repetitions as f64).sqrt()
    );
    let _ = write!(
        text,
        "- *Independent*: incidents independent of each other. *Shared luck*: rate, times and shares of a replication vary by 40 % either way with \
         a factor of its own. *Pools*: a pool against one with a seat more, answers by Erlang, lived by the engine; in a *busy* one five sixths of the three \
         seats' time are work, in a *full* one nine tenths, and a replication is a week. Of it *a day* is shorter than what its queue remembers (57 hours, the time in \
         which it forgets two thirds): one replication holds one long wait or none. That is {BEYOND}, and told as it is. *Four arms*: every pair of them compared by their means, or by shares and a count (*counted*); those that are shown hold together. *Each by itself*: shared luck, and each arm draws what is \
         counted for itself, instead of the rarer being part of the other, and its times are of nine tenths of the incidents. *Two stages*: a pilot of 30 says how many replications there are in all, mostly about \
         60.\n- *By the hour*, *by the weekday*: of one hour or day; incidents come in four hours of a day, calls to a pool at all times. *Tagged*: \
         one call of a rare type added to every replication, and only these are looked at.\n- *Ranges*: a study of ranges, its number of replications \
         that at every point. The length of a call is moved between ends with answers by Erlang; a share, a length and the number of calls are, of calls that are *counted*; or \
         two parameters of a plane, or of one that is bent, are at their ends and at 100 points of a Latin hypercube, with noise on top. *Unmoved*: \
         an assumed length of calls at whose other end the difference is the same. *Effects*: Morris's screening, the second number that of its starts. *Shares of a bent plane*: Sobol's indices, the second number that of base points.\n\
         - *25 incidents* and *5 against 6 seats* (four fifths of whose time is work) are for confirmation: they were run when the rules stood. Only that of waits \
         by the hour was changed once more after what they showed.\n\
         - No cells of their own have shifts (as hours) and the places of a sweep, a turn or a map (as a point). Staffing's candidates have no intervals.\n\
         - *Too low* and *too high* are the studies whose interval lies below or above the truth. *Shown* are the studies in which there is an interval; where \
         that is empty none is shown by the rules in the [reference](reference.md#how-sure-the-numbers-are). Judged is what is shown in a tenth of the studies, or \
         {OFTEN} times; where that takes more studies, and they are cheap, there are {MORE} times as many.\n- Where none or all were counted, or none in one arm alone, a *bound* \
         stands in for the interval of a share, a count or a difference of them. It may miss the truth in {} % of all studies.\n- Where fewer than {EVENTS} events are expected, whole \
         numbers are too coarse for 95 %: a step of one changes more than that. There {least} % or more is wanted.\n",
        100.0 * MISSED
    );
    let mut names: Vec<&str> = Vec::new();
    judged.iter().for_each(|one| {
        if !names.contains(&one.name.as_str()) {
            names.push(&one.name)
        }
    });
    for name in names {
        let rows: Vec<&Judged> = judged.iter().filter(|one| one.name == name).collect();
        let _ = writeln!(text, "\n## {}{}\n", name[..1].to_uppercase(), &name[1..]);
        let bounds = rows.iter().any(|one| one.bounds > 0.0);
        text += "| model, replications × incidents | holds, % | too low | too high | shown, % | wanted, % |";
        text += if bounds { " bound, % | missed, % |\n" } else { "\n" };
        text += "|---|--:|--:|--:|--:|---|";
        text += if bounds { "--:|--:|\n" } else { "\n" };
        for one in rows {
            let _ = match one.wanted.is_empty() {
                true => write!(text, "| {} | | | | {:.1} | |", one.cell, one.shown),
                false => write!(
                    text,
                    "| {} | {:.1}{} | {:.1} | {:.1} | {:.1} | {} |",
                    one.cell,
                    one.percent,
                    if one.right { "" } else { " **outside**" },
                    one.too_low,
                    one.too_high,
                    one.shown,
                    one.wanted
                ),
            };
            if bounds {
                let _ = write!(text, " {:.1} | {:.1} |", one.bounds, one.missed);
            }
            text += "\n";
        }
    }
    text
}
