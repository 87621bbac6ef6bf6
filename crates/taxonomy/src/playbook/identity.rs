//! Access abuse and credential compromise: somebody is where they should not be.

use super::{Playbook, Step};

pub(super) static ACCESS_ABUSE: Playbook = Playbook {
    title: "Access abuse investigation",
    respond_within_minutes: 60,
    steps: &[
        Step {
            action: "Ask {users} on a second channel whether it was them.",
            detail: "Phone or in person, never the mailbox or chat of the account in question. Travel, a new phone and a VPN explain many cases.",
        },
        Step {
            action: "List all sign-ins of {users} for the last 30 days by address, device and application.",
            detail: "Look for the first odd success, not for the failures: what came before it is the way in, what came after it is the damage.",
        },
        Step {
            action: "If it was not them, disable the account and end every session now.",
            detail: "Revoke tokens and VPN sessions as well; a password reset alone leaves sessions alive.",
        },
        Step {
            action: "Block {addresses}, and look for other accounts it tried.",
            detail: "One source with many accounts is spraying; many sources with one account is a targeted guess. Check for the same user agent and network owner.",
        },
        Step {
            action: "Establish what was opened, changed or copied on {hosts}.",
            detail: "File, mailbox, record and administrator audit logs between first and last odd session.",
        },
        Step {
            action: "Check for lasting access: new accounts, roles, keys, MFA methods, forwarding rules.",
            detail: "Compare group memberships and consents with last week's.",
        },
        Step {
            action: "If the access was by a colleague without need, take it to the line manager and HR, not to the person.",
            detail: "Keep the log extract and the reason given. Health and personnel records have their own rules.",
        },
        Step {
            action: "Close the gap: MFA, lockout, conditional access, removal of unused rights.",
            detail: "Fix the class of problem, for every account that shares it.",
        },
    ],
    escalation: "Escalate to Identity / IAM lead and incident lead when an administrator or service account is involved, when access succeeded on more than one account, or when records of patients, customers or staff were read.",
    technical_message: "{time}: {label} ({confidence}). Accounts: {users}; hosts: {hosts}; sources: {addresses}. Indicators: {indicators}. Techniques: {techniques}. Sign-in and audit logs around the first odd success are being collected; sessions end as soon as the owner denies it.",
    executive_message: "We are looking into {label} ({confidence}) concerning {users}. We are confirming with the account owners whether the access was theirs, and closing it where it was not. What was seen or changed is being established.",
    legal_message: "{label} was identified ({confidence}) concerning {users}. If records of persons were read without need, this is a personal data breach whatever the intent. Access logs are being preserved; please advise on employee rights before anybody is questioned.",
};

pub(super) static CREDENTIAL_COMPROMISE: Playbook = Playbook {
    title: "Credential compromise response",
    respond_within_minutes: 15,
    steps: &[
        Step {
            action: "Revoke all sessions and refresh tokens of {users}.",
            detail: "First this, then the password: a stolen session survives a reset. Include VPN, mail, cloud console and developer platforms.",
        },
        Step {
            action: "Reset the password of {users} and rotate every key or secret named in the report.",
            detail: "From a clean device. For leaked keys: create the new one, move the users of it, then delete the old one, and check its use in between.",
        },
        Step {
            action: "Review MFA: remove methods and devices the owner does not know.",
            detail: "Re-enrol with number matching or a security key. Repeated prompts mean that the password is already known.",
        },
        Step {
            action: "Find out how it was stolen.",
            detail: "Fake page, infostealer on a private computer, repeated password, leaked repository, help-desk reset or intercepted session. If a device is infected, treat it as malware before the owner signs in again.",
        },
        Step {
            action: "List everything done with the credential since it left its owner's hands.",
            detail: "Sign-ins from {addresses}, inbox rules, application consents, new keys, downloads, privilege changes, messages sent to others.",
        },
        Step {
            action: "Look for the same credential elsewhere.",
            detail: "Shared, service and reused passwords; other users who saw the same page or the same prompts.",
        },
        Step {
            action: "Remove forwarding rules, consents and accounts that the intruder left.",
            detail: "Export them first: they are evidence.",
        },
        Step {
            action: "Block {domains} and {addresses}, and require phishing-resistant MFA for the accounts concerned.",
            detail: "Conditional access by device stops replayed sessions.",
        },
    ],
    escalation: "Wake the incident lead when the credential is privileged, belongs to a service or a signing key, was used from outside, or when more than one person is concerned.",
    technical_message: "{time}: {label} ({confidence}). Accounts: {users}; hosts: {hosts}; sources: {addresses}. Indicators: {indicators}. Techniques: {techniques}. Sessions and tokens are revoked before passwords; all activity since the suspected theft is under review.",
    executive_message: "Credentials of {users} may be in other hands: {label} ({confidence}). We are ending all their sessions, replacing the credentials and checking what was done with them. Those concerned may have to sign in again.",
    legal_message: "{label} was identified ({confidence}) concerning {users}. Which systems and personal data could be reached with the credentials, and whether they were, is being established. Sign-in and audit logs are being preserved.",
};
