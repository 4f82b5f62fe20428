//! Proposals as data.

use serde_json::{Value, json};

use super::{Figures, Subject};
use crate::ast::quantity::Clock;
use crate::lang::Text;
use crate::measure::Between;

/// The version of the format.
pub const VERSION: u32 = 1;

/// The document about some proposals. `schema/improve.schema.json` says what it holds.
#[must_use]
pub fn emit(subjects: &[Subject]) -> String {
    let proposals: Vec<Value> = subjects.iter().map(|&subject| proposal(subject)).collect();
    let document = json!({ "format": "flowright.improve", "version": VERSION, "proposals": proposals });
    format!("{document:#}\n")
}

fn proposal(subject: Subject) -> Value {
    let proposal = subject.proposal;
    json!({
        "process": subject.process.title.name,
        "to_be": if proposal.text.is_empty() { Value::Null } else { proposal.text.as_str().into() },
        "note": proposal.note.as_ref().map(text),
        "before": proposal.figures.as_ref().map(|(before, _)| figures(before)),
        "after": proposal.figures.as_ref().map(|(_, after)| figures(after)),
        "steps": proposal.steps.iter().map(|step| json!({
            "heuristic": step.heuristic.word(),
            "nodes": step.nodes,
            "what": text(&step.what),
            "because": text(&step.why),
            "before": figures(&step.figures.0),
            "after": figures(&step.figures.1),
        })).collect::<Vec<_>>(),
        "rejected": proposal.rejected.iter().map(|rejected| json!({
            "heuristic": rejected.heuristic.word(),
            "nodes": rejected.nodes,
            "what": text(&rejected.what),
            "constraint": rejected.constraint,
            "because": text(&rejected.why),
            "line": rejected.line,
        })).collect::<Vec<_>>(),
        "left": proposal.left.as_ref().map(text),
        "declare": proposal.declare.iter().map(text).collect::<Vec<_>>(),
    })
}

fn text(text: &Text) -> Value {
    json!({ "en": text.en, "zh": text.zh })
}

fn figures(figures: &Figures) -> Value {
    let seconds = |time: Between<f64>| between(time.scaled(1.0 / 1000.0));
    json!({
        "clock": if figures.clock == Clock::Wall { "wall" } else { "working" },
        "cycle_time": figures.mean.map(seconds),
        "breached": figures.breach.map(between),
        "cost": figures.cost.map(between),
        "currency": figures.currency,
        "work": figures.work.map(seconds),
        "hand_offs": figures.hand_offs,
        "approvals": figures.approvals,
        "rounded": figures.rounded,
    })
}

fn between(between: Between<f64>) -> Value {
    json!({ "least": between.least, "most": between.most })
}
