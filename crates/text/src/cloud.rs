//! Resources in public clouds: ARNs, instance ids, buckets, storage hosts, Azure resource paths.

use crate::EntityKind;
use crate::bytes::{ALNUM, byte, class, starts_with};
use crate::scan::Scan;

/// Hosts whose names are resources. A name is one when it ends in one of these after a dot.
const HOSTS: &[&str] = &[
    "blob.core.windows.net",
    "dfs.core.windows.net",
    "file.core.windows.net",
    "queue.core.windows.net",
    "table.core.windows.net",
    "vault.azure.net",
    "database.windows.net",
    "azurewebsites.net",
    "amazonaws.com",
    "cloudfront.net",
    "storage.googleapis.com",
    "appspot.com",
    "cloudfunctions.net",
    "digitaloceanspaces.com",
    "r2.cloudflarestorage.com",
];

/// Kinds of AWS ids: `i-0123456789abcdef0`.
const IDS: &[&str] = &[
    "ami", "eni", "i", "igw", "lt", "nat", "rtb", "sg", "snap", "subnet", "vol", "vpc", "vpce",
];

/// Whether a lower-case domain is a cloud resource of its own.
pub fn is_host(domain: &str) -> bool {
    HOSTS.iter().any(|host| {
        domain
            .strip_suffix(host)
            .is_some_and(|head| head.len() > 1 && head.ends_with('.'))
    })
}

/// Whether a run is an id such as `i-0123456789abcdef0`: a kind, then 8 or 17 hex digits.
pub fn is_id(run: &str) -> bool {
    run.split_once('-').is_some_and(|(kind, id)| {
        IDS.contains(&kind)
            && matches!(id.len(), 8 | 17)
            && id.bytes().all(|c| c.is_ascii_hexdigit())
            && id.bytes().any(|c| c.is_ascii_digit())
    })
}

/// Whether a scheme names storage, not a page.
pub fn is_scheme(scheme: &str) -> bool {
    ["s3", "s3a", "s3n", "gs", "wasb", "wasbs", "abfs", "abfss"]
        .iter()
        .any(|entry| scheme.eq_ignore_ascii_case(entry))
}

/// `arn:aws:`, `arn:aws-us-gov:` at `at`.
pub fn is_arn(b: &[u8], at: usize) -> bool {
    starts_with(b, at, "arn:aws:") || starts_with(b, at, "arn:aws-")
}

/// An Azure resource path at `at`.
pub fn is_azure(b: &[u8], at: usize) -> bool {
    starts_with(b, at, "/subscriptions/") || starts_with(b, at, "/resourcegroups/")
}

impl Scan<'_> {
    /// An ARN, to the end of its chunk.
    pub fn arn(&mut self, start: usize) -> usize {
        let b = self.b;
        let mut end = start;
        while class(b, end) & ALNUM != 0
            || matches!(
                byte(b, end),
                b':' | b'/' | b'-' | b'_' | b'.' | b'*' | b'+' | b'@'
            )
        {
            end += 1;
        }
        while matches!(b[end - 1], b':' | b'.' | b'/' | b'-' | b'*') {
            end -= 1;
        }
        self.out
            .entity("<cloud>", EntityKind::CloudResource, start, end);
        self.inside(start + 4, end, 4);
        end
    }
}
