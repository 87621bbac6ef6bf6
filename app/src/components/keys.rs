//! Keys that work everywhere, and the dialog that lists them.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{Icon, IconName};
use crate::browser;
use crate::theme::ThemeChoice;

const KEYS: [(&[&str], &str); 9] = [
    (&["Ctrl", "Enter"], "Analyse the text"),
    (&["/"], "Go to the text or filter field"),
    (&["g", "t"], "Triage"),
    (&["g", "b"], "Bulk"),
    (&["g", "a"], "About"),
    (&["j", "k"], "Next, previous row beside the list"),
    (&["t"], "Next theme"),
    (&["?"], "These keys"),
    (&["Esc"], "Close, or leave a field"),
];

/// Installs the keys once, at the root.
#[component]
pub fn Keys() -> impl IntoView {
    let theme = expect_context::<ThemeChoice>();
    let navigate = use_navigate();
    let after_g = StoredValue::new(false);
    let handle = window_event_listener(ev::keydown, move |event| {
        let key = event.key();
        if (event.ctrl_key() || event.meta_key()) && key == "Enter" {
            browser::submit_main_form();
            return;
        }
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        if browser::is_typing(&event) {
            if key == "Escape" {
                browser::leave_field();
            }
            return;
        }
        let went = after_g.get_value();
        after_g.set_value(false);
        let page = match (went, key.as_str()) {
            (true, "t") => Some("/"),
            (true, "b") => Some("/bulk"),
            (true, "a") => Some("/about"),
            _ => None,
        };
        if let Some(page) = page {
            navigate(page, Default::default());
            return;
        }
        match key.as_str() {
            "g" => after_g.set_value(true),
            "t" => theme.next(),
            "?" => browser::open_dialog("keys"),
            "/" if browser::focus_main_field() => event.prevent_default(),
            _ => {}
        }
    });
    on_cleanup(move || handle.remove());

    let rows = KEYS
        .into_iter()
        .map(|(keys, what)| {
            let keys = keys
                .iter()
                .map(|key| view! { <kbd>{*key}</kbd> })
                .collect_view();
            view! {
                <div>
                    <dt>{keys}</dt>
                    <dd>{what}</dd>
                </div>
            }
        })
        .collect_view();
    view! {
        <dialog id="keys" class="dialog" aria-labelledby="keys-title">
            <div class="dialog-head">
                <h2 id="keys-title">"Keyboard shortcuts"</h2>
                <form method="dialog">
                    <button class="button button-quiet button-icon" aria-label="Close">
                        <Icon name=IconName::Cross />
                    </button>
                </form>
            </div>
            <dl class="keys">{rows}</dl>
        </dialog>
    }
}
