//! One batch's pass: its rows from the worst to the least doubtful, a small question at a time.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::{Duration, Instant};

use classifier::Scores;
use store::{Batches, PassEnd, Revision, StoreError, StoredRow};
use triage::batch::RowError;
use triage::passes::{Passes, Stage};
use triage::policy::{Course, End, FAILURES, Outcome};
use triage::{Engine, sha256};

use super::judge::{Judge, Miss, Opinion, Patience};
use crate::engine;

/// Rows that share answers are added to the store in pieces of about this many.
const ROWS: usize = 1_024;
/// Rows fetched at once.
const FETCH: usize = 64;
/// Answers kept for rows with the same text. These come one after the other, being equally doubtful.
const KNOWN: usize = 4_096;

/// What a pass may use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Budget {
    /// Rows; those with the same text count once.
    pub rows: usize,
    /// Of the judge's own time; `None` is no bound.
    pub time: Option<Duration>,
}

impl Budget {
    /// 0 is no bound.
    pub(crate) fn new(rows: usize, seconds: u64) -> Self {
        Self {
            rows: if rows > 0 { rows } else { usize::MAX },
            time: (seconds > 0).then(|| Duration::from_secs(seconds)),
        }
    }
}

/// What a job works with.
pub(super) struct Desk<'a> {
    pub engine: &'a Engine,
    pub batches: &'a dyn Batches,
    pub judge: &'a dyn Judge,
    /// Whether the process is asked to stop.
    pub stopping: &'a (dyn Fn() -> bool + Sync),
    /// Whether another batch waits, and how long a job goes on although one does.
    pub others_wait: &'a (dyn Fn() -> bool + Sync),
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
    pub stage: Stage,
    /// Texts it may still ask about.
    texts: usize,
    time: Option<Duration>,
    /// The judge's time until now.
    spent: Duration,
    course: Course,
    /// Rows not fetched yet, and those that are.
    plan: VecDeque<u64>,
    fetched: VecDeque<StoredRow>,
    /// By the text's hash; `None` where there was no answer.
    known: HashMap<String, Option<Revision>>,
    /// Rows that were met and have no answer.
    missed: HashSet<u64>,
    /// Why it ends before its time, once it does.
    broken: Option<String>,
}

/// A text to ask about, and every row that has it.
struct Asked {
    text: String,
    hash: String,
    scores: Scores,
    rows: Vec<u64>,
}

type Question = (Vec<Asked>, Vec<Revision>);

impl Job {
    pub(super) fn new(id: String, stage: Stage, budget: Budget) -> Self {
        Self {
            id,
            stage,
            texts: budget.rows,
            time: budget.time,
            spent: Duration::ZERO,
            course: Course::within(budget.time),
            plan: VecDeque::new(),
            fetched: VecDeque::new(),
            known: HashMap::new(),
            missed: HashSet::new(),
            broken: None,
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
        let mut reader = engine::Judge::new(desk.engine);
        let began = Instant::now();
        loop {
            if (desk.stopping)() {
                return Ok(Turn::Ended(PassEnd::Stopped));
            }
            if !self.course.goes_on(self.spent) {
                return self.end(desk);
            }
            let Some((question, mut revisions)) = self.question(desk)? else {
                return self.end(desk);
            };
            let mut failed = Vec::new();
            if !question.is_empty() {
                failed = self.ask(desk, question, &mut reader, &mut revisions);
            }
            let missed = failed.into_iter().map(|(row, miss)| RowError {
                row,
                message: miss.why,
            });
            let (id, missed) = (&self.id, missed.collect());
            desk.batches.revise(id, self.stage, revisions, missed)?;
            if let Some(why) = self.broken.take() {
                return Ok(Turn::Ended(PassEnd::Failed(why)));
            }
            if began.elapsed() >= desk.turn && (desk.others_wait)() {
                return Ok(Turn::Yielded);
            }
        }
    }

    /// Asks, and gives back the first row of each text that got no answer, and why.
    fn ask(
        &mut self,
        desk: &Desk<'_>,
        question: Vec<Asked>,
        reader: &mut engine::Judge<'_>,
        revisions: &mut Vec<Revision>,
    ) -> Vec<(u64, Miss)> {
        let texts: Vec<_> = question
            .iter()
            .map(|asked| (asked.text.as_str(), asked.scores))
            .collect();
        let wanted = || !(desk.stopping)() && self.runs(desk);
        let patience = Patience {
            time: self
                .time
                .map_or(Duration::MAX, |time| time.saturating_sub(self.spent)),
            wanted: &wanted,
        };
        let replies = desk.judge.ask(&texts, &patience);
        self.spent += replies.took;
        let mut failed = Vec::new();
        for (place, answer) in replies.ended {
            let asked = &question[place];
            match answer {
                Ok(opinion) => {
                    self.course.note(Outcome::Answered);
                    self.adopt(asked, opinion, reader, revisions);
                }
                Err(miss) => {
                    self.course.note(miss.outcome);
                    if self.course.end() == Some(End::Broken) && self.broken.is_none() {
                        self.broken = Some(reason(&miss));
                    }
                    if miss.outcome != Outcome::Stopped {
                        self.miss(asked);
                        failed.extend(asked.rows.first().map(|row| (*row, miss)));
                    }
                }
            }
        }
        failed
    }

    /// Whether the pass goes on as far as the store knows.
    fn runs(&self, desk: &Desk<'_>) -> bool {
        let status = desk.batches.status(&self.id);
        status.is_ok_and(|status| status.pass(self.stage).is_live())
    }

    /// With rows left, the budget was what ended it.
    fn end(&self, desk: &Desk<'_>) -> Result<Turn, StoreError> {
        let left = self.rows_left(desk, 1)?;
        Ok(Turn::Ended(if left.is_empty() {
            PassEnd::Finished
        } else {
            PassEnd::BudgetSpent
        }))
    }

    /// Rows that nobody was asked about yet, `most` at most.
    fn rows_left(&self, desk: &Desk<'_>, most: usize) -> Result<VecDeque<u64>, StoreError> {
        let limit = self.missed.len().saturating_add(most);
        let rows = desk.batches.unasked(&self.id, self.stage, limit)?;
        let left = rows.into_iter().filter(|row| !self.missed.contains(row));
        Ok(left.take(most).collect())
    }

    /// The next texts to ask about, and what is known already of rows met on the way; `None` after the
    /// last row.
    fn question(&mut self, desk: &Desk<'_>) -> Result<Option<Question>, StoreError> {
        let size = desk.judge.question();
        let (mut question, mut revisions) = (Vec::<Asked>::new(), Vec::new());
        let (mut rows, mut characters) = (0, 0);
        while rows < ROWS && question.len() < size.texts && characters < size.characters {
            let Some(stored) = self.next_row(desk, rows)? else {
                break;
            };
            let hash = sha256(stored.text.as_bytes());
            if let Some(known) = self.known.get(&hash) {
                match known {
                    Some(known) => revisions.push(shared(known, stored.row)),
                    None => {
                        self.missed.insert(stored.row);
                    }
                }
            } else if let Some(twin) = question.iter_mut().find(|asked| asked.hash == hash) {
                twin.rows.push(stored.row);
            } else if self.texts == 0 {
                // It waits for more; what is told like a text before it came before it.
                self.fetched.push_front(stored);
                break;
            } else {
                self.texts -= 1;
                characters += stored.text.len().min(size.read);
                question.push(Asked {
                    scores: *stored.seen(Passes::All).0,
                    text: stored.text,
                    hash,
                    rows: vec![stored.row],
                });
            }
            rows += 1;
        }
        Ok((rows > 0).then_some((question, revisions)))
    }

    /// `met`: rows of this question, of which the store does not know yet.
    fn next_row(&mut self, desk: &Desk<'_>, met: usize) -> Result<Option<StoredRow>, StoreError> {
        if self.fetched.is_empty() {
            if self.plan.is_empty() {
                if met > 0 {
                    return Ok(None);
                }
                self.plan = self.rows_left(desk, self.texts.max(ROWS))?;
            }
            let next: Vec<u64> = self.plan.drain(..self.plan.len().min(FETCH)).collect();
            self.fetched = desk.batches.rows_at(&self.id, &next)?.into();
        }
        Ok(self.fetched.pop_front())
    }

    fn adopt(
        &mut self,
        asked: &Asked,
        opinion: Opinion,
        reader: &mut engine::Judge<'_>,
        revisions: &mut Vec<Revision>,
    ) {
        let Some((first, twins)) = asked.rows.split_first() else {
            return;
        };
        let revision = Revision {
            row: *first,
            pooled: opinion.pooled,
            standings: reader.standings(&asked.text, opinion.pooled),
            said: opinion.said,
            micros: Some(opinion.micros),
        };
        revisions.extend(twins.iter().map(|row| shared(&revision, *row)));
        self.remember(&asked.hash, Some(revision.clone()));
        revisions.push(revision);
    }

    fn miss(&mut self, asked: &Asked) {
        self.missed.extend(&asked.rows);
        self.remember(&asked.hash, None);
    }

    fn remember(&mut self, hash: &str, answer: Option<Revision>) {
        if self.known.len() >= KNOWN {
            self.known.clear();
        }
        self.known.insert(hash.to_owned(), answer);
    }
}

/// Why a pass broke off.
fn reason(last: &Miss) -> String {
    match last.outcome {
        Outcome::Failed => format!(
            "{FAILURES} texts in succession got no answer, the last because {}",
            last.why
        ),
        _ => last.why.clone(),
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
