//! Keeps a batch's numbers up to date: under the view the reader looks through, and while the
//! batch or one of its passes runs. One question is under way at a time; what changed meanwhile is asked next.

use leptos::prelude::*;
use triage::batch::Status;

use crate::address::BatchView;
use crate::api::{self, BatchData, Question};
use crate::browser;

/// The numbers as last answered.
#[derive(Clone, Copy)]
pub struct Live {
    pub data: RwSignal<BatchData>,
    pub status: Signal<Status>,
    /// The last question was not answered.
    pub lost: RwSignal<bool>,
}

impl Live {
    /// Starts with what the page was drawn with. Effects, so nothing happens on the server.
    pub fn start(first: BatchData, view: Memo<BatchView>) -> Self {
        let id = StoredValue::new(first.status.id.clone());
        let running = first.status.is_live();
        let status = RwSignal::new(first.status.clone());
        let data = RwSignal::new(first);
        let lost = RwSignal::new(false);
        let busy = StoredValue::new(false);
        // Counts up whenever the answer in hand may be out of date.
        let stale = RwSignal::new(0_u32);

        Effect::new(move |drawn: Option<()>| {
            view.track();
            if drawn.is_some() {
                stale.update(|stale| *stale += 1);
            }
        });

        let stream = StoredValue::new(None::<browser::Follow>);
        if running {
            Effect::new(move |_| {
                let address = format!("/api/v1/batches/{}/events", id.get_value());
                stream.set_value(browser::follow(&address, move |next| {
                    let ended = !next.is_live();
                    if status.try_set(next).is_none() {
                        stale.try_update(|stale| *stale += 1);
                    }
                    if ended {
                        stream.try_update_value(|stream| *stream = None);
                    }
                }));
            });
            on_cleanup(move || {
                stream.try_update_value(|stream| *stream = None);
            });
        }

        Effect::new(move |_| {
            let asked = stale.get();
            if asked == 0 || busy.get_value() {
                return;
            }
            busy.set_value(true);
            leptos::task::spawn_local(async move {
                let now = view.get_untracked();
                let question = Question::batch(id.get_value(), &now);
                let wait = match api::read::<Option<BatchData>>(api::ask(question).await) {
                    Ok(Some(next)) => {
                        lost.try_set(false);
                        status.try_set(next.status.clone());
                        data.try_set(next);
                        0
                    }
                    Ok(None) => 0,
                    Err(_) => {
                        lost.try_set(true);
                        2_000
                    }
                };
                if wait > 0 {
                    browser::sleep(wait).await;
                }
                let _ = busy.try_set_value(false);
                // Asked again meanwhile, or not answered: once more.
                if wait > 0
                    || stale
                        .try_get_untracked()
                        .is_some_and(|stale| stale != asked)
                {
                    stale.try_update(|stale| *stale += 1);
                }
            });
        });

        Self {
            data,
            status: status.into(),
            lost,
        }
    }
}
