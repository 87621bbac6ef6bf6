//! The page's title and the tools that are on every page.

use leptos::prelude::*;
use leptos_meta::Title;

use super::{Icon, IconName};
use crate::theme::{Theme, ThemeChoice};

#[component]
pub fn TopBar(
    #[prop(into)] title: Signal<String>,
    /// Leads one level up: address and words.
    #[prop(into, default = Signal::stored(None))]
    back: Signal<Option<(String, &'static str)>>,
) -> impl IntoView {
    let theme = expect_context::<ThemeChoice>();
    // The head is written last, on the server after the page has been let go: what it says must
    // not depend on signals that are still there.
    let first = title.get_untracked();
    let text = move || {
        let title = title.try_get().unwrap_or_else(|| first.clone());
        format!("{title} · AlertSage")
    };
    view! {
        <Title text=text />
        <div class="top-bar">
            {move || {
                back.get()
                    .map(|(href, words)| {
                        view! {
                            <a class="top-bar-back" href=href>
                                <Icon name=IconName::Back />
                                <span>{words}</span>
                            </a>
                        }
                    })
            }}
            <h1>{title}</h1>
            <div class="top-bar-tools script-only">
                <button
                    type="button"
                    class="button button-quiet button-icon"
                    title="Theme (t)"
                    aria-label=move || format!("Theme: {}", theme.get().words())
                    on:click=move |_| theme.next()
                >
                    {move || {
                        let name = match theme.get() {
                            Theme::Auto => IconName::Auto,
                            Theme::Light => IconName::Sun,
                            Theme::Dark => IconName::Moon,
                        };
                        view! { <Icon name=name /> }
                    }}
                </button>
                <button
                    type="button"
                    class="button button-quiet button-icon"
                    title="Keys (?)"
                    aria-label="Keyboard shortcuts"
                    aria-haspopup="dialog"
                    on:click=move |_| crate::browser::open_dialog("keys")
                >
                    "?"
                </button>
            </div>
        </div>
    }
}
