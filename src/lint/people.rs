//! What the rules about people ask of a variant: who does a step, and how many there are.

use super::VariantContext;
use crate::lang::{Text, shown};
use crate::model::{NodeId, Role, RoleId};
use crate::source::Span;

/// How many deputies of deputies are asked.
const DEPUTIES: usize = 8;

impl VariantContext<'_> {
    /// The roles of ours that do a step of work, sorted; `None` where it is no work of people, or they are not known.
    pub fn doers(&self, id: NodeId) -> Option<Vec<RoleId>> {
        let node = self.variant.node(id);
        if node.broken || node.automated || !node.kind.is_work() {
            return None;
        }
        let roles = self.performers(id)?;
        let ours = !roles.is_empty() && roles.iter().all(|&role| !self.role_of(role).external);
        ours.then_some(roles)
    }

    /// How many people can act for a role; its deputies, where nobody is in it. `None` is unknown.
    pub fn people(&self, id: RoleId) -> Option<u32> {
        let mut role = self.role_of(id);
        for _ in 0..DEPUTIES {
            if role.staff != Some(0) || role.chosen_by.is_some() {
                return role.staff.filter(|_| role.chosen_by.is_none());
            }
            match role.deputy {
                Some(deputy) => role = self.role_of(deputy.id?),
                None => return Some(0),
            }
        }
        None
    }

    /// The role of that id.
    pub fn role_of(&self, id: RoleId) -> &Role {
        &self.model.roles[id.index()]
    }

    /// Where a node names a role as the one that works, decides or is accountable; its header where another node does.
    pub fn named_at(&self, id: NodeId, role: RoleId) -> Span {
        let node = self.variant.node(id);
        let named = [&node.approvers, &node.by, &node.owner].into_iter().flatten().find(|named| named.id == Some(role));
        named.map_or(node.title.span, |named| named.span)
    }

    /// Roles in a sentence.
    pub fn role_names(&self, roles: &[RoleId]) -> Text {
        let names = |quote: (&str, &str), glue: &str| {
            let names = roles.iter().map(|&id| format!("{}{}{}", quote.0, shown(self.role_name(id)), quote.1));
            names.collect::<Vec<_>>().join(glue)
        };
        Text { en: names(("`", "`"), ", "), zh: names(("“", "”"), "、") }
    }

    /// The first of some roles, as a step of a way.
    pub fn first_role(&self, roles: &[RoleId]) -> String {
        roles.first().map(|&id| shown(self.role_name(id)).to_string()).unwrap_or_default()
    }
}

/// Whether two sorted lists have nothing in common.
pub(super) fn apart<T: Ord>(a: &[T], b: &[T]) -> bool {
    !a.iter().any(|one| b.binary_search(one).is_ok())
}
