//! The resolved model as JSON: every attribute of the language, names instead of ids, times exact. `schema/model.schema.json`
//! describes it; fields are only ever added within a version.

mod names;
mod values;
mod variant;

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use self::values::{comparison, date, duration, money, quantity, rate};
use crate::lang::is_hidden;
use crate::model::{Data, Goal, Home, Model, Process, Ref, Risk, Role, RoleId, TextAttribute, Title};
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
            "until": allow.until.day().map(date),
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
    plain(&serde_json::to_string_pretty(&value).unwrap_or_default()) + "\n"
}

/// Writes what a terminal would obey or a reader would not see as `\u…`; outside strings JSON has none of it.
fn plain(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut units = [0; 2];
    for c in json.chars() {
        if c.is_control() && c != '\n' || is_hidden(c) || matches!(c, '\u{2028}' | '\u{2029}') {
            for unit in c.encode_utf16(&mut units) {
                // A String takes all that is written to it.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
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
            let duties = process.duties.iter().filter(|duty| duty.separate == separate);
            duties.map(|duty| json!({ "nodes": duty.nodes, "place": self.place(duty.span) })).collect()
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
                                "place": self.place(milestone.span),
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
                (
                    "accept",
                    process
                        .accepts
                        .iter()
                        .map(|accept| json!({ "code": accept.code, "because": accept.because, "place": self.place(accept.span) }))
                        .collect(),
                ),
            ],
        );
        texts(&mut map, &process.texts);
        map.insert("variants".into(), process.variants.iter().map(|variant| self.variant(process, variant)).collect());
        Value::Object(map)
    }
}

fn put(map: &mut Map<String, Value>, fields: &[(&str, Value)]) {
    for (key, value) in fields {
        map.insert((*key).to_owned(), value.clone());
    }
}

/// Texts by key. What was merged of several nodes may have a key more than once: a line each.
fn texts(map: &mut Map<String, Value>, texts: &[TextAttribute]) {
    let mut by_key: Map<String, Value> = Map::new();
    for text in texts {
        let key = text.key.en();
        let before = by_key.get(key).and_then(Value::as_str).map(|before| format!("{before}\n")).unwrap_or_default();
        by_key.insert(key.to_owned(), (before + &text.text).into());
    }
    map.insert("texts".into(), by_key.into());
}
