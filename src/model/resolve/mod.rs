//! From the typed tree to the model: every name is looked up once.

mod calendar;
mod flow;
mod names;
mod node;
mod process;
mod resource;
mod variant;

pub(super) use flow::{after, edge};
pub(super) use node::{blank, kind_of};
pub(super) use variant::Draft;

use rustc_hash::{FxHashMap, FxHashSet};

use names::{Kind, Names};

use super::rules::{OWNER_IS_EVERYONE, UNKNOWN_NAME, UNKNOWN_OWNER, UNKNOWN_SYSTEM, is_everyone};
use super::{CalendarId, DataId, Home, Model, Ref, RoleId, SystemId, Title};
use crate::ast::{self, File, Header, Item, Name};
use crate::both;
use crate::diagnostic::{Diagnostic, Label};
use crate::lang::{Shown, Text, shown};
use crate::rule::Rule;
use crate::source::{Source, Span};
use crate::syntax::keywords::is_unknown;

/// A file brought in by `use`, lowered.
#[derive(Debug)]
pub struct Import<'s> {
    /// Its typed tree; its findings are reported when it is checked itself.
    pub file: File<'s>,
}

/// How many unknown names get a suggestion; a file with more has another problem, and each costs a search.
const SUGGESTIONS: usize = 200;

/// Resolves a file. Total: a name that leads nowhere is reported once and becomes `None`.
#[must_use]
pub fn resolve(source: &Source, file: &File, imports: &[Import]) -> (Model, Vec<Diagnostic>) {
    let mut resolver = Resolver {
        source,
        model: Model::default(),
        found: Vec::new(),
        broken: &file.broken,
        scope: Scope {
            roles: Layered::new(ROLE),
            systems: Layered::new(SYSTEM),
            data: Layered::new(DATA),
            calendars: Layered::new(CALENDAR),
        },
        unknown: FxHashMap::default(),
        steps: FxHashSet::default(),
        suggestions: SUGGESTIONS,
    };
    for import in imports {
        let known = resolver.found.len();
        resolver.resources(&import.file.resources, Home::Import);
        resolver.found.truncate(known);
        for process in &import.file.processes {
            resolver.model.callable.extend(process.header.name.as_ref().map(|_| title(&process.header)));
        }
    }
    let (goals, _) = resolver.resources(&file.resources, Home::File);
    for (index, process) in file.processes.iter().enumerate() {
        resolver.process(index, process, &goals);
    }
    resolver.calls();
    resolver.model.allows.clone_from(&file.allows);
    resolver.model.incomplete = !file.broken.is_empty();
    resolver.model.uses = file.uses.iter().map(|path| path.text.clone().into_owned()).collect();
    (resolver.model, resolver.found)
}

pub(super) struct Resolver<'a> {
    pub(super) source: &'a Source,
    pub(super) model: Model,
    pub(super) found: Vec<Diagnostic>,
    /// Lines with a syntax error.
    broken: &'a [Span],
    pub(super) scope: Scope,
    /// The finding about each unknown name.
    unknown: FxHashMap<(Kind, String), usize>,
    /// The names and labels of the nodes of the process at hand.
    steps: FxHashSet<String>,
    suggestions: usize,
}

/// What can be named: in the file, and in the process at hand.
pub(super) struct Scope {
    pub(super) roles: Layered<RoleId>,
    pub(super) systems: Layered<SystemId>,
    pub(super) data: Layered<DataId>,
    pub(super) calendars: Layered<CalendarId>,
}

/// The names of a file, and those of the process at hand.
pub(super) struct Layered<I> {
    file: Names<I>,
    process: Names<I>,
}

impl<I: Copy + PartialEq> Layered<I> {
    fn new(kind: Kind) -> Layered<I> {
        Layered { file: Names::new(kind), process: Names::new(kind) }
    }

    /// Declares a name; one of a process must not be one of its file too.
    pub(super) fn declare(&mut self, home: Home, id: I, name: &Name, label: Option<&str>, found: &mut Vec<Diagnostic>) {
        let layer = if matches!(home, Home::Process(_)) {
            self.file.refuse(name, found);
            &mut self.process
        } else {
            &mut self.file
        };
        layer.declare(id, &name.text, label, name.span, found);
    }

    fn has(&self, name: &Name) -> bool {
        self.process.peek(&name.text).or_else(|| self.file.peek(&name.text)).is_some()
    }

    fn find(&self, name: &Name, found: &mut Vec<Diagnostic>) -> Option<I> {
        self.process.find_before(&self.file, name, found)
    }
}

pub(super) const ROLE: Kind = ("role", "岗位");
pub(super) const SYSTEM: Kind = ("system", "系统");
pub(super) const DATA: Kind = ("data object", "单据");
pub(super) const CALENDAR: Kind = ("calendar", "日历");
pub(super) const NODE: Kind = ("node", "节点");

impl Resolver<'_> {
    pub(super) fn open_process(&mut self, ast: &ast::Process) {
        let nodes = ast.variants.iter().flat_map(|variant| &variant.items).filter_map(|item| match item {
            Item::Node(node) => Some(&node.header),
            _ => None,
        });
        let words = nodes.flat_map(|header| {
            let label = header.label.as_ref().map(|label| &label.text);
            header.name.as_ref().map(|name| &name.text).into_iter().chain(label)
        });
        self.steps = words.map(ToString::to_string).collect();
        self.scope.roles.process = Names::new(ROLE);
        self.scope.systems.process = Names::new(SYSTEM);
        self.scope.data.process = Names::new(DATA);
        self.scope.calendars.process = Names::new(CALENDAR);
        self.unknown.clear();
    }

    /// A role that is accountable or works: unknown ones have a rule of their own.
    pub(super) fn owner(&mut self, name: &Name) -> Ref<RoleId> {
        if is_everyone(&name.text) && !self.scope.roles.has(name) {
            let word = shown(&name.text).to_string();
            self.found.push(Diagnostic::new(
                &OWNER_IS_EVERYONE,
                name.span,
                both!("`{word}` is nobody in particular", "“{word}”不是具体的岗位"),
                both!(
                    "name the one role that is accountable; others can stand in `by` or `consults`",
                    "写明唯一负责的岗位；其他参与者写在“执行人”或“咨询”中"
                ),
            ));
            return Ref { id: None, span: name.span };
        }
        self.role_as(name, &UNKNOWN_OWNER)
    }

    pub(super) fn role(&mut self, name: &Name) -> Ref<RoleId> {
        self.role_as(name, &UNKNOWN_NAME)
    }

    fn role_as(&mut self, name: &Name, rule: &'static Rule) -> Ref<RoleId> {
        if let Some(id) = self.scope.roles.find(name, &mut self.found) {
            return Ref { id: Some(id), span: name.span };
        }
        if let Some(problem) = self.no_role(rule, name) {
            if !self.known_missing(ROLE, name) {
                self.note_missing(ROLE, name, problem);
            }
            return Ref { id: None, span: name.span };
        }
        let word = shown(&name.text).to_string();
        let help = both!("declare it: `role {word}`", "请声明：岗位 {word}");
        self.missing(rule, ROLE, name, help, |scope| &scope.roles)
    }

    /// What people write in the place of a role and is none: a node, or a word for what is not known.
    fn no_role(&self, rule: &'static Rule, name: &Name) -> Option<Diagnostic> {
        let word = shown(&name.text);
        if self.steps.contains(&*name.text) {
            let message = both!("`{word}` is a node, not a role", "“{word}”是环节，不是岗位");
            return Some(Diagnostic::new(rule, name.span, message, both!("name the role that does it", "请写负责的岗位")));
        }
        let message = both!("there is no role `{word}`", "没有名为“{word}”的岗位");
        let unknown = *rule == UNKNOWN_OWNER && is_unknown(&name.text);
        unknown.then(|| Diagnostic::new(rule, name.span, message, both!("write `-` for what is not known", "未知请写“-”")))
    }

    pub(super) fn system(&mut self, name: &Name) -> Ref<SystemId> {
        self.find(&UNKNOWN_SYSTEM, SYSTEM, name, |word| both!("declare it: `system {word}`", "请声明：系统 {word}"), |scope| &scope.systems)
    }

    pub(super) fn datum(&mut self, name: &Name) -> Ref<DataId> {
        self.find(&UNKNOWN_NAME, DATA, name, |word| both!("declare it: `data {word}`", "请声明：单据 {word}"), |scope| &scope.data)
    }

    pub(super) fn calendar(&mut self, name: &Name) -> Ref<CalendarId> {
        self.find(
            &UNKNOWN_NAME,
            CALENDAR,
            name,
            |word| both!("declare it: `calendar {word} {{ … }}`", "请声明：日历 {word} {{ … }}"),
            |scope| &scope.calendars,
        )
    }

    /// What a name leads to; the help says how to declare it.
    fn find<I: Copy + PartialEq>(
        &mut self,
        rule: &'static Rule,
        kind: Kind,
        name: &Name,
        help: fn(Shown) -> Text,
        layers: fn(&Scope) -> &Layered<I>,
    ) -> Ref<I> {
        match layers(&self.scope).find(name, &mut self.found) {
            Some(id) => Ref { id: Some(id), span: name.span },
            None => self.missing(rule, kind, name, help(shown(&name.text)), layers),
        }
    }

    pub(super) fn owners(&mut self, names: &[Name]) -> Vec<Ref<RoleId>> {
        names.iter().map(|name| self.owner(name)).collect()
    }

    pub(super) fn roles(&mut self, names: &[Name]) -> Vec<Ref<RoleId>> {
        names.iter().map(|name| self.role(name)).collect()
    }

    pub(super) fn several_data(&mut self, names: &[Name]) -> Vec<Ref<DataId>> {
        names.iter().map(|name| self.datum(name)).collect()
    }

    /// Reports a name that leads nowhere, once for all its occurrences; not where a broken line may have declared it.
    fn missing<I: Copy + PartialEq>(
        &mut self,
        rule: &'static Rule,
        kind: Kind,
        name: &Name,
        help: Text,
        layers: fn(&Scope) -> &Layered<I>,
    ) -> Ref<I> {
        let nothing = Ref { id: None, span: name.span };
        if self.known_missing(kind, name) {
            return nothing;
        }
        let Layered { process, file } = layers(&self.scope);
        let (en, zh, word) = (kind.0, kind.1, shown(&name.text));
        let mut problem = Diagnostic::new(rule, name.span, both!("there is no {en} `{word}`", "没有名为“{word}”的{zh}"), help);
        if self.suggestions > 0 {
            self.suggestions -= 1;
            let meant = |names: &Names<I>| names.nearest(&name.text).map(|near| names.meant(rule, name, near));
            problem = meant(process).or_else(|| meant(file)).unwrap_or(problem);
        }
        self.note_missing(kind, name, problem);
        nothing
    }

    /// Whether the name was reported before, or may be declared in a broken line. A further occurrence is added to the finding.
    pub(super) fn known_missing(&mut self, kind: Kind, name: &Name) -> bool {
        if let Some(&at) = self.unknown.get(&(kind, name.text.clone().into_owned())) {
            let related = &mut self.found[at].related;
            if related.len() < 3 {
                related.push(Label { span: name.span, text: both!("and here", "这里也是") });
            }
            return true;
        }
        self.broken.iter().any(|span| span.file == name.span.file && self.source.slice(*span).contains(&*name.text))
    }

    pub(super) fn note_missing(&mut self, kind: Kind, name: &Name, problem: Diagnostic) {
        self.unknown.insert((kind, name.text.clone().into_owned()), self.found.len());
        self.found.push(problem);
    }

    /// Lines with a syntax error.
    pub(super) fn broken_lines(&self) -> &[Span] {
        self.broken
    }

    pub(super) fn may_suggest(&mut self) -> bool {
        let may = self.suggestions > 0;
        self.suggestions = self.suggestions.saturating_sub(1);
        may
    }
}

/// The title of a declaration.
pub(super) fn title(header: &Header) -> Title {
    Title {
        name: header.name.as_ref().map_or(String::new(), |name| name.text.clone().into_owned()),
        label: header.label.as_ref().map(|label| label.text.clone().into_owned()),
        span: header.span,
        whole: header.whole,
    }
}
