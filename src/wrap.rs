//! Breaks long labels into lines, for targets that do not do it themselves (kinsoku: 避头尾).

use crate::source;

/// Characters that do not stand at the start of a line.
const CLOSING: &str = "，。、；：！？）】》〉」』”’…％℃,.;:!?)]}%";

/// Characters that do not stand at the end of a line.
const OPENING: &str = "（【《〈「『“‘([{";

/// What holds the units of numbers together: 分钟, 小时, 工作日.
const UNITS: [[char; 2]; 4] = [['分', '钟'], ['小', '时'], ['工', '作'], ['作', '日']];

/// Breaks a text into lines of at most `columns` terminal columns where it can: at its own line ends, at blanks, and between
/// Chinese characters. A longer word is broken anywhere. Nothing is lost but line ends and the blanks at which lines break.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    wrap_by(text, columns, &source::width)
}

/// The same with another measure of width.
pub fn wrap_by(text: &str, most: usize, width: Measure) -> Vec<String> {
    text.lines().flat_map(|line| balanced(line.trim(), most, width)).collect()
}

/// How wide a text is.
pub type Measure<'m> = &'m dyn Fn(&str) -> usize;

/// Lines of about the same width where the last would hold next to nothing: `资料是否` and `齐全？`, not `资料是否齐` and `全？`.
fn balanced(line: &str, columns: usize, measure: Measure) -> Vec<String> {
    let lines = wrap_line(line, columns, measure);
    if lines.len() < 2 || lines.last().is_none_or(|last| measure(last) * 3 > columns) {
        return lines;
    }
    let least = measure(line).div_ceil(lines.len());
    let step = (columns / 32).max(1);
    (least..columns)
        .step_by(step)
        .map(|narrower| wrap_line(line, narrower, measure))
        .find(|other| other.len() <= lines.len())
        .unwrap_or(lines)
}

fn wrap_line(line: &str, columns: usize, measure: Measure) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    for word in line.split_inclusive(char::is_whitespace) {
        let width = measure(word.trim_end());
        let fits = measure(&current) + width <= columns;
        // A short word stays whole; of a long one as much as fits stays on the line.
        let parts = if fits || width <= columns / 2 { vec![word] } else { pieces(word) };
        for part in parts {
            push(&mut lines, &mut current, part, (columns, measure));
        }
    }
    lines.push(current.trim_end().to_owned());
    lines
}

/// Puts a part on the current line, or else on new ones.
fn push(lines: &mut Vec<String>, current: &mut String, part: &str, (columns, measure): (usize, Measure)) {
    if !current.is_empty() && measure(current) + measure(part.trim_end()) > columns {
        lines.push(current.trim_end().to_owned());
        current.clear();
    }
    let mut rest = part;
    while measure(rest.trim_end()) > columns {
        let at = cut(rest, columns, measure);
        if at == rest.len() {
            break;
        }
        lines.push(rest[..at].to_owned());
        rest = &rest[at..];
    }
    current.push_str(rest);
}

/// The parts of a line between which it may break; blanks belong to the part before them.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in line.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            pieces.push(&line[start..at]);
            start = at;
        }
        before = Some(c);
    }
    pieces.push(&line[start..]);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if after.is_whitespace() || CLOSING.contains(after) || OPENING.contains(before) || columns_of(after) == 0 || before == '\u{200D}' {
        return false;
    }
    let number = before.is_ascii_digit() && after.is_alphabetic();
    if number || UNITS.contains(&[before, after]) {
        return false;
    }
    before.is_whitespace() || columns_of(before) == 2 || columns_of(after) == 2
}

/// Where to cut a word that is too long: as late as possible, never before a character that is joined to the one before.
fn cut(text: &str, columns: usize, measure: Measure) -> usize {
    let mut width = 0;
    let mut best = text.len();
    let mut before = None;
    for (at, c) in text.char_indices() {
        let wide = measure(c.encode_utf8(&mut [0; 4]));
        if columns_of(c) > 0 && before != Some('\u{200D}') {
            if at > 0 && width + wide > columns {
                return at;
            }
            best = text.len();
        }
        width += wide;
        before = Some(c);
    }
    best
}

fn columns_of(c: char) -> usize {
    source::width(c.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_between_chinese_characters() {
        assert_eq!(wrap("Approve the refund of the customer", 12), ["Approve the", "refund of", "the customer"]);
        assert_eq!(wrap("主管审批后直接派单，责任到岗", 10), ["主管审批后", "直接派单，", "责任到岗"]);
        assert_eq!(wrap("主管审批后直接派，责任到岗", 16), ["主管审批后直接", "派，责任到岗"]);
        assert_eq!(wrap("使用CRM系统录入", 10), ["使用CRM系", "统录入"]);
        assert_eq!(wrap("系统 CRM、工单系统 → 工单系统", 24), ["系统 CRM、工单", "系统 → 工单系统"]);
        assert_eq!(wrap("（甲）（乙）", 7), ["（甲）", "（乙）"]);
        assert_eq!(wrap("AAAAAAAAAAAA", 5), ["AAAAA", "AAAAA", "AA"]);
        assert_eq!(wrap("行一\n行二", 10), ["行一", "行二"]);
        assert_eq!(wrap("", 10), Vec::<String>::new());
    }

    #[test]
    fn no_line_is_left_with_a_character_or_two() {
        assert_eq!(wrap("2 · 资料是否齐全？", 16), ["2 · 资料是", "否齐全？"]);
        assert_eq!(wrap("耗时很长要30分钟", 14), ["耗时很长要", "30分钟"]);
    }

    #[test]
    fn nothing_is_lost_but_blanks() {
        let text = "é́́́ 👨‍👩‍👧‍👦家 ABC 一二三，四五 «x» 1 234 567（八）九十";
        let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        for columns in 1..30 {
            assert_eq!(squeezed(&wrap(text, columns).concat()), squeezed(text), "{columns}");
        }
    }
}
