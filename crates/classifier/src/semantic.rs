//! The second opinion's arithmetic: a linear head on a sentence embedding, and the pool that makes
//! one opinion of the classifier's and its own.
//!
//! Both are pure. What makes the embedding is a matter of `llm`; this crate never sees a model of
//! sentences.

use sha2::{Digest, Sha256};
use taxonomy::Label;

use crate::file::{ModelError, Reader};
use crate::{COLUMNS, OUT_OF_DOMAIN, Scores};

const MAGIC: &[u8; 8] = b"ALERTSE1";

/// Longer embeddings than any model's.
const MOST_DIMENSIONS: usize = 1 << 14;

/// A trained head.
#[derive(Debug, Clone, PartialEq)]
pub struct Head {
    /// Name and version, e.g. `alertsage-semantic-1`.
    pub id: String,
    /// SHA-256 of the embedding model's file, lower-case hex: a head fits no other.
    pub embedder: String,
    /// One row a dimension of the embedding, already divided by the temperature.
    pub weights: Vec<[f32; COLUMNS]>,
    pub bias: [f32; COLUMNS],
    pub pool: Pool,
}

/// How two opinions become one: a product of powers of their probabilities, brought back to sum 1.
/// Fitted on texts that neither judge had seen, so the pooled probabilities are calibrated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pool {
    /// Exponent of the classifier's probabilities.
    pub classifier: f32,
    /// Exponent of the head's.
    pub semantic: f32,
    /// Out-of-domain log-odds of both: constant, classifier's factor, head's factor.
    pub out_of_domain: [f32; 3],
    /// Pooled out-of-domain scores above this abstain; chosen on data.
    pub out_of_domain_bound: f32,
}

impl Head {
    /// Length of the embeddings it reads.
    pub fn dimensions(&self) -> usize {
        self.weights.len()
    }

    /// Ten probabilities and the out-of-domain score of an embedding. Numbers beyond
    /// [`Self::dimensions`] are not read.
    pub fn scores(&self, embedding: &[f32]) -> Scores {
        let mut logits = self.bias;
        for (value, weights) in embedding.iter().zip(&self.weights) {
            for (logit, weight) in logits.iter_mut().zip(weights) {
                *logit += value * weight;
            }
        }
        Self::scores_of(&logits)
    }

    /// Scores of logits whose labels are already divided by the temperature: ten probabilities among
    /// the labels, and the probability of "no incident" against all of them together.
    pub fn scores_of(logits: &[f32; COLUMNS]) -> Scores {
        let labels: [f32; Label::COUNT] = std::array::from_fn(|label| logits[label]);
        let largest = labels.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum: f32 = labels.iter().map(|logit| (logit - largest).exp()).sum();
        Scores {
            probabilities: softmax(labels),
            out_of_domain: sigmoid(logits[OUT_OF_DOMAIN] - largest - sum.ln()),
            contested: false,
        }
    }

    /// Writes a head file: magic; SHA-256 of all that follows; id and embedder (u16 length, UTF-8);
    /// dimensions (u32); weights, biases, pool (f32). Little endian.
    pub fn encode(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for name in [&self.id, &self.embedder] {
            body.extend((name.len() as u16).to_le_bytes());
            body.extend(name.as_bytes());
        }
        body.extend((self.weights.len() as u32).to_le_bytes());
        let pool = &self.pool;
        let numbers = self
            .weights
            .iter()
            .flatten()
            .chain(&self.bias)
            .chain([&pool.classifier, &pool.semantic])
            .chain(&pool.out_of_domain)
            .chain([&pool.out_of_domain_bound]);
        numbers.for_each(|v| body.extend(v.to_le_bytes()));
        let mut file = MAGIC.to_vec();
        file.extend(Sha256::digest(&body));
        file.extend(body);
        file
    }

    /// Reads a head file.
    ///
    /// # Errors
    /// Not a head file, another version, truncated, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        let rest = bytes.strip_prefix(MAGIC).ok_or(ModelError::NotAModel)?;
        let (sum, body) = rest.split_at_checked(32).ok_or(ModelError::Damaged)?;
        if Sha256::digest(body).as_slice() != sum {
            return Err(ModelError::Damaged);
        }
        let mut r = Reader(body);
        let mut name = || {
            let length = usize::from(u16::from_le_bytes(r.take()?));
            r.text(length).map(str::to_owned)
        };
        let (id, embedder) = (name()?, name()?);
        let dimensions = u32::from_le_bytes(r.take()?) as usize;
        if dimensions > MOST_DIMENSIONS {
            return Err(ModelError::Malformed("more dimensions than any embedding"));
        }
        let weights = (0..dimensions)
            .map(|_| r.floats())
            .collect::<Result<_, _>>()?;
        let bias = r.floats()?;
        let [classifier, semantic] = r.floats()?;
        let out_of_domain = r.floats()?;
        let [out_of_domain_bound] = r.floats()?;
        Ok(Self {
            id,
            embedder,
            weights,
            bias,
            pool: Pool {
                classifier,
                semantic,
                out_of_domain,
                out_of_domain_bound,
            },
        })
    }
}

impl Pool {
    /// The same pool with its out-of-domain scores shifted so that `bound`, the classifier's own,
    /// divides as [`Self::out_of_domain_bound`] did: rows with and without a second opinion are then
    /// held against one bound.
    #[must_use]
    pub fn aligned(mut self, bound: f32) -> Self {
        self.out_of_domain[0] += odds(bound) - odds(self.out_of_domain_bound);
        self.out_of_domain_bound = bound;
        self
    }

    /// One opinion of two.
    pub fn of(&self, classifier: &Scores, semantic: &Scores) -> Scores {
        let log = |p: f32| p.max(1e-6).ln();
        let mut logits = [0.0; Label::COUNT];
        for (label, logit) in logits.iter_mut().enumerate() {
            *logit = self.classifier * log(classifier.probabilities[label])
                + self.semantic * log(semantic.probabilities[label]);
        }
        let [constant, first, second] = self.out_of_domain;
        Scores {
            probabilities: softmax(logits),
            out_of_domain: sigmoid(
                constant
                    + first * odds(classifier.out_of_domain)
                    + second * odds(semantic.out_of_domain),
            ),
            contested: classifier.base() != semantic.base(),
        }
    }
}

fn softmax(logits: [f32; Label::COUNT]) -> [f32; Label::COUNT] {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = logits.map(|logit| (logit - largest).exp());
    let sum: f32 = powers.iter().sum();
    powers.map(|p| p / sum)
}

/// Log-odds of a probability, kept finite.
fn odds(p: f32) -> f32 {
    let p = p.clamp(1e-6, 1.0 - 1e-6);
    (p / (1.0 - p)).ln()
}

fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        let mut weights = vec![[0.0; COLUMNS]; 3];
        weights[0][2] = 4.0;
        weights[1][OUT_OF_DOMAIN] = 5.0;
        Head {
            id: "head".into(),
            embedder: "ab".into(),
            weights,
            bias: [0.0; COLUMNS],
            pool: Pool {
                classifier: 0.5,
                semantic: 0.5,
                out_of_domain: [0.0, 0.5, 0.5],
                out_of_domain_bound: 0.4,
            },
        }
    }

    #[test]
    fn an_embedding_is_scored() {
        let scores = head().scores(&[1.0, 0.0, 0.0]);
        assert_eq!(scores.base(), Label::ALL[2]);
        assert!((scores.probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        let alone = 1.0 / (1.0 + 4f32.exp() + 9.0);
        assert!((scores.out_of_domain - alone).abs() < 1e-6);
        assert!(head().scores(&[0.0, 1.0, 0.0]).out_of_domain > 0.9);
    }

    #[test]
    fn equal_opinions_pool_to_themselves() {
        let scores = head().scores(&[0.7, -0.2, 0.1]);
        let pooled = head().pool.of(&scores, &scores);
        for (a, b) in pooled.probabilities.iter().zip(scores.probabilities) {
            assert!((a - b).abs() < 1e-5, "{a} {b}");
        }
        assert!((pooled.out_of_domain - scores.out_of_domain).abs() < 1e-5);
    }

    #[test]
    fn an_aligned_pool_turns_the_same_texts_away() {
        let pool = head().pool;
        let aligned = pool.aligned(0.15);
        for outside in [0.05, 0.2, 0.39, 0.41, 0.7, 0.99] {
            let mut scores = head().scores(&[0.3, 0.0, 0.0]);
            scores.out_of_domain = outside;
            let away =
                |pool: Pool| pool.of(&scores, &scores).out_of_domain > pool.out_of_domain_bound;
            assert_eq!(away(pool), away(aligned), "{outside}");
        }
    }

    #[test]
    fn different_best_labels_are_contested() {
        let first = head().scores(&[1.0, 0.0, 0.0]);
        let mut second = first;
        second.probabilities.swap(2, 5);
        assert!(!head().pool.of(&first, &first).contested);
        assert!(head().pool.of(&first, &second).contested);
    }

    #[test]
    fn a_file_reads_back_and_a_damaged_one_does_not() {
        let file = head().encode();
        assert_eq!(Head::from_bytes(&file), Ok(head()));
        for cut in 0..file.len() {
            assert!(Head::from_bytes(&file[..cut]).is_err(), "{cut}");
        }
        let mut altered = file.clone();
        altered[60] ^= 1;
        assert_eq!(Head::from_bytes(&altered), Err(ModelError::Damaged));
        assert_eq!(Head::from_bytes(b"ALERTSG1"), Err(ModelError::NotAModel));
    }
}
