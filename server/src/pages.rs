//! The bridge to the Leptos pages: which routes they have, and what they find in their context.

use std::sync::LazyLock;

use app::backend::Backend;
use app::{App, shell};
use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use leptos::context::{provide_context, use_context};
use leptos::nonce::Nonce;
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};

use crate::AppState;
use crate::security::PageNonce;

/// The pages' addresses, listed once a process and before anything is served: while Leptos lists
/// them, no resource of any page anywhere in the process loads, ever (a flag of its own is global).
/// A second service beside a running one, as in the tests, would leave pages of the first hanging.
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(App));

/// Adds every page and server function.
pub(crate) fn add(router: Router<AppState>, state: &AppState) -> Router<AppState> {
    let options = state.leptos.clone();
    router.leptos_routes_with_context(
        state,
        ROUTES.clone(),
        context(state.backend.clone()),
        move || shell(options.clone()),
    )
}

/// A page outside the known routes: the app's own "nothing here".
pub(crate) async fn render(state: &AppState, request: Request) -> Response {
    let options = state.leptos.clone();
    let handler =
        leptos_axum::render_app_async_with_context(context(state.backend.clone()), move || {
            shell(options.clone())
        });
    handler(request).await.into_response()
}

/// The nonce is the one the header names; Leptos would make up its own.
fn context(backend: Backend) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        provide_context(backend.clone());
        let nonce = use_context::<http::request::Parts>()
            .and_then(|parts| parts.extensions.get::<PageNonce>().cloned());
        if let Some(nonce) = nonce {
            provide_context(Nonce::from_value(nonce.0));
        }
    }
}
