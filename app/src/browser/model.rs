//! The engine in the browser: fetched once, when first needed.

use std::cell::RefCell;
use std::sync::Arc;

use classifier::Model;
use leptos::prelude::*;
use triage::Engine;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    static ENGINE: RefCell<Option<Arc<Engine>>> = const { RefCell::new(None) };
}

/// The engine with the model that the page names in its head.
///
/// # Errors
/// In words: the fetch failed, or what came is no model.
pub async fn load_engine() -> Result<Arc<Engine>, String> {
    if let Some(engine) = ENGINE.with_borrow(Clone::clone) {
        return Ok(engine);
    }
    let address = document()
        .query_selector("meta[name=alertsage-model]")
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .ok_or("the page names no model")?;
    let bytes = fetch(&address)
        .await
        .map_err(|_| "the server did not answer".to_owned())?
        .ok_or("the server has no such model")?;
    let model = Model::from_bytes(&bytes).map_err(|error| error.to_string())?;
    let engine = Arc::new(Engine::new(model));
    ENGINE.with_borrow_mut(|slot| *slot = Some(engine.clone()));
    Ok(engine)
}

async fn fetch(address: &str) -> Result<Option<Vec<u8>>, wasm_bindgen::JsValue> {
    let response: web_sys::Response = JsFuture::from(window().fetch_with_str(address))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Ok(None);
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Some(js_sys::Uint8Array::new(&buffer).to_vec()))
}
