//! The WASM entry: takes over the page the server drew. Nothing else belongs here.
//!
//! On any other target the crate is empty, so that a build of the whole workspace does not switch
//! the browser's features on for the server.

#![cfg(target_arch = "wasm32")]
// The types of nested views are deep.
#![recursion_limit = "512"]

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the loader script once the module is there.
#[wasm_bindgen]
pub fn hydrate() {
    if !app::start() {
        return;
    }
    #[cfg(feature = "files")]
    leptos::mount::hydrate_body(app::Files);
    #[cfg(not(feature = "files"))]
    leptos::mount::hydrate_body(app::Desk);
}
