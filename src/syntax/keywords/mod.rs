//! The one table of words: every keyword and every attribute key, in English and Chinese, with the synonyms that practice
//! uses. The first of each list is what is written; the others are read.

mod keys;
mod lookup;

pub use keys::{Place, Shape};
pub(crate) use lookup::other_key;
pub use lookup::{is, is_unknown, key, of, statement};

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
        Approved: "approved" | "通过 同意 批准";
        Rejected: "rejected" | "退回 驳回 否决 不同意 不通过 未通过 不批准 打回 返回 拒绝";
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
        To: "to" | "对象 给";
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

fn first(spellings: &'static str) -> &'static str {
    spellings.split_whitespace().next().unwrap_or_default()
}
