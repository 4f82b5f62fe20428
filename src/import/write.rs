//! The process of the steps: what they need is declared, then they follow one another.

use std::collections::BTreeMap;
use std::fmt::Write;

use rustc_hash::FxHashMap;

use super::body::Step;
use super::heading::Column;
use super::layout::Layout;
use super::name::{Named, names as named, quoted};
use super::table::Table;
use super::value;
use crate::both;
use crate::lang::{Lang, Text, shown};
use crate::source::width;
use crate::syntax::keywords::{Key, Keyword, is};

/// How wide a line of the flow may be.
const WIDTH: usize = 100;

/// What a table calls itself, which says nothing about the process.
const TITLES: [&str; 9] = [
    "服务流程现状分析表",
    "流程现状分析表",
    "现状分析表",
    "流程分析表",
    "现状分析",
    "分析表",
    "流程表",
    "as-is analysis",
    "process analysis",
];

/// What is declared for the steps, in the order of first mention: the names given to the words of the cells.
pub(super) struct Declared {
    pub(super) names: Vec<Named>,
    pub(super) of: FxHashMap<String, usize>,
}

/// What is needed to write a step.
pub(super) struct Writer<'t> {
    pub(super) table: &'t Table,
    pub(super) layout: &'t Layout,
    pub(super) lang: Lang,
    pub(super) roles: Declared,
    pub(super) systems: Declared,
    pub(super) data: Declared,
}

/// The whole text.
pub(super) fn process(table: &Table, layout: &Layout, steps: &[Step], origin: &str, notes: &mut Vec<Text>) -> String {
    let lang = layout.lang;
    let declared = |columns: &[Column], en: &str, zh: &str| {
        let (mut words, mut of) = (Vec::new(), FxHashMap::default());
        for column in columns.iter().filter_map(|&column| layout.of(column)) {
            for name in steps.iter().flat_map(|step| &step.rows).flat_map(|&row| value::names(table.value(row, column))) {
                of.entry(name.clone()).or_insert_with(|| {
                    words.push(name);
                    words.len() - 1
                });
            }
        }
        Declared { names: named(&words, lang.pick(en, zh)), of }
    };
    let writer = Writer {
        table,
        layout,
        lang,
        roles: declared(&[Column::Owner, Column::Doer], "role", "岗位"),
        systems: declared(&[Column::System], "system", "系统"),
        data: declared(&[Column::Input, Column::Output], "data", "单据"),
    };
    writer.process(steps, origin, notes)
}

impl Writer<'_> {
    fn process(&self, steps: &[Step], origin: &str, notes: &mut Vec<Text>) -> String {
        let word = |keyword: Keyword| self.lang.pick(keyword.en(), keyword.zh());
        let title = self.title(origin);
        let title = named(&[title], self.lang.pick("process", "流程")).remove(0);
        let (roles, systems, data) = (word(Keyword::Role), word(Keyword::System), word(Keyword::Data));
        let mut out = format!("{} {} {{\n", word(Keyword::Process), title.declared());
        let departments = self.departments(steps, notes);
        for (at, role) in self.roles.names.iter().enumerate() {
            let dept = self.lang.pick(Key::Dept.en(), Key::Dept.zh());
            let block = departments.get(&at).map_or(String::new(), |text| format!(" {{ {dept}: {} }}", quoted(text)));
            // A String takes all that is written to it.
            let _ = writeln!(out, "  {roles} {}{block}", role.declared());
        }
        for (keyword, declared) in [(systems, &self.systems), (data, &self.data)] {
            for thing in &declared.names {
                let _ = writeln!(out, "  {keyword} {}", thing.declared());
            }
        }
        let nodes = named(&steps.iter().map(|step| step.label.clone()).collect::<Vec<_>>(), self.lang.pick("step", "步骤"));
        let _ = writeln!(out, "\n  {} {{", word(Keyword::AsIs));
        let [start, end] = self.events(steps, &nodes, &mut out);
        for (step, node) in steps.iter().zip(&nodes) {
            let _ = write!(out, "    {} {}", word(Keyword::Task), node.declared());
            let attributes = self.attributes(step, notes);
            let lines = attributes.lines();
            let _ = if lines.is_empty() { writeln!(out) } else { writeln!(out, " {{\n{lines}    }}") };
        }
        out.push('\n');
        flow(&start, &nodes, &end, &mut out);
        out.push_str("  }\n}\n");
        self.say(steps, notes);
        out
    }

    /// The start and the end of the flow. Where a step is called like one of them, both are declared under other names.
    fn events(&self, steps: &[Step], nodes: &[Named], out: &mut String) -> [String; 2] {
        let events = [(Keyword::Start, "begin", "流程开始"), (Keyword::End, "finish", "流程结束")];
        let taken = steps.iter().any(|step| events.iter().any(|(keyword, ..)| is(&step.label, *keyword)));
        events.map(|(keyword, en, zh)| {
            let word = self.lang.pick(keyword.en(), keyword.zh());
            if !taken {
                return word.to_owned();
            }
            let base = self.lang.pick(en, zh);
            let is_free = |name: &String| !steps.iter().any(|step| step.label == *name) && !nodes.iter().any(|node| node.name == *name);
            let names = std::iter::once(base.to_owned()).chain((1..).map(|number| format!("{base}_{number}")));
            let name = names.into_iter().find(is_free).unwrap_or_default();
            let _ = writeln!(out, "    {word} {name}");
            name
        })
    }

    /// What the process is called: what a cell above the headings says, else the sheet, else the file.
    fn title(&self, origin: &str) -> String {
        let above = || (0..self.layout.header).flat_map(|row| self.table.row(row)).filter(|cell| !cell.is_empty());
        let line = |cell: &str| cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut cells = above();
        let said = loop {
            let Some(cell) = cells.next() else { break None };
            let cell = line(cell);
            let (key, value) = cell.split_once([':', '：']).unwrap_or((&cell, ""));
            if matches!(key.trim().to_lowercase().as_str(), "流程名称" | "流程" | "process" | "process name") {
                let value = if value.trim().is_empty() { cells.next().map_or("", String::as_str) } else { value };
                break Some(line(value));
            }
        };
        let is_plain = |cell: &&String| !cell.contains([':', '：', '=']);
        let titled = || above().find(is_plain).map(|cell| line(cell));
        let sheet = || self.table.name.clone().filter(|name| !name.to_lowercase().starts_with("sheet") && !name.starts_with("工作表"));
        let names = [said, titled(), sheet(), Some(origin.to_owned())];
        let names = names.into_iter().flatten().map(|name| {
            let lower = name.to_lowercase();
            let ending = TITLES.iter().find(|title| lower.ends_with(**title)).filter(|_| lower.len() == name.len());
            name[..name.len() - ending.map_or(0, |ending| ending.len())].trim_end_matches(['-', '_', ' ', '—']).to_owned()
        });
        let generic = |name: &str| matches!(name, "" | "服务" | "流程" | "服务流程" | "process");
        let found = names.into_iter().find(|name| !generic(name)).unwrap_or_else(|| self.lang.pick("process", "导入的流程").to_owned());
        value::clean(&found).0
    }

    /// The departments of the roles: what is said where a role stands alone, if it is always the same.
    fn departments(&self, steps: &[Step], notes: &mut Vec<Text>) -> BTreeMap<usize, String> {
        let mut said: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let (Some(department), Some(owner)) = (self.layout.of(Column::Department), self.layout.of(Column::Owner)) else {
            return BTreeMap::new();
        };
        for &row in steps.iter().flat_map(|step| &step.rows) {
            let text = self.table.value(row, department).split_whitespace().collect::<Vec<_>>().join(" ");
            let owners = value::names(self.table.value(row, owner));
            if let ([owner], false) = (owners.as_slice(), value::is_unknown(&text)) {
                let of_role = said.entry(self.roles.of[owner]).or_default();
                if !of_role.contains(&text) {
                    of_role.push(text);
                }
            }
        }
        for (&role, departments) in said.iter().filter(|(_, departments)| departments.len() > 1) {
            let role = self.roles.names[role].declared();
            let (role, [en, zh]) = (shown(&role), [", ", "、"].map(|comma| shown(&departments.join(comma)).to_string()));
            notes.push(both!("{role} stands in several departments, so none was kept: {en}", "{role} 对应多个部门，未写入部门：{zh}"));
        }
        said.retain(|_, departments| departments.len() == 1);
        said.into_iter().map(|(role, mut departments)| (role, value::cut(&departments.remove(0), 200))).collect()
    }

    /// What the author may want to know about the steps as a whole.
    fn say(&self, steps: &[Step], notes: &mut Vec<Text>) {
        let approves = |label: &str| {
            let lower = label.to_lowercase();
            ["审批", "审核", "审定", "复核", "签批", "批准", "approv", "review"].iter().any(|word| lower.contains(word))
        };
        let likely: Vec<String> = steps.iter().filter(|step| approves(&step.label)).map(|step| shown(&step.label).to_string()).collect();
        if !likely.is_empty() {
            let [en, zh] = [("`, `", 10), ("”“", 10)].map(|(glue, most)| likely.iter().take(most).cloned().collect::<Vec<_>>().join(glue));
            notes.push(both!(
                "these may be approvals: `{en}`; where a case can be sent back write `approval` for `task`, and `rejected -> STEP max 1` in its block",
                "以下环节可能是审批：“{zh}”；如果会退回，请把“任务”改成“审批”，并在其中写“退回 -> 环节，最多1次”"
            ));
        }
    }
}

/// The chain from the start to the end, broken where it gets too long.
fn flow(start: &str, nodes: &[Named], end: &str, out: &mut String) {
    let mut line = format!("    {start}");
    for name in nodes.iter().map(|node| node.name.as_str()).chain([end]) {
        if width(&line) + width(name) + 4 > WIDTH {
            out.push_str(&line);
            out.push('\n');
            "     ".clone_into(&mut line);
        }
        let _ = write!(line, " -> {name}");
    }
    out.push_str(&line);
    out.push('\n');
}
