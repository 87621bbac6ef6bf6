//! Which page of how many, as links.

use leptos::prelude::*;

use super::{Icon, IconName};
use crate::format::count;

/// Pages of `matching` rows; at least one.
pub fn pages(matching: u64, per_page: u32) -> u32 {
    let per_page = u64::from(per_page.max(1));
    u32::try_from(matching.div_ceil(per_page).max(1)).unwrap_or(u32::MAX)
}

/// First and last row shown on a page, 1-based; zero and zero for none.
pub fn window(page: u32, per_page: u32, matching: u64) -> (u64, u64) {
    if matching == 0 {
        return (0, 0);
    }
    let first = u64::from(page.saturating_sub(1)) * u64::from(per_page) + 1;
    (
        first.min(matching),
        (first + u64::from(per_page) - 1).min(matching),
    )
}

#[component]
pub fn Pager(
    page: u32,
    per_page: u32,
    matching: u64,
    #[prop(into)] href: Callback<u32, String>,
) -> impl IntoView {
    let last = pages(matching, per_page);
    let (from, to) = window(page, per_page, matching);
    let step = move |to: u32, name: &'static str, icon: IconName, there: bool| {
        if there {
            view! {
                <a class="button button-quiet" href=href.run(to) data-noscroll="true">
                    <Icon name=icon />
                    {name}
                </a>
            }
            .into_any()
        } else {
            view! {
                <span class="button button-quiet button-off" aria-hidden="true">
                    <Icon name=icon />
                    {name}
                </span>
            }
            .into_any()
        }
    };
    view! {
        <nav class="pager" aria-label="Pages">
            {step(page.saturating_sub(1), "Previous", IconName::Back, page > 1)}
            <span>
                {format!("{}\u{2013}{} of {}", count(from), count(to), count(matching))}
            </span>
            {step(page.saturating_add(1), "Next", IconName::Forward, page < last)}
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_counted_and_named() {
        for (matching, expected) in [(0, 1), (1, 1), (50, 1), (51, 2), (1_000_000, 20_000)] {
            assert_eq!(pages(matching, 50), expected, "{matching}");
        }
        assert_eq!(pages(5, 0), 5);
        for (page, matching, expected) in [
            (1, 0, (0, 0)),
            (1, 20, (1, 20)),
            (2, 70, (51, 70)),
            (9, 70, (70, 70)),
            (0, 70, (1, 50)),
        ] {
            assert_eq!(window(page, 50, matching), expected);
        }
    }
}
