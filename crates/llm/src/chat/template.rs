//! From turns to what the model's own chat template makes of them, in pieces: the template's and
//! the turns' apart, because marks are marks in the former only.

use llama_cpp_2::model::{LlamaChatMessage, LlamaChatTemplate, LlamaModel};

use crate::QuestionError;
use crate::chat::Turn;

/// Stand around a turn's number where its words belong. No template has them.
const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// A model's chat template.
pub(crate) struct Template<'m> {
    model: &'m LlamaModel,
    template: LlamaChatTemplate,
    /// Whether the model's file brought it; ChatML if not.
    pub own: bool,
}

impl<'m> Template<'m> {
    /// # Errors
    /// The file brings one that llama.cpp does not know, in words.
    pub fn of(model: &'m LlamaModel) -> Result<Self, String> {
        let own = model.chat_template(None).ok();
        let found = Self {
            model,
            own: own.is_some(),
            template: match own {
                Some(own) => own,
                None => LlamaChatTemplate::new("chatml").map_err(|error| error.to_string())?,
            },
        };
        match found.apply(1, |_| "user") {
            Some(_) => Ok(found),
            None => Err("its chat template is of a kind that llama.cpp does not know".to_owned()),
        }
    }

    /// What the template writes before, between and after the turns' words, to where the assistant
    /// begins: one piece more than there are turns.
    ///
    /// # Errors
    /// It does not show every turn once, in order.
    pub fn around(&self, turns: &[&Turn]) -> Result<Vec<String>, QuestionError> {
        let whole = self
            .apply(turns.len(), |at| turns[at].role.id())
            .ok_or(QuestionError::Template)?;
        let mut pieces = Vec::with_capacity(turns.len() + 1);
        let mut rest = whole.as_str();
        for at in 0..turns.len() {
            let (before, after) = rest
                .split_once(&placeholder(at))
                .ok_or(QuestionError::Template)?;
            pieces.push(before.to_owned());
            rest = after;
        }
        pieces.push(rest.to_owned());
        if pieces.iter().any(|piece| piece.contains(OPEN)) {
            return Err(QuestionError::Template);
        }
        Ok(pieces)
    }

    fn apply(&self, turns: usize, role: impl Fn(usize) -> &'m str) -> Option<String> {
        let messages: Result<Vec<_>, _> = (0..turns)
            .map(|at| LlamaChatMessage::new(role(at).to_owned(), placeholder(at)))
            .collect();
        self.model
            .apply_chat_template(&self.template, &messages.ok()?, true)
            .ok()
    }
}

fn placeholder(at: usize) -> String {
    format!("{OPEN}{at}{CLOSE}")
}

#[cfg(test)]
mod tests {
    use llama_cpp_2::model::LlamaChatTemplate;

    use super::Template;
    use crate::chat::tests::{turn, with_engine};
    use crate::chat::{Role, Turn};

    /// All that llama.cpp knows, by its names for them.
    const KNOWN: &str = "chatml llama2 llama2-sys llama2-sys-bos llama2-sys-strip mistral-v1 \
        mistral-v3 mistral-v3-tekken mistral-v7 mistral-v7-tekken phi3 phi4 falcon3 zephyr monarch \
        gemma orion openchat vicuna vicuna-orca deepseek deepseek2 deepseek3 deepseek-ocr command-r \
        llama3 chatglm3 chatglm4 glmedge minicpm exaone3 exaone4 exaone-moe rwkv-world granite \
        granite-4.0 granite-4.1 gigachat megrez yandex bailing bailing-think bailing2 llama4 smolvlm \
        hunyuan-moe gpt-oss hunyuan-dense hunyuan-vl kimi-k2 seed_oss grok-2 pangu-embedded solar-open";

    #[test]
    fn every_template_shows_every_turn_once() {
        with_engine(|engine| {
            let turns: Vec<Turn> = [Role::System, Role::User, Role::Assistant, Role::User]
                .map(|role| turn(role, "words"))
                .into();
            let turns: Vec<&Turn> = turns.iter().collect();
            let mut lost = Vec::new();
            for name in KNOWN.split_whitespace() {
                let template = Template {
                    model: engine.model,
                    template: LlamaChatTemplate::new(name).expect("no NUL in it"),
                    own: true,
                };
                match template.around(&turns) {
                    Ok(pieces) => assert_eq!(pieces.len(), turns.len() + 1),
                    Err(_) => lost.push(name),
                }
            }
            // It has no place for the system's turn, and is refused rather than asked without.
            assert_eq!(lost, ["yandex"]);
        });
    }
}
