//! See [`UNUSED_SYSTEM`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::{FileContext, remove_declaration};

crate::rule! {
    /// A system is declared and nothing is done in it.
    ///
    /// It is left over, or steps do not say in which system they are done. Files that only declare are shared and may hold systems
    /// that other files use.
    /// ---
    /// 声明了系统，却没有用到。
    ///
    /// 要么是遗留的声明，要么有的环节没有写明在哪个系统中办理。只有声明、没有流程的文件供其他文件引用，不在此列。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   system OA
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   system OA
    ///   as-is {
    ///     task fill { owner: agent; system: OA; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    UNUSED_SYSTEM = "F608" "unused-system" Info
}

pub(in crate::lint) fn check(context: &FileContext, found: &mut Vec<Diagnostic>) {
    let model = context.model;
    let mut used = vec![false; model.systems.len()];
    for system in model.system_refs() {
        // A name that leads nowhere may be meant for any of them.
        let Some(id) = system.id else { return };
        used[id.index()] = true;
    }
    for (system, used) in model.systems.iter().zip(used) {
        if used || !context.may_be_unused(system.home) {
            continue;
        }
        let name = shown(system.title.shown());
        let finding = Diagnostic::new(
            &UNUSED_SYSTEM,
            system.title.span,
            both!("nothing is done in the system `{name}`", "系统“{name}”没有用到"),
            both!("remove it, or name it in the steps that are done in it: `system: …`", "删去它，或在用到它的环节中写上“系统：…”"),
        );
        let alone = model.systems.iter().filter(|other| other.title.whole == system.title.whole).count() == 1;
        found.push(if alone { remove_declaration(finding, &system.title) } else { finding });
    }
}
