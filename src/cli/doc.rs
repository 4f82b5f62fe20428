//! `flowright doc`

use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::build::refuse_name;
use super::compare::compare;
use super::config::Projects;
use super::files::{Input, display, read_plain};
use super::output::{complain, create_file, print, say, write_file};
use super::whole::whole;
use super::{Outcome, Refusal, about, args};
use crate::analysis::Analysis;
use crate::both;
use crate::config::Config;
use crate::diagram::{Wanted, missing};
use crate::doc::{BUILT_IN, House, Subject, render, sop, usual};
use crate::emit::OutputNames;
use crate::emit::page::{Page, Part};
use crate::lang::{Lang, Text, shown};
use crate::model::{Process, Variant};
use crate::report::Counts;

/// Where output goes if nothing is said.
const FOLDER: &str = "build";

/// What can be written, and the endings of its files.
const TARGETS: [(&str, &[&str]); 3] = [("html", &["html", "htm"]), ("md", &["md", "markdown"]), ("docx", &["docx"])];

/// The command and its options.
pub(super) fn command(lang: Lang) -> Command {
    let t = |en: &'static str, zh: &'static str| lang.pick(en, zh);
    let path = |name: &'static str, value| Arg::new(name).long(name).value_name(value).value_parser(clap::value_parser!(PathBuf));
    Command::new("doc")
        .override_usage(t("flowright doc [PATH…] [OPTIONS]", "flowright doc [路径…] [选项]"))
        .about(t("Write the standard operating procedure (SOP) of a process", "生成流程的标准操作规程（SOP）"))
        .args([
            args::paths(lang),
            Arg::new("to")
                .long("to")
                .value_name("html|md|docx")
                .value_parser(clap::builder::PossibleValuesParser::new([
                    PossibleValue::new("html").alias("htm"),
                    PossibleValue::new("md").alias("markdown"),
                    PossibleValue::new("docx").alias("word"),
                ]))
                .hide_possible_values(true)
                .default_value("html")
                .hide_default_value(true)
                .help(t(
                    "How it is written: html (default, one file to print), md (with the drawings beside it), docx (Word)",
                    "文档格式：html（默认，单个文件，可打印）、md（图片另存）、docx（Word）",
                )),
            Arg::new("variant").long("variant").value_name("VARIANT").help(t(
                "Which variant it describes: as-is, to-be, to-be:NAME; default: the to-be if there is one, else the as-is",
                "描述哪个版本：as-is（现状）、to-be（优化后）、to-be:名称；默认取唯一的优化方案，否则取现状",
            )),
            Arg::new("output").short('o').long("output").value_name("PATH").help(t(
                "Folder (default: build), a file for a single document, or - for the screen",
                "输出文件夹（默认 build）；单个文档可写文件名，- 表示屏幕",
            )),
            path("template", t("FOLDER", "文件夹"))
                .help(t("The style of the house: a folder with sop.html or sop.md", "本单位的模板：含 sop.html 或 sop.md 的文件夹")),
            path("write-template", t("FOLDER", "文件夹"))
                .help(t("Write the built-in templates to a folder, as a start for your own", "把内置模板写到文件夹，供修改使用")),
            path("font", t("FILE", "文件"))
                .action(ArgAction::Append)
                .help(t("A font for the drawings in a docx, before those of the system", "docx 中流程图所用字体文件，优先于系统字体")),
            args::config_file(lang),
            args::stdin_name(lang),
        ])
}

/// A document: the parts of its name, and its page.
type Named = (Vec<String>, Page);

/// Writes the built-in templates; what is there already stays as it is.
pub(super) fn write_templates(folder: &Path) -> Result<Outcome, Refusal> {
    for (name, text) in BUILT_IN {
        let path = folder.join(name);
        create_file(&path, text).map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => about(&path, &both!("is there already and stays as it is", "已存在，未作改动")),
            _ => about(&path, &both!("cannot write: {error}", "无法写出：{error}")),
        })?;
        say(&display(&path));
    }
    Ok(Outcome::Clean)
}

pub(super) fn run(matches: &ArgMatches, inputs: &[Input], projects: &Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let target = match matches.get_one::<String>("to").map(String::as_str) {
        Some("word") => "docx",
        Some("markdown") => "md",
        Some("htm") | None => "html",
        Some(target) => target,
    };
    let wanted = matches.get_one::<String>("variant").map(|word| Wanted::parse(word)).transpose()?;
    if wanted == Some(Wanted::Diff) {
        return Err(both!(
            "a procedure describes one variant: write as-is, to-be or to-be:NAME",
            "规程只描述一个版本：请写 as-is、to-be 或 to-be:名称"
        ));
    }
    if target == "docx" && matches.contains_id("template") {
        return Err(both!(
            "`--template` is for html and md: a Word document has no template",
            "--template 只用于 html 和 md：Word 文档没有模板"
        ));
    }
    let house = house(matches)?;
    let (analyses, refused) = whole(matches, inputs, projects, lang)?;
    let processes: Vec<&Process> = analyses.iter().flat_map(|(analysis, _)| &analysis.model.processes).collect();
    if let Some(refusal) = wanted.as_ref().filter(|_| !processes.is_empty()).and_then(|wanted| missing(&processes, wanted)) {
        return Err(refusal);
    }
    let mut named: Vec<Named> = Vec::new();
    let several = processes.len() > 1;
    for (analysis, config) in &analyses {
        for process in &analysis.model.processes {
            let file = Path::new(&analysis.sources.get(process.title.whole.file).name);
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let variants = described(process, wanted.as_ref());
            for variant in &variants {
                let mut parts = if several { vec![stem.clone(), process.title.name.clone()] } else { vec![stem.clone()] };
                parts.extend((variants.len() > 1).then(|| variant.name.clone().unwrap_or_else(|| variant.title().en)));
                parts.push("sop".to_owned());
                named.push((parts, page((analysis, config), process, variant, lang)));
            }
        }
    }
    if named.is_empty() && !refused {
        return Err(both!("there is no process to describe", "没有可描述的流程"));
    }
    write(matches, inputs, target, named, &house, lang)?;
    for process in processes.iter().filter(|process| wanted.is_none() && process.to_bes().count() > 1) {
        complain(&undecided(process), lang);
    }
    let errors: usize = analyses.iter().map(|(analysis, _)| Counts::of(&analysis.findings).errors).sum();
    if errors > 0 {
        let found = both!(
            "errors in what was described: {errors}; run `flowright check`",
            "规程所依据的流程中有 {errors} 个错误：请运行 flowright check 查看"
        );
        complain(&found, lang);
    }
    Ok(if refused { Outcome::Failing } else { Outcome::Clean })
}

/// Of several to-bes nobody has said which is in force.
fn undecided(process: &Process) -> Text {
    let name = shown(process.title.shown()).to_string();
    let names: Vec<String> =
        process.to_bes().filter_map(|to_be| to_be.name.as_deref()).map(|name| format!("to-be:{}", shown(name))).collect();
    let [en, zh] = [", ", "、"].map(|comma| names.join(comma));
    both!(
        "`{name}` has several to-bes: the as-is is described; `--variant` chooses: {en}",
        "“{name}”有多个优化方案：规程描述的是现状；可用 --variant 选择：{zh}"
    )
}

/// The variants that are asked for, or the one that is in force.
fn described<'p>(process: &'p Process, wanted: Option<&Wanted>) -> Vec<&'p Variant> {
    match wanted {
        None | Some(Wanted::Diff) => usual(process).into_iter().collect(),
        Some(Wanted::AsIs) => process.as_is().into_iter().collect(),
        Some(Wanted::ToBe) => process.to_bes().collect(),
        Some(Wanted::Named(name)) => process.to_bes().filter(|variant| variant.name.as_deref() == Some(name)).collect(),
    }
}

fn page((analysis, config): (&Analysis, &Config), process: &Process, variant: &Variant, lang: Lang) -> Page {
    let as_is = process.as_is().filter(|as_is| !std::ptr::eq(*as_is, variant));
    let comparison = as_is.map(|as_is| compare((analysis, config), process, (as_is, vec![variant])));
    let subject = Subject { model: &analysis.model, process, variant, comparison: comparison.as_ref(), lang };
    sop(subject)
}

/// The templates of the house: every file of the folder whose name ends like one.
fn house(matches: &ArgMatches) -> Result<House, Refusal> {
    let Some(folder) = matches.get_one::<PathBuf>("template") else { return Ok(House::default()) };
    if !folder.is_dir() {
        return Err(about(folder, &both!("is no folder of templates", "不是模板文件夹")));
    }
    let failed = |error: std::io::Error| about(folder, &both!("cannot be read: {error}", "无法读取：{error}"));
    let mut templates = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|ending| ending == "html" || ending == "md") && path.is_file() {
            let bytes = read_plain(&path).map_err(|why| about(&path, &why))?;
            let text = String::from_utf8(bytes)
                .map_err(|_| about(&path, &both!("is not UTF-8: save it as UTF-8", "不是 UTF-8 编码：请另存为 UTF-8")))?;
            templates.push((name, text));
        }
    }
    if !templates.iter().any(|(name, _)| BUILT_IN.iter().any(|(known, _)| known == name)) {
        return Err(about(
            folder,
            &both!(
                "has neither sop.html nor sop.md; `flowright doc --write-template FOLDER` writes them",
                "没有 sop.html 或 sop.md；可用 flowright doc --write-template 文件夹 生成"
            ),
        ));
    }
    templates.sort();
    Ok(House(templates))
}

/// Writes the documents: to a folder, a single one to a file or to the screen.
fn write(matches: &ArgMatches, inputs: &[Input], target: &str, named: Vec<Named>, house: &House, lang: Lang) -> Result<(), Refusal> {
    let to = matches.get_one::<String>("output").map_or(FOLDER, String::as_str);
    let single = Path::new(to).extension().is_some() && !Path::new(to).is_dir();
    if (to == "-" || single) && named.len() > 1 {
        let count = named.len();
        return Err(both!("there are {count} documents: name a folder", "共有 {count} 个文档：请指定文件夹"));
    }
    let endings = TARGETS.iter().find(|(name, _)| *name == target).map_or(&[][..], |(_, endings)| endings);
    let mut names = OutputNames::default();
    for (parts, mut page) in named {
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let path = if single { PathBuf::from(to) } else { Path::new(to).join(format!("{}.{}", names.stem(&parts), endings[0])) };
        let drawings = if target == "md" && to != "-" { beside(&mut page, &path) } else { Vec::new() };
        let bytes = match target {
            "docx" => word(matches, &page, lang)?,
            "md" => render(&page, "sop.md", house, lang).map_err(|fault| fault.text())?.into_bytes(),
            _ => render(&page, "sop.html", house, lang).map_err(|fault| fault.text())?.into_bytes(),
        };
        if to == "-" {
            return match String::from_utf8(bytes) {
                Ok(text) if target != "docx" => print(&text),
                _ => Err(both!(
                    "a Word document is no text for the screen: write `-o NAME.docx`",
                    "Word 文档不能显示在屏幕上：请写 -o 名称.docx"
                )),
            };
        }
        refuse_name(&path, (target, endings), inputs)?;
        write_file(&path, &bytes)?;
        say(&display(&path));
        for (drawing, svg) in drawings {
            refuse_name(&drawing, ("svg", &["svg"]), inputs)?;
            write_file(&drawing, &svg)?;
            say(&display(&drawing));
        }
    }
    Ok(())
}

/// Puts the drawings of a page into files beside it.
fn beside(page: &mut Page, path: &Path) -> Vec<(PathBuf, String)> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let pictures = page.sections.iter_mut().flat_map(|section| &mut section.parts).filter_map(|part| match part {
        Part::Picture(picture) => Some(picture),
        _ => None,
    });
    let mut files = Vec::new();
    for (number, picture) in (1..).zip(pictures) {
        let name = format!("{stem}-{number}.svg");
        files.push((path.with_file_name(&name), picture.svg.clone()));
        picture.file = Some(name);
    }
    files
}

#[cfg(all(feature = "docx", feature = "pictures"))]
fn word(matches: &ArgMatches, page: &Page, lang: Lang) -> Result<Vec<u8>, Refusal> {
    use crate::doc::{Image, docx};
    use crate::raster::png;

    let fonts = super::build::load_fonts(matches.get_many::<PathBuf>("font").into_iter().flatten())?;
    let (mut images, mut missing) = (Vec::new(), Vec::new());
    for part in page.sections.iter().flat_map(|section| &section.parts) {
        let Part::Picture(picture) = part else { continue };
        let (width, height) = picture.size();
        let drawn = png(&picture.svg, &fonts, sharp(width, height))?;
        missing.extend(drawn.missing);
        images.push(Image { width, height, png: drawn.bytes });
    }
    missing.sort_unstable();
    missing.dedup();
    if let Some(note) = super::build::left_out(&missing) {
        say(note.get(lang));
    }
    docx(page, &images, lang)
}

/// How many pixels of an image stand for one of the drawing: two, less where that would be more than a page can show.
#[cfg(all(feature = "docx", feature = "pictures"))]
fn sharp(width: u32, height: u32) -> f32 {
    const PIXELS: f32 = 4e7;
    #[allow(clippy::cast_precision_loss, reason = "a size, not a count")]
    let area = (width as f32 * height as f32).max(1.0);
    (PIXELS / area).sqrt().min(2.0)
}

#[cfg(all(feature = "docx", not(feature = "pictures")))]
fn word(_: &ArgMatches, page: &Page, lang: Lang) -> Result<Vec<u8>, Refusal> {
    complain(
        &both!("this flowright was built without pictures: the document has none", "这个版本的 flowright 不含图片功能：文档中没有流程图"),
        lang,
    );
    crate::doc::docx(page, &[], lang)
}

#[cfg(not(feature = "docx"))]
fn word(_: &ArgMatches, _: &Page, _: Lang) -> Result<Vec<u8>, Refusal> {
    Err(both!(
        "this flowright was built without Word documents (feature `docx`): take html",
        "这个版本的 flowright 不含 Word 功能（特性 docx）：请导出 html"
    ))
}
