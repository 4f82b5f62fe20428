//! How large each node is, and what is written on it in which lines.

use super::text;
use super::{Line, Rect, Role};
use crate::diagram::{Diagram, Edge, Node};
use crate::lang::Lang;
use crate::model::NodeKind;

/// The widest line on a node.
const WIDEST: i32 = 150;
/// The widest line of the name of a decision; it is widest in the middle only.
const WIDEST_DECISION: i32 = 112;
/// The widest line on an edge.
const WIDEST_BRANCH: i32 = 100;
/// Between the text and the sides of a node.
const SIDE: i32 = 12;
/// Between the text and the upper and lower edge.
const EDGE: i32 = 8;
/// A bar without a label: how thick and how long.
pub(super) const BAR: (i32, i32) = (8, 44);
/// The badge of a finding.
const BADGE: (i32, i32) = (38, 15);
/// Between two badges.
const BADGE_GAP: i32 = 4;

/// A block of lines, each in a box of its own, the first at the top; boxes are centred around 0.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Block {
    pub(super) lines: Vec<Line>,
    pub(super) badges: Vec<Rect>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// A node: what is written on it, and how large it is at least.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Size {
    pub(super) block: Block,
    pub(super) width: i32,
    pub(super) height: i32,
}

impl Role {
    /// The size of its font in pixels.
    #[must_use]
    pub fn size(self) -> i32 {
        match self {
            Role::Title => 20,
            Role::Name => 14,
            Role::Branch => 12,
            Role::Detail => 11,
        }
    }

    /// From line to line.
    #[must_use]
    pub fn pitch(self) -> i32 {
        match self {
            Role::Title => 28,
            Role::Name => 19,
            Role::Branch => 15,
            Role::Detail => 16,
        }
    }
}

/// The sizes of all nodes; rectangles are as wide as the widest of them.
pub(super) fn sizes(diagram: &Diagram) -> Vec<Size> {
    let mut sizes: Vec<Size> = diagram.nodes.iter().map(|node| size(node, diagram.lang)).collect();
    let plain = |node: &Node| !node.is_bar() && node.kind != NodeKind::Decision && !is_event(node.kind);
    let widest = diagram.nodes.iter().zip(&sizes).filter(|(node, _)| plain(node)).map(|(_, size)| size.width).max().unwrap_or(0);
    for (node, size) in diagram.nodes.iter().zip(&mut sizes) {
        if plain(node) {
            size.width = widest;
        }
    }
    sizes
}

/// The lines on an edge: on one line what fits there.
pub(super) fn branch(edge: &Edge) -> Block {
    let whole = edge.label.join(" · ");
    let mut block = Block::default();
    if text::width(&whole, Role::Branch.size()) <= WIDEST_BRANCH {
        block.text(&whole, Role::Branch, WIDEST_BRANCH);
    } else {
        for line in &edge.label {
            block.text(line, Role::Branch, WIDEST_BRANCH);
        }
    }
    block
}

fn is_event(kind: NodeKind) -> bool {
    matches!(kind, NodeKind::Start | NodeKind::End)
}

/// The size of a node by itself.
pub(super) fn size(node: &Node, lang: Lang) -> Size {
    let mut block = Block::default();
    let decision = node.kind == NodeKind::Decision;
    if let Some(name) = node.name() {
        block.text(&name, Role::Name, room(&name, if decision { WIDEST_DECISION } else { WIDEST }));
    }
    for note in node.notes(lang) {
        for line in packed(&note, Role::Detail.size(), WIDEST) {
            block.text(&line, Role::Detail, WIDEST);
        }
    }
    block.badges(node.marks.len());
    if node.is_bar() && block.height == 0 {
        return Size { block, width: BAR.0, height: BAR.1 };
    }
    let (width, height) = match node.kind {
        NodeKind::Decision => diamond(&block),
        NodeKind::Call | NodeKind::Wait | NodeKind::Notify => (block.width + 2 * SIDE + 16, block.height + 2 * EDGE),
        NodeKind::Start | NodeKind::End => (block.width + 4 * SIDE, block.height + 2 * EDGE),
        _ => (block.width + 2 * SIDE, block.height + 2 * EDGE),
    };
    let least = if is_event(node.kind) { 34 } else { 52 };
    Size { block, width: width.max(72), height: height.max(least) }
}

/// What is said with dots between it, on as few lines as hold it whole.
fn packed(note: &str, size: i32, most: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in note.split(" · ") {
        match lines.last_mut() {
            Some(line) if text::width(&format!("{line} · {part}"), size) <= most => *line = format!("{line} · {part}"),
            _ => lines.push(part.to_owned()),
        }
    }
    lines
}

/// How wide the lines of a name may be: a number does not stand on a line of its own.
fn room(name: &str, most: i32) -> i32 {
    let words: Vec<&str> = name.split(' ').take(3).collect();
    let alone = words.get(1) == Some(&"·") && text::lines(name, Role::Name.size(), most).first().is_some_and(|line| line.ends_with('·'));
    if alone { text::width(&words.join(" "), Role::Name.size()).min(most * 3 / 2) } else { most }
}

/// The smallest diamond around a text whose every line fits: half of the height that a line leaves is what is left of the width.
fn diamond(block: &Block) -> (i32, i32) {
    let fits = |width: i32, height: i32| {
        let top = -block.height / 2;
        let boxes = block.lines.iter().map(|line| line.area).chain(block.badges.iter().copied());
        boxes.into_iter().all(|area| {
            let (upper, lower) = ((top + area.y).abs(), (top + area.y + area.height).abs());
            let (x, y) = ((area.x.abs().max((area.x + area.width).abs())) + 3, upper.max(lower));
            // x / (width / 2) + y / (height / 2) ≤ 1
            i64::from(2 * x) * i64::from(height) + i64::from(2 * y) * i64::from(width) <= i64::from(width) * i64::from(height)
        })
    };
    let mut best = (i32::MAX / 2, 2);
    let least = (block.width + 24).max(120);
    for width in (least..least * 3).step_by(8) {
        // The least height that leaves room, by halves.
        let (mut low, mut high) = (block.height.max(48), block.height * 8 + 400);
        if !fits(width, high) {
            continue;
        }
        while low < high {
            let middle = i32::midpoint(low, high);
            if fits(width, middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        // Flat and wide reads better than high.
        if width + 2 * low < best.0 + 2 * best.1 {
            best = (width, low + low % 2);
        }
    }
    best
}

impl Block {
    fn text(&mut self, text: &str, role: Role, most: i32) {
        for text in text::lines(text, role.size(), most) {
            let width = text::width(&text, role.size());
            let area = Rect { x: -width / 2, y: self.height, width, height: role.pitch() };
            self.lines.push(Line { text, area, role });
            self.width = self.width.max(width);
            self.height += role.pitch();
        }
    }

    /// Rows of badges below the text.
    fn badges(&mut self, count: usize) {
        let room = usize::try_from((self.width.max(3 * BADGE.0 + 2 * BADGE_GAP) + BADGE_GAP) / (BADGE.0 + BADGE_GAP)).unwrap_or(1).max(1);
        let mut left = count;
        while left > 0 {
            let here = i32::try_from(left.min(room)).unwrap_or(1);
            left = left.saturating_sub(room);
            let width = here * (BADGE.0 + BADGE_GAP) - BADGE_GAP;
            self.height += 3;
            for at in 0..here {
                let x = -width / 2 + at * (BADGE.0 + BADGE_GAP);
                self.badges.push(Rect { x, y: self.height, width: BADGE.0, height: BADGE.1 });
            }
            self.width = self.width.max(width);
            self.height += BADGE.1;
        }
    }

    /// The lines and badges with their middle there.
    pub(super) fn around(&self, x: i32, y: i32) -> (Vec<Line>, Vec<Rect>) {
        let top = y - self.height / 2;
        let moved = |area: Rect| Rect { x: area.x + x, y: area.y + top, ..area };
        let lines = self.lines.iter().map(|line| Line { area: moved(line.area), ..line.clone() }).collect();
        (lines, self.badges.iter().copied().map(moved).collect())
    }
}
