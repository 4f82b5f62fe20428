//! The role that is everybody, where it is declared as a role. (Where it is not, the resolver reports it.)

use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::lint::ProcessContext;
use crate::model::rules::{OWNER_IS_EVERYONE, is_everyone};

pub(in crate::lint) fn check(context: &ProcessContext, found: &mut Vec<Diagnostic>) {
    for variant in &context.process.variants {
        for node in variant.nodes.iter().filter(|node| !node.broken) {
            for role in &node.owner {
                let Some(title) = role.id.map(|id| &context.model.roles[id.index()].title) else { continue };
                if !is_everyone(&title.name) && !title.label.as_deref().is_some_and(is_everyone) {
                    continue;
                }
                let word = shown(title.shown());
                found.push(Diagnostic::new(
                    &OWNER_IS_EVERYONE,
                    role.span,
                    both!("`{word}` is nobody in particular", "“{word}”不是具体的岗位"),
                    both!(
                        "name the one role that is accountable; others can stand in `by` or `consults`",
                        "写明唯一负责的岗位；其他参与者写在“执行人”或“咨询”中"
                    ),
                ));
            }
        }
    }
}
