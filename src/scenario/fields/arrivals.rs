//! When incidents come, beyond how often.

use super::*;

/// `[profile.x]`.
pub(in crate::scenario) static PROFILE: Table = Table {
    title: "[profile.NAME]",
    id: "profile",
    doc: "How arrivals spread over the day or week.",
    fields: &[field(
        "hours",
        List(&Number, 24),
        Required("hours = [...24 or 168 weights...]"),
        "24 weights from midnight, or 168 from Monday midnight. Only their proportions count.",
    )],
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
    ],
};
