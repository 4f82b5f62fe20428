//! Which data is never read between one write and the next: backwards along the edges, from what is read to what wrote it.

use super::Graph;
use super::facts::mask;
use crate::model::NodeId;

/// For every node: which of some numbered data may still be read as it is when a case leaves it.
#[derive(Debug)]
pub struct Unread {
    words: usize,
    bits: Vec<u64>,
}

impl Unread {
    /// Works it out for `count` data. A node reads before it writes; what is `kept` is read at every end.
    #[must_use]
    pub fn find(
        graph: &Graph,
        count: usize,
        reads: &dyn Fn(NodeId) -> Vec<usize>,
        writes: &dyn Fn(NodeId) -> Vec<usize>,
        kept: &[usize],
    ) -> Unread {
        let words = count.div_ceil(64).max(1);
        let table = |list: &dyn Fn(NodeId) -> Vec<usize>| -> Vec<Vec<u64>> {
            (0..graph.len()).map(|at| mask(&list(NodeId::at(at)), words)).collect()
        };
        let (reads, writes, kept) = (table(reads), table(writes), mask(kept, words));
        let mut unread = Unread { words, bits: vec![0; words * graph.len()] };
        graph.ends().for_each(|end| unread.bits[end.index() * words..][..words].copy_from_slice(&kept));
        let mut order = graph.reverse_post_order();
        order.reverse();
        loop {
            let mut changed = false;
            for &id in &order {
                for next in graph.leaving(id).iter().map(|&edge| graph.variant().edge(edge).to.index()) {
                    for word in 0..words {
                        let needed = unread.bits[next * words + word] & !writes[next][word] | reads[next][word];
                        let own = &mut unread.bits[id.index() * words + word];
                        changed |= needed & !*own != 0;
                        *own |= needed;
                    }
                }
            }
            if !changed {
                return unread;
            }
        }
    }

    /// Whether no way from a node comes to a reader of that data before somebody writes it anew.
    #[must_use]
    pub fn never_read(&self, data: usize, behind: NodeId) -> bool {
        self.bits[behind.index() * self.words + data / 64] >> (data % 64) & 1 == 0
    }
}
