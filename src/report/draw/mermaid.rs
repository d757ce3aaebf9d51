//! A chain as a Mermaid flowchart, for documents that draw it themselves.

use super::Said;
use crate::chains::{Chain, Change, Ways};
use crate::model::Language;

/// A chain as a flowchart. Text of the scenario is written with the numbers of its special letters, so that it stays text.
pub fn mermaid(ways: &Ways, chain: &Chain, language: Language) -> String {
    let said = Said::new(ways, language);
    let mut text = format!("---\ntitle: \"{}\"\n---\nflowchart TB\n", quotable(&format!("{}. {}", said.title(chain), said.users(chain))));
    for (number, step) in chain.steps.iter().enumerate() {
        let mut lines = vec![format!("<b>{}</b>", escaped(said.step_name(&step.name)))];
        let staff: Vec<String> = step
            .staff
            .iter()
            .filter_map(|name| chain.roles.iter().find(|role| role.name == *name))
            .map(|role| escaped(&said.role(role)))
            .collect();
        lines.push(if staff.is_empty() { escaped(said.words.nobody) } else { staff.join(", ") });
        lines.extend(said.step(chain, step).iter().map(|line| escaped(&line.0)));
        text += &format!("    s{number}[\"{}\"]{}\n", lines.join("<br/>"), class(step.change));
    }
    for (to, step) in chain.steps.iter().enumerate().filter(|(_, step)| step.change != Change::Dropped) {
        let mut link = |names: &[String], arrow: &str, note: Option<&str>| {
            for (from, mark) in names.iter().flat_map(|name| sources(chain, name)).filter(|(from, _)| *from != to) {
                let note = mark.map(|mark| said.mark(mark)).or(note).map(|note| format!("|\"{}\"|", escaped(note))).unwrap_or_default();
                text += &format!("    s{from} {arrow}{note} s{to}\n");
            }
        };
        link(&step.after, "-->", None);
        link(&step.after_any, "-.->", Some(said.words.after_any));
        link(step.until.as_slice(), "==>", Some(said.words.until));
        if let Some((again, _)) = step.redo_from.as_ref().and_then(|from| sources(chain, from).into_iter().next()) {
            text += &format!("    s{to} -.->|\"{}\"| s{again}\n", escaped(said.words.again));
        }
    }
    if chain.against.is_some() {
        text += "    classDef added fill:#a9dfcb,stroke:#47525e,stroke-width:4px,color:#1a1e23\n";
        text += "    classDef changed fill:#fbe3b3,stroke:#47525e,color:#1a1e23\n";
        text += "    classDef dropped fill:#e6e8eb,stroke:#47525e,stroke-dasharray:6 5,color:#47525e\n";
    }
    text
}

fn class(change: Change) -> &'static str {
    match change {
        Change::Same => "",
        Change::Added => ":::added",
        Change::Changed => ":::changed",
        Change::Dropped => ":::dropped",
    }
}

/// The steps that a name in `after` stands for: the step, or those that set the mark, with its name.
fn sources<'c>(chain: &'c Chain, name: &'c str) -> Vec<(usize, Option<&'c str>)> {
    let live = || chain.steps.iter().enumerate().filter(|(_, step)| step.change != Change::Dropped);
    let steps: Vec<_> = live().filter(|(_, step)| step.name == name).map(|(index, _)| (index, None)).collect();
    if !steps.is_empty() {
        return steps;
    }
    live().filter(|(_, step)| step.marks.iter().any(|mark| mark.0 == name)).map(|(index, _)| (index, Some(name))).collect()
}

/// A text between the quotation marks of YAML.
fn quotable(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() || matches!(letter, '"' | '\\') { ' ' } else { letter }).collect()
}

/// Letters with a meaning for Mermaid, HTML or YAML as numbers.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | ';' | '{' | '}' | '[' | ']' | '|' => escaped += &format!("#{};", u32::from(letter)),
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("a <b> \"c\" #1; å🚒"), "a #60;b#62; #34;c#34; #35;1#59; å🚒");
    }
}
