//! What sensitivity studies say of the answer, where they were taken up.

use super::Teller;
use super::story::Wide;
use crate::drivers::Findings;
use crate::report::charts::{self, Room};
use crate::report::sensitivity::{Told, said};
use crate::report::words::{Sentence, fill};
use crate::results::{Bar, Estimate, Question};
use serde::Serialize;

/// One study.
#[derive(Debug, Serialize)]
pub(super) struct Study {
    done: String,
    sentences: Vec<String>,
    pictures: Vec<Wide>,
}

pub(super) fn studies(teller: &Teller<'_>) -> Vec<Study> {
    let study = |report| {
        let told = Told::new(report, teller.language);
        let pictures =
            charts::draw_sensitivity(report, teller.language, Room::Page).into_iter().map(|drawn| Wide::new(teller, drawn)).collect();
        Study { done: told.done(), sentences: said(&told), pictures }
    };
    teller.report.sensitivity.iter().map(study).collect()
}

/// Whether anything tells what single parameters do.
pub(super) fn tells_of_parameters(teller: &Teller<'_>) -> bool {
    let tells = |findings: &Findings| matches!(findings, Findings::Tornado { .. } | Findings::BreakEven { .. });
    teller.report.results.over_ranges.is_some() || teller.report.sensitivity.iter().any(|study| tells(&study.drivers.findings))
}

/// The largest change of the first answer, in any arm, that a parameter alone brings about: of the doubt, and of every study of one thing at a
/// time.
pub(super) fn moves(teller: &Teller<'_>, name: &str) -> Option<Change> {
    let doubt = teller.report.results.over_ranges.iter().map(|over| (&over.questions[..], &over.bars[..]));
    let studies = teller.report.sensitivity.iter().filter_map(|study| match &study.drivers.findings {
        Findings::Tornado { bars, .. } => Some((&study.drivers.questions[..], &bars[..])),
        _ => None,
    });
    let of = |(questions, bars): (&[Question], &[Bar])| -> Option<Vec<Change>> {
        let first = questions.first()?;
        let bar = bars.iter().find(|bar| bar.factor == name)?;
        let is_asked = |question: &Question| (&question.measure, &question.stratum) == (&first.measure, &first.stratum);
        let asked = questions.iter().enumerate().filter(|(_, question)| is_asked(question)).map(|(place, _)| place);
        Some(asked.flat_map(|place| changes(bar, place)).collect())
    };
    most(doubt.chain(studies).filter_map(of).flatten())
}

/// What an end of a range changes an answer by.
#[derive(Clone, Copy)]
pub(super) struct Change {
    pub(super) found: Estimate,
    /// Whether it is told apart from none.
    pub(super) is_told: bool,
}

/// What both ends of a bar change an answer by, as far as they have one.
pub(super) fn changes(bar: &Bar, place: usize) -> impl Iterator<Item = Change> {
    (0..2).filter_map(move |end| Some(Change { found: bar.changes[place][end]?, is_told: bar.is_told(place, end) }))
}

/// The change that says most: what is told apart from nothing comes before what is only large.
pub(super) fn most(changes: impl Iterator<Item = Change>) -> Option<Change> {
    changes.max_by(outdoes)
}

/// Which of two changes says more.
pub(super) fn outdoes(a: &Change, b: &Change) -> std::cmp::Ordering {
    a.is_told.cmp(&b.is_told).then(libm::fabs(a.found.value).total_cmp(&libm::fabs(b.found.value)))
}

/// Whether some answer turns within the range of a parameter.
pub(super) fn turns(teller: &Teller<'_>, name: &str) -> Option<String> {
    let w = Sentence::of(teller.language);
    let arms = teller.report.sensitivity.iter().flat_map(|study| match &study.drivers.findings {
        Findings::BreakEven { answers, map } => {
            let is_along = study.drivers.factors.first().is_some_and(|factor| factor.name == name);
            let turning = answers.iter().map(|answer| is_along && answer.turns.iter().any(|turn| turn.clear));
            let crossing = map.iter().map(|border| border.crossings.iter().any(|crossing| crossing.clear && crossing.factor == name));
            let of_arms = study.drivers.questions.iter().zip(turning.chain(crossing)).filter(|(_, turns)| *turns);
            of_arms.map(|(question, _)| teller.arm(&question.arm)).collect()
        }
        _ => Vec::new(),
    });
    let mut arms: Vec<&str> = arms.collect();
    arms.dedup();
    (!arms.is_empty()).then(|| fill(w.turns_here, &[("arms", &arms.join(", "))]))
}
