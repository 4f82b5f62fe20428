//! The command line: the only place that touches the disk, the environment, the terminal and the clock.
#![allow(clippy::disallowed_methods, reason = "this is where disk, environment and clock are touched")]

mod args;
mod build;
mod check;
mod explain;
mod files;
mod output;

use std::ffi::OsString;
use std::process::ExitCode;

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
    let lang = language(&arguments);
    let matches = match args::command(lang).try_get_matches_from(&arguments) {
        Ok(matches) => matches,
        Err(error) => return args::explain_error(&error, lang),
    };
    let result = match matches.subcommand() {
        Some(("check", matches)) => check::run(matches, lang),
        Some(("build", matches)) => build::run(matches, lang),
        Some(("explain", matches)) => explain::explain(matches, lang),
        Some(("rules", matches)) => explain::rules(matches, lang),
        _ => Ok(Outcome::Clean),
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

/// The language: `--lang`, then `FLOWRIGHT_LANG`, then the locale.
fn language(arguments: &[OsString]) -> Lang {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(word) = words.next() {
        let value = word.strip_prefix("--lang=").or_else(|| if word == "--lang" { words.next() } else { None });
        if let Some(value) = value {
            return Lang::from_locale(value);
        }
    }
    ["FLOWRIGHT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .map_or(Lang::En, |locale| Lang::from_locale(&locale))
}

/// A refusal about a path.
fn about(path: &std::path::Path, why: &Text) -> Refusal {
    let path = crate::report::concise::file_name(&path.to_string_lossy());
    both!("{path}: {}", "{path}：{}"; why)
}
