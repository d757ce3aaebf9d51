//! One factor at a time, at both ends of its range.

use super::{Answers, Ask, Factor, Sample, Stopped, Values};
use crate::results::{Bar, Est};

/// What a tornado is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Ends {
    /// The scenario itself.
    pub base: Answers,
    /// By factor: at the lower end and at the upper one.
    pub ends: Vec<[Answers; 2]>,
}

impl Ends {
    /// What an answer changes by from the scenario itself to an end.
    pub(super) fn change(&self, end: &Answers, question: usize) -> Option<Sample> {
        Some(end[question].as_ref()?.change_from(self.base[question].as_ref()?))
    }
}

/// The points of a tornado: the scenario, then each factor's lower and upper end.
pub fn points(factors: &[Factor]) -> Vec<Values> {
    let unchanged = vec![None; factors.len()];
    let mut points = vec![unchanged.clone()];
    for (place, factor) in factors.iter().enumerate() {
        for end in [factor.low, factor.high] {
            let mut point = unchanged.clone();
            point[place] = Some(end);
            points.push(point);
        }
    }
    points
}

/// Asks for both ends of every factor.
///
/// # Errors
/// If it was stopped.
pub fn ends(factors: &[Factor], ask: &mut Ask<'_>) -> Result<Ends, Stopped> {
    let mut answers = ask(&points(factors))?.into_iter();
    let base = answers.next().unwrap_or_default();
    let ends = std::iter::from_fn(|| Some([answers.next()?, answers.next()?])).collect();
    Ok(Ends { base, ends })
}

/// The changes as bars; the factor that moves the first question most comes first, factors that move it alike in their order.
pub fn bars(factors: &[Factor], found: &Ends) -> Vec<Bar> {
    let bar = |(factor, ends): (&Factor, &[Answers; 2])| {
        let of = |question: usize| ends.each_ref().map(|end| found.change(end, question));
        let changes: Vec<[Option<Sample>; 2]> = (0..found.base.len()).map(of).collect();
        let each = |ends: &[Option<Sample>; 2]| ends.each_ref().map(|change| change.as_ref().and_then(Sample::bare));
        let bare: Vec<_> = changes.iter().map(each).collect();
        let is_any = bare.iter().flatten().any(Option::is_some);
        let agrees = |change: &Option<Sample>| change.as_ref().is_some_and(|change| change.bare().is_some() && change.all_agree());
        let agreed: Vec<[bool; 2]> = changes.iter().map(|ends| ends.each_ref().map(agrees)).collect();
        let is_agreed = agreed.iter().flatten().any(|agreed| *agreed);
        Bar {
            factor: factor.name.clone(),
            changes: changes.iter().map(|ends| ends.each_ref().map(|change| change.as_ref().map(Sample::estimate))).collect(),
            bare: if is_any { bare } else { Vec::new() },
            agreed: if is_agreed { agreed } else { Vec::new() },
            failures: [None, None],
        }
    };
    let mut bars: Vec<Bar> = factors.iter().zip(&found.ends).map(bar).collect();
    bars.sort_by(|a, b| largest(b).total_cmp(&largest(a)));
    bars
}

/// The larger change of the first question.
fn largest(bar: &Bar) -> f64 {
    let size = |change: &Est| change.map_or(0.0, |change| libm::fabs(change.value));
    bar.changes.first().map_or(0.0, |ends| size(&ends[0]).max(size(&ends[1])))
}
