//! 时限指标: what is promised, and what is aimed at.

use super::writer::Writer;
use crate::emit::page::Part;
use crate::model::Milestone;
use crate::syntax::keywords::Key;
use crate::wording::shown;

/// The limits of the process, of its milestones and of its steps; the goals; the calendar.
pub(super) fn limits(writer: &Writer) -> Vec<Part> {
    let head = (["What", "Limit", "How it is counted"], ["项目", "时限", "计算口径"]);
    let limits = writer.table(head.0, head.1, promised(writer));
    let goals = writer.subject.process.goals.iter().filter_map(|goal| {
        let target = goal.target.as_ref().map(|target| writer.words.target(target))?;
        Some([shown(&goal.title).to_owned(), target])
    });
    let goals = writer.below("Goals", "考核指标", writer.table(["Goal", "Target"], ["指标", "目标值"], goals.collect()));
    limits.into_iter().chain(hours(writer)).chain(goals).collect()
}

fn promised(writer: &Writer) -> Vec<[String; 3]> {
    let (process, words) = (writer.subject.process, writer.words);
    let hard = |hard: bool, how: &str| {
        let always = writer.t("; holds in the worst case too", "；任何情况下均须满足");
        if hard { format!("{how}{always}") } else { how.to_owned() }
    };
    let whole = process.sla.map(|sla| {
        let how = hard(process.hard, writer.t("from start to end", "从流程开始到结束"));
        [writer.t("the whole process", "全流程").to_owned(), words.duration(sla.value), how]
    });
    let response = process.response.map(|limit| {
        let how = writer.t("from start to the first answer by a person", "从流程开始到首次人工答复");
        [writer.t("first response", "首次响应").to_owned(), words.duration(limit.value), how.to_owned()]
    });
    let milestones = process.milestones.iter().filter_map(|milestone| {
        let step = writer.step(*writer.named(std::slice::from_ref(&milestone.node)).first()?);
        Some([step, words.duration(milestone.limit), counted(writer, milestone).to_owned()])
    });
    let steps = writer.steps().filter_map(|(id, node)| {
        let mut how = hard(node.hard, writer.t("from arrival at the step to its completion", "从到达该步骤到完成"));
        if node.paused {
            how += writer.t("; the clock stands still", "；期间暂停计时");
        }
        Some([writer.step(id), words.duration(node.sla?.value), how])
    });
    whole.into_iter().chain(response).chain(milestones).chain(steps).collect()
}

fn counted<'t>(writer: &Writer, milestone: &Milestone) -> &'t str {
    if milestone.done {
        writer.t("from the start of the process to the end of the step", "从流程开始到该步骤完成")
    } else {
        writer.t("from the start of the process to the start of the step", "从流程开始到该步骤启动")
    }
}

/// The hours by which people work, as they are declared.
fn hours(writer: &Writer) -> Vec<Part> {
    let id = writer.subject.process.calendar.and_then(|calendar| calendar.id);
    let Some(calendar) = id.map(|id| &writer.model().calendars[id.index()]) else { return Vec::new() };
    let entries = calendar.entries.iter().filter(|entry| entry.key != Key::Note);
    let lines: Vec<String> = entries.filter_map(|entry| writer.pair(writer.words.key(entry.key), &entry.text)).collect();
    let name = shown(&calendar.title);
    let says = writer.t(format!("People work by the calendar {name}:"), format!("工作时间按“{name}”："));
    vec![Part::Says(says), Part::List(lines)]
}
