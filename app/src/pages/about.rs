//! What the model is, how good it was measured to be, where it ends.

use leptos::prelude::*;
use taxonomy::Label;

use crate::api;
use crate::components::{ErrorState, LabelBadge, SeverityMark, Skeleton, TopBar};
use crate::format::bytes;

#[component]
pub fn About() -> impl IntoView {
    let about = Resource::new_blocking(|| (), |()| api::about());
    view! {
        <TopBar title="About" />
        <main id="content" class="page page-prose" tabindex="-1">
            <section class="panel">
                <h2>"What this is"</h2>
                <p>
                    "AlertSage reads a free-text description of a security incident and says what kind of event it is, how sure that is, which ATT&CK techniques the text shows, how risky it is and what to do next. It supports decisions, for learning, research and demonstration. It does not make them: every verdict needs a person who reads the text."
                </p>
                <p>
                    "Texts are judged on this machine. Nothing is sent anywhere."
                </p>
            </section>
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    match about.await {
                        Ok(about) => view! { <Model about=about /> }.into_any(),
                        Err(error) => {
                            view! {
                                <ErrorState
                                    what="The model's card could not be read"
                                    why=error.to_string()
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Suspense>
            <Labels />
            <section class="panel" id="attack">
                <h2>"ATT&CK"</h2>
                <p>
                    {format!(
                        "Technique ids, names and tactics are those of MITRE ATT&CK, enterprise, version {}.",
                        taxonomy::ATTACK_VERSION,
                    )}
                </p>
                <p>
                    "© The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE Corporation. ATT&CK is a registered trademark of The MITRE Corporation."
                </p>
            </section>
        </main>
    }
}

#[component]
fn Model(about: api::Facts) -> impl IntoView {
    let facts = [
        ("Name", about.model),
        ("SHA-256", about.sha256),
        ("Size", bytes(about.bytes)),
        ("Terms it knows", crate::format::count(about.terms)),
        (
            "Abstains above",
            format!("out-of-domain score {:.2}", about.out_of_domain_bound),
        ),
    ]
    .map(|(name, value)| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    })
    .collect_view();
    view! {
        <section class="panel">
            <h2>"The model"</h2>
            <dl class="facts">{facts}</dl>
        </section>
    }
}

#[component]
fn Labels() -> impl IntoView {
    let rows = Label::ALL
        .map(|label| {
            let info = label.info();
            view! {
                <tr>
                    <th scope="row">
                        <LabelBadge label=Some(label) />
                    </th>
                    <td>{info.meaning}</td>
                    <td>
                        <SeverityMark severity=info.severity />
                    </td>
                    <td>{info.priority.id()}</td>
                    <td>{info.queue}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel">
            <h2>"Labels"</h2>
            <p>
                "One of ten, or uncertain: when no label reaches the threshold, when two are nearly equal, or when the text does not read like an incident."
            </p>
            <div class="scroll-x" role="region" aria-label="Labels" tabindex="0">
                <table class="table">
                    <caption class="visually-hidden">"The ten labels"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Label"</th>
                            <th scope="col">"Meaning"</th>
                            <th scope="col">"Severity"</th>
                            <th scope="col">"Priority"</th>
                            <th scope="col">"Queue"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}
