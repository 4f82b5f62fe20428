//! What has changed between two texts, as people read it: process by process, the weightiest first, with both places.

use std::fmt::Write;
use std::sync::Arc;

use super::finding::{Place, Places};
use super::path::File;
use super::terminal::Style;
use super::{concise, inert};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diff::{Operation, Topic};
use crate::emit::markdown::escape;
use crate::lang::Lang;
use crate::review::Review;
use crate::source::Sources;

/// A difference, with its places resolved.
#[derive(Debug)]
pub struct Changed {
    /// The process.
    pub process: String,
    /// The variant; none for what is said about all of the process.
    pub variant: Option<String>,
    /// What it is about.
    pub topic: Topic,
    /// What happened.
    pub operation: Operation,
    /// To what.
    pub subject: String,
    /// In a sentence.
    pub text: String,
    /// The value before and after, where one differs.
    pub values: Option<[String; 2]>,
    /// Why.
    pub because: Option<String>,
    /// Where it stood.
    pub old: Option<Place>,
    /// Where it stands.
    pub new: Option<Place>,
}

/// The changes of a review. The files are those of its sources.
#[must_use]
pub fn resolve(review: &Review, files: &[Arc<File>], config: &Config, lang: Lang) -> Vec<Changed> {
    let places = Places { sources: &review.analysis.sources, files, config };
    let parts = review.parts.iter().flat_map(|part| part.changes.iter().map(move |change| (part, change)));
    let changed = parts.map(|(part, change)| Changed {
        process: part.process.clone(),
        variant: part.variant.as_ref().map(|variant| variant.get(lang).to_owned()),
        topic: change.topic,
        operation: change.operation,
        subject: change.subject.clone(),
        text: change.text.get(lang).to_owned(),
        values: change
            .before
            .as_ref()
            .zip(change.after.as_ref())
            .map(|(before, after)| [before, after].map(|text| text.get(lang).to_owned())),
        because: change.because.clone(),
        old: change.old.map(|span| places.place(span)),
        new: change.new.map(|span| places.place(span)),
    });
    changed.collect()
}

/// The changes for the screen; nothing where there are none.
#[must_use]
pub fn human(changes: &[Changed], style: Style) -> String {
    let lang = style.lang;
    let mut out = String::new();
    for part in parts(changes) {
        let _ = writeln!(out, "{}", heading(&part[0], lang));
        for topic in part.chunk_by(|a, b| a.topic == b.topic) {
            let _ = writeln!(out, "  {}", topic[0].topic.title().get(lang));
            for change in topic {
                let _ = writeln!(
                    out,
                    "    {} {}{}{}",
                    sign(change.operation),
                    said(change, lang),
                    lang.pick("  ", ""),
                    dim(&places(change, lang), style.color)
                );
            }
        }
        out.push('\n');
    }
    inert::log(out)
}

/// The changes and the findings about them as a page of Markdown, for a comment under a proposed change.
#[must_use]
pub fn markdown(names: [&str; 2], changes: &[Changed], findings: &[Diagnostic], sources: &Sources, lang: Lang) -> String {
    let [old, new] = names.map(escape);
    let mut out = format!("# {old} → {new}\n\n");
    for finding in findings {
        let (at, source) = (sources.get(finding.span.file).position(finding.span.start), sources.get(finding.span.file));
        let level = finding.level.label(lang);
        let (message, help) = (escape(finding.message.get(lang)), escape(finding.help.get(lang)));
        let place = escape(concise::file_name(&source.name).as_ref());
        let _ = writeln!(out, "- **{level} {} {}** ({place}:{}) {message}<br>{help}", finding.rule.code, finding.rule.name, at.line);
    }
    if !findings.is_empty() {
        out.push('\n');
    }
    for part in parts(changes) {
        let heads = lang.pick(["", "Change", "Why", "Old line", "New line"], ["", "变化", "原因", "旧行号", "新行号"]);
        let _ = writeln!(out, "## {}\n\n| {} |\n|---|---|---|---|---|", escape(&heading(&part[0], lang)), heads.join(" | "));
        for change in part {
            let line = |place: &Option<Place>| place.as_ref().map_or(String::new(), |place| place.start.line.to_string());
            let (topic, text) = (change.topic.title(), escape(&change.text));
            let why = escape(change.because.as_deref().unwrap_or_default());
            let _ = writeln!(out, "| {} | {text} | {why} | {} | {} |", topic.get(lang), line(&change.old), line(&change.new));
        }
        out.push('\n');
    }
    if changes.is_empty() {
        out.push_str(nothing(lang));
        out.push('\n');
    }
    out
}

/// What is said where nothing of importance has changed.
#[must_use]
pub fn nothing(lang: Lang) -> &'static str {
    lang.pick("Nothing about the process has changed.", "流程没有变化。")
}

/// The changes of each process and variant.
fn parts(changes: &[Changed]) -> impl Iterator<Item = &[Changed]> {
    changes.chunk_by(|a, b| a.process == b.process && a.variant == b.variant)
}

fn heading(change: &Changed, lang: Lang) -> String {
    let process = crate::lang::shown(&change.process);
    let process = lang.pick(format!("process `{process}`"), format!("流程“{process}”"));
    change.variant.as_ref().map_or(process.clone(), |variant| format!("{process} · {variant}"))
}

fn sign(operation: Operation) -> char {
    match operation {
        Operation::Removed => '-',
        Operation::Added => '+',
        _ => '~',
    }
}

fn said(change: &Changed, lang: Lang) -> String {
    let because = change.because.as_ref().map(|why| crate::lang::shown(why).to_string());
    let because = because.map_or(String::new(), |why| lang.pick(format!(", because {why}"), format!("，因为{why}")));
    format!("{}{because}", change.text)
}

/// Both places: lines, and the file where it is not the first of its side.
fn places(change: &Changed, lang: Lang) -> String {
    let at = |place: &Place| format!("{}:{}", place.file.name, place.start.line);
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => lang.pick(format!("({} → {})", at(old), at(new)), format!("（{} → {}）", at(old), at(new))),
        (Some(old), None) => lang.pick(format!("(was {})", at(old)), format!("（原 {}）", at(old))),
        (None, Some(new)) => lang.pick(format!("({})", at(new)), format!("（{}）", at(new))),
        (None, None) => String::new(),
    }
}

fn dim(text: &str, color: bool) -> String {
    if color && !text.is_empty() { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text.to_owned() }
}
