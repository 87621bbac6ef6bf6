//! Who is asked in a pass, and what comes back.

use std::sync::Arc;
use std::time::Duration;

use classifier::Scores;
use semantic::Semantic;
use store::Said;
use triage::policy::Outcome;

/// A judge that takes its time.
pub(crate) trait Judge: Send + Sync {
    /// Name and version.
    fn id(&self) -> &str;

    /// How much it is asked at a time. A person who asks it meanwhile waits for no more than this.
    fn question(&self) -> Size;

    /// Asks about texts, given what is known of each before. Those that nobody waits for any more may be
    /// left out of what comes back.
    fn ask(&self, texts: &[(&str, Scores)], patience: &Patience<'_>) -> Replies;
}

/// Bounds of one question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub texts: usize,
    /// Of them all, as far as they are read.
    pub characters: usize,
    /// Beyond, the judge reads no further.
    pub read: usize,
}

/// How long a judge may take, in its own time, and whether anybody still waits.
pub(crate) struct Patience<'a> {
    pub time: Duration,
    pub wanted: &'a (dyn Fn() -> bool + Sync),
}

/// What came of a question.
#[derive(Debug, Default)]
pub(crate) struct Replies {
    /// By the text's place, in the order in which they ended.
    pub ended: Vec<(usize, Result<Opinion, Miss>)>,
    /// The judge's time for all of it.
    pub took: Duration,
}

/// On one text.
#[derive(Debug, Clone)]
pub(crate) struct Opinion {
    /// With what was known before.
    pub pooled: Scores,
    pub said: Said,
    pub micros: u64,
}

/// Why there is none.
#[derive(Debug)]
pub(crate) struct Miss {
    pub outcome: Outcome,
    /// In words, for the reader.
    pub why: String,
}

impl Replies {
    /// The judge does not answer at all.
    pub(crate) fn broken(why: impl ToString) -> Self {
        let miss = Miss {
            outcome: Outcome::Broken,
            why: why.to_string(),
        };
        Self {
            ended: vec![(0, Err(miss))],
            took: Duration::ZERO,
        }
    }
}

impl Judge for Semantic {
    fn id(&self) -> &str {
        self.id()
    }

    fn question(&self) -> Size {
        Size {
            texts: 8,
            characters: 4_000,
            read: 1_200,
        }
    }

    /// A question takes a fraction of a second, so nobody's patience ends within.
    fn ask(&self, texts: &[(&str, Scores)], _: &Patience<'_>) -> Replies {
        let answers = match self.ask_patiently(texts) {
            Ok(answers) => answers,
            Err(error) => return Replies::broken(error),
        };
        let judge: Arc<str> = Arc::from(self.id());
        let mut replies = Replies::default();
        for (place, answer) in answers.into_iter().enumerate() {
            let (own, micros) = (
                answer.opinion.own,
                answer.opinion.micros.unwrap_or_default(),
            );
            replies.took += Duration::from_micros(micros);
            let opinion = Opinion {
                pooled: answer.opinion.pooled,
                said: Said::Scores {
                    own,
                    judge: Arc::clone(&judge),
                },
                micros,
            };
            replies.ended.push((place, Ok(opinion)));
        }
        replies
    }
}
