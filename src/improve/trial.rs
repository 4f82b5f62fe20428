//! A proposal as far as it has come, and what a further step makes of it: the changes are put into the text of the file, and that is analysed, so that
//! what is judged is what will be written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::figures::{better, figures, worse};
use super::frozen::{Loss, Side, loss};
use super::view::{Candidate, Gain, View};
use super::words::Words;
use crate::analysis::{Analysis, Loader, analyze};
use crate::both;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::emit::improve::Figures;
use crate::format::{Style, format};
use crate::lang::Text;
use crate::lint::VariantContext;
use crate::measure::{Gap, Measures, Runs};
use crate::model::{Process, Variant, VariantKind};
use crate::rule::Level;
use crate::source::Source;

/// What does not change while steps are tried.
pub(super) struct Bench<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) loader: &'a dyn Loader,
    /// Every rule speaks, whatever is switched off.
    pub(super) config: &'a Config,
    /// The file as it is.
    pub(super) as_is: &'a Analysis,
    /// Which process.
    pub(super) process: usize,
    pub(super) words: Words,
    /// The name of the to-be.
    pub(super) name: String,
    pub(super) runs: Runs,
}

/// A proposal as far as it has come.
pub(super) struct Trial {
    pub(super) statements: Vec<String>,
    /// The file with it; `None` before the first step.
    analysis: Option<Analysis>,
    pub(super) figures: Figures,
    pub(super) gaps: Vec<Gap>,
    /// How often each rule speaks of it, with what it says.
    faults: Faults,
}

/// The rules about the limit of the process.
const LIMIT: [&str; 6] = ["F502", "F503", "F504", "F505", "F507", "F516"];

/// What rules say, by their codes.
type Faults = BTreeMap<&'static str, Vec<(Level, Text)>>;

impl Bench<'_> {
    /// Nothing is proposed yet.
    pub(super) fn start(&self) -> Trial {
        let variant = self.variant(self.as_is, None);
        let (figures, measures) = self.measure(self.as_is, variant);
        Trial { statements: Vec::new(), analysis: None, figures, gaps: measures.gaps, faults: faults(self.as_is, variant) }
    }

    fn process_of<'m>(&self, analysis: &'m Analysis) -> &'m Process {
        &analysis.model.processes[self.process]
    }

    /// The to-be of that name, or the as-is.
    fn variant<'m>(&self, analysis: &'m Analysis, name: Option<&str>) -> &'m Variant {
        let process = self.process_of(analysis);
        let named = name.and_then(|name| process.to_bes().find(|variant| variant.name.as_deref() == Some(name)));
        named.or_else(|| process.as_is()).unwrap_or(&process.variants[0])
    }

    fn context<'m>(&'m self, analysis: &'m Analysis, variant: &'m Variant) -> VariantContext<'m> {
        VariantContext::new(&analysis.model, self.config, self.process_of(analysis), variant)
    }

    fn measure(&self, analysis: &Analysis, variant: &Variant) -> (Figures, Measures) {
        let in_hours = analysis.model.calendar_of(self.process_of(analysis), self.config.calendar.as_deref()).is_some();
        figures(&self.context(analysis, variant), in_hours, self.runs)
    }

    /// The errors that are in the proposal as they were in the as-is, by the codes of their rules.
    pub(super) fn errors(&self, trial: &Trial) -> Vec<&'static str> {
        let analysis = trial.analysis.as_ref().unwrap_or(self.as_is);
        let variant = self.variant(analysis, trial.analysis.as_ref().map(|_| self.name.as_str()));
        let errors = concerning(analysis, variant).filter(|finding| finding.level == Level::Error);
        let codes: BTreeSet<&'static str> = errors.map(|finding| finding.rule.code).collect();
        codes.into_iter().collect()
    }

    /// The proposal as the operations look at it.
    pub(super) fn view<'m>(&'m self, trial: &'m Trial) -> View<'m> {
        let analysis = trial.analysis.as_ref().unwrap_or(self.as_is);
        let variant = self.variant(analysis, trial.analysis.as_ref().map(|_| self.name.as_str()));
        View::of(&analysis.sources, self.words, self.context(analysis, variant))
    }

    /// The proposal with a further step, or why not.
    pub(super) fn attempt(&self, trial: &Trial, step: &Candidate) -> Result<Trial, Loss> {
        let mut statements = trial.statements.clone();
        statements.extend(step.statements.iter().cloned());
        let text = written(self.source, self.process_of(self.as_is), &self.block(&statements));
        let analysis = analyze(Arc::new(Source::new(self.source.name.as_str(), text)), self.loader, self.config);
        let basic = analysis.findings.iter().find(|finding| finding.level == Level::Error && finding.rule.code < "F2");
        if let Some(finding) = basic {
            return Err(("not-expressible", both!("the language cannot say it: {}", "无法用语言写出：{}"; finding.message)));
        }
        let variant = self.variant(&analysis, Some(&self.name));
        if variant.kind != VariantKind::ToBe || variant.incomplete {
            return Err(("not-expressible", both!("the language cannot say it", "无法用语言写出")));
        }
        let faults = faults(&analysis, variant);
        if let Some(why) = new_fault(&trial.faults, &faults, variant) {
            return Err(why);
        }
        let old = Side::of(self.context(self.as_is, self.variant(self.as_is, None)));
        let new = Side::of(self.context(&analysis, variant));
        if let Some(why) = loss(&old, &new) {
            return Err(why);
        }
        let (figures, measures) = self.measure(&analysis, variant);
        if let Some(why) = worse(&trial.figures, &figures) {
            return Err(("worse", why));
        }
        let unknown = trial.figures.mean.is_none_or(|mean| mean.most.is_none());
        let gains = step.gain == Gain::Tidy || better(&trial.figures, &figures) || step.gain == Gain::Certain && unknown;
        if !gains {
            return Err((
                "no-gain",
                both!(
                    "it saves nothing: something else takes longer at the same time, or no case gains",
                    "省不下时间或成本：同时进行的其他环节用时更长，或没有单子受益"
                ),
            ));
        }
        Ok(Trial { statements, analysis: Some(analysis), figures, gaps: measures.gaps, faults })
    }

    /// The to-be with these changes, in the one layout.
    pub(super) fn block(&self, statements: &[String]) -> String {
        let mut text = format!("process p {{\n  {} {{\n", self.words.header(&self.name));
        for statement in statements {
            text.extend(["    ", statement, "\n"]);
        }
        text += "  }\n}\n";
        let text = format(&text, Style::default());
        let lines: Vec<&str> = text.lines().collect();
        let indent = self.indent();
        let body = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
        let line = |line: &&str| format!("{indent}{}", line.strip_prefix("  ").unwrap_or(line)).trim_end().to_owned();
        body.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What stands before the header of the as-is on its line, if that is nothing but blanks.
    fn indent(&self) -> String {
        let variant = self.variant(self.as_is, None);
        let line = self.source.line_span(self.source.line_index(variant.span.start));
        let before = self.source.text.get(line.start..variant.span.range().start).unwrap_or_default();
        if before.trim().is_empty() { before.to_owned() } else { "  ".to_owned() }
    }
}

/// A text with a to-be behind the last variant of a process.
pub(super) fn written(source: &Source, process: &Process, block: &str) -> String {
    let text = &source.text;
    let ends = process.variants.iter().map(|variant| variant.whole).filter(|whole| whole.file.0 == 0).map(|whole| whole.range().end);
    let end = ends.max().unwrap_or(text.len());
    let line_end = source.line_span(source.line_index(crate::source::offset(end))).end;
    let rest = text[end..line_end].trim();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let block = block.replace('\n', newline);
    if rest.is_empty() || rest.starts_with(['#', '＃']) {
        format!("{}{newline}{newline}{block}{}", &text[..line_end], &text[line_end..])
    } else {
        format!("{}{newline}{newline}{block}{newline}{}", &text[..end], text[end..].trim_start_matches([' ', '\t']))
    }
}

/// The errors and warnings about a variant and, in front of it, about what concerns no variant.
fn concerning<'a>(analysis: &'a Analysis, variant: &'a Variant) -> impl Iterator<Item = &'a Diagnostic> {
    analysis.findings.iter().filter(|finding| {
        let here = finding.variant.as_ref().is_none_or(|label| label.span == variant.span);
        finding.level != Level::Info && (here || finding.still_in.iter().any(|label| label.span == variant.span))
    })
}

/// What rules say about a variant.
fn faults(analysis: &Analysis, variant: &Variant) -> Faults {
    let mut faults = Faults::new();
    for finding in concerning(analysis, variant) {
        // Of what can be said about the limit of the process the most severe is said: one of these in the place of another is no new fault.
        let code = if LIMIT.contains(&finding.rule.code) { LIMIT[0] } else { finding.rule.code };
        faults.entry(code).or_default().push((finding.level, finding.message.clone()));
    }
    faults
}

/// A fault that was not there before: an error of any kind, or a warning about flow, people, controls, time limits or data. Warnings about lean figures
/// may come and go with them.
fn new_fault(before: &Faults, after: &Faults, variant: &Variant) -> Option<Loss> {
    for (code, now) in after {
        let was = before.get(code).map(Vec::as_slice).unwrap_or_default();
        let count = |faults: &[(Level, Text)], level: Level| faults.iter().filter(|fault| fault.0 == level).count();
        let errors = count(now, Level::Error) > count(was, Level::Error);
        let warnings = *code < "F7" && now.len() > was.len();
        if errors || warnings {
            let new = now.iter().find(|(_, text)| !was.iter().any(|(_, other)| other == text)).or(now.last());
            let title = variant.title();
            let bare = |text: &Text| Text {
                en: text.en.trim_start_matches(&format!("{}: ", title.en)).to_owned(),
                zh: text.zh.trim_start_matches(&format!("{}：", title.zh)).to_owned(),
            };
            let said = new.map_or(Text::default(), |(_, text)| bare(text));
            return Some(("new-finding", both!("{} ({code})", "{}（{code}）"; said)));
        }
    }
    None
}
