//! Multinomial logistic regression on sparse rows: the loss of `linfa-logistic` (sum of log-losses
//! plus `alpha / 2` times the squared weights, intercepts free) by the solver it uses (argmin's L-BFGS
//! with the line search of More and Thuente). linfa itself takes dense matrices only, which for this
//! corpus would be tens of gigabytes of zeros. A test holds both to the same answer.

use std::cell::{Ref, RefCell};

use argmin::core::{CostFunction, Error, Executor, Gradient};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use ndarray::Array1;

use crate::fit::FitError;

/// Steps that L-BFGS remembers.
const MEMORY: usize = 10;

/// The search ends when the gradient's length falls below this share of the number of rows.
const TOLERANCE: f64 = 1e-4;

/// Rows of numbers, most of them zero.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// Number of columns.
    pub width: usize,
    /// Where each row ends in `entries`.
    ends: Vec<usize>,
    /// Column and value.
    entries: Vec<(u32, f32)>,
}

impl Rows {
    pub fn of_width(width: usize) -> Self {
        Self {
            width,
            ..Self::default()
        }
    }

    /// Adds a row; columns that stand twice count twice.
    ///
    /// # Panics
    /// A column beyond `width`.
    pub fn push(&mut self, row: impl IntoIterator<Item = (usize, f32)>) {
        for (column, value) in row {
            assert!(column < self.width, "column {column} of {}", self.width);
            self.entries.push((column as u32, value));
        }
        self.ends.push(self.entries.len());
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    fn iter(&self) -> impl Iterator<Item = &[(u32, f32)]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(from, to)| &self.entries[from..*to])
    }
}

/// A weight a column and class, and an intercept a class.
#[derive(Debug, Clone)]
pub struct Fitted<const N: usize> {
    pub weights: Vec<[f64; N]>,
    pub intercept: [f64; N],
}

/// Fits `N` classes; `truth` names each row's, `0..N`.
///
/// # Errors
/// No rows, or numbers that are not finite.
///
/// # Panics
/// Not as many truths as rows, or one that is no class.
pub fn fit<const N: usize>(
    rows: &Rows,
    truth: &[usize],
    alpha: f32,
    iterations: u64,
) -> Result<Fitted<N>, FitError> {
    assert_eq!(rows.len(), truth.len());
    assert!(truth.iter().all(|class| *class < N));
    if rows.is_empty() {
        return Err(FitError("there are no rows".into()));
    }
    let problem = Problem::<N>::new(rows, truth, f64::from(alpha));
    let failed = |error: Error| FitError(error.to_string());
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), MEMORY)
        .with_tolerance_grad(TOLERANCE * rows.len() as f64)
        .map_err(failed)?;
    let start = Array1::<f64>::zeros((rows.width + 1) * N);
    let mut result = Executor::new(problem, solver)
        .configure(|state| state.param(start).max_iters(iterations))
        .run()
        .map_err(failed)?;
    let found = result.state.take_best_param();
    let found = found.filter(|found| found.iter().all(|weight| weight.is_finite()));
    let found = found.ok_or_else(|| FitError("the search left the finite numbers".into()))?;
    let (weights, _) = found.as_slice().unwrap_or_default().as_chunks::<N>();
    let (intercept, weights) = weights
        .split_last()
        .ok_or_else(|| FitError("the search found nothing".into()))?;
    Ok(Fitted {
        weights: weights.to_vec(),
        intercept: *intercept,
    })
}

/// Parameters are `N` weights a column, then `N` intercepts.
struct Problem<'r, const N: usize> {
    rows: &'r Rows,
    truth: &'r [usize],
    alpha: f64,
    /// The solver asks for cost and gradient at the same place, one after the other.
    judged: RefCell<Judged<N>>,
}

/// What some parameters say of all rows.
#[derive(Default)]
struct Judged<const N: usize> {
    parameters: Array1<f64>,
    /// Sum of log-losses.
    loss: f64,
    /// For each row its probabilities, less one at the truth.
    errors: Vec<[f64; N]>,
}

impl<'r, const N: usize> Problem<'r, N> {
    fn new(rows: &'r Rows, truth: &'r [usize], alpha: f64) -> Self {
        Self {
            rows,
            truth,
            alpha,
            judged: RefCell::default(),
        }
    }

    fn judge(&self, parameters: &Array1<f64>) -> Ref<'_, Judged<N>> {
        if self.judged.borrow().parameters != *parameters {
            let judged = &mut *self.judged.borrow_mut();
            judged.parameters.clone_from(parameters);
            self.judge_anew(judged);
        }
        self.judged.borrow()
    }

    fn judge_anew(&self, judged: &mut Judged<N>) {
        let (weights, _) = judged
            .parameters
            .as_slice()
            .unwrap_or_default()
            .as_chunks::<N>();
        let intercept = weights[self.rows.width];
        judged.loss = 0.0;
        judged.errors.clear();
        for (row, truth) in self.rows.iter().zip(self.truth) {
            let mut logits = intercept;
            for (column, value) in row {
                let (weights, value) = (&weights[*column as usize], f64::from(*value));
                for (logit, weight) in logits.iter_mut().zip(weights) {
                    *logit += value * weight;
                }
            }
            let largest = logits.into_iter().fold(f64::NEG_INFINITY, f64::max);
            let powers = logits.map(|logit| (logit - largest).exp());
            let sum: f64 = powers.iter().sum();
            judged.loss += sum.ln() - (logits[*truth] - largest);
            let mut error = powers.map(|power| power / sum);
            error[*truth] -= 1.0;
            judged.errors.push(error);
        }
    }

    /// The penalised weights: all but the intercepts.
    fn penalised<'p>(&self, parameters: &'p Array1<f64>) -> &'p [f64] {
        &parameters.as_slice().unwrap_or_default()[..self.rows.width * N]
    }
}

impl<const N: usize> CostFunction for Problem<'_, N> {
    type Param = Array1<f64>;
    type Output = f64;

    fn cost(&self, parameters: &Array1<f64>) -> Result<f64, Error> {
        let squares: f64 = self.penalised(parameters).iter().map(|w| w * w).sum();
        Ok(self.judge(parameters).loss + self.alpha / 2.0 * squares)
    }
}

impl<const N: usize> Gradient for Problem<'_, N> {
    type Param = Array1<f64>;
    type Gradient = Array1<f64>;

    fn gradient(&self, parameters: &Array1<f64>) -> Result<Array1<f64>, Error> {
        let mut gradient = vec![[0.0; N]; self.rows.width + 1];
        for (row, error) in self.rows.iter().zip(&self.judge(parameters).errors) {
            let intercept = std::iter::once((self.rows.width, 1.0));
            let entries = row.iter().map(|(c, v)| (*c as usize, f64::from(*v)));
            for (column, value) in entries.chain(intercept) {
                for (slope, error) in gradient[column].iter_mut().zip(error) {
                    *slope += value * error;
                }
            }
        }
        let mut gradient: Vec<f64> = gradient.into_iter().flatten().collect();
        for (slope, weight) in gradient.iter_mut().zip(self.penalised(parameters)) {
            *slope += self.alpha * weight;
        }
        Ok(Array1::from(gradient))
    }
}

#[cfg(test)]
mod tests {
    use linfa::Dataset;
    use linfa::traits::Fit;
    use linfa_logistic::MultiLogisticRegression;
    use ndarray::Array2;

    use super::*;

    /// Sixty rows of three classes and twelve columns, three of them not zero.
    fn example() -> (Rows, Vec<usize>) {
        let (mut rows, mut truth) = (Rows::of_width(12), Vec::new());
        for i in 0..60 {
            let class = i % 3;
            // Each class has columns of its own, and shares some with the next.
            let columns = [class * 4 + i % 4, (class * 4 + 5 * i) % 12, (7 * i) % 12];
            rows.push(columns.map(|column| (column, 0.25 + (i % 5) as f32 / 4.0)));
            truth.push(class);
        }
        (rows, truth)
    }

    #[test]
    fn it_finds_what_linfa_finds() {
        let (rows, truth) = example();
        let mut dense = Array2::<f64>::zeros((rows.len(), rows.width));
        for (mut to, row) in dense.outer_iter_mut().zip(rows.iter()) {
            for (column, value) in row {
                to[*column as usize] += f64::from(*value);
            }
        }
        for alpha in [0.1, 1.0, 10.0] {
            let ours: Fitted<3> = fit(&rows, &truth, alpha, 200).unwrap();
            let theirs = MultiLogisticRegression::default()
                .alpha(f64::from(alpha))
                .max_iterations(200)
                .gradient_tolerance(1e-6)
                .fit(&Dataset::new(dense.clone(), Array1::from(truth.clone())))
                .unwrap();
            for (column, weights) in ours.weights.iter().enumerate() {
                for (class, weight) in weights.iter().enumerate() {
                    let theirs = theirs.params()[(column, class)];
                    assert!(
                        (weight - theirs).abs() < 0.01,
                        "alpha {alpha}, column {column}, class {class}: {weight} beside {theirs}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_gradient_is_the_slope_of_the_cost() {
        let (rows, truth) = example();
        let problem = Problem::<3>::new(&rows, &truth, 0.7);
        let at: Array1<f64> = (0..39).map(|i| f64::from(i % 7) / 5.0 - 0.6).collect();
        let gradient = problem.gradient(&at).unwrap();
        for i in 0..at.len() {
            let step = |by: f64| {
                let mut at = at.clone();
                at[i] += by;
                problem.cost(&at).unwrap()
            };
            let slope = (step(1e-5) - step(-1e-5)) / 2e-5;
            assert!(
                (slope - gradient[i]).abs() < 1e-5,
                "{i}: {slope} beside {}",
                gradient[i]
            );
        }
    }

    #[test]
    fn without_rows_nothing_is_fitted() {
        assert!(fit::<3>(&Rows::of_width(2), &[], 1.0, 10).is_err());
    }
}
