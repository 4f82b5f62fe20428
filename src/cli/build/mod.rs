//! `flowright build`

mod target;
mod write;

use std::collections::BTreeMap;
use std::path::Path;

use clap::ArgMatches;
use rayon::prelude::*;

#[cfg(feature = "pictures")]
pub(super) use target::load_fonts;
use target::{Look, Target, targets};
pub(super) use write::refuse_name;
use write::write;

use super::check::analyze_input;
use super::config::Projects;
use super::files::{Disk, Input};
use super::git::Repository;
use super::old::Old;
use super::output::{complain, print, say, style};
use super::{Outcome, Refusal};
use crate::analysis::Analysis;
use crate::both;
use crate::config::Config;
use crate::diagram::{Diagram, View, Wanted, build_versions, missing, present};
use crate::diff::Side;
use crate::emit::dot::Lines;
use crate::emit::mermaid::Labels;
use crate::emit::{dot, json, markdown, mermaid, svg};
use crate::lang::{Lang, Text, shown};
use crate::model::{Model, Process, VariantKind};
use crate::report::{Counts, terminal};
use crate::review::{is_broken, versions};

/// Where output goes if nothing is said.
const FOLDER: &str = "build";

/// One output: the parts of its name, what it is, its content.
struct Output {
    parts: Vec<String>,
    target: Target,
    bytes: Vec<u8>,
}

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], projects: &Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let targets = targets(matches)?;
    let wanted: Result<Vec<Wanted>, Text> = listed(matches, "variant").iter().map(|text| Wanted::parse(text)).collect();
    let wanted = wanted?;
    let look = Look::read(matches, &targets)?;
    let compares = matches.contains_id("against");
    if compares && wanted.iter().any(|wanted| *wanted != Wanted::Diff) {
        return Err(both!(
            "`--against` draws what differs: leave out `--variant`, or write `diff`",
            "--against 只画对比图：请去掉 --variant，或写 diff"
        ));
    }
    if look.flip && !compares && !wanted.is_empty() && !wanted.contains(&Wanted::Diff) {
        return Err(both!("`--flip` is for a difference: write `--variant diff`", "--flip 只用于对比图：请写 --variant diff"));
    }
    let disk = Disk::default();
    let configs = projects.configs(inputs, matches, lang)?;
    let analyses: Result<Vec<Analysis>, Refusal> =
        inputs.par_iter().zip(&configs).map(|(input, config)| analyze_input(input, &disk, config, lang)).collect();
    // A wrong picture is worse than none.
    let analyses = inputs.iter().zip(analyses?);
    let (broken, sound): (Vec<_>, Vec<_>) = analyses.partition(|(_, analysis)| is_broken(analysis));

    let processes: Vec<&Process> = sound.iter().flat_map(|(_, analysis)| &analysis.model.processes).collect();
    if targets.iter().any(|&target| target != Target::Json) && !processes.is_empty() {
        wanted.iter().filter(|_| !compares).find_map(|wanted| missing(&processes, wanted)).map_or(Ok(()), Err)?;
    }
    let mut drawer = Drawer {
        #[cfg(feature = "pictures")]
        fonts: if targets.iter().any(|target| target.needs_fonts()) { Some(look.fonts()?) } else { None },
        look,
        lang,
        outputs: Vec::new(),
    };
    let mut errors = 0;
    let against = matches.get_one::<String>("against").map(|word| Against::parse(word)).transpose()?;
    for (input, analysis) in &sound {
        let config = inputs.iter().zip(&configs).find(|(other, _)| std::ptr::eq(*other, *input)).map(|(_, config)| config);
        let old = match (&against, config) {
            (Some(against), Some(config)) => Some(against.old(input, analysis, &disk, config, lang)?),
            _ => None,
        };
        for &target in &targets {
            drawer.file(analysis, old.as_ref(), &input.stem(), target, &wanted)?;
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
    let outputs = drawer.outputs;
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

/// What is drawn, and of a difference that is to be flipped the two versions.
struct Drawing {
    diagram: Diagram,
    versions: Option<[Diagram; 2]>,
}

/// Draws files, one after the other.
struct Drawer {
    look: Look,
    lang: Lang,
    #[cfg(feature = "pictures")]
    fonts: Option<crate::raster::Fonts>,
    outputs: Vec<Output>,
}

impl Drawer {
    /// The outputs of one file for one target.
    fn file(&mut self, analysis: &Analysis, old: Option<&Analysis>, stem: &str, target: Target, wanted: &[Wanted]) -> Result<(), Refusal> {
        let (model, findings, lang) = (&analysis.model, analysis.findings.as_slice(), self.lang);
        if target == Target::Json {
            self.put(vec![stem.to_owned()], target, json::emit(model, &analysis.sources));
            return Ok(());
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
            if target == Target::Md {
                let (text, more) = markdown::emit(model, process, &views, findings, &analysis.sources, lang);
                notes.extend(more);
                self.put(parts, target, text);
                continue;
            }
            for view in &views {
                let diagram = view.diagram(model, process, findings, lang);
                let versions = match view {
                    View::Diff(old, new) if self.look.flip => {
                        Some(build_versions(*old, *new, &diagram).map(|version| self.look.apply(version)))
                    }
                    _ => None,
                };
                let drawing = Drawing { diagram: self.look.apply(diagram), versions };
                let mut parts = parts.clone();
                parts.extend(view_name(view));
                self.draw(&drawing, parts, target, &mut notes)?;
            }
        }
        notes.dedup();
        for note in notes {
            say(note.get(lang));
        }
        Ok(())
    }

    fn put(&mut self, parts: Vec<String>, target: Target, content: impl Into<Vec<u8>>) {
        self.outputs.push(Output { parts, target, bytes: content.into() });
    }

    fn draw(&mut self, drawing: &Drawing, parts: Vec<String>, target: Target, notes: &mut Vec<Text>) -> Result<(), Refusal> {
        match target {
            Target::Dot => self.put(parts, target, dot::emit(&drawing.diagram, Lines::default())),
            Target::Mermaid => {
                let drawn = mermaid::emit(&drawing.diagram, Labels::Entities);
                notes.extend(drawn.notes);
                self.put(parts, target, drawn.text);
            }
            Target::Pdf => {
                let bytes = self.pdf(drawing, notes)?;
                self.put(parts, target, bytes);
            }
            _ => {
                let pages = self.pages(drawing);
                let several = pages.len() > 1;
                for (number, page) in (1..).zip(pages) {
                    let mut parts = parts.clone();
                    parts.extend(several.then(|| format!("{number}")));
                    let bytes = if target == Target::Png { self.png(&page, notes)? } else { page.into_bytes() };
                    self.put(parts, target, bytes);
                }
            }
        }
        Ok(())
    }

    /// The pictures of a diagram: one, or as many as there are pages.
    fn pages(&self, Drawing { diagram, versions }: &Drawing) -> Vec<String> {
        match (self.look.paper, versions) {
            (None, Some(versions)) => svg::flip(diagram, versions, self.look.theme).to_vec(),
            (None, None) => vec![svg::emit(diagram, self.look.theme)],
            (Some(paper), _) => svg::pages(diagram, self.look.theme, paper),
        }
    }
}

#[cfg(feature = "pictures")]
impl Drawer {
    fn png(&self, page: &str, notes: &mut Vec<Text>) -> Result<Vec<u8>, Refusal> {
        let Some(fonts) = &self.fonts else { return Ok(Vec::new()) };
        let drawn = crate::raster::png(page, fonts, self.look.scale)?;
        notes.extend(left_out(&drawn.missing));
        Ok(drawn.bytes)
    }

    fn pdf(&self, drawing: &Drawing, notes: &mut Vec<Text>) -> Result<Vec<u8>, Refusal> {
        let Some(fonts) = &self.fonts else { return Ok(Vec::new()) };
        let drawn = crate::raster::pdf(&self.pages(drawing), fonts, self.look.paper, &drawing.diagram.caption())?;
        notes.extend(left_out(&drawn.missing));
        Ok(drawn.bytes)
    }
}

/// Without the feature the targets are refused before anything is drawn.
#[cfg(not(feature = "pictures"))]
#[allow(clippy::unnecessary_wraps, reason = "as with the feature")]
impl Drawer {
    fn png(&self, _: &str, _: &mut Vec<Text>) -> Result<Vec<u8>, Refusal> {
        Ok(Vec::new())
    }

    fn pdf(&self, _: &Drawing, _: &mut Vec<Text>) -> Result<Vec<u8>, Refusal> {
        Ok(Vec::new())
    }
}

/// Which characters no font has.
#[cfg(feature = "pictures")]
pub(super) fn left_out(missing: &[char]) -> Option<Text> {
    let [en, zh] = [", ", "、"].map(|comma| missing.iter().map(char::to_string).collect::<Vec<_>>().join(comma));
    (!missing.is_empty())
        .then(|| both!("no font has these characters, and the picture is without them: {en}", "没有字体能显示这些字符，图中缺少它们：{zh}"))
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
