//! `larmkedja warm-up`: how long it takes until nobody can tell that the system began empty.

use super::arguments::{Global, WarmUp, tool};
use super::compare::{Started, manifest};
use super::interrupt::Interrupt;
use super::prepare::sound;
use super::progress::Bar;
use super::{Answer, DONE, FAILED, Failure, INTERRUPTED, Voice, WRONG};
use larmkedja::folder::{self, Folder, warm_up_files};
use larmkedja::report::{VERSION, WarmUpReport, warm_up_answer};
use larmkedja::study;
use std::ffi::OsString;
use std::sync::atomic::{AtomicU64, Ordering};

/// Pilot replications unless told otherwise.
const REPLICATIONS: u64 = 30;

/// Lives the pilot and writes what it finds.
pub(super) fn warm_up(wanted: &WarmUp, global: &Global, typed: &[OsString], voice: &Voice) -> Result<Answer, Failure> {
    let started = Started::now();
    let why = "is for comparisons: a pilot has a number of replications";
    wanted.changes.refuse(&["--precision"], why, "write --replications N")?;
    let why = "says how long is counted, and a pilot lives three weeks whatever is counted";
    wanted.changes.refuse(&["--duration"], why, "leave it out")?;
    let prepared = sound(wanted.scenario.as_deref(), &wanted.changes, voice)?;
    let model = &prepared.opened.model;
    if !model.is_weekly() {
        let message = "its weeks are not alike: something goes by the date (a log, outage, surge, season, stated incident or practice)";
        let failure = Failure::new(WRONG, "warm-up", message);
        return Err(failure.hint("find the warm-up of the scenario without it, and write that"));
    }
    let replications = wanted.changes.replications.unwrap_or(REPLICATIONS);
    if replications < 5 {
        let failure = Failure::new(WRONG, "warm-up", "fewer than five pilot replications say too little");
        return Err(failure.hint(format!("leave --replications out: {REPLICATIONS} are lived")));
    }
    let out = prepared.out(wanted.out.as_deref(), "-warm-up");
    let folder = Folder::begin(&out)?;
    let interrupt = Interrupt::listen(folder.remover(), voice.clone(), global.language(prepared.opened.model.language));
    let (done, bar) = (AtomicU64::new(0), Bar::new(replications, voice.shows_progress()));
    let progress = || bar.reached(1 + done.fetch_add(1, Ordering::Relaxed));
    let found = study::warm_up(model, replications, global.threads.map(usize::from), &|| interrupt.asked(), &progress);
    bar.clear();
    let Some(found) = found else {
        return Err(Failure::new(INTERRUPTED, "interrupted", "interrupted before the pilot was over; nothing was written"));
    };
    let status = if found.found_s.is_some() { DONE } else { FAILED };
    let report = WarmUpReport { version: VERSION, tool: tool(), scenario: prepared.provenance(), found };
    folder.write(folder::SCENARIO, prepared.opened.text.as_bytes())?;
    let language = global.language(report.found.language);
    let document = warm_up_files(&folder, &report, language)?;
    let manifest = manifest(&prepared, true, replications, global, typed, &started);
    folder.finish(folder::Manifest { language: Some(language), ..manifest })?;
    let text = format!("{}\n{}\n", warm_up_answer(&report, language), out.join("charts/warm_up.png").display());
    Ok(Answer { text, json: document, status, product: false })
}
