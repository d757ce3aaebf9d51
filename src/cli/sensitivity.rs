//! `larmkedja sensitivity`: what drives the answer, and where it turns.

use super::arguments::{Global, MethodName, Sensitivity, StatisticName, tool};
use super::compare::{Started, manifest, width};
use super::documents::{EstimateDocument, written};
use super::interrupt::Interrupt;
use super::prepare::{Prepared, sound};
use super::progress::Bar;
use super::{Answer, DONE, FAILED, Failure, INTERRUPTED, Voice, WRONG, staffing};
use larmkedja::drivers::Drivers;
use larmkedja::folder::{self, Folder, Journal, sensitivity_files};
use larmkedja::model::{Model, What};
use larmkedja::report::{SensitivityReport, VERSION, sensitivity_answer};
use larmkedja::results;
use larmkedja::scenario::diagnostic::nearest;
use larmkedja::sensitivity::staffing::FIRST;
use larmkedja::sensitivity::{
    Factor, Inquiry, Lived, Method, Place, Question, Runner, Statistic, Stopped, answer, beliefs, break_even, failure, grid, questions,
};
use larmkedja::study::{Agencies, Stratum, strata};
use std::ffi::OsString;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Replications at every point unless told otherwise: as all points have the same luck, a few are enough.
const REPLICATIONS: u64 = 10;
/// More points than this are taken for a mistake.
const MOST_POINTS: u64 = 1_000_000;
/// Bisection ends at this share of the range.
const TOLERANCE: f64 = 1.0 / 256.0;

/// What is moved, and of each the values that were listed.
type Factors = (Vec<Factor>, Vec<Option<Vec<f64>>>);

type Asked = Vec<(Question, results::Question)>;

/// Studies what drives the answer and writes what it finds.
pub(super) fn sensitivity(wanted: &Sensitivity, global: &Global, typed: &[OsString], voice: &Voice) -> Result<Answer, Failure> {
    let started = Started::now();
    let prepared = sound(wanted.scenario.as_deref(), &wanted.changes, voice)?;
    let model = &prepared.opened.model;
    let is_staffing = wanted.method == MethodName::Staffing;
    heeded(wanted)?;
    let usual = if is_staffing { staffing::MOST } else { model.study.replications.min(REPLICATIONS) };
    let replications = wanted.changes.replications.unwrap_or(usual);
    if replications < 2 {
        return Err(wrong("at least two replications at every point are needed to tell what is luck").hint("write --replications 4"));
    }
    let (factors, lists) = factors(wanted, &prepared)?;
    let (places, questions, method) = if is_staffing {
        let (places, method) = staffing::method(wanted, &prepared, &factors)?;
        (places, Vec::new(), method)
    } else {
        let (places, questions) = asked(wanted, model)?;
        (places, questions, method(wanted, &factors, &lists)?)
    };
    let sought = sought(&method, wanted, &questions);
    check_points(method.budget(&factors, sought))?;

    let out = prepared.out(wanted.out.as_deref(), "-sensitivity");
    let folder = Folder::begin(&out)?;
    let journal = Journal::open(&out, &inputs(&prepared, &places))?;
    let interrupt = Interrupt::listen(folder.remover(), voice.clone(), global.language(prepared.opened.model.language));
    let points = method.budget(&factors, sought);
    let (length, things) = match method {
        Method::Staffing(_) => (points * replications.div_ceil(FIRST), "batches of replications, at most"),
        _ => (points, "points"),
    };
    let budget = Budget { points, finished: (journal.finished() as u64).saturating_sub(1).min(length) };
    let (finished, bar) = (AtomicU64::new(0), Bar::of(length, things, voice.shows_progress()));
    let runner = Runner {
        model_at: &|changes| prepared.model_at(changes),
        places,
        keeps: &journal,
        threads: global.threads.map(usize::from),
        stop: &|| interrupt.asked() || journal.has_failed(),
        progress: &|_, was_before| match was_before {
            true => bar.one_less(),
            false => bar.reached(finished.fetch_add(1, Ordering::Relaxed) + 1),
        },
    };
    let mut inquiry = Inquiry { model, runner, questions, factors, replications };
    let found = study(&mut inquiry, &method, wanted, budget, &|text| bar.suspend(|| voice.say(text)));
    bar.clear();
    drop(inquiry);
    let drivers = match found {
        Ok(Found::Drivers(drivers)) => *drivers,
        Ok(Found::Estimate(text, document)) => {
            // The scenario itself was only rehearsed.
            if journal.finished() > 1 {
                journal.close()?
            } else {
                journal.remove()?
            }
            return Ok(Answer { text, json: written(&document), status: DONE, product: true });
        }
        Err(failure) => {
            if failure.status != INTERRUPTED {
                journal.remove()?;
                return Err(failure);
            }
            let path = journal.path().to_owned();
            journal.close()?;
            let kept = format!("what is finished is kept in {}: the same command goes on from there", path.display());
            return Err(if path.exists() { failure.hint(kept) } else { failure });
        }
    };
    let report = SensitivityReport { version: VERSION, tool: tool(), scenario: prepared.provenance(), drivers };
    folder.write(folder::SCENARIO, prepared.opened.text.as_bytes())?;
    let language = global.language(report.drivers.language);
    let document = sensitivity_files(&folder, &report, language)?;
    let manifest = manifest(&prepared, true, replications, global, typed, &started);
    folder.finish(folder::Manifest { language: Some(language), ..manifest })?;
    journal.remove()?;
    let text = format!("{}\n{}\n", sensitivity_answer(&report, language, width()), out.display());
    Ok(Answer { text, json: document, status: DONE, product: false })
}

/// How much there is to do.
#[derive(Clone, Copy)]
pub(super) struct Budget {
    /// Points, or of staffing candidates, at most.
    pub(super) points: u64,
    /// Points, or of staffing batches of replications, that an earlier run finished; the scenario itself is none.
    pub(super) finished: u64,
}

impl Budget {
    /// For people, behind what is done.
    pub(super) fn told(self) -> String {
        if self.finished > 0 { format!(", {} finished before", self.finished) } else { String::new() }
    }
}

/// What came of it.
pub(super) enum Found {
    Drivers(Box<Drivers>),
    /// Only how long it would take: for people and for scripts.
    Estimate(String, EstimateDocument),
}

/// Where an answer turns takes runs of its own for every answer, so unless others are asked for it is sought for one stratum.
fn seeks_one_stratum(method: &Method, wanted: &Sensitivity) -> bool {
    matches!(method, Method::BreakEven { .. }) && wanted.stratum.is_empty()
}

/// How many answers are sought; every stratum has as many.
fn sought(method: &Method, wanted: &Sensitivity, questions: &[(Question, results::Question)]) -> usize {
    let of_first = |(_, told): &&(Question, results::Question)| {
        (&told.stratum_kind, &told.stratum) == (&questions[0].1.stratum_kind, &questions[0].1.stratum)
    };
    if seeks_one_stratum(method, wanted) { questions.iter().filter(of_first).count() } else { questions.len() }
}

/// Lives the scenario itself, tells how long the rest will take, and carries it out.
fn study(inquiry: &mut Inquiry<'_>, method: &Method, wanted: &Sensitivity, budget: Budget, say: &dyn Fn(&str)) -> Result<Found, Failure> {
    if let Method::Staffing(_) = method {
        return staffing::study(inquiry, method, wanted.estimate, budget, say);
    }
    let clock = Instant::now();
    let base = inquiry.runner.rehearse(1..=inquiry.replications).map_err(stopped)?;
    let took = clock.elapsed();
    let left_out = unanswered(inquiry, &base);
    let Some((_, first)) = inquiry.questions.first().cloned() else {
        let why = failure(&base, inquiry.model).unwrap_or_else(|| "no incident that was asked about reaches the measure".to_owned());
        return Err(Failure::new(FAILED, "no-answer", format!("the scenario itself has no answer: {why}")));
    };
    if seeks_one_stratum(method, wanted) {
        inquiry.questions.retain(|(_, told)| (&told.stratum_kind, &told.stratum) == (&first.stratum_kind, &first.stratum));
    }
    let (about, turn) = match method {
        Method::BreakEven { grid, tolerance } => {
            let factor = &inquiry.factors[0];
            let (grid, turn) = (break_even::places(factor, *grid).len(), break_even::bisections(factor, *grid, *tolerance));
            ("about ", format!(", {grid} of them on the grid and up to {turn} for each turn"))
        }
        // Ways that cross share points.
        Method::Morris { .. } => ("at most ", String::new()),
        _ => ("", String::new()),
    };
    let Budget { points, finished } = budget;
    // The scenario itself is a point of a tornado.
    let lived = finished + u64::from(*method == Method::Tornado);
    let rest = took.mul_f64(points.saturating_sub(lived) as f64);
    let (what, length) = (if points == 1 { "point" } else { "points" }, length(inquiry));
    let text = format!("{about}{points} {what} with {length}{turn}{}: about {}\n", budget.told(), spoken(rest));
    if wanted.estimate {
        let document = EstimateDocument { points, finished, replications: inquiry.replications, seconds: rest.as_secs_f64() };
        return Ok(Found::Estimate(text, document));
    }
    say(&text);
    inquiry.carry_out(method).map(|drivers| Found::Drivers(Box::new(Drivers { left_out, ..drivers }))).map_err(stopped)
}

/// What is lived at every point, for people.
pub(super) fn length(inquiry: &Inquiry<'_>) -> String {
    let days = inquiry.model.study.duration.seconds() / 86_400.0;
    format!("{} replications of {days} {}", inquiry.replications, if days == 1.0 { "day" } else { "days" })
}

pub(super) fn stopped(_: Stopped) -> Failure {
    Failure::new(INTERRUPTED, "interrupted", "interrupted before the end")
}

pub(super) fn wrong(message: impl Into<String>) -> Failure {
    Failure::new(WRONG, "command-line", message)
}

/// A length of time as people say it.
pub(super) fn spoken(time: Duration) -> String {
    match time.as_secs() {
        0..=1 => "a second".to_owned(),
        seconds @ 2..=119 => format!("{seconds} s"),
        seconds @ 120..=7199 => format!("{} min", seconds / 60),
        seconds => format!("{:.1} h", seconds as f64 / 3600.0),
    }
}

/// What the command line says and the method would not heed is a mistake, and so is what would find nothing.
fn heeded(wanted: &Sensitivity) -> Result<(), Failure> {
    let method = wanted.method;
    let is_staffing = method == MethodName::Staffing;
    if wanted.changes.precision.is_some() {
        let failure = wrong("--precision is for comparisons: here every point has the same number of replications");
        return Err(failure.hint("write --replications N"));
    }
    if !is_staffing && !wanted.target.is_empty() {
        return Err(wrong("--target is for staffing only").hint("write --method staffing"));
    }
    if is_staffing && (wanted.measure.is_some() || wanted.statistic.is_some() || !wanted.stratum.is_empty()) {
        return Err(wrong("of staffing --target says measure, stratum and statistic").hint(staffing::WAY));
    }
    if is_staffing && wanted.changes.replications.is_some_and(|most| most < FIRST) {
        return Err(
            wrong(format!("no seats are decided on before {FIRST} replications")).hint(format!("write --replications {FIRST} or more"))
        );
    }
    let least = match method {
        MethodName::Tornado | MethodName::Staffing if wanted.points.is_some() => {
            return Err(wrong("--points is for methods whose number of points is free").hint("leave it out"));
        }
        MethodName::Beliefs => beliefs::FEWEST,
        _ => 2,
    };
    match wanted.points {
        Some(points) if points < least => {
            Err(wrong(format!("of {points} --points nothing can be told")).hint(format!("write --points {least} or more")))
        }
        _ => Ok(()),
    }
}

/// Everything that a point depends on besides what is changed.
fn inputs(prepared: &Prepared, places: &[Place]) -> String {
    format!("{:?} {:?} {places:?}", tool(), prepared.provenance())
}

/// What is moved, and of each the values that were listed.
fn factors(wanted: &Sensitivity, prepared: &Prepared) -> Result<Factors, Failure> {
    let known = Factor::of_parameters(&prepared.opened.file, &prepared.opened.model);
    if wanted.vary.is_empty() {
        if known.is_empty() {
            let failure = wrong("no parameter of the scenario has a range");
            return Err(failure.hint("give some a range, or write --vary PATH=LOW..HIGH"));
        }
        let lists = vec![None; known.len()];
        return Ok((known, lists));
    }
    let mut found: Factors = Default::default();
    for text in &wanted.vary {
        let (factor, list) = factor(text, &known, prepared)?;
        if found.0.iter().any(|other| other.name == factor.name) {
            return Err(wrong(format!("--vary names `{}` twice", factor.name)));
        }
        for end in [factor.low, factor.high] {
            let at = |reason: String| wrong(format!("--vary {text}: {} at {end}: {reason}", factor.name));
            prepared.model_at(&factor.set(end)).map_err(at)?;
        }
        found.0.push(factor);
        found.1.push(list);
    }
    Ok(found)
}

/// `NAME`, `NAME=LOW..HIGH` or `PATH=V1,V2,...`.
fn factor(text: &str, known: &[Factor], prepared: &Prepared) -> Result<(Factor, Option<Vec<f64>>), Failure> {
    let said = |reason: String| wrong(format!("--vary {text}: {reason}"));
    let (name, values) = match text.split_once('=') {
        Some((name, values)) => (name.trim(), Some(values)),
        None => (text.trim(), None),
    };
    let parameter = known.iter().find(|factor| factor.name == name);
    let Some(values) = values else {
        return parameter.cloned().map(|factor| (factor, None)).ok_or_else(|| {
            let is_there = prepared.opened.model.parameters.iter().any(|parameter| parameter.name == name);
            if is_there {
                return said("the parameter has no range".to_owned()).hint(format!("write --vary parameter.{name}.value=LOW..HIGH"));
            }
            let failure = said("no parameter with a range has that name, and no values are given".to_owned());
            match nearest(name, known.iter().map(|factor| factor.name.as_str())) {
                Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
                None => failure.hint("write the name of a parameter, or PATH=LOW..HIGH"),
            }
        });
    };
    let listed = !values.contains("..");
    let texts: Vec<&str> = match values.split_once("..") {
        Some((low, high)) => vec![low, high],
        None => values.split(',').map(str::trim).collect(),
    };
    if texts.len() < 2 {
        return Err(said("write LOW..HIGH, or several values with commas".to_owned()));
    }
    let (factor, values) = match parameter {
        Some(factor) => factor.clone().within_at(&texts),
        None => Factor::of_path_at(name, &texts),
    }
    .map_err(said)?;
    Ok((factor, listed.then_some(values)))
}

/// What is asked, in which places.
fn asked(wanted: &Sensitivity, model: &Model) -> Result<(Vec<Place>, Asked), Failure> {
    let is_time = |what: &What| matches!(what, What::Time { .. });
    let measure = match &wanted.measure {
        Some(name) => measure_of(name, model)?,
        None => model
            .measures
            .iter()
            .position(|measure| is_time(&measure.what))
            .ok_or_else(|| wrong("the scenario has no measure of time").hint("write --measure NAME"))?,
    };
    let is = &model.measures[measure];
    let statistic = match (wanted.statistic, is_time(&is.what)) {
        (None | Some(StatisticName::Mean), true) => Statistic::Mean,
        (None | Some(StatisticName::Value), false) => Statistic::Value,
        (Some(StatisticName::WithinTarget), true) if is.target.is_some() => Statistic::WithinTarget,
        (Some(StatisticName::WithinTarget), true) => {
            return Err(wrong(format!("the measure `{}` has no target", is.name)));
        }
        (Some(_), true) => return Err(wrong(format!("`{}` is a time: ask for its mean or within-target", is.name))),
        (Some(_), false) => return Err(wrong(format!("`{}` is no time: ask for its value", is.name))),
    };
    // Incidents that need nobody never reach what the first measure is about.
    let places_of = |stratum: Stratum| {
        let is_nobody = matches!(stratum, Stratum::Agencies(Agencies::None)) && wanted.measure.is_none();
        let measures = if is_nobody { nobodys(model, measure, statistic) } else { vec![measure] };
        measures.into_iter().map(move |measure| Place { measure, stratum })
    };
    let places: Vec<Place> = match wanted.stratum.as_slice() {
        [] => [Agencies::Multi, Agencies::Single, Agencies::None].map(Stratum::Agencies).into_iter().flat_map(places_of).collect(),
        given => {
            let strata: Vec<Stratum> = given.iter().map(|text| stratum_of(text, model)).collect::<Result<_, _>>()?;
            strata.into_iter().flat_map(places_of).collect()
        }
    };
    let others = || model.arms.iter().enumerate().filter(|(arm, _)| *arm != model.baseline);
    let arms: Vec<usize> = match wanted.arm.as_slice() {
        [] => others().map(|(arm, _)| arm).collect(),
        given => given
            .iter()
            .map(|name| {
                others().find(|(_, arm)| arm.name == *name).map(|(arm, _)| arm).ok_or_else(|| {
                    let names: Vec<&str> = others().map(|(_, arm)| arm.name.as_str()).collect();
                    wrong(format!("no arm `{name}` is compared with the baseline")).hint(format!("there are: {}", names.join(", ")))
                })
            })
            .collect::<Result<_, _>>()?,
    };
    if arms.is_empty() {
        return Err(wrong("the scenario has one arm only, so there is no difference to study"));
    }
    let questions = questions(model, &places, &arms, |_| statistic);
    Ok((places, questions))
}

/// Measures by which incidents may be answered for that need nobody: the times from this one on of which the statistic can be told. The first that
/// they have is told, as in a comparison.
fn nobodys(model: &Model, first: usize, statistic: Statistic) -> Vec<usize> {
    let is_told = |measure: &usize| {
        let is = &model.measures[*measure];
        matches!(is.what, What::Time { .. }) && (statistic == Statistic::Mean || is.target.is_some())
    };
    (first..model.measures.len()).filter(is_told).collect()
}

/// Takes out what the scenario itself does not answer, and of several measures for incidents that need nobody all but the first that they have. What is
/// left without any answer is given back, each arm and stratum once.
fn unanswered(inquiry: &mut Inquiry<'_>, base: &Lived) -> Vec<results::Question> {
    let places = &inquiry.runner.places;
    let asked = std::mem::take(&mut inquiry.questions);
    let has_answer = |(question, _): &(Question, results::Question)| answer(base, inquiry.model, places, *question).is_some();
    let (answered, without): (Asked, Asked) = asked.into_iter().partition(has_answer);
    let here = |told: &results::Question| (told.arm.clone(), told.stratum_kind.clone(), told.stratum.clone());
    let mut seen = Vec::new();
    for (question, told) in answered {
        let is_first = !seen.contains(&here(&told));
        seen.push(here(&told));
        inquiry.questions.extend(is_first.then_some((question, told)));
    }
    let mut left_out = Vec::new();
    for (_, told) in without {
        if !seen.contains(&here(&told)) {
            seen.push(here(&told));
            left_out.push(told);
        }
    }
    left_out
}

/// The measure of that name.
pub(super) fn measure_of(name: &str, model: &Model) -> Result<usize, Failure> {
    model.measures.iter().position(|measure| measure.name == name).ok_or_else(|| {
        let names: Vec<&str> = model.measures.iter().map(|measure| measure.name.as_str()).collect();
        let failure = wrong(format!("the scenario has no measure `{name}`"));
        match nearest(name, names.iter().copied()) {
            Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
            None => failure.hint(format!("its measures: {}", names.join(", "))),
        }
    })
}

/// The stratum that is written so: `all`, a number of agencies, or `KIND:NAME`.
pub(super) fn stratum_of(text: &str, model: &Model) -> Result<Stratum, Failure> {
    let (kind, name) = text.split_once(':').unwrap_or((if text == "all" { "all" } else { "agencies" }, text));
    let found = strata(model).into_iter().find(|stratum| stratum.kind() == kind && stratum.name(model) == name);
    found.ok_or_else(|| {
        let failure = wrong(format!("the scenario has no stratum `{text}`"));
        failure.hint("write all, multi, single, none, type:NAME, agency:NAME (needed) or alone:NAME (the only one needed)")
    })
}

/// How it is studied.
fn method(wanted: &Sensitivity, factors: &[Factor], lists: &[Option<Vec<f64>>]) -> Result<Method, Failure> {
    let points = |usual: u64| wanted.points.unwrap_or(usual);
    let is_grid = wanted.method == MethodName::Sweep || wanted.method == MethodName::BreakEven && factors.len() == 2;
    if !is_grid && lists.iter().any(Option::is_some) {
        return Err(wrong("listed values are for a sweep, or for a map of two").hint("write --vary PATH=LOW..HIGH, or --method sweep"));
    }
    let method = match wanted.method {
        MethodName::Tornado => Method::Tornado,
        MethodName::Morris => Method::Morris { starts: points(10) },
        MethodName::Sobol => Method::Sobol { points: points(256) },
        MethodName::Beliefs => Method::Beliefs { points: points(200) },
        MethodName::BreakEven if factors.len() == 1 => Method::BreakEven { grid: points(9), tolerance: TOLERANCE },
        MethodName::BreakEven | MethodName::Sweep if wanted.vary.is_empty() => {
            return Err(wrong("it must be said what is moved").hint("write --vary NAME, or --vary PATH=LOW..HIGH"));
        }
        MethodName::BreakEven if factors.len() > 2 => {
            return Err(wrong("a turn is sought along one factor, or on a map of two").hint("write --vary once or twice"));
        }
        MethodName::BreakEven | MethodName::Sweep | MethodName::Staffing => {
            let each = points(if factors.len() == 1 { 9 } else { 5 }).max(2);
            let values: Vec<Vec<f64>> = factors
                .iter()
                .zip(lists)
                .map(|(factor, list)| match list {
                    Some(list) => list.clone(),
                    None => {
                        let mut values: Vec<f64> = (0..each).map(|k| factor.between(k as f64 / (each - 1) as f64)).collect();
                        values.dedup();
                        values
                    }
                })
                .collect();
            let count = values.iter().fold(1u64, |count, values| count.saturating_mul(values.len() as u64));
            check_points(count)?;
            match <[Vec<f64>; 2]>::try_from(values) {
                Ok(values) if wanted.method == MethodName::BreakEven => Method::Map { values },
                Ok(values) => Method::Sweep { points: grid(&values) },
                Err(values) => Method::Sweep { points: grid(&values) },
            }
        }
    };
    Ok(method)
}

fn check_points(points: u64) -> Result<(), Failure> {
    match points {
        0..=MOST_POINTS => Ok(()),
        _ => Err(wrong(format!("that would be {points} points, more than {MOST_POINTS}")).hint("move fewer things, or fewer --points")),
    }
}
