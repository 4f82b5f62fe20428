//! The attributes of a node.

use super::resource::text;
use super::{Resolver, title};
use crate::ast::quantity::{Duration, Estimate};
use crate::ast::{self, Attribute, Name, Value};
use crate::model::{Escalation, Improve, Node, NodeKind, Origin, Spanned, Title};
use crate::syntax::keywords::{Key, Keyword};

impl Resolver<'_> {
    /// A node with its attributes.
    pub(in crate::model) fn node(&mut self, ast: &ast::Node) -> Node {
        let mut node = blank(kind_of(ast.header.keyword), title(&ast.header), Origin::Declared);
        node.broken = ast.header.broken;
        self.attributes(&mut node, &ast.attributes);
        node
    }

    /// Sets attributes; one that is already there is replaced.
    pub(in crate::model) fn attributes(&mut self, node: &mut Node, attributes: &[Attribute]) {
        for attribute in attributes {
            node.places.retain(|place| place.0 != attribute.key);
            node.places.push((attribute.key, attribute.key_span, attribute.span));
            self.attribute(node, attribute);
        }
    }

    fn attribute(&mut self, node: &mut Node, attribute: &Attribute) {
        let span = attribute.span;
        match (&attribute.value, attribute.key) {
            (Value::Names(names), key) => self.names_attribute(node, key, names),
            (Value::Duration(estimate), Key::Time) => node.time = Some(*estimate),
            (Value::Unknown, Key::Time) => node.time = None,
            (Value::Duration(estimate), Key::Wait) => node.wait = Some(*estimate),
            (Value::Unknown | Value::Broken, Key::Wait) => node.wait = None,
            (Value::Unknown, Key::Owner) => node.owner.clear(),
            (Value::Duration(estimate), Key::Sla) => node.sla = estimate.most().map(|value| Spanned { value, span }),
            (Value::Unknown, Key::Sla) => node.sla = None,
            (Value::Duration(estimate), Key::Valid) => node.valid = estimate.most(),
            (Value::Duration(estimate), Key::Remind) => node.remind = estimate.most(),
            (Value::Yes(yes), Key::Hard) => node.hard = *yes,
            (Value::Yes(yes), Key::Distinct) => node.distinct = *yes,
            (Value::Yes(yes), Key::Required) => node.required = yes.then_some(None),
            (Value::Text(words), Key::Required) => node.required = Some(Some(words.text.to_string())),
            (Value::Yes(yes), Key::Preventive) => node.preventive = *yes,
            (Value::Yes(yes), Key::Detective) => node.detective = *yes,
            (Value::Yes(yes), Key::Responds) => node.responds = *yes,
            (Value::Yes(yes), Key::Automated) => node.automated = *yes,
            (Value::Yes(yes), Key::Manual) => node.manual = *yes,
            (Value::Yes(yes), Key::Keep) => node.keep = *yes,
            (Value::Mode(mode), _) => node.mode = Some(*mode),
            (Value::Clock { running }, _) => node.paused = !running,
            (Value::Rate(rate), Key::Cost) => node.cost = Some(rate.clone()),
            (Value::Text(words), Key::Aspect) => node.aspect = Some(words.text.to_string()),
            (Value::Escalation(list), _) => {
                node.escalate = list.iter().map(|step| Escalation { role: self.role(&step.role), after: step.after }).collect();
            }
            (Value::Improve { text, by, due }, _) => {
                node.improve = Some(Improve { text: text.text.to_string(), by: by.as_ref().map(|name| name.text.to_string()), due: *due });
            }
            _ => {
                node.texts.retain(|text| text.key != attribute.key);
                node.texts.extend(text(attribute));
            }
        }
    }

    fn names_attribute(&mut self, node: &mut Node, key: Key, names: &[Name]) {
        match key {
            Key::Owner => node.owner = self.owners(names),
            Key::By => node.by = self.owners(names),
            Key::Approvers => node.approvers = self.owners(names),
            Key::Consults => node.consults = self.roles(names),
            Key::Informs => node.informs = self.roles(names),
            Key::To => node.to = self.roles(names),
            Key::System => node.systems = names.iter().map(|name| self.system(name)).collect(),
            Key::In => node.inputs = self.several_data(names),
            Key::Optional => node.optional = self.several_data(names),
            Key::Out => node.outputs = self.several_data(names),
            Key::Of => node.of = self.several_data(names),
            Key::Process => node.calls = names.first().map(|name| (name.text.to_string(), false)),
            Key::Was => node.was_name = names.first().map(|name| Spanned { value: name.text.to_string(), span: name.span }),
            _ => {}
        }
    }
}

pub(in crate::model) fn kind_of(keyword: Keyword) -> NodeKind {
    match keyword {
        Keyword::Start => NodeKind::Start,
        Keyword::End => NodeKind::End,
        Keyword::Approval => NodeKind::Approval,
        Keyword::Decision => NodeKind::Decision,
        Keyword::Parallel | Keyword::Fork => NodeKind::Fork,
        Keyword::Join => NodeKind::Join,
        Keyword::Wait => NodeKind::Wait,
        Keyword::Notify => NodeKind::Notify,
        Keyword::Call => NodeKind::Call,
        _ => NodeKind::Task,
    }
}

/// A node without attributes. Absent `wait` is 0; gateways, events and notices take no time unless they say so.
pub(in crate::model) fn blank(kind: NodeKind, title: Title, origin: Origin) -> Node {
    let zero = Some(Estimate::Fixed(Duration::wall(0)));
    Node {
        kind,
        title,
        origin,
        broken: false,
        was: None,
        block: None,
        within: None,
        formerly: Vec::new(),
        owner: Vec::new(),
        by: Vec::new(),
        consults: Vec::new(),
        informs: Vec::new(),
        to: Vec::new(),
        systems: Vec::new(),
        time: if kind.is_work() { None } else { zero },
        wait: zero,
        sla: None,
        hard: false,
        inputs: Vec::new(),
        optional: Vec::new(),
        outputs: Vec::new(),
        of: Vec::new(),
        aspect: None,
        approvers: Vec::new(),
        mode: None,
        valid: None,
        distinct: false,
        required: None,
        preventive: false,
        detective: false,
        responds: false,
        automated: false,
        manual: false,
        remind: None,
        escalate: Vec::new(),
        paused: false,
        cost: None,
        calls: None,
        keep: false,
        texts: Vec::new(),
        improve: None,
        was_name: None,
        places: Vec::new(),
        changed_by: None,
    }
}
