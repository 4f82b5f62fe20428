//! What a team has found before and lives with for now: a list of fingerprints, with what a reader needs to know them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};

/// The name and the version of the format.
const FORMAT: (&str, u32) = ("flowright.baseline", 1);

/// The findings of a baseline, by their fingerprints, which tell file and rule too.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Baseline {
    entries: BTreeMap<String, Entry>,
}

/// The file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    format: String,
    version: u32,
    findings: Vec<Entry>,
}

/// A finding that was there. Only the fingerprint is compared.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The file, from the folder of the baseline.
    pub file: String,
    /// The rule's code.
    pub rule: String,
    /// What was said, in English.
    pub message: String,
    /// The same in Chinese.
    pub message_zh: String,
    /// See [`super::fingerprint`].
    pub fingerprint: String,
}

impl Entry {
    /// The entry of a finding in a file.
    #[must_use]
    pub fn of(finding: &Diagnostic, file: &str, fingerprint: String) -> Entry {
        let Text { en: message, zh: message_zh } = finding.message.clone();
        Entry { file: file.to_owned(), rule: finding.rule.code.to_owned(), message, message_zh, fingerprint }
    }
}

impl Baseline {
    /// Reads a file.
    ///
    /// # Errors
    /// Says why it is none.
    pub fn read(text: &str) -> Result<Baseline, Text> {
        let stored: Stored = serde_json::from_str(text).map_err(|error| {
            let why = error.to_string();
            let why = shown(&why);
            both!("this is no baseline: {why}", "不是基线文件（{why}）")
        })?;
        if (stored.format.as_str(), stored.version) != FORMAT {
            let help = both!(
                "it is of another format or version; write it anew with `--write-baseline`",
                "格式或版本不同；请用 --write-baseline 重新写入"
            );
            return Err(help);
        }
        Ok(stored.findings.into_iter().collect())
    }

    /// Writes it, the entries in order.
    #[must_use]
    pub fn write(&self) -> String {
        let stored = Stored { format: FORMAT.0.to_owned(), version: FORMAT.1, findings: self.entries() };
        // Strings and numbers only: this cannot fail.
        serde_json::to_string_pretty(&stored).unwrap_or_default() + "\n"
    }

    /// Whether the finding of that fingerprint is recorded.
    #[must_use]
    pub fn has(&self, fingerprint: &str) -> bool {
        self.entries.contains_key(fingerprint)
    }

    /// Its entries, by file, rule and fingerprint.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let mut entries: Vec<Entry> = self.entries.values().cloned().collect();
        entries.sort_by(|a, b| (&a.file, &a.rule, &a.fingerprint).cmp(&(&b.file, &b.rule, &b.fingerprint)));
        entries
    }
}

impl FromIterator<Entry> for Baseline {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Baseline {
        Baseline { entries: entries.into_iter().map(|entry| (entry.fingerprint.clone(), entry)).collect() }
    }
}
