//! The whole file, and what all ways of working share.

use super::*;

/// What only the author can say.
pub(in crate::scenario) static REPORT: Table = Table {
    title: "[report]",
    id: "report",
    doc: "Texts for the checklist at the end of the report (STRESS-DES): what no program can find out. Each is a string, or one per language.",
    fields: &[
        field("purpose", Kind::Text, Default("nothing"), "Who is to decide what with it."),
        field("aims", Kind::Text, Default("nothing"), "Which questions the arms are to answer."),
        field("base_model", Kind::Text, Default("nothing"), "What the baseline stands for, and how it came to be known."),
        field("data", Kind::Text, Default("nothing"), "Where the data come from, beside what the parameters say."),
        field("preprocessing", Kind::Text, Default("nothing"), "What was done to data before they were put in."),
        field("assumptions", Kind::Text, Default("nothing"), "What was assumed beside the numbers: what was left out, and why."),
        field("limits", Kind::Text, Default("nothing"), "What the answer does not say; shown beside it."),
        field("code_access", Kind::Text, Default("nothing"), "Where scenario, logs and program can be had."),
    ],
};

/// What people read instead of names.
pub(in crate::scenario) static LABELS: Table = Table {
    title: "[label]",
    id: "labels",
    doc: "What people read instead of the names of things that have no `label` of their own: `[label.step]`, `[label.parameter]` and so on, each a table of names with a string, or one per language. Names stay in tables of numbers, in JSON and for `--set`.",
    fields: &[
        field("chain", Names("chain", &Kind::Text), Optional, "Chains."),
        field("role", Names("role", &Kind::Text), Optional, "Roles, in whatever chain."),
        field("step", Names("step", &Kind::Text), Optional, "Steps, in whatever chain."),
        field("mark", Names("mark", &Kind::Text), Optional, "Marks."),
        field("stage", Names("stage", &Kind::Text), Optional, "Stages: the author's own, or another word for a known one."),
        field(
            "flag",
            Names("flag or value", &Kind::Text),
            Optional,
            "Flags, and values of attributes: `\"size=large\"`. The flag of an agency is called what the agency is called.",
        ),
        field("parameter", Names("parameter", &Kind::Text), Optional, "Parameters."),
    ],
};

/// The whole file.
pub(in crate::scenario) static FILE: Table = Table {
    title: "the file",
    id: "file",
    doc: "A scenario is one TOML file. Names of parameters, flags, pools, roles, types, agencies, measures and arms are written with `a` to `z`, `0` to `9` and `_`, a letter first; each kind has its own names. Steps and marks are named by any text without quotes.",
    fields: &[
        field(
            "extends",
            Kind::File,
            Optional,
            "A scenario that this one changes: what it says stands unless it is said here. From where this file lies.",
        ),
        field(
            "library",
            List(&Kind::File, 1),
            Optional,
            "Files of chains, parameters, pools and profiles that this one may use. From where this file lies.",
        ),
        field("title", Kind::Text, Default("nothing"), "What the study is called: a string, or one per language."),
        field("about", Kind::Text, Default("nothing"), "What it asks, in a sentence or two."),
        field(
            "report",
            Kind::Table(&REPORT),
            Optional,
            "What only the author can say of the study. The report's checklist asks for it, and shows what is missing.",
        ),
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
        field(
            "surge",
            Names("surge", &Kind::Table(&SURGE)),
            Optional,
            "Times with more or fewer incidents than usual: a storm, a festival.",
        ),
        field("season", Names("season", &Kind::Table(&SEASON)), Optional, "How arrivals spread over the year."),
        field("stated", Names("stated incident", &Kind::Table(&STATED)), Optional, "Incidents that happen at a stated time."),
        field("period", Names("period", &Kind::Table(&PERIOD)), Optional, "Times that are flags of the incidents that arrive in them."),
        field("outage", Names("outage", &Kind::Table(&OUTAGE)), Optional, "Times at which pools are out of service."),
        field(
            "threshold",
            Names("mark", &Kind::Table(&THRESHOLD)),
            Optional,
            "Marks that are set when others have been set often enough by later callers and units.",
        ),
        field("pool", Names("pool", &Kind::Table(&POOL)), Optional, "People with the same job in the same place."),
        field("background", Names("background", &Kind::Table(&BACKGROUND)), Optional, "Work of a pool that is no 112 chain."),
        field(
            "flag",
            Names("flag", &Kind::Value(Sort::Share)),
            Optional,
            "Shares of incidents that have a flag; a type may say otherwise.",
        ),
        field(
            "attribute",
            Names("attribute", &Kind::Table(&ATTRIBUTE)),
            Optional,
            "What every incident has exactly one value of: which fire service, which crew. Names of pools and parameters may hold it: `engine_{service}`.",
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
        field(
            "label",
            Kind::Table(&LABELS),
            Optional,
            "What people read instead of the names of chains, roles, steps, marks, stages, flags and parameters.",
        ),
    ],
};

/// `{ en, sv }`.
pub(in crate::scenario) static TEXT: Table = Table {
    title: "a title or label",
    id: "text",
    doc: "A text in one or two languages; where one is missing the other is shown.",
    fields: &[
        field("en", Kind::String, Default("the Swedish text"), "In English."),
        field("sv", Kind::String, Default("the English text"), "In Swedish."),
        FOR_EACH,
    ],
};

/// `[study]`.
pub(in crate::scenario) static STUDY: Table = Table {
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
        field(
            "day_cv",
            Kind::Value(Sort::Weight),
            Default("0"),
            "How much days differ beyond chance: the coefficient of variation of a factor drawn for every day, common to all types.",
        ),
        field(
            "hour_cv",
            Kind::Value(Sort::Weight),
            Default("0"),
            "How much hours differ beyond chance: the coefficient of variation of a factor drawn for every hour, common to all types.",
        ),
        field("replications", Integer(1, 1_000_000), Default("20"), "Independent histories; every arm lives each of them."),
        field("precision", Kind::Table(&PRECISION), Optional, "Instead of `replications`: how exact a number shall be."),
        field(
            "variance_reduction",
            Word(&["none", "control_variates", "antithetic"]),
            Default("\"none\""),
            "What makes estimates less noisy besides pairing: means corrected for how many incidents arrived, or replications in mirrored pairs.",
        ),
        field("seed", Integer(0, i64::MAX), Default("0"), "Names the randomness: the same seed gives the same results."),
        field("baseline", Name("arm"), Default("the first arm"), "The arm that the others are compared with."),
        field("answer", Name("measure"), Default("the first time"), "The measure that the report tells the answer by: a time."),
        field(
            "primary",
            Kind::Tables(&PRIMARY, 1),
            Default("the answer"),
            "What the study is about, declared beforehand: comparisons whose intervals hold together. All others are exploratory.",
        ),
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

/// One entry of `primary` of `[study]`.
pub(in crate::scenario) static PRIMARY: Table = Table {
    title: "Primary comparison",
    id: "primary",
    doc: "An entry of `primary` of `[study]`: one number by which arms are compared, every pair of them.",
    fields: &[
        field("measure", Name("measure"), Required("measure = \"alarm_chain\""), "What is measured."),
        STRATUM,
        field(
            "statistic",
            Word(&["mean", "within_target", "value"]),
            Default("`mean` of times, `value` of others"),
            "What of the measure: the mean or the share within the target of a time, the value of anything else.",
        ),
        field("arms", Kind::List(&Name("arm"), 2), Default("all"), "The arms that are compared with each other."),
    ],
};

/// `[agency.x]`.
pub(in crate::scenario) static AGENCY: Table = Table {
    title: "[agency.NAME]",
    id: "agency",
    doc: "Who may have to be alerted.",
    fields: &[
        LABEL,
        field("alerted", Label("mark"), Required("alerted = \"police alerted\""), "The mark that says that it has been alerted."),
        field(
            "believed",
            Kind::Table(&BELIEVED),
            Optional,
            "How well people can tell whether it is needed: `believes('NAME')` in `when` of a step.",
        ),
        FOR_EACH,
    ],
};

/// `[agency.x.believed]`.
pub(in crate::scenario) static BELIEVED: Table = Table {
    title: "[agency.NAME.believed]",
    id: "believed",
    doc: "What people believe about whether the agency is needed. The flag of its name stays the truth.",
    fields: &[
        field(
            "at",
            Label("mark"),
            Required("at = \"nature known\""),
            "The mark at which somebody forms a picture; nothing is believed before.",
        ),
        field("sensitivity", Kind::Value(Sort::Share), Default("1"), "The share of those who need the agency of whom it is believed."),
        field("specificity", Kind::Value(Sort::Share), Default("1"), "The share of those who do not need it of whom it is not believed."),
        field(
            "found_out",
            Kind::Value(Sort::Time),
            Default("never"),
            "How long after `at` the truth is known, if the incident is still open.",
        ),
        field("mark", Label("mark"), Optional, "Set when the truth is known. Goes with `found_out`."),
    ],
};

/// `[parameter.x]`.
pub(in crate::scenario) static PARAMETER: Table = Table {
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
        field("learning", Kind::Table(&LEARNING), Optional, "How a duration or distribution that steps take changes with practice."),
        FOR_EACH,
    ],
};
