//! The parts of the documents that are generated: outputs, tables, and what a list of changes makes of an as-is.

use std::fmt::Write as _;
use std::sync::Arc;

use flowright::analysis::{Analysis, Loader, analyze};
use flowright::ast::quantity::{self, Fault};
use flowright::config::{Limit, Limits};
use flowright::lang::Text;
use flowright::model::{EdgeKind, Node, NodeId, NodeKind, Origin, Variant};
use flowright::source::Source;
use flowright::syntax::keywords::{Key, Keyword, Place, Shape};

use super::markdown::{Block, Page, on_disk};
use super::shell::Folder;

/// What stands in a block by right; `None` if it is written by hand, or cannot be made yet.
pub(super) fn generated(page: &Page, at: usize, folder: &Folder) -> Option<String> {
    let block = &page.blocks[at];
    if let Some(command) = block.asks("output:") {
        let (command, only) = command.split_once(" only ").unwrap_or((command, ""));
        let ran = folder.run(command);
        return Some(if only.is_empty() { ran.out + &ran.err } else { one_finding(&ran.out, only) });
    }
    if block.directive.as_deref() == Some("difference") {
        return Some(difference(&analysis(&flow(page, before(page, at)))));
    }
    if block.directive.as_deref() == Some("findings") {
        return Some(findings(&analysis(&flow(page, before(page, at)))));
    }
    block.asks("table:").map(|table| self::table(table, block, &page.place(at)))
}

/// The name under which a block is written to the folder.
pub(super) fn name(block: &Block) -> Option<&str> {
    block.asks("file:").or_else(|| block.asks("to-be of ")?.split_once(" as ")?.1.split_whitespace().next())
}

/// The text of a `flow` block: whole, or a to-be put into the process of a named block, in which a word may have been corrected:
/// `to-be of FILE as NAME where WORD is WORD`.
pub(super) fn flow(page: &Page, at: usize) -> String {
    let block = &page.blocks[at];
    let Some(wanted) = block.asks("to-be of ") else { return block.text.clone() };
    let base = wanted.split_whitespace().next().unwrap();
    let is_base = |(_, block): &(usize, &Block)| name(block) == Some(base);
    let (base, _) = page.of_kind("flow").find(is_base).unwrap_or_else(|| panic!("{}: there is no {base}", page.place(at)));
    let mut base = flow(page, base);
    if let Some((wrong, right)) = wanted.split_once(" where ").and_then(|(_, words)| words.split_once(" is ")) {
        base = base.replace(wrong, right);
    }
    format!("{}{}}}\n", base.trim_end().strip_suffix('}').unwrap(), block.text)
}

/// The analysis of a text that stands among the examples.
pub(super) fn analysis(text: &str) -> Analysis {
    analyze(Arc::new(Source::new("text.flow", text)), &Examples, &crate::rules::config())
}

struct Examples;

impl Loader for Examples {
    fn load(&self, _: &str, path: &str) -> Result<Arc<Source>, Text> {
        let text = std::fs::read_to_string(on_disk("examples").join(path));
        text.map(|text| Arc::new(Source::new(path, text))).map_err(|_| "there is no such file".into())
    }
}

/// The number of the latest `flow` block before a block.
fn before(page: &Page, at: usize) -> usize {
    page.of_kind("flow").map(|(at, _)| at).take_while(|&flow| flow < at).last().unwrap()
}

/// The findings of a text without their places: a part of a page has no lines of its own.
fn findings(analysis: &Analysis) -> String {
    let mut out = String::new();
    for finding in &analysis.findings {
        let text = analysis.sources.slice(finding.span).lines().next().unwrap_or_default();
        writeln!(out, "{} {} at `{text}`: {} ({})", finding.rule.code, finding.rule.name, finding.message.en, finding.help.en).unwrap();
    }
    out
}

/// The drawn finding with this code.
fn one_finding(report: &str, code: &str) -> String {
    let is_head = |line: &str| line.starts_with(|c: char| !c.is_whitespace());
    let lines = report.lines().skip_while(|line| !(is_head(line) && line.contains(code)));
    let mut wanted = Vec::new();
    for line in lines {
        if is_head(line) && !wanted.is_empty() {
            break;
        }
        wanted.push(line.trim_end());
    }
    assert!(!wanted.is_empty(), "no {code} in\n{report}");
    wanted.join("\n").trim_end().to_owned() + "\n"
}

// ---------- What changes make of an as-is

/// The nodes and edges that only the as-is has, and those that only the last to-be has.
fn difference(analysis: &Analysis) -> String {
    let process = &analysis.model.processes[0];
    let old = describe(analysis, process.as_is().unwrap());
    let new = describe(analysis, process.to_bes().last().unwrap());
    let mut out = String::new();
    for (sign, these, others) in [('-', &old, &new), ('+', &new, &old)] {
        for line in these.iter().filter(|line| !others.contains(line)) {
            writeln!(out, "{sign} {line}").unwrap();
        }
    }
    out
}

fn describe(analysis: &Analysis, variant: &Variant) -> Vec<String> {
    let shown = |id: NodeId| {
        let node = variant.node(id);
        let block = if node.is_block_join() { " (join)" } else { "" };
        format!("{}{block}", node.title.name)
    };
    let mut lines = Vec::new();
    for (_, node) in variant.nodes().filter(|(_, node)| matches!(node.origin, Origin::Declared)) {
        lines.push(describe_node(analysis, node));
    }
    for (_, edge) in variant.edges() {
        let kind = match edge.kind {
            EdgeKind::Plain | EdgeKind::Branch => String::new(),
            EdgeKind::Else => " else".to_owned(),
            EdgeKind::Approved => " approved".to_owned(),
            EdgeKind::Rejected => " rejected".to_owned(),
            EdgeKind::Timeout(after) => format!(" timeout {after}"),
            EdgeKind::Informs(after) => format!(" timeout {after} (informs)"),
        };
        let label = edge.label.as_ref().map(|label| format!(" \"{label}\"")).unwrap_or_default();
        let condition = edge.condition.as_ref().map(|condition| format!(" {}", condition.text)).unwrap_or_default();
        let probability = edge.probability.map(|probability| format!(" {probability}")).unwrap_or_default();
        let max = edge.max.map(|max| format!(" max {max}")).unwrap_or_default();
        lines.push(format!("{}{kind}{label}{condition}{probability} -> {}{max}", shown(edge.from), shown(edge.to)));
    }
    lines
}

fn describe_node(analysis: &Analysis, node: &Node) -> String {
    let model = &analysis.model;
    let mut parts = Vec::new();
    let mut names = |key: Key, names: Vec<Option<&str>>| {
        if !names.is_empty() {
            let names: Vec<&str> = names.into_iter().map(|name| name.unwrap_or("?")).collect();
            parts.push(format!("{}: {}", key.en(), names.join(", ")));
        }
    };
    let roles = |roles: &[flowright::model::Ref<_>]| -> Vec<Option<&str>> {
        roles.iter().map(|role| role.id.map(|id: flowright::model::RoleId| model.roles[id.index()].title.name.as_str())).collect()
    };
    let data = |data: &[flowright::model::Ref<flowright::model::DataId>]| -> Vec<Option<&str>> {
        data.iter().map(|data| data.id.and_then(|id| model.data[id.index()].title.as_ref()).map(|title| title.name.as_str())).collect()
    };
    names(Key::Owner, roles(&node.owner));
    names(Key::By, roles(&node.by));
    names(Key::To, roles(&node.to));
    names(Key::System, node.systems.iter().map(|system| system.id.map(|id| model.systems[id.index()].title.name.as_str())).collect());
    names(Key::In, data(&node.inputs));
    names(Key::Out, data(&node.outputs));
    names(Key::Of, data(&node.of));
    let zero = |estimate: Option<quantity::Estimate>| estimate.is_some_and(|estimate| estimate.most().is_some_and(|most| most.ms == 0));
    for (key, value) in [(Key::Time, node.time), (Key::Wait, node.wait)] {
        if !zero(value) {
            parts.push(format!("{}: {}", key.en(), value.map_or("-".to_owned(), |value| value.to_string())));
        }
    }
    for (key, yes) in [(Key::Automated, node.automated), (Key::Manual, node.manual), (Key::Keep, node.keep)] {
        if yes {
            parts.push(format!("{}: yes", key.en()));
        }
    }
    let label = node.title.label.as_ref().map(|label| format!(" \"{label}\"")).unwrap_or_default();
    let kind = if node.is_block() { "parallel" } else { node.kind.name() };
    let body = if parts.is_empty() || node.kind == NodeKind::End { String::new() } else { format!(" {{ {} }}", parts.join("; ")) };
    format!("{kind} {}{label}{body}", node.title.name)
}

// ---------- Tables

/// A table with its first columns made anew; the columns behind them are written by hand and kept.
fn table(table: &str, block: &Block, place: &str) -> String {
    let rows: Vec<Vec<String>> = block.text.lines().map(cells).collect();
    let (header, old) = rows.split_at(2);
    let (kind, argument) = table.split_once(' ').unwrap_or((table, ""));
    let made: Vec<Vec<String>> = match kind {
        "keywords" => keywords(argument)
            .map(|keyword| vec![spelled(keyword.all_spellings(), true), spelled(keyword.all_spellings(), false)])
            .collect(),
        "keys" => keys(argument)
            .map(|key| vec![spelled(key.all_spellings(), true), spelled(key.all_spellings(), false), shape(key.shape()).to_owned()])
            .collect(),
        "limits" => {
            let row = |limit: &Limit| {
                [limit.key, limit.rule]
                    .map(|word| format!("`{word}`"))
                    .into_iter()
                    .chain([limit.usual, limit.least, limit.most].map(|number| number.to_string()))
            };
            Limits::ALL.iter().map(|limit| row(limit).collect()).collect()
        }
        "read" => old.iter().map(|row| vec![row[0].clone(), read_as(argument, &row[0], place)]).collect(),
        "refused" => old.iter().map(|row| vec![row[0].clone(), refused(argument, &row[0], place)]).collect(),
        _ => panic!("{place}: unknown table {table}"),
    };
    let head: Vec<&str> = block.text.lines().take(2).collect();
    let mut out = format!("{}\n{}\n", head[0], head[1]);
    for row in made.into_iter().map(|made| with_prose(made, old, header[0].len(), place)) {
        writeln!(out, "| {} |", row.join(" | ")).unwrap();
    }
    out
}

fn cells(row: &str) -> Vec<String> {
    row.trim().trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// A made row with what was written by hand behind it.
fn with_prose(mut made: Vec<String>, old: &[Vec<String>], columns: usize, place: &str) -> Vec<String> {
    let known = old.iter().find(|row| row[0] == made[0]);
    for column in made.len()..columns {
        let prose = known.and_then(|row| row.get(column)).filter(|prose| !prose.is_empty());
        made.push(prose.cloned().unwrap_or_else(|| panic!("{place}: column {} of the row {} is not written", column + 1, made[0])));
    }
    made
}

fn spelled(spellings: impl Iterator<Item = &'static str>, english: bool) -> String {
    let spellings: Vec<String> = spellings.filter(|word| word.is_ascii() == english).map(|word| format!("`{word}`")).collect();
    spellings.join(" ")
}

/// A group of words by its name in the reference, and which words belong to it.
type Group<W> = (&'static str, fn(W) -> bool);

/// The groups in which the reference lists keywords.
pub(super) const KEYWORDS: [Group<Keyword>; 6] = [
    ("frame", |word| matches!(word, Keyword::Use | Keyword::Process | Keyword::AsIs | Keyword::ToBe | Keyword::From | Keyword::Steps)),
    ("resources", Keyword::is_resource),
    ("lines", Keyword::is_process_line),
    ("nodes", Keyword::is_node),
    ("changes", Keyword::is_change),
    ("inside", |word| !word.is_statement() && word != Keyword::From),
];

fn keywords(group: &str) -> impl Iterator<Item = Keyword> {
    let (_, belongs) = KEYWORDS.iter().find(|(name, _)| *name == group).unwrap();
    Keyword::ALL.iter().copied().filter(move |&keyword| belongs(keyword))
}

/// The groups in which the reference lists keys: where they stand. What stands everywhere, or on every node, is listed there only.
pub(super) const KEYS: [Group<Key>; 12] = [
    ("everywhere", |key| key.fits(Place::Role) && key.fits(Place::Node) && key.fits(Place::Goal)),
    ("process", |key| key.fits(Place::Process) && !everywhere(key)),
    ("role", |key| key.fits(Place::Role) && !everywhere(key)),
    ("system", |key| key.fits(Place::System) && !everywhere(key)),
    ("data", |key| key.fits(Place::Data) && !everywhere(key)),
    ("goal", |key| key.fits(Place::Goal) && !everywhere(key)),
    ("risk", |key| key.fits(Place::Risk) && !everywhere(key)),
    ("calendar", |key| key.fits(Place::Calendar) && !everywhere(key)),
    ("node", |key| key.fits(Place::Node) && !everywhere(key)),
    ("approval", |key| key.fits(Place::Approval) && !key.fits(Place::Node)),
    ("notify", |key| key.fits(Place::Notify) && !key.fits(Place::Node)),
    ("call", |key| key.fits(Place::Call) && !key.fits(Place::Node)),
];

fn everywhere(key: Key) -> bool {
    KEYS[0].1(key)
}

fn keys(group: &str) -> impl Iterator<Item = Key> {
    let (_, belongs) = KEYS.iter().find(|(name, _)| *name == group).unwrap();
    Key::ALL.iter().copied().filter(move |&key| belongs(key))
}

/// What a key takes, as the reference calls it.
fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Text | Shape::Metric => "text",
        Shape::Names => "names",
        Shape::Duration => "duration",
        Shape::Count => "whole number",
        Shape::Money => "money",
        Shape::CostRate => "money per time",
        Shape::ArrivalRate => "cases per time",
        Shape::YesNo => "yes or no",
        Shape::YesOrText => "yes, no or text",
        Shape::Mode => "mode",
        Shape::Escalation => "roles and times",
        Shape::Clock => "running or paused",
        Shape::Quantity => "quantity",
        Shape::Comparison => "comparison",
        Shape::Accept => "rule `because` text",
        Shape::Improve => "text, by, due",
        Shape::Schedule => "schedule",
    }
}

/// How the spellings in a cell are read: all the same.
fn read_as(kind: &str, cell: &str, place: &str) -> String {
    let all: Vec<String> =
        spellings(cell).map(|text| read(kind, text).unwrap_or_else(|fault| panic!("{place}: {}", fault.message.en))).collect();
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{place}: {cell} is read as {all:?}");
    format!("`{}`", all[0])
}

/// Why the spelling in a cell is not read.
fn refused(kind: &str, cell: &str, place: &str) -> String {
    let text = spellings(cell).next().unwrap();
    match read(kind, text) {
        Ok(value) => panic!("{place}: {text} is read as {value}"),
        Err(fault) => fault.message.en,
    }
}

fn spellings(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

fn read(kind: &str, text: &str) -> Result<String, Fault> {
    match kind {
        "duration" => quantity::estimate(text).map(|(estimate, _)| estimate.to_string()),
        "money" => quantity::money(text).map(|money| money.to_string()),
        "rate" => quantity::rate(text).map(|rate| rate.to_string()),
        "percent" => quantity::percent(text).map(|percent| percent.to_string()),
        "count" => quantity::count(text).map(|count| count.to_string()),
        "quantity" => quantity::quantity(text).map(|quantity| quantity.to_string()),
        _ => panic!("unknown kind {kind}"),
    }
}
