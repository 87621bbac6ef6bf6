//! Two charts over the rows that match; a click on a bar shows the rows behind it.

use std::sync::Arc;

use leptos::prelude::*;
use taxonomy::Label;
use triage::batch::Summary;

use crate::address::BatchView;
use crate::charts::{Bar, Drawing, Role, Target, Targets, Width, bars, histogram};
use crate::components::{ChartFrame, Twin, label_name};
use crate::format::{count, counted, share};

#[component]
pub fn Overview(
    summary: Summary,
    view: BatchView,
    #[prop(into)] href: Callback<BatchView, String>,
) -> impl IntoView {
    if summary.matching == 0 {
        return view! { <p class="quiet">"No rows to draw."</p> }.into_any();
    }
    view! {
        <div class="overview">
            <section class="panel">{labels(&summary, &view, href)}</section>
            <section class="panel">{confidence(&summary, &view, href)}</section>
        </div>
    }
    .into_any()
}

/// Labels by rows, most first; uncertain is one of them.
fn mix(summary: &Summary) -> Vec<(Option<Label>, u64)> {
    let mut mix: Vec<_> = Label::ALL
        .into_iter()
        .map(Some)
        .zip(summary.labels)
        .chain([(None, summary.uncertain)])
        .filter(|(_, rows)| *rows > 0)
        .collect();
    mix.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    mix
}

fn labels(
    summary: &Summary,
    view: &BatchView,
    href: Callback<BatchView, String>,
) -> impl IntoView + use<> {
    let mix = mix(summary);
    let most = mix.first().map_or(1, |(_, rows)| *rows);
    let lines: Vec<_> = mix
        .iter()
        .map(|(label, rows)| Bar {
            name: label_name(*label).to_owned(),
            value: *rows as f64,
            shown: count(*rows),
            role: label.map_or(Role::Uncertain, Role::Label),
        })
        .collect();
    let twin = Twin {
        head: ["Label", "Rows", "Share"].map(str::to_owned).into(),
        rows: mix
            .iter()
            .map(|(label, rows)| {
                vec![
                    label_name(*label).to_owned(),
                    count(*rows),
                    share(*rows, summary.matching),
                ]
            })
            .collect(),
    };
    let rows_of: Vec<_> = mix;
    let view = view.clone();
    let targets: Targets = Arc::new(move |role| {
        let label = match role {
            Role::Label(label) => Some(label),
            Role::Uncertain => None,
            _ => return None,
        };
        let rows = rows_of
            .iter()
            .find(|(known, _)| *known == label)
            .map_or(0, |(_, rows)| *rows);
        let id = label.map_or("uncertain", Label::id).to_owned();
        Some(Target {
            href: href.run(view.with(|v| v.query.label = Some(id))),
            title: format!("{}: {}", label_name(label), counted(rows, "row", "rows")),
        })
    });
    view! {
        <ChartFrame title="Rows by label" description="A bar leads to its rows." twin=twin>
            {Width::ALL
                .map(|width| {
                    let (marks, height) = bars(&lines, most as f64, None, width);
                    view! {
                        <Drawing marks=marks height=height width=width targets=targets.clone() />
                    }
                })
                .collect_view()}
        </ChartFrame>
    }
}

/// The bounds of a bin, as they stand in the address.
fn bounds(bin: usize, bins: usize) -> (f32, f32) {
    (bin as f32 / bins as f32, (bin + 1) as f32 / bins as f32)
}

fn confidence(
    summary: &Summary,
    view: &BatchView,
    href: Callback<BatchView, String>,
) -> impl IntoView + use<> {
    let bins = summary.confidence;
    let twin = Twin {
        head: ["Confidence", "Rows"].map(str::to_owned).into(),
        rows: bins
            .iter()
            .enumerate()
            .map(|(bin, rows)| {
                let (from, to) = bounds(bin, bins.len());
                vec![format!("{from:.2}\u{2013}{to:.2}"), count(*rows)]
            })
            .collect(),
    };
    let threshold = f64::from(view.settings.threshold);
    let view = view.clone();
    let targets: Targets = Arc::new(move |role| {
        let Role::Bin { index, .. } = role else {
            return None;
        };
        let rows = *bins.get(usize::from(index))?;
        let (from, to) = bounds(usize::from(index), bins.len());
        (rows > 0).then(|| Target {
            href: href.run(view.with(|v| {
                v.query.min_confidence = Some(from);
                v.query.max_confidence = Some(to);
            })),
            title: format!(
                "confidence {from:.2}\u{2013}{to:.2}: {}",
                counted(rows, "row", "rows")
            ),
        })
    });
    view! {
        <ChartFrame
            title="Rows by confidence"
            description="Probability of the likeliest label. Hatched: below the threshold."
            twin=twin
        >
            {Width::ALL
                .map(|width| {
                    let (marks, height) = histogram(&bins, threshold, width);
                    view! {
                        <Drawing marks=marks height=height width=width targets=targets.clone() />
                    }
                })
                .collect_view()}
        </ChartFrame>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mix_is_sorted_and_knows_uncertain() {
        let mut summary = Summary {
            uncertain: 5,
            ..Summary::default()
        };
        summary.labels[Label::Malware.index()] = 9;
        summary.labels[Label::Phishing.index()] = 2;
        assert_eq!(
            mix(&summary),
            [
                (Some(Label::Malware), 9),
                (None, 5),
                (Some(Label::Phishing), 2)
            ]
        );
    }

    #[test]
    fn bins_meet() {
        for bin in 0..19 {
            assert_eq!(bounds(bin, 20).1, bounds(bin + 1, 20).0);
        }
        assert_eq!(bounds(19, 20), (0.95, 1.0));
    }
}
