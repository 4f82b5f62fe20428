//! Whether flows are sound: the verdict against the token game, and what is said about those that are not.

mod states;

use std::fmt::Write;
use std::sync::Arc;

use flowright::analysis::{Analysis, NoFiles, analyze};
use flowright::config::Config;
use flowright::graph::{Fault, Graph, Soundness, Structure};
use flowright::source::Source;
use states::Game;

fn analysis(flow: &str) -> Analysis {
    analyze(Arc::new(Source::new("test.flow", flow)), &NoFiles, &Config::default())
}

fn of(text: &str) -> String {
    format!("process p \"p\" {{\n  role a\n  as-is {{\n{text}  }}\n}}\n")
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Kind {
    Step,
    Decision,
    Fork,
    Join,
}

/// A random flow: its nodes, of which the first is behind the start and the last before the end, and its edges.
#[derive(Default)]
struct Flow {
    kinds: Vec<Kind>,
    edges: Vec<(usize, usize)>,
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
    fn node(&mut self, kind: Kind) -> usize {
        self.kinds.push(kind);
        self.kinds.len() - 1
    }

    /// A block of about that many nodes; its first and its last.
    fn block(&mut self, dice: &mut Dice, size: usize) -> (usize, usize) {
        match if size < 3 { 0 } else { 1 + dice.below(6) } {
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
            3 => {
                let entry = self.node(Kind::Step);
                let (first, last) = self.block(dice, size - 2);
                let again = self.node(Kind::Decision);
                self.edges.extend([(entry, first), (last, again), (again, entry)]);
                let leave = self.node(Kind::Step);
                self.edges.push((again, leave));
                (entry, leave)
            }
            other => {
                let (split, merge) = if other < 5 { (Kind::Decision, Kind::Step) } else { (Kind::Fork, Kind::Join) };
                let (split, merge) = (self.node(split), self.node(merge));
                for _ in 0..2 + dice.below(2) {
                    let (first, last) = self.block(dice, (size - 2) / 2);
                    self.edges.extend([(split, first), (last, merge)]);
                }
                (split, merge)
            }
        }
    }

    fn mutate(&mut self, dice: &mut Dice) {
        let at = dice.below(self.edges.len());
        let node = dice.below(self.kinds.len());
        match dice.below(5) {
            0 | 1 => self.edges[at].1 = node,
            2 => {
                self.kinds[node] = match self.kinds[node] {
                    Kind::Decision => Kind::Fork,
                    Kind::Fork => Kind::Decision,
                    Kind::Join => Kind::Step,
                    Kind::Step => Kind::Join,
                };
            }
            _ => {
                let from = self.edges[at].0;
                match self.kinds[from] {
                    Kind::Step => self.kinds[from] = if dice.below(3) == 0 { Kind::Fork } else { Kind::Decision },
                    Kind::Join => return,
                    _ => {}
                }
                self.edges.push((from, node));
            }
        }
    }

    fn text(&self, first: usize, last: usize) -> String {
        let mut out = format!("    start -> n{first}\n    n{last}x -> end\n    task n{last}x {{ owner: a }}\n");
        for (at, kind) in self.kinds.iter().enumerate() {
            let mut ways: Vec<String> = self.edges.iter().filter(|edge| edge.0 == at).map(|edge| format!("n{}", edge.1)).collect();
            if at == last {
                ways.push(format!("n{last}x"));
            }
            match kind {
                Kind::Step => writeln!(out, "    wait n{at}").unwrap(),
                Kind::Join => writeln!(out, "    join n{at}").unwrap(),
                Kind::Fork => writeln!(out, "    fork n{at}").unwrap(),
                Kind::Decision => {
                    writeln!(out, "    decision n{at} {{").unwrap();
                    ways.iter().enumerate().for_each(|(way, to)| writeln!(out, "      w{way} -> {to}").unwrap());
                    out.push_str("    }\n");
                }
            }
            if *kind != Kind::Decision {
                ways.iter().for_each(|to| writeln!(out, "    n{at} -> {to}").unwrap());
            }
        }
        of(&out)
    }
}

/// What an unsound flow may be reported as.
const FAULTS: [&str; 8] =
    ["dead-end", "self-loop", "deadlock", "lack-of-synchronization", "livelock", "never-runs", "open-branch", "implicit-split"];

#[test]
fn verdicts_equal_the_token_game_and_every_case_shown_is_one() {
    let (mut sound, mut entangled, mut shown, mut kinds) = (0, 0, 0, [0; 5]);
    let cases = 3_000; let mut irreducible = [0; 2];
    for seed in 1..=cases {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        for _ in 0..4 {
            dice.below(2);
        }
        let mut flow = Flow::default();
        let size = 4 + dice.below(9);
        let (first, last) = flow.block(&mut dice, size);
        if flow.kinds.len() > 14 || flow.edges.is_empty() {
            continue;
        }
        for _ in 0..dice.below(3) {
            flow.mutate(&mut dice);
        }
        let text = flow.text(first, last);
        let analysis = analysis(&text);
        let variant = &analysis.model.processes[0].variants[0];
        let graph = Graph::build(variant);
        let structure = Structure::find(&graph);
        let found = Soundness::find(&graph, &structure);
        let game = Game::new(&graph);
        assert_eq!(found.sound, game.is_sound(), "{:?}\n{text}", found.defects);
        for defect in &found.defects {
            game.check(defect).unwrap_or_else(|why| panic!("{why}: {defect:?}\n{text}"));
            kinds[match defect.fault {
                Fault::Deadlock { .. } => 0,
                Fault::LackOfSynchronization { .. } => 1,
                Fault::Livelock { .. } => 2,
                Fault::NeverRuns { .. } => 3,
                Fault::OpenBranch { .. } => 4,
            }] += 1;
        }
        let names: Vec<&str> = analysis.findings.iter().map(|finding| finding.rule.name).filter(|name| FAULTS.contains(name)).collect();
        assert!(found.sound || !names.is_empty(), "{:?}\n{text}", found.defects);
        assert!(!found.sound || found.defects.is_empty() && names.iter().all(|name| *name == "implicit-split"), "{names:?}\n{text}");
        shown += 1; irreducible[usize::from(found.sound)] += usize::from(structure.whole().is_none());
        sound += usize::from(found.sound);
        entangled += usize::from(!structure.is_blocks());
    }
    eprintln!("{shown} {sound} {entangled} {kinds:?} {irreducible:?}");
    assert!(shown >= 2_000, "{shown}");
    assert!(sound * 10 >= shown * 3, "{sound} of {shown} are sound");
    assert!(entangled * 10 >= shown * 3, "{entangled} of {shown} are no blocks");
    assert!(kinds.iter().all(|&count| count >= 20), "{kinds:?}");
}
