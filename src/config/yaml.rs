//! YAML text to a tree with places. What a configuration does not need is refused: anchors, aliases and tags (with them go bombs and
//! surprises), keys that are not words, keys given twice, several documents, deep nesting.
//!
//! `saphyr-parser` is named here and nowhere else. `serde_yaml` knows no places of keys, and stops at the first problem.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Mark, StrInput};

use super::rules::BAD_CONFIGURATION;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::source::{FileId, Source, Span, offset};

/// How deep lists and mappings may be nested.
const DEPTH: usize = 16;

/// A value and its place.
#[derive(Debug)]
pub(super) struct Yaml {
    pub(super) span: Span,
    pub(super) value: Value,
}

/// What a value is. A scalar is a text: what it means is for whoever asks, so that `no` can be a word.
#[derive(Debug)]
pub(super) enum Value {
    Nothing,
    Scalar(String),
    List(Vec<Yaml>),
    Map(Vec<Entry>),
    /// It was refused, and reported.
    Refused,
}

/// A key with its value.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) span: Span,
    pub(super) value: Yaml,
}

/// Reads a text, as far as it is YAML.
pub(super) fn read(file: FileId, source: &Source, found: &mut Vec<Diagnostic>) -> Option<Yaml> {
    let bytes = source.text.char_indices().map(|(at, _)| at).chain([source.text.len()]).collect();
    let mut reader = Reader { events: Parser::new_from_str(&source.text), file, bytes, found };
    reader.document()
}

/// Where nothing could be read: the full-width mark or the tab that is the likeliest reason.
pub(super) fn slip(file: FileId, source: &Source) -> Option<Diagnostic> {
    let mut start = 0;
    for line in source.text.split_inclusive('\n') {
        let code = line.split('#').next().unwrap_or_default();
        let span = |at: usize, len: usize| Span { file, start: offset(start + at), end: offset(start + at + len) };
        if let Some(at) = code.find('：') {
            let help = both!("write `: `, a half-width colon and a blank", "请改成半角冒号加空格“: ”");
            return Some(problem(span(at, '：'.len_utf8()), both!("the colon is full-width", "这里的冒号是全角的"), help));
        }
        if code.trim_end().starts_with('\t') {
            let help = both!("indent with blanks", "请用空格缩进");
            return Some(problem(span(0, 1), both!("the line is indented with a tab", "这一行用 Tab 缩进"), help));
        }
        start += line.len();
    }
    None
}

struct Reader<'a> {
    events: Parser<'a, StrInput<'a>>,
    file: FileId,
    /// The byte at which each character begins.
    bytes: Vec<usize>,
    found: &'a mut Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Option<Yaml> {
        let mut document = None;
        loop {
            match self.next()? {
                (Event::DocumentStart(_), span) if document.is_some() => {
                    let help = both!("keep one, without `---`", "只保留一份，不写“---”");
                    self.refuse(span, both!("there are several documents in the file", "文件中有多份 YAML 文档"), help);
                    return document;
                }
                (Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd, _) => {}
                (Event::StreamEnd, _) => return document,
                (event, span) => document = Some(self.value(event, span, 0)?),
            }
        }
    }

    /// The value that an event begins. `None` where the text goes on as no YAML.
    fn value(&mut self, event: Event<'a>, span: Span, depth: usize) -> Option<Yaml> {
        if depth > DEPTH {
            self.refuse(span, both!("nested too deep", "嵌套太深"), both!("at most {DEPTH} levels", "最多 {DEPTH} 层"));
            return None;
        }
        if let Event::Scalar(_, _, anchor, tag) = &event {
            self.plain(span, *anchor, tag.is_some());
        }
        if let Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) = &event {
            self.plain(span, *anchor, tag.is_some());
        }
        let value = match event {
            Event::Alias(_) => {
                let help = both!("write the value out", "请直接写出值");
                self.refuse(span, both!("references to other values (`*name`) are not read here", "不支持引用其他值（*名称）"), help);
                Value::Refused
            }
            Event::Scalar(text, style, ..) => scalar(text, style),
            Event::SequenceStart(..) => Value::List(self.list(depth)?),
            Event::MappingStart(..) => Value::Map(self.map(depth)?),
            _ => return None,
        };
        Some(Yaml { span, value })
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Yaml>> {
        let mut list = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Some(list),
                (event, span) => list.push(self.value(event, span, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Option<Vec<Entry>> {
        let mut map: Vec<Entry> = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                return Some(map);
            }
            let key = self.value(event, span, depth + 1)?;
            let (event, at) = self.next()?;
            let value = self.value(event, at, depth + 1)?;
            let Value::Scalar(key) = key.value else {
                let help = both!("write `key: value`", "请写成“键: 值”");
                self.refuse(span, both!("the key is not a word", "键不是一个词"), help);
                continue;
            };
            if let Some(first) = map.iter().find(|entry| entry.key == key) {
                let word = shown(&key);
                let finding = problem(span, both!("`{word}` is given twice", "“{word}”写了两次"), both!("keep one of them", "只保留一个"));
                self.found.push(finding.related(first.span, both!("here first", "第一次在这里")));
                continue;
            }
            map.push(Entry { key, span, value });
        }
    }

    /// Refuses what would make a value another than it looks.
    fn plain(&mut self, span: Span, anchor: usize, tagged: bool) {
        if anchor != 0 {
            let help = both!("leave `&name` out", "请去掉“&名称”");
            self.refuse(span, both!("names for values (`&name`) are not read here", "不支持给值命名（&名称）"), help);
        }
        if tagged {
            let help = both!("leave `!…` out", "请去掉“!……”");
            self.refuse(span, both!("tags (`!…`) are not read here", "不支持标记（!……）"), help);
        }
    }

    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        match self.events.next_event()? {
            Ok((event, mark)) => Some((event, self.span(mark))),
            Err(error) => {
                let at = self.span(Mark::empty(*error.marker()));
                let help = both!("check indentation, colons and quotation marks", "请检查缩进、冒号和引号");
                // The library speaks English only.
                let said = shown(error.info()).to_string();
                self.refuse(at, both!("this is not YAML: {said}", "不符合 YAML 的写法"), help);
                None
            }
        }
    }

    fn span(&self, mark: Mark) -> Span {
        let byte = |index: usize| offset(self.bytes[index.min(self.bytes.len() - 1)]);
        Span { file: self.file, start: byte(mark.start.index()), end: byte(mark.end.index().max(mark.start.index())) }
    }

    fn refuse(&mut self, span: Span, message: Text, help: Text) {
        self.found.push(problem(span, message, help));
    }
}

fn scalar(text: Cow<str>, style: ScalarStyle) -> Value {
    let nothing = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
    if nothing { Value::Nothing } else { Value::Scalar(text.into_owned()) }
}

/// A finding about a configuration.
pub(super) fn problem(span: Span, message: Text, help: Text) -> Diagnostic {
    Diagnostic::new(&BAD_CONFIGURATION, span, message, help)
}
