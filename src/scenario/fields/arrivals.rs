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

/// `[period.x]`.
pub(in crate::scenario) static PERIOD: Table = Table {
    title: "[period.NAME]",
    id: "period",
    doc: "A time that is a flag of the incidents that arrive in it: once, or on days of the week by times of day.",
    fields: &[
        field("days", Days, Optional, "The days on which it begins: `\"mon-fri\"`; with times of day every day, if left out."),
        field("from", Kind::Moment, Required("from = \"19:00\""), "When it begins: a time of day, civil time, or a time after `starts`."),
        field("to", Kind::Moment, Required("to = \"07:00\""), "When it is over; a time of day at or before `from` is on the next day."),
        FOR_EACH,
    ],
};

/// `[outage.x]`.
pub(in crate::scenario) static OUTAGE: Table = Table {
    title: "[outage.NAME]",
    id: "outage",
    doc: "A time at which pools are out of service. Incidents that arrive in it have the flag of its name, in every arm.",
    fields: &[
        field("from", Kind::Instant, Required("from = \"2024-07-12 14:00\""), "When it begins: civil time, or a time after `starts`."),
        field("to", Kind::Instant, Required("to = \"2024-07-12 18:00\""), "When it is over."),
        OUTAGE_POOLS,
        OUTAGE_SEATS,
        OUTAGE_WORK,
        OUTAGE_MOVES,
        FOR_EACH,
    ],
};

const OUTAGE_POOLS: Field = field("pools", List(&Name("pool"), 0), Default("none"), "Which pools are out of service.");
const OUTAGE_SEATS: Field = field("seats", Integer(0, MOST_SEATS), Default("0"), "How many people of each of them go on.");
const OUTAGE_WORK: Field = field(
    "work",
    Word(&["stops", "finishes"]),
    Default("\"stops\""),
    "Whether people leave what they work at, for the next who is there or helps, or finish it first.",
);
const OUTAGE_MOVES: Field = field("moves", Kind::Table(&MOVES), Optional, "Where the others go.");

/// `arm.x.outage.y`.
pub(in crate::scenario) static OUTAGE_CHANGE: Table = Table {
    title: "[arm.NAME.outage.NAME]",
    id: "outage_change",
    doc: "How an outage hits this arm: what is said here replaces what the outage says.",
    fields: &[
        OUTAGE_POOLS,
        OUTAGE_SEATS,
        OUTAGE_WORK,
        OUTAGE_MOVES,
        field("chain", Name("chain"), Default("the usual one"), "What incidents go through that arrive meanwhile."),
        FOR_EACH,
    ],
};

/// `moves = { to, after }`.
pub(in crate::scenario) static MOVES: Table = Table {
    title: "a move",
    id: "moves",
    doc: "As many people as the pools of an outage lack sit in another pool until it is over.",
    fields: &[
        field("to", Name("pool"), Required("to = \"reserve\""), "Where: a pool of its own, usually with `staff = 0`."),
        field("after", Duration, Required("after = \"40 min\""), "How long they are on their way."),
    ],
};
