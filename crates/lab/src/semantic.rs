//! The second opinion in training: what `training/finetune.py` made of the encoder, and the pool of its
//! opinion with the classifier's.
//!
//! `training/second-opinion.bin` holds the linear head that was fitted together with the encoder, or
//! anew on its embeddings (`training/head.py`), and what encoders and heads blind to a part of the
//! corpus say about that part. Little endian: magic
//! `SECOND01`; dimensions (u32); weights (11 x f32 a dimension); biases (11 x f32); number of held-out
//! rows (u32); for each, its split (u8: 0 situation, 1 register), its frame (u16 length, UTF-8) and its
//! logits (11 x f32).

use std::collections::HashMap;

use classifier::{COLUMNS, Head, Pool, Probabilities, Scores};
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};
use taxonomy::Label;

use crate::fit::FitError;

/// By what the part was chosen that an encoder did not see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Split {
    Situation,
    Register,
}

/// What the fine-tuning left.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuned {
    /// One row a dimension.
    pub weights: Vec<[f32; COLUMNS]>,
    pub bias: [f32; COLUMNS],
    held_out: HashMap<(Split, String), [f32; COLUMNS]>,
}

impl Tuned {
    /// Reads the file.
    ///
    /// # Errors
    /// Not such a file, or shorter than it says; the reason is in words.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut rest = bytes
            .strip_prefix(b"SECOND01")
            .ok_or("not a file of the fine-tuning")?;
        let dimensions = u32::from_le_bytes(take(&mut rest)?) as usize;
        let weights = (0..dimensions)
            .map(|_| columns(&mut rest))
            .collect::<Result<_, _>>()?;
        let bias = columns(&mut rest)?;
        let n = u32::from_le_bytes(take(&mut rest)?);
        let mut held_out = HashMap::new();
        for _ in 0..n {
            let split = match take::<1>(&mut rest)? {
                [0] => Split::Situation,
                [1] => Split::Register,
                _ => return Err("an unknown split"),
            };
            let length = usize::from(u16::from_le_bytes(take(&mut rest)?));
            let (name, after) = rest.split_at_checked(length).ok_or(SHORT)?;
            rest = after;
            let name = String::from_utf8_lossy(name).into_owned();
            held_out.insert((split, name), columns(&mut rest)?);
        }
        Ok(Self {
            weights,
            bias,
            held_out,
        })
    }

    /// What an encoder blind to a frame's part said of it; `None` for frames that no encoder was
    /// asked about.
    pub fn held_out(&self, split: Split, frame: &str) -> Option<&[f32; COLUMNS]> {
        self.held_out.get(&(split, frame.to_owned()))
    }

    /// The head as it ships, with label weights divided by the temperature.
    pub fn ship(&self, id: &str, embedder: String, temperature: f32, pool: Pool) -> Head {
        let cool = |row: &mut [f32; COLUMNS]| {
            row[..Label::COUNT]
                .iter_mut()
                .for_each(|w| *w /= temperature);
        };
        let (mut weights, mut bias) = (self.weights.clone(), self.bias);
        weights.iter_mut().for_each(cool);
        cool(&mut bias);
        Head {
            id: id.to_owned(),
            embedder,
            weights,
            bias,
            pool,
        }
    }
}

const SHORT: &str = "the file of the fine-tuning ends too early";

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], &'static str> {
    let (head, after) = rest.split_first_chunk().ok_or(SHORT)?;
    *rest = after;
    Ok(*head)
}

fn columns(rest: &mut &[u8]) -> Result<[f32; COLUMNS], &'static str> {
    let mut out = [0.0; COLUMNS];
    for value in &mut out {
        *value = f32::from_le_bytes(take(rest)?);
    }
    Ok(out)
}

/// Scores of raw logits at a temperature.
pub fn scores(logits: &[f32; COLUMNS], temperature: f32) -> Scores {
    let mut cooled = *logits;
    cooled[..Label::COUNT]
        .iter_mut()
        .for_each(|logit| *logit /= temperature);
    Head::scores_of(&cooled)
}

/// Weights and constant of the log-odds that a row is true.
fn logistic(x: Array2<f32>, truth: &[bool]) -> Result<(Vec<f32>, f32), FitError> {
    let truth: Vec<usize> = truth.iter().map(|t| usize::from(*t)).collect();
    let fitted = LogisticRegression::default()
        .alpha(1e-3)
        .max_iterations(200)
        .gradient_tolerance(1e-3)
        .fit(&Dataset::new(x, Array1::from(truth)))?;
    let sign = if fitted.labels().pos.class == 1 {
        1.0
    } else {
        -1.0
    };
    let weights = fitted.params().iter().map(|w| w * sign).collect();
    Ok((weights, fitted.intercept() * sign))
}

/// Two calibrated opinions on a text that neither judge had seen.
#[derive(Debug, Clone, Copy)]
pub struct Pair {
    pub classifier: Scores,
    pub semantic: Scores,
    /// `None` for a text that is no incident.
    pub truth: Option<Label>,
}

/// Fits the pool: the exponents with the lowest mean log-loss, on a grid of step 0.02 refined from one of 0.1,
/// and the log-odds of being out of domain by logistic regression. The bound is for
/// [`crate::calibrate::out_of_domain_bound`] to choose.
///
/// # Errors
/// Numbers that are not finite.
pub fn pool(pairs: &[Pair]) -> Result<Pool, FitError> {
    let mut pool = Pool {
        classifier: 0.5,
        semantic: 0.5,
        out_of_domain: [0.0, 0.5, 0.5],
        out_of_domain_bound: 1.0,
    };
    let start = pool;
    let loss = |a: f32, b: f32| -> f64 {
        let tried = Pool {
            classifier: a,
            semantic: b,
            ..start
        };
        pairs
            .iter()
            .filter_map(|pair| Some((pair, pair.truth?)))
            .map(|(pair, truth)| {
                let p: Probabilities = tried.of(&pair.classifier, &pair.semantic).probabilities;
                -f64::from(p[truth.index()].max(1e-9)).ln()
            })
            .sum()
    };
    let grid = |around: (f32, f32), step: f32, reach: i32| {
        (-reach..=reach)
            .flat_map(|i| (-reach..=reach).map(move |j| (i, j)))
            .map(|(i, j)| {
                let (a, b) = (around.0 + i as f32 * step, around.1 + j as f32 * step);
                (a.max(0.0), b.max(0.0))
            })
            .map(|(a, b)| (loss(a, b), a, b))
            .min_by(|x, y| x.0.total_cmp(&y.0))
            .map_or(around, |(_, a, b)| (a, b))
    };
    (pool.classifier, pool.semantic) = grid(grid((0.8, 0.8), 0.1, 8), 0.02, 5);
    let odds = |p: f32| {
        let p = p.clamp(1e-6, 1.0 - 1e-6);
        (p / (1.0 - p)).ln()
    };
    let outside: Vec<bool> = pairs.iter().map(|pair| pair.truth.is_none()).collect();
    if outside.contains(&true) && outside.contains(&false) {
        let mut x = Array2::zeros((pairs.len(), 2));
        for (mut row, pair) in x.outer_iter_mut().zip(pairs) {
            row[0] = odds(pair.classifier.out_of_domain);
            row[1] = odds(pair.semantic.out_of_domain);
        }
        let (weights, bias) = logistic(x, &outside)?;
        pool.out_of_domain = [bias, weights[0], weights[1]];
    }
    Ok(pool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_one_row() {
        let mut file = b"SECOND01".to_vec();
        file.extend(1u32.to_le_bytes());
        (0..2 * COLUMNS).for_each(|i| file.extend((i as f32).to_le_bytes()));
        file.extend(1u32.to_le_bytes());
        file.push(1);
        file.extend(3u16.to_le_bytes());
        file.extend(b"a.b");
        (0..COLUMNS).for_each(|_| file.extend(0.5f32.to_le_bytes()));
        let tuned = Tuned::from_bytes(&file).unwrap();
        assert_eq!((tuned.weights[0][3], tuned.bias[0]), (3.0, COLUMNS as f32));
        assert!(tuned.held_out(Split::Register, "a.b").is_some());
        assert!(tuned.held_out(Split::Situation, "a.b").is_none());
        for cut in 0..file.len() {
            assert!(Tuned::from_bytes(&file[..cut]).is_err(), "{cut}");
        }
    }

    fn sure(label: usize, p: f32) -> Scores {
        let mut probabilities = [(1.0 - p) / 9.0; Label::COUNT];
        probabilities[label] = p;
        Scores {
            probabilities,
            out_of_domain: 0.1,
            contested: false,
        }
    }

    #[test]
    fn a_judge_who_is_surer_than_right_counts_less() {
        let pairs: Vec<Pair> = (0..400)
            .map(|i| {
                let truth = i % Label::COUNT;
                let other = (truth + 1 + i / 10 % 9) % Label::COUNT;
                Pair {
                    classifier: sure(if i / 10 % 2 == 0 { truth } else { other }, 0.95),
                    semantic: sure(if i / 10 % 20 == 7 { other } else { truth }, 0.95),
                    truth: Some(Label::ALL[truth]),
                }
            })
            .collect();
        let pool = pool(&pairs).unwrap();
        assert!(pool.semantic > 2.0 * pool.classifier, "{pool:?}");
    }
}
