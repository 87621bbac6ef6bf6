//! The card as a page to read.

use std::collections::BTreeMap;
use std::fmt::Write;

use synth::study::Audit;

use super::Card;
use crate::bulk::grouped;

/// The same figures as the JSON, in Markdown.
pub fn markdown(card: &Card) -> String {
    let mut out = format!(
        "# Data card of {}\n\n**Synthetic.** Nothing in this file happened; people, machines and \
         organisations are invented, addresses and domains are reserved for documentation.\n\n",
        card.file.name
    );
    let facts = [
        ("rows", grouped(card.file.rows)),
        ("format", card.file.format.clone()),
        ("bytes", grouped(card.file.bytes)),
        ("sha256", format!("`{}`", card.file.sha256)),
        ("made by", card.generator.clone()),
    ];
    rows(&mut out, ["file", ""], facts);
    let parameters = card.parameters.iter();
    let parameters = parameters.map(|(name, value)| (name.as_str(), format!("`{value}`")));
    rows(&mut out, ["parameter", "value"], parameters);
    out.push_str("## Rows\n\n");
    let counts = &card.counts;
    for (name, map) in [
        ("true_label", &counts.true_label),
        ("event_type", &counts.event_type),
        ("register", &counts.register),
        ("split", &counts.split),
        ("difficulty", &counts.difficulty),
        ("severity", &counts.severity),
        ("subtype", &counts.subtype),
    ] {
        table(&mut out, name, map, card.file.rows);
    }
    let _ = writeln!(
        out,
        "{} of {} frames tell at least one row, of {} situations. The split is by frame: no frame \
         stands in two splits.\n",
        grouped(counts.frames),
        grouped(counts.frames_known),
        grouped(counts.situations)
    );
    out.push_str("## Rates\n\n");
    let (noise, texts, near) = (&card.noise, &card.texts, &card.near_duplicates);
    let rates = [
        (
            "rows in campaigns",
            format!(
                "{} ({} rows of {} campaigns)",
                share(card.campaigns.share),
                grouped(card.campaigns.rows),
                grouped(card.campaigns.campaigns)
            ),
        ),
        (
            "event_type is not the true label",
            format!(
                "{} ({} rows)",
                share(card.label_noise.share),
                grouped(card.label_noise.relabelled)
            ),
        ),
        (
            "words changed by noise",
            format!(
                "{} of open words, {} of all words of the frames ({} typos, {} abbreviations, {} \
                 signs of punctuation left out)",
                share(noise.share_of_open_words),
                share(noise.share_of_words),
                grouped(noise.slips.typos),
                grouped(noise.slips.abbreviations),
                grouped(noise.slips.punctuation)
            ),
        ),
        (
            "near duplicates",
            format!(
                "{} ({} of {} sampled rows, {} of them exact)",
                share(near.rate),
                grouped(near.near as u64),
                grouped(near.rows as u64),
                grouped(near.exact as u64)
            ),
        ),
        (
            "vocabulary",
            format!(
                "{} words in {} sampled descriptions of {:.0} characters on average",
                grouped(texts.vocabulary as u64),
                grouped(texts.sampled_rows as u64),
                texts.mean_characters
            ),
        ),
        (
            "put together from columns",
            format!(
                "{} user reports, {} log lines",
                grouped(texts.plain_reports),
                grouped(texts.plain_logs)
            ),
        ),
    ];
    rows(&mut out, ["rate", ""], rates);
    let _ = writeln!(out, "{}.\n", near.method);
    leaks(&mut out, &card.leak_audit);
    out
}

fn leaks(out: &mut String, audit: &Audit) {
    let majority = &audit.majority;
    let _ = writeln!(
        out,
        "## Leak audit\n\nHow often one column alone gives the true label. {} The most frequent \
         label alone: {} and {}.\n",
        audit.method,
        some(majority.held_out_rows),
        some(majority.held_out_frames)
    );
    out.push_str("| column | asked by | held-out rows | held-out frames |\n|---|---|---:|---:|\n");
    for leak in &audit.columns {
        let mark = if leak.evaluation {
            " (evaluation only)"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "| {}{mark} | {} | {} | {} |",
            leak.column,
            leak.method,
            some(leak.accuracy.held_out_rows),
            some(leak.accuracy.held_out_frames)
        );
    }
    let words = &audit.frame_words;
    let _ = writeln!(
        out,
        "\n{} words stand in sampled descriptions of one frame only and in at least two of them. \
         Of held-out rows they cover {} and reach {}; of held-out frames {} and {}. The first is \
         a frame learnt by heart, which a split by rows would reward; the second is what is left \
         of it in a split by frames.",
        grouped(words.words as u64),
        some(words.covered.held_out_rows),
        some(words.accuracy.held_out_rows),
        some(words.covered.held_out_frames),
        some(words.accuracy.held_out_frames)
    );
}

fn rows<'r>(out: &mut String, head: [&str; 2], rows: impl IntoIterator<Item = (&'r str, String)>) {
    let _ = writeln!(out, "| {} | {} |\n|---|---|", head[0], head[1]);
    for (name, value) in rows {
        let _ = writeln!(out, "| {name} | {value} |");
    }
    out.push('\n');
}

fn table(out: &mut String, name: &str, map: &BTreeMap<String, u64>, total: u64) {
    let _ = writeln!(out, "| {name} | rows | share |\n|---|---:|---:|");
    for (key, rows) in map {
        let part = *rows as f64 / total.max(1) as f64;
        let _ = writeln!(out, "| {key} | {} | {} |", grouped(*rows), share(part));
    }
    out.push('\n');
}

fn share(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

fn some(found: Option<f64>) -> String {
    found.map_or("-".to_owned(), share)
}
