//! What was tallied as bytes, so that replications can be added to it another day: versioned, compact, and the same for the same
//! replications.
//!
//! Eight bytes name the form and its version; behind them stands what [`Sections`] holds as [postcard](https://postcard.jamesmunns.com)
//! writes it, deflated. Of a histogram the runs are kept as they lie at rest: steps from one bucket to the next, and counts.

use super::sections::Sections;
use crate::statistics::histogram::{Bucket, Histogram};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::io::{Read, Write};

/// Name and version of the form: the last byte changes with what is kept.
const FORM: &[u8; 8] = b"larmked\x02";
/// Fast: what is kept is small already.
const LEVEL: u32 = 3;

impl Sections {
    /// What was tallied, as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let bytes = postcard::to_stdvec(self).expect("memory can be written");
        let mut deflated = DeflateEncoder::new(FORM.to_vec(), Compression::new(LEVEL));
        deflated.write_all(&bytes).and_then(|()| deflated.finish()).expect("memory can be written")
    }

    /// What [`Sections::to_bytes`] wrote; why it cannot be read, else.
    ///
    /// # Errors
    /// If it is of another form or version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Sections, String> {
        let Some(deflated) = bytes.strip_prefix(FORM) else { return Err("it has another form".to_owned()) };
        let mut bytes = Vec::new();
        DeflateDecoder::new(deflated).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        postcard::from_bytes(&bytes).map_err(|error| error.to_string())
    }
}

/// Steps from one bucket to the next, and how many are in it.
type Runs = Vec<(u32, u64)>;

/// A histogram as its runs.
pub(super) fn serialize<S: Serializer>(histogram: &Histogram, serializer: S) -> Result<S::Ok, S::Error> {
    let mut at_rest = histogram.clone();
    at_rest.pack();
    let mut counts: Vec<(Bucket, u64)> = Vec::new();
    at_rest.each(|bucket, count| counts.push((bucket, count.into())));
    // Exact zeros are told first, in parts if there are very many.
    counts.sort_by_key(|(bucket, _)| *bucket);
    let mut runs: Runs = Vec::with_capacity(counts.len());
    let mut before = i32::from(Bucket::MIN);
    for (bucket, count) in counts {
        let step = (i32::from(bucket) - before) as u32;
        before = bucket.into();
        match runs.last_mut().filter(|_| step == 0) {
            Some((_, same)) => *same += count,
            None => runs.push((step, count)),
        }
    }
    runs.serialize(serializer)
}

/// The histogram of some runs.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Histogram, D::Error> {
    let mut histogram = Histogram::default();
    let mut bucket = i64::from(Bucket::MIN);
    for (step, mut count) in Runs::deserialize(deserializer)? {
        bucket += i64::from(step);
        let at = Bucket::try_from(bucket).map_err(|_| D::Error::custom("a bucket beyond all buckets"))?;
        while count > 0 {
            let part = count.min(u32::MAX.into()) as u32;
            histogram.add(at, part);
            count -= u64::from(part);
        }
    }
    histogram.pack();
    Ok(histogram)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Cell, CellKey, Scored, Section, Told};

    fn some() -> Sections {
        let mut told = Told::default();
        for time in [0, 0, 1, -5_000_000, 7_000_000, 7_000_000, i64::MAX / 4, -i64::MAX / 4] {
            told.reached.times.push(time);
            told.reached.sum += i128::from(time) << 40;
        }
        told.reached.times.pack();
        let cell = Cell { told: vec![told], paired: Vec::new() };
        let mut sections = Sections::new(1);
        sections.replications = 1;
        sections.list.push(Section {
            replications: 1,
            arms: Vec::new(),
            cells: [(CellKey { kind: 0, scored: Scored::Everywhere, needs: 3 }, cell)].into(),
        });
        sections
    }

    #[test]
    fn what_is_kept_comes_back_and_damage_is_seen() {
        let bytes = some().to_bytes();
        let back = Sections::from_bytes(&bytes).expect("it was written so");
        assert_eq!(format!("{back:?}"), format!("{:?}", some()));
        assert_eq!(back.to_bytes(), bytes);
        for length in 0..bytes.len() {
            assert!(Sections::from_bytes(&bytes[..length]).is_err(), "{length} bytes of {}", bytes.len());
        }
        let mut other = bytes.clone();
        other[7] = 1;
        assert!(Sections::from_bytes(&other).is_err());
    }
}
