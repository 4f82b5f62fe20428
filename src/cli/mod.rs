//! The command line: the only place that touches the disk, the environment, the terminal and the clock.
#![allow(clippy::disallowed_methods, reason = "this is where disk, environment and clock are touched")]

mod analyze;
mod args;
mod baseline;
mod build;
mod check;
mod compare;
mod config;
mod daily;
mod diff;
mod doc;
mod explain;
mod files;
mod fix;
mod fmt;
mod git;
mod import;
mod improve;
mod init;
mod old;
mod output;
mod reports;
mod shell;
mod since;
mod tables;
mod watch;
mod whole;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::ArgMatches;

use crate::both;
use crate::lang::{Lang, Text};

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Nothing stands in the way.
    Clean,
    /// Findings at or above the failing level.
    Failing,
}

/// Why a command could not run: exit code 2.
pub type Refusal = Text;

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let said = language(&arguments);
    let lang = said.unwrap_or_default();
    let matches = match args::command(lang).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return args::explain_error(&error, &arguments, lang),
    };
    let (result, lang) = match matches.subcommand() {
        Some((name @ ("check" | "build" | "analyze" | "compare" | "tables" | "doc" | "diff" | "improve" | "fmt"), matches)) => {
            on_inputs(name, matches, said)
        }
        Some(("explain", matches)) => (explain::explain(matches, lang), lang),
        Some(("import", matches)) => (import::run(matches, lang), lang),
        Some(("init", matches)) => (init::run(matches, lang), lang),
        Some(("completions", matches)) => (shell::completions(matches, lang), lang),
        Some(("man", matches)) => (shell::man(matches, lang), lang),
        Some(("rules", matches)) => (explain::rules(matches, lang), lang),
        Some(("help", matches)) => (args::help(matches, lang), lang),
        _ => (Ok(Outcome::Clean), lang),
    };
    match result {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Failing) => ExitCode::from(1),
        Err(refusal) => {
            output::complain(&refusal, lang);
            ExitCode::from(2)
        }
    }
}

/// Checks, builds or formats, in the language said, or else in that of the inputs.
fn on_inputs(command: &str, matches: &ArgMatches, said: Option<Lang>) -> (Result<Outcome, Refusal>, Lang) {
    let paths: Vec<PathBuf> = matches.get_many("paths").into_iter().flatten().cloned().collect();
    if command == "check" && matches.get_flag("watch") {
        return check_and_watch(matches, &paths, said.unwrap_or_default());
    }
    if let Some(folder) = matches.try_get_one::<PathBuf>("write-template").ok().flatten() {
        return (doc::write_templates(folder), said.unwrap_or_default());
    }
    let inputs = match files::inputs(&paths, matches.try_get_one("stdin-filename").ok().flatten()) {
        Ok(inputs) => inputs,
        Err(refusal) => return (Err(refusal), said.unwrap_or_default()),
    };
    let projects = match config::Projects::new(matches) {
        Ok(projects) => projects,
        Err(refusal) => return (Err(refusal), said.unwrap_or_default()),
    };
    let set = || inputs.first().and_then(|input| projects.language(input));
    let lang = said.or_else(set).unwrap_or_else(|| files::language(&inputs));
    let result = match command {
        "check" => check_changed(matches, inputs, &projects, lang),
        "build" => build::run(matches, &inputs, &projects, lang),
        "analyze" => analyze::run(matches, &inputs, &projects, lang),
        "compare" => compare::run(matches, &inputs, &projects, lang),
        "tables" => tables::run(matches, &inputs, &projects, lang),
        "doc" => doc::run(matches, &inputs, &projects, lang),
        "diff" => diff::run(matches, inputs, &projects, lang),
        "improve" => improve::run(matches, &inputs, &projects, lang),
        _ => fmt::run(matches, &inputs, lang),
    };
    (result, lang)
}

/// Checks the inputs, or those that have changed since a revision.
fn check_changed(matches: &ArgMatches, inputs: Vec<files::Input>, projects: &config::Projects, lang: Lang) -> Result<Outcome, Refusal> {
    let inputs = match matches.get_one::<String>("since") {
        Some(revision) => since::changed(inputs, &git::Repository::at(revision)?)?,
        None => inputs,
    };
    check::run(matches, &inputs, projects, lang)
}

/// Checks at every change, what is there then. What cannot be checked is said, and may be put right.
fn check_and_watch(matches: &ArgMatches, paths: &[PathBuf], lang: Lang) -> (Result<Outcome, Refusal>, Lang) {
    let check = || {
        // A configuration may have changed as well.
        let run = || check::run(matches, &files::inputs(paths, None)?, &config::Projects::new(matches)?, lang);
        if let Err(refusal) = run() {
            output::complain(&refusal, lang);
        }
    };
    (watch::run(paths, lang, check).map(|()| Outcome::Clean), lang)
}

/// The language said: by `--lang`, then `FLOWRIGHT_LANG`, then a locale that is one of a country.
fn language(arguments: &[OsString]) -> Option<Lang> {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(word) = words.next() {
        let value = word.strip_prefix("--lang=").or_else(|| if word == "--lang" { words.next() } else { None });
        if let Some(lang) = value.and_then(args::lang_named) {
            return Some(lang);
        }
    }
    let set = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if let Some(value) = set(&"FLOWRIGHT_LANG") {
        return Some(args::lang_named(&value).unwrap_or_else(|| Lang::from_locale(&value)));
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set)?;
    let nowhere = matches!(locale.split('.').next(), Some("C" | "POSIX"));
    (!nowhere).then(|| Lang::from_locale(&locale))
}

/// A refusal about a path.
fn about(path: &std::path::Path, why: &Text) -> Refusal {
    let path = crate::report::concise::file_name(&path.to_string_lossy());
    both!("{path}: {}", "{path}：{}"; why)
}
