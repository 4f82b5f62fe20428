//! A page that any forge or editor shows: the drawings as fenced Mermaid, a table of the nodes, the findings.

use std::fmt::Write;

use super::mermaid::{self, Labels};
use crate::diagnostic::Diagnostic;
use crate::diagram::wording::Wording;
use crate::diagram::{View, of_variant};
use crate::lang::{Lang, Text};
use crate::model::{EdgeKind, Model, NodeId, Process, Variant};
use crate::source::Sources;

/// The page of a process with these drawings, and what a reader of the drawings should be told.
#[must_use]
pub fn emit(
    model: &Model,
    process: &Process,
    views: &[View],
    findings: &[Diagnostic],
    sources: &Sources,
    lang: Lang,
) -> (String, Vec<Text>) {
    let words = Wording { model, lang };
    let mut out = format!("# {}\n\n", escape(process.title.shown()));
    facts(&mut out, process, words);
    let mut notes = Vec::new();
    for view in views {
        let diagram = view.diagram(model, process, findings, lang);
        let drawing = mermaid::emit(&diagram, Labels::Entities);
        let fence = fence(&drawing.text);
        // A String takes all that is written to it.
        let _ = write!(out, "## {}\n\n{fence}mermaid\n{}{fence}\n\n", escape(&diagram.variant), drawing.text);
        notes.extend(drawing.notes);
        if let View::One(variant) = view {
            let numbers: Vec<Option<u32>> = diagram.nodes.iter().map(|node| node.number).collect();
            table(&mut out, variant, &numbers, words);
            list(&mut out, process, variant, findings, sources, lang);
        }
    }
    notes.dedup();
    (out.trim_end().to_owned() + "\n", notes)
}

/// What the process promises, as a list.
fn facts(out: &mut String, process: &Process, words: Wording) {
    let lang = words.lang;
    let mut lines: Vec<(&str, String)> = Vec::new();
    for text in &process.texts {
        lines.push((words.key(text.key), escape(&text.text)));
    }
    let mut add = |en, zh, value: Option<String>| lines.extend(value.map(|value| (lang.pick(en, zh), value)));
    add("owner", "流程负责人", Some(words.roles(&process.owner)).filter(|owner| !owner.is_empty()).map(|owner| escape(&owner)));
    add("SLA", "时限", process.sla.map(|sla| words.duration(sla.value)));
    add("first response", "响应时限", process.response.map(|sla| words.duration(sla.value)));
    add("volume", "业务量", process.arrivals.as_ref().map(|rate| escape(&rate.to_string())));
    for (name, value) in &lines {
        let _ = writeln!(out, "- **{name}**: {value}");
    }
    if !lines.is_empty() {
        out.push('\n');
    }
}

/// One row per node, in the order of the text.
fn table(out: &mut String, variant: &Variant, numbers: &[Option<u32>], words: Wording) {
    let heads = match words.lang {
        Lang::En => ["No.", "Step", "Kind", "Owner", "System", "Input", "Output", "Time", "Wait", "SLA", "Next"],
        Lang::Zh => ["序号", "环节", "类型", "责任人", "系统", "输入", "输出", "耗时", "等待", "时限", "去向"],
    };
    let _ = writeln!(out, "| {} |\n|{}", heads.join(" | "), " --- |".repeat(heads.len()));
    for (id, node) in variant.nodes().filter(|(_, node)| !node.is_block_join()) {
        let number = numbers.get(id.index()).copied().flatten().map_or(String::new(), |number| number.to_string());
        let work = node.kind.is_work();
        let inputs: Vec<_> = node.inputs.iter().chain(&node.of).chain(&node.optional).copied().collect();
        let cells = [
            number,
            escape(node.shown()),
            words.kind(node.kind).to_owned(),
            escape(&words.roles(variant.owner(id))),
            escape(&words.systems(&node.systems)),
            escape(&words.data(&inputs)),
            escape(&words.data(&node.outputs)),
            if work || node.time.is_none_or(|time| time.most().is_none_or(|most| most.ms > 0)) {
                words.estimate(node.time)
            } else {
                String::new()
            },
            if node.wait.is_none_or(|wait| wait.most().is_none_or(|most| most.ms > 0)) { words.estimate(node.wait) } else { String::new() },
            node.sla.map_or(String::new(), |sla| words.duration(sla.value)),
            next(variant, id, words),
        ];
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}

/// Where a case goes from a node; behind a block, from its join.
fn next(variant: &Variant, id: NodeId, words: Wording) -> String {
    let node = variant.node(id);
    let exit = node.block.filter(|_| node.is_block()).map_or(id, |block| variant.blocks[block].join);
    let ways = variant.edges.iter().filter(|edge| edge.from == exit).map(|edge| {
        let to = variant.node(edge.to);
        let [label, probability, max] = words.edge(edge);
        let plain = matches!(edge.kind, EdgeKind::Plain | EdgeKind::Approved) && edge.label.is_none();
        let how: Vec<String> =
            [if plain { String::new() } else { label }, probability, max].into_iter().filter(|word| !word.is_empty()).collect();
        if how.is_empty() { escape(to.shown()) } else { format!("{}: {}", escape(&how.join(" ")), escape(to.shown())) }
    });
    ways.collect::<Vec<_>>().join("<br>")
}

/// The findings about a variant.
fn list(out: &mut String, process: &Process, variant: &Variant, findings: &[Diagnostic], sources: &Sources, lang: Lang) {
    let mut lines = String::new();
    for finding in of_variant(process, variant, findings) {
        let line = sources.get(finding.span.file).position(finding.span.start).line;
        let place = crate::both!("line {line}", "第 {line} 行");
        let _ = writeln!(
            lines,
            "- **{}** {} ({}): {}{} {}",
            finding.level.label(lang),
            finding.rule.code,
            place.get(lang),
            escape(finding.message.get(lang)),
            lang.pick(".", "。"),
            escape(finding.help.get(lang))
        );
    }
    if !lines.is_empty() {
        let _ = write!(out, "### {}\n\n{lines}\n", lang.pick("Findings", "问题"));
    }
}

/// Text as Markdown shows it, also in a table cell: nothing in it is markup, and it stays on one line.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push_str("<br>"),
            '\t' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c if c.is_control() || crate::lang::is_hidden(c) => {}
            // Also `:` and `@` and `.` of bare links and footnotes, `{` of includes, `=`, `+` and `-` of headings and lists.
            c if c.is_ascii_punctuation() && !matches!(c, ',' | ';' | '?' | '%' | '/') => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// A fence longer than any run of backticks in the text.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}
