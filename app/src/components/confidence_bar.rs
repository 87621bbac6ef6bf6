//! A probability as a length, with the threshold as a notch. No colour code: longer is surer.
//! The number stands beside it in words, so the bar itself is silent.

use leptos::prelude::*;

#[component]
pub fn ConfidenceBar(
    #[prop(into)] value: Signal<f32>,
    /// Drawn as a notch where given.
    #[prop(into, default = Signal::stored(None))]
    threshold: Signal<Option<f32>>,
    /// Drawn hatched: the value did not suffice.
    #[prop(into, default = Signal::stored(false))]
    unsure: Signal<bool>,
) -> impl IntoView {
    let percent = |value: f32| format!("{:.2}%", value.clamp(0.0, 1.0) * 100.0);
    view! {
        <svg
            class=move || if unsure.get() { "confidence confidence-unsure" } else { "confidence" }
            width="100%"
            height="14"
            aria-hidden="true"
        >
            <rect class="confidence-track" x="0" y="3" width="100%" height="8" rx="2" />
            <rect
                class="confidence-fill"
                x="0"
                y="3"
                width=move || percent(value.get())
                height="8"
                rx="2"
            />
            {move || {
                threshold
                    .get()
                    .map(|threshold| {
                        let at = percent(threshold);
                        view! { <line class="confidence-notch" x1=at.clone() x2=at y1="0" y2="14" /> }
                    })
            }}
        </svg>
    }
}
