//! Variants as JSON: nodes, edges, blocks, changes.

use serde_json::{Value, json};

use super::names::NodeNames;
use super::values::{comparison, date, duration, estimate, mode, percent, quantity, rate};
use super::{Writer, put, texts};
use crate::ast::quantity::Duration;
use crate::ast::{After, Operand};
use crate::model::{Condition, Edge, EdgeKind, Node, NodeId, Origin, Process, Variant, VariantKind};

impl Writer<'_> {
    pub(super) fn variant(&self, process: &Process, variant: &Variant) -> Value {
        let names = NodeNames::of(variant);
        // An as-is is not said to be what it was.
        let as_is = process.as_is().filter(|_| variant.kind == VariantKind::ToBe).map(NodeNames::of);
        let name = |id: NodeId| names.get(id);
        json!({
            "kind": if variant.kind == VariantKind::AsIs { "as-is" } else { "to-be" },
            "name": variant.name,
            "from_as_is": variant.from_as_is,
            "incomplete": variant.incomplete,
            "place": self.place(variant.span),
            "nodes": variant.nodes().map(|(id, node)| self.node(as_is.as_ref(), &names, id, node)).collect::<Vec<_>>(),
            "edges": variant.edges.iter().map(|edge| self.edge(&names, edge)).collect::<Vec<_>>(),
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

    fn node(&self, as_is: Option<&NodeNames>, names: &NodeNames, id: NodeId, node: &Node) -> Value {
        let mut map = self.title(&node.title, None);
        let was = node.was.and_then(|was| as_is.map(|as_is| as_is.get(was)));
        put(
            &mut map,
            &[
                ("name", names.get(id).into()),
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

    fn edge(&self, names: &NodeNames, edge: &Edge) -> Value {
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
            "from": names.get(edge.from),
            "to": names.get(edge.to),
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
