//! OCEL 2.0 as JSON: events, and the objects they are about. Values of attributes are texts, as the standard's schema has them; what they
//! are says the type of the event or object.

use super::happened::{Lived, Told, roles, stamp};
use crate::folder::Stream;
use crate::folder::rows::is_time;
use crate::model::{Language, Model};
use crate::record::Fact;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Opens the log.
pub(super) const HEAD: &str = "{\"events\":[";
/// When something is so that never changes: the format wants a time for every attribute.
const ALWAYS: &str = "1970-01-01T00:00:00.000000Z";

/// What comes behind the events.
pub(super) struct Ocel {
    /// Objects, each with a comma before it.
    pub(super) objects: BufWriter<File>,
    types: [Value; 2],
    has_events: bool,
}

impl Ocel {
    /// Begins the list of objects, with the agencies.
    pub(super) fn begin(model: &Model, folder: &Path) -> io::Result<Ocel> {
        let mut objects = BufWriter::with_capacity(1 << 16, tempfile::tempfile_in(folder)?);
        for agency in &model.agencies {
            let label = json!([attribute("label", agency.label.get(Language::En))]);
            let object = json!({ "id": format!("agency:{}", agency.name), "type": "agency", "attributes": label, "relationships": [] });
            write!(objects, ",\n{object}")?;
        }
        Ok(Ocel { objects, types: [object_types(model), event_types(model)], has_events: false })
    }

    /// Adds the pools of a replication, in every arm.
    pub(super) fn add_pools(&mut self, model: &Model, replication: u64) -> io::Result<()> {
        for arm in &model.arms {
            for pool in &model.pools {
                let attributes = json!([
                    attribute("name", &pool.name),
                    attribute("label", pool.label.get(Language::En)),
                    attribute("arm", &arm.name),
                    attribute("replication", replication),
                ]);
                let id = pool_id(replication, &arm.name, &pool.name);
                let object = json!({ "id": id, "type": "pool", "attributes": attributes, "relationships": [] });
                write!(self.objects, ",\n{object}")?;
            }
        }
        Ok(())
    }

    /// Puts a comma between the events of two replications.
    pub(super) fn separate(&mut self, stream: &mut Stream) -> io::Result<()> {
        if self.has_events {
            stream.write_all(b",")?;
        }
        self.has_events = true;
        Ok(())
    }

    /// Closes the log: objects, and the types of both.
    pub(super) fn end(self, stream: &mut Stream) -> io::Result<()> {
        stream.write_all(b"],\n\"objects\":[")?;
        // Without the comma before the first.
        super::copy_from(1, self.objects, stream)?;
        let [object_types, event_types] = self.types;
        write!(stream, "],\n\"objectTypes\":{object_types},\n\"eventTypes\":{event_types}}}\n")
    }
}

fn attribute(name: &str, value: impl Display) -> Value {
    json!({ "name": name, "time": ALWAYS, "value": value.to_string() })
}

fn of_event(name: &str, value: impl Display) -> Value {
    json!({ "name": name, "value": value.to_string() })
}

fn pool_id(replication: u64, arm: &str, pool: &str) -> String {
    format!("pool:{replication}/{arm}/{pool}")
}

fn typed(name: &str, attributes: &[(&str, &str)]) -> Value {
    let attributes: Vec<Value> = attributes.iter().map(|(name, kind)| json!({ "name": name, "type": kind })).collect();
    json!({ "name": name, "attributes": attributes })
}

fn object_types(model: &Model) -> Value {
    let columns: Vec<String> = model
        .measures
        .iter()
        .map(|measure| if is_time(&measure.what) { format!("{}_s", measure.name) } else { measure.name.clone() })
        .collect();
    let mut of_incident = vec![
        ("replication", "integer"),
        ("number", "integer"),
        ("id", "string"),
        ("type", "string"),
        ("arm", "string"),
        ("flags", "string"),
        ("abandoned", "boolean"),
    ];
    of_incident.extend(columns.iter().map(|column| (column.as_str(), "float")));
    json!([
        typed("incident", &of_incident),
        typed("agency", &[("label", "string")]),
        typed("pool", &[("name", "string"), ("label", "string"), ("arm", "string"), ("replication", "integer")]),
        typed("role", &[("name", "string")]),
        typed("unit", &[("chain", "string")]),
    ])
}

/// Every type that an event may have: facts without a step, marks, and for every step what may happen to it.
fn event_types(model: &Model) -> Value {
    const OF_STEPS: [Fact; 15] = [
        Fact::Ready { step: 0 },
        Fact::Skipped { step: 0 },
        Fact::Queued { step: 0, role: 0, pool: 0 },
        Fact::Gathers { step: 0 },
        Fact::Obtained { step: 0, role: 0 },
        Fact::Began { step: 0 },
        Fact::Ended { step: 0 },
        Fact::Redone { step: 0 },
        Fact::Cancelled { step: 0 },
        Fact::Interrupted { step: 0, role: 0 },
        Fact::Resumed { step: 0, role: 0 },
        Fact::Sent { step: 0, units: 0 },
        Fact::TurnedBack { step: 0, units: 0 },
        Fact::Busy { step: 0 },
        Fact::HungUp { step: 0 },
    ];
    const OTHERS: [Fact; 5] =
        [Fact::Arrived, Fact::Filled { role: 0, pool: 0 }, Fact::GaveBack { role: 0, pool: 0 }, Fact::GaveUp, Fact::Closed];
    let attributes = [("replication", "integer"), ("arm", "string"), ("at_s", "float"), ("stage", "string"), ("units", "integer")];
    let programs = model.arms.iter().flat_map(|arm| &arm.programs);
    let with_units = programs.flat_map(|program| std::iter::once(program).chain(program.units.iter().map(|unit| &unit.program)));
    let steps: BTreeSet<&str> = with_units.flat_map(|program| program.steps.iter().map(|step| step.name.as_str())).collect();
    let others = OTHERS.iter().map(|fact| Told::of(*fact).what.to_owned());
    let marks = model.marks.iter().map(|mark| format!("mark: {mark}"));
    let all_of = OF_STEPS.into_iter().chain([Fact::Redialled { step: 0 }]);
    let of_steps = steps.iter().flat_map(|step| all_of.clone().map(move |fact| format!("{step}: {}", Told::of(fact).what)));
    others.chain(marks).chain(of_steps).map(|name| typed(&name, &attributes)).collect()
}

/// Writes the events and objects of an incident in an arm.
pub(super) fn write(lived: &Lived<'_>, is_first: bool, events: &mut impl Write, objects: &mut impl Write) -> io::Result<()> {
    let units = lived.units();
    let incident = format!("incident:{}", lived.name());
    let unit_id = |which: usize| format!("unit:{}/{}", lived.name(), which + 1);
    // With its place: people whom steps take from a pool as it comes are all called as the pool is.
    let role_id = |unit: Option<usize>, place: usize, role: &str| match unit {
        Some(which) => format!("role:{}/{}/{}/{role}", lived.name(), which + 1, place + 1),
        None => format!("role:{}/{}/{role}", lived.name(), place + 1),
    };
    // People that took part, by unit and role: their pools.
    let mut people: BTreeMap<(Option<usize>, usize), BTreeSet<usize>> = BTreeMap::new();
    for (place, happened) in lived.happened.iter().enumerate() {
        let told = Told::of(happened.fact);
        let program = lived.program_of(happened.unit, &units);
        if let Fact::Filled { role, pool } = happened.fact {
            people.entry((happened.unit, role)).or_default().insert(pool);
        }
        let mut about = vec![json!({ "objectId": incident, "qualifier": "of" })];
        about.extend(happened.unit.map(|which| json!({ "objectId": unit_id(which), "qualifier": "unit" })));
        let there = roles(&told, program).into_iter().filter(|(role, _)| people.contains_key(&(happened.unit, *role)));
        about.extend(there.map(|(place, role)| json!({ "objectId": role_id(happened.unit, place, &role.name), "qualifier": "by" })));
        about.extend(
            told.pool
                .map(|pool| json!({ "objectId": pool_id(lived.replication, lived.arm_name(), lived.pool(pool)), "qualifier": "pool" })),
        );
        let alerted = lived.model.agencies.iter().filter(|agency| told.mark == Some(agency.alerted));
        about.extend(alerted.map(|agency| json!({ "objectId": format!("agency:{}", agency.name), "qualifier": "alerts" })));
        let name = match (told.step, told.mark) {
            (Some(step), _) => format!("{}: {}", program.steps[step].name, told.what),
            (None, Some(mark)) => format!("mark: {}", lived.model.marks[mark]),
            (None, None) => told.what.to_owned(),
        };
        let mut attributes = vec![
            of_event("replication", lived.replication),
            of_event("arm", lived.arm_name()),
            of_event("at_s", happened.at.0 as f64 / 1e6),
        ];
        attributes.extend(told.step.map(|step| of_event("stage", lived.stage(&program.steps[step]))));
        attributes.extend(told.units.map(|units| of_event("units", units)));
        let event = json!({
            "id": format!("{}/{}", lived.name(), place + 1),
            "type": name,
            "time": stamp(lived.clock, happened.at),
            "attributes": attributes,
            "relationships": about,
        });
        let comma = if is_first && place == 0 { "" } else { "," };
        write!(events, "{comma}\n{event}")?;
    }
    write_incident(lived, &incident, objects)?;
    for (which, program) in units.iter().enumerate() {
        let relationship = json!([{ "objectId": incident, "qualifier": "sent to" }]);
        let attributes = json!([attribute("chain", &program.chain)]);
        write!(objects, ",\n{}", json!({ "id": unit_id(which), "type": "unit", "attributes": attributes, "relationships": relationship }))?;
    }
    for ((unit, role), pools) in people {
        let name = &lived.program_of(unit, &units).roles[role].name;
        let mut relationships = vec![json!({ "objectId": unit.map_or_else(|| incident.clone(), unit_id), "qualifier": "takes part in" })];
        relationships.extend(
            pools.iter().map(
                |pool| json!({ "objectId": pool_id(lived.replication, lived.arm_name(), lived.pool(*pool)), "qualifier": "comes from" }),
            ),
        );
        let attributes = json!([attribute("name", name)]);
        let object = json!({ "id": role_id(unit, role, name), "type": "role", "attributes": attributes, "relationships": relationships });
        write!(objects, ",\n{object}")?;
    }
    Ok(())
}

fn write_incident(lived: &Lived<'_>, id: &str, objects: &mut impl Write) -> io::Result<()> {
    let mut attributes = vec![
        attribute("replication", lived.replication),
        attribute("number", lived.closed.number),
        attribute("id", lived.closed.id.told(lived.model)),
        attribute("type", lived.kind()),
        attribute("arm", lived.arm_name()),
        attribute("flags", lived.flags()),
        attribute("abandoned", lived.closed.abandoned),
    ];
    attributes.extend(lived.measures().map(|(name, value)| attribute(&name, value)));
    let needs = lived.agencies().map(|agency| &lived.model.agencies[agency].name);
    let relationships: Vec<Value> = needs.map(|name| json!({ "objectId": format!("agency:{name}"), "qualifier": "needs" })).collect();
    write!(objects, ",\n{}", json!({ "id": id, "type": "incident", "attributes": attributes, "relationships": relationships }))
}
