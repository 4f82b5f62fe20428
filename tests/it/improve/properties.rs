//! Whatever the process: a proposal loses nothing that must stay, and makes nothing worse.

use flowright::compare::Heuristic;
use flowright::diagnostic::Diagnostic;
use flowright::model::{Model, Node, NodeId, NodeKind, Process, RoleId, Variant};
use flowright::rule::Level;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::oracle::{played, precede, reached_without, work};
use super::process::process;
use super::{improved, look};
use crate::measure::Tally;
use crate::measure::game::{ONE, play};

/// States of the game with times.
const BUDGET: usize = 60_000;

#[test]
fn nothing_is_lost_and_nothing_gets_worse() {
    let tally = Tally::default();
    let mut runner = TestRunner::new(Config { cases: 120, failure_persistence: None, max_shrink_iters: 50, ..Config::default() });
    let result = runner.run(&(any::<u64>(), 3_usize..28), |(seed, size)| {
        let text = process(seed, size);
        one(&text, &tally)
    });
    result.unwrap_or_else(|failure| panic!("{failure}"));
    tally.at_least(40, "proposed");
    tally.at_least(5, "elimination");
    tally.at_least(5, "parallelism");
    tally.at_least(2, "composition");
    tally.at_least(2, "knock-out");
    tally.at_least(1, "automation");
    tally.at_least(50, "played");
}

fn one(text: &str, tally: &Tally) -> Result<(), TestCaseError> {
    let before = look(text);
    let unreadable = before.findings.iter().find(|finding| finding.level == Level::Error && finding.rule.code < "F2");
    prop_assert!(unreadable.is_none(), "{:?}\n{}", unreadable.map(|finding| &finding.message.en), text);
    let done = improved(text);
    let proposal = &done.proposals[0];
    prop_assert!(proposal.note.is_none(), "{:?}\n{}", proposal.note, text);
    for (name, heuristic) in [
        ("elimination", Heuristic::TaskElimination),
        ("parallelism", Heuristic::Parallelism),
        ("composition", Heuristic::TaskComposition),
        ("knock-out", Heuristic::KnockOut),
        ("automation", Heuristic::TaskAutomation),
    ] {
        tally.count(name, proposal.steps.iter().any(|step| step.heuristic == heuristic));
    }
    prop_assert_eq!(&improved(text).text, &done.text, "not the same again\n{}", text);
    if !tally.count("proposed", !proposal.steps.is_empty()) {
        prop_assert_eq!(&done.text, text);
        return Ok(());
    }
    // It is there already, and nothing is added to it.
    prop_assert_eq!(&improved(&done.text).text, &done.text, "written twice");
    let after = look(&done.text);
    let process = &after.model.processes[0];
    let (old, new) = (process.as_is().unwrap(), process.to_bes().next().unwrap());
    let text = &done.text;
    let errors = |variant: &Variant| {
        let about = |finding: &&Diagnostic| {
            finding.variant.as_ref().is_some_and(|label| label.span == variant.span)
                || finding.still_in.iter().any(|label| label.span == variant.span)
        };
        // Of what can be said about the limit of the process only the most severe is said.
        let severe = |finding: &&Diagnostic| finding.level == Level::Error && !matches!(finding.rule.code, "F502" | "F503");
        let mut codes: Vec<&str> = after.findings.iter().filter(about).filter(severe).map(|finding| finding.rule.code).collect();
        codes.sort_unstable();
        codes
    };
    let mut known = errors(old);
    for code in errors(new) {
        let at = known.iter().position(|other| *other == code);
        prop_assert!(at.is_some(), "new error {code}\n{text}");
        known.remove(at.unwrap());
    }
    let everywhere = reached_without(old, &[]).zip(reached_without(new, &[]));
    if let Some(everywhere) = everywhere {
        Both { model: &after.model, process, old, new, reached: everywhere, text }.nothing_is_lost()?;
    }
    figures(old, new, process, text, tally)
}

/// Mean time, likelihood of a breach and work are no worse, played out.
fn figures(old: &Variant, new: &Variant, process: &Process, text: &str, tally: &Tally) -> Result<(), TestCaseError> {
    let games = play(&played(old), BUDGET).zip(play(&played(new), BUDGET));
    tally.count("played", games.is_some());
    let Some((before, after)) = games else { return Ok(()) };
    let limit = process.sla.unwrap().value.ms / 60_000;
    let mean = |game: &crate::measure::game::Played| {
        game.times.iter().map(|(minutes, mass)| *minutes as f64 * (*mass as f64 / ONE as f64)).sum::<f64>()
    };
    let over = |game: &crate::measure::game::Played| game.times.range(limit + 1..).map(|(_, mass)| *mass as f64 / ONE as f64).sum::<f64>();
    prop_assert!(mean(&after) <= mean(&before) + 1e-6, "mean {} after {}\n{}", mean(&after), mean(&before), text);
    prop_assert!(over(&after) <= over(&before) + 1e-6, "breach {} after {}\n{}", over(&after), over(&before), text);
    let (was, is) = (work(old, &before.visits, ONE), work(new, &after.visits, ONE));
    prop_assert!(is <= was + 1e-6, "work {is} after {was}\n{text}");
    let better = mean(&after) < mean(&before) - 1e-9 || over(&after) < over(&before) - 1e-9 || is < was - 1e-9;
    prop_assert!(better, "nothing is better\n{text}");
    Ok(())
}

/// The as-is and the to-be, with the nodes that some case comes to.
struct Both<'a> {
    model: &'a Model,
    process: &'a Process,
    old: &'a Variant,
    new: &'a Variant,
    reached: (Vec<bool>, Vec<bool>),
    text: &'a str,
}

impl Both<'_> {
    fn now(&self, id: NodeId) -> Option<NodeId> {
        self.new.node_named(&self.old.node(id).title.name).filter(|now| self.reached.1[now.index()])
    }

    fn all(&self) -> Vec<NodeId> {
        self.old.nodes().map(|(id, _)| id).filter(|id| self.reached.0[id.index()]).collect()
    }

    /// What passed `first` in every case that came to `at` does so still.
    fn still(&self, first: &[NodeId], at: NodeId, what: &str) -> Result<(), TestCaseError> {
        let Some(now_at) = self.now(at) else { return Ok(()) };
        let now_first: Vec<NodeId> = first.iter().filter_map(|&id| self.now(id)).collect();
        if now_first.contains(&now_at) || first.contains(&at) {
            return Ok(());
        }
        let (was, is) = (precede(self.old, first, at), precede(self.new, &now_first, now_at));
        let lost = was == Some(true) && is == Some(false);
        prop_assert!(!lost, "{what} does not always precede {}\n{}", self.old.node(at).title.name, self.text);
        Ok(())
    }

    fn nothing_is_lost(&self) -> Result<(), TestCaseError> {
        self.controls()?;
        self.risks()?;
        self.duties()?;
        self.results()
    }

    fn controls(&self) -> Result<(), TestCaseError> {
        let is_control = |node: &Node| node.required.is_some() || node.keep || node.preventive || node.detective;
        let tells = |node: &Node| node.kind == NodeKind::Notify || !node.informs.is_empty() || node.responds;
        for id in self.all() {
            let node = self.old.node(id);
            if !is_control(node) && !tells(node) {
                continue;
            }
            prop_assert!(self.now(id).is_some(), "{} is lost\n{}", node.title.name, self.text);
            let now = self.new.node(self.now(id).unwrap());
            let roles = |node: &Node| node.informs.iter().chain(&node.to).filter_map(|role| role.id).collect::<Vec<RoleId>>();
            prop_assert!(roles(node).iter().all(|role| roles(now).contains(role)), "{} tells fewer\n{}", node.title.name, self.text);
            prop_assert!(!is_control(node) || is_control(now) && now.required == node.required, "{}\n{}", node.title.name, self.text);
            for other in self.all() {
                self.still(&[id], other, &node.title.name)?;
                // Whoever is told something was told after the same approvals.
                if self.old.node(other).kind == NodeKind::Approval && self.now(other).is_some() {
                    self.still(&[other], id, &self.old.node(other).title.name)?;
                }
            }
        }
        Ok(())
    }

    fn risks(&self) -> Result<(), TestCaseError> {
        for risk in self.model.risks.iter().chain(&self.process.risks) {
            let named = |names: &[String]| {
                self.all().into_iter().filter(|&id| names.iter().any(|name| self.old.node(id).answers_to(name))).collect::<Vec<NodeId>>()
            };
            let controls = named(&risk.controls);
            let left = controls.iter().any(|&id| self.now(id).is_some());
            prop_assert!(controls.is_empty() || left, "{} has no control\n{}", risk.title.name, self.text);
            for protected in named(&risk.protects) {
                self.still(&controls, protected, &risk.title.name)?;
            }
        }
        Ok(())
    }

    fn duties(&self) -> Result<(), TestCaseError> {
        for duty in &self.process.duties {
            let ids: Vec<NodeId> =
                duty.nodes.iter().filter_map(|name| self.old.node_named(name)).filter(|id| self.reached.0[id.index()]).collect();
            let [a, b] = ids[..] else { continue };
            let (now_a, now_b) = (self.now(a), self.now(b));
            prop_assert!(now_a.is_some() && now_b.is_some(), "a duty is lost\n{}", self.text);
            let owner = |id: NodeId| self.new.owner(id).iter().map(|role| role.id).collect::<Vec<_>>();
            let (one, other) = (owner(now_a.unwrap()), owner(now_b.unwrap()));
            if duty.separate {
                prop_assert!(now_a != now_b && one.iter().all(|role| !other.contains(role)), "duties are merged\n{}", self.text);
            } else {
                prop_assert!(one == other && !one.is_empty(), "one person's duties are torn apart\n{}", self.text);
            }
        }
        Ok(())
    }

    fn results(&self) -> Result<(), TestCaseError> {
        let ends: Vec<NodeId> = self.all().into_iter().filter(|&id| self.old.node(id).kind == NodeKind::End).collect();
        for (at, data) in self.model.data.iter().enumerate().filter(|(_, data)| data.deliverable || data.archive) {
            let writes = |variant: &Variant, reached: &[bool]| {
                let writes = |node: &Node| node.outputs.iter().any(|written| written.id.is_some_and(|id| id.index() == at));
                variant.nodes().filter(|(id, node)| reached[id.index()] && writes(node)).map(|(id, _)| id).collect::<Vec<NodeId>>()
            };
            let (was, is) = (writes(self.old, &self.reached.0), writes(self.new, &self.reached.1));
            prop_assert!(was.is_empty() || !is.is_empty(), "{:?} is never written\n{}", data.title, self.text);
            for &end in &ends {
                let lost = precede(self.old, &was, end) == Some(true) && precede(self.new, &is, self.now(end).unwrap()) == Some(false);
                prop_assert!(!lost, "{:?} is not always written\n{}", data.title, self.text);
            }
        }
        for end in ends {
            let tells = |id: &NodeId| self.old.node(*id).kind == NodeKind::Notify || !self.old.node(*id).informs.is_empty();
            for id in self.all().into_iter().filter(tells) {
                self.still(&[id], end, "a notice")?;
            }
        }
        Ok(())
    }
}
