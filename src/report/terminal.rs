//! Findings with the text they are about, drawn by miette.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity, SourceCode, SourceSpan, SpanContents,
};

use super::concise::file_name;
use super::{Counts, inert};
use crate::analysis::Analysis;
use crate::diagnostic::Diagnostic;
use crate::lang::{Lang, is_hidden, plural};
use crate::rule::Level;
use crate::source::{Source, Span};

/// How many findings of one file are drawn; the rest is counted.
const DRAWN: usize = 100;

/// How the terminal wants it.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The language.
    pub lang: Lang,
    /// With colours.
    pub color: bool,
    /// Columns.
    pub width: usize,
}

/// The findings of a file, drawn.
#[must_use]
pub fn report(analysis: &Analysis, style: Style) -> String {
    let theme = if style.color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(style.width).with_links(false).with_context_lines(0);
    let texts: Vec<Cow<str>> = analysis.sources.0.iter().map(|source| visible(&source.text)).collect();
    let mut out = String::new();
    for finding in analysis.findings.iter().take(DRAWN) {
        let source = analysis.sources.get(finding.span.file);
        let drawn = Drawn {
            finding,
            lang: style.lang,
            code: Lines { source, text: &texts[finding.span.file.0 as usize], name: file_name(&source.name) },
        };
        // A String takes all that is written to it.
        let _ = handler.render_report(&mut out, &drawn);
        // miette's own footer has an English heading.
        let (heading, help) = (style.lang.pick("help: ", "建议："), finding.help.get(style.lang));
        let _ = writeln!(out, "  {heading}{help}");
        for label in finding.labels().filter(|label| label.span.file != finding.span.file) {
            let other = analysis.sources.get(label.span.file);
            let at = other.position(label.span.start);
            let _ = writeln!(out, "  → {}:{}:{}: {}", file_name(&other.name), at.line, at.column, label.text.get(style.lang));
        }
        out.push('\n');
    }
    if analysis.findings.len() > DRAWN {
        let more = analysis.findings.len() - DRAWN + analysis.left_out;
        let text = crate::both!("… and {more} more findings in this file", "……本文件还有 {more} 个问题");
        out.push_str(text.get(style.lang));
        out.push('\n');
    } else {
        out.push_str(&left_out(analysis, style.lang));
    }
    inert::log(out)
}

/// The line that says how many findings were left out.
pub(super) fn left_out(analysis: &Analysis, lang: Lang) -> String {
    let more = analysis.left_out;
    if more == 0 {
        return String::new();
    }
    let text = crate::both!("… and {more} more findings in this file", "……本文件还有 {more} 个问题");
    format!("{}\n", text.get(lang))
}

/// The last line: how many findings of which kind in how many files.
#[must_use]
pub fn summary(counts: Counts, files: usize, lang: Lang) -> String {
    let Counts { errors, warnings, infos, to_be_mended } = counts;
    let checked = crate::both!("{files} file{}", "{files} 个文件{}", if lang == Lang::En { plural(files) } else { "" });
    if counts == Counts::default() {
        return crate::both!("{} checked: no findings", "检查了 {}：没有问题"; checked).get(lang).to_owned();
    }
    let text = match lang {
        Lang::En => {
            let mended = if to_be_mended > 0 { format!("; {to_be_mended} in an as-is, to be mended") } else { String::new() };
            format!(
                "{} checked: {errors} error{}, {warnings} warning{}, {infos} info{}{mended}",
                checked.en,
                plural(errors),
                plural(warnings),
                plural(infos)
            )
        }
        Lang::Zh => {
            let mended = if to_be_mended > 0 { format!("；另有 {to_be_mended} 个现状问题待改进") } else { String::new() };
            format!("检查了 {}：错误 {errors} 个，警告 {warnings} 个，提示 {infos} 个{mended}", checked.zh)
        }
    };
    text
}

/// A finding as miette wants it.
struct Drawn<'a> {
    finding: &'a Diagnostic,
    lang: Lang,
    code: Lines<'a>,
}

impl fmt::Debug for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.finding.rule.code)
    }
}

impl fmt::Display for Drawn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.finding.to_be_mended {
            f.write_str(self.lang.pick("(as-is, to be mended) ", "（现状，待改进）"))?;
        }
        f.write_str(self.finding.message.get(self.lang))
    }
}

impl std::error::Error for Drawn<'_> {}

impl miette::Diagnostic for Drawn<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let rule = self.finding.rule;
        let at = self.code.source.position(self.finding.span.start);
        let place = format!("{}:{}:{}", self.code.name, at.line, at.column);
        Some(Box::new(format!("{} {} {}  {place}", self.finding.level.label(self.lang), rule.code, rule.name)))
    }

    fn severity(&self) -> Option<Severity> {
        Some(match self.finding.level {
            _ if self.finding.to_be_mended => Severity::Advice,
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Info => Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.code)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let note = self.finding.note.as_ref().map(|note| note.get(self.lang).to_owned());
        let here = LabeledSpan::new_primary_with_span(note, first_line(self.finding.span, self.code.source));
        let related = self.finding.labels().filter(|label| label.span.file == self.finding.span.file && label.span != self.finding.span);
        let related = related
            .map(|label| LabeledSpan::new_with_span(Some(label.text.get(self.lang).to_owned()), first_line(label.span, self.code.source)));
        Some(Box::new(std::iter::once(here).chain(related)))
    }
}

/// The part of a span that is on its first line: more is not underlined.
fn first_line(span: Span, source: &Source) -> SourceSpan {
    let line = source.line_span(source.line_index(span.start));
    let end = (span.end as usize).min(line.end.max(span.start as usize));
    (span.start as usize, end - span.start as usize).into()
}

/// A text with its line table. miette's own sources scan from the first byte for every label.
struct Lines<'a> {
    source: &'a Source,
    /// The text with nothing in it that a terminal obeys; every offset as in the source.
    text: &'a str,
    name: String,
}

impl SourceCode for Lines<'_> {
    fn read_span<'a>(&'a self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len();
        if end > self.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let line = |at: usize| self.source.line_index(crate::source::offset(at));
        let starts = self.source.line_starts();
        let first = line(span.offset()).saturating_sub(before);
        let last = (line(end.max(span.offset() + 1) - 1) + after).min(starts.len() - 1);
        let from = starts[first] as usize;
        let to = self.source.line_span(last).end;
        let data = &self.text.as_bytes()[from..to.max(end)];
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, (from, data.len()).into(), first, 0, last - first + 1)))
    }
}

/// Control, bidirectional and zero-width characters replaced by visible ones of the same length in bytes.
fn visible(text: &str) -> Cow<'_, str> {
    let bad = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t') || is_hidden(c) || matches!(c, '\u{2028}' | '\u{2029}');
    if !text.chars().any(bad) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match c.len_utf8() {
        _ if !bad(c) => c,
        1 => '?',
        2 => '¿',
        _ => '\u{FFFD}',
    };
    Cow::Owned(text.chars().map(shown).collect())
}
