//! How well the parser recovers, measured: every example is damaged at every place, one slip at a time, and the share of the
//! slips is counted that give exactly one finding on the right line.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use flowright::ast::lower;
use flowright::diagnostic::Diagnostic;
use flowright::rule::Level;
use flowright::source::{FileId, Source};
use flowright::syntax::parse;
use rayon::prelude::*;

use crate::texts::Examples;

const FILES: [&str; 3] = ["expense-approval.flow", "project-approval.flow", "online-complaint.flow"];

/// One kind of slip.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Slip {
    Delete,
    Double,
    Widen,
    LoseOpen,
    LoseClose,
    LoseQuote,
    LoseColon,
    Join,
    Narrow,
    Swap,
}

/// Each slip, the least share of it that must be found, and at how many places it is tried: at every one, or every n-th.
const SLIPS: [(Slip, &str, f64, usize); 10] = [
    (Slip::Delete, "delete a character", 95.0, 1),
    (Slip::Double, "double a character", 95.0, 1),
    (Slip::Widen, "make it full-width", 95.0, 1),
    (Slip::LoseOpen, "lose a `{`", 95.0, 1),
    (Slip::LoseClose, "lose a `}` (± 1 line)", 90.0, 1),
    (Slip::LoseQuote, "lose a quotation mark", 95.0, 1),
    (Slip::LoseColon, "lose a colon", 95.0, 1),
    (Slip::Join, "join two lines", 95.0, 1),
    (Slip::Narrow, "half-width (every 2nd)", 95.0, 2),
    (Slip::Swap, "swap two (every 5th)", 95.0, 5),
];

/// A damaged text and the line on which it is damaged, from 1.
struct Damaged {
    text: String,
    line: u32,
    at: usize,
}

/// How far from the damaged line a finding may stand: a lost `}` is reported behind the line before it.
fn tolerance(text: &str, at: usize, slip: Slip) -> u32 {
    u32::from(text[at..].starts_with(['}', '｝']) && matches!(slip, Slip::Delete | Slip::LoseClose))
}

/// What one slip led to.
struct Outcome {
    line: u32,
    at: usize,
    tolerance: u32,
    /// Line and message of every syntax error.
    errors: Vec<(u32, String)>,
    /// How many errors of any kind are there that the text did not have before.
    all: usize,
}

#[derive(Default, Clone, Copy)]
struct Tally {
    slips: usize,
    errors: usize,
    good: usize,
    alone: usize,
}

impl Slip {
    fn apply(self, text: &str) -> Vec<Damaged> {
        let mut line = 1;
        let mut out = Vec::new();
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            let next = text[end..].chars().next().filter(|&next| next != '\n' && c != '\n');
            let replacement = match self {
                Slip::Delete => Some(String::new()),
                Slip::Double => Some(format!("{c}{c}")),
                Slip::Widen => wide(c).map(String::from),
                Slip::LoseOpen => matches!(c, '{' | '｛').then(String::new),
                Slip::LoseClose => matches!(c, '}' | '｝').then(String::new),
                Slip::LoseQuote => matches!(c, '"' | '“' | '”').then(String::new),
                Slip::LoseColon => matches!(c, ':' | '：').then(String::new),
                Slip::Join => (c == '\n').then(|| " ".to_owned()),
                Slip::Narrow => narrow(c).map(String::from),
                Slip::Swap => next.map(|next| format!("{next}{c}")),
            };
            let rest = match (self, next) {
                // Joining lines takes the indentation of the second away, as editors do.
                (Slip::Join, _) => text[end..].trim_start_matches(' '),
                (Slip::Swap, Some(next)) => &text[end + next.len_utf8()..],
                _ => &text[end..],
            };
            if let Some(replacement) = replacement.filter(|replacement| *replacement != text[at..end]) {
                let damaged = format!("{}{replacement}{rest}", &text[..at]);
                if damaged != text {
                    out.push(Damaged { text: damaged, line, at });
                }
            }
            line += u32::from(c == '\n');
        }
        out
    }
}

fn wide(c: char) -> Option<char> {
    match c {
        ' ' => Some('\u{3000}'),
        '!'..='~' => char::from_u32(c as u32 + 0xFEE0),
        _ => None,
    }
}

fn narrow(c: char) -> Option<char> {
    match c {
        '\u{3000}' => Some(' '),
        '“' | '”' => Some('"'),
        '、' => Some(','),
        '。' => Some('.'),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0),
        _ => None,
    }
}

fn outcome(examples: &Examples, known: &BTreeSet<(String, String)>, damaged: &Damaged, tolerance: u32) -> Outcome {
    let source = Source::new("test.flow", damaged.text.as_str());
    let (tree, mut findings) = parse(FileId(0), &source);
    findings.extend(lower(&source, &tree).1);
    let mut outcome = Outcome { line: damaged.line, at: damaged.at, tolerance, errors: Vec::new(), all: 0 };
    if !findings.iter().any(|finding| finding.level == Level::Error) {
        return outcome;
    }
    let (source, findings) = examples.findings(&damaged.text);
    for finding in findings.iter().filter(|finding| finding.level == Level::Error) {
        outcome.all += usize::from(!known.contains(&key(finding)));
        if finding.rule.code.starts_with("F0") {
            outcome.errors.push((source.position(finding.span.start).line, format!("{} {}", finding.rule.code, finding.message.en)));
        } else if !known.contains(&key(finding)) {
            outcome
                .errors
                .push((0, format!("{} {} ({})", finding.rule.code, finding.message.en, source.position(finding.span.start).line)));
        }
    }
    outcome
}

impl Outcome {
    fn syntax(&self) -> usize {
        self.errors.iter().filter(|(line, _)| *line > 0).count()
    }

    fn good(&self) -> bool {
        self.syntax() == 1 && self.errors.iter().any(|(line, _)| *line > 0 && line.abs_diff(self.line) <= self.tolerance)
    }
}

fn key(finding: &Diagnostic) -> (String, String) {
    (finding.rule.code.to_owned(), finding.message.en.clone())
}

fn measure(examples: &Examples, file: &str, slip: Slip, step: usize) -> Vec<Outcome> {
    let text = examples.text(file);
    let (_, before) = examples.findings(text);
    let known: BTreeSet<_> = before.iter().filter(|finding| finding.level == Level::Error).map(key).collect();
    assert!(before.iter().all(|finding| !finding.rule.code.starts_with("F0")), "{file} has syntax errors");
    let damaged: Vec<Damaged> = slip.apply(text).into_iter().step_by(step).collect();
    damaged.par_iter().map(|damaged| outcome(examples, &known, damaged, tolerance(text, damaged.at, slip))).collect()
}

fn tally(outcomes: &[Outcome]) -> Tally {
    let errors: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.syntax() > 0).collect();
    Tally {
        slips: outcomes.len(),
        errors: errors.len(),
        good: errors.iter().filter(|outcome| outcome.good()).count(),
        alone: errors.iter().filter(|outcome| outcome.good() && outcome.all == 1).count(),
    }
}

fn share(part: usize, whole: usize) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "counts of some thousands")]
    if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 }
}

fn row(out: &mut String, slip: &str, file: &str, tally: Tally) {
    let _ = writeln!(
        out,
        "{slip:<22} {file:<22} {:>7} {:>7} {:>9.1} % {:>13.1} %",
        tally.slips,
        tally.errors,
        share(tally.good, tally.errors),
        share(tally.alone, tally.errors)
    );
}

#[test]
fn one_slip_gives_one_finding_on_its_line() {
    let examples = Examples::read();
    let mut table =
        format!("{:<22} {:<22} {:>7} {:>7} {:>11} {:>15}\n", "slip", "file", "slips", "errors", "one finding", "names included");
    let mut short = Vec::new();
    for (slip, name, least, step) in SLIPS {
        let mut sum = Tally::default();
        for file in FILES {
            let tally = tally(&measure(&examples, file, slip, step));
            row(&mut table, name, file, tally);
            sum = Tally {
                slips: sum.slips + tally.slips,
                errors: sum.errors + tally.errors,
                good: sum.good + tally.good,
                alone: sum.alone + tally.alone,
            };
        }
        row(&mut table, name, "all", sum);
        if share(sum.good, sum.errors) < least {
            short.push(name);
        }
    }
    println!("{table}");
    assert!(short.is_empty(), "below the share promised: {short:?}\n{table}");
}

/// Two slips on two lines, each of which alone gives one finding on its line: together they give two.
#[test]
fn two_slips_give_two_findings() {
    let examples = Examples::read();
    let mut random: u64 = 7;
    let mut below = |limit: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as usize % limit
    };
    let slips = [Slip::Delete, Slip::Double, Slip::LoseOpen, Slip::LoseClose, Slip::LoseQuote, Slip::LoseColon];
    let (mut tried, mut good, mut missed) = (0, 0, String::new());
    for file in FILES {
        let text = examples.text(file);
        let places: Vec<(Slip, Vec<Damaged>)> = slips.iter().map(|&slip| (slip, slip.apply(text))).collect();
        let alone: Vec<(u32, &Damaged, u32)> = (0..400)
            .map(|_| {
                let (slip, damaged) = &places[below(places.len())];
                (*slip, &damaged[below(damaged.len())])
            })
            .map(|(slip, damaged)| (tolerance(text, damaged.at, slip), damaged))
            .filter(|(tolerance, damaged)| outcome(&examples, &BTreeSet::new(), damaged, *tolerance).good())
            .map(|(tolerance, damaged)| (damaged.line, damaged, tolerance))
            .collect();
        for _ in 0..alone.len() * 2 {
            let (first, second) = (below(alone.len()), below(alone.len()));
            let ((line, one, near), (other_line, other, other_near)) = (alone[first], alone[second]);
            if line >= other_line || one.text.lines().count() != other.text.lines().count() {
                continue;
            }
            let both = two_slips(text, one, other);
            let outcome = outcome(&examples, &BTreeSet::new(), &Damaged { text: both, line, at: 0 }, 0);
            let lines: Vec<u32> = outcome.errors.iter().map(|(line, _)| *line).filter(|line| *line > 0).collect();
            tried += 1;
            if lines.len() == 2 && lines[0].abs_diff(line) <= near && lines[1].abs_diff(other_line) <= other_near {
                good += 1;
            } else {
                let _ = writeln!(missed, "{file}:{line} and {other_line}: {:?}", outcome.errors);
            }
        }
    }
    println!("two slips: {tried} pairs, {:.1} % give two findings on their lines\n{missed}", share(good, tried));
    assert!(share(good, tried) >= 90.0, "{missed}");
}

/// The text with both slips: what the second one changed, changed in the text with the first.
fn two_slips(text: &str, one: &Damaged, other: &Damaged) -> String {
    let start = text[..other.at].rfind('\n').map_or(0, |at| at + 1);
    let cut = one.text.len() - (text.len() - start);
    format!("{}{}", &one.text[..cut], &other.text[start..])
}

/// Lists what the test above counts as missed: `cargo test --test it misses -- --ignored --nocapture`.
#[test]
#[ignore = "prints what is missed, for people who work on it"]
fn misses() {
    let examples = Examples::read();
    for (slip, name, ..) in SLIPS {
        for file in ["complaint-core.flow", "complaint-48h.flow", "emergency.flow", "org.flow"] {
            let text = examples.text(file);
            for outcome in measure(&examples, file, slip, 1) {
                if outcome.syntax() == 0 || outcome.good() && outcome.all == 1 {
                    continue;
                }
                let mark = if outcome.good() { "names" } else { "MISS" };
                let line = text.lines().nth(outcome.line as usize - 1).unwrap_or_default();
                let start = text[..outcome.at].rfind('\n').map_or(0, |at| at + 1);
                let (before, after) = line.split_at(outcome.at - start);
                println!("{mark} | {name} | {file}:{} | {before}⟦⟧{after}", outcome.line);
                for (line, message) in outcome.errors.iter().take(4) {
                    println!("    {line}: {message}");
                }
            }
        }
    }
}
