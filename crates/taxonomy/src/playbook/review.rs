//! Nothing is decided: what a person should look at, by the reason.

use super::{Playbook, Step};

const TECHNICAL: &str = "{time}: {label}, for review by an analyst ({confidence} for the likeliest label). Hosts: {hosts}; accounts: {users}. Indicators: {indicators}. Techniques: {techniques}. Do not act on the likeliest label alone.";
const EXECUTIVE: &str = "A report is being reviewed by an analyst: {label}, best guess {confidence}. Nothing is confirmed, and no action is asked of you.";
const LEGAL: &str = "A report is under review: {label}, best guess {confidence}. No breach is confirmed; records are kept in case that changes.";

const ESCALATION: &str = "If a quarter of an hour of review does not settle it, hand it to the second line with your notes; if harm is under way, treat it as the worse of the likely labels meanwhile.";

pub(super) static LOW_CONFIDENCE: Playbook = Playbook {
    title: "Review: no label is likely enough",
    respond_within_minutes: 240,
    steps: &[
        Step {
            action: "Read the text itself, then the two likeliest labels and the words that spoke for them.",
            detail: "A short or mixed report gives the model little; the highlights show what it went by.",
        },
        Step {
            action: "Ask the reporter for what is missing: what was seen, where, when, and what was done next.",
            detail: "One concrete detail, such as a file name, an address or an error text, usually decides it.",
        },
        Step {
            action: "Look up {hosts}, {users} and {indicators} in EDR, sign-in and proxy logs for the day.",
            detail: "Facts from logs outrank the wording of the report.",
        },
        Step {
            action: "Set the label by hand, and say why in a note.",
            detail: "Your correction is kept beside the model's answer and can train the next one.",
        },
    ],
    escalation: ESCALATION,
    technical_message: TECHNICAL,
    executive_message: EXECUTIVE,
    legal_message: LEGAL,
};

pub(super) static CLOSE_CALL: Playbook = Playbook {
    title: "Review: two labels are nearly equal",
    respond_within_minutes: 240,
    steps: &[
        Step {
            action: "Compare the two likeliest labels: which facts would be there under one and not under the other?",
            detail: "Often both are true in sequence: a message, then a stolen password; an intrusion, then data leaving.",
        },
        Step {
            action: "Check that one deciding fact in the logs of {hosts} and {users}.",
            detail: "Was there a sign-in, a process, an outbound transfer, a change record?",
        },
        Step {
            action: "If both hold, take the later and worse one, and note the other.",
            detail: "Containment follows the furthest stage reached.",
        },
        Step {
            action: "Set the label by hand, and say why in a note.",
            detail: "Pairs that come up often deserve a clearer rule or more training examples.",
        },
    ],
    escalation: ESCALATION,
    technical_message: TECHNICAL,
    executive_message: EXECUTIVE,
    legal_message: LEGAL,
};

pub(super) static OUT_OF_DOMAIN: Playbook = Playbook {
    title: "Review: this may be no incident report",
    respond_within_minutes: 480,
    steps: &[
        Step {
            action: "Check that the right text arrived: column, language, encoding, cut or empty field.",
            detail: "A whole batch of these is a wrong column, not a strange day.",
        },
        Step {
            action: "Decide whether it describes a security event at all.",
            detail: "Requests, complaints and newsletters go to the service desk.",
        },
        Step {
            action: "If it does, in other words or another language, restate it in one or two plain sentences and analyse that.",
            detail: "Keep the original in the note.",
        },
        Step {
            action: "Set the label by hand where it is an incident.",
            detail: "Such texts are the most useful ones for training.",
        },
    ],
    escalation: ESCALATION,
    technical_message: TECHNICAL,
    executive_message: EXECUTIVE,
    legal_message: LEGAL,
};

pub(super) static OPINIONS_DISAGREE: Playbook = Playbook {
    title: "Review: the judges disagree",
    respond_within_minutes: 240,
    steps: &[
        Step {
            action: "Read the opinions side by side, with their reasons and their confidence.",
            detail: "The classifier goes by words, the semantic model by likeness, the language model by reading; each fails differently.",
        },
        Step {
            action: "Check the facts that a reason rests on against the text.",
            detail: "A reason that names something the text does not hold counts for nothing.",
        },
        Step {
            action: "Look up {hosts}, {users} and {indicators} in the logs for a fact that settles it.",
            detail: "Facts from logs outrank every opinion here.",
        },
        Step {
            action: "Set the label by hand, and say why in a note.",
            detail: "All opinions stay on record beside yours.",
        },
    ],
    escalation: ESCALATION,
    technical_message: TECHNICAL,
    executive_message: EXECUTIVE,
    legal_message: LEGAL,
};
