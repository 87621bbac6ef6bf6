//! File names by their extension.
//!
//! A name counts when its extension is on the list; extensions that are also domain endings
//! (`run.sh`, `notes.md`) are files unless the text was defanged.

use crate::words::Words;

/// Extensions that read as ordinary words after a full stop (`old`,
/// `part`, `key`, `service`) are left out.
#[rustfmt::skip]
static EXTENSIONS: Words = Words::new(&[
    "7z", "accdb", "ace", "apk", "appx", "arj", "asc", "ashx", "asmx", "asp", "aspx",
    "automaticdestinations", "avi", "avro", "bak", "bash", "bat", "bdb", "bin", "bmp", "bz2", "cab",
    "cer", "cfg", "cgi", "chm", "class", "cmd", "conf", "config", "cpl", "cpp", "crdownload", "crt",
    "crx", "crypt", "csh", "csr", "css", "csv", "dat", "db", "deb", "dit", "dll", "dmg", "dmp",
    "doc", "docm", "docx", "dotm", "dotx", "drv", "dwg", "dxf", "dylib", "edb", "efi", "elf", "eml",
    "enc", "env", "etl", "evt", "evtx", "exe", "flac", "gem", "gguf", "gif", "gpg", "gz", "heic",
    "hlp", "hpp", "hta", "htaccess", "htm", "html", "htpasswd", "ico", "img", "indd", "inf", "ini",
    "ipa", "ipynb", "iso", "jar", "java", "jks", "jpeg", "jpg", "js", "jse", "json", "jsonl", "jsp",
    "jspx", "jsx", "kdb", "kdbx", "keystore", "ksh", "kt", "ldb", "ldf", "lnk", "lock", "locked",
    "log", "lua", "lzh", "mbox", "md", "mdb", "mdf", "mdmp", "mht", "mhtml", "mkv", "mov", "mp3",
    "mp4", "msg", "msi", "msix", "msp", "msu", "ntds", "nupkg", "nvram", "ocx", "odp", "ods", "odt",
    "onepkg", "onnx", "orig", "ost", "otf", "ova", "ovpn", "p12", "parquet", "pcap", "pcapng",
    "pdf", "pem", "pf", "pfx", "pgp", "phar", "php", "php5", "phtml", "pif", "pkg", "plist", "png",
    "ppk", "ppsx", "ppt", "pptm", "pptx", "prt", "ps1", "psd", "psd1", "psm1", "pst", "py", "pyc",
    "pyw", "qcow2", "rar", "rb", "rdp", "reg", "rom", "rpm", "rs", "rst", "rtf", "scr", "scss",
    "sdb", "sh", "sig", "sldasm", "sldprt", "so", "sql", "sqlite", "sqlite3", "stl", "stp", "svg",
    "swift", "swp", "sys", "tar", "temp", "tex", "tf", "tfstate", "tfvars", "tgz", "tif", "tiff",
    "tmp", "toml", "torrent", "tsv", "tsx", "ttf", "txt", "vb", "vbe", "vbs", "vcf", "vhd", "vhdx",
    "vmdk", "vmem", "vmsn", "vnc", "war", "wasm", "wav", "webp", "whl", "wim", "wmv", "woff",
    "woff2", "wsf", "wsh", "xhtml", "xlam", "xll", "xls", "xlsb", "xlsm", "xlsx", "xml", "xpi",
    "xz", "yaml", "yml", "zip", "zix", "zsh", "zst",
]);

/// Names that look like files and are frameworks.
static PRODUCTS: Words = Words::new(&[
    "ado.net",
    "angular.js",
    "asp.net",
    "backbone.js",
    "chart.js",
    "d3.js",
    "ember.js",
    "express.js",
    "moment.js",
    "next.js",
    "node.js",
    "nuxt.js",
    "react.js",
    "three.js",
    "vb.net",
    "vue.js",
]);

/// Whether a dotted run ends in a file's extension.
pub fn is_file(run: &str) -> bool {
    match run.rsplit_once('.') {
        Some((stem, extension)) => !stem.is_empty() && is_extension(extension),
        None => false,
    }
}

pub fn is_extension(label: &str) -> bool {
    EXTENSIONS.has(label)
}

/// Whether a dotted run is the name of a product and no file or domain.
pub fn is_product(run: &str) -> bool {
    PRODUCTS.has(run)
}
