//! What a page shows when it has nothing, not yet, or no longer anything to show.

use leptos::prelude::*;

/// Something failed. Says what happened, what was kept, what to do.
#[component]
pub fn ErrorState(#[prop(into)] what: String, #[prop(into)] why: String) -> impl IntoView {
    view! {
        <section class="state state-error" role="alert">
            <h2>{what}</h2>
            <p>{why}</p>
            <p class="quiet">"Nothing was changed. Reload the page to try again."</p>
        </section>
    }
}

/// Nothing lives at this address. Sets the response's status to 404.
#[component]
pub fn Missing(#[prop(into)] what: String, #[prop(into)] why: String) -> impl IntoView {
    crate::api::set_not_found();
    view! {
        <section class="state">
            <h2>{what}</h2>
            <p>{why}</p>
            <p>
                <a class="button" href="/">
                    "Triage an incident"
                </a>
                " "
                <a class="button" href="/bulk">
                    "All batches"
                </a>
            </p>
        </section>
    }
}

/// Grey lines where content will stand.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading"</span>
            <i></i>
            <i></i>
            <i></i>
        </div>
    }
}
