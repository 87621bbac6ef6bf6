//! From hits to entities: values normalised, equal ones gathered, spans of the original.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};

use crate::output::Hit;
use crate::{Entity, EntityKind, IpScope, Span, ip, refang};

/// Entities of the hits in `text`, the normalised text; `raw` leads back to the original.
/// In the order of their first appearance.
pub fn gather(text: &str, hits: &[Hit], raw: impl Fn(usize, usize) -> Span) -> Vec<Entity> {
    let mut order: Vec<&Hit> = hits.iter().collect();
    order.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    let mut entities: Vec<Entity> = Vec::new();
    let mut known: HashMap<(EntityKind, String), usize> = HashMap::new();
    for hit in order {
        let (start, end) = (hit.start as usize, hit.end as usize);
        let Some(written) = text.get(start..end) else {
            continue;
        };
        let (value, scope) = value(hit.kind, written);
        let span = raw(start, end);
        match known.get(&(hit.kind, value.clone())) {
            Some(&index) => {
                let spans = &mut entities[index].spans;
                if spans.last() != Some(&span) {
                    spans.push(span);
                }
            }
            None => {
                known.insert((hit.kind, value.clone()), entities.len());
                entities.push(Entity {
                    kind: hit.kind,
                    value,
                    scope,
                    spans: vec![span],
                });
            }
        }
    }
    entities
}

/// The value as it is kept: refanged, and in the case that its kind is compared in.
fn value(kind: EntityKind, written: &str) -> (String, Option<IpScope>) {
    use EntityKind as K;
    match kind {
        K::Ipv4 | K::Ipv6 => {
            let plain = refang(written);
            let (host, bits) = match plain.split_once('/') {
                Some((host, bits)) => (host, Some(bits)),
                None => (&*plain, None),
            };
            let zone = host.split('%').next().unwrap_or_default();
            let address: Option<IpAddr> = if kind == K::Ipv6 {
                zone.parse::<Ipv6Addr>().ok().map(IpAddr::V6)
            } else {
                zone.parse().ok()
            };
            let Some(address) = address else {
                return (plain.into_owned(), None);
            };
            let mut value = address.to_string();
            if let Some(bits) = bits {
                value.push('/');
                value.push_str(bits);
            }
            (value, Some(ip::scope(address)))
        }
        K::Url => (url(&refang(written)), None),
        K::Domain | K::Email | K::Md5 | K::Sha1 | K::Sha256 => (lower(&refang(written)), None),
        K::Cve | K::AttackId => (written.to_ascii_uppercase(), None),
        _ => (written.to_owned(), None),
    }
}

/// Scheme and host in lower case, the rest as written.
fn url(url: &str) -> String {
    let body = url.find("://").map_or(0, |sign| sign + 3);
    let end = url[body..]
        .find(['/', '?', '#'])
        .map_or(url.len(), |end| body + end);
    let mut value = lower(&url[..end]);
    value.push_str(&url[end..]);
    value
}

/// Lower case that stays as it is when it is read again.
fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let (mut folded, mut scratch) = (String::new(), String::new());
    crate::normal::fold(text, &mut folded, &mut scratch);
    folded
}
