//! An incident as text: bars of characters first, then everything that happened, line by line.

use super::lanes::{Bar, BarKind, Lane, lanes};
use super::told::Told;
use crate::model::Language;
use crate::report::words::{fill, stage, words};
use crate::trace::{ArmTrace, CALLER, Event, Of, Traces, What};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The narrowest text.
const LEAST: usize = 50;
/// Columns of the time, at least.
const TIME: usize = 9;

/// Incidents for people, in lines of at most `width` columns where words allow; times in seconds from the first call.
pub fn trace_text(traces: &Traces, language: Language, width: usize) -> String {
    let (told, width) = (Told::new(traces, language), width.max(LEAST));
    let mut text = String::new();
    for incident in &traces.incidents {
        paragraph(&mut text, &plain(&format!("{}: {}", traces.title.get(language), told.case(incident))), width, 0);
        told.about(incident).iter().for_each(|sentence| paragraph(&mut text, &plain(sentence), width, 0));
        let end = incident.arms.iter().map(horizon).fold(0.0, f64::max);
        for (place, arm) in incident.arms.iter().enumerate() {
            text.push('\n');
            let head = format!("{}: {}", told.arm(&arm.arm), told.ending(incident, arm));
            paragraph(&mut text, &plain(&head), width, 0);
            if let Some(same) = incident.same_as(place) {
                paragraph(&mut text, &plain(&fill(told.words.trace_same, &[("arm", told.arm(&same.arm))])), width, 0);
                continue;
            }
            text.push('\n');
            bars(&told, &mut text, arm, end, width);
            text.push('\n');
            list(&told, &mut text, arm, width);
        }
        for name in &incident.absent {
            text.push('\n');
            paragraph(&mut text, &plain(&format!("{}: {}", told.arm(name), told.absent(name))), width, 0);
        }
    }
    text
}

/// Until when there is something to see: the measure with what follows soon, or everything.
pub(in crate::report) fn horizon(arm: &ArmTrace) -> f64 {
    match arm.path.last() {
        Some(piece) => (piece.to_s * 1.15 + 5.0).min(arm.closed_s.max(piece.to_s)),
        None => arm.closed_s,
    }
    .max(0.1)
}

/// Control characters, and those that turn the direction of a terminal, are shown as what they are.
fn plain(text: &str) -> String {
    let harmless = |letter: char| match letter {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => '\u{fffd}',
        letter if letter.is_control() => '\u{fffd}',
        letter => letter,
    };
    text.chars().map(harmless).collect()
}

/// A paragraph, broken between words; the lines after the first are set in.
fn paragraph(text: &mut String, words: &str, width: usize, inset: usize) {
    let mut column = text.rsplit('\n').next().map_or(0, UnicodeWidthStr::width);
    let start = column;
    for word in words.split(' ') {
        let wide = word.width();
        if column > start && column + 1 + wide > width {
            text.push('\n');
            text.extend(std::iter::repeat_n(' ', inset));
            column = inset;
        } else if column > start {
            text.push(' ');
            column += 1;
        }
        // A word longer than a line is broken where the line ends.
        for letter in word.chars() {
            let wide = letter.width().unwrap_or(0);
            if column + wide > width && column > inset {
                text.push('\n');
                text.extend(std::iter::repeat_n(' ', inset));
                column = inset;
            }
            text.push(letter);
            column += wide;
        }
    }
    text.push('\n');
}

/// The text in so many columns, cut with an ellipsis or filled with spaces.
fn cell(text: &str, width: usize) -> String {
    let mut cell = plain(text);
    if cell.width() > width {
        let (whole, mut left) = (std::mem::take(&mut cell), width.saturating_sub(1));
        for letter in whole.chars() {
            let wide = letter.width().unwrap_or(0);
            if wide > left {
                break;
            }
            left -= wide;
            cell.push(letter);
        }
        cell.push('…');
    }
    let missing = width.saturating_sub(cell.width());
    cell.extend(std::iter::repeat_n(' ', missing));
    cell
}

/// Lanes of characters on the time axis that all arms share.
fn bars(told: &Told<'_>, text: &mut String, arm: &ArmTrace, end: f64, width: usize) {
    let lanes = lanes(told, arm);
    let longest = lanes.iter().map(|lane| full_title(lane).width()).max().unwrap_or(0).max(told.words.trace_path.width());
    let names = longest.min(width * 2 / 5);
    let columns = width - names - 1;
    let at = |seconds: f64| ((seconds / end * columns as f64) as usize).min(columns);
    for lane in &lanes {
        let mut line = vec![' '; columns];
        // Work is seen over waiting.
        for kind in [BarKind::Queue, BarKind::Held, BarKind::Away, BarKind::Working] {
            for bar in lane.bars.iter().filter(|bar| bar.kind == kind && bar.from < end) {
                let (from, to) = (at(bar.from).min(columns - 1), at(bar.to));
                line[from..to.max(from + 1)].fill(sign(bar));
            }
        }
        *text += &format!("{} {}\n", cell(&full_title(lane), names), line.into_iter().collect::<String>().trim_end());
    }
    path(told, text, arm, (names, columns), end);
    let scale = told.time(end / columns as f64);
    let keys = [('█', told.words.bar_working), ('░', told.words.bar_held), ('·', told.words.bar_queue), ('×', told.words.bar_away)];
    let used = |key: char| lanes.iter().flat_map(|lane| &lane.bars).any(|bar| sign(bar) == key);
    let keys: Vec<String> = keys.iter().filter(|(key, _)| used(*key)).map(|(key, word)| format!("{key}\u{a0}{word}")).collect();
    let line = format!("{}  {}", keys.join("  "), fill(told.words.trace_keys, &[("time", &scale)]));
    paragraph(text, &line, width, 0);
}

fn full_title(lane: &Lane) -> String {
    if lane.pools.is_empty() { lane.title.clone() } else { format!("{} ({})", lane.title, lane.pools) }
}

fn sign(bar: &Bar) -> char {
    match bar.kind {
        BarKind::Working => '█',
        BarKind::Held => '░',
        BarKind::Queue => '·',
        BarKind::Away => '×',
    }
}

/// The critical path in words: stage after stage, with its kind and length.
fn path(told: &Told<'_>, text: &mut String, arm: &ArmTrace, (names, columns): (usize, usize), end: f64) {
    if arm.path.is_empty() {
        return;
    }
    let at = |seconds: f64| ((seconds / end * columns as f64) as usize).min(columns);
    let mut line = vec![' '; columns];
    for piece in &arm.path {
        let (from, to) = (at(piece.from_s.max(0.0)).min(columns - 1), at(piece.to_s.max(0.0)));
        let sign = match piece.kind.as_str() {
            "working" => '█',
            "queue" => '·',
            "blocked" => '░',
            _ => '×',
        };
        line[from..to.max(from + 1).min(columns)].fill(sign);
    }
    *text += &format!("{} {}\n", cell(told.words.trace_path, names), line.into_iter().collect::<String>().trim_end());
    let pieces: Vec<String> = pieces(told, arm).into_iter().map(|(name, seconds)| format!("{name} {}", told.time(seconds))).collect();
    paragraph(text, &plain(&format!("{}: {}", told.words.trace_path, pieces.join(" → "))), columns + names + 1, 2);
}

/// The pieces of the critical path, neighbours of one stage and kind together: what they are called, seconds.
pub(in crate::report) fn pieces(told: &Told<'_>, arm: &ArmTrace) -> Vec<(String, f64)> {
    let w = told.words;
    let mut pieces: Vec<(String, f64)> = Vec::new();
    for piece in &arm.path {
        let kind = match piece.kind.as_str() {
            "queue" => w.path_queue,
            "blocked" => w.path_blocked,
            "redial" => w.path_redial,
            _ => w.path_working,
        };
        let name = format!("{}/{kind}", stage(words(told.language), &told.traces.names, &piece.stage, told.language));
        match pieces.last_mut() {
            Some(last) if last.0 == name => last.1 += piece.to_s - piece.from_s,
            _ => pieces.push((name, piece.to_s - piece.from_s)),
        }
    }
    pieces
}

/// Everything that happened, one line each: when, who, what.
fn list(told: &Told<'_>, text: &mut String, arm: &ArmTrace, width: usize) {
    let longest = arm.events.iter().map(|event| who(told, event).width()).max().unwrap_or(0);
    let names = longest.min(width / 4);
    let latest = arm.events.iter().map(|event| told.numbers.fixed(event.at_s, 3).width()).max().unwrap_or(0);
    let times = latest.max(TIME);
    let mut last = None;
    for event in &arm.events {
        // Simultaneous events stand under one time.
        let at = if last == Some(event.at_s) { String::new() } else { told.numbers.fixed(event.at_s, 3) };
        last = Some(event.at_s);
        *text += &format!("{at:>times$}  {}  ", cell(&who(told, event), names));
        paragraph(text, &plain(&what(told, event)), width, times + names + 4);
    }
    if arm.left_out > 0 {
        let sentence = fill(told.words.trace_left_out, &[("count", &told.numbers.count(arm.left_out))]);
        paragraph(text, &sentence, width, 0);
    }
}

/// Who does it; nobody in particular of what happens to a step.
fn who(told: &Told<'_>, event: &Event) -> String {
    let is_callers = matches!(event.what, What::Arrived | What::HungUp | What::Redialled | What::GaveUp | What::Busy);
    let role = if is_callers { Some(CALLER) } else { event.role.as_deref() };
    match (event.of, role) {
        (Of { unit: None, call: None }, role) => told.who(Of::default(), role),
        (of, role) => told.who(of, role),
    }
}

/// What happens, in words.
pub(in crate::report) fn what(told: &Told<'_>, event: &Event) -> String {
    let w = told.words;
    let sentence = match event.what {
        What::Arrived if event.of.call.is_some() => w.did_arrived_call,
        What::Arrived => w.did_arrived,
        What::Ready => w.did_ready,
        What::Skipped => w.did_skipped,
        What::Queued => w.did_queued,
        What::Gathers => w.did_gathers,
        What::Filled => w.did_filled,
        What::Obtained => w.did_obtained,
        What::Began => w.did_began,
        What::Marked => w.did_marked,
        What::Ended => w.did_ended,
        What::Redone => w.did_redone,
        What::Cancelled => w.did_cancelled,
        What::Interrupted => w.did_interrupted,
        What::Resumed => w.did_resumed,
        What::GaveBack => w.did_gave_back,
        What::Sent => w.did_sent,
        What::TurnedBack => w.did_turned_back,
        What::Busy => w.did_busy,
        What::HungUp => w.did_hung_up,
        What::Redialled => w.did_redialled,
        What::GaveUp => w.did_gave_up,
        What::Closed => w.did_closed,
    };
    let number = event.units.unwrap_or_default();
    let units = fill(if number == 1 { w.units_one } else { w.units_many }, &[("count", &told.numbers.count(number))]);
    let values = [
        ("step", told.step(event.step.as_deref().unwrap_or_default())),
        ("pool", event.pool.as_deref().map_or("", |pool| told.traces.pools.get(pool).map_or(pool, |label| label.get(told.language)))),
        ("mark", told.mark(event.mark.as_deref().unwrap_or_default())),
        ("units", &units),
    ];
    fill(sentence, &values)
}
