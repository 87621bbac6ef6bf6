//! Whom an encrypted connection believes, and what is wrong with those it does not.

use ureq::tls::{PemItem, RootCerts, parse_pem};

use crate::RemoteError;

/// The authorities in `pem` and no others, or the public ones.
pub(crate) fn roots(pem: Option<&str>) -> Result<RootCerts, RemoteError> {
    let Some(pem) = pem else {
        return Ok(RootCerts::WebPki);
    };
    let bad = |why: &str| Err(RemoteError::BadEndpoint(why.to_owned()));
    let mut certificates = Vec::new();
    for item in parse_pem(pem.as_bytes()) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(_) => return bad("the authority's certificate cannot be read"),
        }
    }
    if certificates.is_empty() {
        return bad("the authority's text holds no certificate");
    }
    Ok(RootCerts::from(certificates))
}

/// Why no encryption came about, from what the TLS library says: its type is not ours to see, but
/// the names of its cases are part of its text.
pub(crate) fn complaint(error: &std::io::Error) -> String {
    const UNKNOWN: &str =
        "no authority we trust signed its certificate; if it is yours, give the authority's";
    const CASES: [(&str, &str); 5] = [
        ("UnknownIssuer", UNKNOWN),
        // Another authority of the same name.
        ("BadSignature", UNKNOWN),
        ("not valid for name", "its certificate is for another host"),
        ("certificate expired", "its certificate has expired"),
        (
            "CaUsedAsEndEntity",
            "its certificate is that of an authority; it needs one of its own, signed by it",
        ),
    ];
    let text = error.to_string();
    match CASES.iter().find(|(case, _)| text.contains(case)) {
        Some((_, words)) => (*words).to_owned(),
        None => format!("no encryption to be trusted: {text}"),
    }
}
