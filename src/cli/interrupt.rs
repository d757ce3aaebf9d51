//! Ctrl-C: once, and what is finished is written; twice, and the program ends at once without leaving half a folder.

use super::{Failure, INTERRUPTED, Voice};
use larmkedja::folder::Remover;
use larmkedja::model::Language;
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether somebody asked the run to stop.
#[derive(Clone, Debug)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Listens from now on. Where the system does not let us, an interruption ends the program as usual.
    pub(super) fn listen(remover: Remover, voice: Voice, language: Language) -> Interrupt {
        let asked = Arc::new(AtomicBool::new(false));
        let seen = asked.clone();
        let handler = move || {
            if !seen.swap(true, Ordering::SeqCst) {
                voice.say(match language {
                    Language::En => "\ninterrupted: writing what is finished; once more ends at once\n",
                    Language::Sv => "\navbruten: det som är klart skrivs; en gång till avslutar genast\n",
                });
                return;
            }
            // Held until the end, so that nothing is swapped in any more.
            let _unfinished = remover.remove();
            voice.conclude_at_once(&Failure::interrupted());
            process::exit(INTERRUPTED.into());
        };
        if let Err(error) = ctrlc::set_handler(handler) {
            debug_assert!(false, "{error}");
        }
        Interrupt(asked)
    }

    /// Whether somebody did.
    pub(super) fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
