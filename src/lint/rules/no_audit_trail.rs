//! See [`NO_AUDIT_TRAIL`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::VariantContext;
use crate::lint::access::has_word;
use crate::model::{NodeKind, System};
use crate::syntax::keywords::Key;

crate::rule! {
    /// An approval is given by phone, in a chat, on paper or by word of mouth.
    ///
    /// When it matters nobody can show who approved what, and when. Judged by the names of the systems of the approval, all of which must be of that kind. Mail,
    /// company messengers and recorded calls leave a trail; so does an approval that writes data (`out`). Without a system nothing is known.
    /// ---
    /// 审批通过电话、聊天、纸面或口头进行，没有留痕。
    ///
    /// 事后说不清谁在什么时候批了什么。按审批所用系统的名称判断，全部属于这一类才报告。邮件、企业微信等办公平台、有录音的电话可以留痕；审批有“输出”单据的也算留痕。没有写系统的不判断。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 申请人
    ///   role 主管
    ///   system 电话
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写申请 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 主管审批 { owner: 主管; of: 申请单; system: 电话; time: 5m; rejected -> 填写申请 max 1 }
    ///     start -> 填写申请 -> 主管审批 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 申请人
    ///   role 主管
    ///   system OA
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写申请 { owner: 申请人; out: 申请单; time: 5m }
    ///     approval 主管审批 { owner: 主管; of: 申请单; system: OA; time: 5m; rejected -> 填写申请 max 1 }
    ///     start -> 填写申请 -> 主管审批 -> end
    ///   }
    /// }
    /// ```
    NO_AUDIT_TRAIL = "F610" "no-audit-trail" Warning
}

/// What leaves no trail.
const FLEETING: [&str; 12] = ["电话", "电話", "微信", "短信", "口头", "口頭", "纸质", "纸面", "紙本", "当面", "聊天", "手签"];
const FLEETING_WORDS: [&str; 10] = ["phone", "telephone", "chat", "paper", "verbal", "oral", "sms", "whatsapp", "wechat", "qq"];
/// What leaves one all the same.
const KEPT: [&str; 8] = ["企业微信", "录音", "錄音", "小程序", "留痕", "存档", "归档", "审批"];
const KEPT_WORDS: [&str; 5] = ["recorded", "recording", "logged", "archive", "app"];

pub(in crate::lint) fn check(context: &VariantContext, found: &mut Vec<Diagnostic>) {
    for (_, node) in context.nodes().filter(|(_, node)| node.kind == NodeKind::Approval && !node.automated) {
        let systems: Option<Vec<&System>> = node.systems.iter().map(|system| Some(&context.model.systems[system.id?.index()])).collect();
        let Some(systems) = systems.filter(|systems| !systems.is_empty() && systems.iter().all(|system| leaves_none(system))) else {
            continue;
        };
        if !node.outputs.is_empty() {
            continue;
        }
        let (name, system) = (shown(node.shown()), shown(systems[0].title.shown()));
        found.push(Diagnostic::new(
            &NO_AUDIT_TRAIL,
            node.place(Key::System),
            both!(
                "`{name}` is given by `{system}`: nobody can show later who approved what",
                "“{name}”通过“{system}”进行，事后无法查证谁批了什么"
            ),
            both!(
                "approve in a system that keeps it, or let the approval write a record: `out: DATA`",
                "改在能留痕的系统中审批；或让审批留下记录，写“输出：单据”"
            ),
        ));
    }
}

fn leaves_none(system: &System) -> bool {
    let names = || [Some(system.title.name.as_str()), system.title.label.as_deref()].into_iter().flatten();
    let any = |parts: &[&str], words: &[&str]| {
        names().any(|name| parts.iter().any(|part| name.contains(part)) || words.iter().any(|word| has_word(name, word)))
    };
    any(&FLEETING, &FLEETING_WORDS) && !any(&KEPT, &KEPT_WORDS)
}
