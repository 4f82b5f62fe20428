//! What stands on the page of a proposal.

use std::collections::BTreeMap;

use super::{Figures as Measured, Rejected, Step, Subject};
use crate::emit::analysis::figures::Figures;
use crate::emit::page::{Page, Part, Section, Table};
use crate::lang::{Lang, plural};
use crate::measure::Between;
use crate::wording::shown;

/// How many rejected steps of one constraint are shown; the others are counted.
const SHOWN: usize = 5;

pub(super) fn page(subject: Subject, lang: Lang) -> Page {
    let sheet = Sheet { subject, lang };
    let name = shown(&subject.process.title);
    let title = lang.pick(format!("{name}: what can be improved"), format!("{name}：可以改进什么"));
    let sections = [Some(sheet.proposal()), sheet.effect(), sheet.rejected(), sheet.declare()];
    Page { title, sections: sections.into_iter().flatten().collect() }
}

#[derive(Clone, Copy)]
struct Sheet<'a> {
    subject: Subject<'a>,
    lang: Lang,
}

impl Sheet<'_> {
    fn t<T>(self, en: T, zh: T) -> T {
        self.lang.pick(en, zh)
    }

    fn proposal(self) -> Section {
        let proposal = self.subject.proposal;
        let mut parts: Vec<Part> = proposal.note.iter().map(|note| Part::Says(self.sentence(note.get(self.lang)))).collect();
        if !proposal.text.is_empty() {
            parts.push(Part::Flow(proposal.text.clone()));
        } else if proposal.steps.is_empty() && proposal.note.is_none() {
            parts.push(Part::Says(self.nothing()));
        }
        parts.extend(proposal.left.iter().map(|left| Part::Says(self.sentence(left.get(self.lang)))));
        Section::new(self.t("Proposal", "建议"), parts)
    }

    fn sentence(self, text: &str) -> String {
        let mut chars = text.chars();
        let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        self.t(format!("{first}{}.", chars.as_str()), format!("{text}。"))
    }

    /// Why nothing is proposed: what stands in the way most often.
    fn nothing(self) -> String {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for rejected in &self.subject.proposal.rejected {
            *counts.entry(rejected.constraint).or_default() += 1;
        }
        let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
        counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let top: Vec<String> =
            counts.iter().take(3).map(|(constraint, count)| format!("{} ({count})", constraint_name(constraint, self.lang))).collect();
        if top.is_empty() {
            return self
                .t(
                    "Nothing: no approval repeats another, nothing is entered twice, and no neighbouring steps could be put in another order, run at the same time or become one.",
                    "没有可改进之处：没有重复的审批和录入，也没有可以调整先后、同时进行或合并的相邻环节。",
                )
                .to_owned();
        }
        let top = top.join(self.t(", ", "、"));
        self.t(format!("Nothing is certain to be better. What stands in the way: {top}."), format!("没有确定更好的改法。主要障碍：{top}。"))
    }

    fn effect(self) -> Option<Section> {
        let proposal = self.subject.proposal;
        let (before, after) = proposal.figures.as_ref().filter(|_| !proposal.steps.is_empty())?;
        let mut head = vec![self.t("Step", "改进").to_owned(), self.t("cycle time", "平均周期").to_owned()];
        let columns = [
            (before.breach.is_some(), self.t("over the limit", "超时概率")),
            (before.cost.is_some(), self.t("cost", "单均成本")),
            (before.cost.is_none(), self.t("work", "工作量")),
        ];
        head.extend(columns.iter().filter(|(there, _)| *there).map(|(_, name)| (*name).to_owned()));
        let mut rows: Vec<Vec<String>> = Vec::new();
        for (number, step) in proposal.steps.iter().enumerate() {
            rows.push(self.row((number + 1).to_string(), &step.figures.0, &step.figures.1));
        }
        if proposal.steps.len() > 1 {
            rows.push(self.row(self.t("all together", "合计").to_owned(), before, after));
        }
        let mut parts: Vec<Part> =
            proposal.steps.iter().enumerate().map(|(number, step)| Part::Says(self.reason(number + 1, step))).collect();
        parts.push(Part::Table(Table::of_figures(head, rows)));
        let mut notes = vec![self.t(
            "Only time and cost are worked out; what a step does to quality is for you to judge.",
            "只计算时间和成本；对质量的影响请自行判断。",
        )];
        if before.rounded || after.rounded {
            notes.push(self.t("Figures marked ≈ are simulated, rounded or not fully known.", "带“≈”的数字由模拟或取整得出，或有未知项。"));
        }
        parts.push(Part::Says(notes.join(self.t(" ", ""))));
        Some(Section::new(self.t("Effect of each step", "每一步的效果"), parts))
    }

    fn reason(self, number: usize, step: &Step) -> String {
        let (name, what) = (step.heuristic.name(), self.sentence(step.what.get(self.lang)));
        self.t(format!("{number}. {what} Heuristic: {}.", name.0), format!("{number}. {what}优化手法：{}。", name.1))
    }

    fn row(self, what: String, before: &Measured, after: &Measured) -> Vec<String> {
        let figures = Figures { lang: self.lang, clock: before.clock };
        let near = if before.rounded || after.rounded { "≈ " } else { "" };
        let change =
            |before: Option<Between<f64>>, after: Option<Between<f64>>, text: &dyn Fn(Between<f64>) -> String| match (before, after) {
                (Some(before), Some(after)) if text(before) == text(after) => format!("{near}{}", text(after)),
                (Some(before), Some(after)) => format!("{near}{} → {}", text(before), text(after)),
                _ => "?".to_owned(),
            };
        let mut row = vec![what, change(before.mean, after.mean, &|time| figures.times(time))];
        if before.breach.is_some() {
            row.push(change(before.breach, after.breach, &|share| figures.shares(share)));
        }
        if before.cost.is_some() {
            let money = |cost: Between<f64>| figures.between(cost.map(|&amount| format!("{amount:.2}")));
            row.push(change(before.cost, after.cost, &money));
        } else {
            row.push(change(before.work, after.work, &|time| figures.times(time)));
        }
        row
    }

    fn rejected(self) -> Option<Section> {
        let rejected = &self.subject.proposal.rejected;
        if rejected.is_empty() {
            return None;
        }
        let mut groups: Vec<(&str, Vec<&Rejected>)> = Vec::new();
        for one in rejected {
            match groups.iter_mut().find(|(constraint, _)| *constraint == one.constraint) {
                Some((_, group)) => group.push(one),
                None => groups.push((one.constraint, vec![one])),
            }
        }
        // What only the data says is the least surprising.
        groups.sort_by_key(|(constraint, _)| matches!(*constraint, "data-dependency" | "write-conflict"));
        let mut lines = Vec::new();
        for (constraint, group) in groups {
            let shown = if matches!(constraint, "data-dependency" | "write-conflict") { 2 } else { SHOWN };
            lines.extend(group.iter().take(shown).map(|one| self.rejection(one)));
            let more = group.len().saturating_sub(shown);
            if more > 0 {
                let name = constraint_name(constraint, self.lang);
                lines.push(self.t(format!("{more} more step{} blocked: {name}", plural(more)), format!("另有 {more} 处因“{name}”未采纳")));
            }
        }
        Some(Section::new(self.t("Rejected", "未采纳"), vec![Part::List(lines)]))
    }

    fn rejection(self, one: &Rejected) -> String {
        let (what, why) = (one.what.get(self.lang), one.why.get(self.lang));
        let place = one.line.map_or(String::new(), |line| self.t(format!(" (line {line})"), format!("（第 {line} 行）")));
        self.t(format!("{what}: {why}{place}"), format!("{what}：{why}{place}"))
    }

    fn declare(self) -> Option<Section> {
        let lines: Vec<String> = self.subject.proposal.declare.iter().map(|text| text.get(self.lang).to_owned()).collect();
        let title = self.t("What to declare, so that more can be judged", "补充以下内容，可以判断更多");
        (!lines.is_empty()).then(|| Section::new(title, vec![Part::List(lines)]))
    }
}

/// A constraint in a few words.
fn constraint_name(constraint: &str, lang: Lang) -> &'static str {
    let (en, zh) = match constraint {
        "required-control" => ("a required control", "规定的控制点"),
        "risk-control" | "last-control" => ("the control of a risk", "风险的控制"),
        "duty" => ("a duty rule", "职责规则"),
        "distinct" => ("another person must do it", "要求不同的人"),
        "accepted" => ("accepted by somebody", "已有人接受"),
        "milestone" | "limit" => ("a limit", "时限或里程碑"),
        "same-person" => ("one person does both", "由同一岗位办理"),
        "data-dependency" => ("one step needs the other's result", "后者要用前者的结果"),
        "write-conflict" => ("both change the same data", "都改动同一单据"),
        "outward-step" | "notification" => ("felt outside or final", "对外或不可撤回"),
        "archive-step" | "deliverable" => ("records and results", "归档与交付物"),
        "data-changes" | "new-evidence" | "other-aspect" | "other-tier" | "validity" | "own-checklist" => {
            ("it is no mere repetition", "不是单纯的重复")
        }
        "data-unknown" | "time-unknown" | "people-unknown" | "probability-unknown" | "use-unknown" | "division-unknown" => {
            ("not enough is declared", "声明的内容不够")
        }
        "no-gain" | "no-time" => ("nothing would be saved", "省不下时间或成本"),
        "worse" => ("something would get worse", "有指标变差"),
        "order" | "chooses-role" => ("an order that must stay", "必须保持的先后"),
        "more-data" => ("other data as well", "还涉及其他单据"),
        "two-clocks" => ("two clocks", "计时方式不同"),
        "new-finding" => ("a new fault", "会带来新的问题"),
        "text" => ("a text would be lost", "会丢失写明的内容"),
        _ => ("the language cannot say it", "无法用语言写出"),
    };
    lang.pick(en, zh)
}
