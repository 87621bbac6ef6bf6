//! What a page shows, as the query part of its address: reading, writing, defaults.
//!
//! The address is the state. Everything here is total: a value out of range is as if not given.

use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};
use taxonomy::Severity;
use triage::batch::{Query, Sort};
use triage::passes::{Passes, Touched};
use triage::{Mode, Settings, UncertainReason};

/// Builds a query string; empty values are left out.
#[derive(Default)]
pub struct Pairs(String);

impl Pairs {
    pub fn add(&mut self, name: &str, value: &str) {
        if value.is_empty() {
            return;
        }
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0.push_str(name);
        self.0.push('=');
        escape(value, &mut self.0);
    }

    pub fn done(self) -> String {
        self.0
    }
}

/// Percent-encodes all but unreserved characters.
fn escape(value: &str, out: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for nibble in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(nibble)]));
            }
        }
    }
}

/// Reads what [`escape`] wrote; anything malformed stays as it is.
pub fn unescaped(value: &str) -> String {
    let bytes = value.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = value.get(at + 1..at + 3);
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) if bytes[at] == b'%' => {
                out.push(byte);
                at += 3;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Settings as an address gives them.
pub fn settings(map: &ParamsMap) -> Settings {
    let mode = map
        .get("mode")
        .and_then(|id| Mode::from_id(&id))
        .unwrap_or_default();
    let threshold = map.get("threshold").and_then(|t| t.parse().ok());
    Settings::new(mode, threshold, None).unwrap_or(Settings::of(mode))
}

/// Adds settings where they differ from the default.
pub fn add_settings(pairs: &mut Pairs, settings: &Settings) {
    if settings.mode != Mode::default() {
        pairs.add("mode", settings.mode.id());
    }
    if (settings.threshold - settings.mode.threshold()).abs() > 1e-4 {
        pairs.add("threshold", &format!("{:.2}", settings.threshold));
    }
}

/// What the results of a batch are looked at through.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct BatchView {
    pub query: Query,
    pub settings: Settings,
}

impl BatchView {
    pub fn read(map: &ParamsMap) -> Self {
        let text = |name: &str| map.get(name).filter(|value| !value.is_empty());
        let share = |name: &str| {
            text(name)
                .and_then(|value| value.parse::<f32>().ok())
                .filter(|value| (0.0..=1.0).contains(value))
        };
        Self {
            query: Query {
                label: text("label")
                    .filter(|id| id == "uncertain" || id.parse::<taxonomy::Label>().is_ok()),
                reason: text("reason")
                    .and_then(|id| UncertainReason::ALL.into_iter().find(|r| r.id() == id)),
                severity: text("severity").and_then(|id| Severity::from_id(&id)),
                min_confidence: share("min_confidence"),
                max_confidence: share("max_confidence"),
                technique: text("technique").filter(|id| id.len() <= 16),
                text: text("text"),
                second: text("second").and_then(|id| Touched::from_id(&id)),
                third: text("third").and_then(|id| Touched::from_id(&id)),
                passes: text("passes")
                    .and_then(|id| Passes::from_id(&id))
                    .unwrap_or_default(),
                sort: text("sort")
                    .and_then(|id| SORTS.into_iter().find(|(_, name)| *name == id))
                    .map_or_else(Sort::default, |(sort, _)| sort),
                descending: text("descending").is_some_and(|value| value == "true"),
                page: text("page")
                    .and_then(|page| page.parse().ok())
                    .filter(|page| *page > 0)
                    .unwrap_or(1),
                per_page: Query::default().per_page,
            },
            settings: settings(map),
        }
    }

    /// The query string, with its question mark; empty for the plain view.
    pub fn write(&self) -> String {
        let mut pairs = self.pairs();
        let query = &self.query;
        if query.sort != Sort::default() {
            pairs.add("sort", sort_id(query.sort));
        }
        if query.descending {
            pairs.add("descending", "true");
        }
        if query.page > 1 {
            pairs.add("page", &query.page.to_string());
        }
        pairs.done()
    }

    /// As [`Self::write`], less order and page: what exports need.
    pub fn write_filter(&self) -> String {
        self.pairs().done()
    }

    fn pairs(&self) -> Pairs {
        let mut pairs = Pairs::default();
        let query = &self.query;
        pairs.add("label", query.label.as_deref().unwrap_or_default());
        pairs.add("reason", query.reason.map_or("", UncertainReason::id));
        pairs.add("severity", query.severity.map_or("", Severity::id));
        for (name, bound) in [
            ("min_confidence", query.min_confidence),
            ("max_confidence", query.max_confidence),
        ] {
            if let Some(bound) = bound {
                pairs.add(name, &format!("{bound:.2}"));
            }
        }
        pairs.add("technique", query.technique.as_deref().unwrap_or_default());
        pairs.add("text", query.text.as_deref().unwrap_or_default());
        pairs.add("second", query.second.map_or("", Touched::id));
        pairs.add("third", query.third.map_or("", Touched::id));
        if query.passes != Passes::default() {
            pairs.add("passes", query.passes.id());
        }
        add_settings(&mut pairs, &self.settings);
        pairs
    }

    /// Is any filter set?
    pub fn filtered(&self) -> bool {
        let query = &self.query;
        query.label.is_some()
            || query.reason.is_some()
            || query.severity.is_some()
            || query.min_confidence.is_some()
            || query.max_confidence.is_some()
            || query.technique.is_some()
            || query.text.is_some()
            || query.second.is_some()
            || query.third.is_some()
    }

    /// All rows in their own order, under the same settings and through the same passes.
    pub fn unfiltered(&self) -> Self {
        Self {
            query: Query {
                passes: self.query.passes,
                ..Query::default()
            },
            settings: self.settings,
        }
    }

    /// The same view with a change, back on its first page.
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut next = self.clone();
        change(&mut next);
        next.query.page = 1;
        next
    }
}

const SORTS: [(Sort, &str); 4] = [
    (Sort::Row, "row"),
    (Sort::Label, "label"),
    (Sort::Confidence, "confidence"),
    (Sort::Risk, "risk"),
];

pub fn sort_id(sort: Sort) -> &'static str {
    SORTS
        .into_iter()
        .find(|(known, _)| *known == sort)
        .map_or("row", |(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> ParamsMap {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_view_comes_back_from_its_address() {
        let given = map(&[
            ("label", "uncertain"),
            ("reason", "close_call"),
            ("severity", "high"),
            ("min_confidence", "0.25"),
            ("technique", "T1059.007"),
            ("text", "a b&c=d?#é"),
            ("second", "changed"),
            ("third", "not_believed"),
            ("passes", "second"),
            ("sort", "confidence"),
            ("descending", "true"),
            ("page", "3"),
            ("mode", "soc-hard"),
            ("threshold", "0.80"),
        ]);
        assert_eq!(
            BatchView::read(&given).write(),
            "?label=uncertain&reason=close_call&severity=high&min_confidence=0.25\
             &technique=T1059.007&text=a%20b%26c%3Dd%3F%23%C3%A9&second=changed&third=not_believed\
             &passes=second&mode=soc-hard&threshold=0.80&sort=confidence&descending=true&page=3"
        );
        assert_eq!(BatchView::default().write(), "");
    }

    #[test]
    fn escapes_come_back() {
        for text in ["", "a b&c=d?#%", "100 %", "é\u{202e}", "<script>"] {
            let mut escaped = String::new();
            escape(text, &mut escaped);
            assert_eq!(unescaped(&escaped), text);
        }
        assert_eq!(unescaped("50%"), "50%");
        assert_eq!(unescaped("%zz%é"), "%zz%é");
    }

    #[test]
    fn nonsense_is_as_if_not_given() {
        let given = map(&[
            ("label", "<script>"),
            ("reason", "because"),
            ("min_confidence", "NaN"),
            ("max_confidence", "7"),
            ("page", "0"),
            ("mode", "easy"),
            ("threshold", "inf"),
            ("sort", "colour"),
            ("second", "twice"),
            ("third", "loudly"),
            ("passes", "none"),
            ("descending", "yes"),
        ]);
        assert_eq!(BatchView::read(&given), BatchView::default());
    }
}
