//! One number chosen on labelled texts, and judged across halves of them: each half by the number that
//! the other one chose, so that no text has a say in the number it is judged by.

/// A mean that lies so many standard errors above 0 is hardly chance.
const BEYOND_CHANCE: f64 = 2.0;

/// Of fewer texts a standard error says little.
pub const FEWEST: usize = 30;

/// The number, and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chosen {
    /// With the least loss on all texts.
    pub best: f32,
    /// What the first half and the second chose.
    pub of_half: [f32; 2],
    /// By how much the mean loss is lower than with the first candidate, each text judged by what the
    /// other half chose; negative where it is higher.
    pub gain: f64,
    /// Standard error of the gain; `None` of too few texts.
    pub error: Option<f64>,
}

impl Chosen {
    /// Among `candidates`, the first of which leaves everything as it is; of equals the earlier one.
    /// `half`: in which half a text is; the same text is in one only. `loss`: of a text with a candidate.
    ///
    /// Without candidates everything stays 0.
    pub fn of<T>(
        candidates: &[f32],
        texts: &[T],
        half: impl Fn(&T) -> bool,
        loss: impl Fn(&T, f32) -> f64,
    ) -> Self {
        let mut best = [(0.0, f64::INFINITY); 3];
        for &candidate in candidates {
            let mut losses = [0.0; 2];
            for text in texts {
                losses[usize::from(half(text))] += loss(text, candidate);
            }
            let losses = [losses[0], losses[1], losses[0] + losses[1]];
            for (best, loss) in best.iter_mut().zip(losses) {
                if loss < best.1 {
                    *best = (candidate, loss);
                }
            }
        }
        let of_half = [best[0].0, best[1].0];
        let first = candidates.first().copied().unwrap_or_default();
        let gain = |text| loss(text, first) - loss(text, across(of_half, half(text)));
        let gains: Vec<f64> = texts.iter().map(gain).collect();
        let n = gains.len() as f64;
        let mean = gains.iter().sum::<f64>() / n.max(1.0);
        let spread: f64 = gains.iter().map(|one| (one - mean).powi(2)).sum();
        Self {
            best: best[2].0,
            of_half,
            gain: mean,
            error: (gains.len() >= FEWEST).then(|| (spread / (n - 1.0) / n).sqrt()),
        }
    }

    /// What a text of that half is judged by.
    pub const fn across(&self, half: bool) -> f32 {
        across(self.of_half, half)
    }

    /// Whether what it gains is hardly chance.
    pub fn is_beyond_chance(&self) -> bool {
        self.error
            .is_some_and(|error| self.gain > BEYOND_CHANCE * error)
    }
}

const fn across(of_half: [f32; 2], half: bool) -> f32 {
    of_half[if half { 0 } else { 1 }]
}

/// In nats, of an outcome that was given this probability.
pub fn surprise(probability: f32) -> f64 {
    -f64::from(probability).max(1e-9).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Losses are squares of the distance from what each text wants.
    fn chosen(candidates: &[f32], wanted: &[(f32, bool)]) -> Chosen {
        let loss =
            |(wanted, _): &(f32, bool), candidate: f32| f64::from(wanted - candidate).powi(2);
        Chosen::of(candidates, wanted, |(_, half)| *half, loss)
    }

    #[test]
    fn each_half_is_judged_by_the_other() {
        let candidates = [0.0, 1.0, 2.0, 3.0];
        let check = |first: f32, second: f32, best: f32, gain: f64, beyond: bool| {
            let half = |wanted, half| (0..20).map(move |_| (wanted, half));
            let texts: Vec<_> = half(first, false).chain(half(second, true)).collect();
            let found = chosen(&candidates, &texts);
            assert_eq!((found.best, found.of_half), (best, [first, second]));
            assert_eq!((found.across(false), found.across(true)), (second, first));
            assert!((found.gain - gain).abs() < 1e-9, "{found:?}");
            assert_eq!(found.is_beyond_chance(), beyond, "{found:?}");
        };
        check(1.0, 1.0, 1.0, 1.0, true);
        check(0.0, 0.0, 0.0, 0.0, false);
        // Without: 1 and 9 off. Across: 4 each.
        check(1.0, 3.0, 2.0, 1.0, false);
        check(0.0, 3.0, 1.0, -4.5, false);
    }

    #[test]
    fn little_is_too_little_and_nothing_is_nothing() {
        for texts in [0, 1, FEWEST - 1] {
            let found = chosen(&[0.0, 1.0], &vec![(1.0, false); texts]);
            assert_eq!(found.error, None, "{texts}");
            assert!(!found.is_beyond_chance(), "{texts}");
        }
        assert_eq!(chosen(&[0.5, 1.0], &[]).best, 0.5, "of equals the first");
        assert_eq!(chosen(&[], &[(1.0, true)]).best, 0.0);
    }
}
