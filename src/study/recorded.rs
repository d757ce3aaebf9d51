//! What logs recorded of the measures, as numbers: nothing is estimated here.

use crate::model::{Measure, Model, RecordedTimes};
use crate::results::{Estimate, Map, Recorded, TimeStats};
use crate::time::Time;

/// By measure of time: of all incidents, and by type.
pub(super) fn recorded(model: &Model) -> Map<Recorded> {
    let mut found = Map::new();
    for all in model.recorded.iter().filter(|one| one.kind.is_none()) {
        let measure = &model.measures[all.measure];
        let by_type = model.recorded.iter().filter(|one| one.measure == all.measure);
        let by_type = by_type.filter_map(|one| Some((model.types[one.kind?].name.clone(), stats(one, measure)))).collect();
        found.insert(measure.name.clone(), Recorded { all: stats(all, measure), r#type: by_type });
    }
    found
}

fn stats(recorded: &RecordedTimes, measure: &Measure) -> TimeStats {
    let times = &recorded.times;
    let exactly = |value: f64| Estimate { value, low: None, high: None };
    // The smallest time that a share p of those that reached it does not exceed.
    let quantile = |p: f64| {
        let place = libm::ceil(p * times.len() as f64) as usize;
        times.get(place.max(1) - 1).map(|time| exactly(time.seconds()))
    };
    let sum: i128 = times.iter().map(|time| i128::from(time.0)).sum();
    let share = |target: Time| times.partition_point(|time| *time <= target) as f64 / recorded.count as f64;
    TimeStats {
        count: recorded.count,
        reached: times.len() as u64,
        mean_s: (!times.is_empty()).then(|| exactly(sum as f64 / times.len() as f64 / 1e6)),
        median_s: quantile(0.5),
        p90_s: quantile(0.9),
        p95_s: quantile(0.95),
        within_target: measure.target.map(|target| exactly(share(target))),
    }
}
