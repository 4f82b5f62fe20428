//! How often a case changes hands.

use super::People;
use crate::model::{NodeId, RoleId};

impl People<'_> {
    /// How often the case changes hands on a way: from one step of work to the next nobody is the same. Steps of systems and of external parties are
    /// passed over, as in F310.
    #[must_use]
    pub fn hand_offs(&self, way: &[NodeId]) -> usize {
        let mut hands: Vec<Vec<RoleId>> = Vec::new();
        for roles in way.iter().filter_map(|&id| self.ours(id)) {
            match hands.last_mut() {
                Some(before) if roles.iter().any(|role| before.contains(role)) => *before = roles,
                _ => hands.push(roles),
            }
        }
        hands.len().saturating_sub(1)
    }

    /// The roles of ours that do a step of work.
    fn ours(&self, id: NodeId) -> Option<Vec<RoleId>> {
        let node = self.variant.node(id);
        let roles = self.performers(id).filter(|_| node.kind.is_work() && !node.automated)?;
        (!roles.is_empty() && roles.iter().all(|role| !self.model.roles[role.index()].external)).then_some(roles)
    }
}
