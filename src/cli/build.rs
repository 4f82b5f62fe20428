//! `flowright build`

use std::collections::BTreeMap;
use std::path::Path;

use clap::ArgMatches;
use rayon::prelude::*;

use super::check::analyze_input;
use super::config::Projects;
use super::files::{Disk, Input, display};
use super::git::Repository;
use super::old::Old;
use super::output::{complain, print, say, style, write_file};
use super::{Outcome, Refusal, about};
use crate::analysis::Analysis;
use crate::both;
use crate::config::Config;
use crate::diagram::{View, Wanted, missing, present};
use crate::diff::Side;
use crate::emit::dot::Lines;
use crate::emit::mermaid::Labels;
use crate::emit::{OutputNames, dot, json, markdown, mermaid};
use crate::lang::{Lang, Text, shown};
use crate::model::{Model, Process, VariantKind};
use crate::report::{Counts, terminal};
use crate::review::{is_broken, versions};

/// Where output goes if nothing is said.
const FOLDER: &str = "build";

/// What can be written: its name, and the endings of its files, the usual one first.
const TARGETS: [(&str, &[&str]); 4] =
    [("dot", &["dot", "gv"]), ("mermaid", &["mmd", "mermaid"]), ("md", &["md", "markdown"]), ("json", &["json"])];

/// One output: the parts of its name, what it is, its text.
struct Output {
    parts: Vec<String>,
    target: &'static str,
    text: String,
}

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], projects: &Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let targets: Result<Vec<&'static str>, Text> = listed(matches, "to").iter().map(|word| target(word)).collect();
    let wanted: Result<Vec<Wanted>, Text> = listed(matches, "variant").iter().map(|text| Wanted::parse(text)).collect();
    let (targets, wanted) = (targets?, wanted?);
    let compares = matches.contains_id("against");
    if compares && wanted.iter().any(|wanted| *wanted != Wanted::Diff) {
        return Err(both!(
            "`--against` draws what differs: leave out `--variant`, or write `diff`",
            "--against 只画对比图：请去掉 --variant，或写 diff"
        ));
    }
    let disk = Disk::default();
    let configs = projects.configs(inputs, matches, lang)?;
    let analyses: Result<Vec<Analysis>, Refusal> =
        inputs.par_iter().zip(&configs).map(|(input, config)| analyze_input(input, &disk, config, lang)).collect();
    // A wrong picture is worse than none.
    let analyses = inputs.iter().zip(analyses?);
    let (broken, sound): (Vec<_>, Vec<_>) = analyses.partition(|(_, analysis)| is_broken(analysis));

    let processes: Vec<&Process> = sound.iter().flat_map(|(_, analysis)| &analysis.model.processes).collect();
    if targets.iter().any(|&target| target != "json") && !processes.is_empty() {
        wanted.iter().filter(|_| !compares).find_map(|wanted| missing(&processes, wanted)).map_or(Ok(()), Err)?;
    }
    let mut outputs = Vec::new();
    let mut errors = 0;
    let against = matches.get_one::<String>("against").map(|word| Against::parse(word)).transpose()?;
    for (input, analysis) in &sound {
        let config = inputs.iter().zip(&configs).find(|(other, _)| std::ptr::eq(*other, *input)).map(|(_, config)| config);
        let old = match (&against, config) {
            (Some(against), Some(config)) => Some(against.old(input, analysis, &disk, config, lang)?),
            _ => None,
        };
        for target in &targets {
            emit(analysis, old.as_ref(), &input.stem(), target, &wanted, lang, &mut outputs);
        }
        errors += Counts::of(&analysis.findings).errors;
    }
    let refused = !broken.is_empty();
    for (input, mut analysis) in broken {
        analysis.findings.retain(|finding| finding.rule.code < "F2");
        print(&terminal::report(&analysis, style(matches, lang)))?;
        let name = shown(&input.name(lang)).to_string();
        complain(&both!("{name}: nothing was written, because of these errors", "{name}：有以上错误，未导出任何内容"), lang);
    }
    if outputs.is_empty() && !refused {
        return Err(both!("there is no process to draw", "没有可绘制的流程"));
    }
    write(matches, inputs, &outputs, lang)?;
    if errors > 0 {
        let found = both!(
            "errors in what was written: {errors}; run `flowright check`",
            "已导出的流程中有 {errors} 个错误：请运行 flowright check 查看"
        );
        complain(&found, lang);
    }
    Ok(if refused { Outcome::Failing } else { Outcome::Clean })
}

/// What the drawings are compared with: one old file, or a revision.
enum Against {
    File(Input),
    Revision(Repository, BTreeMap<String, String>),
}

impl Against {
    /// A file of that name, or else a revision.
    fn parse(word: &str) -> Result<Against, Refusal> {
        if Path::new(word).is_file() {
            return Ok(Against::File(Input::File(word.into())));
        }
        let repository = Repository::at(word)?;
        let (renamed, _) = repository.renamed()?;
        Ok(Against::Revision(repository, renamed))
    }

    /// The old text of an input.
    fn old(&self, input: &Input, new: &Analysis, disk: &Disk, config: &Config, lang: Lang) -> Result<Analysis, Refusal> {
        let (old, repository) = match self {
            Against::File(file) => (Old::File(file.clone()), None),
            Against::Revision(repository, renamed) => (Old::of(input, repository, renamed).unwrap_or(Old::None), Some(repository)),
        };
        let (name, old) = old.analyze(repository, disk, config, new.sources.clone(), lang)?;
        if is_broken(&old) {
            let name = shown(&name);
            return Err(both!("{name}: has errors and cannot be compared", "{name}：旧版有错误，无法对比"));
        }
        Ok(old)
    }
}

/// The words of an option, with commas between them as they are typed in English or Chinese.
pub(super) fn listed(matches: &ArgMatches, option: &str) -> Vec<String> {
    let text = matches.get_one::<String>(option).map_or("", String::as_str);
    text.split([',', '，', '、']).map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

/// The target of that name.
fn target(word: &str) -> Result<&'static str, Text> {
    let known = TARGETS.iter().map(|(name, _)| *name).find(|name| name.eq_ignore_ascii_case(word));
    known.ok_or_else(|| {
        let all = TARGETS.map(|(name, _)| name).join(", ");
        let asked = word.to_ascii_lowercase();
        let word = shown(word);
        if matches!(asked.as_str(), "png" | "svg" | "pdf" | "jpg" | "jpeg") {
            both!(
                "`--to {word}` is not there; for a picture write `--to dot`, then `dot -T{asked} FILE.dot -o FILE.{asked}` (Graphviz)",
                "没有“--to {word}”；要得到图片，先用 --to dot，再运行 dot -T{asked} 文件.dot -o 文件.{asked}（Graphviz）"
            )
        } else {
            both!("`{word}` is not a value of `--to`; it takes: {all}", "“{word}”不能用于“--to”；可用：{all}")
        }
    })
}

/// The outputs of one file for one target.
fn emit(
    analysis: &Analysis,
    old: Option<&Analysis>,
    stem: &str,
    target: &'static str,
    wanted: &[Wanted],
    lang: Lang,
    outputs: &mut Vec<Output>,
) {
    let (model, findings) = (&analysis.model, analysis.findings.as_slice());
    if target == "json" {
        outputs.push(Output { parts: vec![stem.to_owned()], target, text: json::emit(model, &analysis.sources) });
        return;
    }
    let several = model.processes.len() > 1;
    let mut notes = Vec::new();
    for process in &model.processes {
        let mut parts = vec![stem.to_owned()];
        if several {
            parts.push(process.title.name.clone());
        }
        let views = match old {
            Some(old) => versions(&old.model, model, process).into_iter().map(|(old, new)| View::Diff(old, new)).collect(),
            None if wanted.is_empty() => all(model, process),
            None => present(model, process, wanted),
        };
        if views.is_empty() && (!wanted.is_empty() || old.is_some()) {
            continue;
        }
        if target == "md" {
            let (text, more) = markdown::emit(model, process, &views, findings, &analysis.sources, lang);
            notes.extend(more);
            outputs.push(Output { parts, target, text });
            continue;
        }
        for view in &views {
            let diagram = view.diagram(model, process, findings, lang);
            let mut parts = parts.clone();
            parts.extend(view_name(view));
            let text = if target == "dot" {
                dot::emit(&diagram, Lines::default())
            } else {
                let drawn = mermaid::emit(&diagram, Labels::Entities);
                notes.extend(drawn.notes);
                drawn.text
            };
            outputs.push(Output { parts, target, text });
        }
    }
    notes.dedup();
    for note in notes {
        say(note.get(lang));
    }
}

/// Every drawing that a process has.
fn all<'m>(model: &'m Model, process: &'m Process) -> Vec<View<'m>> {
    let side = |variant| Side { model, process, variant };
    let as_is = process.as_is();
    let one = process.variants.iter().map(View::One);
    let diffs = process.to_bes().filter_map(|to| as_is.map(|from| View::Diff(side(from), side(to))));
    one.chain(diffs).collect()
}

fn view_name(view: &View) -> Vec<String> {
    let (word, name) = match view {
        View::Diff(old, new) if !old.shares_text_with(*new) => {
            return std::iter::once("diff".to_owned()).chain(view_name(&View::One(new.variant))).collect();
        }
        View::One(variant) if variant.kind == VariantKind::AsIs => ("as-is", &None),
        View::One(variant) => ("to-be", &variant.name),
        View::Diff(_, to) => ("diff", &to.variant.name),
    };
    std::iter::once(word.to_owned()).chain(name.clone()).collect()
}

/// Writes the outputs: to a folder, or a single one to a file or to the screen.
fn write(matches: &ArgMatches, inputs: &[Input], outputs: &[Output], lang: Lang) -> Result<(), Refusal> {
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
        refuse(Path::new(to), output.target, inputs)?;
        write_file(Path::new(to), &output.text)?;
        say(to);
        say_how_to_see(output.target, to, lang);
        return Ok(());
    }
    let folder = Path::new(to);
    if folder.exists() && !folder.is_dir() {
        return Err(about(folder, &both!("is there already and is not a folder", "已存在，且不是文件夹")));
    }
    // One set of names for each ending: `x.dot` and `x.json` do not get in each other's way.
    let mut names = TARGETS.map(|(target, endings)| (target, endings[0], OutputNames::default()));
    let mut files = Vec::with_capacity(outputs.len());
    for output in outputs {
        let Some((_, ending, names)) = names.iter_mut().find(|(target, _, _)| *target == output.target) else { continue };
        let parts: Vec<&str> = output.parts.iter().map(String::as_str).collect();
        let path = folder.join(format!("{}.{ending}", names.stem(&parts)));
        refuse(&path, output.target, inputs)?;
        files.push((path, output));
    }
    for (path, output) in &files {
        write_file(path, &output.text)?;
        say(&display(path));
    }
    for (target, _) in TARGETS {
        if let Some((path, _)) = files.iter().find(|(_, output)| output.target == target) {
            say_how_to_see(target, &display(path), lang);
        }
    }
    Ok(())
}

fn refuse(path: &Path, target: &str, inputs: &[Input]) -> Result<(), Refusal> {
    let endings = TARGETS.iter().find(|(name, _)| *name == target).map_or(&[][..], |(_, endings)| endings);
    refuse_name(path, (target, endings), inputs)
}

/// Refuses to write over what is read, and to a name that is evidently that of something else.
pub(super) fn refuse_name(path: &Path, (target, endings): (&str, &[&str]), inputs: &[Input]) -> Result<(), Refusal> {
    let real = path.canonicalize().ok();
    let is_read = |input: &Input| matches!(input, Input::File(file) if real.is_some() && file.canonicalize().ok() == real);
    if inputs.iter().any(is_read) {
        return Err(about(path, &both!("is read and would be overwritten: name another file", "是输入文件，会被覆盖：请换一个文件名")));
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if endings.contains(&ending.as_str()) {
        return Ok(());
    }
    let [en, zh] = [" or .", " 或 ."].map(|or| endings.join(or));
    Err(about(
        path,
        &both!("is no name for the output of `--to {target}`: let it end in .{en}", "不能作为 --to {target} 的输出文件名：请以 .{zh} 结尾"),
    ))
}

/// How to see what was written as a picture.
fn say_how_to_see(target: &str, path: &str, lang: Lang) {
    let how = match target {
        "dot" => {
            let stem = Path::new(path).with_extension("");
            let stem = display(&stem);
            both!(
                "a picture of it: dot -Tpng {path} -o {stem}.png (Graphviz)",
                "转成图片：dot -Tpng {path} -o {stem}.png（需安装 Graphviz）"
            )
        }
        "md" => {
            both!("GitHub, GitLab and VS Code show its Mermaid diagrams", "在 GitHub、GitLab 或 VS Code 中打开即可看到其中的 Mermaid 图")
        }
        _ => return,
    };
    say(how.get(lang));
}
