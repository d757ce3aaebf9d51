//! What is told of a trace in words of a language: names, times, what an incident is and how it ended. A pure function of a trace.

use crate::model::Language;
use crate::report::doubts;
use crate::report::format::Numbers;
use crate::report::words::{Story, fill};
use crate::trace::{ArmTrace, CALLER, Case, Labels, Of, Traced, Traces};

/// What one needs to tell traces in a language.
#[derive(Clone, Copy)]
pub(in crate::report) struct Told<'a> {
    pub(in crate::report) traces: &'a Traces,
    pub(in crate::report) language: Language,
    pub(in crate::report) words: &'static Story,
    pub(in crate::report) numbers: Numbers,
}

impl<'a> Told<'a> {
    pub(in crate::report) fn new(traces: &'a Traces, language: Language) -> Told<'a> {
        Told { traces, language, words: Story::of(language), numbers: Numbers::new(language, 1.0) }
    }

    fn label(&self, labels: &'a Labels, name: &'a str) -> &'a str {
        let label = labels.get(name).map_or("", |label| label.get(self.language));
        if label.is_empty() { name } else { label }
    }

    pub(in crate::report) fn arm(&self, name: &'a str) -> &'a str {
        self.label(&self.traces.arms, name)
    }

    pub(in crate::report) fn pool(&self, name: &'a str) -> &'a str {
        self.label(&self.traces.pools, name)
    }

    pub(in crate::report) fn kind(&self, name: &'a str) -> &'a str {
        self.label(&self.traces.types, name)
    }

    pub(in crate::report) fn measure(&self, name: &'a str) -> &'a str {
        self.label(&self.traces.measures, name)
    }

    pub(in crate::report) fn step<'n>(&'n self, name: &'n str) -> &'n str {
        self.traces.names.step(name, self.language)
    }

    pub(in crate::report) fn mark<'n>(&'n self, name: &'n str) -> &'n str {
        self.traces.names.mark(name, self.language)
    }

    pub(in crate::report) fn agencies(&self, names: &'a [String]) -> String {
        names.iter().map(|name| self.label(&self.traces.agencies, name)).collect::<Vec<_>>().join(", ")
    }

    /// A length of time to the tenth of a second, in minutes and seconds from two minutes on, in hours from two hours on.
    pub(in crate::report) fn time(&self, seconds: f64) -> String {
        let tenths = libm::round(seconds * 10.0);
        let (minutes, left) = (libm::floor(tenths / 600.0), libm::fmod(tenths, 600.0));
        if libm::fabs(seconds) < 120.0 {
            return self.numbers.with_unit(self.numbers.fixed(tenths / 10.0, 1), "s");
        }
        let hours = if minutes < 120.0 { 0.0 } else { libm::floor(minutes / 60.0) };
        let parts = [(hours, 0, "h"), (minutes - hours * 60.0, 0, "min"), (left / 10.0, 1, "s")];
        let told = parts.iter().skip(usize::from(hours == 0.0));
        let told: Vec<String> =
            told.map(|(number, decimals, unit)| self.numbers.with_unit(self.numbers.fixed(*number, *decimals), unit)).collect();
        told.join(" ")
    }

    /// Why an incident is not told in an arm.
    pub(in crate::report) fn absent(&self, arm: &str) -> String {
        match self.traces.stopped.get(arm) {
            None => self.words.trace_absent.to_owned(),
            Some(found) => {
                let why = doubts::finding(self.language, self.numbers, self.traces.replication, found);
                fill(self.words.trace_stopped, &[("finding", &why)])
            }
        }
    }

    /// What kind of case an incident is.
    pub(in crate::report) fn case(&self, incident: &Traced) -> String {
        let w = self.words;
        match incident.case {
            Case::Median | Case::P90 | Case::Worst if self.traces.among.count == 1 => w.case_only.to_owned(),
            Case::Median => w.case_median.to_owned(),
            Case::P90 => w.case_p90.to_owned(),
            Case::Worst => w.case_worst.to_owned(),
            Case::Asked => fill(w.case_asked, &[("number", &incident.number.to_string())]),
        }
    }

    /// Which incident it is, what it needs and why it was chosen; sentences.
    pub(in crate::report) fn about(&self, incident: &'a Traced) -> Vec<String> {
        let (w, traces) = (self.words, self.traces);
        let (seed, replication, number) = (traces.seed.to_string(), traces.replication.to_string(), incident.number.to_string());
        let mut about = vec![fill(
            w.trace_which,
            &[
                ("seed", &seed),
                ("replication", &replication),
                ("number", &number),
                ("id", &incident.id),
                ("type", self.kind(&incident.r#type)),
                ("arrived", &incident.arrived),
            ],
        )];
        if let Some(arm) = incident.arms.first() {
            let needs = self.agencies(&arm.needs);
            about.push(if needs.is_empty() { w.trace_needs_none.to_owned() } else { fill(w.trace_needs, &[("needs", &needs)]) });
        }
        let among = &traces.among;
        if let (Some(measure), true) = (&traces.measure, incident.case != Case::Asked) {
            let mut which = String::new();
            if among.several {
                which += w.trace_several;
            }
            if let Some(kind) = &among.r#type {
                which += &fill(w.trace_of_type, &[("type", self.kind(kind))]);
            }
            if let Some(first) = among.first {
                which += &fill(w.trace_first, &[("first", &self.numbers.count(first))]);
            }
            let values = [
                ("measure", self.measure(measure)),
                ("baseline", self.arm(&traces.baseline)),
                ("count", &self.numbers.count(among.count)),
                ("which", &which),
            ];
            about.push(fill(if among.count == 1 { w.trace_only } else { w.trace_chosen }, &values));
        }
        about
    }

    /// What became of it in an arm: the measure, with its difference from the baseline, and when it closed.
    pub(in crate::report) fn ending(&self, incident: &Traced, arm: &'a ArmTrace) -> String {
        let (w, traces) = (self.words, self.traces);
        let time = traces.measure.as_ref().and_then(|measure| Some((self.measure(measure), arm.times_s.get(measure)?)));
        let measured = time.map(|(measure, time)| match time {
            Some(time) => match self.against_baseline(incident, arm) {
                None => fill(w.trace_time, &[("measure", measure), ("time", &self.time(*time))]),
                Some(difference) => {
                    fill(w.trace_time_differs, &[("measure", measure), ("time", &self.time(*time)), ("difference", &difference)])
                }
            },
            None => fill(w.trace_unreached, &[("measure", measure)]),
        });
        let closed = if arm.abandoned { w.trace_abandoned } else { w.trace_closed };
        let closed = fill(closed, &[("time", &self.time(arm.closed_s))]);
        measured.into_iter().chain([closed]).collect::<Vec<_>>().join("; ")
    }

    /// How much longer or shorter the measure took in an arm than in the baseline, with a sign.
    fn against_baseline(&self, incident: &Traced, arm: &ArmTrace) -> Option<String> {
        let measure = self.traces.measure.as_ref()?;
        let time = |arm: &ArmTrace| arm.times_s.get(measure).copied().flatten();
        let baseline = incident.arms.iter().find(|other| other.arm == self.traces.baseline && other.arm != arm.arm)?;
        let tenths = libm::round((time(arm)? - time(baseline)?) * 10.0) / 10.0;
        let sign = if tenths > 0.0 {
            "+"
        } else if tenths < 0.0 {
            "−"
        } else {
            ""
        };
        Some(format!("{sign}{}", self.time(libm::fabs(tenths))))
    }

    /// Who it is, of the incident, a unit or a later call.
    pub(in crate::report) fn who(&self, of: Of, role: Option<&str>) -> String {
        let w = self.words;
        let number = |sentence: &str, number: u64| fill(sentence, &[("number", &number.to_string())]);
        match (of.unit, of.call, role) {
            (Some(unit), _, None) => number(w.unit, unit),
            (Some(unit), _, Some(role)) => format!("{}, {}", number(w.unit, unit), self.role(role)),
            (None, Some(call), None | Some(CALLER)) => number(w.later_caller, call),
            (None, Some(call), Some(role)) => format!("{}, {}", number(w.later_caller, call), self.role(role)),
            (None, None, None) => String::new(),
            (None, None, Some(role)) => self.role(role),
        }
    }

    /// A role is named by the scenario; who is named by the pool is called as that is.
    fn role(&self, role: &str) -> String {
        if role == CALLER {
            return self.words.caller.to_owned();
        }
        match self.traces.pools.get(role).map(|label| label.get(self.language)) {
            Some(label) if !label.is_empty() => label.to_owned(),
            _ => self.traces.names.role_label(role, self.language).map_or_else(|| role.replace('_', " "), str::to_owned),
        }
    }
}
