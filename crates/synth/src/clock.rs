//! When things happen: mostly at work, less on weekends, and on some days more than on others.

use crate::rng::{Rng, join, mix};
use crate::settings::Settings;

/// How likely each hour is, against the busiest.
const HOURS: [f64; 24] = [
    0.18, 0.15, 0.14, 0.13, 0.13, 0.16, 0.25, 0.45, 0.80, 1.00, 1.00, 0.95, 0.75, 0.85, 0.95, 0.95,
    0.85, 0.65, 0.45, 0.35, 0.30, 0.28, 0.25, 0.22,
];
/// Against a weekday.
const WEEKEND: f64 = 0.35;
/// Days without a burst, against days with one.
const PLAIN_DAY: f64 = 0.6;
/// One day in so many has a burst.
const BURSTS: u64 = 12;

/// A second of the period. The seed decides which days have bursts; tries are bounded, so a period of
/// nights only is no endless loop.
pub(crate) fn draw(settings: &Settings, rng: &mut Rng) -> i64 {
    let (first, last) = settings.period;
    let span = usize::try_from(last - first + 1).unwrap_or(1).max(1);
    let mut when = first;
    for _ in 0..12 {
        when = first + rng.below(span) as i64;
        if rng.chance(weight(settings.seed, when)) {
            break;
        }
    }
    when
}

/// How likely a second is, `0.0..=1.0`.
fn weight(seed: u64, when: i64) -> f64 {
    let day = when.div_euclid(86_400);
    let hour = when.rem_euclid(86_400) / 3600;
    // Day 0 was a Thursday.
    let weekend = matches!((day + 3).rem_euclid(7), 5 | 6);
    let burst = mix(join(seed, day as u64)).is_multiple_of(BURSTS);
    HOURS[hour as usize] * if weekend { WEEKEND } else { 1.0 } * if burst { 1.0 } else { PLAIN_DAY }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::days;

    #[test]
    fn most_of_it_happens_at_work_and_all_of_it_in_the_period() {
        let settings = Settings::default();
        let mut rng = Rng::new(1);
        let (mut work, mut weekend) = (0, 0);
        for _ in 0..20_000 {
            let when = draw(&settings, &mut rng);
            assert!((settings.period.0..=settings.period.1).contains(&when));
            work += u32::from((8..18).contains(&(when.rem_euclid(86_400) / 3600)));
            weekend += u32::from((when.div_euclid(86_400) + 3).rem_euclid(7) >= 5);
        }
        assert!((12_000..17_000).contains(&work), "{work}");
        assert!((1_500..3_500).contains(&weekend), "{weekend}");
    }

    #[test]
    fn a_period_of_one_second_is_that_second() {
        let second = days(2025, 6, 1) * 86_400;
        let settings = Settings {
            period: (second, second),
            ..Settings::default()
        };
        assert_eq!(draw(&settings, &mut Rng::new(3)), second);
    }
}
