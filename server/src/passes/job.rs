//! One batch's second pass: its rows from the worst to the least doubtful, a small question at a time.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use classifier::Scores;
use store::{Batches, PassEnd, Revision, StoreError, StoredRow};
use triage::{Engine, SecondOpinion, sha256};

use super::judge::SecondJudge;
use crate::engine::Judge;

/// Texts of one question, and characters of them all that a model may have to read: a person who asks
/// about one incident meanwhile waits for no more than this.
pub(super) const TEXTS: usize = 8;
const CHARACTERS: usize = 4_000;
/// Beyond, a sentence model reads no further.
const READ: usize = 1_200;
/// Rows that share answers are added to the store in pieces of about this many.
const ROWS: usize = 1_024;
/// Rows fetched at once.
const FETCH: usize = 64;
/// Answers kept for rows with the same text. These come one after the other, being equally doubtful.
const KNOWN: usize = 4_096;

/// What a pass may use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget {
    pub rows: usize,
    /// Of the judge's own time.
    pub time: Duration,
}

impl Budget {
    /// 0 is no bound.
    pub(crate) fn new(rows: usize, seconds: u64) -> Self {
        Self {
            rows: if rows > 0 { rows } else { usize::MAX },
            time: match seconds {
                0 => Duration::MAX,
                seconds => Duration::from_secs(seconds),
            },
        }
    }
}

/// What a job works with.
pub(super) struct Desk<'a> {
    pub engine: &'a Engine,
    pub batches: &'a dyn Batches,
    pub judge: &'a dyn SecondJudge,
    /// Whether the process is asked to stop.
    pub stopping: &'a dyn Fn() -> bool,
    /// Whether another batch waits, and how long a job goes on although one does.
    pub others_wait: &'a dyn Fn() -> bool,
    pub turn: Duration,
}

/// How a turn ended.
#[derive(Debug, PartialEq)]
pub(super) enum Turn {
    /// The pass is to end so.
    Ended(PassEnd),
    /// It goes on when the others had theirs.
    Yielded,
    /// Somebody stopped it or deleted the batch: the store knows already.
    Gone,
}

pub(super) struct Job {
    pub id: String,
    budget: Budget,
    /// Rows not fetched yet; planned at the first turn.
    plan: Option<VecDeque<u64>>,
    fetched: VecDeque<StoredRow>,
    /// By the text's hash.
    known: HashMap<String, Revision>,
}

/// A text to ask about, and every row that has it.
struct Asked {
    text: String,
    hash: String,
    scores: Scores,
    rows: Vec<u64>,
}

impl Job {
    pub(super) fn new(id: String, budget: Budget) -> Self {
        Self {
            id,
            budget,
            plan: None,
            fetched: VecDeque::new(),
            known: HashMap::new(),
        }
    }

    pub(super) fn turn(&mut self, desk: &Desk<'_>) -> Turn {
        match self.go(desk) {
            Ok(turn) => turn,
            Err(StoreError::Closed | StoreError::NotFound) => Turn::Gone,
            Err(error) => Turn::Ended(PassEnd::Failed(error.to_string())),
        }
    }

    fn go(&mut self, desk: &Desk<'_>) -> Result<Turn, StoreError> {
        let mut judge = Judge::new(desk.engine);
        let began = Instant::now();
        loop {
            if (desk.stopping)() {
                return Ok(Turn::Ended(PassEnd::Stopped));
            }
            if self.budget.time.is_zero() {
                return self.end(desk);
            }
            let (question, mut revisions) = self.question(desk)?;
            if question.is_empty() && revisions.is_empty() {
                return self.end(desk);
            }
            if !question.is_empty() {
                let texts: Vec<_> = question
                    .iter()
                    .map(|asked| (asked.text.as_str(), asked.scores))
                    .collect();
                match desk.judge.ask(&texts) {
                    Ok(answers) => {
                        for (asked, answer) in question.into_iter().zip(answers) {
                            self.adopt(asked, answer, &mut judge, &mut revisions);
                        }
                    }
                    Err(why) => {
                        desk.batches.revise(&self.id, revisions)?;
                        return Ok(Turn::Ended(PassEnd::Failed(why)));
                    }
                }
            }
            desk.batches.revise(&self.id, revisions)?;
            if began.elapsed() >= desk.turn && (desk.others_wait)() {
                return Ok(Turn::Yielded);
            }
        }
    }

    /// With rows left, the budget was what ended it.
    fn end(&self, desk: &Desk<'_>) -> Result<Turn, StoreError> {
        let left = desk.batches.status(&self.id)?.second_pass.left();
        Ok(Turn::Ended(if left > 0 {
            PassEnd::BudgetSpent
        } else {
            PassEnd::Finished
        }))
    }

    /// The next texts to ask about, and what is known already of rows met on the way.
    fn question(&mut self, desk: &Desk<'_>) -> Result<(Vec<Asked>, Vec<Revision>), StoreError> {
        let (mut question, mut revisions) = (Vec::<Asked>::new(), Vec::new());
        let (mut rows, mut characters) = (0, 0);
        while rows < ROWS && question.len() < TEXTS && characters < CHARACTERS {
            let Some(stored) = self.next_row(desk)? else {
                break;
            };
            rows += 1;
            let hash = sha256(stored.text.as_bytes());
            if let Some(known) = self.known.get(&hash) {
                revisions.push(shared(known, stored.row));
            } else if let Some(twin) = question.iter_mut().find(|asked| asked.hash == hash) {
                twin.rows.push(stored.row);
            } else {
                characters += stored.text.len().min(READ);
                question.push(Asked {
                    text: stored.text,
                    hash,
                    scores: stored.scores,
                    rows: vec![stored.row],
                });
            }
        }
        Ok((question, revisions))
    }

    fn next_row(&mut self, desk: &Desk<'_>) -> Result<Option<StoredRow>, StoreError> {
        let plan = match &mut self.plan {
            Some(plan) => plan,
            None => {
                let rows = desk.batches.unasked(&self.id, self.budget.rows)?;
                self.plan.insert(rows.into())
            }
        };
        if self.fetched.is_empty() && !plan.is_empty() {
            let next: Vec<u64> = plan.drain(..plan.len().min(FETCH)).collect();
            self.fetched = desk.batches.rows_at(&self.id, &next)?.into();
        }
        Ok(self.fetched.pop_front())
    }

    fn adopt(
        &mut self,
        asked: Asked,
        answer: SecondOpinion,
        judge: &mut Judge<'_>,
        revisions: &mut Vec<Revision>,
    ) {
        let Some((first, twins)) = asked.rows.split_first() else {
            return;
        };
        let micros = answer.micros.unwrap_or_default();
        self.budget.time = self
            .budget
            .time
            .saturating_sub(Duration::from_micros(micros));
        let revision = Revision {
            row: *first,
            pooled: answer.pooled,
            standings: judge.standings(&asked.text, answer.pooled),
            own: answer.own,
            judge: Arc::from(answer.model),
            micros: Some(micros),
        };
        revisions.extend(twins.iter().map(|row| shared(&revision, *row)));
        if self.known.len() >= KNOWN {
            self.known.clear();
        }
        self.known.insert(asked.hash, revision.clone());
        revisions.push(revision);
    }
}

/// The opinion on an identical text: it cost nothing more.
fn shared(revision: &Revision, row: u64) -> Revision {
    Revision {
        row,
        micros: None,
        ..revision.clone()
    }
}
