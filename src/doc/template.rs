//! The look of a procedure: a template for each format, that of the house or the one built in.

use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value, context};

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
    pub reason: String,
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
            context! { title => &section.title, parts }
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
    let text = template.render(content).map_err(|error| Fault::of(&error, name))?;
    Ok(if html { text } else { tidy(&text) })
}

fn is_html(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html"))
}

/// A part as a template sees it: one of `says`, `list`, `table`, `picture`.
fn value(part: &Part, html: bool) -> Value {
    match part {
        Part::Says(text) | Part::Flow(text) => context! { says => text },
        Part::List(lines) => context! { list => lines },
        Part::Table(table) => context! { table => grid(table) },
        Part::Bars(head, bars) => context! { table => grid(&Table::of_bars(head, bars)) },
        Part::Picture(picture) => {
            let Picture { caption, svg, file } = picture;
            let svg = Value::from_safe_string(if html { svg.clone() } else { String::new() });
            context! { picture => context! { caption, svg, file, image => Value::from_safe_string(page::image(picture)) } }
        }
    }
}

fn grid(table: &Table) -> Value {
    let row = |row: &Vec<Cell>| {
        let blank = std::iter::repeat_n(String::new(), table.head.len().saturating_sub(row.len()));
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
        let mut reason = error.kind().to_string();
        if let Some(detail) = error.detail() {
            reason = format!("{reason}: {detail}");
        }
        Fault { name: error.name().unwrap_or(name).to_owned(), line: error.line(), reason }
    }

    /// The fault in words.
    #[must_use]
    pub fn text(&self) -> Text {
        let (name, reason) = (shown(&self.name), shown(&self.reason));
        match self.line {
            Some(line) => both!("template {name}, line {line}: {reason}", "模板 {name} 第 {line} 行有误：{reason}"),
            None => both!("template {name}: {reason}", "模板 {name} 有误：{reason}"),
        }
    }
}
