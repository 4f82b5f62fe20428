//! Which drawings are asked for: `as-is`, `to-be`, `to-be:NAME`, `diff`.

use super::{Diagram, build, build_diff};
use crate::both;
use crate::diagnostic::Diagnostic;
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
    Diff(&'m Variant, &'m Variant),
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
pub fn views<'m>(process: &'m Process, wanted: &[Wanted]) -> Result<Vec<View<'m>>, Text> {
    for wanted in wanted {
        missing(process, wanted).map_or(Ok(()), Err)?;
    }
    let name = shown_name;
    let asked = |variant: &Variant| {
        wanted.contains(&Wanted::ToBe) || wanted.iter().any(|wanted| matches!(wanted, Wanted::Named(n) if n == name(variant)))
    };
    let as_is = process.as_is().filter(|_| wanted.contains(&Wanted::AsIs)).map(View::One);
    let to_bes = process.to_bes().filter(|variant| asked(variant)).map(View::One);
    let from = process.as_is().filter(|_| wanted.contains(&Wanted::Diff));
    let diffs = process.to_bes().filter_map(|to| from.map(|from| View::Diff(from, to)));
    Ok(as_is.into_iter().chain(to_bes).chain(diffs).collect())
}

/// Why a process has nothing of what is asked for.
fn missing(process: &Process, wanted: &Wanted) -> Option<Text> {
    let title = shown(process.title.shown());
    let no_as_is = process.as_is().is_none();
    let no_to_be = process.to_bes().next().is_none();
    match wanted {
        Wanted::AsIs | Wanted::Diff if no_as_is => Some(both!("`{title}` has no as-is", "“{title}”没有现状")),
        Wanted::ToBe | Wanted::Diff if no_to_be => Some(both!("`{title}` has no to-be", "“{title}”没有优化后的版本")),
        Wanted::Named(name) if !process.to_bes().any(|variant| shown_name(variant) == name) => {
            let near = suggest::nearest(name, process.to_bes().map(shown_name));
            let name = shown(name);
            Some(match near {
                Some(near) => {
                    both!("`{title}` has no to-be `{name}`; did you mean `{near}`?", "“{title}”没有优化方案“{name}”；是不是“{near}”？")
                }
                None => both!("`{title}` has no to-be `{name}`", "“{title}”没有优化方案“{name}”"),
            })
        }
        _ => None,
    }
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
            View::Diff(from, to) => build_diff(model, process, from, to, lang),
        }
    }
}
