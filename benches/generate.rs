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

/// Flows to be measured, with times that vary by the minute.
pub(crate) mod flows {
    use std::fmt::Write;

    /// A process of some nodes with a chain or chains between them.
    fn process(nodes: &str, chains: &str) -> String {
        format!("process p {{\n  role r\n  as-is {{\n{nodes}{chains}  }}\n}}\n")
    }

    /// Minutes that look random and are the same every time.
    fn minutes(number: usize) -> usize {
        number.wrapping_mul(2_654_435_761) / 64 % 89 + 1
    }

    fn task(nodes: &mut String, name: &str, number: usize) {
        let _ = writeln!(nodes, "    task {name} {{ owner: r; time: {}m; wait: {}m }}", minutes(number), minutes(number + 7) / 4);
    }

    /// Sequences, decisions, parallel parts and loops in turn, about that many nodes; every fifth part is nested in a decision.
    pub(crate) fn blocks(count: usize) -> String {
        let (mut nodes, mut chains) = (String::new(), String::new());
        let mut before = "start".to_owned();
        let mut at = 0;
        while at < count {
            let part = format!("p{at}");
            let _ = writeln!(chains, "    {before} -> {part}a");
            match at % 5 {
                0 => {
                    task(&mut nodes, &format!("{part}a"), at);
                    task(&mut nodes, &format!("{part}z"), at + 1);
                    let _ = writeln!(chains, "    {part}a -> {part}z");
                    at += 2;
                }
                1 | 2 => {
                    let _ = writeln!(nodes, "    decision {part}a {{ \"x\" 30% -> {part}b; \"y\" -> {part}c }}\n    notify {part}z");
                    task(&mut nodes, &format!("{part}b"), at);
                    task(&mut nodes, &format!("{part}c"), at + 1);
                    let _ = writeln!(chains, "    {part}b, {part}c -> {part}z");
                    at += 4;
                }
                3 => {
                    let _ = writeln!(nodes, "    fork {part}a\n    join {part}z");
                    let _ = writeln!(nodes, "    decision {part}d {{ \"x\" 20% -> {part}c; \"y\" -> {part}e }}\n    notify {part}e");
                    task(&mut nodes, &format!("{part}b"), at);
                    task(&mut nodes, &format!("{part}c"), at + 1);
                    let _ =
                        writeln!(chains, "    {part}a -> {part}b -> {part}z\n    {part}a -> {part}d\n    {part}c -> {part}e -> {part}z");
                    at += 6;
                }
                _ => {
                    task(&mut nodes, &format!("{part}a"), at);
                    task(&mut nodes, &format!("{part}b"), at + 1);
                    let _ = writeln!(nodes, "    decision {part}d {{ \"x\" 10% -> {part}b max 2; \"y\" -> {part}z }}\n    notify {part}z");
                    let _ = writeln!(chains, "    {part}a -> {part}d\n    {part}b -> {part}a");
                    at += 4;
                }
            }
            before = format!("{part}z");
        }
        let _ = writeln!(chains, "    {before} -> end");
        process(&nodes, &chains)
    }

    /// A core of that many places, each with ways to three others: a loop with many entries. Each place may be a parallel part.
    pub(crate) fn core(count: usize, parallel: bool) -> String {
        let (mut nodes, mut chains) = (String::new(), "    start -> n0\n".to_owned());
        for at in 0..count {
            let to = |more: usize| (at + minutes(at * 3 + more)) % count;
            if parallel {
                let _ = writeln!(nodes, "    notify n{at}\n    fork f{at}\n    join j{at}");
                task(&mut nodes, &format!("a{at}"), at);
                task(&mut nodes, &format!("b{at}"), at + 1);
                let _ = writeln!(chains, "    n{at} -> f{at} -> a{at} -> j{at}\n    f{at} -> b{at} -> j{at} -> d{at}");
            } else {
                task(&mut nodes, &format!("n{at}"), at);
                let _ = writeln!(chains, "    n{at} -> d{at}");
            }
            let next = (at + 1) % count;
            let ways = [(format!("n{next}"), 40), (format!("n{}", to(0)), 25), (format!("n{}", to(1)), 20), ("out".to_owned(), 15)];
            let mut ways: Vec<(String, u32)> = ways.into();
            ways.dedup_by(|b, a| {
                if a.0 == b.0 {
                    a.1 += b.1;
                    true
                } else {
                    false
                }
            });
            let ways: Vec<String> = ways.iter().enumerate().map(|(way, (to, percent))| format!("\"w{way}\" {percent}% -> {to}")).collect();
            let _ = writeln!(nodes, "    decision d{at} {{ {} }}", ways.join("; "));
        }
        nodes.push_str("    notify out\n");
        chains.push_str("    out -> end\n");
        process(&nodes, &chains)
    }

    /// That many branches at once, in each a decision between two tasks.
    pub(crate) fn parallel(count: usize) -> String {
        let (mut nodes, mut chains) = ("    fork f\n    join j\n".to_owned(), "    start -> f\n    j -> end\n".to_owned());
        for at in 0..count {
            let _ = writeln!(nodes, "    decision d{at} {{ \"x\" 30% -> a{at}; \"y\" -> b{at} }}");
            task(&mut nodes, &format!("a{at}"), at);
            task(&mut nodes, &format!("b{at}"), at + 1);
            let _ = writeln!(nodes, "    notify m{at}");
            let _ = writeln!(chains, "    f -> d{at}\n    a{at}, b{at} -> m{at} -> j");
        }
        process(&nodes, &chains)
    }

    /// That many decisions one after another: 2^count ways.
    pub(crate) fn ladder(count: usize) -> String {
        let (mut nodes, mut chains) = (String::new(), "    start -> d0\n".to_owned());
        for at in 0..count {
            let next = if at + 1 < count { format!("d{}", at + 1) } else { "end".to_owned() };
            let _ = writeln!(nodes, "    decision d{at} {{ \"x\" 40% -> a{at}; \"y\" -> b{at} }}");
            task(&mut nodes, &format!("a{at}"), at);
            task(&mut nodes, &format!("b{at}"), at + 1);
            let _ = writeln!(chains, "    a{at}, b{at} -> {next}");
        }
        process(&nodes, &chains)
    }
}
