//! Is the warm-up too short? A test that costs nothing: of incidents that arrive in the first day that is counted the answer's mean is compared
//! with that of the same day in the weeks that follow, or of all days that follow where a day is like any other, replication by replication.
//! Only where a week is like any other and so long a time is counted. `larmkedja warm-up` says how long the warm-up has to be.

use super::hours::time_measures;
use super::sections::Sections;
use crate::model::{AtEnd, Model};
use crate::results::Doubt;
use crate::statistics::ratio::{Sums, difference};
use crate::time::Time;
use serde::{Deserialize, Serialize};

const WEEK: i64 = 7 * Time::DAY.0;
/// Of the tests of all arms together: how often they may be wrong.
const WRONG: f64 = 0.01;
/// A smaller part of what is usual matters to nobody.
const SMALLEST: f64 = 0.01;

/// One arm's first time measure, of incidents that arrive in the first day that is counted, and of those in days like it later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beginning {
    /// How many reached it in the first day.
    pub first: u64,
    /// Sum of their times, microseconds.
    pub first_sum: i64,
    /// How many did in days like it later.
    pub later: u64,
    /// Sum of their times, microseconds.
    pub later_sum: i64,
}

impl Beginning {
    /// Adds others.
    pub fn add(&mut self, more: &Beginning) {
        self.first += more.first;
        self.first_sum += more.first_sum;
        self.later += more.later;
        self.later_sum += more.later_sum;
    }

    #[inline]
    pub(super) fn push(&mut self, part: Part, time: i64) {
        match part {
            Part::First => (self.first, self.first_sum) = (self.first + 1, self.first_sum + time),
            Part::Later => (self.later, self.later_sum) = (self.later + 1, self.later_sum + time),
            Part::Other => {}
        }
    }
}

/// Of the counted time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The first day.
    First,
    /// A day like it later, as far as it is counted whole.
    Later,
    /// Anything else, or nothing is compared.
    Other,
}

/// Tells parts of the counted time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts {
    start: Time,
    end: Time,
    /// After so long comes a day like the first one.
    turn: i64,
    compared: bool,
}

impl Parts {
    pub(super) fn new(model: &Model) -> Parts {
        let study = &model.study;
        let turn = if model.is_daily() { Time::DAY.0 } else { WEEK };
        let compared = study.duration.0 >= turn + Time::DAY.0 && model.is_weekly() && time_measures(model).next().is_some();
        Parts { start: study.window_start, end: study.window_end(), turn, compared }
    }

    pub(super) fn of(&self, arrival: Time) -> Part {
        let since = (arrival - self.start).0;
        let (turn, within) = (since.div_euclid(self.turn), since.rem_euclid(self.turn));
        let day_ends = self.start + Time(turn * self.turn + Time::DAY.0);
        match turn {
            _ if !self.compared || within >= Time::DAY.0 || day_ends > self.end => Part::Other,
            0 => Part::First,
            _ => Part::Later,
        }
    }
}

/// What is wrong with the warm-up, or cannot be seen of it: the study goes on after its end and its weeks are alike, but it is too short to hold
/// the first day against another like it.
pub(super) fn doubt(model: &Model, sections: &Sections, weights: &[f64]) -> Option<Doubt> {
    let study = &model.study;
    let could = study.at_end == AtEnd::Continue && study.warm_up > Time::ZERO && model.is_weekly() && time_measures(model).next().is_some();
    if could && !Parts::new(model).compared {
        return Some(Doubt::UnseenWarmUp);
    }
    let arms = unlike(model, sections, weights);
    (!arms.is_empty()).then_some(Doubt::ShortWarmUp { arms })
}

/// The arms of which the first day is not like the same day later.
fn unlike(model: &Model, sections: &Sections, weights: &[f64]) -> Vec<String> {
    let level = 1.0 - WRONG / model.arms.len() as f64;
    let differs = |&arm: &usize| {
        let by_section =
            |of: fn(&Beginning) -> f64| -> Vec<f64> { sections.list.iter().map(|section| of(&section.arms[arm].beginning)).collect() };
        let (first, later) = (by_section(|of| of.first as f64), by_section(|of| of.later as f64));
        let (first_sum, later_sum) = (by_section(|of| of.first_sum as f64), by_section(|of| of.later_sum as f64));
        let (first, later) = (Sums { numerators: &first_sum, denominators: &first }, Sums { numerators: &later_sum, denominators: &later });
        let usual = later_sum.iter().sum::<f64>() / later.denominators.iter().sum::<f64>();
        difference(level, weights, first, later).is_some_and(|found| {
            let apart = found.ends.is_some_and(|(low, high)| low > 0.0 || high < 0.0);
            apart && libm::fabs(found.value) > SMALLEST * usual
        })
    };
    let lived = |arm: &usize| sections.findings[*arm].is_empty();
    (0..model.arms.len()).filter(lived).filter(differs).map(|arm| model.arms[arm].name.clone()).collect()
}
