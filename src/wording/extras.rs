//! What is said about a node beside the columns of a table: who takes part how, reminders, controls, texts.

use super::Wording;
use crate::ast::After;
use crate::ast::quantity::Duration;
use crate::model::{Escalation, Improve, Node};
use crate::syntax::keywords::Key;

/// The free texts of a node, in the order in which they are shown.
const TEXTS: [Key; 6] = [Key::Action, Key::Script, Key::Checklist, Key::Form, Key::Issue, Key::Note];

/// Every such attribute with its words, always in the same order; empty where a node has none.
pub(crate) fn extras(words: Wording, node: &Node) -> Vec<(Key, String)> {
    let yes = |yes: bool| if yes { words.yes(true).to_owned() } else { String::new() };
    let required = node.required.as_ref().map(|why| why.clone().unwrap_or_else(|| words.yes(true).to_owned()));
    let escalations: Vec<String> = node.escalate.iter().map(|escalation| escalate(words, escalation)).collect();
    let mut all = vec![
        (Key::Approvers, words.approvers(node)),
        (Key::By, words.roles(&node.by)),
        (Key::To, words.roles(&node.to)),
        (Key::Consults, words.roles(&node.consults)),
        (Key::Informs, words.roles(&node.informs)),
        (Key::Remind, node.remind.map(|after| words.duration(after)).unwrap_or_default()),
        (Key::Escalate, words.list(escalations.iter().map(String::as_str))),
        (Key::Required, required.unwrap_or_default()),
        (Key::Preventive, yes(node.preventive)),
        (Key::Detective, yes(node.detective)),
    ];
    all.extend(TEXTS.map(|key| {
        let texts: Vec<&str> = node.texts.iter().filter(|text| text.key == key).map(|text| text.text.as_str()).collect();
        (key, texts.join("\n"))
    }));
    all.push((Key::Improve, node.improve.as_ref().map(improve).unwrap_or_default()));
    all
}

/// Who is called when: `客服主管 8小时后`.
pub(crate) fn escalate(words: Wording, escalation: &Escalation) -> String {
    let role = words.role(escalation.role);
    match escalation.after {
        After::Arrival(after) => {
            let after = words.duration(after);
            words.lang.pick(format!("{role} after {after}"), format!("{role} {after}后"))
        }
        After::Sla { ms, clock } => {
            let by = words.duration(Duration { ms: ms.abs(), clock });
            let (en, zh) = if ms < 0 { ("before", "前") } else { ("after", "后") };
            words.lang.pick(format!("{role} {by} {en} the SLA"), format!("{role} 时限{zh}{by}"))
        }
    }
}

fn improve(improve: &Improve) -> String {
    let parts = [Some(improve.text.clone()), improve.by.clone(), improve.due.map(|date| date.to_string())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
