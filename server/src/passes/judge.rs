//! Who is asked in a pass, and what comes back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use classifier::Scores;
use semantic::{EngineError, Semantic};
use store::Said;
use triage::policy::{FAILURES, Outcome};

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

    /// Of so many texts asked about in all this time: where one got no answer, the whole of it counts. Or a judge
    /// that hangs would never use its time up.
    fn count(&mut self, asked: usize, elapsed: Duration) {
        if self.ended.iter().filter(|(_, end)| end.is_ok()).count() < asked {
            self.took = elapsed;
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

    /// A question takes a fraction of a second, so nobody's patience ends within, unless it fails and its texts
    /// are asked about one by one.
    fn ask(&self, texts: &[(&str, Scores)], patience: &Patience<'_>) -> Replies {
        let begun = Instant::now();
        let judge: Arc<str> = Arc::from(self.id());
        let mut replies = Replies::default();
        let goes_on = || (patience.wanted)() && begun.elapsed() < patience.time;
        let answers = each(texts, &|texts| self.ask_patiently(texts), &goes_on);
        for (place, answer) in answers.into_iter().enumerate() {
            let answer = match answer {
                Ok(answer) => answer,
                Err(error) => {
                    replies.ended.push((place, Err(miss(&error))));
                    continue;
                }
            };
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
        replies.count(texts.len(), begun.elapsed());
        replies
    }
}

/// What each text got, in order. A question that one text may be to blame for is asked again text by text,
/// until so many in succession fail that it is hardly the texts, or nobody waits any more.
fn each<T, A>(
    texts: &[T],
    ask: &impl Fn(&[T]) -> Result<Vec<A>, EngineError>,
    goes_on: &dyn Fn() -> bool,
) -> Vec<Result<A, EngineError>> {
    match ask(texts) {
        Ok(answers) => answers.into_iter().map(Ok).collect(),
        Err(error) if texts.len() > 1 && is_of_a_text(&error) => {
            let (mut ended, mut in_succession) = (Vec::new(), 0);
            for text in texts.chunks(1).take_while(|_| goes_on()) {
                let answer = each(text, ask, goes_on);
                let failed = answer.iter().any(Result::is_err);
                in_succession = if failed { in_succession + 1 } else { 0 };
                ended.extend(answer);
                if in_succession == FAILURES {
                    break;
                }
            }
            ended
        }
        Err(error) => vec![Err(error)],
    }
}

/// Whether another text may be answered where this question was not.
fn is_of_a_text(error: &EngineError) -> bool {
    matches!(
        error,
        EngineError::Died(_) | EngineError::TimedOut | EngineError::Question(_)
    )
}

fn miss(error: &EngineError) -> Miss {
    Miss {
        outcome: Outcome::missing(false, is_of_a_text(error)),
        why: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// A judge whose process a text beginning with `x` ends, and which is not there for `?`.
    #[test]
    fn a_text_that_ends_the_judge_costs_its_own_answer_only() {
        let check = |texts: &[&'static str], answered: &[&str], failed: usize, questions: usize| {
            let asked = Cell::new(0);
            let answer = |texts: &[&'static str]| {
                asked.set(asked.get() + 1);
                let any = |c| texts.iter().any(|text| text.starts_with(c));
                if any('x') {
                    Err(EngineError::Died("signal 11".into()))
                } else if any('?') {
                    Err(EngineError::NotStarted("no such program".into()))
                } else {
                    Ok(texts.to_vec())
                }
            };
            // Whoever waits goes away after so many questions.
            let ended = each(texts, &answer, &|| asked.get() < 7);
            let answers: Vec<&str> = ended.iter().flatten().copied().collect();
            assert_eq!(answers, answered, "{texts:?}");
            assert_eq!(ended.len() - answers.len(), failed, "{texts:?}");
            assert_eq!(asked.get(), questions, "{texts:?}");
        };
        check(&["a", "b", "c"], &["a", "b", "c"], 0, 1);
        check(&["a", "x", "c"], &["a", "c"], 1, 4);
        check(&["x"], &[], 1, 1);
        check(&["x1", "x2", "a", "x3", "b"], &["a", "b"], 3, 6);
        // Three in succession: whoever is asked is broken, and the rest is not tried.
        check(&["a", "x1", "x2", "x3", "b"], &["a"], 3, 5);
        check(&["a", "?", "b"], &[], 1, 1);
        let eight = ["x", "a", "b", "c", "d", "e", "f", "g"];
        check(&eight, &["a", "b", "c", "d", "e"], 1, 7);
        let outcome = |error| miss(&error).outcome;
        assert_eq!(outcome(EngineError::TimedOut), Outcome::Failed);
        assert_eq!(outcome(EngineError::Busy { waiting: 3 }), Outcome::Broken);
    }

    #[test]
    fn a_question_that_came_to_nothing_took_its_time() {
        let minutes = Duration::from_secs(120);
        let check = |mut replies: Replies, asked: usize, took: Duration| {
            replies.count(asked, minutes);
            assert_eq!(replies.took, took, "{replies:?}");
        };
        // Nobody waited any more, so none was asked about alone.
        check(Replies::default(), 8, minutes);
        check(Replies::broken("gone"), 1, minutes);
        check(Replies::default(), 0, Duration::ZERO);
    }
}
