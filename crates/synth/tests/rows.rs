//! What holds for every row, tried on many.

use std::collections::{BTreeMap, HashMap, HashSet};

use proptest::prelude::*;
use synth::columns::{COLUMNS, Kind, Value};
use synth::scenario::days;
use synth::{Row, Rows, Settings, naming};
use taxonomy::Label;
use text::{EntityKind, entities};

fn rows(change: impl FnOnce(&mut Settings)) -> Rows {
    let mut settings = Settings::default();
    change(&mut settings);
    Rows::new(settings).expect("settings in their ranges")
}

fn row(rows: &Rows, id: u64) -> Row {
    let mut row = Row::default();
    rows.fill(id, &mut row);
    row
}

/// A row as one text.
fn written(row: &Row) -> String {
    format!("{:?}", row.values())
}

fn settings() -> impl Strategy<Value = Settings> {
    (
        any::<u64>(),
        (days(1990, 1, 1)..days(2098, 1, 1), 0i64..900),
        proptest::array::uniform10(0.0f64..3.0),
        (0.0f64..=0.5, 0.0f64..=1.0, 0.0f64..=1.0),
    )
        .prop_map(
            |(seed, (first, length), mut mix, (noise, label_noise, campaigns))| {
                mix[0] += 0.1;
                Settings {
                    seed,
                    period: (first, first + length),
                    mix: mix.map(|weight| if weight < 1.0 { 0.0 } else { weight }),
                    noise,
                    label_noise,
                    campaigns,
                }
            },
        )
        .prop_filter("a label has a weight", |s| s.mix.iter().sum::<f64>() > 0.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_row_is_a_function_of_settings_and_number(
        settings in settings(),
        from in 0u64..1 << 40,
        reused in 0u64..1 << 40,
    ) {
        let rows = Rows::new(settings.clone()).unwrap();
        let again = Rows::new(settings).unwrap();
        let mut used = row(&rows, reused);
        for id in (from..from + 40).rev() {
            again.fill(id, &mut used);
            prop_assert_eq!(written(&used), written(&row(&rows, id)));
        }
    }

    #[test]
    fn rows_told_together_are_told_as_alone(settings in settings(), from in 0u64..1 << 40) {
        let rows = Rows::new(settings).unwrap();
        let mut told = std::collections::BTreeMap::new();
        rows.fill_near(from..from + 200, &mut Row::default(), |row| {
            assert!(told.insert(row.event_id, written(row)).is_none(), "told twice");
        });
        let alone = (from..from + 200).map(|id| (id, written(&row(&rows, id))));
        prop_assert!(told.into_iter().eq(alone));
    }

    #[test]
    fn rows_keep_to_their_settings(settings in settings(), from in 0u64..1 << 40) {
        let rows = Rows::new(settings.clone()).unwrap();
        let mut row = Row::default();
        for id in from..from + 200 {
            rows.fill(id, &mut row);
            prop_assert!(settings.mix[row.true_label.index()] > 0.0, "{:?}", row.true_label);
            let date: Vec<i64> = row.timestamp[..10].split('-').map(|n| n.parse().unwrap()).collect();
            let day = days(date[0], date[1], date[2]);
            prop_assert!((settings.period.0..=settings.period.1).contains(&day), "{}", row.timestamp);
            if settings.label_noise == 0.0 {
                prop_assert_eq!(row.event_type, row.true_label);
            }
        }
    }
}

#[test]
fn short_texts_never_name_the_label() {
    let rows = rows(|s| s.noise = 0.0);
    let mut row = Row::default();
    for id in 1..=60_000 {
        rows.fill(id, &mut row);
        for (column, text) in [
            ("description_short", row.description_short.as_str()),
            ("description_user_report", &row.description_user_report),
            ("short_log", &row.short_log),
            ("detection_rule", row.detection_rule),
        ] {
            assert!(
                !naming::names(row.true_label, text),
                "{column} of {} ({}): {text}",
                row.event_id,
                row.frame_id
            );
            assert!(!text.trim().is_empty(), "{column} of {}", row.event_id);
        }
    }
}

/// Kinds and values of a text's indicators.
fn indicators(text: &str) -> HashSet<(EntityKind, String)> {
    entities(text)
        .into_iter()
        .map(|e| (e.kind, e.value))
        .collect()
}

#[test]
fn noise_leaves_every_indicator_alone() {
    let clean = rows(|s| s.noise = 0.0);
    let noisy = rows(|s| s.noise = 0.5);
    let mut changed = 0;
    for id in 1..=20_000 {
        let (a, b) = (row(&clean, id), row(&noisy, id));
        assert_eq!(
            (&a.short_log, &a.description_short),
            (&b.short_log, &b.description_short)
        );
        for (a, b) in [
            (&a.description, &b.description),
            (&a.description_user_report, &b.description_user_report),
        ] {
            changed += u32::from(a != b);
            let there = indicators(b);
            for (kind, value) in indicators(a) {
                assert!(
                    there.contains(&(kind, value.clone())),
                    "{kind} {value} of row {id} is lost:\n{a}\n---\n{b}"
                );
            }
        }
    }
    assert!(changed > 10_000, "{changed}");
}

#[test]
fn names_need_no_quotes_and_stand_in_their_columns() {
    let rows = rows(|_| {});
    let mut row = Row::default();
    for id in 1..=20_000 {
        rows.fill(id, &mut row);
        for (column, value) in COLUMNS.iter().zip(row.values()) {
            assert_eq!(column.kind, value.kind(), "{}", column.name);
            if let Value::Name(name) = value {
                let bad = |c: char| matches!(c, ',' | '"' | '\\') || c.is_control();
                assert!(!name.contains(bad), "{}: {name:?}", column.name);
            }
        }
        let empty = |column: &str| matches!(column, "mitre_technique" | "campaign_id");
        for (column, value) in COLUMNS.iter().zip(row.values()) {
            if column.kind == Kind::Name && !empty(column.name) {
                assert_ne!(value, Value::Name(""), "{}", column.name);
            }
        }
    }
}

#[test]
fn the_mix_holds_with_campaigns_and_without() {
    for (mix, campaigns) in [
        ([1.0; 10], 0.0),
        ([1.0; 10], 0.3),
        ([3.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 9.0], 0.15),
        ([1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0], 0.5),
    ] {
        let rows = rows(|s| (s.mix, s.campaigns) = (mix, campaigns));
        let (mut found, mut row) = ([0u32; 10], Row::default());
        for id in 1..=40_000 {
            rows.fill(id, &mut row);
            found[row.true_label.index()] += 1;
        }
        for label in Label::ALL {
            let share = f64::from(found[label.index()]) / 40_000.0;
            let wanted = mix[label.index()] / mix.iter().sum::<f64>();
            assert!(
                (share - wanted).abs() < 0.015,
                "{label:?}: {share}, not {wanted}"
            );
        }
    }
}

#[test]
fn label_noise_flips_its_share_and_keeps_the_truth() {
    let (plain, noisy) = (rows(|_| {}), rows(|s| s.label_noise = 0.2));
    let mut flips: BTreeMap<Label, HashSet<Label>> = BTreeMap::new();
    let mut flipped = 0;
    for id in 1..=20_000 {
        let (a, b) = (row(&plain, id), row(&noisy, id));
        assert_eq!(
            (a.true_label, &a.description),
            (b.true_label, &b.description)
        );
        if b.event_type != b.true_label {
            flipped += 1;
            flips.entry(b.true_label).or_default().insert(b.event_type);
        }
    }
    assert!((3_700..4_300).contains(&flipped), "{flipped}");
    assert!(flips.values().all(|others| others.len() == 2), "{flips:?}");
}

#[test]
fn rows_of_a_campaign_are_one_story_in_order() {
    for period in [
        (days(2025, 1, 1), days(2025, 12, 31)),
        (days(2025, 6, 1), days(2025, 6, 1)),
    ] {
        let rows = rows(|s| (s.campaigns, s.period) = (0.5, period));
        let mut campaigns: HashMap<String, Vec<Row>> = HashMap::new();
        for id in 64..=6_463 {
            let row = row(&rows, id);
            if !row.campaign_id.is_empty() {
                campaigns
                    .entry(row.campaign_id.clone())
                    .or_default()
                    .push(row);
            }
        }
        assert!(campaigns.len() > 500);
        let (mut stories, mut shared) = (0, 0);
        for (id, told) in &campaigns {
            assert!(told.len() >= 2, "{id} has {} rows", told.len());
            assert!(told[0].opens_campaign && !told[1].opens_campaign);
            assert!(
                told.windows(2).all(|w| w[0].timestamp <= w[1].timestamp),
                "{id}: {:?}",
                told.iter().map(|r| &r.timestamp).collect::<Vec<_>>()
            );
            let outside = |row: &Row| {
                [row.src_ip.clone(), row.dest_ip.clone()]
                    .into_iter()
                    .find(|ip| !ip.starts_with("10."))
            };
            let seen: HashSet<String> = told.iter().filter_map(outside).collect();
            shared += usize::from(seen.len() <= 1);
            stories += usize::from(told.iter().any(|r| r.subtype != told[0].subtype));
        }
        // Some texts speak of a second address, or of a longer one.
        assert!(
            shared * 10 > campaigns.len() * 9,
            "{shared} of {}",
            campaigns.len()
        );
        let share = stories as f64 / campaigns.len() as f64;
        assert!((0.5..0.7).contains(&share), "{share}");
    }
}
