//! `accept: RULE because …`: trade-offs of a change that somebody agreed to.

use super::suppress::INVALID_ALLOW;
use super::{ProcessContext, rules};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::model::{Accept, Process};
use crate::rule::{Level, Rule};
use crate::suggest;

/// What an agreed trade-off says about a finding is worth knowing, and no fault any more.
/// An agreement that stood in the old text already was about an earlier change.
pub(super) fn accepted(finding: Diagnostic, old: &Process, process: &Process) -> Diagnostic {
    let earlier = |accept: &Accept| {
        let same = |other: &Accept| named(other) == named(accept) && other.because == accept.because;
        !std::ptr::eq(old, process) && old.accepts.iter().any(same)
    };
    let agrees = |accept: &&Accept| named(accept) == Some(finding.rule) && accept.because.is_some() && !earlier(accept);
    let agreed = process.accepts.iter().find(agrees);
    let Some(accept) = agreed else { return finding };
    let because = shown(accept.because.as_deref().unwrap_or_default());
    let label = both!("accepted here, because {because}", "此处已接受，理由：{because}");
    Diagnostic { accepted: true, ..finding }.at_level(Level::Info).related(accept.span, label)
}

fn named(accept: &Accept) -> Option<&'static Rule> {
    rules::find(&accept.code)
}

/// What cannot take effect.
pub(super) fn check(context: &ProcessContext, found: &mut Vec<Diagnostic>) {
    for accept in &context.process.accepts {
        let word = shown(&accept.code);
        let (message, help) = match named(accept) {
            Some(_) if accept.because.is_some() => continue,
            Some(_) => (
                both!("it does not say why `{word}` is accepted", "没有写明为什么接受“{word}”"),
                both!("add `because REASON`", "请加上“因为 理由”"),
            ),
            None => {
                let names = rules::RULES.iter().map(|(rule, _)| rule.name);
                let help = match suggest::nearest(&accept.code, names) {
                    Some(near) => both!("did you mean `{near}`?", "是不是“{near}”？"),
                    None => both!(
                        "name it by its code or name, as findings show them: F910, shifted-work",
                        "请写问题中显示的代码或名称，如 F910、shifted-work"
                    ),
                };
                (both!("there is no rule `{word}`", "没有规则“{word}”"), help)
            }
        };
        found.push(Diagnostic::new(&INVALID_ALLOW, accept.span, message, help));
    }
}
