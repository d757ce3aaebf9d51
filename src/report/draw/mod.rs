//! What is said of a drawn chain, in a language, and the chain as Mermaid.

mod condition;
mod differences;
mod mermaid;
mod values;

pub use mermaid::mermaid;

use super::format::Numbers;
use super::words::{Story, Words, fill, stage, words};
use crate::chains::{Chain, Change, Draw, DrawOf, Role, Step, Ways};
use crate::model::{Language, Names, Text};
use crate::results::Map;

/// The name that the caller has among the roles of every chain.
const CALLER: &str = "caller";

/// Of many names that one name stands for, so many are said.
const MOST_NAMED: usize = 3;

/// What one needs to speak of chains.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) ways: &'a Ways,
    pub(super) language: Language,
    pub(super) words: &'static Story,
    common: &'static Words,
    numbers: Numbers,
}

impl<'a> Said<'a> {
    pub(super) fn new(ways: &'a Ways, language: Language) -> Said<'a> {
        Said { ways, language, words: Story::of(language), common: words(language), numbers: Numbers::new(language, 1.0) }
    }

    fn label<'n>(&self, labels: &'n Map<Text>, name: &'n str) -> &'n str {
        match labels.get(name).map(|label| label.get(self.language)) {
            Some(label) if !label.is_empty() => label,
            _ => name,
        }
    }

    fn names(&self) -> &'a Names {
        &self.ways.names
    }

    /// What a step is called.
    pub(super) fn step_name<'n>(&self, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        self.names().step(name, self.language)
    }

    /// What a step or mark is called.
    fn moment<'n>(&self, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        self.names().moment(name, self.language)
    }

    fn mark<'n>(&self, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        self.names().mark(name, self.language)
    }

    fn chain_name<'n>(&self, name: &'n str) -> &'n str
    where
        'a: 'n,
    {
        self.names().chain_label(name, self.language).unwrap_or(name)
    }

    /// What a role is called that is no pool and not the caller.
    fn role_name(&self, name: &str) -> String {
        self.names().role_label(name, self.language).map_or_else(|| name.replace('_', " "), str::to_owned)
    }

    /// What a pool is called; where the name holds an attribute, what those that it stands for are.
    fn pool(&self, name: &str) -> String {
        self.each_called(name, |name| self.label(&self.ways.pools, name)).unwrap_or_else(|| self.label(&self.ways.pools, name).to_owned())
    }

    /// What those are called that a name with an attribute in it stands for: the first few, and how many more there are.
    fn each_called<'n>(&'n self, name: &str, called: impl Fn(&'n str) -> &'n str) -> Option<String> {
        let all = self.ways.stands_for.get(name)?;
        let mut said: Vec<String> = all.iter().take(MOST_NAMED).map(|name| called(name).to_owned()).collect();
        let more = all.len() - said.len();
        said.extend((more > 0).then(|| fill(self.common.more_places, &[("count", &self.numbers.count(more as u64))])));
        Some(said.join("; "))
    }

    fn listed<'n>(&self, labels: &Map<Text>, names: impl IntoIterator<Item = &'n String>) -> String {
        names.into_iter().map(|name| self.label(labels, name).to_owned()).collect::<Vec<_>>().join(", ")
    }

    /// "Chain joint".
    pub(super) fn title(&self, chain: &Chain) -> String {
        match self.names().chain_label(&chain.name, self.language) {
            Some(label) => fill(self.words.chain_called, &[("chain", label)]),
            None => fill(self.words.chain_of, &[("chain", &chain.name)]),
        }
    }

    /// Who goes by it, and what it is compared with.
    pub(super) fn users(&self, chain: &Chain) -> String {
        let (w, ways) = (self.words, self.ways);
        let mut users: Vec<String> = Vec::new();
        for (arm, types) in &chain.users.arms {
            let arm = self.label(&ways.arms, arm).to_owned();
            users.push(match types.as_slice() {
                [] => arm,
                types => fill(w.chain_for, &[("arm", &arm), ("types", &self.listed(&ways.types, types))]),
            });
        }
        for (outage, arm) in &chain.users.outages {
            users.push(fill(
                w.chain_outage,
                &[("outage", self.names().flag(outage, self.language)), ("users", self.label(&ways.arms, arm))],
            ));
        }
        if !chain.users.callers_of.is_empty() {
            users.push(fill(w.chain_callers, &[("types", &self.listed(&ways.types, &chain.users.callers_of))]));
        }
        if !chain.users.units_of.is_empty() {
            let chains: Vec<&str> = chain.users.units_of.iter().map(|chain| self.chain_name(chain)).collect();
            users.push(fill(w.chain_units, &[("chains", &chains.join(", "))]));
        }
        let mut said = fill(w.chain_used, &[("users", &users.join("; "))]);
        if let Some(other) = &chain.against {
            let against = fill(w.chain_against, &[("chain", self.chain_name(other)), ("baseline", self.label(&ways.arms, &ways.baseline))]);
            said = format!("{said}; {against}");
        }
        let mut letters = said.chars();
        letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).chain(['.']).collect())
    }

    /// The name of a lane.
    pub(super) fn role(&self, role: &Role) -> String {
        match role.name.as_str() {
            CALLER => self.words.caller.to_owned(),
            // Steps that name a pool directly mean anybody of it.
            name if self.ways.pools.contains_key(name) && role.pools.iter().all(|pool| pool.0 == name) => {
                self.label(&self.ways.pools, name).to_owned()
            }
            name if self.ways.stands_for.contains_key(name) => self.pool(name),
            name => self.role_name(name),
        }
    }

    /// Where they come from.
    pub(super) fn pools(&self, role: &Role) -> String {
        let label = |name: &String| self.pool(name);
        let pools = role.pools.iter().filter(|pool| role.pools.len() > 1 || pool.0 != role.name).map(|(pool, when)| match when {
            Some(when) => format!("{} ({})", label(pool), fill(self.words.field_when, &[("value", &self.condition(when))])),
            None => label(pool),
        });
        let pools = pools.collect::<Vec<_>>().join("; ");
        match &role.instead_of {
            Some(others) => {
                let others = others.iter().map(label).collect::<Vec<_>>().join(", ");
                fill(self.words.change_field, &[("field", self.words.step_changed), ("new", &pools), ("old", &others)])
            }
            None => pools,
        }
    }

    fn share(&self, share: f64) -> String {
        self.numbers.with_unit(self.numbers.fixed(share * 100.0, 0), "%")
    }

    /// What is said of a step beside its box: each with whether it stands out.
    pub(super) fn step(&self, chain: &Chain, step: &Step) -> Vec<(String, bool)> {
        let w = self.words;
        let with = |sentence: &str, value: &str| fill(sentence, &[("value", value)]);
        let mut says: Vec<(String, bool)> = Vec::new();
        match step.change {
            Change::Added => says.push((w.step_added.to_owned(), true)),
            Change::Dropped => return vec![(w.step_dropped.to_owned(), true)],
            Change::Changed => says.extend(step.changes.iter().map(|change| (self.change(change), true))),
            Change::Same => {}
        }
        let mut facts: Vec<String> = Vec::new();
        facts.extend(step.stage.as_ref().map(|name| stage(self.common, self.names(), name, self.language).to_owned()));
        if step.after.is_empty() && step.after_any.is_empty() {
            facts.push(w.on_arrival.to_owned());
        }
        let is_step = |name: &String| chain.steps.iter().any(|step| step.name == *name && step.change != Change::Dropped);
        facts.extend(step.after.iter().filter(|name| !is_step(name)).map(|mark| fill(w.after_mark, &[("mark", self.mark(mark))])));
        facts.extend(step.when.as_ref().map(|when| with(w.field_when, &self.condition(when))));
        facts.extend(step.takes.as_ref().map(|takes| with(w.field_takes, &self.written(takes))));
        facts.extend(step.until.as_ref().map(|until| with(w.field_until, self.moment(until))));
        facts.extend(step.if_free_s.map(|wait| match wait {
            0.0 => w.field_if_free.to_owned(),
            wait => with(w.field_if_free_within, &self.numbers.length(wait)),
        }));
        facts.extend(step.alongside.then(|| w.field_alongside.to_owned()));
        facts.extend(step.together.then(|| w.field_together.to_owned()));
        facts.extend(step.resumes.then(|| w.field_resumes.to_owned()));
        facts.extend(step.patience.as_ref().map(|patience| with(w.field_patience, &self.written(patience))));
        facts.extend(step.redial.then(|| w.field_redial.to_owned()));
        facts.extend(step.redo_from.as_ref().map(|from| with(w.field_redo, self.step_name(from))));
        facts.extend(step.cancels.iter().map(|other| with(w.field_cancels, self.step_name(other))));
        facts.extend(step.sends.as_ref().map(|chain| with(w.field_sends, self.chain_name(chain))));
        facts.extend(step.recalls.as_ref().map(|chain| with(w.field_recalls, self.chain_name(chain))));
        says.push((facts.join(" · "), false));
        let marks = step.marks.iter().map(|(mark, share)| match share {
            1.0 => self.mark(mark).to_owned(),
            0.0 => fill(w.field_marks_begin, &[("mark", self.mark(mark))]),
            share => fill(w.field_marks_at, &[("mark", self.mark(mark)), ("share", &self.share(*share))]),
        });
        let marks = marks.collect::<Vec<_>>().join(", ");
        if !marks.is_empty() {
            says.push((format!("→ {}", with(w.field_marks, &marks)), false));
        }
        says.retain(|said| !said.0.is_empty());
        says
    }

    /// The draws of one kind with the same sharers: what they decide, who shares them, their names, whether numbers differ.
    pub(super) fn draws(&self) -> Vec<[String; 3]> {
        let w = self.words;
        let mut groups: Vec<(&Draw, Vec<&str>)> = Vec::new();
        for draw in &self.ways.draws {
            let same =
                |other: &&mut (&Draw, Vec<&str>)| (other.0.of, &other.0.arms, other.0.differs) == (draw.of, &draw.arms, draw.differs);
            match groups.iter_mut().find(same) {
                Some(group) => group.1.push(self.drawn(draw)),
                None => groups.push((draw, vec![self.drawn(draw)])),
            }
        }
        let row = |(draw, names): (&Draw, Vec<&str>)| {
            let arms = self.listed(&self.ways.arms, &draw.arms);
            let shared = match draw.arms.len() {
                all if all == self.ways.arms.len() => w.draw_shared.to_owned(),
                1 => fill(w.draw_alone, &[("arms", &arms)]),
                _ => fill(w.draw_partly, &[("arms", &arms)]),
            };
            let shared = if draw.differs { format!("{shared}; {}", w.draw_values) } else { shared };
            [self.decides(draw.of).to_owned(), shared, names.join(", ")]
        };
        groups.into_iter().map(row).collect()
    }

    /// What is drawn, as people call it.
    fn drawn(&self, draw: &'a Draw) -> &'a str {
        let names = self.names();
        match draw.of {
            DrawOf::Flag | DrawOf::Belief => names.flag(&draw.name, self.language),
            DrawOf::Attribute => &draw.name,
            DrawOf::Duration | DrawOf::Caller | DrawOf::Redo => names.step(&draw.name, self.language),
        }
    }

    fn decides(&self, of: DrawOf) -> &'static str {
        let w = self.words;
        match of {
            DrawOf::Duration => w.draw_duration,
            DrawOf::Caller => w.draw_caller,
            DrawOf::Redo => w.draw_redo,
            DrawOf::Flag => w.draw_flag,
            DrawOf::Attribute => w.draw_attribute,
            DrawOf::Belief => w.draw_belief,
        }
    }
}
