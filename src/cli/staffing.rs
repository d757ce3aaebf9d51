//! `larmkedja sensitivity --method staffing`: what is wanted, and where the search begins.

use super::Failure;
use super::arguments::Sensitivity;
use super::documents::EstimateDocument;
use super::prepare::Prepared;
use super::sensitivity::{Budget, Found, length, measure_of, spoken, stopped, stratum_of, wrong};
use larmkedja::drivers::Target;
use larmkedja::load::{Sample, erlang_c, taken_by_hour};
use larmkedja::model::{PoolPlan, What};
use larmkedja::scenario::quantity::{Quantity, parse};
use larmkedja::sensitivity::staffing::FIRST;
use larmkedja::sensitivity::{Factor, Inquiry, Method, Place, Staffed, Statistic};
use std::time::{Duration, Instant};

/// Most replications of one candidate unless told otherwise.
pub(super) const MOST: u64 = 200;
/// The search begins where no more than this share of the requests would wait.
const WAITS: f64 = 0.2;
/// How a target is written.
pub(super) const WAY: &str = "write --target \"MEASURE within >= 92 % +- 1 %\" or \"MEASURE@STRATUM mean <= 3 min +- 5 s\"";

/// The method as the command line asks for it, and the places it looks at.
pub(super) fn method(wanted: &Sensitivity, prepared: &Prepared, factors: &[Factor]) -> Result<(Vec<Place>, Method), Failure> {
    let model = &prepared.opened.model;
    if wanted.target.is_empty() {
        return Err(wrong("it must be said what is wanted").hint(WAY));
    }
    let arm = match wanted.arm.as_slice() {
        [name] => model.arms.iter().position(|arm| arm.name == *name).ok_or_else(|| {
            let names: Vec<&str> = model.arms.iter().map(|arm| arm.name.as_str()).collect();
            wrong(format!("the scenario has no arm `{name}`")).hint(format!("there are: {}", names.join(", ")))
        })?,
        [] if model.arms.len() == 1 => 0,
        _ => return Err(wrong("seats are sought for one arm").hint("name it with --arm")),
    };
    if let Some(factor) = factors.iter().find(|factor| !factor.whole || factor.low < 0.0) {
        return Err(wrong(format!("`{}` is no whole number of seats", factor.name)).hint("write --vary pool.NAME.staff=LOW..HIGH"));
    }
    let (places, targets): (Vec<Place>, Vec<(Statistic, Target)>) =
        wanted.target.iter().map(|text| target(text, prepared)).collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    let sample = Sample::of(model, &[]);
    let (mut hours, mut start) = (Vec::new(), Vec::new());
    for factor in factors {
        let duty = duty(factor, arm, prepared)?;
        hours.push(duty.by_hour.iter().sum());
        start.push(duty.start(factor, &taken_by_hour(model, &sample, arm, duty.pool)));
    }
    Ok((places, Method::Staffing(Staffed { arm, targets, hours, start })))
}

/// When a seat more is on duty.
struct Duty {
    pool: usize,
    /// By hour of the week, how much of it.
    by_hour: [f64; 168],
    /// Others of the pool who then are on duty.
    others: [f64; 168],
}

/// The pool that a factor staffs in the arm, and when.
fn duty(factor: &Factor, arm: usize, prepared: &Prepared) -> Result<Duty, Failure> {
    let seats = |seats: f64| -> Result<Vec<[f64; 168]>, Failure> {
        let model = prepared.model_at(&factor.set(seats)).map_err(|reason| wrong(format!("{} at {seats}: {reason}", factor.name)))?;
        let of = |plan: &PoolPlan| plan.seats.by_hour().unwrap_or([0.0; 168]);
        Ok(model.arms[arm].pools.iter().map(of).collect())
    };
    let (low, high) = (seats(factor.low)?, seats(factor.high)?);
    let each =
        |pool: usize| -> [f64; 168] { std::array::from_fn(|hour| (high[pool][hour] - low[pool][hour]) / (factor.high - factor.low)) };
    let duty =
        |pool| Duty { pool, by_hour: each(pool), others: std::array::from_fn(|hour| low[pool][hour] - factor.low * each(pool)[hour]) };
    (0..low.len())
        .map(duty)
        .find(|duty| duty.by_hour.iter().sum::<f64>() > 0.0)
        .ok_or_else(|| wrong(format!("`{}` gives the arm no more seats", factor.name)).hint("vary the staff of a pool that the arm has"))
}

impl Duty {
    /// By Erlang's formula for waiting, with the mean of what is taken, and of the others, while it lasts; the upper end where that is not enough.
    fn start(&self, factor: &Factor, taken: &[f64; 168]) -> f64 {
        let mean = |of: &[f64; 168]| {
            of.iter().zip(&self.by_hour).map(|(number, share)| number * share).sum::<f64>() / self.by_hour.iter().sum::<f64>()
        };
        let (offered, others) = (mean(taken), mean(&self.others).max(0.0) as u32);
        let (low, high) = (factor.low as u32, factor.high as u32);
        (low..=high).find(|&seats| erlang_c(seats + others, offered) <= WAITS).map_or(factor.high, f64::from)
    }
}

/// Lives the first replications of the scenario itself, tells how long the search may take, and carries it out.
pub(super) fn study(
    inquiry: &Inquiry<'_>,
    method: &Method,
    only_estimate: bool,
    budget: Budget,
    say: &dyn Fn(&str),
) -> Result<Found, Failure> {
    let clock = Instant::now();
    inquiry.runner.rehearse(1..=FIRST).map_err(stopped)?;
    let Budget { points, finished } = budget;
    let each = clock.elapsed().as_secs_f64() / FIRST as f64;
    let long = |replications: u64| Duration::from_secs_f64(each * replications.saturating_sub(FIRST * finished) as f64);
    let (least, most) = (long(FIRST * points), long(inquiry.replications * points));
    let candidates = if points == 1 { "candidate" } else { "candidates" };
    let text = format!(
        "at most {points} {candidates} with {FIRST} to {}{}: about {}, and {} if none is decided early\n",
        length(inquiry),
        budget.told(),
        spoken(least),
        spoken(most)
    );
    if only_estimate {
        let document = EstimateDocument { points, finished, replications: inquiry.replications, seconds: most.as_secs_f64() };
        return Ok(Found::Estimate(text, document));
    }
    say(&text);
    inquiry.carry_out(method).map(|drivers| Found::Drivers(Box::new(drivers))).map_err(stopped)
}

/// Reads a bar.
type Reads = fn(&str) -> Option<f64>;

/// `MEASURE[@STRATUM] within|mean >=|<= BAR +- ZONE`.
fn target(text: &str, prepared: &Prepared) -> Result<(Place, (Statistic, Target)), Failure> {
    let said = |reason: &str| wrong(format!("--target {text}: {reason}")).hint(WAY);
    let (wish, zone) = text
        .split_once("+-")
        .or_else(|| text.split_once('±'))
        .ok_or_else(|| said("the indifference zone is missing: how far from the bar does it not matter any more?"))?;
    let (head, at_least, bar) = match (wish.split_once(">="), wish.split_once("<=")) {
        (Some((head, bar)), None) => (head, true, bar),
        (None, Some((head, bar))) => (head, false, bar),
        _ => return Err(said("there is neither `>=` nor `<=`")),
    };
    let mut words = head.split_whitespace();
    let (Some(named), Some(statistic), None) = (words.next(), words.next(), words.next()) else {
        return Err(said("before the sign stand a measure and `within` or `mean`"));
    };
    let (measure, stratum) = named.split_once('@').unwrap_or((named, "all"));
    let model = &prepared.opened.model;
    let place = Place { measure: measure_of(measure, model)?, stratum: stratum_of(stratum, model)? };
    let is = &model.measures[place.measure];
    if !matches!(is.what, What::Time { .. }) {
        return Err(said("the measure is no time"));
    }
    let (statistic, name, number): (Statistic, &str, Reads) = match statistic {
        "within" if is.target.is_none() => return Err(said("the measure has no target to be within")),
        "within" => (Statistic::WithinTarget, "within_target", share),
        "mean" => (Statistic::Mean, "mean", seconds),
        _ => return Err(said("say `within` or `mean`")),
    };
    let number = |text: &str| number(text.trim()).ok_or_else(|| said(&format!("`{}` cannot be read", text.trim())));
    let (bar, indifference) = (number(bar)?, number(zone)?);
    if indifference <= 0.0 {
        return Err(said("the indifference zone must be wider than nothing"));
    }
    let target = Target {
        measure: is.name.clone(),
        stratum_kind: place.stratum.kind().to_owned(),
        stratum: place.stratum.name(model).to_owned(),
        statistic: name.to_owned(),
        at_least,
        bar,
        indifference,
    };
    Ok((place, (statistic, target)))
}

/// `0.92` or `92 %`.
fn share(text: &str) -> Option<f64> {
    // Divided, 70 % is 0.7; times 0.01 it would be a little more.
    let share = match text.strip_suffix('%') {
        Some(number) => number.trim().parse::<f64>().ok()? / 100.0,
        None => text.parse::<f64>().ok()?,
    };
    (0.0..=1.0).contains(&share).then_some(share)
}

/// `3 min`.
fn seconds(text: &str) -> Option<f64> {
    match parse(text) {
        Ok(Quantity::Duration(seconds)) => Some(seconds),
        _ => None,
    }
}
