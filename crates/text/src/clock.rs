//! Times of day and dates in figures. Months in words are rules of the token stream.

use crate::bytes::{DIGIT, byte, class, continues, decimal, run};

/// Digits `at..at+n`, no more and no fewer; their value.
fn digits(b: &[u8], at: usize, least: usize, most: usize) -> Option<(usize, u32)> {
    let mut end = at;
    while end < at + most && class(b, end) & DIGIT != 0 {
        end += 1;
    }
    if end - at < least || class(b, end) & DIGIT != 0 {
        return None;
    }
    Some((end, decimal(&b[at..end])?))
}

/// `9:12`, `09:12:33.250Z`, `9:12pm`, `23:15h`, `07:12:00+02:00`; not `1:37000` or `1:1:1:1`.
pub fn time(b: &[u8], at: usize) -> Option<usize> {
    let (end, hour) = digits(b, at, 1, 2)?;
    if byte(b, end) != b':' || hour > 24 {
        return None;
    }
    let (mut end, minute) = digits(b, end + 1, 2, 2)?;
    if minute > 59 {
        return None;
    }
    if byte(b, end) == b':' && class(b, end + 1) & DIGIT != 0 {
        let second;
        (end, second) = digits(b, end + 1, 2, 2)?;
        if second > 60 {
            return None;
        }
        if matches!(byte(b, end), b'.' | b',') && class(b, end + 1) & DIGIT != 0 {
            let fraction = run(b, end + 1, DIGIT);
            if fraction - end <= 10 {
                end = fraction;
            }
        }
        if matches!(byte(b, end), b'+' | b'-')
            && let Some((zone, 0..=14)) = digits(b, end + 1, 2, 2)
            && byte(b, zone) == b':'
            && let Some((zone, _)) = digits(b, zone + 1, 2, 2)
        {
            end = zone;
        }
    }
    let suffix = match byte(b, end).to_ascii_lowercase() {
        b'z' | b'h' => 1,
        b'a' | b'p' if byte(b, end + 1).eq_ignore_ascii_case(&b'm') => 2,
        _ => 0,
    };
    end += suffix;
    (!continues(b, end) && (byte(b, end) != b':' || class(b, end + 1) & DIGIT == 0)).then_some(end)
}

/// `2024-03-14`, `2024/03/14`, `14/03/2024`, `3/14/24`, `14.03.2024`; a `T` and a time may follow.
pub fn date(b: &[u8], at: usize) -> Option<usize> {
    let first = run(b, at, DIGIT);
    let mark = byte(b, first);
    if !matches!(mark, b'-' | b'/' | b'.') {
        return None;
    }
    let (end, valid) = if first - at == 4 && mark != b'.' {
        let year = decimal(&b[at..first])?;
        let (end, month) = digits(b, first + 1, 2, 2)?;
        if byte(b, end) != mark {
            return None;
        }
        let (end, day) = digits(b, end + 1, 2, 2)?;
        let valid = (1900..2100).contains(&year) && (1..=12).contains(&month);
        (end, valid && (1..=31).contains(&day))
    } else if first - at <= 2 {
        let one = decimal(&b[at..first])?;
        let (end, two) = digits(b, first + 1, 1, 2)?;
        if byte(b, end) != mark {
            return None;
        }
        let (end, year) = digits(b, end + 1, 2, 4)?;
        let known = (1900..2100).contains(&year) || (year < 100 && mark == b'/');
        let days = (1..=31).contains(&one) && (1..=31).contains(&two);
        (end, known && days && one.min(two) <= 12)
    } else {
        return None;
    };
    let then = byte(b, end);
    let time = then == b'T' && class(b, end + 1) & DIGIT != 0;
    let goes_on = matches!(then, b'.' | b'/') && continues(b, end + 1);
    (valid && (time || (!continues(b, end) && !goes_on))).then_some(end)
}
