//! When to ask again, and how long to wait before: exponentially longer, spread so that many
//! clients do not come back at once, or as long as the server says.

use std::time::{Duration, SystemTime};

use crate::{RemoteError, Retries};

/// The pause after `attempt` (from 1), or the error that ends it. `salt` tells requests apart.
pub(crate) fn pause(
    retries: Retries,
    attempt: u32,
    salt: u64,
    error: RemoteError,
) -> Result<Duration, RemoteError> {
    if attempt > retries.most {
        return Err(error);
    }
    let asked = match &error {
        RemoteError::TooMany { retry_after, .. } | RemoteError::Server { retry_after, .. } => {
            *retry_after
        }
        _ => None,
    };
    match asked {
        Some(asked) if asked > retries.longest => Err(error),
        Some(asked) => Ok(asked),
        None => Ok(back_off(retries, attempt, salt)),
    }
}

/// Between half and all of base, twice base, four times base ... The share comes from a hash: chance
/// would not let a run be repeated.
fn back_off(retries: Retries, attempt: u32, salt: u64) -> Duration {
    let doubled = 2_u32.saturating_pow(attempt - 1);
    let full = retries.base.saturating_mul(doubled).min(retries.longest);
    let share = mix(salt ^ (u64::from(attempt) << 48)) >> 40;
    full.mul_f64(0.5 + 0.5 * share as f64 / (1_u64 << 24) as f64)
}

/// The finaliser of SplitMix64: neighbours come out far apart.
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// `Retry-After`: seconds, or the date from which on it may be tried.
pub(crate) fn retry_after(header: &str, now: SystemTime) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(header).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RETRIES: Retries = Retries {
        most: 3,
        base: Duration::from_secs(1),
        longest: Duration::from_secs(5),
    };

    #[test]
    fn headers_are_read() {
        fn check(header: &str, wanted: Option<u64>) {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
            let wanted = wanted.map(Duration::from_secs);
            assert_eq!(retry_after(header, now), wanted, "{header}");
        }
        check("7", Some(7));
        check(" 0 ", Some(0));
        check("Sun, 06 Nov 1994 08:49:47 GMT", Some(10));
        check("Sun, 06 Nov 1994 08:49:27 GMT", Some(0));
        check("soon", None);
        check("-1", None);
        check("NaN", None);
        check("1e300", None);
        check("", None);
    }

    #[test]
    fn pauses_grow_and_end() {
        fn check(attempt: u32, asked: Option<u64>, wanted: Option<(u64, u64)>) {
            let error = RemoteError::TooMany {
                retry_after: asked.map(Duration::from_secs),
                message: String::new(),
            };
            for salt in 0..50 {
                let pause = pause(RETRIES, attempt, salt, error.clone());
                assert_eq!(pause, super::pause(RETRIES, attempt, salt, error.clone()));
                match wanted {
                    Some((low, high)) => {
                        let pause = pause.unwrap();
                        assert!(pause >= Duration::from_millis(low), "{attempt} {pause:?}");
                        assert!(pause <= Duration::from_millis(high), "{attempt} {pause:?}");
                    }
                    None => assert_eq!(pause, Err(error.clone())),
                }
            }
        }
        check(1, None, Some((500, 1000)));
        check(2, None, Some((1000, 2000)));
        check(3, None, Some((2000, 4000)));
        check(4, None, None);
        check(1, Some(0), Some((0, 0)));
        check(1, Some(5), Some((5000, 5000)));
        check(1, Some(6), None);
        check(4, Some(1), None);
    }

    #[test]
    fn clients_spread() {
        let pauses: std::collections::BTreeSet<Duration> =
            (0..100).map(|salt| back_off(RETRIES, 1, salt)).collect();
        assert_eq!(pauses.len(), 100);
        let max = back_off(RETRIES, u32::MAX, 1);
        assert!(max <= RETRIES.longest);
    }
}
