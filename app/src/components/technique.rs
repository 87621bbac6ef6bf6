//! ATT&CK techniques with the reason each is listed: words of the text, or only the label.

use leptos::prelude::*;
use triage::{TechniqueHit, TechniqueSource};

use super::{Icon, IconName};
use crate::format::probability;

/// The technique's page on MITRE's site.
pub fn address(id: &str) -> String {
    format!(
        "https://attack.mitre.org/techniques/{}/",
        id.replace('.', "/")
    )
}

/// Splits into those the text shows and those only the label suggests.
#[component]
pub fn TechniqueList(techniques: Vec<TechniqueHit>, #[prop(into)] text: String) -> impl IntoView {
    let (shown, implied): (Vec<_>, Vec<_>) = techniques
        .into_iter()
        .partition(|hit| hit.source == TechniqueSource::Text);
    let none = shown.is_empty() && implied.is_empty();
    view! {
        {none.then(|| view! { <p class="quiet">"Neither the text nor the label points to a technique."</p> })}
        {(!shown.is_empty())
            .then(|| {
                view! {
                    <h3>"Shown by the text"</h3>
                    <ul class="techniques">
                        {shown.into_iter().map(|hit| item(hit, &text)).collect_view()}
                    </ul>
                }
            })}
        {(!implied.is_empty())
            .then(|| {
                view! {
                    <h3>"Suggested by the label alone"</h3>
                    <p class="quiet">
                        "Usual for this kind of event; nothing in the text shows them."
                    </p>
                    <ul class="techniques techniques-implied">
                        {implied.into_iter().map(|hit| item(hit, &text)).collect_view()}
                    </ul>
                }
            })}
    }
}

fn item(hit: TechniqueHit, text: &str) -> impl IntoView + use<> {
    let mut quotes: Vec<String> = Vec::new();
    for span in &hit.spans {
        let quote = span.of(text);
        if !quote.is_empty() && !quotes.iter().any(|known| known.eq_ignore_ascii_case(quote)) {
            quotes.push(quote.to_owned());
        }
    }
    let tactics: Vec<_> = hit.tactics.iter().map(|tactic| tactic.name()).collect();
    let tactics = tactics.join(", ");
    view! {
        <li class="technique">
            <a href=address(&hit.id) rel="external noreferrer noopener" target="_blank">
                <code>{hit.id.clone()}</code>
                <Icon name=IconName::Outside />
                <span class="visually-hidden">"on MITRE's site, in a new tab"</span>
            </a>
            <span class="technique-name">{hit.name}</span>
            <span class="quiet">{tactics}</span>
            <span class="technique-evidence">
                {quotes
                    .into_iter()
                    .map(|quote| view! { <q>{quote}</q> })
                    .collect_view()}
            </span>
            <span class="number quiet" title="Confidence in the evidence">
                {probability(hit.confidence)}
            </span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sub_techniques_have_a_path_of_their_own() {
        assert_eq!(
            address("T1486"),
            "https://attack.mitre.org/techniques/T1486/"
        );
        assert_eq!(
            address("T1059.007"),
            "https://attack.mitre.org/techniques/T1059/007/"
        );
    }
}
