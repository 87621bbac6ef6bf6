//! One row beside the list: the incident page in a panel, so that a queue is read without leaving it.
//!
//! Only a script opens it; a row's link leads to the row's own page. The address says which row is
//! open, so Back closes it and a reload shows it again.

use leptos::ev;
use leptos::prelude::*;

use super::super::record::Record;
use super::{RowOpinion, RowTold};
use crate::address::BatchView;
use crate::api::{self, Question, RowData};
use crate::browser;
use crate::components::{Icon, IconName, row_id};
use crate::format::count;

/// What the server said of a row.
#[derive(Clone)]
enum Looked {
    Here(Box<RowData>),
    Missing,
    Failed(String),
}

#[component]
pub fn SidePanel(
    /// Of the batch.
    id: StoredValue<String>,
    #[prop(into)] open: Signal<Option<u64>>,
    #[prop(into)] view: Signal<BatchView>,
    /// The rows of the list as they stand there, each with its own id.
    #[prop(into)]
    rows: Signal<Vec<(u64, Option<String>)>>,
    /// Opens a row, or closes the panel.
    go: Callback<Option<u64>>,
    /// The address of a row's own page.
    row_href: Callback<u64, String>,
) -> impl IntoView {
    let shown = RwSignal::new(None::<(u64, Looked)>);
    Effect::new(move |before: Option<Option<u64>>| {
        let row = open.get();
        let Some(row) = row else {
            shown.set(None);
            if let Some(before) = before.flatten() {
                browser::focus(&row_id(before));
            }
            return None;
        };
        let question = view.with_untracked(|view| Question::row(id.get_value(), row, view));
        leptos::task::spawn_local(async move {
            let told = api::ask(question).await;
            let looked = match api::read::<Option<RowData>>(told) {
                Ok(Some(data)) => Looked::Here(Box::new(data)),
                Ok(None) => Looked::Missing,
                Err(error) => Looked::Failed(error.to_string()),
            };
            // The reader may be at another row by now.
            if open.try_get_untracked() == Some(Some(row)) {
                shown.try_set(Some((row, looked)));
                browser::sleep(0).await;
                browser::focus(PANEL);
            }
        });
        Some(row)
    });
    let beside = move |step: isize| {
        let row = open.get()?;
        let rows = rows.read();
        let at = rows.iter().position(|(other, _)| *other == row)?;
        rows.get(at.checked_add_signed(step)?).map(|(row, _)| *row)
    };
    let keys = window_event_listener(ev::keydown, move |event| {
        let busy = browser::is_typing(&event) || event.ctrl_key() || event.meta_key();
        if busy || event.alt_key() || open.get_untracked().is_none() {
            return;
        }
        let next = match event.key().as_str() {
            "Escape" => Some(None),
            "j" => untrack(|| beside(1)).map(Some),
            "k" => untrack(|| beside(-1)).map(Some),
            _ => None,
        };
        if let Some(next) = next {
            go.run(next);
        }
    });
    on_cleanup(move || keys.remove());

    let step = move |by: isize, name: &'static str, icon: IconName| {
        view! {
            <button
                type="button"
                class="button button-quiet button-icon"
                title=name
                aria-label=name
                disabled=move || beside(by).is_none()
                on:click=move |_| {
                    if let Some(row) = untrack(|| beside(by)) {
                        go.run(Some(row));
                    }
                }
            >
                <Icon name=icon />
            </button>
        }
    };
    let panel = move |row: u64, looked: Looked| {
        let named = rows.with_untracked(|rows| {
            let found = rows.iter().find(|(other, _)| *other == row);
            found.and_then(|(_, id)| id.clone())
        });
        let path = id.with_value(|id| format!("/batches/{id}"));
        let inner = match looked {
            Looked::Here(data) => {
                let opinion = view.with_untracked(|view| RowOpinion::of(&data, row, &view.write()));
                view! {
                    <Record record=data.record path=path beside=true />
                    <RowTold opinion=opinion />
                }
                .into_any()
            }
            Looked::Missing => view! {
                <p class="quiet">"There is no such row, or it could not be triaged."</p>
            }
            .into_any(),
            Looked::Failed(why) => {
                view! { <p role="alert">"The row could not be read: " {why}</p> }.into_any()
            }
        };
        view! {
            <section id=PANEL class="side-panel" tabindex="-1" aria-labelledby="side-title">
                <div class="side-head">
                    <h2 id="side-title">
                        {format!("Row {}", count(row))}
                        {named.map(|id| view! { " " <code class="quiet">{id}</code> })}
                    </h2>
                    {step(-1, "Previous row (k)", IconName::Back)}
                    {step(1, "Next row (j)", IconName::Forward)}
                    <a class="button button-quiet" href=row_href.run(row)>
                        "Own page"
                    </a>
                    <button
                        type="button"
                        class="button button-quiet button-icon"
                        title="Close (Esc)"
                        aria-label="Close"
                        on:click=move |_| go.run(None)
                    >
                        <Icon name=IconName::Cross />
                    </button>
                </div>
                {inner}
            </section>
        }
    };
    move || shown.get().map(|(row, looked)| panel(row, looked))
}

const PANEL: &str = "side-panel";
