//! The field an incident is typed into, with highlights behind the letters.
//!
//! The textarea keeps its own value: what was typed before the script arrived stays.

use leptos::html::Textarea;
use leptos::prelude::*;

use super::evidence_text::pieces;
use super::segments::Layer;
use crate::browser;

/// A textarea and, behind it, the same text with marks. `text` follows the field; `fill` sets it.
#[component]
pub fn Editor(
    text: RwSignal<String>,
    #[prop(into)] layers: Signal<Vec<Layer>>,
    /// Texts put into the field from outside; the field's first text on the server.
    #[prop(into)]
    fill: Signal<String>,
    #[prop(into)] on_focus: Callback<()>,
) -> impl IntoView {
    let field = NodeRef::<Textarea>::new();
    let behind = NodeRef::<leptos::html::Div>::new();
    let first = fill.get_untracked();

    // Takes what is in the field when the script arrives, or was when the reader left by Analyse,
    // then what is put in from outside.
    Effect::new(move |before: Option<Option<String>>| {
        let fill = fill.get();
        let field = field.get()?;
        match before.flatten() {
            Some(before) if before != fill => {
                field.set_value(&fill);
                let _ = field.focus();
                text.set(fill.clone());
            }
            Some(_) => {}
            None => {
                if field.value().is_empty()
                    && let Some(draft) = browser::draft()
                {
                    field.set_value(&draft);
                }
                text.set(field.value());
            }
        }
        Some(fill)
    });

    view! {
        <div class="editor">
            <div class="editor-behind" aria-hidden="true" node_ref=behind>
                {move || pieces(&text.read(), &layers.read())}
                // A last line break only counts with something after it.
                "\u{200b}"
            </div>
            <textarea
                node_ref=field
                id="incident-text"
                name="text"
                class="editor-field"
                rows="8"
                required
                spellcheck="false"
                autocomplete="off"
                data-main-field
                placeholder="Paste an alert, a ticket or a user's report. What happened, to whom, on which machine?"
                aria-describedby="incident-hint"
                on:focus=move |_| on_focus.run(())
                on:input:target=move |event| text.set(event.target().value())
                on:scroll:target=move |event| {
                    if let Some(behind) = behind.get_untracked() {
                        behind.set_scroll_top(event.target().scroll_top());
                    }
                }
            >
                {first}
            </textarea>
        </div>
    }
}
