//! Pools with Erlang's answers, lived by the engine.

use crate::known::{Known, Truth, events, events_apart, model_of, near};
use larmkedja::engine::Engine;
use larmkedja::model::{Model, VarianceReduction};
use larmkedja::record::ArmEnd;
use larmkedja::study::Tally;

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
}

/// Seconds within which a call should be answered.
const ANSWERED: f64 = 20.0;

impl Erlang {
    /// `stages` is what `[study]` says of a pilot.
    pub(crate) fn new(pool: Pool, reduction: VarianceReduction, stages: &str) -> Erlang {
        let Pool { rate, minutes, seats, hours, warm_up } = pool;
        let text = format!(
            "[study]\nstarts = \"2024-06-03\"\nwarm_up = \"{warm_up} h\"\nduration = \"{hours} h\"\n{stages}\n[incident.call]\nrate = \"{rate} / h\"\n\
             [pool.desk]\nstaff = {seats}\n[[chain.calls.step]]\nname = \"talk\"\nstaff = [\"desk\"]\nstage = \"interview\"\n\
             takes = {{ exponential = {{ mean = \"{minutes} min\" }} }}\nmarks = {{ begun = 0 }}\nmark = \"done\"\n\
             [measure.wait]\ntime = {{ to = \"begun\" }}\ntarget = \"{ANSWERED} s\"\n\
             [arm.few]\nchain = \"calls\"\n[arm.more]\nchain = \"calls\"\npool.desk.staff = {}\n",
            seats + 1
        );
        let mut model = model_of(&text);
        model.study.variance_reduction = reduction;
        Erlang { pool, model }
    }

    /// Erlang's C, and the rate per second at which a queue that is there gets shorter.
    fn queue(&self, seats: u32) -> (f64, f64) {
        let (rate, mean) = (self.pool.rate / 3600.0, 60.0 * self.pool.minutes);
        let offered = rate * mean;
        let blocked = (1..=seats).fold(1.0, |blocked, seat| offered * blocked / (f64::from(seat) + offered * blocked));
        let busy = offered / f64::from(seats);
        (blocked / (1.0 - busy * (1.0 - blocked)), f64::from(seats) / mean - rate)
    }
}

impl Known for Erlang {
    fn model(&self) -> &Model {
        &self.model
    }

    fn truths(&self, replications: u64) -> Vec<Truth> {
        let Pool { rate, minutes, seats, hours, .. } = self.pool;
        let ((few, drain), (more, quicker)) = (self.queue(seats), self.queue(seats + 1));
        let number = replications as f64 * rate * hours as f64;
        let within = |(waits, drain): (f64, f64)| 1.0 - waits * (-drain * ANSWERED).exp();
        let quantile = |p: f64, (waits, drain): (f64, f64)| ((waits / (1.0 - p)).ln() / drain).max(0.0);
        let share = |name: &str, p: f64| events(name, p, number * p.min(1.0 - p));
        let (one, other) = ((few, drain), (more, quicker));
        let mut truths = vec![
            near("mean wait of a pool", few / drain),
            share("share of a pool that waits", few),
            near("occupancy of a pool", rate / 60.0 * minutes / f64::from(seats)),
            near("mean", few / drain),
            near("part of a stage", few / drain),
            near("difference of means", more / quicker - few / drain),
            share("share within the target", within(one)),
            events_apart("difference of shares within the target", within(other) - within(one)),
        ];
        for (name, p) in [("p90", 0.9), ("p95", 0.95)] {
            truths.push(near(name, quantile(p, one)));
            truths.push(near(&format!("difference of {name}s"), quantile(p, other) - quantile(p, one)));
        }
        truths
    }

    fn live(&self, seed: u64, replication: u64, tally: &mut Tally) -> Vec<ArmEnd> {
        let mut model = self.model.clone();
        model.study.seed = seed;
        Engine::new(&model).run(replication, tally, &|| false).expect("nobody stops it")
    }
}
