//! Random numbers that are the same on every platform.

use rand_pcg::Pcg64Dxsm;
use rand_pcg::rand_core::Rng;

/// The increment of `SplitMix64`: 2^64 divided by the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// One stream of random numbers.
///
/// PCG64 DXSM (O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number Generation",
/// 2014; the output function that keeps streams apart is of 2019).
pub(super) struct Random {
    words: Pcg64Dxsm,
    /// The second of two normal numbers.
    spare: Option<f64>,
}

impl Random {
    /// The stream of that number. Each begins elsewhere too, since streams that begin alike are alike for a while.
    pub(super) fn stream(seed: u64, stream: u32) -> Random {
        let at = |word: u64| mix(seed.wrapping_add(GOLDEN.wrapping_mul(2 * u64::from(stream) + word)));
        let words = Pcg64Dxsm::new(u128::from(at(1)) << 64 | u128::from(at(2)), u128::from(stream));
        Random { words, spare: None }
    }

    /// 64 random bits.
    #[inline]
    pub(super) fn word(&mut self) -> u64 {
        self.words.next_u64()
    }

    /// A number from 0 up to, but not including, 1: a multiple of 2^-53.
    #[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
    #[inline]
    pub(super) fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
    }

    /// A standard normal number, by the polar method, which makes two at a time (Marsaglia and Bray, "A Convenient Method for Generating
    /// Normal Variables", SIAM Review 6, 1964).
    pub(super) fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (2.0 * self.unit() - 1.0, 2.0 * self.unit() - 1.0);
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                let stretch = (-2.0 * libm::log(s) / s).sqrt();
                self.spare = Some(y * stretch);
                return x * stretch;
            }
        }
    }
}

/// The output function of `SplitMix64` (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Neighbouring streams, and neighbouring seeds, agree in half of their bits from the first word on, as chance has it.
    #[test]
    fn streams_differ() {
        const WORDS: usize = 64;
        let words = |seed, stream| {
            let mut random = Random::stream(seed, stream);
            (0..WORDS).map(|_| random.word()).collect::<Vec<_>>()
        };
        let mut first = std::collections::BTreeSet::new();
        for stream in 0..500 {
            let own = words(7, stream);
            assert!(first.insert(own[0]), "{stream}");
            for other in [words(7, stream + 1), words(8, stream)] {
                let differ: u32 = own.iter().zip(&other).map(|(a, b)| (a ^ b).count_ones()).sum();
                // 4,096 bits: 2,048 ± 32; five deviations.
                assert!((1888..=2208).contains(&differ), "{stream}: {differ}");
                assert!(own[0] != other[0]);
            }
        }
    }

    /// Neighbours do not depend on one another, although they are made together.
    #[test]
    fn normal_numbers_are_normal_and_independent() {
        const DRAWN: u32 = 200_000;
        let mut random = Random::stream(3, 0);
        let (mut sums, mut within, mut last) = ([0.0; 5], 0, 0.0);
        for _ in 0..DRAWN {
            let drawn = random.normal();
            let powers = [drawn, drawn * drawn, drawn * drawn * drawn, last * drawn, last * last * drawn * drawn];
            sums.iter_mut().zip(powers).for_each(|(sum, power)| *sum += power);
            within += u32::from(drawn.abs() < 1.0);
            last = drawn;
        }
        let means = sums.map(|sum| sum / f64::from(DRAWN));
        // Four standard errors: the variances of these are 1, 2, 15, 1 and 8 plus what neighbours share.
        for (at, (expected, error)) in [(0.0, 0.009), (1.0, 0.013), (0.0, 0.035), (0.0, 0.009), (1.0, 0.035)].into_iter().enumerate() {
            assert!((means[at] - expected).abs() < error, "{at}: {means:?}");
        }
        assert!((f64::from(within) / f64::from(DRAWN) - 0.682_689).abs() < 0.0042, "{within}");
    }

    #[test]
    fn units_fill_the_interval() {
        let mut random = Random::stream(1, 0);
        let mut tenths = [0_u32; 10];
        for _ in 0..100_000 {
            let unit = random.unit();
            assert!((0.0..1.0).contains(&unit));
            tenths[(1..10).filter(|&tenth| unit >= f64::from(tenth) / 10.0).count()] += 1;
        }
        // 10,000 ± 95 in each.
        assert!(tenths.iter().all(|&count| count.abs_diff(10_000) < 400), "{tenths:?}");
    }
}
