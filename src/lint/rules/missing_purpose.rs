//! See [`MISSING_PURPOSE`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::ProcessContext;
use crate::syntax::keywords::Key;

crate::rule! {
    /// A process that is written to be published does not say what it is for.
    ///
    /// Without a purpose nobody can say whether a change makes it better. A process with a revision, a scope, a background or goals is
    /// written to be published; a sketch needs no purpose.
    /// ---
    /// 准备发布的流程没有写目的。
    ///
    /// 没有目的，就无法判断改动是好是坏。写了修订、范围、背景或指标的流程，视为准备发布；草图不需要写目的。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   scope: 差旅和办公费用
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   purpose: 两个工作日内付款
    ///   scope: 差旅和办公费用
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    MISSING_PURPOSE = "F810" "missing-purpose" Info
}

pub(in crate::lint) fn check(context: &ProcessContext, found: &mut Vec<Diagnostic>) {
    let process = context.process;
    let says = |key: Key| process.texts.iter().any(|text| text.key == key && !text.text.trim().is_empty());
    let published = !process.revisions.is_empty() || !process.goals.is_empty() || says(Key::Scope) || says(Key::Background);
    if published && !says(Key::Purpose) && !context.model.incomplete {
        let name = shown(process.title.shown());
        found.push(Diagnostic::new(
            &MISSING_PURPOSE,
            process.title.span,
            both!("`{name}` does not say what it is for", "“{name}”没有写目的"),
            both!("add `purpose: …`", "加上“目的：……”"),
        ));
    }
}
