//! Synthetic logs: what a control room would have recorded of a drawn history, so that a study of a log can be tried before any log
//! may be shared.
//!
//! A row is one incident: when its first call came, its type, the flags and values of attributes that are the same in every arm, when
//! the baseline set its marks, and how long its steps took where that is asked for. It also names the drawn incident (hour and number),
//! which is the address of its draws: whoever replays the log in the same scenario, seed and replication lives the same incidents to the
//! microsecond and the bit, in every arm. Incidents at a stated time are no rows; the scenario states them.

use crate::engine::Engine;
use crate::model::{Clock, Flags, Lasts, Model};
use crate::record::{Closed, Fact, IncidentId, Number, Recorder};
use crate::time::Time;
use jiff::civil::DateTime;
use std::collections::BTreeMap;
use thiserror::Error;

/// Lengths of steps that last longer are left blank: a log would not be believed.
const LONGEST: Time = Time::DAY;

/// Why there can be no synthetic log.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum SyntheticError {
    /// The scenario replays a log.
    #[error("the scenario replays a recorded log already")]
    Replays,
    /// Arms meet different incidents.
    #[error("the arms `{0}` and `{1}` do not meet the same incidents, so no one log holds them")]
    OtherIncidents(String, String),
    /// A step is in no chain.
    #[error("no chain of the baseline has a step `{0}`")]
    NoStep(String),
    /// The length of a step cannot be recorded.
    #[error("the length of the step `{step}` would not be the same again: {reason}")]
    NotTheSame {
        /// The step.
        step: String,
        /// Why.
        reason: &'static str,
    },
    /// A replication could not be lived to its end.
    #[error("the arm `{0}` met a limit, so its incidents are not known")]
    Limit(String),
    /// The study's start is no time.
    #[error("`{0}` is no time")]
    Start(String),
    /// Somebody stopped it.
    #[error("interrupted")]
    Stopped,
}

/// A synthetic log: the table and what its columns hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Synthetic {
    /// The table in CSV.
    pub csv: String,
    /// Incidents in it.
    pub incidents: u64,
    /// Flags that have a column, `flag NAME`.
    pub flags: Vec<String>,
    /// Attributes that have a column, `attribute NAME`.
    pub attributes: Vec<String>,
    /// Marks that have a column, `mark NAME`.
    pub marks: Vec<String>,
    /// Steps that have a column, `step NAME`.
    pub steps: Vec<String>,
}

/// What a room would have recorded of one replication; `steps` are those whose lengths it would have noted.
///
/// # Errors
/// If the arms do not share their incidents, if the length of a step would not be the same in every arm, if a limit was met, or if `stop`
/// became true.
pub fn synthetic(model: &Model, replication: u64, steps: &[String], stop: &(dyn Fn() -> bool + Sync)) -> Result<Synthetic, SyntheticError> {
    if !model.logs.is_empty() {
        return Err(SyntheticError::Replays);
    }
    let first = &model.arms[0];
    if let Some(other) = model.arms.iter().find(|arm| arm.rates != first.rates || arm.swings != first.swings) {
        return Err(SyntheticError::OtherIncidents(first.name.clone(), other.name.clone()));
    }
    for step in steps {
        check(model, step)?;
    }
    let clock = Clock::of(&model.study).ok_or(SyntheticError::Start(model.study.starts.clone()))?;
    let mut room = Room { model, steps, same: shared(model), rows: BTreeMap::new(), marks: BTreeMap::new() };
    let ends = Engine::new(model).run_for(replication, &mut room, stop).ok_or(SyntheticError::Stopped)?;
    if let Some((arm, _)) = model.arms.iter().zip(&ends).find(|(_, end)| end.finding.is_some()) {
        return Err(SyntheticError::Limit(arm.name.clone()));
    }
    Ok(room.written(clock))
}

/// Whether the length of a step is drawn alike in every arm, and is what a room would see.
fn check(model: &Model, name: &str) -> Result<(), SyntheticError> {
    let not_the_same = |reason| Err(SyntheticError::NotTheSame { step: name.to_owned(), reason });
    let baseline = &model.arms[model.baseline];
    let known = |program: &crate::model::Program| program.steps.iter().any(|step| step.name == name);
    if !baseline.programs.iter().any(known) {
        return Err(SyntheticError::NoStep(name.to_owned()));
    }
    for arm in &model.arms {
        if !arm.learning.is_empty() || arm.pools.iter().flat_map(|pool| &pool.overflow).any(|helper| helper.speed != 1.0) {
            return not_the_same("people learn, or help at another speed");
        }
        for (program, of_baseline) in arm.programs.iter().zip(&baseline.programs) {
            let Some(index) = program.steps.iter().position(|step| step.name == name) else { continue };
            let step = &program.steps[index];
            let is_in = |set: u64| set >> index & 1 == 1;
            if step.resumes
                || program.steps.iter().any(|other| is_in(other.cancels) || other.redo.as_ref().is_some_and(|redo| is_in(redo.path)))
            {
                return not_the_same("it may be interrupted, cancelled or done again");
            }
            let same = of_baseline.steps.iter().find(|other| other.name == name).is_some_and(|other| other.lasts == step.lasts);
            if !matches!(step.lasts, Lasts::Takes(_)) || !same {
                return not_the_same("an arm gives it another length than the baseline");
            }
        }
    }
    Ok(())
}

/// The flags that are drawn by the same rule in every arm, needed agencies among them; not those of the time of arrival.
fn shared(model: &Model) -> Flags {
    let first = &model.arms[0];
    let mut same = Flags::MAX;
    for arm in &model.arms {
        for (own, of_first) in arm.flags.iter().zip(&first.flags) {
            for rule in own.rules.iter().chain(&of_first.rules) {
                let alike = own.rules.contains(rule) && of_first.rules.contains(rule);
                same &= if alike { Flags::MAX } else { !(1 << rule.flag) };
            }
            let mut exclusive = vec![(&own.needs, &of_first.needs)];
            exclusive.extend(own.attributes.iter().zip(&of_first.attributes));
            for (own, of_first) in exclusive.into_iter().filter(|(own, of_first)| own != of_first) {
                same &= !own.iter().chain(of_first).fold(0, |all, category| all | category.flags);
            }
        }
    }
    model.periods.iter().fold(same, |same, period| same & !(1 << period.flag))
}

/// One incident as the room saw it.
#[derive(Debug)]
struct Seen {
    time: Time,
    hour: i64,
    k: u32,
    kind: usize,
    flags: Flags,
    /// By step asked for.
    lengths: Vec<Option<Time>>,
}

/// Who records.
struct Room<'m> {
    model: &'m Model,
    steps: &'m [String],
    same: Flags,
    rows: BTreeMap<Number, Seen>,
    /// By incident: marks that the baseline set.
    marks: BTreeMap<Number, Vec<(usize, Time)>>,
}

impl Recorder for Room<'_> {
    fn fact(&mut self, arm: usize, at: Time, incident: Number, fact: Fact) {
        if let (Fact::Marked { mark }, true) = (fact, arm == self.model.baseline) {
            self.marks.entry(incident).or_default().push((mark, at));
        }
    }

    fn closed(&mut self, arm: usize, closed: Closed<'_>) {
        let IncidentId::Drawn { hour, k } = closed.id else { return };
        let lengths = if arm == self.model.baseline { self.lengths(&closed) } else { Vec::new() };
        let (time, kind, flags) = (closed.arrival, closed.kind, closed.flags);
        let row = self.rows.entry(closed.number).or_insert_with(|| Seen { time, hour, k, kind, flags, lengths: Vec::new() });
        // What arms do not agree on is no fact of the world.
        self.same &= !(row.flags ^ flags);
        if !lengths.is_empty() {
            row.lengths = lengths;
        }
    }
}

impl Room<'_> {
    fn lengths(&self, closed: &Closed<'_>) -> Vec<Option<Time>> {
        let program = &self.model.arms[self.model.baseline].programs[closed.way];
        let length = |name: &String| {
            let step = program.steps.iter().position(|step| step.name == *name)?;
            let (begin, end) = closed.steps.get(step)?.work?;
            Some(end - begin).filter(|length| *length <= LONGEST)
        };
        self.steps.iter().map(length).collect()
    }

    /// Flags, attributes and marks that have a column: those that say something.
    fn written(self, clock: Clock) -> Synthetic {
        let model = self.model;
        let values = model.arms.iter().flat_map(|arm| &arm.flags).flat_map(|rules| &rules.attributes).flatten();
        let values: Flags = values.fold(0, |all, value| all | value.flags);
        let of_attributes = |flag: usize| model.flags[flag].split_once('=').filter(|_| values >> flag & 1 == 1);
        let same = |flag: usize| self.same >> flag & 1 == 1;
        // What stands for something else (who helped) has a sign in its name that no flag of the file can have.
        let flags: Vec<usize> = (0..model.flags.len()).filter(|&flag| same(flag) && !model.flags[flag].contains('=')).collect();
        let mut attributes: Vec<&str> =
            (0..model.flags.len()).filter(|&flag| same(flag)).filter_map(|flag| Some(of_attributes(flag)?.0)).collect();
        attributes.dedup();
        let marks: Vec<usize> = (0..model.marks.len()).filter(|mark| self.marks.values().flatten().any(|(set, _)| set == mark)).collect();
        let mut header = vec!["id".to_owned(), "time".to_owned(), "type".to_owned()];
        header.extend(flags.iter().map(|&flag| format!("flag {}", model.flags[flag])));
        header.extend(attributes.iter().map(|attribute| format!("attribute {attribute}")));
        header.extend(marks.iter().map(|&mark| format!("mark {}", model.marks[mark])));
        header.extend(self.steps.iter().map(|step| format!("step {step}")));
        let mut table = csv::Writer::from_writer(Vec::new());
        let mut write = |row: &[String]| table.write_record(row).expect("memory can be written");
        write(&header);
        for (number, row) in &self.rows {
            let mut cells = vec![format!("h{}#{}", row.hour, row.k), civil(clock, row.time), model.types[row.kind].name.clone()];
            cells.extend(flags.iter().map(|&flag| if row.flags >> flag & 1 == 1 { "yes" } else { "no" }.to_owned()));
            cells.extend(attributes.iter().map(|attribute| {
                let own = (0..model.flags.len()).filter(|&flag| row.flags >> flag & 1 == 1).filter_map(of_attributes);
                own.filter(|(known, _)| known == attribute).map(|(_, value)| value.to_owned()).next().unwrap_or_default()
            }));
            let set = self.marks.get(number);
            cells.extend(marks.iter().map(|mark| {
                let time = set.into_iter().flatten().find(|(known, _)| known == mark);
                time.map_or_else(String::new, |(_, time)| civil(clock, *time))
            }));
            let length = |index: usize| row.lengths.get(index).copied().flatten();
            cells.extend((0..self.steps.len()).map(|index| length(index).map_or_else(String::new, seconds)));
            write(&cells);
        }
        let csv = String::from_utf8(table.into_inner().expect("memory can be written")).expect("names and numbers are text");
        let names = |all: &[usize], of: &[String]| all.iter().map(|&index| of[index].clone()).collect();
        Synthetic {
            csv,
            incidents: self.rows.len() as u64,
            flags: names(&flags, &model.flags),
            attributes: attributes.into_iter().map(str::to_owned).collect(),
            marks: names(&marks, &model.marks),
            steps: self.steps.to_vec(),
        }
    }
}

/// A time on the study's clock as a civil time, to the microsecond.
fn civil(clock: Clock, time: Time) -> String {
    clock.civil(time).unwrap_or(DateTime::MAX).strftime("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

/// A length in seconds, to the microsecond.
fn seconds(length: Time) -> String {
    format!("{}.{:06}", length.0 / 1_000_000, length.0 % 1_000_000)
}
