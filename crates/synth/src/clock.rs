//! When events happen: more by day than by night, less at weekends, now and then in bursts.
//!
//! Moments are seconds since 1970-01-01 of a clock on the wall; there are no time zones and no
//! public holidays.

use crate::rng::{Rng, below, join};

const DAY: i64 = 86_400;

/// Who brings an event about, and so at what hours it comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rhythm {
    /// People at work.
    Office,
    /// Machines and people elsewhere: day and night.
    Anytime,
}

/// Relative weight of each hour.
const OFFICE: [u8; 24] = [
    1, 1, 1, 1, 1, 2, 5, 12, 22, 28, 26, 22, 16, 22, 24, 22, 18, 12, 7, 5, 4, 3, 2, 1,
];
const ANYTIME: [u8; 24] = [
    9, 10, 11, 10, 9, 7, 6, 7, 10, 12, 12, 11, 10, 11, 12, 12, 11, 10, 9, 9, 10, 11, 11, 10,
];

/// Of weekend days this share is kept.
const WEEKEND: [f64; 2] = [0.25, 0.7];

/// The hours as a table to draw from: as many entries for each as its weight says.
const fn table(weights: [u8; 24]) -> [u8; 256] {
    let (mut sum, mut h) = (0usize, 0);
    while h < 24 {
        sum += weights[h] as usize;
        h += 1;
    }
    let mut out = [0u8; 256];
    let (mut i, mut hour, mut upto) = (0, 0, weights[0] as usize);
    while i < 256 {
        while i * sum >= upto * 256 {
            hour += 1;
            upto += weights[hour] as usize;
        }
        out[i] = hour as u8;
        i += 1;
    }
    out
}

static HOURS: [[u8; 256]; 2] = [table(OFFICE), table(ANYTIME)];

/// The first and the last second of the days `first..=last`.
pub(crate) const fn seconds(period: (i64, i64)) -> (i64, i64) {
    (period.0 * DAY, period.1 * DAY + DAY - 1)
}

/// 1970-01-01 was a Thursday.
const fn is_weekend(day: i64) -> bool {
    matches!(day.rem_euclid(7), 2 | 3)
}

/// A moment within the days `period`.
pub(crate) fn moment(rng: &mut Rng, (first, last): (i64, i64), rhythm: Rhythm) -> i64 {
    let days = (last - first + 1) as usize;
    let mut day = first + rng.below(days) as i64;
    // Eight tries: a period of one Sunday has to end too.
    for _ in 0..8 {
        if !is_weekend(day) || rng.chance(WEEKEND[rhythm as usize]) {
            break;
        }
        day = first + rng.below(days) as i64;
    }
    let bits = rng.next();
    let hour = HOURS[rhythm as usize][(bits >> 56) as usize];
    day * DAY + i64::from(hour) * 3600 + below(bits << 8, 3600) as i64
}

/// A moment within minutes of the burst that the events around `group` share.
pub(crate) fn burst(seed: u64, group: u64, rng: &mut Rng, period: (i64, i64)) -> i64 {
    let mut shared = Rng::new(join(join(seed, 0xb0057), group));
    let centre = moment(&mut shared, period, Rhythm::Anytime);
    // The sum of two draws: most of them near the middle.
    let offset = (rng.below(900) + rng.below(900)) as i64 - 900;
    let (first, last) = seconds(period);
    (centre + offset).clamp(first, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::days;

    #[test]
    fn nights_and_weekends_are_quieter() {
        let period = (days(2025, 1, 6), days(2025, 3, 30));
        for (rhythm, day_share, weekend_share) in [
            (Rhythm::Office, 0.75..0.90, 0.06..0.12),
            (Rhythm::Anytime, 0.40..0.50, 0.19..0.25),
        ] {
            let mut rng = Rng::new(1);
            let (mut day, mut weekend) = (0, 0);
            for _ in 0..20_000 {
                let when = moment(&mut rng, period, rhythm);
                assert!((seconds(period).0..=seconds(period).1).contains(&when));
                day += u32::from((8..18).contains(&(when.rem_euclid(DAY) / 3600)));
                weekend += u32::from(is_weekend(when.div_euclid(DAY)));
            }
            let share = |n: u32| f64::from(n) / 20_000.0;
            assert!(day_share.contains(&share(day)), "{rhythm:?} {}", share(day));
            assert!(
                weekend_share.contains(&share(weekend)),
                "{rhythm:?} {}",
                share(weekend)
            );
        }
    }

    #[test]
    fn a_period_of_one_sunday_is_a_period() {
        let sunday = days(2025, 3, 30);
        let mut rng = Rng::new(3);
        for _ in 0..100 {
            assert_eq!(
                moment(&mut rng, (sunday, sunday), Rhythm::Office).div_euclid(DAY),
                sunday
            );
            assert_eq!(
                burst(1, 2, &mut rng, (sunday, sunday)).div_euclid(DAY),
                sunday
            );
        }
    }
}
