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

use crate::diagram::layout::{self, Band, Line, Page, Piece, Placed, Point, Rect, Role, text_width};
use crate::diagram::{Change, Diagram, Direction};
use crate::model::{EdgeKind, NodeKind};
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
    /// Its longer and its shorter side in points, of which 72 are an inch.
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
/// Between title, drawing and legend.
const GAP: i32 = 14;
/// The shorter side of the smallest page: on A4 a text is then about as large as in print.
const LEAST_PAGE: i32 = 720;
/// The shorter side of the largest page on which all is read without effort: of A4, on which details are then 7 points high.
const READABLE: i32 = 900;
/// The narrowest sheet: a title must fit on it.
const NARROWEST: i32 = 560;

/// Writes a diagram as one picture.
#[must_use]
pub fn emit(diagram: &Diagram, theme: Theme) -> String {
    let placed = layout::place(diagram);
    let width = placed.width.max(NARROWEST);
    Sheet { diagram, theme, page: &placed.whole(), number: None, width, height: None }.write()
}

/// Writes the difference between two variants as two pictures in the same places, so that they can be laid on one another: each version
/// without what the other one has more.
#[must_use]
pub fn flip(diff: &Diagram, versions: &[Diagram; 2], theme: Theme) -> [String; 2] {
    let placed = layout::place(diff);
    let width = placed.width.max(NARROWEST);
    [(Change::Added, ("before", "改前"), 0), (Change::Removed, ("after", "改后"), 1)].map(|(hidden, (en, zh), version)| {
        let mut diagram = versions[version].clone();
        let mut page = placed.whole();
        page.nodes.retain(|(at, _)| diff.nodes[*at].change != hidden);
        page.pieces.retain(|piece| diff.edges[piece.edge].change != hidden);
        page.frames.retain(|frame| page.nodes.iter().any(|(_, place)| frame.contains(place.area)));
        jump_again(&mut page);
        layout::rewrite(&mut page, &diagram);
        diagram.variant = format!("{} · {}", diagram.variant, diagram.lang.pick(en, zh));
        hide(&mut diagram, hidden);
        Sheet { diagram: &diagram, theme, page: &page, number: None, width, height: None }.write()
    })
}

/// What is hidden is nothing that a legend has to explain.
fn hide(diagram: &mut Diagram, hidden: Change) {
    for node in diagram.nodes.iter_mut().filter(|node| node.change == hidden) {
        (node.kind, node.change) = (NodeKind::Task, Change::Same);
        node.marks.clear();
    }
    for edge in diagram.edges.iter_mut().filter(|edge| edge.change == hidden) {
        (edge.kind, edge.back, edge.change) = (EdgeKind::Plain, false, Change::Same);
    }
}

/// Lines jump only over what is there.
fn jump_again(page: &mut Page) {
    let upright = |pair: &[Point]| (pair[0].x == pair[1].x).then(|| (pair[0].x, pair[0].y.min(pair[1].y), pair[0].y.max(pair[1].y)));
    let there: Vec<(i32, i32, i32)> = page.pieces.iter().flat_map(|piece| piece.points.windows(2).filter_map(upright)).collect();
    for piece in &mut page.pieces {
        piece.jumps.retain(|jump| there.iter().any(|&(x, low, high)| x == jump.x && (low..=high).contains(&jump.y)));
    }
}

/// Writes a diagram as pages of that size, one picture each, with connectors where a line goes on on another page. A page is as wide as
/// the lanes need; what runs down stands on upright pages.
#[must_use]
pub fn pages(diagram: &Diagram, theme: Theme, paper: Paper) -> Vec<String> {
    let placed = layout::place(diagram);
    let folded = fold(diagram, &placed, theme, paper);
    let count = folded.pages.len();
    let pages = folded.pages.iter().zip(1..);
    let sheet =
        |(page, number)| Sheet { diagram, theme, page, number: Some((number, count)), width: folded.width, height: Some(folded.height) };
    pages.map(|page| sheet(page).write()).collect()
}

/// One picture: the drawing with its title above and its legend below.
struct Sheet<'a> {
    diagram: &'a Diagram,
    theme: Theme,
    page: &'a Page,
    /// Which page of how many.
    number: Option<(usize, usize)>,
    /// Between the margins.
    width: i32,
    /// Between the margins, if that is given.
    height: Option<i32>,
}

impl Sheet<'_> {
    fn write(&self) -> String {
        let Sheet { diagram, theme, page, width, .. } = *self;
        let palette = theme.palette();
        let title = heading(diagram, width, self.number);
        let legend = Legend::of(diagram, theme, width);
        let top = MARGIN + title.height + GAP;
        let below = top + page.height;
        let bottom = if legend.height > 0 { GAP + legend.height } else { 0 };
        let full_width = width + 2 * MARGIN;
        let full_height = (below + bottom + MARGIN).max(self.height.map_or(0, |height| height + 2 * MARGIN));

        let mut out = String::with_capacity(4096 + 1200 * (page.nodes.len() + page.pieces.len()));
        // A String takes all that is written to it.
        let _ = writeln!(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{full_width}\" height=\"{full_height}\" \
             viewBox=\"0 0 {full_width} {full_height}\" role=\"img\" font-family=\"{FONTS}\" fill=\"{}\">",
            palette.ink
        );
        let _ = writeln!(out, "<title>{}</title>", escape(&diagram.caption()));
        let _ = writeln!(out, "<rect class=\"paper\" width=\"{full_width}\" height=\"{full_height}\" fill=\"{}\"/>", palette.paper);
        title.write(&mut out, &palette);
        let _ = writeln!(out, "<g class=\"flow\" transform=\"translate({MARGIN} {top})\">");
        flow(&mut out, diagram, page, theme);
        out.push_str("</g>\n");
        if legend.height > 0 {
            let _ = writeln!(out, "<g class=\"legend\" transform=\"translate({MARGIN} {})\">", below + GAP);
            legend.write(&mut out);
            out.push_str("</g>\n");
        }
        out.push_str("</svg>\n");
        out
    }
}

/// A drawing on pages, all of one size.
struct Folded {
    pages: Vec<Page>,
    width: i32,
    height: i32,
}

/// As few pages as leave the text readable. Where the lanes are too many for that, text and pages are weighed against one another.
fn fold(diagram: &Diagram, placed: &Placed, theme: Theme, paper: Paper) -> Folded {
    // Sheets of the A series: the sides are to one another as 1 to the root of 2. What counts on the larger one is more room.
    let (across, along) = (1000, 1414);
    let on = |page: i32| if paper == Paper::A3 { page * along / across } else { page };
    let (least, readable) = (on(LEAST_PAGE), on(READABLE));
    let down = diagram.direction == Direction::Down;
    // What the title and the legend take, at the width that the page will about have.
    let around = |width: i32| heading(diagram, width, Some((1, 9))).height + GAP + Legend::of(diagram, theme, width).height + GAP;
    // How long a drawing may be on such a page, and how long the other side of the page must be for one.
    let room = |page: i32| page * along / across - if down { around(page) } else { 0 };
    let needed = |pages: &[Page], page: i32| {
        let most = |of: &dyn Fn(&Page) -> i32| pages.iter().map(of).max().unwrap_or(0);
        if down { most(&|page| page.width).max(NARROWEST) } else { most(&|page| page.height) + around(page * along / across) }
    };
    let largest = needed(&[placed.whole()], least).max(least) * 5 / 4;
    let cost = |pages: usize, page: i32| i64::try_from(pages).unwrap_or(i64::MAX).saturating_mul(i64::from(page.max(readable)).pow(3));
    let mut best: Option<(i64, i32, Vec<Page>)> = None;
    let mut page = least;
    while page <= largest || best.is_none() {
        let pages = placed.fold(diagram.direction, room(page));
        let cost = cost(pages.len(), page);
        if needed(&pages, page) <= page && best.as_ref().is_none_or(|(least, ..)| cost < *least) {
            best = Some((cost, page, pages));
        }
        page += page / 20;
    }
    let (_, mut page, pages) = best.unwrap_or_default();
    // Then no larger than those pages need.
    let long = pages.iter().map(|page| if down { page.height } else { page.width }).max().unwrap_or(0);
    while page > least && room(page - 1) >= long && needed(&pages, page - 1) < page {
        page -= 1;
    }
    let (width, height) = if down { (page, page * along / across) } else { (page * along / across, page) };
    Folded { pages, width, height }
}

/// Whether the outline of a frame runs through an area.
fn crosses(frame: Rect, area: Rect) -> bool {
    frame.overlaps(area) && !frame.contains(area)
}

/// Lanes, frames, edges, nodes: what is drawn later lies above.
fn flow(out: &mut String, diagram: &Diagram, page: &Page, theme: Theme) {
    let palette = theme.palette();
    for (at, band) in page.bands.iter().enumerate() {
        lane(out, diagram, band, palette.bands[at % 2], &palette);
    }
    for frame in &page.frames {
        let _ = writeln!(
            out,
            "<g class=\"frame\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\" fill=\"none\" stroke=\"{}\" stroke-dasharray=\"2 5\"/></g>",
            frame.x, frame.y, frame.width, frame.height, palette.faint
        );
    }
    for line in page.pieces.iter().flat_map(|piece| &piece.lines).filter(|line| page.frames.iter().any(|frame| crosses(*frame, line.area)))
    {
        // The frame is broken where something is written.
        let Rect { x, y, width, height } = line.area;
        let lane = page.bands.iter().position(|band| band.area.contains(line.area)).unwrap_or(0);
        let _ = writeln!(out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{}\"/>", palette.bands[lane % 2]);
    }
    // What is removed lies at the bottom, what goes back below what goes on, and the likeliest way above all.
    let likeliest = diagram.likeliest();
    let mut pieces: Vec<&Piece> = page.pieces.iter().collect();
    pieces.sort_by_key(|piece| {
        let edge = &diagram.edges[piece.edge];
        (edge.change != Change::Removed, likeliest[piece.edge], !edge.is_rework(), !edge.informs())
    });
    for piece in pieces {
        lines::edge(out, diagram, piece, (theme, likeliest[piece.edge]));
    }
    for (at, place) in &page.nodes {
        nodes::node(out, diagram, *at, place, theme);
    }
    for connector in &page.connectors {
        lines::connector(out, connector, (diagram.lang, diagram.direction, theme));
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

fn heading(diagram: &Diagram, width: i32, number: Option<(usize, usize)>) -> Heading {
    let mut heading = Heading { lines: Vec::new(), height: 0 };
    heading.add(&diagram.title, Role::Title, width);
    let page = number.map(|(page, of)| diagram.lang.pick(format!("page {page} of {of}"), format!("第 {page} 页，共 {of} 页")));
    let parts = [Some(&diagram.variant), diagram.revision.as_ref(), page.as_ref()];
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
