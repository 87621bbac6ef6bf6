//! Files: one to drop, and the batches there are.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use triage::batch::{State, Status};

use crate::api::{self, BatchList, Question};
use crate::components::{DropZone, ErrorState, Skeleton, Toast, TopBar};
use crate::format::{bytes, count, time};

#[component]
pub fn Bulk() -> impl IntoView {
    let query = use_query_map();
    let batches =
        api::resource(move || Question::Batches(query.read().get("deleted").unwrap_or_default()));
    view! {
        <TopBar title="Bulk" />
        <main id="content" class="page" tabindex="-1">
            <section aria-labelledby="bulk-new">
                <h2 id="bulk-new" class="visually-hidden">
                    "Triage a file"
                </h2>
                <DropZone />
            </section>
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    match api::read::<BatchList>(batches.await) {
                        Ok(BatchList { list, deleted }) if list.is_empty() => {
                            view! {
                                {deleted.map(undo)}
                                <p class="quiet bulk-none">
                                    "No batches yet. Results stay at their own address until they are deleted or expire."
                                </p>
                            }
                                .into_any()
                        }
                        Ok(BatchList { list, deleted }) => {
                            view! {
                                {deleted.map(undo)}
                                <List list=list />
                            }
                                .into_any()
                        }
                        Err(error) => {
                            view! {
                                <ErrorState
                                    what="The batches could not be listed"
                                    why=error.to_string()
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Suspense>
        </main>
    }
}

fn undo(deleted: Status) -> impl IntoView {
    let words = format!("{} is deleted.", file_name(&deleted));
    let undo = format!("/batches/{}/restore", deleted.id);
    view! { <Toast words=words undo=undo close="/bulk" /> }
}

fn file_name(batch: &Status) -> String {
    if batch.file_name.is_empty() {
        "unnamed file".to_owned()
    } else {
        batch.file_name.clone()
    }
}

pub fn state_name(state: State) -> &'static str {
    match state {
        State::Running => "running",
        State::Finished => "finished",
        State::Cancelled => "cancelled",
        State::Failed => "stopped",
    }
}

#[component]
fn List(list: Vec<Status>) -> impl IntoView {
    let rows = list
        .into_iter()
        .map(|batch| {
            view! {
                <tr>
                    <th scope="row" class="cell-text">
                        <a class="row-link" href=format!("/batches/{}", batch.id)>
                            {file_name(&batch)}
                        </a>
                    </th>
                    <td>{state_name(batch.state)}</td>
                    <td class="number">{count(batch.rows)}</td>
                    <td class="number">{count(batch.failed)}</td>
                    <td class="number">{bytes(batch.bytes_read)}</td>
                    <td class="number">{time(&batch.created_at)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="bulk-list">
            <h2 id="bulk-list" class="panel-title">
                "Batches"
            </h2>
            <div class="scroll-x">
                <table class="table table-rows">
                    <caption class="visually-hidden">"Batches, newest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"File"</th>
                            <th scope="col">"State"</th>
                            <th scope="col" class="number">
                                "Rows"
                            </th>
                            <th scope="col" class="number">
                                "Failed"
                            </th>
                            <th scope="col" class="number">
                                "Size"
                            </th>
                            <th scope="col" class="number">
                                "Started"
                            </th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}
