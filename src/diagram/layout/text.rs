//! How wide a text is: one table for every machine, so that a picture has the same bytes everywhere.
//!
//! Fonts differ. The table holds for each printable ASCII character the widest of the usual sans-serif fonts (Arial, Noto Sans, Noto
//! Sans CJK, Segoe UI), so that a text is never wider than taken; Chinese characters are as wide as high in all of them.

use crate::source;
use crate::wrap::wrap_by;

/// Widths of the characters from U+0020 to U+007E, in thousandths of the height of the font.
const ASCII: [u16; 95] = [
    300, 290, 420, 650, 580, 900, 760, 240, 340, 340, 560, 600, 290, 340, 290, 400, // blank to /
    580, 580, 580, 580, 580, 580, 580, 580, 580, 580, 290, 290, 600, 600, 600, 560, // 0 to ?
    1020, 690, 680, 730, 740, 670, 620, 790, 760, 320, 520, 690, 590, 910, 770, 800, // @ to O
    670, 800, 730, 680, 640, 750, 680, 960, 680, 680, 630, 340, 400, 340, 600, 560, // P to _
    560, 580, 620, 560, 620, 580, 380, 620, 620, 280, 300, 560, 280, 940, 620, 610, // ` to o
    620, 620, 420, 540, 390, 620, 550, 800, 560, 550, 520, 390, 560, 390, 600, // p to ~
];

/// How wide a character of no known width is taken to be, for one column and for two.
const OTHER: [u32; 3] = [0, 700, 1000];

/// The width of a text in pixels, rounded up, at a font size in pixels.
#[must_use]
pub fn width(text: &str, size: i32) -> i32 {
    let thousandths: u32 = text.chars().map(of).sum();
    i32::try_from(thousandths).unwrap_or(i32::MAX / 2048).saturating_mul(size).saturating_add(999) / 1000
}

/// Breaks a text into lines of at most so many pixels where it can.
pub(super) fn lines(text: &str, size: i32, most: i32) -> Vec<String> {
    let measure = |text: &str| usize::try_from(width(text, size)).unwrap_or(0);
    wrap_by(text, usize::try_from(most).unwrap_or(0), &measure).into_iter().filter(|line| !line.is_empty()).collect()
}

fn of(c: char) -> u32 {
    match u32::from(c).checked_sub(0x20).and_then(|at| ASCII.get(at as usize)) {
        Some(&width) => u32::from(width),
        None if matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·' | '×' | '→' | '≤' | '≥') => 1000,
        None => OTHER[source::width(c.encode_utf8(&mut [0; 4])).min(2)],
    }
}
