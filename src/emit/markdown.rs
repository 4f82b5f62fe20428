//! A page that any forge or editor shows: the drawings as fenced Mermaid, tables of the nodes and of the changes, the findings.

use std::fmt::Write;

use super::changed::{self, changed};
use super::mermaid::{self, Labels};
use super::next::{Next, leaving, next};
use super::plan::plan;
use crate::diagnostic::Diagnostic;
use crate::diagram::{Diagram, View, concerns, flow_order, of_variant};
use crate::diff::Side;
use crate::lang::{Lang, Text, is_hidden};
use crate::model::{Model, NodeId, Process, Variant};
use crate::rule::Level;
use crate::source::Sources;
use crate::syntax::keywords::Key;
use crate::wording::extras;
use crate::wording::{Wording, shown};

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
    whole(&mut out, process, findings, sources, lang);
    facts(&mut out, process, words);
    plan(&mut out, process, words);
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
            View::Diff(from, to) => changes(&mut out, *from, *to, &diagram, words),
        }
    }
    (out.trim_end().to_owned() + "\n", notes)
}

/// The findings about the process as a whole: the headline.
fn whole(out: &mut String, process: &Process, findings: &[Diagnostic], sources: &Sources, lang: Lang) {
    let whole = process.title.whole;
    let inside =
        |finding: &&Diagnostic| finding.span.file == whole.file && finding.span.start >= whole.start && finding.span.end <= whole.end;
    let general = |finding: &&Diagnostic| !process.variants.iter().any(|variant| concerns(process, variant, finding));
    let general: Vec<&Diagnostic> = findings.iter().filter(inside).filter(general).collect();
    if !general.is_empty() {
        let _ = write!(out, "## {}\n\n", lang.pick("The process as a whole", "流程整体"));
        list(out, general.into_iter(), sources, lang);
    }
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

pub(super) fn colon(lang: Lang) -> &'static str {
    lang.pick(": ", "：")
}

pub(super) fn row(out: &mut String, cells: &[String]) {
    let _ = writeln!(out, "| {} |", cells.join(" | "));
}

pub(super) fn heads(out: &mut String, heads: &[&str]) {
    let _ = writeln!(out, "| {} |\n|{}", heads.join(" | "), " --- |".repeat(heads.len()));
}

/// One row per node, as the flow meets them; the numbers are those of the drawing.
fn steps(out: &mut String, variant: &Variant, diagram: &Diagram, words: Wording) {
    heads(
        out,
        &match words.lang {
            Lang::En => ["No.", "Step", "Kind", "Owner", "System", "Input", "Output", "Time", "Wait", "SLA", "Next"],
            Lang::Zh => ["序号", "环节", "类型", "责任人", "系统", "输入", "输出", "耗时", "等待", "时限", "去向"],
        },
    );
    let leaving = leaving(variant);
    let order: Vec<NodeId> = flow_order(diagram.nodes.len(), &diagram.edges).into_iter().map(NodeId::at).collect();
    for &id in order.iter().filter(|&&id| !variant.node(id).is_block_join()) {
        let (node, drawn) = (variant.node(id), &diagram.nodes[id.index()]);
        let work = node.kind.is_work();
        let inputs: Vec<_> = node.inputs.iter().chain(&node.optional).copied().collect();
        let decided = if node.of.is_empty() { String::new() } else { words.pair(Key::Of, &words.data(&node.of)) };
        let read = [words.data(&inputs), decided].map(|part| escape(&part)).into_iter().filter(|part| !part.is_empty());
        let takes =
            |estimate: Option<crate::ast::quantity::Estimate>| estimate.is_none_or(|time| time.most().is_none_or(|most| most.ms > 0));
        let cells = [
            drawn.number.map_or(String::new(), |number| number.to_string()),
            escape(&drawn.label),
            words.kind_of(node).to_owned(),
            escape(&words.roles(variant.owner(id))),
            escape(&words.systems(&node.systems)),
            read.collect::<Vec<_>>().join("<br>"),
            escape(&words.data(&node.outputs)),
            if work || takes(node.time) { words.estimate(node.time) } else { String::new() },
            if takes(node.wait) { words.estimate(node.wait) } else { String::new() },
            node.sla.map_or(String::new(), |sla| words.duration(sla.value)),
            ways_on(next(variant, id, &leaving, words), words.lang),
        ];
        row(out, &cells);
    }
    out.push('\n');
    details(out, variant, diagram, &order, words);
}

/// Where a case goes, a line for each way.
fn ways_on(ways: Vec<Next>, lang: Lang) -> String {
    let line = |way: Next| {
        let to = escape(&way.to);
        let how = way.how();
        if how.is_empty() { to } else { format!("{}{}{to}", escape(&how), colon(lang)) }
    };
    ways.into_iter().map(line).collect::<Vec<_>>().join("<br>")
}

/// What else is said about the nodes, where there is anything.
fn details(out: &mut String, variant: &Variant, diagram: &Diagram, order: &[NodeId], words: Wording) {
    let mut lines = String::new();
    for &id in order {
        let said: Vec<(Key, String)> = extras(words, variant.node(id)).into_iter().filter(|(_, words)| !words.is_empty()).collect();
        if said.is_empty() {
            continue;
        }
        let drawn = &diagram.nodes[id.index()];
        let number = drawn.number.map_or(String::new(), |number| format!("{number} · "));
        let _ = writeln!(lines, "- **{number}{}**", escape(&drawn.label));
        for (key, value) in said {
            let _ = writeln!(lines, "  - {}{}{}", words.key(key), colon(words.lang), escape(&value));
        }
    }
    if !lines.is_empty() {
        let _ = write!(out, "### {}\n\n{lines}\n", words.lang.pick("Details", "明细"));
    }
}

/// What differs, as a table.
fn changes(out: &mut String, old: Side, new: Side, diagram: &Diagram, words: Wording) {
    let rows = changed(old, new, diagram, words);
    if rows.is_empty() {
        return;
    }
    heads(out, &changed::heads(words.lang));
    for cells in rows {
        row(out, &cells.map(|cell| escape(&cell)));
    }
    out.push('\n');
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
