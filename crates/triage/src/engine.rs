//! A model and the rules around it: text in, record out; or text in, table row out.

use classifier::{Model, Scorer, Scores};
use text::Document;

use crate::assemble::{Analysis, assemble};
use crate::facts::Facts;
use crate::risk::{QuickRisk, quick, quick_risk};
use crate::{Decision, Evidence, Input, Settings, Source, Triage, UncertainReason};

/// Triages texts with one model. Holds no state between texts.
#[derive(Debug)]
pub struct Engine {
    model: Model,
}

impl Engine {
    pub const fn new(model: Model) -> Self {
        Self { model }
    }

    pub const fn model(&self) -> &Model {
        &self.model
    }

    pub fn model_id(&self) -> &str {
        self.model.id()
    }

    pub fn out_of_domain_bound(&self) -> f32 {
        self.model.out_of_domain_bound()
    }

    /// The full record of one text. Time and measured microseconds are the caller's to add.
    pub fn triage(&self, text: &str, settings: &Settings, source: Source) -> Triage {
        let document = Document::new(text);
        let scores = self.model.score(&document);
        let explanation = self.model.explain(&document, scores.base());
        let evidence = explanation.terms.into_iter().map(|term| Evidence {
            term: term.term,
            contribution: term.contribution,
            spans: term.spans,
        });
        let analysis = Analysis {
            entities: document.entities(text),
            evidence: evidence.collect(),
            bias: explanation.bias,
            scores,
            out_of_domain_bound: self.model.out_of_domain_bound(),
            model_id: self.model.id().to_owned(),
            document,
        };
        assemble(Input::new(text, source), analysis, settings)
    }

    /// For many texts in a row on one thread: buffers are kept, nothing is allocated a row.
    pub fn rows(&self) -> Rows<'_> {
        Rows {
            scorer: self.model.scorer(),
            document: Document::default(),
            bound: self.model.out_of_domain_bound(),
        }
    }
}

/// See [`Engine::rows`].
pub struct Rows<'m> {
    scorer: Scorer<'m>,
    document: Document,
    bound: f32,
}

/// What a table shows of a text: the same scores, decision and risk as its record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowVerdict {
    pub scores: Scores,
    pub decision: Decision,
    pub risk: QuickRisk,
}

/// See [`Rows::outcomes`].
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes {
    pub scores: Scores,
    /// With the base label as the answer.
    pub answered: QuickRisk,
    /// In the order of [`UncertainReason::ALL`].
    pub unsure: [QuickRisk; UncertainReason::ALL.len()],
    /// Positions in [`taxonomy::techniques`] of what the text shows, rising.
    pub techniques: Vec<usize>,
}

impl Rows<'_> {
    pub fn row(&mut self, text: &str, settings: &Settings) -> RowVerdict {
        self.document.read(text);
        let scores = self.scorer.score(&self.document);
        let decision = settings.decide(&scores, self.bound);
        RowVerdict {
            scores,
            decision,
            risk: quick_risk(text, &self.document, &scores, &decision),
        }
    }

    /// The text under every outcome a decision on it can have: what a store keeps of a row, so
    /// that another threshold needs no other run.
    pub fn outcomes(&mut self, text: &str) -> Outcomes {
        self.document.read(text);
        let scores = self.scorer.score(&self.document);
        let facts = Facts::gather(text, &self.document);
        let under = |reason: Option<UncertainReason>| {
            let decision = Decision {
                label: reason.is_none().then(|| scores.base()),
                reason,
            };
            quick(&facts, &scores, &decision)
        };
        Outcomes {
            scores,
            answered: under(None),
            unsure: UncertainReason::ALL.map(|reason| under(Some(reason))),
            techniques: facts.techniques.iter().collect(),
        }
    }

    /// The text last read, cleaned.
    pub const fn document(&self) -> &Document {
        &self.document
    }
}
