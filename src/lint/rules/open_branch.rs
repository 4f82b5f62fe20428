//! See [`OPEN_BRANCH`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::graph::Fault;
use crate::lang::shown;
use crate::lint::VariantContext;

crate::rule! {
    /// A case comes to an end while another of its branches still runs.
    ///
    /// An end closes the case. Where each branch of a fork goes to an end by itself, the first of them closes it while the others are still at work,
    /// and nobody knows when it is really done. Let the branches meet in a `join`, and lead that to the end.
    /// ---
    /// 一个分支已经到了结束，其他分支还在进行。
    ///
    /// 到了结束，单子就办完了。如果分叉的每个分支各自走到结束，第一个到的就把单子关了，其他分支还没做完，谁也说不清什么时候才算真正办完。请让各分支先“汇合”，再到结束。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   as-is {
    ///     fork split
    ///     task pay { owner: agent; time: 5m }
    ///     task file { owner: lead; time: 5m }
    ///     end paid "已付款"
    ///     end filed "已归档"
    ///     start -> split -> pay, file
    ///     pay -> paid
    ///     file -> filed
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   role lead
    ///   as-is {
    ///     fork split
    ///     task pay { owner: agent; time: 5m }
    ///     task file { owner: lead; time: 5m }
    ///     join both
    ///     start -> split -> pay, file -> both -> end
    ///   }
    /// }
    /// ```
    OPEN_BRANCH = "F216" "open-branch" Error
}

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for defect in context.defects() {
        let Fault::OpenBranch { fork, before } = defect.fault else { continue };
        let node = context.variant.node(defect.node);
        let name = shown(node.shown());
        let fork = shown(fork.map_or("", |fork| context.variant.node(fork).shown()));
        let message = match before.filter(|&before| before != defect.node) {
            Some(before) => {
                let before = shown(context.variant.node(before).shown());
                both!(
                    "one branch of `{fork}` ends at `{before}` while another still runs, to `{name}`",
                    "“{fork}”的一个分支到“{before}”就结束了，另一个分支还在进行，之后才到“{name}”"
                )
            }
            None => {
                both!("several branches of `{fork}` come to the end `{name}`, each by itself", "“{fork}”的几个分支各自走到结束“{name}”")
            }
        };
        let help = both!("let the branches meet in a `join`, and lead that to the end", "让各分支先“汇合”，再到结束");
        let mut finding = Diagnostic::new(&OPEN_BRANCH, node.title.span, message, help);
        if let Some(before) = before.filter(|&before| before != defect.node) {
            finding = finding.related(context.variant.node(before).title.span, both!("the case ends here first", "单子先在这里结束"));
        }
        found.push(context.with_run(finding, &defect.run));
    }
}
