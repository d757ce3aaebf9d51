//! How far a run has come, for people at a terminal.

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use larmkedja::study::Progress;
use std::fmt::Write;
use std::time::Duration;

/// The time left, once there is anything to tell it from.
fn left(state: &ProgressState, text: &mut dyn Write) {
    if state.pos() > 0 {
        // There is nobody to tell it to if a terminal cannot be written to.
        let _ = write!(text, ", {:#} left", HumanDuration(state.eta()));
    }
}

/// A bar with the time left; nothing where nobody looks.
pub(super) struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar for so many replications.
    pub(super) fn new(replications: u64, visible: bool) -> Bar {
        Bar::of(replications, "replications", visible)
    }

    /// A bar for so many things.
    pub(super) fn of(number: u64, things: &str, visible: bool) -> Bar {
        Bar(visible.then(|| {
            let bar = ProgressBar::with_draw_target(Some(number), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template(&format!("{{bar:40}} {{pos}} of {{len}} {things}{{left}}"));
            bar.set_style(style.expect("the template is right").with_key("left", left));
            // The time left goes on while a long replication is lived.
            bar.enable_steady_tick(Duration::from_millis(250));
            bar
        }))
    }

    /// So far.
    pub(super) fn at(&self, progress: Progress) {
        if let Some(bar) = &self.0 {
            // A pilot fixes the number on the way.
            bar.set_length(progress.of);
        }
        self.reached(progress.done);
    }

    /// So many things so far.
    pub(super) fn reached(&self, done: u64) {
        if let Some(bar) = &self.0 {
            bar.set_position(done);
        }
    }

    /// One thing less to do. As it took no time, it says nothing of the time left.
    pub(super) fn one_less(&self) {
        if let Some(bar) = &self.0 {
            bar.dec_length(1);
        }
    }

    /// Says something above the bar.
    pub(super) fn suspend(&self, say: impl FnOnce()) {
        match &self.0 {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// The run is over: the line is free again.
    pub(super) fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
