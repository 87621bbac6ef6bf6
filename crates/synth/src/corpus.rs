//! All grammar files, embedded and read once, and their stories: subtypes of one name and label,
//! merged over the files that tell them.

use std::sync::LazyLock;

use taxonomy::Label;

use crate::grammar::{Frame, Grammar, Subtype, read};
use crate::rng::join;

macro_rules! files {
    ($($stem:literal),* $(,)?) => {
        &[$(($stem, include_str!(concat!("../grammar/", $stem, ".txt")))),*]
    };
}

/// Stem and text of each file. A label's first file that tells a subtype gives its facts, so its
/// retellings come last. A stem is a label (or `out_of_scope`), and for further voices a
/// hyphen and the voice's name.
pub const FILES: &[(&str, &str)] = files![
    "phishing",
    "phishing-reports",
    "phishing-rules",
    "phishing-tickets",
    "phishing-reports2",
    "phishing-rules2",
    "phishing-tickets2",
    "phishing-daily",
    "phishing-daily2",
    "phishing-daily3",
    "phishing-daily4",
    "phishing-daily5",
    "phishing-retold",
    "malware",
    "malware-reports",
    "malware-rules",
    "malware-tickets",
    "malware-reports2",
    "malware-rules2",
    "malware-tickets2",
    "malware-daily",
    "malware-daily2",
    "malware-daily3",
    "malware-daily4",
    "malware-daily5",
    "malware-retold",
    "access_abuse",
    "access_abuse-reports",
    "access_abuse-rules",
    "access_abuse-tickets",
    "access_abuse-reports2",
    "access_abuse-rules2",
    "access_abuse-tickets2",
    "access_abuse-daily",
    "access_abuse-daily2",
    "access_abuse-daily3",
    "access_abuse-daily4",
    "access_abuse-daily5",
    "access_abuse-daily6",
    "access_abuse-daily7",
    "access_abuse-daily8",
    "access_abuse-retold",
    "access_abuse-retold2",
    "credential_compromise",
    "credential_compromise-reports",
    "credential_compromise-rules",
    "credential_compromise-tickets",
    "credential_compromise-reports2",
    "credential_compromise-rules2",
    "credential_compromise-tickets2",
    "credential_compromise-daily",
    "credential_compromise-daily2",
    "credential_compromise-daily3",
    "credential_compromise-daily4",
    "credential_compromise-daily5",
    "credential_compromise-daily6",
    "credential_compromise-retold",
    "data_exfiltration",
    "data_exfiltration-reports",
    "data_exfiltration-rules",
    "data_exfiltration-tickets",
    "data_exfiltration-reports2",
    "data_exfiltration-rules2",
    "data_exfiltration-tickets2",
    "data_exfiltration-daily",
    "data_exfiltration-daily2",
    "data_exfiltration-daily3",
    "data_exfiltration-daily4",
    "data_exfiltration-daily5",
    "data_exfiltration-daily6",
    "data_exfiltration-daily7",
    "data_exfiltration-retold",
    "insider_threat",
    "insider_threat-reports",
    "insider_threat-rules",
    "insider_threat-tickets",
    "insider_threat-reports2",
    "insider_threat-rules2",
    "insider_threat-tickets2",
    "insider_threat-daily",
    "insider_threat-daily2",
    "insider_threat-daily3",
    "insider_threat-daily4",
    "insider_threat-daily5",
    "insider_threat-daily6",
    "insider_threat-retold",
    "policy_violation",
    "policy_violation-reports",
    "policy_violation-rules",
    "policy_violation-tickets",
    "policy_violation-reports2",
    "policy_violation-rules2",
    "policy_violation-tickets2",
    "policy_violation-daily",
    "policy_violation-daily2",
    "policy_violation-daily3",
    "policy_violation-daily4",
    "policy_violation-daily5",
    "policy_violation-daily6",
    "policy_violation-daily7",
    "policy_violation-retold",
    "suspicious_network_activity",
    "suspicious_network_activity-reports",
    "suspicious_network_activity-rules",
    "suspicious_network_activity-tickets",
    "suspicious_network_activity-reports2",
    "suspicious_network_activity-rules2",
    "suspicious_network_activity-tickets2",
    "suspicious_network_activity-daily",
    "suspicious_network_activity-daily2",
    "suspicious_network_activity-daily3",
    "suspicious_network_activity-daily4",
    "suspicious_network_activity-daily5",
    "suspicious_network_activity-retold",
    "web_attack",
    "web_attack-reports",
    "web_attack-rules",
    "web_attack-tickets",
    "web_attack-reports2",
    "web_attack-rules2",
    "web_attack-tickets2",
    "web_attack-daily",
    "web_attack-daily2",
    "web_attack-daily3",
    "web_attack-daily4",
    "web_attack-daily5",
    "web_attack-retold",
    "benign_activity",
    "benign_activity-reports",
    "benign_activity-rules",
    "benign_activity-tickets",
    "benign_activity-reports2",
    "benign_activity-rules2",
    "benign_activity-tickets2",
    "benign_activity-daily",
    "benign_activity-daily2",
    "benign_activity-daily3",
    "benign_activity-daily4",
    "benign_activity-daily5",
    "benign_activity-daily6",
    "benign_activity-daily7",
    "benign_activity-daily8",
    "benign_activity-retold",
    "benign_activity-retold2",
    "out_of_scope",
    "out_of_scope-more",
    "out_of_scope-daily",
    "out_of_scope-daily2",
    "out_of_scope-daily3",
    "out_of_scope-retold",
];

/// Changes whenever the grammar or the order of its files does: rows of two versions of it do not
/// belong into one file.
pub fn fingerprint() -> u64 {
    let text = FILES.iter().flat_map(|(stem, text)| [stem, text]);
    text.fold(0, |hash, text| join(hash, crate::event::hash(text.bytes())))
}

/// One frame with the file it stands in, whose lists it uses.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub grammar: &'static Grammar,
    pub frame: &'static Frame,
    pub story: &'static Story,
}

/// One kind of event with all its frames.
#[derive(Debug)]
pub struct Story {
    /// `None` for texts that are no incident.
    pub label: Option<Label>,
    /// The subtype that carries the facts: severity, techniques, sources, rules, summaries.
    pub facts: &'static Subtype,
    /// Where `facts` stands.
    pub home: &'static Grammar,
    pub frames: Vec<(&'static Grammar, &'static Frame)>,
}

static GRAMMARS: LazyLock<Vec<Grammar>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(stem, source)| match read(stem, source) {
            Ok(grammar) => grammar,
            // The files are part of the program and a test reads them all.
            Err(error) => panic!("{error}"),
        })
        .collect()
});

static STORIES: LazyLock<Vec<Story>> = LazyLock::new(|| {
    let mut stories: Vec<Story> = Vec::new();
    for grammar in GRAMMARS.iter() {
        for subtype in &grammar.subtypes {
            let frames = subtype.frames.iter().map(|frame| (grammar, frame));
            let known = stories
                .iter_mut()
                .find(|s| s.label == grammar.label && s.facts.name == subtype.name);
            match known {
                Some(story) => story.frames.extend(frames),
                None => stories.push(Story {
                    label: grammar.label,
                    facts: subtype,
                    home: grammar,
                    frames: frames.collect(),
                }),
            }
        }
    }
    stories
});

/// Every story; the first file that tells one gives its facts.
pub fn stories() -> &'static [Story] {
    &STORIES
}

/// The stories of one label.
pub fn stories_of(label: Label) -> &'static [&'static Story] {
    static BY_LABEL: LazyLock<Vec<Vec<&Story>>> = LazyLock::new(|| {
        Label::ALL
            .iter()
            .map(|label| {
                stories()
                    .iter()
                    .filter(|s| s.label == Some(*label) && !s.frames.is_empty())
                    .collect()
            })
            .collect()
    });
    &BY_LABEL[label.index()]
}

/// Every frame of every story.
pub fn frames() -> impl Iterator<Item = Place> {
    stories().iter().flat_map(|story| {
        story.frames.iter().map(move |(grammar, frame)| Place {
            grammar,
            frame,
            story,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_reads() {
        let mistakes: Vec<String> = FILES
            .iter()
            .filter_map(|(stem, source)| read(stem, source).err())
            .map(|error| error.to_string())
            .collect();
        assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    }

    #[test]
    fn a_retelling_tells_a_situation_of_its_own_label() {
        let labels: std::collections::HashMap<&str, Option<Label>> = frames()
            .filter(|place| place.frame.situation == place.frame.id)
            .map(|place| (place.frame.id.as_str(), place.story.label))
            .collect();
        for place in frames() {
            let frame = place.frame;
            assert_eq!(
                labels.get(frame.situation.as_str()),
                Some(&place.story.label),
                "{} retells {}",
                frame.id,
                frame.situation
            );
        }
    }

    #[test]
    fn no_two_frames_share_an_id() {
        let mut seen = std::collections::HashSet::new();
        for place in frames() {
            assert!(seen.insert(&place.frame.id), "{}", place.frame.id);
        }
    }

    #[test]
    fn every_story_of_a_label_has_its_facts() {
        for story in stories().iter().filter(|s| s.label.is_some()) {
            let name = format!("{:?} {}", story.label, story.facts.name);
            assert!(!story.facts.sources.is_empty(), "{name}: sources");
            assert!(!story.facts.rules.is_empty(), "{name}: rules");
            assert!(!story.facts.short.is_empty(), "{name}: short");
        }
    }
}
