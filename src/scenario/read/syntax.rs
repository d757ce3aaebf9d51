//! Texts that are no TOML, and files that are no scenarios.

use super::Diagnostic;

const WAY_OUT: &str = "scenarios are written in TOML: `larmkedja new FILE` writes one to start from";

/// What is wrong with a text that is no TOML.
pub(in crate::scenario) fn syntax(text: &str, errors: &[toml::de::Error]) -> Vec<Diagnostic> {
    if let Some(foreign) = told(text) {
        return vec![foreign];
    }
    let mut found: Vec<Diagnostic> = Vec::new();
    let mut line = usize::MAX;
    for error in errors {
        let (message, label) = match error.message().split_once(", ") {
            Some((message, label)) => (message, label),
            None => (error.message(), "here"),
        };
        let span = error.span().unwrap_or(text.len()..text.len());
        let last_line = std::mem::replace(&mut line, super::super::render::position(text, &span).0);
        // One slip of the pen often makes the parser stumble several times on its line.
        if last_line != line || found.last().is_some_and(|last| last.message != message) {
            let mut one = Diagnostic::error("syntax", span.clone(), message, label);
            if message == "duplicate key" {
                let key = text.get(span).unwrap_or_default();
                one.message = format!("`{key}` is said twice");
                one.label = "a second time".into();
                one.hint = Some("keep one of them".into());
            }
            let line = text.lines().nth(line - 1).unwrap_or_default();
            if one.hint.is_none() && line.contains(['“', '”', '„', '‘', '’']) {
                one.hint = Some("write straight quotes: \" or '".into());
            }
            found.push(one);
        }
    }
    found
}

/// That a text is of another kind, if it plainly is: each of its lines would be a mistake, and none of these would say what is wrong.
fn told(text: &str) -> Option<Diagnostic> {
    let kind = kind(text)?;
    let found = Diagnostic::error("no-scenario", 0..0, format!("this is {kind}, and no scenario"), "");
    Some(Diagnostic { span: None, ..found }.hint(WAY_OUT))
}

/// That a file says nothing.
pub(super) fn empty() -> Diagnostic {
    Diagnostic { span: None, ..Diagnostic::error("no-scenario", 0..0, "the file says nothing", "") }.hint(WAY_OUT)
}

/// Told by the first line that says something: TOML begins with a key and `=`, or with a table in brackets.
fn kind(text: &str) -> Option<&'static str> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (first, second) = (lines.next()?, lines.next().unwrap_or_default());
    let counts = |separator: char| [first, second].map(|line| line.matches(separator).count());
    let is_table = |separator: char| matches!(counts(separator), [some, same] if some > 0 && some == same);
    match first {
        _ if first.starts_with('{') || first == "[" || first.starts_with("[{") => Some("JSON"),
        _ if first.starts_with('<') => Some("XML or HTML"),
        _ if !first.contains('=') && !first.starts_with('[') && [',', ';', '\t'].into_iter().any(is_table) => Some("a table in CSV"),
        _ => None,
    }
}
