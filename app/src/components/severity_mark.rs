//! Severity as shape, word and colour; priority as a boxed word.

use leptos::prelude::*;
use taxonomy::{Priority, Severity};

/// The more severe, the more corners and the more ink.
const fn path(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
        Severity::High => "M8 1.5l7 12.5H1z",
        Severity::Medium => "M8 1l7 7-7 7-7-7z",
        Severity::Low => "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12z",
        Severity::Info => "M2 8h12",
    }
}

const fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "severity severity-critical",
        Severity::High => "severity severity-high",
        Severity::Medium => "severity severity-medium",
        Severity::Low => "severity severity-low",
        Severity::Info => "severity severity-info",
    }
}

#[component]
pub fn SeverityMark(severity: Severity) -> impl IntoView {
    view! {
        <span class=class(severity)>
            <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
                <path d=path(severity) />
            </svg>
            {severity.id()}
        </span>
    }
}

#[component]
pub fn PriorityMark(priority: Priority) -> impl IntoView {
    view! {
        <span class="priority" data-priority=priority.id()>
            {priority.id()}
        </span>
    }
}
