//! Findings with their places resolved, so that the text they came from may be dropped: what every reporter for machines is given.

use std::sync::Arc;

use super::Counts;
use super::changes::Changed;
use super::path::File;
use crate::analysis::Analysis;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Safety};
use crate::lang::Lang;
use crate::rule::{Level, Rule};
use crate::source::{Sources, Span};

/// What was found in a run.
#[derive(Debug)]
pub struct Report {
    /// The language of its texts.
    pub lang: Lang,
    /// The files asked for, in order.
    pub files: Vec<Checked>,
    /// What has changed, where two texts were compared.
    pub changes: Option<Vec<Changed>>,
}

/// What was found in a file and those that it uses.
#[derive(Debug)]
pub struct Checked {
    /// The file.
    pub file: Arc<File>,
    /// In order.
    pub findings: Vec<Finding>,
    /// How many there are of each kind.
    pub counts: Counts,
    /// How many more there are than are kept.
    pub left_out: usize,
}

/// A finding.
#[derive(Debug)]
pub struct Finding {
    /// The rule that was broken.
    pub rule: &'static Rule,
    /// How bad it is.
    pub level: Level,
    /// It is in an as-is that has a to-be: it never fails the check.
    pub to_be_mended: bool,
    /// It fails the check.
    pub fails: bool,
    /// The variant it is about, as people call it.
    pub variant: Option<String>,
    /// States the fact.
    pub message: String,
    /// What to do next.
    pub help: String,
    /// Where.
    pub place: Place,
    /// The other ends of the story.
    pub related: Vec<Related>,
    /// The to-bes in which it still stands; the last of what is related.
    pub still_in: usize,
    /// How to mend it.
    pub fix: Option<Fix>,
    /// The same as long as it is the same finding (see `fingerprint`), if the run needs it.
    pub fingerprint: Option<String>,
}

/// A part of a file.
#[derive(Debug)]
pub struct Place {
    /// The file.
    pub file: Arc<File>,
    /// Where it begins.
    pub start: Point,
    /// One past its last character.
    pub end: Point,
}

/// A point of a text, counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    /// Line.
    pub line: u32,
    /// Column in characters.
    pub column: u32,
    /// Column in code units of UTF-16.
    pub utf16: u32,
}

/// A further place of a finding.
#[derive(Debug)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where.
    pub place: Place,
}

/// A change of the text that mends a finding.
#[derive(Debug)]
pub struct Fix {
    /// What it does.
    pub title: String,
    /// It may be applied without being read.
    pub safe: bool,
    /// In text order.
    pub edits: Vec<Edit>,
}

/// Puts a text in a place.
#[derive(Debug)]
pub struct Edit {
    /// What to put there.
    pub text: String,
    /// What to replace; empty to insert.
    pub place: Place,
}

impl Report {
    /// All findings, file by file.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.files.iter().flat_map(|file| &file.findings)
    }

    /// How many there are of each kind.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.files.iter().for_each(|file| counts.add(file.counts));
        counts
    }

    /// How many more there are than are kept.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.files.iter().map(|file| file.left_out).sum()
    }
}

impl Finding {
    /// The fact, and in which to-bes it still holds.
    #[must_use]
    pub fn fact(&self, lang: Lang) -> String {
        let mended = if self.to_be_mended { lang.pick("(as-is, to be mended) ", "（现状，待改进）") } else { "" };
        let mut fact = format!("{mended}{}", self.message);
        for still in &self.related[self.related.len() - self.still_in..] {
            fact.push_str(lang.pick("; ", "；"));
            fact.push_str(&still.message);
        }
        fact
    }

    /// The fact and what to do, on one line.
    #[must_use]
    pub fn on_one_line(&self, lang: Lang) -> String {
        self.sentences(lang).join(lang.pick(" ", ""))
    }

    /// The fact, and what to do.
    #[must_use]
    pub fn sentences(&self, lang: Lang) -> [String; 2] {
        let help = format!("{}{}", lang.pick("Help: ", "建议："), self.help);
        [self.fact(lang), help].map(|text| sentence(text, lang))
    }
}

/// A text with a full stop, unless it has an end of its own.
fn sentence(text: String, lang: Lang) -> String {
    let ends = text.ends_with(['.', '?', '!', '…', '。', '？', '！']);
    if ends { text } else { text + lang.pick(".", "。") }
}

/// The findings of an analysis. The files are those of its sources; the fingerprints those of its findings, or none.
#[must_use]
pub fn resolve(analysis: &Analysis, files: &[Arc<File>], fingerprints: Vec<String>, config: &Config, lang: Lang) -> Checked {
    let places = Places { sources: &analysis.sources, files, config };
    let mut fingerprints = fingerprints.into_iter();
    let findings = analysis.findings.iter().map(|finding| places.finding(finding, fingerprints.next(), lang)).collect();
    Checked { file: Arc::clone(&files[0]), findings, counts: Counts::of(&analysis.findings), left_out: analysis.left_out }
}

/// Finds the places of an analysis in its files.
pub(super) struct Places<'a> {
    pub(super) sources: &'a Sources,
    pub(super) files: &'a [Arc<File>],
    pub(super) config: &'a Config,
}

impl Places<'_> {
    fn finding(&self, finding: &Diagnostic, fingerprint: Option<String>, lang: Lang) -> Finding {
        let related =
            |label: &crate::diagnostic::Label| Related { message: label.text.get(lang).to_owned(), place: self.place(label.span) };
        Finding {
            rule: finding.rule,
            level: finding.level,
            to_be_mended: finding.to_be_mended,
            fails: self.config.fails(finding),
            variant: finding.variant.as_ref().map(|variant| variant.text.get(lang).to_owned()),
            message: finding.message.get(lang).to_owned(),
            help: finding.help.get(lang).to_owned(),
            place: self.place(finding.span),
            related: finding.labels().map(related).collect(),
            still_in: finding.still_in.len(),
            fix: finding.fix.as_ref().map(|fix| Fix {
                title: fix.title.get(lang).to_owned(),
                safe: fix.safety == Safety::Safe,
                edits: fix.edits.iter().map(|edit| Edit { text: edit.text.clone(), place: self.place(edit.span) }).collect(),
            }),
            fingerprint,
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        let source = self.sources.get(span.file);
        let point = |at: u32| {
            let position = source.position(at);
            Point { line: position.line, column: position.column, utf16: source.utf16_column(at) }
        };
        Place { file: Arc::clone(&self.files[span.file.0 as usize]), start: point(span.start), end: point(span.end) }
    }
}
