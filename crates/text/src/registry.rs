//! Registry keys.

use crate::EntityKind;
use crate::bytes::{byte, continues};
use crate::run::Run;
use crate::scan::Scan;

impl Scan<'_> {
    /// `HKLM\...`, `HKEY_CURRENT_USER\...`, `HKCU:\...`.
    pub fn registry(&mut self, run: &Run) -> Option<usize> {
        let b = self.b;
        let hive = &self.text[run.start..run.end];
        let known = ["hklm", "hkcu", "hkcr", "hku", "hkcc"]
            .iter()
            .any(|entry| hive.eq_ignore_ascii_case(entry))
            || (hive.len() > 5
                && hive.as_bytes()[..5].eq_ignore_ascii_case(b"hkey_")
                && hive.bytes().all(|c| c.is_ascii_alphabetic() || c == b'_'));
        let body = run.end + usize::from(byte(b, run.end) == b':');
        if !known || byte(b, body) != b'\\' || !continues(b, run_of_slashes(b, body)) {
            return None;
        }
        let end = self.backslashed(run.start, body);
        self.out
            .entity("<registry>", EntityKind::RegistryKey, run.start, end);
        self.tail_words(body, end);
        Some(end)
    }
}

fn run_of_slashes(b: &[u8], at: usize) -> usize {
    let mut end = at;
    while byte(b, end) == b'\\' && end < at + 4 {
        end += 1;
    }
    end
}
