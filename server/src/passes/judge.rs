//! Who is asked in the second pass.

use classifier::Scores;
use semantic::Semantic;
use triage::SecondOpinion;

/// A judge that takes some milliseconds a text.
pub(crate) trait SecondJudge: Send + Sync {
    /// Name and version.
    fn id(&self) -> &str;

    /// One opinion a text, in order, given the first judge's scores beside it.
    ///
    /// # Errors
    /// In words, for the reader.
    fn ask(&self, texts: &[(&str, Scores)]) -> Result<Vec<SecondOpinion>, String>;
}

impl SecondJudge for Semantic {
    fn id(&self) -> &str {
        self.id()
    }

    fn ask(&self, texts: &[(&str, Scores)]) -> Result<Vec<SecondOpinion>, String> {
        let answers = self.ask_patiently(texts);
        let answers = answers.map_err(|error| error.to_string())?;
        Ok(answers.into_iter().map(|answer| answer.opinion).collect())
    }
}
