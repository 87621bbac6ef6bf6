//! Reading texts: bytes a second, and the time of one 400-character row.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use text::{Document, entities};

/// Running English, 400 characters.
const PROSE: &str = "Good morning, one of my people uses a colleague's login in the mornings because \
    hers takes ten minutes to load the profile. Both of them knew about it and both said so openly \
    when I asked. It is not allowed, and I have told them. What do I need to fill in, and should the \
    password be changed now? The shared folder was open the whole time, and nobody else in the team \
    has seen anything odd so far.....";

/// A terse alert, full of entities, 400 characters.
const ALERT: &str = "EDR CRITICAL host=DC-02 user=CORP\\svc_backup rule=MASS_FILE_ENCRYPTION: lsass read \
    by unsigned tool C:\\Windows\\Temp\\rclone.exe (sha256 \
    3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea), egress 48.6 GB to \
    203.0.113.240:443 and hxxps://portal-verify[.]example/login.php?id=7 between 2026-03-05 19:50 and \
    21:30, T1048.003, CVE-2024-3400, mail to ops@harbourline.example, ticket INC-48213!";

fn main() {
    divan::main();
}

#[divan::bench]
fn read_prose(bencher: Bencher) {
    read(bencher, PROSE);
}

#[divan::bench]
fn read_alert(bencher: Bencher) {
    read(bencher, ALERT);
}

#[divan::bench]
fn entities_of_prose(bencher: Bencher) {
    find(bencher, PROSE);
}

#[divan::bench]
fn entities_of_alert(bencher: Bencher) {
    find(bencher, ALERT);
}

fn read(bencher: Bencher, text: &str) {
    let mut document = Document::default();
    bencher
        .counter(BytesCount::of_str(text))
        .bench_local(|| document.read(black_box(text)));
}

fn find(bencher: Bencher, text: &str) {
    bencher
        .counter(BytesCount::of_str(text))
        .bench_local(|| entities(black_box(text)));
}
