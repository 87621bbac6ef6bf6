//! Fitting the linear models, and predicting with them as they are in training.

use classifier::{COLUMNS, OUT_OF_DOMAIN, Parameters};
use taxonomy::Label;

use crate::dataset::Row;
use crate::softmax::{self, Fitted, Rows};
use crate::vectors::Vectors;
use crate::vocabulary::Vocabulary;

/// Strength of regularisation and length of the search.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// L2 penalty on the sum of losses.
    pub alpha: f32,
    pub iterations: u64,
    /// How much the word vectors weigh beside the terms themselves.
    pub vector_share: f32,
}

/// The data cannot be fitted: too few labels, or numbers that are not finite.
#[derive(Debug)]
pub struct FitError(pub String);

impl std::fmt::Display for FitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "the model could not be fitted: {}", self.0)
    }
}

impl std::error::Error for FitError {}

impl From<linfa_logistic::error::Error> for FitError {
    fn from(error: linfa_logistic::error::Error) -> Self {
        Self(error.to_string())
    }
}

/// Present terms of a row with their values, brought to Euclidean length one together with the ballast.
pub fn sparse(row: &Row, vocabulary: &Vocabulary) -> Vec<(usize, f32)> {
    let mut terms: Vec<(usize, f32)> = row
        .features
        .iter()
        .filter_map(|hash| vocabulary.find(*hash))
        .map(|term| (term, vocabulary.values[term]))
        .collect();
    // In the vocabulary's order, so that no sum depends on how features happen to be hashed.
    terms.sort_unstable_by_key(|(term, _)| *term);
    let squares: f32 = terms.iter().map(|(_, v)| v * v).sum();
    if squares > 0.0 {
        let norm = (vocabulary.ballast + squares).sqrt();
        terms.iter_mut().for_each(|(_, v)| *v /= norm);
    }
    terms
}

/// Share of a row's words that the vocabulary lacks, `0.0..=1.0`.
pub fn unseen(row: &Row, vocabulary: &Vocabulary) -> f32 {
    let unknown = row
        .words
        .iter()
        .filter(|hash| vocabulary.find(**hash).is_none())
        .count();
    unknown as f32 / row.words.len().max(1) as f32
}

/// The linear problem: one column an own term, one a vector dimension, and the unseen share.
struct Problem<'a> {
    vocabulary: &'a Vocabulary,
    /// For each term its vector, already times the share.
    lent: Vec<Option<Vec<f32>>>,
    dimensions: usize,
}

impl<'a> Problem<'a> {
    fn new(vocabulary: &'a Vocabulary, vectors: &Vectors, share: f32) -> Self {
        let lent = vocabulary
            .terms
            .iter()
            .map(|term| Some(vectors.of(term)?.iter().map(|v| v * share).collect()))
            .collect();
        Self {
            vocabulary,
            lent,
            dimensions: vectors.dimensions,
        }
    }

    /// The rows as the solver reads them; with how many words are unknown, if `unseen_counts`.
    fn sparse(&self, rows: &[&Row], unseen_counts: bool) -> Rows {
        let own = self.vocabulary.own;
        let mut out = Rows::of_width(own + self.dimensions + 1);
        for row in rows {
            let terms = sparse(row, self.vocabulary);
            let mut sum = vec![0.0; self.dimensions];
            for (term, value) in &terms {
                for (sum, v) in sum.iter_mut().zip(self.lent[*term].iter().flatten()) {
                    *sum += value * v;
                }
            }
            let own_terms = terms.into_iter().filter(|(term, _)| *term < own);
            let lent = sum.into_iter().enumerate().map(|(i, v)| (own + i, v));
            let unseen =
                unseen_counts.then(|| (own + self.dimensions, unseen(row, self.vocabulary)));
            out.push(own_terms.chain(lent).chain(unseen));
        }
        out
    }

    /// One weight a term from the fitted columns: its own, and its vector's share of the rest.
    fn fold<const N: usize>(&self, fitted: &Fitted<N>, mut set: impl FnMut(usize, [f64; N])) {
        let (own, lent) = fitted.weights.split_at(self.vocabulary.own);
        for (term, vector) in self.lent.iter().enumerate() {
            let mut weights = own.get(term).copied().unwrap_or([0.0; N]);
            for (v, through) in vector.iter().flatten().zip(lent) {
                for (weight, w) in weights.iter_mut().zip(through) {
                    *weight += f64::from(*v) * w;
                }
            }
            set(term, weights);
        }
    }
}

/// Fits the ten labels on the rows that have one, and the out-of-domain column on all rows.
/// Temperature 1 and bound 1: [`crate::calibrate`] sets both.
///
/// # Errors
/// Fewer than two labels among the rows, or numbers that are not finite.
pub fn fit(
    id: &str,
    rows: &[&Row],
    vocabulary: &Vocabulary,
    vectors: &Vectors,
    recipe: Recipe,
) -> Result<Parameters, FitError> {
    let problem = Problem::new(vocabulary, vectors, recipe.vector_share);
    let mut parameters = Parameters {
        id: id.to_owned(),
        terms: vocabulary.terms.clone(),
        values: vocabulary.values.clone(),
        ballast: vocabulary.ballast,
        weights: vec![[0.0; COLUMNS]; vocabulary.len()],
        out_of_domain_bound: 1.0,
        ..Parameters::default()
    };
    labels(&problem, rows, recipe, &mut parameters)?;
    if rows.iter().any(|row| row.label.is_none()) {
        out_of_domain(&problem, rows, recipe, &mut parameters)?;
    }
    Ok(parameters)
}

fn labels(
    problem: &Problem,
    rows: &[&Row],
    recipe: Recipe,
    parameters: &mut Parameters,
) -> Result<(), FitError> {
    let (rows, truth): (Vec<&Row>, Vec<usize>) = rows
        .iter()
        .filter_map(|row| Some((*row, row.label?.index())))
        .unzip();
    // How many words are unknown says nothing of the label.
    let x = problem.sparse(&rows, false);
    let fitted: Fitted<{ Label::COUNT }> =
        softmax::fit(&x, &truth, recipe.alpha, recipe.iterations)?;
    for (bias, intercept) in parameters.bias.iter_mut().zip(fitted.intercept) {
        *bias = intercept as f32;
    }
    problem.fold(&fitted, |term, weights| {
        for (to, weight) in parameters.weights[term].iter_mut().zip(weights) {
            *to = weight as f32;
        }
    });
    Ok(())
}

/// Inside and outside as two classes; what counts is how far one is above the other.
fn out_of_domain(
    problem: &Problem,
    rows: &[&Row],
    recipe: Recipe,
    parameters: &mut Parameters,
) -> Result<(), FitError> {
    let chosen = balanced(rows);
    let truth: Vec<usize> = chosen
        .iter()
        .map(|row| usize::from(row.label.is_none()))
        .collect();
    let x = problem.sparse(&chosen, true);
    let fitted: Fitted<2> = softmax::fit(&x, &truth, recipe.alpha, recipe.iterations)?;
    let odds = |[inside, outside]: [f64; 2]| (outside - inside) as f32;
    parameters.bias[OUT_OF_DOMAIN] = odds(fitted.intercept);
    parameters.unseen_weight = odds(fitted.weights[problem.vocabulary.own + problem.dimensions]);
    problem.fold(&fitted, |term, weights| {
        parameters.weights[term][OUT_OF_DOMAIN] = odds(weights);
    });
    Ok(())
}

/// All outside rows and about three times as many incidents, so neither side drowns the other.
pub(crate) fn balanced<'r>(rows: &[&'r Row]) -> Vec<&'r Row> {
    let outside = rows.iter().filter(|row| row.label.is_none()).count();
    let every = ((rows.len() - outside) / (3 * outside.max(1))).max(1);
    let mut n = 0;
    rows.iter()
        .filter(|row| {
            n += usize::from(row.label.is_some());
            row.label.is_none() || n % every == 0
        })
        .copied()
        .collect()
}

/// Keeps at most so many terms: all words and word beginnings, which also tell whether a text is known at
/// all, and of the pairs those whose absence would move the most texts furthest. Ties fall to the
/// earlier ones.
pub fn lighten(p: &mut Parameters, most: usize) {
    // How far a pair moves a text, times the root of how many texts it moves: `value` is the
    // square of `ln(1 / frequency) + 1` (rarity 2), so the rarer of two pairs that move as far goes first.
    let importance = |term: usize| {
        let furthest = p.weights[term].iter().fold(0.0f32, |m, w| m.max(w.abs()));
        let idf = p.values[term].sqrt();
        if p.terms[term].contains(' ') {
            p.values[term] * furthest * (-idf / 2.0).exp()
        } else {
            f32::INFINITY
        }
    };
    let mut kept: Vec<(f32, usize)> = (0..p.terms.len()).map(|t| (importance(t), t)).collect();
    kept.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    kept.truncate(most);
    kept.sort_unstable_by_key(|(_, term)| *term);
    let kept = || kept.iter().map(|(_, term)| *term);
    p.terms = kept().map(|term| p.terms[term].clone()).collect();
    p.values = kept().map(|term| p.values[term]).collect();
    p.weights = kept().map(|term| p.weights[term]).collect();
}

/// Logits of a row: ten labels, then out of domain.
pub fn logits(p: &Parameters, row: &Row, vocabulary: &Vocabulary) -> [f32; COLUMNS] {
    let mut logits = p.bias;
    for (term, value) in sparse(row, vocabulary) {
        for (logit, weight) in logits.iter_mut().zip(&p.weights[term]) {
            *logit += value * weight;
        }
    }
    logits[OUT_OF_DOMAIN] += p.unseen_weight * unseen(row, vocabulary);
    logits
}

/// Probabilities of the ten labels at a temperature.
pub fn probabilities(logits: &[f32; COLUMNS], temperature: f32) -> [f32; Label::COUNT] {
    let labels = &logits[..Label::COUNT];
    let largest = labels.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut out = [0.0; Label::COUNT];
    for (p, logit) in out.iter_mut().zip(labels) {
        *p = ((logit - largest) / temperature).exp();
    }
    let sum: f32 = out.iter().sum();
    out.map(|p| p / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_pairs_that_move_most() {
        let weighing = |weight: f32| std::array::from_fn(|c| if c == 3 { -weight } else { 0.0 });
        let p = Parameters {
            terms: ["a", "a b", "a c", "b*", "b c", "c a"]
                .map(String::from)
                .to_vec(),
            // The third pair is rarer and moves a text further, but not so much further.
            values: vec![1.0, 4.0, 4.0, 4.0, 16.0, 4.0],
            weights: [0.0, 1.0, 2.0, 0.0, 0.3, 3.0].map(weighing).to_vec(),
            ..Parameters::default()
        };
        let check = |most: usize, expected: &[&str]| {
            let mut p = p.clone();
            lighten(&mut p, most);
            assert_eq!(p.terms, expected, "{most}");
            assert_eq!(p.values.len(), expected.len());
            let last = p.weights.last().map(|row| row[3]);
            assert_eq!(last, (most > 2).then_some(-3.0).or(Some(-0.0)), "{most}");
        };
        check(9, &["a", "a b", "a c", "b*", "b c", "c a"]);
        check(4, &["a", "a c", "b*", "c a"]);
        check(5, &["a", "a b", "a c", "b*", "c a"]);
        check(2, &["a", "b*"]);
    }
}
