//! An inverse CDF by polynomials: what is drawn millions of times is worked out once.
//!
//! Time in the engine goes by waiting for a logarithm, a rational function and an exponential one after the other. A table of
//! polynomials takes one look and one short sum instead, whatever the distribution.

use super::ALMOST_ONE;
use super::curve::{Curve, Standard};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

/// Halvings of the distance to the nearer end that the table covers: one draw in 256 lies beyond, and is computed.
const OCTAVES: usize = 8;
/// Cells in each of them: a power of two.
const CELLS: usize = 16;
/// Cells of one half.
const HALF: usize = OCTAVES * CELLS;
/// Bits of a number behind those that say which cell it lies in.
const SHIFT: u32 = f64::MANTISSA_DIGITS - 1 - CELLS.trailing_zeros();
/// What tells the cell of the smallest number in the table.
const FIRST: u64 = f64::to_bits(0.5 / (1 << OCTAVES) as f64) >> SHIFT;
/// The bits of a number's fraction, and those of one.
const FRACTION: u64 = (1 << (f64::MANTISSA_DIGITS - 1)) - 1;
const ONE: u64 = 1f64.to_bits();
/// Values are within this part of the exact ones; cells where they are not stay empty. Of a minute this is less than a
/// tenth of a microsecond, the smallest step of the clock.
const TOLERANCE: f64 = 1e-9;
/// Where in a cell that is tested: between the nodes, where a polynomial is off by most.
const TESTS: [f64; 3] = [0.045, 0.5 + 0.15, 0.955];

/// The table that a distribution draws from, and what its values are multiplied with: made when the first value is drawn, as most
/// distributions that are read are not drawn from. It follows from the rest of the distribution.
#[derive(Clone, Debug, Default)]
pub(super) struct Quick(OnceLock<Option<(f64, Arc<Table>)>>);

/// A standard curve, its factor, the part of it from `low` on that a uniform number picks from, and a scale.
type Source = ((Standard, Curve, f64), f64, f64, f64);

impl PartialEq for Quick {
    fn eq(&self, _: &Quick) -> bool {
        true
    }
}

impl Quick {
    /// The value at a probability, or not a number where there is no table. What it is made from is asked for once.
    #[inline]
    pub(super) fn value(&self, p: f64, source: impl FnOnce() -> Option<Source>) -> f64 {
        match self.0.get_or_init(|| Quick::tabulate(source())) {
            Some((factor, table)) => factor * table.value(p),
            None => f64::NAN,
        }
    }

    #[cold]
    fn tabulate(source: Option<Source>) -> Option<(f64, Arc<Table>)> {
        let ((standard, curve, factor), low, width, scale) = source?;
        Some((factor * scale, Table::of(&curve, standard, low, width)))
    }
}

/// Polynomials of degree five in cells that become narrower towards both ends, as an inverse CDF becomes steeper. Neighbours meet in
/// the same values, so that values do not decrease from cell to cell.
#[derive(Debug)]
struct Table {
    /// The lower half, then the upper one, each by distance from its end; coefficients of a variable from 0 to 1, the constant
    /// first. Not a number where the table has none.
    cells: Box<[[f64; 6]; 2 * HALF]>,
}

impl Table {
    /// The table of what `exact` is at probabilities.
    fn new(exact: impl Fn(f64) -> f64) -> Table {
        let mut cells = Box::new([[f64::NAN; 6]; 2 * HALF]);
        let nodes = nodes();
        for (index, coefficients) in cells.iter_mut().enumerate() {
            let (upper, cell) = (index >= HALF, index % HALF);
            let at = |number: u64| f64::from_bits((FIRST + number) << SHIFT);
            let (from, to) = (at(cell as u64), at(cell as u64 + 1));
            let value = |x: f64| {
                let t = from + (to - from) * x;
                exact(if upper { 1.0 - t } else { t })
            };
            let found = interpolate(&nodes, value);
            let precise = |&x: &f64| {
                let exact = value(x);
                (sum(&found, x) - exact).abs() <= TOLERANCE * exact.abs()
            };
            if TESTS.iter().all(precise) {
                *coefficients = found;
            }
        }
        Table { cells }
    }

    /// The table of a standard curve of which a uniform number picks the part from `low` on: one for all who draw from it.
    fn of(curve: &Curve, standard: Standard, low: f64, width: f64) -> Arc<Table> {
        type Shared = BTreeMap<(Standard, u64, u64), Weak<Table>>;
        static SHARED: Mutex<Shared> = Mutex::new(BTreeMap::new());
        // Whoever panicked with the lock in hand left a map that is as good as before.
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (standard, low.to_bits(), width.to_bits());
        if let Some(known) = shared.get(&key).and_then(Weak::upgrade) {
            return known;
        }
        shared.retain(|_, table| table.strong_count() > 0);
        let table = Arc::new(Table::new(|u| curve.inverse((low + width * u).min(ALMOST_ONE))));
        shared.insert(key, Arc::downgrade(&table));
        table
    }

    /// The value at a probability, or not a number where the table has none.
    #[inline]
    fn value(&self, p: f64) -> f64 {
        let upper = p >= 0.5;
        let bits = if upper { 1.0 - p } else { p }.to_bits();
        let cell = (bits >> SHIFT).wrapping_sub(FIRST) as usize;
        if cell >= HALF {
            return f64::NAN;
        }
        let x = f64::from_bits((bits << CELLS.trailing_zeros()) & FRACTION | ONE) - 1.0;
        sum(&self.cells[usize::from(upper) * HALF + cell], x)
    }
}

/// By pairs, so that little has to wait for the result before it.
#[inline]
fn sum(c: &[f64; 6], x: f64) -> f64 {
    let square = x * x;
    (c[0] + c[1] * x) + square * ((c[2] + c[3] * x) + square * (c[4] + c[5] * x))
}

/// The Chebyshev-Lobatto nodes of 0 to 1, both ends among them.
fn nodes() -> [f64; 6] {
    std::array::from_fn(|k| 0.5 - 0.5 * libm::cos(k as f64 * std::f64::consts::PI / 5.0))
}

/// The polynomial through the values at the nodes (Newton's divided differences).
fn interpolate(nodes: &[f64; 6], value: impl Fn(f64) -> f64) -> [f64; 6] {
    let mut differences = nodes.map(value);
    for order in 1..6 {
        for k in (order..6).rev() {
            differences[k] = (differences[k] - differences[k - 1]) / (nodes[k] - nodes[k - order]);
        }
    }
    // From the inside out: c <- c * (x - node) + difference.
    let mut c = [0.0; 6];
    for k in (0..6).rev() {
        for power in (0..6).rev() {
            let lower = if power > 0 { c[power - 1] } else { differences[k] };
            c[power] = lower - c[power] * nodes[k];
        }
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    type Exact = fn(f64) -> f64;

    fn tables() -> Vec<(&'static str, Table, Exact)> {
        use super::super::special::normal_quantile;
        let all: [(&str, Exact); 4] = [
            ("exponential", |p| -libm::log1p(-p)),
            ("lognormal", |p| libm::exp(0.5 * normal_quantile(p))),
            ("wide lognormal", |p| libm::exp(3.0 * normal_quantile(p))),
            ("weibull", |p| libm::pow(-libm::log1p(-p), 1.0 / 0.3)),
        ];
        all.into_iter().map(|(name, exact)| (name, Table::new(exact), exact)).collect()
    }

    #[test]
    fn the_table_keeps_its_promise() {
        for (name, table, exact) in tables() {
            let (mut compared, mut empty) = (0, 0);
            for i in 1..400_000 {
                let p = f64::from(i) / 400_000.0;
                let found = table.value(p);
                if found.is_nan() {
                    empty += 1;
                } else {
                    compared += 1;
                    assert!((found - exact(p)).abs() <= 2.0 * TOLERANCE * exact(p), "{name} at {p}: {found} is not {}", exact(p));
                }
            }
            assert!(compared > 398_000 - 100 && empty > 1_000, "{name}: {compared} compared, {empty} not in the table");
        }
    }

    /// Beyond the table there is no value rather than that of another cell.
    #[test]
    fn beyond_the_table_is_nothing() {
        let table = Table::new(|p| p);
        for p in [0.0, f64::MIN_POSITIVE, 1e-9, 1.0 / 512.0 - 1e-9, 0.5, 1.0 - 1.0 / 512.0 + 1e-9, 1.0 - 1e-12] {
            assert!(table.value(p).is_nan(), "{p}");
        }
        for p in [1.0 / 512.0, 0.25, 0.499_999, 0.500_001, 0.75, 1.0 - 1.0 / 512.0] {
            assert!((table.value(p) - p).abs() < 1e-12, "{p}");
        }
    }

    #[test]
    fn values_do_not_decrease_from_cell_to_cell() {
        for (name, table, _) in tables() {
            let mut before = 0.0;
            for edge in (0..HALF as u64).map(|cell| f64::from_bits((FIRST + cell) << SHIFT)) {
                for p in [edge.next_down(), edge, edge.next_up()] {
                    let value = table.value(p);
                    assert!(value.is_nan() || value >= before * (1.0 - 1e-14), "{name} at {p}: {value} after {before}");
                    before = if value.is_nan() { before } else { value };
                }
            }
        }
    }
}
