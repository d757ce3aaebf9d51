//! `--set PATH=VALUE`: changes of the scenario's own text, so that what was run can be kept and read again.

use super::diagnostic::{Diagnostic, Severity, nearest};
use super::fields::{self, Field, Kind, Table};
use toml_edit::{DocumentMut, InlineTable, Item, Key, TableLike, Value};

/// The text with all `sets` (`PATH=VALUE`) applied in order; comments and layout stay. A path is written as in the file,
/// steps by their names: `chain.joint.step."pick up".takes`. The value is TOML, or else a string as it stands. A text that is
/// no TOML comes back as it is: reading it tells what is wrong.
///
/// # Errors
/// Paths that lead nowhere, all of them.
pub fn apply(text: &str, sets: &[String]) -> Result<String, Vec<Diagnostic>> {
    if sets.is_empty() {
        return Ok(text.to_owned());
    }
    let Ok(mut document) = text.parse::<DocumentMut>() else { return Ok(text.to_owned()) };
    let mut wrong = Vec::new();
    for set in sets {
        if let Err(mistake) = one(&mut document, set) {
            wrong.push(Diagnostic {
                severity: Severity::Error,
                code: "bad-set",
                file: 0,
                span: None,
                message: format!("--set {set}: {}", mistake.message),
                label: String::new(),
                hint: mistake.hint,
            });
        }
    }
    if wrong.is_empty() { Ok(document.to_string()) } else { Err(wrong) }
}

/// Whether what stands at a path is a whole number, as seats and priorities are.
pub fn takes_whole(path: &str) -> bool {
    /// What a path has led to.
    enum At {
        Kind(&'static Kind),
        Table(&'static Table),
    }
    let next = |at: Option<At>, key: &Key| {
        Some(match at? {
            At::Table(table) => At::Kind(&table.field(key.get())?.kind),
            At::Kind(Kind::Table(table)) => At::Kind(&table.field(key.get())?.kind),
            At::Kind(Kind::Names(_, inner)) => At::Kind(inner),
            At::Kind(Kind::Tables(table, _)) => At::Table(table),
            At::Kind(Kind::Value(_)) => At::Kind(&fields::DISTRIBUTION.field(key.get())?.kind),
            At::Kind(_) => return None,
        })
    };
    let Ok(keys) = Key::parse(path) else { return false };
    matches!(keys.iter().fold(Some(At::Table(&fields::FILE)), next), Some(At::Kind(Kind::Integer(..) | Kind::Staff)))
}

/// Pairs of lines that are compared at most.
const MOST_COMPARED: usize = 4_000_000;

/// For every line of a text that was changed: which line it was before, if it was one. As many lines as can be are found again, in their order.
pub fn lines_kept(before: &str, after: &str) -> Vec<Option<usize>> {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let most = before.len().min(after.len());
    let same = |&(one, other): &(&&str, &&str)| one == other;
    let first = before.iter().zip(&after).take_while(same).count();
    let last = before.iter().rev().zip(after.iter().rev()).take(most - first).take_while(same).count();
    let (old, new) = (&before[first..before.len() - last], &after[first..after.len() - last]);
    if old.len().saturating_mul(new.len()) > MOST_COMPARED {
        // Nobody sets so much that it would be worth it.
        let (first, last) = ((0..first).map(Some), (before.len() - last..before.len()).map(Some));
        return first.chain(new.iter().map(|_| None)).chain(last).collect();
    }
    // Of the lines from (i, j) on: how many can be found again.
    let mut longest = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i][j] = if old[i] == new[j] { longest[i + 1][j + 1] + 1 } else { longest[i + 1][j].max(longest[i][j + 1]) };
        }
    }
    let mut kept: Vec<Option<usize>> = (0..first).map(Some).collect();
    let (mut i, mut j) = (0, 0);
    while j < new.len() {
        if i < old.len() && old[i] == new[j] {
            kept.push(Some(first + i));
            (i, j) = (i + 1, j + 1);
        } else if i < old.len() && longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            kept.push(None);
            j += 1;
        }
    }
    kept.extend((before.len() - last..before.len()).map(Some));
    kept
}

/// What is wrong with a path, and a way out.
struct Mistake {
    message: String,
    hint: Option<String>,
}

fn mistake<T>(message: impl Into<String>, hint: Option<String>) -> Result<T, Mistake> {
    Err(Mistake { message: message.into(), hint })
}

fn one(document: &mut DocumentMut, set: &str) -> Result<(), Mistake> {
    let usage = || Some("write PATH=VALUE, for example study.seed=7 or 'chain.joint.step.\"pick up\".takes=5 s'".to_owned());
    let Some(at) = equals_sign(set) else { return mistake("there is no `=`", usage()) };
    let Ok(path) = Key::parse(&set[..at]) else { return mistake("the path cannot be understood", usage()) };
    let text = set[at + 1..].trim();
    if let Some((whole, decimals)) = text.split_once(',')
        && is_digits(whole.trim_start_matches(['+', '-']))
        && is_digits(decimals)
    {
        let hint = format!("decimals have a point: {whole}.{decimals}; a list has brackets: [{whole}, {decimals}]");
        return mistake(format!("`{text}` is no number"), Some(hint));
    }
    let value = text.parse::<Value>().unwrap_or_else(|_| Value::from(text));
    let steps = step_names(document);
    Walk { path: &path, steps: &steps }.table(document.as_table_mut(), &fields::FILE, 0, value)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The first `=` outside quotes.
fn equals_sign(set: &str) -> Option<usize> {
    let mut quote = None;
    set.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (None, '=') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        None
    })
}

/// Names of the steps of all chains.
fn step_names(document: &DocumentMut) -> Vec<String> {
    let chains = document.get("chain").and_then(Item::as_table_like);
    let chains = chains.into_iter().flat_map(|chains| chains.iter().map(|(_, chain)| chain));
    chains.flat_map(|chain| chain.get("step").map(names_of).unwrap_or_default()).collect()
}

/// The `name`s of a list of tables.
fn names_of(list: &Item) -> Vec<String> {
    let name = |item: Option<&str>| item.unwrap_or_default().to_owned();
    match list {
        Item::ArrayOfTables(tables) => tables.iter().map(|table| name(table.get("name").and_then(Item::as_str))).collect(),
        Item::Value(Value::Array(values)) => {
            let of = |value: &Value| name(value.as_inline_table().and_then(|table| table.get("name")).and_then(Value::as_str));
            values.iter().map(of).collect()
        }
        _ => Vec::new(),
    }
}

/// A walk along a path.
struct Walk<'a> {
    path: &'a [Key],
    steps: &'a [String],
}

impl Walk<'_> {
    /// The path up to here, for messages.
    fn so_far(&self, depth: usize) -> String {
        match depth {
            0 => "a scenario".to_owned(),
            _ => format!("`{}`", self.path[..depth].iter().map(|key| key.display_repr().into_owned()).collect::<Vec<_>>().join(".")),
        }
    }

    fn key(&self, depth: usize) -> Result<&str, Mistake> {
        match self.path.get(depth) {
            Some(key) => Ok(key.get()),
            None => mistake(format!("{} holds several things", self.so_far(depth)), Some("name one of them".to_owned())),
        }
    }

    fn unknown<'n, T>(&self, depth: usize, word: &str, known: impl Iterator<Item = &'n str>) -> Result<T, Mistake> {
        let known: Vec<&str> = known.collect();
        let hint = match nearest(word, known.iter().copied()) {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None if known.is_empty() => None,
            None => Some(format!("known here: {}", known.join(", "))),
        };
        mistake(format!("`{word}` is not known in {}", self.so_far(depth)), hint)
    }

    /// Goes on in a table whose keys are described.
    fn table(&self, table: &mut dyn TableLike, what: &'static Table, depth: usize, value: Value) -> Result<(), Mistake> {
        let key = self.key(depth)?;
        let Some(field) = what.field(key) else {
            return self.unknown(depth, key, what.fields.iter().map(|field| field.name));
        };
        // What is set last holds.
        fields::excluded(what, key).for_each(|gone| {
            table.remove(gone);
        });
        let like = table.contains_key("like");
        self.entry(table, field.name, &field.kind, depth, value, &Around { owner: what, field, like })
    }

    /// Goes on at a key, which is made if it is not there.
    fn entry(
        &self,
        parent: &mut dyn TableLike,
        key: &str,
        kind: &'static Kind,
        depth: usize,
        value: Value,
        around: &Around,
    ) -> Result<(), Mistake> {
        let inside = depth + 1;
        if self.path.len() == inside {
            return match (kind, &value) {
                (Kind::Names(..) | Kind::Table(_), value) if !value.is_inline_table() => self.key(inside).map(|_| ()),
                _ => {
                    put(parent, key, value);
                    Ok(())
                }
            };
        }
        if let Kind::Tables(what, _) = kind {
            return self.step(parent, key, what, inside, value, around.like);
        }
        if !matches!(
            kind,
            Kind::Table(_)
                | Kind::StringOr(_)
                | Kind::Names(..)
                | Kind::Value(_)
                | Kind::Range
                | Kind::Rate
                | Kind::ChainOf
                | Kind::Text
                | Kind::End
        ) {
            let hint = format!("set {} as a whole", self.so_far(inside));
            return mistake(format!("`{}` has no parts", self.path[depth].get()), Some(hint));
        }
        let new = !parent.contains_key(key);
        if new {
            // Within an inline table this becomes one by itself.
            let mut empty = toml_edit::Table::new();
            empty.set_dotted(true);
            parent.insert(key, Item::Table(empty));
        }
        let found = parent.get_mut(key).and_then(Item::as_table_like_mut);
        let result = match found {
            Some(table) => self.inside(table, kind, inside, value, around),
            None => mistake(format!("{} has no parts here", self.so_far(inside)), Some("set it as a whole".to_owned())),
        };
        if new && result.is_err() {
            parent.remove(key);
        }
        result
    }

    fn inside(&self, table: &mut dyn TableLike, kind: &'static Kind, depth: usize, value: Value, around: &Around) -> Result<(), Mistake> {
        let what = match kind {
            Kind::Names(_, inner) => {
                let key = self.key(depth)?;
                if !table.contains_key(key) && around.defines() {
                    let known: Vec<String> = table.iter().map(|(name, _)| name.to_owned()).collect();
                    return self.unknown(depth, key, known.iter().map(String::as_str));
                }
                return self.entry(table, key, inner, depth, value, around);
            }
            Kind::ChainOf => return self.entry(table, self.key(depth)?, &Kind::String, depth, value, around),
            Kind::Table(what) | Kind::StringOr(what) => what,
            Kind::Value(_) if table.contains_key("if") => &fields::CHOICE,
            Kind::Value(_) => &fields::DISTRIBUTION,
            Kind::Range => &fields::RANGE,
            Kind::Rate => &fields::RATE,
            Kind::Text => &fields::TEXT,
            _ => &fields::END,
        };
        self.table(table, what, depth, value)
    }

    /// Goes on in the step of a name; a chain that is like another may change a step it does not name yet.
    fn step(
        &self,
        parent: &mut dyn TableLike,
        key: &str,
        what: &'static Table,
        depth: usize,
        value: Value,
        like: bool,
    ) -> Result<(), Mistake> {
        if what.field("name").is_none() {
            return mistake(format!("the entries of {} have no names", self.so_far(depth)), Some("set the list as a whole".to_owned()));
        }
        let name = self.key(depth)?;
        let here = parent.get(key).map(names_of).unwrap_or_default();
        let index = match here.iter().position(|one| one == name) {
            Some(index) => index,
            None if like && self.steps.iter().any(|one| one == name) => here.len(),
            None => return self.unknown(depth, name, if like { self.steps } else { &here }.iter().map(String::as_str)),
        };
        if index == here.len() && !parent.contains_key(key) {
            parent.insert(key, Item::ArrayOfTables(toml_edit::ArrayOfTables::new()));
        }
        let table: Option<&mut dyn TableLike> = match parent.get_mut(key) {
            Some(Item::ArrayOfTables(tables)) => {
                if index == tables.len() {
                    let mut table = toml_edit::Table::new();
                    table.insert("name", toml_edit::value(name));
                    tables.push(table);
                }
                tables.get_mut(index).map(|table| table as &mut dyn TableLike)
            }
            Some(Item::Value(Value::Array(values))) => {
                if index == values.len() {
                    values.push(InlineTable::from_iter([("name", Value::from(name))]));
                }
                values.get_mut(index).and_then(Value::as_inline_table_mut).map(|table| table as &mut dyn TableLike)
            }
            _ => None,
        };
        match table {
            Some(table) => self.table(table, what, depth + 1, value),
            None => self.unknown(depth, name, std::iter::empty()),
        }
    }
}

/// Where a key stands.
struct Around {
    owner: &'static Table,
    field: &'static Field,
    /// The table is like another one.
    like: bool,
}

impl Around {
    /// Whether the names behind the key are defined there, so that a new one would be a slip of the pen.
    fn defines(&self) -> bool {
        (self.owner.id == "file" && self.field.name != "flag") || self.field.name == "shift"
    }
}

/// Puts a value behind a key and keeps the comment beside the old one.
fn put(parent: &mut dyn TableLike, key: &str, mut value: Value) {
    match parent.get_mut(key) {
        Some(Item::Value(old)) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        _ => {
            value.decor_mut().clear();
            parent.remove(key);
            parent.insert(key, Item::Value(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::read;
    use super::*;

    const TEXT: &str = r#"# first
[study]
seed = 1 # the seed
[parameter.calls]
value = "900 / d"
[pool.sos]
label = "SOS"
[pool.sos.shift.day] # by day
from = "07:00"
to = "19:00"
staff = 7
[chain.a]
role = { operator = [{ pool = "sos" }] }
[[chain.a.step]]
name = "pick up"
until = "sort" # so long
[[chain.a.step]]
name = "sort"
[chain.b]
like = "a"
[arm.x]
chain = "a"
[arm.y]
chain = "b"
flag.f = 0.1
"#;

    fn set(sets: &[&str]) -> Result<String, Vec<String>> {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        apply(TEXT, &sets).map_err(|wrong| wrong.into_iter().map(|d| format!("{}; {}", d.message, d.hint.unwrap_or_default())).collect())
    }

    /// The text with `sets`, as lines that are new and lines that are gone.
    fn changes(sets: &[&str]) -> (Vec<String>, Vec<String>) {
        let changed = set(sets).expect("paths that are known");
        let lines = |text: &str, other: &str| -> Vec<String> {
            text.lines().filter(|line| !other.lines().any(|o| o == *line)).map(str::to_owned).collect()
        };
        assert_eq!(set(sets).as_deref().map(|text| apply(text, &[]).expect("no sets")), Ok(changed.clone()));
        (lines(&changed, TEXT), lines(TEXT, &changed))
    }

    #[test]
    fn values_are_replaced_and_comments_stay() {
        assert_eq!(changes(&["study.seed=7"]), (vec!["seed = 7 # the seed".into()], vec!["seed = 1 # the seed".into()]));
        assert_eq!(changes(&["parameter.calls.value=\"800 / d\""]).0, ["value = \"800 / d\""]);
        assert_eq!(changes(&["parameter.calls.value=800 / d"]).0, ["value = \"800 / d\""]);
        assert_eq!(changes(&["study.at_end=drain"]).0, ["at_end = \"drain\""]);
        assert_eq!(changes(&["arm.y.flag.f=0.5"]).0, ["flag.f = 0.5"]);
        assert_eq!(changes(&["arm.x.flag.f=0.5"]).0, ["flag.f = 0.5"]);
        assert_eq!(changes(&["arm.x.parameter.calls.scale=1.1"]).0, ["parameter.calls.scale = 1.1"]);
        assert_eq!(changes(&["chain.a.step.sort.takes=5 s"]).0, ["takes = \"5 s\""]);
    }

    #[test]
    fn what_is_set_takes_the_place_of_what_it_excludes() {
        let (new, gone) = changes(&["pool.sos.staff=8"]);
        assert_eq!(new, ["staff = 8"]);
        assert!(gone.contains(&"[pool.sos.shift.day] # by day".to_owned()) && gone.contains(&"staff = 7".to_owned()), "{gone:?}");
        let (new, gone) = changes(&["chain.a.step.\"pick up\".takes=5 s"]);
        assert_eq!((new, gone), (vec!["takes = \"5 s\"".into()], vec!["until = \"sort\" # so long".into()]));
    }

    #[test]
    fn lines_are_found_again() {
        let kept = |before: &str, after: &str| lines_kept(&before.replace(' ', "\n"), &after.replace(' ', "\n"));
        assert_eq!(kept("a b c d", "a b c d"), [Some(0), Some(1), Some(2), Some(3)]);
        assert_eq!(kept("a b c d e", "a x d e"), [Some(0), None, Some(3), Some(4)]);
        assert_eq!(kept("a b a", "a b x b a"), [Some(0), Some(1), None, None, Some(2)]);
        assert_eq!(kept("a a", "a"), [Some(0)]);
        assert_eq!(kept("p b c q d", "p c x q y d"), [Some(0), Some(2), None, Some(3), None, Some(4)]);
        assert_eq!(kept("", "a"), [None]);
        assert!(kept("a", "").is_empty());
    }

    #[test]
    fn a_chain_like_another_may_change_a_step_it_does_not_name() {
        let text = set(&["chain.b.step.\"pick up\".takes=5 s", "chain.b.step.\"pick up\".order=2"]).expect("known");
        let (file, _) = read(&text);
        let chains = file.expect("TOML").chains;
        assert_eq!(chains[1].value.steps.len(), 1);
        assert_eq!(chains[1].value.steps[0].name.value, "pick up");
        assert_eq!(chains[1].value.steps[0].order.as_ref().map(|at| at.value), Some(2));
    }

    #[test]
    fn paths_that_lead_nowhere_are_all_told() {
        let wrong = set(&[
            "study.sed=7",
            "pool.sso.staff=1",
            "study",
            "chain.a.step.pick.takes=1 s",
            "pool.sos=1",
            "study.seed.x=1",
            "=3",
            "arm.y.flag.f=0,5",
        ]);
        assert_eq!(
            wrong.expect_err("mistakes"),
            [
                "--set study.sed=7: `sed` is not known in `study`; did you mean `seed`?",
                "--set pool.sso.staff=1: `sso` is not known in `pool`; did you mean `sos`?",
                "--set study: there is no `=`; write PATH=VALUE, for example study.seed=7 or 'chain.joint.step.\"pick up\".takes=5 s'",
                "--set chain.a.step.pick.takes=1 s: `pick` is not known in `chain.a.step`; known here: pick up, sort",
                "--set pool.sos=1: `pool.sos` holds several things; name one of them",
                "--set study.seed.x=1: `seed` has no parts; set `study.seed` as a whole",
                "--set =3: the path cannot be understood; write PATH=VALUE, for example study.seed=7 or 'chain.joint.step.\"pick up\".takes=5 s'",
                "--set arm.y.flag.f=0,5: `0,5` is no number; decimals have a point: 0.5; a list has brackets: [0, 5]",
            ]
        );
    }
}
