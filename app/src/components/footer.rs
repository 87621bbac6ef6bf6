//! Said once, plainly, on every page.

use leptos::prelude::*;

#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="footer">
            <p>
                "Decision support, not a verdict · "
                <a href="/about#attack">{format!("ATT&CK v{}", taxonomy::ATTACK_VERSION)}</a>
            </p>
        </footer>
    }
}
