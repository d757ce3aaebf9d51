//! Writes `scenarios/sf.csv` again: `cargo run --example synthetic_units > scenarios/sf.csv`.
//!
//! About 380 invented calls a day on 3 and 4 June 2024, one row per unit sent, with the columns of the log that the San Francisco Fire
//! Department publishes. Shares of call types and units and the sizes of times are near those of the public log of April 2020; rows of
//! one call do not always stand together, and a unit that was called off has no time on the scene.

use larmkedja::random::{Block, Family, Key, Purpose, Scope};

const CALLS: u64 = 380;
/// A kind of unit, and to how many percent of the calls it is sent.
type Unit = (&'static str, f64);

/// Call type, its share in percent, and the units that are sent, some of them only to some calls (percent).
const TYPES: [(&str, f64, &[Unit]); 7] = [
    ("Medical Incident", 80.0, &[("ENGINE", 63.0), ("MEDIC", 70.0), ("PRIVATE", 25.0), ("RESCUE CAPTAIN", 8.0)]),
    ("Alarms", 7.0, &[("ENGINE", 100.0), ("TRUCK", 100.0), ("CHIEF", 90.0)]),
    (
        "Structure Fire",
        2.0,
        &[
            ("ENGINE", 100.0),
            ("ENGINE", 90.0),
            ("ENGINE", 70.0),
            ("TRUCK", 90.0),
            ("TRUCK", 60.0),
            ("CHIEF", 90.0),
            ("RESCUE SQUAD", 60.0),
            ("MEDIC", 60.0),
        ],
    ),
    ("Outside Fire", 3.0, &[("ENGINE", 100.0)]),
    ("Traffic Collision", 2.0, &[("ENGINE", 95.0), ("MEDIC", 97.0)]),
    ("Citizen Assist / Service Call", 3.0, &[("ENGINE", 100.0)]),
    ("Other", 3.0, &[("ENGINE", 80.0), ("MEDIC", 40.0)]),
];

/// A draw of one call.
fn draw(call: Block, what: &str) -> f64 {
    call.draw(Key::of(what), Purpose::Position, 0).get()
}

/// An exponential time with this mean, in whole seconds.
fn after(call: Block, what: &str, mean: f64) -> u32 {
    (-libm::log(draw(call, what)) * mean) as u32
}

/// A time as the log writes it, so many seconds into 3 June.
fn clock(seconds: u32) -> String {
    let (day, hour) = (3 + seconds / 86_400, seconds / 3600 % 24);
    let (half, twelve) = (if hour < 12 { "AM" } else { "PM" }, if hour % 12 == 0 { 12 } else { hour % 12 });
    format!("06/{day:02}/2024 {twelve:02}:{:02}:{:02} {half}", seconds / 60 % 60, seconds % 60)
}

/// The rows of one call.
fn rows(number: u64, call: Block) -> Vec<String> {
    let mut left = draw(call, "type") * 100.0;
    let kind = TYPES.iter().find(|(_, share, _)| {
        left -= share;
        left < 0.0
    });
    let (name, _, units) = kind.unwrap_or(&TYPES[0]);
    let received = (draw(call, "received") * 2.0 * 86_400.0) as u32;
    let entered = received + 15 + after(call, "entered", 70.0);
    let urgent = draw(call, "urgent") < 0.73;
    let priority = if urgent { "3" } else { "2" };
    let mut sent: Vec<&str> = units
        .iter()
        .enumerate()
        .filter(|(i, (_, share))| draw(call, &format!("sent {i}")) * 100.0 < *share)
        .map(|(_, unit)| unit.0)
        .collect();
    if sent.is_empty() {
        sent.push(units[0].0);
    }
    let row = |(index, unit): (usize, &&str)| {
        let dispatched = entered + 5 + after(call, &format!("dispatched {index}"), 25.0);
        let moving = dispatched + 20 + after(call, &format!("moving {index}"), 45.0);
        let there = moving + 60 + after(call, &format!("there {index}"), 300.0);
        let free = there + 300 + after(call, &format!("free {index}"), 1200.0);
        let called_off = draw(call, &format!("called off {index}")) < 0.15;
        let there = if called_off { String::new() } else { clock(there) };
        format!(
            "{number},{}{},{},{name},{},{},{},{},{there},{},{priority},{priority},{priority},{},1,{unit},{},B{:02}\n",
            unit.chars().next().unwrap_or('E'),
            1 + (draw(call, &format!("unit {index}")) * 50.0) as u32,
            24_000_000 + number,
            clock(received),
            clock(entered),
            clock(dispatched),
            clock(moving),
            clock(free),
            if urgent { "Potentially Life-Threatening" } else { "Non Life-threatening" },
            index + 1,
            1 + (draw(call, "battalion") * 10.0) as u32,
        )
    };
    sent.iter().enumerate().map(row).collect()
}

/// The whole file.
pub(crate) fn log() -> String {
    let calls = Family::new(2024, 0, Scope::Incident, Key::of("synthetic units"));
    let mut text = String::from(
        "Call Number,Unit ID,Incident Number,Call Type,Received DtTm,Entry DtTm,Dispatch DtTm,Response DtTm,On Scene DtTm,Available DtTm,\
         Original Priority,Priority,Final Priority,Call Type Group,Number of Alarms,Unit Type,Unit sequence in call dispatch,Battalion\n",
    );
    let mut late = Vec::new();
    for number in 0..2 * CALLS {
        let mut rows = rows(241_550_000 + number, calls.scope(number));
        // Who was sent last sometimes stands further down.
        if number % 9 == 0 && rows.len() > 1 {
            late.extend(rows.pop());
        }
        text.extend(rows);
        if number % 50 == 49 {
            text.extend(late.drain(..));
        }
    }
    text.extend(late);
    text
}

#[allow(dead_code, reason = "a test includes this file for `log` alone")]
fn main() {
    print!("{}", log());
}
