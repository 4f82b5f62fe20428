//! What the heading of a column says: what the column holds, and in which unit.

use unicode_normalization::UnicodeNormalization;

use crate::ast::quantity;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Column {
    /// A running number: not needed.
    Number,
    /// The name of the step.
    Step,
    /// How it is done.
    Action,
    /// Hands-on time.
    Time,
    /// Waiting time.
    Wait,
    /// The limit.
    Sla,
    /// The roles involved.
    Role,
    /// Somebody responsible: for the step, or for its improvement. Decided by [`super::layout`].
    Person,
    /// Who is accountable for the step.
    Owner,
    /// Who does it, where somebody else is accountable.
    Doer,
    /// Who improves it.
    By,
    /// The department.
    Department,
    /// The systems.
    System,
    /// What goes in.
    Input,
    /// What comes out.
    Output,
    /// What is wrong today.
    Issue,
    /// How it could be better.
    Improve,
    /// Until when the improvement is made.
    Due,
    /// A remark.
    Note,
}

/// The heading of a column.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// As it was typed, on one line.
    pub(super) text: String,
    /// What the column holds; `None` if the heading is unknown.
    pub(super) column: Option<Column>,
    /// The unit of time in the heading.
    pub(super) unit: Option<String>,
}

/// Headings as a whole.
const WHOLE: [(Column, &str); 17] = [
    (Column::Number, "序号|编号|步骤编号|步骤序号|环节编号|环节序号|no|no.|#|id|step no|step no.|step number"),
    (Column::Step, "步骤名称|环节名称|节点名称|活动|任务|工序|step|steps|step name|process step|activity|task|stage"),
    (
        Column::Action,
        "操作|当前操作|操作内容|操作说明|工作内容|作业内容|具体操作|当前做法|现状|描述|说明内容|处理内容|action|description|what is done|how it is done today|current operation|operation",
    ),
    (Column::Time, "处理时间|作业时间|操作时间|平均时间|时间|time|duration|processing time|handling time|touch time|effort"),
    (Column::Wait, "等待|排队时间|wait|waiting|waiting time|wait time|queue time|delay"),
    (Column::Sla, "sla|时限要求|时效要求|办理时限|处理时限|time limit|limit|target time"),
    (Column::Role, "岗位|角色|涉及人员|参与人员|role|roles|role involved|roles involved|position|performed by|done by|actor|who"),
    (Column::Person, "责任人|负责人|owner|responsible|responsible person|person responsible|accountable|in charge"),
    (Column::By, "改进责任人|优化责任人|整改责任人|improvement owner|improved by|action owner"),
    (Column::Department, "部门|责任单位|department|dept|unit|team"),
    (Column::System, "系统|工具|system|systems|tool|tools|system tool|it system|application"),
    (Column::Input, "输入|输入物|输入资料|输入单据|输入信息|input|inputs"),
    (Column::Output, "输出|输出物|输出资料|输出单据|输出成果|交付物|output|outputs|deliverable|deliverables"),
    (Column::Issue, "问题|痛点|issue|issues|problem|problems|pain point|pain points|weakness"),
    (Column::Improve, "改进|优化|改善|improvement|improvements|improve|suggestion|direction of improvement|how to improve"),
    (Column::Due, "期限|截止|due|due date|deadline|until|by when"),
    (Column::Note, "备注|说明|note|notes|remark|remarks|comment|comments"),
];

/// What a Chinese heading ends with; the longest that fits counts, since the last word says what it is.
const ENDINGS: [(Column, &str); 15] = [
    (Column::Step, "环节|步骤|节点|工序"),
    (Column::Action, "操作描述|操作说明|现状描述|工作描述|步骤描述|环节描述|流程描述|操作要点"),
    (Column::Time, "耗时|时长|用时|工时"),
    (Column::Wait, "等待时间|等待时长|等待耗时"),
    (Column::Sla, "时限|时效"),
    (Column::Role, "岗位|角色|处理人|执行人|经办人|操作人|办理人"),
    (Column::Person, "责任人|负责人"),
    (Column::Department, "部门"),
    (Column::System, "系统|工具|平台"),
    (Column::Input, "输入"),
    (Column::Output, "输出"),
    (Column::Issue, "问题|问题点|痛点|堵点|问题描述|问题说明"),
    (Column::Improve, "改进方向|优化方向|改善方向|改进措施|优化措施|改善措施|改进建议|优化建议|改善建议|改进方案|优化方案|改进点|优化点"),
    (Column::Due, "完成时限|完成期限|完成时间|完成日期|截止日期|截止时间|改进期限|整改期限"),
    (Column::Note, "备注"),
];

impl Head {
    /// Reads a heading.
    pub(super) fn read(text: &str) -> Head {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (plain, unit) = without_unit(&line);
        Head { column: column(&plain), text: line, unit }
    }
}

fn column(plain: &str) -> Option<Column> {
    let whole = || WHOLE.iter().find(|(_, words)| words.split('|').any(|word| word == plain)).map(|(column, _)| *column);
    let ending = || {
        let endings = ENDINGS.iter().flat_map(|(column, words)| words.split('|').map(move |word| (word, *column)));
        endings.filter(|(word, _)| plain.ends_with(word)).max_by_key(|(word, _)| word.len()).map(|(_, column)| column)
    };
    whole().or_else(ending)
}

/// A heading in small letters without what stands in parentheses, and the unit of time in it: `耗时(分钟/单)`, `Time, h`, `时长/小时`.
fn without_unit(line: &str) -> (String, Option<String>) {
    let text: String = line.nfkc().flat_map(char::to_lowercase).collect();
    let (before, inside) = match text.split_once(['(', '[', '【']) {
        Some((before, rest)) => {
            let (inside, behind) = rest.split_once([')', ']', '】']).unwrap_or((rest, ""));
            (format!("{before}{behind}"), Some(inside.to_owned()))
        }
        None => (text, None),
    };
    let mut plain = before;
    let mut unit = inside.as_deref().and_then(unit_in);
    if let Some((name, behind)) = plain.rsplit_once(['/', ','])
        && let Some(found) = unit_in(behind)
    {
        unit = unit.or(Some(found));
        plain = name.to_owned();
    }
    let plain = plain.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '*' | '、' | '/' | ','));
    // Blanks stand between English words, and mean nothing between Chinese ones.
    let glue = if plain.is_ascii() { " " } else { "" };
    (plain.split(|c: char| c.is_whitespace() || c == '_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(glue), unit)
}

/// `分钟/单`, `单位:小时`, `h per case`: the unit of time.
fn unit_in(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches("单位").trim_start_matches(':');
    let unit = text.split(['/', '每', ' ', ',']).find(|word| !word.is_empty())?;
    let is_unit =
        !unit.starts_with(|c: char| c.is_numeric() || c == '半') && quantity::duration(&format!("1{unit}")).is_ok_and(|(_, bare)| !bare);
    is_unit.then(|| unit.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_say_what_a_column_holds() {
        for (text, column, unit) in [
            ("流程环节", Some(Column::Step), None),
            ("当前操作描述", Some(Column::Action), None),
            ("耗时(分钟/单)", Some(Column::Time), Some("分钟")),
            ("耗时（小时）", Some(Column::Time), Some("小时")),
            ("平均处理时长 / h", Some(Column::Time), Some("h")),
            ("环节耗时\n(工作日)", Some(Column::Time), Some("工作日")),
            ("涉及岗位", Some(Column::Role), None),
            ("岗位职责", None, None),
            ("主要问题点", Some(Column::Issue), None),
            ("系统/工具", Some(Column::System), None),
            ("等待时长(天)", Some(Column::Wait), Some("天")),
            ("完成时限", Some(Column::Due), None),
            ("时限", Some(Column::Sla), None),
            ("*责任人：", Some(Column::Person), None),
            ("Processing  Time (min)", Some(Column::Time), Some("min")),
            ("Due Date", Some(Column::Due), None),
            ("频次", None, None),
            ("", None, None),
        ] {
            let head = Head::read(text);
            assert_eq!((head.column, head.unit.as_deref()), (column, unit), "{text}");
        }
    }
}
