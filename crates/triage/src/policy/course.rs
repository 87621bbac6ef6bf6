//! When a pass over many rows ends, and what it saved: by the time it took and how its questions ended.

use std::time::Duration;

/// As many questions without an answer, one after another, end a pass: it is hardly the texts then.
pub const FAILURES: u32 = 3;

/// How one question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Answered,
    /// This text got no answer; others may.
    Failed,
    /// Whoever is asked does not answer at all.
    Broken,
    /// It was given up because time was up, or another question ended the pass.
    Stopped,
}

impl Outcome {
    /// Of a question without an answer: whether the asker wanted it so, or else whether only this text is
    /// to blame.
    pub const fn missing(stopped: bool, of_the_text: bool) -> Self {
        match (stopped, of_the_text) {
            (true, _) => Self::Stopped,
            (false, true) => Self::Failed,
            (false, false) => Self::Broken,
        }
    }
}

/// Why a pass ended before everything was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Time,
    Broken,
}

/// A pass under way.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// How long it may take; `None` sets no bound.
    time: Option<Duration>,
    /// Questions answered.
    pub answered: u64,
    /// Questions that got no answer.
    pub failed: u64,
    in_succession: u32,
    end: Option<End>,
}

impl Course {
    pub fn within(time: Option<Duration>) -> Self {
        Self {
            time,
            ..Self::default()
        }
    }

    /// Whether another question may be asked when that much time has passed.
    pub fn goes_on(&mut self, spent: Duration) -> bool {
        if self.end.is_none() && self.time.is_some_and(|time| spent >= time) {
            self.end = Some(End::Time);
        }
        self.end.is_none()
    }

    /// Counts a question in, in the order in which they end.
    pub fn note(&mut self, outcome: Outcome) {
        let end = match outcome {
            Outcome::Answered => {
                self.answered += 1;
                self.in_succession = 0;
                None
            }
            Outcome::Failed => {
                self.failed += 1;
                self.in_succession += 1;
                (self.in_succession >= FAILURES).then_some(End::Broken)
            }
            Outcome::Broken => {
                self.failed += 1;
                Some(End::Broken)
            }
            Outcome::Stopped => Some(End::Time),
        };
        self.end = self.end.or(end);
    }

    /// Why it ended early, if it did.
    pub const fn end(&self) -> Option<End> {
        self.end
    }
}

/// What asking about that many further rows would have taken, at the mean cost of the answers there
/// are: `took` for all of them. `None` where there is none to measure by.
pub fn saved(took: Duration, answers: u64, rows: u64) -> Option<Duration> {
    if answers == 0 {
        return None;
    }
    Duration::try_from_secs_f64(took.as_secs_f64() / answers as f64 * rows as f64).ok()
}
