//! What stands on the page.

use super::Subject;
use super::words::Words;
use crate::compare::{Reached, Row, Step, Value, steps};
use crate::config::Attainment;
use crate::emit::analysis;
use crate::emit::page::{Cell, Columns, Page, Part, Section, Table};
use crate::emit::sheet::{Datum, Sheet};
use crate::lang::{Lang, Text};
use crate::measure::{Gap, People};
use crate::model::Variant;
use crate::syntax::keywords::Keyword;
use crate::wording::shown;

/// The page about a comparison.
#[must_use]
pub fn page(subject: Subject, lang: Lang) -> Page {
    let words = Words { model: subject.model, lang };
    let compared = subject.comparison;
    let name = shown(&compared.process.title);
    let title = match compared.to_bes.as_slice() {
        [one] => words.t(format!("{name}: as-is and {}", one.title().en), format!("{name}：现状与{}对比", one.title().zh)),
        _ => words.t(format!("{name}: as-is and to-be"), format!("{name}：现状与各优化方案对比")),
    };
    let figures = Section::new(
        words.t("Before and after", "效果对比"),
        caveats(subject, lang)
            .into_iter()
            .map(Part::Says)
            .chain([Part::Table(table(subject, words))])
            .chain(notes(subject, words))
            .collect(),
    );
    let changes = compared.to_bes.iter().map(|to_be| changes(subject, to_be, words));
    let sections = std::iter::once(figures).chain(changes).chain(open(subject, lang)).collect();
    Page { title, sections }
}

/// The rows as a table. With one to-be change and target have columns of their own, as in the handbooks; with several they stand beside each value.
fn table(subject: Subject, words: Words) -> Table {
    let compared = subject.comparison;
    let label = |row: &Row| Cell::from(words.label(compared, row));
    let (head, rows): (Vec<String>, Vec<Vec<Cell>>) = if let [_] = compared.to_bes.as_slice() {
        let head = match words.lang {
            Lang::En => ["Metric", "Before", "After", "Change", "Target", "Attained"],
            Lang::Zh => ["评估指标", "优化前", "优化后", "变化率", "目标达成情况", "目标达成率"],
        };
        let cells = |row: &Row| {
            let [before, after] = row.cells.as_slice() else { return vec![label(row)] };
            let cells = [
                words.value(&before.value),
                words.value(&after.value),
                words.change(&after.change),
                words.result(row, after),
                words.attainment(row, after),
            ];
            std::iter::once(label(row)).chain(cells.map(Cell::from)).collect()
        };
        (head.map(str::to_owned).to_vec(), compared.rows.iter().map(cells).collect())
    } else {
        let [first, last] = words.t(["Metric", "Target"], ["评估指标", "目标"]);
        let titles = compared.variants().map(|variant| words.title(variant));
        let head = std::iter::once(first.to_owned()).chain(titles).chain([last.to_owned()]).collect();
        let cells = |row: &Row| {
            let values = row.cells.iter().enumerate().map(|(at, cell)| {
                let change = if cell.differs() { words.change(&cell.change) } else { String::new() };
                let reached = if at > 0 && matches!(cell.reached, Reached::Yes | Reached::No) { words.reached(cell.reached) } else { "" };
                let parts = [words.value(&cell.value), change, reached.to_owned()];
                let text = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
                Cell { text, best: row.best.contains(&at) }
            });
            let target = row.target.as_ref().map_or("-".to_owned(), |target| words.target(target));
            std::iter::once(label(row)).chain(values).chain([Cell::from(target)]).collect()
        };
        (head, compared.rows.iter().map(cells).collect())
    };
    Table { head, rows, columns: Columns::Figures }
}

/// The rows for a spreadsheet: one for each metric and to-be.
#[must_use]
pub fn sheet(subjects: &[Subject], lang: Lang) -> Sheet {
    let head = match lang {
        Lang::En => ["Process", "To-be", "Metric", "Before", "After", "Change", "Target", "Attained"],
        Lang::Zh => ["流程", "优化方案", "评估指标", "优化前", "优化后", "变化率", "目标达成情况", "目标达成率"],
    };
    let mut rows = Vec::new();
    for &subject in subjects {
        let words = Words { model: subject.model, lang };
        let compared = subject.comparison;
        for (at, to_be) in (1..).zip(&compared.to_bes) {
            for row in &compared.rows {
                let cell = &row.cells[at];
                let cells = [
                    shown(&compared.process.title).to_owned(),
                    words.title(to_be),
                    words.label(compared, row),
                    words.value(&row.cells[0].value),
                    words.value(&cell.value),
                    words.change(&cell.change),
                    words.result(row, cell),
                    words.attainment(row, cell),
                ];
                rows.push(cells.map(Datum::Text).to_vec());
            }
        }
    }
    Sheet { name: lang.pick("Comparison", "效果对比").to_owned(), head: head.map(str::to_owned).to_vec(), rows }
}

/// How to read the table.
fn notes(subject: Subject, words: Words) -> Vec<Part> {
    let compared = subject.comparison;
    let any = |has: &dyn Fn(&Row) -> bool| compared.rows.iter().any(has);
    let mut notes: Vec<String> = Vec::new();
    let mut say = |en: &str, zh: &str| notes.push(words.t(en, zh).to_owned());
    say(
        "Change is (after − before) ÷ before, of percentages too. `-`: there is none.",
        "变化率 =（优化后 − 优化前）÷ 优化前，百分比指标同样按此计算；“-”表示没有。",
    );
    if compared.to_bes.len() > 1 {
        say("The best of a row is marked.", "每行最优的数值有标记。");
    } else if any(&|row| row.target.is_some()) {
        match compared.attainment {
            Attainment::Relative => say(
                "Attained is 2 − after ÷ target where less is better, after ÷ target where more is.",
                "目标达成率：越低越好的指标 = 2 − 优化后 ÷ 目标；越高越好的指标 = 优化后 ÷ 目标。",
            ),
            Attainment::Progress => {
                say("Attained is (before − after) ÷ (before − target).", "目标达成率 =（优化前 − 优化后）÷（优化前 − 目标）。")
            }
        }
    }
    if any(&|row| row.beside.is_some()) {
        say(
            "Goals are shown with the values that they declare; where those differ from what was worked out, that stands in the row below.",
            "指标按声明的数值显示；与测算结果不同的，下一行是测算结果。",
        );
    }
    if compared.to_bes.len() > 1 && any(&|row| row.goal.is_some_and(|goal| compared.process.goals[goal].after.is_some())) {
        say(
            "The `after` of a goal is one declared value for all to-bes; what was worked out tells them apart.",
            "指标的“优化后”是声明的一个值，对各方案相同；各方案的差别见测算结果。",
        );
    }
    for goal in &compared.unmeasured {
        let metric = crate::lang::shown(goal.metric.as_deref().unwrap_or_default()).to_string();
        say(
            &format!("`metric: {metric}` is nothing that is worked out; what is declared counts."),
            &format!("“口径：{metric}”不在可测算的指标中，以声明的数值为准。"),
        );
    }
    notes.into_iter().map(Part::Says).collect()
}

/// The changes of a to-be, each with the heuristic that it follows and its reason.
fn changes(subject: Subject, to_be: &Variant, words: Words) -> Section {
    let title = to_be.title();
    let heading = words.t(format!("Changes: {}", title.en), format!("改动：{}", title.zh));
    if !to_be.from_as_is {
        let says = words.t(
            "This to-be is written whole; `flowright build --to md --variant diff` shows what differs.",
            "这个方案是整体写出的；用 flowright build --to md --variant diff 查看与现状的差别。",
        );
        return Section::new(heading, vec![Part::Says(says.to_owned())]);
    }
    let head = match words.lang {
        Lang::En => ["Step", "Change", "Redesign heuristic", "Why"],
        Lang::Zh => ["环节", "改动", "优化手法", "原因"],
    };
    let row = |step: &Step| {
        let operation = Keyword::ALL.iter().find(|keyword| keyword.en() == step.change.operation);
        let operation = operation.map_or(step.change.operation, |keyword| words.t(keyword.en(), keyword.zh()));
        let heuristics: Vec<&str> = step.heuristics.iter().map(|heuristic| heuristic.name()).map(|(en, zh)| words.t(en, zh)).collect();
        vec![
            step.nodes.join(words.t(", ", "、")),
            operation.to_owned(),
            if heuristics.is_empty() { "-".to_owned() } else { heuristics.join(words.t(", ", "、")) },
            step.change.because.clone().unwrap_or_else(|| "-".to_owned()),
        ]
    };
    let rows = steps(subject.model, subject.comparison.as_is, to_be).iter().map(row).collect();
    Section::new(heading, vec![Part::Table(Table::of_texts(head.map(str::to_owned).to_vec(), rows))])
}

/// Each gap with the variants that have it.
fn gaps<'a>(subject: Subject<'a>, wanted: impl Fn(Gap) -> bool) -> Vec<(Text, Vec<&'a Variant>)> {
    let compared = subject.comparison;
    let mut gaps: Vec<(Text, Vec<&'a Variant>)> = Vec::new();
    for (variant, measures) in compared.variants().zip(&compared.measures) {
        for &gap in measures.gaps.iter().filter(|&&gap| wanted(gap)) {
            let of = analysis::Subject { model: subject.model, process: compared.process, variant, measures };
            let text = analysis::gap_text(of.model, of.variant, gap);
            match gaps.iter_mut().find(|(known, _)| *known == text) {
                Some((_, variants)) => variants.push(variant),
                None => gaps.push((text, vec![variant])),
            }
        }
    }
    gaps
}

/// A gap with the names of the variants that have it.
fn lines(gaps: Vec<(Text, Vec<&Variant>)>, lang: Lang) -> Vec<String> {
    let titles = |variants: &[&Variant]| {
        let titles: Vec<Text> = variants.iter().map(|variant| variant.title()).collect();
        titles.iter().map(|title| title.get(lang)).collect::<Vec<_>>().join(lang.pick(", ", "、"))
    };
    let line = |(text, variants): (Text, Vec<&Variant>)| format!("{}{}{}", titles(&variants), lang.pick(": ", "："), text.get(lang));
    gaps.into_iter().map(line).collect()
}

/// What must be known before the figures are read.
fn caveats(subject: Subject, lang: Lang) -> Vec<String> {
    lines(gaps(subject, |gap| matches!(gap, Gap::Unsound | Gap::Hours)), lang)
}

/// What could not be judged, and what to declare.
fn open(subject: Subject, lang: Lang) -> Option<Section> {
    let about_workload = |gap: Gap| matches!(gap, Gap::Unsound | Gap::Hours | Gap::Staff(_) | Gap::Arrivals);
    let mut lines = lines(gaps(subject, |gap| !about_workload(gap)), lang);
    let compared = subject.comparison;
    let rated =
        compared.measures.iter().any(|measures| measures.cost.is_some() || measures.gaps.iter().any(|gap| matches!(gap, Gap::Cost(_))));
    let several = compared.variants().any(|variant| People { model: subject.model, variant }.currency().is_none());
    if several {
        let says = lang.pick("what a case costs is not known: the rates are in several currencies", "单均成本不详：成本用了几种货币");
        lines.push(says.to_owned());
    } else if !rated {
        let says = lang.pick("what a case costs is not known: declare `cost` of the roles", "单均成本不详：请在岗位中写“成本”");
        lines.push(says.to_owned());
    }
    for goal in &compared.process.goals {
        let row = compared.rows.iter().find(|row| row.goal.is_some_and(|at| std::ptr::eq(&raw const compared.process.goals[at], goal)));
        let is_open = |at: usize| row.is_some_and(|row| row.cells.get(at).is_some_and(|cell| cell.value == Value::Unknown));
        for (_, en, zh) in [(0, "before", "优化前"), (1, "after", "优化后")].into_iter().filter(|&(at, ..)| is_open(at)) {
            let name = crate::lang::shown(shown(&goal.title)).to_string();
            lines.push(lang.pick(
                format!("the value of `{name}` is not known: declare `{en}` of the goal"),
                format!("“{name}”的数值不详：请在指标中写“{zh}”"),
            ));
        }
    }
    (!lines.is_empty()).then(|| Section::new(lang.pick("What could not be judged", "无法判断的内容"), vec![Part::List(lines)]))
}
