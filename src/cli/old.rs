//! The old text that a new one is compared with.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Refusal;
use super::files::{Disk, Input, read};
use super::git::Repository;
use crate::analysis::{Analysis, Loader, analyze_behind};
use crate::both;
use crate::config::Config;
use crate::encoding::decode;
use crate::lang::{Lang, shown};
use crate::source::{Source, Sources};

/// Where it is.
pub(super) enum Old {
    /// In a file.
    File(Input),
    /// In a file of then, by its path from the root.
    Then(String),
    /// It was not there.
    None,
}

impl Old {
    /// The old text of an input, followed through renames (the names of then by those of now); nothing for what lies elsewhere.
    pub(super) fn of(new: &Input, repository: &Repository, renamed: &BTreeMap<String, String>) -> Option<Old> {
        let Input::File(path) = new else { return None };
        let now = repository.inside(path)?;
        let then = renamed.get(&now).cloned().unwrap_or(now);
        Some(if repository.file(&then).is_some() { Old::Then(then) } else { Old::None })
    }

    /// Analyses it behind the sources of the new text, and says how it is called.
    pub(super) fn analyze(
        &self,
        repository: Option<&Repository>,
        disk: &Disk,
        config: &Config,
        sources: Sources,
        lang: Lang,
    ) -> Result<(String, Analysis), Refusal> {
        let nothing = lang.pick("(nothing)", "（无）").to_owned();
        let (name, text, loader): (String, _, &dyn Loader) = match (self, repository) {
            (Old::File(input), _) => (input.name(lang), read(input)?, disk),
            (Old::Then(path), Some(repository)) => (repository.name(path), decode(repository.file(path).unwrap_or_default()), repository),
            _ => (nothing, Ok(String::new()), disk),
        };
        let text = text.map_err(|(message, _)| {
            let name = shown(&name);
            both!("{name}: {}", "{name}：{}"; message)
        })?;
        let analysis = analyze_behind(sources, Arc::new(Source::new(&*name, text)), loader, config);
        Ok((name, analysis))
    }
}
