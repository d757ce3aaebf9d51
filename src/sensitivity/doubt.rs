//! The doubt in every comparison: each assumed parameter at both ends of its range, in short runs with the study's own luck.

use super::run::{Place, Question, Runner, Statistic, Stopped, answer, failure, questions};
use super::{Answers, Factor, Lived, Values, tornado};
use crate::model::Model;
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
        let of = |lived: &Lived| questions.iter().map(|(question, _)| answer(lived, model, &runner.places, *question)).collect();
        Ok(lived.iter().map(of).collect())
    };
    let ends = tornado::ends(&plan.factors, &mut ask)?;
    let agreeing = |factor: &str, question: usize| {
        let place = plan.factors.iter().position(|is| is.name == factor)?;
        Some(ends.ends[place].each_ref().map(|end| ends.change(end, question).is_some_and(|change| change.all_agree())))
    };
    let mut bars = tornado::bars(&plan.factors, &ends);
    for bar in &mut bars {
        let place = plan.factors.iter().position(|factor| factor.name == bar.factor).unwrap_or(0);
        bar.failures = [1, 2].map(|end| failures.get(2 * place + end).cloned().flatten());
    }
    let range = |(place, (answer, (_, told))): (usize, (&Est, &(Question, crate::results::Question)))| {
        let agreeing = |factor: &str| agreeing(factor, place).unwrap_or_default();
        ranged(place, *answer, &bars, noticeable(model, &told.unit, *answer), &agreeing)
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
/// may be is said beside it where that would go noticeably further. Without an interval a change is told apart where all replications agree on its
/// sign, which `agreeing` says of both ends.
fn ranged(question: usize, answer: Est, bars: &[Bar], noticeable: f64, agreeing: &dyn Fn(&str) -> [bool; 2]) -> Ranged {
    let ends =
        |bar: &Bar| bar.changes[question].into_iter().zip(agreeing(&bar.factor)).filter_map(|(change, agree)| Some((change?, agree)));
    let is_clear = |(change, agree): &(Estimate, bool)| tornado::is_clear(change) || change.low.is_none() && *agree;
    let clear = |bar| ends(bar).filter(is_clear).map(|(change, _)| change.value).collect::<Vec<f64>>();
    let changes = || bars.iter().flat_map(|bar| clear(bar).into_iter().map(|change| (change, bar.factor.as_str())));
    let value = answer.map(|answer| answer.value);
    let end = |choose: fn(f64, f64) -> f64| value.map(|value| value + changes().map(|(change, _)| change).fold(0.0, choose));
    let most = changes().fold(None, |most: Option<(f64, &str)>, (change, name)| match most {
        Some((largest, _)) if libm::fabs(largest) >= libm::fabs(change) => most,
        _ => Some((change, name)),
    });
    let (least, largest) = changes().fold((0.0f64, 0.0f64), |(least, largest), (change, _)| (least.min(change), largest.max(change)));
    let goes_beyond = |bar: &&Bar| {
        let luck = ends(bar).filter(|end| !is_clear(end));
        let mut ends = luck.map(|(change, _)| change.low.zip(change.high).unwrap_or((f64::NEG_INFINITY, f64::INFINITY)));
        ends.any(|(low, high)| low < least - noticeable || high > largest + noticeable)
    };
    let unclear = bars.iter().filter(goes_beyond).map(|bar| bar.factor.clone()).collect();
    Ranged { low: end(f64::min), high: end(f64::max), most: most.map(|(_, name)| name.to_owned()), unclear }
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

/// What is worth noticing of an answer in a unit: of shares a percentage point, of counts a tenth of the answer.
fn noticeable(model: &Model, unit: &str, answer: Est) -> f64 {
    match unit {
        "s" => model.study.noticeable.seconds(),
        "share" => 0.01,
        _ => answer.map_or(0.0, |answer| 0.1 * libm::fabs(answer.value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: fn(&str) -> [bool; 2] = |_| [false, false];

    #[test]
    fn what_may_be_luck_widens_no_range_and_moves_nothing_most() {
        let change = |value: f64, half: f64| Some(Estimate { value, low: Some(value - half), high: Some(value + half) });
        let bar = |factor: &str, low, high| Bar {
            factor: factor.to_owned(),
            changes: vec![[low, high]],
            bare: Vec::new(),
            failures: [None, None],
        };
        let answer = change(-40.0, 5.0);
        let bars = [bar("luck", change(-200.0, 300.0), change(90.0, 91.0)), bar("real", change(-30.0, 4.0), change(8.0, 2.0))];
        let found = ranged(0, answer, &bars, 1.0, &NOBODY);
        assert_eq!((found.low, found.high, found.most.as_deref()), (Some(-70.0), Some(-32.0), Some("real")));
        // From -500 to +100 it may change, which is said: that noisy an end hides what the assumption does.
        assert_eq!(found.unclear, ["luck"]);
        assert_eq!(ranged(0, answer, &bars, 500.0, &NOBODY).unclear, [] as [&str; 0]);
        // Of a change without an interval nobody knows how far it goes.
        let bare = bar("bare", Some(Estimate { value: 3.0, low: None, high: None }), None);
        assert_eq!(ranged(0, answer, std::slice::from_ref(&bare), 500.0, &NOBODY).unclear, ["bare"]);
        // Unless all replications agree on its sign.
        let found = ranged(0, answer, &[bare], 500.0, &|_| [true, false]);
        assert_eq!((found.high, found.most.as_deref(), found.unclear.len()), (Some(-37.0), Some("bare"), 0));
        let found = ranged(0, answer, &bars[..1], 1.0, &NOBODY);
        assert_eq!((found.low, found.high, found.most), (Some(-40.0), Some(-40.0), None));
    }
}
