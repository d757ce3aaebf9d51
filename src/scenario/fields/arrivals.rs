//! When incidents come, beyond how often.

use super::*;

/// `[profile.x]`.
pub(in crate::scenario) static PROFILE: Table = Table {
    title: "[profile.NAME]",
    id: "profile",
    doc: "How arrivals spread over the day or week.",
    fields: &[
        field(
            "interpolate",
            Boolean,
            Default("false"),
            "Whether the rate rises and falls within the hours instead of jumping between them; every hour keeps its mean.",
        ),
        field(
            "hours",
            List(&Number, 24),
            Required("hours = [...24 or 168 weights...]"),
            "24 weights from midnight, or 168 from Monday midnight. Only their proportions count.",
        ),
        FOR_EACH,
    ],
};

/// `[surge.x]`.
pub(in crate::scenario) static SURGE: Table = Table {
    title: "[surge.NAME]",
    id: "surge",
    doc: "A time with more or fewer incidents than usual, in whole hours of the clock. Surges that overlap multiply.",
    fields: &[
        field("from", Kind::Instant, Required("from = \"2024-07-12 14:00\""), "When it begins: civil time, or a time after `starts`."),
        field("to", Kind::Instant, Required("to = \"2024-07-12 20:00\""), "When it is over."),
        field("factor", Kind::Value(Sort::Weight), Required("factor = 3"), "Multiplies how many incidents there are."),
        field("types", List(&Name("incident type"), 1), Default("every type with a rate"), "Which incidents."),
        FOR_EACH,
    ],
};

/// `[season.x]`.
pub(in crate::scenario) static SEASON: Table = Table {
    title: "[season.NAME]",
    id: "season",
    doc: "How arrivals spread over the year: exactly one of `months` and `weeks`. Over a whole year the rate stays what it is.",
    fields: &[
        field("months", List(&Number, 12), Optional, "12 weights from January. Only their proportions count."),
        field("weeks", List(&Number, 53), Optional, "53 weights by the number of the week (ISO 8601: weeks begin on Monday)."),
        FOR_EACH,
    ],
};

/// `[stated.x]`.
pub(in crate::scenario) static STATED: Table = Table {
    title: "[stated.NAME]",
    id: "stated",
    doc: "An incident that happens once in every replication, at a stated time, in every arm.",
    fields: &[
        field("at", Kind::Instant, Required("at = \"2024-07-12 14:05\""), "When: civil time, or a time after `starts`."),
        field("type", Name("incident type"), Required("type = \"fire\""), "What happens."),
        field("flags", Names("flag", &Boolean), Optional, "Flags and agencies that are set or not; the others are drawn as usual."),
        field("attributes", Names("attribute", &Kind::String), Optional, "Attributes with their values; the others are drawn as usual."),
        FOR_EACH,
    ],
};
