//! See [`OWNER_IS_PERSON`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::FileContext;
use crate::lint::names::is_person;
use crate::model::Home;

crate::rule! {
    /// A role is named after a person.
    ///
    /// Whoever takes the post over inherits a process that still names somebody else, and it is not said what the person does it as.
    /// Chinese names (a common surname and common characters of given names), a surname with a title, and the commonest English first
    /// names are recognised. A post with a single holder is a role, not a person. Nothing is said about external parties, and about a name
    /// that stands behind a label.
    /// ---
    /// 岗位写成了人名。
    ///
    /// 人员一调动，流程里还是原来的名字，也看不出他是以什么岗位来做这件事。能识别的有：常见姓氏加常见名字用字（张三、李建国）、姓氏加称呼（张经理、小王），以及最常见的英文名。只有一个人的岗位（总经理）是岗位，不是人名。外部单位不作判断；有标签的岗位只看标签。
    /// ---
    /// ```flow bad
    /// process p "请假" {
    ///   role 张三
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 张三; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假" {
    ///   role 人事专员
    ///   role 主管
    ///   data 申请单 { deliverable: yes }
    ///   as-is {
    ///     task 填写 { owner: 人事专员; out: 申请单; time: 5m }
    ///     approval 审批单 { owner: 主管; of: 申请单; time: 5m; rejected -> 填写 max 1 }
    ///     start -> 填写 -> 审批单 -> end
    ///   }
    /// }
    /// ```
    OWNER_IS_PERSON = "F303" "owner-is-person" Warning
}

pub(in crate::lint) fn check(context: &FileContext, found: &mut Vec<Diagnostic>) {
    let ours = context.model.roles.iter().filter(|role| role.home != Home::Import && !role.external);
    for role in ours.filter(|role| is_person(role.title.shown())) {
        let name = shown(role.title.shown());
        found.push(Diagnostic::new(
            &OWNER_IS_PERSON,
            role.title.span,
            both!("`{name}` names a person, not a role", "“{name}”指的是具体的人，不是岗位"),
            both!(
                "name the post that the person holds, such as `role agent \"Service agent\"`",
                "写明这个人所在的岗位，例如：岗位 客服专员；只有一个人的，写“人数：1”"
            ),
        ));
    }
}
