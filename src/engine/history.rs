//! What happens to the region, whatever the arm: arrivals by cell, background work, rows of recorded logs, stated incidents.
//!
//! For every (type, hour) the number is the inverse Poisson CDF of one addressed uniform at the cell's mean, the positions are
//! uniforms addressed (type, hour, k). A higher rate only adds incidents, so arms with different rates share what they have in
//! common.

use crate::distribution::{Distribution, PoissonInverse, Unit};
use crate::model::{Choice, Factor, HourlyRates, IncidentType, LogRow, Model, Ramp, RowId, Swings};
use crate::random::{Block, Family, Key, Purpose, Scope};
use crate::record::IncidentId;
use crate::time::Time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A set of arms; at most 64.
pub(super) type ArmSet = u64;

/// One incident as every arm meets it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival<'m> {
    pub(super) time: Time,
    pub(super) id: IncidentId,
    pub(super) kind: usize,
    /// The arms it happens in.
    pub(super) arms: ArmSet,
    /// Where its draws are.
    pub(super) block: Block,
    /// What a log or the scenario says of it.
    pub(super) row: Option<&'m LogRow>,
}

/// One piece of background work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Job {
    pub(super) time: Time,
    /// Index of [`Model::background`].
    pub(super) background: usize,
    /// The arms it happens in.
    pub(super) arms: ArmSet,
    /// How long it takes where all arms agree ...
    pub(super) takes: Option<Time>,
    /// ... and where it is drawn where they do not.
    key: Key,
    block: Block,
}

impl Job {
    /// How long it takes where that is distributed like this.
    pub(super) fn length(&self, takes: &Distribution) -> Time {
        Time::from_seconds(self.block.value(takes, self.key, Purpose::Duration, 0))
    }
}

/// The rates of one source (a type or background), prepared once for all replications.
#[derive(Debug)]
struct Source {
    key: Key,
    /// How the rate runs within the hours of the week; `None`: evenly.
    within: Option<Vec<Ramp>>,
    /// By distinct rates.
    rates: Vec<Rates>,
}

/// No hour brings more than this on average, however large what is drawn for it: limits stop a run long before.
const MOST_MEAN: f64 = 1e9;

/// Which replication of which study.
#[derive(Clone, Copy, Debug)]
struct Luck {
    seed: u64,
    number: u64,
    mirrored: bool,
}

impl Luck {
    fn new(model: &Model, replication: u64) -> Luck {
        let (number, mirrored) = model.study.variance_reduction.luck(replication);
        Luck { seed: model.study.seed, number, mirrored }
    }

    fn family(self, scope: Scope, key: Key) -> Family {
        Family::new(self.seed, self.number, scope, key).mirrored(self.mirrored)
    }

    /// What is drawn for an hour and its day, the same in every arm.
    fn factor(self, swings: &Swings, hour: i64) -> f64 {
        let draw = |factor: &Option<Factor>, scope: Scope, number: i64| {
            factor.as_ref().map_or(1.0, |factor| {
                let block = self.family(scope, factor.key).scope(number as u64);
                block.value(&factor.of, factor.key, Purpose::Factor, 0)
            })
        };
        draw(&swings.day, Scope::Day, hour.div_euclid(24)) * draw(&swings.hour, Scope::Hour, hour)
    }
}

/// The rates of one source in the arms that have the same.
#[derive(Debug)]
struct Rates {
    arms: ArmSet,
    /// Inverse CDFs by hour of the week.
    week: Vec<PoissonInverse>,
    /// What changes the means of single hours.
    swings: Arc<Swings>,
}

impl Rates {
    /// How many come in an hour, by one uniform number.
    fn number(&self, luck: Luck, hour: i64, hour_of_week: usize, u: Unit) -> u32 {
        let usual = self.week[hour_of_week];
        let factor = self.swings.expected(hour) * luck.factor(&self.swings, hour);
        // An hour like any other of its kind, the usual case, is prepared.
        let inverse = if factor == 1.0 { usual } else { PoissonInverse::new((usual.mean() * factor).min(MOST_MEAN)) };
        inverse.value(u)
    }
}

impl Source {
    /// `None` if nothing ever comes of it.
    fn new(key: Key, within: Option<&Vec<Ramp>>, by_arm: &[(&Arc<HourlyRates>, &Arc<Swings>)]) -> Option<Source> {
        let mut rates: Vec<(ArmSet, &HourlyRates, &Arc<Swings>)> = Vec::new();
        for (arm, &(hourly, swings)) in by_arm.iter().enumerate() {
            match rates.iter_mut().find(|(_, known, other)| *known == hourly.as_ref() && *other == swings) {
                Some((arms, ..)) => *arms |= 1 << arm,
                None => rates.push((1 << arm, hourly, swings)),
            }
        }
        if rates.iter().all(|(_, hourly, _)| hourly.0.iter().all(|&mean| mean == 0.0)) {
            return None;
        }
        // Few cells of a week differ, so equal means are prepared once.
        let mut prepared: BTreeMap<u64, PoissonInverse> = BTreeMap::new();
        let mut inverse = |mean: f64| *prepared.entry(mean.to_bits()).or_insert_with(|| PoissonInverse::new(mean));
        let rates = rates.into_iter().map(|(arms, hourly, swings)| {
            let week = hourly.0.iter().map(|&mean| inverse(mean)).collect();
            Rates { arms, week, swings: swings.clone() }
        });
        Some(Source { key, within: within.cloned(), rates: rates.collect() })
    }

    /// Calls `found` with (k, time, arms) for all that come in an hour, in the order of k.
    fn hour(&self, luck: Luck, family: Family, hour: i64, hour_of_week: usize, mut found: impl FnMut(u32, Time, ArmSet)) {
        let scope = family.scope(hour as u64);
        let u = scope.draw(self.key, Purpose::Arrival, 0);
        let numbers: Vec<(ArmSet, u32)> = self.rates.iter().map(|rates| (rates.arms, rates.number(luck, hour, hour_of_week, u))).collect();
        let most = numbers.iter().map(|&(_, number)| number).max().unwrap_or(0);
        for k in 0..most {
            let arms = match numbers.as_slice() {
                [(arms, _)] => *arms,
                all => all.iter().filter(|&&(_, number)| k < number).fold(0, |all, (arms, _)| all | arms),
            };
            let u = scope.draw(self.key, Purpose::Position, k).get();
            let position = self.within.as_ref().map_or(u, |within| within[hour_of_week].position(u)) * Time::HOUR.0 as f64;
            found(k, Time(hour * Time::HOUR.0 + position as i64), arms);
        }
    }
}

/// What all replications share.
#[derive(Debug)]
pub(super) struct Sources {
    types: Vec<Option<Source>>,
    background: Vec<Option<Source>>,
    /// By background: how long one takes, if all arms agree.
    takes: Vec<Option<Distribution>>,
}

impl Sources {
    pub(super) fn new(model: &Model) -> Sources {
        let by_arm = |kind: usize| model.arms.iter().map(|arm| (&arm.rates[kind], &arm.swings[kind])).collect::<Vec<_>>();
        let steady = Arc::new(Swings::default());
        let background = |b: usize| model.arms.iter().map(|arm| (&arm.background[b].0, &steady)).collect::<Vec<_>>();
        let agreed = |b: usize| {
            let takes: &Choice<Distribution> = &model.arms[0].background[b].1;
            model.arms.iter().all(|arm| arm.background[b].1 == *takes).then(|| takes.get(0).clone())
        };
        Sources {
            types: model.types.iter().enumerate().map(|(kind, t)| Source::new(t.key, t.within.as_ref(), &by_arm(kind))).collect(),
            background: model.background.iter().enumerate().map(|(b, work)| Source::new(work.key, None, &background(b))).collect(),
            takes: (0..model.background.len()).map(agreed).collect(),
        }
    }
}

/// Bits of a place in an hour's list: times of an hour fit into the others.
const PLACE: u32 = u32::BITS;
const _: () = assert!(Time::HOUR.0 < 1 << (u64::BITS - PLACE));

/// One replication's history, hour by hour.
#[derive(Debug)]
pub(super) struct History<'m> {
    model: &'m Model,
    sources: &'m Sources,
    luck: Luck,
    /// By type, by background, by log: the keys of hours and incidents in this replication.
    types: Vec<(Family, Family)>,
    background: Vec<(Family, Family)>,
    logs: Vec<Family>,
    /// Of every tagged type the incident that is added.
    tagged: Vec<Arrival<'m>>,
    /// By log: the next row.
    next_row: Vec<usize>,
    /// The hour's incidents and work, in order of time.
    pub(super) arrivals: Vec<Arrival<'m>>,
    pub(super) jobs: Vec<Job>,
    /// An hour's incidents, by type: type, number within the type, arms.
    cells: Vec<(u32, u32, ArmSet)>,
    /// Their times since the hour began, each with its place in that list behind it: one number is quickly sorted.
    order: Vec<u64>,
}

impl<'m> History<'m> {
    pub(super) fn new(model: &'m Model, sources: &'m Sources, replication: u64) -> History<'m> {
        let luck = Luck::new(model, replication);
        let family = |scope, key| luck.family(scope, key);
        History {
            model,
            sources,
            luck,
            types: model.types.iter().map(|t| (family(Scope::Hour, t.key), family(Scope::Incident, t.key))).collect(),
            background: model.background.iter().map(|b| (family(Scope::Hour, b.key), family(Scope::Background, b.key))).collect(),
            tagged: tagged(model, luck),
            logs: model.logs.iter().map(|log| family(Scope::Incident, log.key)).collect(),
            next_row: vec![0; model.logs.len()],
            arrivals: Vec::new(),
            jobs: Vec::new(),
            cells: Vec::new(),
            order: Vec::new(),
        }
    }

    /// Draws one hour. Hours are drawn in order, once each, and no more than one at a time: what is at hand is quickly read.
    pub(super) fn draw_hour(&mut self, hour: i64) {
        self.arrivals.clear();
        self.jobs.clear();
        let begin = self.model.study.begin();
        if Time((hour + 1) * Time::HOUR.0) > begin {
            self.draw_cells(hour, begin);
        }
        self.read_logs(hour);
        self.state(hour);
    }

    fn draw_cells(&mut self, hour: i64, begin: Time) {
        let hour_of_week = (i64::from(self.model.study.weekday) * 24 + hour).rem_euclid(168) as usize;
        let luck = self.luck;
        let hour_begins = Time(hour * Time::HOUR.0);
        self.cells.clear();
        self.order.clear();
        for (kind, source) in self.sources.types.iter().enumerate() {
            let Some(source) = source else { continue };
            source.hour(luck, self.types[kind].0, hour, hour_of_week, |k, time, arms| {
                if time >= begin {
                    self.order.push(((time - hour_begins).0 as u64) << PLACE | self.cells.len() as u64);
                    self.cells.push((kind as u32, k, arms));
                }
            });
        }
        // Ties: by type, then by number within the type.
        self.order.sort_unstable();
        self.arrivals.extend(self.order.iter().map(|&time_and_place| {
            let time = hour_begins + Time((time_and_place >> PLACE) as i64);
            let (kind, k, arms) = self.cells[time_and_place as u32 as usize];
            let block = self.types[kind as usize].1.scope(address(hour, k));
            Arrival { time, id: IncidentId::Drawn { hour, k }, kind: kind as usize, arms, block, row: None }
        }));
        for (background, source) in self.sources.background.iter().enumerate() {
            let Some(source) = source else { continue };
            let (hours, jobs) = self.background[background];
            source.hour(luck, hours, hour, hour_of_week, |k, time, arms| {
                if time >= begin {
                    let mut job = Job { time, background, arms, takes: None, key: source.key, block: jobs.scope(address(hour, k)) };
                    job.takes = self.sources.takes[background].as_ref().map(|takes| job.length(takes));
                    self.jobs.push(job);
                }
            });
        }
        self.jobs.sort_unstable_by_key(|job| (job.time, job.background));
    }

    /// Adds the hour's rows of the logs.
    fn read_logs(&mut self, hour: i64) {
        let model = self.model;
        let arms = all_arms(model);
        for (index, log) in model.logs.iter().enumerate() {
            while let Some(row) = log.rows.get(self.next_row[index]).filter(|row| row.time.hour() <= hour) {
                self.next_row[index] += 1;
                let (id, block, kind) = match row.id {
                    RowId::Line(line) => {
                        let line = u64::from(line);
                        let block = self.logs[index].scope(line);
                        let weights = log.types.iter().map(|&(kind, weight)| (model.types[kind].key, weight));
                        let drawn = || race(block, weights).map_or(log.holder, |winner| log.types[winner].0);
                        (IncidentId::Recorded { log: index, line }, block, row.kind.map_or_else(drawn, usize::from))
                    }
                    // It was drawn once, and meets the luck that it met then.
                    RowId::Drawn { hour, k } => {
                        let (hour, kind) = (i64::from(hour), row.kind.map_or(log.holder, usize::from));
                        (IncidentId::Drawn { hour, k }, self.types[kind].1.scope(address(hour, k)), kind)
                    }
                };
                self.arrivals.push(Arrival { time: row.time, id, kind, arms, block, row: Some(row) });
            }
        }
        if !model.logs.is_empty() {
            // Ties: what is drawn, then the logs, each in its own order.
            self.arrivals.sort_by_key(|arrival| arrival.time);
        }
    }

    /// Adds the hour's incidents at a stated time.
    fn state(&mut self, hour: i64) {
        let begin = self.model.study.begin();
        let now = |row: &LogRow| row.time.hour() == hour && row.time >= begin;
        for (index, stated) in self.model.stated.iter().enumerate().filter(|(_, stated)| now(&stated.row)) {
            let Some(kind) = stated.row.kind.map(usize::from) else { continue };
            let block = self.luck.family(Scope::Stated, stated.key).scope(0);
            let (time, id) = (stated.row.time, IncidentId::Stated { index });
            insert(&mut self.arrivals, Arrival { time, id, kind, arms: all_arms(self.model), block, row: Some(&stated.row) });
        }
        for &tagged in self.tagged.iter().filter(|tagged| tagged.time.hour() == hour) {
            insert(&mut self.arrivals, tagged);
        }
    }
}

/// Puts an incident behind those that came at the same time or before.
fn insert<'m>(arrivals: &mut Vec<Arrival<'m>>, arrival: Arrival<'m>) {
    let place = arrivals.partition_point(|other| other.time <= arrival.time);
    arrivals.insert(place, arrival);
}

/// Of every tagged type one incident, at an instant that its others are as likely to come at.
fn tagged<'m>(model: &'m Model, luck: Luck) -> Vec<Arrival<'m>> {
    let arrival = |(kind, is): (usize, &IncidentType)| {
        let block = luck.family(Scope::Tagged, is.key).scope(0);
        let time = model.instant(kind, block.draw(is.key, Purpose::Position, 0).get())?;
        Some(Arrival { time, id: IncidentId::Tagged { kind }, kind, arms: all_arms(model), block, row: None })
    };
    model.types.iter().enumerate().filter(|(_, is)| is.tagged).filter_map(arrival).collect()
}

fn all_arms(model: &Model) -> ArmSet {
    ArmSet::MAX >> (ArmSet::BITS as usize - model.arms.len())
}

/// The address of the k-th of an hour.
fn address(hour: i64, k: u32) -> u64 {
    (hour as u64) << 32 | u64::from(k)
}

/// The exponential race: the smallest -ln(u)/weight wins, so that changing one weight moves only those that must move.
pub(super) fn race(block: Block, categories: impl Iterator<Item = (Key, f64)>) -> Option<usize> {
    let mut best: Option<(f64, usize)> = None;
    for (index, (key, weight)) in categories.enumerate() {
        let time = -libm::log(block.draw(key, Purpose::Category, 0).get()) / weight;
        if best.is_none_or(|(least, _)| time < least) {
            best = Some((time, index));
        }
    }
    best.map(|(_, index)| index)
}
