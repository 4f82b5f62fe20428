//! Roles, systems, data, calendars, risks and goals.

use super::{Resolver, title};
use crate::ast::{Attribute, Name, Resource, Value};
use crate::model::{CalendarId, Data, DataId, Goal, Home, Risk, Role, RoleId, System, SystemId, TextAttribute};
use crate::syntax::keywords::{Key, Keyword};

impl Resolver<'_> {
    /// Declares resources, then reads their attributes, which may name one another.
    pub(super) fn resources(&mut self, resources: &[Resource], home: Home) -> (Vec<Goal>, Vec<Risk>) {
        let first_role = self.model.roles.len();
        let (first_system, first_data) = (self.model.systems.len(), self.model.data.len());
        for resource in resources {
            self.declare(resource, home);
        }
        let (mut role, mut system, mut data) = (first_role, first_system, first_data);
        let (mut goals, mut risks) = (Vec::new(), Vec::new());
        for resource in resources.iter().filter(|resource| resource.header.name.is_some()) {
            match resource.header.keyword {
                Keyword::Role | Keyword::External => {
                    for attribute in &resource.attributes {
                        self.role_attribute(role, attribute);
                    }
                    role += 1;
                }
                Keyword::System => {
                    for attribute in &resource.attributes {
                        match (&attribute.value, attribute.key) {
                            (Value::Names(names), Key::Owner) => {
                                self.model.systems[system].owner = names.first().map(|name| self.owner(name))
                            }
                            _ => self.model.systems[system].texts.extend(text(attribute)),
                        }
                    }
                    system += 1;
                }
                Keyword::Data => {
                    for attribute in &resource.attributes {
                        self.data_attribute(data, attribute);
                    }
                    data += 1;
                }
                Keyword::Goal => goals.push(goal(resource)),
                Keyword::Risk => risks.push(risk(resource)),
                _ => {}
            }
        }
        if !matches!(home, Home::Process(_)) {
            self.model.risks.append(&mut risks);
        }
        (goals, risks)
    }

    fn declare(&mut self, resource: &Resource, home: Home) {
        let Some(name) = &resource.header.name else { return };
        let title = title(&resource.header);
        let label = title.label.clone();
        let label = label.as_deref();
        let found = &mut self.found;
        match resource.header.keyword {
            keyword @ (Keyword::Role | Keyword::External) => {
                let id = RoleId::at(self.model.roles.len());
                self.scope.roles.declare(home, id, name, label, found);
                self.model.roles.push(Role {
                    title,
                    home,
                    external: keyword == Keyword::External,
                    dept: None,
                    line: None,
                    staff: None,
                    cost: None,
                    limit: None,
                    reports: None,
                    deputy: None,
                    calendar: None,
                    chosen_by: None,
                    texts: Vec::new(),
                });
            }
            Keyword::System => {
                let id = SystemId::at(self.model.systems.len());
                self.scope.systems.declare(home, id, name, label, found);
                self.model.systems.push(System { title, home, owner: None, texts: Vec::new() });
            }
            Keyword::Data => {
                let id = DataId::at(self.model.data.len());
                self.scope.data.declare(home, id, name, label, found);
                self.model.data.push(Data { title: Some(title), home: Some(home), ..Data::default() });
            }
            Keyword::Calendar => {
                let id = CalendarId::at(self.model.calendars.len());
                self.scope.calendars.declare(home, id, name, label, found);
                let calendar = self.declared_calendar(resource, title, home);
                self.model.calendars.push(calendar);
            }
            _ => {}
        }
    }

    fn role_attribute(&mut self, at: usize, attribute: &Attribute) {
        match (&attribute.value, attribute.key) {
            (Value::Text(words), Key::Dept) => self.model.roles[at].dept = Some(words.text.to_string()),
            (Value::Text(words), Key::Line) => self.model.roles[at].line = Some(words.text.to_string()),
            (Value::Count(count), Key::Staff) => self.model.roles[at].staff = Some(*count),
            (Value::Rate(rate), Key::Cost) => self.model.roles[at].cost = Some(rate.clone()),
            (Value::Money(money), Key::Limit) => self.model.roles[at].limit = Some(money.clone()),
            (Value::Yes(yes), Key::External) => self.model.roles[at].external = *yes,
            (Value::Names(names), Key::Reports) => {
                let role = names.first().map(|name| self.role(name));
                self.model.roles[at].reports = role;
            }
            (Value::Names(names), Key::Deputy) => {
                let role = names.first().map(|name| self.role(name));
                self.model.roles[at].deputy = role;
            }
            (Value::Names(names), Key::Calendar) => {
                let calendar = names.first().map(|name| self.calendar(name));
                self.model.roles[at].calendar = calendar;
            }
            (Value::Names(names), Key::ChosenBy) => self.model.roles[at].chosen_by = names.first().map(|name| name.text.to_string()),
            _ => self.model.roles[at].texts.extend(text(attribute)),
        }
    }

    fn data_attribute(&mut self, at: usize, attribute: &Attribute) {
        match (&attribute.value, attribute.key) {
            (Value::Names(names), Key::From) => {
                let from = self.roles(names);
                self.model.data[at].from = from;
                self.model.data[at].external = true;
            }
            (Value::Names(names), Key::Fields) => self.model.data[at].fields = texts(names),
            (Value::Yes(yes), Key::Deliverable) => self.model.data[at].deliverable = *yes,
            (Value::Yes(yes), Key::Archive) => self.model.data[at].archive = *yes,
            (Value::Yes(yes), Key::Personal) => self.model.data[at].personal = *yes,
            (Value::Duration(estimate), Key::KeepFor) => self.model.data[at].keep_for = estimate.most(),
            _ => self.model.data[at].texts.extend(text(attribute)),
        }
    }
}

fn goal(resource: &Resource) -> Goal {
    let mut goal = Goal { title: title(&resource.header), metric: None, before: None, target: None, after: None, texts: Vec::new() };
    for attribute in &resource.attributes {
        match (&attribute.value, attribute.key) {
            (Value::Text(words), Key::Metric) => goal.metric = Some(words.text.to_string()),
            (Value::Quantity(quantity), Key::BeforeValue) => goal.before = Some(quantity.clone()),
            (Value::Quantity(quantity), Key::AfterValue) => goal.after = Some(quantity.clone()),
            (Value::Comparison(comparison, quantity), Key::Target) => goal.target = Some((*comparison, quantity.clone())),
            _ => goal.texts.extend(text(attribute)),
        }
    }
    goal
}

fn risk(resource: &Resource) -> Risk {
    let mut risk = Risk { title: title(&resource.header), controls: Vec::new(), protects: Vec::new(), texts: Vec::new() };
    for attribute in &resource.attributes {
        match (&attribute.value, attribute.key) {
            (Value::Names(names), Key::Control) => risk.controls = texts(names),
            (Value::Names(names), Key::Protects) => risk.protects = texts(names),
            _ => risk.texts.extend(text(attribute)),
        }
    }
    risk
}

/// A text attribute as the model keeps it.
pub(super) fn text(attribute: &Attribute) -> Option<TextAttribute> {
    match &attribute.value {
        Value::Text(words) | Value::Schedule(words, _) => {
            Some(TextAttribute { key: attribute.key, text: words.text.to_string(), span: attribute.span })
        }
        _ => None,
    }
}

pub(super) fn texts(names: &[Name]) -> Vec<String> {
    names.iter().map(|name| name.text.to_string()).collect()
}
