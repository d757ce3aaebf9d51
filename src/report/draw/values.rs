//! What the fields of a step say, in words.

use super::{CALLER, Said};
use crate::chains::Written;
use crate::report::values::said;
use crate::report::words::{fill, stage};

impl Said<'_> {
    /// A value, which may depend on flags: "a if x, else b".
    pub(super) fn written(&self, is: &Written) -> String {
        match is {
            Written::Plain(text) => self.plain(text),
            Written::Names(names) => names.iter().map(|name| self.named(name)).collect::<Vec<_>>().join(", "),
            Written::ByFlags { when, then, otherwise } => {
                let (when, then, otherwise) = (self.condition(when), self.written(then), self.written(otherwise));
                fill(self.words.value_by_flags, &[("when", &when), ("then", &then), ("else", &otherwise)])
            }
        }
    }

    /// A parameter by its name, names of a list each by its own, and any other value in the words of the tables of parameters.
    pub(super) fn plain(&self, text: &str) -> String {
        if text.starts_with('[') && text.contains('"') {
            return text.split('"').skip(1).step_by(2).map(|name| self.named(name)).collect::<Vec<_>>().join(", ");
        }
        let parameter = |name| self.names().parameter(name, self.language);
        match (self.each_called(text, parameter), parameter(text)) {
            (Some(all), _) => all,
            (None, label) if label != text => label.to_owned(),
            (None, _) => said(self.language, text),
        }
    }

    /// What a field says.
    pub(super) fn of_field(&self, field: &str, is: &Written) -> String {
        match (field, is) {
            ("when", Written::Plain(condition)) => self.condition(condition),
            ("mark", Written::Plain(mark)) => self.mark(mark).to_owned(),
            ("until", Written::Plain(name)) => self.moment(name).to_owned(),
            ("stage", Written::Plain(name)) => stage(self.common, self.names(), name, self.language).to_owned(),
            ("draw", Written::Plain(name)) => self.step_name(name).to_owned(),
            _ => self.written(is),
        }
    }

    /// What a step, a mark, a role or a pool is called, whichever has the name.
    pub(super) fn named(&self, name: &str) -> String {
        match self.moment(name) {
            label if label != name => label.to_owned(),
            _ if name == CALLER => self.words.caller.to_lowercase(),
            _ if self.ways.pools.contains_key(name) || self.ways.stands_for.contains_key(name) => self.pool(name),
            _ => self.names().role_label(name, self.language).unwrap_or(name).to_owned(),
        }
    }

    /// "takes: b instead of a".
    pub(super) fn change(&self, (key, old, new): &(String, Option<Written>, Option<Written>)) -> String {
        let (w, field) = (self.words, self.field(key));
        let [old, new] = [old, new].map(|value| value.as_ref().map(|value| self.of_field(key, value)));
        let told = match (&old, &new) {
            (Some(old), Some(new)) => fill(w.change_field, &[("field", field), ("new", new), ("old", old)]),
            (None, Some(new)) => fill(w.change_field_new, &[("field", field), ("new", new)]),
            _ => fill(w.change_field_gone, &[("field", field)]),
        };
        format!("{}: {told}", w.step_changed)
    }
}
