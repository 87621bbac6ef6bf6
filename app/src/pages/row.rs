//! One row of a batch: the incident page, with the way back to the rows it stood among.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::batch::{RowOpinion, RowTold};
use super::record::Record;
use crate::address::BatchView;
use crate::api::{self, Question, RowData};
use crate::components::{ErrorState, Icon, IconName, Missing, SimilarRows, Skeleton, TopBar};
use crate::format::count;

#[component]
pub fn RowPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let number = Memo::new(move |_| {
        params
            .read()
            .get("row")
            .and_then(|row| row.parse::<u64>().ok())
            .unwrap_or(0)
    });
    // A threshold moves without asking the server again, so it is no part of the key.
    let data = api::resource(move || {
        let view = query.with_untracked(BatchView::read);
        Question::row(id.get(), number.get(), &view)
    });
    let list = Signal::derive(move || {
        let view = query.with(BatchView::read);
        format!("/batches/{}{}", id.get(), view.write())
    });
    let title = Signal::derive(move || format!("Row {}", count(number.get())));
    view! {
        <TopBar title=title back=Signal::derive(move || Some((list.get(), "Results"))) />
        <main id="content" class="page" tabindex="-1">
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    let id = id.get_untracked();
                    let row = number.get_untracked();
                    match api::read::<Option<RowData>>(data.await) {
                        Ok(Some(found)) => {
                            let seen = query.with_untracked(BatchView::read);
                            let view = seen.write();
                            let opinion = RowOpinion::of(&found, row, &view);
                            let RowData { record, status, .. } = found;
                            let step = move |to: u64, words: &'static str, icon: IconName| {
                                let href = format!("/batches/{}/rows/{to}{view}", status.id);
                                view! {
                                    <a class="button button-quiet" href=href>
                                        <Icon name=icon />
                                        {words}
                                    </a>
                                }
                            };
                            let last = status.rows + status.failed;
                            view! {
                                <nav class="row-steps" aria-label="Rows of the file">
                                    <span class="quiet">{status.file_name.clone()}</span>
                                    {(row > 1).then(|| step.clone()(row - 1, "Previous row", IconName::Back))}
                                    {(row < last).then(|| step(row + 1, "Next row", IconName::Forward))}
                                </nav>
                                <Record record=record path=format!("/batches/{id}/rows/{row}") />
                                <RowTold opinion=opinion />
                                <SimilarRows batch=id row=row view=seen />
                            }
                                .into_any()
                        }
                        Ok(None) => {
                            view! {
                                <Missing
                                    what="There is no such row"
                                    why="The batch may have been deleted or have expired, or this row could not be triaged."
                                />
                            }
                                .into_any()
                        }
                        Err(error) => {
                            view! {
                                <ErrorState what="The row could not be read" why=error.to_string() />
                            }
                                .into_any()
                        }
                    }
                })}
            </Suspense>
        </main>
    }
}
