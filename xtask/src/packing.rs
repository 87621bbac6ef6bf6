//! Files compressed once, so that the server only picks a twin.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Kinds that get smaller; pictures and fonts are compressed already.
const KINDS: [&str; 7] = ["css", "html", "js", "json", "svg", "txt", "wasm"];

/// Writes `file.br` and `file.gz` beside a file of a kind that gains from it.
pub(crate) fn twins(file: &Path) -> Result<()> {
    let kind = file.extension().and_then(|kind| kind.to_str());
    if !kind.is_some_and(|kind| KINDS.contains(&kind)) {
        return Ok(());
    }
    let bytes = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    fs::write(&name, brotli_bytes(&bytes)?)?;
    let mut name = file.as_os_str().to_owned();
    name.push(".gz");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    fs::write(&name, gzip.finish()?)?;
    Ok(())
}

pub(crate) fn brotli_bytes(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut out, 64 * 1024, 11, 22);
    encoder.write_all(bytes)?;
    drop(encoder);
    Ok(out)
}
