//! The rules about what a change loses, against playing every case of small flows out with tokens.

use std::collections::BTreeSet;
use std::fmt::Write;

use flowright::diagnostic::Diagnostic;

use super::{analysis, changes};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Kind {
    Start,
    End,
    Step,
    Decision,
    Fork,
    Join,
}

/// A flow whose nodes do things: some are required, some write, tell or read.
#[derive(Clone, Default, Debug)]
struct Flow {
    kinds: Vec<Kind>,
    there: Vec<bool>,
    edges: Vec<(usize, usize)>,
    owners: Vec<usize>,
    required: Vec<bool>,
    delivers: Vec<bool>,
    tells: Vec<bool>,
    writes: Vec<bool>,
    reads: Vec<bool>,
    apart: Option<(usize, usize)>,
    has_loops: bool,
}

/// Numbers that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(count).unwrap()).unwrap()
    }
}

impl Flow {
    fn random(dice: &mut Dice) -> Flow {
        let mut flow = Flow::default();
        let (start, end) = (flow.node(Kind::Start), flow.node(Kind::End));
        let size = 3 + dice.below(6);
        let (first, last) = flow.block(dice, size);
        flow.edges.extend([(start, first), (last, end)]);
        for at in 0..flow.kinds.len() {
            let step = flow.kinds[at] == Kind::Step;
            flow.owners[at] = dice.below(3);
            flow.required[at] = step && dice.below(4) == 0;
            flow.delivers[at] = step && dice.below(5) == 0;
            flow.tells[at] = step && dice.below(5) == 0;
            flow.writes[at] = step && dice.below(4) == 0;
            flow.reads[at] = step && !flow.writes[at] && dice.below(4) == 0;
        }
        let steps: Vec<usize> = flow.steps().collect();
        if steps.len() > 1 {
            let a = dice.below(steps.len());
            let b = (a + 1 + dice.below(steps.len() - 1)) % steps.len();
            flow.apart = Some((steps[a], steps[b]));
        }
        flow
    }

    fn node(&mut self, kind: Kind) -> usize {
        self.kinds.push(kind);
        self.there.push(true);
        self.owners.push(0);
        for marks in [&mut self.required, &mut self.delivers, &mut self.tells, &mut self.writes, &mut self.reads] {
            marks.push(false);
        }
        self.kinds.len() - 1
    }

    /// A block of about that many steps; its first and its last node.
    fn block(&mut self, dice: &mut Dice, size: usize) -> (usize, usize) {
        match if size < 2 { 0 } else { 1 + dice.below(5) } {
            0 => {
                let step = self.node(Kind::Step);
                (step, step)
            }
            1 | 2 => {
                let (first, middle) = self.block(dice, size / 2);
                let (next, last) = self.block(dice, size - size / 2);
                self.edges.push((middle, next));
                (first, last)
            }
            3 if dice.below(2) == 0 => {
                self.has_loops = true;
                let entry = self.node(Kind::Step);
                let (first, last) = self.block(dice, size - 1);
                let (again, leave) = (self.node(Kind::Decision), self.node(Kind::Step));
                self.edges.extend([(entry, first), (last, again), (again, entry), (again, leave)]);
                (entry, leave)
            }
            kind => {
                let parallel = kind == 4;
                let open = self.node(if parallel { Kind::Fork } else { Kind::Decision });
                let (a, b) = (self.block(dice, size / 2), self.block(dice, size - size / 2));
                let close = self.node(if parallel { Kind::Join } else { Kind::Step });
                self.edges.extend([(open, a.0), (open, b.0), (a.1, close), (b.1, close)]);
                (open, close)
            }
        }
    }

    fn steps(&self) -> impl Iterator<Item = usize> {
        (0..self.kinds.len()).filter(|&at| self.there[at] && self.kinds[at] == Kind::Step)
    }

    fn next(&self, of: usize) -> usize {
        self.edges.iter().find(|edge| edge.0 == of).unwrap().1
    }

    /// One change; `None` if it does not fit here.
    fn changed(&self, dice: &mut Dice) -> Option<Flow> {
        let mut flow = self.clone();
        let steps: Vec<usize> = flow.steps().collect();
        let step = steps[dice.below(steps.len())];
        let after = flow.next(step);
        match dice.below(5) {
            // A join waits for every way into it, so none may be new.
            0 if flow.kinds[after] != Kind::Join
                && !flow.edges.iter().any(|&(from, to)| to == step && flow.edges.contains(&(from, after))) =>
            {
                flow.there[step] = false;
                flow.edges.retain(|edge| edge.0 != step);
                for edge in flow.edges.iter_mut().filter(|edge| edge.1 == step) {
                    edge.1 = after;
                }
            }
            1 if flow.kinds[after] != Kind::Join => {
                let choice = flow.node(Kind::Decision);
                for edge in flow.edges.iter_mut().filter(|edge| edge.1 == step) {
                    edge.1 = choice;
                }
                flow.edges.extend([(choice, step), (choice, after)]);
            }
            2 if flow.kinds[after] == Kind::Step && flow.edges.iter().filter(|edge| edge.1 == after).count() == 1 => {
                let last = flow.next(after);
                for edge in &mut flow.edges {
                    *edge = match *edge {
                        (from, to) if from == step && to == after => (after, step),
                        (from, to) if from == after => (step, if to == last { last } else { to }),
                        (from, to) if to == step => (from, after),
                        other => other,
                    };
                }
            }
            3 => match flow.apart.filter(|(a, b)| flow.there[*a] && flow.there[*b]) {
                Some((a, b)) => flow.owners[a] = flow.owners[b],
                None => flow.owners[step] = dice.below(3),
            },
            4 => {
                let marks = [&mut flow.delivers, &mut flow.tells, &mut flow.writes];
                let which = dice.below(3);
                marks.into_iter().nth(which).unwrap()[step] = false;
            }
            _ => return None,
        }
        Some(flow)
    }

    fn text(&self) -> String {
        let name = |at: usize| match self.kinds[at] {
            Kind::Start => "start".to_owned(),
            Kind::End => "end".to_owned(),
            _ => format!("n{at}"),
        };
        let mut text = "process p \"p\" {\n external c\n role r0\n role r1\n role r2\n data d { deliverable: yes }\n data e\n".to_owned();
        if let Some((a, b)) = self.apart.filter(|(a, b)| self.there[*a] && self.there[*b]) {
            writeln!(text, " sod: n{a}, n{b}").unwrap();
        }
        text += " as-is {\n";
        let listed = |pairs: [(bool, &str); 2]| pairs.iter().filter(|pair| pair.0).map(|pair| pair.1).collect::<Vec<_>>().join(", ");
        for at in (0..self.kinds.len()).filter(|&at| self.there[at]) {
            let kind = match self.kinds[at] {
                Kind::Start | Kind::End => continue,
                Kind::Step => "task",
                Kind::Decision => "decision",
                Kind::Fork => "fork",
                Kind::Join => "join",
            };
            write!(text, "  {kind} n{at} {{ ").unwrap();
            match self.kinds[at] {
                Kind::Step => {
                    write!(text, "owner: r{}; time: 5m; ", self.owners[at]).unwrap();
                    let out = listed([(self.delivers[at], "d"), (self.writes[at], "e")]);
                    for (is, words) in [
                        (self.required[at], "required: yes".to_owned()),
                        (self.tells[at], "informs: c".to_owned()),
                        (self.reads[at], "in: e".to_owned()),
                        (!out.is_empty(), format!("out: {out}")),
                    ] {
                        if is {
                            write!(text, "{words}; ").unwrap();
                        }
                    }
                }
                Kind::Decision => {
                    for (number, edge) in self.edges.iter().filter(|edge| edge.0 == at).enumerate() {
                        write!(text, "\"{number}\" -> {}; ", name(edge.1)).unwrap();
                    }
                }
                _ => {}
            }
            text += "}\n";
        }
        for &(from, to) in self.edges.iter().filter(|edge| self.kinds[edge.0] != Kind::Decision) {
            writeln!(text, "  {} -> {}", name(from), name(to)).unwrap();
        }
        text + " }\n}\n"
    }

    fn marked(&self, marks: &[bool]) -> Vec<usize> {
        self.steps().filter(|&at| marks.get(at) == Some(&true)).collect()
    }

    /// Plays every case. A state is where the tokens are and what is remembered; `fires` says what a node, leaving along an edge, adds to that.
    /// Gives every pair of a node and of what was remembered when it began.
    fn play(&self, fires: impl Fn(usize, Option<usize>) -> u8) -> BTreeSet<(usize, u8)> {
        let mut begun = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let first = (0..self.edges.len()).find(|&at| self.kinds[self.edges[at].0] == Kind::Start).unwrap();
        let mut stack = vec![(1_u64 << first, 0_u8)];
        while let Some((tokens, known)) = stack.pop() {
            if !seen.insert((tokens, known)) {
                continue;
            }
            for node in (0..self.kinds.len()).filter(|&at| self.there[at]) {
                let into: Vec<usize> = (0..self.edges.len()).filter(|&at| self.edges[at].1 == node).collect();
                let out: Vec<usize> = (0..self.edges.len()).filter(|&at| self.edges[at].0 == node).collect();
                let here = |at: &&usize| tokens >> **at & 1 == 1;
                let taken: Vec<u64> = if self.kinds[node] == Kind::Join {
                    let all = !into.is_empty() && into.iter().all(|at| here(&at));
                    if all { vec![into.iter().fold(0, |set, at| set | 1 << at)] } else { Vec::new() }
                } else {
                    into.iter().filter(here).map(|at| 1 << at).collect()
                };
                for taken in taken {
                    begun.insert((node, known));
                    let left = tokens & !taken;
                    match self.kinds[node] {
                        Kind::Decision => stack.extend(out.iter().map(|&at| (left | 1 << at, known | fires(node, Some(at))))),
                        _ => stack.push((out.iter().fold(left, |set, at| set | 1 << at), known | fires(node, None))),
                    }
                }
            }
        }
        begun
    }

    /// The nodes that a case gets to, and those that it only gets to after one of some nodes.
    fn after(&self, nodes: &[usize]) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let begun = self.play(|node, _| u8::from(nodes.contains(&node)));
        let reached: BTreeSet<usize> = begun.iter().map(|pair| pair.0).collect();
        let sure = reached.iter().copied().filter(|&node| !begun.contains(&(node, 0))).collect();
        (reached, sure)
    }

    /// Whether every case that takes a branch comes to one of some nodes, before or after.
    fn with(&self, nodes: &[usize], edge: (usize, usize)) -> bool {
        let begun =
            self.play(|node, taken| u8::from(nodes.contains(&node)) | (2 * u8::from(taken.is_some_and(|taken| self.edges[taken] == edge))));
        !begun.contains(&(1, 2))
    }

    /// Whether one case may do both.
    fn meet(&self, a: usize, b: usize) -> bool {
        self.play(|node, _| u8::from(node == a) | (2 * u8::from(node == b))).contains(&(1, 3))
    }
}

/// Whether what some nodes did is lost: for certain, and at most.
fn lost(old: &Flow, new: &Flow, before: &[usize], after: &[usize]) -> (bool, bool) {
    let (was, is) = (old.after(before), new.after(after));
    if !before.iter().any(|node| was.0.contains(node)) {
        return (false, false);
    }
    let nowhere = !after.iter().any(|node| is.0.contains(node));
    let certain = nowhere || was.1.contains(&1) && !is.1.contains(&1);
    let decisions = old.edges.iter().filter(|edge| old.kinds[edge.0] == Kind::Decision && new.there[edge.0]);
    // The branch of the same place in the list.
    let branches = decisions.map(|edge| {
        let number = |flow: &Flow| flow.edges.iter().filter(|other| other.0 == edge.0).copied().collect::<Vec<_>>();
        let at = number(old).iter().position(|other| other == edge).unwrap();
        (*edge, number(new)[at])
    });
    let perhaps = branches.into_iter().any(|(was, is)| old.with(before, was) && !new.with(after, is));
    (certain, certain || perhaps)
}

#[test]
fn what_a_change_loses_equals_playing_every_case() {
    let mut counts = [0; 5];
    for seed in 1..500_u64 {
        let dice = &mut Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let old = Flow::random(dice);
        let Some(mut new) = old.changed(dice) else { continue };
        if dice.below(3) == 0 {
            new = new.changed(dice).unwrap_or(new);
        }
        if old.edges.len() > 40 || new.edges.len() > 40 {
            continue;
        }
        let (before, after) = (old.text(), new.text());
        let (a, b) = (analysis("before.flow", &before), analysis("after.flow", &after));
        let wrong = a.findings.iter().chain(&b.findings).find(|finding| finding.rule.code < "F2");
        assert!(wrong.is_none(), "{wrong:?}\n{before}\n{after}");
        let found = changes(&a.model, &b.model);
        let of = |code: &str| -> Vec<&Diagnostic> { found.iter().filter(|finding| finding.rule.code == code).collect() };
        let shown = || format!("seed {seed}: {:?}\n{before}\n{after}", found.iter().map(|finding| &finding.message.en).collect::<Vec<_>>());

        for control in old.marked(&old.required) {
            let heirs: Vec<usize> = if new.there[control] { vec![control] } else { Vec::new() };
            let (was, is) = (old.after(&[control]), new.after(&heirs));
            let protects = |node: &usize| *node == 1 || old.kinds[*node] == Kind::Step && !old.required[*node];
            let ahead = was.1.iter().any(|node| protects(node) && is.0.contains(node) && !is.1.contains(node));
            let (certain, perhaps) = lost(&old, &new, &[control], &heirs);
            let name = format!("the control `n{control}`");
            let said = of("F901").iter().any(|finding| finding.message.en.contains(&name));
            assert!(!(ahead || certain) || said, "n{control} is lost: {}", shown());
            assert!(!said || ahead || perhaps, "n{control} is not lost: {}", shown());
            counts[0] += usize::from(said);
        }
        for (code, count, marks) in [("F903", 2, [&old.delivers, &new.delivers]), ("F904", 3, [&old.tells, &new.tells])] {
            let (certain, perhaps) = lost(&old, &new, &old.marked(marks[0]), &new.marked(marks[1]));
            let said = !of(code).is_empty();
            assert!(!certain || said, "{code} is missing: {}", shown());
            assert!(!said || perhaps, "{code} is too much: {}", shown());
            counts[count] += usize::from(said);
        }
        let (was, is) = (old.after(&old.marked(&old.writes)), new.after(&new.marked(&new.writes)));
        let starved = new.marked(&new.reads).iter().any(|node| was.1.contains(node) && is.0.contains(node) && !is.1.contains(node));
        assert_eq!(!of("F905").is_empty(), starved, "{}", shown());
        counts[4] += usize::from(starved);
        if let Some((a, b)) = old.apart.filter(|_| !old.has_loops) {
            let same = |flow: &Flow| flow.there[a] && flow.there[b] && flow.owners[a] == flow.owners[b] && flow.meet(a, b);
            let merged = old.there[a] && same(&new) && !same(&old);
            assert_eq!(!of("F902").is_empty(), merged, "{}", shown());
            counts[1] += usize::from(merged);
        }
    }
    assert!(counts.iter().all(|&count| count >= 10), "{counts:?}");
}
