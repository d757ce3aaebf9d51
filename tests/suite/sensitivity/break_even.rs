//! Where a function turns, where that is unclear, and where there is nothing to tell.

use super::{asked, factor};
use larmkedja::drivers::Turns;
use larmkedja::sensitivity::{Answers, Law, Sample, Stopped, Values, break_even};

fn turned(of: impl Fn(f64) -> f64, own: f64, whole: bool) -> Turns {
    let factor = factor("x", (0.0, 10.0), whole, Law::Uniform);
    break_even::turns(&factor, 0, 9, 0.001, &mut asked(|x| of(x[0]), (20, own, 0.0), 4)).unwrap()
}

#[test]
fn break_even_finds_none_one_and_two_turns() {
    let none = turned(|x| 1.0 + x, 0.5, false);
    assert!(none.turns.is_empty() && none.told_apart);

    let one = turned(|x| x - 3.3, 0.5, false);
    assert_eq!(one.turns.len(), 1);
    let (turn, half) = (&one.turns[0], 2.093 * 0.5 / 20f64.sqrt());
    // Noise of every point is its own here, so the zero is found within it; the doubt is about the interval's half-width.
    assert!((turn.at.low - 3.3).abs() < 2.0 * half, "{turn:?}");
    let (low, high) = (turn.unclear.low.unwrap(), turn.unclear.high.unwrap());
    assert!(low < turn.at.low && turn.at.high < high && (3.3 - low) < 4.0 * half && (high - 3.3) < 4.0 * half, "{turn:?}");

    let two = turned(|x| (x - 2.0) * (x - 8.0), 0.01, false);
    assert_eq!(two.turns.len(), 2);
    assert!((two.turns[0].at.low - 2.0).abs() < 0.05 && (two.turns[1].at.low - 8.0).abs() < 0.05, "{:?}", two.turns);
}

/// Along 0 to 10 on a grid of nine, answers with six replications, half of them a distance above and half below; the interval is 2.5706 / sqrt(5) of
/// that to both sides, and the distance eleven times what is given.
fn shaped(of: impl Fn(f64) -> Option<(f64, f64)>) -> Turns {
    let mut ask = |points: &[Values]| -> Result<Vec<Answers>, Stopped> {
        let one = |point: &Values| {
            let found = of(point[0].unwrap());
            vec![found.and_then(|(value, half)| {
                Sample::mean(&[-1.0, 1.0].repeat(3).iter().map(|luck| value + 11.0 * half * luck).collect::<Vec<_>>())
            })]
        };
        Ok(points.iter().map(one).collect())
    };
    break_even::turns(&factor("x", (0.0, 10.0), false, Law::Uniform), 0, 9, 0.001, &mut ask).unwrap()
}

/// The grid sees the turn at 8 only; the search for where it becomes clear, between 2.5 and 3.75, comes upon two more.
#[test]
fn break_even_keeps_the_turns_that_it_comes_upon() {
    let found = shaped(|x| {
        let value = [(3.0, -5.0), (3.2, 0.5), (8.0, -0.5)].iter().find(|(end, _)| x < *end).map_or(5.0, |(_, value)| *value);
        Some((value, 0.1))
    });
    let at: Vec<f64> = found.turns.iter().map(|turn| turn.at.low).collect();
    assert!(at.len() == 3 && at.iter().zip([3.0, 3.2, 8.0]).all(|(at, exact)| (at - exact).abs() < 0.02), "{at:?}");
    let [unclear] = &found.unclear[..] else { panic!("{:?}", found.unclear) };
    assert!((unclear.low.unwrap() - 3.0).abs() < 0.01 && (unclear.high.unwrap() - 8.0).abs() < 0.01, "{unclear:?}");
    assert!(found.turns.iter().all(|turn| turn.unclear == *unclear && !turn.clear), "one of three only may be more than luck");
}

/// "None" holds where every place is told apart from zero on the same side, and nowhere else.
#[test]
fn break_even_tells_what_is_unclear_without_a_turn_and_what_has_no_answer() {
    let found = shaped(|x| Some((if x < 5.3 { -5.0 } else { -0.5 }, 0.1)));
    let [unclear] = &found.unclear[..] else { panic!("{:?}", found.unclear) };
    assert!(
        found.turns.is_empty() && found.told_apart && unclear.high.is_none() && (unclear.low.unwrap() - 5.3).abs() < 0.01,
        "{unclear:?}"
    );
    // Overloaded up to 3: unclear begins where answers do, which is not the end of the range.
    let found = shaped(|x| (x > 3.0).then(|| (if x < 6.1 { -0.5 } else { -5.0 }, 0.1)));
    let ([unclear], [gap]) = (&found.unclear[..], &found.unanswered[..]) else { panic!("{found:?}") };
    assert_eq!((gap.low, gap.high, unclear.low), (None, Some(3.75), Some(3.75)));
    assert!((unclear.high.unwrap() - 6.1).abs() < 0.01, "{unclear:?}");
    // Signs differ on both sides of a gap, in which nobody knows where.
    let found = shaped(|x| (!(4.0..=6.0).contains(&x)).then(|| (if x < 5.0 { -5.0 } else { 5.0 }, 0.1)));
    assert!(found.turns.is_empty() && found.unclear.is_empty());
    assert_eq!(found.unanswered.iter().map(|gap| (gap.low, gap.high)).collect::<Vec<_>>(), [(Some(3.75), Some(6.25))]);
}

/// Zero that is left on the side from which it came, or at an end of the range, is no turn, whatever the sign beside it.
#[test]
fn zero_without_a_change_of_sign_is_no_turn() {
    type Of = fn(f64) -> f64;
    let cases: [(Of, (f64, f64)); 6] = [
        (|x| x, (0.0, 0.0)),
        (|x| -x, (0.0, 0.0)),
        (|x| x - 10.0, (10.0, 10.0)),
        (|x| (x - 5.0) * (x - 5.0), (5.0, 5.0)),
        (|x| (x - 3.0).max(0.0), (0.0, 3.0)),
        (|_| 0.0, (0.0, 10.0)),
    ];
    for (case, (of, (low, high))) in cases.into_iter().enumerate() {
        let found = shaped(|x| Some((of(x), 0.0)));
        assert!(found.turns.is_empty() && found.unclear.is_empty(), "{case}: {found:?}");
        let [equal] = &found.equal[..] else { panic!("{case}: {found:?}") };
        assert!((equal.low - low).abs() < 0.02 && (equal.high - high).abs() < 0.02, "{case}: {equal:?}");
    }
    // Zero between the two signs is where it turns, wherever the grid meets it.
    let through = shaped(|x| Some((x - 5.0, 0.0)));
    assert_eq!(through.turns.iter().map(|turn| (turn.at.low, turn.at.high)).collect::<Vec<_>>(), [(5.0, 5.0)]);
    assert!(through.equal.is_empty());
}

/// What is left of a bisected range is taken to be straight, and no more points are asked for than were said.
#[test]
fn a_straight_line_turns_exactly_where_it_does() {
    for (whole, law) in [(false, Law::Uniform), (false, Law::LogUniform), (true, Law::Uniform)] {
        let factor = factor("x", (1.0, 90.0), whole, law);
        let mut asked_for = 0;
        let mut ask = |points: &[Values]| -> Result<Vec<Answers>, Stopped> {
            asked_for += points.len() as u64;
            let lived = |at: f64| [-1.0, 1.0].repeat(3).into_iter().map(|luck| at - 40.3 + luck).collect::<Vec<f64>>();
            let one = |point: &Values| vec![Sample::mean(&lived(point[0].unwrap()))];
            Ok(points.iter().map(one).collect())
        };
        let found = break_even::turns(&factor, 0, 9, 1.0 / 256.0, &mut ask).unwrap();
        let said = break_even::places(&factor, 9).len() as u64 + break_even::bisections(&factor, 9, 1.0 / 256.0);
        assert!(asked_for <= said && said <= 9 + 24, "{asked_for} points, and {said} were said");
        // The interval of six replications that lie 1 to both sides of their mean: t(5) = 2.5706 standard errors of 1 / sqrt(5).
        let [turn] = &found.turns[..] else { panic!("{found:?}") };
        assert!(turn.clear);
        let ends = [turn.at.low, turn.at.high, turn.unclear.low.unwrap(), turn.unclear.high.unwrap()];
        let exact = if whole { [40.0, 41.0, 39.0, 42.0] } else { [40.3, 40.3, 40.3 - 1.1496, 40.3 + 1.1496] };
        assert!(ends.iter().zip(exact).all(|(end, exact)| (end - exact).abs() < 0.001), "{ends:?}, exactly {exact:?}");
    }
}

#[test]
fn break_even_says_where_it_is_open_and_keeps_whole_numbers() {
    // Steep enough to turn at 9, but never clear before the range ends.
    let open = turned(|x| 0.1 * (x - 9.0), 0.3, false);
    assert!(!open.turns.is_empty());
    let last = open.turns.last().unwrap();
    assert!(last.unclear.high.is_none() && !last.clear, "{:?}", open.turns);
    let never = turned(|_| 0.0, 1.0, false);
    assert!(!never.told_apart || never.curve.len() > 9);
    let whole = turned(|x| x - 3.5, 0.01, true);
    assert_eq!((whole.turns[0].at.low, whole.turns[0].at.high), (3.0, 4.0));
    assert!(whole.curve.iter().all(|(at, _)| at.fract() == 0.0));
}
