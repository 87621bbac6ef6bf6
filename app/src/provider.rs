//! Which language model is on, and how it is exchanged while the server runs. Server only.
//!
//! Opens nothing and asks nobody: whoever chooses has checked what they chose.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use language::Language;
use tokio::sync::watch;

use crate::language_model::{Named, Tested, TokenFrom, UseOfLanguage};
use crate::who_may::WhoMay;

/// A language model that is chosen, or none, and how it is used.
#[derive(Debug, Default)]
pub struct Choice {
    pub language: Option<Language>,
    pub use_of_language: UseOfLanguage,
    /// Whether it is what the server was started with.
    pub started: bool,
    /// An endpoint as its address was given.
    pub place: String,
    pub token: TokenFrom,
}

/// A choice that is on, or was. Whatever is known of it ends with it.
#[derive(Debug)]
pub struct On {
    choice: Choice,
    /// Tells those of one process apart; counts up.
    number: u64,
    tested: Mutex<Option<Tested>>,
}

impl Deref for On {
    type Target = Choice;

    fn deref(&self) -> &Choice {
        &self.choice
    }
}

impl On {
    fn new(number: u64, choice: Choice) -> Arc<Self> {
        Arc::new(Self {
            choice,
            number,
            tested: Mutex::default(),
        })
    }

    /// As pages and programs are told of it.
    pub fn named(&self) -> Option<Named> {
        Some(match self.language.as_ref()? {
            Language::Local(local) => Named {
                choice: self.number,
                local: true,
                place: local.file().display().to_string(),
                model: None,
                redact: false,
            },
            Language::Endpoint(endpoint) => Named {
                choice: self.number,
                local: false,
                place: endpoint.url().to_owned(),
                model: Some(endpoint.model().to_owned()),
                redact: endpoint.redacts(),
            },
        })
    }

    /// Exactly what would be sent about a text; nothing for a model on this machine.
    pub fn would_send(&self, text: &str) -> Option<String> {
        match self.language.as_ref()? {
            Language::Local(_) => None,
            Language::Endpoint(endpoint) => Some(format!("{:#}", endpoint.would_send(text))),
        }
    }

    /// How its last test went.
    pub fn tested(&self) -> Option<Tested> {
        let tested = self.tested.lock();
        tested.unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn note(&self, tested: Tested) {
        let mut last = self.tested.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(tested);
    }
}

/// What is on, and what a person may choose. Cheap to clone; one for the whole process.
#[derive(Clone)]
pub struct Provider {
    on: watch::Sender<Arc<On>>,
    /// What the server was started with.
    pub started: Option<Named>,
    /// Where model files are looked for.
    pub folders: Arc<[PathBuf]>,
    /// Whether the environment holds a token.
    pub environment: bool,
    pub who_may: WhoMay,
}

impl Provider {
    /// With what the server is started with.
    pub fn new(first: Choice, folders: Arc<[PathBuf]>, environment: bool, who_may: WhoMay) -> Self {
        let first = On::new(1, first);
        Self {
            started: first.named(),
            on: watch::Sender::new(first),
            folders,
            environment,
            who_may,
        }
    }

    /// What is on now. Whoever works with it goes on with it only while [`Self::is_on`].
    pub fn now(&self) -> Arc<On> {
        Arc::clone(&self.on.borrow())
    }

    /// Puts another in place of what is on, which ends when nobody works with it any more.
    pub fn choose(&self, choice: Choice) {
        let mut before = None;
        self.on.send_modify(|on| {
            let next = On::new(on.number + 1, choice);
            before = Some(std::mem::replace(on, next));
        });
        // Its process may take a moment to end, which nobody has to wait for who only looks.
        drop(before);
    }

    pub fn is_on(&self, then: &Arc<On>) -> bool {
        Arc::ptr_eq(&self.on.borrow(), then)
    }

    /// Waits until what was on then is not any more.
    pub async fn exchanged(&self, then: &Arc<On>) {
        let mut on = self.on.subscribe();
        // The sender is here, so that it cannot be closed.
        let _ = on.wait_for(|on| !Arc::ptr_eq(on, then)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::who_may::WhoMay;

    #[test]
    fn what_is_known_of_a_choice_ends_with_it() {
        let provider = Provider::new(Choice::default(), Arc::default(), false, WhoMay::default());
        let first = provider.now();
        first.note(Tested {
            at: "then".to_owned(),
            result: Err("it does not answer".to_owned()),
            prompt: None,
        });
        assert!(provider.is_on(&first) && provider.now().tested().is_some());
        provider.choose(Choice::default());
        let second = provider.now();
        assert!(provider.is_on(&second) && !provider.is_on(&first));
        assert_eq!(second.tested(), None);
        // A test that ends late is its own model's.
        first.note(Tested {
            at: "later".to_owned(),
            result: Ok(Vec::new()),
            prompt: None,
        });
        assert_eq!(provider.now().tested(), None);
        assert!(second.number > first.number);
    }
}
