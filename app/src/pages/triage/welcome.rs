//! What the verdict card says before there is a text.

use leptos::prelude::*;
use triage::Settings;

use super::sample_address;
use crate::samples::SAMPLES;

/// The samples offered first: an attack, a message, and something that is neither.
const OFFERED: [usize; 3] = [0, 1, 9];

#[component]
pub fn Welcome(settings: RwSignal<Settings>) -> impl IntoView {
    let samples = OFFERED
        .map(|at| {
            view! {
                <li>
                    <a href=move || sample_address(at, &settings.read()) data-noscroll="true">
                        {SAMPLES[at].title}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="welcome">
            <p>
                "What kind of event it is, how sure that is, what it shows of ATT&CK, how risky it is and what to do next."
            </p>
            <p class="quiet">"Try one:"</p>
            <ul class="welcome-samples">{samples}</ul>
        </div>
    }
}
