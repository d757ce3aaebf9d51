//! The ways of working: chains, measures, arms.

use super::*;

/// `[chain.x]`.
pub(in crate::scenario) static CHAIN: Table = Table {
    title: "[chain.NAME]",
    id: "chain",
    doc: "The steps of one way of working.",
    fields: &[
        field(
            "like",
            Name("chain"),
            Optional,
            "Begins as that chain: a step with a known name replaces only the fields it names, a new step says its `place`.",
        ),
        field("drop", List(&Label("step"), 0), Optional, "Steps of the other chain that fall away."),
        field(
            "role",
            Names("role", &List(&Kind::Table(&ROLE), 1)),
            Optional,
            "Roles: one person's part, from the first to the last step that lists them. Each is a list of pools, the first whose `when` holds gives the person.",
        ),
        field("step", Kind::Tables(&STEP, 0), Optional, "The steps, written as `[[chain.NAME.step]]`."),
        FOR_EACH,
    ],
};

/// `{ pool, when }`.
pub(in crate::scenario) static ROLE: Table = Table {
    title: "who takes a role",
    id: "role",
    doc: "One pool that may give the person.",
    fields: &[
        field("pool", Name("pool"), Required("pool = \"sos\""), "The pool."),
        field("when", Expression, Default("always"), "For which incidents."),
        FOR_EACH,
    ],
};

/// `[[chain.x.step]]`.
pub(in crate::scenario) static STEP: Table = Table {
    title: "[[chain.NAME.step]]",
    id: "step",
    doc: "One piece of a chain. A new step needs exactly one of `takes` and `until`.",
    fields: &[
        field(
            "name",
            Label("step"),
            Required("name = \"pick up\""),
            "What it is called; in a chain that is `like` another, which step it changes.",
        ),
        field("place", Kind::Table(&PLACE), Default("the end"), "Where a new step goes in a chain that is `like` another."),
        field(
            "after",
            List(&Label("step or mark"), 0),
            Default("the step above"),
            "Steps that must be done (or skipped) and marks that must be reached before; `[]`: on arrival.",
        ),
        field("after_any", List(&Label("step"), 1), Optional, "Steps of which one must have been carried out before."),
        field("when", Expression, Default("always"), "Whether it is carried out at all; if not it is skipped and costs nothing."),
        field(
            "staff",
            List(&Name("role, pool or `caller`"), 0),
            Default("nobody"),
            "Who does it, in the order they are asked for: roles, pools (anybody, for this step only), `caller`.",
        ),
        field("alongside", Boolean, Default("false"), "It uses roles the incident already has without occupying them."),
        field("takes", Kind::Value(Sort::Time), Optional, "How long it lasts."),
        field("until", Label("step or mark"), Optional, "It lasts until that step is done or that mark is reached."),
        field(
            "if_free",
            Kind::IfFree,
            Default("false"),
            "Only if everybody can be had at once (`true`) or within a time (`\"10 s\"`); otherwise it is skipped.",
        ),
        field("patience", Kind::Value(Sort::Time), Default("for ever"), "How long the caller waits for it before hanging up."),
        field("redial", Kind::Table(&REDIAL), Default("never"), "Whether a caller who hung up calls again."),
        field("redo", Kind::Table(&REDO), Default("never"), "Whether it may have to be done again, and with it the steps that led to it."),
        field(
            "cancel",
            List(&Label("step"), 1),
            Optional,
            "Steps that end, or fall away, when it is done: the first of two ways wins. Their people are free.",
        ),
        field(
            "resumes",
            Boolean,
            Default("false"),
            "Whether its people may be called away by a pool that says `preempt`; the step rests, and the rest of it is done when they are back.",
        ),
        field("together", Boolean, Default("false"), "Whether it needs all its people at once: it keeps nobody while one is missing."),
        field(
            "reserve_after",
            Duration,
            Default("never"),
            "How long a step with `together` waits until its people are asked for one by one, before everybody else, and kept.",
        ),
        field("marks", Names("mark", &Share), Optional, "Marks that are set inside it: 0 is when work begins, 1 when it ends."),
        field("mark", Label("mark"), Optional, "The mark that is set when it is done."),
        field(
            "stage",
            Kind::String,
            Default("\"other\""),
            "The reporting category: answer, interview, handover, repeat, decision, alert, turnout, travel, wrap-up, or your own.",
        ),
        field(
            "order",
            Integer(i32::MIN as i64, i32::MAX as i64),
            Default("its place in the file"),
            "Which of several ready steps gets a person first: the lowest.",
        ),
        field(
            "draw",
            Kind::String,
            Default("its name"),
            "The name its random numbers go by, to share a step's luck between chains that name it differently.",
        ),
        field("sends", Kind::Table(&SENDS), Optional, "Units that go out when it is done, each through a chain of its own."),
        field("recalls", Kind::Table(&RECALLS), Optional, "Units that are turned back when it is done."),
        FOR_EACH,
    ],
};

/// `place = { before }`.
pub(in crate::scenario) static PLACE: Table = Table {
    title: "a place",
    id: "place",
    doc: "Exactly one of these keys.",
    fields: &[
        field("before", Label("step"), Optional, "Just before that step."),
        field("after", Label("step"), Optional, "Just after that step."),
    ],
};

/// `redial = { chance, after }`.
pub(in crate::scenario) static REDIAL: Table = Table {
    title: "a redial",
    id: "redial",
    doc: "What a caller who hung up does.",
    fields: &[
        field("chance", Kind::Value(Sort::Share), Required("chance = 0.8"), "The share of callers who call again."),
        field("after", Kind::Value(Sort::Time), Required("after = \"20 s\""), "How long until then."),
    ],
};

/// `redo = { from, chance, at_most }`.
pub(in crate::scenario) static REDO: Table = Table {
    title: "a redo",
    id: "redo",
    doc: "A step that may fail when it ends: the steps on a path from an earlier one to it are done again.",
    fields: &[
        field(
            "from",
            Label("step"),
            Required("from = \"interview\""),
            "Where it begins again: a step that comes before, or the step itself.",
        ),
        field("chance", Kind::Value(Sort::Share), Required("chance = 0.05"), "How likely it fails, each time."),
        field("at_most", Integer(1, MOST_REDONE), Default("3"), "How often at most in one incident; all such steps together 250 times."),
    ],
};

/// `sends = { chain, number }`.
pub(in crate::scenario) static SENDS: Table = Table {
    title: "what goes out",
    id: "sends",
    doc: "Exactly one of `number` and `up_to`.",
    fields: &[
        field("chain", Name("chain"), Required("chain = \"engine\""), "What each of them does."),
        field("number", Kind::Value(Sort::ChosenWeight), Optional, "How many go out; rounded."),
        field(
            "up_to",
            Kind::Value(Sort::ChosenWeight),
            Optional,
            "How many are then sent in all, with those sent through this chain before and not turned back; rounded.",
        ),
    ],
};

/// `recalls = { chain, before }`.
pub(in crate::scenario) static RECALLS: Table = Table {
    title: "what is turned back",
    id: "recalls",
    doc: "The last ones sent turn back first.",
    fields: &[
        field("chain", Name("chain"), Required("chain = \"engine\""), "Of the units that go through this chain ..."),
        field("before", Label("mark"), Required("before = \"on scene\""), "... those that have not set this mark."),
        field("down_to", Kind::Value(Sort::ChosenWeight), Default("0"), "So many stay, those already there included; rounded."),
        field("mark", Label("mark"), Optional, "The mark that each of them sets then."),
    ],
};

/// `[threshold.MARK]`.
pub(in crate::scenario) static THRESHOLD: Table = Table {
    title: "[threshold.MARK]",
    id: "threshold",
    doc: "A mark of incidents that is set when later callers and units have set other marks often enough.",
    fields: &[
        field("of", List(&Label("mark"), 1), Required("of = [\"on scene\"]"), "The marks that are counted, together."),
        field("number", Kind::Value(Sort::ChosenWeight), Required("number = 3"), "How often; rounded, at least once."),
        FOR_EACH,
    ],
};

/// `[measure.x]`.
pub(in crate::scenario) static MEASURE: Table = Table {
    title: "[measure.NAME]",
    id: "measure",
    doc: "What is reported: exactly one of `time`, `share`, `count`, `work` and `number`.",
    fields: &[
        LABEL,
        field("time", Kind::Table(&SPAN), Optional, "The time between two moments."),
        field("share", Expression, Optional, "The share of incidents for which this holds."),
        field("count", Expression, Optional, "The number of incidents for which this holds."),
        field("work", List(&Name("role or pool"), 1), Optional, "Seat time per incident of these roles."),
        field("number", List(&Label("mark"), 1), Optional, "How often per incident later callers and units set one of these marks."),
        field(
            "among",
            Expression,
            Default("all"),
            "Which incidents it is about: flags and types only, so that they are the same in every arm.",
        ),
        field("target", Duration, Optional, "A time to be within."),
        FOR_EACH,
    ],
};

/// `time = { from, to }`.
pub(in crate::scenario) static SPAN: Table = Table {
    title: "a time between two moments",
    id: "time",
    doc: "Each end is a mark, `\"arrival\"`, or the first or last of several marks. The `alerted` mark of an agency is required where the agency is needed and ignored where it is not; any other mark is always required.",
    fields: &[
        field("from", Kind::End, Default("\"arrival\""), "From here."),
        field("to", Kind::End, Required("to = \"answered\""), "To here."),
    ],
};

/// `{ first = [...] }`.
pub(in crate::scenario) static END: Table = Table {
    title: "one end of a time",
    id: "end",
    doc: "Exactly one of these keys.",
    fields: &[
        field("first", List(&Label("mark"), 1), Optional, "The first of these marks."),
        field("last", List(&Label("mark"), 1), Optional, "The last of these marks."),
    ],
};

/// `[arm.x]`.
pub(in crate::scenario) static ARM: Table = Table {
    title: "[arm.NAME]",
    id: "arm",
    doc: "One way of working: a chain, and what else differs.",
    fields: &[
        LABEL,
        field(
            "chain",
            Kind::ChainOf,
            Required("chain = \"separate\""),
            "The chain: one, or `{ default = \"...\", TYPE = \"...\" }` by incident type.",
        ),
        field("pool", Names("pool", &Kind::Table(&POOL)), Optional, "Pools that are staffed differently: `staff` replaces shifts."),
        field("parameter", Names("parameter", &Kind::Table(&CHANGE)), Optional, "Parameters that are different."),
        field("flag", Names("flag", &Kind::Value(Sort::Share)), Optional, "Flags that are drawn differently, for every type."),
        field(
            "attribute",
            Names("attribute", &Kind::Table(&ATTRIBUTE)),
            Optional,
            "Attributes whose values have other weights, for every type.",
        ),
        field("outage", Names("outage", &Kind::Table(&OUTAGE_CHANGE)), Optional, "Outages that hit this arm otherwise."),
        FOR_EACH,
    ],
};

/// `arm.x.parameter.y`.
pub(in crate::scenario) static CHANGE: Table = Table {
    title: "[arm.NAME.parameter.NAME]",
    id: "parameter_change",
    doc: "At least one of these keys.",
    fields: &[
        field("value", Kind::Value(Sort::Any), Optional, "Replaces value and scale."),
        field("scale", Positive, Optional, "Multiplies."),
        field("learning", Kind::Table(&LEARNING), Optional, "Replaces the parameter's `learning` as a whole."),
        field("learns", Boolean, Default("true"), "`false`: without the parameter's `learning`."),
        FOR_EACH,
    ],
};
