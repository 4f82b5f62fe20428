//! A comparison as data.

use serde_json::{Value as Json, json};

use super::Subject;
use super::words::{Words, in_data, label};
use crate::ast::quantity::Clock;
use crate::compare::exact::Exact;
use crate::compare::{Better, Cell, Change, Figure, Limit, Metric, Reached, Row, Unit, Value, steps};
use crate::config::Attainment;
use crate::emit::analysis;
use crate::lang::Lang;
use crate::measure::Between;
use crate::model::VariantKind;
use crate::wording::shown;
use crate::wording::sign;

/// The version of the format.
pub const VERSION: u32 = 1;

/// The document about some comparisons. `schema/compare.schema.json` says what it holds.
#[must_use]
pub fn emit(subjects: &[Subject]) -> String {
    let comparisons: Vec<Json> = subjects.iter().map(|&subject| comparison(subject)).collect();
    let document = json!({ "format": "flowright.compare", "version": VERSION, "comparisons": comparisons });
    format!("{document:#}\n")
}

fn comparison(subject: Subject) -> Json {
    let compared = subject.comparison;
    let variants: Vec<Json> = compared
        .variants()
        .zip(&compared.measures)
        .map(|(variant, measures)| {
            let of = analysis::Subject { model: subject.model, process: compared.process, variant, measures };
            let gaps = measures
                .gaps
                .iter()
                .map(|&gap| analysis::gap_text(of.model, of.variant, gap))
                .map(|text| json!({ "en": text.en, "zh": text.zh }));
            json!({
                "variant": if variant.kind == VariantKind::AsIs { "as-is" } else { "to-be" },
                "name": variant.name,
                "gaps": gaps.collect::<Vec<_>>(),
                "changes": steps(subject.model, compared.as_is, variant).iter().map(|step| json!({
                    "operation": step.change.operation,
                    "nodes": step.change.nodes,
                    "heuristics": step.heuristics.iter().map(|heuristic| heuristic.name().0).collect::<Vec<_>>(),
                    "because": step.change.because,
                })).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "process": compared.process.title.name,
        "attainment": match compared.attainment {
            Attainment::Relative => "relative",
            Attainment::Progress => "progress",
        },
        "variants": variants,
        "rows": compared.rows.iter().map(|row| self::row(subject, row)).collect::<Vec<_>>(),
    })
}

fn row(subject: Subject, row: &Row) -> Json {
    let compared = subject.comparison;
    let goal = row.goal.map(|at| &compared.process.goals[at]);
    let label = match (goal, &row.metric) {
        (Some(goal), _) => shown(&goal.title).into(),
        (None, Some(metric)) => label(compared, metric),
        (None, None) => crate::lang::Text::default(),
    };
    let node = match &row.metric {
        Some(Metric::Breach(Limit::Milestone(name, ..) | Limit::Node(name))) => Some(name),
        _ => None,
    };
    let words = Words { model: subject.model, lang: Lang::En };
    json!({
        "goal": goal.map(|goal| goal.title.name.as_str()),
        "beside": row.beside.map(|at| compared.process.goals[at].title.name.as_str()),
        "metric": row.metric.as_ref().map(Metric::name),
        "node": node,
        "label": { "en": label.en, "zh": label.zh },
        "better": match row.better {
            Better::Less => Some("less"),
            Better::More => Some("more"),
            Better::Open => None,
        },
        "target": row.target.as_ref().map(|(comparison, quantity)| {
            let figure = Figure::declared(quantity);
            json!({ "comparison": sign(*comparison), "text": words.quantity(quantity), "amount": amounts(&figure), "unit": unit(&figure.unit) })
        }),
        "values": row.cells.iter().map(|cell| value(cell, words)).collect::<Vec<_>>(),
        "best": row.best,
    })
}

fn value(cell: &Cell, words: Words) -> Json {
    let figure = cell.value.figure();
    json!({
        "source": match cell.value {
            Value::Declared(_) => "declared",
            Value::Measured(_) => "measured",
            Value::Unknown => "unknown",
            Value::Absent => "absent",
        },
        "text": words.value(&cell.value),
        "amount": figure.as_ref().map(amounts),
        "unit": figure.as_ref().map(|figure| unit(&figure.unit)),
        "change": match &cell.change {
            Change::By(rate) => json!({ "text": words.change(&cell.change), "rate": between(rate, &Unit::Share) }),
            Change::None | Change::Unknown => Json::Null,
        },
        "reached": match cell.reached {
            Reached::Yes => Some(true),
            Reached::No => Some(false),
            Reached::Unknown | Reached::NoTarget => None,
        },
        "attainment": cell.attainment.as_ref().map(|share| number(share, &Unit::Share)),
    })
}

fn amounts(figure: &Figure) -> Json {
    between(&figure.amount, &figure.unit)
}

fn between(amount: &Between<Exact>, unit: &Unit) -> Json {
    json!({ "least": number(&amount.least, unit), "most": amount.most.as_ref().map(|most| number(most, unit)) })
}

fn number(amount: &Exact, unit: &Unit) -> Json {
    let (value, fraction) = in_data(amount, unit);
    json!({ "value": value, "fraction": fraction })
}

fn unit(unit: &Unit) -> Json {
    match unit {
        Unit::Time(Clock::Wall) => json!("seconds"),
        Unit::Time(Clock::Working) => json!("working seconds"),
        Unit::Share => json!("share"),
        Unit::Money(currency) => json!(currency),
        Unit::Rate(of, per) => json!(format!("{of} per {} s", per / 1000)),
        Unit::Number(of) => json!(of),
        Unit::Date => json!("date"),
    }
}
