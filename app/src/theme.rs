//! Light, dark, or as the system says. Kept in a cookie, so that the server draws the first frame
//! right.

use leptos::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    /// The value of `data-theme`; none for the system's choice.
    pub const fn id(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    pub const fn words(self) -> &'static str {
        match self {
            Self::Auto => "as the system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    const fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }

    /// Reads the `theme` cookie out of a `Cookie` header.
    #[cfg(any(feature = "ssr", test))]
    fn of_cookies(header: &str) -> Self {
        let value = header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == "theme")
            .map(|(_, value)| value);
        match value {
            Some("light") => Self::Light,
            Some("dark") => Self::Dark,
            _ => Self::Auto,
        }
    }

    /// The reader's choice, on either side.
    pub fn chosen() -> Self {
        #[cfg(feature = "ssr")]
        {
            use_context::<http::request::Parts>()
                .and_then(|parts| {
                    let header = parts.headers.get(http::header::COOKIE)?;
                    Some(Self::of_cookies(header.to_str().ok()?))
                })
                .unwrap_or_default()
        }
        #[cfg(feature = "hydrate")]
        {
            match crate::browser::root_theme().as_deref() {
                Some("light") => Self::Light,
                Some("dark") => Self::Dark,
                _ => Self::Auto,
            }
        }
        #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
        {
            Self::Auto
        }
    }
}

/// The choice as the page holds it.
#[derive(Debug, Clone, Copy)]
pub struct ThemeChoice(RwSignal<Theme>);

impl ThemeChoice {
    pub fn new() -> Self {
        Self(RwSignal::new(Theme::chosen()))
    }

    pub fn get(self) -> Theme {
        self.0.get()
    }

    /// Steps to the next choice, shows and keeps it.
    pub fn next(self) {
        let next = self.0.get_untracked().next();
        self.0.set(next);
        crate::browser::keep_theme(next.id());
    }
}

impl Default for ThemeChoice {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_found_among_others() {
        for (header, expected) in [
            ("", Theme::Auto),
            ("theme=dark", Theme::Dark),
            ("a=b; theme=light; c=d", Theme::Light),
            ("mytheme=dark", Theme::Auto),
            ("theme=\"><script>", Theme::Auto),
        ] {
            assert_eq!(Theme::of_cookies(header), expected, "{header}");
        }
    }
}
