//! The rooms of the house, and what may not stand in them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "these are tests, also outside of the test functions")]

use std::fmt::Write as _;

/// A word, and the paths below which it may stand.
type Room = (&'static str, &'static [&'static str]);

/// How many lines a file may have.
const LONGEST: usize = 400;

/// A Rust file.
pub(crate) struct File {
    /// From the folder of the project, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    /// The module of `lib.rs` that it belongs to.
    fn module(&self) -> &str {
        let name = self.path.strip_prefix("src/").unwrap_or(&self.path);
        name.split(['/', '.']).next().unwrap_or(name)
    }

    /// The lines that are not comments, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

fn files() -> Vec<File> {
    sources(&["src"])
}

/// The Rust files below some folders of the project, in order.
pub(crate) fn sources(folders: &[&str]) -> Vec<File> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    let mut files = Vec::new();
    let mut folders: Vec<String> = folders.iter().map(|&folder| folder.to_owned()).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(format!("{root}{folder}")).unwrap() {
            let entry = entry.unwrap().path();
            let path = format!("{folder}/{}", entry.file_name().unwrap().to_str().unwrap());
            if entry.is_dir() {
                folders.push(path);
            } else if entry.extension().is_some_and(|ending| ending == "rs") {
                files.push(File { text: std::fs::read_to_string(entry).unwrap(), path });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The modules in the order of `lib.rs`: each may use only those above it.
fn layers(files: &[File]) -> Vec<String> {
    let lib = files.iter().find(|file| file.path == "src/lib.rs").unwrap();
    let modules = lib.code().filter_map(|(_, line)| line.split_once("mod ")?.1.strip_suffix(';'));
    modules.map(str::to_owned).collect()
}

/// The modules that a line of code names by `crate::…`. Names of macros are none of them.
fn named<'l>(line: &'l str, layers: &'l [String]) -> impl Iterator<Item = &'l String> {
    let groups = line.split("crate::").skip(1).flat_map(|rest| {
        let list = rest.strip_prefix('{').and_then(|list| list.split('}').next());
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '!').unwrap_or(rest.len());
        list.unwrap_or(&rest[..end]).split(',')
    });
    groups.filter_map(|word| {
        let word = word.trim().split("::").next().unwrap_or_default();
        layers.iter().find(|layer| *layer == word)
    })
}

#[test]
fn a_module_uses_only_those_above_it_in_lib_rs() {
    let files = files();
    let layers = layers(&files);
    let level = |module: &str| layers.iter().position(|layer| layer == module);
    let mut wrong = String::new();
    for file in &files {
        let Some(own) = level(file.module()) else { continue };
        for (number, line) in file.code().filter(|(_, line)| line.contains("crate::")) {
            for other in named(line, &layers).filter(|other| level(other).is_some_and(|other| other > own)) {
                writeln!(wrong, "{}:{number}: {} is below {} in src/lib.rs", file.path, other, file.module()).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_module_is_in_the_list_of_lib_rs() {
    let files = files();
    let layers = layers(&files);
    for file in files.iter().filter(|file| !matches!(file.path.as_str(), "src/lib.rs" | "src/main.rs")) {
        assert!(layers.iter().any(|layer| layer == file.module()), "{} is in no module of src/lib.rs", file.path);
    }
}

#[test]
fn every_allow_has_a_reason() {
    for file in files() {
        // An attribute may run over several lines.
        let code: String = file.code().map(|(_, line)| line).collect();
        for attribute in code.split("[allow(").skip(1).filter_map(|rest| rest.split(")]").next()) {
            assert!(attribute.contains("reason ="), "{}: allow({attribute}) says no reason", file.path);
        }
    }
}

#[test]
fn no_file_is_longer_than_it_can_be_read() {
    let mut wrong = String::new();
    for file in files() {
        let lines = file.text.lines().count();
        if lines > LONGEST {
            writeln!(wrong, "{} has {lines} lines", file.path).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn each_large_dependency_is_named_in_one_place() {
    let rooms: [Room; 15] = [
        ("calamine", &["src/cli/import/"]),
        ("csv", &["src/import/delimited.rs"]),
        ("docx_rs", &["src/doc/docx.rs"]),
        ("minijinja", &["src/doc/template.rs"]),
        ("rust_xlsxwriter", &["src/emit/sheet/xlsx.rs"]),
        ("resvg", &["src/raster.rs"]),
        ("krilla", &["src/raster.rs"]),
        ("ttf_parser", &["src/raster.rs"]),
        ("notify", &["src/cli/watch.rs"]),
        ("pest", &["src/syntax/grammar.rs"]),
        ("petgraph", &["src/graph/"]),
        ("miette", &["src/report/terminal.rs"]),
        ("quick_xml", &["src/report/xml.rs"]),
        ("clap", &["src/cli/"]),
        ("similar", &["src/report/patch.rs"]),
    ];
    outside(&rooms, &|line, word| names_crate(line, word) || names_crate(line, &format!("{word}_derive")));
}

#[test]
fn only_the_command_line_touches_disk_environment_and_clock() {
    let rooms: [Room; 7] = [
        ("std::fs", &["src/cli/"]),
        ("std::env", &["src/cli/"]),
        ("std::net", &[]),
        ("std::process", &["src/cli/", "src/main.rs"]),
        // The Word document is packed into memory, and what a template writes is counted.
        ("std::io", &["src/cli/", "src/doc/docx.rs", "src/doc/template.rs"]),
        ("Instant", &["src/cli/"]),
        ("SystemTime", &[]),
    ];
    outside(&rooms, &|line, word| names_word(line, word));
}

/// Fails where a line outside its rooms has a word.
fn outside(rooms: &[Room], has: &dyn Fn(&str, &str) -> bool) {
    let mut wrong = String::new();
    for file in files() {
        for &(word, allowed) in rooms.iter().filter(|(_, allowed)| !allowed.iter().any(|room| file.path.starts_with(room))) {
            for (number, line) in file.code().filter(|(_, line)| has(line, word)) {
                writeln!(wrong, "{}:{number}: {word} is named outside {allowed:?}: {}", file.path, line.trim()).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Whether a line names a crate: `petgraph::…`, `use petgraph`.
fn names_crate(line: &str, name: &str) -> bool {
    names_word(line, &format!("{name}::")) || line.contains(&format!("use {name}"))
}

/// Whether a line has a word that no longer word contains.
fn names_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !inside(before) && (word.ends_with(':') || !inside(after))
    })
}
