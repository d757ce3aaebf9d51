//! Where everything of a drawn chain lies: a pure function of the chain, so that it can be tested without looking.
//!
//! A row for every step, a column for everybody who takes part, what is said of a step on the right. An arrow to the next row goes straight
//! down in the gap between the two; every other one runs on a track left of the lanes, one track for all that follows a step, and enters
//! its row from the left, where the row has nothing but its own box: so no arrow crosses a box.

use crate::chains::{Chain, Change, Step};
use crate::report::charts::font::{self, Weight};
use crate::report::draw::Said;

pub(super) const NAME: (f64, Weight) = (18.0, Weight::Bold);
pub(super) const TEXT: (f64, Weight) = (17.0, Weight::Regular);
pub(super) const HEAD: (f64, Weight) = (18.0, Weight::Bold);
pub(super) const LINE: f64 = 22.0;
/// Between the edges of a box and its name, on both sides together.
const PADDING: f64 = 14.0;
/// Between two rows.
pub(super) const GAP: f64 = 22.0;
/// Between two tracks, and between two arrows into a box.
const TRACK_WIDTH: f64 = 13.0;
/// Columns are so wide, as far as there is room.
const LANE: (f64, f64) = (128.0, 200.0);
/// Width of what is said of a step.
const SAYS: f64 = 470.0;
/// Lines of one text at most: nobody reads more in a drawing.
const MOST_LINES: usize = 14;

/// A rectangle: left, top, width, height.
pub(super) type Area = (f64, f64, f64, f64);

/// Somebody's column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lane {
    pub(super) x: f64,
    pub(super) width: f64,
    pub(super) title: Vec<String>,
    pub(super) pools: Vec<String>,
}

/// A step.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) y: f64,
    pub(super) height: f64,
    pub(super) change: Change,
    /// The columns of those who work at it.
    pub(super) cells: Vec<Area>,
    /// Its name in every box, in lines.
    pub(super) names: Vec<Vec<String>>,
    /// What is said of it, in lines; the first ones in bold if it differs.
    pub(super) says: Vec<(String, bool)>,
}

impl Row {
    pub(super) fn left(&self) -> f64 {
        self.cells.iter().map(|cell| cell.0).fold(f64::MAX, f64::min)
    }

    pub(super) fn right(&self) -> f64 {
        self.cells.iter().map(|cell| cell.0 + cell.2).fold(f64::MIN, f64::max)
    }

    fn middle(&self) -> f64 {
        self.cells.first().map_or(0.0, |cell| cell.0 + cell.2 / 2.0)
    }
}

/// What an arrow means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// After all of these.
    After,
    /// After any of these.
    Any,
    /// It lasts until then.
    Until,
    /// It is done again from there.
    Again,
}

/// An arrow, or several from one step: lines, each with or without a head at its end.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Arrow {
    pub(super) kind: Kind,
    pub(super) points: Vec<(f64, f64)>,
    pub(super) head: bool,
}

/// The whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) width: f64,
    /// Height of the heads of the lanes.
    pub(super) head: f64,
    pub(super) height: f64,
    pub(super) lanes: Vec<Lane>,
    pub(super) rows: Vec<Row>,
    pub(super) arrows: Vec<Arrow>,
    /// Where what is said begins.
    pub(super) says_x: f64,
}

/// One dependency: from a row to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    from: usize,
    to: usize,
    kind: Kind,
}

/// Breaks a text into lines; nothing is cut but the end of a very long text.
pub(super) fn lines(text: &str, (size, weight): (f64, Weight), room: f64) -> Vec<String> {
    font::wrap(text, size, weight, room, MOST_LINES)
}

/// Lays out a chain in a space that begins at `left` and is `room` wide if that is enough.
pub(super) fn layout(said: &Said<'_>, chain: &Chain, left: f64, room: f64) -> Layout {
    let edges = edges(chain);
    let (tracks, places) = tracks(&edges);
    let gutter = if tracks == 0 { 8.0 } else { tracks as f64 * TRACK_WIDTH + 26.0 };
    // A column of its own for what takes nobody's time.
    let nobody = chain.steps.iter().any(|step| step.staff.is_empty());
    let count = chain.roles.len() + usize::from(nobody);
    let width = ((room - gutter - SAYS - 24.0) / count.max(1) as f64).clamp(LANE.0, LANE.1);
    let lane = |index: usize| left + gutter + width * index as f64;
    let lanes: Vec<Lane> = (0..count)
        .map(|index| {
            let (title, pools) = match chain.roles.get(index) {
                Some(role) => (said.role(role), said.pools(role)),
                None => (said.words.nobody.to_owned(), String::new()),
            };
            let (title, pools) = (lines(&title, HEAD, width - 14.0), lines(&pools, TEXT, width - 14.0));
            Lane { x: lane(index), width, title, pools }
        })
        .collect();
    let head = lanes.iter().map(|lane| (lane.title.len() + lane.pools.len()) as f64 * LINE).fold(0.0, f64::max) + 18.0;
    let says_x = lane(count) + 24.0;
    let says_room = (left + room - says_x).max(SAYS);
    let mut y = head + GAP;
    let mut rows = Vec::new();
    for (index, step) in chain.steps.iter().enumerate() {
        let columns = columns(chain, step);
        let ends = edges.iter().filter(|edge| !is_short(edge) && (edge.to == index || edge.from == index)).count();
        let row = row(said, (chain, step), (&columns, width, &lane), (y, says_room), ends);
        y += row.height + GAP;
        rows.push(row);
    }
    let arrows = arrows(&edges, &rows, &places, left + gutter - 16.0);
    Layout { width: says_x + says_room - left, head, height: y, lanes, rows, arrows, says_x }
}

/// The columns of those who work at a step, in order; the last one for nobody.
fn columns(chain: &Chain, step: &Step) -> Vec<usize> {
    let mut columns: Vec<usize> = step.staff.iter().filter_map(|name| chain.roles.iter().position(|role| role.name == *name)).collect();
    columns.sort_unstable();
    columns.dedup();
    if columns.is_empty() { vec![chain.roles.len()] } else { columns }
}

fn row(
    said: &Said<'_>,
    (chain, step): (&Chain, &Step),
    (columns, width, lane): (&[usize], f64, &dyn Fn(usize) -> f64),
    (y, says_room): (f64, f64),
    ends: usize,
) -> Row {
    // Neighbours share one box.
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for &column in columns {
        match runs.last_mut() {
            Some((from, length)) if *from + *length == column => *length += 1,
            _ => runs.push((column, 1)),
        }
    }
    let boxed = |length: usize| width * length as f64 - 10.0;
    let names: Vec<Vec<String>> = runs.iter().map(|run| lines(said.step_name(&step.name), NAME, boxed(run.1) - PADDING)).collect();
    let tallest = names.iter().map(Vec::len).max().unwrap_or(0);
    let mut says: Vec<(String, bool)> = Vec::new();
    for (text, bold) in said.step(chain, step) {
        let style = if bold { NAME } else { TEXT };
        says.extend(lines(&text, style, says_room).into_iter().map(|line| (line, bold)));
    }
    let height = (tallest as f64 * LINE + 16.0).max(says.len() as f64 * LINE + 6.0).max((ends + 1) as f64 * TRACK_WIDTH).max(42.0);
    let cells = runs.iter().map(|&(from, length)| (lane(from) + 5.0, y, boxed(length), height)).collect();
    Row { y, height, change: step.change, cells, names, says }
}

/// What follows what. A mark stands for the steps that set it.
fn edges(chain: &Chain) -> Vec<Edge> {
    let live = |index: &usize| chain.steps[*index].change != Change::Dropped;
    let sources = |name: &str| -> Vec<usize> {
        let named = (0..chain.steps.len()).filter(live).filter(|&index| chain.steps[index].name == name);
        let setters = (0..chain.steps.len()).filter(live).filter(|&index| chain.steps[index].marks.iter().any(|mark| mark.0 == name));
        let named: Vec<usize> = named.collect();
        if named.is_empty() { setters.collect() } else { named }
    };
    let mut edges = Vec::new();
    for (to, step) in chain.steps.iter().enumerate().filter(|(index, _)| live(index)) {
        let mut add = |names: &[String], kind: Kind| {
            let from = names.iter().flat_map(|name| sources(name)).filter(|from| *from != to);
            edges.extend(from.map(|from| Edge { from, to, kind }));
        };
        add(&step.after, Kind::After);
        add(&step.after_any, Kind::Any);
        add(step.until.as_slice(), Kind::Until);
        if let Some(again) = &step.redo_from {
            edges.extend(sources(again).into_iter().filter(|again| *again != to).map(|again| Edge {
                from: to,
                to: again,
                kind: Kind::Again,
            }));
        }
    }
    edges.sort_unstable();
    edges.dedup();
    edges
}

/// What runs on a track: the arrows of one kind from a step; and which track it is.
type Track = ((usize, Kind), usize);

/// To the next row.
fn is_short(edge: &Edge) -> bool {
    edge.to == edge.from + 1
}

/// A track for everything of one kind that follows a step: how many there are, and which one it is by (step, kind).
fn tracks(edges: &[Edge]) -> (usize, Vec<Track>) {
    let mut spans: Vec<((usize, Kind), (usize, usize))> = Vec::new();
    for edge in edges.iter().filter(|edge| !is_short(edge)) {
        let (low, high) = (edge.from.min(edge.to), edge.from.max(edge.to));
        match spans.iter_mut().find(|span| span.0 == (edge.from, edge.kind)) {
            Some((_, span)) => *span = (span.0.min(low), span.1.max(high)),
            None => spans.push(((edge.from, edge.kind), (low, high))),
        }
    }
    // Short ones nearest to the lanes.
    spans.sort_by_key(|(key, (low, high))| (high - low, *low, *key));
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    let mut places = Vec::new();
    for (key, span) in spans {
        let free = |spans: &Vec<(usize, usize)>| spans.iter().all(|other| other.1 < span.0 || span.1 < other.0);
        let track = taken.iter().position(free).unwrap_or(taken.len());
        if track == taken.len() {
            taken.push(Vec::new());
        }
        taken[track].push(span);
        places.push((key, track));
    }
    (taken.len(), places)
}

/// The lines of all edges; tracks are counted from `right` to the left.
fn arrows(edges: &[Edge], rows: &[Row], places: &[Track], right: f64) -> Vec<Arrow> {
    let mut arrows: Vec<Arrow> = edges.iter().filter(|edge| is_short(edge)).map(|edge| straight(edge, rows)).collect();
    // Where lines meet a box at its left: those that come in first, then those that go out, evenly apart.
    let mut ports: Vec<Vec<(bool, (usize, Kind))>> = vec![Vec::new(); rows.len()];
    for edge in edges.iter().filter(|edge| !is_short(edge)) {
        ports[edge.to].push((false, (edge.from, edge.kind)));
        ports[edge.from].push((true, (edge.from, edge.kind)));
    }
    for port in &mut ports {
        port.sort_unstable();
        port.dedup();
    }
    let port = |row: usize, of: (bool, (usize, Kind))| {
        let place = ports[row].iter().position(|known| *known == of).unwrap_or(0);
        rows[row].y + rows[row].height * (place + 1) as f64 / (ports[row].len() + 1) as f64
    };
    for &(key, track) in places {
        let x = right - TRACK_WIDTH * track as f64;
        let out = port(key.0, (true, key));
        let targets: Vec<usize> =
            edges.iter().filter(|edge| !is_short(edge) && (edge.from, edge.kind) == key).map(|edge| edge.to).collect();
        let ends: Vec<f64> = targets.iter().map(|&to| port(to, (false, key))).collect();
        let (low, high) = ends.iter().fold((out, out), |(low, high), &end| (low.min(end), high.max(end)));
        arrows.push(Arrow { kind: key.1, points: vec![(rows[key.0].left(), out), (x, out)], head: false });
        arrows.push(Arrow { kind: key.1, points: vec![(x, low), (x, high)], head: false });
        for (&to, &end) in targets.iter().zip(&ends) {
            arrows.push(Arrow { kind: key.1, points: vec![(x, end), (rows[to].left(), end)], head: true });
        }
    }
    arrows
}

/// From a row to the next one.
fn straight(edge: &Edge, rows: &[Row]) -> Arrow {
    let (from, to) = (&rows[edge.from], &rows[edge.to]);
    let bottom = from.y + from.height;
    // Straight down where one of the boxes of the one lies above one of the other.
    let shared = from.cells.iter().find_map(|upper| {
        let lower = to.cells.iter().find(|lower| lower.0 < upper.0 + upper.2 && upper.0 < lower.0 + lower.2)?;
        Some((upper.0.max(lower.0) + (upper.0 + upper.2).min(lower.0 + lower.2)) / 2.0)
    });
    let points = match shared {
        Some(x) => vec![(x, bottom), (x, to.y)],
        None => {
            let (a, b, middle) = (from.middle(), to.middle(), bottom + GAP * 0.4);
            vec![(a, bottom), (a, middle), (b, middle), (b, to.y)]
        }
    };
    Arrow { kind: edge.kind, points, head: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chains::{Role, Users, Ways, Written};
    use crate::model::{Language, Text};

    const NAMES: [&str; 5] = [
        "svara",
        "Räddningstjänstsamverkanscentralen underrättas om läget på platsen",
        "مكالمة الطوارئ رقم ١١٢",
        "🚒🚑🚓 larma alla",
        "a\u{202e}b<script>\"&",
    ];

    /// A chain of so many steps and people, made by a small generator.
    fn chain(steps: usize, people: usize, seed: usize) -> Chain {
        let mut state = seed * 7919 + 17;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below.max(1)
        };
        let name = |k: usize| format!("{} {k}", NAMES[k % NAMES.len()]);
        let role = |k: usize| Role { name: format!("{}_{k}", NAMES[(k + 1) % NAMES.len()]), pools: Vec::new(), instead_of: None };
        let roles: Vec<Role> = (0..people).map(role).collect();
        let step = |k: usize| {
            let staff = (0..next(4)).map(|_| roles[next(people)].name.clone()).collect();
            let after = if next(3) == 0 { (0..next(5)).map(|_| name(next(k))).collect() } else { vec![name(k.saturating_sub(1))] };
            let changes = [Change::Same, Change::Added, Change::Changed, Change::Same];
            Step {
                name: name(k),
                change: changes[next(4)],
                changes: vec![("takes".into(), Some(Written::Plain("a".repeat(next(300)))), Some(Written::Plain(name(k))))],
                after: if k == 0 { Vec::new() } else { after },
                after_any: if next(5) == 0 { vec![name(next(steps)), name(next(steps))] } else { Vec::new() },
                until: (next(6) == 0).then(|| name(next(steps))),
                redo_from: (next(9) == 0).then(|| name(next(k))),
                when: (next(2) == 0).then(|| format!("not ran('{}') and police", name(next(steps)))),
                staff,
                marks: if next(3) == 0 { vec![(format!("hållpunkt {k}"), 0.5)] } else { Vec::new() },
                ..Step::default()
            }
        };
        let steps = (0..steps).map(step).collect();
        Chain { name: "x".into(), users: Users::default(), against: Some("y".into()), roles, steps }
    }

    fn ways() -> Ways {
        let (title, baseline) = (Text::default(), String::new());
        Ways {
            title,
            baseline,
            chains: Vec::new(),
            draws: Vec::new(),
            arms: Default::default(),
            pools: Default::default(),
            types: Default::default(),
            stands_for: Default::default(),
            differences: Vec::new(),
            names: Default::default(),
        }
    }

    #[test]
    fn nothing_overlaps_and_no_arrow_crosses_a_box() {
        let ways = ways();
        let mut arrows = 0;
        for (steps, people) in [(1, 0), (1, 1), (7, 3), (60, 9), (60, 1), (64, 30)] {
            for seed in 0..4 {
                let (chain, said) = (chain(steps, people.max(1), seed), Said::new(&ways, Language::Sv));
                let found = layout(&said, &chain, 48.0, 1504.0);
                arrows += found.arrows.len();
                whole(&found);
            }
        }
        assert!(arrows > 500);
    }

    fn whole(found: &Layout) {
        for pair in found.lanes.windows(2) {
            assert!(pair[0].x + pair[0].width <= pair[1].x + 1e-6);
        }
        for lane in &found.lanes {
            assert!(lane.title.iter().all(|line| font::width(line, HEAD.0, HEAD.1) <= lane.width), "{lane:?}");
            assert!((lane.title.len() + lane.pools.len()) as f64 * LINE <= found.head);
        }
        for pair in found.rows.windows(2) {
            assert!(pair[0].y + pair[0].height + GAP <= pair[1].y + 1e-6);
        }
        for row in &found.rows {
            for (name, cell) in row.names.iter().zip(&row.cells) {
                let fits = name.iter().all(|line| font::width(line, NAME.0, NAME.1) <= cell.2);
                assert!(fits && name.len() as f64 * LINE <= row.height, "{row:?}");
            }
            assert!(row.says.len() as f64 * LINE <= row.height, "{row:?}");
            assert!(row.right() < found.says_x && row.left() >= found.lanes[0].x);
            for pair in row.cells.windows(2) {
                assert!(pair[0].0 + pair[0].2 <= pair[1].0);
            }
        }
        for arrow in &found.arrows {
            for line in arrow.points.windows(2) {
                let (left, right) = (line[0].0.min(line[1].0), line[0].0.max(line[1].0));
                let (top, bottom) = (line[0].1.min(line[1].1), line[0].1.max(line[1].1));
                assert!(left >= 48.0 - 1e-6, "{arrow:?} leaves the paper");
                for row in &found.rows {
                    for &(x, y, width, height) in &row.cells {
                        let crosses = left < x + width - 0.5 && right > x + 0.5 && top < y + height - 0.5 && bottom > y + 0.5;
                        assert!(!crosses, "{arrow:?} crosses a box of {row:?}");
                    }
                }
            }
        }
        // Two arrows of different steps never run on one line into a box.
        let ends: Vec<(f64, f64)> =
            found.arrows.iter().filter(|arrow| arrow.head).map(|arrow| arrow.points[arrow.points.len() - 1]).collect();
        for (place, one) in ends.iter().enumerate() {
            let same = |other: &&(f64, f64)| (one.0 - other.0).abs() < 0.5 && (one.1 - other.1).abs() < 1.0;
            assert!(ends[..place].iter().filter(same).count() <= 1, "{one:?}");
        }
    }
}
