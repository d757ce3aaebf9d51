//! The whole file, and what all ways of working share: study, agencies, parameters, pools, incidents.

use super::super::fields::{self, Sort};
use super::super::file::{
    Agency, At, Attribute, Background, Believed, Break, Callers, File, IncidentType, Labels, More, Named, Need, Overflow, Parameter,
    ParameterRange, Pool, Precision, Primary, Queue, Shift, Staff, Study, Value,
};
use super::{Context, Diagnostic, Fields, Node};
use crate::model::{AtEnd, Language, Text};
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

const ANY_DAY: jiff::civil::DateTime = jiff::civil::date(2024, 1, 1).at(0, 0, 0, 0);
const ANY_LENGTH_S: f64 = 7.0 * 86_400.0;

/// Reads the whole file.
pub(super) fn file<'t>(context: &mut Context<'t>, table: &'t DeTable<'t>) -> File {
    let mut fields = context.fields(table, None, &fields::FILE);
    let language = fields.word("language").map(|word| if word.value == "sv" { Language::Sv } else { Language::En });
    fields.context.language = language.unwrap_or_default();
    let file = File {
        language,
        title: fields.text("title"),
        about: fields.text("about"),
        report: fields.get("report").and_then(|node| fields.context.report(node)).unwrap_or_default(),
        deadlock_allowed: fields.word("deadlock").is_some_and(|word| word.value == "allow"),
        study: fields.get("study").and_then(|node| fields.context.study(node)).unwrap_or_default(),
        agencies: fields.all("agency", Context::agency),
        parameters: fields.all("parameter", Context::parameter),
        profiles: fields.all("profile", Context::profile),
        seasons: fields.all("season", Context::season),
        surges: fields.all("surge", Context::surge),
        stated: fields.all("stated", Context::stated),
        periods: fields.all("period", Context::period),
        outages: fields.all("outage", Context::outage),
        thresholds: fields.all("threshold", Context::threshold),
        pools: fields.all("pool", Context::pool),
        background: fields.all("background", Context::background),
        flags: fields.shares("flag"),
        attributes: fields.attributes(),
        types: fields.all("incident", Context::incident),
        chains: fields.all("chain", Context::chain),
        measures: fields.all("measure", Context::measure),
        arms: fields.all("arm", Context::arm),
        labels: fields.get("label").and_then(|node| fields.context.labels(node)).unwrap_or_default(),
        fits: Vec::new(),
    };
    File { fits: std::mem::take(&mut fields.context.fits), ..file }
}

impl<'t> Context<'t> {
    /// What only the author can say.
    fn report(&mut self, node: Node<'t>) -> Option<Vec<(&'static str, Text)>> {
        let mut fields = self.table(node, &fields::REPORT)?;
        let keys = fields::REPORT.fields.iter().map(|field| field.name);
        Some(keys.map(|key| (key, fields.text(key))).filter(|(_, text)| *text != Text::default()).collect())
    }

    /// What people read instead of names.
    fn labels(&mut self, node: Node<'t>) -> Option<Labels> {
        let mut fields = self.table(node, &fields::LABELS)?;
        let mut of = |kind: &str| fields.all(kind, |context, node| Some(context.text(node)));
        Some(Labels {
            chain: of("chain"),
            role: of("role"),
            step: of("step"),
            mark: of("mark"),
            stage: of("stage"),
            flag: of("flag"),
            parameter: of("parameter"),
        })
    }
}

impl<'t> Fields<'_, 't> {
    /// Everything that a table names, each read by `read`; what cannot be read at all is left out.
    pub(super) fn all<T>(&mut self, name: &str, read: impl Fn(&mut Context<'t>, Node<'t>) -> Option<T>) -> Vec<Named<T>> {
        let entries = self.named(name);
        entries.into_iter().filter_map(|(name, node)| read(self.context, node).map(|value| Named { name, value })).collect()
    }

    /// Names with shares.
    pub(super) fn shares(&mut self, name: &str) -> Vec<Named<At<Value>>> {
        self.all(name, |context, node| Some(context.value(node, Sort::Share)))
    }

    /// Attributes with the weights of their values.
    pub(super) fn attributes(&mut self) -> Vec<Named<Attribute>> {
        let mut found = self.all("attribute", Context::attribute);
        for attribute in &mut found {
            let flag = |value: &Named<At<Value>>| format!("{}={}", attribute.name.value, value.name.value);
            attribute.value.flags = attribute.value.values.value.iter().map(flag).collect();
        }
        found
    }

    fn byte(&mut self, name: &str) -> Option<u8> {
        self.integer(name).and_then(|at| u8::try_from(at.value).ok())
    }

    fn count(&mut self, name: &str) -> Option<At<u64>> {
        self.integer(name).and_then(|at| Some(At { value: u64::try_from(at.value).ok()?, span: at.span }))
    }
}

impl<'t> Context<'t> {
    fn study(&mut self, node: Node<'t>) -> Option<Study> {
        let mut fields = self.table(node, &fields::STUDY)?;
        // A start or length that cannot be read is replaced, so that it does not look as if it were missing.
        fields.one_of(&["replications", "precision"], false);
        let precision = fields.get("precision").and_then(|node| fields.context.precision(node));
        let starts = fields.get("starts").map(|node| fields.context.date(node).unwrap_or(node.at(ANY_DAY)));
        let warm_up = fields.duration("warm_up");
        let duration = fields.get("duration").map(|node| fields.context.positive_duration(node).unwrap_or(node.at(ANY_LENGTH_S)));
        Some(Study {
            span: node.span(),
            starts,
            warm_up,
            duration,
            at_end: fields.word("at_end").map(|word| if word.value == "drain" { AtEnd::Drain } else { AtEnd::Continue }),
            replications: fields.count("replications"),
            precision,
            variance_reduction: fields.word("variance_reduction"),
            seed: fields.count("seed").map(|at| at.value),
            baseline: fields.string("baseline"),
            day_cv: fields.value("day_cv"),
            hour_cv: fields.value("hour_cv"),
            answer: fields.string("answer"),
            primary: fields
                .list("primary")
                .map(|(_, entries)| entries.into_iter().filter_map(|entry| fields.context.primary(entry)).collect())
                .unwrap_or_default(),
            noticeable: fields.duration("noticeable").map(|at| at.value),
            open_incidents: fields.count("open_incidents").map(|at| at.value),
            after_end: fields.duration("after_end").map(|at| at.value),
        })
    }

    fn precision(&mut self, node: Node<'t>) -> Option<At<Precision>> {
        let mut fields = self.table(node, &fields::PRECISION)?;
        fields.one_of(&["half_width", "relative"], true);
        Some(node.at(Precision {
            measure: fields.string("measure"),
            of_arm: fields.word("of").map(|word| word.value == "arm"),
            arm: fields.string("arm"),
            statistic: fields.word("statistic"),
            stratum: fields.string("stratum"),
            half_width: fields.value("half_width"),
            relative: fields.positive("relative"),
            pilot: fields.count("pilot").map(|at| at.value),
            most: fields.count("most"),
        }))
    }

    fn primary(&mut self, node: Node<'t>) -> Option<Primary> {
        let mut fields = self.table(node, &fields::PRIMARY)?;
        Some(Primary {
            measure: fields.string("measure").unwrap_or(node.at(String::new())),
            stratum: fields.string("stratum"),
            statistic: fields.word("statistic"),
            arms: fields.strings("arms").map(|at| at.value),
        })
    }

    fn attribute(&mut self, node: Node<'t>) -> Option<Attribute> {
        let mut fields = self.table(node, &fields::ATTRIBUTE)?;
        let span = fields.get("values").map_or(node.span(), |node| node.span());
        let values = fields.all("values", |context, node| Some(context.value(node, Sort::ChosenWeight)));
        if values.is_empty() && fields.has("values") {
            let empty = Diagnostic::error("empty", span.clone(), "an attribute needs values", "at least one is needed");
            fields.context.tell(empty.hint("write values = { full_time = 0.3, part_time = 0.7 }"));
        }
        Some(Attribute { values: At { value: values, span }, flags: Vec::new() })
    }

    fn agency(&mut self, node: Node<'t>) -> Option<Agency> {
        let mut fields = self.table(node, &fields::AGENCY)?;
        let label = fields.text("label");
        let alerted = fields.label("alerted").unwrap_or(node.at(String::new()));
        Some(Agency { label, alerted, believed: fields.get("believed").and_then(|node| fields.context.believed(node)) })
    }

    fn believed(&mut self, node: Node<'t>) -> Option<At<Believed>> {
        let mut fields = self.table(node, &fields::BELIEVED)?;
        if fields.has("mark") && !fields.has("found_out") {
            let missing =
                Diagnostic::error("missing-key", node.span(), "`mark` of a belief needs `found_out`", "`found_out` is missing here");
            fields.context.tell(missing.hint("the mark is set when the truth is known: found_out = \"5 min\""));
        }
        Some(node.at(Believed {
            at: fields.label("at").unwrap_or(node.at(String::new())),
            sensitivity: fields.value("sensitivity"),
            specificity: fields.value("specificity"),
            found_out: fields.value("found_out"),
            mark: fields.label("mark"),
        }))
    }

    fn parameter(&mut self, node: Node<'t>) -> Option<Parameter> {
        let mut fields = self.table(node, &fields::PARAMETER)?;
        let value_node = fields.get("value");
        let value = match value_node {
            Some(node) => fields.context.value(node, Sort::Any),
            None => node.at(Value::Duration(1.0)),
        };
        let scale = fields.positive("scale");
        let range_node = fields.get("range");
        let range = range_node.and_then(|node| fields.context.range(node, &value.value));
        let as_written =
            |node: Option<Node<'t>>| node.map(|node| node.str().map_or_else(|| fields.context.text[node.span()].to_owned(), str::to_owned));
        let (written, range_as_written) = (as_written(value_node), as_written(range_node));
        Some(Parameter {
            value,
            scale,
            range,
            law: fields.word("law").map(|word| word.value.to_owned()),
            basis: fields.word("basis").map(|word| word.value.to_owned()),
            source: fields.string("source").map(|at| at.value),
            origin: fields.string("origin").map(|at| at.value),
            learning: fields.get("learning").and_then(|node| fields.context.learning(node)),
            as_written: written.unwrap_or_default(),
            range_as_written,
        })
    }

    /// A range that fits its parameter's value.
    fn range(&mut self, node: Node<'t>, value: &Value) -> Option<At<ParameterRange>> {
        if let DeValue::Table(_) = node.get() {
            let mut fields = self.table(node, &fields::RANGE)?;
            fields.one_of(&["scale", "mean"], true);
            let scale = fields.get("scale").and_then(|node| fields.context.ends(node, Sort::Weight));
            let mean = fields.get("mean").and_then(|node| fields.context.ends(node, Sort::Time));
            if matches!(value, Value::Number(_) | Value::Rate(_)) {
                fields.context.wrong(node, "wrong-type", "a range of a number or rate", "write two values: [low, high]");
                return None;
            }
            let range = match (scale, mean) {
                (Some((low, high)), _) => ParameterRange::Scale(low, high),
                (None, mean) => mean.map(|(low, high)| ParameterRange::Mean(low, high))?,
            };
            return Some(node.at(range));
        }
        let sort = match value {
            Value::Number(_) => Sort::Weight,
            Value::Duration(_) => Sort::Time,
            Value::Rate(_) => Sort::Rate,
            Value::Distribution(_) => {
                let write = "write { scale = [0.5, 2.0] } or { mean = [\"20 s\", \"240 s\"] }";
                self.wrong(node, "wrong-type", "a range of a distribution", write);
                return None;
            }
            Value::Parameter(_) | Value::Choice { .. } => Sort::Any,
        };
        self.ends(node, sort).map(|(low, high)| node.at(ParameterRange::Ends(low, high)))
    }

    /// `[low, high]` in base units.
    fn ends(&mut self, node: Node<'t>, sort: Sort) -> Option<(f64, f64)> {
        let pair = match node.get() {
            DeValue::Array(array) if array.len() == 2 => self.list(node, 0)?,
            _ => {
                self.wrong(node, "wrong-type", "a range", "write two values: [low, high]");
                return None;
            }
        };
        let before = self.diagnostics.len();
        let ends = [self.value(pair[0], sort), self.value(pair[1], sort)];
        if self.diagnostics.len() > before {
            return None;
        }
        let (low, high) = match (&ends[0].value, &ends[1].value) {
            (Value::Number(low), Value::Number(high))
            | (Value::Duration(low), Value::Duration(high))
            | (Value::Rate(low), Value::Rate(high)) => (*low, *high),
            _ => {
                self.wrong(node, "wrong-type", "a range", "write two numbers or quantities of the same kind");
                return None;
            }
        };
        if low > high {
            self.tell(Diagnostic::error("out-of-range", node.span(), "the range ends before it begins", "write [low, high]"));
            return None;
        }
        Some((low, high))
    }

    /// `[pool.x]`, also an arm's.
    pub(super) fn pool(&mut self, node: Node<'t>) -> Option<Pool> {
        let mut fields = self.table(node, &fields::POOL)?;
        fields.one_of(&["staff", "shift"], false);
        Some(Pool {
            label: fields.text("label"),
            staff: fields.get("staff").map(|node| fields.context.staff(node)),
            shifts: fields.all("shift", Context::shift),
            queue: fields.word("queue").map(|word| At {
                value: match word.value {
                    "fifo" => Queue::Fifo,
                    "lifo" => Queue::Lifo,
                    _ => Queue::Priority,
                },
                span: word.span,
            }),
            ageing: fields.get("ageing").and_then(|node| fields.context.positive_duration(node)),
            preempt: fields.get("preempt").and_then(|node| fields.context.boolean(node)),
            lines: fields.integer("lines").and_then(|at| Some(At { value: u32::try_from(at.value).ok()?, span: at.span })),
            overflow: fields
                .list("overflow")
                .map(|(_, entries)| entries.into_iter().filter_map(|entry| fields.context.overflow(entry)).collect()),
            hand_over: fields.get("hand_over").and_then(|node| fields.context.duration(node)),
        })
    }

    fn overflow(&mut self, node: Node<'t>) -> Option<Overflow> {
        let mut fields = self.table(node, &fields::OVERFLOW)?;
        let after = fields.get("after").and_then(|node| fields.context.duration(node)).map_or(0.0, |at| at.value);
        let speed = fields.get("speed").and_then(|node| fields.context.positive(node)).map_or(1.0, |at| at.value);
        let to = fields.string("to");
        Some(Overflow { to: to?, after, speed })
    }

    fn staff(&mut self, node: Node<'t>) -> At<Staff> {
        let staff = match (node.get(), node.integer()) {
            (DeValue::String(text), _) if text == "unlimited" => Some(Staff::Unlimited),
            (_, Some(seats)) if (0..=fields::MOST_SEATS).contains(&seats) => u32::try_from(seats).ok().map(Staff::Seats),
            _ => None,
        };
        if staff.is_none() {
            let negative = node.number().is_some_and(|number| number < 0.0);
            let write = format!("write a whole number up to {}, or \"unlimited\"", fields::MOST_SEATS);
            self.wrong(node, if negative { "negative" } else { "wrong-type" }, "a number of seats", &write);
        }
        // A pool that could do the usual, so that nothing else seems wrong because of it.
        node.at(staff.unwrap_or(Staff::Seats(1)))
    }

    fn shift(&mut self, node: Node<'t>) -> Option<Shift> {
        let mut fields = self.table(node, &fields::SHIFT)?;
        let days = fields.get("days").and_then(|node| fields.context.days(node)).unwrap_or([true; 7]);
        let from = fields.get("from").and_then(|node| fields.context.clock(node)).unwrap_or(0);
        let to = fields.get("to").and_then(|node| fields.context.clock(node)).unwrap_or(86_400);
        let staff = fields.integer("staff").and_then(|at| u32::try_from(at.value).ok()).unwrap_or(1);
        let mut dates = |key: &str| -> Vec<At<Date>> {
            let entries = fields.list(key).map(|(_, entries)| entries).unwrap_or_default();
            entries.into_iter().filter_map(|entry| fields.context.day(entry)).collect()
        };
        let (only, except) = (dates("dates"), dates("except"));
        let entries = fields.list("breaks").map(|(_, entries)| entries).unwrap_or_default();
        let breaks = entries.into_iter().filter_map(|entry| fields.context.a_break(entry)).collect();
        Some(Shift { days, from, to, staff, dates: only, except, breaks })
    }

    fn a_break(&mut self, node: Node<'t>) -> Option<Break> {
        let mut fields = self.table(node, &fields::BREAK)?;
        let from = fields.get("from").and_then(|node| fields.context.clock(node));
        let to = fields.get("to").and_then(|node| fields.context.clock(node));
        let staff = fields.integer("staff").and_then(|at| u32::try_from(at.value).ok());
        Some(Break { span: node.span(), from: from?, to: to?, staff })
    }

    fn background(&mut self, node: Node<'t>) -> Option<Background> {
        let mut fields = self.table(node, &fields::BACKGROUND)?;
        fields.one_of(&["load", "rate"], true);
        Some(Background {
            pool: fields.string("pool").unwrap_or(node.at(String::new())),
            load: fields.value("load"),
            rate: fields.value("rate"),
            takes: fields.needed_value("takes"),
            priority: fields.byte("priority"),
        })
    }

    fn incident(&mut self, node: Node<'t>) -> Option<IncidentType> {
        let mut fields = self.table(node, &fields::INCIDENT)?;
        fields.one_of(&["rate", "log"], false);
        let label = fields.text("label");
        let rate = fields.get("rate").map(|node| fields.context.rate(node));
        let needs = fields.list("needs");
        Some(IncidentType {
            label,
            rate,
            profile: fields.string("profile"),
            season: fields.string("season"),
            day_cv: fields.value("day_cv"),
            hour_cv: fields.value("hour_cv"),
            priority: fields.byte("priority"),
            flags: fields.shares("flags"),
            attributes: fields.attributes(),
            needs: needs.map(|(node, entries)| node.at(entries.into_iter().filter_map(|entry| fields.context.need(entry)).collect())),
            log: fields.get("log").and_then(|node| fields.context.log(node)),
            callers: fields.get("callers").and_then(|node| fields.context.callers(node)),
            tagged: fields.get("tagged").and_then(|node| fields.context.boolean(node)),
        })
    }

    fn callers(&mut self, node: Node<'t>) -> Option<At<Callers>> {
        let mut fields = self.table(node, &fields::CALLERS)?;
        Some(node.at(Callers {
            more: fields.get("more").and_then(|node| fields.context.more(node)),
            after: fields.needed_value("after"),
            chain: fields.string("chain").unwrap_or(node.at(String::new())),
            counts_calls: fields.word("counts").is_some_and(|word| word.value == "calls"),
            recognised: fields.value("recognised"),
            informs: fields.value("informs"),
        }))
    }

    fn more(&mut self, node: Node<'t>) -> Option<At<More>> {
        let mut fields = self.table(node, &fields::MORE)?;
        fields.one_of(&["exactly", "poisson", "geometric", "negative_binomial"], true);
        let exactly = fields.integer("exactly").and_then(|at| u32::try_from(at.value).ok()).map(More::Exactly);
        let poisson = fields.positive("poisson").map(|at| More::Poisson(at.value));
        let geometric = fields.positive("geometric").map(|at| More::Geometric(at.value));
        let uneven = fields.get("negative_binomial").and_then(|node| {
            let mut fields = fields.context.table(node, &fields::NEGATIVE_BINOMIAL)?;
            let (mean, dispersion) = (fields.positive("mean"), fields.positive("dispersion"));
            Some(More::NegativeBinomial { mean: mean?.value, dispersion: dispersion?.value })
        });
        exactly.or(poisson).or(geometric).or(uneven).map(|more| node.at(more))
    }

    fn need(&mut self, node: Node<'t>) -> Option<Need> {
        let mut fields = self.table(node, &fields::NEED)?;
        let agencies = fields.strings("agencies").map(|at| at.value).unwrap_or_default();
        let weight = fields.value("weight").unwrap_or(node.at(Value::Number(1.0)));
        Some(Need { agencies, weight })
    }
}
