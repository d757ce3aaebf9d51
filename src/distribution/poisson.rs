//! The inverse CDF of the Poisson distribution.

use super::Unit;
use super::special::{incomplete_gamma, ln_gamma_quantile, poisson_density};

/// The largest mean that can be computed with.
const MOST_MEAN: f64 = 1e9;
/// Below this probability a tail is summed from its far end, because subtracting from the middle would lose its digits.
const TAIL: f64 = 0.01;
/// Running sums are trusted to this share of the smaller tail; what is closer is decided without them.
const TRUST: f64 = 1e-9;

/// The number that a uniform number stands for at a given mean: the smallest n with F(n) >= u. It does not decrease as `u`
/// grows, nor as the mean grows: what happens at a rate also happens at every higher rate.
///
/// From the mode outwards, where distribution function and probability are kept; the cost grows with the square root of the
/// mean. Precise for means up to a million.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PoissonInverse {
    mean: f64,
    mode: u32,
    /// Probability of the mode.
    density: f64,
    /// Probability of at most the mode, and of more.
    below: f64,
    above: f64,
}

/// A uniform number with its complement, which is exact.
#[derive(Clone, Copy)]
struct Sought {
    u: f64,
    q: f64,
}

/// A cumulated probability: of at most a number, or of more than it.
#[derive(Clone, Copy)]
enum Sum {
    Below(f64),
    Above(f64),
}

impl PoissonInverse {
    /// For a mean from 0 to 10^9.
    ///
    /// # Panics
    /// If the mean is outside that range.
    pub fn new(mean: f64) -> PoissonInverse {
        assert!((0.0..=MOST_MEAN).contains(&mean), "the mean number of arrivals in an hour must be between 0 and 10^9, not {mean}");
        let mode = mean.floor();
        let (above, below) = incomplete_gamma(mode + 1.0, mean);
        PoissonInverse { mean, mode: mode as u32, density: poisson_density(mode, mean), below, above }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The number at `u`.
    pub fn value(&self, u: Unit) -> u32 {
        let sought = Sought { u: u.get(), q: 1.0 - u.get() };
        let at_mode = if sought.u < 0.5 { Sum::Below(self.below) } else { Sum::Above(self.above) };
        match (self.reaches(self.mode, at_mode, sought), sought.u < TAIL, sought.q < TAIL) {
            (true, true, _) => self.far_below(sought),
            (true, false, _) => self.below_mode(sought),
            (false, _, true) => self.far_above(sought),
            (false, _, false) => self.above_mode(sought),
        }
    }

    /// Whether F(n) >= u, given what is known of F(n). Where a sum is too close to tell, F(n) >= u is asked as mean <= m, with
    /// m the mean at which the two are equal (a quantile of the gamma distribution). As m does not depend on the mean, no
    /// rounding can turn a larger mean into a smaller number; and as it is computed for a coarsened uniform number, whose
    /// steps are wider than its error, neither can a larger uniform number.
    fn reaches(&self, n: u32, sum: Sum, sought: Sought) -> bool {
        let more = match sum {
            Sum::Below(below) => below - sought.u,
            Sum::Above(above) => sought.q - above,
        };
        if more.abs() > TRUST * sought.u.min(sought.q) {
            return more > 0.0;
        }
        let (u, q) = if sought.u < sought.q {
            let u = coarse(sought.u);
            (u, 1.0 - u)
        } else {
            let q = coarse(sought.q);
            (1.0 - q, q)
        };
        self.mean <= libm::exp(ln_gamma_quantile(f64::from(n) + 1.0, q, u))
    }

    fn below_mode(&self, sought: Sought) -> u32 {
        let (mut n, mut density, mut below) = (self.mode, self.density, self.below);
        while n > 0 {
            below -= density;
            if !self.reaches(n - 1, Sum::Below(below), sought) {
                break;
            }
            density *= f64::from(n) / self.mean;
            n -= 1;
        }
        n
    }

    fn above_mode(&self, sought: Sought) -> u32 {
        let (mut n, mut density, mut above) = (self.mode, self.density, self.above);
        loop {
            n += 1;
            density *= self.mean / f64::from(n);
            above -= density;
            if self.reaches(n, Sum::Above(above), sought) {
                return n;
            }
        }
    }

    fn far_below(&self, sought: Sought) -> u32 {
        let (mut n, mut density) = (self.mode, self.density);
        // F(n) <= (n + 1) p(n) below the mode.
        while n > 0 && density * (f64::from(n) + 1.0) > 1e-18 * sought.u {
            density *= f64::from(n) / self.mean;
            n -= 1;
        }
        let mut below = density;
        while n < self.mode && !self.reaches(n, Sum::Below(below), sought) {
            n += 1;
            density *= self.mean / f64::from(n);
            below += density;
        }
        n
    }

    fn far_above(&self, sought: Sought) -> u32 {
        let (mut n, mut density) = (self.mode, self.density);
        // The probability of n and more is at most p(n) (n + 1)/(n + 1 - mean) above the mode.
        loop {
            n += 1;
            density *= self.mean / f64::from(n);
            let next = f64::from(n) + 1.0;
            if density * next / (next - self.mean) <= 1e-18 * sought.q {
                break;
            }
        }
        let mut above = density;
        while n > self.mode + 1 && self.reaches(n - 1, Sum::Above(above), sought) {
            density *= f64::from(n) / self.mean;
            n -= 1;
            above += density;
        }
        n
    }
}

/// Rounded down to 36 bits of its mantissa: to 1 part in 10^11, between the error of a gamma quantile and [`TRUST`].
fn coarse(tail: f64) -> f64 {
    f64::from_bits(tail.to_bits() & !0xffff)
}
