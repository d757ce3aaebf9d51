//! Dates, times of day, days of the week.

use super::super::file::At;
use super::{Context, Diagnostic, Node};
use jiff::civil::{Date, DateTime, Time};
use toml::de::DeValue;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl<'t> Context<'t> {
    /// A civil date without a time.
    pub(super) fn day(&mut self, node: Node<'t>) -> Option<At<Date>> {
        let at = self.date(node)?;
        if at.value.time() != Time::midnight() {
            let message = format!("{} has a time of day", self.shown(node));
            let write = format!("only the day counts here: write \"{}\"", at.value.date());
            self.tell(Diagnostic::error("bad-date", node.span(), message, write));
            return None;
        }
        Some(At { value: at.value.date(), span: at.span })
    }

    /// A civil date, perhaps with a time: a text or TOML's own.
    pub(super) fn date(&mut self, node: Node<'t>) -> Option<At<DateTime>> {
        let text = match node.get() {
            DeValue::String(text) => text.trim().to_owned(),
            DeValue::Datetime(date) if date.date.is_some() => date.to_string(),
            _ => String::new(),
        };
        let write = "write \"2024-06-03\" or \"2024-06-03T07:30:00\"";
        let zoned = text.ends_with(['Z', 'z']) || text.contains(['+', '[']) || text.get(10..).is_some_and(|time| time.contains('-'));
        if zoned {
            let message = format!("{} has a time zone", self.shown(node));
            let hint = "a study's clock is civil time: no time zone, no summer time";
            self.tell(Diagnostic::error("bad-date", node.span(), message, write).hint(hint));
            return None;
        }
        // Dates far from our time would only be mistakes, and weekdays of years before 1583 mean nothing.
        match text.parse::<DateTime>().or_else(|_| text.parse::<Date>().map(|date| date.at(0, 0, 0, 0))) {
            Ok(date) if (1900..=2999).contains(&date.year()) => Some(node.at(date)),
            _ => {
                self.wrong(node, "bad-date", "a date", write);
                None
            }
        }
    }

    /// A time of day, in seconds after midnight, 24:00 included.
    pub(super) fn clock(&mut self, node: Node<'t>) -> Option<u32> {
        let text = match node.get() {
            DeValue::String(text) => text.trim().to_owned(),
            DeValue::Datetime(time) if time.date.is_none() => time.to_string(),
            _ => String::new(),
        };
        let seconds = seconds_of_day(&text);
        if seconds.is_none() {
            self.wrong(node, "bad-time", "a time of day", "write hours and minutes, \"07:00\" to \"24:00\"");
        }
        seconds
    }

    /// Days of the week, Monday first.
    pub(super) fn days(&mut self, node: Node<'t>) -> Option<[bool; 7]> {
        let hint = "days are mon, tue, wed, thu, fri, sat and sun: \"mon-fri\", \"sat,sun\", \"fri-mon\"";
        let Some(text) = node.str() else {
            self.wrong(node, "bad-days", "days of the week", "write \"mon-sun\" or \"mon,wed\"");
            return None;
        };
        let mut days = [false; 7];
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (Some(first), Some(last)) = (day(first), day(last)) else {
                let unknown = if day(first).is_none() { first } else { last }.trim();
                let message = format!("{} are not days of the week", self.shown(node));
                let bad = Diagnostic::error("bad-days", node.span(), message, format!("`{unknown}` is not a day"));
                self.tell(bad.hint(hint));
                return None;
            };
            let length = (last + 7 - first) % 7;
            (0..=length).for_each(|step| days[(first + step) % 7] = true);
        }
        Some(days)
    }
}

fn day(text: &str) -> Option<usize> {
    DAYS.iter().position(|day| *day == text.trim())
}

fn seconds_of_day(text: &str) -> Option<u32> {
    let parts: Vec<&str> = text.split(':').collect();
    if !(2..=3).contains(&parts.len())
        || parts.iter().any(|part| !(1..=2).contains(&part.len()) || !part.bytes().all(|b| b.is_ascii_digit()))
    {
        return None;
    }
    let number = |index: usize| parts.get(index).map_or(Some(0), |part| part.parse::<u32>().ok());
    let (hours, minutes, seconds) = (number(0)?, number(1)?, number(2)?);
    let total = hours * 3600 + minutes * 60 + seconds;
    (minutes < 60 && seconds < 60 && total <= 86_400).then_some(total)
}
