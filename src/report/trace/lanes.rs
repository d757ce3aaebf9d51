//! From events to lanes: one for every person, with bars for what they do. A pure function of a trace.

use super::told::Told;
use crate::trace::{ArmTrace, CALLER, Event, Of, What};

/// What a person does for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum BarKind {
    /// At work on a step.
    Working,
    /// Kept by the incident without working; of a caller: waiting on the line.
    Held,
    /// Asked for, and not there yet.
    Queue,
    /// Of a caller who has hung up and will call again.
    Away,
}

/// A stretch of time of one person.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Bar {
    pub(in crate::report) from: f64,
    pub(in crate::report) to: f64,
    pub(in crate::report) kind: BarKind,
    /// The step worked at or waited for.
    pub(in crate::report) step: Option<String>,
    /// Whether the critical path goes through it.
    pub(in crate::report) critical: bool,
    /// Which of the bars that lie over one another: 0 is the uppermost.
    pub(in crate::report) row: usize,
}

/// A person, or several of a pool who take turns.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Lane {
    /// Of the incident itself, of a unit or of a later caller.
    pub(in crate::report) of: Of,
    /// Who it is.
    pub(in crate::report) title: String,
    /// The pools they come from.
    pub(in crate::report) pools: String,
    /// In the order of their beginning.
    pub(in crate::report) bars: Vec<Bar>,
    /// Bars that lie over one another, at most.
    pub(in crate::report) rows: usize,
}

/// Something that happens in a moment and that no bar shows.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Note {
    pub(in crate::report) at: f64,
    pub(in crate::report) text: String,
    /// The same for a table: a mark by its name.
    pub(in crate::report) name: String,
    pub(in crate::report) sign: Sign,
}

/// What kind of moment it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Sign {
    /// A mark was set.
    Mark,
    /// Something went out or turned back.
    Units,
    /// Something went otherwise than usual.
    Trouble,
}

/// One person while the events are read.
struct Person {
    of: Of,
    role: String,
    place: u64,
    pools: Vec<String>,
    bars: Vec<Bar>,
    /// Since when somebody is asked for, and for which step.
    asked: Option<(f64, String)>,
    /// Since when the person is there.
    there: Option<f64>,
    /// When they were there without a gap.
    stays: Vec<(f64, f64)>,
    /// Steps worked at now, each since when.
    at_work: Vec<(String, f64)>,
}

impl Person {
    fn bar(&mut self, kind: BarKind, from: f64, to: f64, step: Option<String>) {
        if to > from {
            self.bars.push(Bar { from, to, kind, step, critical: false, row: 0 });
        }
    }

    fn stop_asking(&mut self, at: f64) {
        if let Some((from, step)) = self.asked.take() {
            self.bar(BarKind::Queue, from, at, Some(step));
        }
    }

    fn stop_work(&mut self, at: f64, step: Option<&str>) {
        let (over, goes_on) = std::mem::take(&mut self.at_work).into_iter().partition(|work| step.is_none_or(|step| step == work.0));
        self.at_work = goes_on;
        let over: Vec<(String, f64)> = over;
        over.into_iter().for_each(|(step, from)| self.bar(BarKind::Working, from, at, Some(step)));
    }

    fn leave(&mut self, at: f64) {
        self.stop_work(at, None);
        self.stop_asking(at);
        if let Some(from) = self.there.take() {
            self.stays.push((from, at));
        }
    }

    /// While the person is there and does nothing else they are held.
    fn fill_gaps(&mut self) {
        for (from, to) in std::mem::take(&mut self.stays) {
            let mut busy: Vec<(f64, f64)> =
                self.bars.iter().filter(|bar| bar.kind != BarKind::Queue).map(|bar| (bar.from, bar.to)).collect();
            busy.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut at = from;
            for (begin, end) in busy.into_iter().filter(|(begin, end)| *end > from && *begin < to) {
                self.bar(BarKind::Held, at, begin.min(to), None);
                at = at.max(end);
            }
            self.bar(BarKind::Held, at, to, None);
        }
    }
}

/// Everybody who takes part, in the order in which they come in; units and later callers below the incident's own people.
struct People {
    all: Vec<Person>,
    /// By step at work or about to begin: who has it.
    teams: Vec<(Of, String, Vec<usize>)>,
}

impl People {
    fn person(&mut self, of: Of, role: &str, place: u64) -> usize {
        let known = self.all.iter().position(|one| one.of == of && one.place == place);
        known.unwrap_or_else(|| {
            let (bars, pools, stays, at_work) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            let role = role.to_owned();
            self.all.push(Person { of, role, place, pools, bars, asked: None, there: None, stays, at_work });
            self.all.len() - 1
        })
    }

    fn team(&mut self, of: Of, step: &str) -> &mut Vec<usize> {
        let place = self.teams.iter().position(|team| team.0 == of && team.1 == step).unwrap_or_else(|| {
            self.teams.push((of, step.to_owned(), Vec::new()));
            self.teams.len() - 1
        });
        &mut self.teams[place].2
    }

    fn read(&mut self, event: &Event) {
        let (at, of) = (event.at_s, event.of);
        let step = event.step.as_deref().unwrap_or("");
        let who = event.role.as_deref().zip(event.place).map(|(role, place)| self.person(of, role, place));
        match (event.what, who) {
            (What::Queued, Some(who)) => {
                let person = &mut self.all[who];
                // One who is asked for at several pools waits since the first.
                person.asked.get_or_insert((at, step.to_owned()));
                person.pools.extend(event.pool.iter().filter(|pool| !person.pools.contains(pool)).cloned().collect::<Vec<_>>());
            }
            (What::Filled, Some(who)) => {
                let person = &mut self.all[who];
                person.stop_asking(at);
                person.there = Some(at);
                person.pools = event.pool.iter().cloned().collect();
            }
            (What::Obtained, Some(who)) => {
                let person = &mut self.all[who];
                person.stop_asking(at);
                person.there.get_or_insert(at);
                self.team(of, step).push(who);
            }
            (What::Began, _) => {
                for who in self.team(of, step).clone() {
                    self.all[who].at_work.push((step.to_owned(), at));
                }
            }
            (What::Ended | What::Cancelled | What::Skipped, _) => self.stop(of, step, at),
            (What::Interrupted, _) => {
                self.team(of, step).clone().into_iter().for_each(|who| self.all[who].stop_work(at, Some(step)));
            }
            (What::Resumed, _) => {
                self.team(of, step).clone().into_iter().for_each(|who| self.all[who].at_work.push((step.to_owned(), at)));
            }
            (What::GaveBack, Some(who)) => self.all[who].leave(at),
            (What::HungUp, _) => self.hang_up(of, step, at),
            (What::Redialled, _) => self.call_again(of, step, at),
            (What::GaveUp, _) => {
                self.all.iter_mut().filter(|person| person.of == of && person.role == CALLER).for_each(|person| person.leave(at));
            }
            (What::Closed, _) => self.all.iter_mut().filter(|person| person.of == of).for_each(|person| person.leave(at)),
            _ => {}
        }
    }

    /// A step is over, or will not be.
    fn stop(&mut self, of: Of, step: &str, at: f64) {
        let team = std::mem::take(self.team(of, step));
        team.into_iter().for_each(|who| self.all[who].stop_work(at, Some(step)));
        let asked = |person: &&mut Person| person.of == of && person.asked.as_ref().is_some_and(|asked| asked.1 == step);
        self.all.iter_mut().filter(asked).for_each(|person| person.stop_asking(at));
    }

    /// The caller is away; the request is withdrawn.
    fn hang_up(&mut self, of: Of, step: &str, at: f64) {
        self.stop(of, step, at);
        for person in self.all.iter_mut().filter(|person| person.of == of && person.role == CALLER) {
            person.leave(at);
            person.asked = Some((at, step.to_owned()));
        }
    }

    fn call_again(&mut self, of: Of, step: &str, at: f64) {
        for person in self.all.iter_mut().filter(|person| person.of == of && person.role == CALLER) {
            if let Some((from, _)) = person.asked.take() {
                person.bar(BarKind::Away, from, at, Some(step.to_owned()));
            }
            person.there = Some(at);
        }
    }
}

/// The lanes of an incident in an arm, the caller first.
pub(in crate::report) fn lanes(told: &Told<'_>, arm: &ArmTrace) -> Vec<Lane> {
    let mut people = People { all: Vec::new(), teams: Vec::new() };
    callers(&mut people, arm);
    arm.events.iter().for_each(|event| people.read(event));
    let mut lanes: Vec<(Of, String, Lane)> = Vec::new();
    for mut person in people.all {
        person.leave(person.at_work.first().map_or(f64::MIN, |work| work.1));
        if person.role == CALLER {
            // Whoever has told everything hangs up.
            let last = person.bars.iter().filter(|bar| bar.kind == BarKind::Working).map(|bar| bar.to).fold(0.0, f64::max);
            let last = if last > 0.0 { last } else { f64::MAX };
            person.stays = person.stays.iter().map(|stay| (stay.0, stay.1.min(last))).filter(|stay| stay.1 > stay.0).collect();
        }
        person.fill_gaps();
        person.bars.iter_mut().for_each(|bar| bar.critical = is_critical(arm, person.of, bar));
        let pools = person.pools.iter().map(|pool| told.pool(pool).to_owned()).collect::<Vec<_>>();
        let title = told.who(person.of, Some(&person.role));
        match lanes.iter_mut().find(|lane| lane.0 == person.of && lane.1 == person.role) {
            Some((.., lane)) => lane.bars.extend(person.bars),
            None => {
                let pools = pools.iter().filter(|pool| **pool != title).cloned().collect::<Vec<_>>().join(", ");
                lanes.push((person.of, person.role, Lane { of: person.of, title, pools, bars: person.bars, rows: 1 }));
            }
        }
    }
    lanes.sort_by_key(|lane| (lane.0.call.is_some(), lane.0.unit.is_some(), lane.0));
    lanes.into_iter().map(|lane| stacked(lane.2)).filter(|lane| !lane.bars.is_empty()).collect()
}

/// Callers are there from their call on.
fn callers(people: &mut People, arm: &ArmTrace) {
    for event in arm.events.iter().filter(|event| event.what == What::Arrived) {
        let caller = arm.events.iter().find(|other| other.of == event.of && other.role.as_deref() == Some(CALLER));
        if let Some(place) = caller.and_then(|caller| caller.place) {
            let who = people.person(event.of, CALLER, place);
            people.all[who].there = Some(event.at_s);
        }
    }
}

/// Whether the critical path goes through a bar: a piece of it is booked on the same step while the bar lasts.
fn is_critical(arm: &ArmTrace, of: Of, bar: &Bar) -> bool {
    let kinds: &[&str] = match bar.kind {
        BarKind::Working => &["working"],
        BarKind::Queue => &["queue"],
        BarKind::Held => &[],
        BarKind::Away => &["redial"],
    };
    arm.path.iter().any(|piece| {
        let meets = piece.from_s < bar.to && piece.to_s > bar.from;
        meets && piece.of == of && piece.step == bar.step && kinds.contains(&piece.kind.as_str())
    })
}

/// Bars that would lie over one another go to rows of their own.
fn stacked(mut lane: Lane) -> Lane {
    lane.bars.sort_by(|a, b| a.from.total_cmp(&b.from).then(b.to.total_cmp(&a.to)));
    let mut ends: Vec<f64> = Vec::new();
    for bar in &mut lane.bars {
        let free = ends.iter().position(|end| *end <= bar.from);
        bar.row = free.unwrap_or_else(|| {
            ends.push(f64::MIN);
            ends.len() - 1
        });
        ends[bar.row] = bar.to;
    }
    lane.rows = ends.len().max(1);
    lane
}

/// The moments of an incident in an arm that no bar shows, in the order of time.
pub(in crate::report) fn notes(told: &Told<'_>, arm: &ArmTrace) -> Vec<Note> {
    let own = |event: &&Event| event.of == Of::default();
    let note = |event: &Event| {
        let sign = match event.what {
            What::Marked => Sign::Mark,
            What::Sent | What::TurnedBack if event.units != Some(0) => Sign::Units,
            What::Redone | What::Interrupted | What::Busy | What::HungUp | What::Redialled | What::GaveUp => Sign::Trouble,
            _ => return None,
        };
        let (text, name) = match event.what {
            What::Marked => {
                let name = event.mark.as_deref().unwrap_or_default();
                (told.mark(name).to_owned(), name.to_owned())
            }
            _ => {
                let text = super::text::what(told, event);
                (text.clone(), text)
            }
        };
        Some(Note { at: event.at_s, text, name, sign })
    };
    arm.events.iter().filter(own).filter_map(note).collect()
}
