//! Which drawings are asked for: `as-is`, `to-be`, `to-be:NAME`, `diff`.

use super::{Diagram, build, build_diff};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::diff::Side;
use crate::lang::{Lang, Text, shown};
use crate::model::{Model, Process, Variant};
use crate::suggest;

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// The process as it is.
    AsIs,
    /// Every to-be.
    ToBe,
    /// The to-be of that name.
    Named(String),
    /// As-is and to-be in one drawing, for every to-be.
    Diff,
}

/// One drawing of a process.
#[derive(Clone, Copy, Debug)]
pub enum View<'m> {
    /// Of one variant.
    One(&'m Variant),
    /// Of the way from one to another.
    Diff(Side<'m>, Side<'m>),
}

impl Wanted {
    /// Reads `as-is`, `to-be`, `to-be:NAME`, `diff`, or the Chinese words `现状`, `优化后`, `优化后：名称`, `对比`.
    ///
    /// # Errors
    /// Says what can be written.
    pub fn parse(text: &str) -> Result<Wanted, Text> {
        let text = text.trim();
        let (word, name) = match text.split_once([':', '：']) {
            Some((word, name)) => (word.trim(), Some(name.trim())),
            None => (text, None),
        };
        match (word.to_ascii_lowercase().as_str(), name) {
            ("as-is" | "现状", None) => Ok(Wanted::AsIs),
            ("to-be" | "优化后" | "优化方案", None) => Ok(Wanted::ToBe),
            ("to-be" | "优化后" | "优化方案", Some(name)) if !name.is_empty() => Ok(Wanted::Named(name.to_owned())),
            ("diff" | "对比" | "差异", None) => Ok(Wanted::Diff),
            _ => {
                let text = shown(text);
                Err(both!(
                    "there is no variant `{text}`: write `as-is`, `to-be`, `to-be:NAME` or `diff`",
                    "没有“{text}”这种版本：请写 as-is（现状）、to-be（优化后）、to-be:名称 或 diff（对比）"
                ))
            }
        }
    }
}

/// The drawings of a process that were asked for, each once, in the order of the process: as-is, to-bes, differences.
///
/// # Errors
/// When the process has none of a kind that was asked for.
pub fn views<'m>(model: &'m Model, process: &'m Process, wanted: &[Wanted]) -> Result<Vec<View<'m>>, Text> {
    let missing = wanted.iter().find_map(|wanted| missing(&[process], wanted));
    missing.map_or_else(|| Ok(present(model, process, wanted)), Err)
}

/// Of the drawings that were asked for those that a process has, in the same order.
#[must_use]
pub fn present<'m>(model: &'m Model, process: &'m Process, wanted: &[Wanted]) -> Vec<View<'m>> {
    let name = shown_name;
    let asked = |variant: &Variant| {
        wanted.contains(&Wanted::ToBe) || wanted.iter().any(|wanted| matches!(wanted, Wanted::Named(n) if n == name(variant)))
    };
    let as_is = process.as_is().filter(|_| wanted.contains(&Wanted::AsIs)).map(View::One);
    let to_bes = process.to_bes().filter(|variant| asked(variant)).map(View::One);
    let from = process.as_is().filter(|_| wanted.contains(&Wanted::Diff));
    let side = |variant| Side { model, process, variant };
    let diffs = process.to_bes().filter_map(|to| from.map(|from| View::Diff(side(from), side(to))));
    as_is.into_iter().chain(to_bes).chain(diffs).collect()
}

/// Why none of these processes has what is asked for.
#[must_use]
pub fn missing(processes: &[&Process], wanted: &Wanted) -> Option<Text> {
    let to_bes = || processes.iter().flat_map(|process| process.to_bes());
    let has = match wanted {
        Wanted::AsIs => processes.iter().any(|process| process.as_is().is_some()),
        Wanted::ToBe => to_bes().next().is_some(),
        Wanted::Named(name) => to_bes().any(|variant| shown_name(variant) == name),
        Wanted::Diff => processes.iter().any(|process| process.as_is().is_some() && process.to_bes().next().is_some()),
    };
    if has {
        return None;
    }
    let title = match processes {
        [process] => {
            let title = shown(process.title.shown());
            both!("`{title}` has", "“{title}”")
        }
        _ => both!("no process has", "所有流程都"),
    };
    let no = if processes.len() == 1 { "no" } else { "a" };
    Some(match wanted {
        Wanted::Named(name) => {
            let mut names: Vec<&str> = to_bes().map(shown_name).filter(|name| !name.is_empty()).collect();
            names.sort_unstable();
            names.dedup();
            let near = suggest::nearest(name, names.iter().copied());
            let name = shown(name);
            let known = match (near, names.as_slice()) {
                (Some(near), _) => both!("; did you mean `{near}`?", "；是不是“{near}”？"),
                (None, []) => Text::default(),
                (None, names) => {
                    let [en, zh] =
                        [", ", "、"].map(|comma| names.iter().map(|name| shown(name).to_string()).collect::<Vec<_>>().join(comma));
                    both!("; there are: {en}", "；已有：{zh}")
                }
            };
            both!("{} {no} to-be `{name}`{}", "{}没有优化方案“{name}”{}"; title, known)
        }
        Wanted::AsIs => both!("{} {no} as-is", "{}没有现状"; title),
        Wanted::Diff if processes.iter().all(|process| process.as_is().is_none()) => both!("{} {no} as-is", "{}没有现状"; title),
        Wanted::ToBe | Wanted::Diff => both!("{} {no} to-be", "{}没有优化后的版本"; title),
    })
}

fn shown_name(variant: &Variant) -> &str {
    variant.name.as_deref().unwrap_or_default()
}

impl View<'_> {
    /// Draws it.
    #[must_use]
    pub fn diagram(self, model: &Model, process: &Process, findings: &[Diagnostic], lang: Lang) -> Diagram {
        match self {
            View::One(variant) => build(model, process, variant, findings, lang),
            View::Diff(old, new) => build_diff(old, new, lang),
        }
    }
}
