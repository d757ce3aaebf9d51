//! The fewest seats that meet what is wanted.
//!
//! Whether a candidate meets a target is decided replication by replication with the fully sequential feasibility check of Batur and Kim
//! (*Finding feasible systems in the presence of constraints on multiple performance measures*, ACM TOMACS 20(3), 2010), Bonferroni over
//! candidates and targets. Candidates with the same, fewest, seat hours are ranked by Kim and Nelson's procedure (*A fully sequential
//! procedure for indifference-zone selection in simulation*, ACM TOMACS 11(3), 2001) under common randomness. Half of the allowed error goes
//! to the ranking, two fifths to the check, and a tenth to a last look: the check knows only how much the first replications vary, so where
//! that is much, what is obvious may be undecided when the replications end. A t interval of all of them decides then what it can. Closer
//! to its bar than the indifference zone a target may be decided either way.

use super::{Factor, Sample, Stopped, variance};
use crate::drivers::{Candidate, Staffing, Verdict};
use crate::results::{Est, Estimate, Map};
use crate::statistics::student::two_sided;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The probability that any decision is wrong.
const ERROR: f64 = 0.05;
/// Shares of it: for the check as it goes on, for the last look, and for the ranking.
const CHECKED: f64 = 0.4;
const LAST: f64 = 0.1;
const RANKED: f64 = 0.5;
/// Replications before the first decision, and lived together afterwards.
pub const FIRST: u64 = 10;
/// Searches over more pools than this are not exhaustive.
const EXHAUSTIVE: usize = 2;

/// What is wanted of one measure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// Whether it should be at least as large as the bar, or at most.
    pub at_least: bool,
    /// The bar.
    pub bar: f64,
    /// Half of the width of the indifference zone around it, above zero.
    pub indifference: f64,
}

/// One replication of one measure: what is summed up, and over how many incidents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// The sum.
    pub sum: f64,
    /// The number.
    pub count: f64,
}

/// Lives some replications of a candidate: by replication and goal; nothing where it cannot be lived, as when it is overloaded.
pub type AskSeats<'a> = dyn FnMut(&[f64], RangeInclusive<u64>) -> Result<Option<Vec<Vec<Seen>>>, Stopped> + 'a;

/// What is searched.
#[derive(Clone, Debug)]
pub struct Space<'a> {
    /// Whole numbers of seats, by pool or shift.
    pub factors: &'a [Factor],
    /// Hours a week that one seat of each is on duty.
    pub hours: &'a [f64],
    /// Where the search begins, by Erlang's formula.
    pub start: &'a [f64],
    /// Most replications of one candidate; one that is not decided then counts as not meeting.
    pub most: u64,
}

/// Searches the fewest seat hours that meet every goal. That a candidate with no more seats anywhere than one that fails would fail too is taken
/// for granted.
///
/// # Errors
/// If it was stopped.
pub fn fewest(space: &Space<'_>, goals: &[Goal], ask: &mut AskSeats<'_>) -> Result<Staffing, Stopped> {
    let sizes = space.factors.iter().map(|factor| factor.high - factor.low + 1.0);
    let candidates: f64 = sizes.product();
    let error = ERROR / candidates / goals.len() as f64;
    let mut search = Search { space, goals, error, looked: BTreeMap::new(), ask };
    let meeting = match space.factors.len() {
        1 => search.along()?,
        EXHAUSTIVE => search.staircase()?,
        _ => search.downhill()?,
    };
    let cost = |at: &[i64]| hours(space, at);
    let fewest = meeting.iter().map(|at| cost(at)).fold(f64::INFINITY, f64::min);
    let tied: Vec<Vec<i64>> = meeting.into_iter().filter(|at| cost(at) <= fewest * (1.0 + 1e-9)).collect();
    let best = search.rank(&tied)?;
    let undecided = search.looked.iter().any(|(at, looked)| looked.verdict == Verdict::Open && cost(at) <= fewest * (1.0 + 1e-9));
    let named =
        |at: &[i64]| -> Map<f64> { space.factors.iter().zip(at).map(|(factor, &seats)| (factor.name.clone(), seats as f64)).collect() };
    let candidate = |(at, looked): (&Vec<i64>, &Looked)| Candidate {
        at: named(at),
        seat_hours: cost(at),
        verdict: looked.verdict,
        replications: looked.seen.len() as u64,
        found: (0..goals.len()).map(|goal| looked.estimate(goal)).collect(),
    };
    let mut candidates: Vec<Candidate> = search.looked.iter().map(candidate).collect();
    candidates.sort_by(|a, b| a.seat_hours.total_cmp(&b.seat_hours));
    Ok(Staffing {
        arm: String::new(),
        targets: Vec::new(),
        confidence: 1.0 - ERROR,
        start: named(&space.start.iter().map(|&seats| seats as i64).collect::<Vec<_>>()),
        best: best.as_deref().map(named),
        tied: tied.len() as u64,
        sure: space.factors.len() <= EXHAUSTIVE && !undecided,
        candidates,
    })
}

fn hours(space: &Space<'_>, at: &[i64]) -> f64 {
    space.hours.iter().zip(at).map(|(hours, &seats)| hours * seats as f64).sum()
}

/// What is known of a candidate.
struct Looked {
    verdict: Verdict,
    seen: Vec<Vec<Seen>>,
}

impl Looked {
    fn estimate(&self, goal: usize) -> Est {
        let of = |part: fn(&Seen) -> f64| -> Vec<f64> { self.seen.iter().map(|replication| part(&replication[goal])).collect() };
        let found = Sample::ratio(&of(|seen| seen.sum), &of(|seen| seen.count))?;
        // It was looked at until something was told apart, which no interval allows for.
        Some(Estimate { value: found.value, low: None, high: None })
    }
}

struct Search<'a, 'b> {
    space: &'a Space<'a>,
    goals: &'a [Goal],
    /// Allowed for one candidate and goal.
    error: f64,
    looked: BTreeMap<Vec<i64>, Looked>,
    ask: &'a mut AskSeats<'b>,
}

impl Search<'_, '_> {
    fn low(&self, pool: usize) -> i64 {
        self.space.factors[pool].low as i64
    }

    fn high(&self, pool: usize) -> i64 {
        self.space.factors[pool].high as i64
    }

    /// One pool: from the start upwards until it meets, or downwards as long as it does.
    fn along(&mut self) -> Result<Vec<Vec<i64>>, Stopped> {
        let (low, high) = (self.low(0), self.high(0));
        let mut seats = self.space.start[0] as i64;
        if self.meets(&[seats])? {
            while seats > low && self.meets(&[seats - 1])? {
                seats -= 1;
            }
            return Ok(vec![vec![seats]]);
        }
        while seats < high {
            seats += 1;
            if self.meets(&[seats])? {
                return Ok(vec![vec![seats]]);
            }
        }
        Ok(Vec::new())
    }

    /// Two pools: from the start to the border between what fails and what meets, then along it in both directions. It falls from the left
    /// to the right. What costs more than the cheapest that meets is passed over.
    fn staircase(&mut self) -> Result<Vec<Vec<i64>>, Stopped> {
        let (mut one, mut other) = (self.space.start[0] as i64, self.space.start[1] as i64);
        while !self.meets(&[one, other])? {
            if (one, other) == (self.high(0), self.high(1)) {
                return Ok(Vec::new());
            }
            (one, other) = ((one + 1).min(self.high(0)), (other + 1).min(self.high(1)));
        }
        while one > self.low(0) && self.meets(&[one - 1, other])? {
            one -= 1;
        }
        let mut meeting = vec![vec![one, other]];
        // To the left and up: fewer of the one for more of the other.
        let mut at = (one - 1, other + 1);
        while at.0 >= self.low(0) && at.1 <= self.high(1) {
            match self.of_use(&[at.0, at.1], &mut meeting)? {
                true => at.0 -= 1,
                false => at.1 += 1,
            }
        }
        // Down and to the right.
        let mut at = (one, other - 1);
        while at.0 <= self.high(0) && at.1 >= self.low(1) {
            match self.of_use(&[at.0, at.1], &mut meeting)? {
                true => at.1 -= 1,
                false => at.0 += 1,
            }
        }
        Ok(meeting)
    }

    /// Whether a candidate meets, which is then kept; or need not be looked at, because it costs more than one that meets.
    fn of_use(&mut self, at: &[i64], meeting: &mut Vec<Vec<i64>>) -> Result<bool, Stopped> {
        let fewest = meeting.iter().map(|at| hours(self.space, at)).fold(f64::INFINITY, f64::min);
        if hours(self.space, at) > fewest * (1.0 + 1e-9) {
            return Ok(true);
        }
        let meets = self.meets(at)?;
        if meets {
            meeting.push(at.to_vec());
        }
        Ok(meets)
    }

    /// Many pools: up from the start, a seat everywhere at a time, until it meets; then seats are taken away, the dearest first, as long as it
    /// still does.
    fn downhill(&mut self) -> Result<Vec<Vec<i64>>, Stopped> {
        let pools = self.space.factors.len();
        let mut at: Vec<i64> = self.space.start.iter().map(|&seats| seats as i64).collect();
        while !self.meets(&at)? {
            let more: Vec<i64> = (0..pools).map(|pool| (at[pool] + 1).min(self.high(pool))).collect();
            if more == at {
                return Ok(Vec::new());
            }
            at = more;
        }
        let mut dearest: Vec<usize> = (0..pools).collect();
        dearest.sort_by(|&a, &b| self.space.hours[b].total_cmp(&self.space.hours[a]));
        loop {
            let mut fewer = None;
            for &pool in &dearest {
                let mut less = at.clone();
                less[pool] -= 1;
                if less[pool] >= self.low(pool) && self.meets(&less)? {
                    fewer = Some(less);
                    break;
                }
            }
            match fewer {
                Some(less) => at = less,
                None => return Ok(vec![at]),
            }
        }
    }

    fn meets(&mut self, at: &[i64]) -> Result<bool, Stopped> {
        let has_no_more = |other: &[i64]| at.iter().zip(other).all(|(seats, other)| seats <= other);
        if self.looked.iter().any(|(other, looked)| looked.verdict != Verdict::Meets && has_no_more(other)) {
            return Ok(false);
        }
        if !self.looked.contains_key(at) {
            let looked = self.look(at)?;
            self.looked.insert(at.to_vec(), looked);
        }
        Ok(self.looked[at].verdict == Verdict::Meets)
    }

    /// Decides whether a candidate meets all goals; one goal that fails is enough.
    fn look(&mut self, at: &[i64]) -> Result<Looked, Stopped> {
        let mut checks: Vec<Check> = self.goals.iter().map(|goal| Check::new(*goal, CHECKED * self.error)).collect();
        let mut seen: Vec<Vec<Seen>> = Vec::new();
        let verdict = |checks: &[Check]| {
            let decided: Vec<Option<bool>> = checks.iter().map(|check| check.decided).collect();
            match decided.contains(&Some(false)) {
                true => Some(Verdict::Fails),
                false => decided.iter().all(|decided| *decided == Some(true)).then_some(Verdict::Meets),
            }
        };
        while (seen.len() as u64) < self.space.most {
            let Some(more) = self.lived(at, seen.len() as u64)? else {
                return Ok(Looked { verdict: Verdict::Overloaded, seen: Vec::new() });
            };
            for replication in more {
                seen.push(replication);
                for (goal, check) in checks.iter_mut().enumerate() {
                    check.tell(&seen, goal);
                }
                if let Some(verdict) = verdict(&checks) {
                    return Ok(Looked { verdict, seen });
                }
            }
        }
        for (goal, check) in checks.iter_mut().enumerate() {
            check.tell_last(&seen, goal, LAST * self.error);
        }
        Ok(Looked { verdict: verdict(&checks).unwrap_or(Verdict::Open), seen })
    }

    /// The next replications of a candidate.
    fn lived(&mut self, at: &[i64], done: u64) -> Result<Option<Vec<Vec<Seen>>>, Stopped> {
        let seats: Vec<f64> = at.iter().map(|&seats| seats as f64).collect();
        (self.ask)(&seats, done + 1..=(done + FIRST).min(self.space.most))
    }

    /// The best of candidates that cost the same, by how far they are beyond the first goal's bar.
    fn rank(&mut self, tied: &[Vec<i64>]) -> Result<Option<Vec<i64>>, Stopped> {
        let mut left: Vec<&Vec<i64>> = tied.iter().collect();
        let zone = self.goals[0].indifference;
        let eta = eta(RANKED * ERROR / (tied.len().max(2) - 1) as f64);
        let mut used = FIRST as usize;
        while left.len() > 1 {
            for at in &left {
                while self.looked[*at].seen.len() < used {
                    let done = self.looked[*at].seen.len() as u64;
                    let Some(more) = self.lived(at, done)? else { break };
                    if let Some(looked) = self.looked.get_mut(*at) {
                        looked.seen.extend(more);
                    }
                }
            }
            let values = |at: &Vec<i64>| self.goals[0].values(&self.looked[at].seen[..used.min(self.looked[at].seen.len())], 0);
            let found: Vec<Vec<f64>> = left.iter().map(|at| values(at)).collect();
            let is_worse = |one: usize, other: usize| {
                let differences: Vec<f64> = found[one].iter().zip(&found[other]).map(|(a, b)| a - b).collect();
                let first = &differences[..(FIRST as usize).min(differences.len())];
                let r = differences.len() as f64;
                let bound = (2.0 * eta * (first.len() as f64 - 1.0) * variance(first) / zone - zone * r) / (2.0 * r);
                differences.iter().sum::<f64>() / r < -bound.max(0.0)
            };
            let keep: Vec<bool> = (0..left.len()).map(|one| !(0..left.len()).any(|other| other != one && is_worse(one, other))).collect();
            let mut keep = keep.into_iter();
            left.retain(|_| keep.next().unwrap_or(true));
            used += 1;
            if used as u64 > self.space.most {
                break;
            }
        }
        let mean = |at: &Vec<i64>| {
            let values = self.goals[0].values(&self.looked[at].seen, 0);
            values.iter().sum::<f64>() / values.len() as f64
        };
        Ok(left.into_iter().max_by(|a, b| mean(a).total_cmp(&mean(b))).cloned())
    }
}

impl Goal {
    /// How far each replication is beyond the bar, the ratio made linear: its mean is above zero where the goal is met.
    fn values(&self, seen: &[Vec<Seen>], goal: usize) -> Vec<f64> {
        let first = &seen[..(FIRST as usize).min(seen.len())];
        let mean = first.iter().map(|replication| replication[goal].count).sum::<f64>() / first.len() as f64;
        let sign = if self.at_least { 1.0 } else { -1.0 };
        let beyond = |replication: &Vec<Seen>| sign * (replication[goal].sum - self.bar * replication[goal].count) / mean;
        seen.iter().map(beyond).collect()
    }
}

/// The feasibility check of one goal.
struct Check {
    goal: Goal,
    eta: f64,
    /// Variance of the first replications, once they are there.
    variance: Option<f64>,
    decided: Option<bool>,
}

impl Check {
    fn new(goal: Goal, error: f64) -> Check {
        Check { goal, eta: eta(error), variance: None, decided: None }
    }

    fn tell(&mut self, seen: &[Vec<Seen>], goal: usize) {
        if self.decided.is_some() || (seen.len() as u64) < FIRST {
            return;
        }
        let values = self.goal.values(seen, goal);
        let variance = *self.variance.get_or_insert_with(|| variance(&values));
        let (r, zone) = (values.len() as f64, self.goal.indifference);
        let sum: f64 = values.iter().sum();
        let bound = (2.0 * self.eta * (FIRST - 1) as f64 * variance / zone - zone * r) / 2.0;
        if libm::fabs(sum) >= bound.max(0.0) && sum.is_finite() {
            self.decided = Some(sum >= 0.0);
        }
    }

    /// There will be no more: decides what lies beyond a t interval that is wrong with so small a probability on either side.
    fn tell_last(&mut self, seen: &[Vec<Seen>], goal: usize, error: f64) {
        if self.decided.is_some() || (seen.len() as u64) < FIRST {
            return;
        }
        let values = self.goal.values(seen, goal);
        let r = values.len() as f64;
        let (mean, half) =
            (values.iter().sum::<f64>() / r, two_sided(1.0 - 2.0 * error, values.len() - 1) * libm::sqrt(variance(&values) / r));
        if libm::fabs(mean) > half {
            self.decided = Some(mean > 0.0);
        }
    }
}

/// The constant of both procedures with c = 1: half of (2 error)^(-2 / (n - 1)) - 1, n being the first replications.
fn eta(error: f64) -> f64 {
    0.5 * (libm::pow(2.0 * error, -2.0 / (FIRST - 1) as f64) - 1.0)
}
