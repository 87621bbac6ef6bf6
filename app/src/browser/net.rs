//! Files on their way to the server, and news of a batch on its way back.

use leptos::ev;
use send_wrapper::SendWrapper;
use triage::batch::Status;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::address::Pairs;
use crate::api::Preview;

/// A file the reader picked.
#[derive(Debug, Clone)]
pub struct Picked(SendWrapper<web_sys::File>);

impl Picked {
    fn new(file: web_sys::File) -> Self {
        Self(SendWrapper::new(file))
    }

    pub fn name(&self) -> String {
        self.0.name()
    }

    pub fn size(&self) -> f64 {
        self.0.size()
    }
}

/// Sixteen hex digits for a new batch, so that it can be followed while the file still travels.
pub fn random_id() -> String {
    let mut bytes = [0; 8];
    if let Ok(crypto) = leptos::prelude::window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    format!("{:016x}", u64::from_be_bytes(bytes))
}

pub fn file_of(event: &ev::Event) -> Option<Picked> {
    let input: web_sys::HtmlInputElement = event.target()?.dyn_into().ok()?;
    input.files()?.get(0).map(Picked::new)
}

pub fn file_dropped(event: &ev::DragEvent) -> Option<Picked> {
    event.data_transfer()?.files()?.get(0).map(Picked::new)
}

/// How the server would read the file, from its first 64 KiB.
///
/// # Errors
/// The server's words, or that it did not answer.
pub async fn preview(file: &Picked, column: Option<&str>) -> Result<Preview, String> {
    const GONE: &str = "The server did not answer. Is it still running?";
    let head = file
        .0
        .slice_with_i32_and_i32(0, 64 * 1024)
        .map_err(|_| "The browser could not read the file.")?;
    let options = web_sys::RequestInit::new();
    options.set_method("POST");
    options.set_body(&head);
    let mut pairs = Pairs::default();
    pairs.add("filename", &file.name());
    pairs.add("column", column.unwrap_or_default());
    if file.size() <= 65_536.0 {
        pairs.add("complete", "true");
    }
    let address = format!("/api/v1/preview{}", pairs.done());
    let response: web_sys::Response =
        JsFuture::from(leptos::prelude::window().fetch_with_str_and_init(&address, &options))
            .await
            .map_err(|_| GONE)?
            .dyn_into()
            .map_err(|_| GONE)?;
    let body = JsFuture::from(response.text().map_err(|_| GONE)?)
        .await
        .map_err(|_| GONE)?
        .as_string()
        .unwrap_or_default();
    if response.ok() {
        serde_json::from_str(&body).map_err(|_| "The server's answer could not be read.".into())
    } else {
        Err(problem(&body, response.status()))
    }
}

/// What an `application/problem+json` body says, in words.
pub fn problem(body: &str, status: u16) -> String {
    #[derive(serde::Deserialize)]
    struct Problem {
        title: Option<String>,
        detail: Option<String>,
    }
    serde_json::from_str::<Problem>(body)
        .ok()
        .and_then(|problem| problem.detail.or(problem.title))
        .unwrap_or_else(|| format!("The server answered with status {status}."))
}

/// Sends a file as the body of a POST. `progress` gets bytes sent and in all; `done` gets the
/// answer's body or what went wrong.
pub fn upload(
    file: &Picked,
    address: &str,
    progress: impl Fn(f64, f64) + 'static,
    done: impl FnOnce(Result<String, String>) + 'static,
) {
    let Ok(request) = web_sys::XmlHttpRequest::new() else {
        return;
    };
    if request.open("POST", address).is_err() {
        return;
    }
    if let Ok(upload) = request.upload() {
        let each =
            Closure::<dyn Fn(web_sys::ProgressEvent)>::new(move |event: web_sys::ProgressEvent| {
                progress(event.loaded(), event.total())
            });
        upload.set_onprogress(Some(each.as_ref().unchecked_ref()));
        each.forget();
    }
    let answered = request.clone();
    let end = Closure::once_into_js(move || {
        let status = answered.status().unwrap_or(0);
        let body = answered.response_text().ok().flatten().unwrap_or_default();
        done(match status {
            0 => Err("The connection broke. Rows that arrived are kept.".into()),
            200..=299 => Ok(body),
            _ => Err(problem(&body, status)),
        });
    });
    request.set_onloadend(Some(end.unchecked_ref()));
    let _ = request.send_with_opt_blob(Some(&file.0));
}

/// Sends fields as a form would; gives path and query of the page it leads to and what that page
/// shows, as JSON, or nothing if the server refuses them.
///
/// # Errors
/// The server did not answer.
pub async fn sent(action: &str, fields: &str) -> Result<Option<(String, String)>, ()> {
    let options = web_sys::RequestInit::new();
    options.set_method("POST");
    options.set_body(&fields.into());
    let headers = js_sys::Object::new();
    for (name, value) in [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "application/json"),
    ] {
        js_sys::Reflect::set(&headers, &name.into(), &value.into()).map_err(drop)?;
    }
    options.set_headers(&headers);
    let response: web_sys::Response =
        JsFuture::from(leptos::prelude::window().fetch_with_str_and_init(action, &options))
            .await
            .map_err(drop)?
            .dyn_into()
            .map_err(drop)?;
    let Some(page) = response.headers().get("location").map_err(drop)? else {
        return Ok(None);
    };
    let body = JsFuture::from(response.text().map_err(drop)?).await;
    let body = body.map_err(drop)?.as_string().unwrap_or_default();
    Ok(Some((page, body)))
}

/// An open event stream; closed when dropped.
pub struct Follow(SendWrapper<Stream>);

struct Stream {
    source: web_sys::EventSource,
    _each: Closure<dyn Fn(web_sys::MessageEvent)>,
}

impl Drop for Follow {
    fn drop(&mut self) {
        self.0.source.close();
    }
}

/// Listens to a batch. The browser reconnects by itself until the stream is dropped.
pub fn follow(address: &str, each: impl Fn(Status) + 'static) -> Option<Follow> {
    let source = web_sys::EventSource::new(address).ok()?;
    let each =
        Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            if let Some(status) = event
                .data()
                .as_string()
                .and_then(|data| serde_json::from_str(&data).ok())
            {
                each(status);
            }
        });
    for name in ["message", "status"] {
        source
            .add_event_listener_with_callback(name, each.as_ref().unchecked_ref())
            .ok()?;
    }
    Some(Follow(SendWrapper::new(Stream {
        source,
        _each: each,
    })))
}
