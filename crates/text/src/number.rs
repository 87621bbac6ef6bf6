//! Numbers: which ones a model should see, and where one ends.

use crate::bytes::{ALNUM, DIGIT, byte, class, run};

/// Integers that mean something by themselves in an incident, kept as they are; all others read
/// `<num>`. Three families: HTTP status codes, well-known ports, Windows event ids.
pub const KEPT: &[u32] = &[
    // HTTP
    200, 201, 204, 301, 302, 304, 307, 400, 401, 403, 404, 405, 408, 413, 418, 429, 500, 501, 502,
    503, 504, //
    // Ports
    20, 21, 22, 23, 25, 53, 67, 68, 69, 80, 81, 88, 110, 111, 123, 135, 137, 138, 139, 143, 161,
    102, 162, 179, 389, 443, 445, 465, 502, 514, 515, 548, 554, 587, 623, 631, 636, 873, 993, 995,
    1080, 1194, 1433, 1434, 1521, 1723, 1812, 1813, 1883, 1900, 2049, 2082, 2083, 2222, 2375, 2376,
    2379, 3128, 3268, 3306, 3389, 4443, 4444, 4786, 5000, 5060, 5061, 5432, 5555, 5601, 5672, 5900,
    5985, 5986, 6379, 6443, 6667, 7001, 8000, 8008, 8080, 8081, 8443, 8530, 8888, 9000, 9001, 9090,
    9100, 9200, 9300, 10250, 11211, 27017, 44818, 47808, 50050, //
    // Windows event ids
    1102, 4104, 4624, 4625, 4648, 4656, 4657, 4662, 4663, 4672, 4673, 4688, 4697, 4698, 4719, 4720,
    4722, 4724, 4726, 4728, 4732, 4738, 4740, 4756, 4768, 4769, 4771, 4776, 5140, 5145, 7045,
];

/// A bit per value: one look, no search.
static KEPT_BITS: [u64; 1024] = {
    let mut bits = [0; 1024];
    let mut i = 0;
    while i < KEPT.len() {
        bits[(KEPT[i] / 64) as usize] |= 1 << (KEPT[i] % 64);
        i += 1;
    }
    bits
};

/// Whether the integer is kept.
pub fn kept(value: u32) -> bool {
    KEPT_BITS
        .get((value / 64) as usize)
        .is_some_and(|bits| bits >> (value % 64) & 1 == 1)
}

/// End of the number that starts at `at`: digits, groups of thousands, decimals. The flag says
/// whether it is a bare run of digits.
pub fn end(b: &[u8], at: usize) -> (usize, bool) {
    let first = run(b, at, DIGIT);
    let mut end = first;
    // 1,024 and 48,300,000: only whole groups of three, so that a list `22,80,443` stays one.
    if first - at <= 3 && byte(b, at) != b'0' {
        loop {
            let group = run(b, end + 1, DIGIT);
            if byte(b, end) != b',' || group != end + 4 || class(b, group) & ALNUM != 0 {
                break;
            }
            end = group;
        }
    }
    while byte(b, end) == b'.' && class(b, end + 1) & DIGIT != 0 {
        end = run(b, end + 1, DIGIT);
    }
    (end, end == first)
}
