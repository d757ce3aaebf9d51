//! Where the answer turns, in sentences.

use super::{Told, is_clear};
use crate::drivers::{Between, Border, Crossing, Factor, OpenBetween, Turn, Turns};
use crate::report::words::{TurnWords, fill};
use crate::results::{Est, Question};

/// Rows of a map that are told one by one.
const MOST_ROWS: usize = 9;

/// Where the answer turns along a factor, where that is unclear, and where nothing is known.
pub(in crate::report) fn turn_sentences(told: &Told<'_>, question: &Question, found: &Turns) -> Vec<String> {
    let Some(factor) = told.drivers.factors.first() else { return Vec::new() };
    let along = Along { told, factor };
    let answered: Vec<f64> = found.curve.iter().filter(|(_, est)| est.is_some()).map(|(at, _)| *at).collect();
    let (Some(first), Some(last)) = (answered.first(), answered.last()) else {
        let (low, high) = (along.at(factor.low), along.at(factor.high));
        return vec![fill(TurnWords::of(told.language).no_answer, &[("name", &told.called(&factor.name)), ("low", &low), ("high", &high)])];
    };
    let mut sentences = match found.turns.is_empty() {
        true => along.none(question, found, Between { low: *first, high: *last }),
        false => along.turning(question, found),
    };
    sentences.extend(found.equal.iter().map(|equal| along.equal(*equal)));
    sentences.extend(found.unanswered.iter().map(|gap| along.gap(*gap)));
    sentences
}

/// Sentences about places along a factor.
struct Along<'a> {
    told: &'a Told<'a>,
    factor: &'a Factor,
}

impl Along<'_> {
    fn words(&self) -> &'static TurnWords {
        TurnWords::of(self.told.language)
    }

    fn at(&self, value: f64) -> String {
        self.told.at(self.factor, value)
    }

    /// It does not turn where there are answers: because it is on one side of zero everywhere, or as far as can be told.
    fn none(&self, question: &Question, found: &Turns, answered: Between) -> Vec<String> {
        let (told, w) = (self.told, self.words());
        let (low, high) = (self.at(answered.low), self.at(answered.high));
        let sentence = match (found.told_apart, found.unclear.is_empty()) {
            (true, true) if found.unanswered.is_empty() => w.none,
            (true, true) => w.none_answered,
            (true, false) => w.not_seen,
            (false, true) => "",
            (false, false) => w.nowhere,
        };
        let mut sentences = vec![fill(sentence, &[("name", &self.told.called(&self.factor.name)), ("low", &low), ("high", &high)])];
        let is_partly_unclear = found.told_apart && !found.unclear.is_empty();
        sentences.extend(found.unclear.iter().filter(|_| is_partly_unclear).map(|unclear| self.unclear(*unclear)));
        let end = |est: Option<&(f64, Est)>| told.signed(question, est.and_then(|(_, est)| *est));
        let known = || found.curve.iter().filter(|(_, est)| est.is_some());
        let values = [("low", low), ("first", end(known().next())), ("high", high), ("last", end(known().next_back()))];
        let values: Vec<(&str, &str)> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        sentences.push(fill(w.ends, &values));
        sentences.retain(|sentence| !sentence.is_empty());
        sentences
    }

    /// The turns, those of one unclear stretch together, and what is unclear besides.
    fn turning(&self, question: &Question, found: &Turns) -> Vec<String> {
        let w = self.words();
        let stretch = |unclear: &OpenBetween| {
            let turns: Vec<&Turn> = found.turns.iter().filter(|turn| turn.unclear == *unclear).collect();
            let place = |turn: &&Turn| or_luck(w, self.place(turn.at), turn.clear);
            let places: Vec<String> = turns.iter().map(place).collect();
            let turn =
                (!turns.is_empty()).then(|| fill(w.at, &[("name", &self.told.called(&self.factor.name)), ("place", &places.join(", "))]));
            let side = match turns[..] {
                [only] => self.side(question, found, only),
                _ => "",
            };
            // Nothing where it is narrower than what is written.
            let is_known = turn.is_some() && unclear.low.zip(unclear.high).is_some_and(|(low, high)| self.at(low) == self.at(high));
            let unclear = if is_known { String::new() } else { self.unclear(*unclear) };
            let parts = [turn.unwrap_or_default(), side.to_owned(), unclear];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
        };
        found.unclear.iter().map(stretch).collect()
    }

    fn place(&self, at: Between) -> String {
        match at.low == at.high {
            true => self.at(at.low),
            false => fill(self.words().between, &[("low", &self.at(at.low)), ("high", &self.at(at.high))]),
        }
    }

    /// On which side of a turn what is.
    fn side(&self, question: &Question, found: &Turns, turn: &Turn) -> &'static str {
        let w = self.words();
        let is_before = |(place, est): &&(f64, Est)| *place <= turn.at.low && est.is_some_and(|est| est.value != 0.0);
        match found.curve.iter().rev().find(is_before).and_then(|(_, est)| *est) {
            Some(est) if question.unit == "s" && question.statistic == "mean" => match est.value < 0.0 {
                true => w.shorter_below,
                false => w.longer_below,
            },
            _ => "",
        }
    }

    fn unclear(&self, unclear: OpenBetween) -> String {
        let w = self.words();
        match (unclear.low.map(|low| self.at(low)), unclear.high.map(|high| self.at(high))) {
            (Some(low), Some(high)) if low == high => fill(w.unclear_at, &[("at", &low)]),
            (Some(low), Some(high)) => fill(w.unclear, &[("low", &low), ("high", &high)]),
            (Some(low), None) => fill(w.unclear_above, &[("low", &low)]),
            (None, Some(high)) => fill(w.unclear_below, &[("high", &high)]),
            (None, None) => w.unclear_all.to_owned(),
        }
    }

    fn equal(&self, equal: Between) -> String {
        let (w, low, high) = (self.words(), self.at(equal.low), self.at(equal.high));
        if low == high { fill(w.equal, &[("at", &low)]) } else { fill(w.equal_between, &[("low", &low), ("high", &high)]) }
    }

    fn gap(&self, gap: OpenBetween) -> String {
        let w = self.words();
        let low = self.at(gap.low.unwrap_or(self.factor.low));
        let high = self.at(gap.high.unwrap_or(self.factor.high));
        let sentence = match (gap.low, gap.high) {
            (None, Some(_)) => w.gap_below,
            (Some(_), None) => w.gap_above,
            _ => w.gap,
        };
        fill(sentence, &[("low", &low), ("high", &high)])
    }
}

/// Between which cells of a map the answer turns.
pub(in crate::report) fn border_sentences(told: &Told<'_>, found: &Border) -> Vec<String> {
    let w = TurnWords::of(told.language);
    let [across, up] = &told.drivers.factors[..] else { return Vec::new() };
    let mut sentences = Vec::new();
    // Row by row, then column by column: a turn along the one is none along the other.
    for (along, beside) in [(across, up), (up, across)] {
        let told_here: Vec<&Crossing> = found.crossings.iter().filter(|crossing| crossing.factor == along.name).collect();
        let rows: Vec<&[&Crossing]> = told_here.chunk_by(|one, other| one.beside == other.beside).collect();
        for crossings in rows.iter().take(MOST_ROWS) {
            let place = |crossing: &&Crossing| {
                let place = fill(w.between, &[("low", &told.at(along, crossing.low)), ("high", &told.at(along, crossing.high))]);
                or_luck(w, place, crossing.clear)
            };
            let places = crossings.iter().map(place).collect::<Vec<_>>().join(", ");
            let at = told.at(beside, crossings[0].beside);
            sentences.push(fill(
                w.row,
                &[("beside", &told.called(&beside.name)), ("at", &at), ("name", &told.called(&along.name)), ("places", &places)],
            ));
        }
        if rows.len() > MOST_ROWS {
            let count = told.numbers.count((rows.len() - MOST_ROWS) as u64);
            sentences.push(fill(w.rows_more, &[("count", &count), ("name", &told.called(&along.name))]));
        }
    }
    if found.crossings.is_empty() {
        sentences.push(w.map_none.to_owned());
    }
    let count = |number: u64| told.numbers.count(number);
    let of = [(found.unclear, w.map_unclear), (found.unanswered, w.map_unanswered)];
    let cells = of.into_iter().filter(|(number, _)| *number > 0);
    sentences.extend(cells.map(|(number, sentence)| fill(sentence, &[("count", &count(number)), ("all", &count(found.cells))])));
    sentences
}

/// A turn, and that it may be luck where it is not clear.
fn or_luck(w: &TurnWords, place: String, is_clear: bool) -> String {
    if is_clear { place } else { format!("{place} ({})", w.may_be_luck) }
}

/// Whether the sides of an edge of a map have unlike signs, and both are told apart from zero; `None` where it does not turn there.
pub(in crate::report) fn turns_between(one: Est, other: Est) -> Option<bool> {
    let (one, other) = (one?, other?);
    (one.value * other.value < 0.0).then(|| is_clear(&one) && is_clear(&other))
}
