//! See [`MIXED_SCRIPT`].

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::ProcessContext;
use crate::lint::script::{Script, script, telling};
use crate::model::{Home, Origin};
use crate::source::Span;

crate::rule! {
    /// A process mixes simplified and traditional characters.
    ///
    /// Names are compared as they are written, so 客服專員 is not 客服专员, and whoever searches for one does not find the other. Looked at are the names,
    /// labels and texts of the process itself. External parties may be called what they call themselves. It is said once for a process, where
    /// the rarer script is.
    /// ---
    /// 同一个流程中混用了简体字和繁体字。
    ///
    /// 名称按所写的字比较，“客服專員”不是“客服专员”，按其中一种搜索也找不到另一种。只看流程自身的名称、标签和说明文字；外部单位可以用它自己的写法。每个流程只在用得较少的字体处报告一次。
    /// ---
    /// ```flow bad
    /// process p "请假审批" {
    ///   role a
    ///   as-is {
    ///     task t1 "填写请假单" { owner: a; time: 5m }
    ///     task t2 "歸檔" { owner: a; time: 5m }
    ///     start -> t1 -> t2 -> end
    ///   }
    /// }
    /// ```
    /// ```flow good
    /// process p "请假审批" {
    ///   role a
    ///   as-is {
    ///     task t1 "填写请假单" { owner: a; time: 5m }
    ///     task t2 "归档" { owner: a; time: 5m }
    ///     start -> t1 -> t2 -> end
    ///   }
    /// }
    /// ```
    MIXED_SCRIPT = "F807" "mixed-script" Info
}

/// How many places a finding shows.
const SHOWN: usize = 5;

pub(in crate::lint) fn check(context: &ProcessContext, found: &mut Vec<Diagnostic>) {
    let texts = texts(context);
    let counts: Vec<Script> = texts.iter().map(|(_, text)| script(text)).collect();
    let simplified: usize = counts.iter().map(|count| count.simplified).sum();
    let traditional: usize = counts.iter().map(|count| count.traditional).sum();
    if simplified == 0 || traditional == 0 {
        return;
    }
    let rare = traditional <= simplified;
    let has = |count: &Script| if rare { count.traditional > 0 } else { count.simplified > 0 };
    let mut places = texts.iter().zip(&counts).filter(|(_, count)| has(count)).map(|(text, _)| text);
    let Some(&(span, text)) = places.next() else { return };
    let telling = telling(text, rare);
    let characters = shown(&telling);
    let message = if rare {
        both!(
            "`{characters}` is traditional, in a process written in simplified characters",
            "流程用简体字书写，这里有繁体字“{characters}”"
        )
    } else {
        both!(
            "`{characters}` is simplified, in a process written in traditional characters",
            "流程用繁体字书写，这里有简体字“{characters}”"
        )
    };
    let help = both!("write all of it in one script, also where the name is referred to", "统一成一种写法；名称改了，引用它的地方也要改");
    let finding = Diagnostic::new(&MIXED_SCRIPT, span, message, help);
    found.push(places.take(SHOWN).fold(finding, |finding, &(span, _)| finding.related(span, both!("here, too", "这里也有"))));
}

/// What the author wrote in a process, in the order of the text, each once.
fn texts<'m>(context: &ProcessContext<'m>) -> Vec<(Span, &'m str)> {
    let (model, process) = (context.model, context.process);
    let own = |home: Home| matches!(home, Home::Process(at) if model.processes.get(at).is_some_and(|other| std::ptr::eq(other, process)));
    let roles = model.roles.iter().filter(|role| own(role.home) && !role.external).map(|role| &role.title);
    let systems = model.systems.iter().filter(|system| own(system.home)).map(|system| &system.title);
    let data = model.data.iter().filter(|data| data.home.is_some_and(own)).filter_map(|data| data.title.as_ref());
    let nodes =
        || process.variants.iter().flat_map(|variant| &variant.nodes).filter(|node| !node.broken && node.origin == Origin::Declared);
    let titles = roles.chain(systems).chain(data).chain(nodes().map(|node| &node.title)).chain([&process.title]);
    let names =
        titles.flat_map(|title| [Some(&title.name), title.label.as_ref()].into_iter().flatten().map(|name| (title.span, name.as_str())));
    let attributes = process.texts.iter().chain(nodes().flat_map(|node| &node.texts)).map(|text| (text.span, text.text.as_str()));
    let mut texts: Vec<(Span, &str)> = names.chain(attributes).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}
