//! Tables of inverse CDFs that have no closed form.

use super::special::normal_quantile;

/// A table covers these normal quantiles: what a truncation may ask for below, and the largest number below one above.
const RANGE: (f64, f64) = (-10.5, 8.25);
/// What a value may be off by in the middle of a cell.
const TOLERANCE: f64 = 2e-11;
/// Cells per unit of the normal quantile, at the least and at the most.
const DENSITY: (u32, u32) = (4, 1024);

/// A value and its first two derivatives by the normal quantile.
pub(super) type Knot = [f64; 3];

/// A smooth function of the normal quantile of a probability, by polynomials of degree five that meet its value and two
/// derivatives at every knot. Within 1 in 10^9 of the exact values, absolutely (in the cells' middles within 1 in 10^10).
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    per_unit: f64,
    /// Coefficients by cell, the constant first; the variable goes from 0 to 1 within a cell.
    cells: Vec<[f64; 6]>,
}

impl Table {
    /// Of the function whose value and derivatives at a normal quantile `knot` gives: the number of cells is doubled until the
    /// middles are precise.
    pub(super) fn new(knot: impl Fn(f64) -> Knot) -> Table {
        let mut per_unit = DENSITY.0;
        let at = |i: u32, per_unit: u32| RANGE.0 + f64::from(i) / f64::from(per_unit);
        let count = |per_unit: u32| ((RANGE.1 - RANGE.0) * f64::from(per_unit)) as u32;
        let mut knots: Vec<Knot> = (0..=count(per_unit)).map(|i| knot(at(i, per_unit))).collect();
        loop {
            let cells: Vec<[f64; 6]> = knots.windows(2).map(|pair| cell(&pair[0], &pair[1], 1.0 / f64::from(per_unit))).collect();
            // The middles of this table are the new knots of the next.
            let middles: Vec<Knot> = (0..count(per_unit)).map(|i| knot(at(2 * i + 1, 2 * per_unit))).collect();
            let miss = cells.iter().zip(&middles).map(|(cell, middle)| (horner(cell, 0.5) - middle[0]).abs()).fold(0.0, f64::max);
            if miss <= TOLERANCE || per_unit == DENSITY.1 {
                return Table { per_unit: f64::from(per_unit), cells };
            }
            let mut finer = Vec::with_capacity(knots.len() + middles.len());
            for (i, knot) in knots.iter().enumerate() {
                finer.push(*knot);
                finer.extend(middles.get(i));
            }
            (knots, per_unit) = (finer, 2 * per_unit);
        }
    }

    /// The function where the probability is `p`, strictly between 0 and 1.
    #[inline]
    pub(super) fn at(&self, p: f64) -> f64 {
        self.at_normal(normal_quantile(p))
    }

    /// The function at the normal quantile `z`.
    #[inline]
    pub(super) fn at_normal(&self, z: f64) -> f64 {
        let place = ((z - RANGE.0) * self.per_unit).max(0.0);
        let i = (place as usize).min(self.cells.len() - 1);
        horner(&self.cells[i], (place - i as f64).min(1.0))
    }
}

#[inline]
fn horner(c: &[f64; 6], t: f64) -> f64 {
    c[0] + t * (c[1] + t * (c[2] + t * (c[3] + t * (c[4] + t * c[5]))))
}

/// The polynomial of degree five between two knots that lie `h` apart (quintic Hermite interpolation).
fn cell(from: &Knot, to: &Knot, h: f64) -> [f64; 6] {
    let (d0, d1) = (from[1] * h, to[1] * h);
    let (s0, s1) = (0.5 * from[2] * h * h, 0.5 * to[2] * h * h);
    let rise = to[0] - from[0];
    let (a, b, c) = (rise - d0 - s0, d1 - d0 - 2.0 * s0, s1 - s0);
    [from[0], d0, s0, 10.0 * a - 4.0 * b + c, -15.0 * a + 7.0 * b - 2.0 * c, 6.0 * a - 3.0 * b + c]
}
