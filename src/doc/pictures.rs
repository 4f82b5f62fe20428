//! The flowcharts: one picture where that can be read on an upright page, else as many landscape ones as it takes.

use super::writer::Writer;
use crate::diagram::layout::place;
use crate::diagram::{Diagram, Direction};
use crate::emit::page::{Part, Picture};
use crate::emit::svg::{self, Paper, Theme};
use crate::model::Variant;

/// How wide and how high a picture may be that is to be read on an upright page.
const UPRIGHT: (i32, i32) = (1000, 1350);

/// The flow of the version that is described.
pub(super) fn flowchart(writer: &Writer) -> Vec<Part> {
    draw(writer, writer.diagram.clone())
}

/// The flow of another version.
pub(super) fn of(writer: &Writer, variant: &Variant) -> Vec<Part> {
    draw(writer, writer.subject.diagram(variant))
}

/// A drawing, in as many pictures as it takes.
pub(super) fn draw(writer: &Writer, mut diagram: Diagram) -> Vec<Part> {
    diagram.direction = Direction::Down;
    let placed = place(&diagram);
    let pages = if placed.width <= UPRIGHT.0 && placed.height <= UPRIGHT.1 {
        vec![svg::emit(&diagram, Theme::Light)]
    } else {
        diagram.direction = Direction::Right;
        svg::pages(&diagram, Theme::Light, Paper::A4)
    };
    let count = pages.len();
    let picture = |(number, svg)| {
        let caption = diagram.caption();
        let pages = format!("{caption} ({number}/{count})");
        let pages = writer.t(pages, format!("{caption}（{number}/{count}）"));
        Part::Picture(Picture { caption: if count > 1 { pages } else { caption }, svg, file: None })
    };
    (1..).zip(pages).map(picture).collect()
}
