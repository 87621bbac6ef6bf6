//! The engine as a WASM module of its own: the page is alive before it arrives, and only who types
//! loads it. It answers with records as JSON and knows nothing of pages.

use classifier::Model;
use triage::{Engine, Settings, Source};
use wasm_bindgen::prelude::wasm_bindgen;

/// An engine that answers the page.
#[wasm_bindgen]
pub struct Live(Engine);

#[wasm_bindgen]
impl Live {
    /// Reads a model file; nothing if it is none.
    pub fn load(model: &[u8]) -> Option<Live> {
        Some(Self(Engine::new(Model::from_bytes(model).ok()?)))
    }

    /// The record of a text under the default settings, ready for others, as JSON.
    pub fn triage(&self, text: &str) -> String {
        let record = self
            .0
            .triage(text, &Settings::default(), Source::Page)
            .with_outlook();
        serde_json::to_string(&record).unwrap_or_default()
    }
}
