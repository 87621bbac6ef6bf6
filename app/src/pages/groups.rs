//! A file's rows in groups of what is told alike, found when somebody opens the page.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use taxonomy::Label;

use crate::address::BatchView;
use crate::api;
use crate::components::{ErrorState, LabelBadge, Skeleton, TopBar};
use crate::format::{count, counted};
use crate::groups::{Group, Groups as Data, Question};

/// Rows of a group that the page links to.
const LINKED: usize = 8;

#[component]
pub fn Groups() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let view = Memo::new(move |_| query.with(BatchView::read));
    let question = Memo::new(move |_| {
        let view = serde_json::to_string(&*view.read()).unwrap_or_default();
        serde_json::to_string(&Question::Groups(id.get(), view)).unwrap_or_default()
    });
    let data = Resource::new_blocking(move || question.get(), api::answer);
    let list = Signal::derive(move || format!("/batches/{}{}", id.get(), view.read().write()));
    view! {
        <TopBar title="Told alike" back=Signal::derive(move || Some((list.get(), "Results"))) />
        <main id="content" class="page" tabindex="-1">
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    match api::read::<Result<Data, String>>(data.await) {
                        Ok(Ok(found)) => {
                            let row = move |row: u64| {
                                let view = view.read_untracked().write();
                                format!("/batches/{}/rows/{row}{view}", id.get_untracked())
                            };
                            shown(&found, &row).into_any()
                        }
                        Ok(Err(why)) => view! { <ErrorState what="Nothing was compared" why=why /> }.into_any(),
                        Err(error) => {
                            view! {
                                <ErrorState
                                    what="The groups could not be found"
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

fn shown(found: &Data, row: &impl Fn(u64) -> String) -> impl IntoView {
    let looked = format!(
        "{} of {} compared by the sentence model: {}, {} told like no other. A row belongs to a group \
         whose first text is at least {:.2} like its own.",
        count(found.compared as u64),
        counted(found.of as u64, "row", "rows"),
        counted(found.groups.len() as u64, "group", "groups"),
        counted(found.alone as u64, "row", "rows"),
        found.near_duplicate_at,
    );
    let groups = found.groups.iter().map(|group| one(group, row));
    view! {
        <p class="quiet">{looked}</p>
        {groups.collect_view()}
    }
}

fn one(group: &Group, row: &impl Fn(u64) -> String) -> impl IntoView {
    let title = format!(
        "{}, {}",
        counted(group.size as u64, "row", "rows"),
        counted(group.texts as u64, "text", "different texts")
    );
    let labels = group.labels.iter().map(|(id, count)| {
        let label = id.parse::<Label>().ok();
        view! {
            <span>
                <LabelBadge label=label />
                {format!(" {count}")}
            </span>
        }
    });
    let links = group.rows.iter().take(LINKED).map(|&number| {
        view! { <a href=row(number)>{format!("Row {}", count(number))}</a> " " }
    });
    let more = group.size.saturating_sub(LINKED);
    view! {
        <section class="panel group">
            <h2 class="panel-title">{title}</h2>
            <p>{group.excerpt.clone()}</p>
            <p class="group-labels">{labels.collect_view()}</p>
            <p>
                {links.collect_view()}
                {(more > 0).then(|| format!("and {} more", count(more as u64)))}
            </p>
        </section>
    }
}
