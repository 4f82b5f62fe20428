//! A part of a configuration: what is said about rules and limits, for all files or for some.

use globset::GlobSet;

use super::Config;
use crate::rule::{Level, Rule};

/// What is said about rules and limits, for all files or for some.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The folder of the configuration file, and patterns of paths below it; `None` is every file.
    pub(super) files: Option<(String, GlobSet)>,
    /// Only these rules speak.
    pub(super) select: Option<Vec<Selector>>,
    /// These do not.
    pub(super) ignore: Vec<Selector>,
    /// The levels of some; `None` is off.
    pub(super) severity: Vec<(Selector, Option<Level>)>,
    /// The limits that are set.
    pub(super) limits: Vec<(&'static str, u32)>,
}

/// Names rules: one, a family, or all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Selector {
    /// Every rule.
    All,
    /// The rules whose codes begin so: `F4`.
    Family(char),
    /// One rule.
    Rule(&'static Rule),
}

impl Selector {
    /// The rules of that code, name or family: `F301`, `missing-owner`, `F3`, `all`.
    #[must_use]
    pub fn named(word: &str, rules: &[&'static Rule]) -> Option<Selector> {
        if word.eq_ignore_ascii_case("all") {
            return Some(Selector::All);
        }
        let called = |rule: &&&Rule| rule.code.eq_ignore_ascii_case(word) || rule.name.eq_ignore_ascii_case(word);
        if let Some(rule) = rules.iter().find(called) {
            return Some(Selector::Rule(rule));
        }
        let family = match word.as_bytes() {
            [b'F' | b'f', family] if rules.iter().any(|rule| rule.code.as_bytes()[1] == *family) => char::from(*family),
            _ => return None,
        };
        Some(Selector::Family(family))
    }

    fn takes(self, rule: &Rule) -> bool {
        match self {
            Selector::All => true,
            Selector::Family(family) => rule.code[1..].starts_with(family),
            Selector::Rule(other) => other == rule,
        }
    }
}

impl Section {
    /// What options say for all files. The error is the word that names no rule.
    ///
    /// # Errors
    /// See above.
    pub fn of_words<'w>(
        select: impl Iterator<Item = &'w str>,
        ignore: impl Iterator<Item = &'w str>,
        rules: &[&'static Rule],
    ) -> Result<Section, String> {
        let named = |word: &str| Selector::named(word.trim(), rules).ok_or_else(|| word.to_owned());
        let select: Vec<Selector> = select.map(named).collect::<Result<_, _>>()?;
        let ignore = ignore.map(named).collect::<Result<_, _>>()?;
        Ok(Section { select: Some(select).filter(|select| !select.is_empty()), ignore, ..Section::default() })
    }

    /// Whether it is about the file at a path.
    pub(super) fn is_about(&self, path: &str) -> bool {
        let Some((folder, patterns)) = &self.files else { return true };
        let below = if folder.is_empty() { Some(path) } else { path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) };
        below.is_some_and(|path| patterns.is_match(path))
    }

    /// Lays it over what was said before.
    pub(super) fn apply(&self, rules: &[&'static Rule], config: &mut Config) {
        for &rule in rules {
            let taken = |by: &Vec<Selector>| by.iter().any(|selector| selector.takes(rule));
            match &self.select {
                Some(select) if taken(select) => _ = config.levels.remove(rule.code),
                Some(_) => _ = config.levels.insert(rule.code, None),
                None => {}
            }
            if taken(&self.ignore) {
                config.levels.insert(rule.code, None);
            }
            for (_, level) in self.severity.iter().filter(|(selector, _)| selector.takes(rule)) {
                // What is switched off stays so: a level is how loudly a rule speaks, if it does.
                if level.is_none() || !config.is_off(rule) {
                    config.levels.insert(rule.code, *level);
                }
            }
        }
        for (key, value) in &self.limits {
            config.limits.set(key, *value);
        }
    }
}
