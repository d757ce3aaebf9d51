//! One incident, second by second: the arms above each other on one time axis, a lane for everybody who takes part.

use super::font::{self, Weight};
use super::frame::{Axis, HEADING, LABEL, SPACING, Sheet};
use super::picture::{Anchor, Color, DARK, GRID, INK, Marker, PAPER, Picture, QUIET, SHADE, Shape};
use super::{Drawn, Room};
use crate::report::format::time_unit;
use crate::report::table::quoted;
use crate::report::trace::{Bar, BarKind, Lane, Note, Sign, Told, horizon, lanes, notes};
use crate::report::words::{fill, stage, words};
use crate::trace::{ArmTrace, Case, Piece, Traced};
use std::ops::Range;

const WORK: Color = Color(0x56, 0xb4, 0xe9);
const ASKED: Color = Color(0xfb, 0xe3, 0xb3);
const ASKED_LINE: Color = Color(0xa3, 0x55, 0x00);
const SMALL: (f64, Weight) = (17.0, Weight::Regular);
const NAME: (f64, Weight) = (20.0, Weight::Regular);

/// Height of a bar, and of a lane of one row.
const BAR: f64 = 24.0;
const ROW: f64 = 32.0;
/// Height of a line of notes.
const NOTE: f64 = 26.0;
/// Width of the names of lanes.
const NAMES: f64 = 400.0;
/// Height of the arms of one part: with legend and words it is what a page of A4 holds in its full width.
const MOST_HEIGHT: f64 = 1_900.0;
/// Lanes of units, and of later callers, of one arm at most; an incident with more is told in full by the command.
const MOST_UNITS: usize = 10;
const MOST_CALLS: usize = 4;

/// The chart of an incident, whole.
pub(super) fn draw(told: &Told<'_>, incident: &Traced, version: &str, room: Room) -> Drawn {
    part(told, incident, version, room, (0..incident.arms.len(), 1, 1))
}

/// The chart of an incident in parts that a sheet of paper can hold, with as many arms in each as go there; all on one time axis.
pub(super) fn parts(told: &Told<'_>, incident: &Traced, version: &str, room: Room) -> Vec<Drawn> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut used = f64::INFINITY;
    for place in 0..incident.arms.len() {
        let mut scratch = Sheet::new(room, "", "");
        let top = scratch.y;
        let axis = axis(incident, &scratch);
        one_arm(told, &mut scratch, incident, place, axis);
        let height = scratch.y - top;
        match groups.last_mut() {
            Some(group) if used + height <= MOST_HEIGHT => group.end = place + 1,
            _ => {
                groups.push(place..place + 1);
                used = 0.0;
            }
        }
        used += height;
    }
    let count = groups.len().max(1);
    if count == 1 {
        return vec![draw(told, incident, version, room)];
    }
    groups.into_iter().enumerate().map(|(number, arms)| part(told, incident, version, room, (arms, number + 1, count))).collect()
}

fn axis(incident: &Traced, sheet: &Sheet) -> Axis {
    let end = incident.arms.iter().map(horizon).fold(0.0, f64::max);
    Axis { low: 0.0, high: end, from: sheet.left + NAMES, to: sheet.right - 8.0 }
}

/// Some of the arms, as the `number`th part of so many.
fn part(told: &Told<'_>, incident: &Traced, version: &str, room: Room, (arms, number, count): (Range<usize>, usize, usize)) -> Drawn {
    let mut title = told.case(incident);
    if count > 1 {
        title = fill(words(told.language).part, &[("title", &title), ("number", &number.to_string()), ("count", &count.to_string())]);
    }
    // A page has the words as text, once.
    let caption = if room == Room::Page && number > 1 { String::new() } else { told.about(incident).join(" ") };
    let (above, below) = if room == Room::Page { ("", "") } else { (title.as_str(), caption.as_str()) };
    let mut sheet = Sheet::new(room, above, below);
    let axis = axis(incident, &sheet);
    legend(told, &mut sheet, incident);
    let mut csv = "arm,who,pool,from_s,to_s,what,step,critical\n".to_owned();
    for place in arms {
        one_arm(told, &mut sheet, incident, place, axis);
        rows_of_csv(told, &mut csv, &incident.arms[place]);
    }
    for arm in incident.absent.iter().filter(|_| number == count) {
        sheet.picture.line(&[(sheet.left, sheet.y), (sheet.right, sheet.y)], 1.5, GRID);
        let label = font::clip(told.arm(arm), HEADING.0, HEADING.1, sheet.width());
        sheet.picture.text((sheet.left, sheet.y + 30.0), &label, HEADING, INK, Anchor::Left);
        let why = font::wrap(&told.absent(arm), NAME.0, NAME.1, sheet.width(), 3);
        sheet.y = sheet.picture.lines((sheet.left, sheet.y + 40.0), &why, NAME, QUIET, Anchor::Left) + 14.0;
    }
    let source = format!("Larmkedja {version} · {}", told.traces.title.get(told.language));
    let name = match incident.case {
        Case::Median => "incident_median".to_owned(),
        Case::P90 => "incident_p90".to_owned(),
        Case::Worst => "incident_worst".to_owned(),
        Case::Asked => format!("incident_{}", incident.number),
    };
    let name = if number == 1 { name } else { format!("{name}_{number}") };
    Drawn { name, title, caption, csv, picture: sheet.finish(&source) }
}

/// What happens in one arm, or that it is what happens in another.
fn one_arm(told: &Told<'_>, sheet: &mut Sheet, incident: &Traced, place: usize, axis: Axis) {
    let arm = &incident.arms[place];
    let Some(same) = incident.same_as(place) else { return panel(told, sheet, incident, arm, axis) };
    heading(told, sheet, incident, arm);
    let text = fill(told.words.trace_same, &[("arm", told.arm(&same.arm))]);
    sheet.picture.text((sheet.left, sheet.y + 16.0), &text, NAME, QUIET, Anchor::Left);
    sheet.y += 44.0;
}

/// What bars look like.
fn legend(told: &Told<'_>, sheet: &mut Sheet, incident: &Traced) {
    let w = told.words;
    let all: Vec<Lane> = incident.arms.iter().flat_map(|arm| lanes(told, arm)).collect();
    let mut x = sheet.left;
    let kinds =
        [(BarKind::Working, w.bar_working), (BarKind::Held, w.bar_held), (BarKind::Queue, w.bar_queue), (BarKind::Away, w.bar_away)];
    let mut keys: Vec<(BarKind, bool, String)> = kinds
        .into_iter()
        .filter(|(kind, _)| all.iter().flat_map(|lane| &lane.bars).any(|bar| bar.kind == *kind))
        .map(|(kind, word)| (kind, false, word.to_owned()))
        .collect();
    if let (Some(measure), true) = (&told.traces.measure, incident.arms.iter().any(|arm| !arm.path.is_empty())) {
        keys.push((BarKind::Working, true, fill(w.trace_path_note, &[("measure", told.measure(measure))])));
    }
    for (kind, critical, word) in keys {
        let word = font::clip(&word, LABEL.0, LABEL.1, sheet.width() - 60.0);
        let width = 58.0 + font::width(&word, LABEL.0, LABEL.1);
        if x > sheet.left && x + width > sheet.right {
            x = sheet.left;
            sheet.y += 34.0;
        }
        bar(&mut sheet.picture, kind, critical, (x, sheet.y + 4.0), 48.0);
        sheet.picture.text((x + 58.0, sheet.y + 22.0), &word, LABEL, INK, Anchor::Left);
        x += width + 34.0;
    }
    sheet.y += 46.0;
}

/// The name of an arm, what became of the incident there, and how that differs from the baseline.
fn heading(told: &Told<'_>, sheet: &mut Sheet, incident: &Traced, arm: &ArmTrace) {
    let label = font::clip(told.arm(&arm.arm), HEADING.0, HEADING.1, sheet.width());
    sheet.picture.line(&[(sheet.left, sheet.y), (sheet.right, sheet.y)], 1.5, GRID);
    sheet.picture.text((sheet.left, sheet.y + 30.0), &label, HEADING, INK, Anchor::Left);
    let ending = told.ending(incident, arm);
    let (room, used) = (sheet.width() - 24.0, font::width(&label, HEADING.0, HEADING.1));
    let beside = used + font::width(&ending, NAME.0, NAME.1) <= room;
    if !beside {
        sheet.y += 26.0;
    }
    let x = if beside { sheet.left + used + 24.0 } else { sheet.left };
    let ending = font::clip(&ending, NAME.0, NAME.1, sheet.width());
    sheet.picture.text((x, sheet.y + 30.0), &ending, NAME, QUIET, Anchor::Left);
    sheet.y += 44.0;
}

fn panel(told: &Told<'_>, sheet: &mut Sheet, incident: &Traced, arm: &ArmTrace, axis: Axis) {
    heading(told, sheet, incident, arm);
    let all = lanes(told, arm);
    let count = all.len();
    let lanes = fewer(all, axis.high);
    let beyond = count - lanes.len();
    let (places, rows) = placed(&notes(told, arm), axis, told);
    let height: f64 = lanes.iter().map(|lane| ROW * lane.rows as f64).sum();
    let strip = if arm.path.is_empty() { 0.0 } else { ROW + 6.0 };
    let top = sheet.y;
    let bottom = top + height + strip + NOTE * rows as f64 + 6.0;
    grid(told, &mut sheet.picture, axis, (top, bottom));
    let mut y = top;
    let mut numbered = Vec::new();
    for (number, lane) in lanes.iter().enumerate() {
        let tall = ROW * lane.rows as f64;
        if number % 2 == 0 {
            sheet.picture.rect((sheet.left, y), (NAMES - 10.0, tall), SHADE);
        }
        name(&mut sheet.picture, lane, (sheet.left + 6.0, y + ROW / 2.0));
        lane_bars(told, &mut sheet.picture, lane, axis, y, &mut numbered);
        y += tall;
    }
    if strip > 0.0 {
        y += 3.0;
        sheet.picture.text((sheet.left + 6.0, y + 22.0), told.words.trace_path, (NAME.0, Weight::Bold), INK, Anchor::Left);
        path(told, &mut sheet.picture, &arm.path, axis, y + (ROW - BAR) / 2.0);
        y += ROW + 3.0;
    }
    if rows > 0 {
        sheet.picture.text((sheet.left + 6.0, y + 20.0), told.words.trace_marks, NAME, INK, Anchor::Left);
    }
    for place in &places {
        place.draw(&mut sheet.picture, y);
    }
    sheet.y = bottom + 42.0;
    if !numbered.is_empty() {
        let steps = numbered.iter().enumerate().map(|(place, step)| format!("{}\u{a0}{}", place + 1, step.replace(' ', "\u{a0}")));
        let text = fill(told.words.trace_numbered, &[("steps", &steps.collect::<Vec<_>>().join(" · "))]);
        let lines = font::wrap(&text, NAME.0, NAME.1, sheet.width(), 6);
        sheet.y = sheet.picture.lines((sheet.left, sheet.y - 4.0), &lines, NAME, QUIET, Anchor::Left) + 4.0;
    }
    let more = [(told.words.trace_more, beyond as u64), (told.words.trace_left_out, arm.left_out)];
    for (sentence, count) in more.into_iter().filter(|(_, count)| *count > 0) {
        let text = fill(sentence, &[("count", &told.numbers.count(count))]);
        sheet.picture.text((sheet.left, sheet.y + 14.0), &text, NAME, QUIET, Anchor::Left);
        sheet.y += 26.0;
    }
    sheet.y += 14.0;
}

/// The incident's own lanes, and the first of those of units and later callers; none without anything to see before `end`.
fn fewer(lanes: Vec<Lane>, end: f64) -> Vec<Lane> {
    let (mut units, mut calls) = (0, 0);
    let kept = |lane: &Lane| {
        if !lane.bars.iter().any(|bar| bar.from < end) {
            return false;
        }
        units += usize::from(lane.of.unit.is_some());
        calls += usize::from(lane.of.call.is_some());
        (lane.of.unit.is_none() || units <= MOST_UNITS) && (lane.of.call.is_none() || calls <= MOST_CALLS)
    };
    lanes.into_iter().filter(kept).collect()
}

/// Lines and numbers of the time axis.
fn grid(told: &Told<'_>, picture: &mut Picture, axis: Axis, (top, bottom): (f64, f64)) {
    let unit = time_unit(axis.high);
    axis.numbers(picture, told.numbers, (top, bottom), false, (unit.0, unit.1, SPACING));
}

/// Who it is, and quietly where from.
fn name(picture: &mut Picture, lane: &Lane, (x, middle): (f64, f64)) {
    let room = NAMES - 22.0;
    let title = font::clip(&lane.title, NAME.0, NAME.1, room);
    let used = font::width(&title, NAME.0, NAME.1);
    picture.text((x, middle + 7.0), &title, NAME, INK, Anchor::Left);
    let pools = font::clip(&lane.pools, SMALL.0, SMALL.1, (room - used - 10.0).max(0.0));
    if font::width("……", SMALL.0, SMALL.1) < room - used - 10.0 {
        picture.text((x + used + 10.0, middle + 7.0), &pools, SMALL, QUIET, Anchor::Left);
    }
}

/// The bars of a lane with the names of their steps: inside, behind or before where there is room, else by a number among `numbered`.
fn lane_bars(told: &Told<'_>, picture: &mut Picture, lane: &Lane, axis: Axis, top: f64, numbered: &mut Vec<String>) {
    let shown = |bar: &&Bar| bar.from < axis.high;
    // What is outlined lies over its neighbours.
    let (critical, others): (Vec<&Bar>, Vec<&Bar>) = lane.bars.iter().filter(shown).partition(|bar| bar.critical);
    for one in others.into_iter().chain(critical) {
        let (from, to) = (axis.at(one.from), axis.at(one.to.min(axis.high)));
        bar(picture, one.kind, one.critical, (from, top + ROW * one.row as f64 + (ROW - BAR) / 2.0), to - from);
        if one.to > axis.high {
            arrow(picture, (to, top + ROW * one.row as f64 + ROW / 2.0));
        }
    }
    // Names last, so that no bar lies over them.
    let mut spaces = Spaces { lane, axis, taken: Vec::new() };
    for one in lane.bars.iter().filter(shown).filter(|bar| bar.kind == BarKind::Working) {
        let Some(step) = one.step.as_deref().map(|step| told.step(step).to_owned()) else { continue };
        let step = &step;
        let known = numbered.iter().position(|other| other == step);
        let number = (known.unwrap_or(numbered.len()) + 1).to_string();
        let (x, text, color) = match (spaces.place(one, step, 10.0), spaces.place(one, &number, 4.0)) {
            (Some((x, color)), _) => (x, step, color),
            (None, Some((x, color))) => {
                if known.is_none() {
                    numbered.push(step.clone());
                }
                (x, &number, color)
            }
            (None, None) => continue,
        };
        spaces.taken.push((one.row, x, x + font::width(text, SMALL.0, SMALL.1)));
        picture.text((x, top + ROW * one.row as f64 + ROW / 2.0 + 6.0), text, SMALL, color, Anchor::Left);
    }
}

/// Where in a lane there is room for words.
struct Spaces<'a> {
    lane: &'a Lane,
    axis: Axis,
    /// Row, from where to where words stand already.
    taken: Vec<(usize, f64, f64)>,
}

impl Spaces<'_> {
    /// Where a text about a bar begins, and its colour: within the bar with so much to spare, behind it or before it.
    fn place(&self, bar: &Bar, text: &str, spare: f64) -> Option<(f64, Color)> {
        let (from, to) = (self.axis.at(bar.from), self.axis.at(bar.to.min(self.axis.high)));
        let width = font::width(text, SMALL.0, SMALL.1);
        if width <= to - from - spare {
            return Some((from + (spare * 0.6).min((to - from - width) / 2.0), DARK));
        }
        let beside = || self.lane.bars.iter().filter(|other| other.row == bar.row);
        let next = beside().filter(|other| other.from >= bar.to).map(|other| self.axis.at(other.from)).fold(self.axis.to, f64::min);
        let last = beside().filter(|other| other.to <= bar.from).map(|other| self.axis.at(other.to)).fold(self.axis.from, f64::max);
        let is_free = |x: f64| self.taken.iter().all(|&(row, left, right)| row != bar.row || x > right + 4.0 || x + width + 4.0 < left);
        let behind = (to + 6.0 + width <= next - 6.0).then_some(to + 6.0);
        let before = (last + 6.0 <= from - 6.0 - width).then_some(from - 6.0 - width);
        behind.into_iter().chain(before).find(|x| is_free(*x)).map(|x| (x, INK))
    }
}

/// A bar goes on beyond the axis.
fn arrow(picture: &mut Picture, (x, middle): (f64, f64)) {
    picture.shapes.push(Shape::Polygon { points: vec![(x, middle - 8.0), (x + 8.0, middle), (x, middle + 8.0)], color: INK });
}

/// A bar of one kind: told apart by its pattern as well as by its colour.
fn bar(picture: &mut Picture, kind: BarKind, critical: bool, (x, y): (f64, f64), width: f64) {
    let width = width.max(2.0);
    if critical {
        picture.rect((x - 3.0, y - 3.0), (width + 6.0, BAR + 6.0), INK);
    }
    let middle = y + BAR / 2.0;
    match kind {
        // A gap tells a step from the next one of the same person.
        BarKind::Working => picture.rect((x, y), (if width > 5.0 { width - 1.5 } else { width }, BAR), WORK),
        BarKind::Held => {
            picture.rect((x, y + 4.0), (width, BAR - 8.0), GRID);
            let teeth = ((width / 7.0) as usize).max(1);
            let tooth =
                |place: usize| (x + width * place as f64 / teeth as f64, if place.is_multiple_of(2) { y + BAR - 5.0 } else { y + 5.0 });
            picture.line(&(0..=teeth).map(tooth).collect::<Vec<_>>(), 1.5, QUIET);
        }
        BarKind::Queue => {
            picture.rect((x, y + 2.0), (width, BAR - 4.0), ASKED);
            picture.line(&[(x, middle), (x + width, middle)], 4.0, ASKED_LINE);
        }
        BarKind::Away => {
            picture.rect((x, y + 2.0), (width, BAR - 4.0), QUIET);
            picture.rect((x + 1.5, y + 3.5), (width - 3.0, BAR - 7.0), PAPER);
            picture.line(&[(x, y + 2.0), (x + width, y + BAR - 2.0)], 1.5, QUIET);
            picture.line(&[(x, y + BAR - 2.0), (x + width, y + 2.0)], 1.5, QUIET);
        }
    }
}

/// The critical path: its pieces without a gap, each with its stage.
fn path(told: &Told<'_>, picture: &mut Picture, pieces: &[Piece], axis: Axis, y: f64) {
    let mut joined: Vec<(f64, f64, BarKind, &str)> = Vec::new();
    for piece in pieces {
        let kind = match piece.kind.as_str() {
            "working" => BarKind::Working,
            "queue" => BarKind::Queue,
            "blocked" => BarKind::Held,
            _ => BarKind::Away,
        };
        match joined.last_mut() {
            Some(last) if (last.2, last.3) == (kind, piece.stage.as_str()) => last.1 = piece.to_s,
            _ => joined.push((piece.from_s, piece.to_s, kind, piece.stage.as_str())),
        }
    }
    for &(from, to, kind, name) in &joined {
        let (from, to) = (axis.at(from.max(0.0)), axis.at(to.clamp(0.0, axis.high)));
        bar(picture, kind, true, (from, y), to - from);
        let name = stage(words(told.language), &told.traces.names, name, told.language);
        if kind == BarKind::Working && font::width(name, SMALL.0, SMALL.1) <= to - from - 10.0 {
            picture.text((from + 6.0, y + 18.0), name, SMALL, DARK, Anchor::Left);
        }
    }
}

/// A note with its place: its row, and whether its text stands left of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placed {
    x: f64,
    row: usize,
    text: String,
    left: bool,
    sign: Sign,
}

impl Placed {
    fn width(&self) -> f64 {
        font::width(&self.text, SMALL.0, SMALL.1)
    }

    /// From where to where it reaches, sign and text.
    fn span(&self) -> (f64, f64) {
        if self.left { (self.x - 14.0 - self.width(), self.x + 8.0) } else { (self.x - 8.0, self.x + 14.0 + self.width()) }
    }

    fn draw(&self, picture: &mut Picture, top: f64) {
        let middle = top + NOTE * self.row as f64 + NOTE / 2.0;
        let (marker, color) = match self.sign {
            Sign::Mark => (Marker::Diamond, INK),
            Sign::Units => (Marker::Up, Color(0x00, 0x9e, 0x73)),
            Sign::Trouble => (Marker::Cross, Color(0xd5, 0x5e, 0x00)),
        };
        picture.marker(marker, (self.x, middle), 6.0, color);
        let (x, anchor) = if self.left { (self.x - 12.0, Anchor::Right) } else { (self.x + 12.0, Anchor::Left) };
        picture.text((x, middle + 6.0), &self.text, SMALL, INK, anchor);
    }
}

/// Notes in rows, so that none lies over another; and how many rows there are. Those after the end of the axis are left out.
pub(super) fn placed(notes: &[Note], axis: Axis, told: &Told<'_>) -> (Vec<Placed>, usize) {
    let mut rows: Vec<f64> = Vec::new();
    let mut all: Vec<Placed> = Vec::new();
    for note in notes.iter().filter(|note| note.at <= axis.high) {
        let x = axis.at(note.at);
        let text = format!("{} {}", note.text, told.time(note.at));
        let left = x - axis.from > axis.to - x;
        let text = font::clip(&text, SMALL.0, SMALL.1, if left { x - axis.from - 14.0 } else { axis.to - x - 14.0 });
        let mut place = Placed { x, row: 0, text, left, sign: note.sign };
        let (from, to) = place.span();
        place.row = rows.iter().position(|end| *end <= from).unwrap_or(rows.len());
        if place.row == rows.len() {
            rows.push(f64::MIN);
        }
        rows[place.row] = rows[place.row].max(to + 8.0);
        all.push(place);
    }
    (all, rows.len())
}

fn rows_of_csv(told: &Told<'_>, csv: &mut String, arm: &ArmTrace) {
    for lane in lanes(told, arm) {
        for bar in &lane.bars {
            let what = match bar.kind {
                BarKind::Working => "working",
                BarKind::Held => "held",
                BarKind::Queue => "queue",
                BarKind::Away => "redial",
            };
            let step = quoted(bar.step.as_deref().unwrap_or(""));
            let (who, pool) = (quoted(&lane.title), quoted(&lane.pools));
            *csv += &format!("{},{who},{pool},{},{},{what},{step},{}\n", arm.arm, bar.from, bar.to, bar.critical);
        }
    }
    for note in notes(told, arm) {
        *csv += &format!("{},,,{},{},{},,\n", arm.arm, note.at, note.at, quoted(&note.name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Language, Text};
    use crate::trace::{Among, Labels, Traces};

    fn traces() -> Traces {
        Traces {
            title: Text::default(),
            seed: 1,
            replication: 1,
            baseline: "a".into(),
            measure: None,
            among: Among::default(),
            incidents: Vec::new(),
            stopped: Default::default(),
            arms: Labels::new(),
            pools: Labels::new(),
            types: Labels::new(),
            agencies: Labels::new(),
            measures: Labels::new(),
            names: Default::default(),
        }
    }

    #[test]
    fn notes_never_lie_over_one_another() {
        let traces = traces();
        let told = Told::new(&traces, Language::Sv);
        let axis = Axis { low: 0.0, high: 300.0, from: 400.0, to: 1550.0 };
        let words = ["polis larmad", "Räddningstjänstsamverkanscentralen underrättad om läget på platsen", "مرحبا بالعالم", "🚒🚑🚓"];
        let note =
            |k: usize| Note { at: (k * 37 % 310) as f64, text: words[k % words.len()].into(), name: String::new(), sign: Sign::Mark };
        let mut notes: Vec<Note> = (0..60).map(note).collect();
        notes.sort_by(|a, b| a.at.total_cmp(&b.at));
        let (placed, rows) = placed(&notes, axis, &told);
        assert!(rows > 1 && placed.len() > 50);
        for (number, one) in placed.iter().enumerate() {
            let (from, to) = one.span();
            assert!(from >= axis.from - 8.5 && to <= axis.to + 8.5, "{one:?} is cut");
            for other in placed[..number].iter().filter(|other| other.row == one.row) {
                let (begin, end) = other.span();
                assert!(to <= begin || end <= from, "{one:?} lies over {other:?}");
            }
        }
    }
}
