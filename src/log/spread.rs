//! How numbers are spread, without keeping them.

use crate::described::Spread;
use crate::statistics::histogram::{Bucket, Histogram, representative};
use crate::time::Time;
use std::collections::BTreeMap;

/// Numbers, counted in microseconds or, of rows, as if they were thousands of them.
#[derive(Default)]
pub(super) struct Numbers {
    counts: Histogram,
    missing: u64,
    sum: i128,
    ends: Option<(i64, i64)>,
    zeros: u64,
}

impl Numbers {
    pub(super) fn add(&mut self, time: Option<Time>) {
        let Some(Time(time)) = time else {
            self.missing += 1;
            return;
        };
        self.counts.push(time);
        self.sum += i128::from(time);
        self.zeros += u64::from(time == 0);
        let (least, most) = self.ends.unwrap_or((time, time));
        self.ends = Some((least.min(time), most.max(time)));
    }

    /// Numbers that are zero.
    pub(super) fn zeros(&self) -> u64 {
        self.zeros
    }

    /// How they are spread, each multiplied by `unit`; `None` without any.
    pub(super) fn spread(&self, unit: f64) -> Option<Spread> {
        let (least, most) = self.ends?;
        let count = self.counts.number();
        let mut by_bucket: BTreeMap<Bucket, u64> = BTreeMap::new();
        self.counts.each(|bucket, number| *by_bucket.entry(bucket).or_default() += u64::from(number));
        let (mut percentiles, mut before) = (Vec::with_capacity(99), 0);
        for (bucket, number) in by_bucket {
            before += number;
            // The smallest that a share does not exceed; a bucket's representative may lie just outside what was seen.
            while percentiles.len() < 99 && (percentiles.len() as u64 + 1) * count <= before * 100 {
                percentiles.push(representative(bucket).clamp(least, most) as f64 * unit);
            }
        }
        let mean = self.sum as f64 / count as f64 * unit;
        Some(Spread { count, missing: self.missing, mean, least: least as f64 * unit, most: most as f64 * unit, percentiles })
    }
}
