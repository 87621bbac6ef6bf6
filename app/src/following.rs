//! Something that the language model is asked to do, followed by its stream of events until it ends or the
//! reader has enough of it. Never asks unless told to.

use leptos::prelude::*;

use crate::browser;
use crate::language_model::News;

/// How far it is.
#[derive(Debug, Clone, PartialEq)]
pub enum Course {
    Idle,
    Under(News),
    /// The reader wants no more, and the server is asked whether it was done already.
    Stopping,
    /// With what is left of it, in words.
    Stopped(&'static str),
    Failed(String),
}

impl Course {
    pub fn words(&self) -> String {
        match self {
            Self::Idle => String::new(),
            Self::Under(news) => news.words(),
            Self::Stopping => "Stopping.".to_owned(),
            Self::Stopped(left) => (*left).to_owned(),
            Self::Failed(why) => why.clone(),
        }
    }

    /// As far as it is written.
    pub fn rationale(&self) -> Option<String> {
        match self {
            Self::Under(News::Writing { rationale }) => Some(rationale.clone()),
            _ => None,
        }
    }
}

/// Its course, and the stream that tells it. Closed with whatever shows it.
#[derive(Clone, Copy)]
pub struct Following {
    pub course: RwSignal<Course>,
    pub under: Memo<bool>,
    stream: StoredValue<Option<browser::Listening>>,
}

impl Following {
    pub fn new() -> Self {
        let course = RwSignal::new(Course::Idle);
        let stream = StoredValue::new(None::<browser::Listening>);
        on_cleanup(move || {
            stream.try_update_value(|stream| *stream = None);
        });
        Self {
            course,
            under: Memo::new(move |_| matches!(&*course.read(), Course::Under(_))),
            stream,
        }
    }

    /// Asks at that address. `other` hears each event by name and data that is neither news nor a problem;
    /// `ended` is told when the stream has ended and nothing said that it was done.
    pub fn begin(
        self,
        address: String,
        other: impl Fn(&str, &str) + 'static,
        ended: impl FnOnce() + 'static,
    ) {
        let course = self.course;
        course.set(Course::Under(News::Waiting));
        let hear = move |name: &str, data: &str| match name {
            "news" => {
                if let Ok(news) = serde_json::from_str(data) {
                    course.try_set(Course::Under(news));
                }
            }
            "problem" => {
                course.try_set(Course::Failed(browser::problem(data, 503)));
            }
            name => other(name, data),
        };
        let end = move |done: Result<(), String>| {
            if let Err(why) = done {
                course.try_set(Course::Failed(why));
            } else if matches!(course.try_get_untracked(), Some(Course::Under(_))) {
                ended();
            }
        };
        self.stream.set_value(browser::listen(address, hear, end));
    }

    /// The reader wants no more.
    pub fn leave(self, course: Course) {
        self.stream.set_value(None);
        self.course.set(course);
    }
}

/// There while something is under way.
#[component]
pub fn Stop(following: Following, #[prop(into)] on_stop: Callback<()>) -> impl IntoView {
    move || {
        following.under.get().then(|| {
            view! {
                <button type="button" class="button" on:click=move |_| on_stop.run(())>
                    "Stop"
                </button>
            }
        })
    }
}
