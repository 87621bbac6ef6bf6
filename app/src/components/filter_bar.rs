//! Narrows the rows. A plain GET form; with a script each control acts when it changes.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use taxonomy::{Label, Severity};
use triage::UncertainReason;
use triage::passes::{Stage, Touched};

use super::{Icon, IconName, label_name};
use crate::address::{BatchView, sort_id};

#[component]
pub fn FilterBar(
    #[prop(into)] view: Signal<BatchView>,
    /// Whether a language model was asked about some of the rows.
    #[prop(into)]
    told: Signal<bool>,
    /// Takes the reader to another view.
    #[prop(into)]
    go: Callback<BatchView>,
    /// The address of a view.
    #[prop(into)]
    href: Callback<BatchView, String>,
) -> impl IntoView {
    let set = move |change: &dyn Fn(&mut BatchView)| {
        go.run(view.get_untracked().with(|view| change(view)));
    };
    let text = NodeRef::<leptos::html::Input>::new();
    let apply_text = move || {
        if let Some(field) = text.get_untracked() {
            let value = Some(field.value().trim().to_owned()).filter(|value| !value.is_empty());
            if value != view.get_untracked().query.text {
                set(&|view| view.query.text.clone_from(&value));
            }
        }
    };
    let labels = Label::ALL
        .into_iter()
        .map(Some)
        .chain([None])
        .map(|label| {
            let id = label.map_or("uncertain", Label::id);
            let chosen = move || view.read().query.label.as_deref() == Some(id);
            view! {
                <option value=id selected=chosen prop:selected=chosen>
                    {label_name(label)}
                </option>
            }
        })
        .collect_view();
    let severities = Severity::ALL
        .into_iter()
        .rev()
        .map(|severity| {
            let chosen = move || view.read().query.severity == Some(severity);
            view! {
                <option value=severity.id() selected=chosen prop:selected=chosen>
                    {severity.id()}
                </option>
            }
        })
        .collect_view();
    let reasons = UncertainReason::ALL
        .into_iter()
        .map(|reason| {
            let chosen = move || view.read().query.reason == Some(reason);
            view! {
                <option value=reason.id() selected=chosen prop:selected=chosen>
                    {reason_name(reason)}
                </option>
            }
        })
        .collect_view();
    // What a sentence model says is never held against checks.
    let seconds = Touched::ALL
        .into_iter()
        .filter(|touched| *touched != Touched::NotBelieved)
        .map(|touched| {
            let chosen = move || view.read().query.second == Some(touched);
            view! {
                <option value=touched.id() selected=chosen prop:selected=chosen>
                    {touched_name(Stage::Second, touched)}
                </option>
            }
        })
        .collect_view();
    let thirds = move || {
        let options = Touched::ALL.map(|touched| {
            let chosen = move || view.read().query.third == Some(touched);
            view! {
                <option value=touched.id() selected=chosen prop:selected=chosen>
                    {touched_name(Stage::Third, touched)}
                </option>
            }
        });
        view! {
            <div class="field">
                <label for="filter-third">"Language model"</label>
                <select
                    id="filter-third"
                    name="third"
                    on:change:target=move |event| {
                        let value = Touched::from_id(&event.target().value());
                        set(&|view| view.query.third = value);
                    }
                >
                    <option value="" prop:selected=move || view.read().query.third.is_none()>
                        "Any"
                    </option>
                    {options.into_iter().collect_view()}
                </select>
            </div>
        }
    };
    // The control stays while the numbers change.
    let told = Memo::new(move |_| told.get() || view.read().query.third.is_some());
    view! {
        <search>
            <form
                method="get"
                class="filters"
                on:submit=move |event: SubmitEvent| {
                    event.prevent_default();
                    apply_text();
                }
            >
                <div class="field field-wide">
                    <label for="filter-text">"Text or row id"</label>
                    <input
                        id="filter-text"
                        node_ref=text
                        type="search"
                        name="text"
                        data-main-field
                        value=view.get_untracked().query.text
                        prop:value=move || view.read().query.text.clone().unwrap_or_default()
                        on:change=move |_| apply_text()
                    />
                </div>
                <div class="field">
                    <label for="filter-label">"Label"</label>
                    <select
                        id="filter-label"
                        name="label"
                        on:change:target=move |event| {
                            let value = some(event.target().value());
                            set(&|view| view.query.label.clone_from(&value));
                        }
                    >
                        <option value="" prop:selected=move || view.read().query.label.is_none()>
                            "Any"
                        </option>
                        {labels}
                    </select>
                </div>
                <div class="field">
                    <label for="filter-severity">"Severity"</label>
                    <select
                        id="filter-severity"
                        name="severity"
                        on:change:target=move |event| {
                            let value = Severity::from_id(&event.target().value());
                            set(&|view| view.query.severity = value);
                        }
                    >
                        <option value="" prop:selected=move || view.read().query.severity.is_none()>
                            "Any"
                        </option>
                        {severities}
                    </select>
                </div>
                <div class="field">
                    <label for="filter-reason">"Unsure because"</label>
                    <select
                        id="filter-reason"
                        name="reason"
                        on:change:target=move |event| {
                            let id = event.target().value();
                            let value = UncertainReason::ALL.into_iter().find(|r| r.id() == id);
                            set(&|view| view.query.reason = value);
                        }
                    >
                        <option value="" prop:selected=move || view.read().query.reason.is_none()>
                            "Any"
                        </option>
                        {reasons}
                    </select>
                </div>
                <div class="field">
                    <label for="filter-second">"Second opinion"</label>
                    <select
                        id="filter-second"
                        name="second"
                        on:change:target=move |event| {
                            let value = Touched::from_id(&event.target().value());
                            set(&|view| view.query.second = value);
                        }
                    >
                        <option value="" prop:selected=move || view.read().query.second.is_none()>
                            "Any"
                        </option>
                        {seconds}
                    </select>
                </div>
                {move || told.get().then(thirds)}
                <div class="field">
                    <label for="filter-technique">"Technique"</label>
                    <input
                        id="filter-technique"
                        name="technique"
                        placeholder="T1486"
                        size="10"
                        value=view.get_untracked().query.technique
                        prop:value=move || view.read().query.technique.clone().unwrap_or_default()
                        on:change:target=move |event| {
                            let value = some(event.target().value().trim().to_uppercase());
                            set(&|view| view.query.technique.clone_from(&value));
                        }
                    />
                </div>
                {move || hidden(&view.read())}
                <button class="button no-script-only">"Filter"</button>
            </form>
            {move || chips(&view.read(), href)}
        </search>
    }
}

fn some(value: String) -> Option<String> {
    Some(value).filter(|value| !value.is_empty())
}

pub fn reason_name(reason: UncertainReason) -> &'static str {
    match reason {
        UncertainReason::LowConfidence => "Low confidence",
        UncertainReason::CloseCall => "Close call",
        UncertainReason::OutOfDomain => "Out of domain",
        UncertainReason::OpinionsDisagree => "Opinions disagree",
    }
}

fn touched_name(stage: Stage, touched: Touched) -> &'static str {
    match touched {
        Touched::Asked if stage == Stage::Second => "Asked twice",
        Touched::Asked => "Asked",
        Touched::Changed => "Label changed",
        Touched::Agreed => "Agreed",
        Touched::Otherwise => "Said otherwise",
        Touched::Uncertain => "Uncertain",
        Touched::NotBelieved => "Not believed",
    }
}

/// What the form without a script must not forget.
fn hidden(view: &BatchView) -> impl IntoView + use<> {
    let defaults = BatchView::default();
    let mut pairs = Vec::new();
    for (name, bound) in [
        ("min_confidence", view.query.min_confidence),
        ("max_confidence", view.query.max_confidence),
    ] {
        if let Some(bound) = bound {
            pairs.push((name, format!("{bound:.2}")));
        }
    }
    if view.query.sort != defaults.query.sort {
        pairs.push(("sort", sort_id(view.query.sort).to_owned()));
    }
    if view.query.descending {
        pairs.push(("descending", "true".to_owned()));
    }
    if view.query.passes != defaults.query.passes {
        pairs.push(("passes", view.query.passes.id().to_owned()));
    }
    if view.settings != defaults.settings {
        pairs.push(("mode", view.settings.mode.id().to_owned()));
        pairs.push(("threshold", format!("{:.2}", view.settings.threshold)));
    }
    pairs
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
        .collect_view()
}

/// One chip a filter; a click takes it away.
fn chips(view: &BatchView, href: Callback<BatchView, String>) -> impl IntoView + use<> {
    let query = &view.query;
    let mut chips: Vec<(String, BatchView)> = Vec::new();
    if let Some(id) = &query.label {
        let name = id.parse().map_or("Uncertain", Label::name);
        chips.push((name.to_owned(), view.with(|v| v.query.label = None)));
    }
    if let Some(reason) = query.reason {
        chips.push((
            reason_name(reason).to_owned(),
            view.with(|v| v.query.reason = None),
        ));
    }
    if let Some(severity) = query.severity {
        chips.push((
            format!("severity {}", severity.id()),
            view.with(|v| v.query.severity = None),
        ));
    }
    if query.min_confidence.is_some() || query.max_confidence.is_some() {
        chips.push((
            format!(
                "confidence {:.2}\u{2013}{:.2}",
                query.min_confidence.unwrap_or(0.0),
                query.max_confidence.unwrap_or(1.0)
            ),
            view.with(|v| (v.query.min_confidence, v.query.max_confidence) = (None, None)),
        ));
    }
    if let Some(technique) = &query.technique {
        chips.push((technique.clone(), view.with(|v| v.query.technique = None)));
    }
    if let Some(text) = &query.text {
        chips.push((
            format!("\u{201c}{text}\u{201d}"),
            view.with(|v| v.query.text = None),
        ));
    }
    if let Some(touched) = query.second {
        let name = match touched {
            Touched::Asked | Touched::Changed => touched_name(Stage::Second, touched).to_owned(),
            said => format!("sentence model: {}", touched_name(Stage::Second, said)),
        };
        chips.push((name, view.with(|v| v.query.second = None)));
    }
    if let Some(touched) = query.third {
        let name = touched_name(Stage::Third, touched);
        chips.push((
            format!("language model: {name}"),
            view.with(|v| v.query.third = None),
        ));
    }
    let clear = (chips.len() > 1).then(|| {
        let href = href.run(view.unfiltered());
        view! {
            <li>
                <a href=href data-noscroll="true">
                    "Clear all"
                </a>
            </li>
        }
    });
    (!chips.is_empty()).then(|| {
        view! {
            <ul class="filter-chips" aria-label="Filters set">
                {chips
                    .into_iter()
                    .map(|(name, without)| {
                        view! {
                            <li>
                                <a class="chip chip-link" href=href.run(without) data-noscroll="true">
                                    <span>{name}</span>
                                    <Icon name=IconName::Cross />
                                    <span class="visually-hidden">"remove this filter"</span>
                                </a>
                            </li>
                        }
                    })
                    .collect_view()} {clear}
            </ul>
        }
    })
}
