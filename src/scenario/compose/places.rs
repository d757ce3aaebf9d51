//! From places in a scenario that was put together to the places where its parts were written.

use super::tree::{Origin, Origins, Place, numbered};
use super::{Composed, Source};
use crate::scenario::diagnostic::{Diagnostic, Span, sort};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

impl Composed {
    /// The same diagnostics, at the places where what they are about was written, with the files that the places are in. `text` is
    /// that of the whole, perhaps with what was set since; in a scenario that was put together what was set is written nowhere,
    /// and stays without a place.
    pub fn placed(self, text: &str, diagnostics: Vec<Diagnostic>) -> (Vec<Source>, Vec<Diagnostic>) {
        let as_it_stands = || vec![Source { path: String::new(), text: text.to_owned() }];
        let Some(origins) = &self.origins else { return (as_it_stands(), diagnostics) };
        let Ok(table) = DeTable::parse(text) else { return (as_it_stands(), diagnostics) };
        let mut placed: Vec<Diagnostic> = diagnostics
            .into_iter()
            .map(|diagnostic| {
                let Some(span) = diagnostic.span.clone() else { return diagnostic };
                let mut search = Search { origins, span, best: None, path: Vec::new() };
                search.table(table.get_ref());
                let unplaced = Diagnostic { span: None, ..diagnostic.clone() };
                let Some(Best { origin, span: whole, is_key }) = search.best else { return unplaced };
                let place = if is_key { &origin.key } else { &origin.value };
                let message = match &origin.each {
                    Some(value) => format!("{} (where {{each}} is `{value}`)", diagnostic.message),
                    None => diagnostic.message,
                };
                Diagnostic { message, file: place.file, span: Some(self.within(place, text, &whole, &search.span)), ..diagnostic }
            })
            .collect();
        sort(&mut placed);
        (self.sources, placed)
    }

    /// A place within what was written, if that stands in the whole as it was written.
    fn within(&self, place: &Place, text: &str, whole: &Span, part: &Span) -> Span {
        let written = &self.sources[place.file].text;
        let same = written.get(place.span.clone()) == text.get(whole.clone());
        match same && whole.start <= part.start && part.end <= whole.end {
            true => place.span.start + (part.start - whole.start)..place.span.start + (part.end - whole.start),
            false => place.span.clone(),
        }
    }
}

/// A search for what stands at a place: the smallest part that holds it whole and of which is known where it was written.
struct Search<'o> {
    origins: &'o Origins,
    span: Span,
    best: Option<Best<'o>>,
    path: Vec<String>,
}

struct Best<'o> {
    origin: &'o Origin,
    span: Span,
    is_key: bool,
}

impl Search<'_> {
    fn table(&mut self, table: &DeTable<'_>) {
        for (key, value) in table.iter() {
            self.path.push(key.get_ref().to_string());
            self.offer(key.span(), true);
            self.value(value);
            self.path.pop();
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>) {
        self.offer(value.span(), false);
        match value.get_ref() {
            DeValue::Table(table) => self.table(table),
            DeValue::Array(array) => {
                for (index, one) in array.iter().enumerate() {
                    self.path.push(numbered(index));
                    self.value(one);
                    self.path.pop();
                }
            }
            _ => {}
        }
    }

    fn offer(&mut self, span: Span, is_key: bool) {
        let holds = span.start <= self.span.start && self.span.end <= span.end;
        if !holds || self.best.as_ref().is_some_and(|best| best.span.len() < span.len()) {
            return;
        }
        if let Some(origin) = self.origins.get(&self.path) {
            self.best = Some(Best { origin, span, is_key });
        }
    }
}
