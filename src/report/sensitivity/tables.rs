//! Tidy tables of a sensitivity study.

use super::SensitivityReport;
use crate::drivers::{Between, Crossing, Findings, OpenBetween, Target, Turn};
use crate::report::format::interval;
use crate::results::{Bare, Est, Question};

/// File names without ending, and tables: every point, and what the method made of them. Numbers are exact; what cannot be estimated is
/// left empty.
pub fn sensitivity_tables(report: &SensitivityReport) -> Vec<(&'static str, String)> {
    let mut tables = vec![("points", points(report))];
    tables.extend(method(report));
    tables
}

/// What names an answer.
const QUESTION: &str = "arm,measure,stratum_kind,stratum,statistic,unit";

fn question(question: &Question) -> String {
    let Question { arm, measure, stratum_kind, stratum, statistic, unit } = question;
    format!("{arm},{measure},{stratum_kind},{stratum},{statistic},{unit}")
}

/// Value, low and high.
fn cells(est: Est) -> String {
    let Some(found) = est else { return ",,".to_owned() };
    match interval(&found) {
        Some((low, high)) => format!("{},{low},{high}", found.value),
        None => format!("{},,", found.value),
    }
}

/// A number, or nothing.
fn cell(number: Option<f64>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// Why there is no interval, in a word; nothing where there is one.
fn why(bare: Option<Bare>) -> &'static str {
    match bare {
        None => "",
        Some(Bare::OneReplication) => "one_replication",
        Some(Bare::FewCounted { .. }) => "few_counted",
        Some(Bare::FewDiffering { .. }) => "few_differing",
        Some(Bare::FewReplications { .. }) => "few_replications",
        Some(Bare::FewStarts { .. }) => "few_starts",
        Some(Bare::FewPoints { .. }) => "few_points",
    }
}

/// A text as a cell.
fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// One row for each point and answer: where each factor is (empty: as in the scenario), what was found, or why nothing.
fn points(report: &SensitivityReport) -> String {
    let drivers = &report.drivers;
    let names: Vec<String> = drivers.factors.iter().map(|factor| quoted(&factor.name)).collect();
    let mut text = format!("point,{},{QUESTION},value,low,high,no_interval,failure\n", names.join(","));
    for (number, point) in drivers.points.iter().enumerate() {
        let at = |name: &str| point.at.get(name).map_or_else(String::new, f64::to_string);
        let at: Vec<String> = drivers.factors.iter().map(|factor| at(&factor.name)).collect();
        for (place, (asked, found)) in drivers.questions.iter().zip(&point.found).enumerate() {
            let failure = quoted(point.failure.as_deref().unwrap_or(""));
            let why = why(point.bare.get(place).copied().flatten());
            text.push_str(&format!("{},{},{},{},{why},{failure}\n", number + 1, at.join(","), question(asked), cells(*found)));
        }
    }
    text
}

fn method(report: &SensitivityReport) -> Option<(&'static str, String)> {
    let questions = &report.drivers.questions;
    let mut text;
    let name = match &report.drivers.findings {
        Findings::Tornado { base, bars } => {
            text = format!("{QUESTION},factor,end,at,base,change,change_low,change_high,no_interval,told,failure\n");
            for (number, asked) in questions.iter().enumerate() {
                let base = base[number].map_or_else(String::new, |base| base.value.to_string());
                for bar in bars {
                    let factor = report.drivers.factors.iter().find(|factor| factor.name == bar.factor);
                    for (place, end) in ["low", "high"].into_iter().enumerate() {
                        let at = factor.map(|factor| [factor.low, factor.high][place]).map_or_else(String::new, |at| at.to_string());
                        let (change, failure) = (cells(bar.changes[number][place]), bar.failures[place].as_deref().unwrap_or(""));
                        let (asked, factor, failure) = (question(asked), quoted(&bar.factor), quoted(failure));
                        let why = why(bar.bare.get(number).and_then(|ends| ends[place]));
                        let told = bar.is_told(number, place);
                        text.push_str(&format!("{asked},{factor},{end},{at},{base},{change},{why},{told},{failure}\n"));
                    }
                }
            }
            "tornado"
        }
        Findings::Morris { factors, .. } => {
            text = format!(
                "{QUESTION},factor,mean,mean_low,mean_high,mean_size,mean_size_low,mean_size_high,spread,spread_low,spread_high,noise\n"
            );
            for (number, asked) in questions.iter().enumerate() {
                for factor in factors {
                    let Some(found) = &factor.effects[number] else { continue };
                    let cells = [found.mean, found.mean_size, found.spread].map(|estimate| cells(Some(estimate))).join(",");
                    text.push_str(&format!("{},{},{cells},{}\n", question(asked), quoted(&factor.factor), found.noise));
                }
            }
            "morris"
        }
        Findings::Sobol { factors, .. } => {
            text = format!("{QUESTION},factor,first,first_low,first_high,total,total_low,total_high\n");
            for (number, asked) in questions.iter().enumerate() {
                for factor in factors {
                    let Some(found) = &factor.indices[number] else { continue };
                    let cells = [found.first, found.total].map(|estimate| cells(Some(estimate))).join(",");
                    text.push_str(&format!("{},{},{cells}\n", question(asked), quoted(&factor.factor)));
                }
            }
            "sobol"
        }
        Findings::Beliefs { answers, .. } => {
            text =
                format!("{QUESTION},mean,mean_low,mean_high,median,p05,p95,above_zero,above_zero_low,above_zero_high,input_sd,noise_sd\n");
            for (asked, found) in questions.iter().zip(answers) {
                let Some(found) = found else { continue };
                let (mean, above) = (cells(Some(found.mean)), cells(found.above_zero));
                let middle = [found.median, found.p05, found.p95].map(cell).join(",");
                text.push_str(&format!("{},{mean},{middle},{above},{},{}\n", question(asked), found.input_sd, found.noise_sd));
            }
            "beliefs"
        }
        Findings::BreakEven { map, .. } if !map.is_empty() => {
            text = format!("{QUESTION},factor,low,high,other,other_at,clear\n");
            let other = |factor: &str| report.drivers.factors.iter().find(|other| other.name != factor).map_or("", |other| &other.name);
            for (asked, found) in questions.iter().zip(map) {
                for Crossing { factor, low, high, beside, clear } in &found.crossings {
                    let (asked, other) = (question(asked), quoted(other(factor)));
                    text.push_str(&format!("{asked},{},{low},{high},{other},{beside},{clear}\n", quoted(factor)));
                }
            }
            "break_even"
        }
        Findings::BreakEven { answers, .. } => {
            text = format!("{QUESTION},factor,turn,at_low,at_high,unclear_low,unclear_high,clear,what\n");
            let factor = report.drivers.factors.first().map(|factor| quoted(&factor.name)).unwrap_or_default();
            for (asked, found) in questions.iter().zip(answers) {
                let mut row = |turn: &str, at: Option<Between>, unclear: Option<OpenBetween>, clear: &str, what: &str| {
                    let at = [at.map(|at| at.low), at.map(|at| at.high)].map(cell).join(",");
                    let unclear = [unclear.and_then(|unclear| unclear.low), unclear.and_then(|unclear| unclear.high)].map(cell).join(",");
                    text.push_str(&format!("{},{factor},{turn},{at},{unclear},{clear},{what}\n", question(asked)));
                };
                for (number, Turn { at, unclear, clear }) in found.turns.iter().enumerate() {
                    row(&(number + 1).to_string(), Some(*at), Some(*unclear), &clear.to_string(), "turn");
                }
                let has_turn = |unclear: &&OpenBetween| found.turns.iter().any(|turn| turn.unclear == **unclear);
                found.unclear.iter().filter(|unclear| !has_turn(unclear)).for_each(|unclear| row("", None, Some(*unclear), "", "unclear"));
                found.equal.iter().for_each(|equal| row("", Some(*equal), None, "", "equal"));
                found.unanswered.iter().for_each(|gap| row("", None, Some(*gap), "", "unanswered"));
            }
            "break_even"
        }
        Findings::Staffing(found) => {
            let names: Vec<String> = report.drivers.factors.iter().map(|factor| quoted(&factor.name)).collect();
            text = format!(
                "{},seat_hours,verdict,replications,arm,measure,stratum_kind,stratum,statistic,bar,value,low,high,best\n",
                names.join(",")
            );
            for candidate in &found.candidates {
                let at =
                    report.drivers.factors.iter().map(|factor| candidate.at.get(&factor.name).map_or_else(String::new, f64::to_string));
                let verdict = format!("{:?}", candidate.verdict).to_lowercase();
                let about = format!("{},{},{verdict},{}", at.collect::<Vec<_>>().join(","), candidate.seat_hours, candidate.replications);
                let best = found.best.as_ref() == Some(&candidate.at);
                for (target, value) in found.targets.iter().zip(&candidate.found) {
                    let Target { measure, stratum_kind, stratum, statistic, bar, .. } = target;
                    let of = format!("{},{measure},{stratum_kind},{stratum},{statistic},{bar}", found.arm);
                    text.push_str(&format!("{about},{of},{},{best}\n", cells(*value)));
                }
            }
            "staffing"
        }
        Findings::Sweep => return None,
    };
    Some((name, text))
}
