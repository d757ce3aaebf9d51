//! Recorded logs.

use super::*;

/// `log = { ... }`.
pub(in crate::scenario) static LOG: Table = Table {
    title: "a recorded log",
    id: "log",
    doc: "A CSV file with headings in its first line; every other row is a call, or with `group` a part of one incident.",
    fields: &[
        field("file", Kind::String, Default("`--log TYPE=FILE`"), "The file, beside the scenario; `--log TYPE=FILE` goes before it."),
        field(
            "time",
            Kind::String,
            Required("time = \"Received\""),
            "The column that says when the call came; of several rows the earliest.",
        ),
        field("format", Kind::String, Default("ISO 8601"), "How times are written, for example `%m/%d/%Y %I:%M:%S %p`."),
        field(
            "group",
            Kind::String,
            Default("every row is an incident"),
            "The column whose value is the same in all rows of one incident, for example one row per unit sent.",
        ),
        field(
            "id",
            Kind::String,
            Optional,
            "The column that says which drawn incident a row is, as `larmkedja log --from` writes it: it meets the luck it met then.",
        ),
        field(
            "duration",
            Kind::StringOr(&LENGTH),
            Optional,
            "The recorded length of a step: a column with `h:m:s`, `m:s` or seconds, or between two columns of times. Goes with `step`.",
        ),
        field("step", Label("step"), Optional, "The step that takes as long as the log says. Goes with `duration`."),
        field(
            "steps",
            Names("step", &Kind::StringOr(&LENGTH)),
            Optional,
            "The same for several steps: by step, how long it took. What is blank is drawn as usual.",
        ),
        field(
            "marks",
            Names("mark", &Kind::StringOr(&MARK_COLUMN)),
            Optional,
            "Columns with the time of a mark, the earliest of an incident's rows. Measures between such marks are reported beside the simulated ones.",
        ),
        field(
            "flags",
            Names("flag", &Kind::StringOr(&FLAG_COLUMN)),
            Optional,
            "Columns that say whether a flag is set (true/false, yes/no, ja/nej, 1/0), or which of their values set it; where it is blank the flag is drawn as usual.",
        ),
        field(
            "attributes",
            Names("attribute", &Kind::StringOr(&MAPPED)),
            Optional,
            "Columns that name the value of an attribute; where one is blank the value is drawn as usual.",
        ),
        field("priority", Kind::StringOr(&MAPPED), Optional, "The column with the priority."),
        field("type", Kind::StringOr(&MAPPED), Optional, "The column that names the incident type."),
        field(
            "types",
            Names("incident type", &Kind::Value(Sort::Weight)),
            Optional,
            "Weights by which the type of a row without one is drawn.",
        ),
        field(
            "zero",
            Word(&["abandoned", "keep", "drop"]),
            Optional,
            "What a `duration` of zero means: the caller hung up, the step takes no time, or the row is left out. Must be said where zeros occur.",
        ),
        field("unusable", Share, Default("0.01"), "The largest share of rows that may be unusable."),
    ],
};

/// `{ from = "...", to = "..." }`.
pub(in crate::scenario) static LENGTH: Table = Table {
    title: "a time between two columns",
    id: "log_length",
    doc: "From the time in one column to that in another; of several rows the earliest of each.",
    fields: &[
        field("from", Kind::String, Required("from = \"Received\""), "The column with the beginning."),
        field("to", Kind::String, Required("to = \"Dispatched\""), "The column with the end."),
    ],
};

/// `{ column = "...", values = { ... }, other = "..." }`.
pub(in crate::scenario) static MAPPED: Table = Table {
    title: "a column whose values are mapped",
    id: "log_mapped",
    doc: "What the values of a column mean.",
    fields: &[
        field("column", Kind::String, Required("column = \"Call Type\""), "The column."),
        field(
            "values",
            Names("text", &Kind::String),
            Optional,
            "By value of the column: the name it stands for. Others stand for themselves.",
        ),
        field("other", Kind::String, Optional, "What every value stands for that `values` does not list; blanks stay blank."),
    ],
};

/// `{ column = "...", any = [...], rows = 2 }`.
pub(in crate::scenario) static FLAG_COLUMN: Table = Table {
    title: "a flag by the rows of an incident",
    id: "log_flag",
    doc: "The flag is set where so many rows of the incident hold one of these values.",
    fields: &[
        field("column", Kind::String, Optional, "The column. Goes with `any`."),
        field("any", List(&Kind::String, 1), Optional, "Its values that count. Without them every row counts."),
        field("rows", Integer(1, 1_000_000), Default("1"), "How many such rows it takes."),
    ],
};

/// `{ time = "...", column = "...", any = [...] }`.
pub(in crate::scenario) static MARK_COLUMN: Table = Table {
    title: "a mark by some rows of an incident",
    id: "log_mark",
    doc: "The earliest time of the rows that hold one of these values.",
    fields: &[
        field("time", Kind::String, Required("time = \"Dispatched\""), "The column with the time."),
        field("column", Kind::String, Required("column = \"Unit Type\""), "The column that says which rows count."),
        field("any", List(&Kind::String, 1), Required("any = [\"ENGINE\"]"), "Its values that count."),
    ],
};
