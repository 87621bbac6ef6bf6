//! The style sheet: all of `style/` in one file.

use std::fs;

use anyhow::{Context, Result};

use crate::{paths, stamp};

/// These come first; the rest follows by path, so that a component can rely on them.
const FIRST: [&str; 3] = ["fonts.css", "tokens.css", "base.css"];

pub(crate) fn sheet() -> Result<String> {
    let folder = paths::root().join("style");
    let first = FIRST.map(|name| folder.join(name));
    let mut files: Vec<_> = first
        .iter()
        .filter(|file| file.is_file())
        .cloned()
        .collect();
    for file in stamp::files(std::slice::from_ref(&folder))? {
        if file.extension().is_some_and(|e| e == "css") && !files.contains(&file) {
            files.push(file);
        }
    }
    let mut sheet = String::new();
    for file in files {
        sheet.push_str(
            &fs::read_to_string(&file)
                .with_context(|| format!("cannot read {}", file.display()))?,
        );
        sheet.push('\n');
    }
    Ok(without_comments(&sheet))
}

/// Comments and the indentation of lines go; strings do not contain `/*` in our sheets.
fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_rules_stay() {
        let sheet = "/* head */\na {\n  color: red; /* why */\n}\n/* open";
        assert_eq!(without_comments(sheet), "a {\ncolor: red;\n}");
    }
}
