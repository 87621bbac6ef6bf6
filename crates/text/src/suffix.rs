//! Which domain endings there are: a compact excerpt of the public suffix list.
//!
//! The whole list is some ten thousand entries and megabytes of code in a browser. Here stand the
//! endings that mail and web traffic really uses: all country codes in use, the generic ones with
//! any share, those abused most, the usual second levels (`co.uk`), the names reserved for
//! examples (RFC 2606) and the private ones seen inside companies. Left out on purpose, because
//! they are ordinary words of log fields (`user.name`): `name`, `ip`-like and brand endings.
//! Private suffixes (`github.io`) are not told apart: nothing here sets cookies.

use crate::words::Words;

#[rustfmt::skip]
static TOP: Words = Words::new(&[
    "ac", "academy", "accountant", "accountants", "ad", "ae", "af", "ag", "agency", "ai", "al",
    "am", "amsterdam", "ao", "app", "ar", "arpa", "art", "asia", "associates", "at", "au",
    "auction", "audio", "auto", "az", "ba", "baby", "band", "bank", "bar", "bayern", "bd", "be",
    "beauty", "beer", "berlin", "best", "bet", "bf", "bg", "bh", "bi", "bid", "bike", "bio", "biz",
    "bj", "blog", "blue", "bm", "bo", "boats", "boutique", "br", "bs", "bt", "build", "builders",
    "business", "buzz", "bw", "by", "bz", "ca", "cab", "cafe", "camera", "camp", "capital", "cards",
    "care", "careers", "casa", "cash", "casino", "cat", "cc", "cd", "center", "ceo", "cf", "cfd",
    "cg", "ch", "charity", "chat", "cheap", "church", "ci", "city", "cl", "claims", "cleaning",
    "click", "clinic", "cloud", "club", "cm", "cn", "co", "coach", "codes", "coffee", "college",
    "com", "community", "company", "computer", "condos", "construction", "consulting", "contact",
    "contractors", "cool", "coop", "corp", "coupons", "courses", "cr", "credit", "creditcard",
    "cricket", "cu", "cv", "cy", "cymru", "cyou", "cz", "dance", "date", "dating", "de", "deals",
    "degree", "delivery", "dental", "dentist", "design", "dev", "diamonds", "diet", "digital",
    "direct", "directory", "discount", "dj", "dk", "dm", "do", "doctor", "dog", "domains",
    "download", "dz", "earth", "ec", "eco", "edu", "education", "ee", "eg", "email", "energy",
    "engineer", "engineering", "enterprises", "equipment", "es", "estate", "et", "eu", "eus",
    "events", "example", "exchange", "expert", "exposed", "express", "fail", "faith", "family",
    "fans", "farm", "fashion", "fi", "finance", "financial", "fit", "fitness", "fj", "flights",
    "florist", "flowers", "fm", "fo", "foo", "football", "forex", "forum", "foundation", "fr",
    "fun", "fund", "furniture", "fyi", "ga", "gal", "gallery", "game", "games", "garden", "gd",
    "ge", "gg", "gh", "gi", "gift", "gifts", "gl", "glass", "global", "gm", "gn", "gold", "golf",
    "gov", "gq", "gr", "graphics", "gratis", "green", "gripe", "group", "gt", "gu", "guide", "guru",
    "gy", "hair", "hamburg", "haus", "health", "healthcare", "help", "hk", "hn", "hockey",
    "holdings", "holiday", "home", "homes", "horse", "hospital", "host", "hosting", "hotel",
    "house", "how", "hr", "ht", "hu", "icu", "id", "ie", "il", "im", "immo", "immobilien", "in",
    "inc", "industries", "info", "ink", "institute", "insurance", "insure", "int", "internal",
    "international", "intranet", "invalid", "investments", "io", "iq", "ir", "is", "it", "je",
    "jetzt", "jewelry", "jm", "jo", "jobs", "jp", "kaufen", "ke", "kg", "kh", "ki", "kim",
    "kitchen", "km", "koeln", "kr", "kw", "ky", "kz", "la", "lan", "land", "lat", "law", "lawyer",
    "lb", "lc", "lease", "legal", "li", "life", "lighting", "limited", "limo", "link", "live", "lk",
    "loan", "loans", "local", "localhost", "lol", "london", "love", "lr", "ls", "lt", "ltd", "lu",
    "luxe", "luxury", "lv", "ly", "ma", "maison", "makeup", "management", "market", "marketing",
    "mba", "mc", "md", "me", "media", "memorial", "men", "mg", "mil", "mk", "ml", "mm", "mn", "mo",
    "mobi", "moda", "mom", "money", "monster", "mortgage", "moscow", "mov", "movie", "mr", "ms",
    "mt", "mu", "museum", "mv", "mw", "mx", "my", "mz", "na", "nagoya", "nc", "ne", "net",
    "network", "news", "nf", "ng", "ngo", "ni", "ninja", "nl", "no", "np", "nu", "nyc", "nz",
    "observer", "om", "one", "onion", "online", "ooo", "org", "organic", "pa", "page", "paris",
    "partners", "parts", "party", "pay", "pe", "pet", "pets", "pf", "pg", "ph", "photo",
    "photography", "photos", "pics", "pictures", "pink", "pizza", "pk", "pl", "plumbing", "plus",
    "poker", "porn", "pr", "press", "pro", "productions", "properties", "property", "ps", "pt",
    "pub", "pw", "py", "qa", "quest", "racing", "re", "realty", "recipes", "red", "rehab", "reise",
    "reisen", "rent", "rentals", "repair", "report", "republican", "rest", "restaurant", "review",
    "reviews", "rip", "ro", "rocks", "rodeo", "rs", "ru", "run", "rw", "sa", "sale", "salon",
    "sarl", "sb", "sbs", "sc", "school", "science", "scot", "sd", "se", "security", "services",
    "sexy", "sg", "sh", "shoes", "shop", "shopping", "show", "si", "singles", "site", "sk", "ski",
    "sl", "sm", "sn", "so", "soccer", "social", "software", "solar", "solutions", "space", "sr",
    "st", "store", "stream", "studio", "style", "su", "supplies", "supply", "support", "surf",
    "surgery", "sv", "swiss", "sy", "systems", "sz", "tattoo", "tax", "taxi", "tc", "td", "team",
    "tech", "technology", "tel", "tennis", "test", "tf", "tg", "th", "theater", "tickets", "tienda",
    "tips", "tires", "tj", "tk", "tl", "tm", "tn", "to", "today", "tokyo", "tools", "top", "tours",
    "town", "toys", "tr", "trade", "trading", "training", "travel", "tt", "tube", "tv", "tw", "tz",
    "ua", "ug", "uk", "university", "uno", "us", "uy", "uz", "va", "vacations", "vc", "ve", "vegas",
    "ventures", "vet", "vg", "vi", "viajes", "video", "villas", "vin", "vip", "vision", "vn",
    "vodka", "vote", "voyage", "vu", "wales", "wang", "watch", "webcam", "website", "wedding",
    "wien", "wiki", "win", "wine", "work", "works", "world", "ws", "wtf", "xyz", "yachts", "ye",
    "yoga", "yt", "za", "zip", "zm", "zone", "zw",
]);

/// Endings under which names are registered one level further down.
#[rustfmt::skip]
static SECOND: Words = Words::new(&[
    "ac.at", "ac.cn", "ac.id", "ac.il", "ac.in", "ac.jp", "ac.kr", "ac.nz", "ac.th", "ac.uk",
    "asn.au", "co.at", "co.hu", "co.id", "co.il", "co.in", "co.jp", "co.ke", "co.kr", "co.nz",
    "co.th", "co.tz", "co.ug", "co.uk", "co.za", "com.ar", "com.au", "com.bd", "com.br", "com.cn",
    "com.co", "com.cy", "com.ec", "com.eg", "com.es", "com.gh", "com.gr", "com.hk", "com.mt",
    "com.mx", "com.my", "com.ng", "com.pe", "com.ph", "com.pk", "com.pl", "com.pt", "com.ro",
    "com.ru", "com.sa", "com.sg", "com.tr", "com.tw", "com.ua", "com.uy", "com.ve", "com.vn",
    "edu.au", "edu.br", "edu.cn", "edu.pl", "edu.sg", "edu.tr", "edu.vn", "firm.in", "go.id",
    "go.jp", "go.ke", "go.kr", "go.th", "gob.ar", "gob.mx", "gob.pe", "gouv.fr", "gov.au", "gov.br",
    "gov.cn", "gov.co", "gov.gr", "gov.hk", "gov.il", "gov.in", "gov.my", "gov.ng", "gov.ph",
    "gov.pk", "gov.pl", "gov.sa", "gov.sg", "gov.tr", "gov.tw", "gov.ua", "gov.uk", "gov.vn",
    "gov.za", "govt.nz", "gv.at", "id.au", "in.th", "ltd.uk", "me.uk", "ne.jp", "ne.kr", "net.au",
    "net.br", "net.cn", "net.in", "net.nz", "net.pl", "net.uk", "net.za", "nhs.uk", "or.at",
    "or.id", "or.jp", "or.kr", "or.th", "org.au", "org.br", "org.cn", "org.es", "org.hk", "org.il",
    "org.in", "org.mx", "org.my", "org.nz", "org.pl", "org.sg", "org.tr", "org.tw", "org.uk",
    "org.za", "plc.uk", "police.uk", "sch.uk", "web.id", "web.za",
]);

/// Endings that are English words: `click.it` in running text is a missing blank, `rule.group` a
/// field. They need more evidence than two labels.
#[rustfmt::skip]
static WORDS: Words = Words::new(&[
    "am", "at", "be", "best", "blue", "by", "cloud", "contact", "corp", "date", "direct",
    "directory", "do", "download", "email", "fail", "forum", "group", "help", "home", "host", "how",
    "id", "in", "internal", "is", "it", "la", "link", "live", "local", "ma", "me", "media", "my",
    "network", "no", "one", "page", "pay", "plus", "pro", "red", "report", "review", "run",
    "security", "services", "show", "so", "software", "store", "support", "systems", "team", "test",
    "to", "today", "tools", "top", "trade", "us", "win", "work", "works",
]);

/// Whether `label`, in lower case, is a top-level ending.
pub fn is_top(label: &str) -> bool {
    TOP.has(label)
        || (label.len() > 4 && label.starts_with("xn--"))
        || (!label.is_ascii() && label.chars().all(char::is_alphabetic))
}

/// Whether an ending proves nothing by itself.
pub fn is_word(label: &str) -> bool {
    WORDS.has(label)
}

/// Labels of the ending of a lower-case domain: 1, or 2 for `co.uk`.
pub fn labels(domain: &str) -> usize {
    let mut dots = domain.bytes().enumerate().rev().filter(|&(_, c)| c == b'.');
    let tail = match (dots.next(), dots.next()) {
        (Some(_), Some((second, _))) => &domain[second + 1..],
        _ => domain,
    };
    if SECOND.has(tail) { 2 } else { 1 }
}
