//! What can be moved: the parameters that have a range, and values at any path of the scenario.

use crate::drivers;
use crate::model::Model;
use crate::scenario::file::{File, Named, Parameter, ParameterRange, Value};
use crate::scenario::quantity::{self, Quantity};
use crate::scenario::set::takes_whole;

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
    /// If the ends are no numbers of one kind, or not ascending.
    pub fn of_path(path: &str, low: &str, high: &str) -> Result<Factor, String> {
        Factor::of_path_at(path, &[low, high]).map(|(factor, _)| factor)
    }

    /// The same with values between the ends, and all of them as numbers of its unit.
    ///
    /// # Errors
    /// See [`Factor::of_path`].
    pub fn of_path_at(path: &str, values: &[&str]) -> Result<(Factor, Vec<f64>), String> {
        let (values, unit) = in_one_unit(values)?;
        let (low, high) = ends(&values)?;
        // Of what may be any number the ends say nothing: a share from 0 to 1 lies between them nearly always.
        let whole = takes_whole(path) && unit.is_empty() && values.iter().all(|value| value.fract() == 0.0);
        let (law, sets) = (Law::Uniform, Sets::Path(unit));
        Ok((Factor { name: path.to_owned(), value: None, low, high, law, basis: None, whole, sets }, values))
    }

    /// The same between other ends, in any unit of its kind.
    ///
    /// # Errors
    /// If they are no numbers of that kind, or not ascending.
    pub fn within(self, low: &str, high: &str) -> Result<Factor, String> {
        self.within_at(&[low, high]).map(|(factor, _)| factor)
    }

    /// The same with values between the ends, and all of them as numbers of its unit.
    ///
    /// # Errors
    /// See [`Factor::within`].
    pub fn within_at(self, values: &[&str]) -> Result<(Factor, Vec<f64>), String> {
        let unit = match &self.sets {
            Sets::Value(unit) => unit,
            Sets::Scale => "",
            Sets::Mean { .. } => SECONDS,
            Sets::Path(unit) => unit.as_str(),
        };
        let number = |text: &&str| match (in_base(unquoted(text)), unit) {
            (Ok((number, base)), unit) if base == unit => Ok(number),
            (Err(reason), _) => Err(reason),
            (_, "") => Err(format!("`{text}` is no plain number")),
            (_, SECONDS) => Err(format!("`{text}` is no length of time, as `20 s` or `3 min` are")),
            _ => Err(format!("`{text}` is no rate, as `37 / h` is")),
        };
        let values = values.iter().map(number).collect::<Result<Vec<f64>, String>>()?;
        let (low, high) = ends(&values)?;
        let law = match self.law {
            Law::Triangular(_) => Law::Triangular(self.value.unwrap_or(low).clamp(low, high)),
            law => law,
        };
        Ok((Factor { low, high, law, ..self }, values))
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
            Sets::Value(SECONDS) => "s".to_owned(),
            Sets::Value(A_SECOND) => "/s".to_owned(),
            Sets::Value(_) => "1".to_owned(),
            Sets::Scale => "scale".to_owned(),
            Sets::Mean { .. } => "mean_s".to_owned(),
            Sets::Path(unit) if unit.is_empty() => "1".to_owned(),
            Sets::Path(unit) if unit == A_SECOND => "/s".to_owned(),
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

/// Behind a number of seconds, and of so many a second.
const SECONDS: &str = " s";
const A_SECOND: &str = " / s";

/// Quotes around a value do no harm.
fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(['"', '\'']).trim()
}

/// A number in seconds, in so many a second, or without a unit; what belongs behind it.
fn in_base(text: &str) -> Result<(f64, &'static str), String> {
    if let Ok(number) = text.parse::<f64>() {
        return if number.is_finite() { Ok((number, "")) } else { Err(format!("`{text}` is no number that is of use")) };
    }
    match quantity::parse(text) {
        Ok(Quantity::Duration(seconds)) => Ok((seconds, SECONDS)),
        Ok(Quantity::Rate(rate)) => Ok((rate, A_SECOND)),
        Err(reason) => Err(format!("`{text}` {reason}")),
    }
}

/// Values as numbers of one unit: of theirs where it is the same for all, else of seconds.
fn in_one_unit(values: &[&str]) -> Result<(Vec<f64>, String), String> {
    let texts: Vec<&str> = values.iter().map(|text| unquoted(text)).collect();
    let base = texts.iter().map(|text| in_base(text)).collect::<Result<Vec<_>, String>>()?;
    if let Some(place) = base.iter().position(|(_, unit)| *unit != base[0].1) {
        return Err(format!("`{}` and `{}` are not of one kind", texts[0], texts[place]));
    }
    let parts: Vec<(&str, &str)> = texts.iter().map(|text| quantity::split(text)).collect();
    let units: Vec<String> = parts.iter().map(|(_, unit)| unit.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let written = || parts.iter().map(|(number, _)| number.parse::<f64>().ok()).collect::<Option<Vec<f64>>>();
    match written() {
        Some(numbers) if units.iter().all(|unit| *unit == units[0] && !unit.is_empty()) => Ok((numbers, format!(" {}", units[0]))),
        _ => Ok((base.iter().map(|(number, _)| *number).collect(), base[0].1.to_owned())),
    }
}

/// The first and the last of values that must rise.
fn ends(values: &[f64]) -> Result<(f64, f64), String> {
    let [low, .., high] = values[..] else { return Err("two values are needed at least".to_owned()) };
    match values.windows(2).find(|pair| pair[0] >= pair[1]) {
        None => Ok((low, high)),
        Some(_) if values.len() == 2 => Err(format!("the range begins at {low} and ends at {high}: write the lower end first")),
        Some(pair) => Err(format!("the values must rise, and {} comes before {}", pair[0], pair[1])),
    }
}

fn of_parameter(parameter: &Named<Parameter>, mean_of: &impl Fn(&str) -> Option<f64>) -> Option<Factor> {
    let (name, is) = (&parameter.name.value, &parameter.value);
    let scale = is.scale.as_ref().map_or(1.0, |scale| scale.value);
    let (low, high, value, sets) = match is.range.as_ref()?.value {
        ParameterRange::Ends(low, high) => {
            let (value, unit) = match &is.value.value {
                Value::Number(value) => (*value, ""),
                Value::Duration(value) => (*value, SECONDS),
                Value::Rate(value) => (*value, A_SECOND),
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
        let count = |number: f64| (0..600).filter(|k| seats.at(f64::from(*k) / 600.0) == number).count();
        assert_eq!([3.0, 4.0, 7.0, 8.0].map(count), [100; 4], "every number is as likely");
        assert_eq!((seats.at(1.0), seats.apart(0.0, 2.0 / 3.0)), (8.0, 0.6));
        let time = Factor::of_path("parameter.x.value", "\"20 s\"", "40 s").unwrap();
        assert_eq!(time.set(25.5), ["parameter.x.value=\"25.5 s\""]);
        assert!(Factor::of_path("a", "1 s", "2 / h").is_err() && Factor::of_path("a", "2", "1").is_err());
        assert!(Factor::of_path("pool.sos.staff", "1e400", "3").unwrap_err().contains("`1e400` is no number"));
    }

    /// A share is asked for from 0 to 1, and a scale from 1 to 3: that is no wish for whole numbers.
    #[test]
    fn only_what_takes_whole_numbers_is_whole() {
        for path in ["parameter.arena.value", "parameter.phone.scale", "arm.joint.flag.listens"] {
            let share = Factor::of_path(path, "0", "1").unwrap();
            assert!(!share.whole && share.between(0.25) == 0.25 && share.set(0.25) == [format!("{path}=0.25")], "{path}");
        }
        for path in ["pool.sos.shift.day.staff", "arm.joint.pool.sos.staff", "incident.fire.priority"] {
            assert!(Factor::of_path(path, "1", "3").unwrap().whole, "{path}");
        }
    }

    /// As the file says it: three minutes are 180 s.
    #[test]
    fn a_range_may_be_in_any_unit_of_its_kind() {
        let time = Factor { sets: Sets::Value(SECONDS), ..factor(Law::Uniform) };
        let (time, values) = time.within_at(&["30 s", "1 min", "3 min"]).unwrap();
        assert_eq!((time.low, time.high, values), (30.0, 180.0, vec![30.0, 60.0, 180.0]));
        assert!(time.clone().within("1 / h", "2 / h").unwrap_err().contains("no length of time"));
        assert!(time.within("1 parsec", "3 min").unwrap_err().contains("unknown unit `parsec`"));
        let (rate, values) = Factor::of_path_at("incident.call.rate", &["12/h", "24 / h", "1200 / d"]).unwrap();
        assert_eq!((rate.described().unit.as_str(), rate.low * 3600.0, values.len()), ("/s", 12.0, 3));
        let day = Factor::of_path("incident.call.rate", "390 / d", "9000  /  d").unwrap();
        assert_eq!((day.described().unit.as_str(), day.high), ("/ d", 9000.0));
    }
}
