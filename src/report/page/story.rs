//! Single incidents and the chains on the page.

use super::{MOST_ROWS, Teller};
use crate::report::charts::{self, Drawn, Room};
use crate::report::draw::Said;
use crate::report::words::{Story, fill};
use serde::Serialize;

/// A picture that keeps its size on a narrow screen, where it is moved sideways.
#[derive(Debug, Serialize)]
pub(super) struct Wide {
    title: String,
    caption: String,
    svg: String,
    table: Vec<Vec<String>>,
    /// Where rows were left out.
    note: Option<String>,
}

impl Wide {
    pub(super) fn new(teller: &Teller<'_>, drawn: Drawn) -> Wide {
        let table = drawn.csv.lines().take(1 + MOST_ROWS).map(super::short_cells).collect();
        let values = [("count", MOST_ROWS.to_string()), ("name", drawn.name.clone())];
        let cut = || fill(teller.words.page_data_first, &values.each_ref().map(|(name, value)| (*name, value.as_str())));
        let note = (drawn.csv.lines().nth(1 + MOST_ROWS).is_some()).then(cut);
        // Letters keep a size that can be read.
        let least = (drawn.width() * 0.58) as u32;
        let svg = drawn.inline(&drawn.title, &format!("min-width:{least}px"));
        Wide { svg, title: drawn.title, caption: drawn.caption, table, note }
    }
}

/// The section of single incidents; nothing if none was followed.
#[derive(Debug, Serialize)]
pub(super) struct Incidents {
    title: &'static str,
    note: &'static str,
    pictures: Vec<Wide>,
}

/// The section of the ways of working.
#[derive(Debug, Serialize)]
pub(super) struct Chains {
    title: &'static str,
    note: &'static str,
    pictures: Vec<Wide>,
    draws_title: &'static str,
    draws_note: &'static str,
    draws_heads: [&'static str; 3],
    draws: Vec<[String; 3]>,
}

pub(super) fn chains(teller: &Teller<'_>) -> Option<Chains> {
    let words = Story::of(teller.language);
    let ways = teller.report.ways.as_ref()?;
    let drawn = charts::chains(ways, &teller.report.tool.version, teller.language, Room::Page);
    Some(Chains {
        title: words.draw_title,
        note: words.draw_note,
        pictures: drawn.into_iter().map(|drawn| Wide::new(teller, drawn)).collect(),
        draws_title: words.draws_title,
        draws_note: words.draws_note,
        draws_heads: [words.draw_decides, words.draw_sharers, words.draw_names],
        draws: Said::new(ways, teller.language).draws(),
    })
}

pub(super) fn incidents(teller: &Teller<'_>) -> Option<Incidents> {
    let words = Story::of(teller.language);
    let traces = teller.report.traces.as_ref()?;
    let drawn = charts::sequences_in_parts(traces, &teller.report.tool.version, teller.language, Room::Page);
    Some(Incidents {
        title: words.trace_title,
        note: words.trace_note,
        pictures: drawn.into_iter().map(|drawn| Wide::new(teller, drawn)).collect(),
    })
}
