//! Threshold and difficulty. Both act at once on stored probabilities; without a script the
//! difficulty is a link and the threshold a small form.

use leptos::prelude::*;
use triage::{Mode, Settings};

/// The name people read.
pub fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Default => "Default",
        Mode::SocMedium => "SOC medium",
        Mode::SocHard => "SOC hard",
    }
}

#[component]
pub fn SettingsBar(
    #[prop(into)] settings: Signal<Settings>,
    /// While the slider moves.
    #[prop(into)]
    on_move: Callback<Settings>,
    /// When it rests: time to write the address.
    #[prop(into)]
    on_rest: Callback<Settings>,
    /// The page's address under other settings.
    #[prop(into)]
    href: Callback<Settings, String>,
    /// The rest of the page's state, for the form without a script.
    #[prop(into)]
    hidden: Signal<Vec<(String, String)>>,
) -> impl IntoView {
    let read = move |value: String| {
        let mode = settings.get_untracked().mode;
        Settings::new(mode, value.parse().ok(), None).unwrap_or(Settings::of(mode))
    };
    let modes = Mode::ALL
        .map(|mode| {
            let of_mode = Settings::of(mode);
            view! {
                <li>
                    <a
                        class="segment"
                        href=move || href.run(of_mode)
                        data-noscroll="true"
                        title=format!(
                            "Threshold {:.2}, lists of {}",
                            of_mode.threshold,
                            of_mode.max_classes,
                        )
                        aria-current=move || (settings.get().mode == mode).then_some("true")
                    >
                        {mode_name(mode)}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="settings">
            <nav class="settings-modes" aria-label="Difficulty">
                <ul class="segments">{modes}</ul>
            </nav>
            <form method="get" class="settings-threshold">
                {move || {
                    hidden
                        .get()
                        .into_iter()
                        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                        .collect_view()
                }}
                <label for="threshold">"Threshold"</label>
                <input
                    id="threshold"
                    name="threshold"
                    type="range"
                    min="0"
                    max="1"
                    step="0.01"
                    value=format!("{:.2}", settings.get_untracked().threshold)
                    prop:value=move || format!("{:.2}", settings.get().threshold)
                    on:input:target=move |event| on_move.run(read(event.target().value()))
                    on:change:target=move |event| on_rest.run(read(event.target().value()))
                />
                <output for="threshold">{move || format!("{:.2}", settings.get().threshold)}</output>
                <button class="button no-script-only">"Apply"</button>
            </form>
        </div>
    }
}
