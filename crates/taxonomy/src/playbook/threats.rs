//! Phishing and malware: something hostile came in.

use super::{Playbook, Step};

pub(super) static PHISHING: Playbook = Playbook {
    title: "Phishing response",
    respond_within_minutes: 60,
    steps: &[
        Step {
            action: "Secure the original message with its full headers.",
            detail: "Ask for it as an attachment or pull it from the gateway; a forwarded copy loses sender path and authentication results. For calls and texts, record number, time and wording.",
        },
        Step {
            action: "Check who really sent it: envelope sender, reply-to, SPF, DKIM and DMARC.",
            detail: "Compare {domains} with the sender's real domain letter by letter, and look up its age. A genuine but hijacked mailbox passes all checks.",
        },
        Step {
            action: "Find out what {users} did: opened, clicked, typed, paid or replied.",
            detail: "Ask without blame, and confirm in proxy, DNS and sign-in logs; people forget and pages are visited by scanners too.",
        },
        Step {
            action: "Find every copy and remove it from all mailboxes.",
            detail: "Search by sender, subject, link and attachment hash across the tenant; purge, and keep the list of recipients who had it.",
        },
        Step {
            action: "Block {domains} and {addresses} at mail gateway, DNS and proxy.",
            detail: "Open links and attachments only in a sandbox. Block the whole lookalike domain, not one page of it.",
        },
        Step {
            action: "If anything was typed, revoke sessions and reset the password of {users}.",
            detail: "Revoke refresh tokens first, then reset, then review MFA methods, inbox rules and application consents added since the click.",
        },
        Step {
            action: "If money or bank details were involved, call the bank at once.",
            detail: "A recall has a chance in the first hours only. Confirm any change of account with the supplier on a number from your own records.",
        },
        Step {
            action: "Warn the people who were targeted, and thank whoever reported it.",
            detail: "Two sentences and a picture of the message are read; a policy document is not.",
        },
    ],
    escalation: "Escalate to the incident lead as soon as credentials were entered, money moved, or more than ten people received it; a hijacked internal mailbox goes to Identity / IAM as credential compromise.",
    technical_message: "{time}: {label} ({confidence}). Targets: {users}; hosts: {hosts}. Indicators: {indicators}. Techniques: {techniques}. Message search and purge, block of the indicators and a check of sign-ins and inbox rules of all recipients are the next steps.",
    executive_message: "We are handling a case of {label} ({confidence}) that reached {users}. We are removing the message, blocking its senders and checking whether anybody acted on it. Please treat unusual requests for payment or passwords with care and confirm them by phone.",
    legal_message: "A case of {label} was identified ({confidence}), concerning {users}. Whether credentials, personal data or payments were disclosed is being established; if so, notification duties start from the moment that is known. Messages and logs are being preserved.",
};

pub(super) static MALWARE: Playbook = Playbook {
    title: "Malware containment and eradication",
    respond_within_minutes: 15,
    steps: &[
        Step {
            action: "Isolate {hosts} from the network without switching anything off.",
            detail: "Use EDR isolation or the switch port. Memory holds keys and injected code that a shutdown destroys. With encryption in progress, cut power only if isolation fails.",
        },
        Step {
            action: "Capture memory, running processes and a triage image of {hosts}.",
            detail: "Before any cleaning. Note who touched the machine and when, and hash what you collect.",
        },
        Step {
            action: "Collect {files} and establish what it does.",
            detail: "Look for the hash, signer, parent process and command line first; detonate in a sandbox that cannot reach you. Do not upload samples that may hold company data to public services.",
        },
        Step {
            action: "Search all endpoints and logs for {indicators}.",
            detail: "Hash, file name, mutex, scheduled task, service and destination. One hit is an infection; several hosts are a campaign.",
        },
        Step {
            action: "Block {addresses} and {domains} at firewall, DNS and proxy.",
            detail: "Watch what still tries to connect: each attempt is another infected host.",
        },
        Step {
            action: "Find the way in and close it.",
            detail: "Message, download, exploited service, stolen account or removable medium. Without it the same thing comes back.",
        },
        Step {
            action: "Reset credentials used on {hosts}, privileged ones first.",
            detail: "Assume that every password, token and browser session on an infected host is known. Two resets of krbtgt if a domain controller was reached.",
        },
        Step {
            action: "Protect backups: disconnect them and prove that one restores.",
            detail: "Check that shadow copies, backup jobs and the backup console were not touched.",
        },
        Step {
            action: "Rebuild {hosts} from a known good image, and watch them for two weeks.",
            detail: "Cleaning in place is for adware. Patch before reconnecting.",
        },
    ],
    escalation: "Declare a major incident as soon as a second host, a server or a domain controller shows signs, files are being encrypted, or backups are touched. Bring in outside incident response early.",
    technical_message: "{time}: {label} ({confidence}) on {hosts}; accounts: {users}; files: {files}. Indicators: {indicators}. Techniques: {techniques}. Isolation, capture of volatile evidence and a search of all endpoints for the indicators have priority over cleaning.",
    executive_message: "We are handling {label} ({confidence}) affecting {hosts}. Affected machines are being cut off so that it cannot spread; some services may be unavailable until they are rebuilt. We will report extent and recovery time as soon as they are known.",
    legal_message: "{label} was identified ({confidence}) on {hosts}. Whether data was read, taken or made unavailable is under investigation; loss of availability alone can be a notifiable breach. Evidence is being preserved; no contact with the attackers and no payment without counsel and insurer.",
};
