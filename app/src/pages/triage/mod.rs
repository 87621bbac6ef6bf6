//! The front page: an incident is typed or pasted and judged while it is, in the browser; Analyse
//! stores it and leads to its own address. Without a script the form does the same in one step.

mod live;
mod probabilities;
mod welcome;

use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use triage::Settings;

use self::live::{Live, live};
pub use self::probabilities::Probabilities;
use self::welcome::Welcome;
use crate::address;
use crate::api::{self, Handed, Question};
use crate::browser::{self, LiveEngine};
use crate::components::{Editor, SettingsBar, Toast, TopBar, VerdictCard, spoken};
use crate::format::{count, micros};
use crate::pages::record::{intel_layers, why_layers};
use crate::samples::{SAMPLES, sample};

/// What the browser has of the engine.
#[derive(Clone)]
enum Loading {
    Not,
    Asked,
    Here(LiveEngine),
    Failed(String),
}

#[component]
pub fn Triage() -> impl IntoView {
    let query = use_query_map();
    let navigate = use_navigate();
    let settings = RwSignal::new(query.with_untracked(address::settings));
    Effect::new(move |_| {
        let next = query.with(address::settings);
        if next != settings.get_untracked() {
            settings.set(next);
        }
    });
    let fill = Memo::new(move |_| {
        query
            .read()
            .get("sample")
            .and_then(|number| sample(&number))
            .map(|sample| sample.text.to_owned())
            .unwrap_or_default()
    });
    let text = RwSignal::new(fill.get_untracked());
    let show_why = RwSignal::new(false);

    let model = RwSignal::new(Loading::Not);
    let load = move || {
        if !matches!(*model.read_untracked(), Loading::Not | Loading::Failed(_)) {
            return;
        }
        model.set(Loading::Asked);
        leptos::task::spawn_local(async move {
            model.try_set(match browser::load_engine().await {
                Ok(loaded) => Loading::Here(loaded),
                Err(why) => Loading::Failed(why),
            });
        });
    };
    // A text that is there before anybody types is judged too.
    Effect::new(move |_| {
        if !text.read().trim().is_empty() {
            load();
        }
    });

    // The text is judged once a keystroke; a threshold only decides again.
    let judged = Memo::new(move |_| match &*model.read() {
        Loading::Here(engine) => live(engine, &text.read()),
        _ => None,
    });
    let verdict = Memo::new(move |_| {
        judged
            .read()
            .as_ref()
            .map(|live| live.under(settings.get()))
    });
    let any = Memo::new(move |_| verdict.read().is_some());
    // Card and chart stay while the text changes; they come and go with it.
    let shown = move || {
        any.get()
            .then(|| verdict.get_untracked())
            .flatten()
            .map(|first| Signal::derive(move || verdict.get().unwrap_or_else(|| first.clone())))
    };
    let layers = Signal::derive(move || {
        judged.with(|live| match live {
            Some(Live { record, .. }) if show_why.get() => why_layers(record),
            Some(Live { record, .. }) => intel_layers(record),
            None => Vec::new(),
        })
    });
    let status = move || match &*model.read() {
        Loading::Failed(why) => format!("Not live: {why}. Analyse still works."),
        Loading::Asked => "Fetching the model, once".to_owned(),
        Loading::Not => "Live while you type, in your browser".to_owned(),
        Loading::Here(_) => judged.with(|live| match live {
            Some(live) => format!("live · in your browser · {}", micros(live.micros)),
            None => "Live while you type, in your browser".to_owned(),
        }),
    };
    let lost = RwSignal::new(false);
    let handed = use_context::<Handed>();
    // The record is drawn in place; a refusal is the server's page to tell.
    let analyse = {
        let navigate = navigate.clone();
        move |event: ev::SubmitEvent| {
            event.prevent_default();
            lost.set(false);
            let (now, navigate) = (settings.get_untracked(), navigate.clone());
            let mut fields = address::Pairs::default();
            fields.add("text", &text.read_untracked());
            fields.add("mode", now.mode.id());
            fields.add("threshold", &format!("{:.2}", now.threshold));
            leptos::task::spawn_local(async move {
                match browser::sent("/incidents", fields.done().trim_start_matches('?')).await {
                    Ok(Some((there, record))) => {
                        browser::keep_draft(&text.get_untracked());
                        let id = there.split(['/', '?']).nth(2).unwrap_or_default();
                        if let Some(handed) = handed {
                            handed.put(Question::Incident(id.to_owned()), record);
                        }
                        navigate(&there, NavigateOptions::default());
                        browser::sleep(0).await;
                        browser::focus("content");
                    }
                    Ok(None) => browser::send_main_form(),
                    Err(()) => {
                        lost.try_set(true);
                    }
                }
            });
        }
    };
    let said = Memo::new(move |_| verdict.read().as_ref().map(spoken).unwrap_or_default());

    let with = move |next: Settings| {
        let mut pairs = address::Pairs::default();
        if let Some(number) = query.read().get("sample") {
            pairs.add("sample", &number);
        }
        address::add_settings(&mut pairs, &next);
        format!("/{}", pairs.done())
    };
    let on_rest = Callback::new(move |next: Settings| {
        navigate(
            &with(next),
            NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            },
        );
    });

    let deleted = Memo::new(move |_| query.read().get("deleted"));

    view! {
        <TopBar title="Triage" />
        <main id="content" class="page" tabindex="-1">
            {move || deleted.get().map(|id| view! { <Deleted id=id /> })}
            <div class="triage">
                <form
                    class="panel triage-text"
                    method="post"
                    action="/incidents"
                    data-main-form
                    on:submit=analyse
                >
                    <div class="panel-head">
                        <h2 class="panel-title">
                            <label for="incident-text">"Describe what happened"</label>
                        </h2>
                        <SampleMenu settings=settings />
                    </div>
                    <Editor text=text layers=layers fill=fill on_focus=move |()| load() />
                    <input type="hidden" name="mode" value=move || settings.get().mode.id() />
                    <input
                        type="hidden"
                        name="threshold"
                        value=move || format!("{:.2}", settings.get().threshold)
                    />
                    <div class="triage-under">
                        <label class="check script-only">
                            <input
                                type="checkbox"
                                on:change:target=move |event| show_why.set(event.target().checked())
                            />
                            "Show why"
                        </label>
                        <span class="quiet number script-only">
                            {move || {
                                format!("{} characters", count(text.read().chars().count() as u64))
                            }}
                        </span>
                        <span id="incident-hint" class="quiet">
                            <span class="script-only">{status}</span>
                            <span class="no-script-only">"The text stays on this machine."</span>
                        </span>
                        {move || {
                            lost.get()
                                .then(|| {
                                    view! {
                                        <p class="notice" role="alert">
                                            "The server did not answer. The text is still here; try again once it runs."
                                        </p>
                                    }
                                })
                        }}
                        <button class="button button-primary" title="Ctrl + Enter">
                            "Analyse"
                        </button>
                    </div>
                </form>
                <aside class="panel triage-verdict" aria-label="Live verdict">
                    <h2 class="panel-title">"Verdict"</h2>
                    <p class="visually-hidden" role="status">
                        {said}
                    </p>
                    {move || match shown() {
                        Some(record) => view! { <VerdictCard record=record /> }.into_any(),
                        None => view! { <Welcome settings=settings /> }.into_any(),
                    }}
                    <SettingsBar
                        settings=settings
                        on_move=move |next| settings.set(next)
                        on_rest=on_rest
                        href=with
                        hidden=Signal::derive(move || {
                            query
                                .with(|map| {
                                    map.into_iter()
                                        .filter(|(name, _)| &**name != "threshold")
                                        .map(|(name, value)| (name.to_string(), value.to_string()))
                                        .collect::<Vec<_>>()
                                })
                        })
                    />
                </aside>
                {move || {
                    shown()
                        .map(|record| {
                            view! {
                                <section class="panel triage-chart">
                                    <Probabilities record=record />
                                </section>
                            }
                        })
                }}
            </div>
        </main>
    }
}

/// The way back to an incident that was deleted a moment ago; nothing once there is none.
#[component]
fn Deleted(id: String) -> impl IntoView {
    let words = format!("Incident {} is deleted.", id.get(..8).unwrap_or_default());
    let undo = format!("/incidents/{id}/restore");
    let there = api::resource(move || Question::Deleted(id.clone()));
    view! {
        <Suspense>
            {move || {
                let (words, undo) = (words.clone(), undo.clone());
                Suspend::new(async move {
                    api::read(there.await)
                        .unwrap_or(false)
                        .then(|| view! { <Toast words=words undo=undo close="/" /> })
                })
            }}
        </Suspense>
    }
}

/// All samples, as links, so that they work without a script.
#[component]
fn SampleMenu(settings: RwSignal<Settings>) -> impl IntoView {
    let items = SAMPLES
        .iter()
        .enumerate()
        .map(|(at, sample)| {
            view! {
                <li>
                    <a href=move || sample_address(at, &settings.read()) data-noscroll="true">
                        {sample.title}
                    </a>
                </li>
            }
        })
        .collect_view();
    let menu = NodeRef::<leptos::html::Details>::new();
    view! {
        <details
            class="menu menu-end"
            name="menu"
            node_ref=menu
            on:click=move |event| {
                if browser::is_link(&event) && let Some(menu) = menu.get_untracked() {
                    let _ = menu.remove_attribute("open");
                }
            }
        >
            <summary class="button button-quiet">"Samples"</summary>
            <ul class="menu-list">{items}</ul>
        </details>
    }
}

fn sample_address(at: usize, settings: &Settings) -> String {
    let mut pairs = address::Pairs::default();
    pairs.add("sample", &(at + 1).to_string());
    address::add_settings(&mut pairs, settings);
    format!("/{}", pairs.done())
}
