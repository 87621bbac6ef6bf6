//! Why a label: each present term's signed push on the label's logit. The pushes and the bias add
//! up to the logit exactly as it was scored.

use std::collections::HashMap;

use taxonomy::Label;
use text::{Document, Span};

use crate::features::{self, Feature};
use crate::{COLUMNS, Model};

/// One term's push.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// `ransom note`, `encry*`.
    pub term: String,
    /// In logits; positive speaks for the label.
    pub contribution: f32,
    /// Every place it stands in the original text, ascending.
    pub spans: Vec<Span>,
}

/// Strongest push first; `bias` plus all contributions is `logit`.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub terms: Vec<Term>,
    pub bias: f32,
    pub logit: f32,
}

impl Model {
    /// Explains `label` for a document.
    pub fn explain(&self, document: &Document, label: Label) -> Explanation {
        let column = label.index();
        let sums = self.scorer().sums(document);
        let scale = self.inverse_norm(&sums);
        let mut found: HashMap<usize, (Feature, Vec<Span>)> = HashMap::new();
        let mut order = Vec::new();
        features::each(document, |hash, feature| {
            if let Some(term) = self.find(hash) {
                let (first, last) = feature.tokens();
                let span = Span {
                    start: document.tokens[first].raw.start,
                    end: document.tokens[last].raw.end,
                };
                found
                    .entry(term)
                    .or_insert_with(|| {
                        order.push(term);
                        (feature, Vec::new())
                    })
                    .1
                    .push(span);
            }
        });
        let mut terms: Vec<Term> = order
            .into_iter()
            .filter_map(|term| {
                let (feature, spans) = found.remove(&term)?;
                Some(Term {
                    term: feature.term(document),
                    contribution: self.cell(term, column) * scale,
                    spans,
                })
            })
            .collect();
        terms.sort_by(|a, b| b.contribution.abs().total_cmp(&a.contribution.abs()));
        Explanation {
            terms,
            bias: self.bias(column),
            logit: self.logits(&sums)[column],
        }
    }

    /// The terms that speak most for a label, with their weight times value, strongest first.
    pub fn strongest(&self, label: Label, n: usize) -> Vec<(&str, f32)> {
        debug_assert!(label.index() < COLUMNS);
        let mut all: Vec<_> = self
            .terms()
            .enumerate()
            .map(|(i, term)| (term, self.cell(i, label.index())))
            .collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        all.truncate(n);
        all
    }
}
