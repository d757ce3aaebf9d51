//! Where an answer turns on a map of two factors: between which neighbouring cells its sign changes.

use super::{Factor, Sample};
use crate::drivers::{Border, Crossing};

/// The border of one answer. The cells are in the order of [`super::grid`]: the second factor moves fastest.
pub(super) fn border(factors: &[Factor], values: &[Vec<f64>; 2], cells: &[Option<&Sample>]) -> Border {
    let [across, up] = values;
    let at = |x: usize, y: usize| cells[x * up.len() + y];
    let crossing = |along: usize, pair: [Option<&Sample>; 2], (low, high): (f64, f64), beside: f64| {
        let [Some(one), Some(other)] = pair else { return None };
        let clear = one.side() != 0 && other.side() != 0;
        (one.value * other.value < 0.0).then(|| Crossing { factor: factors[along].name.clone(), low, high, beside, clear })
    };
    let mut crossings = Vec::new();
    for (y, &beside) in up.iter().enumerate() {
        let pairs = across.windows(2).enumerate();
        crossings.extend(pairs.filter_map(|(x, ends)| crossing(0, [at(x, y), at(x + 1, y)], (ends[0], ends[1]), beside)));
    }
    for (x, &beside) in across.iter().enumerate() {
        let pairs = up.windows(2).enumerate();
        crossings.extend(pairs.filter_map(|(y, ends)| crossing(1, [at(x, y), at(x, y + 1)], (ends[0], ends[1]), beside)));
    }
    let count = |is: &dyn Fn(Option<&Sample>) -> bool| cells.iter().filter(|cell| is(**cell)).count() as u64;
    Border {
        crossings,
        cells: cells.len() as u64,
        unclear: count(&|cell| cell.is_some_and(|sample| sample.side() == 0)),
        unanswered: count(&|cell| cell.is_none()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_border_lies_between_cells_of_unlike_sign() {
        let factors = [Factor::of_path("a", "0", "3").unwrap(), Factor::of_path("b", "0", "2").unwrap()];
        let values = [vec![0.0, 1.0, 2.0, 3.0], vec![0.0, 2.0]];
        let sample =
            |value: f64, half: f64| Sample::mean(&[-half, half].repeat(5).iter().map(|luck| value + luck).collect::<Vec<_>>()).unwrap();
        // a - 0.5 b - 0.5: zero between 0 and 1 of a where b is 0, and between 1 and 2 where it is 2, where luck is large.
        let noise = |b: f64| if b > 0.0 { 4.0 } else { 0.01 };
        let cells: Vec<Sample> =
            values[0].iter().flat_map(|a| values[1].iter().map(move |b| sample(a - 0.5 * b - 0.5, noise(*b)))).collect();
        let mut known: Vec<Option<&Sample>> = cells.iter().map(Some).collect();
        let found = border(&factors, &values, &known);
        let told: Vec<_> =
            found.crossings.iter().map(|found| (found.factor.as_str(), found.low, found.high, found.beside, found.clear)).collect();
        assert_eq!(told, [("a", 0.0, 1.0, 0.0, true), ("a", 1.0, 2.0, 2.0, false), ("b", 0.0, 2.0, 1.0, false)]);
        assert_eq!((found.cells, found.unclear, found.unanswered), (8, 4, 0));
        known[2] = None;
        assert_eq!((border(&factors, &values, &known).crossings.len(), border(&factors, &values, &known).unanswered), (1, 1));
    }
}
