//! Which rows, under which settings: the query part of an address.
//!
//! An empty value counts as not given, because that is what a form sends for a field left alone.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use triage::batch::{Query, Sort};
use triage::passes::{Passes, Touched};
use triage::{Mode, Settings, UncertainReason};

use crate::problem::Problem;

/// Rows of one page at most.
const PER_PAGE: u32 = 500;

/// Extracted from any request.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct View {
    pub query: Query,
    pub settings: Settings,
}

impl View {
    /// # Errors
    /// A value that cannot be read, named. Names it does not know are left to others.
    pub(crate) fn parse(raw: &str) -> Result<Self, Problem> {
        let mut query = Query::default();
        let (mut mode, mut threshold, mut max_classes) = (Mode::default(), None, None);
        for (name, value) in form_urlencoded::parse(raw.as_bytes()) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let wrong = || wrong(&name, value);
            match name.as_ref() {
                "label" => {
                    if value != "uncertain" {
                        value
                            .parse::<taxonomy::Label>()
                            .map_err(|error| refused(error.to_string()))?;
                    }
                    query.label = Some(value.to_owned());
                }
                "reason" => {
                    let reason = UncertainReason::ALL.into_iter().find(|r| r.id() == value);
                    query.reason = Some(reason.ok_or_else(wrong)?);
                }
                "severity" => {
                    query.severity = Some(taxonomy::Severity::from_id(value).ok_or_else(wrong)?);
                }
                "min_confidence" => query.min_confidence = Some(share(value).ok_or_else(wrong)?),
                "max_confidence" => query.max_confidence = Some(share(value).ok_or_else(wrong)?),
                "technique" => query.technique = Some(value.to_owned()),
                "text" => query.text = Some(value.to_owned()),
                "second" => query.second = Some(Touched::from_id(value).ok_or_else(wrong)?),
                "third" => query.third = Some(Touched::from_id(value).ok_or_else(wrong)?),
                "passes" => query.passes = Passes::from_id(value).ok_or_else(wrong)?,
                "sort" => {
                    query.sort = match value {
                        "row" => Sort::Row,
                        "label" => Sort::Label,
                        "confidence" => Sort::Confidence,
                        "risk" => Sort::Risk,
                        _ => return Err(wrong()),
                    }
                }
                "descending" => query.descending = matches!(value, "true" | "1" | "on"),
                "page" => query.page = value.parse().map_err(|_| wrong())?,
                "per_page" => {
                    query.per_page = value.parse().map_err(|_| wrong())?;
                    if !(1..=PER_PAGE).contains(&query.per_page) {
                        return Err(wrong());
                    }
                }
                "mode" => mode = Mode::from_id(value).ok_or_else(wrong)?,
                "threshold" => threshold = Some(value.parse().map_err(|_| wrong())?),
                "max_classes" => max_classes = Some(value.parse().map_err(|_| wrong())?),
                _ => {}
            }
        }
        let settings = Settings::new(mode, threshold, max_classes)
            .map_err(|error| refused(error.to_string()))?;
        Ok(Self { query, settings })
    }
}

fn share(value: &str) -> Option<f32> {
    value
        .parse()
        .ok()
        .filter(|share| (0.0..=1.0).contains(share))
}

fn wrong(name: &str, value: &str) -> Problem {
    refused(format!("“{name}” cannot be “{value}”."))
}

pub(crate) fn refused(detail: impl Into<String>) -> Problem {
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "invalid-value",
        "A value does not fit",
        detail,
    )
}

impl<S: Sync> FromRequestParts<S> for View {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::parse(parts.uri.query().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_fields_are_not_given() {
        let view = View::parse("label=&severity=&min_confidence=&page=&threshold=&x=1").unwrap();
        assert_eq!(view, View::parse("").unwrap());
    }

    #[test]
    fn values_are_read_or_named() {
        let view =
            View::parse("label=web_attack&sort=risk&descending=true&threshold=0.7&text=a%26b")
                .unwrap();
        assert_eq!(view.query.label.as_deref(), Some("web_attack"));
        assert_eq!(view.query.text.as_deref(), Some("a&b"));
        assert_eq!((view.query.sort, view.query.descending), (Sort::Risk, true));
        assert_eq!(view.settings.threshold, 0.7);
        for raw in [
            "label=nope",
            "reason=x",
            "severity=bad",
            "min_confidence=2",
            "sort=up",
            "second=once",
            "third=maybe",
            "passes=none",
            "page=-1",
            "per_page=0",
            "per_page=9999",
            "mode=hard",
            "threshold=NaN",
            "threshold=7",
            "max_classes=11",
        ] {
            let problem = View::parse(raw).unwrap_err();
            assert_eq!(problem.status(), StatusCode::UNPROCESSABLE_ENTITY, "{raw}");
        }
    }
}
