//! Pools with Erlang's answers, lived by the engine.

use crate::known::{Known, Truth, events, events_apart, model_of, near};
use crate::scoring::{intervals, study};
use larmkedja::engine::Engine;
use larmkedja::load::erlang_c;
use larmkedja::model::{Model, VarianceReduction};
use larmkedja::record::ArmEnd;
use larmkedja::results::Est;
use larmkedja::study::Tally;
use std::collections::BTreeMap;

/// Calls an hour, mean minutes of one, seats; hours counted and lived before.
#[derive(Clone, Copy)]
pub(crate) struct Pool {
    pub(crate) rate: f64,
    pub(crate) minutes: f64,
    pub(crate) seats: u32,
    pub(crate) hours: u64,
    pub(crate) warm_up: u64,
}

/// A pool against one with a seat more. Waits are those of M/M/c from a warm start.
pub(crate) struct Erlang {
    pool: Pool,
    model: Model,
    /// The type that is looked at, if not all.
    kind: Option<&'static str>,
}

/// What a study has beside its pool.
pub(crate) enum With {
    Nothing,
    Reduction(VarianceReduction),
    /// What `[study]` says of a pilot.
    Stages(&'static str),
    /// A rare type of which one call is added to every replication; only these are looked at.
    Tagged,
}

/// Seconds within which a call should be answered.
const ANSWERED: f64 = 20.0;

impl Erlang {
    pub(crate) fn new(pool: Pool, with: &With) -> Erlang {
        let Pool { rate, minutes, seats, hours, warm_up } = pool;
        let stages = if let With::Stages(stages) = with { stages } else { "" };
        let rare = if let With::Tagged = with { "[incident.rare]\nrate = \"2 / y\"\ntagged = true\n" } else { "" };
        let text = format!(
            "[study]\nstarts = \"2024-06-03\"\nwarm_up = \"{warm_up} h\"\nduration = \"{hours} h\"\n{stages}\n[incident.call]\nrate = \"{rate} / h\"\n{rare}\
             [pool.desk]\nstaff = {seats}\n[[chain.calls.step]]\nname = \"talk\"\nstaff = [\"desk\"]\nstage = \"interview\"\n\
             takes = {{ exponential = {{ mean = \"{minutes} min\" }} }}\nmarks = {{ begun = 0 }}\nmark = \"done\"\n\
             [measure.wait]\ntime = {{ to = \"begun\" }}\ntarget = \"{ANSWERED} s\"\n\
             [arm.few]\nchain = \"calls\"\n[arm.more]\nchain = \"calls\"\npool.desk.staff = {}\n",
            seats + 1
        );
        let mut model = model_of(&text);
        if let With::Reduction(reduction) = with {
            model.study.variance_reduction = *reduction;
        }
        Erlang { pool, model, kind: matches!(with, With::Tagged).then_some("rare") }
    }

    fn live(&self, seed: u64, replication: u64, tally: &mut Tally) -> Vec<ArmEnd> {
        let mut model = self.model.clone();
        model.study.seed = seed;
        Engine::new(&model).run(replication, tally, &|| false).expect("nobody stops it")
    }
}

/// Erlang's C, and the rate per second at which a queue that is there gets shorter. Calls an hour, minutes.
fn queue(rate: f64, minutes: f64, seats: u32) -> (f64, f64) {
    let (rate, mean) = (rate / 3600.0, 60.0 * minutes);
    let waits = erlang_c(seats, rate * mean);
    (waits, f64::from(seats) / mean - rate)
}

/// The mean wait, in seconds.
pub(crate) fn mean_wait(rate: f64, minutes: f64, seats: u32) -> f64 {
    let (waits, drain) = queue(rate, minutes, seats);
    waits / drain
}

/// What a seat more changes about it.
pub(crate) fn one_more(rate: f64, minutes: f64, seats: u32) -> f64 {
    mean_wait(rate, minutes, seats + 1) - mean_wait(rate, minutes, seats)
}

impl Known for Erlang {
    fn truths(&self, replications: u64) -> Vec<Truth> {
        let Pool { rate, minutes, seats, hours, .. } = self.pool;
        let (one, other) = (queue(rate, minutes, seats), queue(rate, minutes, seats + 1));
        let ((few, drain), tagged) = (one, self.kind.is_some());
        let number = replications as f64 * if tagged { 1.0 } else { rate * hours as f64 };
        let within = |(waits, drain): (f64, f64)| 1.0 - waits * (-drain * ANSWERED).exp();
        let quantile = |p: f64, (waits, drain): (f64, f64)| ((waits / (1.0 - p)).ln() / drain).max(0.0);
        let share = |name: &str, p: f64| events(name, p, number * p.min(1.0 - p));
        let mut truths = vec![
            near("mean", few / drain),
            near("difference of means", one_more(rate, minutes, seats)),
            share("share within the target", within(one)),
            events_apart("difference of shares within the target", within(other) - within(one)),
        ];
        if tagged {
            return truths;
        }
        truths.push(near("part of a stage", few / drain));
        for hours in ["hour", "weekday"] {
            truths.push(near(&format!("mean by the {hours}"), few / drain));
            truths.push(near(&format!("difference by the {hours}"), one_more(rate, minutes, seats)));
        }
        for hour in ["", " by the hour"] {
            truths.push(near(&format!("mean wait of a pool{hour}"), few / drain));
            truths.push(share(&format!("share of a pool that waits{hour}"), few));
            truths.push(near(&format!("occupancy of a pool{hour}"), rate / 60.0 * minutes / f64::from(seats)));
        }
        for (name, p) in [("p90", 0.9), ("p95", 0.95)] {
            truths.push(near(name, quantile(p, one)));
            truths.push(near(&format!("difference of {name}s"), quantile(p, other) - quantile(p, one)));
        }
        truths
    }

    fn found(&self, replications: u64, seed: u64) -> BTreeMap<String, Est> {
        let results = study(&self.model, replications, |replication, tally| self.live(seed, replication, tally));
        intervals(&results, self.kind)
    }
}
