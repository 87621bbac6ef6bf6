//! The server's side of [`super`]: nothing there, nothing done.

use leptos::ev;
use triage::Triage;
use triage::batch::Status;

use crate::api::Preview;

/// The engine in the browser.
#[derive(Clone)]
pub struct LiveEngine;

impl LiveEngine {
    pub fn triage(&self, _text: &str) -> Option<Triage> {
        None
    }
}

/// A file the reader picked.
#[derive(Debug, Clone)]
pub struct Picked;

impl Picked {
    pub fn name(&self) -> String {
        String::new()
    }

    pub fn size(&self) -> f64 {
        0.0
    }
}

pub fn copy(_text: &str) {}

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    0.0
}

pub fn keep_theme(_theme: Option<&str>) {}

pub fn open_dialog(_id: &str) {}

pub fn submit_main_form() {}

pub fn send_main_form() {}

pub async fn sent(_action: &str, _fields: &str) -> Result<Option<(String, String)>, ()> {
    Err(())
}

pub fn keep_draft(_text: &str) {}

pub fn draft() -> Option<String> {
    None
}

pub fn focus_main_field() -> bool {
    false
}

pub fn focus(_id: &str) {}

pub fn leave_field() {}

pub fn is_typing(_event: &ev::KeyboardEvent) -> bool {
    false
}

pub fn is_link(_event: &ev::MouseEvent) -> bool {
    false
}

pub fn kept(_name: &str) -> Option<String> {
    None
}

pub fn keep(_name: &str, _value: &str) {}

pub fn random_id() -> String {
    String::new()
}

/// There is no engine to load.
pub async fn load_engine() -> Result<LiveEngine, String> {
    Err(String::new())
}

/// The server draws every page it is asked for.
pub fn is_first_page(_path: &str) -> bool {
    true
}

pub fn go(_address: &str) {}

pub fn file_of(_event: &ev::Event) -> Option<Picked> {
    None
}

pub fn file_dropped(_event: &ev::DragEvent) -> Option<Picked> {
    None
}

pub async fn preview(_file: &Picked, _column: Option<&str>) -> Result<Preview, String> {
    Err("only a browser previews a file".into())
}

pub fn upload(
    _file: &Picked,
    _address: &str,
    _progress: impl Fn(f64, f64) + 'static,
    _done: impl FnOnce(Result<String, String>) + 'static,
) {
}

/// An open event stream; closed when dropped.
pub struct Follow;

pub fn follow(_address: &str, _each: impl Fn(Status) + 'static) -> Option<Follow> {
    None
}

/// An open stream; closed when dropped.
pub struct Listening;

pub fn listen(
    _address: String,
    _each: impl FnMut(&str, &str) + 'static,
    _end: impl FnOnce(Result<(), String>) + 'static,
) -> Option<Listening> {
    None
}

pub fn problem(_body: &str, _status: u16) -> String {
    String::new()
}

pub fn save_text(_name: &str, _kind: &str, _text: &str) {}

pub fn save_svg(_event: &ev::MouseEvent, _name: &str, _title: &str) {}

pub fn save_png(_event: &ev::MouseEvent, _name: &str, _title: &str) {}

pub async fn sleep(_milliseconds: u64) {}
