//! The results of a file: one line of progress, numbers and charts that filter, the rows.
//!
//! The address holds filter, order, page, threshold and difficulty; a reload shows the same.

mod head;
mod overview;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use triage::batch::{State, Status};

use self::head::{Actions, Head, RowErrors};
use self::overview::Overview;
use crate::address::BatchView;
use crate::api::{self, BatchData};
use crate::browser;
use crate::components::{
    BatchProgress, ErrorState, FilterBar, Missing, Pager, RowsTable, SettingsBar, Skeleton, TopBar,
};
use crate::format::{count, counted};

#[component]
pub fn Batch() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let navigate = use_navigate();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let view = Memo::new(move |_| query.with(BatchView::read));
    // Counts up when a running batch has news.
    let news = RwSignal::new(0_u32);
    let latest = RwSignal::new(None::<Status>);
    // While the slider moves, ahead of the address.
    let dragged = RwSignal::new(None);
    let shown = Memo::new(move |_| {
        let mut view = view.get();
        if let Some(settings) = dragged.get() {
            view.settings = settings;
        }
        view
    });
    let data = Resource::new_blocking(
        move || (id.get(), shown.get(), news.get()),
        |(id, view, _)| api::batch(id, view.query, view.settings),
    );

    let stream = StoredValue::new_local(None::<browser::Follow>);
    Effect::new(move |_| {
        let address = format!("/api/v1/batches/{}/events", id.get());
        stream.set_value(None);
        latest.set(None);
        let running = move |status: &Status| status.state == State::Running;
        stream.set_value(browser::follow(&address, move |status| {
            let ended = !running(&status);
            let known = latest
                .with_untracked(|known| known.as_ref().map(|known| (known.state, known.rows)));
            let changed = known != Some((status.state, status.rows));
            let first = known.is_none();
            latest.set(Some(status));
            // The page was drawn with the batch as it was; a batch long ended has no news.
            if changed && !(first && ended) {
                news.update(|news| *news += 1);
            }
            if ended {
                stream.set_value(None);
            }
        }));
    });
    on_cleanup(move || stream.set_value(None));

    let href =
        Callback::new(move |view: BatchView| format!("/batches/{}{}", id.get(), view.write()));
    let go = Callback::new(move |next: BatchView| {
        dragged.set(None);
        navigate(
            &href.run(next),
            NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    });
    let title = RwSignal::new("Batch".to_owned());

    view! {
        <TopBar title=title back=Some(("/bulk".to_owned(), "Bulk")) />
        <main id="content" class="page" tabindex="-1">
            <Transition fallback=Skeleton>
                {move || Suspend::new(async move {
                    match data.await {
                        Ok(Some(data)) => {
                            title.set(file_title(&data.status));
                            let fresh = latest.get_untracked();
                            let status = data.status.clone();
                            let line = Signal::derive(move || {
                                latest.get().unwrap_or_else(|| fresh.clone().unwrap_or_else(|| status.clone()))
                            });
                            view! {
                                <Results data=data status=line view=shown dragged=dragged href=href go=go />
                            }
                                .into_any()
                        }
                        Ok(None) => {
                            view! {
                                <Missing
                                    what="There is no batch at this address"
                                    why="It may have been deleted or have expired. Batches are kept in memory for a limited time."
                                />
                            }
                                .into_any()
                        }
                        Err(error) => {
                            view! {
                                <ErrorState
                                    what="The batch could not be read"
                                    why=error.to_string()
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Transition>
        </main>
    }
}

fn file_title(status: &Status) -> String {
    if status.file_name.is_empty() {
        "Batch".to_owned()
    } else {
        status.file_name.clone()
    }
}

#[component]
fn Results(
    data: BatchData,
    status: Signal<Status>,
    view: Memo<BatchView>,
    dragged: RwSignal<Option<triage::Settings>>,
    href: Callback<BatchView, String>,
    go: Callback<BatchView>,
) -> impl IntoView {
    let BatchData {
        status: _,
        page,
        summary,
        whole,
    } = data;
    let now = view.get_untracked();
    let id = status.with_untracked(|status| status.id.clone());
    let row_href = {
        let id = id.clone();
        Callback::new(move |row: u64| format!("/batches/{id}/rows/{row}{}", view.get().write()))
    };
    let nothing = page.total == 0;
    let none_match = page.matching == 0 && !nothing;
    let settings = Signal::derive(move || view.get().settings);
    let (matching, per_page, number) = (page.matching, page.query.per_page, page.query.page);
    let export_view = now.clone();
    view! {
        <div class="batch-bar panel">
            <BatchProgress status=status />
            <Actions status=status view=export_view />
        </div>
        <RowErrors status=status />
        <Head whole=whole.clone() view=now.clone() href=href />
        <SettingsBar
            settings=settings
            on_move=move |next| dragged.set(Some(next))
            on_rest=move |next| {
                let mut view = view.get_untracked();
                view.settings = next;
                go.run(view);
            }
            href=move |next| {
                let mut view = view.get();
                view.settings = next;
                href.run(view)
            }
            hidden=Signal::derive(move || hidden(&view.read()))
        />
        <Overview summary=summary view=now.clone() href=href />
        <section class="panel" aria-labelledby="rows-title">
            <h2 id="rows-title" class="panel-title">
                {if now.filtered() {
                    format!("{} of {}", count(matching), counted(page.total, "row", "rows"))
                } else {
                    counted(page.total, "row", "rows")
                }}
            </h2>
            <FilterBar view=view go=go href=href />
            {if nothing {
                view! {
                    <p class="quiet">"No rows yet. They appear here while the file is read."</p>
                }
                    .into_any()
            } else if none_match {
                view! {
                    <p class="quiet">"No row matches. Take a filter away to see more."</p>
                }
                    .into_any()
            } else {
                view! {
                    <RowsTable rows=page.rows view=now.clone() href=href row_href=row_href />
                    <Pager
                        page=number
                        per_page=per_page
                        matching=matching
                        href=move |page| {
                            let mut view = view.get();
                            view.query.page = page;
                            href.run(view)
                        }
                    />
                }
                    .into_any()
            }}
        </section>
    }
}

/// The view as form fields, less the threshold.
fn hidden(view: &BatchView) -> Vec<(String, String)> {
    let mut plain = view.clone();
    plain.settings = triage::Settings::of(view.settings.mode);
    plain.query.page = 1;
    plain
        .write()
        .trim_start_matches('?')
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.to_owned(), crate::address::unescaped(value)))
        .collect()
}
