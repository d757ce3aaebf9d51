//! What happens to the incidents that are followed: a second life of the replication, with facts.

use crate::model::{Agency, Clock, End, Flags, Model, Program, What as MeasureWhat};
use crate::record::{Closed, Fact, IncidentId, Kind, Number, Outcome, Part, Recorder};
use crate::time::Time;
use crate::trace::{ArmTrace, Case, Event, Of, Piece, Traced, What};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// What was told of one incident in one arm.
#[derive(Debug, Default)]
struct Heard {
    facts: Vec<(Time, Of, Fact)>,
    end: Option<Ending>,
}

/// What was told when it closed.
#[derive(Debug)]
struct Ending {
    id: IncidentId,
    kind: usize,
    way: usize,
    needs: u32,
    flags: Flags,
    arrival: Time,
    closed: Time,
    abandoned: bool,
    outcomes: Vec<Outcome>,
    /// Of the measure.
    parts: Vec<Part>,
}

/// Keeps the facts of the chosen incidents.
pub(super) struct Facts<'a> {
    model: &'a Model,
    measure: Option<usize>,
    chosen: &'a [(Case, Number)],
    done: &'a AtomicBool,
    /// By incident, as it stands in `chosen`, and arm.
    heard: Vec<Vec<Heard>>,
    /// How many of those are still to close.
    open: usize,
}

impl<'a> Facts<'a> {
    pub(super) fn new(model: &'a Model, measure: Option<usize>, chosen: &'a [(Case, Number)], done: &'a AtomicBool) -> Facts<'a> {
        let heard = chosen.iter().map(|_| model.arms.iter().map(|_| Heard::default()).collect()).collect();
        Facts { model, measure, chosen, done, heard, open: chosen.len() * model.arms.len() }
    }

    fn keep(&mut self, arm: usize, at: Time, incident: Number, of: Of, fact: Fact) {
        if let Some(place) = self.chosen.iter().position(|chosen| chosen.1 == incident) {
            self.heard[place][arm].facts.push((at, of, fact));
        }
    }

    fn one_less(&mut self) {
        self.open -= 1;
        // The day is still lived to its end, so that calls that come later are heard as well.
        self.done.store(self.open == 0, Ordering::Relaxed);
    }

    /// What was heard, with names.
    pub(super) fn traced(&self, most_others: Option<u64>) -> Vec<Traced> {
        let of_all = self.chosen.iter().zip(&self.heard);
        of_all.filter_map(|(&(case, number), heard)| self.one(case, number, heard, most_others)).collect()
    }

    fn one(&self, case: Case, number: Number, heard: &[Heard], most_others: Option<u64>) -> Option<Traced> {
        let model = self.model;
        let any = heard.iter().find_map(|heard| heard.end.as_ref())?;
        let arms = heard.iter().enumerate().filter_map(|(arm, heard)| {
            let end = heard.end.as_ref()?;
            Some(self.in_arm(arm, heard, end, most_others))
        });
        Some(Traced {
            case,
            number,
            id: any.id.told(model).to_string(),
            r#type: model.types[any.kind].name.clone(),
            arrived: civil(model, any.arrival),
            arms: arms.collect(),
            absent: heard.iter().zip(&model.arms).filter(|(heard, _)| heard.end.is_none()).map(|(_, arm)| arm.name.clone()).collect(),
        })
    }

    fn in_arm(&self, arm: usize, heard: &Heard, end: &Ending, most_others: Option<u64>) -> ArmTrace {
        let model = self.model;
        let program = &model.arms[arm].programs[end.way];
        let names = Names { model, arm, kind: end.kind, program, units: sent(program, heard) };
        let since = |at: Time| (at - end.arrival).seconds();
        let most = most_others.unwrap_or(u64::MAX);
        let kept = |of: Of| of.unit.or(of.call).is_none_or(|number| number <= most);
        let events = heard.facts.iter().filter(|fact| kept(fact.1)).filter_map(|&(at, of, fact)| names.event(since(at), of, fact));
        let times = model.measures.iter().zip(&end.outcomes).filter_map(|(measure, outcome)| {
            let value = match outcome {
                Outcome::NotApplicable => return None,
                Outcome::NotReached => None,
                Outcome::Value(value) => Some(Time(*value).seconds()),
            };
            matches!(measure.what, MeasureWhat::Time { .. }).then(|| (measure.name.clone(), value))
        });
        let with_bit = |bits: u64, index: usize| bits >> index & 1 == 1;
        let needs = model.agencies.iter().enumerate().filter(|(index, _)| with_bit(end.needs.into(), *index));
        let flags = model.flags.iter().enumerate().filter(|(index, _)| with_bit(end.flags, *index));
        ArmTrace {
            arm: model.arms[arm].name.clone(),
            chain: program.chain.clone(),
            needs: needs.map(|(_, Agency { name, .. })| name.clone()).collect(),
            flags: flags.map(|(_, flag)| flag.clone()).collect(),
            abandoned: end.abandoned,
            closed_s: since(end.closed),
            times_s: times.collect(),
            path: self.path(&names, heard, end),
            events: events.collect(),
            left_out: heard.facts.iter().filter(|fact| !kept(fact.1)).count() as u64,
        }
    }

    /// The critical path of the measure, forwards.
    fn path(&self, names: &Names<'_>, heard: &Heard, end: &Ending) -> Vec<Piece> {
        let Some(MeasureWhat::Time { from, to }) = self.measure.map(|index| &self.model.measures[index].what) else { return Vec::new() };
        let (Some(from), Some(to)) = (when(from, heard, end), when(to, heard, end)) else { return Vec::new() };
        // Told from the later end back to the earlier one.
        let mut clock = from.max(to);
        let mut path = Vec::new();
        for part in end.parts.iter().filter(|part| part.length != Time::ZERO) {
            let begin = clock - Time(part.length.0.abs());
            let (of, step) = names.booked(part, begin, clock, heard);
            let kind = match part.kind {
                Kind::Working => "working",
                Kind::Queue => "queue",
                Kind::Blocked => "blocked",
                Kind::Redial => "redial",
            };
            let since = |at: Time| (at - end.arrival).seconds();
            let stage = self.model.stages[usize::from(part.stage)].clone();
            path.push(Piece { from_s: since(begin), to_s: since(clock), stage, kind: kind.to_owned(), of, step });
            clock = begin;
        }
        path.reverse();
        path
    }
}

impl Recorder for Facts<'_> {
    const STEPS: bool = false;

    fn fact(&mut self, arm: usize, at: Time, incident: Number, fact: Fact) {
        self.keep(arm, at, incident, Of::default(), fact);
    }

    fn unit_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        self.keep(arm, at, incident, Of { unit: Some(which as u64 + 1), call: None }, fact);
    }

    fn call_fact(&mut self, arm: usize, at: Time, incident: Number, which: usize, fact: Fact) {
        self.keep(arm, at, incident, Of { unit: None, call: Some(which as u64 + 1) }, fact);
    }

    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        let Some(place) = self.chosen.iter().position(|chosen| chosen.1 == closed.number) else { return };
        let parts = closed.parts.iter().filter(|part| Some(usize::from(part.measure)) == self.measure);
        self.heard[place][arm].end = Some(Ending {
            id: closed.id,
            kind: closed.kind,
            way: closed.way,
            needs: closed.needs,
            flags: closed.flags,
            arrival: closed.arrival,
            closed: closed.closed,
            abandoned: closed.abandoned,
            outcomes: closed.outcomes.to_vec(),
            parts: parts.copied().collect(),
        });
        self.one_less();
    }

    fn absent(&mut self, _arm: usize, incident: Number) {
        if self.chosen.iter().any(|chosen| chosen.1 == incident) {
            self.one_less();
        }
    }
}

/// When an end of a measure was, by the marks that were set.
fn when(is: &End, heard: &Heard, end: &Ending) -> Option<Time> {
    let (marks, last) = match is {
        End::Arrival => return Some(end.arrival),
        End::First(marks) => (marks, false),
        End::Last(marks) => (marks, true),
    };
    let asked = marks.iter().filter(|mark| mark.is_required(end.flags));
    let set = |mark: usize| {
        let fact = heard.facts.iter().find(|(_, of, fact)| *of == Of::default() && *fact == Fact::Marked { mark });
        fact.map(|fact| fact.0)
    };
    let times = asked.map(|asked| set(asked.mark)).collect::<Option<Vec<Time>>>()?;
    if last { times.into_iter().max() } else { times.into_iter().min() }
}

/// The chains of the units in the order in which they were sent: indices of [`Program::units`].
fn sent(program: &Program, heard: &Heard) -> Vec<usize> {
    let mut units = Vec::new();
    for (_, of, fact) in &heard.facts {
        if let (Fact::Sent { step, units: number }, true) = (fact, *of == Of::default())
            && let Some(sends) = &program.steps[*step].sends
        {
            units.extend(std::iter::repeat_n(sends.unit, *number));
        }
    }
    units
}

/// What indices are called.
struct Names<'a> {
    model: &'a Model,
    arm: usize,
    kind: usize,
    program: &'a Program,
    units: Vec<usize>,
}

impl Names<'_> {
    /// What the incident, a unit or a later call goes through.
    fn program(&self, of: Of) -> Option<&Program> {
        match (of.unit, of.call) {
            (Some(unit), _) => self.units.get(unit as usize - 1).map(|&unit| &self.program.units[unit].program),
            (None, Some(_)) => self.model.arms[self.arm].callers[self.kind].as_ref(),
            (None, None) => Some(self.program),
        }
    }

    fn event(&self, at_s: f64, of: Of, fact: Fact) -> Option<Event> {
        let program = self.program(of)?;
        let plain = Event { at_s, of, what: What::Arrived, step: None, role: None, place: None, pool: None, mark: None, units: None };
        let of_step = |what: What, step: usize| Event { what, step: Some(program.steps[step].name.clone()), ..plain.clone() };
        let of_role = |event: Event, role: usize| {
            let is = &program.roles[role];
            Event { role: Some(is.name.clone()), place: Some(role as u64), ..event }
        };
        let of_pool = |event: Event, pool: usize| Event { pool: Some(self.model.pools[pool].name.clone()), ..event };
        Some(match fact {
            Fact::Arrived => plain,
            Fact::Ready { step } => of_step(What::Ready, step),
            Fact::Skipped { step } => of_step(What::Skipped, step),
            Fact::Queued { step, role, pool } => of_pool(of_role(of_step(What::Queued, step), role), pool),
            Fact::Gathers { step } => of_step(What::Gathers, step),
            Fact::Filled { role, pool } => of_pool(of_role(Event { what: What::Filled, ..plain.clone() }, role), pool),
            Fact::Obtained { step, role } => of_role(of_step(What::Obtained, step), role),
            Fact::Began { step } => of_step(What::Began, step),
            Fact::Marked { mark } => Event { what: What::Marked, mark: Some(self.model.marks[mark].clone()), ..plain },
            Fact::Ended { step } => of_step(What::Ended, step),
            Fact::Redone { step } => of_step(What::Redone, step),
            Fact::Cancelled { step } => of_step(What::Cancelled, step),
            Fact::Interrupted { step, role } => of_role(of_step(What::Interrupted, step), role),
            Fact::Resumed { step, role } => of_role(of_step(What::Resumed, step), role),
            Fact::GaveBack { role, pool } => of_pool(of_role(Event { what: What::GaveBack, ..plain.clone() }, role), pool),
            Fact::Sent { step, units } => Event { units: Some(units as u64), ..of_step(What::Sent, step) },
            Fact::TurnedBack { step, units } => Event { units: Some(units as u64), ..of_step(What::TurnedBack, step) },
            Fact::Busy { step } => of_step(What::Busy, step),
            Fact::HungUp { step } => of_step(What::HungUp, step),
            Fact::Redialled { step } => of_step(What::Redialled, step),
            Fact::GaveUp => Event { what: What::GaveUp, ..plain },
            Fact::Closed => Event { what: What::Closed, ..plain },
        })
    }

    /// Whose step a part is booked on: the incident's if it was about it then, else that of a unit or a later call.
    fn booked(&self, part: &Part, from: Time, to: Time, heard: &Heard) -> (Of, Option<String>) {
        let step = usize::from(part.step);
        // By whom it may be: when it was ready, and when it was over.
        let mut spans: BTreeMap<Of, (Time, Time)> = BTreeMap::new();
        for &(at, of, fact) in &heard.facts {
            let is = match fact {
                Fact::Ready { step } | Fact::Redone { step } | Fact::Skipped { step } | Fact::Ended { step } | Fact::Cancelled { step } => {
                    step
                }
                _ => continue,
            };
            if is == step {
                let span = spans.entry(of).or_insert((at, at));
                span.1 = at;
            }
        }
        let fits = |of: &Of| {
            let is = self.program(*of)?.steps.get(step)?;
            // Time spent hung up is booked on the stage of answering, whatever the step.
            let stage = is.stage == usize::from(part.stage) || part.kind == Kind::Redial;
            stage.then(|| is.name.clone())
        };
        let covering = spans.iter().filter(|(_, span)| span.0 <= from && span.1 >= to);
        let found = covering.filter_map(|(of, _)| fits(of).map(|name| (*of, Some(name)))).next();
        found.unwrap_or_default()
    }
}

/// Civil time, to the second: `2024-06-04 06:12:33`. An instant beyond the calendar is told in seconds of the study.
fn civil(model: &Model, at: Time) -> String {
    let told = Clock::of(&model.study).and_then(|clock| clock.civil(at));
    told.map_or_else(|| format!("{} s", at.seconds()), |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
}
