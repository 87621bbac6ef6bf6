//! The head of a batch: numbers that filter, what can be done with it, rows that failed.

use leptos::prelude::*;
use taxonomy::Severity;
use triage::UncertainReason;
use triage::batch::{State, Status, Summary};

use crate::address::BatchView;
use crate::components::{Icon, IconName, SeverityMark, reason_name};
use crate::format::{count, counted, share};

/// Numbers over all rows; each is a link that filters.
#[component]
pub fn Head(
    whole: Summary,
    view: BatchView,
    #[prop(into)] href: Callback<BatchView, String>,
) -> impl IntoView {
    let total = whole.matching;
    let plain = view.unfiltered();
    let certain = total - whole.uncertain;
    let tile = |name: &'static str, number: String, detail: String, to: Option<BatchView>| {
        let current = to.as_ref().is_some_and(|to| to.query == view.query);
        let inner = view! {
            <span class="tile-name">{name}</span>
            <span class="tile-number">{number}</span>
            <span class="quiet">{detail}</span>
        };
        match to {
            Some(to) => view! {
                <li>
                    <a
                        class="tile tile-link"
                        href=href.run(to)
                        data-noscroll="true"
                        aria-current=current.then_some("true")
                    >
                        {inner}
                    </a>
                </li>
            }
            .into_any(),
            None => view! {
                <li>
                    <div class="tile">{inner}</div>
                </li>
            }
            .into_any(),
        }
    };
    let reasons = UncertainReason::ALL
        .into_iter()
        .zip(whole.reasons)
        .filter(|(_, rows)| *rows > 0)
        .map(|(reason, rows)| {
            let to = plain.with(|v| v.query.reason = Some(reason));
            view! {
                <li>
                    <a class="chip chip-link" href=href.run(to) data-noscroll="true">
                        {format!("{} {}", reason_name(reason), count(rows))}
                    </a>
                </li>
            }
        })
        .collect_view();
    let severities = Severity::ALL
        .into_iter()
        .zip(whole.severities)
        .rev()
        .filter(|(_, rows)| *rows > 0)
        .map(|(severity, rows)| {
            let to = plain.with(|v| v.query.severity = Some(severity));
            view! {
                <li>
                    <a class="chip chip-link" href=href.run(to) data-noscroll="true">
                        <SeverityMark severity=severity />
                        {count(rows)}
                    </a>
                </li>
            }
        })
        .collect_view();
    let confidence = if total == 0 {
        "none".to_owned()
    } else {
        format!("{:.2}", whole.mean_confidence)
    };
    let risk = if total == 0 {
        "none".to_owned()
    } else {
        format!("{:.0}", whole.mean_risk)
    };
    view! {
        <ul class="tiles">
            {tile("Rows", count(total), "all of the file".to_owned(), Some(plain.clone()))}
            {tile(
                "Answered",
                count(certain),
                format!("{} at {:.2} or more", share(certain, total), view.settings.threshold),
                None,
            )}
            {tile(
                "Uncertain",
                count(whole.uncertain),
                format!("{} to read by hand", share(whole.uncertain, total)),
                Some(plain.with(|v| v.query.label = Some("uncertain".to_owned()))),
            )}
            {tile("Mean confidence", confidence, "of the likeliest label".to_owned(), None)}
            {tile("Mean risk", risk, "of 100".to_owned(), None)}
        </ul>
        <div class="head-chips">
            <ul class="chips" aria-label="Filter by severity">
                {severities}
            </ul>
            <ul class="chips" aria-label="Filter by why a row is uncertain">
                {reasons}
            </ul>
        </div>
    }
}

/// Name, ending, what it is for.
const EXPORTS: [(&str, &str, &str); 3] = [
    ("CSV", "csv", "for spreadsheets; formulas are made harmless"),
    ("JSON", "json", "one array"),
    ("JSON lines", "jsonl", "one object a line"),
];

/// Exports, cancel, delete. Plain links and forms.
#[component]
pub fn Actions(status: Signal<Status>, #[prop(into)] view: Signal<BatchView>) -> impl IntoView {
    let id = status.with_untracked(|status| status.id.clone());
    let exports = {
        let id = id.clone();
        move || {
            let filter = view.read().write_filter();
            EXPORTS
                .map(|(name, ending, what)| {
                    let href = format!("/api/v1/batches/{id}/export.{ending}{filter}");
                    view! {
                        <li>
                            <a href=href download rel="external">
                                {name}
                            </a>
                            <span class="quiet">{what}</span>
                        </li>
                    }
                })
                .collect_view()
        }
    };
    let alike = {
        let id = id.clone();
        move || format!("/batches/{id}/groups{}", view.read().write())
    };
    let cancel = format!("/batches/{id}/cancel");
    let delete = format!("/batches/{id}/delete");
    view! {
        <div class="actions">
            {move || {
                (status.read().state == State::Running)
                    .then(|| {
                        view! {
                            <form method="post" action=cancel.clone()>
                                <button class="button">"Cancel"</button>
                            </form>
                        }
                    })
            }}
            <a class="button button-quiet" href=alike title="Rows in groups of what is told alike">
                "Told alike"
            </a>
            <details class="menu menu-end" name="menu">
                <summary class="button">
                    <Icon name=IconName::Download />
                    "Export"
                </summary>
                <div class="menu-list">
                    <p class="quiet">
                        {move || {
                            if view.read().filtered() {
                                "The rows that match the filter, under this threshold."
                            } else {
                                "All rows, under this threshold."
                            }
                        }}
                    </p>
                    <ul>{exports}</ul>
                </div>
            </details>
            <details class="menu menu-end" name="menu">
                <summary class="button button-quiet">"Delete"</summary>
                <div class="menu-list">
                    <p>"Deletes the rows and their results from this machine. For a minute it can be undone."</p>
                    <form method="post" action=delete>
                        <button class="button button-danger">"Delete this batch"</button>
                    </form>
                </div>
            </details>
        </div>
    }
}

/// Rows that could not be triaged, each with its reason.
#[component]
pub fn RowErrors(status: Signal<Status>) -> impl IntoView {
    move || {
        let status = status.read();
        (status.failed > 0).then(|| {
            let shown = status.errors.len() as u64;
            let rows = status
                .errors
                .iter()
                .map(|error| {
                    view! {
                        <tr>
                            <th scope="row" class="number">
                                {count(error.row)}
                            </th>
                            <td>{error.message.clone()}</td>
                        </tr>
                    }
                })
                .collect_view();
            view! {
                <details class="panel row-errors">
                    <summary>
                        {format!(
                            "{} could not be triaged",
                            counted(status.failed, "row", "rows"),
                        )}
                    </summary>
                    <div class="scroll-x">
                        <table class="table table-compact">
                            <caption class="quiet">
                                {if shown < status.failed {
                                    format!("The first {shown}.")
                                } else {
                                    "All of them. The other rows are unaffected.".to_owned()
                                }}
                            </caption>
                            <thead>
                                <tr>
                                    <th scope="col" class="number">
                                        "Row"
                                    </th>
                                    <th scope="col">"Why"</th>
                                </tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                </details>
            }
        })
    }
}
