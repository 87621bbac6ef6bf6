//! Numbers that say how good predictions are. Pure functions of probabilities and truths.
//!
//! Probabilities are in the order of `Label::ALL` and sum to 1; truths are labels.

use classifier::Probabilities;
use serde::Serialize;
use taxonomy::Label;

/// One prediction beside its truth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    pub probabilities: Probabilities,
    pub truth: Label,
}

impl Judged {
    fn best(&self) -> (usize, f64) {
        let mut best = 0;
        for (i, p) in self.probabilities.iter().enumerate() {
            if *p > self.probabilities[best] {
                best = i;
            }
        }
        (best, f64::from(self.probabilities[best]))
    }

    pub fn correct(&self) -> bool {
        self.best().0 == self.truth.index()
    }
}

/// How well one label is found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PerLabel {
    pub label: Label,
    pub precision: f64,
    pub recall: f64,
    pub f1: f64,
    /// Rows whose truth it is.
    pub support: usize,
}

/// Everything about one set of predictions. All shares are `0.0..=1.0`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    pub rows: usize,
    pub accuracy: f64,
    /// 95 % bootstrap interval of the accuracy.
    pub accuracy_interval: (f64, f64),
    /// Mean F1 over the labels that occur.
    pub macro_f1: f64,
    /// Mean negative log-probability of the truth, in nats.
    pub log_loss: f64,
    /// Mean squared distance to the one-hot truth, `0.0..=2.0`.
    pub brier: f64,
    /// Expected calibration error over fifteen equal bins of the highest probability.
    pub ece: f64,
    /// Accuracy among the most confident half.
    pub accuracy_top_half: f64,
    pub per_label: Vec<PerLabel>,
    /// Rows of truth, columns of answers.
    pub confusion: [[usize; Label::COUNT]; Label::COUNT],
    /// Coverage and accuracy at falling confidence, twenty steps.
    pub risk_coverage: Vec<(f64, f64)>,
}

/// Judges a set of predictions; an empty set gives zeros.
pub fn report(rows: &[Judged]) -> Report {
    let n = rows.len().max(1) as f64;
    let mut confusion = [[0; Label::COUNT]; Label::COUNT];
    let (mut log_loss, mut brier) = (0.0, 0.0);
    for row in rows {
        confusion[row.truth.index()][row.best().0] += 1;
        let p = f64::from(row.probabilities[row.truth.index()]);
        log_loss -= p.max(1e-9).ln();
        brier += row
            .probabilities
            .iter()
            .enumerate()
            .map(|(i, p)| (f64::from(*p) - f64::from(i == row.truth.index())).powi(2))
            .sum::<f64>();
    }
    let per_label = per_label(&confusion);
    let occurring: Vec<_> = per_label.iter().filter(|l| l.support > 0).collect();
    let risk_coverage = risk_coverage(rows);
    Report {
        rows: rows.len(),
        accuracy: share_correct(rows.iter()),
        accuracy_interval: bootstrap(rows, 1000),
        macro_f1: occurring.iter().map(|l| l.f1).sum::<f64>() / occurring.len().max(1) as f64,
        log_loss: log_loss / n,
        brier: brier / n,
        ece: ece(rows),
        accuracy_top_half: risk_coverage.get(9).map_or(0.0, |p| p.1),
        per_label,
        confusion,
        risk_coverage,
    }
}

fn share_correct<'a>(rows: impl ExactSizeIterator<Item = &'a Judged>) -> f64 {
    let n = rows.len().max(1) as f64;
    rows.filter(|r| r.correct()).count() as f64 / n
}

fn per_label(confusion: &[[usize; Label::COUNT]; Label::COUNT]) -> Vec<PerLabel> {
    let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
    Label::ALL
        .into_iter()
        .map(|label| {
            let i = label.index();
            let hit = confusion[i][i];
            let support = confusion[i].iter().sum();
            let answered: usize = confusion.iter().map(|row| row[i]).sum();
            PerLabel {
                label,
                precision: share(hit, answered),
                recall: share(hit, support),
                f1: share(2 * hit, support + answered),
                support,
            }
        })
        .collect()
}

/// Mean gap between confidence and accuracy, weighted by rows, over fifteen equal bins.
pub fn ece(rows: &[Judged]) -> f64 {
    const BINS: usize = 15;
    let mut bins = [(0usize, 0.0, 0usize); BINS];
    for row in rows {
        let (_, p) = row.best();
        let bin = &mut bins[((p * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += 1;
        bin.1 += p;
        bin.2 += usize::from(row.correct());
    }
    bins.iter()
        .map(|(_, confidence, correct)| (confidence - *correct as f64).abs())
        .sum::<f64>()
        / rows.len().max(1) as f64
}

/// Coverage and accuracy of the most confident 5 %, 10 %, ... 100 %.
fn risk_coverage(rows: &[Judged]) -> Vec<(f64, f64)> {
    let mut sorted: Vec<&Judged> = rows.iter().collect();
    sorted.sort_by(|a, b| b.best().1.total_cmp(&a.best().1));
    (1..=20)
        .filter_map(|step| {
            let upto = rows.len() * step / 20;
            (upto > 0).then(|| {
                (
                    step as f64 / 20.0,
                    share_correct(sorted[..upto].iter().copied()),
                )
            })
        })
        .collect()
}

/// 2.5th and 97.5th percentile of the accuracy over `times` resamples, from a fixed seed.
fn bootstrap(rows: &[Judged], times: usize) -> (f64, f64) {
    if rows.is_empty() {
        return (0.0, 0.0);
    }
    let correct: Vec<bool> = rows.iter().map(Judged::correct).collect();
    let mut rng = synth::rng::Rng::new(0xb007);
    let mut means: Vec<f64> = (0..times)
        .map(|_| {
            let hits = (0..correct.len())
                .filter(|_| correct[rng.below(correct.len())])
                .count();
            hits as f64 / correct.len() as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    (means[times * 25 / 1000], means[times * 975 / 1000])
}

/// Probability that a positive scores above a negative, ties half: area under the ROC curve.
pub fn auroc(positives: &[f32], negatives: &[f32]) -> f64 {
    let mut all: Vec<(f32, bool)> = positives
        .iter()
        .map(|s| (*s, true))
        .chain(negatives.iter().map(|s| (*s, false)))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut rank_sum, mut i) = (0.0, 0);
    while i < all.len() {
        let mut j = i;
        while j < all.len() && all[j].0 == all[i].0 {
            j += 1;
        }
        let mean_rank = (i + 1 + j) as f64 / 2.0;
        rank_sum += all[i..j].iter().filter(|e| e.1).count() as f64 * mean_rank;
        i = j;
    }
    let (p, n) = (positives.len() as f64, negatives.len() as f64);
    if p * n == 0.0 {
        return 0.5;
    }
    (rank_sum - p * (p + 1.0) / 2.0) / (p * n)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(best: usize, p: f32, truth: usize) -> Judged {
        let mut probabilities = [(1.0 - p) / 9.0; Label::COUNT];
        probabilities[best] = p;
        Judged {
            probabilities,
            truth: Label::ALL[truth],
        }
    }

    #[test]
    fn a_hand_counted_set() {
        let rows = [
            judged(0, 0.9, 0),
            judged(0, 0.7, 1),
            judged(1, 0.8, 1),
            judged(1, 0.6, 1),
        ];
        let r = report(&rows);
        assert_eq!(r.accuracy, 0.75);
        // Label 0: precision 1/2, recall 1; label 1: precision 1, recall 2/3.
        assert!((r.macro_f1 - (2.0 / 3.0 + 0.8) / 2.0).abs() < 1e-9);
        assert_eq!(r.confusion[1][0], 1);
        // Bins 13, 10, 12, 9: |0.9-1| + |0.7-0| + |0.8-1| + |0.6-1| over 4.
        assert!((r.ece - 0.35).abs() < 1e-6);
        assert_eq!(r.accuracy_top_half, 1.0);
        assert!(r.accuracy_interval.0 <= 0.75 && r.accuracy_interval.1 >= 0.75);
    }

    #[test]
    fn auroc_of_known_orders() {
        for (positives, negatives, want) in [
            (&[0.9, 0.8][..], &[0.1, 0.2][..], 1.0),
            (&[0.1], &[0.9], 0.0),
            (&[0.5], &[0.5], 0.5),
            (&[0.9, 0.2], &[0.5], 0.5),
            (&[], &[0.5], 0.5),
        ] {
            assert_eq!(auroc(positives, negatives), want);
        }
    }
}
