//! The names of files as programs want them: with `/`, relative to the folder in which the command was run.

use std::fmt::Write;
use std::sync::Arc;

use crate::source::Sources;

/// A file that findings are in.
#[derive(PartialEq, Eq, Debug)]
pub struct File {
    /// As it was named to the command.
    pub name: String,
    /// From the folder in which the command was run; absolute if it is not below it.
    pub path: String,
    /// The path as a URI reference.
    pub uri: String,
}

impl File {
    /// A file of that name, seen from a folder.
    #[must_use]
    pub fn new(name: &str, here: &str) -> File {
        let path = relative(name, here);
        File { name: name.to_owned(), uri: uri(&path), path }
    }

    /// Whether it is below the folder in which the command was run.
    #[must_use]
    pub fn is_below(&self) -> bool {
        !is_absolute(&self.path)
    }
}

/// The files of an analysis by their ids; the first under the name that programs know it by.
#[must_use]
pub fn files(sources: &Sources, first: &str, here: &str) -> Vec<Arc<File>> {
    let others = sources.0.iter().skip(1).map(|source| source.name.as_str());
    std::iter::once(first).chain(others).map(|name| Arc::new(File::new(name, here))).collect()
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    let drive = path.get(..2).filter(|_| is_absolute(path) && !path.starts_with('/'));
    if is_absolute(path) {
        uri.push_str(if drive.is_some() { "file:///" } else { "file://" });
        uri.push_str(drive.unwrap_or_default());
    }
    for &byte in &path.as_bytes()[drive.map_or(0, str::len)..] {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // A String takes all that is written to it.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

/// `./a/../b` as `b`, and the same for `HERE/b`.
fn relative(name: &str, here: &str) -> String {
    let whole = if is_absolute(name) { name.to_owned() } else { format!("{here}/{name}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    let folder: Vec<&str> = here.split('/').filter(|part| !part.is_empty()).collect();
    match parts.strip_prefix(folder.as_slice()) {
        Some(below) if !below.is_empty() => below.join("/"),
        _ => format!("{}{}", if whole.starts_with('/') { "/" } else { "" }, parts.join("/")),
    }
}

/// Whether a path begins at a root or a drive.
fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || matches!(path.as_bytes(), [drive, b':', b'/', ..] if drive.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_here() {
        for (name, path, uri) in [
            ("./a/../b c.flow", "b c.flow", "b%20c.flow"),
            ("/home/me/流程.flow", "流程.flow", "%E6%B5%81%E7%A8%8B.flow"),
            ("../x.flow", "/home/x.flow", "file:///home/x.flow"),
            ("::error x.flow", "::error x.flow", "%3A%3Aerror%20x.flow"),
            ("/home/me2/x.flow", "/home/me2/x.flow", "file:///home/me2/x.flow"),
        ] {
            let file = File::new(name, "/home/me");
            assert_eq!((file.path.as_str(), file.uri.as_str()), (path, uri));
        }
        assert_eq!(File::new("C:/me/a/x.flow", "C:/me").path, "a/x.flow");
        assert_eq!(File::new("D:/x.flow", "C:/me").uri, "file:///D:/x.flow");
    }
}
