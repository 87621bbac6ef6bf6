//! One line on how far a batch is, measured.

use leptos::prelude::*;
use triage::batch::{State, Status};

use crate::format::{bytes, count, counted, seconds};

/// Seconds left, from the pace so far; `None` where it cannot be known.
fn left(status: &Status) -> Option<f64> {
    let total = status.bytes_total? as f64;
    let read = status.bytes_read as f64;
    (read > 0.0 && status.seconds > 0.0 && total >= read)
        .then(|| (total - read) * status.seconds / read)
}

#[component]
pub fn BatchProgress(#[prop(into)] status: Signal<Status>) -> impl IntoView {
    view! {
        <div class="progress-line">
            {move || {
                let status = status.read();
                (status.state == State::Running)
                    .then(|| {
                        let total = status.bytes_total.map(|total| total.max(1).to_string());
                        let done = status.bytes_total.map(|_| status.bytes_read.to_string());
                        view! { <progress aria-label="Rows triaged" max=total value=done></progress> }
                    })
            }}
            <p role="status">{move || words(&status.read())}</p>
        </div>
    }
}

/// The line itself.
pub fn words(status: &Status) -> String {
    let rows = counted(status.rows, "row", "rows");
    let pace = format!("{} rows/s", count(status.rows_per_second.round() as u64));
    match status.state {
        State::Running => {
            let read = match status.bytes_total {
                Some(total) => format!("{} of {}", bytes(status.bytes_read), bytes(total)),
                None => bytes(status.bytes_read),
            };
            let left = left(status).map_or_else(String::new, |left| {
                format!(" · about {} left", seconds(left))
            });
            format!("{rows} so far · {read} · {pace}{left}")
        }
        State::Finished => format!("{rows} in {} · {pace}", seconds(status.seconds)),
        State::Cancelled => format!("Cancelled after {rows}. They are kept below."),
        State::Failed => format!(
            "Stopped after {rows}, which are kept below. {}",
            status.message.as_deref().unwrap_or_default()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use triage::passes::Pass;

    fn status(state: State) -> Status {
        Status {
            id: "0".into(),
            file_name: "a.csv".into(),
            column: None,
            state,
            rows: 1_204,
            failed: 0,
            errors: Vec::new(),
            bytes_read: 500_000,
            bytes_total: Some(2_000_000),
            seconds: 2.0,
            rows_per_second: 602.0,
            message: Some("The quote of row 1,205 is never closed.".into()),
            created_at: String::new(),
            second_pass: Pass::default(),
            third_pass: Pass::default(),
        }
    }

    #[test]
    fn each_state_has_its_words() {
        assert_eq!(
            words(&status(State::Running)),
            "1,204 rows so far · 500 kB of 2.0 MB · 602 rows/s · about 6.0 s left"
        );
        assert_eq!(
            words(&status(State::Finished)),
            "1,204 rows in 2.0 s · 602 rows/s"
        );
        assert_eq!(
            words(&status(State::Failed)),
            "Stopped after 1,204 rows, which are kept below. The quote of row 1,205 is never closed."
        );
    }

    #[test]
    fn nothing_is_promised_without_a_length() {
        let mut unknown = status(State::Running);
        unknown.bytes_total = None;
        assert_eq!(left(&unknown), None);
        unknown.bytes_total = Some(10);
        assert_eq!(left(&unknown), None);
    }
}
