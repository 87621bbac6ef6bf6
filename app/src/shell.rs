//! The document around every page, and the routes.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

use crate::components::{Footer, Keys, Rail};
use crate::pages::{About, Batch, Bulk, Incident, NotFound, RowPage, Triage};
use crate::theme::{Theme, ThemeChoice};

/// The HTML document. Server only in effect; the browser keeps the one it got.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=Theme::chosen().id()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="alertsage-model" content=model_url() />
                <link
                    rel="preload"
                    href="/fonts/inter.woff2"
                    r#as="font"
                    type="font/woff2"
                    crossorigin="anonymous"
                />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet id="style" options=options.clone() />
                <HydrationScripts options=options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

fn model_url() -> String {
    #[cfg(feature = "ssr")]
    {
        use_context::<crate::backend::Backend>()
            .map(|backend| backend.model_url.to_string())
            .unwrap_or_default()
    }
    #[cfg(not(feature = "ssr"))]
    {
        String::new()
    }
}

/// Everything inside the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(ThemeChoice::new());
    view! {
        // The browser's own jump moves the focus too; the router's does not.
        <a class="skip" href="#content" rel="external">
            "Skip to content"
        </a>
        <Hatch />
        <Router>
            <div class="frame">
                <Rail />
                <div class="stage">
                    <Routes fallback=|| view! { <NotFound /> }>
                        <Route path=path!("/") view=Triage ssr=SsrMode::Async />
                        <Route path=path!("/incidents/:id") view=Incident ssr=SsrMode::Async />
                        <Route path=path!("/bulk") view=Bulk ssr=SsrMode::Async />
                        <Route path=path!("/batches/:id") view=Batch ssr=SsrMode::Async />
                        <Route
                            path=path!("/batches/:id/rows/:row")
                            view=RowPage
                            ssr=SsrMode::Async
                        />
                        <Route path=path!("/about") view=About ssr=SsrMode::Async />
                    </Routes>
                    <Footer />
                </div>
            </div>
            <Keys />
        </Router>
    }
}

/// The pattern that means "unsure" in every chart.
#[component]
fn Hatch() -> impl IntoView {
    view! {
        <svg class="hatch" width="0" height="0" aria-hidden="true">
            <defs>
                <pattern
                    id="hatch"
                    width="6"
                    height="6"
                    patternUnits="userSpaceOnUse"
                    patternTransform="rotate(45)"
                >
                    <rect class="hatch-ground" width="6" height="6" />
                    <rect class="hatch-line" width="2" height="6" />
                </pattern>
            </defs>
        </svg>
    }
}
