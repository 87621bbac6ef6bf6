//! Rows judged and written into bytes, on one thread.

use std::panic::{AssertUnwindSafe, catch_unwind};

use classifier::Scores;
use export::{Columns, Flat, Format, Second as SecondCells, Writer};
use ingest::Row;
use opinion::Answer;
use taxonomy::Label;
use triage::{Decision, Engine, Rows, SecondOpinion, Settings, Source};

use super::given::{Counts, Given, beside};
use super::pieces::Piece;
use super::table::Table;
use crate::language::Weight;
use crate::second::Second;

/// What the rows become.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Records {
        format: Format,
        columns: Columns,
    },
    /// For a person: one line a row.
    Table(Table),
}

impl Shape {
    /// A table needs none.
    pub const fn writer(&self) -> Writer {
        match self {
            Self::Records { format, columns } => Writer::with(*format, *columns),
            Self::Table(_) => Writer::new(Format::Csv),
        }
    }
}

/// A piece, done.
#[derive(Debug, Default)]
pub struct Judged {
    pub bytes: Vec<u8>,
    pub bad: Vec<(u64, String)>,
    pub decisions: Vec<Decision>,
    /// Of a file of which a language model was asked about some rows.
    pub counts: Counts,
}

/// Of one row.
struct Verdict {
    scores: Scores,
    /// The decision without a language model.
    before: Decision,
    decision: Decision,
}

/// Where the opinions of others than the classifier come from.
#[derive(Clone, Copy)]
pub enum Others<'e> {
    Asked(&'e Second),
    Given(&'e Given),
}

pub struct Judge<'e> {
    engine: &'e Engine,
    /// Keeps its buffers from row to row.
    rows: Rows<'e>,
    settings: &'e Settings,
    shape: &'e Shape,
    others: Others<'e>,
}

impl<'e> Judge<'e> {
    pub fn new(
        engine: &'e Engine,
        others: Others<'e>,
        settings: &'e Settings,
        shape: &'e Shape,
    ) -> Self {
        Self {
            engine,
            others,
            rows: engine.rows(),
            settings,
            shape,
        }
    }

    pub fn piece(&mut self, piece: Piece) -> Judged {
        let mut judged = Judged {
            bad: piece
                .bad
                .into_iter()
                .map(|bad| (bad.row, bad.message))
                .collect(),
            ..Judged::default()
        };
        let mut writer = self.shape.writer();
        let opinions = self.opinions(&piece.rows);
        for (row, opinion) in piece.rows.iter().zip(opinions) {
            let before = judged.bytes.len();
            let work = || self.row(row, opinion, &mut writer, &mut judged.bytes);
            // A bug met by one text must not cost the other rows.
            match catch_unwind(AssertUnwindSafe(work)) {
                Ok(verdict) => {
                    judged.decisions.push(verdict.decision);
                    if let Others::Given(given) = self.others {
                        let Verdict {
                            scores,
                            before,
                            decision,
                        } = &verdict;
                        judged
                            .counts
                            .row(given, &row.text, scores, before, decision);
                    }
                }
                Err(_) => {
                    judged.bytes.truncate(before);
                    self.rows = self.engine.rows();
                    let message = "the text could not be judged: an error of ours";
                    judged.bad.push((row.row, message.to_owned()));
                }
            }
        }
        judged.bad.sort_by_key(|bad| bad.0);
        judged
    }

    /// A second opinion for each row that gets one.
    fn opinions(&mut self, rows: &[Row]) -> Vec<Option<SecondOpinion>> {
        let mut opinions: Vec<_> = match self.others {
            Others::Given(given) => rows.iter().map(|row| given.kept.of(&row.text)).collect(),
            Others::Asked(second) if second.is_on() => {
                scored(&mut self.rows, self.engine, second, rows)
                    .into_iter()
                    .map(|(_, opinion)| opinion)
                    .collect()
            }
            Others::Asked(_) => Vec::new(),
        };
        opinions.resize(rows.len(), None);
        opinions
    }

    /// What a language model said of a text, and how far it counts.
    fn answer(&self, text: &str) -> Option<(&'e Answer, Weight)> {
        match self.others {
            Others::Given(given) => Some((given.pass.answers.get(text)?, given.weight)),
            Others::Asked(_) => None,
        }
    }

    fn row(
        &mut self,
        row: &Row,
        opinion: Option<SecondOpinion>,
        writer: &mut Writer,
        out: &mut Vec<u8>,
    ) -> Verdict {
        let id = row.id.as_deref();
        let answer = self.answer(&row.text);
        if let Shape::Records { format, .. } = self.shape
            && format.is_flat()
        {
            return self.flat(row, opinion.as_ref(), answer, writer, out);
        }
        let mut record = self
            .engine
            .triage(&row.text, self.settings, Source::CommandLine);
        if let Some(opinion) = opinion {
            self.engine.second_opinion(&mut record, opinion);
        }
        let before = record.decision;
        let told = answer.map(|(answer, weight)| weight.hear(self.engine, &mut record, answer));
        match self.shape {
            Shape::Records { .. } => writer.told(out, Some(row.row), id, &record, told),
            Shape::Table(table) => {
                let beside = answer.map(|(answer, _)| beside(answer, &before));
                out.extend_from_slice(table.line(row.row, id, &record, beside).as_bytes());
            }
        }
        Verdict {
            scores: record.scores,
            before,
            decision: record.decision,
        }
    }

    /// All that a line of CSV says, without the parts it does not.
    fn flat(
        &mut self,
        row: &Row,
        opinion: Option<&SecondOpinion>,
        answer: Option<(&Answer, Weight)>,
        writer: &mut Writer,
        out: &mut Vec<u8>,
    ) -> Verdict {
        let bound = self.engine.out_of_domain_bound();
        let second = opinion.map(|opinion| {
            let first = self.rows.scores(&row.text);
            SecondCells::of(&first, &opinion.own, &opinion.model, self.settings, bound)
        });
        let mut outcomes = match opinion {
            None => self.rows.outcomes(&row.text),
            Some(opinion) => self.rows.outcomes_with(&row.text, opinion.pooled),
        };
        let before = self.settings.decide(&outcomes.scores, bound);
        let mut told = None;
        if let Some((answer, weight)) = answer {
            told = Some(weight.told(answer, &before, outcomes.scores.max()));
            let pooled = weight.pooled(&outcomes.scores, answer);
            if pooled != outcomes.scores {
                outcomes = self.rows.outcomes_with(&row.text, pooled);
            }
        }
        let decision = self.settings.decide(&outcomes.scores, bound);
        let risk = match decision.reason {
            None => outcomes.answered,
            Some(reason) => outcomes.unsure[reason as usize],
        };
        let techniques = outcomes.techniques.into_iter();
        let mut techniques: Vec<&str> =
            techniques.map(|at| taxonomy::techniques()[at].id).collect();
        techniques.sort_unstable();
        let flat = Flat {
            row: Some(row.row),
            id: row.id.as_deref(),
            text: &row.text,
            scores: outcomes.scores,
            decision,
            settings: *self.settings,
            risk: risk.score,
            severity: risk.severity,
            priority: risk.priority,
            techniques,
            model: self.engine.model_id(),
            second,
        };
        writer.flat_told(out, &flat, told);
        Verdict {
            scores: flat.scores,
            before,
            decision,
        }
    }
}

/// What the classifier says of each row, with a second opinion for those that get one. Nothing where
/// scoring panics on one of the texts: the error is met again where the row is judged.
pub fn scored<'e>(
    judge: &mut Rows<'e>,
    engine: &'e Engine,
    second: &Second,
    rows: &[Row],
) -> Vec<(Scores, Option<SecondOpinion>)> {
    let score = || -> Vec<_> {
        rows.iter()
            .map(|row| (row.text.as_str(), judge.scores(&row.text)))
            .collect()
    };
    match catch_unwind(AssertUnwindSafe(score)) {
        Ok(texts) => {
            let opinions = second.opinions(&texts);
            let scores = texts.into_iter().map(|(_, scores)| scores);
            scores.zip(opinions).collect()
        }
        Err(_) => {
            *judge = engine.rows();
            Vec::new()
        }
    }
}

/// Position of a decision in a list of counts: the labels, then `uncertain`.
pub fn slot(decision: &Decision) -> usize {
    decision.label.map_or(Label::COUNT, Label::index)
}
