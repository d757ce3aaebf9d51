//! From sections to [`Results`].

use super::beginning;
use super::by_hour::{self, at_once, pool_stats};
use super::contrast::contrast;
use super::ranking::rank;
use super::sections::{Cell, Paired, Reached, Section, Sections, Told};
use super::strata::{Agencies, Stratum, strata};
use super::warnings::warnings;
use super::{drawing, precision, seats};
use crate::model::{Model, Seats, Study, VarianceReduction, What};
use crate::record::{Kind, PoolBook};
use crate::results::*;
use crate::statistics::Interval;
use crate::statistics::basis::AS_SOME;
use crate::statistics::control::Control;
use crate::statistics::histogram::{Gathering, Histogram};
use crate::statistics::quantile::{self, Pooled};
use crate::statistics::ratio::{Sums, controlled_mean, rate, share, unless_waits};
use crate::time::Time;
use rayon::prelude::*;

/// Microseconds of a second.
pub(super) const SECOND: f64 = 1e6;

/// Share of a time that is much waiting.
const WAITED_FOR: f64 = 0.1;

/// Estimates everything. Deterministic: threads share the work by measure and stratum, and each part stands alone.
pub fn results(model: &Model, sections: &Sections) -> Results {
    let weights: Vec<f64> = sections.list.iter().map(|section| section.replications as f64).collect();
    let controls = controls(model, sections);
    let places: Vec<(usize, Stratum)> =
        (0..model.measures.len()).flat_map(|measure| strata(model).into_iter().map(move |stratum| (measure, stratum))).collect();
    let told: Vec<(usize, Stratum, InStratum)> = places
        .into_par_iter()
        .map(|(measure, stratum)| {
            let view = View { model, sections, weights: &weights, controls: &controls, measure, stratum };
            (measure, stratum, view.estimate())
        })
        .collect();
    let mut results = frame(model, sections, &weights);
    for (measure, stratum, told) in told {
        place(model, &mut results, measure, stratum, told);
    }
    rank(model, sections, (&weights, &controls), &mut results);
    by_hour::fill(model, sections, &mut results);
    results.warnings = warnings(&results, beginning::doubt(model, sections, &weights));
    results
}

/// One measure in one stratum, by arm.
pub(super) fn single(model: &Model, sections: &Sections, measure: usize, stratum: Stratum) -> (Vec<Stats>, Vec<Option<Difference>>) {
    let weights: Vec<f64> = sections.list.iter().map(|section| section.replications as f64).collect();
    let controls = controls(model, sections);
    let told = View { model, sections, weights: &weights, controls: &controls, measure, stratum }.estimate();
    (told.stats, told.differences.into_iter().map(|told| told.map(|(difference, _)| difference)).collect())
}

/// Everything that is not by stratum.
fn frame(model: &Model, sections: &Sections, weights: &[f64]) -> Results {
    let named = |name: &String, label: &crate::model::Text| (name.clone(), label.clone());
    let arm = |(index, arm): (usize, &crate::model::Arm)| {
        let results = ArmResults {
            label: arm.label.clone(),
            incidents: incidents(sections, index),
            measures: Map::new(),
            stages: Map::new(),
            stages_by_agencies: Map::new(),
            pools: (0..model.pools.len())
                .map(|pool| (model.pools[pool].name.clone(), pool_of(model, sections, weights, index, pool)))
                .collect(),
            curves: Map::new(),
            hours: Map::new(),
            pool_hours: Map::new(),
            seat_time: Some(seats::seat_time(model, sections, weights, index)),
            findings: sections.findings[index].clone(),
        };
        (arm.name.clone(), results)
    };
    let asked = sections.asked(model);
    let sequential = model.precision.as_ref().zip(sections.sequential.clone()).map(|(precision, fixed)| Sequential {
        reached: precision::reached(model, precision, sections).map(|half_width| half_width.value),
        ..fixed
    });
    let others = || model.arms.iter().enumerate().filter(|(index, _)| *index != model.baseline).map(|(_, arm)| arm.name.clone());
    Results {
        title: model.title.clone(),
        about: model.about.clone(),
        language: model.language,
        study: Study { replications: asked, ..model.study.clone() },
        replications: sections.replications,
        complete: sections.replications == asked && (model.precision.is_none() || sections.sequential.is_some()),
        sequential: sequential.filter(|_| sections.replications > 0),
        replayed: !model.logs.is_empty(),
        recorded: super::recorded::recorded(model),
        special: is_special(model),
        tagged: model.types.iter().filter(|kind| kind.tagged).map(|kind| kind.name.clone()).collect(),
        baseline: model.arms[model.baseline].name.clone(),
        measures: model.measures.iter().map(|measure| (measure.name.clone(), info(measure))).collect(),
        type_labels: model.types.iter().map(|kind| named(&kind.name, &kind.label)).collect(),
        agency_labels: model.agencies.iter().map(|agency| named(&agency.name, &agency.label)).collect(),
        pool_labels: model.pools.iter().map(|pool| named(&pool.name, &pool.label)).collect(),
        arms: model.arms.iter().enumerate().map(arm).collect(),
        differences: others().map(|name| (name, Map::new())).collect(),
        difference_bins: others().map(|name| (name, Map::new())).collect(),
        primary: None,
        parameters: model.parameters.clone(),
        described: seats::described(model),
        over_ranges: None,
        warnings: Vec::new(),
    }
}

fn info(measure: &crate::model::Measure) -> MeasureInfo {
    let what = match measure.what {
        What::Time { .. } => "time",
        What::Share(_) => "share",
        What::Count(_) => "count",
        What::Work(_) => "work",
        What::Number(_) => "number",
    };
    MeasureInfo { label: measure.label.clone(), what: what.to_string(), target_s: measure.target.map(|target| target.seconds()) }
}

fn incidents(sections: &Sections, arm: usize) -> Incidents {
    let sum = |field: fn(&super::sections::ArmTotals) -> u64| sections.list.iter().map(|section| field(&section.arms[arm])).sum();
    Incidents { arrived: sum(|arm| arm.arrived), closed: sum(|arm| arm.closed), abandoned: sum(|arm| arm.abandoned) }
}

fn pool_of(model: &Model, sections: &Sections, weights: &[f64], arm: usize, pool: usize) -> PoolStats {
    let book = |section: &Section| section.arms[arm].pools.get(pool).copied().unwrap_or_default();
    let books: Vec<PoolBook> = sections.list.iter().map(book).collect();
    let unlimited = matches!(model.arms[arm].pools[pool].seats, Seats::Unlimited);
    let none = at_once(books.iter());
    pool_stats(sections.findings[arm].is_empty(), weights, (&books, none), unlimited.then_some(model.study.duration.0 as f64))
}

/// By arm and section, how many incidents more than expected were counted in a replication, on average: what control variates are. Nothing
/// where variance is not reduced by them.
fn controls(model: &Model, sections: &Sections) -> Vec<Vec<f64>> {
    if model.study.variance_reduction != VarianceReduction::ControlVariates {
        return Vec::new();
    }
    let excess = |arm: usize, expected: f64| -> Vec<f64> {
        sections.list.iter().map(|section| section.arms[arm].arrived as f64 / section.replications as f64 - expected).collect()
    };
    (0..model.arms.len()).map_while(|arm| model.expected_arrivals(arm).map(|expected| excess(arm, expected))).collect()
}

/// An estimate as results show it, if it may be shown.
pub(super) fn est(allowed: bool, interval: Option<Interval>) -> Est {
    let interval = interval.filter(|_| allowed)?;
    Some(Estimate { value: interval.value, low: interval.ends.map(|ends| ends.0), high: interval.ends.map(|ends| ends.1) })
}

/// The same with no end below zero, for a mean of what is never negative: nothing that it may be is left out.
pub(super) fn not_negative(est: Est) -> Est {
    est.map(|found| Estimate { low: found.low.map(|low| low.max(0.0)), ..found })
}

/// Everything about one measure in one stratum; vectors by arm.
struct InStratum {
    stats: Vec<Stats>,
    stages: Vec<Option<Map<StageParts>>>,
    curves: Vec<Option<Vec<(f64, f64)>>>,
    /// `None` for the baseline.
    differences: Vec<Option<(Difference, Option<Bins>)>>,
}

impl InStratum {
    /// Whether the measure is about any incident of the stratum in any arm.
    fn is_empty(&self) -> bool {
        self.stats.iter().all(|stats| match stats {
            Stats::Time(time) => time.count == 0,
            Stats::Value(value) => value.count == 0,
        })
    }
}

/// One measure in one stratum, seen in all sections.
pub(super) struct View<'a> {
    pub(super) model: &'a Model,
    pub(super) sections: &'a Sections,
    pub(super) weights: &'a [f64],
    /// See [`controls`].
    pub(super) controls: &'a [Vec<f64>],
    pub(super) measure: usize,
    pub(super) stratum: Stratum,
}

impl View<'_> {
    fn cells(&self, section: usize) -> impl Iterator<Item = &Cell> {
        self.sections.list[section].cells.iter().filter(|(key, _)| self.stratum.holds(**key)).map(|(_, cell)| cell)
    }

    fn index(&self, arm: usize) -> usize {
        arm * self.model.measures.len() + self.measure
    }

    /// By section, a sum over what an arm told.
    pub(super) fn sums(&self, arm: usize, field: impl Fn(&Told) -> i128) -> Vec<f64> {
        let index = self.index(arm);
        let section = |section| self.cells(section).map(|cell| field(&cell.told[index])).sum::<i128>() as f64;
        (0..self.weights.len()).map(section).collect()
    }

    /// By section, a sum over pairs.
    pub(super) fn pair_sums(&self, arm: usize, field: impl Fn(&Paired) -> i128) -> Vec<f64> {
        let index = self.index(arm);
        let section = |section| self.cells(section).map(|cell| field(&cell.paired[index])).sum::<i128>() as f64;
        (0..self.weights.len()).map(section).collect()
    }

    /// By section, a sum over what baseline and arm came to over the pairs that both reached: the field of what they came to,
    /// less that of those outside a pair.
    pub(super) fn both_sums(&self, arm: usize, field: impl Fn(&Reached) -> i128) -> (Vec<i128>, Vec<i128>) {
        let (own, base) = (self.index(arm), self.index(self.model.baseline));
        let one = |section, side: usize, index: usize| {
            let cell = |cell: &Cell| {
                let left_out = cell.paired[own].unpaired.as_ref().map_or(0, |sides| field(&sides[side]));
                field(&cell.told[index].reached) - left_out
            };
            self.cells(section).map(cell).sum::<i128>()
        };
        (0..self.weights.len()).map(|section| (one(section, 0, base), one(section, 1, own))).unzip()
    }

    /// A distribution, section by section: `gather` adds what it takes from a cell.
    pub(super) fn pooled(&self, gather: impl Fn(&Cell, &mut Gathering)) -> Pooled {
        let mut room = Gathering::default();
        let section = |section| {
            self.cells(section).for_each(|cell| gather(cell, &mut room));
            room.finish()
        };
        let sections: Vec<_> = (0..self.weights.len()).map(section).collect();
        sections.iter().for_each(|section| room.add_all(section));
        Pooled { all: room.finish(), sections }
    }

    fn own(&self, arm: usize) -> Pooled {
        let index = self.index(arm);
        self.pooled(|cell, room| room.add(&cell.told[index].reached.times))
    }

    /// Distributions of baseline and arm over the pairs that both reached, where that is not all of their own.
    pub(super) fn both(&self, arm: usize) -> Option<(Pooled, Pooled)> {
        let (own, base) = (self.index(arm), self.index(self.model.baseline));
        let anything = (0..self.weights.len()).any(|section| self.cells(section).any(|cell| cell.paired[own].unpaired.is_some()));
        let nothing = Histogram::default();
        let side = |side: usize, index: usize| {
            self.pooled(|cell, room| {
                room.add(&cell.told[index].reached.times);
                room.take_away(cell.paired[own].unpaired.as_ref().map_or(&nothing, |sides| &sides[side].times));
            })
        };
        anything.then(|| (side(0, base), side(1, own)))
    }

    pub(super) fn differences(&self, arm: usize) -> Pooled {
        let index = self.index(arm);
        self.pooled(|cell, room| room.add(&cell.paired[index].differences))
    }

    /// How many incidents stand behind each that is scored: of a tagged type as many as come in a replication on average, else one.
    pub(super) fn behind_each(&self) -> f64 {
        match self.stratum {
            Stratum::Type(kind) if self.is_tagged() => self.model.expected(kind),
            _ => 1.0,
        }
    }

    pub(super) fn is_tagged(&self) -> bool {
        matches!(self.stratum, Stratum::Type(kind) if self.model.types[kind].tagged)
    }

    pub(super) fn allowed(&self, arm: usize) -> bool {
        self.sections.findings[arm].is_empty()
    }

    /// What means of an arm are corrected by; differences from the baseline by its own.
    pub(super) fn control(&self, arm: usize) -> Control<'_> {
        self.controls.get(arm).map(Vec::as_slice)
    }

    /// A mean over incidents of an arm as an estimate in the numerators' unit divided by `unit`; for `zeros` of them it is of exactly zero.
    pub(super) fn mean(&self, arm: usize, allowed: bool, numerators: &[f64], (numbers, zeros): (&[f64], f64), unit: f64) -> Est {
        let sums = Sums { numerators, denominators: numbers };
        let found = unless_waits(numbers, zeros, controlled_mean(self.weights, sums, self.control(arm)));
        est(allowed, found.map(|interval| interval.divided(unit)))
    }

    /// The same of the measure itself. A time of which much is waiting varies as waits do, whatever stands beside them.
    pub(super) fn level(&self, arm: usize, allowed: bool, numerators: &[f64], (numbers, zeros): (&[f64], f64), unit: f64) -> Est {
        let zeros = if self.waits_much(arm, numerators) { zeros.max(AS_SOME * numbers.iter().sum::<f64>()) } else { zeros };
        let numbers = (numbers, zeros);
        let mean = self.mean(arm, allowed, numerators, numbers, unit);
        if self.model.measures[self.measure].what.is_never_negative() { not_negative(mean) } else { mean }
    }

    /// Whether more than a tenth of a time is waiting for people.
    fn waits_much(&self, arm: usize, times: &[f64]) -> bool {
        let queues = |told: &Told| (0..self.model.stages.len()).map(|stage| told.reached.stage(stage, Kind::Queue)).sum::<i128>();
        matches!(self.model.measures[self.measure].what, What::Time { .. })
            && self.sums(arm, queues).iter().sum::<f64>() > WAITED_FOR * times.iter().sum::<f64>()
    }

    /// Pairs of arm and baseline that are alike to the microsecond.
    pub(super) fn identical(&self, arm: usize) -> f64 {
        self.pair_sums(arm, |paired| paired.identical.into()).iter().sum()
    }

    pub(super) fn share(&self, allowed: bool, numerators: &[f64], denominators: &[f64]) -> Est {
        est(allowed, share(self.weights, Sums { numerators, denominators }))
    }

    /// Stages in which any arm spends time, in the model's order, with the kinds that are shown for them.
    pub(super) fn stages(&self) -> Vec<usize> {
        let spent = |stage: &usize| {
            let any = |told: &Told| Kind::ALL.iter().any(|&kind| told.reached.stage(*stage, kind) != 0);
            let in_cell = |cell: &Cell| (0..self.model.arms.len()).any(|arm| any(&cell.told[self.index(arm)]));
            (0..self.weights.len()).any(|section| self.cells(section).any(in_cell))
        };
        (0..self.model.stages.len()).filter(spent).collect()
    }

    /// Parts by stage: `part` estimates one stage and kind.
    pub(super) fn stage_parts(&self, stages: &[usize], part: impl Fn(usize, Kind) -> Est) -> Map<StageParts> {
        let redial = self.model.arms.iter().flat_map(|arm| &arm.programs).flat_map(|program| &program.steps);
        let redial = redial.into_iter().any(|step| step.patience.as_ref().is_some_and(|patience| patience.redial.is_some()));
        let parts = |&stage: &usize| {
            let parts = StageParts {
                working_s: part(stage, Kind::Working),
                queue_s: part(stage, Kind::Queue),
                blocked_s: part(stage, Kind::Blocked),
                redial_s: (redial && stage == self.model.answer_stage).then(|| part(stage, Kind::Redial)).flatten(),
            };
            (self.model.stages[stage].clone(), parts)
        };
        stages.iter().map(parts).collect()
    }

    fn estimate(&self) -> InStratum {
        let arms = 0..self.model.arms.len();
        let baseline = self.model.baseline;
        if !matches!(self.model.measures[self.measure].what, What::Time { .. }) {
            let difference = |arm| (arm != baseline).then(|| (Difference::Value(self.value_difference(arm)), None));
            return InStratum {
                stats: arms.clone().map(|arm| Stats::Value(self.value_stats(arm))).collect(),
                stages: arms.clone().map(|_| None).collect(),
                curves: arms.clone().map(|_| None).collect(),
                differences: arms.map(difference).collect(),
            };
        }
        let stages = self.stages();
        let base = self.own(baseline);
        let mut told = InStratum { stats: Vec::new(), stages: Vec::new(), curves: Vec::new(), differences: Vec::new() };
        for arm in arms {
            let own = if arm == baseline { base.clone() } else { self.own(arm) };
            let stats = self.time_stats(arm, &own);
            told.curves.push(self.stratum.is_drawn().then(|| drawing::curve(&own.all, stats.count)));
            told.stats.push(Stats::Time(stats));
            told.stages.push(Some(self.arm_stages(arm, &stages)));
            told.differences.push((arm != baseline).then(|| {
                let (difference, bins) = contrast(self, arm, &base, &own, &stages);
                (Difference::Time(Box::new(difference)), self.stratum.is_drawn().then_some(bins))
            }));
        }
        told
    }

    fn time_stats(&self, arm: usize, own: &Pooled) -> TimeStats {
        let allowed = self.allowed(arm);
        let (count, reached) = (self.sums(arm, |told| told.count.into()), self.sums(arm, |told| told.reached.number.into()));
        let at = |p| est(allowed, quantile::pooled(p, own).map(|interval| interval.divided(SECOND)));
        let within = || self.share(allowed, &self.sums(arm, |told| told.within.into()), &count);
        TimeStats {
            count: count.iter().sum::<f64>() as u64,
            reached: reached.iter().sum::<f64>() as u64,
            mean_s: self.level(arm, allowed, &self.sums(arm, |told| told.reached.sum), (&reached, own.zeros()), SECOND),
            median_s: at(500),
            p90_s: at(900),
            p95_s: at(950),
            within_target: self.model.measures[self.measure].target.and_then(|_| within()),
        }
    }

    fn arm_stages(&self, arm: usize, stages: &[usize]) -> Map<StageParts> {
        let reached = self.sums(arm, |told| told.reached.number.into());
        self.stage_parts(stages, |stage, kind| {
            let sums = self.sums(arm, |told| told.reached.stage(stage, kind));
            not_negative(self.mean(arm, self.allowed(arm), &sums, (&reached, mostly_none(kind, &reached)), SECOND))
        })
    }

    /// Numerators and denominators of a share, count or work measure, and the unit of the ratio.
    pub(super) fn value_sums(&self, arm: usize) -> (Vec<f64>, Vec<f64>, f64) {
        let sums = self.sums(arm, |told| told.reached.sum);
        match self.model.measures[self.measure].what {
            What::Count(_) => (sums, self.weights.to_vec(), 1.0 / self.behind_each()),
            What::Work(_) => (sums, self.sums(arm, |told| told.count.into()), SECOND),
            What::Share(_) | What::Number(_) | What::Time { .. } => (sums, self.sums(arm, |told| told.count.into()), 1.0),
        }
    }

    fn value_stats(&self, arm: usize) -> ValueStats {
        let (numerators, denominators, unit) = self.value_sums(arm);
        let count = self.sums(arm, |told| told.count.into()).iter().sum::<f64>() as u64;
        let value = match self.model.measures[self.measure].what {
            What::Share(_) => self.share(self.allowed(arm), &numerators, &denominators),
            What::Count(_) => {
                let found = rate(self.weights, Sums { numerators: &numerators, denominators: &denominators });
                est(self.allowed(arm), found.map(|interval| interval.divided(unit)))
            }
            _ => self.level(arm, self.allowed(arm), &numerators, (&denominators, 0.0), unit),
        };
        ValueStats { count, value }
    }
}

/// How many incidents have nothing of a part: it is not tallied, and waits are what most have nothing of.
pub(super) fn mostly_none(kind: Kind, numbers: &[f64]) -> f64 {
    if kind == Kind::Working { 0.0 } else { numbers.iter().sum() }
}

/// Puts what was estimated where it belongs.
fn place(model: &Model, results: &mut Results, measure: usize, stratum: Stratum, told: InStratum) {
    let (name, in_stratum) = (&model.measures[measure].name, stratum.name(model));
    if told.is_empty() && matches!(stratum, Stratum::Type(_) | Stratum::Agency(_) | Stratum::Alone(_)) {
        return;
    }
    let by_arm = model.arms.iter().zip(told.stats).zip(told.stages).zip(told.curves).zip(told.differences);
    for ((((arm, stats), stages), curve), difference) in by_arm {
        let arm_results = &mut results.arms[&arm.name];
        put(&mut arm_results.measures, name, stratum, in_stratum, stats);
        if let Some(stages) = stages {
            match stratum {
                Stratum::All => drop(arm_results.stages.insert(name.clone(), stages)),
                Stratum::Agencies(Agencies::Single | Agencies::Multi) => {
                    drop(arm_results.stages_by_agencies.entry(name.clone()).or_default().insert(in_stratum.to_string(), stages));
                }
                _ => {}
            }
        }
        if let Some(curve) = curve {
            arm_results.curves.entry(name.clone()).or_default().insert(in_stratum.to_string(), curve);
        }
        if let Some((difference, bins)) = difference {
            put(&mut results.differences[&arm.name], name, stratum, in_stratum, difference);
            if let Some(bins) = bins {
                results.difference_bins[&arm.name].entry(name.clone()).or_default().insert(in_stratum.to_string(), bins);
            }
        }
    }
}

/// Puts one stratum of a measure into its place; `all` is the first one that comes.
fn put<T>(measures: &mut Map<Strata<T>>, measure: &str, stratum: Stratum, name: &str, value: T) {
    let map = match stratum {
        Stratum::All => {
            let strata = Strata { all: value, r#type: Map::new(), agencies: Map::new(), agency: Map::new(), alone: Map::new() };
            measures.insert(measure.to_string(), strata);
            return;
        }
        Stratum::Type(_) => &mut measures[measure].r#type,
        Stratum::Agencies(_) => &mut measures[measure].agencies,
        Stratum::Agency(_) => &mut measures[measure].agency,
        Stratum::Alone(_) => &mut measures[measure].alone,
    };
    map.insert(name.to_string(), value);
}

/// Whether some arm is hit by an outage in the counted time.
fn is_hit(model: &Model) -> bool {
    let study = &model.study;
    let mut outages = model.arms.iter().flat_map(|arm| &arm.pools).flat_map(|pool| &pool.outages);
    outages.any(|outage| outage.from < study.window_end() && outage.to > study.window_start)
}

/// Whether something that is not usual happens in the counted time.
fn is_special(model: &Model) -> bool {
    let study = &model.study;
    let counted = study.window_start..study.window_end();
    let hours = counted.start.hour()..(counted.end - Time(1)).hour() + 1;
    let surges = model.arms.iter().flat_map(|arm| &arm.swings).flat_map(|swings| &swings.surges);
    let mut surges = surges.filter(|surge| surge.factor != 1.0);
    surges.any(|surge| surge.from < hours.end && surge.to > hours.start)
        || model.stated.iter().any(|one| counted.contains(&one.row.time))
        || is_hit(model)
}
