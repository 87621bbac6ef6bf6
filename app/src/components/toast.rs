//! A line over the page: what was just done, and the way back from it.

use leptos::prelude::*;

use super::{Icon, IconName};

/// A plain form and a plain link, so that both work without a script.
#[component]
pub fn Toast(
    #[prop(into)] words: String,
    /// Where the undoing is sent.
    #[prop(into)]
    undo: String,
    /// The page without the line.
    #[prop(into)]
    close: String,
) -> impl IntoView {
    view! {
        <div class="toast" role="status">
            <p>{words}</p>
            <form method="post" action=undo>
                <button class="button">"Undo"</button>
            </form>
            <a class="button button-quiet button-icon" href=close aria-label="Dismiss">
                <Icon name=IconName::Cross />
            </a>
        </div>
    }
}
