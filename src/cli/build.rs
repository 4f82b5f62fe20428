//! `flowright build`

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use rayon::prelude::*;

use super::check::analyze_input;
use super::files::{Disk, inputs};
use super::output::{print, say, style, write_file};
use super::{Outcome, Refusal, about};
use crate::analysis::Analysis;
use crate::both;
use crate::diagram::{View, Wanted, views};
use crate::emit::dot::Lines;
use crate::emit::mermaid::Labels;
use crate::emit::{OutputNames, dot, json, markdown, mermaid};
use crate::lang::{Lang, Text};
use crate::model::{Process, VariantKind};
use crate::report::terminal;

/// Where output goes if nothing is said.
const FOLDER: &str = "build";

/// One output: the parts of its name, its ending, its text.
struct Output {
    parts: Vec<String>,
    ending: &'static str,
    text: String,
}

pub(super) fn run(matches: &ArgMatches, lang: Lang) -> Result<Outcome, Refusal> {
    let paths: Vec<PathBuf> = matches.get_many("paths").into_iter().flatten().cloned().collect();
    let stdin_name = matches.get_one::<String>("stdin-filename").map_or("<stdin>", String::as_str);
    let targets: Vec<&str> = matches.get_many::<String>("to").into_iter().flatten().map(String::as_str).collect();
    let wanted: Result<Vec<Wanted>, Text> =
        matches.get_many::<String>("variant").into_iter().flatten().map(|text| Wanted::parse(text)).collect();
    let wanted = wanted?;
    let disk = Disk::default();
    let inputs = inputs(&paths, stdin_name)?;
    let analyses: Result<Vec<Analysis>, Refusal> = inputs.par_iter().map(|input| analyze_input(input, &disk)).collect();

    let mut outputs = Vec::new();
    let mut refused = false;
    for (input, analysis) in inputs.iter().zip(analyses?) {
        if analysis.findings.iter().any(|finding| finding.rule.code < "F2" && finding.level == crate::rule::Level::Error) {
            // A wrong picture is worse than none.
            refused = true;
            let mut errors = analysis;
            errors.findings.retain(|finding| finding.rule.code < "F2");
            print(&terminal::report(&errors, style(matches, lang)))?;
            continue;
        }
        let name = input.name();
        let stem = Path::new(&name).file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
        for target in &targets {
            emit(&analysis, &stem, target, &wanted, lang, &mut outputs)?;
        }
    }
    if outputs.is_empty() && !refused {
        return Err(both!("there is no process to draw", "没有可绘制的流程"));
    }
    write(matches, &outputs)?;
    Ok(if refused { Outcome::Failing } else { Outcome::Clean })
}

/// The outputs of one file for one target.
fn emit(analysis: &Analysis, stem: &str, target: &str, wanted: &[Wanted], lang: Lang, outputs: &mut Vec<Output>) -> Result<(), Refusal> {
    let (model, findings) = (&analysis.model, analysis.findings.as_slice());
    if target == "json" {
        outputs.push(Output { parts: vec![stem.to_owned()], ending: "json", text: json::emit(model, &analysis.sources) });
        return Ok(());
    }
    let several = model.processes.len() > 1;
    let mut notes = Vec::new();
    for process in &model.processes {
        let mut parts = vec![stem.to_owned()];
        if several {
            parts.push(process.title.name.clone());
        }
        let views = if wanted.is_empty() { all(process) } else { views(process, wanted)? };
        if target == "md" {
            let (text, more) = markdown::emit(model, process, &views, findings, &analysis.sources, lang);
            notes.extend(more);
            outputs.push(Output { parts, ending: "md", text });
            continue;
        }
        for view in &views {
            let diagram = view.diagram(model, process, findings, lang);
            let mut parts = parts.clone();
            parts.extend(view_name(view));
            let (ending, text) = if target == "dot" {
                ("dot", dot::emit(&diagram, Lines::default()))
            } else {
                let drawn = mermaid::emit(&diagram, Labels::Entities);
                notes.extend(drawn.notes);
                ("mmd", drawn.text)
            };
            outputs.push(Output { parts, ending, text });
        }
    }
    notes.dedup();
    for note in notes {
        say(note.get(lang));
    }
    Ok(())
}

/// Every drawing that a process has.
fn all(process: &Process) -> Vec<View<'_>> {
    let as_is = process.as_is();
    let one = process.variants.iter().map(View::One);
    let diffs = process.to_bes().filter_map(|to| as_is.map(|from| View::Diff(from, to)));
    one.chain(diffs).collect()
}

fn view_name(view: &View) -> Vec<String> {
    let (word, name) = match view {
        View::One(variant) if variant.kind == VariantKind::AsIs => ("as-is", &None),
        View::One(variant) => ("to-be", &variant.name),
        View::Diff(_, to) => ("diff", &to.name),
    };
    std::iter::once(word.to_owned()).chain(name.clone()).collect()
}

/// Writes the outputs: to a folder, or a single one to a file or to the screen.
fn write(matches: &ArgMatches, outputs: &[Output]) -> Result<(), Refusal> {
    let to = matches.get_one::<String>("output").map_or(FOLDER, String::as_str);
    let single_file = Path::new(to).extension().is_some() && !Path::new(to).is_dir();
    if to == "-" || single_file {
        let [output] = outputs else {
            let count = outputs.len();
            return match count {
                0 => Ok(()),
                _ => Err(both!(
                    "there are {count} outputs: name a folder, or choose one `--to` and one `--variant`",
                    "共有 {count} 个输出：请指定文件夹，或只选一种格式（--to）和一个版本（--variant）"
                )),
            };
        };
        if to == "-" {
            return print(&output.text);
        }
        write_file(Path::new(to), &output.text)?;
        say(to);
        return Ok(());
    }
    let folder = Path::new(to);
    if folder.exists() && !folder.is_dir() {
        return Err(about(folder, &both!("is there already and is not a folder", "已存在，且不是文件夹")));
    }
    // One set of names for each ending: `x.dot` and `x.json` do not get in each other's way.
    let mut names: Vec<(&str, OutputNames)> = Vec::new();
    for output in outputs {
        let known = names.iter().position(|(ending, _)| *ending == output.ending).unwrap_or_else(|| {
            names.push((output.ending, OutputNames::default()));
            names.len() - 1
        });
        let parts: Vec<&str> = output.parts.iter().map(String::as_str).collect();
        let path = folder.join(format!("{}.{}", names[known].1.stem(&parts), output.ending));
        write_file(&path, &output.text)?;
        say(&super::files::display(&path));
    }
    Ok(())
}
