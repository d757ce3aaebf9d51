//! The command line as typed. What takes more than a few options stands in a file of its own.

mod changes;
mod compare;
mod draw;
mod log;
mod sensitivity;
mod trace;

pub(super) use changes::Changes;
pub(super) use compare::{Add, Compare, EventLogName};
pub(super) use draw::{Draw, DrawFormat};
pub(super) use log::Log;
pub(super) use sensitivity::{MethodName, Sensitivity, StatisticName};
pub(super) use trace::Trace;

use super::documents::{Document, HelpDocument, VersionDocument, written};
use super::{Answer, DONE, Failure};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use larmkedja::model::Language;
use larmkedja::report::Tool;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The command that is meant where none is named.
pub(super) const DEFAULT: &str = "compare";

/// The command that clap makes by itself.
const HELP: &str = "help";

/// Version and commit of this program.
pub(super) fn tool() -> Tool {
    Tool { version: env!("CARGO_PKG_VERSION").to_owned(), commit: option_env!("LARMKEDJA_COMMIT").map(str::to_owned) }
}

/// Compares alarm chains: how much shorter do they become, for whom, when, and how sure is that?
#[derive(Debug, Parser)]
#[command(
    name = "larmkedja",
    version,
    override_usage = "larmkedja [compare] [SCENARIO] [OPTIONS]\n       larmkedja COMMAND",
    subcommand_required = true,
    after_help = "Without a command: compare. Without a scenario: the built-in one, everyday incidents in Örebro.\n\
                  Exit status: 0 done, 1 the run failed or met a limit, 2 the command line or the scenario is wrong, 130 interrupted."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Clone, Debug, Args)]
pub(super) struct Global {
    /// Standard output is one JSON document; words for people go to standard error
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// Say nothing but mistakes
    #[arg(long, global = true)]
    pub(super) quiet: bool,
    /// Language of the answer and the report [default: the scenario's, else English]
    #[arg(long, global = true, value_enum)]
    pub(super) lang: Option<Lang>,
    /// Threads [default: as many as the machine has processors]; the results do not depend on it
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Lang {
    Sv,
    En,
}

impl Global {
    /// The language asked for, else the scenario's.
    pub(super) fn language(&self, scenario: Language) -> Language {
        match self.lang {
            Some(Lang::Sv) => Language::Sv,
            Some(Lang::En) => Language::En,
            None => scenario,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run a scenario and write the report (the main job)
    Compare(Compare),
    /// Say what is wrong or doubtful in a scenario, how busy everybody is and what differs between arms, without running it
    Check(Check),
    /// Find out what drives the answer, how sure it is if the assumptions are not, and where it turns
    Sensitivity(Sensitivity),
    /// Follow one incident, second by second, in every arm
    Trace(Trace),
    /// Find out how long nothing should be counted, because the system begins empty
    WarmUp(WarmUp),
    /// Draw the chains: who works at what, in which order, and what differs between arms
    Draw(Draw),
    /// Say what a recorded log holds before it is used, or write a synthetic one
    Log(Log),
    /// Write a commented scenario to start from
    New(New),
    /// Make the report again from the results of a run
    Report(ReportAgain),
    /// Run a result again and compare every file's hash
    Rerun(Rerun),
    /// Print the JSON Schema of scenario files, or of what a command prints with --json
    Schema(SchemaOf),
    /// Print what a shell needs to complete words
    Completions(Completions),
    /// Print the manual page, or write those of all commands
    Man(Man),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// The scenario
    pub(super) scenario: PathBuf,
    #[command(flatten)]
    pub(super) changes: Changes,
    /// Print the scenario with every chain written out
    #[arg(long)]
    pub(super) expand: bool,
    /// Doubts count as mistakes
    #[arg(long)]
    pub(super) strict: bool,
}

#[derive(Debug, Args)]
pub(super) struct New {
    /// The file to write; one that is there is left alone
    pub(super) file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct ReportAgain {
    /// Folder of the results
    pub(super) dir: PathBuf,
    /// Take up what a sensitivity study found: the page marks what drives the answer and shows its pictures
    #[arg(long, value_name = "DIR")]
    pub(super) sensitivity: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct WarmUp {
    /// The scenario [default: the built-in one]
    pub(super) scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(super) changes: Changes,
    /// Folder of the results [default: output/ and the scenario's name with -warm-up]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Rerun {
    /// The manifest of a result, or its folder
    pub(super) manifest: PathBuf,
    /// Folder that keeps what came out of it [default: none]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Where the recorded log of an incident type is now (may be repeated)
    #[arg(long, value_name = "TYPE=FILE", value_parser = changes::log)]
    pub(super) log: Vec<(String, PathBuf)>,
}

#[derive(Debug, Args)]
pub(super) struct SchemaOf {
    /// Of what
    #[arg(long, value_enum, value_name = "DOCUMENT", default_value_t = Document::Scenario)]
    pub(super) of: Document,
}

#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct Man {
    /// Write a page for each command to this folder
    pub(super) dir: Option<PathBuf>,
}

/// What the command line asks for.
#[derive(Debug)]
pub(super) enum Wanted {
    /// Help or the version.
    Words(Answer),
    /// Something to do.
    Command(Box<Arguments>),
}

impl Arguments {
    /// Reads the command line.
    ///
    /// # Errors
    /// If it is wrong.
    pub(super) fn read(typed: &[OsString]) -> Result<Wanted, Failure> {
        let (words, named) = with_command(typed);
        let program = std::iter::once(OsString::from("larmkedja"));
        match Arguments::try_parse_from(program.chain(words.iter().cloned())) {
            Ok(mut arguments) => {
                if let Command::Compare(compare) = &mut arguments.command {
                    compare.is_first_word = !named;
                }
                Ok(Wanted::Command(Box::new(arguments)))
            }
            Err(error) => {
                let text = error.render().to_string();
                let document = match error.kind() {
                    ErrorKind::DisplayVersion => written(&VersionDocument { tool: tool() }),
                    ErrorKind::DisplayHelp => written(&HelpDocument { help: text.clone() }),
                    // What a mistyped command is followed by says less than that it is none.
                    ErrorKind::UnknownArgument => {
                        first_word(&words).filter(|_| !named).map_or(Ok(()), super::compare::is_command_or_file)?;
                        return Err(Failure::command_line(&text));
                    }
                    _ => return Err(Failure::command_line(&text)),
                };
                Ok(Wanted::Words(Answer { text, json: document, status: DONE, product: true }))
            }
        }
    }
}

/// The words with the default command put in where none is named, and whether one was.
fn with_command(typed: &[OsString]) -> (Vec<OsString>, bool) {
    let mut words = typed.to_vec();
    join_range(&mut words);
    let command = Arguments::command();
    let is_command = |word: &OsStr| command.get_subcommands().any(|known| word == known.get_name());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if word == HELP {
            let after = words.split_off(at);
            words.extend(global_first(&command, &after));
            return (words, true);
        }
        if matches!(word.to_string_lossy().as_ref(), "-h" | "--help" | "-V" | "--version") || is_command(word) {
            return (words, true);
        }
        // Options of all commands may stand before the command.
        match width_of_global(&command, word) {
            Some(width) => at += width,
            None => break,
        }
    }
    words.insert(at.min(words.len()), DEFAULT.into());
    (words, false)
}

/// How many words an option of all commands takes, if the word is one.
fn width_of_global(command: &clap::Command, word: &OsStr) -> Option<usize> {
    let text = word.to_string_lossy();
    let is_meant = |long: &str| text.split('=').next() == Some(&format!("--{long}"));
    let option = command.get_arguments().find(|known| known.is_global_set() && known.get_long().is_some_and(is_meant))?;
    Some(if option.get_action().takes_values() && !text.contains('=') { 2 } else { 1 })
}

/// The words with the options of all commands before the others: `help` takes none behind it.
fn global_first(command: &clap::Command, words: &[OsString]) -> Vec<OsString> {
    let (mut first, mut others, mut rest) = (Vec::new(), Vec::new(), words);
    while let Some(word) = rest.first() {
        let width = width_of_global(command, word);
        let (taken, left) = rest.split_at(width.unwrap_or(1).min(rest.len()));
        if width.is_some() { &mut first } else { &mut others }.extend_from_slice(taken);
        rest = left;
    }
    first.append(&mut others);
    first
}

/// The word after the default command that was put in, if it is no option.
fn first_word(words: &[OsString]) -> Option<&Path> {
    let word = words.iter().skip_while(|word| *word != DEFAULT).nth(1)?;
    (!word.to_string_lossy().starts_with('-')).then_some(Path::new(word))
}

/// `--incidents 1-5` becomes `--incidents=1-5`, so that in `--incidents my.toml` the file remains the scenario.
fn join_range(words: &mut Vec<OsString>) {
    let option = words.iter().take_while(|word| *word != "--").position(|word| word == "--incidents");
    if let Some(at) = option
        && let Some(range) = words.get(at + 1).and_then(|word| word.to_str()).filter(|word| looks_like_range(word))
    {
        words[at] = format!("--incidents={range}").into();
        words.remove(at + 1);
    }
}

/// Whether a word is meant as a range, right or wrong.
fn looks_like_range(word: &str) -> bool {
    word == "all" || word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(typed: &[&str]) -> Compare {
        let typed: Vec<OsString> = typed.iter().map(OsString::from).collect();
        match Arguments::read(&typed) {
            Ok(Wanted::Command(arguments)) => match arguments.command {
                Command::Compare(compare) => compare,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn compare_is_meant_where_no_command_is_named() {
        for typed in [&["a.toml"][..], &["--json", "a.toml"], &["--threads", "2", "a.toml"], &["--lang=sv", "a.toml", "--seed", "3"]] {
            let compare = compare(typed);
            assert_eq!((compare.scenario, compare.is_first_word), (Some("a.toml".into()), true), "{typed:?}");
        }
        assert_eq!(compare(&[]).scenario, None);
        assert_eq!(compare(&["--seed", "3"]).changes.seed, Some(3));
        assert!(!compare(&["--quiet", "compare", "a.toml"]).is_first_word);
    }

    /// Clap's own command takes no options behind it.
    #[test]
    fn help_takes_the_options_of_all_commands() {
        let read = |typed: &[&str]| Arguments::read(&typed.iter().map(OsString::from).collect::<Vec<_>>());
        for typed in
            [&["help"][..], &["help", "compare", "--json"], &["help", "--lang", "sv", "compare", "--quiet"], &["--json", "help", "man"]]
        {
            assert!(matches!(read(typed), Ok(Wanted::Words(_))), "{typed:?}");
        }
        assert!(read(&["help", "nothing"]).is_err() && read(&["help", "compare", "--out"]).is_err());
    }

    #[test]
    fn a_range_may_follow_incidents_and_a_scenario_too() {
        assert_eq!(compare(&["--incidents", "a.toml"]).incidents, Some(1..=1));
        assert_eq!(compare(&["--incidents", "a.toml"]).scenario, Some("a.toml".into()));
        assert_eq!(compare(&["--incidents", "2-5", "a.toml"]).incidents, Some(2..=5));
        assert_eq!(compare(&["a.toml", "--incidents=all"]).incidents, Some(1..=u64::MAX));
        assert_eq!(compare(&["a.toml", "--incidents"]).incidents, Some(1..=1));
        for wrong in ["0", "5-2", "x", "1-", "-"] {
            assert!(compare::replications(wrong).is_err(), "{wrong}");
        }
    }
}
