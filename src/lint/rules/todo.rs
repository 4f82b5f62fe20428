//! See [`TODO`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::FileContext;
use crate::model::{Home, NodeKind, Process, Title};
use crate::source::Span;
use crate::syntax::keywords::Key;

crate::rule! {
    /// Something is still to be written: TBD, TODO.
    ///
    /// A process with gaps gets published with them. A placeholder (TBD, TODO, 待定, 待补充) that is the whole of a label or a text is meant, one in brackets ("（待定）"), one at
    /// the beginning ("TBD: …"), and TBD, TODO and FIXME in capitals anywhere. Not meant are states (a wait or an event called 待确认), branches,
    /// and longer words (待确认订单, 待办). What is not known yet can be written `-`.
    /// ---
    /// 还有没写完的内容：待定、TBD。
    ///
    /// 带着空缺的流程会就这样发布出去。指的是：整个标签或文字就是占位词；括号中的“（待定）”；开头的“TBD：……”；以及任何位置的大写 TBD、TODO、FIXME。状态（名为“待确认”的等待或事件）、分支和更长的词（待确认订单、待办）不在此列。暂时不知道的值可以写“-”。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role a
    ///   as-is {
    ///     task 登记 { owner: a; time: 5m; script: 待定 }
    ///     start -> 登记 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role a
    ///   as-is {
    ///     task 登记 { owner: a; time: 5m; script: 您好，请说 }
    ///     start -> 登记 -> end
    ///   }
    /// }
    /// ```
    TODO = "F809" "todo" Warning
}

/// What is put in the place of a text.
const PLACEHOLDERS: [&str; 12] = ["待定", "待补充", "待补", "待完善", "待填写", "待填", "未定", "待明确", "tbd", "tba", "todo", "fixme"];

/// The same, of texts only: as a name it may be a state.
const OF_TEXTS: &str = "待确认";

pub(in crate::lint) fn check(context: &FileContext, found: &mut Vec<Diagnostic>) {
    let model = context.model;
    let roles = model.roles.iter().filter(|role| role.home != Home::Import).map(|role| (&role.title, &role.texts));
    let systems = model.systems.iter().filter(|system| system.home != Home::Import).map(|system| (&system.title, &system.texts));
    let data = model.data.iter().filter(|data| data.home != Some(Home::Import));
    let data = data.filter_map(|data| Some((data.title.as_ref()?, &data.texts)));
    let mut gaps: Vec<(Span, &str)> = Vec::new();
    for (title, texts) in roles.chain(systems).chain(data) {
        gaps.extend(of_title(title));
        gaps.extend(texts.iter().map(|text| (text.span, text.text.as_str())).filter(|(_, text)| is_gap(text)));
    }
    for process in &model.processes {
        of_process(process, &mut gaps);
    }
    // A to-be written as changes has the texts of the as-is.
    gaps.sort_unstable();
    gaps.dedup();
    for (span, text) in gaps {
        let text = shown(text.trim());
        found.push(Diagnostic::new(
            &TODO,
            span,
            both!("`{text}` is still to be written", "“{text}”还没有写完"),
            both!("write what holds; a value that is not known yet can be `-`", "写上确定的内容；暂时不知道的值可以写“-”"),
        ));
    }
}

fn of_process<'m>(process: &'m Process, gaps: &mut Vec<(Span, &'m str)>) {
    gaps.extend(of_title(&process.title));
    gaps.extend(process.texts.iter().map(|text| (text.span, text.text.as_str())).filter(|(_, text)| is_gap(text)));
    for node in process.variants.iter().flat_map(|variant| &variant.nodes).filter(|node| !node.broken && !node.is_block_join()) {
        if !matches!(node.kind, NodeKind::Start | NodeKind::End | NodeKind::Wait) {
            gaps.extend(of_title(&node.title));
        }
        let improve = node.improve.as_ref().map(|improve| (Key::Improve, improve.text.as_str()));
        let aspect = node.aspect.as_ref().map(|aspect| (Key::Aspect, aspect.as_str()));
        let reason = node.required.iter().flatten().map(|reason| (Key::Required, reason.as_str()));
        let placed = improve.into_iter().chain(aspect).chain(reason).map(|(key, text)| (node.place(key), text));
        let texts = node.texts.iter().map(|text| (text.span, text.text.as_str()));
        gaps.extend(texts.chain(placed).filter(|(_, text)| is_gap(text)));
    }
}

fn of_title(title: &Title) -> Option<(Span, &str)> {
    let name = title.shown();
    (is_gap(name) && bare(name) != OF_TEXTS).then_some((title.span, name))
}

/// Whether a text is a placeholder, or has one that cannot be anything else.
fn is_gap(text: &str) -> bool {
    let is_placeholder = |word: &str| word == OF_TEXTS || PLACEHOLDERS.contains(&word);
    let whole = bare(text);
    let questions = !text.trim().is_empty() && text.trim().chars().all(|c| matches!(c, '?' | '？'));
    let bracketed = text.split(['（', '(', '【', '[']).skip(1).filter_map(|rest| rest.split(['）', ')', '】', ']']).next());
    let first = text.split([':', '：']).next().filter(|first| first.len() < text.len()).map(bare);
    let capitals = text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| ["TBD", "TODO", "FIXME"].contains(&word));
    questions
        || capitals
        || is_placeholder(&whole)
        || bracketed.map(bare).any(|word| is_placeholder(&word))
        || first.is_some_and(|word| is_placeholder(&word))
}

fn bare(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}
