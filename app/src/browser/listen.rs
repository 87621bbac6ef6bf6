//! A stream of events that is asked for with POST, and stopped by closing it.

use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, ReadableStreamDefaultReader, RequestInit, Response};

use super::net::problem;
use crate::events::Events;

/// An open stream; closed when dropped.
pub struct Listening(SendWrapper<AbortController>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Asks, tells `each` event by name and data as it comes, and at the end `end`: well, or the server's
/// words, or that it did not answer. A stream that was closed ends without a word.
pub fn listen(
    address: String,
    each: impl FnMut(&str, &str) + 'static,
    end: impl FnOnce(Result<(), String>) + 'static,
) -> Option<Listening> {
    let controller = AbortController::new().ok()?;
    let signal = controller.signal();
    leptos::task::spawn_local(async move {
        let options = RequestInit::new();
        options.set_method("POST");
        options.set_signal(Some(&signal));
        let done = follow(&address, &options, each).await;
        if !signal.aborted() {
            end(done);
        }
    });
    Some(Listening(SendWrapper::new(controller)))
}

async fn follow(
    address: &str,
    options: &RequestInit,
    mut each: impl FnMut(&str, &str),
) -> Result<(), String> {
    const GONE: &str = "The server did not answer, or broke off. Is it still running?";
    let gone = |_| GONE.to_owned();
    let asked = leptos::prelude::window().fetch_with_str_and_init(address, options);
    let response = JsFuture::from(asked).await.map_err(gone)?;
    let response: Response = response.dyn_into().map_err(gone)?;
    if !response.ok() {
        let body = JsFuture::from(response.text().map_err(gone)?).await;
        let body = body.map_err(gone)?.as_string().unwrap_or_default();
        return Err(problem(&body, response.status()));
    }
    let body = response.body().ok_or(GONE)?;
    let reader: ReadableStreamDefaultReader =
        body.get_reader().dyn_into().map_err(|_| GONE.to_owned())?;
    let mut events = Events::default();
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(gone)?;
        let value = js_sys::Reflect::get(&piece, &"value".into()).map_err(gone)?;
        if value.is_undefined() {
            return Ok(());
        }
        for (name, data) in events.add(&js_sys::Uint8Array::new(&value).to_vec()) {
            each(&name, &data);
        }
    }
}
