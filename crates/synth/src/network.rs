//! The wire side of a row: which address speaks to which, on which port, from which country.
//!
//! Inside addresses are private, outside ones come from the ranges reserved for documentation; a
//! port, protocol or country that a text names is the column's.

use taxonomy::Label;

use crate::rng::below;
use crate::slot::Slot;

/// Who opens the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Inward,
    Outward,
    Within,
}

/// The usual direction and server ports of a kind of event.
pub(crate) const fn habits(label: Label) -> (Direction, &'static [u16]) {
    use Direction::{Inward, Outward, Within};
    match label {
        Label::Phishing => (Inward, &[25, 25, 443, 587]),
        Label::Malware => (Outward, &[443, 443, 80, 445, 8080, 4444]),
        Label::AccessAbuse => (Inward, &[443, 443, 22, 3389, 1812, 445]),
        Label::CredentialCompromise => (Inward, &[443, 443, 443, 1812, 88, 636]),
        Label::DataExfiltration => (Outward, &[443, 443, 22, 53, 8443, 21]),
        Label::InsiderThreat => (Within, &[445, 443, 1433, 22, 5432, 3389]),
        Label::PolicyViolation => (Outward, &[443, 443, 80, 5938, 445, 7070]),
        Label::SuspiciousNetworkActivity => (
            Inward,
            &[22, 23, 445, 3389, 8080, 1433, 3306, 5432, 53, 502],
        ),
        Label::WebAttack => (Inward, &[443, 443, 80, 8080, 8443]),
        Label::BenignActivity => (Within, &[443, 443, 80, 22, 445, 53, 389]),
    }
}

/// The protocol usually heard on a server port.
pub(crate) const fn protocol(port: u16) -> &'static str {
    match port {
        443 | 8443 => "HTTPS",
        80 | 8080 => "HTTP",
        53 | 123 | 161 | 500 | 1812 | 1813 | 4500 => "UDP",
        _ => "TCP",
    }
}

/// A client's port: from the ephemeral range.
pub(crate) fn ephemeral(bits: u64) -> u16 {
    49_152 + below(bits, 16_384) as u16
}

/// Two-letter codes of the countries and cities in the word lists, in their order.
pub(crate) const COUNTRIES: [&str; 30] = [
    "PT", "BR", "RO", "VN", "NG", "NL", "TR", "ID", "UA", "IN", "MX", "BG", "ZA", "KZ", "PL", "AR",
    "MY", "EG", "MD", "TH", "CL", "LT", "KE", "HK", "RS", "PE", "IR", "RU", "CN", "PA",
];
pub(crate) const CITIES: [&str; 30] = [
    "PT", "BR", "RO", "VN", "NG", "NL", "TR", "ID", "UA", "IN", "MX", "BG", "ZA", "KZ", "PL", "AR",
    "MY", "EG", "MD", "TH", "CL", "LT", "KE", "HK", "RS", "PE", "GB", "FR", "NO", "FI",
];

/// Where our organisations sit.
pub(crate) const HOMES: [&str; 8] = ["GB", "GB", "IE", "DE", "FR", "NL", "US", "CA"];

/// The port that a literal text names: `:8443` right behind an address or a name, `port 3389`,
/// `dport=22`. 0 for none.
pub(crate) fn named_port(text: &str, before: Option<Slot>) -> u16 {
    let behind = matches!(
        before,
        Some(
            Slot::Ip
                | Slot::Ip2
                | Slot::IntIp
                | Slot::IntIp2
                | Slot::Domain
                | Slot::Server
                | Slot::Host
        )
    );
    if behind && let Some(port) = text.strip_prefix(':').and_then(number) {
        return port;
    }
    let lower = text.to_ascii_lowercase();
    ["port ", "dport=", "dpt=", "dst_port=", "port="]
        .iter()
        .flat_map(|sign| lower.match_indices(sign).map(move |(at, _)| (at, sign)))
        .filter(|(at, _)| !lower[..*at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
        .filter_map(|(at, sign)| Some((at, number(&lower[at + sign.len()..])?)))
        .min()
        .map_or(0, |(_, port)| port)
}

/// A whole port number at the beginning of `text`.
fn number(text: &str) -> Option<u16> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let ends = !text[digits..].starts_with(|c: char| c.is_alphanumeric() || c == ':');
    let port = text[..digits].parse().ok()?;
    (ends && port > 0).then_some(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_from_literal_text() {
        for (text, before, expected) in [
            (":8443 (tls)", Some(Slot::Ip), 8443),
            (":8443", Some(Slot::User), 0),
            (": 22 attempts", Some(Slot::Ip), 0),
            ("over port 3389, then", None, 3389),
            (" sport=50000 dport=22 ", None, 22),
            ("transport 80", None, 0),
            ("port 99999", None, 0),
            ("port 4444 and port 80", None, 4444),
        ] {
            assert_eq!(named_port(text, before), expected, "{text}");
        }
    }

    #[test]
    fn countries_stand_beside_their_names() {
        assert_eq!(crate::vocab::COUNTRY.len(), COUNTRIES.len());
        assert_eq!(crate::vocab::CITY.len(), CITIES.len());
        for (name, code) in [("Brazil", "BR"), ("China", "CN"), ("Panama", "PA")] {
            let at = crate::vocab::COUNTRY.iter().position(|c| *c == name);
            assert_eq!(at.map(|at| COUNTRIES[at]), Some(code));
        }
        for (name, code) in [("Leeds", "GB"), ("Lima", "PE"), ("Tampere", "FI")] {
            let at = crate::vocab::CITY.iter().position(|c| *c == name);
            assert_eq!(at.map(|at| CITIES[at]), Some(code));
        }
    }
}
