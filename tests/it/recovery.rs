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

const SLIPS: [(Slip, &str, f64); 10] = [
    (Slip::Delete, "delete a character", 95.0),
    (Slip::Double, "double a character", 95.0),
    (Slip::Widen, "make it full-width", 95.0),
    (Slip::LoseOpen, "lose a `{`", 95.0),
    (Slip::LoseClose, "lose a `}` (± 1 line)", 90.0),
    (Slip::LoseQuote, "lose a quotation mark", 95.0),
    (Slip::LoseColon, "lose a colon", 95.0),
    (Slip::Join, "join two lines", 95.0),
    (Slip::Narrow, "make it half-width", 95.0),
    (Slip::Swap, "swap two characters", 95.0),
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
            outcome.errors.push((0, format!("{} {} ({})", finding.rule.code, finding.message.en, source.position(finding.span.start).line)));
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

fn measure(examples: &Examples, file: &str, slip: Slip) -> Vec<Outcome> {
    let text = examples.text(file);
    let (_, before) = examples.findings(text);
    let known: BTreeSet<_> = before.iter().filter(|finding| finding.level == Level::Error).map(key).collect();
    assert!(before.iter().all(|finding| !finding.rule.code.starts_with("F0")), "{file} has syntax errors");
    slip.apply(text).par_iter().map(|damaged| outcome(examples, &known, damaged, tolerance(text, damaged.at, slip))).collect()
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
    let mut table = format!("{:<22} {:<22} {:>7} {:>7} {:>11} {:>15}\n", "slip", "file", "slips", "errors", "one finding", "names included");
    let mut short = Vec::new();
    for (slip, name, least) in SLIPS {
        let mut sum = Tally::default();
        for file in FILES {
            let tally = tally(&measure(&examples, file, slip));
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

/// Lists what the test above counts as missed: `cargo test --test it misses -- --ignored --nocapture`.
#[test]
#[ignore = "prints what is missed, for people who work on it"]
fn misses() {
    let examples = Examples::read();
    for (slip, name, _) in SLIPS {
        for file in ["complaint-core.flow", "complaint-48h.flow", "emergency.flow", "org.flow"] {
            let text = examples.text(file);
            for outcome in measure(&examples, file, slip) {
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
