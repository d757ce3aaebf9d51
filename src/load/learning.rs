//! What practice comes to over a study: factors by time are exact, those by number of incidents are for the mean number.

use super::{Sample, incidents_per_day};
use crate::model::{Half, Learning, Model};
use crate::time::Time;
use serde::Serialize;

/// What a time that steps take is multiplied by, in one arm.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct LearningFactor {
    /// Name of the arm.
    pub arm: String,
    /// Name of the parameter.
    pub parameter: String,
    /// When counting starts.
    pub at_start: f64,
    /// In the middle of the counted time: the load is estimated with this.
    pub at_middle: f64,
    /// When counting ends.
    pub at_end: f64,
    /// Mean number of incidents a day that count as practice, where it goes by number.
    pub worked_per_day: Option<f64>,
}

/// By arm and learning: the mean number of incidents a day that count as practice.
pub(super) type Worked = Vec<Vec<f64>>;

/// Nothing worked.
pub(super) fn none(model: &Model) -> Worked {
    model.arms.iter().map(|arm| vec![0.0; arm.learning.len()]).collect()
}

/// Whether something is learnt by number.
pub(super) fn goes_by_number(model: &Model) -> bool {
    model.arms.iter().flat_map(|arm| &arm.learning).any(is_by_number)
}

fn is_by_number(learning: &Learning) -> bool {
    matches!(learning.half, Half::Number { .. })
}

/// What is worked, by the flags of sampled incidents.
pub(super) fn worked(model: &Model, sample: &Sample) -> Worked {
    let of = |arm: usize, learning: &Learning| {
        let kinds = 0..model.types.len();
        kinds.map(|kind| incidents_per_day(model, arm, kind) * sample.share(arm, kind, &|flags| learning.counts(kind, flags))).sum()
    };
    model.arms.iter().enumerate().map(|(index, arm)| arm.learning.iter().map(|learning| of(index, learning)).collect()).collect()
}

/// The factor at a moment, if so many are worked a day.
fn factor(model: &Model, learning: &Learning, a_day: f64, at: Time) -> f64 {
    learning.factor_after(at, a_day * (at - model.study.begin()).seconds() / 86_400.0)
}

fn middle(model: &Model) -> Time {
    model.study.window_start + model.study.duration.fraction(0.5)
}

/// Puts the factors in the middle of the study of `model` in place of what is learnt in `sampled`.
pub(super) fn fix(sampled: &mut Model, model: &Model, worked: &Worked) {
    for ((arm, own), worked) in sampled.arms.iter_mut().zip(&model.arms).zip(worked) {
        let fixed = own.learning.iter().zip(worked).map(|(one, &a_day)| one.fixed(factor(model, one, a_day, middle(model))));
        arm.learning = fixed.collect();
    }
}

/// Every learning of every arm.
pub(super) fn factors(model: &Model, worked: &Worked) -> Vec<LearningFactor> {
    let of_arm = |(arm, worked): (&crate::model::Arm, &Vec<f64>)| {
        let one = |(learning, &a_day): (&Learning, &f64)| LearningFactor {
            arm: arm.name.clone(),
            parameter: learning.parameter.clone(),
            at_start: factor(model, learning, a_day, model.study.window_start),
            at_middle: factor(model, learning, a_day, middle(model)),
            at_end: factor(model, learning, a_day, model.study.window_end()),
            worked_per_day: is_by_number(learning).then_some(a_day),
        };
        arm.learning.iter().zip(worked).map(one).collect::<Vec<_>>()
    };
    model.arms.iter().zip(worked).flat_map(of_arm).collect()
}
