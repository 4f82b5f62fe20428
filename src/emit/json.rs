//! The resolved model as JSON: every attribute of the language, names instead of ids, times exact. `schema/model.schema.json`
//! describes it; fields are only ever added within a version.

use serde_json::{Map, Value, json};

use crate::ast::quantity::{Clock, Date, Decimal, Duration, Estimate, Money, Percent, Quantity, Rate};
use crate::ast::{After, Comparison, Mode, Operand};
use crate::model::{
    Condition, Data, Edge, EdgeKind, Goal, Home, Model, Node, NodeId, Origin, Process, Ref, Risk, Role, RoleId, TextAttribute, Title,
    Variant, VariantKind,
};
use crate::source::{Sources, Span};

/// The version of the format.
pub const VERSION: u32 = 1;

/// The model of a file, indented, with a line end.
#[must_use]
pub fn emit(model: &Model, sources: &Sources) -> String {
    let out = Writer { model, sources };
    let value = json!({
        "format": "flowright.model",
        "version": VERSION,
        "file": sources.0.first().map(|source| source.name.as_str()),
        "uses": model.uses,
        "allows": model.allows.iter().map(|allow| json!({
            "rule": allow.rule,
            "because": allow.because,
            "until": allow.until.map(date),
            "place": out.place(allow.span),
        })).collect::<Vec<_>>(),
        "roles": model.roles.iter().map(|role| out.role(role)).collect::<Vec<_>>(),
        "systems": model.systems.iter().map(|system| {
            let mut map = out.title(&system.title, Some(system.home));
            map.insert("owner".into(), system.owner.map_or(Value::Null, |owner| out.role_ref(owner)));
            texts(&mut map, &system.texts);
            Value::Object(map)
        }).collect::<Vec<_>>(),
        "data": model.data.iter().map(|data| out.data(data)).collect::<Vec<_>>(),
        "calendars": model.calendars.iter().map(|calendar| {
            let mut map = out.title(&calendar.title, Some(calendar.home));
            texts(&mut map, &calendar.entries);
            Value::Object(map)
        }).collect::<Vec<_>>(),
        "risks": model.risks.iter().map(|risk| out.risk(risk)).collect::<Vec<_>>(),
        "callable": model.callable.iter().map(|title| title.name.as_str()).collect::<Vec<_>>(),
        "processes": model.processes.iter().map(|process| out.process(process)).collect::<Vec<_>>(),
    });
    // Strings and numbers only: this cannot fail.
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

struct Writer<'m> {
    model: &'m Model,
    sources: &'m Sources,
}

impl Writer<'_> {
    fn place(&self, span: Span) -> Value {
        let source = self.sources.get(span.file);
        let (start, end) = (source.position(span.start), source.position(span.end));
        json!({ "file": source.name, "line": start.line, "column": start.column, "end_line": end.line, "end_column": end.column })
    }

    fn title(&self, title: &Title, home: Option<Home>) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert("name".into(), title.name.as_str().into());
        map.insert("label".into(), title.label.as_deref().into());
        if let Some(home) = home {
            let home = match home {
                Home::Import => "import".to_owned(),
                Home::File => "file".to_owned(),
                Home::Process(index) => {
                    format!("process {}", self.model.processes.get(index).map_or("", |process| process.title.name.as_str()))
                }
            };
            map.insert("declared_in".into(), home.into());
        }
        map.insert("place".into(), self.place(title.span));
        map
    }

    fn role_ref(&self, role: Ref<RoleId>) -> Value {
        role.id.map(|id| self.model.roles[id.index()].title.name.as_str()).into()
    }

    fn role_refs(&self, roles: &[Ref<RoleId>]) -> Value {
        roles.iter().map(|&role| self.role_ref(role)).collect()
    }

    fn data_refs(&self, data: &[Ref<crate::model::DataId>]) -> Value {
        let name = |id: crate::model::DataId| self.model.data[id.index()].title.as_ref().map(|title| title.name.as_str());
        data.iter().map(|data| Value::from(data.id.and_then(name))).collect()
    }

    fn role(&self, role: &Role) -> Value {
        let mut map = self.title(&role.title, Some(role.home));
        put(
            &mut map,
            &[
                ("external", role.external.into()),
                ("dept", role.dept.as_deref().into()),
                ("line", role.line.as_deref().into()),
                ("staff", role.staff.into()),
                ("cost", role.cost.as_ref().map_or(Value::Null, rate)),
                ("limit", role.limit.as_ref().map_or(Value::Null, money)),
                ("reports", role.reports.map_or(Value::Null, |role| self.role_ref(role))),
                ("deputy", role.deputy.map_or(Value::Null, |role| self.role_ref(role))),
                ("calendar", self.calendar(role.calendar)),
                ("chosen_by", role.chosen_by.as_deref().into()),
            ],
        );
        texts(&mut map, &role.texts);
        Value::Object(map)
    }

    fn calendar(&self, calendar: Option<Ref<crate::model::CalendarId>>) -> Value {
        calendar.and_then(|calendar| calendar.id).map(|id| self.model.calendars[id.index()].title.name.as_str()).into()
    }

    fn data(&self, data: &Data) -> Value {
        let mut map = data.title.as_ref().map_or_else(Map::new, |title| self.title(title, data.home));
        put(
            &mut map,
            &[
                ("from", self.role_refs(&data.from)),
                ("fields", data.fields.clone().into()),
                ("deliverable", data.deliverable.into()),
                ("archive", data.archive.into()),
                ("personal", data.personal.into()),
                ("keep_for", data.keep_for.map_or(Value::Null, duration)),
            ],
        );
        texts(&mut map, &data.texts);
        Value::Object(map)
    }

    fn risk(&self, risk: &Risk) -> Value {
        let mut map = self.title(&risk.title, None);
        put(&mut map, &[("control", risk.controls.clone().into()), ("protects", risk.protects.clone().into())]);
        texts(&mut map, &risk.texts);
        Value::Object(map)
    }

    fn goal(&self, goal: &Goal) -> Value {
        let mut map = self.title(&goal.title, None);
        put(
            &mut map,
            &[
                ("metric", goal.metric.as_deref().into()),
                ("before", goal.before.as_ref().map_or(Value::Null, quantity)),
                (
                    "target",
                    goal.target
                        .as_ref()
                        .map_or(Value::Null, |(sign, value)| json!({ "comparison": comparison(*sign), "value": quantity(value) })),
                ),
                ("after", goal.after.as_ref().map_or(Value::Null, quantity)),
            ],
        );
        texts(&mut map, &goal.texts);
        Value::Object(map)
    }

    fn process(&self, process: &Process) -> Value {
        let mut map = self.title(&process.title, None);
        let duties = |separate: bool| -> Value {
            process.duties.iter().filter(|duty| duty.separate == separate).map(|duty| duty.nodes.clone()).collect()
        };
        put(
            &mut map,
            &[
                ("owner", self.role_refs(&process.owner)),
                ("sla", process.sla.map_or(Value::Null, |sla| duration(sla.value))),
                ("response", process.response.map_or(Value::Null, |sla| duration(sla.value))),
                ("hard", process.hard.into()),
                ("calendar", self.calendar(process.calendar)),
                ("arrivals", process.arrivals.as_ref().map_or(Value::Null, rate)),
                ("budget", process.budget.as_ref().map_or(Value::Null, money)),
                (
                    "milestones",
                    process
                        .milestones
                        .iter()
                        .map(|milestone| {
                            json!({
                                "node": milestone.node,
                                "event": if milestone.done { "done" } else { "started" },
                                "limit": duration(milestone.limit),
                            })
                        })
                        .collect(),
                ),
                ("sod", duties(true)),
                ("same", duties(false)),
                ("goals", process.goals.iter().map(|goal| self.goal(goal)).collect()),
                ("risks", process.risks.iter().map(|risk| self.risk(risk)).collect()),
                (
                    "revisions",
                    process
                        .revisions
                        .iter()
                        .map(|revision| {
                            json!({
                                "version": revision.version,
                                "date": revision.date.map(date),
                                "author": revision.author,
                                "text": revision.text,
                            })
                        })
                        .collect(),
                ),
                ("accept", process.accepts.iter().map(|accept| json!({ "code": accept.code, "because": accept.because })).collect()),
            ],
        );
        texts(&mut map, &process.texts);
        map.insert("variants".into(), process.variants.iter().map(|variant| self.variant(process, variant)).collect());
        Value::Object(map)
    }

    fn variant(&self, process: &Process, variant: &Variant) -> Value {
        let name = |id: NodeId| node_name(variant, id);
        json!({
            "kind": if variant.kind == VariantKind::AsIs { "as-is" } else { "to-be" },
            "name": variant.name,
            "from_as_is": variant.from_as_is,
            "incomplete": variant.incomplete,
            "place": self.place(variant.span),
            "nodes": variant.nodes().map(|(id, node)| self.node(process, variant, id, node)).collect::<Vec<_>>(),
            "edges": variant.edges.iter().map(|edge| self.edge(variant, edge)).collect::<Vec<_>>(),
            "blocks": variant.blocks.iter().map(|block| json!({
                "name": name(block.fork),
                "join": name(block.join),
                "branches": block.branches.iter().map(|branch| branch.iter().map(|&id| name(id)).collect::<Vec<_>>()).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "changes": variant.changes.iter().map(|change| json!({
                "operation": change.operation,
                "nodes": change.nodes,
                "because": change.because,
                "place": self.place(change.span),
            })).collect::<Vec<_>>(),
        })
    }

    fn node(&self, process: &Process, variant: &Variant, id: NodeId, node: &Node) -> Value {
        let mut map = self.title(&node.title, None);
        let was =
            node.was.and_then(|was| process.as_is().filter(|as_is| !std::ptr::eq(*as_is, variant)).map(|as_is| node_name(as_is, was)));
        put(
            &mut map,
            &[
                ("name", node_name(variant, id).into()),
                ("kind", (if node.is_block() { "parallel" } else { node.kind.name() }).into()),
                (
                    "origin",
                    match node.origin {
                        Origin::Declared => "declared",
                        Origin::Implied => "implied",
                        Origin::BlockJoin => "block-join",
                        Origin::Undeclared => "undeclared",
                    }
                    .into(),
                ),
                ("was", was.into()),
                ("owner", self.role_refs(&node.owner)),
                ("by", self.role_refs(&node.by)),
                ("consults", self.role_refs(&node.consults)),
                ("informs", self.role_refs(&node.informs)),
                ("to", self.role_refs(&node.to)),
                (
                    "system",
                    node.systems
                        .iter()
                        .map(|system| Value::from(system.id.map(|id| self.model.systems[id.index()].title.name.as_str())))
                        .collect(),
                ),
                ("time", node.time.map_or(Value::Null, estimate)),
                ("wait", node.wait.map_or(Value::Null, estimate)),
                ("sla", node.sla.map_or(Value::Null, |sla| duration(sla.value))),
                ("hard", node.hard.into()),
                ("in", self.data_refs(&node.inputs)),
                ("optional", self.data_refs(&node.optional)),
                ("out", self.data_refs(&node.outputs)),
                ("of", self.data_refs(&node.of)),
                ("aspect", node.aspect.as_deref().into()),
                ("approvers", self.role_refs(&node.approvers)),
                ("mode", node.mode.map_or(Value::Null, mode)),
                ("valid", node.valid.map_or(Value::Null, duration)),
                ("distinct", node.distinct.into()),
                (
                    "required",
                    node.required.as_ref().map_or(Value::Bool(false), |reason| reason.as_deref().map_or(Value::Bool(true), Value::from)),
                ),
                ("preventive", node.preventive.into()),
                ("detective", node.detective.into()),
                ("responds", node.responds.into()),
                ("automated", node.automated.into()),
                ("manual", node.manual.into()),
                ("remind", node.remind.map_or(Value::Null, duration)),
                (
                    "escalate",
                    node.escalate
                        .iter()
                        .map(|step| {
                            let (event, after) = match step.after {
                                After::Arrival(after) => ("arrival", duration(after)),
                                After::Sla { ms, clock } => ("sla", duration(Duration { ms, clock })),
                            };
                            json!({ "role": self.role_ref(step.role), "after": event, "delay": after })
                        })
                        .collect(),
                ),
                ("clock", (if node.paused { "paused" } else { "running" }).into()),
                ("cost", node.cost.as_ref().map_or(Value::Null, rate)),
                ("process", node.calls.as_ref().map(|(name, _)| name.as_str()).into()),
                ("keep", node.keep.into()),
                (
                    "improve",
                    node.improve
                        .as_ref()
                        .map_or(Value::Null, |improve| json!({ "text": improve.text, "by": improve.by, "due": improve.due.map(date) })),
                ),
                ("changed_by", node.changed_by.into()),
            ],
        );
        texts(&mut map, &node.texts);
        Value::Object(map)
    }

    fn edge(&self, variant: &Variant, edge: &Edge) -> Value {
        let (kind, after) = match edge.kind {
            EdgeKind::Plain => ("plain", None),
            EdgeKind::Branch => ("branch", None),
            EdgeKind::Else => ("else", None),
            EdgeKind::Approved => ("approved", None),
            EdgeKind::Rejected => ("rejected", None),
            EdgeKind::Timeout(after) => ("timeout", Some(after)),
            EdgeKind::Informs(after) => ("informs", Some(after)),
        };
        json!({
            "from": node_name(variant, edge.from),
            "to": node_name(variant, edge.to),
            "kind": kind,
            "after": after.map(duration),
            "label": edge.label,
            "condition": edge.condition.as_ref().map(|condition| self.condition(condition)),
            "probability": edge.probability.map(percent),
            "max": edge.max,
            "place": self.place(edge.span),
        })
    }

    fn condition(&self, condition: &Condition) -> Value {
        json!({
            "text": condition.text,
            "data": self.data_refs(&[condition.data])[0],
            "field": condition.field,
            "comparison": comparison(condition.comparison),
            "value": match &condition.value {
                Operand::Quantity(value) => quantity(value),
                Operand::Text(text) => json!({ "kind": "text", "text": text }),
            },
        })
    }
}

/// The name of a node; the join of a parallel block has that of the block and a mark that no author can write.
fn node_name(variant: &Variant, id: NodeId) -> String {
    let node = variant.node(id);
    if node.is_block_join() { format!("{}#join", node.title.name) } else { node.title.name.clone() }
}

fn put(map: &mut Map<String, Value>, fields: &[(&str, Value)]) {
    for (key, value) in fields {
        map.insert((*key).to_owned(), value.clone());
    }
}

fn texts(map: &mut Map<String, Value>, texts: &[TextAttribute]) {
    let texts: Map<String, Value> = texts.iter().map(|text| (text.key.en().to_owned(), text.text.as_str().into())).collect();
    map.insert("texts".into(), texts.into());
}

fn duration(value: Duration) -> Value {
    let clock = if value.clock == Clock::Wall { "wall" } else { "working" };
    let sign = if value.ms < 0 { "-" } else { "" };
    let text = format!("{sign}{}", Duration { ms: value.ms.abs(), ..value });
    json!({ "text": text, "seconds": seconds(value.ms), "clock": clock })
}

/// Whole seconds as they are; otherwise the exact decimal.
fn seconds(ms: i64) -> Value {
    if ms % 1000 == 0 { (ms / 1000).into() } else { decimal(Decimal { mantissa: ms, scale: 3 }) }
}

fn estimate(value: Estimate) -> Value {
    let (kind, parts): (&str, Vec<(&str, Duration)>) = match value {
        Estimate::Fixed(value) => ("fixed", vec![("value", value)]),
        Estimate::Range(least, most) => ("range", vec![("least", least), ("most", most)]),
        Estimate::Normal(mean, deviation) => ("normal", vec![("mean", mean), ("deviation", deviation)]),
        Estimate::Exponential(mean) => ("exponential", vec![("mean", mean)]),
        Estimate::Triangular(least, mode, most) => ("triangular", vec![("least", least), ("mode", mode), ("most", most)]),
    };
    let mut map = Map::new();
    map.insert("kind".into(), kind.into());
    map.insert("text".into(), value.to_string().into());
    for (name, part) in parts {
        map.insert(name.into(), duration(part));
    }
    Value::Object(map)
}

/// The nearest number that JSON has; the exact one stands in `text` beside it.
fn decimal(value: Decimal) -> Value {
    value.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

fn percent(value: Percent) -> Value {
    json!({ "text": value.to_string(), "value": decimal(Decimal { mantissa: value.billionths, scale: 9 }) })
}

fn money(value: &Money) -> Value {
    json!({ "text": value.to_string(), "amount": decimal(value.amount), "currency": value.currency })
}

fn rate(value: &Rate) -> Value {
    json!({ "text": value.to_string(), "amount": decimal(value.amount), "unit": value.unit, "per_seconds": seconds(value.per) })
}

fn quantity(value: &Quantity) -> Value {
    let (kind, mut value) = match value {
        Quantity::Duration(value) => ("duration", duration(*value)),
        Quantity::Percent(value) => ("percent", percent(*value)),
        Quantity::Money(value) => ("money", money(value)),
        Quantity::Rate(value) => ("rate", rate(value)),
        Quantity::Number(number, unit) => ("number", json!({ "text": value.to_string(), "value": decimal(*number), "unit": unit })),
        Quantity::Date(value) => ("date", json!({ "text": value.to_string() })),
    };
    if let Value::Object(map) = &mut value {
        map.insert("kind".into(), kind.into());
    }
    value
}

fn date(value: Date) -> Value {
    value.to_string().into()
}

fn mode(mode: Mode) -> Value {
    match mode {
        Mode::All => "all".into(),
        Mode::Any => "any".into(),
        Mode::InTurn => "in-turn".into(),
        Mode::AtLeast(count) => count.into(),
    }
}

fn comparison(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::Equal => "=",
        Comparison::AtLeast => ">=",
        Comparison::More => ">",
    }
}
