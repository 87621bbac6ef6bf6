//! What one row's fields all draw from: the seed, the story's rule and the moment it happened.

/// One event's circumstances. Everything else follows from its three seeds (see
/// [`crate::slot::Slot`]): events that share `actor` or `victim` are told with the same people,
/// machines and indicators.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What is this event's alone: amounts, tickets, wording.
    pub seed: u64,
    /// The other side: addresses, domains, files, tools, countries.
    pub actor: u64,
    /// Our side: people, machines, networks, products.
    pub victim: u64,
    /// Seconds since 1970-01-01 UTC.
    pub when: i64,
    /// Name of the detection rule that fired.
    pub rule: &'static str,
    /// People, places and organisations all read [`ANONYMOUS`]: what is left is what the frame
    /// itself says, from which a vocabulary can be drawn that knows no names.
    pub anonymous: bool,
}

/// Stands for every name in an anonymous scenario.
pub const ANONYMOUS: &str = "zzz";

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = [
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
];

/// Year, month `1..=12`, day `1..=31` of a day number since 1970-01-01 (Howard Hinnant's
/// `civil_from_days`, public domain).
pub fn civil(days: i64) -> (i64, usize, u64) {
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u64;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as usize;
    (yoe + era * 400 + i64::from(month <= 2), month, day)
}

/// Day number since 1970-01-01 of a date; the inverse of [`civil`].
pub const fn days(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let mp = (month + 9) % 12;
    let doy = (153 * mp + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

impl Scenario {
    fn today(&self) -> i64 {
        self.when.div_euclid(86_400)
    }

    pub fn weekday(&self) -> &'static str {
        WEEKDAYS[self.today().rem_euclid(7) as usize]
    }

    pub fn month(&self) -> &'static str {
        MONTHS[civil(self.today()).1 - 1]
    }

    /// `09:12`, some minutes after the event; past midnight it is the next day's clock.
    pub(crate) fn clock(&self, minutes_later: u64, out: &mut String) {
        let minute = (self.when.rem_euclid(86_400) as u64 / 60 + minutes_later) % 1440;
        crate::slot::padded(minute / 60, 2, out);
        out.push(':');
        crate::slot::padded(minute % 60, 2, out);
    }

    /// `14 March`, some days after the event.
    pub(crate) fn day(&self, days_later: u64, out: &mut String) {
        let (_, month, day) = civil(self.today() + days_later as i64);
        crate::slot::decimal(day, out);
        out.push(' ');
        out.push_str(MONTHS[month - 1]);
    }

    /// `2024-03-14T09:12:33`, the timestamp column.
    pub fn timestamp(&self, out: &mut String) {
        use crate::slot::padded;
        let (year, month, day) = civil(self.today());
        let second = self.when.rem_euclid(86_400) as u64;
        padded(year as u64, 4, out);
        out.push('-');
        padded(month as u64, 2, out);
        out.push('-');
        padded(day, 2, out);
        out.push('T');
        padded(second / 3600, 2, out);
        out.push(':');
        padded(second / 60 % 60, 2, out);
        out.push(':');
        padded(second % 60, 2, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_go_there_and_back() {
        for day in [-1, 0, 59, 60, 19_782, 20_000, 30_000] {
            let (y, m, d) = civil(day);
            assert_eq!(days(y, m as i64, d as i64), day);
        }
        assert_eq!(civil(days(2024, 2, 29)), (2024, 2, 29));
        let s = Scenario {
            seed: 0,
            actor: 0,
            victim: 0,
            when: days(2026, 3, 2) * 86_400 + 7 * 3600 + 720,
            rule: "",
            anonymous: false,
        };
        assert_eq!((s.weekday(), s.month()), ("Monday", "March"));
        let mut out = String::new();
        s.timestamp(&mut out);
        assert_eq!(out, "2026-03-02T07:12:00");
    }
}
