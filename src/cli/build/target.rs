//! What `build` can write, and how pictures are to look.

use std::path::PathBuf;

use clap::ArgMatches;

use super::listed;
use crate::both;
use crate::cli::Refusal;
#[cfg(feature = "pictures")]
use crate::cli::{about, files::read_up_to};
use crate::diagram::{Diagram, Direction, Lanes};
use crate::emit::svg::{Paper, Theme};
use crate::lang::{Text, shown};

/// What can be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target {
    Svg,
    Png,
    Pdf,
    Dot,
    Mermaid,
    Md,
    Json,
}

impl Target {
    pub(super) const ALL: [Target; 7] = [Target::Svg, Target::Png, Target::Pdf, Target::Dot, Target::Mermaid, Target::Md, Target::Json];

    /// Its name, and the endings of its files, the usual one first.
    pub(super) fn names(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Target::Svg => ("svg", &["svg"]),
            Target::Png => ("png", &["png"]),
            Target::Pdf => ("pdf", &["pdf"]),
            Target::Dot => ("dot", &["dot", "gv"]),
            Target::Mermaid => ("mermaid", &["mmd", "mermaid"]),
            Target::Md => ("md", &["md", "markdown"]),
            Target::Json => ("json", &["json"]),
        }
    }

    /// The target of that name.
    pub(super) fn parse(word: &str) -> Result<Target, Text> {
        let known = Target::ALL.into_iter().find(|target| target.names().0.eq_ignore_ascii_case(word));
        known.ok_or_else(|| {
            let all = Target::ALL.map(|target| target.names().0).join(", ");
            let picture = matches!(word.to_ascii_lowercase().as_str(), "jpg" | "jpeg" | "gif" | "bmp" | "webp" | "emf");
            let word = shown(word);
            if picture {
                both!(
                    "`--to {word}` is not there: take png, which every program opens, or svg, which stays sharp",
                    "没有“--to {word}”：请用 png（各种软件都能打开），或 svg（放大不失真）"
                )
            } else {
                both!("`{word}` is not a value of `--to`; it takes: {all}", "“{word}”不能用于“--to”；可用：{all}")
            }
        })
    }

    /// Whether it is drawn by this program, in its own colours.
    pub(super) fn is_picture(self) -> bool {
        matches!(self, Target::Svg) || self.needs_fonts()
    }

    /// Whether it is one drawing, not a page or data.
    pub(super) fn is_drawing(self) -> bool {
        !matches!(self, Target::Md | Target::Json)
    }

    /// Whether letters are drawn, too.
    pub(super) fn needs_fonts(self) -> bool {
        matches!(self, Target::Png | Target::Pdf)
    }
}

/// The largest file of fonts that is read, in bytes.
#[cfg(feature = "pictures")]
const LARGEST_FONT: u64 = 200 << 20;

/// Which targets heed an option.
type Heeds = fn(Target) -> bool;

/// How pictures are to look.
#[derive(Clone, Debug)]
pub(super) struct Look {
    pub(super) theme: Theme,
    pub(super) paper: Option<Paper>,
    #[cfg_attr(not(feature = "pictures"), expect(dead_code, reason = "only what is drawn with letters has it"))]
    pub(super) scale: f32,
    /// A difference is two pictures, before and after.
    pub(super) flip: bool,
    direction: Option<Direction>,
    lanes: Lanes,
    #[cfg_attr(not(feature = "pictures"), expect(dead_code, reason = "only what is drawn with letters has it"))]
    fonts: Vec<PathBuf>,
}

impl Look {
    /// Reads the options; those that no target heeds are refused.
    pub(super) fn read(matches: &ArgMatches, targets: &[Target]) -> Result<Look, Refusal> {
        let word = |option: &str| matches.get_one::<String>(option).map(|word| word.trim().to_lowercase());
        let heeds: [(&str, Heeds); 7] = [
            ("theme", Target::is_picture),
            ("paper", Target::is_picture),
            ("flip", Target::is_picture),
            ("direction", Target::is_drawing),
            ("lanes", Target::is_drawing),
            ("font", Target::needs_fonts),
            ("scale", |target| target == Target::Png),
        ];
        for (option, heeds) in heeds {
            let is_set = matches.value_source(option) == Some(clap::parser::ValueSource::CommandLine);
            if is_set && !targets.iter().any(|&target| heeds(target)) {
                let good: Vec<&str> = Target::ALL.into_iter().filter(|&target| heeds(target)).map(|target| target.names().0).collect();
                let good = good.join(",");
                return Err(both!("`--{option}` is for `--to {good}` only", "--{option} 只用于 --to {good}"));
            }
        }
        let theme = match word("theme").as_deref() {
            None | Some("light" | "浅色") => Theme::Light,
            Some("dark" | "深色") => Theme::Dark,
            Some("print" | "black-white" | "黑白" | "打印") => Theme::Print,
            Some(other) => return Err(unknown("theme", other, ("light, dark, print", "light（浅色）、dark（深色）、print（黑白打印）"))),
        };
        let paper = match word("paper").as_deref() {
            None => None,
            Some("a4") => Some(Paper::A4),
            Some("a3") => Some(Paper::A3),
            Some(other) => return Err(unknown("paper", other, ("a4, a3", "a4、a3"))),
        };
        let direction = match word("direction").as_deref() {
            None => None,
            Some("right" | "lr" | "横向" | "横版" | "从左到右") => Some(Direction::Right),
            Some("down" | "tb" | "td" | "纵向" | "竖向" | "竖版" | "从上到下") => Some(Direction::Down),
            Some(other) => return Err(unknown("direction", other, ("right, down", "right（从左到右）、down（从上到下）"))),
        };
        let lanes = match word("lanes").as_deref() {
            None | Some("owner" | "责任人" | "岗位" | "按责任人" | "按岗位") => Lanes::Owner,
            Some("department" | "dept" | "部门" | "按部门") => Lanes::Department,
            Some("none" | "无" | "不分" | "不分泳道") => Lanes::None,
            Some(other) => {
                return Err(unknown("lanes", other, ("owner, department, none", "owner（责任人）、department（部门）、none（不分泳道）")));
            }
        };
        let scale = match word("scale") {
            None => 2.0,
            Some(word) => match word.parse::<f32>() {
                Ok(scale) if (0.25..=8.0).contains(&scale) => scale,
                _ => return Err(unknown("scale", &word, ("a number from 0.25 to 8", "0.25 到 8 之间的数"))),
            },
        };
        let flip = matches.get_flag("flip");
        if flip && paper.is_some() {
            return Err(both!("`--flip` and `--paper` do not go together", "--flip 和 --paper 不能同时使用"));
        }
        let fonts = matches.get_many::<PathBuf>("font").into_iter().flatten().cloned().collect();
        Ok(Look { theme, paper, scale, flip, direction, lanes, fonts })
    }

    /// The diagram as it is to be drawn.
    pub(super) fn apply(&self, diagram: Diagram) -> Diagram {
        let mut diagram = diagram.with_lanes(self.lanes);
        diagram.direction = self.direction.unwrap_or(diagram.direction);
        diagram
    }

    /// The fonts that were named, and those of the system.
    #[cfg(feature = "pictures")]
    pub(super) fn fonts(&self) -> Result<crate::raster::Fonts, Refusal> {
        load_fonts(self.fonts.iter())
    }
}

/// The fonts in these files, and those of the system.
#[cfg(feature = "pictures")]
pub(in crate::cli) fn load_fonts<'p>(paths: impl Iterator<Item = &'p PathBuf>) -> Result<crate::raster::Fonts, Refusal> {
    let mut files = Vec::new();
    for path in paths {
        let bytes = read_up_to(path, LARGEST_FONT).map_err(|why| about(path, &why))?;
        if crate::raster::Fonts::load(vec![bytes.clone()], false).count() == 0 {
            return Err(about(path, &both!("is no font: name a .ttf, .otf or .ttc file", "不是字体文件：请指定 .ttf、.otf 或 .ttc")));
        }
        files.push(bytes);
    }
    Ok(crate::raster::Fonts::load(files, true))
}

fn unknown(option: &str, word: &str, (en, zh): (&str, &str)) -> Refusal {
    let word = shown(word);
    both!("`{word}` is not a value of `--{option}`; it takes: {en}", "“{word}”不能用于“--{option}”；可用：{zh}")
}

/// The targets that were asked for.
pub(super) fn targets(matches: &ArgMatches) -> Result<Vec<Target>, Text> {
    let mut targets = Vec::new();
    for word in listed(matches, "to") {
        let target = Target::parse(&word)?;
        if target.needs_fonts() && cfg!(not(feature = "pictures")) {
            return Err(both!(
                "this flowright was built without pictures (feature `pictures`): take svg",
                "这个版本的 flowright 不含图片功能（特性 pictures）：请导出 svg"
            ));
        }
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    Ok(targets)
}
