//! What a change is about, and what happened.

use crate::both;
use crate::lang::Text;
use crate::syntax::keywords::Key;

/// What a change is about. The order is that in which a reviewer should read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Topic {
    /// Controls, approvers, duties, risks.
    Control,
    /// Which steps there are.
    Steps,
    /// Where a case goes, and in which order.
    Way,
    /// Who is accountable, who works, who is told.
    People,
    /// What is promised: limits, milestones, escalations, goals.
    Promise,
    /// How long things take, how often they happen, what they cost.
    Effort,
    /// Data and systems.
    Data,
    /// What is only said.
    Words,
}

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Operation {
    /// It is gone.
    Removed,
    /// It is new.
    Added,
    /// Several became one.
    Merged,
    /// One became several.
    Split,
    /// It is called otherwise.
    Renamed,
    /// It comes at another point of the flow.
    Moved,
    /// Something about it is different.
    Changed,
}

impl Topic {
    /// The heading.
    #[must_use]
    pub fn title(self) -> Text {
        match self {
            Topic::Control => both!("Controls and approvals", "控制与审批"),
            Topic::Steps => both!("Steps", "环节"),
            Topic::Way => both!("Order and branches", "顺序与分支"),
            Topic::People => both!("People", "岗位"),
            Topic::Promise => both!("Limits and goals", "时限与目标"),
            Topic::Effort => both!("Time, volume and cost", "用时、业务量与成本"),
            Topic::Data => both!("Data and systems", "单据与系统"),
            Topic::Words => both!("Wording", "文字说明"),
        }
    }

    /// The word in data.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Topic::Control => "control",
            Topic::Steps => "steps",
            Topic::Way => "way",
            Topic::People => "people",
            Topic::Promise => "promise",
            Topic::Effort => "effort",
            Topic::Data => "data",
            Topic::Words => "words",
        }
    }

    /// What an attribute is about.
    pub(super) fn of(key: Option<Key>) -> Topic {
        let Some(key) = key else { return Topic::Steps };
        match key {
            Key::Required
            | Key::Keep
            | Key::Preventive
            | Key::Detective
            | Key::Approvers
            | Key::Mode
            | Key::Of
            | Key::Aspect
            | Key::Valid
            | Key::Distinct
            | Key::Limit => Topic::Control,
            Key::Owner
            | Key::By
            | Key::To
            | Key::Consults
            | Key::Informs
            | Key::Automated
            | Key::Manual
            | Key::Responds
            | Key::Reports
            | Key::Deputy
            | Key::Dept
            | Key::Line
            | Key::Staff
            | Key::External
            | Key::ChosenBy => Topic::People,
            Key::Sla | Key::Response | Key::Hard | Key::Remind | Key::Escalate | Key::Clock | Key::Budget | Key::Target => Topic::Promise,
            Key::Time | Key::Wait | Key::Arrivals | Key::Cost | Key::Calendar => Topic::Effort,
            Key::In
            | Key::Out
            | Key::Optional
            | Key::System
            | Key::Process
            | Key::From
            | Key::Fields
            | Key::Deliverable
            | Key::Archive
            | Key::Personal
            | Key::KeepFor => Topic::Data,
            _ => Topic::Words,
        }
    }
}

impl Operation {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Operation::Removed => both!("removed", "删除"),
            Operation::Added => both!("added", "新增"),
            Operation::Merged => both!("merged", "合并"),
            Operation::Split => both!("split", "拆分"),
            Operation::Renamed => both!("renamed", "改名"),
            Operation::Moved => both!("moved", "移动"),
            Operation::Changed => both!("changed", "变更"),
        }
    }
}
