//! A process: its attributes, duties, milestones and variants.

use super::resource::{text, texts};
use super::{NODE, Resolver, title};
use crate::ast::{self, Line, Name, Value};
use crate::both;
use crate::diagnostic::Diagnostic;
use crate::lang::shown;
use crate::model::rules::{CHANGE_DOES_NOT_FIT, DUPLICATE_NAME, UNKNOWN_NAME};
use crate::model::{Accept, DutyRule, Goal, Home, Milestone, Process, Revision, Spanned, Variant};
use crate::syntax::keywords::{Key, Keyword};

impl Resolver<'_> {
    /// Resolves a process; goals that stand at the top of its file are its own too.
    pub(super) fn process(&mut self, index: usize, ast: &ast::Process, shared: &[Goal]) {
        self.open_process(ast);
        let (own, risks) = self.resources(&ast.resources, Home::Process(index));
        let mut process = Process {
            title: title(&ast.header),
            texts: Vec::new(),
            owner: Vec::new(),
            sla: None,
            response: None,
            hard: false,
            calendar: None,
            arrivals: None,
            budget: None,
            milestones: Vec::new(),
            duties: Vec::new(),
            goals: shared.iter().cloned().chain(own).collect(),
            risks,
            revisions: Vec::new(),
            accepts: Vec::new(),
            variants: Vec::new(),
        };
        if let Some(other) =
            self.model.processes.iter().find(|other| other.title.name == process.title.name && !process.title.name.is_empty())
        {
            let name = shown(&process.title.name).to_string();
            let problem = Diagnostic::new(
                &DUPLICATE_NAME,
                process.title.span,
                both!("there are two processes named `{name}`", "有两个流程都叫“{name}”"),
                both!("give one of them another name", "给其中一个换个名称"),
            );
            self.found.push(problem.related(other.title.span, both!("the first is here", "第一个在这里")));
        }
        for attribute in &ast.attributes {
            self.process_attribute(&mut process, attribute);
        }
        for line in &ast.lines {
            process_line(&mut process, line);
        }
        self.variants(&mut process, ast);
        self.node_names(&process, ast);
        self.model.processes.push(process);
    }

    fn process_attribute(&mut self, process: &mut Process, attribute: &ast::Attribute) {
        let span = attribute.span;
        match (&attribute.value, attribute.key) {
            (Value::Names(names), Key::Owner) => process.owner = self.owners(names),
            (Value::Names(names), Key::Calendar) => {
                process.calendar = names.first().map(|name| self.calendar(name)).inspect(|&calendar| self.goes_by(calendar));
            }
            (Value::Duration(estimate), Key::Sla) => process.sla = estimate.most().map(|value| Spanned { value, span }),
            (Value::Duration(estimate), Key::Response) => process.response = estimate.most().map(|value| Spanned { value, span }),
            (Value::Yes(yes), Key::Hard) => process.hard = *yes,
            (Value::Rate(rate), Key::Arrivals) => process.arrivals = Some(rate.clone()),
            (Value::Money(money), Key::Budget) => process.budget = Some(money.clone()),
            (Value::Accept { code, because }, _) => process.accepts.push(Accept {
                code: code.text.to_string(),
                because: because.as_ref().map(|words| words.text.to_string()),
                span,
            }),
            _ => process.texts.extend(text(attribute)),
        }
    }

    /// The as-is first, since the to-bes may build on it, wherever it stands.
    fn variants(&mut self, process: &mut Process, ast: &ast::Process) {
        let mut as_is: Option<&ast::Variant> = None;
        for variant in ast.variants.iter().filter(|variant| variant.header.keyword == Keyword::AsIs) {
            if let Some(from) = variant.from {
                self.found.push(Diagnostic::new(
                    &CHANGE_DOES_NOT_FIT,
                    from,
                    both!("an as-is has nothing to come from", "现状不能基于别的版本"),
                    both!("write `to-be from as-is`, or write the as-is whole", "请写“优化后 基于 现状”，或整体写出现状"),
                ));
                // As a graph of its own it can still be read; changes have nothing to change.
                if variant.items.iter().any(|item| matches!(item, ast::Item::Change(_))) {
                    continue;
                }
            }
            if let Some(first) = as_is {
                self.two_variants(variant, first);
            } else {
                as_is = Some(variant);
                let built = self.variant(variant, None);
                process.variants.push(built);
            }
        }
        let mut seen: Vec<&ast::Variant> = Vec::new();
        for variant in ast.variants.iter().filter(|variant| variant.header.keyword == Keyword::ToBe) {
            let name = variant.header.name.as_ref().map(|name| &name.text);
            if let Some(first) = seen.iter().find(|other| other.header.name.as_ref().map(|name| &name.text) == name) {
                self.two_variants(variant, first);
                continue;
            }
            seen.push(variant);
            let built = if variant.from.is_some() { self.changed(variant, process) } else { self.variant(variant, process.as_is()) };
            process.variants.push(built);
        }
    }

    fn two_variants(&mut self, second: &ast::Variant, first: &ast::Variant) {
        let problem = Diagnostic::new(
            &DUPLICATE_NAME,
            second.header.span,
            both!("this variant is there twice", "这个版本写了两次"),
            both!("give several to-bes different names: `to-be \"NAME\"`", "有几个优化方案时，请用不同的名称：优化后 “名称”"),
        );
        self.found.push(problem.related(first.header.span, both!("the first is here", "第一个在这里")));
    }

    /// Milestones, duties, risks and roles name nodes; each must be in some variant.
    fn node_names(&mut self, process: &Process, ast: &ast::Process) {
        let mut names: Vec<&Name> = Vec::new();
        for line in &ast.lines {
            match line {
                Line::Milestone { node, .. } => names.push(node),
                Line::Sod(nodes, _) | Line::Same(nodes, _) => names.extend(nodes),
                Line::Revision { .. } => {}
            }
        }
        for resource in &ast.resources {
            for attribute in &resource.attributes {
                if let (Value::Names(nodes), Key::Control | Key::Protects | Key::ChosenBy) = (&attribute.value, attribute.key) {
                    names.extend(nodes);
                }
            }
        }
        for name in names {
            let known = process.variants.iter().any(|variant| variant.node_named(&name.text).is_some());
            if known || process.variants.is_empty() || self.known_missing(NODE, name) {
                continue;
            }
            let word = shown(&name.text).to_string();
            let words = process
                .variants
                .iter()
                .flat_map(|variant| variant.nodes.iter())
                .flat_map(|node| [Some(node.title.name.as_str()), node.title.label.as_deref()].into_iter().flatten());
            let near = if self.may_suggest() { crate::suggest::nearest(&name.text, words) } else { None };
            let help = match near {
                Some(near) => both!("did you mean `{near}`?", "是不是“{near}”？"),
                None => both!("name a node of the as-is or a to-be", "请写“现状”或“优化后”中的节点"),
            };
            let problem = Diagnostic::new(&UNKNOWN_NAME, name.span, both!("there is no node `{word}`", "没有名为“{word}”的节点"), help);
            self.note_missing(NODE, name, problem);
        }
    }

    /// Looks up the processes that calls call: in this file, then in the used ones.
    pub(super) fn calls(&mut self) {
        let mut words: Vec<String> = Vec::new();
        for title in self.model.processes.iter().map(|process| &process.title).chain(&self.model.callable) {
            words.push(title.name.clone());
            words.extend(title.label.clone());
        }
        let mut found = Vec::new();
        for node in
            self.model.processes.iter_mut().flat_map(|process| &mut process.variants).flat_map(|variant: &mut Variant| &mut variant.nodes)
        {
            let span = node.place(Key::Process);
            let Some((name, known)) = &mut node.calls else { continue };
            *known = words.contains(name);
            if *known || node.was.is_some() && !found.is_empty() {
                continue;
            }
            let word = shown(name).to_string();
            let near = crate::suggest::nearest(name, words.iter().map(String::as_str));
            let help = match near {
                Some(near) => both!("did you mean `{near}`?", "是不是“{near}”？"),
                None => {
                    both!("declare the process in this file, or `use` the file that has it", "请在本文件中声明该流程，或“引用”声明它的文件")
                }
            };
            found.push(Diagnostic::new(&UNKNOWN_NAME, span, both!("there is no process `{word}`", "没有名为“{word}”的流程"), help));
        }
        found.dedup_by_key(|problem| problem.span);
        self.found.append(&mut found);
    }
}

fn process_line(process: &mut Process, line: &Line) {
    match line {
        Line::Milestone { node, done, limit, span } => {
            process.milestones.push(Milestone { node: node.text.to_string(), done: *done, limit: *limit, span: *span });
        }
        Line::Sod(nodes, span) => process.duties.push(DutyRule { separate: true, nodes: texts(nodes), span: *span }),
        Line::Same(nodes, span) => process.duties.push(DutyRule { separate: false, nodes: texts(nodes), span: *span }),
        Line::Revision { version, date, author, text, .. } => {
            process.revisions.push(Revision { version: version.clone(), date: *date, author: author.clone(), text: text.clone() });
        }
    }
}
