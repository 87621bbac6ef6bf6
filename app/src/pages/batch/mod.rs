//! The results of a file: one line of progress, numbers and charts that filter, the rows.
//!
//! The address holds filter, order, page, threshold and difficulty; a reload shows the same.

mod head;
mod live;
mod overview;
mod panel;
mod passes;
mod row_told;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use triage::batch::Status;

use self::head::{Actions, Head, RowErrors};
use self::live::Live;
use self::overview::Overview;
use self::panel::SidePanel;
use self::passes::PassesPanel;
pub use self::row_told::{RowOpinion, RowTold};
use crate::address::{BatchView, Pairs};
use crate::api::{self, BatchData, Question};
use crate::components::{
    BatchProgress, ErrorState, FilterBar, Missing, Pager, RowsTable, SettingsBar, Skeleton, TopBar,
};
use crate::format::{count, counted};

#[component]
pub fn Batch() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    // Only the first look is part of the page as it is drawn; later ones replace its numbers.
    let first = api::resource(move || {
        let view = query.with_untracked(BatchView::read);
        Question::batch(id.get(), &view)
    });
    view! {
        <Suspense fallback=Skeleton>
            {move || Suspend::new(async move {
                match api::read::<Option<BatchData>>(first.await) {
                    Ok(Some(data)) => {
                        view! {
                            <TopBar
                                title=file_title(&data.status)
                                back=Some(("/bulk".to_owned(), "Bulk"))
                            />
                            <main id="content" class="page" tabindex="-1">
                                <Results first=data />
                            </main>
                        }
                            .into_any()
                    }
                    Ok(None) => {
                        view! {
                            <TopBar title="Not found" back=Some(("/bulk".to_owned(), "Bulk")) />
                            <main id="content" class="page" tabindex="-1">
                                <Missing
                                    what="There is no batch at this address"
                                    why="It may have been deleted or have expired. Batches are kept in memory for a limited time."
                                />
                            </main>
                        }
                            .into_any()
                    }
                    Err(error) => {
                        view! {
                            <TopBar title="Batch" back=Some(("/bulk".to_owned(), "Bulk")) />
                            <main id="content" class="page" tabindex="-1">
                                <ErrorState what="The batch could not be read" why=error.to_string() />
                            </main>
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
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
fn Results(first: BatchData) -> impl IntoView {
    let query = use_query_map();
    let navigate = use_navigate();
    let id = StoredValue::new(first.status.id.clone());
    let view = Memo::new(move |_| query.with(BatchView::read));
    // While the slider moves, its settings are ahead of the address.
    let dragged = RwSignal::new(None);
    let shown = Memo::new(move |_| {
        let mut view = view.get();
        if let Some(settings) = dragged.get() {
            view.settings = settings;
        }
        view
    });
    let live = Live::start(first, shown);
    let status = live.status;
    let data = live.data;

    let href = Callback::new(move |view: BatchView| {
        format!("/batches/{}{}", id.get_value(), view.write())
    });
    let go = {
        let navigate = navigate.clone();
        Callback::new(move |next: BatchView| {
            navigate(
                &href.run(next),
                NavigateOptions {
                    scroll: false,
                    ..NavigateOptions::default()
                },
            );
        })
    };
    Effect::new(move |_| {
        view.track();
        dragged.set(None);
    });
    let open = Memo::new(move |_| query.read().get("open").and_then(|row| row.parse().ok()));
    // A view with a row beside it, and the row's tab.
    let beside = move |view: BatchView, row: Option<u64>| {
        let mut pairs = Pairs::default();
        if let Some(row) = row {
            pairs.add("open", &row.to_string());
            pairs.add(
                "tab",
                &query.read_untracked().get("tab").unwrap_or_default(),
            );
        }
        let (address, mut more) = (href.run(view), pairs.done());
        if address.contains('?') {
            more = more.replacen('?', "&", 1);
        }
        address + &more
    };
    let open_row = {
        let navigate = navigate.clone();
        Callback::new(move |row: Option<u64>| {
            navigate(
                &beside(view.get_untracked(), row),
                NavigateOptions {
                    // One step back closes the panel, however many rows were looked at.
                    replace: row.is_some() && open.get_untracked().is_some(),
                    scroll: false,
                    ..NavigateOptions::default()
                },
            );
        })
    };
    let go_with_row = Callback::new(move |next: BatchView| {
        navigate(
            &beside(next, open.get_untracked()),
            NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    });
    let row_href = Callback::new(move |row: u64| {
        format!(
            "/batches/{}/rows/{row}{}",
            id.get_value(),
            view.read_untracked().write()
        )
    });
    let page_href = Callback::new(move |page: u32| {
        let mut view = view.get_untracked();
        view.query.page = page;
        href.run(view)
    });
    view! {
        <div class="batch-bar panel">
            <BatchProgress status=status />
            <Actions status=status view=shown />
        </div>
        {move || live.lost.get().then(|| view! { <p class="notice" role="alert">"The server does not answer. What you see is as of its last answer; this page tries again by itself."</p> })}
        <RowErrors status=status />
        <PassesPanel
            status=status
            whole=Signal::derive(move || data.read().whole.clone())
            language=Signal::derive(move || data.read().language.clone())
            view=shown
            href=href
        />
        {move || view! { <Head whole=data.read().whole.clone() view=shown.get() href=href /> }}
        <SettingsBar
            settings=Signal::derive(move || shown.read().settings)
            on_move=move |next| dragged.set(Some(next))
            on_rest=move |next| {
                let mut view = view.get_untracked();
                view.settings = next;
                go_with_row.run(view);
            }
            href=move |next| {
                let mut view = view.get();
                view.settings = next;
                beside(view, open.get())
            }
            hidden=Signal::derive(move || hidden(&view.read()))
        />
        {move || {
            view! { <Overview summary=data.read().summary.clone() view=shown.get() href=href /> }
        }}
        <section class="panel" aria-labelledby="rows-title">
            <h2 id="rows-title" class="panel-title" role="status">
                {move || {
                    let page = &data.read().page;
                    let total = counted(page.total, "row", "rows");
                    if view.read().filtered() {
                        format!("{} of {total}", count(page.matching))
                    } else {
                        total
                    }
                }}
            </h2>
            <FilterBar
                view=view
                told=Signal::derive(move || status.read().third_pass.asked > 0)
                go=go
                href=href
            />
            {move || {
                let data = data.read();
                let page = &data.page;
                if page.total == 0 {
                    view! {
                        <p class="quiet">"No rows yet. They appear here while the file is read."</p>
                    }
                        .into_any()
                } else if page.matching == 0 {
                    view! {
                        <p class="quiet">"No row matches. Take a filter away to see more."</p>
                    }
                        .into_any()
                } else {
                    view! {
                        <RowsTable
                            rows=page.rows.clone()
                            view=view.get()
                            settings=page.settings
                            href=href
                            row_href=row_href
                            open=open
                            on_open=open_row
                        />
                        <Pager
                            page=page.query.page
                            per_page=page.query.per_page
                            matching=page.matching
                            href=page_href
                        />
                    }
                        .into_any()
                }
            }}
        </section>
        <SidePanel
            id=id
            open=open
            view=shown
            rows=Signal::derive(move || {
                data.read().page.rows.iter().map(|row| (row.row, row.id.clone())).collect()
            })
            go=open_row
            row_href=row_href
        />
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
