//! The procedure as a Word document: real headings, tables, pictures, a table of contents.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx, LineSpacing, PageMargin, PageOrientationType, Paragraph, Pic, Run, RunFonts, Shading, Style, StyleType,
    Table, TableCell, TableLayoutType, TableOfContents, TableRow, WidthType,
};

use crate::both;
use crate::emit::page::{self, Page, Part};
use crate::lang::{Lang, Text, is_hidden};
use crate::source;

/// A4, landscape, in twentieths of a point; and its margins.
const PAPER: (u32, u32) = (16838, 11906);
const MARGIN: i32 = 850;
/// The room for a picture, in pixels of 1/96 inch.
const ROOM: (f64, f64) = (1008.0, 560.0);
/// Of Word's units in a pixel.
const EMU: f64 = 9525.0;

/// The height by which the first rows of tables are told.
const HEAD: f32 = 17.0;

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
    let fonts = || RunFonts::new().ascii("Arial").hi_ansi("Arial").cs("Arial").east_asia("Microsoft YaHei");
    let heading = |id: &str, name: &str, size, level| {
        let style = Style::new(id, StyleType::Paragraph).name(name).based_on("Normal").next("Normal").size(size).bold().color("2F4A68");
        style.outline_lvl(level).line_spacing(LineSpacing::new().before(240).after(120)).fonts(fonts())
    };
    let mut document = Docx::new()
        .page_size(PAPER.0, PAPER.1)
        .page_orient(PageOrientationType::Landscape)
        .page_margin(PageMargin::new().top(MARGIN).bottom(MARGIN).left(MARGIN).right(MARGIN))
        .default_fonts(fonts())
        .default_size(20)
        .created_at("1980-01-01T00:00:00Z")
        .updated_at("1980-01-01T00:00:00Z")
        .add_style(Style::new("Normal", StyleType::Paragraph).name("Normal").fonts(fonts()))
        .add_style(
            Style::new("Title", StyleType::Paragraph).name("Title").based_on("Normal").size(40).bold().color("2F4A68").fonts(fonts()),
        )
        .add_style(heading("Heading1", "heading 1", 28, 0))
        .add_paragraph(Paragraph::new().style("Title").add_run(run(&page.title)))
        .add_paragraph(Paragraph::new().add_run(Run::new().bold().add_text(lang.pick("Contents", "目录"))))
        .add_table_of_contents(TableOfContents::new().heading_styles_range(1, 1).auto());
    let mut images = images.iter();
    for section in &page.sections {
        document = document.add_paragraph(Paragraph::new().style("Heading1").keep_next(true).add_run(run(&section.title)));
        for part in &section.parts {
            document = match part {
                Part::Says(text) | Part::Flow(text) => document.add_paragraph(paragraph(text)),
                Part::List(lines) => lines.iter().fold(document, |document, line| document.add_paragraph(paragraph(&format!("• {line}")))),
                Part::Table(table) => document.add_table(rows(table)).add_paragraph(Paragraph::new()),
                Part::Bars(head, bars) => document.add_table(rows(&page::Table::of_bars(head, bars))).add_paragraph(Paragraph::new()),
                Part::Picture(picture) => {
                    let image = images.next().map(|image| {
                        Paragraph::new().align(AlignmentType::Center).keep_next(true).add_run(Run::new().add_image(shown(image)))
                    });
                    let caption = Paragraph::new().align(AlignmentType::Center).add_run(run(&picture.caption).size(18).color("5B6875"));
                    image.into_iter().chain([caption]).fold(document, Docx::add_paragraph)
                }
            };
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    let mut built = document.build();
    built.document = with_heads(&built.document);
    built.pack(&mut bytes).map_err(|error| both!("cannot make the document: {error}", "无法生成文档：{error}"))?;
    Ok(bytes.into_inner())
}

/// The picture, as large as the page has room.
fn shown(image: &Image) -> Pic {
    let (width, height) = (f64::from(image.width), f64::from(image.height));
    let fits = (ROOM.0 / width).min(ROOM.1 / height).min(1.0) * EMU;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most a page")]
    let emu = |pixels: f64| (pixels * fits) as u32;
    Pic::new_with_dimensions(image.png.clone(), image.width, image.height).size(emu(width), emu(height))
}

fn rows(table: &page::Table) -> Table {
    let cell = |text: &str| TableCell::new().add_paragraph(paragraph(text));
    let head = table.head.iter().map(|text| {
        let bold = Paragraph::new().keep_next(true).add_run(run(text).bold());
        TableCell::new().add_paragraph(bold).shading(Shading::new().fill("E9EEF5"))
    });
    let mut rows = vec![TableRow::new(head.collect()).cant_split().row_height(HEAD)];
    for row in &table.rows {
        let blank = std::iter::repeat_n(String::new(), table.head.len().saturating_sub(row.len()));
        let texts = row.iter().map(|cell| cell.text.clone()).chain(blank);
        rows.push(TableRow::new(texts.map(|text| cell(&text)).collect()).cant_split());
    }
    let width = usize::try_from(PAPER.0).unwrap_or(0) - 2 * usize::try_from(MARGIN).unwrap_or(0);
    let shares: Vec<usize> = (0..table.head.len()).map(|column| share(table, column)).collect();
    let all = shares.iter().sum::<usize>().max(1);
    let grid = shares.iter().map(|share| width * share / all).collect();
    Table::new(rows).set_grid(grid).width(width, WidthType::Dxa).layout(TableLayoutType::Autofit)
}

/// How wide a column should be against the others: as what stands in it, within limits.
fn share(table: &page::Table, column: usize) -> usize {
    let texts = table.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.text.as_str());
    let widest = texts.flat_map(str::lines).chain([table.head[column].as_str()]).map(source::width).max().unwrap_or(0);
    widest.clamp(6, 36) + 2
}

/// Marks the first rows of tables, which are told by their height, as those that are repeated on each page: the library cannot say that.
fn with_heads(xml: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(xml);
    let mark = format!("<w:trHeight w:val=\"{HEAD}\"");
    let mut parts = text.split(&mark);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("<w:tblHeader />");
        out.push_str(part.split_once("/>").map_or(part, |(_, rest)| rest));
    }
    out.into_bytes()
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
