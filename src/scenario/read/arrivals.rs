//! When incidents come: profiles, surges, moments of the study.

use super::super::fields;
use super::super::file::{At, Instant, Surge, Value};
use super::{Context, Diagnostic, Node};
use toml::de::DeValue;

impl<'t> Context<'t> {
    pub(super) fn profile(&mut self, node: Node<'t>) -> Option<At<Vec<f64>>> {
        let mut fields = self.table(node, &fields::PROFILE)?;
        let Some((hours, entries)) = fields.list("hours") else { return Some(node.at(vec![1.0; 24])) };
        let count = entries.len();
        if count != 24 && count != 168 {
            let message = format!("the profile has {count} weights");
            let bad = Diagnostic::error("out-of-range", hours.span(), message, "write 24 weights (a day) or 168 (a week from Monday)");
            fields.context.tell(bad);
            return Some(hours.at(vec![1.0; 24]));
        }
        let weight = |entry| fields.context.number(entry, "a number from 0 on", |number| number >= 0.0).map_or(1.0, |at| at.value);
        let weights: Vec<f64> = entries.into_iter().map(weight).collect();
        if weights.iter().all(|weight| *weight == 0.0) {
            let bad =
                Diagnostic::error("out-of-range", hours.span(), "every weight of the profile is zero", "at least one has to be above 0");
            fields.context.tell(bad);
            return Some(hours.at(vec![1.0; 24]));
        }
        Some(hours.at(weights))
    }

    pub(super) fn surge(&mut self, node: Node<'t>) -> Option<Surge> {
        let mut fields = self.table(node, &fields::SURGE)?;
        let from = fields.get("from").and_then(|node| fields.context.instant(node));
        let to = fields.get("to").and_then(|node| fields.context.instant(node));
        let factor = fields.value("factor").unwrap_or(node.at(Value::Number(1.0)));
        let types = fields.strings("types");
        Some(Surge { from: from?, to: to?, factor, types })
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
