//! What happened to one incident in one arm, in the words of the reference.

use crate::model::{Clock, Model, Program, Role, Step};
use crate::record::{Closed, Fact, Outcome};
use crate::time::Time;
use jiff::civil::DateTime;

/// A fact, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Happened {
    pub(super) at: Time,
    /// The unit it happened to; none: the incident itself.
    pub(super) unit: Option<usize>,
    pub(super) fact: Fact,
}

/// Everything there is to say of one incident in one arm.
#[derive(Clone, Copy)]
pub(super) struct Lived<'a> {
    pub(super) model: &'a Model,
    pub(super) clock: Clock,
    pub(super) replication: u64,
    pub(super) arm: usize,
    pub(super) closed: &'a Closed<'a>,
    pub(super) happened: &'a [Happened],
}

/// To the microsecond, written as if it were universal time; beyond the calendar a clock stands still.
pub(super) fn stamp(clock: Clock, time: Time) -> String {
    clock.civil(time).unwrap_or(DateTime::MAX).strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

/// What a fact is called, with its place in the standard life of an activity where it has one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told {
    /// What happened: behind the name of the step where there is one.
    pub(super) what: &'static str,
    /// Of the standard transactional model.
    pub(super) transition: Option<&'static str>,
    pub(super) step: Option<usize>,
    pub(super) role: Option<usize>,
    pub(super) pool: Option<usize>,
    pub(super) mark: Option<usize>,
    pub(super) units: Option<usize>,
}

impl Told {
    pub(super) fn of(fact: Fact) -> Told {
        let step = |what, step| Told { what, step: Some(step), ..Told::default() };
        let life = |what, transition, of| Told { transition: Some(transition), ..step(what, of) };
        let plain = |what| Told { what, ..Told::default() };
        match fact {
            Fact::Arrived => plain("arrival"),
            Fact::Ready { step } => life("ready", "schedule", step),
            Fact::Skipped { step } => life("skipped", "autoskip", step),
            Fact::Queued { step: of, role, pool } => Told { role: Some(role), pool: Some(pool), ..step("queued", of) },
            Fact::Gathers { step: of } => step("gathers", of),
            Fact::Filled { role, pool } => Told { role: Some(role), pool: Some(pool), ..plain("role filled") },
            Fact::Obtained { step, role } => Told { role: Some(role), ..life("obtained", "assign", step) },
            Fact::Began { step } => life("begun", "start", step),
            Fact::Marked { mark } => Told { mark: Some(mark), ..plain("mark") },
            Fact::Ended { step } => life("done", "complete", step),
            Fact::Redone { step: of } => step("failed", of),
            Fact::Cancelled { step } => life("cancelled", "ate_abort", step),
            Fact::Interrupted { step, role } => Told { role: Some(role), ..life("interrupted", "suspend", step) },
            Fact::Resumed { step, role } => Told { role: Some(role), ..life("resumed", "resume", step) },
            Fact::GaveBack { role, pool } => Told { role: Some(role), pool: Some(pool), ..plain("role given back") },
            Fact::Sent { step: of, units } => Told { units: Some(units), ..step("units sent", of) },
            Fact::TurnedBack { step: of, units } => Told { units: Some(units), ..step("units turned back", of) },
            Fact::Busy { step: of } => step("all lines taken", of),
            Fact::HungUp { step: of } => step("caller hung up", of),
            Fact::Redialled { step: of } => step("caller calls again", of),
            Fact::GaveUp => plain("caller gave up"),
            Fact::Closed => plain("closed"),
        }
    }
}

impl<'a> Lived<'a> {
    fn program(&self) -> &'a Program {
        &self.model.arms[self.arm].programs[self.closed.way]
    }

    pub(super) fn arm_name(&self) -> &'a str {
        &self.model.arms[self.arm].name
    }

    /// What is known by nobody else in the log: replication, arm and number.
    pub(super) fn name(&self) -> String {
        format!("{}/{}/{}", self.replication, self.arm_name(), self.closed.number)
    }

    pub(super) fn kind(&self) -> &'a str {
        &self.model.types[self.closed.kind].name
    }

    /// Indices of the agencies that are needed.
    pub(super) fn agencies(&self) -> impl Iterator<Item = usize> {
        let needs = self.closed.needs;
        (0..self.model.agencies.len()).filter(move |agency| needs >> agency & 1 == 1)
    }

    pub(super) fn flags(&self) -> String {
        let set = self.model.flags.iter().enumerate().filter(|(flag, _)| self.closed.flags >> flag & 1 == 1);
        set.map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// The measures that it reached: name of the column and value, in seconds or a number.
    pub(super) fn measures(&self) -> impl Iterator<Item = (String, f64)> {
        let both = self.model.measures.iter().zip(self.closed.outcomes);
        both.filter_map(|(measure, outcome)| match outcome {
            Outcome::Value(value) if crate::folder::rows::is_time(&measure.what) => {
                Some((format!("{}_s", measure.name), *value as f64 / 1e6))
            }
            Outcome::Value(value) => Some((measure.name.clone(), *value as f64)),
            Outcome::NotApplicable | Outcome::NotReached => None,
        })
    }

    /// By unit, in the order in which they were sent: what it does.
    pub(super) fn units(&self) -> Vec<&'a Program> {
        let program = self.program();
        let mut units = Vec::new();
        for happened in self.happened {
            if let (None, Fact::Sent { step, units: number }) = (happened.unit, happened.fact)
                && let Some(sends) = &program.steps[step].sends
            {
                units.extend(std::iter::repeat_n(&program.units[sends.unit].program, number));
            }
        }
        units
    }

    /// The program of the incident or of one of its units.
    pub(super) fn program_of(&self, unit: Option<usize>, units: &[&'a Program]) -> &'a Program {
        unit.and_then(|which| units.get(which).copied()).unwrap_or_else(|| self.program())
    }

    pub(super) fn stage(&self, step: &Step) -> &'a str {
        &self.model.stages[step.stage]
    }

    pub(super) fn pool(&self, pool: usize) -> &'a str {
        &self.model.pools[pool].name
    }
}

/// The people whom a fact is about: one role, or those of the step.
pub(super) fn roles<'p>(told: &Told, program: &'p Program) -> Vec<(usize, &'p Role)> {
    let of_step = |step: usize| program.steps[step].staff.clone();
    let roles = told.role.map(|role| vec![role]).or_else(|| told.step.map(of_step)).unwrap_or_default();
    roles.into_iter().map(|role| (role, &program.roles[role])).filter(|(_, role)| !role.is_caller()).collect()
}
