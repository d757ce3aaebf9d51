//! What is said, and where: answers on standard output, everything else on standard error.

use super::{Answer, FAILED, Failure};
use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// How the program speaks.
#[derive(Clone, Debug)]
pub(crate) struct Voice {
    /// Standard output is one JSON document.
    json: bool,
    /// Nothing but mistakes.
    quiet: bool,
    /// The answer has been given.
    spoken: Arc<AtomicBool>,
}

impl Voice {
    /// As the command line asks for, even where the rest of it is wrong.
    pub(crate) fn of(typed: &[OsString]) -> Voice {
        let has = |word: &str| typed.iter().take_while(|typed| *typed != "--").any(|typed| typed == word);
        Voice { json: has("--json"), quiet: has("--quiet"), spoken: Arc::default() }
    }

    /// Says something to people that is no answer.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            complain(text);
        }
    }

    /// Says to people what is wrong.
    pub(super) fn complain(&self, text: &str) {
        complain(text);
    }

    /// Whether people want to see how far a run has come.
    pub(super) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Whether people see colours where words for them go.
    pub(super) fn colour(&self) -> bool {
        io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
    }

    /// Gives the answer, and the exit status.
    pub(crate) fn conclude(&self, done: Result<Answer, Failure>) -> ExitCode {
        let (status, text) = match &done {
            Ok(answer) if self.json => (answer.status, answer.json.clone()),
            Ok(answer) if self.quiet && !answer.product => (answer.status, String::new()),
            Ok(answer) => (answer.status, answer.text.clone()),
            Err(failure) => {
                complain(&failure.text());
                (failure.status, if self.json { failure.json() } else { String::new() })
            }
        };
        ExitCode::from(self.print(&text, status))
    }

    /// Prints the answer unless one was given. Who stops reading has read enough: that is no mistake.
    pub(super) fn print(&self, text: &str, status: u8) -> u8 {
        if self.spoken.swap(true, Ordering::SeqCst) || text.is_empty() {
            return status;
        }
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                complain(&format!("error: standard output cannot be written: {error}\n"));
                status.max(FAILED)
            }
            _ => status,
        }
    }

    /// Gives the answer of a run that is interrupted a second time and ends at once.
    pub(super) fn conclude_at_once(&self, failure: &Failure) {
        if self.json {
            self.print(&failure.json(), failure.status);
        }
    }
}

/// Says something to people; if nobody listens there is nobody left to tell.
fn complain(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
