//! The page as the browser holds it.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Puts a text on the clipboard; a refusal is silent, the text is on the page to be selected.
pub fn copy(text: &str) {
    let done = window().navigator().clipboard().write_text(text);
    leptos::task::spawn_local(async move {
        let _ = wasm_bindgen_futures::JsFuture::from(done).await;
    });
}

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

pub fn root_theme() -> Option<String> {
    document().document_element()?.get_attribute("data-theme")
}

/// Shows a theme and keeps it for a year.
pub fn keep_theme(theme: Option<&str>) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
    let cookie = match theme {
        Some(theme) => format!("theme={theme}; Path=/; Max-Age=31536000; SameSite=Lax"),
        None => "theme=; Path=/; Max-Age=0; SameSite=Lax".to_owned(),
    };
    let _ = js_sys::Reflect::set(&document(), &"cookie".into(), &cookie.into());
}

pub fn open_dialog(id: &str) {
    if let Some(dialog) = find::<web_sys::HtmlDialogElement>(&format!("#{id}"))
        && !dialog.open()
    {
        let _ = dialog.show_modal();
    }
}

/// Submits the form that the page is about, as a press on its button would.
pub fn submit_main_form() {
    if let Some(form) = find::<web_sys::HtmlFormElement>("[data-main-form]") {
        let _ = form.request_submit();
    }
}

/// Sends that form past the page, as if there were no script.
pub fn send_main_form() {
    if let Some(form) = find::<web_sys::HtmlFormElement>("[data-main-form]") {
        let _ = form.submit();
    }
}

/// Leaves a text with this place in the history, for who comes back to it.
pub fn keep_draft(text: &str) {
    if let Ok(history) = window().history() {
        let state = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&state, &"draft".into(), &text.into());
        let _ = history.replace_state(&state, "");
    }
}

/// The text left with this place in the history.
pub fn draft() -> Option<String> {
    let state = window().history().ok()?.state().ok()?;
    js_sys::Reflect::get(&state, &"draft".into())
        .ok()?
        .as_string()
}

/// Moves to the field the page is about; tells whether there is one.
pub fn focus_main_field() -> bool {
    find::<web_sys::HtmlElement>("[data-main-field]").is_some_and(|field| field.focus().is_ok())
}

/// Moves to the element of this id, if it is there.
pub fn focus(id: &str) {
    if let Some(element) = find::<web_sys::HtmlElement>(&format!("#{id}")) {
        let _ = element.focus();
    }
}

pub fn leave_field() {
    if let Some(field) = document()
        .active_element()
        .and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        let _ = field.blur();
    }
}

/// Does the key go into a field, or into an open dialog?
pub fn is_typing(event: &ev::KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| {
            element
                .closest("input:not([type=range], [type=checkbox]), textarea, select, dialog")
                .ok()
        })
        .is_some_and(|field| field.is_some())
}

/// Was a link clicked?
pub fn is_link(event: &ev::MouseEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| element.tag_name() == "A")
}

/// A small value this browser keeps.
pub fn kept(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

pub fn keep(name: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = if value.is_empty() {
            storage.remove_item(name)
        } else {
            storage.set_item(name, value)
        };
    }
}

fn find<T: JsCast>(selector: &str) -> Option<T> {
    document()
        .query_selector(selector)
        .ok()??
        .dyn_into::<T>()
        .ok()
}

pub async fn sleep(milliseconds: u64) {
    let wait = js_sys::Promise::new(&mut |done, _| {
        set_timeout(
            move || {
                let _ = done.call0(&wasm_bindgen::JsValue::NULL);
            },
            std::time::Duration::from_millis(milliseconds),
        );
    });
    let _ = wasm_bindgen_futures::JsFuture::from(wait).await;
}

thread_local! {
    static FIRST: std::cell::RefCell<Option<String>> = const { std::cell::RefCell::new(None) };
}

/// Remembers the address that the server drew. If the browser has moved on from it, what stands
/// here is another page than the address says, and nobody could take it over: loads the right one
/// and says no.
pub fn note_first_page() -> bool {
    let location = window().location();
    FIRST.set(location.pathname().ok());
    let here = loaded_address()
        .zip(location.href().ok())
        .is_none_or(|(loaded, now)| bare(&loaded) == bare(&now));
    if !here {
        let _ = location.reload();
    }
    here
}

/// The address that this document was asked of the server with.
fn loaded_address() -> Option<String> {
    let entry = window()
        .performance()?
        .get_entries_by_type("navigation")
        .get(0);
    js_sys::Reflect::get(&entry, &"name".into())
        .ok()?
        .as_string()
}

/// An address without the place in the page.
fn bare(address: &str) -> &str {
    address.split('#').next().unwrap_or_default()
}

/// Whether the server drew this path.
pub fn is_first_page(path: &str) -> bool {
    FIRST.with_borrow(|first| first.as_deref() == Some(path))
}

/// Has the browser load another page.
pub fn go(address: &str) {
    let _ = window().location().assign(address);
}
