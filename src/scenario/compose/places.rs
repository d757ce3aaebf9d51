//! From places in a scenario that was put together to the places where its parts were written.

use super::tree::{Origin, Origins, Place, numbered};
use super::{Composed, Source};
use crate::scenario::diagnostic::{Diagnostic, Span, sort};
use crate::scenario::set::lines_kept;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

impl Composed {
    /// Whether it was put together from templates or several files.
    pub fn is_composed(&self) -> bool {
        self.origins.is_some()
    }

    /// The same diagnostics, at the places where what they are about was written, with the files that the places are in. `text` is
    /// that of the whole, perhaps with what was set since, which is written nowhere and stays without a place, unless it only stands in its line
    /// for what is written there.
    pub fn placed(self, text: &str, diagnostics: Vec<Diagnostic>) -> (Vec<Source>, Vec<Diagnostic>) {
        let Some(origins) = &self.origins else { return as_written(&self.text, text, diagnostics) };
        let Ok(table) = DeTable::parse(text) else { return as_written(text, text, diagnostics) };
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

/// The same for a scenario that says everything itself.
fn as_written(written: &str, text: &str, diagnostics: Vec<Diagnostic>) -> (Vec<Source>, Vec<Diagnostic>) {
    let in_file = |text: &str| vec![Source { path: String::new(), text: text.to_owned() }];
    if written == text || diagnostics.is_empty() {
        return (in_file(text), diagnostics);
    }
    let kept = lines_kept(written, text);
    if written.lines().count() == text.lines().count() && kept.iter().enumerate().all(|(line, was)| was.is_none_or(|was| was == line)) {
        return (in_file(text), diagnostics);
    }
    let begin = |text: &str, line: usize| text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let placed = |diagnostic: Diagnostic| {
        let span = diagnostic.span.as_ref().and_then(|span| {
            let line = text[..span.start.min(text.len())].matches('\n').count();
            // Behind the last line of the one is behind that of the other.
            let (from, to) = (begin(text, line), begin(written, kept.get(line).copied().unwrap_or(Some(usize::MAX))?));
            Some(span.start - from + to..span.end - from + to)
        });
        Diagnostic { span, ..diagnostic }
    };
    (in_file(written), diagnostics.into_iter().map(placed).collect())
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
