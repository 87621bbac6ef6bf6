//! No page lives at this address.

use leptos::prelude::*;

use crate::components::{Missing, TopBar};

#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <TopBar title="Not found" />
        <main id="content" class="page" tabindex="-1">
            <Missing
                what="There is no page at this address"
                why="The link may be mistyped, or what it led to has been deleted."
            />
        </main>
    }
}
