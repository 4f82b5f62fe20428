//! The examples, and how findings are written in tests.

use std::sync::Arc;

use flowright::analysis::{Loader, analyze};
use flowright::config::Config;
use flowright::diagnostic::Diagnostic;
use flowright::lang::Text;
use flowright::source::Source;

/// Finds the files of `examples/` by name, read once.
pub(crate) struct Examples(Vec<Arc<Source>>);

impl Examples {
    #[allow(clippy::disallowed_methods, reason = "a test reads the examples from the disk")]
    pub(crate) fn read() -> Examples {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let source = |path: std::path::PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            Arc::new(Source::new(name, std::fs::read_to_string(path).unwrap()))
        };
        Examples(files.into_iter().map(source).collect())
    }

    /// No files at all.
    pub(crate) fn read_none() -> Examples {
        Examples(Vec::new())
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        &self.get(name).unwrap_or_else(|| panic!("there is no example {name}")).text
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|source| source.text.as_str())
    }

    /// What is wrong with a text that stands among the examples.
    pub(crate) fn findings(&self, text: &str) -> (Arc<Source>, Vec<Diagnostic>) {
        let source = Arc::new(Source::new("test.flow", text));
        let findings = analyze(Arc::clone(&source), self, &Config::default()).findings;
        (source, findings)
    }

    fn get(&self, name: &str) -> Option<&Arc<Source>> {
        self.0.iter().find(|source| source.name == name)
    }
}

impl Loader for Examples {
    fn load(&self, _: &str, path: &str) -> Result<Arc<Source>, Text> {
        self.get(path).cloned().ok_or_else(|| Text::from("there is no such example"))
    }
}
