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

fn drawn_on(target: ProgressDrawTarget, number: u64, things: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(&format!("{{bar:40}} {{pos}} of {{len}} {things}{{left}}"));
    ProgressBar::with_draw_target(Some(number), target).with_style(style.expect("the template is right").with_key("left", left))
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
        let bar = visible.then(|| drawn_on(ProgressDrawTarget::stderr(), number, things));
        // The time left goes on while a long replication is lived.
        bar.iter().for_each(|bar| bar.enable_steady_tick(Duration::from_millis(250)));
        Bar(bar)
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

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::TermLike;
    use std::io;
    use std::sync::{Arc, Mutex};

    /// A terminal of which the last line is kept.
    #[derive(Clone, Debug, Default)]
    struct Line(Arc<Mutex<String>>);

    impl TermLike for Line {
        fn width(&self) -> u16 {
            120
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().expect("one thread").push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            self.0.lock().expect("one thread").clear();
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a study of ranges tells on the way: so many of its points, and the time left as soon as one of them took any.
    #[test]
    fn the_time_left_is_told_once_something_is_done() {
        let line = Line::default();
        let bar = Bar(Some(drawn_on(ProgressDrawTarget::term_like(Box::new(line.clone())), 12, "points")));
        let told = |tell: &dyn Fn()| {
            tell();
            bar.0.iter().for_each(ProgressBar::tick);
            line.0.lock().expect("one thread").trim().to_owned()
        };
        let begun = told(&|| bar.reached(0));
        assert!(begun.ends_with("0 of 12 points"), "{begun}");
        // What was finished before took no time, and is nothing to tell it from.
        let found = told(&|| bar.one_less());
        assert!(found.ends_with("0 of 11 points"), "{found}");
        std::thread::sleep(Duration::from_millis(300));
        let half = told(&|| bar.reached(5));
        assert!(half.contains("5 of 11 points, ") && half.ends_with("s left"), "{half}");
    }
}
