//! Rows of the file that are told like the one on the page: searched for when somebody asks.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::LabelBadge;
use crate::address::BatchView;
use crate::alike::{Found, Similar};
use crate::api::{self, Question};
use crate::format::{count, counted};

/// The part of an address that asks for them.
const ASKED: &str = "alike";

#[component]
pub fn SimilarRows(batch: String, row: u64, view: BatchView) -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.read().get(ASKED).is_some());
    let batch = StoredValue::new(batch);
    let view = StoredValue::new(view);
    let href = move || {
        let view = view.with_value(BatchView::write);
        let joint = if view.is_empty() { '?' } else { '&' };
        batch.with_value(|batch| {
            format!("/batches/{batch}/rows/{row}{view}{joint}{ASKED}=1#{ASKED}")
        })
    };
    let found = move || {
        let answer = api::resource(move || {
            // In the whole file, whatever the list is filtered by.
            let all = view.with_value(BatchView::unfiltered);
            Question::similar(batch.get_value(), row, &all)
        });
        view! {
            <Suspense fallback=|| view! { <p class="quiet">"Comparing texts …"</p> }>
                {move || Suspend::new(async move {
                    match api::read::<Result<Similar, String>>(answer.await) {
                        Ok(Ok(similar)) => {
                            let address = move |row: u64| {
                                let view = view.with_value(BatchView::write);
                                batch.with_value(|batch| format!("/batches/{batch}/rows/{row}{view}"))
                            };
                            list(similar, address).into_any()
                        }
                        Ok(Err(why)) => view! { <p class="quiet">{why} "."</p> }.into_any(),
                        Err(error) => {
                            view! { <p role="alert">"The search failed: " {error.to_string()}</p> }
                                .into_any()
                        }
                    }
                })}
            </Suspense>
        }
    };
    view! {
        <section class="panel" id=ASKED>
            <h2 class="panel-title">"Told alike"</h2>
            {move || {
                if asked.get() {
                    found().into_any()
                } else {
                    view! {
                        <p>
                            <a class="button" href=href() data-noscroll="true">
                                "Find rows told like this one"
                            </a>
                        </p>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

fn list(similar: Similar, address: impl Fn(u64) -> String) -> impl IntoView {
    let looked = format!(
        "Most alike of {} of {}, by the sentence model. From {:.2} on near duplicates.",
        count(similar.compared as u64),
        counted(similar.of as u64, "other row", "other rows"),
        similar.near_duplicate_at,
    );
    let rows = similar.similar.into_iter().filter_map(|found| {
        let number = found.row?;
        Some(line(found, number, address(number)))
    });
    let rows = rows.collect_view();
    view! {
        <div class="scroll-x" role="region" aria-label="Rows told alike" tabindex="0">
            <table class="table table-rows">
                <caption class="visually-hidden">"Rows told alike, the most alike first"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="number">
                            "Row"
                        </th>
                        <th scope="col" class="number">
                            "Likeness"
                        </th>
                        <th scope="col">"Label"</th>
                        <th scope="col">"Text"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="quiet">{looked}</p>
    }
}

fn line(found: Found, number: u64, href: String) -> impl IntoView {
    let kind = match (found.identical, found.near_duplicate) {
        (true, _) => "identical",
        (false, true) => "near duplicate",
        _ => "",
    };
    view! {
        <tr>
            <td class="number">{count(number)}</td>
            <td class="number">
                {format!("{:.2}", found.similarity)}
                {(!kind.is_empty()).then(|| view! { <br /> <span class="quiet">{kind}</span> })}
            </td>
            <td class="cell-label">
                <LabelBadge label=found.decision.label />
            </td>
            <td class="cell-text">
                <a class="row-link" href=href>
                    {found.excerpt}
                </a>
            </td>
        </tr>
    }
}
