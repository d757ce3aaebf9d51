//! How a time changes with practice.

use super::super::fields;
use super::super::file::{At, Half, Learning};
use super::{Context, Diagnostic, Node};

impl<'t> Context<'t> {
    /// `learning` of a parameter or of an arm's change of one.
    pub(super) fn learning(&mut self, node: Node<'t>) -> Option<At<Learning>> {
        let mut fields = self.table(node, &fields::LEARNING)?;
        fields.one_of(&["half_time", "half_number"], true);
        let (begins, floor) = (fields.value("begins"), fields.value("floor"));
        let (by_time, by_number) = (fields.has("half_time"), fields.has("half_number"));
        for (key, with, is_there) in
            [("since", "half_time", by_time), ("of", "half_number", by_number), ("worked", "half_number", by_number)]
        {
            if fields.has(key) && !is_there {
                let message = format!("`{key}` of a learning needs `{with}`");
                let label = format!("nothing is learnt by {} here", if with == "half_time" { "time" } else { "number" });
                fields.context.tell(Diagnostic::error("missing-key", fields.key_span(key), message, label));
            }
        }
        let since = fields.get("since").and_then(|node| fields.context.date(node));
        let (of, worked) = (fields.expression("of"), fields.value("worked"));
        let (half_time, half_number) = (fields.value("half_time"), fields.value("half_number"));
        let half = match (half_time, half_number) {
            (Some(half), _) => At { span: half.span.clone(), value: Half::Time(half, since) },
            (None, Some(half)) => At { span: half.span.clone(), value: Half::Number { half, of, worked } },
            (None, None) => return None,
        };
        let as_written = written(&fields.context.text[node.span()]);
        Some(node.at(Learning { begins, floor: floor?, half, as_written }))
    }
}

/// What a table says, on one line whether it was written within braces or below a heading.
fn written(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with(['[', '#'])).map(|line| line.trim());
    let said = lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
    said.trim_start_matches('{').trim_end_matches('}').trim().to_owned()
}
