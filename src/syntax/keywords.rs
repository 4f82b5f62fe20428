//! The one table of words: every keyword and every attribute key, in English and Chinese, with the synonyms that practice
//! uses. The first of each list is what is written; the others are read.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

macro_rules! words {
    ($(#[$doc:meta])* $enum:ident { $($name:ident: $en:literal | $zh:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[allow(missing_docs, reason = "the words themselves are the documentation")]
        pub enum $enum { $($name),+ }

        impl $enum {
            /// Every one, in table order.
            pub const ALL: &'static [$enum] = &[$($enum::$name),+];

            /// The English and the Chinese spellings, separated by blanks.
            fn spellings(self) -> (&'static str, &'static str) {
                match self { $($enum::$name => ($en, $zh)),+ }
            }

            /// The English spelling that is written.
            #[must_use]
            pub fn en(self) -> &'static str {
                first(self.spellings().0)
            }

            /// The Chinese spelling that is written.
            #[must_use]
            pub fn zh(self) -> &'static str {
                first(self.spellings().1)
            }

            /// Every spelling, English first.
            pub fn all_spellings(self) -> impl Iterator<Item = &'static str> {
                let (en, zh) = self.spellings();
                en.split_whitespace().chain(zh.split_whitespace())
            }
        }
    };
}

words! {
    /// A word with a fixed meaning at the start of a statement or inside one.
    Keyword {
        Use: "use" | "引用 使用";
        Process: "process" | "流程";
        Role: "role" | "岗位 角色";
        External: "external" | "外部";
        System: "system" | "系统";
        Data: "data" | "单据 数据";
        Goal: "goal" | "指标";
        Risk: "risk" | "风险";
        Calendar: "calendar" | "日历";
        AsIs: "as-is" | "现状";
        ToBe: "to-be" | "优化后 优化方案";
        From: "from" | "基于";
        Start: "start" | "开始";
        End: "end" | "结束";
        Task: "task" | "任务 环节 步骤";
        Approval: "approval" | "审批";
        Decision: "decision" | "判断";
        Parallel: "parallel" | "并行";
        Fork: "fork" | "分叉";
        Join: "join" | "汇合";
        Wait: "wait" | "等待";
        Notify: "notify" | "知会 通知 抄送";
        Call: "call" | "子流程";
        Milestone: "milestone" | "里程碑";
        Sod: "sod" | "职责分离 不相容岗位";
        Same: "same" | "同一人";
        Revision: "revision" | "修订";
        Change: "change" | "修改";
        Remove: "remove" | "删除 移除 取消";
        Merge: "merge" | "合并";
        Split: "split" | "拆分";
        Insert: "insert" | "插入";
        Replace: "replace" | "替换";
        Parallelise: "parallelise parallelize" | "改为并行 并行化";
        Reassign: "reassign" | "改由 改派";
        Automate: "automate" | "自动化";
        Reroute: "reroute" | "改接";
        Approved: "approved" | "通过 同意";
        Rejected: "rejected" | "退回 驳回 否决 不同意";
        Else: "else" | "否则";
        Timeout: "timeout" | "超时";
        Max: "max" | "最多";
        Into: "into" | "为 成";
        With: "with" | "为 用";
        To: "to" | "到 给 由";
        By: "by" | "由 用";
        After: "after" | "之后 后";
        Before: "before" | "之前 前";
        Between: "between" | "于 在";
        Because: "because" | "因为 理由";
        Started: "started" | "启动";
        Done: "done" | "完成";
        Allow: "allow" | "允许";
        Until: "until" | "至";
        Yes: "yes true" | "是";
        No: "no false" | "否";
        All: "all" | "会签";
        Any: "any" | "或签";
        InTurn: "in-turn" | "依次";
        Running: "running" | "继续";
        Paused: "paused" | "暂停";
        Due: "due" | "期限";
        Steps: "steps" | "步骤表";
    }
}

words! {
    /// The key of an attribute.
    Key {
        Purpose: "purpose" | "目的";
        Scope: "scope" | "范围";
        Background: "background" | "背景";
        Problems: "problems" | "当前问题";
        Note: "note" | "备注";
        Owner: "owner" | "责任人 责任岗位 负责人 流程负责人 岗位";
        By: "by" | "执行人";
        Consults: "consults" | "咨询";
        Informs: "informs" | "告知";
        Sla: "sla" | "时限";
        Response: "response" | "响应时限 响应";
        Hard: "hard" | "硬性";
        Calendar: "calendar" | "日历";
        Arrivals: "arrivals" | "业务量";
        Budget: "budget" | "预算";
        Dept: "dept" | "部门";
        Line: "line" | "条线";
        Staff: "staff" | "人数";
        Cost: "cost" | "成本";
        Limit: "limit" | "审批权限";
        Reports: "reports" | "上级";
        Deputy: "deputy" | "代理人";
        External: "external" | "外部";
        ChosenBy: "chosen-by" | "由";
        From: "from" | "来源";
        Fields: "fields" | "字段";
        Deliverable: "deliverable" | "交付物";
        Archive: "archive" | "归档";
        Personal: "personal" | "个人信息";
        KeepFor: "keep-for" | "保存期限";
        System: "system" | "系统";
        Time: "time" | "耗时";
        Wait: "wait" | "等待 等待时间";
        In: "in" | "输入";
        Out: "out" | "输出";
        Optional: "optional" | "可选输入";
        Of: "of" | "审批对象";
        Aspect: "aspect" | "审批要点";
        Approvers: "approvers" | "审批人";
        Mode: "mode" | "方式";
        Valid: "valid" | "有效期";
        Distinct: "distinct" | "不同人";
        Required: "required" | "控制点 必须";
        Preventive: "preventive" | "预防性";
        Detective: "detective" | "检查性";
        Responds: "responds" | "首次响应";
        Automated: "automated" | "自动";
        Manual: "manual" | "人工";
        Remind: "remind" | "提醒";
        Escalate: "escalate" | "升级";
        Clock: "clock" | "计时";
        To: "to" | "对象";
        Process: "process" | "流程";
        Action: "action" | "操作";
        Script: "script" | "话术";
        Checklist: "checklist" | "检查项";
        Form: "form" | "表单";
        Issue: "issue" | "问题点 问题 痛点";
        Improve: "improve" | "改进方向 改进";
        Was: "was" | "原名";
        Keep: "keep" | "保留";
        Accept: "accept" | "接受";
        Metric: "metric" | "口径";
        BeforeValue: "before" | "优化前";
        Target: "target" | "目标";
        AfterValue: "after" | "优化后";
        Control: "control" | "控制";
        Protects: "protects" | "保护";
        Hours: "hours" | "工作时间";
        Days: "days" | "工作日";
        Holidays: "holidays" | "节假日";
        Workdays: "workdays" | "调休";
    }
}

/// Where an attribute may stand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// In a process.
    Process,
    /// In a role or an external party.
    Role,
    /// In a system.
    System,
    /// In a data object.
    Data,
    /// In a goal.
    Goal,
    /// In a risk.
    Risk,
    /// In a calendar.
    Calendar,
    /// In an approval.
    Approval,
    /// In a notify.
    Notify,
    /// In a call.
    Call,
    /// In any other node.
    Node,
}

/// What kind of value a key takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    /// Free text to the end of the line.
    Text,
    /// One or more names.
    Names,
    /// A duration, a range or a distribution.
    Duration,
    /// A number of people.
    Count,
    /// An amount of money.
    Money,
    /// Money per time.
    CostRate,
    /// Cases per time.
    ArrivalRate,
    /// Yes or no.
    YesNo,
    /// Yes, no, or the reason why yes.
    YesOrText,
    /// How several approvers decide.
    Mode,
    /// Roles with the time after which they are called.
    Escalation,
    /// Running or paused.
    Clock,
    /// What a goal measures.
    Metric,
    /// A quantity of any kind.
    Quantity,
    /// A comparison with a quantity of any kind.
    Comparison,
    /// A rule's name and a reason.
    Accept,
    /// A text that may end in `by ROLE due DATE`.
    Improve,
    /// Times of day, days of the week or dates, in a calendar.
    Schedule,
}

use Key as K;
use Place as P;

impl Key {
    /// The kind of value it takes.
    #[must_use]
    pub fn shape(self) -> Shape {
        match self {
            K::Purpose
            | K::Scope
            | K::Background
            | K::Problems
            | K::Note
            | K::Dept
            | K::Line
            | K::Action
            | K::Script
            | K::Checklist
            | K::Form
            | K::Issue
            | K::Aspect => Shape::Text,
            K::Owner
            | K::By
            | K::Consults
            | K::Informs
            | K::Calendar
            | K::Reports
            | K::Deputy
            | K::ChosenBy
            | K::From
            | K::Fields
            | K::System
            | K::In
            | K::Out
            | K::Optional
            | K::Of
            | K::Approvers
            | K::To
            | K::Process
            | K::Was
            | K::Control
            | K::Protects => Shape::Names,
            K::Sla | K::Response | K::Time | K::Wait | K::Valid | K::Remind | K::KeepFor => Shape::Duration,
            K::Hard
            | K::External
            | K::Deliverable
            | K::Archive
            | K::Personal
            | K::Distinct
            | K::Preventive
            | K::Detective
            | K::Responds
            | K::Automated
            | K::Manual
            | K::Keep => Shape::YesNo,
            K::Required => Shape::YesOrText,
            K::Arrivals => Shape::ArrivalRate,
            K::Budget | K::Limit => Shape::Money,
            K::Staff => Shape::Count,
            K::Cost => Shape::CostRate,
            K::Mode => Shape::Mode,
            K::Escalate => Shape::Escalation,
            K::Clock => Shape::Clock,
            K::Accept => Shape::Accept,
            K::Improve => Shape::Improve,
            K::Metric => Shape::Metric,
            K::BeforeValue | K::AfterValue => Shape::Quantity,
            K::Target => Shape::Comparison,
            K::Hours | K::Days | K::Holidays | K::Workdays => Shape::Schedule,
        }
    }

    /// Whether its value is free text, which may contain commas, colons and braces without quotes.
    #[must_use]
    pub fn is_text(self) -> bool {
        matches!(self.shape(), Shape::Text | Shape::Improve | Shape::Metric)
    }

    /// Whether it may stand at that place.
    #[must_use]
    pub fn fits(self, place: Place) -> bool {
        match self {
            K::Note => true,
            K::Purpose | K::Scope | K::Background | K::Problems | K::Response | K::Arrivals | K::Budget | K::Accept => place == P::Process,
            K::Calendar => matches!(place, P::Process | P::Role),
            K::Sla | K::Hard => place == P::Process || place.is_node(),
            K::Owner => matches!(place, P::Process | P::System) || place.is_node(),
            K::Dept | K::Line | K::Staff | K::Limit | K::Reports | K::Deputy | K::External | K::ChosenBy => place == P::Role,
            K::Cost => place == P::Role || place.is_node(),
            K::From | K::Fields | K::Deliverable | K::Archive | K::Personal | K::KeepFor => place == P::Data,
            K::Of | K::Aspect | K::Approvers | K::Mode | K::Valid | K::Distinct => place == P::Approval,
            K::To => place == P::Notify,
            K::Process => place == P::Call,
            K::Metric | K::BeforeValue | K::Target | K::AfterValue => place == P::Goal,
            K::Control | K::Protects => place == P::Risk,
            K::Hours | K::Days | K::Holidays | K::Workdays => place == P::Calendar,
            K::By
            | K::Consults
            | K::Informs
            | K::System
            | K::Time
            | K::Wait
            | K::In
            | K::Out
            | K::Optional
            | K::Required
            | K::Preventive
            | K::Detective
            | K::Responds
            | K::Automated
            | K::Manual
            | K::Remind
            | K::Escalate
            | K::Clock
            | K::Action
            | K::Script
            | K::Checklist
            | K::Form
            | K::Issue
            | K::Improve
            | K::Was
            | K::Keep => place.is_node(),
        }
    }
}

impl Place {
    /// Whether it is a node of any kind.
    #[must_use]
    pub fn is_node(self) -> bool {
        matches!(self, P::Approval | P::Notify | P::Call | P::Node)
    }
}

impl Keyword {
    /// Whether it declares a node.
    #[must_use]
    pub fn is_node(self) -> bool {
        matches!(
            self,
            Keyword::Start
                | Keyword::End
                | Keyword::Task
                | Keyword::Approval
                | Keyword::Decision
                | Keyword::Parallel
                | Keyword::Fork
                | Keyword::Join
                | Keyword::Wait
                | Keyword::Notify
                | Keyword::Call
        )
    }

    /// Whether it declares a variant.
    #[must_use]
    pub fn is_variant(self) -> bool {
        matches!(self, Keyword::AsIs | Keyword::ToBe)
    }

    /// Whether it declares something that stands beside the variants: a role, a system, data, a goal…
    #[must_use]
    pub fn is_resource(self) -> bool {
        matches!(
            self,
            Keyword::Role | Keyword::External | Keyword::System | Keyword::Data | Keyword::Goal | Keyword::Risk | Keyword::Calendar
        )
    }

    /// Whether it is an operation of a to-be written as changes.
    #[must_use]
    pub fn is_change(self) -> bool {
        matches!(
            self,
            Keyword::Change
                | Keyword::Remove
                | Keyword::Merge
                | Keyword::Split
                | Keyword::Insert
                | Keyword::Replace
                | Keyword::Parallelise
                | Keyword::Reassign
                | Keyword::Automate
                | Keyword::Reroute
        )
    }

    /// Whether it begins a one-line statement of a process: a milestone, a duty rule, a revision.
    #[must_use]
    pub fn is_process_line(self) -> bool {
        matches!(self, Keyword::Milestone | Keyword::Sod | Keyword::Same | Keyword::Revision)
    }

    /// Whether a statement may begin with it.
    #[must_use]
    pub fn is_statement(self) -> bool {
        matches!(self, Keyword::Use | Keyword::Process | Keyword::Steps)
            || self.is_node()
            || self.is_variant()
            || self.is_resource()
            || self.is_change()
            || self.is_process_line()
    }
}

/// Where the attributes of what a keyword declares stand.
pub(crate) fn place_of(keyword: Keyword) -> Option<Place> {
    Some(match keyword {
        Keyword::Process => Place::Process,
        Keyword::Role | Keyword::External => Place::Role,
        Keyword::System => Place::System,
        Keyword::Data => Place::Data,
        Keyword::Goal => Place::Goal,
        Keyword::Risk => Place::Risk,
        Keyword::Calendar => Place::Calendar,
        Keyword::Approval => Place::Approval,
        Keyword::Notify => Place::Notify,
        Keyword::Call => Place::Call,
        keyword if keyword.is_node() || keyword.is_change() => Place::Node,
        _ => return None,
    })
}

/// The keyword that begins a statement with this word.
#[must_use]
pub fn statement(word: &str) -> Option<Keyword> {
    static TABLE: LazyLock<FxHashMap<&str, Keyword>> = LazyLock::new(|| table(Keyword::ALL, Keyword::all_spellings, Keyword::is_statement));
    look_up(&TABLE, word)
}

/// The key of that name.
#[must_use]
pub fn key(word: &str) -> Option<Key> {
    static TABLE: LazyLock<FxHashMap<&str, Key>> = LazyLock::new(|| table(Key::ALL, Key::all_spellings, |_| true));
    look_up(&TABLE, word)
}

/// The key that people mean by a word that is none.
pub(crate) fn other_key(word: &str) -> Option<Key> {
    const WORDS: [(&str, Key); 11] = [
        ("duration effort 时间 用时 时长 处理时间 处理时长 操作时间 作业时间", Key::Time),
        ("waiting delay queue 等候 排队 等待时间 等候时间 排队时间 停滞", Key::Wait),
        ("deadline due limit-time 期限 时效 截止 截止时间 完成时限 办理时限", Key::Sla),
        (
            "role actor assignee responsible approver approvers 负责人 审批人 处理人 办理人 经办人 岗位 角色 部门 责任部门 责任岗位",
            Key::Owner,
        ),
        ("app application tool platform 平台 工具 软件 应用", Key::System),
        ("inputs input 输入物 输入资料 资料 材料 所需资料", Key::In),
        ("outputs output result 产出 输出物 结果 成果", Key::Out),
        ("description comment remark 说明 描述 补充", Key::Note),
        ("problem problems pain 问题描述 现存问题 难点", Key::Issue),
        ("improvement 改进措施 优化方向 优化建议 建议", Key::Improve),
        ("remark-target receiver recipient 接收人 抄送 抄送人 通知对象", Key::To),
    ];
    let word = word.to_lowercase();
    WORDS.iter().find(|(words, _)| words.split(' ').any(|other| other == word)).map(|(_, key)| *key)
}

/// Whether a word is one of the spellings of a keyword. Words such as `由` belong to several.
#[must_use]
pub fn is(word: &str, keyword: Keyword) -> bool {
    of(word).contains(&keyword)
}

/// Every keyword that a word is a spelling of.
#[must_use]
pub fn of(word: &str) -> &'static [Keyword] {
    static TABLE: LazyLock<FxHashMap<&str, Vec<Keyword>>> = LazyLock::new(|| {
        let mut map: FxHashMap<&str, Vec<Keyword>> = FxHashMap::default();
        for &keyword in Keyword::ALL {
            for spelling in keyword.all_spellings() {
                map.entry(spelling).or_default().push(keyword);
            }
        }
        map
    });
    if let Some(found) = TABLE.get(word) {
        return found;
    }
    match folded(word) {
        Cow::Owned(folded) => TABLE.get(folded.as_str()).map_or(&[], Vec::as_slice),
        Cow::Borrowed(_) => &[],
    }
}

fn table<T: Copy, I: Iterator<Item = &'static str>>(
    all: &'static [T],
    spellings: fn(T) -> I,
    wanted: fn(T) -> bool,
) -> FxHashMap<&'static str, T> {
    let mut map = FxHashMap::default();
    for &entry in all.iter().filter(|&&entry| wanted(entry)) {
        for spelling in spellings(entry) {
            map.entry(spelling).or_insert(entry);
        }
    }
    map
}

fn look_up<T: Copy>(table: &FxHashMap<&str, T>, word: &str) -> Option<T> {
    table.get(word).copied().or_else(|| match folded(word) {
        Cow::Owned(folded) => table.get(folded.as_str()).copied(),
        Cow::Borrowed(_) => None,
    })
}

/// A word as keywords are compared: in lower case, full-width letters as ASCII.
fn folded(word: &str) -> Cow<'_, str> {
    // Full-width letters begin with 0xEF; that some other characters do, too, costs nothing but time.
    let plain = |byte: u8| !byte.is_ascii_uppercase() && byte != 0xEF;
    if word.bytes().all(plain) { Cow::Borrowed(word) } else { Cow::Owned(word.nfkc().flat_map(char::to_lowercase).collect()) }
}

fn first(spellings: &'static str) -> &'static str {
    spellings.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_key_or_a_statement_means_one_thing() {
        let mut seen = FxHashMap::default();
        for &key in Key::ALL {
            for spelling in key.all_spellings() {
                assert_eq!(seen.insert(spelling, key), None, "{spelling}");
            }
        }
        let mut seen = FxHashMap::default();
        for &keyword in Keyword::ALL.iter().filter(|keyword| keyword.is_statement()) {
            for spelling in keyword.all_spellings() {
                assert_eq!(seen.insert(spelling, keyword), None, "{spelling}");
            }
        }
    }

    #[test]
    fn case_and_width_of_a_keyword_do_not_matter() {
        assert_eq!(key("SLA"), Some(Key::Sla));
        assert_eq!(statement("ｔａｓｋ"), Some(Keyword::Task));
        assert_eq!(statement("To-Be"), Some(Keyword::ToBe));
    }
}
