//! A page that a manager can read: a title and sections of sentences, lists, tables and charts. What stands on it is said by others; here it is laid out,
//! for the terminal, as Markdown and as HTML.

mod html;
mod human;
mod markdown;

pub use html::{escape, html};
pub use human::human;
pub use markdown::{image, markdown};

/// A page.
pub struct Page {
    /// What it is about.
    pub title: String,
    /// What stands on it, in order.
    pub sections: Vec<Section>,
}

/// A part of a page with a heading.
pub struct Section {
    /// A word for it that no language changes, if it has one: `purpose`.
    pub key: &'static str,
    /// The heading, if it has one.
    pub title: String,
    /// What stands below it.
    pub parts: Vec<Part>,
}

/// What a section is made of.
pub enum Part {
    /// A smaller heading.
    Heading(String),
    /// A sentence.
    Says(String),
    /// Fields with what stands in them; what is empty is filled in by hand.
    Form(Vec<(String, String)>),
    /// A list.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// Lengths of work and of waiting behind it; the head is that of the label and of the cells.
    Bars(Vec<String>, Vec<Bar>),
    /// A text of the language, line by line.
    Flow(String),
    /// A drawing.
    Picture(Picture),
}

/// A drawing in a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Picture {
    /// What it shows, in a line.
    pub caption: String,
    /// The drawing.
    pub svg: String,
    /// The name of the file beside the page that holds it; nothing if it stands in the page.
    pub file: Option<String>,
}

impl Picture {
    /// Its width and height in pixels, as its root says.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        let root = self.svg.split('>').next().unwrap_or_default();
        let side = |name: &str| root.split_once(&format!(" {name}=\""))?.1.split('"').next()?.parse().ok();
        (side("width").unwrap_or(0), side("height").unwrap_or(0))
    }

    /// Whether it is wider than it is high.
    #[must_use]
    pub fn lies(&self) -> bool {
        let (width, height) = self.size();
        width > height
    }
}

/// A table.
pub struct Table {
    /// The names of the columns.
    pub head: Vec<String>,
    /// The rows, as long as the head; the last cell of a shorter one takes the rest.
    pub rows: Vec<Vec<Cell>>,
    /// On which side the columns stand.
    pub columns: Columns,
}

/// What the columns of a table hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Columns {
    /// Behind the first, figures: they stand on the right.
    Figures,
    /// Texts: all stand on the left.
    Texts,
}

/// A cell of a table.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cell {
    /// What stands there.
    pub text: String,
    /// It is the best of its row.
    pub best: bool,
}

/// A bar of a chart: what it is about, work and waiting in the same unit, and what stands behind it.
pub struct Bar {
    /// What it is about.
    pub label: String,
    /// How long it is worked on.
    pub work: f64,
    /// How long it waits.
    pub wait: f64,
    /// What stands behind it.
    pub cells: Vec<String>,
}

impl Section {
    /// A section of these parts.
    pub fn new(title: impl Into<String>, parts: Vec<Part>) -> Section {
        Section { key: "", title: title.into(), parts }
    }
}

impl Table {
    /// A table of figures.
    #[must_use]
    pub fn of_figures(head: Vec<String>, rows: Vec<Vec<String>>) -> Table {
        let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect()).collect();
        Table { head, rows, columns: Columns::Figures }
    }

    /// A table of texts.
    #[must_use]
    pub fn of_texts(head: Vec<String>, rows: Vec<Vec<String>>) -> Table {
        Table { columns: Columns::Texts, ..Table::of_figures(head, rows) }
    }

    /// A form as a table: two fields in a row.
    pub(crate) fn of_form(fields: &[(String, String)]) -> Table {
        let cells = |row: &[(String, String)]| row.iter().flat_map(|(name, value)| [name.clone(), value.clone()]).collect();
        Table::of_texts(vec![String::new(); 4], fields.chunks(2).map(cells).collect())
    }

    /// A chart as a table of its numbers.
    pub(crate) fn of_bars(head: &[String], bars: &[Bar]) -> Table {
        let row = |bar: &Bar| std::iter::once(bar.label.clone()).chain(bar.cells.iter().cloned()).collect();
        Table::of_figures(head.to_vec(), bars.iter().map(row).collect())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell { text, best: false }
    }
}
