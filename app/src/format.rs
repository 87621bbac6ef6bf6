//! Numbers and times as people read them. Pure.

/// `1204` as `1,204`.
pub fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number of things: `1 row`, `1,204 rows`.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// A probability: two digits, but never a rounded-up certainty.
pub fn probability(p: f32) -> String {
    if p > 0.995 && p < 1.0 {
        ">0.99".into()
    } else if p > 0.0 && p < 0.005 {
        "<0.01".into()
    } else {
        format!("{p:.2}")
    }
}

/// A share of a whole, in per cent.
pub fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "0 %".into();
    }
    let percent = part as f64 * 100.0 / whole as f64;
    if percent > 0.0 && percent < 0.1 {
        "<0.1 %".into()
    } else if percent < 10.0 && percent.fract() != 0.0 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

/// With its sign, a true minus included.
pub fn signed(value: f64, digits: usize) -> String {
    let size = format!("{:.digits$}", value.abs());
    if size.bytes().all(|b| b == b'0' || b == b'.') {
        size
    } else if value < 0.0 {
        format!("\u{2212}{size}")
    } else {
        format!("+{size}")
    }
}

/// Microseconds in a unit that suits them.
pub fn micros(us: u64) -> String {
    match us {
        0..=99 => format!("{us} µs"),
        100..=9_999 => format!("{:.1} ms", us as f64 / 1e3),
        10_000..=999_999 => format!("{} ms", us / 1_000),
        _ => seconds(us as f64 / 1e6),
    }
}

/// `50 ms`, `1.2 s`, `42 s`, `3 min 20 s`, `2 h 5 min`.
pub fn seconds(s: f64) -> String {
    if !s.is_finite() || s < 0.0 {
        return "unknown".into();
    }
    if s < 0.95 {
        return micros((s * 1e6) as u64);
    }
    if s < 10.0 {
        return format!("{s:.1} s");
    }
    let whole = s.round() as u64;
    match whole {
        0..=59 => format!("{whole} s"),
        60..=3_599 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3_600, whole % 3_600 / 60),
    }
}

/// `512 B`, `1.4 MB`.
pub fn bytes(n: u64) -> String {
    match n {
        0..=999 => format!("{n} B"),
        1_000..=999_999 => format!("{:.0} kB", n as f64 / 1e3),
        1_000_000..=999_999_999 => format!("{:.1} MB", n as f64 / 1e6),
        _ => format!("{:.1} GB", n as f64 / 1e9),
    }
}

/// An RFC 3339 time as `2026-11-23 06:05 UTC`; anything else as it is.
pub fn time(rfc3339: &str) -> String {
    match (
        rfc3339.get(..10),
        rfc3339.get(11..16),
        rfc3339.ends_with('Z'),
    ) {
        (Some(day), Some(minute), true) => format!("{day} {minute} UTC"),
        _ => rfc3339.to_owned(),
    }
}

/// A time limit in minutes: `15 minutes`, `4 hours`, `3 days`.
pub fn minutes(n: u32) -> String {
    match n {
        n if n >= 1_440 && n.is_multiple_of(1_440) => counted(u64::from(n / 1_440), "day", "days"),
        n if n >= 60 && n.is_multiple_of(60) => counted(u64::from(n / 60), "hour", "hours"),
        n => counted(u64::from(n), "minute", "minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T>(cases: &[(T, &str)], shown: impl Fn(&T) -> String) {
        for (value, expected) in cases {
            assert_eq!(shown(value), *expected);
        }
    }

    #[test]
    fn numbers_read_well() {
        check(
            &[
                (0, "0"),
                (999, "999"),
                (1_000, "1,000"),
                (1_234_567, "1,234,567"),
            ],
            |n| count(*n),
        );
        check(
            &[
                (0.0, "0.00"),
                (0.004, "<0.01"),
                (0.5, "0.50"),
                (0.998, ">0.99"),
                (1.0, "1.00"),
            ],
            |p| probability(*p),
        );
        check(
            &[
                ((0, 0), "0 %"),
                ((1, 3), "33 %"),
                ((1, 40), "2.5 %"),
                ((1, 50_000), "<0.1 %"),
                ((5, 5), "100 %"),
            ],
            |(part, whole)| share(*part, *whole),
        );
        check(
            &[
                (1.25, "+1.25"),
                (-0.5, "\u{2212}0.50"),
                (0.001, "0.00"),
                (-0.0, "0.00"),
            ],
            |v| signed(*v, 2),
        );
        check(
            &[
                (0, "0 B"),
                (1_500, "2 kB"),
                (2_450_000, "2.5 MB"),
                (3_000_000_000, "3.0 GB"),
            ],
            |n| bytes(*n),
        );
    }

    #[test]
    fn times_read_well() {
        check(
            &[
                (42, "42 µs"),
                (420, "0.4 ms"),
                (4_200, "4.2 ms"),
                (42_000, "42 ms"),
                (1_200_000, "1.2 s"),
            ],
            |us| micros(*us),
        );
        check(
            &[
                (0.84, "840 ms"),
                (1.24, "1.2 s"),
                (42.2, "42 s"),
                (200.0, "3 min 20 s"),
                (7_500.0, "2 h 5 min"),
                (f64::NAN, "unknown"),
            ],
            |s| seconds(*s),
        );
        check(
            &[
                ("2026-11-23T06:05:09Z", "2026-11-23 06:05 UTC"),
                ("2026-11-23T06:05:09.123Z", "2026-11-23 06:05 UTC"),
                ("", ""),
                ("é", "é"),
            ],
            |t| time(t),
        );
        check(
            &[
                (15, "15 minutes"),
                (60, "1 hour"),
                (240, "4 hours"),
                (4_320, "3 days"),
                (90, "90 minutes"),
            ],
            |n| minutes(*n),
        );
    }
}
