//! Exfiltration, insiders, policy: something leaves, or a rule was broken from within.

use super::{Playbook, Step};

pub(super) static DATA_EXFILTRATION: Playbook = Playbook {
    title: "Data exfiltration response",
    respond_within_minutes: 15,
    steps: &[
        Step {
            action: "Stop the flow: block {addresses} and {domains}, and isolate {hosts}.",
            detail: "Block the channel first, the account second. Note volume and time at the moment of blocking.",
        },
        Step {
            action: "Preserve flow, proxy, DLP, cloud and file-access logs from before the first transfer.",
            detail: "Many roll over within days; export them now, with hashes and a note of who exported them.",
        },
        Step {
            action: "Establish exactly what left: which files, how many records, which kinds of data.",
            detail: "Rebuild it from file access, archive creation and upload size. {files} and the staging folder tell more than the network does.",
        },
        Step {
            action: "Establish who or what sent it: {users} knowingly, or somebody with their access.",
            detail: "A person copying at a desk and a tool running at night leave different process and sign-in traces. It decides whether this becomes an insider case.",
        },
        Step {
            action: "Ask the receiving service to take it down and to keep its logs.",
            detail: "Cloud and file-sharing providers act on abuse reports within hours when given links and times. Misdirected mail: ask the recipient to delete and to confirm in writing.",
        },
        Step {
            action: "Tell the data owner and the data protection officer today.",
            detail: "With numbers, kinds of data and certainty of each statement. Regulatory clocks, often 72 hours, run from knowledge, not from completeness.",
        },
        Step {
            action: "Search for the same destination and tool across all hosts.",
            detail: "Sync clients, archive tools, tunnels and unusual volumes at night.",
        },
        Step {
            action: "Close the path: egress rule, sharing setting, key, bucket policy, device control.",
            detail: "Test that it is closed from an account like the one that was used.",
        },
    ],
    escalation: "Escalate to incident lead, legal and data protection at once when personal, health, payment or secret data is involved, when the transfer is still running, or when extortion is mentioned.",
    technical_message: "{time}: {label} ({confidence}). Hosts: {hosts}; accounts: {users}; destinations: {addresses}, {domains}; files: {files}. Indicators: {indicators}. Techniques: {techniques}. The channel is being blocked and the volume reconstructed from flow, proxy and file-access logs.",
    executive_message: "Data may have left the organisation: {label} ({confidence}), concerning {hosts} and {users}. The channel is being closed and we are establishing what was taken and whose it is. Until then please make no statement outside; legal and communications are informed.",
    legal_message: "{label} was identified ({confidence}). What data, of whom and in what number is being established; treat the time of this message as the time of knowledge for notification duties until corrected. Legal hold on logs, mailboxes and devices of {users} is recommended.",
};

pub(super) static INSIDER_THREAT: Playbook = Playbook {
    title: "Insider case handling",
    respond_within_minutes: 30,
    steps: &[
        Step {
            action: "Keep the circle small: case lead, HR, legal, and nobody else yet.",
            detail: "Use a restricted ticket. A wrong accusation harms a person; a leaked one destroys evidence.",
        },
        Step {
            action: "Write down what is known about {users} as facts with times and sources.",
            detail: "What was done, on which system, seen in which log. Keep opinions and motives out.",
        },
        Step {
            action: "Preserve evidence silently: audit logs, mailbox, cloud activity, image of {hosts}.",
            detail: "Under legal hold and with HR's agreement; works council and privacy rules apply to monitoring.",
        },
        Step {
            action: "Check access against the role: what did {users} use that the work did not need?",
            detail: "Compare with peers over 90 days: volume, hours, repositories, customer records, printing, removable media, private cloud.",
        },
        Step {
            action: "Reduce what can be done without a signal: narrow rights, stop bulk export, watch.",
            detail: "Planned as part of a routine review where possible. For leavers and administrators, agree on the minute at which all access ends.",
        },
        Step {
            action: "Establish what was taken, changed or destroyed, and where it is now.",
            detail: "{files}, personal accounts, devices, a competitor. Check for sabotage: scheduled jobs, changed code, deleted backups.",
        },
        Step {
            action: "Prepare the conversation with HR and legal, and end access when it starts.",
            detail: "Collect devices, badges and tokens; ask for the return and deletion of company data in writing.",
        },
        Step {
            action: "Afterwards, fix what made it possible.",
            detail: "Unused rights, shared accounts, missing four-eyes steps, slow leaver process.",
        },
    ],
    escalation: "Escalate to head of security, HR and legal immediately when a privileged person, sabotage, contact with a competitor, or danger to people is involved. Do not confront the person.",
    technical_message: "{time}, restricted: {label} ({confidence}). Subjects: {users}; hosts: {hosts}; files: {files}. Indicators: {indicators}. Techniques: {techniques}. Evidence is preserved without notice to the subject; changes of access only as agreed with the case lead.",
    executive_message: "Restricted: there are signs of {label} ({confidence}) concerning {users}. Security, HR and legal are establishing the facts. Please do not speak to the persons concerned or change their access yourself.",
    legal_message: "Privileged and confidential: signs of {label} ({confidence}) concerning {users}. Please advise on employment law, monitoring limits, works council and privacy before further collection; a legal hold on accounts and devices is recommended.",
};

pub(super) static POLICY_VIOLATION: Playbook = Playbook {
    title: "Policy violation follow-up",
    respond_within_minutes: 1440,
    steps: &[
        Step {
            action: "Name the rule and the fact: what was done, on {hosts}, when, against which policy.",
            detail: "Without a written rule this is a conversation, not a violation.",
        },
        Step {
            action: "Ask {users} why, with an open mind.",
            detail: "Most cases are a shortcut around something that does not work. Note the reason; it belongs in the fix.",
        },
        Step {
            action: "Check that nothing worse hides behind it.",
            detail: "Data outside, an unknown tool, a shared password or a disabled control is handled as its own incident.",
        },
        Step {
            action: "Undo it: remove the software, device, share or exception; move the data back.",
            detail: "{files} and copies in private accounts included; ask for confirmation of deletion.",
        },
        Step {
            action: "Offer the approved way, or ask for an exception with an owner and an end date.",
            detail: "A rule that many break needs changing, not repeating.",
        },
        Step {
            action: "Record it with the line manager; HR only for repeats or intent.",
            detail: "Keep it proportionate and the same for everybody.",
        },
    ],
    escalation: "Escalate to Governance when the same rule is broken by several people or again by the same person; to the incident lead when personal or secret data left, or a control was switched off on purpose.",
    technical_message: "{time}: {label} ({confidence}). Users: {users}; hosts: {hosts}; files: {files}. Indicators: {indicators}. Techniques: {techniques}. No hostile intent is assumed; exposure of data and disabled controls are being checked.",
    executive_message: "A rule was not followed: {label} ({confidence}), concerning {users}. There is no sign of bad intent so far. It is being put right with the people concerned.",
    legal_message: "{label} was noted ({confidence}), concerning {users}. Whether personal or contractual data was exposed is being checked; no further action is asked of you unless that is confirmed.",
};
