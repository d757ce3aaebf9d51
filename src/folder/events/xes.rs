//! XES: a trace for each incident and arm, an event for each fact.

use super::happened::{Lived, Told, roles, stamp};
use crate::folder::rows::names_of;
use crate::model::Model;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Closes the log.
pub(super) const FOOT: &str = "</log>\n";

/// Opens the log: extensions, what every trace and event has, and what an activity is. The standard's schema wants a number for its version
/// and names without spaces.
pub(super) fn head(model: &Model) -> String {
    let title = [&model.title.en, &model.title.sv].into_iter().flatten().next().map_or("", String::as_str);
    let mut head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <log xes.version=\"1849.2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n"
        .to_owned();
    for (name, prefix) in [("Concept", "concept"), ("Lifecycle", "lifecycle"), ("Organizational", "org"), ("Time", "time")] {
        head += &format!("<extension name=\"{name}\" prefix=\"{prefix}\" uri=\"http://www.xes-standard.org/{prefix}.xesext\"/>\n");
    }
    head += "<global scope=\"trace\"><string key=\"concept:name\" value=\"\"/></global>\n\
        <global scope=\"event\"><string key=\"concept:name\" value=\"\"/><string key=\"lifecycle:transition\" value=\"complete\"/>\
        <date key=\"time:timestamp\" value=\"1970-01-01T00:00:00.000000Z\"/></global>\n\
        <classifier name=\"Activity\" scope=\"event\" keys=\"concept:name\"/>\n\
        <classifier name=\"ActivityAndTransition\" scope=\"event\" keys=\"concept:name lifecycle:transition\"/>\n\
        <string key=\"lifecycle:model\" value=\"standard\"/>\n";
    head + &format!("<string key=\"concept:name\" value=\"{}\"/>\n", escaped(title))
}

/// Writes the trace of an incident in an arm.
pub(super) fn write(lived: &Lived<'_>, to: &mut impl Write) -> io::Result<()> {
    let text = |key: &str, value: &str| format!("<string key=\"{key}\" value=\"{}\"/>", escaped(value));
    write!(to, "<trace>{}", text("concept:name", &lived.name()))?;
    write!(to, "<int key=\"replication\" value=\"{}\"/><int key=\"number\" value=\"{}\"/>", lived.replication, lived.closed.number)?;
    let agencies = names_of(lived.agencies().map(|agency| lived.model.agencies[agency].name.as_str()));
    for (key, value) in [
        ("id", lived.closed.id.told(lived.model).to_string().as_str()),
        ("type", lived.kind()),
        ("arm", lived.arm_name()),
        ("agencies", &agencies),
        ("flags", &lived.flags()),
    ] {
        to.write_all(text(key, value).as_bytes())?;
    }
    write!(to, "<boolean key=\"abandoned\" value=\"{}\"/>", lived.closed.abandoned)?;
    for (name, value) in lived.measures() {
        write!(to, "<float key=\"{}\" value=\"{value}\"/>", escaped(&name))?;
    }
    writeln!(to)?;
    let units = lived.units();
    // Pools that people came from, by unit and role.
    let mut pools = BTreeMap::new();
    for happened in lived.happened {
        let told = Told::of(happened.fact);
        let program = lived.program_of(happened.unit, &units);
        if let (Some(role), Some(pool)) = (told.role, told.pool) {
            pools.insert((happened.unit, role), pool);
        }
        let step = told.step.map(|step| &program.steps[step]);
        // Who follows the life of activities sees steps; other facts about a step are activities of their own.
        let activity = match (told.transition, step, told.mark) {
            (Some(_), Some(step), _) => step.name.clone(),
            (None, Some(step), _) => format!("{}: {}", step.name, told.what),
            (_, None, Some(mark)) => lived.model.marks[mark].clone(),
            _ => told.what.to_owned(),
        };
        write!(to, "<event>{}{}", text("concept:name", &activity), text("lifecycle:transition", told.transition.unwrap_or("complete")))?;
        write!(to, "<date key=\"time:timestamp\" value=\"{}\"/>{}", stamp(lived.clock, happened.at), text("fact", told.what))?;
        if let Some(step) = step {
            to.write_all(text("stage", lived.stage(step)).as_bytes())?;
        }
        let roles = roles(&told, program);
        if !roles.is_empty() {
            to.write_all(text("org:role", &names_of(roles.iter().map(|(_, role)| role.name.as_str()))).as_bytes())?;
        }
        let mut from: Vec<usize> = roles.iter().filter_map(|(role, _)| pools.get(&(happened.unit, *role)).copied()).collect();
        from.dedup();
        if !from.is_empty() {
            to.write_all(text("org:group", &names_of(from.iter().map(|pool| lived.pool(*pool)))).as_bytes())?;
        }
        if let Some(which) = happened.unit {
            to.write_all(text("unit", &format!("{} {}", program.chain, which + 1)).as_bytes())?;
        }
        if let Some(number) = told.units {
            write!(to, "<int key=\"units\" value=\"{number}\"/>")?;
        }
        writeln!(to, "</event>")?;
    }
    writeln!(to, "</trace>")
}

/// Text as XML takes it; characters that XML cannot say are left out.
fn escaped(text: &str) -> Cow<'_, str> {
    let special = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\u{fffe}' | '\u{ffff}') || c.is_control();
    if !text.contains(special) {
        return text.into();
    }
    let mut escaped = String::new();
    for c in text.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\t' | '\n' | '\r' => escaped += &format!("&#{};", u32::from(c)),
            c if special(c) => {}
            c => escaped.push(c),
        }
    }
    escaped.into()
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_is_no_markup() {
        assert_eq!(escaped("a<b & \"c\"\n\u{1}"), "a&lt;b &amp; &quot;c&quot;&#10;");
        assert_eq!(escaped("räddning 🚒"), "räddning 🚒");
    }
}
