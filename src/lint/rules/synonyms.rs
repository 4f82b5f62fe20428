//! See [`SYNONYMS`].

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::{Text, shown};
use crate::lint::FileContext;
use crate::lint::script::folded;
use crate::model::{DataId, Home, Model, Node, Role, RoleId, SystemId, Title};

crate::rule! {
    /// Two names seem to mean one thing.
    ///
    /// Each then has half of the tasks, and no rule sees that it is the same hand. Two roles, systems or data objects are meant whose names
    /// differ only in case, width, blanks, hyphens or traditional characters, or in a word that adds nothing (客服专员 and 客服人员, CRM and CRM系统,
    /// 请假申请单 and 请假申请表). Nothing is said where one step names both, and about roles of different departments or one above the
    /// other.
    /// ---
    /// 两个名称像是指同一个对象。
    ///
    /// 这样各占一半工作，却看不出是同一个岗位。指的是两个岗位、系统或单据，名称只差大小写、全半角、空格、连字符或繁简，或者只差一个没有区别的词（客服专员与客服人员、CRM 与 CRM系统、请假申请单与请假申请表）。同一环节同时写了两者的，部门不同或互为上下级的岗位，不作判断。
    /// ---
    /// ```flow bad
    /// process p "投诉" {
    ///   role 客服专员
    ///   role 客服人员
    ///   as-is {
    ///     task 登记 { owner: 客服专员; time: 5m }
    ///     task 回复 { owner: 客服人员; time: 5m }
    ///     start -> 登记 -> 回复 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "投诉" {
    ///   role 客服专员
    ///   as-is {
    ///     task 登记 { owner: 客服专员; time: 5m }
    ///     task 回复 { owner: 客服专员; time: 5m }
    ///     start -> 登记 -> 回复 -> end
    ///   }
    /// }
    /// ```
    SYNONYMS = "F808" "synonyms" Info
}

/// The roles, the systems or the data of a file.
struct Kind<'m> {
    what: Text,
    things: Vec<Thing<'m>>,
    /// Which of them a step names together.
    together: Vec<Vec<usize>>,
    /// Whether what is said of two of them tells them apart.
    told_apart: fn(&Model, usize, usize) -> bool,
}

struct Thing<'m> {
    title: &'m Title,
    home: Home,
    /// How it is compared; none for what is never taken for another.
    key: String,
}

pub(in crate::lint) fn check(context: &FileContext, found: &mut Vec<Diagnostic>) {
    for kind in [roles(context.model), systems(context.model), data(context.model)] {
        compare(&kind, context.model, found);
    }
}

fn compare(kind: &Kind, model: &Model, found: &mut Vec<Diagnostic>) {
    let mut distinct: FxHashSet<&str> = FxHashSet::default();
    for named in &kind.together {
        let mut keys: Vec<(&str, usize)> = named.iter().map(|&at| (kind.things[at].key.as_str(), at)).collect();
        keys.sort_unstable();
        keys.dedup();
        distinct.extend(keys.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0].0));
    }
    // By key and process; what is shared belongs to none.
    let mut known: BTreeMap<(&str, Option<usize>), usize> = BTreeMap::new();
    let compared = |thing: &Thing| !thing.key.is_empty() && !distinct.contains(thing.key.as_str());
    for (at, thing) in kind.things.iter().enumerate().filter(|(_, thing)| compared(thing)) {
        let scope = if let Home::Process(process) = thing.home { Some(process) } else { None };
        let key = thing.key.as_str();
        match known.get(&(key, None)).or_else(|| known.get(&(key, scope))).copied() {
            Some(other) if thing.home != Home::Import && !(kind.told_apart)(model, other, at) => {
                found.push(finding(kind, &kind.things[other], thing));
            }
            Some(_) => {}
            None => drop(known.insert((key, scope), at)),
        }
    }
}

fn finding(kind: &Kind, other: &Thing, thing: &Thing) -> Diagnostic {
    let (first, second) = (shown(other.title.shown()), shown(thing.title.shown()));
    Diagnostic::new(
        &SYNONYMS,
        thing.title.span,
        both!("`{second}` and `{first}` seem to be one {}", "“{second}”和“{first}”像是同一个{}"; kind.what),
        both!("keep one name; if they are two, say in the names how they differ", "保留一个名称；确实是两个的，在名称中写明区别"),
    )
    .related(other.title.span, both!("the other name", "另一个名称"))
}

/// Whether two roles belong to different departments or lines, or one leads or stands in for the other.
fn are_different_posts(model: &Model, a: usize, b: usize) -> bool {
    let differ = |one: &Option<String>, other: &Option<String>| one.is_some() && other.is_some() && one != other;
    let leads = |one: &Role, other: usize| [one.reports, one.deputy].into_iter().flatten().any(|role| role.id == Some(RoleId::at(other)));
    let (first, second) = (&model.roles[a], &model.roles[b]);
    differ(&first.dept, &second.dept) || differ(&first.line, &second.line) || leads(first, b) || leads(second, a)
}

fn roles(model: &Model) -> Kind<'_> {
    let key = |name: &str| without(&folded(name), &["专员", "人员"], 2);
    // An external party is no role of ours, even if they are called alike.
    let key = |name: &str, external: bool| if external { format!("/{}", folded(name)) } else { key(name) };
    let things = model.roles.iter().map(|role| Thing { title: &role.title, home: role.home, key: key(role.title.shown(), role.external) });
    let named = |node: &Node| node.roles().filter_map(|role| role.id).map(RoleId::index).collect();
    Kind { what: both!("role", "岗位"), things: things.collect(), together: together(model, &named), told_apart: are_different_posts }
}

fn systems(model: &Model) -> Kind<'_> {
    let key = |name: &str| without(&folded(name), &["系统", "平台", "system"], 2);
    let things = model.systems.iter().map(|system| Thing { title: &system.title, home: system.home, key: key(system.title.shown()) });
    let named = |node: &Node| node.systems.iter().filter_map(|system| system.id).map(SystemId::index).collect();
    Kind { what: both!("system", "系统"), things: things.collect(), together: together(model, &named), told_apart: |_, _, _| false }
}

fn data(model: &Model) -> Kind<'_> {
    // A 对账单 is no 对账表: only of these it is certain that 单 and 表 are one.
    let certain = ["申请", "登记", "报销", "请假", "反馈", "评价"];
    let key = |name: &str| {
        let stem = without(&folded(name), &["表单", "单", "表"], 2);
        if certain.iter().any(|word| stem.ends_with(word)) { stem } else { folded(name) }
    };
    let declared = model.data.iter().filter_map(|data| Some((data.title.as_ref()?, data.home?)));
    let things = declared.map(|(title, home)| Thing { title, home, key: key(title.shown()) });
    let named = |node: &Node| {
        let data = node.inputs.iter().chain(&node.of).chain(&node.optional).chain(&node.outputs);
        data.filter_map(|data| data.id).map(DataId::index).collect()
    };
    Kind { what: both!("data object", "单据"), things: things.collect(), together: together(model, &named), told_apart: |_, _, _| false }
}

/// What each step names together, where it names several.
fn together(model: &Model, named: &dyn Fn(&Node) -> Vec<usize>) -> Vec<Vec<usize>> {
    model.nodes().map(named).filter(|named| named.len() > 1).collect()
}

/// A name without a word at its end that adds nothing, if so many characters are left.
fn without(name: &str, endings: &[&str], least: usize) -> String {
    let stems = endings.iter().filter_map(|ending| name.strip_suffix(ending));
    stems.into_iter().find(|stem| stem.chars().count() >= least).unwrap_or(name).to_owned()
}
