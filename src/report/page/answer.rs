//! The answer in sentences.

use super::Teller;
use super::cells::Cell;
use super::tables::{self, AgencyRows};
use crate::report::Report;
use crate::report::answer::{counted, stratum_word, verdict_short};
use crate::report::doubts;
use crate::report::findings::{ArmFinding, StratumFinding, Verdict, longer_in, survivors};
use crate::report::format::{Quantity, interval};
use crate::report::lines;
use crate::report::ranges::{self, Over};
use crate::report::words::{Family, Sentence, fill};
use crate::results::TimeDifference;
use serde::Serialize;

/// One stratum of the answer.
#[derive(Debug, Serialize)]
pub(super) struct Stratum {
    /// `multi`, `single` or `none`.
    name: String,
    title: String,
    facts: Vec<String>,
    /// Each arm in one sentence: how it is set, the arm, and what is said of it.
    sentences: Vec<(&'static str, String, String)>,
    arms: Vec<Arm>,
    /// Where one agency is needed: each of them.
    alone: Vec<AgencyRows>,
}

/// One arm in a stratum.
#[derive(Debug, Serialize)]
struct Arm {
    /// `shorter`, `longer`, `unclear`, `missing`: how it is set.
    tone: &'static str,
    name: String,
    headline: String,
    interval: Option<String>,
    sentences: Vec<String>,
}

/// The answer in one look: a row for each arm, a column for each stratum.
#[derive(Debug, Serialize)]
pub(super) struct Glance {
    columns: Vec<String>,
    rows: Vec<GlanceRow>,
}

/// One arm of it: tones, and differences with their intervals.
#[derive(Debug, Serialize)]
struct GlanceRow {
    name: String,
    cells: Vec<(&'static str, Cell)>,
}

/// Where an arm is longer than the baseline.
#[derive(Debug, Serialize)]
pub(super) struct Longer {
    arm: String,
    sentence: String,
    list: Vec<String>,
}

pub(super) fn strata(teller: &Teller<'_>) -> Vec<Stratum> {
    teller.report.findings().iter().map(|finding| stratum(teller, finding)).filter(|stratum| !stratum.arms.is_empty()).collect()
}

/// The answer in one look; nothing where it would only repeat a single row or column.
pub(super) fn glance(teller: &Teller<'_>) -> Option<Glance> {
    let (w, findings) = (teller.words, teller.report.findings());
    let cell = |finding: &ArmFinding<'_>| {
        let mean = finding.difference.and_then(|found| found.of_arms.mean_s);
        let Some(mean) = mean else { return ("missing", Cell::new(w.no_estimate_short.to_owned())) };
        let number = teller.numbers.full_signed(Quantity::Change, &mean);
        let cell = match verdict_short(w, finding.verdict) {
            Some(words) => Cell::with_note(words, number),
            None => Cell::new(number),
        };
        (tone(finding), cell.of(Some(mean)))
    };
    let row = |(index, arm)| GlanceRow {
        name: teller.arm(arm).to_owned(),
        cells: findings.iter().filter_map(|finding| finding.arms.get(index)).map(cell).collect(),
    };
    let rows: Vec<GlanceRow> = teller.report.others().enumerate().map(row).collect();
    let columns = findings.iter().map(|finding| head(teller, finding)).collect::<Vec<_>>();
    (!rows.is_empty() && columns.len() > 1).then_some(Glance { columns, rows })
}

fn stratum(teller: &Teller<'_>, finding: &StratumFinding<'_>) -> Stratum {
    let (w, numbers) = (teller.words, teller.numbers);
    let mut facts = Vec::new();
    let measure = teller.report.measure_label(finding.measure, teller.language);
    if let Some(mean) = finding.baseline.and_then(|stats| stats.mean_s) {
        let level = numbers.full(Quantity::Time, &mean);
        facts.push(fill(w.level_is, &[("baseline", teller.baseline()), ("measure", measure), ("level", &level)]));
    }
    if let Some(count) = finding.per_year {
        facts.push(counted(numbers, count.value, &count, w.concerns_one, w.concerns_many));
    }
    let arms = finding.arms.iter().map(|arm| tell(teller, finding, arm)).collect();
    let alone = if finding.stratum == "single" { tables::alone(teller) } else { Vec::new() };
    let sentences = finding.arms.iter().map(|arm| (tone(arm), teller.arm(arm.arm).to_owned(), sentence(teller, finding, arm))).collect();
    Stratum { name: finding.stratum.to_owned(), title: head(teller, finding), facts, sentences, arms, alone }
}

/// What a stratum is called, and whether it is not among what is declared.
fn head(teller: &Teller<'_>, finding: &StratumFinding<'_>) -> String {
    let stratum = stratum_word(teller.words, finding.stratum);
    match teller.report.is_all_exploratory(finding) {
        true => fill(Family::of(teller.language).exploratory_head, &[("stratum", stratum)]),
        false => stratum.to_owned(),
    }
}

/// How an arm is set.
fn tone(finding: &ArmFinding<'_>) -> &'static str {
    match finding.verdict {
        Verdict::Missing => "missing",
        Verdict::Shorter => "shorter",
        Verdict::Longer => "longer",
        _ => "unclear",
    }
}

/// An arm in one sentence that can be defended: how much, how sure, for how many incidents, how many of them by more than a minute, how many
/// get slower, and over which doubt.
fn sentence(teller: &Teller<'_>, stratum: &StratumFinding<'_>, finding: &ArmFinding<'_>) -> String {
    let (w, numbers) = (Sentence::of(teller.language), teller.numbers);
    let whole = |difference: &str, concerned: &str, doubt: &str| {
        fill(w.whole, &[("difference", difference), ("concerned", concerned), ("doubt", doubt)])
    };
    let Some((difference, mean)) = finding.difference.and_then(|found| Some((found, found.of_arms.mean_s?))) else {
        let met = teller.report.results.arms.get(finding.arm).and_then(|arm| arm.findings.first());
        let told = met.map(|(replication, found)| doubts::finding(teller.language, numbers, *replication, found));
        return whole(&told.map_or_else(|| w.missing.to_owned(), |told| fill(w.missing_limit, &[("finding", &told)])), "", "");
    };
    let baseline = ("baseline", teller.baseline());
    let value = match numbers.signed_interval(Quantity::Change, &mean) {
        Some(ends) => format!("{}, {ends}", numbers.signed(Quantity::Change, &mean)),
        None => numbers.signed(Quantity::Change, &mean),
    };
    let said = match finding.verdict {
        verdict if verdict.is_unclear() => fill(w.unclear, &[baseline, ("value", &value)]),
        Verdict::Unnoticeable => fill(w.unnoticeable, &[("value", &value)]),
        Verdict::Unsure => {
            let said =
                fill(w.unsure, &[("value", &value), ("no_interval", &doubts::no_interval(teller.report, teller.language, difference))]);
            return whole(&said, "", &doubt(teller, stratum, finding));
        }
        Verdict::Identical => return whole(&fill(w.identical, &[baseline]), "", &doubt(teller, stratum, finding)),
        _ => {
            let shorter = mean.value < 0.0;
            let ends = numbers.interval(Quantity::Change, &mean, shorter).unwrap_or_default();
            let ends = fill(w.at_95, &[("interval", &ends)]);
            let amount = numbers.amount(Quantity::Change, &mean);
            fill(if shorter { w.shorter } else { w.longer }, &[("amount", &amount), ("interval", &ends)])
        }
    };
    let mut concerned = if survivors(difference) { w.survivors.to_owned() } else { String::new() };
    // Who cannot be told apart is given no gain.
    if !finding.verdict.is_unclear() {
        concerned += &self::concerned(teller, stratum, difference).unwrap_or_default();
    }
    whole(&said, &concerned, &doubt(teller, stratum, finding))
}

/// For how many it is, how many of them gain more than a minute, and how many get slower.
fn concerned(teller: &Teller<'_>, stratum: &StratumFinding<'_>, difference: &TimeDifference) -> Option<String> {
    let (w, numbers) = (Sentence::of(teller.language), teller.numbers);
    let gain = difference.gain_over_60_s_per_year?;
    let told = numbers.full(Quantity::Count, &gain);
    let gain = match numbers.value(Quantity::Count, &gain) {
        none if none == "0" => w.gain_none.to_owned(),
        one if one == "1" => fill(w.gain_one, &[("gain", &told)]),
        _ => fill(w.gain, &[("gain", &told)]),
    };
    let count = numbers.value(Quantity::Count, stratum.per_year.as_ref()?);
    let slower = numbers.value(Quantity::Share, difference.of_pairs.slower.as_ref()?);
    Some(fill(w.concerned, &[("count", &count), ("gain", &gain), ("slower", &slower)]))
}

/// What the assumed ranges make of it.
fn doubt(teller: &Teller<'_>, stratum: &StratumFinding<'_>, finding: &ArmFinding<'_>) -> String {
    let w = Sentence::of(teller.language);
    let hidden = |unclear: Option<String>| unclear.map_or_else(String::new, |names| fill(w.doubt_hidden, &[("names", &names)]));
    match ranges::over(teller.report, teller.language, &Report::asked(finding.arm, stratum.measure, stratum.stratum)) {
        None => String::new(),
        Some(Over::Nothing) => w.doubt_nothing.to_owned(),
        Some(Over::Few { .. }) => w.doubt_few.to_owned(),
        Some(Over::Luck { unclear }) => w.doubt_luck.to_owned() + &hidden(unclear),
        Some(Over::Between { ends, turns, unclear, .. }) => {
            fill(w.doubt, &[("between", &ends)]) + if turns { w.doubt_turns } else { "" } + &hidden(unclear)
        }
    }
}

fn tell(teller: &Teller<'_>, stratum: &StratumFinding<'_>, finding: &ArmFinding<'_>) -> Arm {
    let (w, numbers) = (teller.words, teller.numbers);
    let name = lines::soft(teller.arm(finding.arm));
    let baseline = [("baseline", teller.baseline())];
    let Some((difference, mean)) = finding.difference.and_then(|found| Some((found, found.of_arms.mean_s?))) else {
        let met = teller.report.results.arms.get(finding.arm).map_or(&[][..], |arm| &arm.findings);
        let told = met.iter().take(1).map(|(replication, found)| doubts::finding(teller.language, numbers, *replication, found));
        let sentences = told.map(|finding| fill(w.limit_met, &[("finding", &finding)])).collect();
        return Arm { tone: tone(finding), name, headline: w.no_estimate.to_owned(), interval: None, sentences };
    };
    let amount = numbers.amount(Quantity::Change, &mean);
    let amount = [("amount", amount.as_str())];
    let shorter = mean.value < 0.0;
    let headline = match finding.verdict {
        verdict if verdict.is_unclear() => fill(w.unclear, &baseline),
        Verdict::Identical => fill(w.identical, &baseline),
        Verdict::Unnoticeable => w.unnoticeable.to_owned(),
        Verdict::Unsure => w.unsure.to_owned(),
        _ if shorter => fill(w.shorter, &amount),
        _ => fill(w.longer, &amount),
    };
    let interval = match numbers.interval(Quantity::Change, &mean, shorter) {
        Some(interval) if finding.verdict.is_told() => Some(fill(w.mean_interval, &[("interval", &interval)])),
        None => Some(doubts::no_interval(teller.report, teller.language, difference)),
        Some(_) => None,
    };
    let mut sentences = Vec::new();
    if survivors(difference) {
        sentences.extend(survivor_sentences(teller, stratum, difference));
    }
    if finding.verdict.is_unclear() {
        let range = numbers.signed_interval(Quantity::Change, &mean).unwrap_or_default();
        let sentence = if finding.verdict == Verdict::Unclear { w.unclear_why } else { w.unclear_why_many };
        let count = teller.report.comparisons(difference).to_string();
        sentences.push(fill(sentence, &[("value", &numbers.signed(Quantity::Change, &mean)), ("interval", &range), ("count", &count)]));
    }
    if finding.verdict == Verdict::Unsure {
        sentences.push(fill(w.unsure_why, &[("value", &numbers.signed(Quantity::Change, &mean))]));
    }
    if finding.verdict == Verdict::Unnoticeable {
        let (value, noticeable) = (numbers.full_signed(Quantity::Change, &mean), teller.noticeable());
        sentences.push(fill(w.unnoticeable_why, &[("value", &value), ("noticeable", &noticeable)]));
    }
    if teller.report.is_exploratory(difference) {
        sentences.push(w.exploratory.to_owned());
    }
    if !matches!(finding.verdict, Verdict::Identical | Verdict::Unsure) {
        sentences.extend(details(teller, stratum, difference, finding.verdict.is_told()));
    }
    let asked = Report::asked(finding.arm, stratum.measure, stratum.stratum);
    sentences.extend(ranges::sentence(teller.report, teller.language, &asked));
    Arm { tone: tone(finding), name, headline, interval, sentences }
}

/// First what does not depend on who reached the measure.
fn survivor_sentences(teller: &Teller<'_>, stratum: &StratumFinding<'_>, difference: &TimeDifference) -> Vec<String> {
    let mut sentences = vec![teller.words.survivors.to_owned()];
    let target = teller.report.results.measures.get(stratum.measure).and_then(|info| info.target_s);
    let change = difference.of_arms.within_target.filter(|change| interval(change).is_some());
    if let (Some(target), Some(change)) = (target, change) {
        let value = teller.numbers.full_signed(Quantity::Points, &change);
        sentences.push(fill(teller.words.survivors_target, &[("target", &teller.numbers.length(target)), ("value", &value)]));
    }
    sentences
}

/// How large that is, for how many, and single incidents.
fn details(teller: &Teller<'_>, stratum: &StratumFinding<'_>, difference: &TimeDifference, sure: bool) -> Vec<String> {
    let (w, numbers) = (teller.words, teller.numbers);
    let mut sentences = Vec::new();
    if let (true, Some(relative), Some(base)) = (sure, difference.of_arms.relative, difference.baseline_mean_s) {
        let (share, level) = (numbers.amount(Quantity::Share, &relative), numbers.value(Quantity::Time, &base));
        sentences.push(fill(w.relative, &[("share", &share), ("level", &level), ("baseline", teller.baseline())]));
    }
    let pairs = &difference.of_pairs;
    if let (Some(quicker), Some(slower), Some(unchanged)) = (pairs.quicker, pairs.slower, pairs.unchanged) {
        let [quicker, slower, unchanged] = [quicker, slower, unchanged].map(|share| numbers.value(Quantity::Share, &share));
        let noticeable = teller.noticeable();
        let values = [("quicker", quicker.as_str()), ("slower", &slower), ("unchanged", &unchanged), ("noticeable", &noticeable)];
        sentences.push(fill(w.pairs_shares, &values));
    }
    let target = teller.report.results.measures.get(stratum.measure).and_then(|info| info.target_s);
    // What has no interval is not told to three digits.
    let change = difference.of_arms.within_target.filter(|change| interval(change).is_some());
    if let (false, Some(target), Some(change)) = (survivors(difference), target, change) {
        let value = numbers.full_signed(Quantity::Points, &change);
        sentences.push(fill(w.target_change, &[("target", &numbers.length(target)), ("value", &value)]));
    }
    sentences
}

/// Who gets longer times in which arm, by type and agency, over the time measures.
pub(super) fn longer(teller: &Teller<'_>) -> Vec<Longer> {
    let w = teller.words;
    let noticeable = teller.report.results.study.noticeable.seconds();
    let told = |arm| {
        let mut list = Vec::new();
        for measure in teller.report.time_measures() {
            let Some(strata) = teller.report.differences(arm, measure) else { continue };
            let measure = teller.report.measure_label(measure, teller.language);
            for (kind, name, mean) in longer_in(strata, noticeable) {
                let value = teller.numbers.full_signed(Quantity::Change, &mean);
                list.push(format!("{} – {measure}: {value}", teller.stratum(kind, name)));
            }
        }
        let sentence =
            if list.is_empty() { w.longer_for_none.to_owned() } else { fill(w.longer_for, &[("noticeable", &teller.noticeable())]) };
        Longer { arm: teller.arm(arm).to_owned(), sentence, list }
    };
    teller.report.others().map(told).collect()
}
