//! Writing what was built: to a folder, to one file, or to the screen.

use std::path::Path;

use clap::ArgMatches;

use super::target::Target;
use super::{FOLDER, Output};
use crate::both;
use crate::cli::files::{Input, display};
use crate::cli::output::{print, print_bytes, say, write_file};
use crate::cli::{Refusal, about};
use crate::emit::OutputNames;
use crate::lang::Lang;

/// Writes the outputs: to a folder, or a single one to a file or to the screen.
pub(super) fn write(matches: &ArgMatches, inputs: &[Input], outputs: &[Output], lang: Lang) -> Result<(), Refusal> {
    let to = matches.get_one::<String>("output").map_or(FOLDER, String::as_str);
    let single_file = Path::new(to).extension().is_some() && !Path::new(to).is_dir();
    if to == "-" || single_file {
        let [output] = outputs else {
            let count = outputs.len();
            return match count {
                0 => Ok(()),
                _ => Err(both!(
                    "there are {count} outputs: name a folder, or choose one `--to` and one `--variant`",
                    "共有 {count} 个输出：请指定文件夹，或只选一种格式（--to）和一个版本（--variant）"
                )),
            };
        };
        if to == "-" {
            return match std::str::from_utf8(&output.bytes) {
                Ok(text) => print(text),
                Err(_) => print_bytes(&output.bytes),
            };
        }
        refuse(Path::new(to), output.target, inputs)?;
        write_file(Path::new(to), &output.bytes)?;
        say(to);
        say_how_to_see(output.target, to, lang);
        return Ok(());
    }
    let folder = Path::new(to);
    if folder.exists() && !folder.is_dir() {
        return Err(about(folder, &both!("is there already and is not a folder", "已存在，且不是文件夹")));
    }
    // One set of names for each ending: `x.dot` and `x.json` do not get in each other's way.
    let mut names = Target::ALL.map(|target| (target, target.names().1[0], OutputNames::default()));
    let mut files = Vec::with_capacity(outputs.len());
    for output in outputs {
        let Some((_, ending, names)) = names.iter_mut().find(|(target, _, _)| *target == output.target) else { continue };
        let parts: Vec<&str> = output.parts.iter().map(String::as_str).collect();
        let path = folder.join(format!("{}.{ending}", names.stem(&parts)));
        refuse(&path, output.target, inputs)?;
        files.push((path, output));
    }
    for (path, output) in &files {
        write_file(path, &output.bytes)?;
        say(&display(path));
    }
    for target in Target::ALL {
        if let Some((path, _)) = files.iter().find(|(_, output)| output.target == target) {
            say_how_to_see(target, &display(path), lang);
        }
    }
    Ok(())
}

fn refuse(path: &Path, target: Target, inputs: &[Input]) -> Result<(), Refusal> {
    refuse_name(path, target.names(), inputs)
}

/// Refuses to write over what is read, and to a name that is evidently that of something else.
pub(in crate::cli) fn refuse_name(path: &Path, (target, endings): (&str, &[&str]), inputs: &[Input]) -> Result<(), Refusal> {
    let real = path.canonicalize().ok();
    let is_read = |input: &Input| matches!(input, Input::File(file) if real.is_some() && file.canonicalize().ok() == real);
    if inputs.iter().any(is_read) {
        return Err(about(path, &both!("is read and would be overwritten: name another file", "是输入文件，会被覆盖：请换一个文件名")));
    }
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
    if endings.contains(&ending.as_str()) {
        return Ok(());
    }
    let [en, zh] = [" or .", " 或 ."].map(|or| endings.join(or));
    Err(about(
        path,
        &both!("is no name for the output of `--to {target}`: let it end in .{en}", "不能作为 --to {target} 的输出文件名：请以 .{zh} 结尾"),
    ))
}

/// How to see what was written as a picture.
fn say_how_to_see(target: Target, path: &str, lang: Lang) {
    let how = match target {
        Target::Dot => {
            let stem = Path::new(path).with_extension("");
            let stem = display(&stem);
            both!(
                "a picture of it: dot -Tpng {path} -o {stem}.png (Graphviz)",
                "转成图片：dot -Tpng {path} -o {stem}.png（需安装 Graphviz）"
            )
        }
        Target::Md => {
            both!("GitHub, GitLab and VS Code show its Mermaid diagrams", "在 GitHub、GitLab 或 VS Code 中打开即可看到其中的 Mermaid 图")
        }
        Target::Svg => {
            both!("any browser shows it; Word and Inkscape can edit it", "用浏览器打开即可查看，也可插入 Word 或用 Inkscape 编辑")
        }
        _ => return,
    };
    say(how.get(lang));
}
