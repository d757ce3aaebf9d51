//! The command line as typed.

use super::documents::{Document, HelpDocument, VersionDocument, written};
use super::{Answer, DONE, Failure};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use larmkedja::model::Language;
use larmkedja::report::Tool;
use std::ffi::{OsStr, OsString};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// The command that is meant where none is named.
const DEFAULT: &str = "compare";

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
pub(super) struct Compare {
    /// The scenario [default: the built-in one]
    pub(super) scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(super) changes: Changes,
    /// Folder of the results [default: output/ and the scenario's name]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Write every incident and step of replication 1, of some (1-5), or of all
    #[arg(long, value_name = "RANGE", num_args = 0..=1, require_equals = true, default_missing_value = "1", value_parser = replications)]
    pub(super) incidents: Option<RangeInclusive<u64>>,
    /// Write these tables as CSV instead of Parquet
    #[arg(long, requires = "incidents")]
    pub(super) csv: bool,
    /// Write everything that happens to these incidents as an event log for process miners (without --incidents: of replication 1)
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "add")]
    pub(super) event_log: Option<EventLogName>,
    /// Leave out what the answer would be at the ends of the ranges of assumed parameters
    #[arg(long)]
    pub(super) no_doubt: bool,
    /// Add so many replications to the result that is there, or the rest of one that was interrupted; options as in the first run
    #[arg(long, value_name = "N|rest", value_parser = add)]
    pub(super) add: Option<Add>,
    /// No command was named; the scenario is the first word.
    #[arg(skip)]
    pub(super) is_first_word: bool,
}

/// The form of an event log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum EventLogName {
    /// Object-centric, OCEL 2.0 as JSON
    Ocel,
    /// XES
    Xes,
}

#[derive(Debug, Args)]
pub(super) struct Sensitivity {
    /// The scenario [default: the built-in one]
    pub(super) scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(super) changes: Changes,
    /// How it is studied
    #[arg(long, value_enum, default_value_t = MethodName::Tornado)]
    pub(super) method: MethodName,
    /// What is moved: a parameter over its range, or any value of the scenario over LOW..HIGH or some values (may be repeated) [default:
    /// every parameter that has a range]
    #[arg(long, value_name = "NAME|PATH=LOW..HIGH|PATH=V1,V2,...")]
    pub(super) vary: Vec<String>,
    /// Starts of morris [10], base points of sobol [128], draws of beliefs [200], places along each range of break-even and sweep [9, or 5]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    pub(super) points: Option<u64>,
    /// Arm that is compared with the baseline (may be repeated) [default: all]
    #[arg(long, value_name = "NAME")]
    pub(super) arm: Vec<String>,
    /// What is measured [default: the first measure of time]
    #[arg(long, value_name = "NAME")]
    pub(super) measure: Option<String>,
    /// Which incidents: all, multi, single, none, type:NAME, agency:NAME or alone:NAME (may be repeated) [default: multi, single and none]
    #[arg(long, value_name = "STRATUM")]
    pub(super) stratum: Vec<String>,
    /// What of the measure [default: the mean of times, the value of others]
    #[arg(long, value_enum)]
    pub(super) statistic: Option<StatisticName>,
    /// What staffing must reach: "MEASURE[@STRATUM] within >= 92 % +- 1 %", or "... mean <= 3 min +- 5 s" (may be repeated)
    #[arg(long, value_name = "TARGET")]
    pub(super) target: Vec<String>,
    /// Only say how many points it takes, and about how long
    #[arg(long)]
    pub(super) estimate: bool,
    /// Folder of the results [default: output/ and the scenario's name with -sensitivity]
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

/// What is added to a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Add {
    /// So many replications.
    Number(u64),
    /// What an interruption left undone.
    Rest,
}

/// How a sensitivity is studied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MethodName {
    /// Each thing alone at both ends of its range
    Tornado,
    /// Screening: one thing after the other from random starts (Morris)
    Morris,
    /// Shares of the answer's variance, first and total order (Sobol)
    Sobol,
    /// All doubts at once, drawn by their laws
    Beliefs,
    /// Where the answer changes its sign along one thing; of two things a map
    BreakEven,
    /// The answer on a grid
    Sweep,
    /// The fewest seats that meet every --target
    Staffing,
}

/// What of a measure is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum StatisticName {
    /// Mean difference of times over pairs that both reached
    Mean,
    /// Difference of the shares within the target
    WithinTarget,
    /// Difference of shares, counts or work
    Value,
}

#[derive(Debug, Args)]
pub(super) struct Changes {
    /// Set a value of the scenario, for example study.seed=7 (may be repeated)
    #[arg(long, value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Number of replications
    #[arg(long, value_name = "N")]
    pub(super) replications: Option<u64>,
    /// Instead: how exact the answer shall be, for example "2 s", "5 %" or, of what is no time, 0.01; a pilot fixes the replications
    #[arg(long, value_name = "HALF_WIDTH", conflicts_with = "replications", value_parser = precision)]
    pub(super) precision: Option<String>,
    /// What is counted, for example "7 d"
    #[arg(long, value_name = "DURATION")]
    pub(super) duration: Option<String>,
    /// Seed
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// File of the recorded log of an incident type (may be repeated)
    #[arg(long, value_name = "TYPE=FILE", value_parser = log)]
    pub(super) log: Vec<(String, PathBuf)>,
    /// Where the files lie that the scenario names, if not beside it.
    #[arg(skip)]
    pub(super) beside: Option<PathBuf>,
}

impl Changes {
    /// All changes as `--set` takes them; the flags made for a value win.
    pub(super) fn sets(&self) -> Vec<String> {
        let mut sets = self.set.clone();
        sets.extend(self.replications.map(|number| format!("study.replications={number}")));
        sets.extend(self.precision.clone());
        // Written as a TOML string, so that `7` is seen as what it is: a duration without a unit.
        sets.extend(self.duration.as_ref().map(|duration| format!("study.duration={}", toml::Value::String(duration.clone()))));
        sets.extend(self.seed.map(|seed| format!("study.seed={seed}")));
        sets
    }
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
pub(super) struct Trace {
    /// The scenario [default: the built-in one]
    pub(super) scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(super) changes: Changes,
    /// Which incident: median, p90 or worst by its time in the baseline, or its number or id in incidents.parquet
    #[arg(long, value_name = "WHICH", default_value = "median", allow_hyphen_values = true)]
    pub(super) incident: String,
    /// In which replication
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) replication: u64,
    /// Only incidents of this type
    #[arg(long, value_name = "TYPE")]
    pub(super) r#type: Option<String>,
    /// Only this arm (may be repeated) [default: all]
    #[arg(long, value_name = "NAME")]
    pub(super) arm: Vec<String>,
    /// The time that the incident is chosen by and whose critical path is shown [default: the first measure of time]
    #[arg(long, value_name = "NAME")]
    pub(super) measure: Option<String>,
    /// Draw it into this file instead, as SVG, or as PNG if its name ends so; - is standard output
    #[arg(long, value_name = "FILE")]
    pub(super) svg: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Draw {
    /// The scenario [default: the built-in one]
    pub(super) scenario: Option<PathBuf>,
    #[command(flatten)]
    pub(super) changes: Changes,
    /// Only this chain (may be repeated) [default: every chain that is used]
    #[arg(long, value_name = "NAME")]
    pub(super) chain: Vec<String>,
    /// Only the chains of this arm (may be repeated)
    #[arg(long, value_name = "NAME")]
    pub(super) arm: Vec<String>,
    /// As what [default: mermaid to standard output, both into a folder]
    #[arg(long, value_enum)]
    pub(super) format: Option<DrawFormat>,
    /// Folder to write to
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Log {
    /// The log, a CSV file
    pub(super) file: Option<PathBuf>,
    /// Which column is which: a scenario that replays such a log, or a TOML file with the same keys below [log]
    #[arg(long, value_name = "FILE")]
    pub(super) map: Option<PathBuf>,
    /// The incident type of the map whose log it is [default: the only one that has a log]
    #[arg(long = "type", value_name = "NAME")]
    pub(super) kind: Option<String>,
    /// Write a synthetic log instead: what a room would have recorded of this scenario
    #[arg(long, value_name = "SCENARIO")]
    pub(super) from: Option<PathBuf>,
    /// With --from: the replication that is recorded
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) replication: u64,
    /// With --from: a step whose length is recorded (may be repeated)
    #[arg(long, value_name = "NAME")]
    pub(super) step: Vec<String>,
    #[command(flatten)]
    pub(super) changes: Changes,
    /// Folder of the description with its charts, or of the synthetic log
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
}

/// How a chain is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DrawFormat {
    /// A picture; into a folder also as PNG
    Svg,
    /// A flowchart for Mermaid
    Mermaid,
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
    #[arg(long, value_name = "TYPE=FILE", value_parser = log)]
    pub(super) log: Vec<(String, PathBuf)>,
}

/// `50` or `rest`.
fn add(text: &str) -> Result<Add, String> {
    match text.parse() {
        Ok(number) if number > 0 => Ok(Add::Number(number)),
        _ if text == "rest" => Ok(Add::Rest),
        _ => Err("write how many (50), or rest".into()),
    }
}

/// A half width as `--set` takes it: a share of the value, a time, or a number.
fn precision(text: &str) -> Result<String, String> {
    let text = text.trim();
    let is_above_0 = |number: &f64| number.is_finite() && *number > 0.0;
    if let Some(percent) = text.strip_suffix('%') {
        let percent = percent.trim().parse::<f64>().ok().filter(is_above_0);
        return percent.map(|percent| format!("study.precision.relative={}", percent / 100.0)).ok_or("write a share above 0: 5 %".into());
    }
    match text.parse::<f64>() {
        Ok(number) if is_above_0(&number) => Ok(format!("study.precision.half_width={number:?}")),
        Ok(_) => Err("write a number above 0".into()),
        Err(_) => Ok(format!("study.precision.half_width={}", toml::Value::String(text.to_owned()))),
    }
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

/// `TYPE=FILE`.
fn log(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((kind, file)) if !kind.is_empty() && !file.is_empty() => Ok((kind.to_owned(), file.into())),
        _ => Err("write the incident type and the file: TYPE=FILE".into()),
    }
}

/// `1`, `1-5` or `all`.
fn replications(text: &str) -> Result<RangeInclusive<u64>, String> {
    let wrong = || "write a replication (1), several (1-5) or all".to_owned();
    if text == "all" {
        return Ok(1..=u64::MAX);
    }
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.parse().map_err(|_| wrong())?, last.parse().map_err(|_| wrong())?) {
        (first, last) if 1 <= first && first <= last => Ok(first..=last),
        _ => Err(wrong()),
    }
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
    let is_command = |word: &OsStr| word == "help" || command.get_subcommands().any(|known| word == known.get_name());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let text = word.to_string_lossy();
        if matches!(text.as_ref(), "-h" | "--help" | "-V" | "--version") || is_command(word) {
            return (words, true);
        }
        // Options of all commands may stand before the command.
        let Some(option) = command.get_arguments().find(|known| {
            known.is_global_set() && known.get_long().is_some_and(|long| text.split('=').next() == Some(&format!("--{long}")))
        }) else {
            break;
        };
        at += if option.get_action().takes_values() && !text.contains('=') { 2 } else { 1 };
    }
    words.insert(at.min(words.len()), DEFAULT.into());
    (words, false)
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

    #[test]
    fn a_range_may_follow_incidents_and_a_scenario_too() {
        assert_eq!(compare(&["--incidents", "a.toml"]).incidents, Some(1..=1));
        assert_eq!(compare(&["--incidents", "a.toml"]).scenario, Some("a.toml".into()));
        assert_eq!(compare(&["--incidents", "2-5", "a.toml"]).incidents, Some(2..=5));
        assert_eq!(compare(&["a.toml", "--incidents=all"]).incidents, Some(1..=u64::MAX));
        assert_eq!(compare(&["a.toml", "--incidents"]).incidents, Some(1..=1));
        for wrong in ["0", "5-2", "x", "1-", "-"] {
            assert!(replications(wrong).is_err(), "{wrong}");
        }
    }
}
