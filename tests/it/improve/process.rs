//! Random processes with everything that constrains a proposal: controls, risks, duties, deliverables, notices, limits.

use std::fmt::Write;

const ROLES: [&str; 6] = ["clerk", "lead", "finance", "legal", "tech", "cashier"];
const LABELS: [&str; 8] = ["Look it up", "Work it out", "Check the sum", "Pay it", "Tell the customer", "Type it in", "归档", "Prepare"];

/// Numbers that look random (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next() % count as u64) as usize
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A part of a flow: where it begins, and where it ends.
struct Part {
    entry: String,
    exits: Vec<String>,
}

struct Builder {
    dice: Dice,
    /// How many nodes may still be made.
    left: usize,
    made: usize,
    nodes: String,
    edges: String,
    /// Steps by name and owner.
    steps: Vec<(String, &'static str)>,
    approvals: Vec<String>,
    data: usize,
    /// Data that is certainly written where the builder is.
    there: Vec<String>,
}

/// A process of about that many nodes.
pub(crate) fn process(seed: u64, size: usize) -> String {
    let mut builder = Builder {
        dice: Dice(seed),
        left: size,
        made: 0,
        nodes: String::new(),
        edges: String::new(),
        steps: Vec::new(),
        approvals: Vec::new(),
        data: 0,
        there: Vec::new(),
    };
    let first = builder.task(None);
    let mut last = first.exits.clone();
    while builder.left > 0 {
        let part = builder.part(0, &last);
        builder.join(&last, &part.entry);
        last = part.exits;
    }
    builder.join(&last, "end");
    builder.text(&first.entry)
}

impl Builder {
    fn join(&mut self, from: &[String], to: &str) {
        for from in from {
            writeln!(self.edges, "    {from} -> {to}").unwrap();
        }
    }

    fn part(&mut self, depth: usize, before: &[String]) -> Part {
        match self.dice.below(if depth > 1 { 11 } else { 16 }) {
            0..=3 => self.task(None),
            4..=6 => self.approval(before),
            7 => self.checks(before),
            8 => self.by_one_hand(),
            9 => self.typed_twice(),
            10 | 11 => self.siblings(),
            12 => self.choice(depth),
            13 | 14 => self.again(depth),
            _ => self.parallel(depth),
        }
    }

    fn chain(&mut self, depth: usize) -> Part {
        let first = self.task(None);
        let mut last = first.exits;
        for _ in 0..self.dice.below(3) {
            let part = self.part(depth + 1, &last);
            self.join(&last, &part.entry);
            last = part.exits;
        }
        Part { entry: first.entry, exits: last }
    }

    fn name(&mut self) -> String {
        self.left = self.left.saturating_sub(1);
        self.made += 1;
        format!("n{}", self.made)
    }

    fn new_data(&mut self) -> String {
        self.data += 1;
        format!("d{}", self.data)
    }

    fn task(&mut self, reads: Option<Vec<String>>) -> Part {
        let name = self.name();
        let owner = *self.dice.pick(&ROLES);
        let mut line = format!("    task {name}");
        if self.dice.one_in(3) {
            write!(line, " \"{} {name}\"", self.dice.pick(&LABELS)).unwrap();
        }
        write!(line, " {{ owner: {owner}; time: {}m", self.dice.below(60) + 1).unwrap();
        if self.dice.one_in(2) {
            write!(line, "; wait: {}m", self.dice.below(120)).unwrap();
        }
        let reads = reads.unwrap_or_else(|| {
            if self.there.is_empty() || self.dice.one_in(4) { Vec::new() } else { vec![self.dice.pick(&self.there.clone()).clone()] }
        });
        if !reads.is_empty() {
            write!(line, "; in: {}", reads.join(", ")).unwrap();
        }
        let writes =
            if self.there.is_empty() || self.dice.one_in(2) { self.new_data() } else { self.dice.pick(&self.there.clone()).clone() };
        write!(line, "; out: {writes}").unwrap();
        if !self.there.contains(&writes) {
            self.there.push(writes);
        }
        if self.dice.one_in(2) {
            write!(line, "; system: {}", self.dice.pick(&["crm", "erp"])).unwrap();
            if self.dice.one_in(2) {
                line += "; manual: yes";
            }
        }
        for (odds, text) in
            [(12, "; required: yes"), (14, "; informs: customer"), (16, "; detective: yes"), (18, "; sla: 3h"), (20, "; keep: yes")]
        {
            if self.dice.one_in(odds) {
                line += text;
            }
        }
        writeln!(self.nodes, "{line} }}").unwrap();
        self.steps.push((name.clone(), owner));
        Part { entry: name.clone(), exits: vec![name] }
    }

    /// An approval that sends back to a step before it.
    fn approval(&mut self, before: &[String]) -> Part {
        let [back] = before else { return self.task(None) };
        if !self.steps.iter().any(|(step, _)| step == back) {
            return self.task(None);
        }
        // An approval sends back to where the one before it does.
        let sent = self.nodes.lines().find(|line| line.contains(&format!("approval {back} "))).and_then(|line| line.split("% -> ").nth(1));
        let back = sent.map_or(back.clone(), |rest| rest.split(' ').next().unwrap().to_owned());
        let name = self.name();
        let owner = *self.dice.pick(&["lead", "lead", "finance", "legal"]);
        let of = self.there[0].clone();
        let mut line = format!(
            "    approval {name} {{ owner: {owner}; of: {of}; time: {}m; wait: {}m",
            self.dice.below(30) + 1,
            self.dice.below(3) * 30
        );
        for (odds, text) in [
            (8, "; required: \"Rule 5\""),
            (10, "; distinct: yes"),
            (12, "; preventive: yes"),
            (12, "; aspect: sum"),
            (14, "; informs: clerk"),
        ] {
            if self.dice.one_in(odds) {
                line += text;
            }
        }
        writeln!(self.nodes, "{line}; rejected {}% -> {back} max 1 }}", self.dice.below(20) + 1).unwrap();
        self.steps.push((name.clone(), owner));
        self.approvals.push(name.clone());
        Part { entry: name.clone(), exits: vec![name] }
    }

    /// Two approvals of different people in a row: the slow one first.
    fn checks(&mut self, before: &[String]) -> Part {
        let [back] = before else { return self.task(None) };
        if !self.nodes.contains(&format!("task {back} ")) {
            return self.task(None);
        }
        let (first, second, of) = (self.name(), self.name(), self.there[0].clone());
        for (name, owner, time, percent) in [(&first, "legal", 90, 2), (&second, "finance", 5, 20)] {
            let required = if self.dice.one_in(8) { "required: yes; " } else { "" };
            writeln!(
                self.nodes,
                "    approval {name} {{ owner: {owner}; of: {of}; time: {time}m; {required}rejected {percent}% -> {back} max 1 }}"
            )
            .unwrap();
            self.steps.push((name.clone(), owner));
            self.approvals.push(name.clone());
        }
        self.join(std::slice::from_ref(&first), &second);
        Part { entry: first, exits: vec![second] }
    }

    /// Two steps of one person in one system, before the second of which a case waits.
    fn by_one_hand(&mut self) -> Part {
        let (first, second, owner) = (self.name(), self.name(), *self.dice.pick(&ROLES));
        let (read, between, written) = (self.there[0].clone(), self.new_data(), self.new_data());
        let required = if self.dice.one_in(6) { "; required: yes" } else { "" };
        writeln!(self.nodes, "    task {first} {{ owner: {owner}; system: crm; in: {read}; out: {between}; time: 10m{required} }}")
            .unwrap();
        writeln!(self.nodes, "    task {second} {{ owner: {owner}; system: crm; in: {between}; out: {written}; time: 5m; wait: 50m }}")
            .unwrap();
        self.steps.extend([(first.clone(), owner), (second.clone(), owner)]);
        self.there.extend([between, written]);
        self.join(std::slice::from_ref(&first), &second);
        Part { entry: first, exits: vec![second] }
    }

    /// The same data by hand into two systems.
    fn typed_twice(&mut self) -> Part {
        let (first, second, owner) = (self.name(), self.name(), *self.dice.pick(&ROLES));
        let (read, written) = (self.there[0].clone(), self.new_data());
        for (name, system) in [(&first, "crm"), (&second, "erp")] {
            let more = if self.dice.one_in(8) { "; informs: customer" } else { "" };
            writeln!(
                self.nodes,
                "    task {name} {{ owner: {owner}; system: {system}; manual: yes; in: {read}; out: {written}; time: 9m{more} }}"
            )
            .unwrap();
            self.steps.push((name.clone(), owner));
        }
        self.there.push(written);
        self.join(std::slice::from_ref(&first), &second);
        Part { entry: first, exits: vec![second] }
    }

    /// Steps that all read the same.
    fn siblings(&mut self) -> Part {
        let Some(read) = self.there.first().cloned() else { return self.task(None) };
        let first = self.task(Some(vec![read.clone()]));
        let mut last = first.exits;
        for _ in 0..=self.dice.below(3) {
            let next = self.task(Some(vec![read.clone()]));
            self.join(&last, &next.entry);
            last = next.exits;
        }
        Part { entry: first.entry, exits: last }
    }

    fn choice(&mut self, depth: usize) -> Part {
        let name = self.name();
        let known = self.there.clone();
        let one = self.chain(depth);
        self.there = known.clone();
        let other = self.chain(depth);
        self.there = known;
        let percent = self.dice.below(80) + 10;
        writeln!(self.nodes, "    decision {name} {{ \"a\" {percent}% -> {}; \"b\" {}% -> {} }}", one.entry, 100 - percent, other.entry)
            .unwrap();
        Part { entry: name, exits: one.exits.into_iter().chain(other.exits).collect() }
    }

    fn again(&mut self, depth: usize) -> Part {
        let body = self.chain(depth);
        let name = self.name();
        let next = self.task(None);
        self.join(&body.exits, &name);
        writeln!(self.nodes, "    decision {name} {{ \"done\" 80% -> {}; \"again\" 20% -> {} max 2 }}", next.entry, body.entry).unwrap();
        Part { entry: body.entry, exits: next.exits }
    }

    fn parallel(&mut self, depth: usize) -> Part {
        let (fork, join) = (self.name(), format!("j{}", self.made));
        writeln!(self.nodes, "    fork {fork}\n    join {join}").unwrap();
        for _ in 0..2 {
            let branch = self.chain(depth + 1);
            self.join(std::slice::from_ref(&fork), &branch.entry);
            self.join(&branch.exits, &join);
        }
        Part { entry: fork, exits: vec![join] }
    }

    fn text(&mut self, first: &str) -> String {
        let mut out = String::from("process p {\n");
        writeln!(out, "  sla: {}h", self.dice.below(20) + 2).unwrap();
        for (at, role) in ROLES.iter().enumerate() {
            let cost = if self.dice.one_in(3) { String::new() } else { format!("cost: {}/h", 20 + 10 * at) };
            writeln!(out, "  role {role} {{ {cost} }}").unwrap();
        }
        out += "  external customer\n  system crm\n  system erp\n";
        for number in 1..=self.data {
            let kind = *self.dice.pick(&["", "", "deliverable: yes", "archive: yes"]);
            writeln!(out, "  data d{number} {{ {kind} }}").unwrap();
        }
        for number in 0..self.dice.below(3) {
            let control = if self.approvals.is_empty() { &self.steps[0].0 } else { self.dice.pick(&self.approvals) };
            let more = if self.dice.one_in(2) { String::new() } else { format!(", {}", self.dice.pick(&self.steps).0) };
            let protects = &self.dice.pick(&self.steps).0;
            writeln!(out, "  risk r{number} {{ control: {control}{more}; protects: {protects} }}").unwrap();
        }
        for word in ["sod", "same"] {
            let (a, b) = (self.dice.pick(&self.steps).clone(), self.dice.pick(&self.steps).clone());
            if a.0 != b.0 && (a.1 == b.1) == (word == "same") {
                writeln!(out, "  {word}: {}, {}", a.0, b.0).unwrap();
            }
        }
        format!("{out}  as-is {{\n{}    start -> {first}\n{}  }}\n}}\n", self.nodes, self.edges)
    }
}
