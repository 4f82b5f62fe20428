//! Finding and reading `flowright.yaml`: the nearest one upward of each file, and what it extends.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::ArgMatches;

use super::files::{Input, absolute, display, load_inside, refuse_strange};
use super::output::{say, style};
use super::{Refusal, about};
use crate::analysis::Analysis;
use crate::ast::quantity::{self, Date};
use crate::both;
use crate::config::rules::BAD_CONFIGURATION;
use crate::config::{Config, FILE, Section, Settings, read};
use crate::diagnostic::Diagnostic;
use crate::lang::{Lang, Text, shown};
use crate::lint::rules;
use crate::model::Model;
use crate::report::terminal;
use crate::rule::{Level, Rule};
use crate::source::{Source, Sources, Span};

/// How many files may extend one another.
const EXTENDS: usize = 10;

/// The configurations of a run, each read once.
pub(super) struct Projects {
    rules: Vec<&'static Rule>,
    /// The one that was named; then none is looked for.
    named: Option<PathBuf>,
    /// What the command line says, on top of every file.
    said: Settings,
    today: Option<Date>,
    inline_allow: bool,
    /// By folder.
    known: Mutex<HashMap<PathBuf, Loaded>>,
}

type Loaded = Result<Arc<Settings>, Arc<Analysis>>;

impl Projects {
    /// The language that is set for an input.
    pub(super) fn language(&self, input: &Input) -> Option<Lang> {
        self.settings(&input.path()).ok()?.lang
    }

    /// From the options of a command.
    pub(super) fn new(matches: &ArgMatches) -> Result<Projects, Refusal> {
        let rules = rules::all();
        let option = |name: &str| matches.try_get_one::<String>(name).ok().flatten();
        let today = option("today").map(|day| parse_day(day)).transpose()?;
        let named: Option<PathBuf> = matches.try_get_one("config").ok().flatten().cloned();
        if let Some(path) = named.as_deref().filter(|path| !path.is_file()) {
            return Err(about(path, &both!("there is no such file", "没有这个文件")));
        }
        let listed = |name: &str| matches.try_get_many::<String>(name).ok().flatten().into_iter().flatten().map(String::as_str);
        let said = Section::of_words(listed("select"), listed("ignore"), &rules).map_err(|word| {
            let word = shown(&word).to_string();
            both!("there is no rule `{word}`; `flowright rules` lists them", "没有规则“{word}”；用 flowright rules 查看全部规则")
        })?;
        let fail_on = option("fail-on").and_then(|word| Level::named(word));
        let said = Settings { fail_on, sections: vec![said], ..Settings::default() };
        let inline_allow = !matches.try_get_one::<bool>("no-inline-allow").ok().flatten().copied().unwrap_or(false);
        Ok(Projects { rules, named, said, today, inline_allow, known: Mutex::default() })
    }

    /// By what each input is judged. What is wrong with a configuration is shown, and nothing is judged.
    pub(super) fn configs(&self, inputs: &[Input], matches: &ArgMatches, lang: Lang) -> Result<Vec<Config>, Refusal> {
        let configs: Result<Vec<Config>, Arc<Analysis>> = inputs.iter().map(|input| self.config(input)).collect();
        configs.map_err(|analysis| {
            say(terminal::report(&analysis, style(matches, lang)).trim_end());
            both!("the configuration cannot be used, so nothing was checked", "配置文件有误，未进行检查")
        })
    }

    fn config(&self, input: &Input) -> Result<Config, Arc<Analysis>> {
        let path = input.path();
        let settings = self.settings(&path)?;
        let mut config = settings.for_file(&display(&path), &self.rules);
        config.today = self.today;
        config.inline_allow = self.inline_allow;
        Ok(config)
    }

    /// What holds for the file at a path.
    fn settings(&self, path: &Path) -> Loaded {
        let folder = path.parent().unwrap_or(path).to_path_buf();
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(&folder) {
            return known.clone();
        }
        let file = self.named.clone().or_else(|| nearest(&folder));
        let base = file.map_or_else(|| Ok(Settings::default()), |file| self.load(&file));
        let loaded = base.map(|base| Arc::new(self.said.clone().over(base)));
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(folder, loaded.clone());
        loaded
    }

    /// Reads a configuration and what it extends. The error holds what is wrong with it.
    fn load(&self, path: &Path) -> Result<Settings, Arc<Analysis>> {
        let mut sources = Sources::default();
        let mut chain: Vec<Settings> = Vec::new();
        let mut name = shortened(path);
        let mut next = load_inside(path.parent().unwrap_or(Path::new("")), path);
        let mut asked: Option<(String, Span)> = None;
        loop {
            let source = match next {
                Ok(source) => Arc::new(Source::new(name.clone(), source.text.clone())),
                Err(why) => return Err(unusable(sources, asked, &name, &why)),
            };
            if chain.len() > EXTENDS || sources.0.iter().any(|other| other.name == source.name) {
                return Err(unusable(sources, asked, &name, &both!("the files extend one another in a circle", "文件循环引用")));
            }
            let file = sources.add(Arc::clone(&source));
            let here = PathBuf::from(&source.name);
            let folder = here.parent().map(absolute).unwrap_or_default();
            let (settings, findings) = read(file, &source, &display(&folder), &self.rules);
            if !findings.is_empty() {
                return Err(Arc::new(Analysis { sources, model: Model::default(), findings, left_out: 0 }));
            }
            asked.clone_from(&settings.extends);
            chain.push(settings);
            let Some((path, _)) = &asked else { break };
            let folder = here.parent().unwrap_or(Path::new(""));
            name = display(&super::files::tidy(&folder.join(path)));
            next = refuse_strange(path).and_then(|()| load_inside(folder, Path::new(&name)));
        }
        let merged = chain.into_iter().rev().reduce(|base, own| own.over(base));
        Ok(merged.unwrap_or_default())
    }
}

fn unusable(sources: Sources, asked: Option<(String, Span)>, name: &str, why: &Text) -> Arc<Analysis> {
    let mut sources = sources;
    let help = if asked.is_some() {
        both!("write the path from this file, with `/`, inside the project", "请写相对于本文件的路径，用“/”分隔，且在项目之内")
    } else {
        both!("it must be a plain file, saved as UTF-8", "应为普通文本文件，并以 UTF-8 编码保存")
    };
    let (path, span) = asked.unwrap_or_else(|| {
        let file = sources.add(Arc::new(Source::new(name, "")));
        (name.to_owned(), Span { file, start: 0, end: 0 })
    });
    let path = shown(&path);
    let message = both!("cannot use `{path}`: {}", "无法使用“{path}”：{}"; why);
    let findings = vec![Diagnostic::new(&BAD_CONFIGURATION, span, message, help)];
    Arc::new(Analysis { sources, model: Model::default(), findings, left_out: 0 })
}

/// The nearest configuration upward of a folder, not beyond the repository.
fn nearest(folder: &Path) -> Option<PathBuf> {
    for folder in folder.ancestors() {
        let file = folder.join(FILE);
        // A folder or a pipe of that name is refused when it is read: nobody should believe that it has an effect.
        if file.symlink_metadata().is_ok() {
            return Some(file);
        }
        if folder.join(".git").exists() {
            return None;
        }
    }
    None
}

/// A path as messages name it: from the folder in which the command was run, if it is below that.
fn shortened(path: &Path) -> String {
    let here = absolute(Path::new("."));
    let path = absolute(path);
    display(path.strip_prefix(&here).unwrap_or(&path))
}

/// A day of `--today`; `now` is what the clock says.
fn parse_day(word: &str) -> Result<Date, Refusal> {
    if word == "now" {
        let today = jiff::Zoned::now().date();
        let [month, day] = [today.month(), today.day()].map(i8::unsigned_abs);
        return Ok(Date { year: today.year().into(), month, day });
    }
    let word_shown = shown(word);
    quantity::date(word)
        .ok_or_else(|| both!("`{word_shown}` is not a day; write it as 2026-12-31", "“{word_shown}”不是日期；请写成 2026-12-31"))
}
