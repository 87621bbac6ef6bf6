//! `/incidents/{id}/analyst-opinion` and its twin under `/api/v1`: a person says what they think of an
//! incident. Their word stands beside the others and moves no decision.

use ::triage::{Opinion, Triage};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{Redirect, Response};
use serde::Deserialize;
use taxonomy::Label;

use super::{body, incidents};
use crate::AppState;
use crate::problem::Problem;
use crate::query::refused;

/// Bytes of a body.
const LIMIT: usize = 4096;

/// Characters of a name.
const LONGEST_NAME: usize = 60;

/// The other answer there is.
const UNCERTAIN: &str = "uncertain";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    /// A label's id, or `uncertain`.
    label: String,
    /// Who says so; nobody has to.
    #[serde(default)]
    name: String,
}

impl Said {
    fn opinion(&self) -> Result<Opinion, Problem> {
        let label = match self.label.as_str() {
            UNCERTAIN => None,
            id => Some(id.parse::<Label>().map_err(|_| {
                refused("“label” must be one of the ten labels, or uncertain.".to_owned())
            })?),
        };
        let name = self.name.trim();
        if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            let why = format!("“name” must be one line of at most {LONGEST_NAME} characters.");
            return Err(refused(why));
        }
        Ok(Opinion::of_analyst(label, name))
    }
}

/// Leads to the page with all opinions.
pub(super) async fn form(
    State(app): State<AppState>,
    Path(id): Path<String>,
    request: Body,
) -> Result<Redirect, Problem> {
    let bytes = body::read(request, LIMIT, LIMIT).await?;
    let mut said = Said::default();
    for (field, value) in form_urlencoded::parse(&bytes) {
        match field.as_ref() {
            "label" => said.label = value.into_owned(),
            "name" => said.name = value.into_owned(),
            _ => {}
        }
    }
    let address = format!("/opinions/{id}");
    keep(&app, id, said).await?;
    Ok(Redirect::to(&address))
}

/// The record with what was said.
pub(super) async fn create(
    State(app): State<AppState>,
    Path(id): Path<String>,
    request: Body,
) -> Result<Response, Problem> {
    let bytes = body::read(request, LIMIT, LIMIT).await?;
    let said = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::bad_request(format!("The JSON cannot be read: {error}.")))?;
    Ok(incidents::object(&keep(&app, id, said).await?))
}

async fn keep(app: &AppState, id: String, said: Said) -> Result<Triage, Problem> {
    let opinion = said.opinion()?;
    app.work(move |backend| {
        backend.incidents.add_opinion(&id, &opinion)?;
        Ok(backend.incident(&id)?)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_says_a_label_and_perhaps_a_name() {
        let check = |label: &str, name: &str, wanted: Option<(Option<Label>, &str)>| {
            let said = Said {
                label: label.to_owned(),
                name: name.to_owned(),
            };
            let found = said.opinion().ok();
            let found = found.map(|opinion| (opinion.label, opinion.model));
            let wanted = wanted.map(|(label, name)| (label, name.to_owned()));
            assert_eq!(found, wanted, "{label} {name:?}");
        };
        check("malware", "", Some((Some(Label::Malware), "")));
        check("uncertain", " Ada ", Some((None, "Ada")));
        check(
            "phishing",
            &"é".repeat(60),
            Some((Some(Label::Phishing), &"é".repeat(60))),
        );
        check("phishing", &"é".repeat(61), None);
        check("phishing", "two\nlines", None);
        check("Malware!", "", None);
        check("", "", None);
    }
}
