//! The whole pipeline in one function: text → tree → typed tree → model → findings.

use std::sync::Arc;

use crate::ast::{self, lower};
use crate::both;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::lint::suppress::suppress;
use crate::lint::{lint, nothing_said};
use crate::model::rules::UNUSABLE_FILE;
use crate::model::{Import, Model, resolve};
use crate::rule::{Level, Rule};
use crate::source::{Source, Sources, Span};
use crate::syntax::{self, rules as f0, tree::Tree};

/// How many files one file may use, directly and through others.
const USES: usize = 100;

/// How many findings of one file are kept; the rest is counted.
pub const FINDINGS: usize = 1000;

/// Finds the text of a file that another one uses. The command line reads the disk; tests and editors have their own.
pub trait Loader: Sync {
    /// The file at `path`, as written in the file named `from`.
    ///
    /// # Errors
    /// Says why it cannot be used.
    fn load(&self, from: &str, path: &str) -> Result<Arc<Source>, Text>;
}

/// A loader that finds nothing: for texts that stand alone.
pub struct NoFiles;

impl Loader for NoFiles {
    fn load(&self, _: &str, _: &str) -> Result<Arc<Source>, Text> {
        Err(both!("files cannot be used here", "此处不能引用文件"))
    }
}

/// What is known about a file.
#[derive(Debug)]
pub struct Analysis {
    /// The file and those it uses.
    pub sources: Sources,
    /// Its meaning.
    pub model: Model,
    /// What is wrong with it, in order.
    pub findings: Vec<Diagnostic>,
    /// How many findings were left out.
    pub left_out: usize,
}

/// Analyses a file.
#[must_use]
pub fn analyze(source: Arc<Source>, loader: &dyn Loader, config: &Config) -> Analysis {
    analyze_behind(Sources::default(), source, loader, config)
}

/// Analyses a file whose places are to be shown beside those of others: its sources are those given, then its own.
#[must_use]
pub fn analyze_behind(mut sources: Sources, source: Arc<Source>, loader: &dyn Loader, config: &Config) -> Analysis {
    let file = sources.add(source);
    let source = &Arc::clone(&sources.0[file.0 as usize]);
    let (tree, mut findings) = syntax::parse(file, source);
    let (mut ast, found) = lower(source, &tree);
    findings.extend(found);
    findings = one_per_slip(findings, source);
    ast.broken = broken_lines(&findings, source);

    let used = load_uses(&mut sources, &source.name, &ast, loader, &mut findings);
    let imports: Vec<Import> = used.iter().map(|(source, tree)| Import { file: lower(source, tree).0 }).collect();
    let (model, found) = resolve(source, &ast, &imports);
    findings.extend(found);
    findings.extend(lint(&model, config));
    if findings.is_empty() && ast.processes.is_empty() && ast.resources.is_empty() && ast.uses.is_empty() {
        findings.push(nothing_said(Span { file, start: 0, end: 0 }));
    }

    let findings = suppress(findings, &model.allows, model.incomplete, config);
    let mut findings: Vec<Diagnostic> = findings.into_iter().filter_map(|finding| config.judge(finding)).collect();
    findings.sort_by(Diagnostic::order);
    findings.dedup_by(|a, b| a.rule == b.rule && a.span == b.span && a.message == b.message);
    let left_out = findings.len().saturating_sub(FINDINGS);
    findings.truncate(FINDINGS);
    Analysis { sources, model, findings, left_out }
}

/// The analysis of a file that is not text: one finding that says why.
#[must_use]
pub fn unreadable(name: &str, message: Text, help: Text) -> Analysis {
    let mut sources = Sources::default();
    let file = sources.add(Arc::new(Source::new(name, "")));
    let finding = Diagnostic::new(&f0::ENCODING, Span { file, start: 0, end: 0 }, message, help);
    Analysis { sources, model: Model::default(), findings: vec![finding], left_out: 0 }
}

/// Loads what a file uses, and what that uses, each once, in the order of first mention.
fn load_uses(
    sources: &mut Sources,
    name: &str,
    ast: &ast::File,
    loader: &dyn Loader,
    findings: &mut Vec<Diagnostic>,
) -> Vec<(Arc<Source>, Tree)> {
    let mut used: Vec<(Arc<Source>, Tree)> = Vec::new();
    // Each entry: who uses it (for cycles), the path as written, where the use stands in the file itself.
    let mut queue: Vec<(Vec<String>, String, Span)> =
        ast.uses.iter().rev().map(|path| (vec![name.to_owned()], path.text.to_string(), path.span)).collect();
    while let Some((chain, path, span)) = queue.pop() {
        let from = chain[chain.len() - 1].clone();
        let source = match loader.load(&from, &path) {
            Ok(source) => source,
            Err(why) => {
                findings.push(unusable(span, &path, &why));
                continue;
            }
        };
        if chain.contains(&source.name) {
            let circle: Vec<String> = chain.iter().chain([&source.name]).map(|name| shown(name).to_string()).collect();
            let circle = circle.join(" → ");
            findings.push(unusable(span, &path, &both!("the files use one another in a circle: {circle}", "文件循环引用：{circle}")));
            continue;
        }
        if used.iter().any(|(other, _)| other.name == source.name) {
            continue;
        }
        if used.len() >= USES {
            findings.push(unusable(span, &path, &both!("more than {USES} files are used", "引用的文件超过 {USES} 个")));
            break;
        }
        let file = sources.add(Arc::clone(&source));
        let (tree, _) = syntax::parse(file, &source);
        let mut chain = chain;
        chain.push(source.name.clone());
        let more: Vec<String> = lower(&source, &tree).0.uses.iter().map(|path| path.text.to_string()).collect();
        queue.extend(more.into_iter().rev().map(|path| (chain.clone(), path, span)));
        used.push((source, tree));
    }
    used
}

fn unusable(span: Span, path: &str, why: &Text) -> Diagnostic {
    let path = shown(path);
    let message = Text { en: format!("cannot use `{path}`: {}", why.en), zh: format!("无法引用“{path}”：{}", why.zh) };
    Diagnostic::new(
        &UNUSABLE_FILE,
        span,
        message,
        both!("write the path from this file, with `/`, inside the project", "请写相对于本文件的路径，用“/”分隔，且在项目之内"),
    )
}

/// One slip costs one finding: behind an error of structure nothing else on its line is judged. A wrong key or value is a slip
/// of its own.
fn one_per_slip(mut findings: Vec<Diagnostic>, source: &Source) -> Vec<Diagnostic> {
    const OWN: [&Rule; 4] = [&f0::UNKNOWN_KEY, &f0::BAD_VALUE, &f0::BAD_NUMBER, &f0::DUPLICATE_KEY];
    findings.sort_by(Diagnostic::order);
    let mut broken = None;
    findings.retain(|finding| {
        let line = source.line_index(finding.span.start);
        if finding.level != Level::Error {
            return true;
        }
        let first = broken != Some(line);
        if !OWN.contains(&finding.rule) {
            broken = Some(line);
        }
        first
    });
    findings
}

/// The lines on which a syntax error stands. A missing brace hides nothing: what it concerns was put right.
fn broken_lines(findings: &[Diagnostic], source: &Source) -> Vec<Span> {
    let hides = |finding: &&Diagnostic| finding.level == Level::Error && *finding.rule != f0::MISSING_BRACE;
    let mut lines: Vec<Span> = Vec::new();
    for finding in findings.iter().filter(hides).take(100) {
        let line = source.line_span(source.line_index(finding.span.start));
        let span = Span { file: finding.span.file, start: crate::source::offset(line.start), end: crate::source::offset(line.end) };
        if lines.last() != Some(&span) {
            lines.push(span);
        }
    }
    lines
}
