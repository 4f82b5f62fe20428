//! What a page and a drawing say of what was written.

use flowright::diagram::{Change, Wanted, views};
use flowright::emit::markdown;
use flowright::lang::Lang;

use crate::drawings::analysis_of_text;

const TEXT: &str = "角色 员工 { 部门：行政部 }
角色 主管
数据 单据 { 归档：是 }
流程 报销 “报销” {
  指标 快 { 口径：时长；优化前：5天；目标：< 3天；优化后：2天 }
  里程碑 审核 完成 2小时
  职责分离：填单、审核
  现状 {
    判断 大小 { “大” 30% → 办理；“小” 70% → 结束 }
    任务 办理 { 责任人：员工；耗时：10分钟；问题：太慢 }
    任务 填单 { 责任人：员工；输出：单据；耗时：5分钟 }
    审批 审核 { 责任人：主管；审批对象：单据；耗时：5分钟；退回 8% → 填单，最多2次 }
    开始 → 填单 → 审核 → 大小
    办理 → 结束
  }
  优化后 基于 现状 {
    修改 审核 { 退回 5% → 填单，最多2次 } 因为 试一试
    修改 大小 { “大” 40% → 办理；“小” 60% → 结束 } 因为 扩大范围
    修改 办理 { 话术：您好；检查项：三项；提醒：1小时；升级：主管 2小时后 } 因为 规范
    插入 任务 回访 { 责任人：主管；耗时：1分钟 } 于 办理 之后 因为 满意度
  }
}
";

fn page(wanted: Wanted) -> String {
    let analysis = analysis_of_text(TEXT.to_owned());
    let process = &analysis.model.processes[0];
    let views = views(&analysis.model, process, &[wanted]).unwrap();
    markdown::emit(&analysis.model, process, &views, &analysis.findings, &analysis.sources, Lang::Zh).0
}

/// The one line of a page that has all of these.
fn line<'p>(page: &'p str, parts: &[&str]) -> &'p str {
    let lines: Vec<&str> = page.lines().filter(|line| parts.iter().all(|part| line.contains(part))).collect();
    assert_eq!(lines.len(), 1, "{parts:?}\n{page}");
    lines[0]
}

#[test]
fn every_written_change_stands_in_the_table_once_with_its_reason() {
    let page = page(Wanted::Diff);
    for parts in [
        ["| 审核 |", "变更", "8% → 5%", "试一试"],
        ["| 大小 |", "变更", "30% → 40%", "扩大范围"],
        ["| 办理 |", "话术", "提醒 无 → 1小时", "规范"],
        ["| 回访 |", "新增", "责任人 主管", "满意度"],
    ] {
        line(&page, &parts);
    }
}

#[test]
fn changed_branches_mark_their_node_and_a_diff_has_the_later_numbers() {
    let analysis = analysis_of_text(TEXT.to_owned());
    let process = &analysis.model.processes[0];
    let draw = |wanted| views(&analysis.model, process, &[wanted]).unwrap()[0].diagram(&analysis.model, process, &[], Lang::Zh);
    let diff = draw(Wanted::Diff);
    let node = |label: &str| diff.nodes.iter().find(|node| node.label == label).unwrap();
    assert_eq!([node("审核").change, node("大小").change, node("填单").change], [Change::Changed, Change::Changed, Change::Same]);
    let numbers = ["填单", "审核", "大小", "办理", "回访"].map(|label| node(label).number);
    assert_eq!(numbers, [1, 2, 3, 4, 5].map(Some), "as the flow goes, not as the text");
    assert_eq!([node("开始").number, node("结束").number], [None, None]);
    // Nobody owns the decision: it lies with who has the case before it.
    assert_eq!(node("大小").lane, node("审核").lane);
    let legend: Vec<String> = diff.legend().into_iter().map(|sample| sample.text).collect();
    assert!(!legend.contains(&"删除".to_owned()) && legend.contains(&"粗框：审批".to_owned()), "{legend:?}");
}

#[test]
fn a_page_holds_what_was_written() {
    let page = page(Wanted::AsIs);
    line(&page, &["| 快 |", "时长", "5天", "72小时", "48小时"]);
    line(&page, &["里程碑", "审核", "2小时"]);
    line(&page, &["职责分离", "填单、审核"]);
    line(&page, &["员工（行政部）"]);
    line(&page, &["归档", "单据"]);
    line(&page, &["问题点：太慢"]);
    line(&page, &["| 2 | 审核 |", "审批对象 单据", "通过：大小"]);
}
