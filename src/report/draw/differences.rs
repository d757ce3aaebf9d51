//! What arms do otherwise than the baseline, in words.

use super::Said;
use crate::chains::{Difference, Hit, Otherwise, Staffing, ValueKind, Written};
use crate::report::words::{Differences, fill};

impl Said<'_> {
    /// What arms do otherwise than the baseline, a line each.
    pub(in crate::report) fn differences(&self) -> Vec<String> {
        let line = |one: &Difference| format!("{}: {}", self.label(&self.ways.arms, &one.arm), self.otherwise(&one.is));
        self.ways.differences.iter().map(line).collect()
    }

    fn otherwise(&self, is: &Otherwise) -> String {
        let w = Differences::of(self.language);
        match is {
            Otherwise::Nothing => w.nothing.to_owned(),
            Otherwise::Chain { new, old, types } => {
                let sentence = if types.is_empty() { w.chain } else { w.chain_for };
                fill(
                    sentence,
                    &[("new", self.chain_name(new)), ("old", self.chain_name(old)), ("types", &self.listed(&self.ways.types, types))],
                )
            }
            Otherwise::NoStep(step) => fill(w.no_step, &[("step", self.step_name(step))]),
            Otherwise::NewStep(step) => fill(w.new_step, &[("step", self.step_name(step))]),
            Otherwise::Step { step, field, new, old } => {
                let value = |value: &Option<String>| value.as_ref().map(|toml| self.toml(field, toml)).unwrap_or_default();
                let sentence = match (new, old) {
                    (Some(_), Some(_)) => w.step_other,
                    (Some(_), None) => w.step_new,
                    (None, _) => w.step_gone,
                };
                let (new, old) = (value(new), value(old));
                fill(sentence, &[("step", self.step_name(step)), ("field", self.field(field)), ("new", &new), ("old", &old)])
            }
            Otherwise::Order => w.order.to_owned(),
            Otherwise::Role { role, new, old } => {
                let sentence = if old.is_some() { w.role } else { w.role_new };
                let pools = |pools: &[String]| pools.iter().map(|pool| self.pool(pool)).collect::<Vec<_>>().join(", ");
                let (new, old) = (pools(new), pools(old.as_deref().unwrap_or_default()));
                fill(sentence, &[("role", &self.role_name(role)), ("new", &new), ("old", &old)])
            }
            Otherwise::Value { kind, name, new, old } => {
                let (kind, name) = match kind {
                    ValueKind::Parameter => (w.parameter, self.names().parameter(name, self.language)),
                    ValueKind::Flag => (w.flag, self.names().flag(name, self.language)),
                    ValueKind::Attribute => (w.attribute, name.as_str()),
                };
                let sentence = match (new, old) {
                    (Some(_), Some(_)) => w.value_other,
                    (Some(_), None) => w.value_new,
                    (None, _) => w.value_gone,
                };
                let value = |value: &Option<String>| value.as_ref().map(|toml| self.toml("takes", toml)).unwrap_or_default();
                let (new, old) = (value(new), value(old));
                fill(sentence, &[("kind", kind), ("name", name), ("new", &new), ("old", &old)])
            }
            Otherwise::Outage { outage, new, old } => {
                fill(w.outage, &[("outage", self.names().flag(outage, self.language)), ("new", &self.hit(new)), ("old", &self.hit(old))])
            }
            of_pool => self.of_pool(of_pool),
        }
    }

    fn of_pool(&self, is: &Otherwise) -> String {
        let w = Differences::of(self.language);
        match is {
            Otherwise::Staff { pool, new, old } => {
                fill(w.staff, &[("pool", &self.pool(pool)), ("new", &self.staffing(*new)), ("old", &self.staffing(*old))])
            }
            Otherwise::Pool { pool, field, new } => fill(w.pool, &[("pool", &self.pool(pool)), ("field", field), ("new", new)]),
            Otherwise::Dates { pool, dates } => fill(w.dates, &[("pool", &self.pool(pool)), ("count", &self.numbers.count(*dates as u64))]),
            Otherwise::HandOver { pool, handed_over } => {
                fill(if *handed_over { w.handed_over } else { w.finished }, &[("pool", &self.pool(pool))])
            }
            Otherwise::Lines { pool, lines } => {
                let count = lines.map(|lines| self.numbers.count(lines)).unwrap_or_default();
                fill(if lines.is_some() { w.lines } else { w.lines_enough }, &[("pool", &self.pool(pool)), ("count", &count)])
            }
            Otherwise::Overflow { pool, to } => {
                let helper = |(helper, after): &(String, f64)| {
                    fill(w.helper, &[("pool", &self.pool(helper)), ("time", &self.numbers.length(*after))])
                };
                let helpers = to.iter().map(helper).collect::<Vec<_>>().join(", ");
                let helpers = if to.is_empty() { w.nobody } else { helpers.as_str() };
                fill(w.overflow, &[("pool", &self.pool(pool)), ("to", helpers)])
            }
            _ => String::new(),
        }
    }

    fn staffing(&self, staffing: Staffing) -> String {
        let w = Differences::of(self.language);
        match staffing {
            Staffing::Unlimited => w.staff_unlimited.to_owned(),
            Staffing::Seats(seats) => fill(w.staff_seats, &[("count", &self.numbers.count(seats.into()))]),
            Staffing::SeatHours(hours) => fill(w.staff_hours, &[("hours", &self.numbers.count(libm::round(hours) as u64))]),
        }
    }

    fn hit(&self, hit: &Hit) -> String {
        let w = Differences::of(self.language);
        let pools = if hit.pools.is_empty() { w.nobody.to_owned() } else { self.listed(&self.ways.pools, &hit.pools) };
        let mut said = vec![fill(w.hits, &[("pools", &pools)])];
        said.extend((hit.go_on > 0).then(|| fill(w.go_on, &[("count", &self.numbers.count(hit.go_on.into()))])));
        said.extend(hit.finishes.then(|| w.finishes.to_owned()));
        let moves = |(to, after): &(String, f64)| fill(w.moves, &[("pool", &self.pool(to)), ("time", &self.numbers.length(*after))]);
        said.extend(hit.moves.as_ref().map(moves));
        said.extend(hit.chain.as_ref().map(|chain| fill(w.meanwhile, &[("chain", self.chain_name(chain))])));
        said.join(", ")
    }

    /// A value of a field as the scenario writes it, in words as far as it is a name, a condition, a list of names or a choice of these.
    fn toml(&self, field: &str, written: &str) -> String {
        let quoted = |text: &str| Some(text.strip_prefix('"')?.strip_suffix('"')?.to_owned()).filter(|inner| !inner.contains('"'));
        if let Some(inner) = quoted(written) {
            return self.of_field(field, &Written::Plain(inner));
        }
        let choice = || {
            let (when, rest) = written.strip_prefix("{ if = \"")?.split_once("\", then = ")?;
            let (then, otherwise) = rest.strip_suffix(" }")?.split_once(", else = ")?;
            Some([self.condition(when), self.toml(field, then), self.toml(field, otherwise)])
        };
        match choice() {
            Some([when, then, otherwise]) => fill(self.words.value_by_flags, &[("when", &when), ("then", &then), ("else", &otherwise)]),
            None => self.plain(written),
        }
    }

    /// What a field of a step is called.
    pub(super) fn field<'n>(&self, field: &'n str) -> &'n str {
        let w = Differences::of(self.language);
        match field {
            "after" => w.field_after,
            "after_any" => w.field_after_any,
            "when" => w.field_when,
            "staff" => w.field_staff,
            "alongside" => w.field_alongside,
            "takes" => w.field_takes,
            "until" => w.field_until,
            "if_free" => w.field_if_free,
            "patience" => w.field_patience,
            "redial" => w.field_redial,
            "redo" => w.field_redo,
            "cancel" => w.field_cancel,
            "together" => w.field_together,
            "reserve_after" => w.field_reserve_after,
            "resumes" => w.field_resumes,
            "marks" => w.field_marks,
            "mark" => w.field_mark,
            "stage" => w.field_stage,
            "order" => w.field_order,
            "draw" => w.field_draw,
            "sends" => w.field_sends,
            "recalls" => w.field_recalls,
            other => other,
        }
    }
}
