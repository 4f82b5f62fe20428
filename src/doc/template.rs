//! The look of a procedure: a template for each format, that of the house or the one built in.

use std::io::{Error as IoError, Write};

use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value, context};

use super::lies;
use crate::both;
use crate::emit::markdown;
use crate::emit::page::{self, Cell, Page, Part, Picture, Table};
use crate::lang::{Lang, Text, shown};

/// The templates that are built in, by the names that they have in the folder of a house style.
pub const BUILT_IN: [(&str, &str); 2] = [("sop.html", include_str!("templates/sop.html")), ("sop.md", include_str!("templates/sop.md"))];

const STYLE: &str = include_str!("templates/sop.css");

/// Nothing runs and nothing is fetched; only the style of the document itself holds.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// How much a template may do before it is taken for endless: far more than a process of 10,000 steps needs.
const FUEL: u64 = 200_000_000;

/// How many bytes a document may have.
const LARGEST: usize = 256 << 20;

/// The templates of a house, by name. What is not there is built in; templates may include one another, and nothing else.
#[derive(Clone, Debug, Default)]
pub struct House(pub Vec<(String, String)>);

/// What is wrong with a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The template.
    pub name: String,
    /// The line, if it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: Text,
}

/// Fills the template of that name with a page.
///
/// # Errors
/// What is wrong with the template, and where.
pub fn render(page: &Page, name: &str, house: &House, lang: Lang) -> Result<String, Fault> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|name| if is_html(name) { AutoEscape::Html } else { AutoEscape::Custom("markdown".into()) });
    environment.set_formatter(|out, state, value| {
        if value.is_undefined() {
            return Err(Error::from(ErrorKind::UndefinedError));
        }
        let text = value.to_string();
        let text = match state.auto_escape() {
            _ if value.is_safe() => text,
            AutoEscape::Html => page::escape(&text),
            _ => markdown::escape(&text),
        };
        out.write_str(&text).map_err(Error::from)
    });
    let own = house.0.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    let missing = BUILT_IN.iter().copied().filter(|(name, _)| !house.0.iter().any(|(own, _)| own == name));
    for (name, text) in own.chain(missing) {
        environment.add_template(name, text).map_err(|error| Fault::of(&error, name))?;
    }
    let html = is_html(name);
    let sections: Vec<Value> = page
        .sections
        .iter()
        .map(|section| {
            let parts: Vec<Value> = section.parts.iter().map(|part| value(part, html)).collect();
            context! { key => section.key, title => &section.title, landscape => lies(section), parts }
        })
        .collect();
    let content = context! {
        title => &page.title,
        lang => lang.pick("en", "zh-CN"),
        policy => POLICY,
        style => Value::from_safe_string(STYLE.to_owned()),
        words => context! { contents => lang.pick("Contents", "目录") },
        sections,
    };
    let template = environment.get_template(name).map_err(|error| Fault::of(&error, name))?;
    let mut written = Written::default();
    template.render_captured_to(content, &mut written).map_err(|error| Fault::of(&error, name))?;
    let text = String::from_utf8_lossy(&written.0);
    Ok(if html { text.into_owned() } else { tidy(&text) })
}

fn is_html(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html"))
}

/// A part as a template sees it: one of `heading`, `says`, `list`, `form`, `table`, `picture`.
fn value(part: &Part, html: bool) -> Value {
    match part {
        Part::Heading(text) => context! { heading => text },
        Part::Form(fields) => {
            let fields: Vec<Value> = fields.iter().map(|(name, value)| context! { name, value }).collect();
            context! { form => fields }
        }
        Part::Says(text) | Part::Flow(text) => context! { says => text },
        Part::List(lines) => context! { list => lines },
        Part::Table(table) => context! { table => grid(table, html) },
        Part::Bars(head, bars) => context! { table => grid(&Table::of_bars(head, bars), html) },
        Part::Picture(picture) => {
            let Picture { caption, svg, file } = picture;
            let svg = Value::from_safe_string(if html { svg.clone() } else { String::new() });
            context! { picture => context! { caption, svg, file, landscape => picture.lies(), image => Value::from_safe_string(page::image(picture)) } }
        }
    }
}

/// A table; in HTML the last cell of a short row takes the rest, in Markdown empty cells follow.
fn grid(table: &Table, html: bool) -> Value {
    let row = |row: &Vec<Cell>| {
        let missing = if html { 0 } else { table.head.len().saturating_sub(row.len()) };
        let blank = std::iter::repeat_n(String::new(), missing);
        row.iter().map(|cell| cell.text.clone()).chain(blank).collect::<Vec<String>>()
    };
    let rows: Vec<Vec<String>> = table.rows.iter().map(row).collect();
    context! { head => table.head.clone(), rows }
}

/// Markdown with one blank line between blocks, and one line end at the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines() {
        let line = line.trim_end();
        if !line.is_empty() || !blank {
            out.push_str(line);
            out.push('\n');
        }
        blank = line.is_empty();
    }
    out.trim_end().to_owned() + "\n"
}

impl Fault {
    fn of(error: &Error, name: &str) -> Fault {
        // Of an error in an included template that template is named.
        let mut inner = error;
        while let Some(source) = std::error::Error::source(inner).and_then(|source| source.downcast_ref::<Error>()) {
            inner = source;
        }
        let detail = inner.detail().map(|detail| shown(detail).to_string()).unwrap_or_default();
        let why = reason(inner.kind());
        let reason = if detail.is_empty() { why } else { both!("{} ({detail})", "{}（{detail}）"; why) };
        let (name, line) = inner.name().map_or((name, error.line()), |name| (name, inner.line()));
        Fault { name: name.to_owned(), line, reason }
    }

    /// The fault in words.
    #[must_use]
    pub fn text(&self) -> Text {
        let name = shown(&self.name);
        match self.line {
            Some(line) => both!("template {name}, line {line}: {}", "模板 {name} 第 {line} 行：{}"; self.reason),
            None => both!("template {name}: {}", "模板 {name}：{}"; self.reason),
        }
    }
}

fn reason(kind: ErrorKind) -> Text {
    match kind {
        ErrorKind::SyntaxError | ErrorKind::BadEscape | ErrorKind::InvalidDelimiter => both!("it cannot be read", "语法有误"),
        ErrorKind::TemplateNotFound => both!("there is no such template in the folder", "文件夹中没有这个模板"),
        ErrorKind::UndefinedError => both!("it names a value that there is not", "用到了不存在的值"),
        ErrorKind::UnknownFilter => both!("there is no such filter", "没有这个过滤器"),
        ErrorKind::UnknownTest => both!("there is no such test", "没有这个判断"),
        ErrorKind::UnknownFunction | ErrorKind::UnknownMethod => both!("there is no such function", "没有这个函数"),
        ErrorKind::UnknownBlock => both!("there is no such block", "没有这个区块"),
        ErrorKind::TooManyArguments | ErrorKind::MissingArgument => both!("the number of arguments is wrong", "参数个数不对"),
        ErrorKind::OutOfFuel => both!("it takes too many steps", "执行步骤过多"),
        ErrorKind::WriteFailure => both!("it writes too much", "输出过大"),
        _ => both!("it cannot be carried out", "无法执行"),
    }
}

/// What was written so far: not more than a document can have.
#[derive(Default)]
struct Written(Vec<u8>);

impl Write for &mut Written {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, IoError> {
        if self.0.len() + bytes.len() > LARGEST {
            return Err(IoError::other("more than 256 MB"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), IoError> {
        Ok(())
    }
}
