//! What the rows of a step say, as the attributes of its task.

use std::fmt::Write;

use super::attribute::Attributes;
use super::body::Step;
use super::heading::Column;
use super::value::{self, Reading};
use super::write::{Declared, Writer};
use crate::both;
use crate::lang::{Text, shown};
use crate::syntax::keywords::Key;

impl Writer<'_> {
    /// The attributes of a step.
    pub(super) fn attributes(&self, step: &Step, notes: &mut Vec<Text>) -> Attributes {
        let mut out = Attributes::new(self.lang);
        out.names(Key::Owner, &self.names(step, Column::Owner, &self.roles));
        out.names(Key::By, &self.names(step, Column::Doer, &self.roles));
        out.names(Key::System, &self.names(step, Column::System, &self.systems));
        out.names(Key::In, &self.names(step, Column::Input, &self.data));
        out.names(Key::Out, &self.names(step, Column::Output, &self.data));
        for (column, key) in [(Column::Time, Key::Time), (Column::Wait, Key::Wait), (Column::Sla, Key::Sla)] {
            self.time(step, column, key, &mut out, notes);
        }
        out.text(Key::Action, &self.texts(step, Column::Action));
        out.text(Key::Issue, &self.texts(step, Column::Issue));
        self.improvement(step, &mut out, notes);
        out.text(Key::Note, &self.texts(step, Column::Note));
        for (column, head) in self.layout.unknown() {
            out.comment(&head.text, &self.all(step, column).join("\n"));
        }
        out
    }

    /// What the rows of a step say in a column, each once.
    fn all(&self, step: &Step, column: usize) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for text in step.rows.iter().map(|&row| self.table.value(row, column)) {
            if !text.is_empty() && !all.contains(&text) {
                all.push(text);
            }
        }
        all
    }

    fn texts(&self, step: &Step, column: Column) -> String {
        let texts = self.layout.of(column).map(|column| self.all(step, column)).unwrap_or_default();
        texts.into_iter().filter(|text| !value::is_unknown(text)).collect::<Vec<_>>().join("\n")
    }

    fn names<'d>(&self, step: &Step, column: Column, declared: &'d Declared) -> Vec<&'d str> {
        let cells = self.layout.of(column).map(|column| self.all(step, column)).unwrap_or_default();
        let mut names: Vec<&str> = Vec::new();
        for word in cells.into_iter().flat_map(value::names) {
            let name = declared.names[declared.of[&word]].name.as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// A time: exact, or unknown with what the cell says as a comment. Several times of one step are not added: nobody said that they
    /// follow one another.
    fn time(&self, step: &Step, column: Column, key: Key, out: &mut Attributes, notes: &mut Vec<Text>) {
        let Some(at) = self.layout.of(column) else { return };
        let head = &self.layout.columns[at];
        let cells = self.all(step, at);
        let limit = column == Column::Sla;
        let reading = match cells.as_slice() {
            // Said to be none, which is not the same as not known.
            ["无" | "没有" | "不需要" | "none" | "None"] if column == Column::Wait => return,
            [] => Reading::Unknown,
            [cell] => value::time(cell, head.unit.as_deref(), limit, self.lang),
            _ => Reading::Unreadable,
        };
        let (row, said) = (step.rows[0] + 1, shown(&cells.join(" / ")).to_string());
        let name = shown(&head.text);
        match reading {
            Reading::Exact(time) => out.plain(key, &time),
            Reading::About(time) => {
                notes.push(both!("row {row}: {name} `{said}` was taken as {time}", "第 {row} 行：{name}“{said}”按{time}导入"));
                out.plain(key, &time);
            }
            // A limit that nobody set is none; a time that nobody knows is one.
            Reading::Unknown if limit => {}
            Reading::Unknown => out.plain(key, "-"),
            Reading::Unreadable => {
                notes.push(both!(
                    "row {row}: {name} `{said}` is no time that can be kept; it is unknown, and stands there as a comment",
                    "第 {row} 行：{name}“{said}”读不成一个确定的时长，已记为未知，原文保留为注释"
                ));
                if !limit {
                    out.plain(key, "-");
                }
                out.comment(&head.text, &cells.join(" / "));
            }
        }
    }

    /// What is to be improved, by whom and until when. Only a role in one word and a day are kept as such; else the text says them.
    fn improvement(&self, step: &Step, out: &mut Attributes, notes: &mut Vec<Text>) {
        let value = |row: usize, column: Column| self.layout.of(column).map_or("", |column| self.table.value(row, column));
        let mut said: Vec<[&str; 3]> = Vec::new();
        for &row in &step.rows {
            let cells = [Column::Improve, Column::By, Column::Due].map(|column| value(row, column));
            let cells = cells.map(|cell| if value::is_unknown(cell) { "" } else { cell });
            if cells != [""; 3] && !said.contains(&cells) {
                said.push(cells);
            }
        }
        let mut texts = Vec::new();
        for &[text, by, due] in &said {
            let day = value::date(due);
            let single = said.len() == 1 && !text.is_empty();
            let one_word = !by.is_empty() && !by.contains(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | ';' | '；'));
            let by_role = single && day.is_some() && one_word;
            let mut whole = text.to_owned();
            let [by_word, due_word] = [self.lang.pick(" by ", " 由 "), self.lang.pick(" due ", " 期限 ")];
            let mut rest = Vec::new();
            if !by.is_empty() && !by_role {
                rest.push(format!("{}{by}", self.lang.pick("responsible: ", "责任人：")));
            }
            if !due.is_empty() && (day.is_none() || !single) {
                rest.push(format!("{}{due}", self.lang.pick("due: ", "期限：")));
            }
            if text.is_empty() {
                let row = step.rows[0] + 1;
                notes.push(both!(
                    "row {row} says by whom or until when, but not what is improved",
                    "第 {row} 行写了改进的责任人或期限，但没有写改进什么"
                ));
                out.comment(self.lang.pick("improvement", "改进"), &rest.join("; "));
                continue;
            }
            if !rest.is_empty() {
                let rest = rest.join(self.lang.pick("; ", "；"));
                let _ = write!(whole, "{}", self.lang.pick(format!(" ({rest})"), format!("（{rest}）")));
            }
            if by_role {
                let _ = write!(whole, "{by_word}{by}");
            }
            if let Some(day) = day.filter(|_| single) {
                let _ = write!(whole, "{due_word}{day}");
            }
            texts.push(whole);
        }
        out.text(Key::Improve, &texts.join("\n"));
    }
}
