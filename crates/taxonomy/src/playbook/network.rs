//! Odd traffic, attacked applications, and events that are nothing.

use super::{Playbook, Step};

pub(super) static SUSPICIOUS_NETWORK_ACTIVITY: Playbook = Playbook {
    title: "Suspicious network activity analysis",
    respond_within_minutes: 240,
    steps: &[
        Step {
            action: "Identify both ends: what is {hosts}, who owns {addresses}, and is the traffic new?",
            detail: "Asset list, DHCP and NAT logs for the inside; network owner, reputation and age of {domains} for the outside. Compare with 30 days.",
        },
        Step {
            action: "Ask whether it is ours: scanner, monitoring, backup, update, red team, a new service.",
            detail: "Check the change calendar and the list of approved scanners before anything else.",
        },
        Step {
            action: "Describe the traffic: direction, port, protocol, volume, interval, success.",
            detail: "A steady interval with small payloads is a beacon; many targets with few packets is a scan; long names in DNS are a tunnel.",
        },
        Step {
            action: "Find the process behind it on {hosts}.",
            detail: "EDR network events or a live connection list. Known binary with unusual destination is more interesting than an unknown port.",
        },
        Step {
            action: "Capture packets for a limited time, filtered to {addresses}.",
            detail: "Full capture is rarely needed; TLS fingerprints, certificates and sizes say enough.",
        },
        Step {
            action: "Look for others: any host that talks to {addresses} or {domains}, or behaves the same.",
            detail: "Search flow and DNS logs for the pattern, not only for the indicator.",
        },
        Step {
            action: "Block or limit it; isolate {hosts} if the process is not explained.",
            detail: "With a process that nobody knows, continue with the malware playbook.",
        },
        Step {
            action: "Tune the detection with what was learned.",
            detail: "Add the explained cause as a documented exception with an owner and a date, never as a silent one.",
        },
    ],
    escalation: "Escalate to Endpoint / IR when a process is unexplained, several hosts show it, or an inside host scans inside; to the incident lead when a connection from outside succeeded.",
    technical_message: "{time}: {label} ({confidence}). Inside: {hosts}; outside: {addresses}, {domains}. Indicators: {indicators}. Techniques: {techniques}. Owner, process and history of the traffic are being established; compromise is not confirmed.",
    executive_message: "We noticed {label} ({confidence}) concerning {hosts}. It may be harmless; nothing shows damage so far. We are finding its cause and will block it if it has none that we know.",
    legal_message: "{label} was noted ({confidence}) concerning {hosts}. No compromise and no loss of data is confirmed. Logs are kept in case that changes.",
};

pub(super) static WEB_ATTACK: Playbook = Playbook {
    title: "Web attack response",
    respond_within_minutes: 60,
    steps: &[
        Step {
            action: "Decide first whether it worked: status codes, response sizes, errors, new files, new processes.",
            detail: "A blocked probe is noise. A 200 with an unusual size, a shell started by the web server, or a changed page is an intrusion.",
        },
        Step {
            action: "Block {addresses} and the request pattern at WAF or edge.",
            detail: "Block the pattern rather than chase addresses. For floods, turn on provider scrubbing, rate limits and caching, and protect the origin address.",
        },
        Step {
            action: "Secure web, WAF, application and database logs for the whole window.",
            detail: "Containers and autoscaling throw logs away; snapshot {hosts} before anything is restarted.",
        },
        Step {
            action: "Trace every request of the attacker from first probe to last.",
            detail: "By address, session, user agent and timing. List the parameters and accounts that were touched.",
        },
        Step {
            action: "Search {hosts} for {files}, web shells, new accounts, changed templates and scheduled jobs.",
            detail: "Compare the document root with the deployed release. A shell found means that the malware playbook runs too.",
        },
        Step {
            action: "Fix the flaw: patch, parameterise, validate, or take the function offline.",
            detail: "A WAF rule is a bandage. Look for the same flaw in sibling applications.",
        },
        Step {
            action: "Rotate what the application could read: database password, API keys, session secrets.",
            detail: "End user sessions if tokens or the session store were reachable.",
        },
        Step {
            action: "Bring back clean content from the release, and watch it closely.",
            detail: "Publish a short status note if visitors were affected.",
        },
    ],
    escalation: "Escalate to the incident lead when the attack succeeded, customer data was reachable, the site was changed, or the service is down for longer than agreed with the business.",
    technical_message: "{time}: {label} ({confidence}). Targets: {hosts}, {domains}; sources: {addresses}. Indicators: {indicators}. Techniques: {techniques}. Success is judged from responses, processes and file changes; pattern blocks are in place before address blocks.",
    executive_message: "One of our web services is under attack: {label} ({confidence}), concerning {hosts}. The team is blocking it and checking whether it succeeded. Customers may notice slowness; we will tell you at once if data or content is affected.",
    legal_message: "{label} was identified ({confidence}) concerning {hosts}. Whether personal data could be reached through the application is being established. Logs are preserved; notification will depend on that finding.",
};

pub(super) static BENIGN_ACTIVITY: Playbook = Playbook {
    title: "Benign event closure",
    respond_within_minutes: 2880,
    steps: &[
        Step {
            action: "Confirm the explanation with its owner: change, test, user or vendor.",
            detail: "Time, host and account of the event must match the change record, not merely resemble it. Intruders like maintenance windows.",
        },
        Step {
            action: "Check that nothing else happened on {hosts} at the same time.",
            detail: "One look at EDR alerts, sign-ins and new software for the hour before and after.",
        },
        Step {
            action: "Tell {users} the result in a sentence.",
            detail: "People who get an answer report the next one.",
        },
        Step {
            action: "Fix what is broken: outage, expired certificate, stale password, misconfiguration.",
            detail: "Hand it to the service desk with the facts collected here.",
        },
        Step {
            action: "Tune the rule that fired, narrowly.",
            detail: "By account, host and time window of the known cause; with an owner and an expiry date.",
        },
        Step {
            action: "Close it with the reason: authorised, false alarm, user mistake or fault.",
            detail: "The reason is what the next analyst and the model learn from.",
        },
    ],
    escalation: "Reopen and escalate when the owner does not know of it, the times do not match, or the same explanation comes up for the third time.",
    technical_message: "{time}: {label} ({confidence}). Hosts: {hosts}; accounts: {users}. Indicators: {indicators}. Techniques: {techniques}. To be closed once the owner confirms cause and time.",
    executive_message: "No action needed: {label} ({confidence}). An event concerning {hosts} was looked at and found harmless; we are confirming the cause with its owner.",
    legal_message: "{label} ({confidence}): no breach and no loss of data is indicated. The record is kept for the usual time.",
};
