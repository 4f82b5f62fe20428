//! The colours of a picture.

use crate::diagram::{Change, Node};
use crate::model::NodeKind;
use crate::rule::Level;

/// In which colours a picture is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on black.
    Dark,
    /// Black and white, for a laser printer: nothing is said by colour alone.
    Print,
}

/// The colours that are the same all over a picture.
pub(super) struct Palette {
    pub(super) paper: &'static str,
    pub(super) ink: &'static str,
    /// Details, revisions: what is read second.
    pub(super) faint: &'static str,
    pub(super) line: &'static str,
    /// The bands of the lanes, in turn.
    pub(super) bands: [&'static str; 2],
    /// Between the lanes and around them.
    pub(super) border: &'static str,
    pub(super) head: &'static str,
    pub(super) head_ink: &'static str,
    /// The head of what nobody answers for.
    pub(super) missing: &'static str,
    pub(super) rework: &'static str,
    pub(super) bar: &'static str,
    pub(super) bar_ink: &'static str,
}

/// How a shape is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Paint {
    pub(super) fill: &'static str,
    pub(super) line: &'static str,
    pub(super) ink: &'static str,
    pub(super) dashed: bool,
}

impl Theme {
    pub(super) fn palette(self) -> Palette {
        match self {
            Theme::Light => Palette {
                paper: "#ffffff",
                ink: "#1b2733",
                faint: "#5b6875",
                line: "#44546a",
                bands: ["#f4f7fb", "#ffffff"],
                border: "#b9c4d0",
                head: "#2f4a68",
                head_ink: "#ffffff",
                missing: "#a4262c",
                rework: "#b4541a",
                bar: "#2f4a68",
                bar_ink: "#ffffff",
            },
            Theme::Dark => Palette {
                paper: "#12181f",
                ink: "#e8edf3",
                faint: "#a3b0bd",
                line: "#9fb0c3",
                bands: ["#18212b", "#12181f"],
                border: "#3c4a59",
                head: "#3d5a7c",
                head_ink: "#ffffff",
                missing: "#b3383e",
                rework: "#f0955a",
                bar: "#9fb0c3",
                bar_ink: "#12181f",
            },
            Theme::Print => Palette {
                paper: "#ffffff",
                ink: "#000000",
                faint: "#333333",
                line: "#000000",
                bands: ["#ffffff", "#ffffff"],
                border: "#000000",
                head: "#e0e0e0",
                head_ink: "#000000",
                missing: "#ffffff",
                rework: "#000000",
                bar: "#000000",
                bar_ink: "#ffffff",
            },
        }
    }

    /// A node: by how it differs, or else by what it is.
    pub(super) fn node(self, node: &Node) -> Paint {
        let palette = self.palette();
        let (fill, line) = match (self, node.change) {
            (_, Change::Same) if node.is_bar() => (palette.bar, palette.bar),
            (Theme::Print, Change::Added) => ("#cccccc", "#000000"),
            (Theme::Print, Change::Changed) => ("#eeeeee", "#000000"),
            (Theme::Print, _) => ("#ffffff", "#000000"),
            (_, Change::Same) => self.kind(node.kind),
            (_, change) => self.change(change),
        };
        let ink = if node.is_bar() && node.change == Change::Same { palette.bar_ink } else { palette.ink };
        Paint { fill, line, ink, dashed: node.change == Change::Removed }
    }

    fn kind(self, kind: NodeKind) -> (&'static str, &'static str) {
        let dark = self == Theme::Dark;
        match kind {
            NodeKind::Start => {
                if dark {
                    ("#173527", "#4fb286")
                } else {
                    ("#e3f4ea", "#2d7d55")
                }
            }
            NodeKind::End => {
                if dark {
                    ("#2b3440", "#9fb0c3")
                } else {
                    ("#e9edf2", "#44546a")
                }
            }
            NodeKind::Approval => {
                if dark {
                    ("#2c2a1a", "#d9a941")
                } else {
                    ("#fff9ea", "#8a5a00")
                }
            }
            NodeKind::Decision => {
                if dark {
                    ("#1d2c45", "#6ea3e8")
                } else {
                    ("#eaf2ff", "#2b62a8")
                }
            }
            NodeKind::Notify | NodeKind::Wait => {
                if dark {
                    ("#1b2530", "#7d8fa3")
                } else {
                    ("#ffffff", "#6b7a8a")
                }
            }
            _ => {
                if dark {
                    ("#1b2530", "#8fa3b8")
                } else {
                    ("#ffffff", "#44546a")
                }
            }
        }
    }

    /// What is added, removed or changed: how it is filled, and its line.
    pub(super) fn change(self, change: Change) -> (&'static str, &'static str) {
        match (self, change) {
            (Theme::Print, _) => ("#ffffff", "#000000"),
            (Theme::Light, Change::Added) => ("#e2f6e6", "#1a7f37"),
            (Theme::Light, Change::Removed) => ("#fdecec", "#c4232b"),
            (Theme::Light, Change::Changed) => ("#fff3d6", "#b26a00"),
            (Theme::Dark, Change::Added) => ("#12301c", "#4cc26c"),
            (Theme::Dark, Change::Removed) => ("#3a1719", "#ff7b80"),
            (Theme::Dark, Change::Changed) => ("#35290f", "#f0b24a"),
            (_, Change::Same) => (self.palette().paper, self.palette().line),
        }
    }

    /// The badge of a finding, and what is written on it.
    pub(super) fn level(self, level: Level) -> (&'static str, &'static str) {
        match (self, level) {
            (Theme::Print, Level::Error) => ("#000000", "#ffffff"),
            (Theme::Print, _) => ("#ffffff", "#000000"),
            (_, Level::Error) => ("#c4232b", "#ffffff"),
            (_, Level::Warning) => ("#f2b233", "#2b1d00"),
            (Theme::Light, _) => ("#cfe3fb", "#10406f"),
            (Theme::Dark, _) => ("#2a5788", "#ffffff"),
        }
    }
}
