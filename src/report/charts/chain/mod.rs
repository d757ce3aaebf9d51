//! A chain, drawn from the scenario: people as lanes, steps as boxes in order, arrows for what comes after what.

mod layout;

use super::frame::{LABEL, Sheet};
use super::picture::{Anchor, Color, DARK, GRID, INK, Picture, QUIET, SHADE, Shape};
use super::{Drawn, Room, font};
use crate::chains::{Chain, Change};
use crate::report::draw::Said;
use crate::report::table::quoted;
use layout::{Arrow, HEAD, Kind, LINE, Layout, NAME, Row, TEXT, layout};

const SAME: Color = Color(0xcf, 0xe4, 0xf3);
const ADDED: Color = Color(0xa9, 0xdf, 0xcb);
const CHANGED: Color = Color(0xfb, 0xe3, 0xb3);
const GONE: Color = Color(0xe6, 0xe8, 0xeb);
/// The lines around boxes, the same on dark paper.
const EDGE: Color = Color(0x47, 0x52, 0x5e);

/// The drawing of a chain.
pub(super) fn draw(said: &Said<'_>, chain: &Chain, version: &str, room: Room) -> Drawn {
    let (title, caption) = (said.title(chain), said.users(chain));
    let (above, below) = if room == Room::Page { ("", "") } else { (title.as_str(), caption.as_str()) };
    let mut sheet = Sheet::new(room, above, below);
    legend(said, &mut sheet, chain);
    let layout = layout(said, chain, sheet.left, sheet.width());
    let top = sheet.y;
    let picture = &mut sheet.picture;
    picture.width = picture.width.max(layout.width + 2.0 * sheet.left);
    lanes(picture, &layout, top);
    layout.arrows.iter().for_each(|arrow| line(picture, arrow, top));
    layout.rows.iter().for_each(|row| step(picture, row, layout.says_x, top));
    layout.arrows.iter().filter(|arrow| arrow.head).for_each(|arrow| head(picture, arrow, top));
    sheet.y = top + layout.height;
    let source = format!("Larmkedja {version} · {}", said.ways.title.get(said.language));
    Drawn { name: format!("chain_{}", chain.name), title, caption, csv: csv(chain), picture: sheet.finish(&source) }
}

/// What colours, patterns and lines mean, as far as they occur.
fn legend(said: &Said<'_>, sheet: &mut Sheet, chain: &Chain) {
    let w = said.words;
    let occurs = |change: Change| chain.steps.iter().any(|step| step.change == change);
    let mut x = sheet.left;
    let mut key = |sheet: &mut Sheet, text: &str, sample: &dyn Fn(&mut Picture, f64, f64)| {
        let width = 60.0 + font::width(text, LABEL.0, LABEL.1);
        if x > sheet.left && x + width > sheet.right {
            x = sheet.left;
            sheet.y += 34.0;
        }
        sample(&mut sheet.picture, x, sheet.y);
        sheet.picture.text((x + 60.0, sheet.y + 22.0), text, LABEL, INK, Anchor::Left);
        x += width + 34.0;
    };
    for (change, word) in
        [(Change::Same, w.chain_same), (Change::Added, w.step_added), (Change::Changed, w.step_changed), (Change::Dropped, w.step_dropped)]
    {
        if chain.against.is_some() && occurs(change) {
            key(sheet, word, &|picture, x, y| block(picture, change, (x, y + 3.0, 48.0, 24.0)));
        }
    }
    let kinds = [
        (Kind::After, w.after_all, chain.steps.iter().any(|step| !step.after.is_empty())),
        (Kind::Any, w.after_any, chain.steps.iter().any(|step| !step.after_any.is_empty())),
        (Kind::Until, w.until, chain.steps.iter().any(|step| step.until.is_some())),
        (Kind::Again, w.again, chain.steps.iter().any(|step| step.redo_from.is_some())),
    ];
    for (kind, word, _) in kinds.into_iter().filter(|kind| kind.2) {
        key(sheet, word, &|picture, x, y| {
            let arrow = Arrow { kind, points: vec![(x, y + 15.0), (x + 48.0, y + 15.0)], head: true };
            line(picture, &arrow, 0.0);
            head(picture, &arrow, 0.0);
        });
    }
    sheet.y += 48.0;
}

fn lanes(picture: &mut Picture, layout: &Layout, top: f64) {
    for (number, lane) in layout.lanes.iter().enumerate() {
        if number % 2 == 0 {
            picture.rect((lane.x, top), (lane.width, layout.height), SHADE);
        }
        let below = picture.lines((lane.x + 7.0, top + 6.0), &lane.title, (HEAD.0, HEAD.1), INK, Anchor::Left);
        picture.lines((lane.x + 7.0, below), &lane.pools, TEXT, QUIET, Anchor::Left);
    }
    if let (Some(first), Some(last)) = (layout.lanes.first(), layout.lanes.last()) {
        let y = top + layout.head;
        picture.line(&[(first.x, y), (last.x + last.width, y)], 1.5, QUIET);
    }
}

/// A box: told apart by its edge as well as by its colour.
fn block(picture: &mut Picture, change: Change, (x, y, width, height): (f64, f64, f64, f64)) {
    let (color, thick) = match change {
        Change::Same => (SAME, 1.5),
        Change::Added => (ADDED, 4.0),
        Change::Changed => (CHANGED, 1.5),
        Change::Dropped => (GONE, 1.5),
    };
    picture.rect((x, y), (width, height), color);
    let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)];
    match change {
        Change::Dropped => picture.dashed(&corners, thick, EDGE, &[6.0, 5.0]),
        _ => picture.line(&corners, thick, EDGE),
    }
    if change == Change::Changed {
        picture.rect((x, y), (7.0, height), EDGE);
    }
}

fn step(picture: &mut Picture, row: &Row, says_x: f64, top: f64) {
    // Who works together without being neighbours.
    if row.cells.len() > 1 {
        let y = top + row.y + row.height / 2.0;
        picture.line(&[(row.left(), y), (row.right(), y)], 3.0, EDGE);
    }
    for &(x, y, width, height) in &row.cells {
        block(picture, row.change, (x, y + top, width, height));
    }
    for (&(x, y, width, height), name) in row.cells.iter().zip(&row.names) {
        let first = top + y + (height - LINE * name.len() as f64) / 2.0 + 16.5;
        for (number, line) in name.iter().enumerate() {
            let at = (x + width / 2.0, first + LINE * number as f64);
            picture.text(at, line, NAME, if row.change == Change::Dropped { EDGE } else { DARK }, Anchor::Middle);
        }
    }
    let says_top = top + row.y + (row.height - LINE * row.says.len() as f64).max(0.0) / 2.0;
    for (number, (line, bold)) in row.says.iter().enumerate() {
        let (style, color) = if *bold { (NAME, INK) } else { (TEXT, QUIET) };
        picture.text((says_x, says_top + LINE * number as f64 + 16.0), line, style, color, Anchor::Left);
    }
    let y = top + row.y + row.height + layout::GAP / 2.0;
    picture.line(&[(says_x, y), (says_x + 40.0, y)], 1.0, GRID);
}

fn line(picture: &mut Picture, arrow: &Arrow, top: f64) {
    let points: Vec<(f64, f64)> = arrow.points.iter().map(|&(x, y)| (x, y + top)).collect();
    match arrow.kind {
        Kind::After => picture.line(&points, 1.5, INK),
        Kind::Any => picture.dashed(&points, 1.5, INK, &[10.0, 5.0]),
        Kind::Until => picture.dashed(&points, 2.5, QUIET, &[3.0, 4.0]),
        Kind::Again => picture.line(&points, 3.0, Color(0xd5, 0x5e, 0x00)),
    }
}

/// The head of an arrow, at its end.
fn head(picture: &mut Picture, arrow: &Arrow, top: f64) {
    let [.., (from_x, _), (x, y)] = arrow.points[..] else { return };
    let y = y + top;
    let points = if libm::fabs(from_x - x) > 0.5 {
        vec![(x, y), (x - 10.0, y - 5.0), (x - 10.0, y + 5.0)]
    } else {
        vec![(x, y), (x - 5.0, y - 10.0), (x + 5.0, y - 10.0)]
    };
    let color = match arrow.kind {
        Kind::Until => QUIET,
        Kind::Again => Color(0xd5, 0x5e, 0x00),
        _ => INK,
    };
    picture.shapes.push(Shape::Polygon { points, color });
}

/// The steps as rows.
fn csv(chain: &Chain) -> String {
    let mut csv = "step,change,staff,after,after_any,when,takes,until,marks\n".to_owned();
    for step in &chain.steps {
        let change = match step.change {
            Change::Same => "same",
            Change::Added => "added",
            Change::Changed => "changed",
            Change::Dropped => "dropped",
        };
        let marks: Vec<&str> = step.marks.iter().map(|mark| mark.0.as_str()).collect();
        let cells = [
            step.staff.join("; "),
            step.after.join("; "),
            step.after_any.join("; "),
            step.when.clone().unwrap_or_default(),
            step.takes.as_ref().map(ToString::to_string).unwrap_or_default(),
            step.until.clone().unwrap_or_default(),
            marks.join("; "),
        ];
        csv += &format!("{},{change},{}\n", quoted(&step.name), cells.map(|cell| quoted(&cell)).join(","));
    }
    csv
}
