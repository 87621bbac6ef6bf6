//! The engine in the browser: a WASM module of its own and its model, fetched once, when first needed.

use std::cell::RefCell;

use leptos::prelude::*;
use send_wrapper::SendWrapper;
use triage::Triage;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The engine, loaded. Cheap to clone.
#[derive(Clone)]
pub struct LiveEngine {
    engine: SendWrapper<JsValue>,
    triage: SendWrapper<js_sys::Function>,
}

impl LiveEngine {
    /// The record of a text, ready for other settings; nothing if the module answers strangely.
    pub fn triage(&self, text: &str) -> Option<Triage> {
        let answer = self.triage.call1(&self.engine, &text.into()).ok()?;
        serde_json::from_str(&answer.as_string()?).ok()
    }
}

thread_local! {
    static ENGINE: RefCell<Option<LiveEngine>> = const { RefCell::new(None) };
}

/// The engine with the model that the page names in its head.
///
/// # Errors
/// In words: the fetch failed, or what came is no engine or no model.
pub async fn load_engine() -> Result<LiveEngine, String> {
    if let Some(engine) = ENGINE.with_borrow(Clone::clone) {
        return Ok(engine);
    }
    let address = named("alertsage-model").ok_or("the page names no model")?;
    let bytes = fetch(&address)
        .await
        .map_err(|_| "the server did not answer".to_owned())?
        .ok_or("the server has no such model")?;
    let address = named("alertsage-engine").ok_or("the page names no engine")?;
    let engine = started(&address, &bytes)
        .await
        .map_err(|_| "the engine could not be started".to_owned())?;
    ENGINE.with_borrow_mut(|slot| *slot = Some(engine.clone()));
    Ok(engine)
}

/// What the page's head says under a name; nothing if it is empty.
fn named(name: &str) -> Option<String> {
    document()
        .query_selector(&format!("meta[name={name}]"))
        .ok()
        .flatten()
        .and_then(|meta| meta.get_attribute("content"))
        .filter(|content| !content.is_empty())
}

/// Imports the module with the loader of the page's head, and gives it the model.
async fn started(address: &str, model: &[u8]) -> Result<LiveEngine, JsValue> {
    let get = |from: &JsValue, name: &str| js_sys::Reflect::get(from, &name.into());
    let loader: js_sys::Function = get(&window(), "alertsageEngine")?.dyn_into()?;
    let promise: js_sys::Promise = loader.call1(&JsValue::NULL, &address.into())?.dyn_into()?;
    let class = get(&JsFuture::from(promise).await?, "Live")?;
    let load: js_sys::Function = get(&class, "load")?.dyn_into()?;
    let engine = load.call1(&class, &js_sys::Uint8Array::from(model).into())?;
    let triage: js_sys::Function = get(&engine, "triage")?.dyn_into()?;
    Ok(LiveEngine {
        engine: SendWrapper::new(engine),
        triage: SendWrapper::new(triage),
    })
}

async fn fetch(address: &str) -> Result<Option<Vec<u8>>, JsValue> {
    let response: web_sys::Response = JsFuture::from(window().fetch_with_str(address))
        .await?
        .dyn_into()?;
    if !response.ok() {
        return Ok(None);
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(Some(js_sys::Uint8Array::new(&buffer).to_vec()))
}
