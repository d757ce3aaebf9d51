//! When incidents come: profiles, surges, moments of the study.

use super::super::fields;
use super::super::file::{At, Instant, Moves, Outage, OutageChange, Period, Profile, Season, Stated, Surge, Value};
use super::{Context, Diagnostic, Fields, Node};
use toml::de::DeValue;

impl<'t> Context<'t> {
    pub(super) fn profile(&mut self, node: Node<'t>) -> Option<Profile> {
        let mut fields = self.table(node, &fields::PROFILE)?;
        let interpolate = fields.get("interpolate").and_then(|node| fields.context.boolean(node)).is_some_and(|at| at.value);
        let Some((hours, entries)) = fields.list("hours") else { return Some(Profile { hours: vec![1.0; 24], interpolate }) };
        let weights = fields.context.weights(hours, entries, &[24, 168], "write 24 weights (a day) or 168 (a week from Monday)");
        Some(Profile { hours: weights.unwrap_or(vec![1.0; 24]), interpolate })
    }

    /// Weights of which there are as many as one of `lengths`, not all of them zero; else told.
    fn weights(&mut self, list: Node<'t>, entries: Vec<Node<'t>>, lengths: &[usize], write: &str) -> Option<Vec<f64>> {
        let (count, kind) = (entries.len(), if lengths.len() == 1 { "season" } else { "profile" });
        if !lengths.contains(&count) {
            let message = format!("the {kind} has {count} weights");
            self.tell(Diagnostic::error("out-of-range", list.span(), message, write));
            return None;
        }
        let mut weight = |entry| self.number(entry, "a number from 0 on", |number| number >= 0.0).map_or(1.0, |at| at.value);
        let weights: Vec<f64> = entries.into_iter().map(&mut weight).collect();
        if weights.iter().all(|weight| *weight == 0.0) {
            let message = format!("every weight of the {kind} is zero");
            self.tell(Diagnostic::error("out-of-range", list.span(), message, "at least one has to be above 0"));
            return None;
        }
        Some(weights)
    }

    pub(super) fn season(&mut self, node: Node<'t>) -> Option<Season> {
        let mut fields = self.table(node, &fields::SEASON)?;
        fields.one_of(&["months", "weeks"], true);
        let (months, weeks) = (fields.list("months"), fields.list("weeks"));
        let months = months.and_then(|(list, entries)| fields.context.weights(list, entries, &[12], "write 12 weights, from January"));
        let weeks = weeks.and_then(|(list, entries)| fields.context.weights(list, entries, &[53], "write 53 weights, from week 1"));
        // Something neutral where it cannot be read: its name is known.
        Some(weeks.map_or_else(|| Season::Months(months.unwrap_or(vec![1.0; 12])), Season::Weeks))
    }

    pub(super) fn stated(&mut self, node: Node<'t>) -> Option<Stated> {
        let mut fields = self.table(node, &fields::STATED)?;
        let at = fields.get("at").and_then(|node| fields.context.instant(node));
        let kind = fields.string("type").unwrap_or(node.at(String::new()));
        let flags = fields.all("flags", Context::boolean);
        let attributes = fields.all("attributes", Context::string);
        Some(Stated { at: at?, kind, flags, attributes })
    }

    pub(super) fn surge(&mut self, node: Node<'t>) -> Option<Surge> {
        let mut fields = self.table(node, &fields::SURGE)?;
        let from = fields.get("from").and_then(|node| fields.context.instant(node));
        let to = fields.get("to").and_then(|node| fields.context.instant(node));
        let factor = fields.value("factor").unwrap_or(node.at(Value::Number(1.0)));
        let types = fields.strings("types");
        Some(Surge { from: from?, to: to?, factor, types })
    }

    pub(super) fn period(&mut self, node: Node<'t>) -> Option<Period> {
        let mut fields = self.table(node, &fields::PERIOD)?;
        let (days, from, to) = (fields.get("days"), fields.get("from")?, fields.get("to")?);
        // A time of day has a colon and no date before it.
        let is_clock = |node: Node<'_>| match node.get() {
            DeValue::String(text) => text.contains(':') && !text.contains('-'),
            DeValue::Datetime(time) => time.date.is_none(),
            _ => false,
        };
        if days.is_some() || is_clock(from) || is_clock(to) {
            // Something neutral where it cannot be read: its name is known.
            let days = days.map_or(Some([true; 7]), |node| fields.context.days(node)).unwrap_or([true; 7]);
            let (from, to) = (fields.context.clock(from).unwrap_or(0), fields.context.clock(to).unwrap_or(0));
            return Some(Period::Weekly { days, from, to });
        }
        let (from, to) = (fields.context.instant(from), fields.context.instant(to));
        Some(match (from, to) {
            (Some(from), Some(to)) => Period::Once { from, to },
            _ => Period::Weekly { days: [true; 7], from: 0, to: 0 },
        })
    }

    pub(super) fn outage(&mut self, node: Node<'t>) -> Option<Outage> {
        let mut fields = self.table(node, &fields::OUTAGE)?;
        let (from, to) = (fields.get("from"), fields.get("to"));
        let from = from.and_then(|node| fields.context.instant(node));
        let to = to.and_then(|node| fields.context.instant(node));
        let is = fields.outage();
        Some(Outage { from: from?, to: to?, is })
    }

    pub(super) fn outage_change(&mut self, node: Node<'t>) -> Option<OutageChange> {
        let mut fields = self.table(node, &fields::OUTAGE_CHANGE)?;
        let chain = fields.string("chain");
        Some(OutageChange { chain, ..fields.outage() })
    }

    fn moves(&mut self, node: Node<'t>) -> Option<At<Moves>> {
        let mut fields = self.table(node, &fields::MOVES)?;
        let (to, after) = (fields.string("to"), fields.duration("after"));
        Some(node.at(Moves { to: to?, after: after?.value }))
    }

    /// A civil time, or a length of time after the study's start.
    pub(super) fn instant(&mut self, node: Node<'t>) -> Option<At<Instant>> {
        // A year stands before the first dash of a date; no duration has a dash there.
        let is_date = match node.get() {
            DeValue::String(text) => text.trim().find('-').is_some_and(|dash| dash == 4),
            DeValue::Datetime(_) => true,
            _ => false,
        };
        if is_date {
            return self.date(node).map(|at| node.at(Instant::Civil(at.value)));
        }
        if node.str().is_some_and(|text| !super::quantity::is_meant(text)) {
            self.wrong(node, "bad-date", "a moment", "write \"2024-07-12 14:00\", or a time after `starts`: \"36 h\"");
            return None;
        }
        self.duration(node).map(|at| node.at(Instant::After(at.value)))
    }
}

impl Fields<'_, '_> {
    /// What an outage and an arm's change of it both say.
    fn outage(&mut self) -> OutageChange {
        OutageChange {
            pools: self.strings("pools").map(|at| at.value),
            seats: self.integer("seats").and_then(|at| u32::try_from(at.value).ok()),
            stops: self.word("work").map(|word| word.value == "stops"),
            moves: self.get("moves").and_then(|node| self.context.moves(node)),
            chain: None,
        }
    }
}
