//! Replications on threads, folded strictly in order.
//!
//! Each worker takes the next number, lives that history and hands it in. Whoever hands in the next one in line folds it and
//! everything that waits behind it. A worker that is too far ahead waits, so that no more than twice as many finished
//! replications as threads are ever kept. The results are those of the folding order, which no thread can change.

use super::estimate::results;
use super::precision::after_pilot;
use super::rows::{ReplicationRows, rows};
use super::sections::Sections;
use super::tally::{Replication, Tally};
use crate::engine::Engine;
use crate::model::Model;
use crate::record::{ArmEnd, Closed, Fact, Number, Recorder};
use crate::results::Results;
use crate::time::Time;
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// More threads than this are not started, whatever is asked for: a system may refuse them.
const MOST_THREADS: usize = 256;

/// How far a study has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Replications finished.
    pub done: u64,
    /// Replications asked for.
    pub of: u64,
}

/// Listens to the incidents of one replication, on the thread that lives it, and keeps or writes what it wants.
pub trait IncidentSink: Send {
    /// Whether it wants to be told of facts as well.
    fn wants_facts(&self) -> bool {
        false
    }
    /// Whether it wants to be told of the steps of an incident that has closed.
    fn wants_steps(&self) -> bool {
        true
    }
    /// Something happened to an incident, or to one of its units: see [`Recorder::fact`] and [`Recorder::unit_fact`].
    fn fact(&mut self, _arm: usize, _at: Time, _incident: Number, _unit: Option<usize>, _fact: Fact) {}
    /// An incident closed in an arm; counted or not.
    fn closed(&mut self, arm: usize, closed: &Closed<'_>);
    /// The replication was lived to its end; told on the thread that lived it.
    fn lived(&mut self) {}
    /// The replication is part of the results. Called in the order of replications, one at a time; a sink that is dropped
    /// without it belongs to a replication that an interruption cut off.
    fn end(self: Box<Self>);
}

/// Makes the sink of a replication, or none.
pub type Incidents<'a> = dyn Fn(u64) -> Option<Box<dyn IncidentSink>> + Sync + 'a;

/// How to run a study.
pub struct Options<'a> {
    /// How many, but no more than there are replications, and no more than 256; `None`: as many as the machine has.
    pub threads: Option<usize>,
    /// Asked often; once it says yes, the study ends with the longest complete prefix of its replications.
    pub stop: &'a (dyn Fn() -> bool + Sync),
    /// Told after every replication, on the thread that lived it, one at a time.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Given the numerators and denominators of every replication, in order, one at a time.
    pub on_replication: &'a mut (dyn FnMut(&ReplicationRows) + Send),
    /// Who listens to single incidents.
    pub incidents: Option<&'a Incidents<'a>>,
}

/// What a study came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it found.
    pub results: Results,
    /// Whether an arm of some replication met a limit: then the run has failed, although the results tell what they can.
    pub met_limit: bool,
    /// What was tallied: what [`go_on`] goes on from.
    pub sections: Sections,
}

/// Who lives the histories: the engine, or something else that tells a [`Recorder`] of incidents.
pub trait Histories: Sync {
    /// Lives one replication, all arms; `None` if `stop` said yes before the end.
    fn live<R: Recorder>(&self, model: &Model, replication: u64, recorder: &mut R, stop: &(dyn Fn() -> bool + Sync))
    -> Option<Vec<ArmEnd>>;
}

impl Histories for Engine<'_> {
    fn live<R: Recorder>(
        &self,
        _model: &Model,
        replication: u64,
        recorder: &mut R,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<Vec<ArmEnd>> {
        self.run(replication, recorder, stop)
    }
}

/// Lives the replications of a study from the first one on and estimates: `model.study.replications` of them, or with a wanted precision a
/// pilot and then as many as it says. The outcome does not depend on the number of threads.
///
/// # Panics
/// If living a replication panicked: then here, after every thread has come to rest.
pub fn run(model: &Model, options: Options<'_>) -> Outcome {
    run_with(model, options, &Engine::new(model))
}

/// [`run`] with somebody else's histories.
///
/// # Panics
/// See [`run`].
pub fn run_with(model: &Model, options: Options<'_>, histories: &impl Histories) -> Outcome {
    go_on_with(model, Sections::new(model.arms.len()), options, histories)
}

/// [`run`] from where another run of the same model stopped: the outcome is that of one run.
///
/// # Panics
/// See [`run`].
pub fn go_on(model: &Model, sections: Sections, options: Options<'_>) -> Outcome {
    go_on_with(model, sections, options, &Engine::new(model))
}

fn go_on_with(model: &Model, mut sections: Sections, mut options: Options<'_>, histories: &impl Histories) -> Outcome {
    let most = model.precision.as_ref().map_or(model.study.replications, |precision| precision.most);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(options.threads.map_or(0, |threads| threads.clamp(1, most.clamp(1, MOST_THREADS as u64) as usize)))
        .build()
        .expect("a thread pool is one of the few things that every supported system can make");
    loop {
        let of = sections.asked(model);
        sections = live_up_to(of, model, sections, &mut options, histories, &pool);
        match &model.precision {
            Some(precision) if sections.sequential.is_none() && sections.replications >= of => {
                sections.sequential = Some(pool.install(|| after_pilot(model, precision, &sections)));
            }
            _ => break,
        }
    }
    let met_limit = sections.findings.iter().any(|findings| !findings.is_empty());
    Outcome { results: pool.install(|| results(model, &sections)), met_limit, sections }
}

/// Lives the replications behind those that the sections hold, and folds them.
fn live_up_to(
    of: u64,
    model: &Model,
    sections: Sections,
    options: &mut Options<'_>,
    histories: &impl Histories,
    pool: &rayon::ThreadPool,
) -> Sections {
    let threads = pool.current_num_threads() as u64;
    let left = of.saturating_sub(sections.replications);
    let desk = Desk {
        of,
        ahead: 2 * threads,
        state: Mutex::new(State::new(sections, &mut *options.on_replication)),
        moved: Condvar::new(),
        failed: AtomicBool::new(false),
    };
    let (progress, incidents, asked_to_stop) = (options.progress, options.incidents, options.stop);
    let stop = &|| asked_to_stop() || desk.failed.load(Ordering::Relaxed);
    pool.scope(|scope| {
        for _ in 0..threads.min(left) {
            scope.spawn(|_| {
                while let Some(number) = desk.next(stop) {
                    let lived = catch_unwind(AssertUnwindSafe(|| live(model, number, histories, stop, incidents)));
                    desk.hand_in(model, number, lived, progress);
                }
            });
        }
    });
    let state = desk.state.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(panic) = state.panic {
        resume_unwind(panic);
    }
    state.sections
}

/// Lives one replication by itself; `None` if `stop` said yes before the end.
pub fn replication(model: &Model, number: u64, stop: &(dyn Fn() -> bool + Sync)) -> Option<ReplicationRows> {
    live(model, number, &Engine::new(model), stop, None).map(|(replication, _)| rows(model, &replication))
}

/// A finished replication with its sink.
type Finished = (Replication, Option<Box<dyn IncidentSink>>);

fn live(
    model: &Model,
    number: u64,
    histories: &impl Histories,
    stop: &(dyn Fn() -> bool + Sync),
    incidents: Option<&Incidents<'_>>,
) -> Option<Finished> {
    let tally = Tally::new(model);
    match incidents.and_then(|sink_of| sink_of(number)) {
        None => {
            let mut tally = tally;
            let ends = histories.live(model, number, &mut tally, stop)?;
            Some((tally.finish(number, ends), None))
        }
        Some(sink) if sink.wants_facts() => live_with(model, number, histories, stop, (tally, ToSink::<true, true>(sink))),
        Some(sink) if sink.wants_steps() => live_with(model, number, histories, stop, (tally, ToSink::<false, true>(sink))),
        Some(sink) => live_with(model, number, histories, stop, (tally, ToSink::<false, false>(sink))),
    }
}

fn live_with<const FACTS: bool, const STEPS: bool>(
    model: &Model,
    number: u64,
    histories: &impl Histories,
    stop: &(dyn Fn() -> bool + Sync),
    mut both: (Tally, ToSink<FACTS, STEPS>),
) -> Option<Finished> {
    let ends = histories.live(model, number, &mut both, stop)?;
    both.1.0.lived();
    Some((both.0.finish(number, ends), Some(both.1.0)))
}

struct ToSink<const FACTS: bool, const STEPS: bool>(Box<dyn IncidentSink>);

impl<const FACTS: bool, const STEPS: bool> Recorder for ToSink<FACTS, STEPS> {
    const FACTS: bool = FACTS;
    const STEPS: bool = STEPS;
    fn fact(&mut self, arm: usize, at: Time, incident: Number, fact: Fact) {
        self.0.fact(arm, at, incident, None, fact);
    }
    fn unit_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        self.0.fact(arm, at, incident, Some(which), fact);
    }
    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        self.0.closed(arm, &closed);
    }
}

/// Where numbers are given out and replications handed in.
struct Desk<'a> {
    /// How many are asked for.
    of: u64,
    /// A number is given out when it is at most this far beyond the last one folded.
    ahead: u64,
    state: Mutex<State<'a>>,
    /// Something was folded, or the study is over.
    moved: Condvar,
    /// Something panicked: the other histories need not be lived to their end.
    failed: AtomicBool,
}

struct State<'a> {
    /// The next number to give out.
    next: u64,
    /// No more numbers are given out.
    over: bool,
    /// Replications finished.
    done: u64,
    waiting: BTreeMap<u64, Finished>,
    sections: Sections,
    on_replication: &'a mut (dyn FnMut(&ReplicationRows) + Send),
    panic: Option<Box<dyn Any + Send>>,
}

impl<'a> State<'a> {
    fn new(sections: Sections, on_replication: &'a mut (dyn FnMut(&ReplicationRows) + Send)) -> State<'a> {
        let done = sections.replications;
        State { next: done + 1, over: false, done, waiting: BTreeMap::new(), sections, on_replication, panic: None }
    }

    fn fold_what_is_next(&mut self, model: &Model) {
        let together = model.study.variance_reduction.together();
        // Of what belongs together all is folded or nothing, so that an interruption leaves no half of a pair.
        while (1..=together).all(|place| self.waiting.contains_key(&(self.sections.replications + place))) {
            for _ in 0..together {
                let Some((replication, sink)) = self.waiting.remove(&(self.sections.replications + 1)) else { return };
                (self.on_replication)(&rows(model, &replication));
                if let Some(sink) = sink {
                    sink.end();
                }
                self.sections.fold(replication, together);
            }
        }
    }
}

impl<'a> Desk<'a> {
    /// Panics are caught while the lock is held, so it is never poisoned.
    fn lock(&self) -> MutexGuard<'_, State<'a>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next number, as soon as it may be lived; `None` when there is no more to do. The lowest number that is not folded
    /// is always being lived by somebody, so waiting comes to an end.
    fn next(&self, stop: &(dyn Fn() -> bool + Sync)) -> Option<u64> {
        let stopped = stop();
        let mut state = self.lock();
        state.over |= stopped;
        if state.over {
            self.moved.notify_all();
        }
        while !state.over && state.next <= self.of && state.next > state.sections.replications + self.ahead {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.over || state.next > self.of {
            return None;
        }
        state.next += 1;
        Some(state.next - 1)
    }

    fn hand_in(
        &self,
        model: &Model,
        number: u64,
        lived: Result<Option<Finished>, Box<dyn Any + Send>>,
        progress: &(dyn Fn(Progress) + Sync),
    ) {
        let mut state = self.lock();
        let folded = catch_unwind(AssertUnwindSafe(|| match lived {
            Ok(Some(finished)) => {
                state.done += 1;
                progress(Progress { done: state.done, of: self.of });
                state.waiting.insert(number, finished);
                state.fold_what_is_next(model);
            }
            Ok(None) => state.over = true,
            Err(panic) => resume_unwind(panic),
        }));
        if let Err(panic) = folded {
            state.over = true;
            state.panic.get_or_insert(panic);
            self.failed.store(true, Ordering::Relaxed);
        }
        self.moved.notify_all();
    }
}
