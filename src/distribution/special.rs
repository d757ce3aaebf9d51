//! Special functions, from `libm` alone so that they have the same bits on every machine.

/// The natural logarithm of the square root of two pi.
const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_8;

/// The exponential function: the same bits as `libm::exp` in half the time.
///
/// The method is that of FreeBSD's `e_exp.c` (Sun Microsystems 1993, 2004), which `libm` follows too: x = k ln 2 + r, a
/// continued fraction for exp(r), times 2^k, here put together from its bits.
#[inline]
pub(super) fn exp(x: f64) -> f64 {
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    const P: [f64; 5] = [
        1.666_666_666_666_660_2e-1,
        -2.777_777_777_701_559_3e-3,
        6.613_756_321_437_934e-5,
        -1.653_390_220_546_525_2e-6,
        4.138_136_797_057_238_5e-8,
    ];
    /// Added to a small number, it rounds it to a whole one, which then stands in the lowest bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    // Beyond, the power of two or the result would not be a normal number.
    if x.abs() >= 700.0 || x.is_nan() {
        return libm::exp(x);
    }
    let rounded = x * std::f64::consts::LOG2_E + ROUND;
    let k = rounded - ROUND;
    let (high, low) = (x - k * LN2_HIGH, k * LN2_LOW);
    let r = high - low;
    let square = r * r;
    let c = r - square * (P[0] + square * (P[1] + square * (P[2] + square * (P[3] + square * P[4]))));
    let y = 1.0 + (r * c / (2.0 - c) - low + high);
    y * f64::from_bits((rounded.to_bits() << 52).wrapping_add(1023 << 52))
}

/// Density of the standard normal distribution.
pub(super) fn normal_density(z: f64) -> f64 {
    exp(-0.5 * z * z - LN_SQRT_2PI)
}

/// Probability that a standard normal number is at most `z`, precise in the lower tail.
pub(super) fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The standard normal quantile of `p`, strictly between 0 and 1, to about 1 part in 10^16.
///
/// Algorithm AS 241, PPND16 (M. J. Wichura, The percentage points of the normal distribution, Applied Statistics 37, 1988).
#[inline]
pub(super) fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * polynomial(r, &A) / polynomial(r, &B);
    }
    normal_tail(p, q)
}

/// The two tails of [`normal_quantile`].
fn normal_tail(p: f64, q: f64) -> f64 {
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-libm::log(tail)).sqrt();
    let z = if r <= 5.0 { polynomial(r - 1.6, &C) / polynomial(r - 1.6, &D) } else { polynomial(r - 5.0, &E) / polynomial(r - 5.0, &F) };
    if q < 0.0 { -z } else { z }
}

/// The constant first; by pairs, so that little has to wait for the result before it.
#[inline]
fn polynomial(x: f64, c: &[f64; 8]) -> f64 {
    let square = x * x;
    let (low, high) = ((c[0] + c[1] * x) + (c[2] + c[3] * x) * square, (c[4] + c[5] * x) + (c[6] + c[7] * x) * square);
    low + high * (square * square)
}

const A: [f64; 8] = [
    3.387_132_872_796_366_5,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const B: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_854e3,
];
const C: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const D: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const E: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const F: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

/// x^a exp(-x) / Gamma(a + 1): the Poisson probability of `a` at mean `x`, also for `a` between the integers.
///
/// For larger `a` by the saddle point (C. Loader, Fast and accurate computation of binomial probabilities, 2000), which
/// avoids the cancellation of large logarithms.
pub(super) fn poisson_density(a: f64, x: f64) -> f64 {
    if x == 0.0 {
        return if a == 0.0 { 1.0 } else { 0.0 };
    }
    if a < 10.0 {
        return libm::exp(a * libm::log(x) - x - libm::lgamma(a + 1.0));
    }
    libm::exp(-stirling_error(a) - deviance(a, x) - LN_SQRT_2PI) / a.sqrt()
}

/// ln Gamma(a + 1) less Stirling's formula for it, for `a` of at least 10.
fn stirling_error(a: f64) -> f64 {
    let r = 1.0 / (a * a);
    let sum = 1.0 / 1188.0 - r * (691.0 / 360_360.0 - r / 156.0);
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r * sum)))) / a
}

/// a ln(a / x) + x - a, without cancellation where the two are close.
fn deviance(a: f64, x: f64) -> f64 {
    let (difference, sum) = (a - x, a + x);
    if difference.abs() >= 0.1 * sum {
        return a * libm::log(a / x) + x - a;
    }
    let v = difference / sum;
    let (mut total, mut term, mut k) = (difference * v, 2.0 * a * v, 1.0);
    loop {
        term *= v * v;
        k += 2.0;
        let next = total + term / k;
        if next == total {
            return total;
        }
        total = next;
    }
}

/// The regularised incomplete gamma functions P(a, x) and Q(a, x) = 1 - P, for `a` above zero: the smaller of the two to
/// about 1 part in 10^14. By the series below `a + 1`, by the continued fraction (Lentz) above it.
pub(super) fn incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    let density = poisson_density(a, x);
    if x < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0, 1.0, a);
        while term > sum * 1e-17 {
            k += 1.0;
            term *= x / k;
            sum += term;
        }
        let p = (density * sum).min(1.0);
        (p, 1.0 - p)
    } else {
        let q = (density * a * gamma_fraction(a, x)).min(1.0);
        (1.0 - q, q)
    }
}

/// 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...))) by the modified method of Lentz.
fn gamma_fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    // The number of turns grows with the square root of `a`; the bound is far above what the largest allowed shape needs.
    const MOST_TURNS: u32 = 1_000_000;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..MOST_TURNS {
        let i = f64::from(i);
        let numerator = -i * (i - a);
        b += 2.0;
        d = numerator * d + b;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + numerator / c;
        c = if c.abs() < TINY { TINY } else { c };
        h *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    h
}

/// The logarithm of the value below which a gamma distribution of shape `a` and scale 1 lies with probability `p`; `q` is
/// 1 - p, given apart so that both tails are precise. To about 1 part in 10^13 of the value.
///
/// Newton's method for the logarithm of the smaller tail as a function of the logarithm of the value, kept inside a bracket;
/// the start is the leading term of the series or the cube of a normal number (Wilson and Hilferty 1931).
pub(super) fn ln_gamma_quantile(a: f64, p: f64, q: f64) -> f64 {
    let leading = (libm::log(p) + libm::lgamma(a + 1.0)) / a;
    if leading < -40.0 {
        // The series is its first term to the last bit.
        return leading;
    }
    let z = if p < q { normal_quantile(p) } else { -normal_quantile(q) };
    let cube_root = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt());
    let y = if a < 0.5 || cube_root < 0.2 { leading.min(libm::log(a + 40.0)) } else { libm::log(a) + 3.0 * libm::log(cube_root) };
    let lower = p < q;
    let target = libm::log(if lower { p } else { q });
    solve(y, lower, |y| {
        let x = libm::exp(y);
        let (below, above) = incomplete_gamma(a, x);
        let tail = if lower { below } else { above };
        let miss = libm::log(tail) - target;
        let slope = a * poisson_density(a, x) / tail;
        (miss, if lower { -miss / slope } else { miss / slope })
    })
}

/// Where a function is 0 that rises everywhere, or falls everywhere, by Newton's method kept inside a bracket. `look` says how far the
/// function is above 0, and the step that Newton's method takes from there.
pub(super) fn solve(start: f64, rises: bool, look: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut y = start;
    let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
    for _ in 0..200 {
        let (miss, step) = look(y);
        if miss == 0.0 {
            break;
        }
        if (miss > 0.0) == rises {
            high = y;
        } else {
            low = y;
        }
        let mut next = y + step;
        if !(next > low && next < high) {
            next = if low.is_infinite() {
                y - 2.0
            } else if high.is_infinite() {
                y + 2.0
            } else {
                0.5 * (low + high)
            };
        }
        let moved = (next - y).abs();
        y = next;
        if moved <= 4e-16 * y.abs().max(1.0) {
            break;
        }
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, relative: f64) {
        assert!((found - expected).abs() <= relative * expected.abs(), "{found} is not {expected}");
    }

    #[test]
    fn the_exponential_is_that_of_libm_to_the_bit() {
        for i in -400_000..400_000 {
            let x = f64::from(i) * 0.001_999_7;
            assert_eq!(exp(x).to_bits(), libm::exp(x).to_bits(), "exp({x})");
        }
        assert!(exp(f64::NAN).is_nan() && exp(f64::INFINITY) == f64::INFINITY && exp(-f64::INFINITY) == 0.0);
    }

    /// The values that Wichura prints to check an implementation, and the far tail.
    #[test]
    fn the_normal_quantile_gives_the_published_values() {
        close(normal_quantile(0.25), -0.674_489_750_196_081_7, 1e-15);
        close(normal_quantile(0.001), -3.090_232_306_167_813_5, 1e-15);
        close(normal_quantile(1e-20), -9.262_340_089_798_408, 1e-15);
    }

    #[test]
    fn the_normal_quantile_inverts_the_cdf() {
        for i in 1..2000 {
            let z = -8.0 + f64::from(i) * 0.004;
            close(normal_cdf(normal_quantile(normal_cdf(z))), normal_cdf(z), 3e-14);
        }
    }

    /// Closed forms: P(1, x) = 1 - exp(-x); Q(n, x) is a Poisson sum; P(1/2, x) = erf(sqrt x).
    #[test]
    fn the_incomplete_gamma_function_has_its_closed_forms() {
        for x in [1e-12, 0.01, 0.5, 1.0, 1.9, 2.1, 10.0, 40.0, 300.0] {
            let (p, q) = incomplete_gamma(1.0, x);
            close(p, -libm::expm1(-x), 1e-14);
            close(q, libm::exp(-x), 1e-13);
            close(incomplete_gamma(0.5, x).0, libm::erf(x.sqrt()), 1e-14);
            close(incomplete_gamma(0.5, x).1, libm::erfc(x.sqrt()), 1e-13);
            let poisson: f64 = (0..12).map(|n| libm::exp(-x) * x.powi(n) / libm::tgamma(f64::from(n) + 1.0)).sum();
            close(incomplete_gamma(12.0, x).1, poisson, 1e-12);
        }
    }

    /// Large shapes, computed with 50 digits.
    #[test]
    fn the_incomplete_gamma_function_is_precise_for_large_shapes() {
        close(poisson_density(1e6, 1e6), 3.989_422_471_562_440_3e-4, 1e-13);
        close(incomplete_gamma(1e6, 1e6).0, 0.500_132_980_760_872_6, 1e-12);
    }

    #[test]
    fn the_gamma_quantile_inverts_both_tails() {
        for a in [0.01, 0.1, 0.5, 0.9, 1.0, 2.0, 7.3, 50.0, 1e3, 1e5] {
            for tail in [1e-16, 1e-12, 1e-6, 0.01, 0.1, 0.3, 0.5] {
                let lower = ln_gamma_quantile(a, tail, 1.0 - tail);
                if lower > -700.0 {
                    close(incomplete_gamma(a, libm::exp(lower)).0, tail, 1e-12 * a.max(1.0).sqrt());
                }
                let upper = ln_gamma_quantile(a, 1.0 - tail, tail);
                if upper > -700.0 {
                    close(incomplete_gamma(a, libm::exp(upper)).1, tail, 1e-12 * a.max(1.0).sqrt());
                }
            }
        }
    }
}
