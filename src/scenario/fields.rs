//! What a scenario file may say: every table and key, once. The readers fetch through this description, so an unknown key is
//! a mistake; the JSON Schema and the tables of the reference are written from it (see [`super::schema`]).

/// A table of the file.
pub(super) struct Table {
    /// How it is called in messages and in the reference: `[pool.NAME]`.
    pub(super) title: &'static str,
    /// A word for the schema's `$defs`.
    pub(super) id: &'static str,
    /// What it says.
    pub(super) doc: &'static str,
    /// Its keys, at most 64.
    pub(super) fields: &'static [Field],
}

/// A key of a table.
pub(super) struct Field {
    /// The key.
    pub(super) name: &'static str,
    /// What stands behind it.
    pub(super) kind: Kind,
    /// Whether it must be there.
    pub(super) need: Need,
    /// What it means.
    pub(super) doc: &'static str,
}

/// Whether a key must be there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Yes; an example of how to write it.
    Required(&'static str),
    /// No; what holds without it.
    Default(&'static str),
    /// No.
    Optional,
}

/// What stands behind a key.
pub(super) enum Kind {
    /// A title or label: a string or `{ en, sv }`.
    Text,
    /// Any text.
    String,
    /// The name of something that stands elsewhere: which kind of thing.
    Name(&'static str),
    /// The name of a step or mark: any text without quotes, not empty.
    Label(&'static str),
    /// `true` or `false`.
    Boolean,
    /// A whole number between two ends, both included.
    Integer(i64, i64),
    /// A number from zero on.
    Number,
    /// A number above zero.
    Positive,
    /// Any number.
    Real,
    /// A number from 0 to 1.
    Share,
    /// A length of time with its unit.
    Duration,
    /// A day, perhaps with a time.
    Date,
    /// A time of day.
    Clock,
    /// Days of the week.
    Days,
    /// One of a few words.
    Word(&'static [&'static str]),
    /// A condition.
    Expression,
    /// A quantity, a parameter's name, a distribution or a choice: what is of use here.
    Value(Sort),
    /// Two ends of a parameter's range.
    Range,
    /// `[low, high]`: two ends.
    Ends(&'static Kind),
    /// A list, and the fewest entries it may have.
    List(&'static Kind, usize),
    /// `[[probability, duration], ...]`.
    Quantiles,
    /// A table.
    Table(&'static Table),
    /// A list of tables, and the fewest entries it may have.
    Tables(&'static Table, usize),
    /// A table that names things: kind of thing, what each is.
    Names(&'static str, &'static Kind),
    /// The number of seats or `"unlimited"`.
    Staff,
    /// `true`, `false` or a duration.
    IfFree,
    /// A mark, `"arrival"` or a table with `first` or `last`.
    End,
    /// A value of a rate, or a product.
    Rate,
    /// A chain's name, or one by incident type.
    ChainOf,
}

/// What a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A number, duration, rate or distribution: what a parameter may be.
    Any,
    /// A duration or distribution.
    Time,
    /// Something per time.
    Rate,
    /// A number from 0 to 1.
    Share,
    /// A number from zero on.
    Weight,
}

const fn field(name: &'static str, kind: Kind, need: Need, doc: &'static str) -> Field {
    Field { name, kind, need, doc }
}

use Kind::{Boolean, Clock, Date, Days, Duration, Ends, Expression, Integer, Label, List, Name, Names, Number, Positive, Share, Word};
use Need::{Default, Optional, Required};

const LABEL: Field = field("label", Kind::Text, Default("its name"), "What people read instead of the name.");
/// The most seats of a pool.
pub(super) const MOST_SEATS: i64 = 100_000;

/// The whole file.
pub(super) static FILE: Table = Table {
    title: "the top of the file",
    id: "file",
    doc: "A scenario is one TOML file. Names of parameters, flags, pools, roles, types, agencies, measures and arms are written with `a` to `z`, `0` to `9` and `_`, a letter first; each kind has its own names. Steps and marks are named by any text without quotes.",
    fields: &[
        field("title", Kind::Text, Default("nothing"), "What the study is called: a string, or one per language."),
        field("about", Kind::Text, Default("nothing"), "What it asks, in a sentence or two."),
        field(
            "language",
            Word(&["en", "sv"]),
            Default("\"en\""),
            "The language of results, and of titles and labels written as one string.",
        ),
        field(
            "deadlock",
            Word(&["error", "allow"]),
            Default("\"error\""),
            "Whether a circle of pools that may wait for each other is an error or allowed.",
        ),
        field("study", Kind::Table(&STUDY), Required("[study]"), "When, how long, how often."),
        field(
            "agency",
            Names("agency", &Kind::Table(&AGENCY)),
            Optional,
            "Who may have to be alerted. The flag of an agency's name says that it is needed.",
        ),
        field(
            "parameter",
            Names("parameter", &Kind::Table(&PARAMETER)),
            Optional,
            "Named numbers and distributions: everything that can be swept, replaced or doubted.",
        ),
        field("profile", Names("profile", &Kind::Table(&PROFILE)), Optional, "How arrivals spread over the day or week."),
        field("pool", Names("pool", &Kind::Table(&POOL)), Optional, "People with the same job in the same place."),
        field("background", Names("background", &Kind::Table(&BACKGROUND)), Optional, "Work of a pool that is no 112 chain."),
        field(
            "flag",
            Names("flag", &Kind::Value(Sort::Share)),
            Optional,
            "Shares of incidents that have a flag; a type may say otherwise.",
        ),
        field("incident", Names("incident type", &Kind::Table(&INCIDENT)), Required("[incident.fire]"), "What happens."),
        field(
            "chain",
            Names("chain", &Kind::Table(&CHAIN)),
            Required("[chain.separate]"),
            "The steps an incident goes through under one way of working.",
        ),
        field("measure", Names("measure", &Kind::Table(&MEASURE)), Required("[measure.answer]"), "What is reported."),
        field("arm", Names("arm", &Kind::Table(&ARM)), Required("[arm.separate]"), "The ways of working that are compared."),
    ],
};

/// `{ en, sv }`.
pub(super) static TEXT: Table = Table {
    title: "a title or label",
    id: "text",
    doc: "A text in one or two languages; where one is missing the other is shown.",
    fields: &[
        field("en", Kind::String, Default("the Swedish text"), "In English."),
        field("sv", Kind::String, Default("the English text"), "In Swedish."),
    ],
};

/// `[study]`.
pub(super) static STUDY: Table = Table {
    title: "[study]",
    id: "study",
    doc: "When counting starts, how long it goes on, how often it is repeated.",
    fields: &[
        field("starts", Date, Default("the first day of the log"), "Civil time at which counting starts: no time zone, no summer time."),
        field(
            "warm_up",
            Duration,
            Default("\"0 s\""),
            "Lived before `starts`, not counted: long enough that nobody can tell the system began empty.",
        ),
        field("duration", Duration, Default("the length of the log"), "What is counted: whole weeks where profiles are weekly."),
        field(
            "at_end",
            Word(&["continue", "drain"]),
            Default("\"continue\""),
            "After the counted time: arrivals go on, uncounted, until every counted incident is closed (`continue`), or stop (`drain`).",
        ),
        field("replications", Integer(1, 1_000_000), Default("20"), "Independent histories; every arm lives each of them."),
        field("seed", Integer(0, i64::MAX), Default("0"), "Names the randomness: the same seed gives the same results."),
        field("baseline", Name("arm"), Default("the first arm"), "The arm that the others are compared with."),
        field("noticeable", Duration, Default("\"1 s\""), "`quicker` and `slower` mean by more than this."),
        field(
            "open_incidents",
            Integer(1, 1_000_000_000),
            Default("100000"),
            "A run with more incidents open at once is stopped: it cannot end.",
        ),
        field("after_end", Duration, Default("\"30 d\""), "A run that needs longer than this after the counted time is stopped."),
    ],
};

/// `[agency.x]`.
pub(super) static AGENCY: Table = Table {
    title: "[agency.NAME]",
    id: "agency",
    doc: "Who may have to be alerted.",
    fields: &[
        LABEL,
        field("alerted", Label("mark"), Required("alerted = \"police alerted\""), "The mark that says that it has been alerted."),
    ],
};

/// `[parameter.x]`.
pub(super) static PARAMETER: Table = Table {
    title: "[parameter.NAME]",
    id: "parameter",
    doc: "A named number, duration, rate or distribution, with what is known about it.",
    fields: &[
        field("value", Kind::Value(Sort::Any), Required("value = \"10 s\""), "What it is."),
        field("scale", Positive, Default("1"), "Multiplies the value."),
        field(
            "range",
            Kind::Range,
            Optional,
            "Between what it may lie: two values, or for a distribution `{ scale = [0.5, 2] }` or `{ mean = [\"20 s\", \"240 s\"] }`.",
        ),
        field(
            "law",
            Word(&["triangular", "uniform", "loguniform"]),
            Default("\"triangular\", its top at the value"),
            "How likely the values of the range are.",
        ),
        field("basis", Word(&["measured", "published", "expert", "assumed"]), Optional, "How it is known."),
        field("source", Kind::String, Optional, "Where it comes from."),
        field("origin", Kind::String, Optional, "Country and year."),
    ],
};

/// `range = { scale = [..] }`.
pub(super) static RANGE: Table = Table {
    title: "the range of a distribution",
    id: "range",
    doc: "Exactly one of these keys.",
    fields: &[
        field("scale", Ends(&Kind::Number), Optional, "The distribution is multiplied by a factor between these."),
        field("mean", Ends(&Duration), Optional, "The distribution is stretched until its mean lies between these."),
    ],
};

/// `[profile.x]`.
pub(super) static PROFILE: Table = Table {
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

/// `[pool.x]`.
pub(super) static POOL: Table = Table {
    title: "[pool.NAME]",
    id: "pool",
    doc: "People with the same job in the same place: `staff`, or shifts.",
    fields: &[
        LABEL,
        field("staff", Kind::Staff, Default("the shifts"), "Seats on duty at all times, or `\"unlimited\"`."),
        field("shift", Names("shift", &Kind::Table(&SHIFT)), Optional, "Who is on duty when. Shifts that overlap add up; a gap is nobody."),
        field(
            "queue",
            Word(&["priority", "fifo"]),
            Default("\"priority\""),
            "Who is served first: the lowest priority number (then who came first), or simply who came first.",
        ),
    ],
};

/// `[pool.x.shift.y]`.
pub(super) static SHIFT: Table = Table {
    title: "[pool.NAME.shift.NAME]",
    id: "shift",
    doc: "Seats on duty during a part of the day. A shift belongs to the day on which it starts.",
    fields: &[
        field("days", Days, Default("\"mon-sun\""), "The days on which it starts: `\"mon-fri\"`, `\"sat,sun\"`, `\"fri-mon\"`."),
        field("from", Clock, Required("from = \"07:00\""), "When it starts."),
        field("to", Clock, Required("to = \"19:00\""), "When it ends; at or before `from` means on the next day."),
        field("staff", Integer(0, MOST_SEATS), Required("staff = 4"), "Seats on duty."),
    ],
};

/// `[background.x]`.
pub(super) static BACKGROUND: Table = Table {
    title: "[background.NAME]",
    id: "background",
    doc: "Work of a pool that is no 112 chain, so that people are as busy as they are in life. Exactly one of `load` and `rate`.",
    fields: &[
        field("pool", Name("pool"), Required("pool = \"sos\""), "Whose work it is."),
        field("load", Kind::Value(Sort::Share), Optional, "How often: the share of the seats on duty in the baseline that it keeps busy."),
        field("rate", Kind::Value(Sort::Rate), Optional, "How often."),
        field("takes", Kind::Value(Sort::Time), Required("takes = \"2 min\""), "How long one piece of it takes."),
        field("priority", Integer(1, 255), Default("after every incident"), "1 is served first."),
    ],
};

/// `[incident.x]`.
pub(super) static INCIDENT: Table = Table {
    title: "[incident.NAME]",
    id: "incident",
    doc: "A type of incident. `rate` or `log` says when it happens; a type that only another type's log brings has neither.",
    fields: &[
        LABEL,
        field("rate", Kind::Rate, Optional, "How often: a rate, a parameter's name, or a product `{ of, share, not }`."),
        field("profile", Name("profile"), Default("all hours alike"), "How arrivals spread over the day or week."),
        field("priority", Integer(1, 254), Default("1"), "1 is served first."),
        field(
            "flags",
            Names("flag", &Kind::Value(Sort::Share)),
            Optional,
            "Shares of this type that have a flag; they go before `[flag]`.",
        ),
        field("needs", Kind::Tables(&NEED, 1), Optional, "Which agencies are needed together: categories of which exactly one is drawn."),
        field("log", Kind::Table(&LOG), Optional, "A recorded log that is replayed instead of drawn arrivals."),
    ],
};

/// `rate = { of, share, not }`.
pub(super) static RATE: Table = Table {
    title: "a rate as a product",
    id: "rate_product",
    doc: "`of`, times every `share`, times one minus every `not`.",
    fields: &[
        field("of", Kind::Value(Sort::Rate), Required("of = \"900 / d\""), "The rate that is shared out."),
        field("share", List(&Kind::Value(Sort::Share), 0), Optional, "Shares that it is multiplied by."),
        field("not", List(&Kind::Value(Sort::Share), 0), Optional, "Shares whose complements it is multiplied by."),
    ],
};

/// `needs = [{ agencies, weight }]`.
pub(super) static NEED: Table = Table {
    title: "a category of needed agencies",
    id: "need",
    doc: "One of several categories that exclude each other.",
    fields: &[
        field("agencies", List(&Name("agency"), 0), Required("agencies = [\"police\"]"), "Who is needed; an empty list is nobody."),
        field("weight", Kind::Value(Sort::Weight), Required("weight = 60"), "How often, in proportion to the other categories."),
    ],
};

/// `log = { ... }`.
pub(super) static LOG: Table = Table {
    title: "a recorded log",
    id: "log",
    doc: "A CSV file with one call per row, headings in its first line.",
    fields: &[
        field("file", Kind::String, Default("`--log TYPE=FILE`"), "The file, beside the scenario; `--log TYPE=FILE` goes before it."),
        field("time", Kind::String, Required("time = \"Received\""), "The column that says when the call came."),
        field("format", Kind::String, Default("ISO 8601"), "How times are written, for example `%m/%d/%Y %I:%M:%S %p`."),
        field(
            "duration",
            Kind::String,
            Optional,
            "The column with the recorded length of a step: `h:m:s`, `m:s` or seconds. Goes with `step`.",
        ),
        field("step", Label("step"), Optional, "The step that takes as long as the log says. Goes with `duration`."),
        field(
            "flags",
            Names("flag", &Kind::String),
            Optional,
            "Columns that say whether a flag is set (true/false, yes/no, ja/nej, 1/0); where one is blank the flag is drawn as usual.",
        ),
        field("priority", Kind::String, Optional, "The column with the priority."),
        field("type", Kind::String, Optional, "The column that names the incident type."),
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
            "What a duration of zero means: the caller hung up, the step takes no time, or the row is left out. Must be said where zeros occur.",
        ),
        field("unusable", Share, Default("0.01"), "The largest share of rows that may be unusable."),
    ],
};

/// `[chain.x]`.
pub(super) static CHAIN: Table = Table {
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
    ],
};

/// `{ pool, when }`.
pub(super) static ROLE: Table = Table {
    title: "who takes a role",
    id: "role",
    doc: "One pool that may give the person.",
    fields: &[
        field("pool", Name("pool"), Required("pool = \"sos\""), "The pool."),
        field("when", Expression, Default("always"), "For which incidents."),
    ],
};

/// `[[chain.x.step]]`.
pub(super) static STEP: Table = Table {
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
    ],
};

/// `place = { before }`.
pub(super) static PLACE: Table = Table {
    title: "a place",
    id: "place",
    doc: "Exactly one of these keys.",
    fields: &[
        field("before", Label("step"), Optional, "Just before that step."),
        field("after", Label("step"), Optional, "Just after that step."),
    ],
};

/// `redial = { chance, after }`.
pub(super) static REDIAL: Table = Table {
    title: "a redial",
    id: "redial",
    doc: "What a caller who hung up does.",
    fields: &[
        field("chance", Kind::Value(Sort::Share), Required("chance = 0.8"), "The share of callers who call again."),
        field("after", Kind::Value(Sort::Time), Required("after = \"20 s\""), "How long until then."),
    ],
};

/// `[measure.x]`.
pub(super) static MEASURE: Table = Table {
    title: "[measure.NAME]",
    id: "measure",
    doc: "What is reported: exactly one of `time`, `share`, `count` and `work`.",
    fields: &[
        LABEL,
        field("time", Kind::Table(&SPAN), Optional, "The time between two moments."),
        field("share", Expression, Optional, "The share of incidents for which this holds."),
        field("count", Expression, Optional, "The number of incidents for which this holds."),
        field("work", List(&Name("role or pool"), 1), Optional, "Seat time per incident of these roles."),
        field(
            "among",
            Expression,
            Default("all"),
            "Which incidents it is about: flags and types only, so that they are the same in every arm.",
        ),
        field("target", Duration, Optional, "A time to be within."),
    ],
};

/// `time = { from, to }`.
pub(super) static SPAN: Table = Table {
    title: "a time between two moments",
    id: "time",
    doc: "Each end is a mark, `\"arrival\"`, or the first or last of several marks. The `alerted` mark of an agency is required where the agency is needed and ignored where it is not; any other mark is always required.",
    fields: &[
        field("from", Kind::End, Default("\"arrival\""), "From here."),
        field("to", Kind::End, Required("to = \"answered\""), "To here."),
    ],
};

/// `{ first = [...] }`.
pub(super) static END: Table = Table {
    title: "one end of a time",
    id: "end",
    doc: "Exactly one of these keys.",
    fields: &[
        field("first", List(&Label("mark"), 1), Optional, "The first of these marks."),
        field("last", List(&Label("mark"), 1), Optional, "The last of these marks."),
    ],
};

/// `[arm.x]`.
pub(super) static ARM: Table = Table {
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
    ],
};

/// `arm.x.parameter.y`.
pub(super) static CHANGE: Table = Table {
    title: "[arm.NAME.parameter.NAME]",
    id: "parameter_change",
    doc: "At least one of these keys.",
    fields: &[
        field("value", Kind::Value(Sort::Any), Optional, "Replaces value and scale."),
        field("scale", Positive, Optional, "Multiplies."),
    ],
};

/// `{ if, then, else }`.
pub(super) static CHOICE: Table = Table {
    title: "a choice by flags",
    id: "choice",
    doc: "May stand for a value.",
    fields: &[
        field("if", Expression, Required("if = \"arena\""), "Flags and types only."),
        field("then", Kind::Value(Sort::Any), Required("then = \"0 s\""), "If it holds."),
        field("else", Kind::Value(Sort::Any), Required("else = \"10 s\""), "If not."),
    ],
};

/// A distribution.
pub(super) static DISTRIBUTION: Table = Table {
    title: "a distribution",
    id: "distribution",
    doc: "Exactly one kind, and what is done to it.",
    fields: &[
        field("constant", Duration, Optional, "Always the same."),
        field("uniform", Kind::Table(&UNIFORM), Optional, "Equally likely between two ends."),
        field("triangular", Kind::Table(&TRIANGULAR), Optional, "A triangle."),
        field("exponential", Kind::Table(&EXPONENTIAL), Optional, "Memoryless."),
        field("erlang", Kind::Table(&ERLANG), Optional, "A sum of `k` exponentials."),
        field("gamma", Kind::Table(&GAMMA), Optional, "Gamma: `mean` and one of `shape` and `sd`."),
        field("weibull", Kind::Table(&WEIBULL), Optional, "Weibull: `shape` and one of `scale` and `mean`."),
        field("lognormal", Kind::Table(&LOGNORMAL), Optional, "Lognormal: two of its numbers, or `q25`, `median` and `q75`."),
        field(
            "empirical",
            Kind::Quantiles,
            Optional,
            "Quantiles joined by straight lines: pairs of probability (from 0 to 1) and duration, both ascending.",
        ),
        field("scaled", Positive, Default("1"), "Multiplies."),
        field("at_least", Duration, Default("no limit"), "Truncated below: what is shorter does not occur."),
        field("at_most", Duration, Default("no limit"), "Truncated above: what is longer does not occur."),
    ],
};

const MEAN: Field = field("mean", Duration, Required("mean = \"20 s\""), "The mean.");
const MEAN_OPTIONAL: Field = field("mean", Duration, Optional, "The mean.");
const SHAPE: Field = field("shape", Positive, Required("shape = 2"), "The shape.");

/// `uniform`.
pub(super) static UNIFORM: Table = Table {
    title: "`uniform`",
    id: "uniform",
    doc: "Equally likely between two ends.",
    fields: &[
        field("min", Duration, Required("min = \"5 s\""), "The least."),
        field("max", Duration, Required("max = \"15 s\""), "The most."),
    ],
};

/// `triangular`.
pub(super) static TRIANGULAR: Table = Table {
    title: "`triangular`",
    id: "triangular",
    doc: "A triangle.",
    fields: &[
        field("min", Duration, Required("min = \"5 s\""), "The least."),
        field("mode", Duration, Required("mode = \"8 s\""), "The most likely."),
        field("max", Duration, Required("max = \"15 s\""), "The most."),
    ],
};

/// `exponential`.
pub(super) static EXPONENTIAL: Table = Table { title: "`exponential`", id: "exponential", doc: "Memoryless.", fields: &[MEAN] };

/// `erlang`.
pub(super) static ERLANG: Table = Table {
    title: "`erlang`",
    id: "erlang",
    doc: "A sum of `k` exponentials.",
    fields: &[field("k", Integer(1, 1000), Required("k = 2"), "How many."), MEAN],
};

/// `gamma`.
pub(super) static GAMMA: Table = Table {
    title: "`gamma`",
    id: "gamma",
    doc: "`mean` and one of `shape` and `sd`.",
    fields: &[MEAN, field("shape", Positive, Optional, "The shape."), field("sd", Duration, Optional, "The standard deviation.")],
};

/// `weibull`.
pub(super) static WEIBULL: Table = Table {
    title: "`weibull`",
    id: "weibull",
    doc: "`shape` and one of `scale` and `mean`.",
    fields: &[SHAPE, field("scale", Duration, Optional, "The scale: 63.2 % are shorter."), MEAN_OPTIONAL],
};

/// `lognormal`.
pub(super) static LOGNORMAL: Table = Table {
    title: "`lognormal`",
    id: "lognormal",
    doc: "Two of these numbers, or `q25`, `median` and `q75`.",
    fields: &[
        MEAN_OPTIONAL,
        field("sd", Duration, Optional, "The standard deviation."),
        field("median", Duration, Optional, "The median."),
        field("sigma", Positive, Optional, "The standard deviation of the logarithm."),
        field("mu", Kind::Real, Optional, "The mean of the logarithm of the number of seconds."),
        field("q25", Duration, Optional, "A quarter is shorter."),
        field("q75", Duration, Optional, "Three quarters are shorter."),
        field("q90", Duration, Optional, "Nine of ten are shorter."),
    ],
};

/// Every table, in the reference's order.
pub(super) static TABLES: &[&Table] = &[
    &FILE,
    &STUDY,
    &AGENCY,
    &PARAMETER,
    &RANGE,
    &DISTRIBUTION,
    &UNIFORM,
    &TRIANGULAR,
    &EXPONENTIAL,
    &ERLANG,
    &GAMMA,
    &WEIBULL,
    &LOGNORMAL,
    &CHOICE,
    &PROFILE,
    &POOL,
    &SHIFT,
    &BACKGROUND,
    &INCIDENT,
    &RATE,
    &NEED,
    &LOG,
    &CHAIN,
    &ROLE,
    &STEP,
    &PLACE,
    &REDIAL,
    &MEASURE,
    &SPAN,
    &END,
    &ARM,
    &CHANGE,
    &TEXT,
];

impl Table {
    /// The field of this name.
    pub(super) fn field(&self, name: &str) -> Option<&'static Field>
    where
        Self: 'static,
    {
        self.fields.iter().find(|field| field.name == name)
    }
}
