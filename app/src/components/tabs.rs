//! Tabs that are links: each has an address, works without a script, and is in the history.

use leptos::prelude::*;

/// One tab: its id in the address and its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tab {
    pub id: &'static str,
    pub name: &'static str,
}

#[component]
pub fn Tabs(
    tabs: &'static [Tab],
    #[prop(into)] current: Signal<&'static str>,
    /// The address of a tab.
    #[prop(into)]
    href: Callback<&'static str, String>,
    #[prop(into)] name: String,
) -> impl IntoView {
    let items = tabs
        .iter()
        .map(|tab| {
            view! {
                <li>
                    <a
                        class="tab"
                        href=move || href.run(tab.id)
                        data-noscroll="true"
                        aria-current=move || (current.get() == tab.id).then_some("page")
                    >
                        {tab.name}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=name>
            <ul>{items}</ul>
        </nav>
    }
}
