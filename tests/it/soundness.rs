//! Whether flows are sound: the verdict against the token game, and what is said about those that are not.

mod states;

use std::fmt::Write;
use std::sync::Arc;

use flowright::analysis::{Analysis, NoFiles, analyze};
use flowright::config::Config;
use flowright::graph::{Defect, Fault, Graph, Soundness, Structure};
use flowright::lang::Lang;
use flowright::model::{EdgeId, NodeId};
use flowright::report::terminal::{self, Style};
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
        match if size < 3 { 0 } else { 1 + dice.below(7) } {
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
            4 if size > 6 => self.crossed(dice, size),
            other => {
                let (split, merge) = if other < 6 { (Kind::Decision, Kind::Step) } else { (Kind::Fork, Kind::Join) };
                let (split, merge) = (self.node(split), self.node(merge));
                for _ in 0..2 + dice.below(2) {
                    let (first, last) = self.block(dice, (size - 2) / 2);
                    self.edges.extend([(split, first), (last, merge)]);
                }
                (split, merge)
            }
        }
    }

    /// Sound, and no block: one branch waits for the beginning of another; or a decision takes one of two forks with the same branches.
    fn crossed(&mut self, dice: &mut Dice, size: usize) -> (usize, usize) {
        let join = self.node(Kind::Join);
        let (first, last) = self.block(dice, size - 6);
        if dice.below(2) == 0 {
            let (fork, part, wait) = (self.node(Kind::Fork), self.node(Kind::Fork), self.node(Kind::Join));
            let step = self.node(Kind::Step);
            self.edges.extend([(fork, part), (fork, wait), (part, step), (step, join), (part, wait), (wait, first), (last, join)]);
            return (fork, join);
        }
        let (choice, one, other) = (self.node(Kind::Decision), self.node(Kind::Fork), self.node(Kind::Fork));
        let (merge, step) = (self.node(Kind::Step), self.node(Kind::Step));
        self.edges.extend([(choice, one), (choice, other), (one, merge), (one, step), (other, merge), (other, step)]);
        self.edges.extend([(merge, first), (last, join), (step, join)]);
        (choice, join)
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
const FAULTS: [&str; 9] = [
    "dead-end",
    "self-loop",
    "duplicate-edge",
    "deadlock",
    "lack-of-synchronization",
    "livelock",
    "never-runs",
    "open-branch",
    "implicit-split",
];

#[test]
fn verdicts_equal_the_token_game_and_every_case_shown_is_one() {
    let (mut sound, mut entangled, mut shown, mut kinds) = (0, 0, 0, [0; 5]);
    let mut irreducible = [0; 2];
    let cases = 2_400;
    for seed in 1..=cases {
        let mut dice = Dice(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        for _ in 0..4 {
            dice.below(2);
        }
        let mut flow = Flow::default();
        let size = 5 + dice.below(10);
        let (first, last) = flow.block(&mut dice, size);
        if flow.kinds.len() > 14 || flow.edges.is_empty() {
            continue;
        }
        for _ in 0..dice.below(4).saturating_sub(1) {
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
        assert!(
            !found.sound
                || found.defects.is_empty() && names.iter().all(|name| ["implicit-split", "duplicate-edge", "self-loop"].contains(name)),
            "{names:?}\n{text}"
        );
        // With nothing searched the verdict is the same, and something is named all the same.
        let scarce = Soundness::find_within(&graph, &structure, 0);
        let explained = ["dead-end", "self-loop", "livelock"].iter().any(|name| names.contains(name));
        assert!(scarce.sound == found.sound && (explained || scarce.sound == scarce.defects.is_empty()), "{:?}\n{text}", scarce.defects);
        shown += 1;
        irreducible[usize::from(found.sound)] += usize::from(structure.whole().is_none());
        sound += usize::from(found.sound);
        entangled += usize::from(!structure.is_blocks());
    }
    assert!(shown >= 2_000, "{shown}");
    assert!(sound * 10 >= shown * 3, "{sound} of {shown} are sound");
    assert!(entangled * 10 >= shown * 3, "{entangled} of {shown} are no blocks");
    assert!(irreducible.iter().all(|&count| count >= 150), "{irreducible:?}");
    assert!(kinds.iter().all(|&count| count >= 20), "{kinds:?}");
}

/// The verdict on a flow, and the fault and the node of each finding.
fn judge(text: &str) -> (bool, Vec<String>) {
    judge_within(text, 300_000)
}

fn judge_within(text: &str, budget: usize) -> (bool, Vec<String>) {
    let analysis = analysis(&of(text));
    let broken = analysis.findings.iter().find(|finding| finding.rule.code < "F2");
    assert!(broken.is_none(), "{broken:?}");
    let graph = Graph::build(&analysis.model.processes[0].variants[0]);
    let found = Soundness::find_within(&graph, &Structure::find(&graph), budget);
    let name = |id: NodeId| graph.variant().node(id).title.name.clone();
    let from = |edges: &[EdgeId]| edges.iter().map(|&edge| name(graph.variant().edge(edge).from)).collect::<Vec<_>>().join(" ");
    let said = |defect: &Defect| match &defect.fault {
        Fault::Deadlock { missing, when } => {
            let when = when.map(|edge| graph.variant().edge(edge)).map(|edge| format!(" when {} -> {}", name(edge.from), name(edge.to)));
            format!("deadlock {} without {}{}", name(defect.node), from(missing), when.unwrap_or_default())
        }
        Fault::LackOfSynchronization { fork } => format!("doubled {} from {}", name(defect.node), fork.map(name).unwrap_or_default()),
        Fault::Livelock { nodes } => format!("livelock {}", nodes.iter().map(|&id| name(id)).collect::<Vec<_>>().join(" ")),
        Fault::NeverRuns { missing } => format!("never {} before {}", name(defect.node), from(missing)),
        Fault::OpenBranch { fork, .. } => format!("open {} from {}", name(defect.node), fork.map(name).unwrap_or_default()),
    };
    (found.sound, found.defects.iter().map(said).collect())
}

const SOUND: (bool, Vec<String>) = (true, Vec::new());

fn unsound(said: &str) -> (bool, Vec<String>) {
    (false, vec![said.to_owned()])
}

#[test]
fn loops_of_every_shape_are_judged() {
    // A loop with two ways in, and one with two ways out.
    assert_eq!(judge("decision d { x -> a; y -> b }\nwait a\ndecision b { x -> a; y -> end }\nstart -> d\na -> b\n"), SOUND);
    assert_eq!(judge("decision a { x -> b; y -> end }\ndecision b { x -> a; y -> c }\nwait c\nstart -> a\nc -> b\n"), SOUND);
    // A parallel part in a loop, a loop in a parallel part.
    assert_eq!(judge("fork f\njoin j\nwait a\nwait b\ndecision d { x -> f; y -> end }\nstart -> f -> a, b -> j -> d\n"), SOUND);
    assert_eq!(judge("fork f\njoin j\nwait a\nwait b\ndecision d { x -> a; y -> j }\nstart -> f -> a, b\na -> d\nb -> j -> end\n"), SOUND);
    // A loop that goes back into the fork from one branch: the other one comes again and again.
    let again = judge("fork f\njoin j\nwait a\nwait b\ndecision d { x -> f; y -> j }\nstart -> f -> a, b\na -> d\nb -> j -> end\n");
    assert_eq!(again, unsound("doubled j from f"));
    // A fork that feeds itself.
    assert_eq!(judge("fork f\nwait a\nstart -> f\nf -> a -> f\nf -> end\n"), unsound("open end from f"));
    // A loop without a way out, alone and beside a join that waits; and one that leads only to itself, which is another rule's.
    assert_eq!(judge("decision d { x -> a; y -> end }\nwait a\nwait b\nstart -> d\na -> b -> a\n"), unsound("livelock a b"));
    let beside = "fork f\njoin j\nwait a\nwait b\nwait c\ndecision d { x -> j; y -> a }\nstart -> f -> c, d\nc -> j -> end\na -> b -> a\n";
    assert_eq!(judge(beside), unsound("livelock a b"));
    assert_eq!(judge("decision d { x -> a; y -> end }\nwait a\nstart -> d\na -> a\n"), (false, vec![]));
}

#[test]
fn branches_that_overlap_are_judged() {
    // One branch waits for the beginning of the other.
    let shape = |more: &str| format!("fork f\nfork g\njoin j\njoin k\nstart -> f -> g, j\ng -> j, k\n{more}");
    assert_eq!(judge(&shape("j -> k -> end\n")), SOUND);
    assert_eq!(
        judge(&shape("decision d {{ x -> k; y -> end }}\nj -> d\nk -> end\n").replace("{{", "{").replace("}}", "}")),
        unsound("deadlock k without d when d -> end")
    );
    // Each waits for the other.
    let both = "fork f\nfork g\nfork h\njoin a\njoin b\njoin j\nstart -> f -> a, b\na -> g -> b, j\nb -> h -> a, j\nj -> end\n";
    assert_eq!(judge(both), unsound("never a before h"));
    // Two decisions that are to agree, and need not.
    let agree = "fork f\ndecision d { x -> a; y -> b }\ndecision e { x -> a; y -> b }\njoin a\njoin b\nstart -> f -> d, e\na, b -> end\n";
    assert!(!judge(agree).0);
    assert_eq!(judge(agree).1.len(), 2);
    assert!(judge(agree).1.iter().all(|said| said.starts_with("deadlock")));
    // A decision takes one of two forks with the same branches.
    assert_eq!(
        judge("decision d { x -> f; y -> g }\nfork f\nfork g\nwait a\nwait b\njoin j\nstart -> d\nf, g -> a, b -> j -> end\n"),
        SOUND
    );
}

#[test]
fn faults_are_named_at_their_root() {
    let xor = "decision d { x -> a; y -> b }\nwait a\nwait b\njoin j\nstart -> d\na, b -> j -> end\n";
    assert_eq!(judge(xor), unsound("deadlock j without b when d -> a"));
    // What follows the join that waits in vain is not reported again.
    let chain =
        "fork f\ndecision d { x -> j; y -> end }\nwait a\nwait b\njoin j\njoin k\nstart -> f -> d, a, b\na -> j -> k\nb -> k -> end\n";
    assert_eq!(judge(chain), unsound("deadlock j without d when d -> end"));
    assert_eq!(judge("fork f\nwait a\nwait b\nwait c\nstart -> f -> a, b -> c -> end\n"), unsound("doubled c from f"));
    assert_eq!(judge("fork f\nwait a\nwait b\nend x\nend y\nstart -> f -> a, b\na -> x\nb -> y\n"), unsound("open y from f"));
    assert_eq!(judge("join j\ndecision d { x -> j; y -> end }\nstart -> j -> d\n"), unsound("never j before d"));
}

#[test]
fn starts_ends_and_nodes_that_nothing_follows() {
    assert_eq!(judge("start a\nstart b\nwait x\nend p\nend q\ndecision d { x -> p; y -> q }\na, b -> x -> d\n"), SOUND);
    // Starts are alternatives: a join does not get both.
    assert_eq!(judge("start a\nstart b\nwait x\nwait y\njoin j\na -> x\nb -> y\nx, y -> j -> end\n"), unsound("deadlock j without x"));
    assert_eq!(judge("wait x\nstart -> x\nend e\n"), (false, vec![]));
    assert_eq!(judge("wait x\nstart -> x -> x\n"), (false, vec![]));
    assert_eq!(judge("start -> end\n"), SOUND);
    // A node that nothing follows ends its branch; that is what is said.
    assert_eq!(
        judge("fork f\nwait a\nwait b\njoin j\ndecision d { x -> j; y -> b }\nstart -> f -> a, d\na -> j -> end\n"),
        (false, vec![])
    );
    // What no case comes to does not count, nor does a join wait for it.
    assert_eq!(judge("wait a\nwait lost\njoin j\nstart -> a\na, lost -> j -> end\n"), SOUND);
}

#[test]
fn parallel_blocks_end_with_a_timeout_and_carry_their_rejections() {
    assert_eq!(
        judge("parallel p { a; b; timeout 2d -> end }\nwait a\nwait b { timeout 1d -> late }\nwait late\nstart -> p -> end\nlate -> end\n"),
        SOUND
    );
    assert_eq!(
        judge(
            "parallel p { q; c }\nparallel q { a; b }\nwait a { timeout 1d -> c2 }\nwait b\nwait c\nwait c2\nstart -> p -> end\nc2 -> end\n"
        ),
        SOUND
    );
    // A timeout into a block is none.
    let into =
        "decision d { x -> p; y -> w }\nparallel p { a; b }\nwait a\nwait b\nwait w { timeout 1d -> a }\nstart -> d\nw -> end\np -> end\n";
    assert_eq!(judge(into), unsound("deadlock p without b when d -> w"));
    // A jump out of a block is not sound, and another rule's; what is wrong besides is said.
    let out = "parallel p { d; b }\ndecision d { x -> p2; y -> c }\nwait b\nwait c\nwait p2\nstart -> p\np, p2 -> end\n";
    assert_eq!(judge(out), (false, vec![]));
    let more = format!("{out}fork f\njoin j\n").replace("p, p2 -> end", "p, p2 -> f -> j, k\nwait k\nj, k -> end");
    assert_eq!(judge(&more), unsound("open end from f"));
}

#[test]
fn large_flows_are_judged() {
    // A hundred branches, two of them linked crosswise.
    let mut wide = String::from("fork f\njoin j\nfork g\njoin k\n");
    (0..100).for_each(|at| {
        writeln!(
            wide,
            "wait a{at}\nwait b{at}\nf -> a{at} -> {}\nb{at} -> j",
            if at == 7 {
                "g -> b7".to_owned()
            } else if at == 60 {
                "k -> b60".to_owned()
            } else {
                format!("b{at}")
            }
        )
        .unwrap()
    });
    wide.push_str("g -> k\nstart -> f\nj -> end\n");
    assert_eq!(judge(&wide), SOUND);
    let (_, said) =
        judge(&wide.replace("g -> k\n", "").replace("fork g", "decision g { x -> k; y -> b7 }").replace("a7 -> g -> b7", "a7 -> g"));
    assert_eq!(said, ["deadlock j without b7 when g -> k", "deadlock k without g when g -> b7"]);
    // A thousand decisions in a row, each of which may skip a step; then the last one is missed by a join.
    let mut ladder = String::from("start -> d0\n");
    (0..1_000).for_each(|at| {
        writeln!(ladder, "wait w{at}\ndecision d{at} {{ x -> w{at}; y -> d{next} }}\nw{at} -> d{next}", next = at + 1).unwrap()
    });
    assert_eq!(judge(&format!("{ladder}wait d1000\nd1000 -> end\n")), SOUND);
    assert!(!judge(&format!("{ladder}wait d1000\nwait k\njoin j\nstart -> k\nk, d1000 -> j -> end\n")).0);
}

#[test]
fn the_verdict_does_not_depend_on_how_much_is_searched() {
    // Many pairs of branches, each entangled, and a fault behind all of them.
    let mut flow = String::from("fork all\njoin done\n");
    for at in 0..30 {
        writeln!(
            flow,
            "fork f{at}\nfork g{at}\njoin j{at}\njoin k{at}\ndecision d{at} {{ x -> j{at}; y -> m{at} }}\nwait m{at}\nm{at} -> j{at}"
        )
        .unwrap();
        writeln!(flow, "all -> f{at}\nf{at} -> g{at}\nf{at} -> d{at}\ng{at} -> j{at}\ng{at} -> k{at}\nj{at} -> k{at} -> done").unwrap();
    }
    flow = flow.replace(" x -> j", " x -> e");
    (0..30).for_each(|at| writeln!(flow, "wait e{at}\ne{at} -> n{at}\nm{at} -> n{at}\nwait n{at}\nn{at} -> j{at}").unwrap());
    flow = (0..30).fold(flow, |flow, at| flow.replace(&format!("\nm{at} -> j{at}\n"), "\n"));
    flow.push_str("start -> all\n");
    assert_eq!(judge(&format!("{flow}done -> end\n")), SOUND);
    let faulty = format!("{flow}decision last {{ x -> p; y -> q }}\nwait p\nwait q\njoin z\ndone -> last\np, q -> z -> end\n");
    assert_eq!(judge(&faulty), unsound("deadlock z without q when last -> p"));
    for budget in [0, 1, 10] {
        let (sound, said) = judge_within(&faulty, budget);
        assert!(!sound && said.len() == 1, "{said:?}");
    }
    assert_eq!(judge_within(&faulty, 10), unsound("deadlock z without "));
}

/// The reference cases of an independent oracle (`../shared/cases/reference_cases.json`), transcribed to the language.
#[test]
fn the_reference_cases_have_their_verdict_and_their_fault() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/cases/reference_cases.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        // Not `println!`, which the test runner keeps to itself.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("\nSKIPPED: {path} is not there\n").as_bytes());
        return;
    };
    let cases: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut seen = 0;
    for case in cases["cases"].as_array().unwrap().iter().filter(|case| case["expect"]["soundness"].is_object()) {
        let expected = &case["expect"]["soundness"];
        let (sound, said) = judge(&transcribed(&case["graph"]));
        let begins = if expected["deadlock"] == true { "deadlock j " } else { "doubled j " };
        assert_eq!(sound, expected["sound"].as_bool().unwrap(), "{}: {said:?}", case["id"]);
        assert!(sound && said.is_empty() || said.len() == 1 && said[0].starts_with(begins), "{}: {said:?}", case["id"]);
        seen += 1;
    }
    assert!(seen >= 12, "{seen}");
}

/// A graph of the oracle as flow text.
fn transcribed(graph: &serde_json::Value) -> String {
    let edges: Vec<(&str, &str)> =
        graph["edges"].as_array().unwrap().iter().map(|edge| (edge[0].as_str().unwrap(), edge[1].as_str().unwrap())).collect();
    let mut out = String::new();
    for (name, node) in graph["nodes"].as_object().unwrap() {
        let targets: Vec<&str> = edges.iter().filter(|edge| edge.0 == name).map(|edge| edge.1).collect();
        let keyword = match node["kind"].as_str().unwrap() {
            "and" if targets.len() > 1 => "fork",
            "and" => "join",
            "xor" | "task" | "approval" if targets.len() > 1 => "decision",
            "xor" | "task" | "approval" => "wait",
            other => other,
        };
        if keyword == "decision" {
            let ways: String = targets.iter().enumerate().map(|(at, to)| format!("w{at} -> \"{to}\"; ")).collect();
            writeln!(out, "decision \"{name}\" {{ {ways} }}").unwrap();
        } else {
            writeln!(out, "{keyword} \"{name}\"").unwrap();
            targets.iter().for_each(|to| writeln!(out, "\"{name}\" -> \"{to}\"").unwrap());
        }
    }
    out
}

#[test]
fn what_is_said_reads_well_in_both_languages() {
    for rule in ["deadlock", "lack-of-synchronization", "livelock", "never-runs", "open-branch"] {
        let path = format!("{}/tests/fixtures/rules/{rule}/finds.flow", env!("CARGO_MANIFEST_DIR"));
        let mut analysis = analysis(&std::fs::read_to_string(path).unwrap());
        analysis.findings.retain(|finding| finding.rule.name == rule);
        let said = [Lang::En, Lang::Zh].map(|lang| terminal::report(&analysis, Style { lang, color: false, width: 100 }));
        insta::assert_snapshot!(rule, said.join("\n"));
    }
}
