//! Diagnostics as a compiler shows them.

use super::diagnostic::{Diagnostic, Severity, Span, sort};
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

/// Columns beyond which long lines are cut around the place.
const WIDTH: usize = 140;

/// All diagnostics of one text with the lines they are about; see [`render_all`].
pub fn render(name: &str, text: &str, diagnostics: &[Diagnostic], colour: bool) -> String {
    render_all(&[(name.to_owned(), text)], diagnostics, colour)
}

/// All diagnostics with the lines they are about, in order of their files (name and text) and places, an empty line between two.
/// Nothing for none.
///
/// # Panics
/// If a diagnostic is of a file that is not given.
pub fn render_all(files: &[(String, &str)], diagnostics: &[Diagnostic], colour: bool) -> String {
    let mut sorted = diagnostics.to_vec();
    sort(&mut sorted);
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let shown: Vec<String> = sorted
        .iter()
        .map(|diagnostic| {
            let (name, text) = &files[diagnostic.file];
            one(&renderer, name, text, diagnostic)
        })
        .collect();
    match shown.is_empty() {
        true => String::new(),
        false => shown.join("\n\n") + "\n",
    }
}

fn one(renderer: &Renderer, name: &str, text: &str, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = level.primary_title(diagnostic.message.as_str()).elements(Vec::<Snippet<'_, annotate_snippets::Annotation<'_>>>::new());
    if let Some(span) = &diagnostic.span {
        let span = clamp(text, span);
        let annotation = AnnotationKind::Primary.span(span).label(diagnostic.label.as_str());
        group = group.element(Snippet::source(text).path(name).annotation(annotation));
    } else if !name.is_empty() {
        group = group.element(Origin::path(name));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    let report = [group];
    let shown = renderer.render(&report);
    // No line ends in blanks, so that what is shown can be kept in a file.
    shown.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// A span within the text, on the edges of characters, and of one line only: a table is pointed at where it begins.
fn clamp(text: &str, span: &Span) -> Span {
    let mut start = span.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = span.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    if let Some(line_end) = text[start..end].find(['\r', '\n']) {
        end = start + line_end;
    }
    start..end
}

/// Line and column of the beginning of a span, both from 1, the column in characters.
pub fn position(text: &str, span: &Span) -> (usize, usize) {
    let before = &text[..clamp(text, span).start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, word: &str) -> String {
        let start = text.find(word).expect("the word");
        let d = Diagnostic::error("x", start..start + word.len(), "wrong", "here").hint("do better");
        render("a.toml", text, &[d], false)
    }

    #[test]
    fn it_looks_like_a_compiler() {
        let expected = "error: wrong\n --> a.toml:2:9\n  |\n2 | takes = \"90\"\n  |         ^^^^ here\n  |\n  = help: do better\n";
        assert_eq!(shown("a = 1\ntakes = \"90\"\n", "\"90\""), expected);
        assert_eq!(shown("a = 1\r\ntakes = \"90\"\r\n", "\"90\""), expected);
    }

    #[test]
    fn columns_count_characters() {
        let text = "title = \"å\" # ö\r\n\tåäö = 1\r\n";
        let at = text.find("= 1").expect("there");
        assert_eq!(position(text, &(at..at + 1)), (2, 6));
        assert_eq!(position(text, &(9999..10_000)), (3, 1));
        assert_eq!(position(text, &(10..10)), (1, 10));
        assert!(shown(text, "= 1").contains("a.toml:2:6"));
    }

    #[test]
    fn long_lines_are_cut_and_order_is_fixed() {
        let text = format!("{}wrong{}\nz", "x".repeat(5000), "y".repeat(5000));
        assert!(shown(&text, "wrong").lines().all(|line| line.chars().count() < 200));
        let at = |start: usize, severity| Diagnostic { severity, ..Diagnostic::error("x", start..start + 1, format!("m{start}"), "") };
        let mixed = [at(3, Severity::Warning), at(1, Severity::Error), at(3, Severity::Error)];
        let order: Vec<_> = render("a", "abcdefg", &mixed, false).lines().filter(|l| l.contains(": m")).map(str::to_owned).collect();
        assert_eq!(order, ["error: m1", "error: m3", "warning: m3"]);
        assert_eq!(render("a", "", &[], false), "");
    }
}
