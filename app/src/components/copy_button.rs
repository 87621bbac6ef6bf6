//! Copies a text and says so.

use leptos::prelude::*;

use super::{Icon, IconName};
use crate::browser;

#[component]
pub fn CopyButton(
    /// What to copy.
    #[prop(into)]
    text: Signal<String>,
    /// Names the thing: "Copy {what}".
    #[prop(into)]
    what: String,
    /// Shows the words beside the icon.
    #[prop(optional)]
    words: bool,
) -> impl IntoView {
    let done = RwSignal::new(false);
    let name = format!("Copy {what}");
    let shown = name.clone();
    view! {
        <button
            type="button"
            class="button button-quiet script-only"
            class:button-icon=!words
            aria-label=name.clone()
            title=name
            on:click=move |_| {
                browser::copy(&text.get_untracked());
                done.set(true);
                set_timeout(
                    move || {
                        done.try_set(false);
                    },
                    std::time::Duration::from_millis(1_600),
                );
            }
        >
            {move || {
                let name = if done.get() { IconName::Check } else { IconName::Copy };
                view! { <Icon name=name /> }
            }}
            {words
                .then(|| {
                    view! { <span>{move || if done.get() { "Copied".to_owned() } else { shown.clone() }}</span> }
                })}
            <span class="visually-hidden" role="status">
                {move || if done.get() { "Copied" } else { "" }}
            </span>
        </button>
    }
}
