//! Whether every case that is begun comes to an end, properly: whatever is decided, it can still end; when it ends nothing else runs any
//! more; and every step can happen (van der Aalst, "Verification of Workflow Nets", ICATPN 1997).
//!
//! The verdict is proven, for every flow, in polynomial time and without looking at states. "Book" is Desel and Esparza, "Free Choice
//! Petri Nets" (Cambridge, 1995).
//!
//! 1. The fusions of `structure` keep soundness in both directions. What becomes one block is sound.
//! 2. What is left over is a free-choice workflow net (`net`): where tokens are taken together, every move takes the same ones. With its
//!    end led back to its beginning, it is sound exactly if that net is live and bounded (van der Aalst 1997). A sound one never has two
//!    tokens in a place (ibid.), so no fork leads twice to the same. Live and bounded nets are strongly connected: every cluster is
//!    reached from the beginning, and `decide` looks whether every one leads to the end.
//! 3. A strongly connected free-choice net can be marked live and bounded exactly if it has a positive T-invariant, a positive
//!    S-invariant, and rank(C) = clusters − 1 (the rank theorem, book, chapter 6).
//! 4. If so, the one token at the beginning marks it live exactly if no siphon is empty (Commoner's theorem, book, chapter 4; the minimal
//!    siphons of such a net are traps, chapter 5), that is, if the largest siphon without the first place is empty. It is bounded in any
//!    case.
//!
//! For 3, linear programming is not needed. Let every move of a cluster be made equally often, z(c) for cluster c; "what comes goes" is
//! then R z = 0 with a column for each cluster. (a) A solution z ≥ 0, z ≠ 0 is positive and the only one up to a factor: what is zero in
//! it is fed by nothing positive, and the net is strongly connected; and were there another one, a difference of both would be such a z
//! with a zero. (b) A net that can be marked live and bounded has one: how often moves are made in the long run, if they are chosen
//! evenly at random. (c) With such a z, rank R = clusters − 1; and rank C = rank [R | Δ], where Δ has the differences of the moves of a
//! cluster. So if rank [R | Δ] = rank R = clusters − 1 and the solution of R z = 0 has one sign, the net has a positive T-invariant and
//! rank(C) = clusters − 1; and by (b) every net that can be marked live and bounded is of that kind. The S-invariant is the same on the
//! reverse dual net, which is free-choice and strongly connected, and can be marked live and bounded if and only if the net can (book,
//! chapter 6). Ranks and signs are exact (`modular`).
//!
//! What is wrong is another question: `search` looks for a case to which it happens, within a budget; `defects` says which join, merge or
//! end is to blame. If none is found in time, the place that the algebra stumbled at is named, without a case.

mod decide;
mod defects;
mod modular;
mod net;
mod search;

use super::structure::Moved;
use super::{Graph, Structure};
use crate::model::{EdgeId, EdgeKind, NodeId};
use decide::decide;
use net::Net;

/// How many tokens are looked at for what goes wrong, in all states together.
const BUDGET: usize = 300_000;

/// Whether a flow is sound, and what is wrong with it if it is not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Soundness {
    /// Every case comes to an end, and when it does nothing else runs; every step that can be reached can happen.
    pub sound: bool,
    /// What is wrong, in the order of the nodes. A flow without a start or an end has none, nor one whose only faults are nodes that
    /// nothing follows, a node that leads only to itself, or ways past the beginning or the end of a parallel block.
    pub defects: Vec<Defect>,
}

/// Something that is wrong with a flow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Defect {
    /// What.
    pub fault: Fault,
    /// Where.
    pub node: NodeId,
    /// What a case does until it happens: the edges that it goes along, in order, also those of parallel branches. Empty if none was found
    /// in time.
    pub run: Vec<EdgeId>,
}

/// What can be wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// A join has been reached on some ways and waits for others on which nothing comes any more.
    Deadlock {
        /// The edges along which nothing comes.
        missing: Vec<EdgeId>,
        /// The way that was chosen instead.
        when: Option<EdgeId>,
    },
    /// Two branches come together at a node without waiting for one another.
    LackOfSynchronization {
        /// Where they parted.
        fork: Option<NodeId>,
    },
    /// A loop of several nodes out of which no way leads.
    Livelock {
        /// The nodes, in order.
        nodes: Vec<NodeId>,
    },
    /// A join waits for what only comes after it.
    NeverRuns {
        /// The edges along which it comes.
        missing: Vec<EdgeId>,
    },
    /// An end is reached while another branch still runs, which comes to an end too.
    OpenBranch {
        /// Where they parted.
        fork: Option<NodeId>,
        /// The end that was reached before.
        before: Option<NodeId>,
    },
}

impl Soundness {
    /// Judges the part of a flow that cases can reach. A `timeout` out of a parallel block ends the block. Where ways lead into or out of
    /// parallel blocks past their beginning or end, it says what is wrong besides.
    #[must_use]
    pub fn find(graph: &Graph, structure: &Structure) -> Soundness {
        Soundness::find_within(graph, structure, BUDGET)
    }

    /// The same, with less or more to look at for what goes wrong: tokens in all states together. The verdict does not depend on it.
    #[must_use]
    pub fn find_within(graph: &Graph, structure: &Structure, budget: usize) -> Soundness {
        if graph.starts().next().is_none() || graph.ends().next().is_none() {
            return Soundness { sound: false, defects: Vec::new() };
        }
        let exceptions = exceptions(graph);
        let moved = (!exceptions.is_empty()).then(|| Structure::find_moved(graph, &exceptions));
        let structure = moved.as_ref().unwrap_or(structure);
        let mut defects = defects::livelocks(graph);
        let judged = judge(structure);
        let sound = judged.is_ok() && structure.stuck().is_empty() && defects.is_empty();
        if let Err(fault) = judged {
            let mended = mended(graph);
            if mended.is_empty() {
                defects.extend(defects::find(graph, structure, &fault, budget));
            } else {
                let structure = Structure::find_moved(graph, &mended);
                let judged = judge(&structure);
                defects.extend(judged.err().into_iter().flat_map(|fault| defects::find(graph, &structure, &fault, budget)));
            }
        }
        defects.sort_by_key(|defect| defect.node);
        Soundness { sound, defects }
    }
}

/// What is not sound, and why.
struct Unsound {
    net: Net,
    why: decide::Why,
}

fn judge(structure: &Structure) -> Result<(), Unsound> {
    if structure.whole().is_some() || structure.rest().spots.is_empty() {
        return Ok(());
    }
    let net = Net::build(structure.rest());
    decide(&net).map_err(|why| Unsound { net, why })
}

/// The timeouts out of parallel blocks, read as ways on from the block.
fn exceptions(graph: &Graph) -> Moved {
    let timeouts = graph.variant().edges.iter().any(|edge| matches!(edge.kind, EdgeKind::Timeout(_)));
    if timeouts { moved(graph, false) } else { Moved::default() }
}

/// All ways into and out of parallel blocks, read as ways to and on from the block; none if all of them are exceptions.
fn mended(graph: &Graph) -> Moved {
    if graph.jumps().iter().any(|jump| graph.is_fault(jump)) { moved(graph, true) } else { Moved::default() }
}

fn moved(graph: &Graph, faults: bool) -> Moved {
    let read = |jump: &super::Jump| {
        let (edge, block) = (graph.variant().edge(jump.edge), &graph.variant().blocks[jump.block]);
        (jump.edge, if jump.out { (block.join, edge.to) } else { (edge.from, block.fork) })
    };
    graph.jumps().iter().filter(|jump| if graph.is_fault(jump) { faults } else { jump.out }).map(read).collect()
}
