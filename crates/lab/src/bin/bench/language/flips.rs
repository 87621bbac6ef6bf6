//! How often hostile words in an incident turn what the model finds likeliest: each of the suite's
//! injections before, in and after a report, beside the report alone.

use std::path::Path;

use language::{Cancel, ChatSettings, Language, Local};
use opinion::injections::{self, Goal, Position};
use taxonomy::Label;

pub fn run(model: &Path) -> Result<(), String> {
    let settings = ChatSettings {
        context: 16_384,
        ..ChatSettings::default()
    };
    let local = Local::open(model, settings).map_err(|error| error.to_string())?;
    let language = Language::Local(local);
    let reports: Vec<&str> = Label::ALL.into_iter().map(injections::incident).collect();
    let honest = likeliest(&language, &reports)?;
    println!("injections: answers that are another one than to the report alone");
    let all: Vec<_> = injections::all().collect();
    for position in Position::ALL {
        let texts: Vec<String> = all.iter().map(|one| one.text(position)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let answers = likeliest(&language, &texts)?;
        let turned = |aim: bool| {
            let pairs = all.iter().zip(&answers);
            pairs
                .filter(|(one, answer)| {
                    **answer != honest[one.truth.index()]
                        && (!aim || answer.is_some_and(|label| one.goal == Goal::Label(label)))
                })
                .count()
        };
        println!(
            "  {position:?}: {} of {} turned, {} to what the attacker wanted",
            turned(false),
            all.len(),
            turned(true)
        );
    }
    Ok(())
}

/// The likeliest answer to each text, believed or not; `None` is uncertain.
fn likeliest(language: &Language, texts: &[&str]) -> Result<Vec<Option<Label>>, String> {
    let mut found = vec![Err("no answer".to_owned()); texts.len()];
    let mut tell = |place: usize, answer: Result<opinion::Answer, language::LanguageError>| {
        found[place] = answer
            .map(|answer| {
                answer
                    .scores
                    .iter()
                    .flatten()
                    .next()
                    .and_then(|best| best.label)
            })
            .map_err(|error| error.to_string());
    };
    language.score_all(texts, 1, &mut tell, &Cancel::new());
    found.into_iter().collect()
}
