//! What the columns of `incidents` and `steps` are: their names, units and meanings.

use crate::model::{Language, Measure, Model, What};
use serde_json::{Value, json};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    /// Whole numbers.
    Whole,
    /// Microseconds, told as seconds.
    Seconds,
    /// True or false.
    Truth,
    /// One of a few texts.
    Word,
    /// A text that hardly repeats.
    Name,
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) holds: Holds,
    /// Whether it may be empty: without a value.
    pub(super) optional: bool,
    /// Whether it may be a text of no letters, which in CSV is the same.
    pub(super) empty: bool,
    pub(super) meaning: String,
}

fn column(name: &str, holds: Holds, meaning: &str) -> Column {
    Column { name: name.to_owned(), holds, optional: false, empty: false, meaning: meaning.to_owned() }
}

impl Column {
    fn empty_if_none(self) -> Column {
        Column { empty: true, ..self }
    }
}

fn optional(name: &str, holds: Holds, meaning: &str) -> Column {
    Column { optional: true, ..column(name, holds, meaning) }
}

/// Whether a measure is a time, and not a number.
pub(in crate::folder) fn is_time(what: &What) -> bool {
    matches!(what, What::Time { .. } | What::Work(_))
}

/// Columns of `incidents` before those of the measures.
pub(super) fn fixed() -> Vec<Column> {
    use Holds::{Name, Seconds, Truth, Whole, Word};
    vec![
        column("replication", Whole, "The replication, from 1."),
        column("number", Whole, "Number of the incident in its replication, the same in every arm."),
        column(
            "id",
            Name,
            "What its draws are addressed by, with the type: hour and place in the hour, line of a log, or name of a stated incident.",
        ),
        column("type", Word, "Type of the incident."),
        column("arm", Word, "The arm in which it is lived."),
        column("agencies", Word, "The agencies that are needed, with spaces between them; empty: none.").empty_if_none(),
        column("flags", Word, "The flags that are set, with spaces between them; a value of an attribute is attribute=value; empty: none.")
            .empty_if_none(),
        column("arrival_s", Seconds, "The first call, from midnight of the day on which the study starts."),
        column("closed_s", Seconds, "When the last step was done or skipped, from the same midnight."),
        column("abandoned", Truth, "Whether the caller gave up before any required mark was set."),
        column(
            "not_reached",
            Name,
            "The measures that are about the incident and that it did not reach, with spaces between them; empty: none.",
        )
        .empty_if_none(),
    ]
}

/// Columns of `incidents`: of each incident in each arm.
pub(super) fn incidents(model: &Model) -> Vec<Column> {
    let mut columns = fixed();
    columns.extend(model.measures.iter().map(of_measure));
    columns
}

fn of_measure(measure: &Measure) -> Column {
    let label = match measure.label.get(Language::En) {
        "" => &measure.name,
        label => label,
    };
    let (name, holds) = match is_time(&measure.what) {
        true => (format!("{}_s", measure.name), Holds::Seconds),
        false => (measure.name.clone(), Holds::Whole),
    };
    let what = match &measure.what {
        What::Time { .. } => "a time of the incident",
        What::Share(_) | What::Count(_) => "1 if it holds for the incident, else 0",
        What::Work(_) => "seat time that the incident takes, working and held",
        What::Number(_) => "how often it was set by later callers and units",
    };
    let meaning = format!("{label}: {what}; empty if the measure is not about the incident, or was not reached.");
    optional(&name, holds, &meaning)
}

/// Columns of `steps`: of each step of each incident in each arm.
pub(super) fn steps() -> Vec<Column> {
    use Holds::{Seconds, Truth, Whole, Word};
    vec![
        column("replication", Whole, "The replication, from 1."),
        column("number", Whole, "Number of the incident in its replication, the same in every arm."),
        column("arm", Word, "The arm."),
        column("step", Word, "The step."),
        column("stage", Word, "The stage it is reported under."),
        column(
            "ready_s",
            Seconds,
            "When everything was done that it comes after, or when it was skipped; of a repeated step the last time.",
        ),
        optional("begin_s", Seconds, "When work on it began; empty if it was skipped."),
        optional("end_s", Seconds, "When it was done; empty if it was skipped."),
        column("skipped", Truth, "Whether it was skipped."),
    ]
}

/// A table in the description.
pub(super) fn described(name: &str, ending: &str, columns: &[Column], key: &[&str], holds: &str) -> Value {
    let field = |column: &Column| {
        let kind = match column.holds {
            Holds::Whole => "integer",
            Holds::Seconds => "number",
            Holds::Truth => "boolean",
            Holds::Word | Holds::Name => "string",
        };
        json!({
            "name": column.name,
            "type": kind,
            "unit": (column.holds == Holds::Seconds).then_some("s"),
            "constraints": { "required": !column.optional && !column.empty },
            "description": column.meaning,
        })
    };
    json!({
        "name": name,
        "path": format!("{name}.{ending}"),
        "format": ending,
        "description": holds,
        "schema": { "fields": columns.iter().map(field).collect::<Vec<_>>(), "primaryKey": key },
    })
}
