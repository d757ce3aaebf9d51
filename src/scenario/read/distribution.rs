//! Distributions as written.

use super::super::fields;
use super::super::file::{At, ColumnSource, Fit, Written, WrittenKind};
use super::super::lognormal::{self, FitError, Number};
use super::super::quantity::{self, duration_text};
use super::{Context, Diagnostic, Fields, Node};
use toml::de::DeValue;

const KINDS: [&str; 14] = [
    "constant",
    "uniform",
    "triangular",
    "pert",
    "beta",
    "exponential",
    "hyperexponential",
    "erlang",
    "gamma",
    "weibull",
    "lognormal",
    "loglogistic",
    "empirical",
    "mixture",
];

impl<'t> Context<'t> {
    /// A distribution; nothing where its kind or numbers are broken.
    pub(super) fn distribution(&mut self, node: Node<'t>) -> Option<Written> {
        self.table(node, &fields::DISTRIBUTION)?.distribution()
    }

    /// The components of a mixture.
    fn mixture(&mut self, node: Node<'t>) -> Option<WrittenKind> {
        let components: Vec<Option<(f64, Written)>> = self
            .list(node, 1)?
            .into_iter()
            .map(|entry| {
                let mut fields = self.table(entry, &fields::COMPONENT)?;
                let weight = fields.positive("weight");
                let of = fields.distribution();
                Some((weight?.value, of?))
            })
            .collect();
        // Without one of them the others would be another distribution.
        components.into_iter().collect::<Option<Vec<_>>>().filter(|all| !all.is_empty()).map(WrittenKind::Mixture)
    }

    fn ascending(&mut self, at: &At<f64>, message: &str) {
        self.tell(Diagnostic::error("bad-distribution", at.span.clone(), message, "out of order"));
    }

    fn kind(&mut self, node: Node<'t>, name: &str) -> Option<WrittenKind> {
        match name {
            "constant" => self.duration(node).map(|at| WrittenKind::Constant(at.value)),
            "uniform" => {
                let mut fields = self.table(node, &fields::UNIFORM)?;
                let (min, max) = fields.min_max()?;
                Some(WrittenKind::Uniform { min, max })
            }
            "triangular" => {
                let mut fields = self.table(node, &fields::TRIANGULAR)?;
                let (min, mode, max) = fields.min_mode_max()?;
                Some(WrittenKind::Triangular { min, mode, max })
            }
            "pert" => {
                let mut fields = self.table(node, &fields::PERT)?;
                let (lambda, given) = (fields.positive("lambda"), fields.has("lambda"));
                let (min, mode, max) = fields.min_mode_max()?;
                let lambda = if given { lambda?.value } else { 4.0 };
                Some(WrittenKind::Pert { min, mode, max, lambda })
            }
            "beta" => {
                let mut fields = self.table(node, &fields::BETA)?;
                let (alpha, beta) = (fields.positive("alpha"), fields.positive("beta"));
                let (min, max) = fields.min_max()?;
                Some(WrittenKind::Beta { alpha: alpha?.value, beta: beta?.value, min, max })
            }
            "exponential" => {
                let mut fields = self.table(node, &fields::EXPONENTIAL)?;
                fields.positive_duration("mean").map(|mean| WrittenKind::Exponential { mean: mean.value })
            }
            "hyperexponential" => {
                let mut fields = self.table(node, &fields::HYPEREXPONENTIAL)?;
                let (mean, cv) = (fields.positive_duration("mean"), fields.positive("cv"));
                Some(WrittenKind::Hyperexponential { mean: mean?.value, cv: cv?.value })
            }
            "mixture" => self.mixture(node),
            "erlang" => {
                let mut fields = self.table(node, &fields::ERLANG)?;
                let (k, mean) = (fields.integer("k"), fields.positive_duration("mean"));
                Some(WrittenKind::Erlang { k: u32::try_from(k?.value).ok()?, mean: mean?.value })
            }
            "gamma" => self.gamma(node),
            "weibull" => self.weibull(node),
            "lognormal" => self.lognormal(node),
            "loglogistic" => {
                let mut fields = self.table(node, &fields::LOGLOGISTIC)?;
                let (median, shape) = (fields.positive_duration("median"), fields.positive("shape"));
                Some(WrittenKind::Loglogistic { median: median?.value, shape: shape?.value })
            }
            _ if matches!(node.get(), DeValue::Table(_)) => self.column(node),
            _ => self.empirical(node),
        }
    }

    /// Shape = (mean / sd)^2.
    fn gamma(&mut self, node: Node<'t>) -> Option<WrittenKind> {
        let mut fields = self.table(node, &fields::GAMMA)?;
        fields.one_of(&["shape", "sd"], true);
        let mean = fields.positive_duration("mean");
        let (shape, sd) = (fields.positive("shape"), fields.positive_duration("sd"));
        let mean = mean?.value;
        let shape = match (shape, sd) {
            (Some(shape), _) => shape.value,
            (None, sd) => {
                let ratio = mean / sd?.value;
                ratio * ratio
            }
        };
        Some(WrittenKind::Gamma { shape, mean })
    }

    /// Scale = mean / Gamma(1 + 1 / shape).
    fn weibull(&mut self, node: Node<'t>) -> Option<WrittenKind> {
        let mut fields = self.table(node, &fields::WEIBULL)?;
        fields.one_of(&["scale", "mean"], true);
        let shape = fields.positive("shape");
        let (scale, mean) = (fields.positive_duration("scale"), fields.positive_duration("mean"));
        let shape = shape?.value;
        let scale = match scale {
            Some(scale) => scale.value,
            None => mean?.value / libm::tgamma(1.0 + 1.0 / shape),
        };
        if scale > 0.0 && scale.is_finite() {
            return Some(WrittenKind::Weibull { shape, scale });
        }
        let message = "no Weibull distribution has this shape and mean";
        fields.context.tell(Diagnostic::error("bad-distribution", node.span(), message, "the shape is too small"));
        None
    }

    fn lognormal(&mut self, node: Node<'t>) -> Option<WrittenKind> {
        let mut fields = self.table(node, &fields::LOGNORMAL)?;
        let mut given = Vec::new();
        let mut complete = true;
        for number in Number::ALL {
            let there = fields.has(number.key());
            let value = match number {
                Number::Sigma => fields.positive("sigma"),
                Number::Mu => fields.get("mu").and_then(|node| fields.context.number(node, "a number", |_| true)),
                time => fields.positive_duration(time.key()),
            };
            complete &= there == value.is_some();
            given.extend(value.map(|at| (number, at.value)));
        }
        if !complete {
            return None;
        }
        let bad = |message: String| Diagnostic::error("bad-distribution", node.span(), message, "these numbers do not fit together");
        match lognormal::fit(&given) {
            Ok(fitted) => {
                fields.context.misses(node, &fitted, &given);
                if given.len() > 2 {
                    fields.context.fits.push(Fit { span: node.span(), given, fitted });
                }
                Some(WrittenKind::Lognormal { mu: fitted.mu, sigma: fitted.sigma })
            }
            Err(error) => {
                fields.context.tell(match error {
                    FitError::Count => bad("a lognormal distribution needs two of its numbers, or `q25`, `median` and `q75`".into())
                        .hint("its numbers are mean, sd, median, sigma, mu, q25, q75 and q90"),
                    FitError::Same => bad("`median` and `mu` say the same thing".into())
                        .hint("give `sigma`, `sd`, `mean` or a quantile beside one of them"),
                    FitError::Order(above, below) => {
                        bad(format!("no lognormal distribution has its `{}` at or below its `{}`", above.key(), below.key()))
                    }
                    FitError::Impossible => bad("no lognormal distribution has these numbers".into()),
                });
                None
            }
        }
    }

    /// Warns where a fitted distribution is more than 10 % off a number it was given.
    fn misses(&mut self, node: Node<'t>, fitted: &lognormal::Lognormal, given: &[(Number, f64)]) {
        let Some((number, wanted, got, miss)) = lognormal::worst_miss(fitted, given).filter(|worst| worst.3 > 0.10) else { return };
        let message = format!("the lognormal distribution misses its given numbers by up to {:.0} %", miss * 100.0);
        let label = format!("`{}` is {} instead of {}", number.key(), duration_text(got), duration_text(wanted));
        let hint = "the numbers are not those of a lognormal; give two that matter most, or `empirical` quantiles";
        self.tell(Diagnostic::warning("poor-fit", node.span(), message, label).hint(hint));
    }

    /// The values of a column.
    fn column(&mut self, node: Node<'t>) -> Option<WrittenKind> {
        let mut fields = self.table(node, &fields::COLUMN)?;
        let (file, column, unit) = (fields.string("file"), fields.string("column"), fields.word("unit"));
        let unusable = fields.get("unusable").and_then(|node| fields.context.share(node));
        let unit = unit?.value;
        Some(WrittenKind::Column(ColumnSource { file: file?, column: column?, unit: (unit, quantity::unit(unit)?), unusable }))
    }

    fn empirical(&mut self, node: Node<'t>) -> Option<WrittenKind> {
        let write = "write pairs from 0 to 1: [[0, \"1 s\"], [0.5, \"7 s\"], [1, \"60 s\"]]";
        let DeValue::Array(_) = node.get() else {
            self.wrong(node, "wrong-type", "a list of quantiles or a table", write);
            return None;
        };
        let entries = self.list(node, 0)?;
        let mut points: Vec<(f64, f64)> = Vec::new();
        let mut complete = true;
        for entry in entries {
            let pair = match entry.get() {
                DeValue::Array(pair) if pair.len() == 2 => self.list(entry, 0)?,
                _ => {
                    self.wrong(entry, "wrong-type", "a pair of probability and duration", "write [0.5, \"7 s\"]");
                    complete = false;
                    continue;
                }
            };
            let (Some(probability), Some(duration)) = (self.share(pair[0]), self.duration(pair[1])) else {
                complete = false;
                continue;
            };
            if points.last().is_some_and(|last| probability.value <= last.0 || duration.value < last.1) {
                self.ascending(&entry.at(0.0), "probabilities and durations of `empirical` have to ascend");
                complete = false;
            }
            points.push((probability.value, duration.value));
        }
        let whole = points.len() >= 2 && points[0].0 == 0.0 && points[points.len() - 1].0 == 1.0;
        if complete && !whole {
            let message = "the quantiles do not go from 0 to 1";
            self.tell(Diagnostic::error("bad-distribution", node.span(), message, write));
        }
        (complete && whole).then_some(WrittenKind::Empirical(points))
    }
}

impl Fields<'_, '_> {
    /// The distribution that a table says, beside whatever else it says.
    fn distribution(&mut self) -> Option<Written> {
        self.one_of(&KINDS, true);
        let mut kinds = Vec::new();
        for name in KINDS {
            if let Some(node) = self.get(name) {
                kinds.push(self.context.kind(node, name));
            }
        }
        let scale = self.positive("scaled");
        let at_least = self.duration("at_least");
        let at_most = self.duration("at_most");
        if let (Some(least), Some(most)) = (&at_least, &at_most)
            && least.value >= most.value
        {
            let most = most.clone();
            self.context.ascending(&most, "`at_least` is not below `at_most`");
        }
        let kind = kinds.into_iter().next()??;
        let value = |at: Option<At<f64>>| at.map(|at| at.value);
        Some(Written { kind, scale: value(scale).unwrap_or(1.0), at_least: value(at_least), at_most: value(at_most) })
    }

    pub(super) fn positive(&mut self, name: &str) -> Option<At<f64>> {
        self.get(name).and_then(|node| self.context.positive(node))
    }

    /// `min` and `max`, in order; told and nothing if they are not.
    fn min_max(&mut self) -> Option<(f64, f64)> {
        let (min, max) = (self.duration("min"), self.duration("max"));
        let (min, max) = (min?, max?);
        if min.value > max.value {
            self.context.ascending(&max, "`max` is below `min`");
            return None;
        }
        Some((min.value, max.value))
    }

    /// `min`, `mode` and `max`, in order; told and nothing if they are not.
    fn min_mode_max(&mut self) -> Option<(f64, f64, f64)> {
        let mode = self.duration("mode");
        let (min, max) = self.min_max()?;
        let mode = mode?;
        if !(min..=max).contains(&mode.value) {
            self.context.ascending(&mode, "`mode` is not between `min` and `max`");
            return None;
        }
        Some((min, mode.value, max))
    }

    fn positive_duration(&mut self, name: &str) -> Option<At<f64>> {
        let node = self.get(name)?;
        let duration = self.context.duration(node)?;
        if duration.value > 0.0 {
            return Some(duration);
        }
        self.context.tell(Context::no_time(node).hint("for no time at all write `constant = \"0 s\"`"));
        None
    }
}
