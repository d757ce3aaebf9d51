//! Types of incidents: how often they come, what they need, who calls about them.

use super::*;

/// `[incident.x]`.
pub(in crate::scenario) static INCIDENT: Table = Table {
    title: "[incident.NAME]",
    id: "incident",
    doc: "A type of incident. `rate` or `log` says when it happens; a type that only another type's log or `[stated.NAME]` brings has neither.",
    fields: &[
        LABEL,
        field("rate", Kind::Rate, Optional, "How often: a rate, a parameter's name, or a product `{ of, share, not }`."),
        field("profile", Name("profile"), Default("all hours alike"), "How arrivals spread over the day or week."),
        field("season", Name("season"), Default("all days alike"), "How arrivals spread over the year."),
        field("day_cv", Kind::Value(Sort::Weight), Default("the study's"), "Like the study's, drawn for this type alone."),
        field("hour_cv", Kind::Value(Sort::Weight), Default("the study's"), "Like the study's, drawn for this type alone."),
        field("priority", Integer(1, 254), Default("1"), "1 is served first."),
        field(
            "flags",
            Names("flag", &Kind::Value(Sort::Share)),
            Optional,
            "Shares of this type that have a flag; they go before `[flag]`.",
        ),
        field(
            "attribute",
            Names("attribute", &Kind::Table(&ATTRIBUTE)),
            Optional,
            "Attributes whose values have other weights; they go before `[attribute.NAME]`.",
        ),
        field("needs", Kind::Tables(&NEED, 1), Optional, "Which agencies are needed together: categories of which exactly one is drawn."),
        field("log", Kind::Table(&LOG), Optional, "A recorded log that is replayed instead of drawn arrivals."),
        field("callers", Kind::Table(&CALLERS), Optional, "Who else calls about the same incident."),
        field(
            "tagged",
            Boolean,
            Default("false"),
            "Adds one incident of this rare type to every replication, and scores only it for the type.",
        ),
        FOR_EACH,
    ],
};

/// `[attribute.x]`.
pub(in crate::scenario) static ATTRIBUTE: Table = Table {
    title: "[attribute.NAME]",
    id: "attribute",
    doc: "What every incident has exactly one value of. `[attribute.NAME]` names every value there is; a type or an arm may give them other weights.",
    fields: &[
        field(
            "values",
            Names("value", &Kind::Value(Sort::ChosenWeight)),
            Required("values = { full_time = 0.3, part_time = 0.7 }"),
            "Values with their weights, of which only proportions count; they may depend on attributes that stand above. What a type or an arm leaves out has weight 0.",
        ),
        FOR_EACH,
    ],
};

/// `[incident.x.callers]`.
pub(in crate::scenario) static CALLERS: Table = Table {
    title: "[incident.NAME.callers]",
    id: "callers",
    doc: "Who calls after the first one about the same incident: the same people at the same time in every arm.",
    fields: &[
        field("more", Kind::Table(&MORE), Required("more = { poisson = 0.3 }"), "How many of them."),
        field(
            "after",
            Kind::Value(Sort::Time),
            Required("after = { exponential = { mean = \"5 min\" } }"),
            "How long after the first call, each.",
        ),
        field("chain", Name("chain"), Required("chain = \"later_caller\""), "What is done with such a call, in every arm."),
        field(
            "counts",
            Kind::Word(&["incidents", "calls"]),
            Default("\"incidents\""),
            "What the type's `rate` counts: incidents, or all calls about them.",
        ),
        field("recognised", Kind::Value(Sort::Share), Optional, "The share of these calls that have the flag `recognised`."),
        field("informs", Kind::Value(Sort::Share), Optional, "The share of these calls that have the flag `informs`."),
    ],
};

/// `more = { ... }`.
pub(in crate::scenario) static MORE: Table = Table {
    title: "a number of callers",
    id: "more",
    doc: "Exactly one of these keys.",
    fields: &[
        field("exactly", Integer(0, 10_000), Optional, "Always so many."),
        field("poisson", Positive, Optional, "Poisson with this mean."),
        field("geometric", Positive, Optional, "Geometric from 0 on with this mean."),
        field(
            "negative_binomial",
            Kind::Table(&NEGATIVE_BINOMIAL),
            Optional,
            "Negative binomial: a few incidents bring most of the calls.",
        ),
    ],
};

/// `negative_binomial = { mean, dispersion }`.
pub(in crate::scenario) static NEGATIVE_BINOMIAL: Table = Table {
    title: "a negative binomial number",
    id: "negative_binomial",
    doc: "A Poisson number whose mean is gamma distributed; its variance is mean + mean² / dispersion.",
    fields: &[
        field("mean", Positive, Required("mean = 0.3"), "Its mean."),
        field("dispersion", Positive, Required("dispersion = 0.5"), "The smaller, the more uneven; 1 is geometric."),
    ],
};

/// `rate = { of, share, not }`.
pub(in crate::scenario) static RATE: Table = Table {
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
pub(in crate::scenario) static NEED: Table = Table {
    title: "a category of needed agencies",
    id: "need",
    doc: "One of several categories that exclude each other.",
    fields: &[
        field("agencies", List(&Name("agency"), 0), Required("agencies = [\"police\"]"), "Who is needed; an empty list is nobody."),
        field("weight", Kind::Value(Sort::Weight), Required("weight = 60"), "How often, in proportion to the other categories."),
        FOR_EACH,
    ],
};
