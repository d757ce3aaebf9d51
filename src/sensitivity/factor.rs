//! What can be moved: the parameters that have a range, and values at any path of the scenario.

use crate::drivers;
use crate::model::Model;
use crate::scenario::file::{File, Named, Parameter, ParameterRange, Value};

/// How likely the values of a range are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Law {
    /// A triangle with its top at this value.
    Triangular(f64),
    /// All alike.
    Uniform,
    /// All alike on a logarithmic scale.
    LogUniform,
}

/// What is written into the scenario.
#[derive(Clone, Debug, PartialEq)]
enum Sets {
    /// The parameter's value with this behind the number; its scale becomes 1.
    Value(&'static str),
    /// The parameter's scale.
    Scale,
    /// The parameter's scale, so that the mean of what is drawn becomes the value: scale of the scenario, and mean with it.
    Mean { scale: f64, mean: f64 },
    /// The value at the path, with this behind the number.
    Path(String),
}

/// Something that can be moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// The parameter, or the path.
    pub name: String,
    /// What it is in the scenario, where that is one number.
    pub value: Option<f64>,
    /// The lower end of its range.
    pub low: f64,
    /// The upper end, above the lower one.
    pub high: f64,
    /// How likely the values between are.
    pub law: Law,
    /// How it is known.
    pub basis: Option<String>,
    /// Only whole numbers.
    pub whole: bool,
    sets: Sets,
}

impl Factor {
    /// Every parameter of a scenario that has a range, in the file's order.
    pub fn of_parameters(file: &File, model: &Model) -> Vec<Factor> {
        let mean = |name: &str| model.parameters.iter().find(|known| known.name == name)?.amount;
        file.parameters.iter().filter_map(|parameter| of_parameter(parameter, &mean)).collect()
    }

    /// A value at a path, for example `pool.sos.staff` from 3 to 8; the text of the ends says the unit (`"20 s"`).
    ///
    /// # Errors
    /// If the ends are no numbers with the same unit, or not ascending.
    pub fn of_path(path: &str, low: &str, high: &str) -> Result<Factor, String> {
        let (low, unit) = number_and_unit(low).ok_or_else(|| format!("`{low}` is no number, with or without a unit"))?;
        let (high, other) = number_and_unit(high).ok_or_else(|| format!("`{high}` is no number, with or without a unit"))?;
        if unit != other {
            return Err(format!("the ends have two units, `{unit}` and `{other}`"));
        }
        if low >= high {
            return Err(format!("the range begins at {low} and ends at {high}: write the lower end first"));
        }
        let whole = unit.is_empty() && low.fract() == 0.0 && high.fract() == 0.0;
        let (law, sets) = (Law::Uniform, Sets::Path(unit.to_owned()));
        Ok(Factor { name: path.to_owned(), value: None, low, high, law, basis: None, whole, sets })
    }

    /// The same between other ends, in the unit of its own.
    ///
    /// # Errors
    /// If they are no numbers in that unit, or not ascending.
    pub fn within(self, low: &str, high: &str) -> Result<Factor, String> {
        let unit = match &self.sets {
            Sets::Value(unit) => unit,
            Sets::Scale => "",
            Sets::Mean { .. } => " s",
            Sets::Path(unit) => unit.as_str(),
        };
        let end = |text: &str| match number_and_unit(text) {
            Some((number, other)) if other.split_whitespace().eq(unit.split_whitespace()) => Ok(number),
            _ if unit.trim().is_empty() => Err(format!("`{text}` is no plain number")),
            _ => Err(format!("`{text}` is no number with the unit `{}`", unit.trim())),
        };
        let (low, high) = (end(low)?, end(high)?);
        if low >= high {
            return Err(format!("the range begins at {low} and ends at {high}: write the lower end first"));
        }
        let law = match self.law {
            Law::Triangular(_) => Law::Triangular(self.value.unwrap_or(low).clamp(low, high)),
            law => law,
        };
        Ok(Factor { low, high, law, ..self })
    }

    /// The value below which the share `u` of its law lies; the ends for 0 and 1.
    pub fn at(&self, u: f64) -> f64 {
        let (low, high) = (self.low, self.high);
        let value = match self.law {
            // Rounded, the ends would be half as likely as the numbers between them.
            Law::Uniform if self.whole => libm::floor(low + u * (high - low + 1.0)),
            Law::Uniform => low + u * (high - low),
            Law::LogUniform => low * libm::pow(high / low, u),
            Law::Triangular(top) => {
                let rise = (top - low) / (high - low);
                match u < rise {
                    true => low + libm::sqrt(u * rise) * (high - low),
                    false => high - libm::sqrt((1.0 - u) * (1.0 - rise)) * (high - low),
                }
            }
        };
        self.rounded(value.clamp(low, high))
    }

    /// The value at the share `u` of the way from end to end, whatever its law; on a logarithmic scale where its law is.
    pub fn between(&self, u: f64) -> f64 {
        let value = match self.law {
            Law::LogUniform => self.low * libm::pow(self.high / self.low, u),
            _ => self.low + u * (self.high - self.low),
        };
        self.rounded(value.clamp(self.low, self.high))
    }

    /// How far the values at two shares of the way lie apart, as a share of the range: of whole numbers that is not what the shares say.
    pub fn apart(&self, from: f64, to: f64) -> f64 {
        if self.whole { (self.between(to) - self.between(from)) / (self.high - self.low) } else { to - from }
    }

    fn rounded(&self, value: f64) -> f64 {
        if self.whole { libm::round(value) } else { value }
    }

    /// The changes of the scenario that move it to `value`, as `--set` takes them.
    pub fn set(&self, value: f64) -> Vec<String> {
        let name = &self.name;
        let scale = |scale: f64| vec![format!("parameter.{name}.scale={scale}")];
        match &self.sets {
            Sets::Value(unit) => vec![format!("parameter.{name}.value={}", quoted(value, unit)), format!("parameter.{name}.scale=1")],
            Sets::Scale => scale(value),
            // A mean of nothing is no scale: then it takes no time at all.
            Sets::Mean { .. } if value == 0.0 => vec![format!("parameter.{name}.value=\"0 s\""), format!("parameter.{name}.scale=1")],
            Sets::Mean { scale: factor, mean } => scale(factor * value / mean),
            Sets::Path(unit) => vec![format!("{name}={}", quoted(value, unit))],
        }
    }

    /// As results show it.
    pub fn described(&self) -> drivers::Factor {
        let unit = match &self.sets {
            Sets::Value(" s") => "s".to_owned(),
            Sets::Value(" / s") => "/s".to_owned(),
            Sets::Value(_) => "1".to_owned(),
            Sets::Scale => "scale".to_owned(),
            Sets::Mean { .. } => "mean_s".to_owned(),
            Sets::Path(unit) if unit.is_empty() => "1".to_owned(),
            Sets::Path(unit) => unit.trim().to_owned(),
        };
        let law = match self.law {
            Law::Triangular(_) => "triangular",
            Law::Uniform => "uniform",
            Law::LogUniform => "loguniform",
        };
        drivers::Factor {
            name: self.name.clone(),
            unit,
            value: self.value,
            low: self.low,
            high: self.high,
            law: law.to_owned(),
            basis: self.basis.clone(),
            whole: self.whole,
        }
    }
}

/// A number as TOML: as it is, or with a unit in quotes.
fn quoted(value: f64, unit: &str) -> String {
    if unit.is_empty() { format!("{value}") } else { format!("\"{value}{unit}\"") }
}

/// `20 s` is 20 and ` s`; quotes around it do no harm.
fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim().trim_matches(['"', '\'']).trim();
    let ends = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | '-' | '+')).unwrap_or(text.len());
    let number: f64 = text[..ends].parse().ok()?;
    number.is_finite().then_some((number, &text[ends..]))
}

fn of_parameter(parameter: &Named<Parameter>, mean_of: &impl Fn(&str) -> Option<f64>) -> Option<Factor> {
    let (name, is) = (&parameter.name.value, &parameter.value);
    let scale = is.scale.as_ref().map_or(1.0, |scale| scale.value);
    let (low, high, value, sets) = match is.range.as_ref()?.value {
        ParameterRange::Ends(low, high) => {
            let (value, unit) = match &is.value.value {
                Value::Number(value) => (*value, ""),
                Value::Duration(value) => (*value, " s"),
                Value::Rate(value) => (*value, " / s"),
                // Made of other values: they have ranges of their own.
                Value::Parameter(_) | Value::Choice { .. } | Value::Distribution(_) => return None,
            };
            (low, high, value * scale, Sets::Value(unit))
        }
        ParameterRange::Scale(low, high) => (low, high, scale, Sets::Scale),
        ParameterRange::Mean(low, high) => {
            let mean = mean_of(name).filter(|mean| *mean > 0.0)?;
            (low, high, mean, Sets::Mean { scale, mean })
        }
    };
    let law = match is.law.as_deref() {
        Some("uniform") => Law::Uniform,
        Some("loguniform") if low > 0.0 => Law::LogUniform,
        _ => Law::Triangular(value.clamp(low, high)),
    };
    (low < high).then(|| Factor { name: name.clone(), value: Some(value), low, high, law, basis: is.basis.clone(), whole: false, sets })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(law: Law) -> Factor {
        Factor { law, ..Factor::of_path("a", "1", "5").unwrap() }
    }

    #[test]
    fn laws_reach_from_end_to_end_and_have_their_known_quantiles() {
        for law in [Law::Uniform, Law::LogUniform, Law::Triangular(2.0), Law::Triangular(1.0), Law::Triangular(5.0)] {
            let factor = Factor { whole: false, ..factor(law) };
            assert_eq!((factor.at(0.0), factor.at(1.0)), (1.0, 5.0), "{law:?}");
            assert!((0..100).all(|k| factor.at(f64::from(k) / 100.0) < factor.at(f64::from(k + 1) / 100.0)), "{law:?}");
        }
        let at = |law, u| Factor { whole: false, ..factor(law) }.at(u);
        assert_eq!(at(Law::Uniform, 0.25), 2.0);
        assert!((at(Law::LogUniform, 0.5) - 5f64.sqrt()).abs() < 1e-12);
        // A quarter of the triangle lies below its top at a quarter of the way.
        assert!((at(Law::Triangular(2.0), 0.25) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn a_path_keeps_its_unit_and_whole_numbers_stay_whole() {
        let seats = Factor::of_path("pool.sos.staff", "3", "8").unwrap();
        assert!(seats.whole);
        assert_eq!(seats.set(seats.between(0.5)), ["pool.sos.staff=6"]);
        let count = |seats: f64| (0..600).filter(|k| Factor::of_path("a", "3", "8").unwrap().at(f64::from(*k) / 600.0) == seats).count();
        assert_eq!([3.0, 4.0, 7.0, 8.0].map(count), [100; 4], "every number is as likely");
        assert_eq!((seats.at(1.0), seats.apart(0.0, 2.0 / 3.0)), (8.0, 0.6));
        let time = Factor::of_path("parameter.x.value", "\"20 s\"", "40 s").unwrap();
        assert_eq!(time.set(25.5), ["parameter.x.value=\"25.5 s\""]);
        assert!(Factor::of_path("a", "1 s", "2 min").is_err() && Factor::of_path("a", "2", "1").is_err());
    }
}
