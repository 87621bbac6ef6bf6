//! A model and the rules around it: text in, record out; or text in, table row out.

use classifier::{Model, Scorer, Scores};
use taxonomy::Label;
use text::Document;

use crate::assemble::{Analysis, assemble};
use crate::facts::Facts;
use crate::policy::pool;
use crate::risk::{QuickRisk, quick, quick_risk};
use crate::{Decision, Evidence, Input, Opinion, Settings, Source, Triage, UncertainReason};

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
        let (evidence, bias) = self.evidence(&document, scores.base());
        let analysis = Analysis {
            entities: document.entities(text),
            evidence,
            bias,
            scores,
            out_of_domain_bound: self.model.out_of_domain_bound(),
            model_id: self.model.id().to_owned(),
            document,
        };
        assemble(Input::new(text, source), analysis, settings)
    }

    /// What the classifier's score of a label is made of, and its constant.
    fn evidence(&self, document: &Document, label: Label) -> (Vec<Evidence>, f32) {
        let explanation = self.model.explain(document, label);
        let evidence = explanation.terms.into_iter().map(|term| Evidence {
            term: term.term,
            contribution: term.contribution,
            spans: term.spans,
        });
        (evidence.collect(), explanation.bias)
    }

    /// Adds another judge's opinion to a record and decides again on the pooled scores. The
    /// opinions before it stay as they are.
    pub fn second_opinion(&self, record: &mut Triage, second: SecondOpinion) {
        let outside = second.own.out_of_domain > record.out_of_domain_bound;
        record.opinions.push(Opinion {
            by: "semantic".into(),
            label: (!outside).then(|| second.own.base()),
            confidence: Some(second.own.max()),
            model: second.model,
            scores: Some(second.own),
            micros: second.micros,
        });
        self.rescore(record, second.pooled);
    }

    /// Adds a language model's opinion to a record. One that is believed, which is one that has
    /// `log_likelihoods`, is pooled with the scores there are by its `weight`, and decided on anew; see
    /// [`pool`]. At a weight of 0 the decision stands as it is.
    pub fn language_opinion(
        &self,
        record: &mut Triage,
        opinion: Opinion,
        log_likelihoods: Option<[f32; Label::COUNT]>,
        weight: f32,
    ) {
        record.opinions.push(opinion);
        if let Some(log_likelihoods) = log_likelihoods {
            self.weigh(record, &log_likelihoods, weight);
        }
    }

    /// Lets an opinion that a record holds already count in its decision; see
    /// [`Self::language_opinion`].
    pub fn weigh(&self, record: &mut Triage, log_likelihoods: &[f32; Label::COUNT], weight: f32) {
        let pooled = pool(&record.scores, log_likelihoods, weight);
        if pooled != record.scores {
            self.rescore(record, pooled);
        }
    }

    /// Decides anew on other scores.
    fn rescore(&self, record: &mut Triage, scores: Scores) {
        record.scores = scores;
        record.margin = scores.margin();
        record.entropy = scores.entropy();
        if record.base != scores.base() {
            record.base = scores.base();
            let document = Document::new(&record.input.text);
            (record.evidence, record.bias) = self.evidence(&document, record.base);
        }
        record.redecide(record.settings);
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

/// What another judge says of a text, and what both say together.
#[derive(Debug, Clone, PartialEq)]
pub struct SecondOpinion {
    /// Its own scores, with the out-of-domain score on the classifier's scale.
    pub own: Scores,
    pub pooled: Scores,
    pub model: String,
    /// Measured.
    pub micros: Option<u64>,
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

    /// What the classifier says of a text, and nothing else.
    pub fn scores(&mut self, text: &str) -> Scores {
        self.document.read(text);
        self.scorer.score(&self.document)
    }

    /// The text under every outcome a decision on it can have: what a store keeps of a row, so
    /// that another threshold needs no other run.
    pub fn outcomes(&mut self, text: &str) -> Outcomes {
        self.document.read(text);
        let scores = self.scorer.score(&self.document);
        self.outcomes_on(text, scores)
    }

    /// The same on scores that are not the classifier's alone.
    pub fn outcomes_with(&mut self, text: &str, scores: Scores) -> Outcomes {
        self.document.read(text);
        self.outcomes_on(text, scores)
    }

    /// Of the text just read.
    fn outcomes_on(&self, text: &str, scores: Scores) -> Outcomes {
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
