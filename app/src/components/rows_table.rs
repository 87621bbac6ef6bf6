//! Rows of a batch, sortable; each leads to its incident, beside the list where a script is at work.

use leptos::ev;
use leptos::prelude::*;
use triage::Settings;
use triage::batch::{Row, Sort};

use super::{
    ConfidenceBar, LabelBadge, PriorityMark, SeverityMark, Told, Twice, filter_bar::reason_name,
};
use crate::address::BatchView;
use crate::format::{count, probability};

#[component]
pub fn RowsTable(
    rows: Vec<Row>,
    view: BatchView,
    /// Those the rows were decided under.
    settings: Settings,
    /// The address of a view.
    #[prop(into)]
    href: Callback<BatchView, String>,
    /// The address of a row.
    #[prop(into)]
    row_href: Callback<u64, String>,
    /// The row that is open beside the list.
    #[prop(into)]
    open: Signal<Option<u64>>,
    /// Opens a row there.
    on_open: Callback<Option<u64>>,
) -> impl IntoView {
    let has_ids = rows.iter().any(|row| row.id.is_some());
    let threshold = settings.threshold;
    let head = |name: &'static str, sort: Sort, class: &'static str| {
        let current = view.query.sort == sort;
        let descending = view.query.descending;
        // First click: the order one wants first; second click: the other way.
        let next = view.with(|v| {
            v.query.descending = if current {
                !descending
            } else {
                sort == Sort::Risk
            };
            v.query.sort = sort;
        });
        let order = current.then_some(if descending {
            "descending"
        } else {
            "ascending"
        });
        view! {
            <th scope="col" class=class aria-sort=order>
                <a class="sort" href=href.run(next) data-noscroll="true">
                    {name}
                </a>
            </th>
        }
    };
    let body = rows
        .into_iter()
        .map(|row| {
            let confidence = row.scores.max();
            let unsure = row.decision.label.is_none();
            let number = row.row;
            view! {
                <tr class:row-open=move || open.get() == Some(number)>
                    <td class="number">{count(row.row)}</td>
                    {has_ids.then(|| view! { <td class="cell-beside"><code>{row.id.clone()}</code></td> })}
                    <td class="cell-label">
                        <LabelBadge label=row.decision.label />
                        {row.change.map(|change| view! { <Twice change=change /> })}
                        {row.third.map(|change| view! { <Told change=change /> })}
                        {row
                            .decision
                            .reason
                            .map(|reason| view! { <span class="quiet">{reason_name(reason)}</span> })}
                    </td>
                    <td>
                        <span class="cell-confidence">
                            <span class="number">{probability(confidence)}</span>
                            <ConfidenceBar value=confidence threshold=Some(threshold) unsure=unsure />
                        </span>
                    </td>
                    <td class="number">{row.risk}</td>
                    <td class="cell-beside">
                        <PriorityMark priority=row.priority />
                    </td>
                    <td class="cell-beside">
                        <SeverityMark severity=row.severity />
                    </td>
                    <td class="cell-text">
                        <a
                            id=row_id(number)
                            class="row-link"
                            href=row_href.run(number)
                            // Before the router hears of it.
                            on:click=move |event| {
                                if is_plain(&event) {
                                    event.prevent_default();
                                    on_open.run(Some(number));
                                }
                            }
                        >
                            {row.excerpt}
                        </a>
                    </td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="scroll-x" role="region" aria-label="Results" tabindex="0">
            <table class="table table-rows">
                <caption class="visually-hidden">"Rows that match"</caption>
                <thead>
                    <tr>
                        {head("Row", Sort::Row, "number")}
                        {has_ids.then(|| view! { <th scope="col" class="cell-beside">"Id"</th> })}
                        {head("Label", Sort::Label, "")}
                        {head("Confidence", Sort::Confidence, "")}
                        {head("Risk", Sort::Risk, "number")}
                        <th scope="col" class="cell-beside">
                            "Priority"
                        </th>
                        <th scope="col" class="cell-beside">
                            "Severity"
                        </th>
                        <th scope="col">"Text"</th>
                    </tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

/// Names a row's link, so that the focus can return to it.
pub fn row_id(row: u64) -> String {
    format!("row-{row}")
}

/// A press that asks for no other tab, window or download.
fn is_plain(event: &ev::MouseEvent) -> bool {
    let keys = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
    event.button() == 0 && !keys
}
