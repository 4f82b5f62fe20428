//! The procedure as a Word document: real headings, tables with heads that are repeated, pictures, a table of contents.
//!
//! Guarantees: the same page gives the same bytes, whatever was written before; no text is markup.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx, Footer, LineSpacing, NumPages, PageMargin, PageNum, PageOrientationType, PageSize, Paragraph, Pic, Run,
    RunFonts, SectionProperty, Shading, Style, StyleType, Table, TableCell, TableLayoutType, TableOfContents, TableRow, WidthType,
};

use super::lies;
use crate::both;
use crate::emit::page::{self, Page, Part};
use crate::lang::{Lang, Text, is_hidden};
use crate::source;

/// The shorter and the longer side of A4 in twentieths of a point, and its margins.
const PAPER: (u32, u32) = (11906, 16838);
const MARGIN: u32 = 850;
/// Room that a caption and the lines around it take of a page.
const CAPTION: u32 = 1700;
/// Of Word's units in a twentieth of a point, and of those in a pixel of 1/96 inch.
const EMU: u32 = 635;
const PIXEL: u32 = 15;
/// The height of the row at the head of a table, which no other row has.
const HEAD: f32 = 401.0;
/// The least and the most that a column may ask for, in characters.
const NARROWEST: usize = 6;
const WIDEST: usize = 30;
/// No clock is asked.
const NO_DATE: &str = "1980-01-01T00:00:00Z";

/// A drawing as pixels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Image {
    /// The PNG.
    pub png: Vec<u8>,
    /// How wide it is to be shown, in pixels of an SVG.
    pub width: u32,
    /// How high.
    pub height: u32,
}

/// Writes a page as a Word document. Of the images one stands for each drawing, in order; without them the captions stand alone.
///
/// # Errors
/// When the document cannot be packed.
pub fn docx(page: &Page, images: &[Image], lang: Lang) -> Result<Vec<u8>, Text> {
    let mut word = Word { document: styled(), lies: false };
    word.put(Paragraph::new().style("Title").align(AlignmentType::Center).add_run(run(&page.title)));
    let mut images = (1..).zip(images);
    for (at, section) in page.sections.iter().enumerate() {
        // The contents stand behind the form on the first page.
        if at == 1 {
            word.put(Paragraph::new().keep_next(true).add_run(Run::new().bold().add_text(lang.pick("Contents", "目录"))));
            // Only Word knows the numbers of the pages: it is asked to fill them in.
            let contents = TableOfContents::new().heading_styles_range(1, 2).hyperlink().auto().dirty().without_sdt();
            word.document = word.document.add_table_of_contents(contents);
        }
        word.turn(lies(section));
        word.put(Paragraph::new().style("Heading1").keep_next(true).add_run(run(&section.title)));
        for part in &section.parts {
            match part {
                Part::Heading(text) => word.put(Paragraph::new().style("Heading2").keep_next(true).add_run(run(text))),
                Part::Says(text) | Part::Flow(text) => word.put(paragraph(text)),
                Part::List(lines) => lines.iter().for_each(|line| word.put(paragraph(&format!("• {line}")))),
                Part::Form(fields) => word.table(form(fields, word.width())),
                Part::Table(table) => word.table(rows(table, word.width())),
                Part::Bars(head, bars) => word.table(rows(&page::Table::of_bars(head, bars), word.width())),
                Part::Picture(picture) => {
                    word.turn(picture.lies());
                    if let Some((number, image)) = images.next() {
                        let drawing = Run::new().add_image(word.picture(number, image));
                        word.put(Paragraph::new().align(AlignmentType::Center).keep_next(true).add_run(drawing));
                    }
                    word.put(Paragraph::new().align(AlignmentType::Center).add_run(run(&picture.caption).size(18).color("5B6875")));
                }
            }
        }
    }
    word.pack()
}

/// An empty document with the styles.
fn styled() -> Docx {
    let fonts = || RunFonts::new().ascii("Arial").hi_ansi("Arial").cs("Arial").east_asia("Microsoft YaHei");
    let style = |id: &str, name: &str, size| {
        let style = Style::new(id, StyleType::Paragraph).name(name).based_on("Normal").next("Normal");
        style.size(size).bold().color("2F4A68").fonts(fonts()).line_spacing(LineSpacing::new().before(240).after(120))
    };
    Docx::new()
        .default_fonts(fonts())
        .default_size(20)
        .created_at(NO_DATE)
        .updated_at(NO_DATE)
        .add_style(Style::new("Normal", StyleType::Paragraph).name("Normal").fonts(fonts()))
        .add_style(style("Title", "Title", 40))
        .add_style(style("Heading1", "heading 1", 28).outline_lvl(0))
        .add_style(style("Heading2", "heading 2", 24).outline_lvl(1))
}

/// A document being written: upright pages, and some that lie on their side.
struct Word {
    document: Docx,
    lies: bool,
}

impl Word {
    fn put(&mut self, paragraph: Paragraph) {
        self.document = std::mem::take(&mut self.document).add_paragraph(paragraph);
    }

    /// A table; without a paragraph between them two tables would be one.
    fn table(&mut self, table: Table) {
        self.document = std::mem::take(&mut self.document).add_table(table);
        self.put(Paragraph::new());
    }

    /// Width and height of the page.
    fn paper(&self) -> (u32, u32) {
        if self.lies { (PAPER.1, PAPER.0) } else { PAPER }
    }

    /// How wide tables are.
    fn width(&self) -> usize {
        usize::try_from(self.paper().0 - 2 * MARGIN).unwrap_or(0)
    }

    /// From here on pages lie, or stand: what was written so far ends with a paragraph that says how it lay.
    fn turn(&mut self, lies: bool) {
        if self.lies != lies {
            let (width, height) = self.paper();
            let paper = SectionProperty::new().page_size(PageSize::new().size(width, height)).page_margin(margins());
            self.put(Paragraph::new().section_property(paper.page_orient(orientation(self.lies))));
            self.lies = lies;
        }
    }

    /// The picture, as large as the page has room. Its id is not the one that the library counts over all documents.
    fn picture(&self, number: usize, image: &Image) -> Pic {
        let (paper, Image { png, width, height }) = (self.paper(), image);
        let room = [paper.0 - 2 * MARGIN, paper.1 - 2 * MARGIN - CAPTION].map(|side| u64::from(side / PIXEL));
        let (wide, high) = (u64::from(*width).max(1), u64::from(*height).max(1));
        // The largest share of its size that fits, in thousandths.
        let share = (1000 * room[0] / wide).min(1000 * room[1] / high).min(1000);
        let emu = |side: u64| u32::try_from(side * share / 1000).unwrap_or(0) * PIXEL * EMU;
        Pic::new_with_dimensions(png.clone(), *width, *height).id(format!("rIdImage{number}")).size(emu(wide), emu(high))
    }

    fn pack(self) -> Result<Vec<u8>, Text> {
        let (width, height) = self.paper();
        let number = Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new());
        let number = number.add_run(Run::new().add_text(" / ")).add_num_pages(NumPages::new());
        let document = self
            .document
            .footer(Footer::new().add_paragraph(number))
            .page_size(width, height)
            .page_orient(orientation(self.lies))
            .page_margin(margins());
        let mut parts = document.build();
        parts.document = mended(&parts.document);
        parts.footers.iter_mut().for_each(|footer| *footer = uncounted(&String::from_utf8_lossy(footer)).into_bytes());
        let mut bytes = Cursor::new(Vec::new());
        parts.pack(&mut bytes).map_err(|error| both!("cannot make the document: {error}", "无法生成文档：{error}"))?;
        Ok(bytes.into_inner())
    }
}

fn orientation(lies: bool) -> PageOrientationType {
    if lies { PageOrientationType::Landscape } else { PageOrientationType::Portrait }
}

fn margins() -> PageMargin {
    let margin = i32::try_from(MARGIN).unwrap_or(0);
    PageMargin::new().top(margin).bottom(margin).left(margin).right(margin)
}

/// What the library cannot say: the heads of tables are repeated on every page, each part of a field stands by itself, the contents are
/// known as such, numbers of pages are left to the program that knows them, and every section has the footer of the last. Texts are
/// escaped: nothing in them looks like what is replaced.
fn mended(xml: &[u8]) -> Vec<u8> {
    let mark = format!("<w:trHeight w:val=\"{HEAD}\"");
    let xml = String::from_utf8_lossy(xml);
    let xml = xml.replace(&mark, &format!("<w:tblHeader />{mark}"));
    let xml = xml.replace("<w:instrText>", "</w:r><w:r><w:instrText>").replace("</w:instrText>", "</w:instrText></w:r><w:r>");
    let end = "<w:fldChar w:fldCharType=\"end\"";
    let xml = xml.replace(&format!("<w:t xml:space=\"preserve\">1</w:t>{end}"), end);
    let gallery = "<w:docPartObj><w:docPartGallery w:val=\"Table of Contents\" /><w:docPartUnique /></w:docPartObj>";
    let xml = xml.replace("<w:sdtPr />", &format!("<w:sdtPr>{gallery}</w:sdtPr>"));
    let footer = xml.split_once("<w:footerReference").and_then(|(_, rest)| rest.split_once("/>"));
    let footer = footer.map_or(String::new(), |(said, _)| format!("<w:footerReference{said}/>"));
    let bare = if footer.is_empty() { xml } else { xml.replace(&footer, "") };
    uncounted(&bare.replace("<w:sectPr>", &format!("<w:sectPr>{footer}"))).into_bytes()
}

/// A document without what the library counts over all documents: numbers of paragraphs, which Word gives itself, and bookmarks.
fn uncounted(xml: &str) -> String {
    let mut xml = renumbered(xml, "<w:p w14:paraId=\"");
    for mark in ["<w:bookmarkStart w:id=\"", "<w:bookmarkEnd w:id=\""] {
        xml = renumbered(&xml, mark);
    }
    let starts = xml.split("<w:bookmarkStart ").skip(1);
    let names: Vec<String> = starts.filter_map(|tag| Some(tag.split_once("w:name=\"")?.1.split_once('"')?.0.to_owned())).collect();
    (1..).zip(names).fold(xml, |xml, (number, name)| xml.replace(&name, &format!("_Heading{number}")))
}

/// The numbers behind a mark, counted from one; eight digits are the most and the least that a paragraph may have.
fn renumbered(xml: &str, mark: &str) -> String {
    let mut pieces = xml.split(mark);
    let first = pieces.next().unwrap_or_default().to_owned();
    (1..).zip(pieces).fold(first, |text, (number, piece)| {
        let rest = piece.split_once('"').map_or("", |(_, rest)| rest);
        text + &format!("{mark}{number:08}\"{rest}")
    })
}

fn cell(text: &str) -> TableCell {
    TableCell::new().add_paragraph(paragraph(text))
}

fn named(text: &str) -> TableCell {
    TableCell::new().add_paragraph(Paragraph::new().keep_next(true).add_run(run(text).bold())).shading(Shading::new().fill("E9EEF5"))
}

fn rows(table: &page::Table, width: usize) -> Table {
    let columns = table.head.len().max(1);
    let mut rows = vec![TableRow::new(table.head.iter().map(|text| named(text)).collect()).cant_split().row_height(HEAD)];
    for row in &table.rows {
        let rest = columns.saturating_sub(row.len());
        let cells = row.iter().enumerate().map(|(at, text)| {
            let cell = cell(&text.text);
            if at + 1 == row.len() && rest > 0 { cell.grid_span(rest + 1) } else { cell }
        });
        rows.push(TableRow::new(cells.collect()).cant_split());
    }
    Table::new(rows).set_grid(grid(table, width)).width(width, WidthType::Dxa).layout(TableLayoutType::Autofit)
}

/// How wide each column is: as much as its longest line asks for, within bounds.
fn grid(table: &page::Table, width: usize) -> Vec<usize> {
    let asks = |column: usize| {
        let cells = table.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.text.as_str());
        let lines = cells.chain([table.head[column].as_str()]).flat_map(str::lines);
        lines.map(source::width).max().unwrap_or(0).clamp(NARROWEST, WIDEST)
    };
    let asked: Vec<usize> = (0..table.head.len()).map(asks).collect();
    let all: usize = asked.iter().sum();
    asked.iter().map(|asks| width * asks / all.max(1)).collect()
}

/// Fields, two in a row.
fn form(fields: &[(String, String)], width: usize) -> Table {
    let rows = fields.chunks(2).map(|row| {
        let cells = row.iter().flat_map(|(name, value)| {
            let value = cell(value);
            [named(name), if row.len() == 1 { value.grid_span(3) } else { value }]
        });
        TableRow::new(cells.collect()).cant_split()
    });
    let [name, value] = [width * 3 / 20, width * 7 / 20];
    Table::new(rows.collect()).set_grid(vec![name, value, name, value]).width(width, WidthType::Dxa).layout(TableLayoutType::Autofit)
}

fn paragraph(text: &str) -> Paragraph {
    Paragraph::new().add_run(run(text))
}

/// A text with its line ends; what is no character of XML, and what only misleads, goes.
fn run(text: &str) -> Run {
    let plain = |c: &char| !(c.is_control() || is_hidden(*c) && !matches!(c, '\u{200C}' | '\u{200D}') || u32::from(*c) & 0xFFFE == 0xFFFE);
    let mut run = Run::new();
    for (at, line) in text.trim().lines().enumerate() {
        if at > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        let line: String = line.chars().map(|c| if c.is_whitespace() && c != '\u{3000}' { ' ' } else { c }).filter(plain).collect();
        run = run.add_text(line);
    }
    run
}
