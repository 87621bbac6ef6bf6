//! What a language model said of one row, and the way to ask it for its reasons.

use leptos::prelude::*;
use opinion::Answer;
use triage::passes::Change;

use crate::api::RowData;
use crate::components::told_words;
use crate::pages::opinions::Said;

/// A row's own part of what stands beside its record.
#[derive(Debug, Clone, PartialEq)]
pub struct RowOpinion {
    /// Where its text becomes an incident that can be asked about.
    action: String,
    answer: Option<Answer>,
    change: Option<Change>,
    /// Whether there is a language model.
    is_on: bool,
}

impl RowOpinion {
    /// `view`: the query of the page, with its question mark.
    pub fn of(data: &RowData, row: u64, view: &str) -> Self {
        Self {
            action: format!("/batches/{}/rows/{row}/incident{view}", data.status.id),
            answer: data.answer.clone(),
            change: data.third.clone(),
            is_on: data.is_language_on,
        }
    }
}

#[component]
pub fn RowTold(opinion: RowOpinion) -> impl IntoView {
    let moved = opinion
        .change
        .map(|change| view! { <p class="quiet">{told_words(&change)}</p> });
    let asking = opinion.is_on.then(|| {
        view! {
            <form method="post" action=opinion.action>
                <button class="button">"Ask the language model"</button>
                <p class="quiet">
                    "Makes an incident of this row and leads to where the model can be asked about it and gives its reasons. Nothing is asked yet."
                </p>
            </form>
        }
    });
    let below = (moved.is_some() || asking.is_some()).then(|| {
        view! {
            <section class="panel" aria-label="Asking the language model">
                {moved}
                {asking}
            </section>
        }
    });
    view! {
        {opinion.answer.map(|answer| view! { <Said answer=answer /> })}
        {below}
    }
}
