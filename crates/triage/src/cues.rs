//! Words that make an incident more or less risky, whatever its label.
//!
//! Data: each cue is counted once however often it stands in a text, so length never adds risk.
//! Patterns are written as evidence is (see [`taxonomy::Technique`]) and matched on whole words:
//! `unauthorised` holds no `authorised`, `latest` no `test`. Over 200 lines because it is a table.

/// What a cue speaks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// How much is at stake.
    Exposure,
    /// Harm under way or done.
    Harm,
    /// Stopped, harmless, allowed, mistaken or put right.
    Mitigation,
}

/// One thing a text may say.
#[derive(Debug)]
pub(crate) struct Cue {
    pub kind: Kind,
    /// Added to the risk; negative for mitigation.
    pub points: f32,
    /// Completes "The text ...".
    pub says: &'static str,
    pub patterns: &'static [&'static str],
}

/// Positions in [`CUES`] that rules refer to by name.
pub(crate) mod at {
    pub const CONTAINED: usize = 9;
    pub const NO_HARM: usize = 10;
    pub const AUTHORISED: usize = 11;
    pub const FALSE_ALARM: usize = 12;
}

pub(crate) static CUES: [Cue; 14] = [
    Cue {
        // privileged_account
        kind: Kind::Exposure,
        points: 5.0,
        says: "names a privileged account",
        patterns: &[
            "(domain|global|enterprise|tenant|super|system|network|database|cloud|local|server) (admin|admins|administrator|administrators)",
            "privileged (account|accounts|user|users|access|session|sessions|role|roles|credentials)",
            "(root|admin|administrator|service|break glass|krbtgt) (account|accounts|credentials|password|login)",
            "(admin|root|administrator|administrative|sudo|system) (rights|privileges|privilege|shell|role)",
        ],
    },
    Cue {
        // critical_system
        kind: Kind::Exposure,
        points: 5.0,
        says: "names a system that others depend on",
        patterns: &[
            "domain (controller|controllers)",
            "(production|prod|file|database|mail|exchange|backup|sql|payment|erp|vpn|web|application|hyper v|critical|terminal|print|build|authentication) (server|servers|database|databases|cluster|environment|systems|gateway)",
            "(hypervisor|hypervisors|esxi|vcenter|scada|plc|plcs|hmi|active directory|certificate authority|kubernetes cluster|point of sale|core banking|identity provider|historian)",
            "(control|safety|medical|payment|clinical|booking|order|billing|payroll|hospital) (system|systems)",
        ],
    },
    Cue {
        // sensitive_data
        kind: Kind::Exposure,
        points: 6.0,
        says: "names personal, health, payment or secret data",
        patterns: &[
            "(customer|customers|client|patient|patients|personal|employee|health|medical|payroll|payment|card|cardholder|financial|student|member|hr|personnel|confidential|sensitive|biometric|passport|salary|pricing|classified|proprietary) (data|records|record|information|details|files|file|list|lists|database|numbers|documents|spreadsheet|export)",
            "(credit|debit|payment) (card|cards)",
            "(social security|national insurance|passport|card|bank account|account) (number|numbers)",
            "(source code|trade secret|trade secrets|intellectual property|personally identifiable|protected health)",
            "(pii|phi|gdpr|hipaa|pci)",
            "(date|dates) of birth",
            "(design|engineering|merger|acquisition|board) (files|drawings|documents|papers|plans)",
        ],
    },
    Cue {
        // money
        kind: Kind::Exposure,
        points: 4.0,
        says: "names money asked for, paid or lost",
        patterns: &[
            "(paid|pay|transferred|transfer|wired|wire|lost|stole|stolen|demanding|demanded|demands|demand for|payment of|transfer of|invoice for|loss of|drained|diverted|extorted|ransom of) (about|over|nearly|almost|more than|roughly|a further|of|) <money>",
            "<money> (payment|transfer|invoice|ransom|loss|wire|in bitcoin|was|has been|had been|to a|to an)",
            "(wire|bank|urgent|fraudulent) (transfer|payment)",
            "(bank|banking|payment|payroll) (details|account) (change|changed|were changed|was changed|update|updated)",
            "gift (card|cards)",
        ],
    },
    Cue {
        // leaders
        kind: Kind::Exposure,
        points: 2.0,
        says: "names somebody in a leading role",
        patterns: &[
            "(ceo|cfo|cto|coo|cio|ciso|chief executive|chief financial officer|managing director|finance director|chairman|chairwoman|vip)",
            "(board|executive) (member|members|assistant|team|committee)",
        ],
    },
    Cue {
        // many_affected
        kind: Kind::Exposure,
        points: 4.0,
        says: "speaks of many people or machines",
        patterns: &[
            "(all|every|hundreds of|thousands of|dozens of|multiple|several|many|most|numerous|<num>) (of our|of the|internal|other|our|company|windows|different|) (users|hosts|host|servers|machines|workstations|accounts|employees|staff|systems|endpoints|computers|devices|mailboxes|customers|laptops|sites|departments|offices|pcs|recipients|records|patients|students|virtual machines)",
            "(company|organisation|organization|enterprise|department|site|network|domain|office|estate) wide",
            "(whole|entire) (company|network|department|office|domain|site|organisation|organization|team|floor|estate|building|hospital|school|fleet|company network)",
        ],
    },
    Cue {
        // spreading
        kind: Kind::Harm,
        points: 8.0,
        says: "says that it is spreading or still going on",
        patterns: &[
            "(spreading|spread|spreads|propagating|propagated|propagates) (to|across|through|fast|quickly|rapidly|from|via|beyond|between)",
            "(lateral movement|moved laterally|moving laterally)",
            "(still|now|currently|actively) (spreading|encrypting|ongoing|in progress|exfiltrating|uploading|leaving|under way|underway|propagating|attacking|beaconing|being encrypted|being copied|being uploaded)",
            "(attack|encryption|exfiltration|intrusion|transfer|upload|compromise|breach|flood) (is|was|) (still|) (ongoing|in progress|under way|underway|active|continuing|continues|growing)",
            "more (hosts|machines|servers|files|accounts|systems|computers|pcs|folders) (are|is|being|keep|every|affected|infected|encrypted)",
        ],
    },
    Cue {
        // outage
        kind: Kind::Harm,
        points: 8.0,
        says: "says that a service is down or work has stopped",
        patterns: &[
            "(service|services|site|website|systems|system|network|portal|servers|server|shop|application|production|plant|operations|everything|checkout|warehouse|payments|database|factory|lines|api|phones|tills) (is|are|was|were|has been|have been|went|being|all|still|taken|knocked|) (down|offline|unavailable|unreachable|unusable|inoperable|halted|disrupted|crippled|paralysed|paralyzed|at a standstill|stopped working)",
            "(cannot|cant|unable to|could not|couldnt) (work|trade|ship|take payments|take orders|treat patients|access any|access patient|open any|open our|serve customers)",
            "(outage|business interruption|standstill|production loss)",
        ],
    },
    Cue {
        // loss
        kind: Kind::Harm,
        points: 8.0,
        says: "says that data, money or credentials are lost, or access was gained",
        patterns: &[
            "(files|documents|folders|data|drives|shares|servers|backups|systems|machines|databases|records|disks|file server|hosts) (were|are|was|is|got|being|been|have been|had been|has been|all|) (encrypted|wiped|destroyed|stolen|exfiltrated|leaked|published|sold)",
            "(data|records|documents|archive|database|files|list) (left|has left|had left|have left|leaving|was sent|were sent|was uploaded|were uploaded|was copied|were copied|was forwarded|were forwarded) ... (network|organisation|organization|company|outside|external|personal|internet|cloud|usb|building|private|competitor)",
            "(money|funds|payment|payments|<money>) (was|were|has been|had been|have been) (transferred|stolen|wired|lost|sent|paid|drained|diverted)",
            "(entered|typed|gave|submitted|shared|provided|put in|handed over) (my|her|his|their|the|our|) (password|credentials|login|username|code|mfa code|card details|username and password|email and password|login details|work password|windows password|passcode)",
            "ransom (note|demand|message)",
            "(published|posted|leaked|for sale|sold) ... (dark web|leak site|hacking forum|underground forum)",
            "successful (login|logon|authentication|sign in|exploitation|exploit) (from|after|by|followed)",
            "(attackers|attacker|intruder|intruders) (gained|obtained|got|had|have) (access|in|admin|root|full|control|persistence)",
        ],
    },
    Cue {
        // contained
        kind: Kind::Mitigation,
        points: -8.0,
        says: "says that it was stopped or contained",
        patterns: &[
            "(was|were|been|automatically|auto|successfully|got|is|are|immediately|then|already) (blocked|quarantined|isolated|contained|stopped|prevented|intercepted|rejected|dropped|sinkholed|remediated|neutralised|neutralized|cleaned|disinfected)",
            "(blocked|quarantined|isolated|stopped|prevented|dropped|rejected|intercepted|caught) (by|at|before|automatically)",
            "(edr|antivirus|defender|av|firewall|waf|gateway|proxy|dlp|sandbox|filter|ips|endpoint protection|crowdstrike|sentinelone|casb|agent|safe links) (has|had|) (blocked|quarantined|stopped|prevented|isolated|rejected|denied|killed|dropped|caught|removed|cleaned|contained|blocks)",
            "(action|verdict|status|result|outcome|disposition|decision) (block|blocked|deny|denied|drop|dropped|quarantine|quarantined|prevented|reject|rejected|isolated|contained|remediated|cleaned|mitigated)",
            "(host|device|machine|laptop|endpoint|server|workstation) (was|has been|is|now|) (isolated|quarantined|contained|taken offline|disconnected)",
            "(in|into|to) quarantine",
        ],
    },
    Cue {
        // no_harm
        kind: Kind::Mitigation,
        points: -6.0,
        says: "says that nothing was lost or nobody acted on it",
        patterns: &[
            "no (customer|sensitive|personal|company|user|further|) (data|files|credentials|money|information|records|payment|funds) (was|were|has|have|had|left|leaked|lost|entered|stolen|accessed|taken|exfiltrated|transferred|loss)",
            "no (impact|damage|harm|compromise|infection|breach|further activity|evidence of compromise|signs of compromise|sign of compromise|indication of compromise|malicious activity|suspicious activity|user interaction|clicks|payment was made)",
            "(nobody|no one|none of them|noone|no user|no users|no recipients) (has|had|) (clicked|opened|entered|fell|replied|responded|interacted|ran|downloaded|paid|executed|lost)",
            "(did not|didnt|never|have not|havent|has not) (click|open|enter|reply|respond|run|execute|download|pay|enable|submit|fall|plug|install|approve|succeed|clicked|opened|entered|replied)",
            "(without success|attempt failed|attack failed|attempts failed|was unsuccessful|were unsuccessful|had no effect|none succeeded|all failed)",
        ],
    },
    Cue {
        // authorised
        kind: Kind::Mitigation,
        points: -10.0,
        says: "says that it was planned or allowed",
        patterns: &[
            "(authorised|authorized|approved|planned|scheduled|sanctioned|routine|expected|legitimate|contracted|announced|agreed) (security|internal|load|monthly|weekly|quarterly|annual|network|vulnerability|) (test|tests|testing|scan|scans|scanning|maintenance|change|changes|pentest|pen test|penetration test|exercise|activity|work|works|red team|backup|backups|migration|deployment|patching|update|updates|upgrade|simulation|drill|assessment|restart|reboot|phishing simulation|admin activity|administrative activity|script|job|audit|travel|failover|rotation)",
            "(penetration|pen|pentest|red team|purple team|phishing|security|disaster recovery|load) (test|exercise|simulation|engagement|drill|tester|testers|awareness exercise|awareness test)",
            "(change window|change request|change ticket|change record|maintenance window|maintenance work|change management|tabletop exercise)",
            "(our|internal|the company) (own|) (vulnerability scanner|scanner|security team scan|red team|pentesters)",
            "(under|per|as part of|covered by|matches|according to|in line with) (an|a|the|our|) (approved|change|scheduled|planned|agreed|authorised|authorized|routine)",
        ],
    },
    Cue {
        // false_alarm
        kind: Kind::Mitigation,
        points: -10.0,
        says: "calls it a false alarm, a mistake or harmless",
        patterns: &[
            "false (positive|positives|alarm|alarms|alert)",
            "(turned|turns) out to be (a|an|) (legitimate|harmless|benign|test|false|genuine|authorised|authorized|mistake|typo|misconfiguration|bug|my own|his own|her own|normal|expected|known)",
            "(confirmed|confirmed as|classified as|determined to be|found to be|deemed|closed as|verified as|assessed as|marked as|confirmed to be) (a|) (benign|legitimate|harmless|expected|normal|safe|genuine|authorised|authorized|non malicious|not malicious)",
            "(known|documented) (good|issue|benign|bug|behaviour|behavior)",
            "(user|human|operator|admin|typing|clerical) (error|mistake)",
            "(by|honest) (mistake|accident)",
            "(forgot|forgotten|mistyped) (my|her|his|their|the|) (new|) (password|pin|passcode)",
            "(benign|legitimate) (activity|traffic|behaviour|behavior|software|process|tool|use|file|cause|explanation|vendor|admin)",
            "(nothing|no) (malicious|suspicious|harmful) (was|were|found|seen|observed|detected|identified|here|activity)",
        ],
    },
    Cue {
        // resolved
        kind: Kind::Mitigation,
        points: -4.0,
        says: "says that it was put right",
        patterns: &[
            "(password|passwords|credentials|token|tokens|key|keys|sessions|session|secret|secrets) (was|were|has been|have been|had been|already|) (rotated|revoked|invalidated)",
            "(revoked|rotated|invalidated) (the|all|her|his|their|its|) (key|keys|token|tokens|sessions|session|credentials|secret|secrets|access key|password|passwords|certificate)",
            "(laptop|machine|host|server|computer|device|workstation) (was|has been|) (reimaged|rebuilt|reinstalled)",
            "(account|accounts|user) (was|were|has been|have been|is) (disabled|suspended|blocked) (by|within|immediately|until|while|and)",
            "(incident|ticket|case|issue|alert|matter) (was|is|has been|now|) (closed|resolved|fixed)",
            "restored from (backup|backups|snapshot|a backup)",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_where_they_say() {
        for (index, says) in [
            (at::CONTAINED, "contained"),
            (at::NO_HARM, "nothing was lost"),
            (at::AUTHORISED, "planned or allowed"),
            (at::FALSE_ALARM, "false alarm"),
        ] {
            assert!(CUES[index].says.contains(says), "{says}");
        }
    }

    #[test]
    fn mitigation_subtracts_and_all_else_adds() {
        for cue in &CUES {
            assert_eq!(
                cue.points < 0.0,
                cue.kind == Kind::Mitigation,
                "{}",
                cue.says
            );
        }
    }
}
