//! A collected drawing as SVG elements, with links on the marks that lead somewhere.

use std::fmt::Write;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::svg;

use super::{Anchor, Mark, Role, Shape, Width};

/// Where a click on a mark goes, and what the mark says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub href: String,
    pub title: String,
}

/// Finds the target of a mark by its role.
pub type Targets = Arc<dyn Fn(Role) -> Option<Target> + Send + Sync>;

/// Renders marks. The drawing is hidden from assistive technology unless its marks are links:
/// the table beside it says the same in order.
#[component]
pub fn Drawing(
    marks: Vec<Mark>,
    height: u32,
    width: Width,
    #[prop(optional)] targets: Option<Targets>,
) -> impl IntoView {
    let view_box = format!("0 0 {} {height}", width.pixels());
    let linked = targets.is_some();
    let body = marks
        .into_iter()
        .map(|mark| {
            let target = targets.as_ref().and_then(|find| find(mark.role));
            match target {
                Some(target) => svg::a()
                    .attr("href", target.href)
                    .attr("class", "mark-link")
                    .attr("aria-label", target.title.clone())
                    .child((svg::title().child(target.title), shape(mark)))
                    .into_any(),
                None => shape(mark),
            }
        })
        .collect_view();
    view! {
        <svg
            class=width.class()
            viewBox=view_box
            role=linked.then_some("group")
            aria-hidden=(!linked).then_some("true")
        >
            {body}
        </svg>
    }
}

fn shape(mark: Mark) -> AnyView {
    let filled = match mark.shape {
        Shape::Rect { filled, .. } | Shape::Path { filled, .. } | Shape::Circle { filled, .. } => {
            filled
        }
        Shape::Text { .. } => true,
    };
    let class = if filled {
        mark.role.class()
    } else {
        format!("{} mark-stroked", mark.role.class())
    };
    match mark.shape {
        Shape::Rect {
            x,
            y,
            width,
            height,
            ..
        } => view! {
            <rect class=class x=x y=y width=width height=height />
        }
        .into_any(),
        Shape::Path { points, .. } => {
            let mut d = String::with_capacity(points.len() * 10);
            for (at, (x, y)) in points.iter().enumerate() {
                let letter = if at == 0 { 'M' } else { 'L' };
                // Half a pixel in, so that thin lines are sharp.
                let _ = write!(d, "{letter}{x}.5 {y}.5");
            }
            view! { <path class=class d=d /> }.into_any()
        }
        Shape::Circle { x, y, radius, .. } => view! {
            <circle class=class cx=x cy=y r=radius />
        }
        .into_any(),
        Shape::Text { x, y, anchor, text } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            view! {
                <text class=class x=x y=y text-anchor=anchor>
                    {text}
                </text>
            }
            .into_any()
        }
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_escaped_in_marks_and_titles() {
        let hostile = "</text></svg><script>alert(1)</script>\"'&";
        let marks = vec![
            Mark {
                role: Role::Text,
                shape: Shape::Text {
                    x: 1,
                    y: 2,
                    anchor: Anchor::Start,
                    text: hostile.into(),
                },
            },
            Mark {
                role: Role::For,
                shape: Shape::Rect {
                    x: 0,
                    y: 0,
                    width: 5,
                    height: 5,
                    filled: true,
                },
            },
        ];
        let targets: Targets = Arc::new(move |role| {
            (role == Role::For).then(|| Target {
                href: "/?q=\"><script>".into(),
                title: hostile.into(),
            })
        });
        let owner = Owner::new();
        let html = owner.with(|| {
            view! { <Drawing marks=marks height=10 width=Width::Wide targets=targets /> }.to_html()
        });
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains("&lt;/text&gt;"), "{html}");
        assert_eq!(html.matches("</svg>").count(), 1, "{html}");
        assert!(html.contains("class=\"mark-link\""), "{html}");
    }
}
