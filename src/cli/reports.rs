//! The forms in which findings are asked for, and where each goes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ArgMatches;

use super::files::{Input, display};
use super::output::{complain, print, style, write_file};
use super::{Refusal, about};
use crate::analysis::Analysis;
use crate::both;
use crate::config::Config;
use crate::lang::{Lang, Text, shown};
use crate::report::changes::{self, Changed};
use crate::report::finding::{Checked, Report, resolve};
use crate::report::path::{File, files};
use crate::report::terminal::{self, Style};
use crate::report::{Counts, Format, concise, fingerprint, sarif, write};
use crate::review::Review;
use crate::suggest;

/// How wide what is drawn into a file is.
const WIDTH: usize = 100;

/// Everything that a run writes of its findings: the first to the screen, the others to files.
pub(super) struct Reports {
    outputs: Vec<Output>,
    lang: Lang,
    /// The folder in which the command was run.
    here: String,
}

struct Output {
    format: Format,
    style: Style,
    /// `None` is the screen.
    to: Option<PathBuf>,
}

/// What is left of a file once it is analysed.
pub(super) struct Part {
    /// For each output: what it says of the file, if it is for people.
    texts: Vec<String>,
    checked: Checked,
    /// What has changed, where two texts were compared.
    changes: Option<Vec<Changed>>,
}

impl Reports {
    /// What the options ask for.
    pub(super) fn of(matches: &ArgMatches, inputs: &[Input], lang: Lang) -> Result<Reports, Refusal> {
        let format = matches.get_one::<String>("format").and_then(|name| Format::named(name)).unwrap_or(Format::Human);
        let mut outputs = vec![Output { format, style: style(matches, lang), to: None }];
        for text in matches.get_many::<String>("report").into_iter().flatten() {
            let (format, to) = parse(text)?;
            refuse(&to, inputs)?;
            let same = |output: &Output| output.to.as_ref().is_some_and(|other| place(other) == place(&to));
            if outputs.iter().any(same) {
                return Err(about(&to, &both!("two reports would be written to it", "有两份报告要写入该文件")));
            }
            outputs.push(Output { format, style: Style { lang, color: false, width: WIDTH }, to: Some(to) });
        }
        let here = std::env::current_dir().map(|here| display(&here)).unwrap_or_default();
        Ok(Reports { outputs, lang, here })
    }

    /// The form in which findings come to the screen.
    pub(super) fn on_screen(&self) -> Format {
        self.outputs[0].format
    }

    /// What each output needs of a file; programs know it by a name that is the same in every language.
    pub(super) fn part(&self, analysis: &Analysis, name: &str, config: &Config) -> Part {
        let text = |output: &Output| match output.format {
            Format::Human => terminal::report(analysis, output.style),
            Format::Concise => concise::report(analysis, self.lang),
            _ => String::new(),
        };
        let texts = self.outputs.iter().map(text).collect();
        let asked = |what: fn(Format) -> bool| self.outputs.iter().any(|output| what(output.format));
        let files = files(&analysis.sources, name, &self.here);
        let fingerprints = if asked(Format::has_fingerprints) { fingerprint::of(analysis, &files) } else { Vec::new() };
        let checked = if asked(Format::is_for_machines) {
            resolve(analysis, &files, fingerprints, config, self.lang)
        } else {
            let counts = Counts::of(&analysis.findings);
            Checked { file: files[0].clone(), findings: Vec::new(), counts, left_out: analysis.left_out }
        };
        Part { texts, checked, changes: None }
    }

    /// The same of two texts that were compared: behind the findings, what has changed.
    pub(super) fn part_of_review(&self, review: &Review, name: &str, config: &Config) -> Part {
        let mut part = self.part(&review.analysis, name, config);
        let changes = changes::resolve(review, &self.files(&review.analysis, name), config, self.lang);
        for (output, text) in self.outputs.iter().zip(&mut part.texts).filter(|(output, _)| output.format == Format::Human) {
            text.push_str(&changes::human(&changes, output.style));
        }
        Part { changes: Some(changes), ..part }
    }

    /// The files of an analysis, the first by the name that programs know it by.
    pub(super) fn files(&self, analysis: &Analysis, name: &str) -> Vec<Arc<File>> {
        files(&analysis.sources, name, &self.here)
    }

    /// Writes them all, and counts; to the screen only if it is not needed for something else.
    pub(super) fn write(&self, parts: Vec<Part>, on_screen: bool) -> Result<Counts, Refusal> {
        let mut texts = vec![String::new(); self.outputs.len()];
        let mut files = Vec::with_capacity(parts.len());
        let mut changes: Option<Vec<Changed>> = None;
        for part in parts {
            if let Some(more) = part.changes {
                changes.get_or_insert_default().extend(more);
            }
            texts.iter_mut().zip(&part.texts).for_each(|(text, more)| text.push_str(more));
            files.push(part.checked);
        }
        let report = Report { lang: self.lang, files, changes };
        for (output, mut text) in self.outputs.iter().zip(texts) {
            if output.format.is_for_machines() {
                text = write(output.format, &report);
            }
            match &output.to {
                None if on_screen => print(&text)?,
                None => {}
                Some(path) => write_file(path, &text)?,
            }
        }
        self.say_what_is_missing(&report);
        Ok(report.counts())
    }

    /// Not every format can say in itself that it does not hold everything.
    fn say_what_is_missing(&self, report: &Report) {
        let more = report.left_out();
        for output in self.outputs.iter().filter(|output| output.format.is_for_machines()) {
            let missing = match output.format {
                Format::Sarif => sarif::cut(report),
                _ => (more > 0).then(|| both!("{more} findings are not in this report", "有 {more} 个问题未列入本报告")),
            };
            let Some(missing) = missing else { continue };
            let name = output.format.name();
            complain(&both!("{name}: {}", "{name}：{}"; missing), self.lang);
        }
    }
}

/// `FORMAT=FILE`.
fn parse(text: &str) -> Result<(Format, PathBuf), Text> {
    let Some((name, file)) = text.split_once('=').filter(|(_, file)| !file.is_empty()) else {
        let text = shown(text);
        return Err(both!(
            "`--report {text}` names no file: write `--report sarif=out.sarif`",
            "“--report {text}”没有写明文件：请写 --report sarif=out.sarif"
        ));
    };
    let format = Format::named(&name.trim().to_ascii_lowercase()).ok_or_else(|| {
        let all = Format::ALL.map(Format::name);
        let near = suggest::nearest(name, all);
        let (all, name) = (all.join(", "), shown(name));
        match near {
            Some(near) => both!("there is no format `{name}`; did you mean `{near}`?", "没有格式“{name}”；是不是“{near}”？"),
            None => both!("there is no format `{name}`; there are: {all}", "没有格式“{name}”；可用：{all}"),
        }
    })?;
    Ok((format, PathBuf::from(file)))
}

/// Refuses to write over what is read or may be read, and to what is no file.
fn refuse(path: &Path, inputs: &[Input]) -> Result<(), Refusal> {
    if path == Path::new("-") {
        return Err(both!(
            "`--report` writes to files; for the screen there is `--format`",
            "--report 只写入文件；要输出到屏幕，请用 --format"
        ));
    }
    let text = path.to_string_lossy();
    if path.is_dir() || text.ends_with(['/', '\\']) || path.file_name().is_none() {
        return Err(about(path, &both!("is a folder: name a file", "是文件夹：请指定文件名")));
    }
    let is_read = |input: &Input| matches!(input, Input::File(file) if place(file) == place(path));
    let is_flow = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("flow"));
    if is_flow || inputs.iter().any(is_read) {
        return Err(about(
            path,
            &both!("is a process file and would be overwritten: name another file", "是流程文件，会被覆盖：请换一个文件名"),
        ));
    }
    Ok(())
}

/// Where a path leads, whether or not a file is there.
fn place(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        folder.join(path.file_name().unwrap_or_default())
    })
}
