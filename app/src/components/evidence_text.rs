//! The incident's text with highlights: entities, terms for and against, technique evidence.

use leptos::prelude::*;

use super::segments::{Layer, segments};

/// Text as it came, line breaks kept. Scrolls within itself when long, so it takes the focus.
#[component]
pub fn EvidenceText(
    #[prop(into)] text: Signal<String>,
    #[prop(into)] layers: Signal<Vec<Layer>>,
    /// Names the region.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    view! {
        <div class="evidence-text" role="region" aria-label=name tabindex="0">
            {move || pieces(&text.read(), &layers.read())}
        </div>
    }
}

/// The pieces alone, for the editor's backdrop as well.
pub fn pieces(text: &str, layers: &[Layer]) -> impl IntoView + use<> {
    segments(text, layers)
        .into_iter()
        .map(|segment| {
            if segment.class.is_empty() {
                segment.text.into_any()
            } else {
                view! {
                    <mark class=segment.class title=segment.title>
                        {segment.text}
                    </mark>
                }
                .into_any()
            }
        })
        .collect_view()
}
