//! The way around: pages that exist, and what answers here.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{Icon, IconName};
use crate::api::{self, Judges, Question};
use crate::half::Half;

const PAGES: [(&str, &str, IconName, &[&str]); 3] = [
    ("/", "Triage", IconName::Triage, &["/incidents"]),
    ("/bulk", "Bulk", IconName::Bulk, &["/batches"]),
    ("/about", "About", IconName::About, &[]),
];

fn is_current(path: &str, page: &str, more: &[&str]) -> bool {
    path == page
        || more.iter().any(|prefix| {
            path.strip_prefix(prefix)
                .is_some_and(|rest| rest.starts_with('/'))
        })
}

#[component]
pub fn Rail() -> impl IntoView {
    let path = use_location().pathname;
    let links = PAGES
        .into_iter()
        .map(|(href, name, icon, more)| {
            view! {
                <li>
                    <a
                        href=href
                        class="rail-link"
                        rel=move || Half::rel(&path.read(), href)
                        aria-current=move || is_current(&path.read(), href, more).then_some("page")
                    >
                        <Icon name=icon />
                        {name}
                    </a>
                </li>
            }
        })
        .collect_view();
    let judges = api::resource(|| Question::Judges);
    view! {
        <header class="rail">
            <a class="rail-mark" href="/" rel=move || Half::rel(&path.read(), "/")>
                <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
                    <rect class="rail-mark-field" width="32" height="32" rx="7" />
                    <path class="rail-mark-line" d="M8 10h16M8 16h10M8 22h5" />
                    <circle class="rail-mark-line" cx="23" cy="21" r="3" />
                </svg>
                "AlertSage"
            </a>
            <nav aria-label="Main">
                <ul class="rail-links">{links}</ul>
            </nav>
            <p class="rail-model">
                <Suspense>
                    {move || Suspend::new(async move {
                        api::read::<Judges>(judges.await)
                            .ok()
                            .map(|judges| {
                                let second = match (judges.second, judges.missing) {
                                    (Some(id), _) => (id.clone(), id),
                                    (None, why) => {
                                        ("no second opinion".to_owned(), why.unwrap_or_default())
                                    }
                                };
                                view! {
                                    <span class="rail-model-name" title=judges.classifier.clone()>
                                        {judges.classifier.clone()}
                                    </span>
                                    <span class="rail-model-name" title=second.1>
                                        {second.0}
                                    </span>
                                }
                            })
                    })}
                </Suspense>
                <span>"Judged on this machine"</span>
            </p>
        </header>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_one_is_on_is_marked() {
        let check = |path: &str, expected: &[&str]| {
            let found: Vec<_> = PAGES
                .iter()
                .filter(|(href, _, _, more)| is_current(path, href, more))
                .map(|(_, name, ..)| *name)
                .collect();
            assert_eq!(found, expected, "{path}");
        };
        check("/", &["Triage"]);
        check("/incidents/0123456789abcdef", &["Triage"]);
        check("/bulk", &["Bulk"]);
        check("/batches/0123/rows/7", &["Bulk"]);
        check("/about", &["About"]);
        check("/incidentsx", &[]);
    }
}
