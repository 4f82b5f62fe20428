//! The command lines of the documents, run through the binary in a folder that holds the examples and the named texts.

use std::collections::BTreeMap;
use std::process::Command;

use tempfile::TempDir;

use super::markdown::{Page, on_disk};
use super::parts::{flow, name};

/// What runs the command of the documents.
const PREFIXES: [&str; 2] = ["flowright", "cargo run --release --"];

/// What the documents show and a test does not run: it would install, or test the tests.
const NOT_RUN: [&str; 8] = [
    "cargo test",
    "cargo install",
    "cargo clippy",
    "cargo fmt",
    "cargo bench",
    "INSTA_UPDATE=always cargo test",
    "FLOWRIGHT_UPDATE_DOCS=1 cargo test docs",
    "git clone",
];

/// A folder as a reader of a page has it.
pub(super) struct Folder {
    dir: TempDir,
    lang: &'static str,
}

/// What a command wrote, and how it ended.
pub(super) struct Ran {
    pub(super) out: String,
    pub(super) err: String,
    pub(super) code: i32,
}

impl Folder {
    pub(super) fn of(page: &Page) -> Folder {
        let dir = TempDir::new().unwrap();
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(on_disk("examples")).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("examples/{}", path.file_name().unwrap().to_str().unwrap());
            files.insert(name, std::fs::read_to_string(path).unwrap());
        }
        for (at, block) in page.of_kind("flow") {
            if let Some(name) = name(block) {
                files.insert(name.to_owned(), flow(page, at));
            }
        }
        for (name, text) in files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Folder { dir, lang: if page.path.contains(".zh.") { "zh" } else { "en" } }
    }

    /// Runs a command line of the documents, without its comment.
    pub(super) fn run(&self, line: &str) -> Ran {
        let arguments = PREFIXES.iter().find_map(|prefix| line.strip_prefix(prefix)).unwrap_or_else(|| panic!("not a command: {line}"));
        assert!(!arguments.contains(['|', '>', '<', '$', '"', '\'']), "the test knows no shell: {line}");
        let output = Command::new(env!("CARGO_BIN_EXE_flowright"))
            .args(arguments.split_whitespace())
            .current_dir(self.dir.path())
            .env("FLOWRIGHT_LANG", self.lang)
            .env("COLUMNS", "100")
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        Ran {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code().unwrap(),
        }
    }

    /// Runs the lines of a shell block; each must end as its comment says.
    pub(super) fn run_all(&self, lines: &str, place: &str) {
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (command, comment) = line.split_once(" #").unwrap_or((line, ""));
            let command = command.trim();
            if NOT_RUN.iter().any(|known| command.starts_with(known)) || command.starts_with("cd ") {
                continue;
            }
            let expected = ["exit code ", "退出码 "].iter().find_map(|word| comment.split_once(word));
            let expected = expected.map_or(0, |(_, rest)| rest[..1].parse().unwrap());
            let ran = self.run(command);
            assert_eq!(ran.code, expected, "{place}: {line}\n{}{}", ran.out, ran.err);
        }
    }
}
