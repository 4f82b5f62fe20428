//! A page that any forge or editor shows: the drawings as fenced Mermaid, tables of the nodes and of the changes, the findings.

use std::fmt::Write;

use super::mermaid::{self, Labels};
use crate::diagnostic::Diagnostic;
use crate::diagram::wording::{Wording, shown};
use crate::diagram::{Change, Diagram, View, concerns, of_variant, pairs};
use crate::lang::{Lang, Text, is_hidden};
use crate::model::{Edge, EdgeKind, Model, NodeId, Process, Title, Variant};
use crate::rule::Level;
use crate::source::Sources;
use crate::syntax::keywords::{Key, Keyword};

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
    let mut out = format!("# {}\n\n", escape(shown(&process.title)));
    facts(&mut out, process, words);
    let mut notes: Vec<Text> = Vec::new();
    for view in views {
        let diagram = view.diagram(model, process, findings, lang);
        let drawing = mermaid::emit(&diagram, Labels::Entities);
        let fence = fence(&drawing.text);
        // A String takes all that is written to it.
        let _ = write!(out, "## {}\n\n{fence}mermaid\n{}{fence}\n\n", escape(&diagram.variant), drawing.text);
        notes.extend(drawing.notes.into_iter().filter(|note| !notes.contains(note)).collect::<Vec<_>>());
        match view {
            View::One(variant) => {
                steps(&mut out, variant, &diagram, words);
                list(&mut out, of_variant(process, variant, findings), sources, lang);
            }
            View::Diff(from, to) => changes(&mut out, from, to, &diagram, words),
        }
    }
    let whole = process.title.whole;
    let inside =
        |finding: &&Diagnostic| finding.span.file == whole.file && finding.span.start >= whole.start && finding.span.end <= whole.end;
    let general = |finding: &&Diagnostic| !process.variants.iter().any(|variant| concerns(process, variant, finding));
    let general: Vec<&Diagnostic> = findings.iter().filter(inside).filter(general).collect();
    if !general.is_empty() {
        let _ = write!(out, "## {}\n\n", lang.pick("The process as a whole", "流程整体"));
        list(&mut out, general.into_iter(), sources, lang);
    }
    (out.trim_end().to_owned() + "\n", notes)
}

/// What the process is for and what it promises, as a list.
fn facts(out: &mut String, process: &Process, words: Wording) {
    let lang = words.lang;
    let mut lines: Vec<(&str, String)> = process.texts.iter().map(|text| (words.key(text.key), text.text.clone())).collect();
    let some = |words: String| (!words.is_empty()).then_some(words);
    let calendar = process.calendar.and_then(|calendar| calendar.id).map(|id| shown(&words.model.calendars[id.index()].title).to_owned());
    let facts = [
        (lang.pick("owner", "流程负责人"), some(words.roles(&process.owner))),
        (words.key(Key::Sla), process.sla.map(|sla| words.duration(sla.value))),
        (words.key(Key::Response), process.response.map(|sla| words.duration(sla.value))),
        (words.key(Key::Hard), process.hard.then(|| words.yes(true).to_owned())),
        (words.key(Key::Calendar), calendar),
        (words.key(Key::Arrivals), process.arrivals.as_ref().map(|rate| words.rate(rate))),
        (words.key(Key::Budget), process.budget.as_ref().map(|money| words.money(money))),
        (lang.pick("revision", "修订"), process.revisions.last().map(revision)),
    ];
    lines.extend(facts.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))));
    for (name, value) in &lines {
        let _ = writeln!(out, "- **{name}**{}{}", colon(lang), escape(value));
    }
    if !lines.is_empty() {
        out.push('\n');
    }
}

fn revision(revision: &crate::model::Revision) -> String {
    let date = revision.date.map(|date| date.to_string());
    let parts = [Some(revision.version.clone()), date, revision.author.clone(), Some(revision.text.clone())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn colon(lang: Lang) -> &'static str {
    lang.pick(": ", "：")
}

fn row(out: &mut String, cells: &[String]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

fn heads(out: &mut String, heads: &[&str]) {
    let _ = writeln!(out, "| {} |\n|{}", heads.join(" | "), " --- |".repeat(heads.len()));
}

/// One row per node, in the order of the text; the numbers are those of the drawing.
fn steps(out: &mut String, variant: &Variant, diagram: &Diagram, words: Wording) {
    heads(
        out,
        &match words.lang {
            Lang::En => ["No.", "Step", "Kind", "Owner", "System", "Input", "Output", "Time", "Wait", "SLA", "Next"],
            Lang::Zh => ["序号", "环节", "类型", "责任人", "系统", "输入", "输出", "耗时", "等待", "时限", "去向"],
        },
    );
    let mut leaving: Vec<Vec<&Edge>> = vec![Vec::new(); variant.nodes.len()];
    for edge in &variant.edges {
        leaving[edge.from.index()].push(edge);
    }
    for ((id, node), drawn) in variant.nodes().zip(&diagram.nodes).filter(|((_, node), _)| !node.is_block_join()) {
        let work = node.kind.is_work();
        let inputs: Vec<_> = node.inputs.iter().chain(&node.of).chain(&node.optional).copied().collect();
        let takes =
            |estimate: Option<crate::ast::quantity::Estimate>| estimate.is_none_or(|time| time.most().is_none_or(|most| most.ms > 0));
        let cells = [
            drawn.number.map_or(String::new(), |number| number.to_string()),
            escape(&drawn.label),
            words.kind_of(node).to_owned(),
            escape(&words.roles(variant.owner(id))),
            escape(&words.systems(&node.systems)),
            escape(&words.data(&inputs)),
            escape(&words.data(&node.outputs)),
            if work || takes(node.time) { words.estimate(node.time) } else { String::new() },
            if takes(node.wait) { words.estimate(node.wait) } else { String::new() },
            node.sla.map_or(String::new(), |sla| words.duration(sla.value)),
            next(variant, id, &leaving, words),
        ];
        row(out, &cells);
    }
    out.push('\n');
}

/// Where a case goes from a node. A parallel block goes to its branches, and then on from its join.
fn next(variant: &Variant, id: NodeId, leaving: &[Vec<&Edge>], words: Wording) -> String {
    let node = variant.node(id);
    let exit = node.block.filter(|_| node.is_block()).map(|block| variant.blocks[block].join);
    let ways = std::iter::once(id).chain(exit).flat_map(|from| &leaving[from.index()]).map(|edge| {
        let target = variant.node(edge.to);
        let to = escape(shown(&target.title));
        let to = if target.is_block_join() { words.lang.pick(format!("end of {to}"), format!("{to}（汇合）")) } else { to };
        let [label, probability, max] = words.edge(edge);
        let plain = matches!(edge.kind, EdgeKind::Plain | EdgeKind::Approved) && edge.label.is_none();
        let then = if exit == Some(edge.from) && plain { words.lang.pick("then", "之后") } else { "" };
        let how = [then, if plain { "" } else { &label }, &probability, &max].into_iter().filter(|word| !word.is_empty());
        let how: Vec<&str> = how.collect();
        if how.is_empty() { to } else { format!("{}{}{to}", escape(&how.join(" ")), colon(words.lang)) }
    });
    ways.collect::<Vec<_>>().join("<br>")
}

/// One row per node that differs: how, in what, and why.
fn changes(out: &mut String, from: &Variant, to: &Variant, diagram: &Diagram, words: Wording) {
    let lang = words.lang;
    let mut rows: Vec<[String; 5]> = Vec::new();
    for (pair, node) in pairs(from, to).into_iter().zip(&diagram.nodes) {
        if node.change == Change::Same || node.label.is_empty() {
            continue;
        }
        let titles = [pair.from.map(|id| &from.node(id).title), pair.to.map(|id| &to.node(id).title)];
        rows.push([
            escape(&node.label),
            words.kind(node.kind).to_owned(),
            node.change.word(lang).to_owned(),
            node.changes.iter().map(|change| escape(change)).collect::<Vec<_>>().join("<br>"),
            reasons(to, titles),
        ]);
    }
    let called = |name: &String| {
        let node = [to, from].into_iter().find_map(|variant| variant.node_named(name).map(|id| variant.node(id)));
        escape(node.map_or(name, |node| shown(&node.title)))
    };
    for change in to.changes.iter().filter(|change| change.operation == Keyword::Reroute.en()) {
        let [at, old, new] = change.nodes.as_slice() else { continue };
        let moved = format!("{} → {}", called(old), called(new));
        let word = lang.pick("rerouted", "改接").to_owned();
        rows.push([called(at), String::new(), word, moved, escape(change.because.as_deref().unwrap_or_default())]);
    }
    if rows.is_empty() {
        return;
    }
    heads(
        out,
        &match lang {
            Lang::En => ["Step", "Kind", "Change", "What changed", "Why"],
            Lang::Zh => ["环节", "类型", "变化", "内容", "原因"],
        },
    );
    for cells in &rows {
        row(out, cells);
    }
    out.push('\n');
}

/// Why a node is changed: the reasons of all changes that name it, as the earlier or the later variant calls it.
fn reasons(to: &Variant, titles: [Option<&Title>; 2]) -> String {
    let is_named = |name: &String| titles.iter().flatten().any(|title| title.name == *name || title.label.as_ref() == Some(name));
    let changes = to.changes.iter().filter(|change| change.operation != Keyword::Reroute.en() && change.nodes.iter().any(is_named));
    let mut reasons: Vec<String> = changes.filter_map(|change| change.because.as_deref()).map(escape).collect();
    reasons.dedup();
    reasons.join("<br>")
}

/// Findings, each with its place and what to do next.
fn list<'d>(out: &mut String, findings: impl Iterator<Item = &'d Diagnostic>, sources: &Sources, lang: Lang) {
    let mut findings: Vec<&Diagnostic> = findings.collect();
    findings.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| a.order(b)));
    if findings.is_empty() {
        return;
    }
    let _ = write!(out, "### {}\n\n", lang.pick("Findings", "问题"));
    for finding in findings {
        let line = sources.get(finding.span.file).position(finding.span.start).line;
        let place = lang.pick(format!("line {line}"), format!("第 {line} 行"));
        let level = level(finding, lang);
        let (message, help) = (escape(finding.message.get(lang)), escape(finding.help.get(lang)));
        let said = lang.pick(format!(" ({place}): {message}. {help}"), format!("（{place}）：{message}。{help}"));
        let _ = writeln!(out, "- **{level}** {}{said}", finding.rule.code);
    }
    out.push('\n');
}

/// The level in a word; what a to-be is to mend is said so.
fn level(finding: &Diagnostic, lang: Lang) -> &'static str {
    if finding.to_be_mended && finding.level > Level::Info { lang.pick("to be mended", "待改进") } else { finding.level.label(lang) }
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
            // Joiners belong to words and emoji; the other hidden characters only mislead.
            c if c.is_control() || is_hidden(c) && !matches!(c, '\u{200C}' | '\u{200D}') => {}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        assert_eq!(escape("a|b `c` *d* [e](f)"), r"a\|b \`c\` \*d\* \[e\]\(f\)");
        assert_eq!(escape("<b>&amp;"), "&lt;b&gt;&amp;amp;");
        assert_eq!(escape("一\r\n## 二\n三"), r"一<br>\#\# 二<br>三");
        assert_eq!(escape("{{#include x}}"), r"\{\{\#include x\}\}");
        assert_eq!(escape("\u{1b}[8m\u{202E}x"), r"\[8mx");
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fence("a ``` b"), "````");
        assert_eq!(fence("a"), "```");
    }
}
