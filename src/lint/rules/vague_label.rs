//! See [`VAGUE_LABEL`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;

crate::rule! {
    /// A step is called by a word that fits any step.
    ///
    /// "处理", "其他" or "misc" alone does not say what is done: whoever does it cannot check it, and whoever reads it cannot improve it. Only the bare
    /// word is meant: 处理投诉 is fine. Nothing is said in a sketch of up to three steps.
    /// ---
    /// 环节的名称放在哪里都适用。
    ///
    /// 单写“处理”“其他”“misc”，看不出做什么：办的人无从核对，看的人无从改进。只指单独这个词，“处理投诉”没有问题。不超过三个环节的草图不作判断。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role a
    ///   as-is {
    ///     task 登记投诉 { owner: a; time: 5m }
    ///     task 核实情况 { owner: a; time: 5m }
    ///     task 处理 { owner: a; time: 5m }
    ///     task 回复客户 { owner: a; time: 5m }
    ///     start -> 登记投诉 -> 核实情况 -> 处理 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role a
    ///   as-is {
    ///     task 登记投诉 { owner: a; time: 5m }
    ///     task 核实情况 { owner: a; time: 5m }
    ///     task 商定补偿 { owner: a; time: 5m }
    ///     task 回复客户 { owner: a; time: 5m }
    ///     start -> 登记投诉 -> 核实情况 -> 商定补偿 -> 回复客户 -> end
    ///   }
    /// }
    /// ```
    VAGUE_LABEL = "F806" "vague-label" Info
}

/// Words that fit any step.
const VAGUE: [&str; 25] = [
    "处理",
    "其他",
    "其它",
    "其他处理",
    "其他工作",
    "等",
    "等等",
    "操作",
    "执行",
    "工作",
    "事项",
    "相关工作",
    "相关处理",
    "后续处理",
    "后续工作",
    "杂项",
    "misc",
    "miscellaneous",
    "other",
    "others",
    "etc",
    "stuff",
    "process",
    "processing",
    "handling",
];

/// A sketch of so many steps is left in peace.
const SKETCH: usize = 3;

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    if context.variant.nodes.iter().filter(|node| node.kind.is_work()).count() <= SKETCH {
        return;
    }
    for (_, node) in context.nodes().filter(|(_, node)| node.kind.is_work()) {
        let label = node.shown().trim().trim_end_matches(['.', '。', '…']).to_lowercase();
        if VAGUE.contains(&label.as_str()) {
            let name = shown(node.shown());
            found.push(Diagnostic::new(
                &VAGUE_LABEL,
                node.title.span,
                both!("`{name}` does not say what is done", "“{name}”看不出做什么"),
                both!("say what is done with what: `task reply \"Answer the customer\"`", "写明对什么做什么，例如“登记投诉”“核实情况”"),
            ));
        }
    }
}
