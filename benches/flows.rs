//! Flows to be measured, with times that vary by the minute: the same every time.

use std::fmt::Write;

/// A process of some nodes with a chain or chains between them.
fn process(nodes: &str, chains: &str) -> String {
    format!("process p {{\n  role r\n  as-is {{\n{nodes}{chains}  }}\n}}\n")
}

/// Minutes that look random and are the same every time.
fn minutes(number: usize) -> usize {
    number.wrapping_mul(2_654_435_761) / 64 % 89 + 1
}

fn task(nodes: &mut String, name: &str, number: usize) {
    let _ = writeln!(nodes, "    task {name} {{ owner: r; time: {}m; wait: {}m }}", minutes(number), minutes(number + 7) / 4);
}

/// Sequences, decisions, parallel parts and loops in turn, about that many nodes; every fifth part is nested in a decision.
pub(crate) fn blocks(count: usize) -> String {
    let (mut nodes, mut chains) = (String::new(), String::new());
    let mut before = "start".to_owned();
    let mut at = 0;
    while at < count {
        let part = format!("p{at}");
        let _ = writeln!(chains, "    {before} -> {part}a");
        match at % 5 {
            0 => {
                task(&mut nodes, &format!("{part}a"), at);
                task(&mut nodes, &format!("{part}z"), at + 1);
                let _ = writeln!(chains, "    {part}a -> {part}z");
                at += 2;
            }
            1 | 2 => {
                let _ = writeln!(nodes, "    decision {part}a {{ \"x\" 30% -> {part}b; \"y\" -> {part}c }}\n    notify {part}z");
                task(&mut nodes, &format!("{part}b"), at);
                task(&mut nodes, &format!("{part}c"), at + 1);
                let _ = writeln!(chains, "    {part}b, {part}c -> {part}z");
                at += 4;
            }
            3 => {
                let _ = writeln!(nodes, "    fork {part}a\n    join {part}z");
                let _ = writeln!(nodes, "    decision {part}d {{ \"x\" 20% -> {part}c; \"y\" -> {part}e }}\n    notify {part}e");
                task(&mut nodes, &format!("{part}b"), at);
                task(&mut nodes, &format!("{part}c"), at + 1);
                let _ = writeln!(chains, "    {part}a -> {part}b -> {part}z\n    {part}a -> {part}d\n    {part}c -> {part}e -> {part}z");
                at += 6;
            }
            _ => {
                task(&mut nodes, &format!("{part}a"), at);
                task(&mut nodes, &format!("{part}b"), at + 1);
                let _ = writeln!(nodes, "    decision {part}d {{ \"x\" 10% -> {part}b max 2; \"y\" -> {part}z }}\n    notify {part}z");
                let _ = writeln!(chains, "    {part}a -> {part}d\n    {part}b -> {part}a");
                at += 4;
            }
        }
        before = format!("{part}z");
    }
    let _ = writeln!(chains, "    {before} -> end");
    process(&nodes, &chains)
}

/// A core of that many places, each with ways to three others: a loop with many entries. Each place may be a parallel part.
pub(crate) fn core(count: usize, parallel: bool) -> String {
    let (mut nodes, mut chains) = (String::new(), "    start -> n0\n".to_owned());
    for at in 0..count {
        let to = |more: usize| (at + minutes(at * 3 + more)) % count;
        if parallel {
            let _ = writeln!(nodes, "    notify n{at}\n    fork f{at}\n    join j{at}");
            task(&mut nodes, &format!("a{at}"), at);
            task(&mut nodes, &format!("b{at}"), at + 1);
            let _ = writeln!(chains, "    n{at} -> f{at} -> a{at} -> j{at}\n    f{at} -> b{at} -> j{at} -> d{at}");
        } else {
            task(&mut nodes, &format!("n{at}"), at);
            let _ = writeln!(chains, "    n{at} -> d{at}");
        }
        let next = (at + 1) % count;
        let ways = [(format!("n{next}"), 40), (format!("n{}", to(0)), 25), (format!("n{}", to(1)), 20), ("out".to_owned(), 15)];
        let mut ways: Vec<(String, u32)> = ways.into();
        ways.dedup_by(|b, a| {
            if a.0 == b.0 {
                a.1 += b.1;
                true
            } else {
                false
            }
        });
        let ways: Vec<String> = ways.iter().enumerate().map(|(way, (to, percent))| format!("\"w{way}\" {percent}% -> {to}")).collect();
        let _ = writeln!(nodes, "    decision d{at} {{ {} }}", ways.join("; "));
    }
    nodes.push_str("    notify out\n");
    chains.push_str("    out -> end\n");
    process(&nodes, &chains)
}

/// That many branches at once, in each a decision between two tasks.
pub(crate) fn parallel(count: usize) -> String {
    let (mut nodes, mut chains) = ("    fork f\n    join j\n".to_owned(), "    start -> f\n    j -> end\n".to_owned());
    for at in 0..count {
        let _ = writeln!(nodes, "    decision d{at} {{ \"x\" 30% -> a{at}; \"y\" -> b{at} }}");
        task(&mut nodes, &format!("a{at}"), at);
        task(&mut nodes, &format!("b{at}"), at + 1);
        let _ = writeln!(nodes, "    notify m{at}");
        let _ = writeln!(chains, "    f -> d{at}\n    a{at}, b{at} -> m{at} -> j");
    }
    process(&nodes, &chains)
}

/// That many decisions one after another: 2^count ways.
pub(crate) fn ladder(count: usize) -> String {
    let (mut nodes, mut chains) = (String::new(), "    start -> d0\n".to_owned());
    for at in 0..count {
        let next = if at + 1 < count { format!("d{}", at + 1) } else { "end".to_owned() };
        let _ = writeln!(nodes, "    decision d{at} {{ \"x\" 40% -> a{at}; \"y\" -> b{at} }}");
        task(&mut nodes, &format!("a{at}"), at);
        task(&mut nodes, &format!("b{at}"), at + 1);
        let _ = writeln!(chains, "    a{at}, b{at} -> {next}");
    }
    process(&nodes, &chains)
}
