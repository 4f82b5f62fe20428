//! See [`SILENT_WEAKENING`].

use crate::ast::Comparison;
use crate::ast::quantity::{Duration, Quantity};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Lang, Text, shown};
use crate::lint::guards::{is_control, weakness};
use crate::lint::weakening::{Weakening, dropped, longer, of_node, weaker};
use crate::lint::{ChangeContext, Remark};
use crate::model::{Goal, Milestone, Process, Role};
use crate::source::Span;
use crate::syntax::keywords::Key;
use crate::wording::Wording;

crate::rule! {
    /// A rule of the process became weaker, and nobody says why.
    ///
    /// A step is no longer `required`; one of several approvers is enough where all had to agree; a limit is longer (of a node, the process, the first answer, a
    /// milestone) or no longer `hard`; a role may approve more, or an amount tier is higher; another person (`distinct`) is no longer asked for; an
    /// escalation, reminder or timeout is gone or later; an approval stays valid longer; a loop may be taken more often. The finding says what it was and what it is.
    ///
    /// A change of a to-be that says `because` is not silent. Limits in working time and around the clock are not compared. What a machine does needs no
    /// reminder and no second person.
    /// ---
    /// 流程的要求放宽了，却没有说明理由。
    ///
    /// 包括：去掉“必须”；会签改为或签，或所需人数减少；时限变长（环节、流程、响应、里程碑），或去掉“硬性”；岗位审批限额或金额分档提高；去掉“不同人”；升级、提醒、超时处理被取消或推迟；
    /// 审批有效期变长；返工次数上限提高。问题中会写明原来和现在的值。
    ///
    /// 优化后的修改写了“因为”的不报告。工作时间与自然时间的时限不作比较。改为系统自动的环节不再需要提醒和另一个人。
    /// ---
    /// ```flow bad
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   role 经理
    ///   data 付款单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     approval 审核 { owner: 主管; approvers: 主管, 经理; mode: all; of: 付款单; time: 5m; rejected -> 填单 max 1 }
    ///     start -> 填单 -> 审核 -> end
    ///   }
    ///   to-be from as-is {
    ///     change 审核 { mode: any }
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   role 经理
    ///   data 付款单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     approval 审核 { owner: 主管; approvers: 主管, 经理; mode: all; of: 付款单; time: 5m; rejected -> 填单 max 1 }
    ///     start -> 填单 -> 审核 -> end
    ///   }
    ///   to-be from as-is {
    ///     change 审核 { mode: any } because 两人权限相同，一人即可
    ///   }
    /// }
    /// ```
    SILENT_WEAKENING = "F906" "silent-weakening" Warning
}

pub(in crate::lint) fn check(change: &ChangeContext, found: &mut Vec<Remark>) {
    for (was, is) in change.matching.pairs().filter(|(_, is)| change.reason(*is).is_none()) {
        let (old, new) = (change.old.variant.node(was), change.new.variant.node(is));
        // What controls nothing any more is more than weak.
        let removed = is_control(old) && weakness(change, was, is).is_some();
        if !new.broken && !old.broken && !removed {
            let name = shown(new.shown());
            report(&both!("`{name}` became weaker", "“{name}”的要求放宽了"), &of_node(change, was, is), old.title.span, found);
        }
    }
    if change.within_one_text() {
        return;
    }
    let title = &change.new.process.title;
    let place = |process: &Process| [process.sla, process.response].into_iter().flatten().map(|limit| limit.span).next();
    let before = place(change.old.process).unwrap_or(change.old.process.title.span);
    let name = shown(title.shown());
    report(&both!("the process `{name}` became weaker", "流程“{name}”的要求放宽了"), &of_process(change), before, found);
    kept(change, found);
    for (was, is) in change.counterparts.roles().filter_map(|(was, is)| Some((was, is?))) {
        let (old, new) = (change.old.role_of(was), change.new.role_of(is));
        let name = shown(new.title.shown());
        let here = if new.title.span.file == title.span.file { new.title.span } else { title.span };
        let what = both!("`{name}` may approve more", "“{name}”的审批限额提高了");
        report(&what, limit(old, new, here).as_slice(), old.title.span, found);
    }
}

fn of_process(change: &ChangeContext) -> Vec<Weakening> {
    let (old, new) = (change.old.process, change.new.process);
    let title = new.title.span;
    let at = |limit: Option<crate::model::Spanned<_>>| limit.map_or(title, |limit| limit.span);
    let all = [
        longer(Key::Sla, old.sla.map(|sla| sla.value), new.sla.map(|sla| sla.value), at(new.sla)),
        longer(Key::Response, old.response.map(|limit| limit.value), new.response.map(|limit| limit.value), at(new.response)),
        dropped(Key::Hard, old.hard, new.hard, title),
    ];
    let goals = old.goals.iter().filter_map(|goal| of_goal(change, goal));
    all.into_iter().flatten().chain(goals).chain(old.milestones.iter().filter_map(|milestone| of_milestone(change, milestone))).collect()
}

/// A goal that is gone, or whose target is easier to reach.
fn of_goal(change: &ChangeContext, goal: &Goal) -> Option<Weakening> {
    let (aimed, before) = goal.target.as_ref()?;
    let new = change.new.process;
    let now = new.goals.iter().find(|other| other.title.name == goal.title.name || other.title.shown() == goal.title.shown());
    let at = now.map_or(new.title.span, |now| now.title.span);
    let say = |target: &(Comparison, Quantity)| in_words(change, target);
    let name = shown(goal.title.shown());
    let gone = |was: Text| both!("goal `{name}`: {} → none", "指标“{name}”：{} → 无"; was);
    let Some(target) = now.and_then(|now| now.target.as_ref()) else {
        return Some(Weakening { text: gone(say(&(*aimed, before.clone()))), at });
    };
    let easier = match (aimed, size(before)?.partial_cmp(&size(&target.1)?)?) {
        (Comparison::Less | Comparison::AtMost, order) => order == std::cmp::Ordering::Less,
        (Comparison::More | Comparison::AtLeast, order) => order == std::cmp::Ordering::Greater,
        (Comparison::Equal, _) => false,
    };
    let (was, is) = (say(&(*aimed, before.clone())), say(target));
    (easier && *aimed == target.0)
        .then(|| Weakening { text: both!("goal `{name}`: {} → {}", "指标“{name}”：{} → {}"; was, is), at })
}

fn in_words(change: &ChangeContext, target: &(Comparison, Quantity)) -> Text {
    let say = |lang| Wording { model: change.new.model, lang }.target(target);
    Text { en: say(Lang::En), zh: say(Lang::Zh) }
}

/// The number of a quantity, in one unit for each sort; none where it cannot be compared.
fn size(quantity: &Quantity) -> Option<f64> {
    #[allow(clippy::cast_precision_loss, reason = "2^53 ms are 285,000 years")]
    match quantity {
        Quantity::Duration(time) => Some(time.ms as f64),
        Quantity::Percent(share) => Some(share.billionths as f64),
        Quantity::Money(money) => Some(money.amount.near()),
        Quantity::Rate(rate) => Some(rate.amount.near() / rate.per as f64),
        Quantity::Number(number, _) => Some(number.near()),
        Quantity::Date(_) => None,
    }
}

/// Data that is kept for a shorter time.
fn kept(change: &ChangeContext, found: &mut Vec<Remark>) {
    let title = &change.new.process.title;
    for (was, is) in change.counterparts.all_data().filter_map(|(was, is)| Some((was, is?))) {
        let (old, new) = (change.old.data(was), change.new.data(is));
        let (Some(before), Some(place)) = (old.keep_for, new.title.as_ref()) else { continue };
        let shorter = new.keep_for.is_none_or(|after| after.clock == before.clock && after.ms < before.ms);
        if shorter {
            let name = shown(place.shown());
            let after = new.keep_for.map_or(both!("none", "无"), Duration::text);
            let here = if place.span.file == title.span.file { place.span } else { title.span };
            let all = [weaker(Key::KeepFor, &before.text(), &after, here)];
            let before = old.title.as_ref().map_or(here, |title| title.span);
            report(&both!("`{name}` is kept for a shorter time", "“{name}”的保存期限缩短了"), &all, before, found);
        }
    }
}

fn of_milestone(change: &ChangeContext, milestone: &Milestone) -> Option<Weakening> {
    let node = change.old.variant.node_named(&milestone.node)?;
    let heir = change.matching.heir(node)?;
    let mut others = change.new.process.milestones.iter().filter(|other| other.done == milestone.done);
    let now = others.find(|other| change.new.variant.node(heir).answers_to(&other.node));
    let at = now.map_or(change.new.process.title.span, |now| now.span);
    let mut weakening = longer(Key::Sla, Some(milestone.limit), now.map(|now| now.limit), at)?;
    let name = shown(change.new.variant.node(heir).shown());
    weakening.text = both!("milestone `{name}`: {}", "里程碑“{name}”：{}"; weakening.text);
    Some(weakening)
}

fn limit(old: &Role, new: &Role, at: Span) -> Option<Weakening> {
    let (before, after) = (old.limit.as_ref()?, new.limit.as_ref());
    let higher = |after: &crate::ast::quantity::Money| {
        after.currency == before.currency && after.amount.compare(before.amount) == std::cmp::Ordering::Greater
    };
    let said = |money: String| Text { en: money.clone(), zh: money };
    let none = both!("none", "无");
    after
        .is_none_or(higher)
        .then(|| weaker(Key::Limit, &said(before.to_string()), &after.map_or(none, |after| said(after.to_string())), at))
}

fn report(what: &Text, all: &[Weakening], before: Span, found: &mut Vec<Remark>) {
    let Some(first) = all.first() else { return };
    let at = first.at;
    let list = |lang: fn(&Text) -> &str, glue: &str| all.iter().map(|one| lang(&one.text)).collect::<Vec<_>>().join(glue);
    let list = Text { en: list(|text| &text.en, "; "), zh: list(|text| &text.zh, "；") };
    let message = both!("{}: {}", "{}：{}"; what, list);
    let help = both!(
        "take it back, or say why: `because REASON` behind a change, or `accept: silent-weakening because …` in the process",
        "请改回；确有理由的，在修改后面写“因为 理由”，或在流程中写“接受：silent-weakening 因为 理由”"
    );
    let mut finding = Diagnostic::new(&SILENT_WEAKENING, at, message, help);
    if before != at {
        finding = finding.related(before, both!("as it was before", "原来的规定"));
    }
    for other in all.iter().skip(1).filter(|other| other.at != at) {
        finding = finding.related(other.at, other.text.clone());
    }
    found.push(finding.into());
}
