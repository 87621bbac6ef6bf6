//! A full record: verdict, settings, and five views of the same answer.
//!
//! Threshold and difficulty act here, on stored probabilities; the address follows when the slider
//! rests.

mod analysis;
mod intel;
mod playbook;
mod technical;
mod visuals;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use triage::{Settings, Triage};

pub use self::analysis::why_layers;
pub use self::intel::intel_layers;

use self::analysis::Analysis;
use self::intel::Intel;
use self::playbook::Steps;
use self::technical::Technical;
use self::visuals::Visuals;
use crate::address;
use crate::components::{SettingsBar, Tab, Tabs, VerdictCard};
use crate::format::time;

const TABS: [Tab; 5] = [
    Tab {
        id: "analysis",
        name: "Analysis",
    },
    Tab {
        id: "visualisations",
        name: "Visualisations",
    },
    Tab {
        id: "intel",
        name: "Threat intel",
    },
    Tab {
        id: "playbook",
        name: "Playbook",
    },
    Tab {
        id: "technical",
        name: "Technical",
    },
];

#[component]
pub fn Record(
    record: Triage,
    /// The page's own path.
    path: String,
    /// Where a wish to delete it is sent, if it can be deleted alone.
    #[prop(optional)]
    delete: Option<String>,
    /// Stands beside a list whose settings rule both.
    #[prop(optional)]
    beside: bool,
) -> impl IntoView {
    let query = use_query_map();
    let navigate = use_navigate();
    let path = StoredValue::new(path);
    let settings = RwSignal::new(query.with_untracked(address::settings));
    // The address may change under the page: back, forward, a difficulty link.
    Effect::new(move |_| {
        let next = query.with(address::settings);
        if next != settings.get_untracked() {
            settings.set(next);
        }
    });
    let tab = Memo::new(move |_| {
        let wanted = query.read().get("tab").unwrap_or_default();
        TABS.iter()
            .find(|tab| tab.id == wanted)
            .map_or(TABS[0].id, |tab| tab.id)
    });
    let received = record.input.received_at.clone();
    let stored = StoredValue::new(record);
    let record = Memo::new(move |_| stored.with_value(|record| record.switched(settings.get())));

    // Everything else in the address stays as it is.
    let with = move |settings: Settings, tab: &str| {
        let mut pairs = address::Pairs::default();
        query.with(|map| {
            for (name, value) in map.into_iter() {
                if !matches!(&**name, "threshold" | "mode" | "tab") {
                    pairs.add(name, value);
                }
            }
        });
        if tab != TABS[0].id {
            pairs.add("tab", tab);
        }
        address::add_settings(&mut pairs, &settings);
        format!("{}{}", path.get_value(), pairs.done())
    };
    let on_rest = Callback::new(move |next: Settings| {
        navigate(
            &with(next, tab.get_untracked()),
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    });
    let hidden = Signal::derive(move || {
        query.with(|map| {
            map.into_iter()
                .filter(|(name, _)| &**name != "threshold")
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect::<Vec<_>>()
        })
    });

    view! {
        <div class="record">
            <aside class="record-side" aria-label="Verdict">
                <section class="panel">
                    <h2 class="panel-title">"Verdict"</h2>
                    <div aria-live="polite">
                        <VerdictCard record=record />
                    </div>
                    {(!beside)
                        .then(|| {
                            view! {
                                <SettingsBar
                                    settings=settings
                                    on_move=move |next| settings.set(next)
                                    on_rest=on_rest
                                    href=move |next| with(next, tab.get())
                                    hidden=hidden
                                />
                            }
                        })}
                </section>
                <div class="record-foot">
                    {received.map(|at| view! { <p class="quiet">"Received " {time(&at)}</p> })}
                    {delete.map(|address| view! { <Delete address=address /> })}
                </div>
            </aside>
            <div class="record-main">
                <Tabs
                    tabs=&TABS
                    current=tab
                    href=move |tab| with(settings.get(), tab)
                    name="Views of the incident"
                />
                {move || match tab.get() {
                    "visualisations" => view! { <Visuals record=record /> }.into_any(),
                    "intel" => view! { <Intel record=record /> }.into_any(),
                    "playbook" => view! { <Steps record=record /> }.into_any(),
                    "technical" => view! { <Technical record=record /> }.into_any(),
                    _ => view! { <Analysis record=record /> }.into_any(),
                }}
            </div>
        </div>
    }
}

#[component]
fn Delete(address: String) -> impl IntoView {
    view! {
        <details class="menu menu-end" name="menu">
            <summary class="button button-quiet">"Delete"</summary>
            <div class="menu-list">
                <p>"Deletes the text and its record from this machine. For a minute it can be undone."</p>
                <form method="post" action=address>
                    <button class="button button-danger">"Delete this incident"</button>
                </form>
            </div>
        </details>
    }
}
