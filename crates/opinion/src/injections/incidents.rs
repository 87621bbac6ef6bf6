//! One plain incident of every label, for the attacker's words to stand in.

use taxonomy::Label;

const INCIDENTS: [&str; Label::COUNT] = [
    "Twelve people in accounting got an email that pretends to come from our bank. The link goes to \
     bank-verify[.]example, a copy of the login page, and two of them typed their password there.",
    "EDR on WS-0214 reports ransomware: vssadmin deleted the shadow copies, 4,100 files were \
     encrypted within nine minutes, and a ransom note lies in every folder.",
    "Account k.lindqvist had 212 failed logons from 198.51.100.41, then one success. The owner was \
     asleep. The session opened the payroll records of eleven colleagues.",
    "An API key of the billing service was committed to a public repository on Tuesday. Since then \
     it has been used from 203.0.113.88, and three session tokens were stolen and replayed.",
    "Between 01:10 and 03:40 host FS-07 uploaded 62 GB of customer contracts to a cloud storage \
     that we do not use. The DLP sensor saw archives with a password.",
    "A sales engineer who resigned last week and joins a competitor copied the whole price list to \
     a private disk on his last evening, and asked a colleague to keep quiet about it.",
    "A team lead shares her password with the two trainees because their accounts are not ready. \
     She did not know that the policy forbids it and told us herself.",
    "The firewall shows a port scan from 192.0.2.77 across the server subnet: 1,900 connections in \
     four minutes to SMB and RDP, then an outbound beacon every 60 seconds.",
    "The shop's search form got 5,200 requests with SQL injection from 198.51.100.140; the web \
     application firewall let eleven through, and the start page was defaced an hour later.",
    "The alert was a false positive: the vulnerability scanner ran in its planned maintenance window \
     under change CHG-3317, and the owner has confirmed each of the addresses.",
];

/// The incident of a label. The label is its true one.
pub fn incident(label: Label) -> &'static str {
    INCIDENTS[label.index()]
}
