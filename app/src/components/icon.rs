//! Line icons on a 16 px grid, drawn by us. Always beside words or with a name on their control.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    Triage,
    Bulk,
    About,
    Sun,
    Moon,
    Auto,
    Copy,
    Check,
    Cross,
    Upload,
    Back,
    Forward,
    Outside,
    Download,
}

impl IconName {
    const fn path(self) -> &'static str {
        match self {
            Self::Triage => "M2.5 4h11M2.5 8h6M2.5 12h3.5M10.5 11.5l1.5 1.5 2.5-3.5",
            Self::Bulk => "M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6 6.5v6",
            Self::About => {
                "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5M8 7.25v4M8 4.75v.5"
            }
            Self::Sun => {
                "M8 5.25a2.75 2.75 0 1 0 0 5.5a2.75 2.75 0 1 0 0-5.5M8 1.5v1.25M8 13.25v1.25M1.5 8h1.25M13.25 8h1.25M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9"
            }
            Self::Moon => "M13.5 9.6A5.75 5.75 0 0 1 6.4 2.5a5.75 5.75 0 1 0 7.1 7.1z",
            Self::Auto => {
                "M8 1.75a6.25 6.25 0 1 0 0 12.5a6.25 6.25 0 1 0 0-12.5M8 1.75v12.5M8 4.5l3.9-1M8 8h6M8 11.5l3.9 1"
            }
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Check => "M3 8.5l3.25 3.25L13 5",
            Self::Cross => "M4 4l8 8M12 4l-8 8",
            Self::Upload => "M8 10.5V2.5M4.75 5.5L8 2.25 11.25 5.5M2.5 10.5v3h11v-3",
            Self::Back => "M9.5 3.5L5 8l4.5 4.5",
            Self::Forward => "M6.5 3.5L11 8l-4.5 4.5",
            Self::Outside => "M6.5 3.5h-3v9h9v-3M9 2.75h4.25V7M13 3L7.5 8.5",
            Self::Download => "M8 2.5v8M4.75 7.5L8 10.75 11.25 7.5M2.5 13.5h11",
        }
    }
}

#[component]
pub fn Icon(name: IconName) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d=name.path() />
        </svg>
    }
}
