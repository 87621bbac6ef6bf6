//! The page's WASM comes in two halves, so that who triages one incident does not load what files
//! need. Within a half the page changes in place; between them the browser loads the next page.

/// Which half of the program runs a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// One incident.
    Desk,
    /// Files, their rows, the models, and their opinions side by side.
    Files,
}

impl Half {
    /// The half that has the page at a path; what nobody has is the desk's.
    pub fn of(path: &str) -> Self {
        let first = path.trim_start_matches('/').split('/').next();
        match first {
            Some("bulk" | "batches" | "about" | "opinions" | "language") => Self::Files,
            _ => Self::Desk,
        }
    }

    /// Name of its files in `pkg/`.
    pub const fn module(self) -> &'static str {
        match self {
            Self::Desk => "alertsage",
            Self::Files => "files",
        }
    }

    /// What a link on one path to another needs so that the browser, not the router, follows it.
    pub fn rel(from: &str, to: &str) -> Option<&'static str> {
        (Self::of(from) != Self::of(to)).then_some("external")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_its_half() {
        let check = |path: &str, half: Half| assert_eq!(Half::of(path), half, "{path}");
        check("/", Half::Desk);
        check("/incidents/0123", Half::Desk);
        check("/nothing/here", Half::Desk);
        check("/bulk", Half::Files);
        check("/opinions/0123", Half::Files);
        check("/language", Half::Files);
        check("/batches/0123/rows/7", Half::Files);
        check("/about", Half::Files);
        check("/aboutx", Half::Desk);
        assert_eq!(Half::rel("/", "/bulk"), Some("external"));
        assert_eq!(Half::rel("/batches/1", "/about"), None);
    }
}
