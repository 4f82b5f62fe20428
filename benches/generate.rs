//! Process texts of any size, the same every time.

use std::fmt::Write;

/// About `bytes` bytes: processes of about 40 nodes each.
pub(crate) fn many_processes(bytes: usize) -> String {
    let mut text = String::new();
    let mut number = 0;
    while text.len() < bytes {
        text.push_str(&process(number, 40));
        number += 1;
    }
    text
}

/// About `bytes` bytes: one process.
pub(crate) fn one_process(bytes: usize) -> String {
    let per_node = process(0, 400).len() / 400;
    process(0, bytes / per_node)
}

/// A process of that many nodes with everything that processes have: tasks, approvals with rework, decisions, parallel blocks.
pub(crate) fn process(number: usize, nodes: usize) -> String {
    let mut out = format!("流程 流程{number} “第 {number} 个流程” {{\n  时限：30天\n  目的：测量速度\n");
    out.push_str(
        "  岗位 专员 { 部门：客服部；人数：12；上级：主管 }\n  岗位 主管 { 部门：客服部；人数：2 }\n  岗位 财务 { 部门：财务部 }\n",
    );
    out.push_str("  系统 CRM\n  系统 工单系统\n  单据 工单 { 归档：是；来源：专员 }\n  单据 结果 { 交付物：是；来源：专员 }\n  现状 {\n");
    let mut chain = String::from("    开始");
    let mut at = 0;
    while at < nodes {
        let system = if at % 2 == 0 { "CRM" } else { "工单系统" };
        match at / 2 % 5 {
            0 | 3 => {
                for step in [at, at + 1] {
                    let _ = writeln!(
                        out,
                        "    任务 环节{step} “处理第 {step} 步” {{ 责任人：专员；系统：{system}；耗时：{}分钟；等待：10分钟；时限：2小时；输入：工单；输出：工单；问题点：字段不全，常被退回 }}",
                        step % 7 + 3
                    );
                    let _ = write!(chain, " → 环节{step}");
                }
            }
            1 => {
                let _ = writeln!(
                    out,
                    "    审批 审批{at} “主管审批第 {at} 步” {{\n      责任人：主管\n      审批对象：工单\n      耗时：5分钟；等待：1小时\n      退回 10% → 环节{}，最多1次\n    }}",
                    at.saturating_sub(1)
                );
                let _ = write!(chain, " → 审批{at}");
            }
            2 => {
                let _ = writeln!(out, "    判断 判断{at} “是否加急？” {{\n      “是” 30% → 加急{at}\n      “否”     → 常规{at}\n    }}");
                let _ = writeln!(out, "    任务 加急{at} “加急处理” {{ 责任人：专员；系统：CRM；耗时：5分钟；输入：工单；输出：工单 }}");
                let _ = writeln!(out, "    任务 常规{at} “常规处理” {{ 责任人：专员；系统：CRM；耗时：15分钟；输入：工单；输出：工单 }}");
                let _ = write!(chain, " → 判断{at}\n    加急{at}、常规{at}");
            }
            _ => {
                let _ = writeln!(out, "    任务 核对{at} “财务核对” {{ 责任人：财务；耗时：5分钟；输入：工单 }}");
                let _ = writeln!(out, "    任务 复查{at} “专员复查” {{ 责任人：专员；耗时：8分钟；输入：工单 }}");
                let _ = writeln!(out, "    并行 并行{at} “并行审查” {{\n      核对{at}\n      复查{at}\n    }}");
                let _ = write!(chain, " → 并行{at}");
            }
        }
        at += 2;
    }
    let _ = writeln!(out, "{chain} → 结束\n  }}\n}}");
    out
}
