//! Units: what goes out to an incident, each through a chain of its own, and what an incident, its units and its later callers tell
//! one another.
//!
//! A unit is no incident: nothing of it is counted but seats, waits and the marks that it sets, which are set in its incident as
//! well. It sets out, and is heard of, when everything else of the instant is done. An incident is open as long as a unit is out.

use super::arm::Life;
use super::incident::{Brought, Incident, Sent};
use super::plan::{only, steps_of};
use super::room::Room;
use super::state::{Effect, NO_STEP, OUTSIDE, Origin, UnitState};
use crate::model::{LogRow, MarkSet, Recalls, Sends, StepSet};
use crate::random::Scope;
use crate::record::{Fact, Number, Recorder};

/// Most units that one incident sends, whatever it says: more is a mistake in its numbers.
const MOST_UNITS: usize = 10_000;

/// What is told within an incident.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report {
    /// Slot and number of the incident.
    pub(super) of: (u32, Number),
    /// Which unit tells it, and of which of its steps; the incident itself; nothing: a later call.
    pub(super) from: Option<Origin>,
    pub(super) news: News,
}

/// What is told.
#[derive(Clone, Copy, Debug)]
pub(super) enum News {
    /// A unit sets out.
    Out,
    /// A unit or later call has set a mark.
    Set { mark: usize },
    /// A step is done after which fewer marks may be set: in a unit, or because it might have sent units.
    Less,
    /// A later call or a unit has ended.
    Ended,
    /// A mark of the incident is reached.
    Reached { mark: usize },
}

/// A number as the engine takes it.
fn rounded(number: f64) -> usize {
    // Saturates; a number from the scenario is never below zero.
    number.round() as usize
}

impl Incident<'_> {
    /// Notes a mark for whoever asks for it, and tells the incident if it is somebody else's.
    #[inline(never)]
    pub(super) fn tell_of(&self, mark: usize, step: u8, room: &mut Room<'_>) {
        match self.is.of {
            Some(of) => {
                let from = self.is.sent.map(|_| self.at(step));
                room.reports.push_back(Report { of, from, news: News::Set { mark } });
            }
            None => room.note_marks(self.slot, self.is.number, self.set),
        }
    }

    /// A step of a unit, or one that sends units, is done: marks may be certain now never to be set.
    #[inline(never)]
    pub(super) fn may_tell_less(&self, step: u8, room: &mut Room<'_>) {
        let of = self.is.of.unwrap_or((self.slot, self.is.number));
        room.reports.push_back(Report { of, from: Some(self.at(step)), news: News::Less });
    }

    /// Units that wait for a mark are told that it is reached.
    #[inline(never)]
    pub(super) fn tell_units(&self, mark: usize, step: u8, room: &mut Room<'_>) {
        let from = match step {
            NO_STEP => None,
            step => Some(self.at(step)),
        };
        room.reports.push_back(Report { of: (self.slot, self.is.number), from, news: News::Reached { mark } });
    }

    /// A step of this incident, as of now, or what is being told from elsewhere.
    fn at(&self, step: u8) -> Origin {
        if let (OUTSIDE, Some(origin)) = (step, self.told_now) {
            return origin;
        }
        Origin { slot: self.slot, step, rounds: self.rounds.len() as u8 }
    }

    /// The marks that this unit may still set.
    fn may_still_set(&self) -> MarkSet {
        let left = |mark: &usize| self.plan.program.setters[*mark] & !self.finished != 0;
        steps_of(self.plan.own & !self.set).filter(left).fold(0, |set, mark| set | only(mark))
    }

    /// Does something that comes from elsewhere, and remembers where from.
    fn act_from_elsewhere(&mut self, origin: Option<Origin>, act: impl FnOnce(&mut Self, u8)) {
        let Some(origin) = origin else { return act(self, NO_STEP) };
        let (due, until, set) = (self.due, self.until, self.set);
        self.told_now = Some(origin);
        act(self, OUTSIDE);
        let mut note = |steps: StepSet, effect: fn(u8) -> Effect| {
            self.is_unusual = true;
            steps_of(steps).for_each(|one| self.outside.push((effect(one as u8), origin)));
        };
        note(self.due & !due, Effect::Ready);
        note(until & !self.until, Effect::Over);
        note(self.set & !set, Effect::Set);
    }

    /// Where something came from that came from elsewhere; the last time it did.
    pub(super) fn origin(&self, effect: Effect) -> Option<Origin> {
        self.outside.iter().rev().find(|(known, _)| *known == effect).map(|(_, origin)| *origin)
    }

    /// A later call or a unit has set a mark.
    fn hear_of<R: Recorder>(&mut self, mark: usize, origin: Option<Origin>, room: &mut Room<'_>, recorder: &mut R) {
        if let Some(told) = self.told.get_mut(mark) {
            *told += 1;
        }
        self.act_from_elsewhere(origin, |incident, step| incident.set_mark(mark, step, room, recorder));
        let (plan, flags) = (self.plan, self.is.flags);
        for threshold in plan.program.thresholds.iter().filter(|threshold| threshold.of & only(mark) != 0) {
            let number: u32 = steps_of(threshold.of).map(|mark| self.told[mark]).sum();
            if number as usize >= rounded(*threshold.number.get(flags)).max(1) {
                self.act_from_elsewhere(origin, |incident, step| incident.set_mark(threshold.mark, step, room, recorder));
            }
        }
    }
}

impl<'m> Life<'m, '_> {
    /// A step that sends units or turns them back is done.
    #[inline(never)]
    pub(super) fn move_units<R: Recorder>(&mut self, slot: u32, step: usize, recorder: &mut R) {
        let listed = &self.open[slot as usize].plan.program.steps[step];
        if let Some(sends) = &listed.sends {
            self.send(slot, step, sends, recorder);
        }
        if let Some(recalls) = &listed.recalls {
            self.turn_back(slot, step, recalls, recorder);
        }
    }

    fn send<R: Recorder>(&mut self, slot: u32, step: usize, sends: &Sends, recorder: &mut R) {
        let incident = &self.open[slot as usize];
        let is = incident.is;
        let plan = &self.plans[is.way].units[sends.unit];
        let key = incident.plan.program.units[sends.unit].key;
        let rounds = incident.steps[step].rounds.max(incident.rounds.len() as u8);
        let alike = |unit: &&UnitState| usize::from(unit.unit) == sends.unit;
        let first = incident.units.iter().filter(alike).count();
        let there = incident.units.iter().filter(alike).filter(|unit| !unit.turned_back).count();
        let wanted = rounded(*sends.number.get(is.flags)).saturating_sub(if sends.in_all { there } else { 0 });
        let number = wanted.min(MOST_UNITS.saturating_sub(incident.units.len()));
        self.tell(slot, Fact::Sent { step, units: number }, recorder);
        for k in first..first + number {
            let unit = self.slot_for(plan);
            let which = self.open[slot as usize].units.len() as u16;
            let brought = Brought {
                block: is.block.below_named(Scope::Unit, key, k as u64),
                of: Some((slot, is.number)),
                sent: Some(Sent { which, by: step as u8, rounds }),
                arrival: self.room.now,
                lengths: LogRow::NO_LENGTHS,
                counted: false,
                ..is
            };
            self.open[unit as usize].begin(plan, brought);
            self.open_incidents += 1;
            let incident = &mut self.open[slot as usize];
            incident.units.push(UnitState { slot: unit, unit: sends.unit as u8, turned_back: false });
            incident.open_units += 1;
            let from = Some(self.open[unit as usize].at(NO_STEP));
            self.room.reports.push_back(Report { of: (slot, is.number), from, news: News::Out });
        }
    }

    /// The units sent last that are not where they were going turn back.
    fn turn_back<R: Recorder>(&mut self, slot: u32, step: usize, recalls: &Recalls, recorder: &mut R) {
        let incident = &self.open[slot as usize];
        let mut left = incident.units.iter().filter(|unit| usize::from(unit.unit) == recalls.unit && !unit.turned_back).count();
        let down_to = rounded(*recalls.down_to.get(incident.is.flags));
        let by = incident.at(step as u8);
        let before = left;
        for which in (0..incident.units.len()).rev() {
            let unit = self.open[slot as usize].units[which];
            let is = &self.open[unit.slot as usize];
            let is_there = is.closed || is.set & only(recalls.before) != 0;
            if left > down_to && usize::from(unit.unit) == recalls.unit && !unit.turned_back && !is_there {
                left -= 1;
                self.open[slot as usize].units[which].turned_back = true;
                self.end_early(unit.slot, recalls.mark, by, recorder);
            }
        }
        self.tell(slot, Fact::TurnedBack { step, units: before - left }, recorder);
    }

    /// Everything that a unit does or would do ends.
    fn end_early<R: Recorder>(&mut self, slot: u32, mark: Option<usize>, by: Origin, recorder: &mut R) {
        let all = self.open[slot as usize].plan.all;
        for step in steps_of(all & !self.open[slot as usize].finished) {
            let incident = &self.open[slot as usize];
            if incident.ran & only(step) != 0 {
                self.abort_work(slot, step);
            } else if incident.waiting & only(step) != 0 {
                self.withdraw(slot, step);
            }
            self.open[slot as usize].steps[step].timer = 0;
        }
        let (incident, room) = self.scene(slot);
        (incident.finished, incident.waiting, incident.elsewhere, incident.due, incident.until) = (all, 0, 0, 0, 0);
        if let Some(mark) = mark {
            incident.act_from_elsewhere(Some(by), |unit, step| unit.set_mark(mark, step, room, recorder));
        }
        self.settle(slot, recorder);
    }

    /// Everything about a unit is done. Its place is kept until its incident has been measured.
    pub(super) fn end_unit(&mut self, slot: u32, of: (u32, Number)) {
        let incident = &mut self.open[slot as usize];
        incident.beliefs.clear();
        incident.closed = true;
        self.open_incidents -= 1;
        let from = Some(incident.at(incident.last_step()));
        self.room.reports.push_back(Report { of, from, news: News::Ended });
    }

    /// Incidents hear what later calls and units tell, and units what their incident does.
    #[cold]
    pub(super) fn hear<R: Recorder>(&mut self, recorder: &mut R) {
        while let Some(Report { of: (slot, number), from, news }) = self.room.reports.pop_front() {
            let (incident, room) = self.scene(slot);
            // A closed incident is not opened again.
            if incident.closed || incident.is.number != number || incident.is.of.is_some() {
                if let (News::Ended, None) = (news, from) {
                    room.call_ended(number);
                }
                continue;
            }
            match (news, from) {
                (News::Out, Some(Origin { slot: unit, .. })) => self.set_out(slot, unit, recorder),
                (News::Set { mark }, from) => {
                    incident.hear_of(mark, from, room, recorder);
                    self.settle(slot, recorder);
                }
                (News::Ended, None) => {
                    incident.calls_left -= 1;
                    if incident.calls_left == 0 {
                        // Nobody else calls: marks that no step can set any more are reached.
                        let marks = std::mem::take(&mut incident.from_callers);
                        incident.give_up_on(marks, None, room);
                        self.settle(slot, recorder);
                    }
                }
                (News::Ended, from) => {
                    incident.open_units -= 1;
                    // A unit has the flags of its incident, and may have one more: that somebody helped.
                    let flags = from.map_or(0, |from| self.open[from.slot as usize].is.flags);
                    self.open[slot as usize].is.flags |= flags;
                    self.recount(slot, from, recorder);
                }
                (News::Less | News::Out, from) => self.recount(slot, from, recorder),
                (News::Reached { mark }, from) => self.pass_on(slot, mark, from, recorder),
            }
            self.serve_all(recorder);
        }
        self.check_open(recorder);
    }

    /// A unit begins its chain, knowing what its incident has reached.
    fn set_out<R: Recorder>(&mut self, slot: u32, unit: u32, recorder: &mut R) {
        let incident = &self.open[slot as usize];
        let coming = incident.from_callers | incident.from_units | incident.still_to_find_out;
        let settled = |mark: &usize| {
            let nobody = incident.plan.program.setters[*mark] & !incident.finished == 0 && coming & only(*mark) == 0;
            incident.set & only(*mark) != 0 || nobody
        };
        let plan = self.open[unit as usize].plan;
        let reached = steps_of(plan.awaited & !plan.own).filter(settled).fold(0, |set, mark| set | only(mark));
        let unit_is = &mut self.open[unit as usize];
        // It may have been turned back in the instant in which it was sent.
        if !unit_is.closed {
            unit_is.reached |= reached;
            unit_is.make_due(plan.all, 0, NO_STEP);
            self.settle(unit, recorder);
        }
    }

    /// Units hear that a mark of their incident is reached.
    fn pass_on<R: Recorder>(&mut self, slot: u32, mark: usize, origin: Option<Origin>, recorder: &mut R) {
        for which in 0..self.open[slot as usize].units.len() {
            let unit = self.open[slot as usize].units[which].slot;
            let (unit_is, room) = self.scene(unit);
            if !unit_is.closed && unit_is.plan.own & only(mark) == 0 {
                unit_is.act_from_elsewhere(origin, |unit, step| unit.reach(mark, step, room));
                self.settle(unit, recorder);
            }
        }
    }

    /// Marks that no unit can set any more, nor anybody else, are reached.
    fn recount<R: Recorder>(&mut self, slot: u32, origin: Option<Origin>, recorder: &mut R) {
        let incident = &self.open[slot as usize];
        let unsent = incident.plan.told_by.iter().filter(|(step, _)| incident.finished & only(*step) == 0);
        let unsent = unsent.fold(0, |all, (_, marks)| all | marks);
        let program = incident.plan.program;
        let out = incident.units.iter().map(|unit| (&self.open[unit.slot as usize], unit)).filter(|(is, _)| !is.closed);
        let out = out.fold(0, |all, (is, unit)| all | is.may_still_set() | program.units[usize::from(unit.unit)].turned_back);
        // What may still be sent brings no mark that it waits for itself.
        let possible = unsent | program.with_thresholds(out);
        let (incident, room) = self.scene(slot);
        let lost = incident.from_units & !possible;
        incident.from_units = possible;
        incident.give_up_on(lost, origin, room);
        self.settle(slot, recorder);
    }
}

impl Incident<'_> {
    /// These marks count as reached, unless somebody is left who could set them.
    pub(super) fn give_up_on(&mut self, marks: MarkSet, origin: Option<Origin>, room: &mut Room<'_>) {
        let coming = self.from_callers | self.from_units | self.still_to_find_out;
        let setters = &self.plan.program.setters;
        let lost = steps_of(marks & !coming).filter(|&mark| setters[mark] & !self.finished == 0).fold(0, |set, mark| set | only(mark));
        for mark in steps_of(lost) {
            self.act_from_elsewhere(origin, |incident, step| incident.reach(mark, step, room));
        }
    }

    /// The step that was done last; none of a unit that did nothing.
    fn last_step(&self) -> u8 {
        let ran = steps_of(self.ran & self.plan.all);
        ran.max_by_key(|&step| self.steps[step].end).map_or(NO_STEP, |step| step as u8)
    }
}
