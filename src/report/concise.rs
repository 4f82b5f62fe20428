//! One line per finding: `file:line:column: level CODE rule: message (help)`.

use std::fmt::Write;

use super::inert;
use super::terminal::left_out;
use crate::analysis::Analysis;
use crate::lang::Lang;

/// The findings of a file, one per line.
#[must_use]
pub fn report(analysis: &Analysis, lang: Lang) -> String {
    let mut out = String::new();
    for finding in &analysis.findings {
        let source = analysis.sources.get(finding.span.file);
        let at = source.position(finding.span.start);
        let mended = if finding.to_be_mended { lang.pick(" (to be mended)", "（待改进）") } else { "" };
        let still: Vec<&str> = finding.still_in.iter().flat_map(|label| [lang.pick("; ", "；"), label.text.get(lang)]).collect();
        let still = still.concat();
        // A String takes all that is written to it.
        let _ = writeln!(
            out,
            "{}:{}:{}: {} {} {}{mended}: {}{still} ({})",
            file_name(&source.name),
            at.line,
            at.column,
            finding.level.label(lang),
            finding.rule.code,
            finding.rule.name,
            finding.message.get(lang),
            finding.help.get(lang)
        );
    }
    out.push_str(&left_out(analysis, lang));
    inert::log(out)
}

/// A file name as it may begin a line: no controls, and nothing that a CI log takes for a command.
#[must_use]
pub fn file_name(name: &str) -> String {
    let name = inert::log(inert::visible(name).into_owned());
    if name.trim_start().starts_with([':', '#', '[']) { format!("./{name}") } else { name }
}
