//! Integer log-linear histograms of times: exact to merge in any order, small, and fast to fill.
//!
//! A *bucket* is a whole number of milliseconds up to 2.047 s, and above that one of 1024 equal steps of its octave, so that a
//! bucket is never wider than 0.1 % of its value. Values are rounded to the nearest bucket: a bucket's [`representative`] is
//! within 0.5 ms or 0.05 % of everything in it. The sign is kept, and exact zero has a bucket of its own (0), so that nothing
//! but zero is ever shown as zero.

/// Number of a bucket; ascending like the values in it. 0 is exact zero.
pub type Bucket = i16;

/// Steps of one octave, as a power of two: 1 / 1024 is just below 0.1 %.
const BITS: u32 = 10;
/// A list of bucket numbers (two bytes each) is kept up to this length, then counts (four bytes each).
const MOST_LISTED: usize = 4096;
/// So many wait to be counted together: each by itself would have to wait for its count, which lies far from the last one.
const MOST_RECENT: usize = 256;
/// Counts grow by whole blocks of this many buckets.
const BLOCK: i32 = 512;

/// The bucket of a time in microseconds. Beyond 2.19e15 us (70 years) everything falls into the outermost bucket.
#[inline]
pub fn bucket(microseconds: i64) -> Bucket {
    if microseconds == 0 {
        return 0;
    }
    let magnitude = microseconds.unsigned_abs();
    let milliseconds = (magnitude / 1000).min(2047 << 30);
    let shift = (63 - (milliseconds | 1).leading_zeros()).saturating_sub(BITS);
    // Half a step is a whole number of milliseconds but where a step is one; there 0 is for zero alone.
    let step = if shift == 0 { ((magnitude + 500) / 1000).max(1) } else { (milliseconds + (1 << (shift - 1))) >> shift };
    // A step rounded up to 2048 is the first one of the next octave, as it should be.
    let bucket = ((u64::from(shift) << BITS) + step).min(Bucket::MAX as u64) as Bucket;
    if microseconds < 0 { -bucket } else { bucket }
}

/// The time in microseconds that stands for a bucket.
pub fn representative(bucket: Bucket) -> i64 {
    let magnitude = i64::from(bucket).abs();
    let shift = ((magnitude >> BITS) - 1).max(0);
    (((magnitude - (shift << BITS)) << shift) * 1000) * i64::from(bucket).signum()
}

/// Counts by bucket.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    zeros: u64,
    others: Store,
}

/// Everything but exact zero, in the form that suits its number.
#[derive(Clone, Debug)]
enum Store {
    /// Few: the bucket of each, in the order they came.
    Listed(Vec<Bucket>),
    /// Many: counts from bucket `first` on, and the buckets of those that came last and are not counted yet.
    Counted { first: i32, counts: Vec<u32>, recent: Vec<Bucket> },
    /// At rest: runs (bucket, count) in ascending order, about a byte each. See [`pack`].
    Packed { bytes: Box<[u8]>, number: u64 },
}

impl Default for Store {
    fn default() -> Store {
        Store::Listed(Vec::new())
    }
}

impl Histogram {
    /// Adds one time in microseconds.
    #[inline]
    pub fn push(&mut self, microseconds: i64) {
        if microseconds == 0 {
            self.zeros += 1;
            return;
        }
        let bucket = bucket(microseconds);
        let (list, most) = match &mut self.others {
            Store::Listed(list) => (list, MOST_LISTED),
            Store::Counted { recent, .. } => (recent, MOST_RECENT),
            Store::Packed { .. } => return self.add(bucket, 1),
        };
        if list.len() < most {
            list.push(bucket);
        } else {
            self.add(bucket, 1);
        }
    }

    /// Adds `count` to a bucket.
    pub fn add(&mut self, bucket: Bucket, count: u32) {
        if bucket == 0 {
            self.zeros += u64::from(count);
            return;
        }
        loop {
            match &mut self.others {
                Store::Listed(list) if list.len() + count as usize <= MOST_LISTED => {
                    return list.extend(std::iter::repeat_n(bucket, count as usize));
                }
                Store::Counted { first, counts, recent } => {
                    recent.drain(..).for_each(|bucket| count_at(first, counts, bucket, 1));
                    return count_at(first, counts, bucket, count);
                }
                _ => self.count(),
            }
        }
    }

    /// How many of its times are exactly zero.
    pub fn zeros(&self) -> u64 {
        self.zeros
    }

    /// How many times it holds.
    pub fn number(&self) -> u64 {
        self.zeros
            + match &self.others {
                Store::Listed(list) => list.len() as u64,
                Store::Counted { counts, recent, .. } => counts.iter().map(|&count| u64::from(count)).sum::<u64>() + recent.len() as u64,
                Store::Packed { number, .. } => *number,
            }
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.number() == 0
    }

    /// Tells every bucket that is not empty, with a count; a bucket may come several times and the order is not defined.
    pub fn each(&self, mut tell: impl FnMut(Bucket, u32)) {
        let mut zeros = self.zeros;
        while zeros > 0 {
            let part = zeros.min(u64::from(u32::MAX)) as u32;
            tell(0, part);
            zeros -= u64::from(part);
        }
        match &self.others {
            Store::Listed(list) => list.iter().for_each(|&bucket| tell(bucket, 1)),
            Store::Counted { first, counts, recent } => {
                let filled = counts.iter().enumerate().filter(|(_, count)| **count > 0);
                filled.for_each(|(i, &count)| tell((first + i as i32) as Bucket, count));
                recent.iter().for_each(|&bucket| tell(bucket, 1));
            }
            Store::Packed { bytes, .. } => unpack(bytes, tell),
        }
    }

    /// The same histogram with everything of another one: exact, whatever the order.
    pub fn merge(&mut self, other: &Histogram) {
        if self.number() + other.number() - self.zeros - other.zeros > MOST_LISTED as u64 {
            self.count();
        } else if let Store::Packed { bytes, number } = &self.others {
            let mut list = Vec::with_capacity(*number as usize);
            unpack(bytes, |bucket, count| list.extend(std::iter::repeat_n(bucket, count as usize)));
            self.others = Store::Listed(list);
        }
        other.each(|bucket, count| self.add(bucket, count));
    }

    /// Makes it small; anything can still be asked of it and added to it.
    pub fn pack(&mut self) {
        let (bytes, number) = match &mut self.others {
            Store::Listed(list) => {
                list.sort_unstable();
                (pack(list.chunk_by(PartialEq::eq).map(|run| (run[0], run.len() as u32))), list.len() as u64)
            }
            Store::Counted { first, counts, recent } => {
                recent.drain(..).for_each(|bucket| count_at(first, counts, bucket, 1));
                let filled = counts.iter().enumerate().filter(|(_, count)| **count > 0);
                let number = counts.iter().map(|&count| u64::from(count)).sum();
                (pack(filled.map(|(i, &count)| ((*first + i as i32) as Bucket, count))), number)
            }
            Store::Packed { .. } => return,
        };
        self.others = Store::Packed { bytes: bytes.into_boxed_slice(), number };
    }

    /// Goes over to counts.
    fn count(&mut self) {
        if matches!(self.others, Store::Counted { .. }) {
            return;
        }
        let (mut first, mut counts) = (0, Vec::new());
        let others = std::mem::take(&mut self.others);
        Histogram { zeros: 0, others }.each(|bucket, count| count_at(&mut first, &mut counts, bucket, count));
        self.others = Store::Counted { first, counts, recent: Vec::new() };
    }
}

/// Adds to counts that begin at bucket `first`, which grow where needed.
#[inline]
fn count_at(first: &mut i32, counts: &mut Vec<u32>, bucket: Bucket, count: u32) {
    let at = i32::from(bucket);
    if counts.is_empty() || at < *first || at >= *first + counts.len() as i32 {
        widen(first, counts, at);
    }
    let place = &mut counts[(at - *first) as usize];
    *place = place.checked_add(count).expect("one bucket of one section holds fewer than 4 billion incidents");
}

#[cold]
fn widen(first: &mut i32, counts: &mut Vec<u32>, at: i32) {
    let block = at.div_euclid(BLOCK) * BLOCK;
    if counts.is_empty() {
        *first = block;
    }
    if block < *first {
        counts.splice(0..0, std::iter::repeat_n(0, (*first - block) as usize));
        *first = block;
    }
    let wanted = (block + BLOCK - *first) as usize;
    if counts.len() < wanted {
        counts.resize(wanted, 0);
    }
}

/// A run takes one byte: three bits of the step from the run before (less one) and five of the count (less one). All ones
/// mean that the rest follows, seven bits a byte, lowest first.
fn pack(runs: impl Iterator<Item = (Bucket, u32)>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut before = i32::from(Bucket::MIN) - 1;
    for (bucket, count) in runs {
        let (step, count) = ((i32::from(bucket) - before - 1) as u32, count - 1);
        before = i32::from(bucket);
        bytes.push((step.min(7) << 5 | count.min(31)) as u8);
        for (value, most) in [(step, 7), (count, 31)] {
            let Some(mut rest) = value.checked_sub(most) else { continue };
            while rest >= 128 {
                bytes.push(rest as u8 | 128);
                rest >>= 7;
            }
            bytes.push(rest as u8);
        }
    }
    bytes
}

/// Tells the runs that [`pack`] wrote.
fn unpack(bytes: &[u8], mut tell: impl FnMut(Bucket, u32)) {
    fn rest(bytes: &[u8], at: &mut usize) -> u32 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = bytes[*at];
            *at += 1;
            value |= u32::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return value;
            }
        }
    }
    let (mut at, mut bucket) = (0, i32::from(Bucket::MIN) - 1);
    while at < bytes.len() {
        let byte = u32::from(bytes[at]);
        at += 1;
        let (mut step, mut count) = (byte >> 5, byte & 31);
        if step == 7 {
            step += rest(bytes, &mut at);
        }
        if count == 31 {
            count += rest(bytes, &mut at);
        }
        bucket += step as i32 + 1;
        tell(bucket as Bucket, count + 1);
    }
}

/// A distribution at rest: how many lie at or below each bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cumulative {
    buckets: Vec<Bucket>,
    /// Number at or below the bucket of the same index.
    up_to: Vec<u64>,
}

impl Cumulative {
    /// How many there are.
    pub fn number(&self) -> u64 {
        self.up_to.last().copied().unwrap_or(0)
    }

    /// How many lie at or below the bucket.
    pub fn at(&self, bucket: Bucket) -> u64 {
        match self.buckets.partition_point(|&other| other <= bucket) {
            0 => 0,
            filled => self.up_to[filled - 1],
        }
    }

    /// The buckets that are not empty, ascending, with their counts.
    pub fn runs(&self) -> impl Iterator<Item = (Bucket, u64)> {
        let before = std::iter::once(0).chain(self.up_to.iter().copied());
        self.buckets.iter().zip(&self.up_to).zip(before).map(|((&bucket, &up_to), before)| (bucket, up_to - before))
    }

    /// The bucket of the `rank`-th smallest, counted from 1; `None` if there are fewer.
    pub fn ranked(&self, rank: u64) -> Option<Bucket> {
        self.buckets.get(self.up_to.partition_point(|&up_to| up_to < rank)).copied()
    }

    /// Of those from one rank to another, both counted from 1 and among them: how many lie in the bucket that holds most.
    pub fn most_alike(&self, from: u64, to: u64) -> u64 {
        let index = |rank: u64| self.up_to.partition_point(|&up_to| up_to < rank);
        let below = |i: usize| if i == 0 { 0 } else { self.up_to[i - 1] };
        (index(from)..=index(to)).map(|i| self.up_to[i].min(to) - below(i).max(from - 1)).max().unwrap_or(0)
    }

    /// The bucket of the `rank`-th smallest when those of `left_out`, a part of these, are left out, and how many of the rest
    /// lie below it and at or below it.
    pub fn ranked_without(&self, left_out: &Cumulative, rank: u64) -> Option<(Bucket, u64, u64)> {
        let up_to = |i: usize| self.up_to[i] - left_out.at(self.buckets[i]);
        let (mut low, mut high) = (0, self.buckets.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if up_to(middle) < rank { low = middle + 1 } else { high = middle }
        }
        (low < self.buckets.len()).then(|| (self.buckets[low], if low == 0 { 0 } else { up_to(low - 1) }, up_to(low)))
    }
}

/// Room in which distributions are put together, used again and again.
#[derive(Debug)]
pub struct Gathering {
    counts: Vec<i64>,
    /// Indices that held nothing when something was added to them; one may stand here more than once.
    touched: Vec<u16>,
}

impl Default for Gathering {
    fn default() -> Gathering {
        Gathering { counts: vec![0; 1 << 16], touched: Vec::new() }
    }
}

impl Gathering {
    fn at(&mut self, bucket: Bucket) -> &mut i64 {
        let at = (i32::from(bucket) - i32::from(Bucket::MIN)) as u16;
        let count = &mut self.counts[usize::from(at)];
        if *count == 0 {
            self.touched.push(at);
        }
        count
    }

    /// Adds a histogram.
    pub fn add(&mut self, histogram: &Histogram) {
        histogram.each(|bucket, count| *self.at(bucket) += i64::from(count));
    }

    /// Takes away a histogram that is a part of what was added, before or after.
    pub fn take_away(&mut self, histogram: &Histogram) {
        histogram.each(|bucket, count| *self.at(bucket) -= i64::from(count));
    }

    /// Adds a distribution.
    pub fn add_all(&mut self, all: &Cumulative) {
        all.runs().for_each(|(bucket, count)| *self.at(bucket) += count as i64);
    }

    /// What was gathered; the room is empty afterwards.
    ///
    /// # Panics
    /// If more was taken away than was added.
    pub fn finish(&mut self) -> Cumulative {
        let mut all = Cumulative::default();
        let mut up_to = 0;
        self.touched.sort_unstable();
        for at in self.touched.drain(..) {
            let count = std::mem::take(&mut self.counts[usize::from(at)]);
            assert!(count >= 0, "a part of a histogram is taken away from the whole");
            if count > 0 {
                up_to += count as u64;
                all.buckets.push((i32::from(at) + i32::from(Bucket::MIN)) as Bucket);
                all.up_to.push(up_to);
            }
        }
        all
    }
}
