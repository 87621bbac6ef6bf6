//! The document around every page, and the routes.

use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::{SsrMode, path};

use crate::api::Handed;
use crate::components::{Footer, Keys, Rail};
use crate::half::Half;
use crate::pages::{
    About, Batch, Bulk, Groups, Incident, Language, NotFound, Opinions, RowPage, Triage,
};
use crate::theme::{Theme, ThemeChoice};

/// The HTML document. Server only in effect; the browser keeps the one it got.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let mut script = options.clone();
    script.output_name = half_asked_for().module().into();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=Theme::chosen().id()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="alertsage-model" content=model_url() />
                <meta name="alertsage-engine" content=engine_url() />
                <link
                    rel="preload"
                    href="/fonts/inter.woff2"
                    r#as="font"
                    type="font/woff2"
                    crossorigin="anonymous"
                />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet id="style" options=options.clone() />
                <HydrationScripts options=script />
                <script nonce=leptos::nonce::use_nonce()>{LOADER}</script>
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

fn half_asked_for() -> Half {
    #[cfg(feature = "ssr")]
    {
        use_context::<http::request::Parts>().map_or(Half::Desk, |parts| Half::of(parts.uri.path()))
    }
    #[cfg(not(feature = "ssr"))]
    {
        Half::Desk
    }
}

/// Loads the engine's module when the page asks for it; see `browser::load_engine`.
const LOADER: &str = "window.alertsageEngine = address => import(address + '.js').then(async engine => { \
    await engine.default({ module_or_path: address + '_bg.wasm' }); return engine; });";

fn engine_url() -> String {
    #[cfg(feature = "ssr")]
    {
        use_context::<crate::backend::Backend>()
            .map(|backend| backend.engine_url.to_string())
            .unwrap_or_default()
    }
    #[cfg(not(feature = "ssr"))]
    {
        String::new()
    }
}

/// Everything inside the body, all pages: what the server draws.
#[component]
pub fn App() -> impl IntoView {
    frame(|| {
        view! {
            <Routes fallback=|| view! { <NotFound /> }>
                <Route path=path!("/") view=Triage ssr=SsrMode::Async />
                <Route path=path!("/incidents/:id") view=Incident ssr=SsrMode::Async />
                <Route path=path!("/bulk") view=Bulk ssr=SsrMode::Async />
                <Route path=path!("/batches/:id") view=Batch ssr=SsrMode::Async />
                <Route path=path!("/batches/:id/groups") view=Groups ssr=SsrMode::Async />
                <Route path=path!("/batches/:id/rows/:row") view=RowPage ssr=SsrMode::Async />
                <Route path=path!("/about") view=About ssr=SsrMode::Async />
                <Route path=path!("/opinions/:id") view=Opinions ssr=SsrMode::Async />
                <Route path=path!("/language") view=Language ssr=SsrMode::Async />
            </Routes>
        }
        .into_any()
    })
}

/// What the browser takes over on the pages of [`Half::Desk`].
#[component]
pub fn Desk() -> impl IntoView {
    frame(|| {
        view! {
            <Routes fallback=|| view! { <Elsewhere /> }>
                <Route path=path!("/") view=Triage ssr=SsrMode::Async />
                <Route path=path!("/incidents/:id") view=Incident ssr=SsrMode::Async />
            </Routes>
        }
        .into_any()
    })
}

/// What the browser takes over on the pages of [`Half::Files`].
#[component]
pub fn Files() -> impl IntoView {
    frame(|| {
        view! {
            <Routes fallback=|| view! { <Elsewhere /> }>
                <Route path=path!("/bulk") view=Bulk ssr=SsrMode::Async />
                <Route path=path!("/batches/:id") view=Batch ssr=SsrMode::Async />
                <Route path=path!("/batches/:id/groups") view=Groups ssr=SsrMode::Async />
                <Route path=path!("/batches/:id/rows/:row") view=RowPage ssr=SsrMode::Async />
                <Route path=path!("/about") view=About ssr=SsrMode::Async />
                <Route path=path!("/opinions/:id") view=Opinions ssr=SsrMode::Async />
                <Route path=path!("/language") view=Language ssr=SsrMode::Async />
            </Routes>
        }
        .into_any()
    })
}

/// What stands around every page.
fn frame(routes: impl Fn() -> AnyView + Send + 'static) -> impl IntoView {
    provide_meta_context();
    provide_context(ThemeChoice::new());
    provide_context(Handed::default());
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
                    {routes()}
                    <Footer />
                </div>
            </div>
            <Keys />
        </Router>
    }
}

/// A page that this half of the program does not have: the server draws it. What the server itself
/// could not find stays not found.
#[component]
fn Elsewhere() -> impl IntoView {
    let location = use_location();
    let path = location.pathname.get_untracked();
    if crate::browser::is_first_page(&path) {
        return view! { <NotFound /> }.into_any();
    }
    let search = location.search.get_untracked();
    let query = if search.is_empty() {
        search
    } else {
        format!("?{search}")
    };
    crate::browser::go(&format!("{path}{query}{}", location.hash.get_untracked()));
    ().into_any()
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
