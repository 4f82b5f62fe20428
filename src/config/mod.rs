//! What a project sets in `flowright.yaml`: which rules speak, how loudly, and beyond which limits.
//!
//! [`read`] makes [`Settings`] of a YAML text, [`Settings::over`] lays one text over another that it extends, and
//! [`Settings::for_file`] gives the [`Config`] by which one file is judged. Reading is total: what is wrong is reported with its place, and left out.

mod limits;
mod read;
pub mod rules;
mod section;
mod yaml;

pub use limits::{Limit, Limits};
pub use read::read;
pub use section::{Section, Selector};

use rustc_hash::FxHashMap;

use crate::ast::quantity::Date;
use crate::diagnostic::Diagnostic;
use crate::lang::Lang;
use crate::rule::{Level, Rule};
use crate::source::Span;

/// The name of the file that holds the settings of a folder and all below it.
pub const FILE: &str = "flowright.yaml";

/// By what one file is judged.
#[derive(Clone, Debug)]
pub struct Config {
    /// The limits beyond which rules speak.
    pub limits: Limits,
    /// The day on which dates are judged. Without it nothing is overdue: no output depends on the clock unasked.
    pub today: Option<Date>,
    /// Whether `# allow: …` comments hide findings.
    pub inline_allow: bool,
    /// From which level on a finding fails the check.
    pub fail_on: Level,
    /// The calendar of processes that name none.
    pub calendar: Option<String>,
    /// How target attainment is counted.
    pub attainment: Attainment,
    /// What was said about rules, by their codes: `None` is off.
    pub levels: FxHashMap<&'static str, Option<Level>>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            limits: Limits::default(),
            today: None,
            inline_allow: true,
            fail_on: Level::Error,
            calendar: None,
            attainment: Attainment::default(),
            levels: FxHashMap::default(),
        }
    }
}

impl Config {
    /// A finding at the level that was set for its rule; `None` if the rule is off. An error of syntax or names stays what it is: what
    /// is not understood is not checked, and nobody should think that it was.
    #[must_use]
    pub fn judge(&self, mut finding: Diagnostic) -> Option<Diagnostic> {
        match self.levels.get(finding.rule.code) {
            _ if is_fixed(finding.rule, finding.level) => Some(finding),
            None => Some(finding),
            Some(None) => None,
            Some(Some(_)) if finding.accepted => Some(finding),
            Some(Some(level)) => {
                finding.level = *level;
                Some(finding)
            }
        }
    }

    /// Whether a finding fails the check. What is to be mended in an as-is never does.
    #[must_use]
    pub fn fails(&self, finding: &Diagnostic) -> bool {
        finding.level >= self.fail_on && !finding.to_be_mended
    }

    /// Whether a rule is off.
    #[must_use]
    pub fn is_off(&self, rule: &Rule) -> bool {
        self.levels.get(rule.code) == Some(&None)
    }
}

/// Whether a finding can be neither switched off nor allowed.
#[must_use]
pub fn is_fixed(rule: &Rule, level: Level) -> bool {
    rule.code < "F2" && level == Level::Error
}

/// How target attainment (目标达成率) is counted; see `docs/configuration.md`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Attainment {
    /// `2 − actual / target` where less is better.
    #[default]
    Relative,
    /// `(before − actual) / (before − target)`.
    Progress,
}

/// What configuration files say.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The language of messages.
    pub lang: Option<Lang>,
    /// From which level on findings fail the check.
    pub fail_on: Option<Level>,
    /// The calendar of processes that name none.
    pub calendar: Option<String>,
    /// How many hours a working day has.
    pub hours_per_day: Option<u32>,
    /// How target attainment is counted.
    pub attainment: Option<Attainment>,
    /// The file whose settings hold where this one says nothing, and where it is named.
    pub extends: Option<(String, Span)>,
    /// What is said about rules and limits, the later on top of the earlier.
    pub sections: Vec<Section>,
}

impl Settings {
    /// Lays these settings over those that they extend.
    #[must_use]
    pub fn over(mut self, base: Settings) -> Settings {
        let mut sections = base.sections;
        sections.append(&mut self.sections);
        Settings {
            lang: self.lang.or(base.lang),
            fail_on: self.fail_on.or(base.fail_on),
            calendar: self.calendar.or(base.calendar),
            hours_per_day: self.hours_per_day.or(base.hours_per_day),
            attainment: self.attainment.or(base.attainment),
            extends: None,
            sections,
        }
    }

    /// By what the file at a path is judged. `rules` are all there are.
    #[must_use]
    pub fn for_file(&self, path: &str, rules: &[&'static Rule]) -> Config {
        let mut config = Config {
            fail_on: self.fail_on.unwrap_or(Level::Error),
            calendar: self.calendar.clone(),
            attainment: self.attainment.unwrap_or_default(),
            ..Config::default()
        };
        for section in self.sections.iter().filter(|section| section.is_about(path)) {
            section.apply(rules, &mut config);
        }
        config
    }
}
