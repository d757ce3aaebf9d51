//! The doubt in every comparison: each assumed parameter at both ends of its range, in short runs with the study's own luck.

use super::run::{Place, Question, Runner, Statistic, Stopped, answer, failure, questions};
use super::{Answers, Factor, Lived, Values, tornado};
use crate::model::{Model, What};
use crate::results::{Bar, Est, Estimate, OverRanges, Ranged};
use crate::scenario::file::File;
use crate::statistics::basis::HISTORIES_OF_SOME;
use crate::time::Time;

/// The basis of what nobody has measured.
const ASSUMED: &str = "assumed";
/// Each end is lived for a week, where one week is like the next.
const SHORT: Time = Time(7 * Time::DAY.0);
/// Replications of each end, as far as the study has as many: as many as a difference needs that is nothing for some before it has an interval, and
/// no more, as there are many ends.
const REPLICATIONS: u64 = HISTORIES_OF_SOME as u64;

/// How the doubt is looked at: a rule of the scenario alone, so that it is the same on every machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What is moved: assumed parameters with a range.
    pub factors: Vec<Factor>,
    /// Assumed parameters without one.
    pub without_range: Vec<String>,
    /// Replications at every end, from the first.
    pub replications: u64,
    /// What is counted in each.
    pub duration: Time,
}

impl Plan {
    /// What a scenario asks for.
    pub fn of(file: &File, model: &Model) -> Plan {
        let is_assumed = |factor: &Factor| factor.basis.as_deref() == Some(ASSUMED);
        let factors: Vec<Factor> = Factor::of_parameters(file, model).into_iter().filter(is_assumed).collect();
        let without = |parameter: &&crate::model::Parameter| {
            parameter.basis.as_deref() == Some(ASSUMED) && !factors.iter().any(|factor| factor.name == parameter.name)
        };
        let without_range = model.parameters.iter().filter(without).map(|parameter| parameter.name.clone()).collect();
        let study = &model.study;
        let duration = if model.is_weekly() { study.duration.min(SHORT) } else { study.duration };
        Plan { factors, without_range, replications: study.replications.min(REPLICATIONS), duration }
    }

    /// The changes that make the study as short as the plan says.
    pub fn shortened(&self) -> String {
        format!("study.duration=\"{} s\"", self.duration.seconds())
    }
}

/// Lives the ends. `answers` are the study's own answers by question.
///
/// # Errors
/// If it was stopped.
pub fn over_ranges(
    plan: &Plan,
    model: &Model,
    runner: &Runner<'_>,
    questions: &[(Question, crate::results::Question)],
    answers: &[Est],
) -> Result<OverRanges, Stopped> {
    let mut failures: Vec<Option<String>> = Vec::new();
    let mut ask = |points: &[Values]| -> Result<Vec<Answers>, Stopped> {
        let changes: Vec<_> = points.iter().map(|point| changes(&plan.factors, point)).collect();
        let lived = runner.live(&changes, 1..=plan.replications)?;
        failures = lived.iter().map(|lived| failure(lived, model)).collect();
        let longer = model.study.duration.seconds() / plan.duration.seconds();
        let counts = |question: &Question| matches!(model.measures[runner.places[question.place].measure].what, What::Count(_));
        let of = |lived: &Lived| -> Answers {
            let one = |question: &Question| {
                let found = answer(lived, model, &runner.places, *question)?;
                // What is counted in the short runs is told of as long as the study counts.
                Some(if counts(question) { found.of_longer(longer) } else { found })
            };
            questions.iter().map(|(question, _)| one(question)).collect()
        };
        Ok(lived.iter().map(of).collect())
    };
    let ends = tornado::ends(&plan.factors, &mut ask)?;
    let mut bars = tornado::bars(&plan.factors, &ends);
    for bar in &mut bars {
        let place = plan.factors.iter().position(|factor| factor.name == bar.factor).unwrap_or(0);
        bar.failures = [1, 2].map(|end| failures.get(2 * place + end).cloned().flatten());
    }
    let range = |(place, (answer, (_, told))): (usize, (&Est, &(Question, crate::results::Question)))| {
        ranged(place, *answer, &bars, model.study.noticeable_of(&told.unit, answer.map_or(0.0, |answer| answer.value)))
    };
    let ranges = answers.iter().zip(questions).enumerate().map(range).collect();
    Ok(OverRanges {
        replications: plan.replications,
        duration_s: plan.duration.seconds(),
        questions: questions.iter().map(|(_, told)| told.clone()).collect(),
        ranges,
        bars,
        without_range: plan.without_range.clone(),
    })
}

/// What is changed about the scenario at a point.
pub(super) fn changes(factors: &[Factor], point: &Values) -> Vec<String> {
    factors.iter().zip(point).filter_map(|(factor, value)| Some(factor.set((*value)?))).flatten().collect()
}

/// Of changes that are told apart from none: the largest of many that are luck would be taken for what an assumption does. What the others
/// may be is said beside it where that would go noticeably further. Where none is told, and some end is another or has no answer, nobody knows between
/// what the answer lies.
fn ranged(question: usize, answer: Est, bars: &[Bar], noticeable: f64) -> Ranged {
    let ends = |bar: &Bar| -> Vec<(Est, bool)> { (0..2).map(|end| (bar.changes[question][end], bar.is_told(question, end))).collect() };
    let told = |bar: &Bar| ends(bar).into_iter().filter(|(_, told)| *told).filter_map(|(change, _)| Some(change?.value));
    let changes: Vec<(f64, &str)> = bars.iter().flat_map(|bar| told(bar).map(|change| (change, bar.factor.as_str()))).collect();
    let most = changes.iter().fold(None, |most: Option<(f64, &str)>, &(change, name)| match most {
        Some((largest, _)) if libm::fabs(largest) >= libm::fabs(change) => most,
        _ => Some((change, name)),
    });
    let least = changes.iter().fold(0.0, |least: f64, (change, _)| least.min(*change));
    let largest = changes.iter().fold(0.0, |largest: f64, (change, _)| largest.max(*change));
    let goes_beyond = |bar: &&Bar| {
        let luck = ends(bar).into_iter().filter(|(_, told)| !told).filter_map(|(change, _)| change);
        let mut ends = luck.map(|change| change.low.zip(change.high).unwrap_or((f64::NEG_INFINITY, f64::INFINITY)));
        ends.any(|(low, high)| low < least - noticeable || high > largest + noticeable)
    };
    let unclear = bars.iter().filter(goes_beyond).map(|bar| bar.factor.clone()).collect();
    let is_none = |change: Estimate| change.low.zip(change.high) == Some((0.0, 0.0));
    let stays = || bars.iter().flat_map(ends).all(|(change, _)| change.is_some_and(is_none));
    let value = answer.map(|answer| answer.value).filter(|_| most.is_some() || stays());
    let end = |change: f64| value.map(|value| value + change);
    Ranged { low: end(least), high: end(largest), most: most.map(|(_, name)| name.to_owned()), unclear }
}

/// What is asked of a study by names: a measure, a kind of stratum, a stratum and a statistic, each for every arm against the baseline.
pub fn differences(model: &Model, asked: &[(&str, &str, &str, &str)]) -> (Vec<Place>, Vec<(Question, crate::results::Question)>) {
    let strata = crate::study::strata(model);
    let place = |(measure, kind, name, _): &(&str, &str, &str, &str)| {
        let measure = model.measures.iter().position(|known| known.name == *measure)?;
        let stratum = strata.iter().find(|stratum| stratum.kind() == *kind && stratum.name(model) == *name)?;
        Some(Place { measure, stratum: *stratum })
    };
    let arms: Vec<usize> = (0..model.arms.len()).filter(|arm| *arm != model.baseline).collect();
    let (mut places, mut all): (Vec<Place>, Vec<(Question, crate::results::Question)>) = (Vec::new(), Vec::new());
    for asked in asked {
        let Some(at) = place(asked) else { continue };
        let statistic = match asked.3 {
            "within_target" => Statistic::WithinTarget,
            "value" => Statistic::Value,
            _ => Statistic::Mean,
        };
        let here = questions(model, &[at], &arms, |_| statistic);
        all.extend(here.into_iter().map(|(question, told)| (Question { place: places.len(), ..question }, told)));
        places.push(at);
    }
    (places, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_luck_widens_no_range_and_moves_nothing_most() {
        let change = |value: f64, half: f64| Some(Estimate { value, low: Some(value - half), high: Some(value + half) });
        let bar = |factor: &str, low, high| Bar {
            factor: factor.to_owned(),
            changes: vec![[low, high]],
            bare: Vec::new(),
            agreed: Vec::new(),
            failures: [None, None],
        };
        let answer = change(-40.0, 5.0);
        let bars = [bar("luck", change(-200.0, 300.0), change(90.0, 91.0)), bar("real", change(-30.0, 4.0), change(8.0, 2.0))];
        let found = ranged(0, answer, &bars, 1.0);
        assert_eq!((found.low, found.high, found.most.as_deref()), (Some(-70.0), Some(-32.0), Some("real")));
        // From -500 to +100 it may change, which is said: that noisy an end hides what the assumption does.
        assert_eq!(found.unclear, ["luck"]);
        assert_eq!(ranged(0, answer, &bars, 500.0).unclear, [] as [&str; 0]);
        // Of a change without an interval nobody knows how far it goes.
        let bare = bar("bare", Some(Estimate { value: 3.0, low: None, high: None }), None);
        assert_eq!(ranged(0, answer, std::slice::from_ref(&bare), 500.0).unclear, ["bare"]);
        // Unless all replications agree on its sign.
        let found = ranged(0, answer, &[Bar { agreed: vec![[true, false]], ..bare }], 500.0);
        assert_eq!((found.high, found.most.as_deref(), found.unclear.len()), (Some(-37.0), Some("bare"), 0));
        // Where nothing is told and something may move it, nobody knows between what it lies; where nothing moves it, that is known.
        let found = ranged(0, answer, &bars[..1], 1.0);
        assert_eq!((found.low, found.high, found.most), (None, None, None));
        let nothing = Some(Estimate { value: 0.0, low: None, high: None });
        assert_eq!(ranged(0, answer, &[bar("once", nothing, nothing)], 1.0).low, None, "one replication says nothing of others");
        let still = bar("still", change(0.0, 0.0), change(0.0, 0.0));
        assert_eq!((ranged(0, answer, &[still], 1.0).low, ranged(0, answer, &[bar("missing", None, None)], 1.0).low), (Some(-40.0), None));
    }
}
