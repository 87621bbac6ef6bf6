//! A single incident at its own address: the same text has the same address.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use triage::Triage;

use super::record::Record;
use crate::api::{self, Question};
use crate::components::{ErrorState, Missing, Skeleton, TopBar};

#[component]
pub fn Incident() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let incident = api::resource(move || Question::Incident(id.get()));
    view! {
        <TopBar
            title=Signal::derive(move || {
                format!("Incident {}", id.read().get(..8).unwrap_or_default())
            })
            back=Some(("/".to_owned(), "Triage"))
        />
        <main id="content" class="page" tabindex="-1">
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    let path = format!("/incidents/{}", id.get_untracked());
                    match api::read::<Option<Triage>>(incident.await) {
                        Ok(Some(record)) => {
                            let delete = format!("{path}/delete");
                            view! { <Record record=record path=path delete=delete /> }.into_any()
                        }
                        Ok(None) => {
                            view! {
                                <Missing
                                    what="There is no incident at this address"
                                    why="It may have been deleted or have expired. Incidents are kept in memory for a limited time."
                                />
                            }
                                .into_any()
                        }
                        Err(error) => {
                            view! {
                                <ErrorState
                                    what="The incident could not be read"
                                    why=error.to_string()
                                />
                            }
                                .into_any()
                        }
                    }
                })}
            </Suspense>
        </main>
    }
}
