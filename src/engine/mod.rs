//! The engine: one replication, all arms side by side in turns of a simulated hour, told to a [`Recorder`].
//!
//! It knows no files, no clock, no threads and no statistics. What it promises is asserted in every run: no seat is left, the
//! parts of a chain sum to the whole, Little's identity holds on every pool in integers.
//!
//! `history` draws what happens to the region; a `Life` of `arm` lives it in one way of working, in the rooms of `room`: `arm` admits arrivals and serves
//! queues, `duty` says who is there, `decide` says which steps are ready, `step` carries them out, `length` says how long they last, `people` keeps and sends back who
//! works at them, `redo` repeats and `cancel` ends them, `belief` says who is thought to be needed, `preempt` calls people away, `overflow` lets others help, `together` waits for
//! several, `caller` hangs up and calls again, `call` brings later callers about the same incident, `unit` sends out who
//! goes there and passes on what all of them tell, `path` measures what has closed,
//! `hour` notes what
//! pools did by hour of the week, `limits` stops what cannot end. What is to come is in the `calendar`; a `plan` has looked up
//! beforehand what is asked about a step at every turn.

mod arm;
mod belief;
mod calendar;
mod call;
mod caller;
mod cancel;
mod decide;
mod duty;
mod flags;
mod history;
mod hour;
mod incident;
mod length;
mod limits;
mod overflow;
mod path;
mod people;
mod plan;
mod pool;
mod preempt;
mod redo;
mod room;
mod row;
mod state;
mod step;
mod together;
mod unit;

use crate::model::{Arm, Model, Program};
use crate::record::{ArmEnd, Listener, Recorder};
use crate::time::Time;
use arm::Life;
use history::{History, Sources};
use plan::{Plan, Plans};

/// The most arms one scenario may have.
pub const MOST_ARMS: usize = history::ArmSet::BITS as usize;

/// A model prepared for any number of replications; threads share it.
#[derive(Debug)]
pub struct Engine<'m> {
    model: &'m Model,
    sources: Sources,
    /// By arm and program.
    plans: Vec<Vec<Plans<'m>>>,
    /// By arm and type: of later calls.
    callers: Vec<Vec<Option<Plan<'m>>>>,
}

impl<'m> Engine<'m> {
    /// Prepares a model.
    pub fn new(model: &'m Model) -> Engine<'m> {
        let marks = model.marks.len();
        let from_callers = |kind: usize| model.types[kind].callers.as_ref().map_or(0, |callers| callers.marks);
        let kind_of =
            |arm: &'_ Arm, way: usize| match arm.fallbacks.iter().position(|of_kind| of_kind.iter().any(|&(_, other)| other == way)) {
                Some(kind) => kind,
                None => way,
            };
        let plans = |arm: &'m Arm| {
            let programs = arm.programs.iter().enumerate();
            programs.map(|(way, program)| Plans::new(program, marks, from_callers(kind_of(arm, way)))).collect()
        };
        let plans = model.arms.iter().map(plans).collect();
        let later = |program: &'m Option<Program>| program.as_ref().map(|program| Plan::new(program, marks));
        let callers = model.arms.iter().map(|arm| arm.callers.iter().map(later).collect()).collect();
        Engine { model, sources: Sources::new(model), plans, callers }
    }

    /// Lives replication number `replication` in every arm. The result depends on the model and the number alone. `None` if
    /// `stop`, which is asked once a simulated day, became true.
    pub fn run<R: Recorder>(&self, replication: u64, recorder: &mut R, stop: &(dyn Fn() -> bool + Sync)) -> Option<Vec<ArmEnd>> {
        let mut history = History::new(self.model, &self.sources, replication);
        let plans = self.plans.iter().zip(&self.callers).enumerate();
        let mut lives: Vec<Life<'_, '_>> = plans.map(|(arm, (plans, callers))| Life::new(self.model, arm, plans, callers)).collect();
        let mut first = 0;
        for day in self.model.study.begin().day().. {
            if stop() {
                return None;
            }
            for hour in day * 24..(day + 1) * 24 {
                history.draw_hour(hour);
                let (mut arrivals, mut jobs) = (history.arrivals.as_slice(), history.jobs.as_slice());
                for until in self.turns(hour).into_iter().flatten() {
                    let (now, later) = arrivals.split_at(arrivals.partition_point(|arrival| arrival.time < until));
                    let (jobs_now, jobs_later) = jobs.split_at(jobs.partition_point(|job| job.time < until));
                    for life in &mut lives {
                        life.live(until, first, now, jobs_now, recorder);
                    }
                    first += now.len() as u64;
                    (arrivals, jobs) = (later, jobs_later);
                }
            }
            if lives.iter().all(|life| life.finished) {
                break;
            }
        }
        Some(lives.into_iter().map(|life| life.end).collect())
    }

    /// Where the turns of an hour end, in which the arms are lived one after the other: with the hour, so that what one arm tells of an
    /// incident is at hand when the last one does, and before with an end of the window, so that a turn is counted as a whole or not
    /// at all.
    fn turns(&self, hour: i64) -> [Option<Time>; 3] {
        let (from, until) = (Time(hour * Time::HOUR.0), Time((hour + 1) * Time::HOUR.0));
        let within = |end: Time| Some(end).filter(|&end| from < end && end < until);
        [within(self.model.study.window_start), within(self.model.study.window_end()), Some(until)]
    }

    /// [`Engine::run`] for whoever is in no hurry: a recorder behind a pointer, so that the engine is compiled once for all of them.
    pub fn run_for(&self, replication: u64, mut listener: &mut dyn Listener, stop: &(dyn Fn() -> bool + Sync)) -> Option<Vec<ArmEnd>> {
        self.run(replication, &mut listener, stop)
    }
}
