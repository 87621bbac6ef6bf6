//! Parts of a page that may come a frame after the rest: what the reader looks at first is not kept
//! waiting for what lies further down. A page from the server has all of it at once.

use std::time::Duration;

use leptos::prelude::*;

#[component]
pub fn Later(children: ChildrenFn) -> impl IntoView {
    // What the server drew must be there while the browser takes it over.
    let taken_over = || Owner::current_shared_context().is_some_and(|page| page.during_hydration());
    let there = RwSignal::new(cfg!(feature = "ssr") || taken_over());
    if !there.get_untracked() {
        request_animation_frame(move || {
            set_timeout(move || _ = there.try_set(true), Duration::ZERO);
        });
    }
    move || there.get().then(|| children())
}
