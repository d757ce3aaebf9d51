//! The ways of working: chains, measures, arms.

use super::super::fields::{self, Sort};
use super::super::file::{
    Arm, At, Chain, End, IfFree, Measure, MeasureWhat, Named, ParameterChange, Place, Recalls, Redial, Redo, RoleAlternative, Sends, Step,
    Threshold, Value,
};
use super::super::quantity;
use super::{Context, Diagnostic, Node};
use std::collections::BTreeSet;
use toml::de::DeValue;

impl<'t> Context<'t> {
    pub(super) fn chain(&mut self, node: Node<'t>) -> Option<Chain> {
        let mut fields = self.table(node, &fields::CHAIN)?;
        let like = fields.string("like");
        let drop = fields.strings("drop").map(|at| at.value).unwrap_or_default();
        let roles = fields.all("role", |context, node| {
            let entries = context.list(node, 1)?;
            Some(entries.into_iter().filter_map(|entry| context.role_alternative(entry)).collect::<Vec<_>>())
        });
        let entries = fields.list("step").map(|(_, entries)| entries).unwrap_or_default();
        let mut names = BTreeSet::new();
        let mut steps = Vec::new();
        for (index, entry) in entries.into_iter().enumerate() {
            let Some(step) = fields.context.step(entry, index) else { continue };
            if names.insert(step.name.value.clone()) {
                steps.push(step);
            } else {
                let message = format!("the chain has two steps named `{}`", step.name.value);
                let twice = Diagnostic::error("duplicate-step", step.name.span, message, "the second one");
                fields.context.tell(twice.hint("give it another name"));
            }
        }
        Some(Chain { like, drop, roles, steps })
    }

    fn role_alternative(&mut self, node: Node<'t>) -> Option<RoleAlternative> {
        let mut fields = self.table(node, &fields::ROLE)?;
        let (pool, when) = (fields.string("pool"), fields.expression("when"));
        Some(RoleAlternative { pool: pool?, when })
    }

    fn step(&mut self, node: Node<'t>, index: usize) -> Option<Step> {
        let mut fields = self.table(node, &fields::STEP)?;
        fields.one_of(&["takes", "until"], false);
        // A nameless step is one that nobody can mean, told apart from other nameless ones.
        let name = fields.label("name").unwrap_or_else(|| node.at(format!("step {} without a name", index + 1)));
        let place = fields.get("place").and_then(|node| fields.context.place(node));
        let marks = fields.get("marks").map(|node| {
            let entries = fields.context.named(node, "mark");
            let mut read = Vec::new();
            for (name, node) in entries {
                let fraction = fields.context.share(node).unwrap_or(node.at(1.0));
                read.push(Named { name, value: fraction });
            }
            node.at(read)
        });
        Some(Step {
            span: node.span(),
            name,
            place,
            after: fields.strings("after"),
            after_any: fields.strings("after_any"),
            when: fields.expression("when"),
            staff: fields.strings("staff"),
            alongside: fields.get("alongside").and_then(|node| fields.context.boolean(node)),
            takes: fields.value("takes"),
            until: fields.string("until"),
            if_free: fields.get("if_free").and_then(|node| fields.context.if_free(node)),
            patience: fields.value("patience"),
            redial: fields.get("redial").and_then(|node| fields.context.redial(node)),
            redo: fields.get("redo").and_then(|node| fields.context.redo(node)),
            cancel: fields.strings("cancel"),
            resumes: fields.get("resumes").and_then(|node| fields.context.boolean(node)),
            together: fields.get("together").and_then(|node| fields.context.boolean(node)),
            reserve_after: fields.get("reserve_after").and_then(|node| fields.context.duration(node)),
            marks,
            mark: fields.label("mark"),
            stage: fields.label("stage"),
            order: fields.integer("order").and_then(|at| Some(At { value: i32::try_from(at.value).ok()?, span: at.span })),
            draw: fields.string("draw"),
            sends: fields.get("sends").and_then(|node| fields.context.sends(node)),
            recalls: fields.get("recalls").and_then(|node| fields.context.recalls(node)),
        })
    }

    fn place(&mut self, node: Node<'t>) -> Option<At<Place>> {
        let mut fields = self.table(node, &fields::PLACE)?;
        fields.one_of(&["before", "after"], true);
        let (before, after) = (fields.string("before"), fields.string("after"));
        let place = match (before, after) {
            (Some(step), _) => Place::Before(step),
            (None, step) => Place::After(step?),
        };
        Some(node.at(place))
    }

    fn if_free(&mut self, node: Node<'t>) -> Option<At<IfFree>> {
        let value = match node.get() {
            DeValue::Boolean(true) => IfFree::AtOnce,
            DeValue::Boolean(false) => IfFree::No,
            DeValue::String(text) if quantity::is_meant(text) => IfFree::Within(self.duration(node)?.value),
            _ => {
                self.wrong(node, "wrong-type", "a time to wait for somebody free", "write true (at once) or a duration: \"10 s\"");
                return None;
            }
        };
        Some(node.at(value))
    }

    fn redial(&mut self, node: Node<'t>) -> Option<At<Redial>> {
        let mut fields = self.table(node, &fields::REDIAL)?;
        let chance = fields.value("chance").unwrap_or(node.at(Value::Number(0.5)));
        let after = fields.needed_value("after");
        Some(node.at(Redial { chance, after }))
    }

    fn redo(&mut self, node: Node<'t>) -> Option<At<Redo>> {
        let mut fields = self.table(node, &fields::REDO)?;
        let chance = fields.value("chance").unwrap_or(node.at(Value::Number(0.5)));
        let at_most = fields.integer("at_most").and_then(|at| u8::try_from(at.value).ok());
        let from = fields.string("from");
        Some(node.at(Redo { from: from?, chance, at_most: at_most.unwrap_or(3) }))
    }

    fn sends(&mut self, node: Node<'t>) -> Option<At<Sends>> {
        let mut fields = self.table(node, &fields::SENDS)?;
        fields.one_of(&["number", "up_to"], true);
        let (chain, number, up_to) = (fields.string("chain"), fields.value("number"), fields.value("up_to"));
        let in_all = number.is_none();
        Some(node.at(Sends { chain: chain?, number: number.or(up_to).unwrap_or(node.at(Value::Number(1.0))), in_all }))
    }

    fn recalls(&mut self, node: Node<'t>) -> Option<At<Recalls>> {
        let mut fields = self.table(node, &fields::RECALLS)?;
        let (chain, before) = (fields.string("chain"), fields.label("before"));
        let (down_to, mark) = (fields.value("down_to"), fields.label("mark"));
        Some(node.at(Recalls { chain: chain?, before: before?, down_to, mark }))
    }

    pub(super) fn threshold(&mut self, node: Node<'t>) -> Option<Threshold> {
        let mut fields = self.table(node, &fields::THRESHOLD)?;
        let of = fields.strings("of").map(|at| at.value).unwrap_or_default();
        Some(Threshold { of, number: fields.value("number").unwrap_or(node.at(Value::Number(1.0))) })
    }

    pub(super) fn measure(&mut self, node: Node<'t>) -> Option<Measure> {
        let mut fields = self.table(node, &fields::MEASURE)?;
        fields.one_of(&["time", "share", "count", "work", "number"], true);
        let label = fields.text("label");
        let time = fields.get("time").and_then(|node| fields.context.time(node));
        let share = fields.expression("share").map(MeasureWhat::Share);
        let count = fields.expression("count").map(MeasureWhat::Count);
        let work = fields.strings("work").map(|at| MeasureWhat::Work(at.value));
        let number = fields.strings("number").map(|at| MeasureWhat::Number(at.value));
        let among = fields.expression("among");
        let target = fields.get("target").and_then(|node| fields.context.positive_duration(node));
        if fields.has("target") && !fields.has("time") && (share.is_some() || count.is_some() || work.is_some() || number.is_some()) {
            let span = fields.get("target").map_or(node.span(), |node| node.span());
            let message = "only a measure of time has a `target`";
            fields.context.tell(Diagnostic::error("exclusive-keys", span, message, "leave this out"));
        }
        Some(Measure { label, what: time.or(share).or(count).or(work).or(number)?, among, target })
    }

    fn time(&mut self, node: Node<'t>) -> Option<MeasureWhat> {
        let mut fields = self.table(node, &fields::SPAN)?;
        let from = fields.get("from").and_then(|node| fields.context.end(node));
        let to = fields.get("to").and_then(|node| fields.context.end(node));
        Some(MeasureWhat::Time { from, to: to? })
    }

    fn end(&mut self, node: Node<'t>) -> Option<At<End>> {
        if let Some(mark) = node.str() {
            let end = match mark {
                "arrival" => End::Arrival,
                mark => End::Last(vec![node.at(mark.to_owned())]),
            };
            return Some(node.at(end));
        }
        let DeValue::Table(_) = node.get() else {
            self.wrong(node, "wrong-type", "an end of a time", "write a mark, \"arrival\", { first = [...] } or { last = [...] }");
            return None;
        };
        let mut fields = self.table(node, &fields::END)?;
        fields.one_of(&["first", "last"], true);
        let (first, last) = (fields.strings("first"), fields.strings("last"));
        let end = match (first, last) {
            (Some(marks), _) => End::First(marks.value),
            (None, marks) => End::Last(marks?.value),
        };
        Some(node.at(end))
    }

    pub(super) fn arm(&mut self, node: Node<'t>) -> Option<Arm> {
        let mut fields = self.table(node, &fields::ARM)?;
        let label = fields.text("label");
        let (chain, chain_by_type) = match fields.get("chain") {
            Some(node) => fields.context.chain_of(node),
            None => (None, Vec::new()),
        };
        Some(Arm {
            label,
            chain,
            chain_by_type,
            pools: fields.all("pool", Context::pool),
            parameters: fields.all("parameter", Context::change),
            flags: fields.shares("flag"),
            attributes: fields.attributes(),
            outages: fields.all("outage", Context::outage_change),
        })
    }

    /// One chain, or one by incident type.
    fn chain_of(&mut self, node: Node<'t>) -> (Option<At<String>>, Vec<Named<At<String>>>) {
        let DeValue::Table(_) = node.get() else {
            return match node.str() {
                Some(chain) => (Some(node.at(chain.to_owned())), Vec::new()),
                None => {
                    self.wrong(node, "wrong-type", "a chain", "write its name, or { default = \"...\", TYPE = \"...\" }");
                    (None, Vec::new())
                }
            };
        };
        let (mut default, mut by_type) = (None, Vec::new());
        for (name, node) in self.named(node, "incident type") {
            let Some(chain) = self.string(node) else { continue };
            match name.value.as_str() {
                "default" => default = Some(chain),
                _ => by_type.push(Named { name, value: chain }),
            }
        }
        (default, by_type)
    }

    fn change(&mut self, node: Node<'t>) -> Option<ParameterChange> {
        let mut fields = self.table(node, &fields::CHANGE)?;
        if !["value", "scale", "learning", "learns"].iter().any(|key| fields.has(key)) {
            let message = "a change of a parameter needs `value`, `scale`, `learning` or `learns`";
            fields.context.tell(Diagnostic::error("missing-key", node.span(), message, "nothing is changed here"));
        }
        let value = fields.get("value").map(|node| fields.context.value(node, Sort::Any));
        let learning = fields.get("learning").and_then(|node| fields.context.learning(node));
        let learns = fields.get("learns").and_then(|node| fields.context.boolean(node));
        if let Some(off) = learns.as_ref().filter(|learns| !learns.value && learning.is_some()) {
            let both = Diagnostic::error("contradiction", off.span.clone(), "this change has a `learning` and switches learning off", "");
            fields.context.tell(both.hint("keep one of them"));
        }
        Some(ParameterChange { value, scale: fields.positive("scale"), learning, learns: learns.is_none_or(|learns| learns.value) })
    }
}
