//! `# allow: RULE because …`: findings that somebody accepts, with a reason and for a time; and what is wrong with such comments.

use super::rules;
use crate::ast::{Allow, Until};
use crate::both;
use crate::config::{Config, is_fixed};
use crate::diagnostic::{Diagnostic, Edit};
use crate::lang::shown;
use crate::rule::{Level, Rule};
use crate::suggest;

crate::rule! {
    /// An `# allow` comment cannot take effect.
    ///
    /// It names the rule by code or name and gives a reason: `# allow: RULE because REASON until DATE`; the date may be left out. One comment is
    /// about one rule; several stand on lines of their own. Errors of syntax and names (F0, F1) cannot be allowed.
    ///
    /// The same holds for a trade-off that a process accepts: `accept: RULE because REASON`.
    /// ---
    /// “允许”注释无法生效。
    ///
    /// 请写明规则的代码或名称和理由：# 允许：规则 因为 理由 至 日期（日期可以不写）。一条注释只写一条规则，多条规则分行写。语法和名称错误（F0、F1）不能用注释放行。
    ///
    /// 流程中的“接受：规则 因为 理由”也是如此。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     # allow: missing-time
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    INVALID_ALLOW = "F018" "invalid-allow" Warning

    /// An `# allow` comment has nothing to allow.
    ///
    /// What it hid is mended: take the comment away, or it will hide the next fault of that kind.
    /// ---
    /// “允许”注释没有对应的问题。
    ///
    /// 原来的问题已经解决：请删去注释，否则以后同类问题会被它掩盖。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     # allow: missing-owner because the post is vacant
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    UNUSED_ALLOW = "F019" "unused-allow" Warning

    /// An `# allow` comment is past its last day, and what it hid is shown again.
    ///
    /// Days are judged only where the day is given: `--today`, or `--today=2026-12-31`.
    /// ---
    /// “允许”注释已过期，它放行的问题重新显示。
    ///
    /// 只有给出日期（--today 或 --today=2026-12-31）才会判断是否过期。
    EXPIRED_ALLOW = "F020" "expired-allow" Warning
}

/// Takes away the findings that comments allow, and reports the comments that do nothing. Where a syntax error hides part of the
/// file, a comment without a finding is left alone.
#[must_use]
pub fn suppress(mut findings: Vec<Diagnostic>, allows: &[Allow], incomplete: bool, config: &Config) -> Vec<Diagnostic> {
    if !config.inline_allow || allows.is_empty() {
        return findings;
    }
    let mut about_comments = Vec::new();
    for allow in allows {
        let rule = match valid(allow) {
            Ok(rule) => rule,
            Err(finding) => {
                about_comments.push(*finding);
                continue;
            }
        };
        if let (Some(day), Some(today)) = (allow.until.day(), config.today)
            && day < today
        {
            let day = day.to_string();
            let message = both!("this was allowed until {day}", "此项只允许到 {day}");
            let help = both!("mend what is shown, or give a later date with a reason", "请解决下列问题，或写明理由并延长日期");
            about_comments.push(Diagnostic::new(&EXPIRED_ALLOW, allow.span, message, help));
            continue;
        }
        let before = findings.len();
        findings.retain(|finding| !hides(allow, rule, finding));
        // What a change of the text may show is not known here.
        let about_changes = rule.code.starts_with("F9");
        if findings.len() == before && !incomplete && !about_changes && !config.is_off(rule) {
            about_comments.push(unused(allow, rule));
        }
    }
    findings.append(&mut about_comments);
    findings
}

/// Of findings about a change those that no comment allows. What is wrong with the comments themselves is said elsewhere.
#[must_use]
pub fn allowed(mut findings: Vec<Diagnostic>, allows: &[Allow], config: &Config) -> Vec<Diagnostic> {
    if config.inline_allow {
        let expired = |allow: &Allow| allow.until.day().zip(config.today).is_some_and(|(day, today)| day < today);
        let valid = allows.iter().filter(|allow| !expired(allow)).filter_map(|allow| Some((allow, valid(allow).ok()?)));
        for (allow, rule) in valid {
            findings.retain(|finding| !hides(allow, rule, finding));
        }
    }
    findings
}

fn hides(allow: &Allow, rule: &Rule, finding: &Diagnostic) -> bool {
    let (at, target) = (finding.span, allow.target);
    finding.rule == rule
        && !is_fixed(rule, finding.level)
        && at.file == target.file
        && (target.start..=target.end.saturating_sub(1)).contains(&at.start)
}

/// The rule that a comment allows.
fn valid(allow: &Allow) -> Result<&'static Rule, Box<Diagnostic>> {
    let invalid = |message, help| Box::new(Diagnostic::new(&INVALID_ALLOW, allow.span, message, help));
    let word = shown(&allow.rule);
    let Some(rule) = rules::find(&allow.rule) else {
        let nothing = allow.rule.is_empty();
        let message = if nothing {
            both!("no rule is named", "没有写明规则")
        } else {
            both!("there is no rule `{word}`", "没有规则“{word}”")
        };
        let names = rules::RULES.iter().map(|(rule, _)| rule.name);
        return Err(match suggest::nearest(&allow.rule, names) {
            Some(near) if !nothing => invalid(message, both!("did you mean `{near}`?", "是不是“{near}”？")),
            _ if allow.rule.contains([',', '，', '、', ' ']) => {
                invalid(message, both!("name one rule; several stand on lines of their own", "一条注释只写一条规则，多条规则分行写"))
            }
            _ => invalid(
                message,
                both!(
                    "name it by its code or name, as findings show them: F301, missing-owner",
                    "请写问题中显示的代码或名称，如 F301、missing-owner"
                ),
            ),
        });
    };
    if is_fixed(rule, rule.level) && rule.level == Level::Error {
        let message = both!("{} `{}` cannot be allowed", "{} {} 不能放行", rule.code, rule.name);
        return Err(invalid(message, both!("mend it: what is not understood is not checked", "请改正：读不懂的内容无法检查")));
    }
    if let Until::NoDay(day) = &allow.until {
        let day = shown(day);
        return Err(invalid(both!("`{day}` is not a date", "“{day}”不是日期"), both!("write it as 2026-12-31", "请写成 2026-12-31")));
    }
    if allow.because.is_none() {
        let message = both!("it does not say why `{word}` is allowed", "没有写明为什么允许“{word}”");
        return Err(invalid(message, both!("add `because REASON`", "请加上“因为 理由”")));
    }
    Ok(rule)
}

fn unused(allow: &Allow, rule: &Rule) -> Diagnostic {
    let message = both!("nothing here breaks {} `{}`", "此处没有 {} {} 的问题", rule.code, rule.name);
    let help = both!("take the comment away", "请删去这条注释");
    let edit = Edit::remove(allow.span);
    Diagnostic::new(&UNUSED_ALLOW, allow.span, message, help).safe_fix(both!("take the comment away", "删去这条注释"), vec![edit])
}
