//! Identifiers in capitals and small letters: `ModifySnapshotAttribute` is three words, `PowerShell`
//! one.

use crate::TokenKind;
use crate::bytes::{LOWER, UPPER, class};
use crate::output::LONGEST_WORD;
use crate::scan::Scan;
use crate::words::Words;

/// Names with capitals inside that are one word.
#[rustfmt::skip]
static COMPOUNDS: Words = Words::new(&[
    "bitlocker", "bittorrent", "bloodhound", "cloudflare", "cloudfront", "cloudtrail",
    "cloudwatch", "crowdstrike", "ddosing", "docusign", "dropbox", "ebay", "facebook", "fileshare",
    "github", "gitlab", "gotomeeting", "guardduty", "imessage", "iphones", "javascript", "jumpcloud",
    "linkedin", "logmein", "lolbin", "lolbins", "macbook", "macos", "mcafee", "metasploit", "mobileiron",
    "mysql", "netflow", "netscaler", "nosql", "onedrive", "onelogin", "onenote", "openssh",
    "openssl", "openvpn", "paypal", "phpmyadmin", "postgresql", "powerbi", "powerpoint",
    "powershell", "procdump", "psexec", "ransomware", "rclone", "securid", "sentinelone",
    "servicenow", "sharefile", "sharepoint", "sharphound", "solarwinds", "sonicwall", "splunk",
    "sqlmap", "teamviewer", "tiktok", "typescript", "vcenter", "virustotal", "vmware", "vsphere",
    "wechat", "wetransfer", "whatsapp", "winrar", "winrm", "winscp", "wireguard", "wireshark",
    "wordpress", "youtube",
]);

impl Scan<'_> {
    /// Letters only: taken apart at capitals, unless the name is one word.
    pub fn letters(&mut self, start: usize, end: usize) {
        let b = self.b;
        let word = &self.text[start..end];
        let inner = b[start + 1..end].iter().any(u8::is_ascii_uppercase);
        let lower = b[start..end].iter().any(u8::is_ascii_lowercase);
        if !inner || !lower || end - start <= 4 || plural(word) || COMPOUNDS.has(word) {
            return self.out.word(word, start, end);
        }
        if end - start > LONGEST_WORD {
            return self.out.placeholder("<blob>", TokenKind::Blob, start, end);
        }
        let mut cuts = [0u8; LONGEST_WORD];
        let mut count = 0;
        let mut last = 0;
        for i in 1..word.len() {
            let (before, here) = (class(b, start + i - 1), class(b, start + i));
            let rises = before & LOWER != 0 && here & UPPER != 0;
            let falls = before & here & UPPER != 0
                && start + i + 1 < end
                && class(b, start + i + 1) & LOWER != 0;
            if rises || falls {
                if i - last < 2 || (end - start - i) < 2 {
                    return self.out.word(word, start, end);
                }
                cuts[count] = i as u8;
                count += 1;
                last = i;
            }
        }
        let mut from = start;
        for &cut in &cuts[..count] {
            let to = start + cut as usize;
            self.out.word(&self.text[from..to], from, to);
            from = to;
        }
        self.out.word(&self.text[from..end], from, end);
    }
}

/// `PCs`, `URLs`: capitals and a final s.
fn plural(word: &str) -> bool {
    word.strip_suffix('s')
        .is_some_and(|stem| stem.bytes().all(|c| c.is_ascii_uppercase()))
}
