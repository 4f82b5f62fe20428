//! Geometry of the layout: nothing overlaps, nothing runs through anything, everything is on its place. The checker looks at coordinates
//! only, and is itself checked by drawings with one fault each.

mod by_hand;
mod checker;
mod faults;
mod pages;
mod random;
mod shapes;
mod strict;

use flowright::diagram::layout::{Placed, Rect, place};
use flowright::diagram::{Diagram, Direction, Lanes, View};
use flowright::diff::Side;
use flowright::emit::svg::{self, Theme};
use flowright::lang::Lang;

use crate::drawings::{analysis_of, analysis_of_text, examples};
use crate::improve::process::process;
use faults::{crossings, faults};
use pages::page_faults;
use strict::strict;

/// What is wrong with many drawings.
#[derive(Default)]
struct Report(Vec<String>);

impl Report {
    /// Places a drawing, and notes its faults.
    fn place(&mut self, name: &str, diagram: &Diagram) -> Placed {
        let placed = place(diagram);
        let mut found = faults(diagram, &placed);
        found.extend(strict(diagram, &placed));
        found.extend(page_faults(diagram, &placed, &[placed.whole()]));
        for most in [400, 900, 1700] {
            let pages = placed.fold(diagram.direction, most);
            found.extend(page_faults(diagram, &placed, &pages).into_iter().map(|fault| format!("folded at {most}: {fault}")));
        }
        self.0.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
        assert_eq!(place(diagram), placed, "{name}: placed twice");
        placed
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        assert!(self.0.is_empty() || std::thread::panicking(), "{} faults:\n{}", self.0.len(), self.0[..self.0.len().min(40)].join("\n"));
    }
}

#[test]
fn every_drawing_of_the_examples_is_sound() {
    let mut report = Report::default();
    for name in examples() {
        let analysis = analysis_of(&format!("examples/{name}.flow"));
        let model = &analysis.model;
        for process in &model.processes {
            let side = |variant| Side { model, process, variant };
            let diffs = process.to_bes().filter_map(|to| process.as_is().map(|from| View::Diff(side(from), side(to))));
            for view in process.variants.iter().map(View::One).chain(diffs) {
                for lang in [Lang::En, Lang::Zh] {
                    for lanes in [Lanes::Owner, Lanes::Department, Lanes::None] {
                        for direction in [Direction::Right, Direction::Down] {
                            let mut diagram = view.diagram(model, process, &analysis.findings, lang).with_lanes(lanes);
                            diagram.direction = direction;
                            report.place(&format!("{name} {} {lanes:?} {direction:?}", diagram.variant), &diagram);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn random_drawings_are_sound() {
    let mut report = Report::default();
    let (mut edges, mut crossed) = (0, 0);
    for seed in 0..500 {
        let mut diagram = random::diagram(seed);
        for direction in [Direction::Right, Direction::Down] {
            diagram.direction = direction;
            let placed = report.place(&format!("seed {seed} {direction:?}"), &diagram);
            edges += diagram.edges.len();
            crossed += crossings(&placed);
        }
    }
    // Arbitrary graphs cross a lot; far more would mean that the ways are chosen badly.
    assert!(crossed < edges * 3, "{crossed} crossings of {edges} edges");
}

#[test]
fn random_processes_are_sound() {
    let mut report = Report::default();
    for seed in 0..500 {
        let text = process(seed, 5 + usize::try_from(seed % 55).unwrap());
        let analysis = analysis_of_text(text);
        for process in &analysis.model.processes {
            for variant in &process.variants {
                let mut diagram = View::One(variant).diagram(&analysis.model, process, &analysis.findings, Lang::Zh);
                for direction in [Direction::Right, Direction::Down] {
                    diagram.direction = direction;
                    report.place(&format!("process {seed} {direction:?}"), &diagram);
                }
            }
        }
    }
}

/// Shapes that layouts find hard, as processes have them.
#[test]
fn hard_shapes_are_sound() {
    let mut report = Report::default();
    for seed in 0..500 {
        let mut diagram = shapes::diagram(seed);
        for direction in [Direction::Right, Direction::Down] {
            diagram.direction = direction;
            report.place(&format!("shape {seed} {direction:?}"), &diagram);
        }
    }
}

#[test]
fn a_frame_is_broken_where_something_is_written() {
    let diagram = shapes::diagram(4);
    let placed = place(&diagram);
    let written: Vec<Rect> = placed.routes.iter().flat_map(|route| &route.lines).map(|line| line.area).collect();
    let over = |area: &Rect| placed.frames.iter().any(|frame| frame.overlaps(*area) && !frame.contains(*area));
    let picture = svg::emit(&diagram, Theme::Light);
    let behind = |area: &Rect| {
        picture.contains(&format!("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"", area.x, area.y, area.width, area.height))
    };
    assert!(written.iter().any(over) && written.iter().all(|area| behind(area) == over(area)));
}
