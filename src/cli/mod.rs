//! The command line: the only place that touches the disk, the environment, the terminal and the clock.
#![allow(clippy::disallowed_methods, reason = "this is where disk, environment and clock are touched")]

mod args;
mod build;
mod check;
mod explain;
mod files;
mod fmt;
mod output;

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
        Some((name @ ("check" | "build" | "fmt"), matches)) => on_inputs(name, matches, said),
        Some(("explain", matches)) => (explain::explain(matches, lang), lang),
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
    let inputs = match files::inputs(&paths, matches.get_one("stdin-filename")) {
        Ok(inputs) => inputs,
        Err(refusal) => return (Err(refusal), said.unwrap_or_default()),
    };
    let lang = said.unwrap_or_else(|| files::language(&inputs));
    let run = match command {
        "check" => check::run,
        "build" => build::run,
        _ => fmt::run,
    };
    (run(matches, &inputs, lang), lang)
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
