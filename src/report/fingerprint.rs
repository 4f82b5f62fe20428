//! What makes a finding the same finding in the next run, whatever lines were put above it, however it is indented, and in whatever
//! language it is shown. Reports carry it, and a baseline is a list of it.
//!
//! A fingerprint is the FNV-1a hash of 128 bits, as 32 lower-case hexadecimal digits, of these texts in UTF-8 with U+001F between them:
//!
//! 1. `1`, the version of this method;
//! 2. the code of the rule;
//! 3. the path of the file, from the folder in which the command was run, with `/`;
//! 4. the header of the variant that the finding is about, or nothing;
//! 5. the names of what is around the place, the outermost first: the process, the kind and name of the variant, the node or resource;
//! 6. the text that is underlined, or that of its line where nothing is;
//! 7. for the second and every further finding of a file for which all of this is the same, its number.
//!
//! White space and control characters are dropped from all of them but the path. FNV needs no key and no library, is exact on every
//! platform, and whoever may write a baseline needs no collision to hide a finding in it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::path::File;
use crate::analysis::Analysis;
use crate::diagnostic::Diagnostic;
use crate::model::{Model, Title, VariantKind};
use crate::source::{Sources, Span};

/// The version of the method. SARIF carries it in the name of the field.
const VERSION: &str = "1";

/// The fingerprints of the findings of an analysis, in their order. The files are those of its sources.
#[must_use]
pub fn of(analysis: &Analysis, files: &[Arc<File>]) -> Vec<String> {
    if analysis.findings.is_empty() {
        return Vec::new();
    }
    let outline = Outline::of(&analysis.model);
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut fingerprints = Vec::with_capacity(analysis.findings.len());
    for finding in &analysis.findings {
        let path = &files[finding.span.file.0 as usize].path;
        let mut text = described(finding, path, &outline, &analysis.sources);
        let count = seen.entry(text.clone()).or_insert(0);
        *count += 1;
        if *count > 1 {
            text = format!("{text}\u{1F}{count}");
        }
        fingerprints.push(format!("{:032x}", fnv1a(text.as_bytes())));
    }
    fingerprints
}

/// The texts that make up a finding's identity.
fn described(finding: &Diagnostic, path: &str, outline: &Outline, sources: &Sources) -> String {
    let variant = finding.variant.as_ref().map(|variant| dense(sources.slice(variant.span))).unwrap_or_default();
    let mut parts = vec![VERSION.to_owned(), finding.rule.code.to_owned(), path.to_owned(), variant];
    parts.extend(outline.around(finding.span).into_iter().map(dense));
    let underlined = dense(sources.slice(finding.span));
    parts.push(if underlined.is_empty() { dense(line(finding.span, sources)) } else { underlined });
    parts.join("\u{1F}")
}

/// The line on which a span begins.
fn line(span: Span, sources: &Sources) -> &str {
    let source = sources.get(span.file);
    &source.text[source.line_span(source.line_index(span.start))]
}

/// A text without white space and control characters.
fn dense(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

/// The parts of a file that have a name, each knowing which one it is in.
struct Outline<'a> {
    /// In the order of their beginnings, the longer first.
    parts: Vec<Part<'a>>,
}

struct Part<'a> {
    span: Span,
    name: &'a str,
    within: Option<usize>,
}

impl<'a> Outline<'a> {
    fn of(model: &'a Model) -> Outline<'a> {
        let mut named: Vec<(Span, &str)> = Vec::new();
        let mut add = |title: &'a Title| named.push((title.whole, &title.name));
        model.roles.iter().map(|role| &role.title).for_each(&mut add);
        model.systems.iter().map(|system| &system.title).for_each(&mut add);
        model.data.iter().filter_map(|data| data.title.as_ref()).for_each(&mut add);
        for process in &model.processes {
            add(&process.title);
            process.variants.iter().flat_map(|variant| &variant.nodes).for_each(|node| add(&node.title));
        }
        for variant in model.processes.iter().flat_map(|process| &process.variants) {
            let unnamed = if variant.kind == VariantKind::AsIs { "as-is" } else { "to-be" };
            named.push((variant.whole, variant.name.as_deref().unwrap_or(unnamed)));
        }
        named.sort_by_key(|&(span, name)| (span.file, span.start, Reverse(span.end), name));
        named.dedup_by_key(|(span, _)| *span);
        let mut parts: Vec<Part> = Vec::with_capacity(named.len());
        for (span, name) in named {
            let mut within = parts.len().checked_sub(1);
            while let Some(at) = within.filter(|&at| !contains(parts[at].span, span)) {
                within = parts[at].within;
            }
            parts.push(Part { span, name, within });
        }
        Outline { parts }
    }

    /// The names of what is around a span, the outermost first.
    fn around(&self, span: Span) -> Vec<&'a str> {
        let after = self.parts.partition_point(|part| (part.span.file, part.span.start) <= (span.file, span.start));
        let mut at = after.checked_sub(1);
        let mut names = Vec::new();
        while let Some(part) = at.map(|at| &self.parts[at]) {
            if contains(part.span, span) {
                names.push(part.name);
            }
            at = part.within;
        }
        names.reverse();
        names
    }
}

fn contains(outer: Span, inner: Span) -> bool {
    outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
}

/// The FNV-1a hash of 128 bits.
fn fnv1a(bytes: &[u8]) -> u128 {
    const BASIS: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = (1 << 88) + 0x13b;
    bytes.iter().fold(BASIS, |hash, &byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(format!("{:032x}", fnv1a(b"")), "6c62272e07bb014262b821756295c58d");
        assert_eq!(format!("{:032x}", fnv1a(b"a")), "d228cb696f1a8caf78912b704e4a8964");
        assert_eq!(format!("{:032x}", fnv1a(b"foobar")), "343e1662793c64bf6f0d3597ba446f18");
    }
}
