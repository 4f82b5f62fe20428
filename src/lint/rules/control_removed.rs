//! See [`CONTROL_REMOVED`].

use super::control_bypass::CONTROL_BYPASS;
use super::uncontrolled_risk::UNCONTROLLED_RISK;
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::lint::assured::{Lack, lack};
use crate::lint::controls::Exposures;
use crate::lint::guards::{Guard, Lost, Why, lost_guards, lost_risks};
use crate::lint::{ChangeContext, Remark};
use crate::model::{EdgeId, NodeId};
use crate::source::Span;

crate::rule! {
    /// A control no longer stands before what it protected.
    ///
    /// In the old version every case passed the control before it got there, and in the new version a case can get there without it: the control was removed,
    /// moved behind, left out of a branch, or a new way leads past it; or it is there and no longer decides, because it became a notice or a machine approves where
    /// people did. Controls are the nodes marked `required`, `keep`, `preventive` or `detective`, and those of a declared risk; of a risk with several
    /// controls the last one counts. A risk that is no longer declared, or no longer protects a node that is still there, is a loss, too.
    ///
    /// It says nothing of a control that was renamed with `was:`, of a merge that stays `required`, of a split whose parts all stay in the way,
    /// of another control of the same risk that has taken its place, and of a notice or another control that now comes before it. Where only `required` was
    /// taken away, that is `silent-weakening`; where a step that law asks for is gone, `obligation-lost`.
    /// ---
    /// 控制点不再位于它所保护的环节之前。
    ///
    /// 旧版本中单子到达该环节之前都要经过控制点，新版本中却可以不经过：控制点被删除、移到后面、只留在一个分支里，或新的路径绕过了它；或者它还在，却不再作出判断：
    /// 改成了知会，或原来由人审批、现在由系统自动通过。控制点是标有“控制点”（或“必须”）“保留”“预防性”“检查性”的环节，以及已声明风险的控制；一个风险有几个控制时，看是否还剩一个有效。
    /// 风险的声明被删去，或不再写明保护某个仍然存在的环节，也属于失去控制。
    ///
    /// 以下情况不报告：用“原名”改名；合并后仍标“必须”；拆分后各部分都仍在路径上；由同一风险的另一个控制代替；知会或别的控制点移到了它前面。只是去掉了“必须”的，见“silent-weakening”；
    /// 法规要求的环节消失的，见“obligation-lost”。
    /// ---
    /// ```flow bad
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   role 出纳
    ///   data 付款单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     approval 审核 { owner: 主管; of: 付款单; time: 5m; required: yes; rejected -> 填单 max 1 }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     start -> 填单 -> 审核 -> 付款 -> end
    ///   }
    ///   to-be from as-is {
    ///     remove 审核
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "付款" {
    ///   role 会计
    ///   role 主管
    ///   role 出纳
    ///   data 付款单 { deliverable: yes }
    ///   as-is {
    ///     task 填单 { owner: 会计; out: 付款单; time: 5m }
    ///     approval 审核 { owner: 主管; of: 付款单; time: 5m; required: yes; rejected -> 填单 max 1 }
    ///     task 付款 { owner: 出纳; in: 付款单; time: 5m }
    ///     start -> 填单 -> 审核 -> 付款 -> end
    ///   }
    ///   to-be from as-is {
    ///     change 审核 { time: 2m } because 单据由系统预先核对
    ///   }
    /// }
    /// ```
    CONTROL_REMOVED = "F901" "control-removed" Error
}

pub(in crate::lint) fn check(change: &ChangeContext, found: &mut Vec<Remark>) {
    let exposures = Exposures::find(&change.old);
    let risks = lost_risks(change, exposures.as_ref());
    found.extend(risks.into_iter().map(|lost| of_risk(change, &lost)));
    for guard in Guard::all(change, exposures.as_ref()) {
        if let Some(why) = lost_guards(change, &guard) {
            found.push(of_control(change, &guard, &why).into());
        } else if let Some(lack) = lack(change, &[guard.control], &guard.heirs) {
            let why = match lack {
                Lack::Nowhere => Why::Gone,
                Lack::On(way) => Why::Past { protected: None, way },
            };
            found.push(of_control(change, &guard, &why).into());
        }
    }
}

/// A required control that is gone, or that a case gets past.
fn of_control(change: &ChangeContext, guard: &Guard, why: &Why) -> Diagnostic {
    let (old, new) = (change.old.variant, change.new.variant);
    let control = shown(old.node(guard.control).shown());
    let message = match why {
        Why::Gone => both!("the control `{control}` is gone", "控制点“{control}”没有了"),
        Why::Notice(heir) => {
            let heir = shown(new.node(*heir).shown());
            both!(
                "the control `{control}` has become the notice `{heir}`, which stops nothing",
                "控制点“{control}”变成了知会“{heir}”，不再能拦住单子"
            )
        }
        Why::Automatic(heir) => {
            let heir = shown(new.node(*heir).shown());
            both!(
                "people decided at the control `{control}`, and `{heir}` is automatic",
                "控制点“{control}”原来由人审批，现在的“{heir}”是自动通过"
            )
        }
        Why::Undecided(heir) => {
            let heir = shown(new.node(*heir).shown());
            both!(
                "the control `{control}` could reject, and `{heir}` is no approval any more",
                "控制点“{control}”原来可以退回，现在的“{heir}”不再是审批"
            )
        }
        Why::Loose(heir) => {
            let heir = shown(new.node(*heir).shown());
            both!(
                "the control `{control}` was merged into `{heir}`, which is not required",
                "控制点“{control}”并入了“{heir}”，而后者没有标“必须”"
            )
        }
        Why::Past { protected, way } => {
            let path = path(change, way);
            match protected {
                Some(protected) => {
                    let name = shown(new.node(*protected).shown());
                    both!("a case can now get to `{name}` without the control `{control}`{}", "单子现在可以不经过控制点“{control}”就到“{name}”{}"; path)
                }
                None => both!("a case can now end without the control `{control}`{}", "单子现在可以不经过控制点“{control}”就结束{}"; path),
            }
        }
    };
    let help = both!(
        "put it back, keep it on every way, or accept it with a reason: `accept: control-removed because …`",
        "请恢复控制点，让每条路径都经过它；确实同意取消的，在流程中写“接受：control-removed 因为 理由”"
    );
    let mut places = Places::new(place(change, guard.control, why));
    if let Why::Past { protected: Some(protected), .. } = why {
        places.add(new.node(*protected).title.span, both!("reached without it now", "现在不经过控制点就能到这里"));
    }
    places.add(old.node(guard.control).title.span, both!("the control before", "原来的控制点"));
    places.finding(message, help)
}

/// A risk that nothing controls any more.
fn of_risk(change: &ChangeContext, lost: &Lost) -> Remark {
    let (old, new) = (change.old.variant, change.new.variant);
    let (risk, name) = (shown(lost.before.title.shown()), shown(new.node(lost.protected).shown()));
    let here = new.node(lost.protected).title.span;
    let (message, help) = match (&lost.after, &lost.why) {
        (None, _) => (
            both!(
                "nothing says any more that the risk `{risk}` of `{name}` must be controlled",
                "不再写明“{name}”的风险“{risk}”必须有控制"
            ),
            both!("declare the risk again, with `protects: {name}`", "请恢复风险的声明，并写明“保护：{name}”"),
        ),
        (Some(_), Why::Past { way, .. }) => {
            let path = path(change, way);
            (
                both!(
                    "a case can now get to `{name}` with nothing that controls the risk `{risk}`{}",
                    "单子现在可以不经过任何控制就到“{name}”，风险“{risk}”失去控制{}"; path
                ),
                both!(
                    "lead this way through a control of the risk, or name one in it",
                    "让这条路径经过该风险的控制点，或在风险中写明别的控制点"
                ),
            )
        }
        (Some(_), _) => (
            both!("nobody decides any more whether the risk `{risk}` of `{name}` is under control", "“{name}”的风险“{risk}”不再有人把关"),
            both!("let people decide there, or name another control in the risk", "请恢复由人审批，或在风险中写明别的控制点"),
        ),
    };
    let control = lost.controls.first();
    let primary = match (&lost.after, control) {
        (None, _) => change.new.process.title.span,
        (_, Some(&control)) => place(change, control, &lost.why),
        _ => here,
    };
    let mut places = Places::new(primary);
    places.add(here, both!("what the risk threatens", "有风险的环节"));
    if let Some(&control) = control {
        places.add(old.node(control).title.span, both!("the control before", "原来的控制点"));
    }
    places.add(lost.before.title.span, both!("the risk", "风险在此声明"));
    let rules = [&UNCONTROLLED_RISK, &CONTROL_BYPASS];
    Remark::from(places.finding(message, help)).unless(&rules, [here, lost.before.title.span])
}

/// Where the new text does it: the change that the way takes, or what has become of the control.
fn place(change: &ChangeContext, control: NodeId, why: &Why) -> Span {
    match why {
        Why::Past { way, .. } => change.new.change_of(way).unwrap_or_else(|| change.place_of_loss(control)),
        _ => change.place_of_loss(control),
    }
}

/// A way behind a sentence; nothing where parallel branches make it no single way.
pub(super) fn path(change: &ChangeContext, way: &[EdgeId]) -> Text {
    if way.is_empty() {
        return Text::default();
    }
    let way = change.new.way_text(way);
    both!(": {way}", "：{way}")
}

/// The places of a finding, each once.
struct Places {
    first: Span,
    more: Vec<(Span, Text)>,
}

impl Places {
    fn new(first: Span) -> Places {
        Places { first, more: Vec::new() }
    }

    fn add(&mut self, span: Span, text: Text) {
        if span != self.first && !self.more.iter().any(|(other, _)| *other == span) {
            self.more.push((span, text));
        }
    }

    fn finding(self, message: Text, help: Text) -> Diagnostic {
        let finding = Diagnostic::new(&CONTROL_REMOVED, self.first, message, help);
        self.more.into_iter().fold(finding, |finding, (span, text)| finding.related(span, text))
    }
}
