//! The slots of the grammar and their values.
//!
//! A value is a function of the row's seed and the slot, so it is the same wherever the slot
//! stands in the row's texts and columns, without being stored. Related slots share a draw: the
//! login, the name and the address belong to one person.
//!
//! Over 400 lines because it is one table: a slot, its name, its value.

use crate::rng::{below, join};
use crate::scenario::Scenario;
use crate::vocab as v;

macro_rules! slots {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// What a frame may ask of the scenario; see `grammar/README.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Slot { $($variant),* }

        impl Slot {
            pub const ALL: &'static [Slot] = &[$(Slot::$variant),*];

            pub const fn name(self) -> &'static str {
                match self { $(Slot::$variant => $name),* }
            }
        }
    };
}

slots! {
    User = "user", User2 = "user2", Name = "name", Name2 = "name2", First = "first",
    First2 = "first2", Role = "role", Dept = "dept", Dept2 = "dept2", Org = "org",
    Vendor = "vendor", Sector = "sector", Host = "host", Host2 = "host2", Server = "server",
    Server2 = "server2", Device = "device", Site = "site", Ip = "ip", Ip2 = "ip2",
    IntIp = "intip", IntIp2 = "intip2", Ip6 = "ip6", Subnet = "subnet", Domain = "domain",
    Url = "url", Email = "email", ExtEmail = "extemail", File = "file", Doc = "doc",
    Path = "path", Upath = "upath", Share = "share", Bucket = "bucket", Repo = "repo",
    Sha256 = "sha256", Md5 = "md5", Cve = "cve", Port = "port", Port2 = "port2", Proto = "proto",
    Asn = "asn", Country = "country", Country2 = "country2", City = "city", City2 = "city2",
    Time = "time", Time2 = "time2", Date = "date", Date2 = "date2", Weekday = "weekday",
    Month = "month", N = "n", N2 = "n2", Nn = "nn", Nn2 = "nn2", Nnn = "nnn", Nnn2 = "nnn2",
    Nk = "nk", Nk2 = "nk2", Million = "million", Size = "size", Mb = "mb", Pct = "pct",
    Money = "money", Ticket = "ticket", Change = "change", Mins = "mins", Edr = "edr",
    Siem = "siem", Fw = "fw", Waf = "waf", Mailgw = "mailgw", Dlp = "dlp", Idp = "idp",
    Vpn = "vpn", Casb = "casb", Saas = "saas", App = "app", Cloud = "cloud",
    Malware = "malware", Group = "group", Tool = "tool", Ua = "ua", Rule = "rule",
    Phone = "phone",
}

impl Slot {
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|slot| slot.name() == name)
    }

    /// Whether the value is a name: of a person, a place or an organisation.
    const fn names(self) -> bool {
        matches!(
            self,
            Self::User
                | Self::User2
                | Self::Name
                | Self::Name2
                | Self::First
                | Self::First2
                | Self::Role
                | Self::Dept
                | Self::Dept2
                | Self::Org
                | Self::Vendor
                | Self::Sector
                | Self::Site
                | Self::Country
                | Self::Country2
                | Self::City
                | Self::City2
                | Self::Domain
                | Self::Doc
                | Self::Share
                | Self::Bucket
                | Self::Repo
                | Self::Weekday
                | Self::Month
        )
    }

    /// The seed the slot's value is drawn from.
    #[inline]
    pub(crate) const fn seed(self, s: &Scenario) -> u64 {
        match self {
            Self::Ip | Self::Ip2 | Self::Ip6 | Self::Domain | Self::Url | Self::ExtEmail => s.actor,
            Self::File | Self::Path | Self::Upath | Self::Sha256 | Self::Md5 => s.actor,
            Self::Cve | Self::Asn | Self::Ua | Self::Malware | Self::Group => s.actor,
            Self::Country | Self::Country2 | Self::City | Self::City2 | Self::Tool => s.actor,
            Self::User | Self::User2 | Self::Name | Self::Name2 | Self::First => s.victim,
            Self::First2 | Self::Role | Self::Dept | Self::Dept2 | Self::Org => s.victim,
            Self::Vendor | Self::Sector | Self::Host | Self::Host2 | Self::Server => s.victim,
            Self::Server2 | Self::Device | Self::Site | Self::IntIp | Self::IntIp2 => s.victim,
            Self::Subnet | Self::Email | Self::Doc | Self::Share | Self::Bucket => s.victim,
            Self::Repo | Self::Edr | Self::Siem | Self::Fw | Self::Waf | Self::Mailgw => s.victim,
            Self::Dlp | Self::Idp | Self::Vpn | Self::Casb | Self::Saas | Self::App => s.victim,
            Self::Cloud => s.victim,
            _ => s.seed,
        }
    }

    /// The slot's own draw in this scenario.
    #[inline]
    pub(crate) const fn bits(self, s: &Scenario) -> u64 {
        join(self.seed(s), self as u64)
    }

    /// The value of [`Slot::Proto`].
    pub(crate) fn chosen(self, s: &Scenario) -> &'static str {
        v::PROTO[below(self.bits(s), v::PROTO.len())]
    }

    /// The value of [`Slot::Port`] and [`Slot::Port2`].
    pub(crate) fn port(self, s: &Scenario) -> u16 {
        const PORTS: [u16; 14] = [
            443, 8080, 22, 445, 3389, 53, 4444, 8443, 1433, 5985, 23, 3306, 6379, 25,
        ];
        let b = self.bits(s);
        if b.is_multiple_of(3) {
            1024 + ((b >> 8) % 60_000) as u16
        } else {
            PORTS[below(join(b, 1), PORTS.len())]
        }
    }

    /// Appends the slot's value in this scenario.
    pub fn write(self, s: &Scenario, out: &mut String) {
        if s.anonymous && self.names() {
            out.push_str(crate::scenario::ANONYMOUS);
            return;
        }
        let bits = |salt: Slot| salt.bits(s);
        let pick = |list: &'static [&'static str]| list[below(bits(self), list.len())];
        let number =
            |low: u64, high: u64| low + below(bits(self), (high - low + 1) as usize) as u64;
        match self {
            Self::User => login(bits(Self::User), out),
            Self::User2 => login(bits(Self::User2), out),
            Self::Name => full_name(bits(Self::User), out),
            Self::Name2 => full_name(bits(Self::User2), out),
            Self::First => out.push_str(first(bits(Self::User))),
            Self::First2 => out.push_str(first(bits(Self::User2))),
            Self::Email => {
                login(bits(Self::User), out);
                out.push('@');
                org_word(s, out);
                out.push_str(".example");
            }
            Self::ExtEmail => {
                out.push_str(pick(&v::MAILBOX));
                let b = join(bits(self), 1);
                if b.is_multiple_of(3) {
                    out.push('.');
                    decimal(1000 + b % 9000, out);
                }
                out.push('@');
                if b.is_multiple_of(2) {
                    out.push_str(v::FREEMAIL[below(join(b, 2), v::FREEMAIL.len())]);
                } else {
                    domain(bits(Self::Domain), out);
                }
            }
            Self::Org => out.push_str(pick(&v::ORG)),
            Self::Role => out.push_str(pick(&v::ROLE)),
            Self::Dept | Self::Dept2 => out.push_str(pick(&v::DEPT)),
            Self::Vendor => out.push_str(pick(&v::VENDOR)),
            Self::Sector => out.push_str(pick(&v::SECTOR)),
            Self::Device => out.push_str(pick(&v::DEVICE)),
            Self::Site => out.push_str(pick(&v::SITE)),
            Self::File => out.push_str(pick(&v::FILE)),
            Self::Doc => out.push_str(pick(&v::DOC)),
            Self::Path => out.push_str(pick(&v::PATH)),
            Self::Upath => out.push_str(pick(&v::UPATH)),
            Self::Cve => out.push_str(pick(&v::CVE)),
            Self::Proto => out.push_str(self.chosen(s)),
            Self::Country | Self::Country2 => out.push_str(pick(&v::COUNTRY)),
            Self::City | Self::City2 => out.push_str(pick(&v::CITY)),
            Self::Edr => out.push_str(pick(&v::EDR)),
            Self::Siem => out.push_str(pick(&v::SIEM)),
            Self::Fw => out.push_str(pick(&v::FW)),
            Self::Waf => out.push_str(pick(&v::WAF)),
            Self::Mailgw => out.push_str(pick(&v::MAILGW)),
            Self::Dlp => out.push_str(pick(&v::DLP)),
            Self::Idp => out.push_str(pick(&v::IDP)),
            Self::Vpn => out.push_str(pick(&v::VPN)),
            Self::Casb => out.push_str(pick(&v::CASB)),
            Self::Saas => out.push_str(pick(&v::SAAS)),
            Self::App => out.push_str(pick(&v::APP)),
            Self::Cloud => out.push_str(pick(&v::CLOUD)),
            Self::Malware => out.push_str(pick(&v::MALWARE)),
            Self::Group => out.push_str(pick(&v::GROUP)),
            Self::Tool => out.push_str(pick(&v::TOOL)),
            Self::Ua => out.push_str(pick(&v::UA)),
            Self::Rule => out.push_str(s.rule),
            Self::Host | Self::Host2 => workstation(bits(self), out),
            Self::Server | Self::Server2 => server(bits(self), out),
            Self::Ip | Self::Ip2 => outside_address(bits(self), out),
            Self::IntIp => inside_address(bits(Self::Subnet), bits(self) % 254, out),
            Self::IntIp2 => {
                // Never the first one: nobody connects to themselves.
                let (first, own) = (bits(Self::IntIp) % 254, bits(self) % 254);
                let own = if own == first { (own + 1) % 254 } else { own };
                inside_address(bits(Self::Subnet), own, out);
            }
            Self::Subnet => {
                let b = bits(Self::Subnet);
                push_all(out, &["10."]);
                decimal(b % 200, out);
                out.push('.');
                decimal((b >> 16) % 250, out);
                out.push_str(".0/24");
            }
            Self::Ip6 => {
                let b = bits(self);
                out.push_str("2001:db8:");
                hex(b, 2 + (b % 3) as usize, out);
                out.push_str("::");
                hex(b >> 32, 2, out);
            }
            Self::Domain => domain(bits(Self::Domain), out),
            Self::Url => {
                let b = bits(self);
                out.push_str(if b.is_multiple_of(2) {
                    "hxxps://"
                } else {
                    "https://"
                });
                if b.is_multiple_of(4) {
                    let from = out.len();
                    domain(bits(Self::Domain), out);
                    let defanged = out[from..].replace('.', "[.]");
                    out.truncate(from);
                    out.push_str(&defanged);
                } else {
                    domain(bits(Self::Domain), out);
                }
                out.push('/');
                out.push_str(v::URLPATH[below(join(b, 1), v::URLPATH.len())]);
            }
            Self::Share => {
                out.push_str("\\\\");
                server(bits(Self::Server), out);
                push_all(out, &["\\", pick(&v::SHARE)]);
            }
            Self::Bucket => {
                out.push_str("s3://");
                org_word(s, out);
                push_all(out, &["-", pick(&v::BUCKET)]);
            }
            Self::Repo => {
                org_word(s, out);
                push_all(out, &["/", pick(&v::REPO)]);
            }
            Self::Sha256 => (0..4).for_each(|i| hex(join(bits(self), i), 16, out)),
            Self::Md5 => (0..2).for_each(|i| hex(join(bits(self), i), 16, out)),
            Self::Port | Self::Port2 => decimal(u64::from(self.port(s)), out),
            Self::Asn => {
                out.push_str("AS645");
                decimal(number(10, 99), out);
            }
            Self::Time => s.clock(0, out),
            Self::Time2 => s.clock(3 + bits(self) % 87, out),
            Self::Date => s.day(0, out),
            Self::Date2 => s.day(1 + bits(self) % 20, out),
            Self::Weekday => out.push_str(s.weekday()),
            Self::Month => out.push_str(s.month()),
            Self::N | Self::N2 => decimal(number(2, 12), out),
            Self::Nn | Self::Nn2 => decimal(number(13, 99), out),
            Self::Nnn | Self::Nnn2 => decimal(number(100, 999), out),
            Self::Nk | Self::Nk2 => {
                let n =
                    1000 + below(join(bits(self), 1), [9_000, 99_000][below(bits(self), 2)]) as u64;
                decimal(n / 1000, out);
                out.push(',');
                padded(n % 1000, 3, out);
            }
            Self::Million => {
                let n = number(11, 98);
                decimal(n / 10, out);
                out.push('.');
                decimal(n % 10, out);
                out.push_str(" million");
            }
            Self::Size => {
                let n = number(12, 890);
                decimal(n / 10, out);
                out.push('.');
                decimal(n % 10, out);
                out.push_str(" GB");
            }
            Self::Mb => {
                decimal(number(14, 960), out);
                out.push_str(" MB");
            }
            Self::Pct => {
                decimal(number(4, 97), out);
                out.push('%');
            }
            Self::Money => {
                let b = bits(self);
                out.push_str(["EUR ", "USD ", "GBP ", "$", "€", "£"][below(b, 6)]);
                decimal(2 + join(b, 1) % 180, out);
                out.push(',');
                padded(join(b, 2) % 10 * 100, 3, out);
            }
            Self::Ticket => {
                let b = bits(self);
                out.push_str(["INC-", "INC00", "#", "REQ-", "SD-"][below(b, 5)]);
                decimal(10_000 + join(b, 1) % 89_999, out);
            }
            Self::Change => {
                out.push_str("CHG-");
                decimal(number(1000, 9999), out);
            }
            Self::Mins => decimal(number(3, 58), out),
            Self::Phone => {
                out.push_str("+44 0000 ");
                padded(number(0, 999_999), 6, out);
            }
        }
    }
}

fn first(bits: u64) -> &'static str {
    v::FIRST[below(bits, v::FIRST.len())]
}

fn last(bits: u64) -> &'static str {
    v::LAST[below(join(bits, 1), v::LAST.len())]
}

fn full_name(bits: u64, out: &mut String) {
    push_all(out, &[first(bits), " ", last(bits)]);
}

/// Four house styles of account names.
fn login(bits: u64, out: &mut String) {
    let (first, last) = (first(bits), last(bits));
    let lower = |text: &str, out: &mut String| {
        let from = out.len();
        out.push_str(text);
        out[from..].make_ascii_lowercase();
    };
    match join(bits, 2) % 4 {
        0 => {
            lower(&first[..1], out);
            out.push('.');
            lower(last, out);
        }
        1 => {
            lower(first, out);
            out.push('.');
            lower(last, out);
        }
        2 => {
            lower(&first[..1], out);
            lower(last, out);
        }
        _ => {
            lower(last, out);
            lower(&first[..1], out);
            decimal(join(bits, 3) % 9 + 1, out);
        }
    }
}

/// The organisation's first word, as it stands in addresses and bucket names.
fn org_word(s: &Scenario, out: &mut String) {
    let org = v::ORG[below(Slot::Org.bits(s), v::ORG.len())];
    let word = org.split(' ').next().unwrap_or(org);
    let from = out.len();
    out.push_str(word);
    out[from..].make_ascii_lowercase();
}

fn domain(bits: u64, out: &mut String) {
    push_all(
        out,
        &[
            v::BADWORD[below(bits, v::BADWORD.len())],
            ".",
            v::TLD[below(join(bits, 1), v::TLD.len())],
        ],
    );
}

fn workstation(bits: u64, out: &mut String) {
    let n = join(bits, 1);
    match below(bits, 7) {
        0 => {
            out.push_str("LT-");
            padded(n % 10_000, 4, out);
        }
        1 => {
            out.push_str("WS-");
            padded(n % 1000, 3, out);
        }
        2 => {
            out.push_str("DESKTOP-");
            for i in 0..7 {
                const SIGNS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
                out.push(SIGNS[(n >> (i * 5)) as usize % 32] as char);
            }
        }
        3 => {
            out.push_str("PC-");
            padded(n % 1000, 3, out);
        }
        4 => {
            out.push_str("MAC-");
            padded(n % 100, 2, out);
        }
        5 => {
            out.push_str("NB-");
            padded(n % 10_000, 4, out);
        }
        _ => {
            out.push_str(["HR-PC-", "FIN-LT-", "LAB-PC-", "RECEPTION-", "SALES-LT-"][below(n, 5)]);
            padded(n % 100, 2, out);
        }
    }
}

fn server(bits: u64, out: &mut String) {
    const KINDS: [&str; 16] = [
        "SRV-FILE-",
        "SRV-APP-",
        "SQL-PROD-",
        "DC-",
        "prod-db-",
        "web-",
        "EXCH-",
        "NAS-",
        "k8s-node-",
        "jump-",
        "ERP-APP-",
        "BKP-",
        "SRV-PRINT-",
        "build-",
        "hist-",
        "api-gw-",
    ];
    out.push_str(KINDS[below(bits, KINDS.len())]);
    padded(join(bits, 1) % 12 + 1, 2, out);
}

/// From the three blocks reserved for documentation (RFC 5737), so no real host is ever named.
fn outside_address(bits: u64, out: &mut String) {
    out.push_str(["203.0.113.", "198.51.100.", "192.0.2."][below(bits, 3)]);
    decimal(join(bits, 1) % 254 + 1, out);
}

/// In the row's own /24, so the addresses of one story are neighbours; `host` is below 254.
fn inside_address(net: u64, host: u64, out: &mut String) {
    out.push_str("10.");
    decimal(net % 200, out);
    out.push('.');
    decimal((net >> 16) % 250, out);
    out.push('.');
    decimal(host + 1, out);
}

fn push_all(out: &mut String, pieces: &[&str]) {
    pieces.iter().for_each(|piece| out.push_str(piece));
}

pub(crate) fn decimal(n: u64, out: &mut String) {
    if n < 100 {
        // Leading zero skipped: most numbers in texts are this small.
        return out.push_str(&PAIRS[n as usize][usize::from(n < 10)..]);
    }
    if n >= 10_000 {
        decimal(n / 10_000, out);
        return padded(n % 10_000, 4, out);
    }
    let high = n / 100;
    out.push_str(&PAIRS[high as usize][usize::from(high < 10)..]);
    out.push_str(PAIRS[(n % 100) as usize]);
}

/// `00` to `99`.
#[rustfmt::skip]
const PAIRS: [&str; 100] = [
    "00", "01", "02", "03", "04", "05", "06", "07", "08", "09",
    "10", "11", "12", "13", "14", "15", "16", "17", "18", "19",
    "20", "21", "22", "23", "24", "25", "26", "27", "28", "29",
    "30", "31", "32", "33", "34", "35", "36", "37", "38", "39",
    "40", "41", "42", "43", "44", "45", "46", "47", "48", "49",
    "50", "51", "52", "53", "54", "55", "56", "57", "58", "59",
    "60", "61", "62", "63", "64", "65", "66", "67", "68", "69",
    "70", "71", "72", "73", "74", "75", "76", "77", "78", "79",
    "80", "81", "82", "83", "84", "85", "86", "87", "88", "89",
    "90", "91", "92", "93", "94", "95", "96", "97", "98", "99",
];

/// With leading zeros to `width` digits.
pub(crate) fn padded(n: u64, width: u32, out: &mut String) {
    if width > 2 {
        padded(n / 100, width - 2, out);
    }
    match width {
        1 => out.push_str(&PAIRS[(n % 10) as usize][1..]),
        _ => out.push_str(PAIRS[(n % 100) as usize]),
    }
}

fn hex(bits: u64, digits: usize, out: &mut String) {
    for i in 0..digits {
        out.push(char::from_digit((bits >> (i * 4)) as u32 & 15, 16).unwrap_or('0'));
    }
}
