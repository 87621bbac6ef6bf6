//! Rows judged and written into bytes, on one thread.

use std::panic::{AssertUnwindSafe, catch_unwind};

use classifier::Scores;
use export::{Flat, Format, Second as SecondCells, Writer};
use ingest::Row;
use opinion::Answer;
use taxonomy::Label;
use triage::{Decision, Engine, Rows, SecondOpinion, Settings, Source};

use super::given::{Beside, Counts, Given};
use super::pieces::Piece;
use super::table::Table;
use crate::language::opinion_of;
use crate::second::Second;

/// What the rows become.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Records {
        format: Format,
        /// Whether there is room for what a language model said.
        answers: bool,
    },
    /// For a person: one line a row.
    Table(Table),
}

impl Shape {
    /// A table needs none.
    pub const fn writer(&self) -> Writer {
        match self {
            Self::Records {
                format,
                answers: true,
            } => Writer::with_answers(*format),
            Self::Records { format, .. } => Writer::new(*format),
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
                Ok((scores, decision)) => {
                    judged.decisions.push(decision);
                    if let Others::Given(given) = self.others {
                        judged.counts.row(given, &row.text, &scores, &decision);
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

    fn answer(&self, text: &str) -> Option<&'e Answer> {
        match self.others {
            Others::Given(given) => given.pass.answers.get(text),
            Others::Asked(_) => None,
        }
    }

    fn row(
        &mut self,
        row: &Row,
        opinion: Option<SecondOpinion>,
        writer: &mut Writer,
        out: &mut Vec<u8>,
    ) -> (Scores, Decision) {
        let id = row.id.as_deref();
        let answer = self.answer(&row.text);
        if let Shape::Records { format, .. } = self.shape
            && format.is_flat()
        {
            let flat = self.flat(row, opinion.as_ref());
            writer.flat_told(out, &flat, answer);
            return (flat.scores, flat.decision);
        }
        let mut record = self
            .engine
            .triage(&row.text, self.settings, Source::CommandLine);
        if let Some(opinion) = opinion {
            self.engine.second_opinion(&mut record, opinion);
        }
        record.opinions.extend(answer.map(opinion_of));
        match self.shape {
            Shape::Records { .. } => writer.told(out, Some(row.row), id, &record, answer),
            Shape::Table(table) => {
                let beside = answer.map(|answer| Beside::of(answer, &record.decision));
                out.extend_from_slice(table.line(row.row, id, &record, beside).as_bytes());
            }
        }
        (record.scores, record.decision)
    }

    /// All that a line of CSV says, without the parts it does not.
    fn flat<'r>(&'r mut self, row: &'r Row, opinion: Option<&'r SecondOpinion>) -> Flat<'r> {
        let bound = self.engine.out_of_domain_bound();
        let second = opinion.map(|opinion| {
            let first = self.rows.scores(&row.text);
            SecondCells::of(&first, &opinion.own, &opinion.model, self.settings, bound)
        });
        let outcomes = match opinion {
            None => self.rows.outcomes(&row.text),
            Some(opinion) => self.rows.outcomes_with(&row.text, opinion.pooled),
        };
        let decision = self.settings.decide(&outcomes.scores, bound);
        let risk = match decision.reason {
            None => outcomes.answered,
            Some(reason) => outcomes.unsure[reason as usize],
        };
        let techniques = outcomes.techniques.into_iter();
        let mut techniques: Vec<&str> =
            techniques.map(|at| taxonomy::techniques()[at].id).collect();
        techniques.sort_unstable();
        Flat {
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
