//! Finding and reading files. What a file may `use` stays inside the project.

use std::collections::HashMap;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};

use ignore::WalkBuilder;

use super::{Refusal, about};
use crate::analysis::Loader;
use crate::both;
use crate::config::FILE;
use crate::encoding::decode;
use crate::lang::{Lang, Text};
use crate::report::concise::file_name;
use crate::source::Source;

/// The ending of process files.
pub(super) const ENDING: &str = "flow";

/// What to read: a file, or standard input under a name.
#[derive(Clone, Debug)]
pub(super) enum Input {
    File(PathBuf),
    /// Its name, if it was given one, and its bytes: it can be read only once.
    Stdin(Option<String>, Vec<u8>),
}

impl Input {
    /// How messages name it.
    pub(super) fn name(&self, lang: Lang) -> String {
        match self {
            Input::File(path) => display(path),
            Input::Stdin(name, _) => name.clone().unwrap_or_else(|| lang.pick("<stdin>", "<标准输入>").to_owned()),
        }
    }

    /// Where it is, or would be: links resolved.
    pub(super) fn path(&self) -> PathBuf {
        match self {
            Input::File(path) => path.canonicalize().unwrap_or_else(|_| path.clone()),
            Input::Stdin(name, _) => {
                let here = Path::new(".").canonicalize().unwrap_or_default();
                here.join(name.as_deref().unwrap_or("stdin.flow"))
            }
        }
    }

    /// What outputs made from it are named after.
    pub(super) fn stem(&self) -> String {
        let name = self.name(Lang::En);
        Path::new(&name).file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned())
    }
}

/// The files asked for: every `.flow` below a folder, ignoring what git ignores, in the order of their paths.
pub(super) fn inputs(paths: &[PathBuf], stdin_name: Option<&String>) -> Result<Vec<Input>, Refusal> {
    let here = [PathBuf::from(".")];
    let asked = if paths.is_empty() { &here } else { paths };
    let mut files = Vec::new();
    let mut stdin = false;
    let mut missing = Vec::new();
    for path in asked {
        if path.as_os_str() == "-" {
            stdin = true;
        } else if path.is_dir() {
            walk(path, &mut files)?;
        } else if path.exists() {
            files.push(path.clone());
        } else {
            missing.push(file_name(&path.to_string_lossy()));
        }
    }
    if !missing.is_empty() {
        let [en, zh] = [", ", "、"].map(|comma| missing.join(comma));
        return Err(both!("{en}: there is no such file or folder", "{zh}：没有这个文件或文件夹"));
    }
    files.sort();
    files.dedup();
    let mut inputs: Vec<Input> = files.into_iter().map(Input::File).collect();
    if stdin {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|error| both!("cannot read standard input: {error}", "无法读取标准输入：{error}"))?;
        inputs.push(Input::Stdin(stdin_name.cloned(), bytes));
    }
    if inputs.is_empty() {
        return Err(both!("there is no .flow file here", "这里没有 .flow 文件"));
    }
    Ok(inputs)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Refusal> {
    for entry in WalkBuilder::new(folder).require_git(false).build() {
        let entry = entry.map_err(|error| about(folder, &both!("cannot be read: {error}", "无法读取：{error}")))?;
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        if is_file && entry.path().extension().is_some_and(|ending| ending == ENDING) {
            let path = entry.into_path();
            files.push(path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path));
        }
    }
    Ok(())
}

/// Reads an input. The inner error is about its text: the encoding, and how to convert it.
pub(super) fn read(input: &Input) -> Result<Result<String, (Text, Text)>, Refusal> {
    let bytes = match input {
        Input::File(path) => read_plain(path).map_err(|why| about(path, &why))?,
        Input::Stdin(_, bytes) => bytes.clone(),
    };
    Ok(decode(bytes))
}

/// How many letters tell the language.
const LETTERS: usize = 10_000;

/// The language in which most letters of the first inputs are written.
pub(super) fn language(inputs: &[Input]) -> Lang {
    let (mut chinese, mut letters) = (0, 0);
    for input in inputs {
        let Ok(Ok(text)) = read(input) else { continue };
        for c in text.chars().filter(|c| c.is_alphabetic()).take(LETTERS) {
            letters += 1;
            chinese += usize::from(matches!(c, '\u{3400}'..='\u{9FFF}'));
        }
        if letters >= LETTERS {
            break;
        }
    }
    if chinese * 2 > letters { Lang::Zh } else { Lang::En }
}

/// Reads a plain file: a pipe or a device would wait for ever.
pub(super) fn read_plain(path: &Path) -> Result<Vec<u8>, Text> {
    let failed = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound => both!("there is no such file", "没有这个文件"),
        ErrorKind::PermissionDenied => both!("may not be read: permission denied", "没有读取权限"),
        _ => both!("cannot be read: {error}", "无法读取：{error}"),
    };
    let meta = std::fs::metadata(path).map_err(failed)?;
    if !meta.is_file() {
        return Err(both!("is not a plain file", "不是普通文件"));
    }
    std::fs::read(path).map_err(failed)
}

/// Reads a plain file that is not too large.
pub(super) fn read_up_to(path: &Path, largest: u64) -> Result<Vec<u8>, Text> {
    if std::fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() > largest) {
        let limit = largest >> 20;
        return Err(both!("is larger than {limit} MB and is not read", "超过 {limit} MB，不予读取"));
    }
    read_plain(path)
}

/// A path from the root, links resolved; as it is where it leads nowhere.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// A path with `/`.
pub(super) fn display(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Loads used files from the disk, each once.
#[derive(Default)]
pub(super) struct Disk {
    loaded: Mutex<HashMap<PathBuf, Result<Arc<Source>, Text>>>,
}

impl Loader for Disk {
    fn load(&self, from: &str, path: &str) -> Result<Arc<Source>, Text> {
        refuse_strange(path)?;
        let folder = Path::new(from).parent().unwrap_or(Path::new(""));
        let path = tidy(&folder.join(path));
        if let Some(known) = self.loaded.lock().unwrap_or_else(std::sync::PoisonError::into_inner).get(&path) {
            return known.clone();
        }
        let loaded = load_inside(folder, &path);
        self.loaded.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(path, loaded.clone());
        loaded
    }
}

pub(super) fn load_inside(folder: &Path, path: &Path) -> Result<Arc<Source>, Text> {
    let missing = |_| both!("there is no such file", "没有这个文件");
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let root = project_root(&folder.canonicalize().map_err(missing)?);
    let real = path.canonicalize().map_err(missing)?;
    if !real.starts_with(&root) {
        return Err(both!("it is outside the project", "它在项目之外"));
    }
    let text = decode(read_plain(&real)?).map_err(|(message, _)| message)?;
    Ok(Arc::new(Source::new(display(path), text)))
}

/// The folder that holds the repository, else the outermost that holds a configuration, else the one from which the command was run,
/// else the file's own.
fn project_root(folder: &Path) -> PathBuf {
    let repository = folder.ancestors().find(|folder| folder.join(".git").exists());
    let marked = repository.or_else(|| folder.ancestors().filter(|folder| folder.join(FILE).is_file()).last());
    let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok()).filter(|here| folder.starts_with(here));
    marked.map(Path::to_path_buf).or(here).unwrap_or_else(|| folder.to_path_buf())
}

/// Paths that are no relative path of this project, whatever the system.
pub(super) fn refuse_strange(path: &str) -> Result<(), Text> {
    let lower = path.to_ascii_lowercase();
    if path.contains("://") || lower.starts_with("file:") {
        return Err(both!("it is a URL; only files of the project can be used", "这是网址；只能引用项目中的文件"));
    }
    if path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':') {
        return Err(both!("the path is absolute", "路径是绝对路径"));
    }
    if path.is_empty() || path.contains('\0') {
        return Err(both!("the path is empty or not a path", "路径为空或不是路径"));
    }
    let device = |part: &str| {
        let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
        matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
            || (stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem.ends_with(|c: char| c.is_ascii_digit()))
    };
    if path.split(['/', '\\']).any(device) {
        return Err(both!("it names a device", "它是设备名"));
    }
    Ok(())
}

/// `a/b/../c` as `a/c`, so that one file has one name.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if tidy.components().next_back().is_some_and(|last| matches!(last, Component::Normal(_))) => {
                tidy.pop();
            }
            part => tidy.push(part),
        }
    }
    tidy
}
