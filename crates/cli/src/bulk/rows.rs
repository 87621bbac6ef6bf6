//! Rows judged and written into bytes, on one thread.

use std::panic::{AssertUnwindSafe, catch_unwind};

use export::{Flat, Format, Second as SecondCells, Writer};
use ingest::Row;
use taxonomy::Label;
use triage::{Decision, Engine, Rows, SecondOpinion, Settings, Source};

use super::pieces::Piece;
use super::table::Table;
use crate::second::Second;

/// What the rows become.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    Records(Format),
    /// For a person: one line a row.
    Table(Table),
}

/// A piece, done.
#[derive(Debug, Default)]
pub struct Judged {
    pub bytes: Vec<u8>,
    pub bad: Vec<(u64, String)>,
    pub decisions: Vec<Decision>,
}

pub struct Judge<'e> {
    engine: &'e Engine,
    /// Keeps its buffers from row to row.
    rows: Rows<'e>,
    settings: &'e Settings,
    shape: &'e Shape,
    second: &'e Second,
}

impl<'e> Judge<'e> {
    pub fn new(
        engine: &'e Engine,
        second: &'e Second,
        settings: &'e Settings,
        shape: &'e Shape,
    ) -> Self {
        Self {
            engine,
            second,
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
        let mut writer = match self.shape {
            Shape::Records(format) => Writer::new(*format),
            Shape::Table(_) => Writer::new(Format::Csv),
        };
        let opinions = self.opinions(&piece.rows);
        for (row, opinion) in piece.rows.iter().zip(opinions) {
            let before = judged.bytes.len();
            let work = || self.row(row, opinion, &mut writer, &mut judged.bytes);
            // A bug met by one text must not cost the other rows.
            match catch_unwind(AssertUnwindSafe(work)) {
                Ok(decision) => judged.decisions.push(decision),
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

    /// A second opinion for each row that gets one. A text on which scoring panics gets none here, and
    /// its error where it is judged.
    fn opinions(&mut self, rows: &[Row]) -> Vec<Option<SecondOpinion>> {
        if !self.second.is_on() {
            return vec![None; rows.len()];
        }
        let score = || -> Vec<_> {
            rows.iter()
                .map(|row| (row.text.as_str(), self.rows.scores(&row.text)))
                .collect()
        };
        match catch_unwind(AssertUnwindSafe(score)) {
            Ok(texts) => self.second.opinions(&texts),
            Err(_) => {
                self.rows = self.engine.rows();
                vec![None; rows.len()]
            }
        }
    }

    fn row(
        &mut self,
        row: &Row,
        opinion: Option<SecondOpinion>,
        writer: &mut Writer,
        out: &mut Vec<u8>,
    ) -> Decision {
        let id = row.id.as_deref();
        if let Shape::Records(format) = self.shape
            && format.is_flat()
        {
            let flat = self.flat(row, opinion.as_ref());
            writer.flat(out, &flat);
            return flat.decision;
        }
        let mut record = self
            .engine
            .triage(&row.text, self.settings, Source::CommandLine);
        if let Some(opinion) = opinion {
            self.engine.second_opinion(&mut record, opinion);
        }
        match self.shape {
            Shape::Records(_) => writer.record(out, Some(row.row), id, &record),
            Shape::Table(table) => {
                out.extend_from_slice(table.line(row.row, id, &record).as_bytes());
            }
        }
        record.decision
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

/// Position of a decision in a list of counts: the labels, then `uncertain`.
pub fn slot(decision: &Decision) -> usize {
    decision.label.map_or(Label::COUNT, Label::index)
}
