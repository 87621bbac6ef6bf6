//! Fitting the linear models with `linfa-logistic`, and predicting with them densely.

use classifier::{COLUMNS, OUT_OF_DOMAIN, Parameters};
use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};
use ndarray::{Array1, Array2, ArrayView1};
use taxonomy::Label;

use crate::dataset::Row;
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

/// Present terms of a row with their values: idf, brought to Euclidean length one.
pub fn sparse(row: &Row, vocabulary: &Vocabulary) -> Vec<(usize, f32)> {
    let mut terms: Vec<(usize, f32)> = row
        .features
        .iter()
        .filter_map(|hash| vocabulary.find(*hash))
        .map(|term| (term, vocabulary.idf[term]))
        .collect();
    // In the vocabulary's order, so that no sum depends on how features happen to be hashed.
    terms.sort_unstable_by_key(|(term, _)| *term);
    let norm = terms.iter().map(|(_, v)| v * v).sum::<f32>().sqrt();
    if norm > 0.0 {
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

    fn matrix(&self, rows: &[&Row]) -> Array2<f32> {
        let own = self.vocabulary.own;
        let width = own + self.dimensions + 1;
        let mut x = Array2::zeros((rows.len(), width));
        for (mut out, row) in x.outer_iter_mut().zip(rows) {
            for (term, value) in sparse(row, self.vocabulary) {
                if term < own {
                    out[term] = value;
                }
                if let Some(vector) = &self.lent[term] {
                    for (i, v) in vector.iter().enumerate() {
                        out[own + i] += value * v;
                    }
                }
            }
            out[width - 1] = unseen(row, self.vocabulary);
        }
        x
    }

    /// One weight a term from the fitted columns: its own, and its vector's share of the rest.
    fn fold(&self, fitted: ArrayView1<f32>, mut set: impl FnMut(usize, f32)) {
        let own = self.vocabulary.own;
        for (term, lent) in self.lent.iter().enumerate() {
            let direct = if term < own { fitted[term] } else { 0.0 };
            let through: f32 = lent
                .iter()
                .flatten()
                .enumerate()
                .map(|(i, v)| v * fitted[own + i])
                .sum();
            set(term, direct + through);
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
        idf: vocabulary.idf.clone(),
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
    let mut x = problem.matrix(&rows);
    // How many words are unknown says nothing of the label.
    x.column_mut(problem.vocabulary.own + problem.dimensions)
        .fill(0.0);
    let fitted = MultiLogisticRegression::default()
        .alpha(recipe.alpha)
        .max_iterations(recipe.iterations)
        .gradient_tolerance(1e-3)
        .fit(&Dataset::new(x, Array1::from(truth)))?;
    for (column, class) in fitted.classes().iter().enumerate() {
        parameters.bias[*class] = fitted.intercept()[column];
        problem.fold(fitted.params().column(column), |term, weight| {
            parameters.weights[term][*class] = weight;
        });
    }
    Ok(())
}

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
    let fitted = LogisticRegression::default()
        .alpha(recipe.alpha)
        .max_iterations(recipe.iterations)
        .gradient_tolerance(1e-3)
        .fit(&Dataset::new(
            problem.matrix(&chosen),
            Array1::from_vec(truth),
        ))?;
    let sign = if fitted.labels().pos.class == 1 {
        1.0
    } else {
        -1.0
    };
    parameters.bias[OUT_OF_DOMAIN] = sign * fitted.intercept();
    problem.fold(fitted.params().view(), |term, weight| {
        parameters.weights[term][OUT_OF_DOMAIN] = sign * weight;
    });
    parameters.unseen_weight = sign * fitted.params()[problem.vocabulary.own + problem.dimensions];
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
