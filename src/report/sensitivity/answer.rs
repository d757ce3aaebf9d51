//! What drives the answer, for a terminal.

use super::turns::{border_sentences, turn_sentences};
use super::{SensitivityReport, Told, exact_change, largest, nothing_shared, place, share};
use crate::drivers::{Believed, Effects, Findings, Indices, Screened, Shared, Staffing, Turns, Variances, Verdict};
use crate::model::Language;
use crate::report::answer::NARROWEST;
use crate::report::format::{exact, interval};
use crate::report::lines::{columns, wrap};
use crate::report::words::{BareWords, fill};
use crate::results::{Bar, Bare, Est, Question};

/// Rows of a table; the CSV has them all.
const MOST_ROWS: usize = 12;
/// Between columns.
const GAP: usize = 2;

/// What was found in a few lines of at most `width` columns, by question.
pub fn sensitivity_answer(report: &SensitivityReport, language: Language, width: usize) -> String {
    let page = Page { told: Told::new(report, language), width: width.max(NARROWEST) };
    let drivers = &report.drivers;
    let mut lines = page.wrapped(drivers.title.get(language), "");
    lines.extend(page.wrapped(&page.told.done(), ""));
    if !drivers.questions.is_empty() {
        lines.extend(page.wrapped(&fill(page.told.words.against_baseline, &[("baseline", page.told.arm(&drivers.baseline))]), ""));
    }
    for (number, question) in drivers.questions.iter().enumerate() {
        lines.push(String::new());
        lines.extend(page.wrapped(&page.told.who(question).to_uppercase(), ""));
        lines.extend(page.wrapped(&page.told.what(question), ""));
        lines.extend(page.question(number, question));
    }
    if let Findings::Staffing(found) = &drivers.findings {
        lines.extend(page.staffing(found));
    }
    lines.extend(page.notes());
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

struct Page<'a> {
    told: Told<'a>,
    width: usize,
}

impl Page<'_> {
    fn wrapped(&self, text: &str, indent: &str) -> Vec<String> {
        wrap(text, self.width - columns(indent)).into_iter().map(|line| format!("{indent}{line}")).collect()
    }

    fn question(&self, number: usize, question: &Question) -> Vec<String> {
        match &self.told.drivers.findings {
            Findings::Tornado { base, bars } => self.tornado(number, question, base[number], bars),
            Findings::Morris { factors, .. } => self.morris(number, question, factors),
            Findings::Sobol { variances, factors, .. } => self.sobol(number, question, variances[number].as_ref(), factors),
            Findings::Beliefs { answers, .. } => self.beliefs(question, answers[number].as_ref()),
            Findings::BreakEven { map, .. } if !map.is_empty() => {
                let said = border_sentences(&self.told, &map[number]);
                said.iter().flat_map(|sentence| self.wrapped(sentence, "  ")).chain(self.sweep(number, question)).collect()
            }
            Findings::BreakEven { answers, .. } => self.turns(question, &answers[number]),
            Findings::Sweep => self.sweep(number, question),
            // It has no questions, but targets.
            Findings::Staffing(_) => Vec::new(),
        }
    }

    /// Rows under heads, the first column to the left; each row that was left out is counted.
    fn table(&self, heads: &[&str], rows: &[Vec<String>]) -> Vec<String> {
        let all: Vec<Vec<String>> =
            std::iter::once(heads.iter().map(|head| (*head).to_owned()).collect()).chain(rows.iter().cloned()).collect();
        let widths: Vec<usize> = (0..heads.len()).map(|column| all.iter().map(|row| columns(&row[column])).max().unwrap_or(0)).collect();
        let line = |row: &Vec<String>| {
            let mut line = "  ".to_owned();
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                let pad = " ".repeat(width - columns(cell));
                let gap = " ".repeat(if column == 0 { 0 } else { GAP });
                line.push_str(&if column == 0 { format!("{cell}{pad}") } else { format!("{gap}{pad}{cell}") });
            }
            line
        };
        let mut lines: Vec<String> = all.iter().take(MOST_ROWS + 1).map(line).collect();
        if rows.len() > MOST_ROWS {
            let count = self.told.numbers.count((rows.len() - MOST_ROWS) as u64);
            lines.push(format!("  {}", fill(self.told.words.more_places, &[("count", &count)])));
        }
        lines
    }

    fn tornado(&self, number: usize, question: &Question, base: Est, bars: &[Bar]) -> Vec<String> {
        let (told, w) = (&self.told, self.told.words);
        let mut lines = self.wrapped(&fill(w.sens_base, &[("value", &told.signed(question, base))]), "");
        let mut sorted: Vec<&Bar> = bars.iter().collect();
        sorted.sort_by(|a, b| largest(&b.changes[number]).total_cmp(&largest(&a.changes[number])));
        // An end without an answer is no end without a change, nor is one of which nobody knows how sure its change is.
        let is_unsure = |change: &Est| change.as_ref().is_none_or(|change| change.value != 0.0 && interval(change).is_none());
        let is_row = |bar: &&Bar| (0..2).any(|end| bar.is_told(number, end) || is_unsure(&bar.changes[number][end]));
        let (rows, unclear): (Vec<&Bar>, Vec<&Bar>) = sorted.into_iter().partition(is_row);
        let row = |bar: &&Bar| {
            let factor = told.factor(&bar.factor);
            let end = |place: usize| {
                let value = factor.map(|factor| told.at(factor, if place == 0 { factor.low } else { factor.high })).unwrap_or_default();
                [value, told.changed(question, bar, (number, place))]
            };
            std::iter::once(told.called(&bar.factor)).chain(end(0)).chain(end(1)).collect::<Vec<String>>()
        };
        if !rows.is_empty() {
            let rows: Vec<_> = rows.iter().map(row).collect();
            lines.extend(self.table(&["", w.sens_low, w.sens_change, w.sens_high, w.sens_change], &rows));
        }
        if !unclear.is_empty() {
            let names: Vec<String> = unclear.iter().map(|bar| told.called(&bar.factor)).collect();
            lines.extend(self.wrapped(&fill(w.sens_unclear, &[("names", &names.join(", "))]), "  "));
        }
        lines
    }

    fn morris(&self, number: usize, question: &Question, factors: &[Screened]) -> Vec<String> {
        let (told, w) = (&self.told, self.told.words);
        let quantity = Told::quantity(question);
        let mut found: Vec<(&str, &Effects)> =
            factors.iter().filter_map(|factor| Some((factor.factor.as_str(), factor.effects[number].as_ref()?))).collect();
        found.sort_by(|a, b| b.1.mean_size.value.total_cmp(&a.1.mean_size.value));
        let row = |(name, effects): &(&str, &Effects)| {
            let size = told.or_bare(&effects.mean_size, told.numbers.full(quantity, &effects.mean_size));
            vec![
                told.called(name),
                size,
                told.signed(question, Some(effects.mean)),
                told.or_bare(&effects.spread, told.numbers.full(quantity, &effects.spread)),
            ]
        };
        let rows: Vec<_> = found.iter().map(row).collect();
        self.table(&["", w.sens_size, w.sens_effect, w.sens_spread], &rows)
    }

    fn sobol(&self, number: usize, question: &Question, variances: Option<&Variances>, factors: &[Shared]) -> Vec<String> {
        let (told, w) = (&self.told, self.told.words);
        let Some(variances) = variances else { return self.wrapped(w.no_estimate, "") };
        let quantity = Told::quantity(question);
        let sd = |variance: f64| told.numbers.value(quantity, &exact(libm::sqrt(variance.max(0.0))));
        let values = [("input", &*sd(variances.input)), ("noise", &*sd(variances.noise))];
        let mut lines = self.wrapped(&fill(w.sens_spreads, &values), "");
        if let Some(why) = nothing_shared(w, variances) {
            lines.extend(self.wrapped(why, "  "));
            return lines;
        }
        let mut found: Vec<(&str, &Indices)> =
            factors.iter().filter_map(|factor| Some((factor.factor.as_str(), factor.indices[number].as_ref()?))).collect();
        found.sort_by(|a, b| b.1.total.value.total_cmp(&a.1.total.value));
        let row = |(name, indices): &(&str, &Indices)| vec![told.called(name), share(told, &indices.first), share(told, &indices.total)];
        lines.extend(self.table(&["", w.sens_first, w.sens_total], &found.iter().map(row).collect::<Vec<_>>()));
        lines
    }

    fn beliefs(&self, question: &Question, found: Option<&Believed>) -> Vec<String> {
        let Some(found) = found else { return self.wrapped(self.told.words.no_estimate, "") };
        belief_sentences(&self.told, question, found).iter().flat_map(|sentence| self.wrapped(sentence, "  ")).collect()
    }

    fn turns(&self, question: &Question, found: &Turns) -> Vec<String> {
        turn_sentences(&self.told, question, found).iter().flat_map(|sentence| self.wrapped(sentence, "  ")).collect()
    }

    fn sweep(&self, number: usize, question: &Question) -> Vec<String> {
        let told = &self.told;
        let names: Vec<String> = told.drivers.factors.iter().map(|factor| told.called(&factor.name)).collect();
        let heads: Vec<&str> = names
            .iter()
            .map(String::as_str)
            .chain([if question.statistic == "mean" { told.words.mean_difference } else { told.words.column_value_difference }])
            .collect();
        let row = |point: &crate::drivers::Point| {
            let at = told
                .drivers
                .factors
                .iter()
                .map(|factor| place(&point.at, factor).map_or_else(|| "–".to_owned(), |value| told.at(factor, value)));
            at.chain([told.signed(question, point.found[number])]).collect()
        };
        let rows: Vec<Vec<String>> = told.drivers.points.iter().map(row).collect();
        self.table(&heads, &rows)
    }

    fn staffing(&self, found: &Staffing) -> Vec<String> {
        let (told, w) = (&self.told, self.told.words);
        let mut lines = vec![String::new(), told.arm(&found.arm).to_uppercase()];
        for target in &found.targets {
            lines.extend(self.wrapped(&told.target(target), ""));
        }
        lines.extend(staffing_sentences(told, found).iter().flat_map(|sentence| self.wrapped(sentence, "  ")));
        let names: Vec<&str> = told.drivers.factors.iter().map(|factor| factor.name.as_str()).collect();
        lines.extend(self.wrapped(&fill(w.staff_seats, &[("names", &names.join(" + "))]), "  "));
        let row = |candidate: &crate::drivers::Candidate| {
            let seats: Vec<String> = candidate.at.values().map(|seats| told.plain(*seats)).collect();
            let (verdict, replications) = (told.verdict(candidate.verdict).to_owned(), told.numbers.count(candidate.replications));
            let found = found.targets.iter().zip(&candidate.found).map(|(target, found)| told.reached(target, *found));
            [seats.join(" + "), told.plain(candidate.seat_hours), verdict, replications].into_iter().chain(found).collect::<Vec<_>>()
        };
        let measures = found.targets.iter().map(|target| told.measure(&target.measure));
        let heads: Vec<&str> = [w.staff_seats_short, w.staff_hours, "", w.staff_replications].into_iter().chain(measures).collect();
        lines.extend(self.table(&heads, &found.candidates.iter().map(row).collect::<Vec<_>>()));
        lines
    }

    /// What a reader must know: points without an answer, and what minus means.
    fn notes(&self) -> Vec<String> {
        let (told, w) = (&self.told, self.told.words);
        let mut lines = vec![String::new()];
        if told.drivers.questions.iter().any(|question| question.unit == "s") {
            lines.extend(self.wrapped(w.minus_is_shorter, ""));
        } else if !matches!(told.drivers.findings, Findings::Staffing(_)) {
            lines.extend(self.wrapped(w.arm_minus_baseline, ""));
        }
        let note = match &told.drivers.findings {
            Findings::Tornado { .. } => w.sens_tornado_note,
            Findings::Morris { .. } => w.sens_morris_note,
            Findings::Sobol { .. } => w.sens_sobol_note,
            Findings::Beliefs { .. } => w.sens_beliefs_note,
            Findings::BreakEven { .. } => w.sens_turn_note,
            Findings::Sweep => "",
            Findings::Staffing(_) => w.staff_note,
        };
        lines.extend(self.wrapped(note, "").into_iter().filter(|line| !line.is_empty()));
        lines.extend(without_interval(told).into_iter().flat_map(|text| self.wrapped(&text, "")));
        if !told.drivers.left_out.is_empty() {
            let names: Vec<String> = told.drivers.left_out.iter().map(|question| told.asked(question)).collect();
            lines.extend(self.wrapped(&fill(w.sens_left_out, &[("names", &names.join("; "))]), ""));
        }
        let failed: Vec<&str> = told.drivers.points.iter().filter_map(|point| point.failure.as_deref()).collect();
        if let Some(first) = failed.first() {
            let count = told.numbers.count(failed.len() as u64);
            lines.extend(self.wrapped(&fill(w.sens_failed, &[("count", &count), ("reason", first)]), ""));
        }
        lines
    }
}

/// Why numbers stand without an interval, where any do.
fn without_interval(told: &Told<'_>) -> Option<String> {
    let drivers = told.drivers;
    let of_points = |number: usize| drivers.points.iter().take(number).flat_map(|point| point.bare.iter().flatten().copied());
    // Of what is told: the points themselves are where the method is made of them, and the scenario itself in a tornado.
    let mut bare: Vec<Bare> = match &drivers.findings {
        Findings::Tornado { bars, .. } => {
            of_points(1).chain(bars.iter().flat_map(|bar| bar.bare.iter().flatten().flatten().copied())).collect()
        }
        Findings::Morris { factors, .. } => {
            // Three numbers each, ...
            let bare = factors.iter().flat_map(|factor| factor.effects.iter().flatten().filter_map(|effects| effects.bare));
            bare.flat_map(|bare| [bare; 3]).collect()
        }
        Findings::Sobol { factors, .. } => {
            // ... and two.
            let bare = factors.iter().flat_map(|factor| factor.indices.iter().flatten().filter_map(|indices| indices.bare));
            bare.flat_map(|bare| [bare; 2]).collect()
        }
        Findings::Beliefs { answers, .. } => answers.iter().flatten().filter_map(|found| found.bare).collect(),
        Findings::BreakEven { .. } | Findings::Sweep | Findings::Staffing(_) => of_points(usize::MAX).collect(),
    };
    let count = told.numbers.count(bare.len() as u64);
    bare.sort_unstable();
    bare.dedup();
    let w = BareWords::of(told.language);
    let why = |bare: &Bare| {
        let (sentence, least) = match bare {
            Bare::OneReplication => (w.one_replication, 0),
            Bare::FewCounted { least } => (w.few_counted, *least),
            Bare::FewDiffering { least } => (w.few_differing, *least),
            Bare::FewReplications { least } => (w.few_replications, *least),
            Bare::FewStarts { least } => (w.few_starts, *least),
            Bare::FewPoints { least } => (w.few_points, *least),
        };
        fill(sentence, &[("least", &told.numbers.count(least))])
    };
    let why: Vec<String> = bare.iter().map(why).collect();
    let is_agreed = match &drivers.findings {
        Findings::Tornado { bars, .. } => bars.iter().flat_map(|bar| &bar.agreed).flatten().any(|agreed| *agreed),
        _ => false,
    };
    let told_nothing = if is_agreed { w.told_by_sign } else { w.told_nothing };
    (!why.is_empty()).then(|| format!("{} {told_nothing}", fill(w.note, &[("count", &count), ("why", &why.join("; "))])))
}

/// What was found of each question, in sentences, where it is told in sentences at all.
pub(in crate::report) fn said(told: &Told<'_>) -> Vec<String> {
    let of = |(number, question): (usize, &Question)| {
        let sentences = match &told.drivers.findings {
            Findings::Beliefs { answers, .. } => belief_sentences(told, question, answers[number].as_ref()?),
            Findings::BreakEven { map, .. } if !map.is_empty() => border_sentences(told, &map[number]),
            Findings::BreakEven { answers, .. } => turn_sentences(told, question, &answers[number]),
            _ => return None,
        };
        Some(format!("{}: {}", told.who(question), sentences.join(" ")))
    };
    told.drivers.questions.iter().enumerate().filter_map(of).collect()
}

/// What the answer is if every doubted number follows its law.
pub(in crate::report) fn belief_sentences(told: &Told<'_>, question: &Question, found: &Believed) -> Vec<String> {
    let (w, numbers, quantity) = (told.words, told.numbers, Told::quantity(question));
    let is_time = question.unit == "s" && question.statistic == "mean";
    let signed = |value: f64| exact_change(numbers, quantity, value);
    let amount = |value: f64| numbers.amount(quantity, &exact(value));
    let sd = |value: f64| numbers.value(quantity, &exact(value));
    let (Some(p05), Some(p95), Some(median), Some(above)) = (found.p05, found.p95, found.median, &found.above_zero) else {
        return vec![fill(w.belief_hidden, &[("mean", &told.signed(question, Some(found.mean))), ("noise", &sd(found.noise_sd))])];
    };
    let between = match (p05 < 0.0, p95 < 0.0) {
        (true, true) if is_time => fill(w.belief_shorter, &[("least", &amount(p95)), ("most", &amount(p05))]),
        (false, false) if is_time => fill(w.belief_longer, &[("least", &amount(p05)), ("most", &amount(p95))]),
        (true, false) if is_time => fill(w.belief_either, &[("shorter", &amount(p05)), ("longer", &amount(p95))]),
        _ => fill(w.belief_between, &[("low", &signed(p05)), ("high", &signed(p95))]),
    };
    let above = fill(if is_time { w.belief_above_time } else { w.belief_above }, &[("share", &share(told, above))]);
    let values = [("median", signed(median)), ("input", sd(found.input_sd)), ("noise", sd(found.noise_sd))];
    let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    vec![format!("{between} {above}"), fill(w.belief_spread, &values)]
}

/// The fewest seats, and how sure that is.
fn staffing_sentences(told: &Told<'_>, found: &Staffing) -> Vec<String> {
    let w = told.words;
    let open = found.candidates.iter().filter(|candidate| candidate.verdict == Verdict::Open).count() as u64;
    let undecided = (open > 0).then(|| fill(w.staff_undecided, &[("count", &told.numbers.count(open))]));
    let Some(best) = &found.best else {
        let none = if open > 0 { w.staff_none_shown } else { w.staff_none };
        return std::iter::once(none.to_owned()).chain(undecided).collect();
    };
    let seats: Vec<String> = best.iter().map(|(name, seats)| format!("{name} = {}", told.plain(*seats))).collect();
    let hours = found.candidates.iter().find(|candidate| candidate.at == *best).map_or(0.0, |candidate| candidate.seat_hours);
    let values = [("seats", seats.join(", ")), ("hours", told.plain(hours))];
    let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let mut sentences = vec![fill(if found.sure { w.staff_fewest } else { w.staff_best_found }, &values)];
    if found.tied > 1 {
        sentences.push(fill(w.staff_tied, &[("count", &told.numbers.count(found.tied))]));
    }
    sentences.extend(undecided);
    sentences
}
