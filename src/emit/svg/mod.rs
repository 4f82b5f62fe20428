//! Scalable vector graphics: the picture for the SOP, drawn by nothing but this program.
//!
//! Guarantees: well-formed XML of rectangles, lines and plain texts with presentation attributes, so that Inkscape and Word can edit it;
//! no script, style sheet, reference or `id`, so that nothing runs or is loaded, and several pictures can stand in one page. Every
//! text is the author's as it was typed, but for what is not shown: control characters, and invisible ones that turn the direction.

mod escape;
mod legend;
mod lines;
mod nodes;
mod theme;

use std::fmt::Write as _;

pub use escape::escape;
pub use theme::Theme;

use crate::diagram::Diagram;
use crate::diagram::layout::{self, Band, Line, Placed, Role, text_width};
use crate::wrap::wrap_by;
use legend::Legend;
use theme::Palette;

/// A size of paper, landscape.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Paper {
    /// 297 mm × 210 mm.
    A4,
    /// 420 mm × 297 mm.
    A3,
}

impl Paper {
    /// Its width and height in points, of which 72 are an inch.
    #[must_use]
    pub fn points(self) -> (f32, f32) {
        match self {
            Paper::A4 => (841.89, 595.276),
            Paper::A3 => (1190.551, 841.89),
        }
    }
}

/// The fonts of a text, the best first: each system has one of them, with Chinese characters.
pub const FONTS: &str =
    "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Micro Hei', Arial, sans-serif";

/// Around the drawing.
const MARGIN: i32 = 24;
/// The narrowest sheet: a title must fit on it.
const NARROWEST: i32 = 560;

/// Writes a diagram as one picture.
#[must_use]
pub fn emit(diagram: &Diagram, theme: Theme) -> String {
    sheet(diagram, &layout::place(diagram), theme)
}

/// Writes a diagram as pages of that size, one picture each, with connectors where a line goes on on another page.
#[must_use]
pub fn pages(diagram: &Diagram, theme: Theme, _paper: Paper) -> Vec<String> {
    vec![emit(diagram, theme)]
}

/// The drawing with its title above and its legend below.
fn sheet(diagram: &Diagram, placed: &Placed, theme: Theme) -> String {
    let palette = theme.palette();
    let width = placed.width.max(NARROWEST);
    let title = heading(diagram, width);
    let legend = Legend::of(diagram, theme, width);
    let top = MARGIN + title.height + 12;
    let below = top + placed.height;
    let legend_gap = if legend.height > 0 { 16 } else { 0 };
    let (full_width, full_height) = (width + 2 * MARGIN, below + legend_gap + legend.height + MARGIN);

    let mut out = String::with_capacity(4096 + 1200 * (diagram.nodes.len() + diagram.edges.len()));
    // A String takes all that is written to it.
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{full_width}\" height=\"{full_height}\" viewBox=\"0 0 {full_width} {full_height}\" \
         role=\"img\" font-family=\"{FONTS}\" fill=\"{}\">",
        palette.ink
    );
    let _ = writeln!(out, "<title>{}</title>", escape(&diagram.caption()));
    let _ = writeln!(out, "<rect class=\"paper\" width=\"{full_width}\" height=\"{full_height}\" fill=\"{}\"/>", palette.paper);
    title.write(&mut out, &palette);
    let _ = writeln!(out, "<g class=\"flow\" transform=\"translate({MARGIN} {top})\">");
    flow(&mut out, diagram, placed, theme);
    out.push_str("</g>\n");
    if legend.height > 0 {
        let _ = writeln!(out, "<g class=\"legend\" transform=\"translate({MARGIN} {})\">", below + legend_gap);
        legend.write(&mut out);
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

/// Lanes, frames, edges, nodes: what is drawn later lies above.
fn flow(out: &mut String, diagram: &Diagram, placed: &Placed, theme: Theme) {
    let palette = theme.palette();
    for (at, band) in placed.bands.iter().enumerate() {
        lane(out, diagram, band, palette.bands[at % 2], &palette);
    }
    for frame in &placed.frames {
        let _ = writeln!(
            out,
            "<g class=\"frame\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\" fill=\"none\" stroke=\"{}\" stroke-dasharray=\"2 5\"/></g>",
            frame.x, frame.y, frame.width, frame.height, palette.faint
        );
    }
    // What goes back lies below what goes on, and the likeliest way above all.
    let likeliest = diagram.likeliest();
    let rank = |at: usize| (likeliest[at], !diagram.edges[at].is_rework(), !diagram.edges[at].informs());
    let mut order: Vec<usize> = (0..diagram.edges.len()).collect();
    order.sort_by_key(|&at| rank(at));
    for at in order {
        lines::edge(out, diagram, at, &placed.routes[at], (theme, likeliest[at]));
    }
    for (at, place) in placed.nodes.iter().enumerate() {
        nodes::node(out, diagram, at, place, theme);
    }
}

fn lane(out: &mut String, diagram: &Diagram, band: &Band, fill: &str, palette: &Palette) {
    let area = band.area;
    let _ = writeln!(
        out,
        "<g class=\"lane\">\n<rect class=\"band\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" stroke=\"{}\"/>",
        area.x, area.y, area.width, area.height, palette.border
    );
    let head = band.head;
    if head.width > 0 && head.height > 0 {
        let missing = band.lane.is_some_and(|lane| diagram.lanes[lane].missing);
        let fill = if missing { palette.missing } else { palette.head };
        let _ = writeln!(
            out,
            "<rect class=\"head\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{fill}\" stroke=\"{}\"/>",
            head.x, head.y, head.width, head.height, palette.border
        );
        for line in &band.lines {
            text(out, line, palette.head_ink, Align::Middle);
        }
    }
    out.push_str("</g>\n");
}

/// From where a text is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Align {
    Middle,
    Start,
}

/// Writes a line of text into its box.
fn text(out: &mut String, line: &Line, ink: &str, align: Align) {
    let size = line.role.size();
    let baseline = line.area.y + (line.role.pitch() * 100 + size * 72) / 200;
    let bold = if matches!(line.role, Role::Name | Role::Title) { " font-weight=\"600\"" } else { "" };
    let (x, anchor) = match align {
        Align::Middle => (line.area.x + line.area.width / 2, " text-anchor=\"middle\""),
        Align::Start => (line.area.x, ""),
    };
    let class = if line.role == Role::Branch { " class=\"branch\"" } else { "" };
    let _ = writeln!(
        out,
        "<text{class} x=\"{x}\" y=\"{baseline}\" font-size=\"{size}\"{bold}{anchor} fill=\"{ink}\" xml:space=\"preserve\">{}</text>",
        escape(&line.text)
    );
}

/// The title, and below it which version is drawn.
struct Heading {
    lines: Vec<Line>,
    height: i32,
}

fn heading(diagram: &Diagram, width: i32) -> Heading {
    let mut heading = Heading { lines: Vec::new(), height: 0 };
    heading.add(&diagram.title, Role::Title, width);
    let parts = [Some(&diagram.variant), diagram.revision.as_ref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    heading.add(&parts.join("  ·  "), Role::Branch, width);
    heading
}

impl Heading {
    fn add(&mut self, words: &str, role: Role, most: i32) {
        for text in broken(words, role, most) {
            let area = layout::Rect { x: MARGIN, y: MARGIN + self.height, width: text_width(&text, role.size()), height: role.pitch() };
            self.height += role.pitch();
            self.lines.push(Line { text, area, role });
        }
    }

    fn write(&self, out: &mut String, palette: &Palette) {
        out.push_str("<g class=\"heading\">\n");
        for line in &self.lines {
            text(out, line, if line.role == Role::Title { palette.ink } else { palette.faint }, Align::Start);
        }
        out.push_str("</g>\n");
    }
}

/// A text in lines of at most so many pixels.
fn broken(words: &str, role: Role, most: i32) -> Vec<String> {
    let measure = |text: &str| usize::try_from(text_width(text, role.size())).unwrap_or(0);
    wrap_by(words, usize::try_from(most).unwrap_or(0), &measure)
}
