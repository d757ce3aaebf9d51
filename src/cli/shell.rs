//! `larmkedja completions` and `larmkedja man`: what a shell and `man` want to know of the command line.

use super::arguments::{Arguments, Completions, DEFAULT, Man};
use super::documents::{CompletionsDocument, ManDocument, written};
use super::files::write_all;
use super::{Answer, DONE, FAILED, Failure};
use clap::CommandFactory;

/// The program's name.
const NAME: &str = "larmkedja";

/// The command line as shells shall complete it: the options of the command that is meant where none is named stand after a scenario, too.
fn as_completed() -> clap::Command {
    let command = Arguments::command();
    let compare = command.find_subcommand(DEFAULT).into_iter().flat_map(clap::Command::get_arguments);
    // A scenario is a file, which shells complete anyway; one at the first place would hide the commands from some of them.
    let options: Vec<clap::Arg> = compare.filter(|argument| !argument.is_positional()).cloned().collect();
    command.args(options)
}

/// Prints what a shell needs to complete words.
pub(super) fn completions(wanted: &Completions) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(wanted.shell, &mut as_completed(), NAME, &mut script);
    let text = String::from_utf8_lossy(&script).into_owned();
    let json = written(&CompletionsDocument { shell: wanted.shell.to_string(), script: text.clone() });
    Answer { text, json, status: DONE, product: true }
}

/// Prints the manual page, or writes that of every command to a folder.
pub(super) fn man(wanted: &Man) -> Result<Answer, Failure> {
    let mut command = Arguments::command();
    command.build();
    let Some(dir) = &wanted.dir else {
        let page = page(command)?;
        let json = written(&ManDocument { page: Some(page.clone()), files: Vec::new() });
        return Ok(Answer { text: page, json, status: DONE, product: true });
    };
    let named = |sub: &clap::Command| (format!("{NAME}-{}", sub.get_name()), sub.clone());
    let subcommands = command.get_subcommands().filter(|sub| sub.get_name() != "help").map(named);
    let pages: Vec<_> = std::iter::once((NAME.to_owned(), command.clone())).chain(subcommands).collect();
    let pages = pages.into_iter().map(|(name, command)| Ok((format!("{name}.1"), page(command)?.into_bytes())));
    let files = write_all(dir, &pages.collect::<Result<Vec<_>, Failure>>()?)?;
    let text = files.iter().map(|file| format!("{file}\n")).collect();
    let json = written(&ManDocument { page: None, files });
    Ok(Answer { text, json, status: DONE, product: false })
}

fn page(command: clap::Command) -> Result<String, Failure> {
    let mut roff = Vec::new();
    // Nothing but memory is written to.
    clap_mangen::Man::new(command).render(&mut roff).map_err(|error| Failure::new(FAILED, "files", error.to_string()))?;
    Ok(String::from_utf8_lossy(&roff).into_owned())
}
