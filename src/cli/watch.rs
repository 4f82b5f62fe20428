//! `--watch`: checks again whenever a file has changed, until Ctrl-C.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use notify::event::ModifyKind;
use notify::{Event, EventKind, RecursiveMode, Watcher};

use super::files::{ENDING, display};
use super::output::say;
use super::{Refusal, about};
use crate::both;
use crate::lang::Lang;
use crate::report::concise::file_name;

/// How long it must be quiet before files are read: editors write in several steps.
const QUIET: Duration = Duration::from_millis(200);

/// How many changes are waited for until it is quiet.
const ROUNDS: usize = 1000;

/// Checks, then checks again after every change below the paths.
pub(super) fn run(paths: &[PathBuf], lang: Lang, mut check: impl FnMut()) -> Result<(), Refusal> {
    let (send, changes) = channel();
    let failed = |error: &notify::Error| both!("cannot watch for changes: {error}", "无法监视文件变化：{error}");
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // When nobody listens any more the program is at its end.
        event.iter().flat_map(relevant).for_each(|path| drop(send.send(path)));
    })
    .map_err(|error| failed(&error))?;
    let here = [PathBuf::from(".")];
    for path in if paths.is_empty() { &here[..] } else { paths } {
        if path.as_os_str() == "-" {
            return Err(both!("standard input cannot be watched", "无法监视标准输入"));
        }
        let (folder, mode) =
            if path.is_dir() { (path.as_path(), RecursiveMode::Recursive) } else { (folder_of(path), RecursiveMode::NonRecursive) };
        watcher.watch(folder, mode).map_err(|error| about(folder, &failed(&error)))?;
    }
    check();
    while let Some(path) = next(&changes, QUIET) {
        let name = file_name(&display(path.file_name().map_or(&path, Path::new)));
        say(&format!("\n{}", both!("{name} has changed", "{name} 有改动，重新检查").get(lang)));
        check();
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The processes and settings that an event is about; reading a file changes nothing.
fn relevant(event: &Event) -> Vec<PathBuf> {
    let changes = match event.kind {
        EventKind::Modify(ModifyKind::Metadata(_)) | EventKind::Access(_) => false,
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Any | EventKind::Other => true,
    };
    let concerns = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == ENDING) || path.ends_with("flowright.yaml");
    event.paths.iter().filter(concerns).filter(|_| changes).cloned().collect()
}

/// Waits for a change, then until it is quiet. `None` when nothing can come any more.
fn next(changes: &Receiver<PathBuf>, quiet: Duration) -> Option<PathBuf> {
    let first = changes.recv().ok()?;
    for _ in 0..ROUNDS {
        match changes.recv_timeout(quiet) {
            Ok(_) => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    Some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_of_changes_is_one() {
        let (send, changes) = channel();
        for name in ["a.flow", "b.flow", "a.flow"] {
            send.send(PathBuf::from(name)).unwrap();
        }
        assert_eq!(next(&changes, Duration::from_millis(1)), Some(PathBuf::from("a.flow")));
        drop(send);
        assert_eq!(next(&changes, Duration::from_millis(1)), None);
    }

    #[test]
    fn only_writing_processes_and_settings_counts() {
        let event = |kind, name: &str| relevant(&Event::new(kind).add_path(PathBuf::from(name))).len();
        let written = EventKind::Modify(ModifyKind::Any);
        assert_eq!(event(written, "x/a.flow"), 1);
        assert_eq!(event(written, "x/flowright.yaml"), 1);
        assert_eq!(event(written, "x/a.txt"), 0);
        assert_eq!(event(EventKind::Access(notify::event::AccessKind::Any), "x/a.flow"), 0);
    }
}
