//! What logs recorded of the measures: the times between marks that the room itself noted.

use super::Scenario;
use super::study::Clock;
use crate::model::{Condition, End, EndMark, Flags, Log, LogRow, Measure, RecordedTimes, What};
use crate::scenario::file::LogSource;
use crate::scenario::log::ReadLog;
use crate::time::Time;

/// The recorded times of every measure of time that some log has both ends of, of all incidents and by type.
pub(super) fn compile(scenario: &Scenario<'_>, clock: &Clock, logs: &[Log], measures: &[Measure], marks: &[String]) -> Vec<RecordedTimes> {
    let mut all: Vec<RecordedTimes> = Vec::new();
    for log in logs {
        let holder = &scenario.file.types[log.holder];
        let read = scenario.logs.iter().find(|read| read.holder == holder.name.value);
        let (Some(source), Some(read)) = (&holder.value.log, read) else { continue };
        let known = known_marks(&source.value, marks);
        if known.is_empty() {
            continue;
        }
        for (index, measure) in measures.iter().enumerate() {
            if let What::Time { from, to } = &measure.what {
                let of = Recorded { clock, read, log, known: &known, from, to };
                of.add(index, measure, &mut all);
            }
        }
    }
    all.iter_mut().for_each(|one| one.times.sort_unstable());
    all.retain(|one| !one.times.is_empty());
    all.sort_by_key(|one| (one.measure, one.kind.is_some(), one.kind));
    all
}

/// By mark of the log: the mark.
fn known_marks(source: &LogSource, marks: &[String]) -> Vec<Option<usize>> {
    source.marks.iter().map(|mark| marks.iter().position(|known| *known == mark.name.value)).collect()
}

/// One measure in one log.
struct Recorded<'a> {
    clock: &'a Clock,
    read: &'a ReadLog,
    log: &'a Log,
    known: &'a [Option<usize>],
    from: &'a End,
    to: &'a End,
}

impl Recorded<'_> {
    fn add(&self, measure: usize, is: &Measure, all: &mut Vec<RecordedTimes>) {
        if !self.may_have(self.from) || !self.may_have(self.to) {
            return;
        }
        let window = self.clock.study.window_start..self.clock.study.window_end();
        let begin = self.clock.study.begin();
        // Rows before the beginning are not replayed; the others are in the same order.
        let replayed = self.read.in_order().filter(|row| self.clock.time(row.time) >= begin);
        let rows = replayed.zip(self.log.rows.iter());
        for (row, is_row) in rows.filter(|(_, row)| window.contains(&row.time) && !row.abandoned) {
            let kind = is_row.kind.map(usize::from);
            if !is_about(&is.among, kind, is_row) || !asks(self.from, is_row) || !asks(self.to, is_row) {
                continue;
            }
            let marks = self.read.of(row, &self.read.marks, self.known.len());
            let time = self.end(self.from, marks, is_row).zip(self.end(self.to, marks, is_row)).map(|(from, to)| Time(to.0 - from.0));
            for kind in std::iter::once(None).chain(kind.map(Some)) {
                let place = all.iter().position(|one| one.measure == measure && one.kind == kind).unwrap_or_else(|| {
                    all.push(RecordedTimes { measure, kind, count: 0, times: Vec::new() });
                    all.len() - 1
                });
                all[place].count += 1;
                all[place].times.extend(time);
            }
        }
    }

    /// Whether the log has a column for what the end asks for.
    fn may_have(&self, end: &End) -> bool {
        let known = |mark: &EndMark| self.known.contains(&Some(mark.mark));
        match end {
            End::Arrival => true,
            End::First(marks) | End::Last(marks) => marks.iter().any(known) && marks.iter().all(|mark| known(mark) || mark.needed != 0),
        }
    }

    /// When an end was reached, after the call. An agency's mark counts where the log says that the agency is needed, and where it does
    /// not know, if it was set.
    fn end(&self, end: &End, set: &[Time], row: &LogRow) -> Option<Time> {
        let time = |mark: &EndMark| {
            let index = self.known.iter().position(|known| *known == Some(mark.mark))?;
            Some(set[index]).filter(|time| *time >= Time::ZERO)
        };
        let (marks, last) = match end {
            End::Arrival => return Some(Time::ZERO),
            End::First(marks) => (marks, false),
            End::Last(marks) => (marks, true),
        };
        let mut found: Option<Time> = None;
        for mark in marks {
            let needed = mark.is_required(row.known & row.flags);
            match time(mark) {
                _ if ignored(mark, row) => {}
                Some(time) => found = Some(found.map_or(time, |found| if last { found.max(time) } else { found.min(time) })),
                None if needed => return None,
                None => {}
            }
        }
        found
    }
}

/// Whether an end asks for anything of a row: that nobody needed was alerted is no time.
fn asks(end: &End, row: &LogRow) -> bool {
    match end {
        End::Arrival => true,
        End::First(marks) | End::Last(marks) => !marks.iter().all(|mark| ignored(mark, row)),
    }
}

/// Whether the log says that a mark's agency is not needed.
fn ignored(mark: &EndMark, row: &LogRow) -> bool {
    row.known & !row.flags & mark.needed != 0
}

/// Whether a measure is about a row, as far as the log knows its type and flags.
fn is_about(among: &[Condition], kind: Option<usize>, row: &LogRow) -> bool {
    let holds = |condition: &Condition| {
        let (on, off): (Flags, Flags) = (row.known & row.flags, row.known & !row.flags);
        condition.0.iter().any(|all| all.flags_on & !on == 0 && all.flags_off & !off == 0)
    };
    match kind {
        Some(kind) => holds(&among[kind]),
        None => among.iter().all(holds),
    }
}
