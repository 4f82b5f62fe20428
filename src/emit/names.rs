//! Names of output files made from what authors typed.

use rustc_hash::FxHashSet;
use unicode_normalization::UnicodeNormalization;

/// The longest part in bytes; three of them with an extension and a number stay below what any file system takes.
const LONGEST: usize = 60;

/// Gives out file names that are portable and unique: no separators, no dots, no device names of Windows, no two that differ in
/// case only. The same names asked for in the same order give the same answers.
#[derive(Debug, Default)]
pub struct OutputNames {
    taken: FxHashSet<String>,
}

impl OutputNames {
    /// A stem for a file about these things, such as a file, a process and a variant.
    pub fn stem(&mut self, parts: &[&str]) -> String {
        let parts: Vec<String> = parts.iter().map(|part| plain(part)).filter(|part| !part.is_empty()).collect();
        let mut stem = parts.join(".");
        if stem.is_empty() {
            stem.push_str("flow");
        }
        if is_device(&stem) {
            stem.insert(0, '_');
        }
        let mut unique = stem.clone();
        let mut count = 1;
        while !self.taken.insert(unique.to_lowercase()) {
            count += 1;
            unique = format!("{stem}-{count}");
        }
        unique
    }
}

/// Letters, digits, `-` and `_` as they are, everything else as `-`.
fn plain(part: &str) -> String {
    let mut out = String::new();
    for c in part.nfc() {
        if c.is_alphanumeric() || c == '_' {
            if out.len() + c.len_utf8() > LONGEST {
                break;
            }
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// Windows takes `con`, `con.dot` and `CON.x` for the console.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let numbered = |device: &str| first.strip_prefix(device).is_some_and(|rest| rest.chars().count() == 1);
    matches!(first.as_str(), "con" | "prn" | "aux" | "nul" | "conin" | "conout") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_in_the_folder_and_differ() {
        let mut names = OutputNames::default();
        let mut stem = |part: &str| names.stem(&[part]);
        assert_eq!(stem("投诉处理"), "投诉处理");
        assert_eq!(stem("投诉处理"), "投诉处理-2");
        assert_eq!(stem("../../etc/passwd"), "etc-passwd");
        assert_eq!(stem("CON"), "_CON");
        assert_eq!(stem("Pay"), "Pay");
        assert_eq!(stem("PAY"), "PAY-2");
        assert_eq!(stem("..\u{202E}\u{0}"), "flow");
        assert_eq!(stem("-rf"), "rf");
        assert!(stem(&"长".repeat(300)).len() <= LONGEST);
        assert_eq!(names.stem(&["aux", "as-is"]), "_aux.as-is");
    }
}
