//! See [`UNUSED_ROLE`].

use rustc_hash::FxHashSet;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::{FileContext, remove_declaration};
use crate::model::{Model, NodeId, Process, Role, RoleId, Variant, VariantKind};

crate::rule! {
    /// A role is declared and nothing refers to it.
    ///
    /// It is left over, or a step that it should do is missing. Being consulted, informed, a superior, a deputy or the source of data
    /// counts as use. Files that only declare are shared and may hold roles that other files use.
    /// ---
    /// 声明了岗位，却没有用到。
    ///
    /// 要么是遗留的声明，要么漏写了应由它做的环节。被咨询、被告知，作为上级、代理人或单据来源，都算用到。只有声明、没有流程的文件供其他文件引用，不在此列。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role lead "主管" { staff: 2 }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   role lead "主管" { staff: 2 }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m; informs: lead }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    UNUSED_ROLE = "F313" "unused-role" Info
}

pub(in crate::lint) fn check(context: &FileContext, found: &mut Vec<Diagnostic>) {
    let model = context.model;
    let mut used = vec![false; model.roles.len()];
    for role in model.role_refs() {
        // A name that leads nowhere may be meant for any of them.
        let Some(id) = role.id else { return };
        used[id.index()] = true;
    }
    if lacks_an_owner(model) {
        return;
    }
    let improvers: Vec<&str> = model.nodes().filter_map(|node| node.improve.as_ref()?.by.as_deref()).collect();
    let named = |role: &Role| improvers.iter().any(|&name| name == role.title.name || role.title.label.as_deref() == Some(name));
    for (at, role) in model.roles.iter().enumerate() {
        if used[RoleId::at(at).index()] || !context.may_be_unused(role.home) || role.chosen_by.is_some() || named(role) {
            continue;
        }
        let name = shown(role.title.shown());
        let kind = if role.external { both!("external", "外部") } else { both!("role", "岗位") };
        let finding = Diagnostic::new(
            &UNUSED_ROLE,
            role.title.span,
            both!("nothing refers to the {} `{name}`", "{}“{name}”没有用到"; kind),
            both!("remove it, or give it the step that it does", "删去它，或在它参与的环节中写上"),
        );
        let alone = model.roles.iter().filter(|other| other.title.whole == role.title.whole).count() == 1;
        found.push(if alone { remove_declaration(finding, &role.title) } else { finding });
    }
}

/// Whether a step still has no owner: a role that nothing refers to may be meant for it. The steps of an as-is that has a to-be are
/// meant to be bad.
fn lacks_an_owner(model: &Model) -> bool {
    let judged = |process: &Process, variant: &Variant| variant.kind == VariantKind::ToBe || process.to_bes().next().is_none();
    let mut variants = model.processes.iter().flat_map(|process| process.variants.iter().filter(move |variant| judged(process, variant)));
    variants.any(|variant| {
        let owned = variant.blocks.iter().filter(|block| !variant.node(block.fork).owner.is_empty());
        let owned: FxHashSet<NodeId> = owned.flat_map(|block| block.branches.iter().flatten().copied()).collect();
        variant.nodes().any(|(id, node)| node.kind.is_work() && !node.automated && node.owner.is_empty() && !owned.contains(&id))
    })
}
