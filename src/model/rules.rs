//! The rules of names, and of a to-be's changes: what the resolver reports.

crate::rule! {
    /// A name leads nowhere.
    ///
    /// Either it is misspelt, or what it names is not declared. The nearest declared name is suggested, also across simplified and
    /// traditional characters, full-width letters and characters that look alike.
    /// ---
    /// 名称没有对应的声明。
    ///
    /// 或者是写错了，或者是没有声明。会给出最接近的名称，包括简体与繁体、全角字母和形近字。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   data form { from: agent; deliverable: yes }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m; in: from }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   data form { from: agent; deliverable: yes }
    ///   as-is {
    ///     task fill { owner: agent; time: 5m; in: form }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    UNKNOWN_NAME = "F101" "unknown-name" Error

    /// A name may mean two things.
    ///
    /// A reference is a name or a label. Two nodes may share a label, but then they are referred to by name.
    /// ---
    /// 一个名称可能指两个对象。
    ///
    /// 引用可以写名称，也可以写标签。两个节点的标签可以相同，但引用时要写名称。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill "处理" { owner: agent; time: 5m }
    ///     task pay "处理" { owner: agent; time: 5m }
    ///     start -> fill -> 处理 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill "填单" { owner: agent; time: 5m }
    ///     task pay "付款" { owner: agent; time: 5m }
    ///     start -> fill -> 付款 -> end
    ///   }
    /// }
    /// ```
    AMBIGUOUS_NAME = "F102" "ambiguous-name" Error

    /// A name is declared twice.
    ///
    /// Which of the two is meant where it is used?
    /// ---
    /// 同一个名称声明了两次。
    ///
    /// 用到它时，指的是哪一个？
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   role agent
    ///   as-is {
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
    DUPLICATE_NAME = "F103" "duplicate-name" Error

    /// A chain names a node that nobody declares.
    ///
    /// A sketch is welcome: the fix declares the node as a task.
    /// ---
    /// 流向中的节点没有声明。
    ///
    /// 可以先画草图：按修复建议把它声明为任务即可。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> archive -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task archive { owner: agent; time: 1m }
    ///     start -> fill -> archive -> end
    ///   }
    /// }
    /// ```
    UNDECLARED_NODE = "F104" "undeclared-node" Error

    /// A change does not fit the as-is.
    ///
    /// It names a node that is not there (any more), or asks for something that has no single meaning. A change is never skipped in
    /// silence.
    /// ---
    /// 修改无法应用到现状。
    ///
    /// 它提到的节点不存在（或已被删除），或者要求的改动没有唯一的含义。修改不会被悄悄忽略。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    ///   to-be from as-is {
    ///     remove check
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task check { owner: agent; time: 5m }
    ///     start -> fill -> check -> end
    ///   }
    ///   to-be from as-is {
    ///     remove check
    ///   }
    /// }
    /// ```
    CHANGE_DOES_NOT_FIT = "F105" "change-does-not-fit" Error

    /// A used file cannot be read.
    ///
    /// The path is relative to the file, must stay inside the project, and files must not use one another in a circle.
    /// ---
    /// 无法读取被引用的文件。
    ///
    /// 路径相对于本文件，不能指向项目之外；文件之间不能循环引用。
    UNUSABLE_FILE = "F106" "unusable-file" Error

    /// A branch stands in a node that cannot have it.
    ///
    /// Only an approval (or a parallel block around approvals) approves and rejects.
    /// ---
    /// 节点不能有这种分支。
    ///
    /// 只有审批（或包含审批的并行块）才有“通过”和“退回”。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m; rejected -> end }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   data form { from: agent }
    ///   as-is {
    ///     task record { owner: agent; in: form; time: 5m }
    ///     approval fill { owner: agent; of: form; time: 5m; rejected -> record max 1 }
    ///     start -> record -> fill -> end
    ///   }
    /// }
    /// ```
    MISPLACED_BRANCH = "F107" "misplaced-branch" Error

    /// A process goes by a calendar that does not say when people work.
    ///
    /// Days of the week may be left out: Monday to Friday. The hours cannot be guessed, and without them nights and lunch breaks are not
    /// reckoned with.
    /// ---
    /// 流程使用的日历没有写明工作时间。
    ///
    /// “工作日”可以不写，默认周一至周五；“工作时间”无法猜测，没有它就不能计入夜间和午休。
    /// ---
    /// ```flow bad
    /// calendar work { days: Mon-Fri }
    /// process p "报销" {
    ///   calendar: work
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// calendar work { days: Mon-Fri; hours: 9:00-12:00, 13:30-18:00 }
    /// process p "报销" {
    ///   calendar: work
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    CALENDAR_WITHOUT_HOURS = "F108" "calendar-without-hours" Warning

    /// The owner is not declared.
    ///
    /// An owner is a declared role, so that the same role is the same everywhere. Simplified and traditional characters and full-width
    /// letters are compared as the reader sees them, and the nearest role is suggested.
    /// ---
    /// 责任人没有声明。
    ///
    /// 责任人应是已声明的岗位，这样同一岗位在各处才是同一个。比较时会考虑简繁体和全角字母，并给出最接近的岗位。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role 客服专员
    ///   as-is {
    ///     task fill { owner: 客服專員; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role 客服专员
    ///   as-is {
    ///     task fill { owner: 客服专员; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    UNKNOWN_OWNER = "F302" "unknown-owner" Error

    /// The owner is everyone, and so no one.
    ///
    /// When "all departments concerned" are accountable, each waits for the others. Name the one role; participants stand in `by`,
    /// `consults` or `informs`.
    /// ---
    /// 责任人是“所有人”，等于没有责任人。
    ///
    /// “相关部门”都负责，就会互相等待、推诿。请写明唯一的岗位；参与者写在“执行人”“咨询”或“告知”中。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task check { owner: 相关部门; time: 5m }
    ///     start -> fill -> check -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   as-is {
    ///     task fill { owner: agent; time: 5m }
    ///     task check { owner: agent; time: 5m }
    ///     start -> fill -> check -> end
    ///   }
    /// }
    /// ```
    OWNER_IS_EVERYONE = "F304" "owner-is-everyone" Warning

    /// The system is not declared.
    ///
    /// A system is declared once, so that the same system is the same everywhere.
    /// ---
    /// 系统没有声明。
    ///
    /// 系统只声明一次，这样同一系统在各处才是同一个。
    /// ---
    /// ```flow bad
    /// process p "报销" {
    ///   role agent
    ///   system CRM
    ///   as-is {
    ///     task fill { owner: agent; system: CMR; time: 5m }
    ///     task pay { owner: agent; system: CRM; time: 5m }
    ///     start -> fill -> pay -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "报销" {
    ///   role agent
    ///   system CRM
    ///   as-is {
    ///     task fill { owner: agent; system: CRM; time: 5m }
    ///     start -> fill -> end
    ///   }
    /// }
    /// ```
    UNKNOWN_SYSTEM = "F607" "unknown-system" Error
}

/// Whether a name means everybody: 全员, 相关部门, all.
#[must_use]
pub fn is_everyone(name: &str) -> bool {
    const EVERYONE: [&str; 18] = [
        "全员",
        "全体",
        "全体员工",
        "全体人员",
        "大家",
        "所有人",
        "所有人员",
        "相关部门",
        "各部门",
        "有关部门",
        "有关人员",
        "相关人员",
        "各相关部门",
        "相关岗位",
        "all",
        "everyone",
        "everybody",
        "anyone",
    ];
    EVERYONE.contains(&name.to_lowercase().as_str())
}
