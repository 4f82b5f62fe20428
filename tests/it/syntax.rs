//! What people get wrong when they begin, and what they are told: each mistake with its findings in both languages and the text
//! after the fix.

use std::fmt::Write as _;
use std::ops::Range;

use flowright::diagnostic::{Diagnostic, Safety, apply};
use flowright::rule::Level;
use flowright::source::Source;

use crate::texts::Examples;

/// Where a mistake stands.
#[derive(Clone, Copy)]
enum Place {
    File,
    Process,
    Variant,
    Task,
    Approval,
    Decision,
    Parallel,
    Changes,
}

use Place::{Approval, Changes, Decision, File, Parallel, Process, Task, Variant};

/// What stands around it, in Chinese or in English words; the mistake takes the place of `…`.
fn around(place: Place, chinese: bool) -> String {
    let (inner, outer) = match (place, chinese) {
        (File, _) => return "…\n".to_owned(),
        (Process, _) => ("", "…"),
        (Variant, _) => ("…", ""),
        (Task, true) => ("    任务 核对 {\n…\n    }", ""),
        (Task, false) => ("    task check {\n…\n    }", ""),
        (Approval, true) => ("    审批 审核 {\n      责任人：财务\n…\n    }", ""),
        (Approval, false) => ("    approval review {\n      owner: finance\n…\n    }", ""),
        (Decision, true) => ("    判断 金额 {\n…\n    }", ""),
        (Decision, false) => ("    decision amount {\n…\n    }", ""),
        (Parallel, true) => ("    并行 会审 {\n…\n    }", ""),
        (Parallel, false) => ("    parallel both {\n…\n    }", ""),
        (Changes, true) => ("", "  优化后 “简化” 基于 现状 {\n…\n  }"),
        (Changes, false) => ("", "  to-be \"Lean\" from as-is {\n…\n  }"),
    };
    if chinese {
        format!(
            "流程 报销 “费用报销” {{\n{}  岗位：申请人、财务\n  系统 OA\n  单据 申请单\n  现状 {{\n    任务 填写 {{ 责任人：申请人 }}\n    任务 付款 {{ 责任人：财务 }}\n{inner}\n  }}\n{}}}\n",
            if matches!(place, Process) { format!("{outer}\n") } else { String::new() },
            if matches!(place, Changes) { format!("{outer}\n") } else { String::new() },
        )
    } else {
        format!(
            "process expenses \"Expenses\" {{\n{}  role applicant\n  role finance\n  system OA\n  data form\n  as-is {{\n    task fill {{ owner: applicant }}\n    task pay {{ owner: finance }}\n{inner}\n  }}\n{}}}\n",
            if matches!(place, Process) { format!("{outer}\n") } else { String::new() },
            if matches!(place, Changes) { format!("{outer}\n") } else { String::new() },
        )
    }
}

/// A mistake and what is said about it. Lines count from the first line of the mistake.
fn told(out: &mut String, examples: &Examples, (place, mistake): (Place, &str)) {
    let chinese = !mistake.is_ascii();
    let text = around(place, chinese);
    let at = text.find('…').unwrap();
    let text = text.replacen('…', mistake, 1);
    let before = text[..at].matches('\n').count();
    let (source, findings) = examples.findings(&text);
    for line in mistake.lines() {
        let _ = writeln!(out, "│ {line}");
    }
    let about =
        |finding: &&Diagnostic| finding.rule.code.starts_with("F0") || finding.rule.code.starts_with("F1") && finding.level == Level::Error;
    for finding in findings.iter().filter(about) {
        let position = source.position(finding.span.start);
        let line = i64::from(position.line) - i64::try_from(before).unwrap();
        let _ = writeln!(out, "{line}:{} {} {}", position.column, finding.rule.code, finding.message.zh);
        let _ = writeln!(out, "        {}", finding.message.en);
        let _ = writeln!(out, "    → {}", finding.help.zh);
        let _ = writeln!(out, "      {}", finding.help.en);
        if let Some(fix) = &finding.fix {
            let mark = if fix.safety == Safety::Safe { "⇒" } else { "⇒?" };
            let _ = writeln!(out, "    {mark} {}", changed(&source, &apply(&source.text, &fix.edits)));
        }
    }
    if !findings.iter().any(|finding| about(&finding)) {
        let _ = writeln!(out, "accepted");
    }
    out.push('\n');
}

/// The lines of a text that a fix has changed.
fn changed(source: &Source, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (source.text.lines().collect(), after.lines().collect());
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let head = old.iter().zip(&new).take_while(same).count();
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(same).count().min(new.len() - head).min(old.len() - head);
    let lines: Range<usize> = head..new.len() - tail;
    new[lines].iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ⏎ ")
}

fn page(mistakes: &[(Place, &str)]) -> String {
    let examples = Examples::read();
    let mut out = String::new();
    for &mistake in mistakes {
        told(&mut out, &examples, mistake);
    }
    out
}

#[test]
fn declarations() {
    insta::assert_snapshot!(page(&[
        (Variant, "任务：填写申请"),
        (Variant, "任务：填写申请 { 责任人：申请人 }"),
        (Variant, "任务填写申请 { 责任人：申请人 }"),
        (Variant, "任务　填写申请　｛　责任人：申请人；　耗时：１５分钟　｝"),
        (Variant, "填写申请 { 责任人：申请人 }"),
        (Variant, "填写申请"),
        (Variant, "任务 填写 申请 { 责任人：申请人 }"),
        (Variant, "任务 填写申请 填好并签字 { 责任人：申请人 }"),
        (Variant, "任务 { 责任人：申请人 }"),
        (Variant, "认务 填写申请 { 责任人：申请人 }"),
        (Variant, "審批 财务审核 { 責任人：财务 }"),
        (Variant, "步骤表 一"),
        (Variant, "岗位 出纳"),
        (Variant, "责任人：申请人"),
        (Variant, "任务 填写申请（责任人：申请人）"),
        (Process, "岗位：出纳 会计"),
        (Process, "岗位：出纳 会计 主管"),
        (Process, "人员：出纳、会计"),
        (Process, "优化后 基于现状 {\n    删除 付款\n  }"),
        (Process, "现有流程 {\n  }"),
        (Variant, "节点 核对 { 责任人：财务 }"),
        (Variant, "会签 核对 { 责任人：财务 }"),
        (Variant, "同时 核对 { 责任人：财务 }"),
        (Process, "任务 填写申请 { 责任人：申请人 }"),
        (Process, "岗位出纳"),
        (File, "目的：减少审批节点"),
        (File, "引用 org.flow"),
        (File, "引用“org.flow”"),
        (Variant, "taks collect \"Collect\" { owner: applicant }"),
        (Variant, "Task: collect \"Collect\" { owner: applicant }"),
        (Variant, "task collect Collect the receipts { owner: applicant }"),
        (Variant, "task collect { owner: applicant }; task sort { owner: applicant } task file"),
        (Variant, "step collect { owner: applicant }"),
        (Variant, "role cashier"),
        (Variant, "task end { owner: applicant }"),
        (Process, "steps one"),
        (Process, "roles: cashier, clerk"),
        (Process, "to be {"),
    ]));
}

#[test]
fn attributes() {
    insta::assert_snapshot!(page(&[
        (Task, "责任人 申请人"),
        (Task, "责任人申请人"),
        (Task, "责认人：申请人"),
        (Task, "責任人：申请人"),
        (Task, "责任人：：申请人"),
        (Task, "责任人：申请人，耗时：5分钟"),
        (Task, "责任人：申请人 耗时：5分钟"),
        (Task, "责任人：申请人 财务"),
        (Task, "责任人："),
        (Task, "责任人=申请人"),
        (Task, "责认人：申请人；耗时：很快；系統：OA"),
        (Task, "时间：5分钟"),
        (Task, "审批人：财务"),
        (Task, "部门：财务部"),
        (Task, "耗时：5分钟；耗时：8分钟"),
        (Task, "问题点：字段不全；常被退回"),
        (Task, "问题点：\n  字段不全\n  常被退回"),
        (Task, "问题点：\n  | 字段不全\n  常被退回"),
        (Task, "操作：按“清单”核对，见 #3"),
        (Task, "系统：OA#财务"),
        (Process, "现状：{"),
        (Process, "时限 3个工作日"),
        (Task, "owner applicant"),
        (Task, "ownr: applicant"),
        (Task, "owner = applicant"),
        (Task, "owner: applicant, time: 5m"),
        (Task, "owner: applicant time: 5m"),
        (Task, "owner: the applicant"),
        (Task, "approvers: finance"),
        (Task, "time: 5m; time: 8m"),
        (Task, "issue: too slow; often wrong"),
        (Task, "automated: maybe"),
        (Task, "note: - "),
        (Approval, "mode: everyone"),
        (Process, "deadline: 3d"),
    ]));
}

#[test]
fn numbers() {
    insta::assert_snapshot!(page(&[
        (Task, "耗时：1h30"),
        (Task, "耗时：1,600m"),
        (Task, "耗时：-5m"),
        (Task, "耗时：5"),
        (Task, "耗时：很快"),
        (Task, "耗时：两小时"),
        (Task, "耗时：约2小时"),
        (Task, "耗时：2小时左右"),
        (Task, "耗时：一个半小时"),
        (Task, "耗时：一刻钟"),
        (Task, "时限：一个工作日内"),
        (Task, "时限：8小时，"),
        (Task, "成本：80元"),
        (Task, "耗时：5 分钟"),
        (Task, "耗时：5分半"),
        (Task, "耗时：20m..5m"),
        (Task, "耗时：5~20分钟"),
        (Task, "耗时：1天4工时"),
        (Task, "耗时：99999999999999999999小时"),
        (Task, "耗时：正态(10m, 2m)"),
        (Task, "升级：财务"),
        (Task, "升级：财务 4小时"),
        (Process, "业务量：400"),
        (Process, "预算：五千"),
        (Process, "里程碑 付款 3天"),
        (Decision, "“是” 30 → 付款"),
        (Decision, "“是” 130% → 付款\n否则 → 填写"),
        (Approval, "退回 8% → 填写，最多两次"),
        (Task, "time: soon"),
        (Task, "time: 5 minutes"),
        (Task, "time: 5 min 30"),
        (Task, "time: 1.5.2h"),
        (Task, "escalate: finance after lunch"),
        (Process, "arrivals: 120"),
        (Process, "revision 1.0 yesterday \"A\" first"),
    ]));
}

#[test]
fn quotation_marks_and_braces() {
    insta::assert_snapshot!(page(&[
        (Variant, "任务 核对 “核对单据 { 责任人：财务 }"),
        (Variant, "任务 核对 核对单据” { 责任人：财务 }"),
        (Variant, "任务 核对 “核对单据\" { 责任人：财务 }"),
        (Variant, "任务 核对 ”核对单据” { 责任人：财务 }"),
        (Variant, "任务 核对 “核对单据“ { 责任人：财务 }"),
        (Variant, "任务 核对 {\n  责任人：财务\n任务 归档 { 责任人：财务 }"),
        (Variant, "任务 核对\n  责任人：财务\n}"),
        (Variant, "任务 核对\n  责任人：财务\n  耗时：5分钟\n任务 归档\n  责任人：财务"),
        (Variant, "任务 核对 { 责任人：财务 }}\n任务 归档 { 责任人：财务 }"),
        (Variant, "任务 核对 {{ 责任人：财务 }"),
        (Variant, "任务 核对 [ 责任人：财务 ]"),
        (Variant, "{ 责任人：财务 }"),
        (Variant, "task check \"Check { owner: finance }"),
        (Variant, "task check 'Check' { owner: finance }"),
        (Variant, "task check ( owner: finance )"),
        (Variant, "task check begin owner: finance end"),
        (Variant, "task check: { owner: finance }"),
    ]));
}

#[test]
fn flows() {
    insta::assert_snapshot!(page(&[
        (Variant, "开始 → 填写 →"),
        (Variant, "开始 → 填写 →\n付款 → 结束"),
        (Variant, "开始 → → 填写"),
        (Variant, "→ 填写 → 结束"),
        (Variant, "开始 填写 → 付款"),
        (Variant, "开始 → 填写 付款 → 结束"),
        (Variant, "开始 > 填写 > 结束"),
        (Variant, "开始—填写—结束"),
        (Variant, "开始-填写-结束"),
        (Variant, "开始，填写，付款"),
        (Variant, "任务 核对 → 付款"),
        (Variant, "填写 → 1号审核 → 付款"),
        (Variant, "填写 → 付款（加急）"),
        (Parallel, "任务 核对 { 责任人：财务 }"),
        (Parallel, "填写，付款"),
        (Decision, "“是” 30% 付款"),
        (Decision, "“是” 30% > 付款"),
        (Decision, "是：付款"),
        (Decision, "是 30% → 付款，否 → 填写"),
        (Decision, "如果 申请单.金额 > 5000元 → 付款"),
        (Decision, "申请单.金额 大于5000元 → 付款"),
        (Decision, "其他 → 填写"),
        (Decision, "“是” 0.9 → 付款\n否则 → 填写"),
        (Decision, "“是 90% → 付款"),
        (Decision, "「是」 90% → 付款\n否则 → 填写"),
        (Approval, "退回：10% → 填写"),
        (Approval, "通过 90% → 付款；不通过 → 填写，最多一次"),
        (Approval, "打回 10% → 填写，最多3次"),
        (Variant, "连线：开始 → 填写 → 付款"),
        (Variant, "填写 —— 付款"),
        (Variant, "填写 à 付款"),
        (Variant, "填写 ▶ 付款"),
        (Approval, "退回8% → 填写"),
        (Approval, "退回 8% 填写"),
        (Approval, "退回：填写"),
        (Variant, "start -> fill ->"),
        (Variant, "start - fill - end"),
        (Variant, "start fill -> pay"),
        (Variant, "task check -> pay"),
        (Decision, "if yes -> pay"),
        (Decision, "yes: pay"),
        (Decision, "\"yes\" 30% pay"),
        (Approval, "rejected10% -> fill"),
        (Approval, "rejected 10% -> fill max twice"),
    ]));
}

#[test]
fn names() {
    insta::assert_snapshot!(page(&[
        (Variant, "任务 2次核对 { 责任人：财务 }"),
        (Variant, "任务 核对（加急） { 责任人：财务 }"),
        (Variant, "任务 核对/归档 { 责任人：财务 }"),
        (Variant, "任务 核\u{200B}对 { 责任人：财务 }"),
        (Variant, "任务 \u{200B}核对 { 责任人：财务 }"),
        (Variant, "任务 核对\u{202E} { 责任人：财务 }"),
        (Variant, "任务 核对 “核\u{200B}对” { 责任人：财务 }"),
        (Variant, "task revi\u{435}w { owner: finance }"),
        (Variant, "task 2nd { owner: finance }"),
        (Variant, "task check.all { owner: finance }"),
        (Variant, "task check & pay { owner: finance }"),
        (Variant, "task \"\" { owner: finance }"),
    ]));
}

#[test]
fn changes() {
    insta::assert_snapshot!(page(&[
        (Changes, "修改填写 { 耗时：5分钟 }"),
        (Changes, "修改 填写 耗时：5分钟"),
        (Changes, "删除 付款 因为不再需要"),
        (Changes, "删除"),
        (Changes, "合并 填写、付款 { 耗时：5分钟 }"),
        (Changes, "插入 任务 核对 { 责任人：财务 }"),
        (Changes, "插入 核对 于 填写 之后"),
        (Changes, "在填写后插入 任务 核对 { 责任人：财务 }"),
        (Changes, "付款改由申请人"),
        (Changes, "替换 付款 任务 转账 { 责任人：财务 }"),
        (Changes, "付款 改由 申请人 因为 更快"),
        (Changes, "改接 填写 → 付款"),
        (Changes, "增加 任务 核对 { 责任人：财务 }"),
        (Variant, "任务 核对 { 责任人：财务 } 因为 需要核对"),
        (Changes, "change fill time: 5m"),
        (Changes, "remove pay because"),
        (Changes, "insert task check { owner: finance }"),
        (Changes, "merge fill, pay { time: 5m }"),
        (Changes, "reassign pay applicant"),
        (Changes, "split fill into one"),
        (Changes, "add task check { owner: finance }"),
    ]));
}
