//! A threshold moved on a record with an outlook brings what deciding anew brings.

mod common;

use common::{BOUND, between, record, spread};
use taxonomy::Label;
use triage::{Mode, Settings};

const TEXTS: [&str; 6] = [
    "All files on the share end in .locked and a note demands money.",
    "User m.okafor typed her password into a page that looked like our login, from 203.0.113.7.",
    "Something odd with the laptop of accounting, it is slow and the fan runs.",
    "Recipe: flour, eggs, milk, a pinch of salt.",
    "",
    "scan of 10.0.0.0/24 port 445 from host WS-12, tester says it is his",
];

#[test]
fn a_switched_record_equals_one_decided_anew() {
    let settings = |threshold| Settings::new(Mode::Default, Some(threshold), None).unwrap();
    let mut outside = spread(Label::Malware, 0.9);
    outside.out_of_domain = BOUND + 0.1;
    let mut contested = spread(Label::Phishing, 0.4);
    contested.contested = true;
    let cases = [
        spread(Label::Malware, 0.7),
        between(Label::Phishing, 0.52, Label::Malware),
        spread(Label::BenignActivity, 1.0),
        contested,
        outside,
    ];
    for text in TEXTS {
        for scores in cases {
            for start in [0.0, 0.5, 1.0] {
                let record = record(text, scores, &settings(start));
                let carried = record.clone().with_outlook();
                for threshold in [0.0, 0.2, 0.5, 0.9, 1.0] {
                    let mut switched = carried.switched(settings(threshold));
                    let anew = record.with_settings(settings(threshold));
                    let plan = switched.outlook.take().map(|outlook| outlook.plan);
                    assert_eq!(plan, Some(anew.plan()), "{text} {start} {threshold}");
                    assert_eq!(switched, anew, "{text} {start} {threshold}");
                }
            }
        }
    }
}
