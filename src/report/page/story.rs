//! Single incidents on the page.

use super::{Teller, inline};
use crate::report::charts::{self, Drawn, Room};
use crate::report::words::Story;
use serde::Serialize;

/// A picture that keeps its size on a narrow screen, where it is moved sideways.
#[derive(Debug, Serialize)]
pub(super) struct Wide {
    title: String,
    caption: String,
    svg: String,
    table: Vec<Vec<String>>,
}

impl Wide {
    fn new(drawn: Drawn) -> Wide {
        let table = drawn.csv.lines().map(super::cells).collect();
        Wide { svg: inline(&drawn.svg(), &drawn.title), title: drawn.title, caption: drawn.caption, table }
    }
}

/// The section of single incidents; nothing if none was followed.
#[derive(Debug, Serialize)]
pub(super) struct Incidents {
    title: &'static str,
    note: &'static str,
    pictures: Vec<Wide>,
}

pub(super) fn incidents(teller: &Teller<'_>) -> Option<Incidents> {
    let words = Story::of(teller.language);
    let traces = teller.report.traces.as_ref()?;
    let drawn = charts::sequences(traces, &teller.report.tool.version, teller.language, Room::Page);
    Some(Incidents { title: words.trace_title, note: words.trace_note, pictures: drawn.into_iter().map(Wide::new).collect() })
}
