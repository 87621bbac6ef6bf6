//! All labels by probability, against the threshold.

use leptos::prelude::*;
use taxonomy::Label;
use triage::Triage;

use crate::charts::{Bar, Drawing, Role, Width, bars};
use crate::components::{ChartFrame, Twin};
use crate::format::probability;

#[component]
pub fn Probabilities(
    #[prop(into)] record: Signal<Triage>,
    /// All ten, not only as many as the difficulty lists.
    #[prop(optional)]
    all: bool,
) -> impl IntoView {
    let shown = move || {
        let record = record.read();
        let many = if all {
            Label::COUNT
        } else {
            usize::from(record.settings.max_classes)
        };
        record
            .scores
            .ranked()
            .into_iter()
            .take(many)
            .collect::<Vec<_>>()
    };
    let twin = Signal::derive(move || Twin {
        head: vec!["Label".to_owned(), "Probability".to_owned()],
        rows: record
            .read()
            .scores
            .ranked()
            .into_iter()
            .map(|(label, p)| vec![label.name().to_owned(), format!("{p:.4}")])
            .collect(),
    });
    let description = Signal::derive(move || {
        if all {
            "Calibrated; all ten add up to 1.".to_owned()
        } else {
            format!(
                "Calibrated; the {} likeliest of ten labels.",
                record.read().settings.max_classes
            )
        }
    });
    view! {
        <ChartFrame title="Probability by label" description=description twin=twin>
            {move || {
                let threshold = f64::from(record.read().settings.threshold);
                let lines: Vec<_> = shown()
                    .into_iter()
                    .map(|(label, p)| Bar {
                        name: label.name().to_owned(),
                        value: f64::from(p),
                        shown: probability(p),
                        role: Role::Label(label),
                    })
                    .collect();
                Width::ALL
                    .map(|width| {
                        let (marks, height) = bars(&lines, 1.0, Some(threshold), width);
                        view! { <Drawing marks=marks height=height width=width /> }
                    })
                    .collect_view()
            }}
        </ChartFrame>
    }
}
