//! The model card in words and tables, from the numbers of the run that made the model.

use std::fmt::Write as _;

use classifier::Model;
use synth::grammar::Register;
use taxonomy::Label;

use crate::metrics::Report;
use crate::ship::{FOLDS, Quality, Semantic};

/// One paragraph for the terminal.
pub fn summary(q: &Quality) -> String {
    let mut out = format!(
        "{}: {} terms, {} KB; held-out frames {}; held-out situations {}; left-out registers {}; out of scope AUROC {:.3}",
        q.model,
        q.terms,
        q.bytes / 1024,
        line(&q.held_out_frames),
        line(&q.held_out_situations),
        line(&q.left_out_registers_all),
        q.out_of_scope_auroc,
    );
    if let Some(s) = &q.scenarios {
        let _ = write!(
            out,
            "; development scenarios {}, out of scope abstained {:.2} while {:.2} answered",
            line(&s.report),
            s.out_of_scope_abstained,
            s.in_scope_answered
        );
    }
    if let Some(s) = &q.semantic {
        let _ = write!(
            out,
            "\nwith the second opinion: held-out situations {}; left-out registers {}",
            line(&s.situations.both),
            s.registers
                .as_ref()
                .map_or("not judged".to_owned(), |views| line(&views.both))
        );
        if let Some(s) = &s.scenarios {
            let _ = write!(
                out,
                "; development scenarios {}, out of scope abstained {:.2} while {:.2} answered",
                line(&s.report),
                s.out_of_scope_abstained,
                s.in_scope_answered
            );
        }
    }
    out
}

fn line(r: &Report) -> String {
    format!(
        "accuracy {:.3} macro-F1 {:.3} ECE {:.3} (n {})",
        r.accuracy, r.macro_f1, r.ece, r.rows
    )
}

const HEADING: &str = "| judged on | rows | accuracy (95 %) | ceiling | macro-F1 | log-loss | Brier | ECE | accuracy, surest half |\n|---|---|---|---|---|---|---|---|---|\n";

/// The whole card.
pub fn markdown(q: &Quality, model: &Model) -> String {
    let mut out = format!(
        "# {}\n\nWritten by `cargo xtask train`; every number is of the run that made the model.\n\n\
         A multinomial logistic regression over TF-IDF words, word pairs and word beginnings, with \
         {} terms in {} bytes (SHA-256 `{}`). Trained on {} frames of this project's own writing \
         that tell {} situations ({} of the frames no incident at all), told with varying people, hosts and times; no third-party \
         incident text. Words that no frame uses get their weights through static word vectors \
         taken from all-MiniLM-L6-v2 (Apache-2.0).\n\n\
         Intended for learning, demonstration and decision support. It reads English. It knows \
         nothing of your organisation, and what it has not read about it cannot know.\n\n",
        q.model, q.terms, q.bytes, q.sha256, q.frames, q.situations, q.frames_out_of_scope
    );
    out += "## Quality\n\nSplit by frame, by situation and by register: a frame is one telling; a situation is an event, told once or \
             by several narrators in different registers. Rows are never split at random. The models that judge what they have not seen keep all their terms; \
             the shipped one has those that matter most. The ceiling is what label noise leaves.\n\n";
    out += HEADING;
    row(
        &mut out,
        &format!("frames never seen ({FOLDS} parts)"),
        &q.held_out_frames,
        q.ceiling,
    );
    row(
        &mut out,
        &format!("situations never seen in any words ({FOLDS} parts)"),
        &q.held_out_situations,
        q.ceiling,
    );
    row(
        &mut out,
        "registers never seen, all",
        &q.left_out_registers_all,
        q.ceiling,
    );
    for (register, report) in &q.left_out_registers {
        row(
            &mut out,
            &format!("register `{register}` never seen"),
            report,
            q.ceiling,
        );
    }
    if let Some(s) = &q.scenarios {
        row(
            &mut out,
            "development scenarios (other author)",
            &s.report,
            1.0,
        );
    }
    let readers = &q.readers;
    let _ = write!(
        out,
        "\nReaders who were given the ten definitions and nothing else, two for each text, gave {:.1} and {:.1} % of {} \
         of these texts the label that they were written for, and {:.1} % the same label both \
         (`data/second-reading.csv`): that much can be read out of them.\n",
        readers.agreement[0] * 100.0,
        readers.agreement[1] * 100.0,
        readers.texts,
        readers.between * 100.0
    );
    let _ = write!(
        out,
        "\nTexts that are no incident: AUROC {:.3}; {:.1} % of their unseen frames are turned away by the \
         out-of-domain bound {:.3}, which turns away {:.1} % of unseen incidents. Temperature {:.3}.\n",
        q.out_of_scope_auroc,
        q.out_of_scope_turned_away * 100.0,
        q.out_of_domain_bound,
        q.incidents_turned_away * 100.0,
        q.temperature
    );
    if let Some(s) = &q.scenarios {
        let _ = write!(
            out,
            "\nDevelopment scenarios at the default threshold: {:.0} % of {} out-of-scope texts abstained, \
             {:.0} % of incidents answered, {:.0} % of the answers right.\n",
            s.out_of_scope_abstained * 100.0,
            s.out_of_scope,
            s.in_scope_answered * 100.0,
            s.accuracy_of_answers * 100.0
        );
    }
    if let Some(s) = &q.semantic {
        semantic(&mut out, s, q.ceiling);
    }
    out += "\n## By label, frames never seen\n\n| label | precision | recall | F1 | most often taken for |\n|---|---|---|---|---|\n";
    for (i, l) in q.held_out_frames.per_label.iter().enumerate() {
        let confused = Label::ALL
            .into_iter()
            .filter(|other| other.index() != i)
            .max_by_key(|other| q.held_out_frames.confusion[i][other.index()])
            .map_or("", Label::id);
        let _ = writeln!(
            out,
            "| {} | {:.2} | {:.2} | {:.2} | {} |",
            l.label, l.precision, l.recall, l.f1, confused
        );
    }
    out += "\n## Strongest terms\n\n";
    for label in Label::ALL {
        let terms: Vec<&str> = model
            .strongest(label, 12)
            .into_iter()
            .map(|t| t.0)
            .collect();
        let _ = writeln!(out, "- **{}**: {}", label.name(), terms.join(", "));
    }
    out
}

fn semantic(out: &mut String, s: &Semantic, ceiling: f64) {
    let _ = write!(
        out,
        "\n## With the second opinion\n\n`{}`: a linear head of {} bytes on the embeddings of `{}` (SHA-256 `{}`), \
         which is three of all-MiniLM-L6-v2's six blocks fine-tuned on the part of these texts that was written first \
         (`training/finetune.py`); the head was fitted on the rest (`training/head.py`). Pooled with the classifier \
         as a product of powers of both probabilities, exponents {:.2} and {:.2}, fitted on situations \
         neither had seen. Here it is asked about every text; in smart mode only where the classifier is \
         unsure. Rows are those that encoder and head are blind to. Texts that are no incident: AUROC \
         {:.3}.\n\n{HEADING}",
        s.model, s.bytes, s.embedder, s.embedder_sha256, s.pool[0], s.pool[1], s.out_of_scope_auroc
    );
    let registers = match s.each_register.len() {
        all if all == Register::ALL.len() => "registers".to_owned(),
        some => format!("{some} of {} registers", Register::ALL.len()),
    };
    let splits = [
        ("situations", Some(&s.situations)),
        (&registers, s.registers.as_ref()),
    ];
    for (split, views) in splits
        .into_iter()
        .filter_map(|(name, views)| Some((name, views?)))
    {
        for (judge, report) in [
            ("classifier alone", &views.classifier),
            ("second opinion alone", &views.semantic),
            ("both", &views.both),
        ] {
            row(
                out,
                &format!("{split} never seen, {judge}"),
                report,
                ceiling,
            );
        }
    }
    for (register, report) in &s.each_register {
        let name = format!("register `{register}` never seen, both");
        row(out, &name, report, ceiling);
    }
    if let Some(scenarios) = &s.scenarios {
        row(
            out,
            "development scenarios (other author), both",
            &scenarios.report,
            1.0,
        );
        let _ = write!(
            out,
            "\nDevelopment scenarios at the default threshold: {:.0} % of {} out-of-scope texts abstained, \
             {:.0} % of incidents answered, {:.0} % of the answers right.\n",
            scenarios.out_of_scope_abstained * 100.0,
            scenarios.out_of_scope,
            scenarios.in_scope_answered * 100.0,
            scenarios.accuracy_of_answers * 100.0
        );
    }
}

fn row(out: &mut String, name: &str, r: &Report, ceiling: f64) {
    let _ = writeln!(
        out,
        "| {name} | {} | {:.3} ({:.3}-{:.3}) | {ceiling:.2} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
        r.rows,
        r.accuracy,
        r.accuracy_interval.0,
        r.accuracy_interval.1,
        r.macro_f1,
        r.log_loss,
        r.brier,
        r.ece,
        r.accuracy_top_half
    );
}
