//! Pools, who is on duty in them when, and the work that nobody calls for.

use super::*;

/// `[pool.x]`.
pub(in crate::scenario) static POOL: Table = Table {
    title: "[pool.NAME]",
    id: "pool",
    doc: "People with the same job in the same place: `staff`, or shifts.",
    fields: &[
        LABEL,
        field("staff", Kind::Staff, Default("the shifts"), "Seats on duty at all times, or `\"unlimited\"`."),
        field("shift", Names("shift", &Kind::Table(&SHIFT)), Optional, "Who is on duty when. Shifts that overlap add up; a gap is nobody."),
        field(
            "queue",
            Word(&["priority", "fifo", "lifo"]),
            Default("\"priority\""),
            "Who is served first: the lowest priority number (then who came first), who came first, or who came last.",
        ),
        field(
            "ageing",
            Duration,
            Optional,
            "Who has waited this much longer goes before one whose priority number is lower by one: nobody waits for ever behind others.",
        ),
        field(
            "preempt",
            Boolean,
            Default("false"),
            "Whether people are called away from work that `resumes` in an incident with a higher priority number.",
        ),
        field(
            "lines",
            Integer(1, MOST_SEATS),
            Default("enough"),
            "The most requests that are served or wait; a caller beyond them hears the busy tone.",
        ),
        field(
            "overflow",
            List(&Kind::Table(&OVERFLOW), 0),
            Optional,
            "Other pools that serve what this one does not, at once or after a time, in order of preference.",
        ),
        field(
            "hand_over",
            Duration,
            Default("they finish it"),
            "What people work at when their shift ends is handed over to the next, which takes this long.",
        ),
        FOR_EACH,
    ],
};

/// `{ to, after, speed }`.
pub(in crate::scenario) static OVERFLOW: Table = Table {
    title: "an overflow",
    id: "overflow",
    doc: "Another pool that helps.",
    fields: &[
        field("to", Name("pool"), Required("to = \"national\""), "Which pool."),
        field(
            "after",
            Duration,
            Default("\"0 s\""),
            "How long a request has waited when it is asked; its place in the queue is as if it had been asked at first.",
        ),
        field("speed", Positive, Default("1"), "How fast its people work at this job: at 0.8 what takes 8 s takes 10 s."),
    ],
};

/// `[pool.x.shift.y]`.
pub(in crate::scenario) static SHIFT: Table = Table {
    title: "[pool.NAME.shift.NAME]",
    id: "shift",
    doc: "Seats on duty during a part of the day. A shift belongs to the day on which it starts.",
    fields: &[
        field("days", Days, Default("\"mon-sun\""), "The days on which it starts: `\"mon-fri\"`, `\"sat,sun\"`, `\"fri-mon\"`."),
        field("from", Clock, Required("from = \"07:00\""), "When it starts."),
        field("to", Clock, Required("to = \"19:00\""), "When it ends; at or before `from` means on the next day."),
        field("staff", Integer(0, MOST_SEATS), Required("staff = 4"), "Seats on duty."),
        field("dates", List(&Day, 1), Optional, "It starts on these dates only, whatever their days: `[\"2024-12-31\"]`."),
        field("except", List(&Day, 1), Optional, "It does not start on these dates."),
        field("breaks", List(&Kind::Table(&BREAK), 1), Optional, "When how many of its people are away."),
        FOR_EACH,
    ],
};

/// `{ from, to, staff }`.
pub(in crate::scenario) static BREAK: Table = Table {
    title: "a break",
    id: "break",
    doc: "A time within a shift at which some of its people are away; who works when it begins finishes first.",
    fields: &[
        field("from", Clock, Required("from = \"11:30\""), "When it begins."),
        field("to", Clock, Required("to = \"12:00\""), "When it ends."),
        field("staff", Integer(1, MOST_SEATS), Default("everybody"), "How many are away."),
    ],
};

/// `[background.x]`.
pub(in crate::scenario) static BACKGROUND: Table = Table {
    title: "[background.NAME]",
    id: "background",
    doc: "Work of a pool that is no 112 chain, so that people are as busy as they are in life. Exactly one of `load` and `rate`.",
    fields: &[
        field("pool", Name("pool"), Required("pool = \"sos\""), "Whose work it is."),
        field("load", Kind::Value(Sort::Share), Optional, "How often: the share of the seats on duty in the baseline that it keeps busy."),
        field("rate", Kind::Value(Sort::Rate), Optional, "How often."),
        field("takes", Kind::Value(Sort::Time), Required("takes = \"2 min\""), "How long one piece of it takes."),
        field("priority", Integer(1, 255), Default("after every incident"), "1 is served first."),
        FOR_EACH,
    ],
};
