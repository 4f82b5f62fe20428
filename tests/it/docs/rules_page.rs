//! docs/rules.md, made from the rules.

use std::fmt::Write as _;

use flowright::lang::Lang;
use flowright::lint::RULES;
use flowright::rule::Rule;

/// The families, by the first two characters of the code.
const FAMILIES: [(&str, &str, &str); 10] = [
    ("F0", "Syntax", "语法"),
    ("F1", "Names and changes", "名称与修改"),
    ("F2", "Structure and soundness", "结构与可行性"),
    ("F3", "Owners and hand-offs", "责任人与交接"),
    ("F4", "Approvals and controls", "审批与控制"),
    ("F5", "Time and SLA", "时间与时限"),
    ("F6", "Data and systems", "单据与系统"),
    ("F7", "Cost and workload", "成本与工作量"),
    ("F8", "Naming and documentation", "命名与文档"),
    ("F9", "Safety of changes", "变更安全"),
];

/// The whole page.
pub(super) fn page() -> String {
    let mut out = String::from(HEAD);
    for (family, en, zh) in FAMILIES {
        let rules: Vec<&Rule> = RULES.iter().map(|(rule, _)| *rule).filter(|rule| rule.code.starts_with(family)).collect();
        if rules.is_empty() {
            continue;
        }
        write!(out, "\n## {family} {en} · {zh}\n\n| code | name | level | | |\n|---|---|---|---|---|\n").unwrap();
        for rule in &rules {
            let level = format!("{} · {}", rule.level.label(Lang::En), rule.level.label(Lang::Zh));
            let link = format!("[{}](#{}-{})", rule.code, rule.code.to_lowercase(), rule.name);
            writeln!(out, "| {link} | {} | {level} | {} | {} |", rule.name, rule.summary(Lang::En), rule.summary(Lang::Zh)).unwrap();
        }
        for rule in rules {
            section(&mut out, rule);
        }
    }
    let listed = |rule: &Rule| FAMILIES.iter().any(|(family, ..)| rule.code.starts_with(family));
    assert!(RULES.iter().all(|(rule, _)| listed(rule)), "a rule belongs to no family of the page");
    out
}

const HEAD: &str = "<!-- Made from the rules: FLOWRIGHT_UPDATE_DOCS=1 cargo test docs -->
# Rules · 规则

Every finding carries the code and the name of a rule. `flowright explain CODE` shows one of these pages, `flowright rules` lists them.
A rule may report some of its findings at another level than its own; its page says when.

每个问题都带有规则的代码和名称。`flowright explain 代码` 显示其中一页，`flowright rules` 列出全部规则。
规则的个别问题可能高于或低于它自己的级别，各页有说明。
";

fn section(out: &mut String, rule: &Rule) {
    write!(out, "\n### {} {}\n\n", rule.code, rule.name).unwrap();
    writeln!(out, "Level: {} · 级别：{}", rule.level.label(Lang::En), rule.level.label(Lang::Zh)).unwrap();
    for lang in [Lang::En, Lang::Zh] {
        for paragraph in rule.prose(lang).split("\n\n") {
            // Chinese lines are joined without a blank.
            let glue = lang.pick("\n", "");
            write!(out, "\n{}\n", paragraph.lines().collect::<Vec<_>>().join(glue)).unwrap();
        }
    }
    for (title, info, example) in [("Wrong · 有问题的写法", "flow broken", rule.bad()), ("Right · 正确的写法", "flow", rule.good())]
    {
        if let Some(example) = example {
            write!(out, "\n{title}:\n\n```{info}\n{example}```\n").unwrap();
        }
    }
}
