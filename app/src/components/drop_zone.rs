//! Takes a file: dropped, chosen, or posted by the plain form without a script.

use leptos::ev;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{Icon, IconName};
use crate::address::Pairs;
use crate::api::Preview;
use crate::browser;
use crate::format::bytes;

/// Where a file is on its way.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    Empty,
    /// Chosen; the server says how it would read it.
    Looked(Preview),
    Sending {
        sent: f64,
        total: f64,
    },
    Refused(String),
}

#[component]
pub fn DropZone() -> impl IntoView {
    let stage = RwSignal::new(Stage::Empty);
    let over = RwSignal::new(false);
    let file = RwSignal::new(None::<browser::Picked>);
    let column = RwSignal::new(String::new());
    let following = StoredValue::new(None::<browser::Follow>);
    let navigate = use_navigate();

    let look = move |picked: Option<browser::Picked>| {
        let Some(picked) = picked else { return };
        file.set(Some(picked.clone()));
        column.set(String::new());
        leptos::task::spawn_local(async move {
            stage.set(match browser::preview(&picked, None).await {
                Ok(preview) => {
                    column.set(preview.column.clone().unwrap_or_default());
                    Stage::Looked(preview)
                }
                Err(why) => Stage::Refused(why),
            });
        });
    };
    let send = move || {
        let Some(picked) = file.get_untracked() else {
            return;
        };
        let id = browser::random_id();
        let mut pairs = Pairs::default();
        pairs.add("id", &id);
        pairs.add("filename", &picked.name());
        pairs.add("column", &column.get_untracked());
        stage.set(Stage::Sending {
            sent: 0.0,
            total: picked.size(),
        });
        let address = format!("/batches/{id}");
        let there = StoredValue::new(false);
        let go = {
            let navigate = navigate.clone();
            let address = address.clone();
            move || {
                // Not known any more: the reader has left, here or elsewhere.
                if there.try_get_value() == Some(false) {
                    there.set_value(true);
                    navigate(&address, Default::default());
                }
            }
        };
        browser::upload(
            &picked,
            &format!("/api/v1/batches{}", pairs.done()),
            move |sent, total| {
                if let Some(mut stage) = stage.try_write() {
                    *stage = Stage::Sending { sent, total };
                }
            },
            {
                let go = go.clone();
                move |answer| match answer {
                    Ok(_) => go(),
                    Err(why) => {
                        stage.try_set(Stage::Refused(why));
                    }
                }
            },
        );
        // The batch exists before its last byte has arrived: go and watch it grow.
        following.set_value(browser::follow(
            &format!("/api/v1/batches/{id}/events?wait=1"),
            move |_| {
                go();
                following.try_update_value(|stream| *stream = None);
            },
        ));
    };

    view! {
        <form
            class="drop"
            class:drop-over=over
            method="post"
            action="/batches"
            enctype="multipart/form-data"
            data-main-form
            on:dragover=move |event: ev::DragEvent| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=move |event: ev::DragEvent| {
                event.prevent_default();
                over.set(false);
                look(browser::file_dropped(&event));
            }
            on:submit={
                let send = send.clone();
                move |event: ev::SubmitEvent| {
                    event.prevent_default();
                    send();
                }
            }
        >
            <div class="drop-target">
                <Icon name=IconName::Upload />
                <p class="drop-words">
                    <label for="file">
                        <span class="script-only">"Drop a file here, or "</span>
                        <span class="drop-choose">"choose one"</span>
                    </label>
                </p>
                <p class="quiet" id="file-hint">
                    "CSV, TSV, JSON, JSON lines, or text with one incident a line. Rows are triaged on this machine while they arrive."
                </p>
                // Before the file: the server reads the fields as they come.
                <div class="no-script-only field">
                    <label for="column-name">"Column with the text (empty: guess)"</label>
                    <input id="column-name" name="column" />
                </div>
                <input
                    id="file"
                    type="file"
                    name="file"
                    // A dropped file is not in the field.
                    required=move || matches!(*stage.read(), Stage::Empty | Stage::Refused(_))
                    accept=".csv,.tsv,.txt,.log,.json,.jsonl,.ndjson"
                    aria-describedby="file-hint"
                    data-main-field
                    on:change=move |event| look(browser::file_of(&event))
                />
                <button class="button button-primary no-script-only">"Triage the file"</button>
            </div>
            {move || match stage.get() {
                Stage::Empty => ().into_any(),
                Stage::Refused(why) => {
                    view! {
                        <div class="drop-stage state-error" role="alert">
                            <p>
                                <strong>"The file was not taken."</strong>
                            </p>
                            <p>{why}</p>
                        </div>
                    }
                        .into_any()
                }
                Stage::Sending { sent, total } => {
                    view! {
                        <div class="drop-stage">
                            <progress
                                aria-label="Bytes sent"
                                max=format!("{total}")
                                value=format!("{sent}")
                            ></progress>
                            <p role="status">
                                {format!(
                                    "Sending: {} of {}",
                                    bytes(sent as u64),
                                    bytes(total as u64),
                                )}
                            </p>
                        </div>
                    }
                        .into_any()
                }
                Stage::Looked(preview) => {
                    let picked = file
                        .get_untracked()
                        .map(|file| (file.name(), file.size() as u64))
                        .unwrap_or_default();
                    view! { <Looked preview=preview file=picked column=column /> }.into_any()
                }
            }}
        </form>
    }
}

/// The file as the server would read it: columns to choose from, and its first rows.
#[component]
fn Looked(preview: Preview, file: (String, u64), column: RwSignal<String>) -> impl IntoView {
    let (name, size) = file;
    let options = preview
        .columns
        .iter()
        .map(|name| {
            let value = name.clone();
            let name = name.clone();
            view! {
                <option value=value.clone() selected=move || column.read() == value>
                    {name}
                </option>
            }
        })
        .collect_view();
    let chosen = {
        let columns = preview.columns.clone();
        move |at: usize| columns.get(at).is_some_and(|name| *name == *column.read())
    };
    let head = preview
        .columns
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let chosen = chosen.clone();
            view! {
                <th scope="col" class:chosen=move || chosen(at)>
                    {name.clone()}
                </th>
            }
        })
        .collect_view();
    let rows = preview
        .rows
        .iter()
        .map(|row| {
            let cells = row
                .iter()
                .enumerate()
                .map(|(at, cell)| {
                    let chosen = chosen.clone();
                    view! { <td class:chosen=move || chosen(at)>{cut(cell)}</td> }
                })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    let has_columns = !preview.columns.is_empty();
    let needs_choice = move || has_columns && column.read().is_empty();
    view! {
        <div class="drop-stage">
            <div class="drop-plan">
                <p>
                    <strong>{name}</strong>
                    <span class="quiet">
                        {format!(" · {} · {}", bytes(size), preview.in_words())}
                    </span>
                </p>
                {has_columns
                    .then(|| {
                        view! {
                            <div class="field">
                                <label for="column">"Column with the text"</label>
                                <select
                                    id="column"
                                    on:change:target=move |event| column.set(event.target().value())
                                >
                                    <option value="" disabled selected=move || column.read().is_empty()>
                                        "Choose"
                                    </option>
                                    {options}
                                </select>
                            </div>
                        }
                    })}
                <button class="button button-primary" disabled=needs_choice>
                    "Triage the file"
                </button>
            </div>
            <div class="scroll-x" role="region" aria-label="First rows" tabindex="0">
                <table class="table table-compact table-preview">
                    <caption>"First rows"</caption>
                    {has_columns.then(|| view! { <thead><tr>{head}</tr></thead> })}
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </div>
    }
}

/// A cell for a preview.
fn cut(cell: &str) -> String {
    let mut short: String = cell.chars().take(160).collect();
    if short.len() < cell.len() {
        short.push('…');
    }
    short
}
