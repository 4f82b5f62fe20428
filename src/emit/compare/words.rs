//! Figures of a comparison in words.

use num_traits::{One, ToPrimitive, Zero};

use crate::ast::Comparison;
use crate::ast::quantity::{Clock, Duration, HOUR, MINUTE, Quantity};
use crate::both;
use crate::compare::exact::{self, Exact};
use crate::compare::{Cell, Change, Comparison as Compared, Limit, Metric, Reached, Row, Unit, Value};
use crate::lang::{Lang, Text};
use crate::measure::Between;
use crate::model::{Model, Variant};
use crate::rule::Level;
use crate::wording::sign;
use crate::wording::{Wording, shown};

/// What is not known.
pub(in crate::emit) const UNKNOWN: &str = "?";

/// What there is not.
pub(in crate::emit) const NOTHING: &str = "-";

/// Says figures in one language.
#[derive(Clone, Copy)]
pub(in crate::emit) struct Words<'m> {
    pub(in crate::emit) model: &'m Model,
    pub(in crate::emit) lang: Lang,
}

impl Words<'_> {
    pub(super) fn t<T>(self, en: T, zh: T) -> T {
        self.lang.pick(en, zh)
    }

    /// A value.
    pub(in crate::emit) fn value(self, value: &Value) -> String {
        match value {
            Value::Declared(quantity) => self.quantity(quantity),
            Value::Measured(figure) => self.between(figure.amount.map(|amount| self.amount(amount, &figure.unit))),
            Value::Unknown => UNKNOWN.to_owned(),
            Value::Absent => NOTHING.to_owned(),
        }
    }

    /// A quantity as it was declared.
    pub(in crate::emit) fn quantity(self, quantity: &Quantity) -> String {
        Wording { model: self.model, lang: self.lang }.quantity(quantity)
    }

    /// A target: `≤24h`.
    pub(in crate::emit) fn target(self, (comparison, quantity): &(Comparison, Quantity)) -> String {
        format!("{}{}", sign(*comparison), self.quantity(quantity))
    }

    fn amount(self, amount: &Exact, unit: &Unit) -> String {
        match unit {
            Unit::Time(clock) => self.time(amount, *clock),
            Unit::Share => share(amount),
            Unit::Money(currency) => {
                let currency = if currency == "CNY" { self.t(" CNY", "元") } else { &format!(" {currency}") };
                format!("{}{}", exact::fixed(amount, 2), currency.trim_end())
            }
            Unit::Rate(..) | Unit::Number(_) | Unit::Date => exact::rounded(amount, 2),
        }
    }

    /// A time: as it is where it has whole minutes, else in about two units; nobody counts hundredths of a working hour.
    fn time(self, amount: &Exact, clock: Clock) -> String {
        let ms = exact::fixed(amount, 0).parse::<i64>().unwrap_or(i64::MAX);
        if clock == Clock::Working && ms < HOUR {
            let minutes = exact::rounded(&(amount / Exact::from_integer(MINUTE.into())), 1);
            return self.t(format!("{minutes}m"), format!("{minutes}分钟"));
        }
        let time = Duration { ms, clock };
        let whole = if clock == Clock::Wall { MINUTE } else { HOUR };
        let text = if amount.is_integer() && ms % whole == 0 { time.text() } else { time.near() };
        text.get(self.lang).to_owned()
    }

    fn between(self, between: Between<String>) -> String {
        match between {
            Between { least, most: Some(most) } if least == most => least,
            Between { least, most: Some(most) } => self.t(format!("{least} to {most}"), format!("{least}～{most}")),
            Between { least, most: None } => self.t(format!("at least {least}"), format!("至少{least}")),
        }
    }

    /// A change rate: `↓54.2%`.
    pub(in crate::emit) fn change(self, change: &Change) -> String {
        match change {
            Change::By(rate) => self.between(rate.map(exact::arrow)),
            Change::None => NOTHING.to_owned(),
            Change::Unknown => UNKNOWN.to_owned(),
        }
    }

    /// Whether the target is reached, in a word.
    pub(super) fn reached(self, reached: Reached) -> &'static str {
        match reached {
            Reached::Yes => self.t("reached", "达成"),
            Reached::No => self.t("missed", "未达成"),
            Reached::Unknown => UNKNOWN,
            Reached::NoTarget => NOTHING,
        }
    }

    /// Whether the target is reached, and which: `达成(≤24小时)`.
    pub(in crate::emit) fn result(self, row: &Row, cell: &Cell) -> String {
        let word = self.reached(cell.reached);
        let Some(target) = &row.target else { return word.to_owned() };
        self.t(format!("{word} ({})", self.target(target)), format!("{word}({})", self.target(target)))
    }

    /// How much of the target is attained.
    pub(super) fn attainment(self, row: &Row, cell: &Cell) -> String {
        let percent = |share: &Exact| format!("{}%", exact::rounded(&(share * hundred()), 1));
        let open = row.target.is_some() && cell.reached == Reached::Unknown;
        cell.attainment.as_ref().map_or(if open { UNKNOWN } else { NOTHING }.to_owned(), percent)
    }

    /// What a row is about.
    pub(in crate::emit) fn label(self, compared: &Compared, row: &Row) -> String {
        if let Some(goal) = row.goal {
            return shown(&compared.process.goals[goal].title).to_owned();
        }
        let label = row.metric.as_ref().map(|metric| label(compared, metric)).unwrap_or_default();
        match row.beside {
            Some(_) => self.t(format!("{}, as worked out", label.en), format!("{}（测算）", label.zh)),
            None => label.get(self.lang).to_owned(),
        }
    }

    /// What people call a variant, as the head of a column.
    pub(super) fn title(self, variant: &Variant) -> String {
        let title = variant.title();
        variant.name.clone().unwrap_or_else(|| title.get(self.lang).to_owned())
    }
}

fn hundred() -> Exact {
    Exact::from_integer(100.into())
}

/// A share: never certain unless it is.
fn share(share: &Exact) -> String {
    let little = Exact::new(1.into(), 1000.into());
    match share {
        share if !share.is_zero() && *share < little => "< 0.1%".to_owned(),
        share if !share.is_one() && *share > Exact::one() - &little && *share < Exact::one() => "> 99.9%".to_owned(),
        share => format!("{}%", exact::rounded(&(share * hundred()), 1)),
    }
}

/// The amount of a figure in the unit of the data: times in seconds.
pub(super) fn in_data(amount: &Exact, unit: &Unit) -> (f64, String) {
    let amount = if matches!(unit, Unit::Time(_)) { amount / Exact::from_integer(1000.into()) } else { amount.clone() };
    (amount.to_f64().unwrap_or(f64::NAN), format!("{}/{}", amount.numer(), amount.denom()))
}

/// What is measured.
pub(super) fn label(compared: &Compared, metric: &Metric) -> Text {
    let node = |name: &str| {
        let title = compared.variants().find_map(|variant| variant.node_named(name).map(|id| &variant.node(id).title));
        title.map_or(name, shown).to_owned()
    };
    match metric {
        Metric::CycleTime => both!("Cycle time, on average", "平均周期"),
        Metric::Best => both!("Best case", "最短"),
        Metric::Worst => both!("Worst case, if every limit is kept", "最长（循环不超过上限）"),
        Metric::P95 => both!("95th percentile", "95% 分位用时"),
        Metric::Breach(limit) => match limit {
            Limit::Process(time) => both!("Cases over the SLA of {}", "超时概率（整个流程，时限{}）"; time.text()),
            Limit::Response(time) => both!("Cases answered after more than {}", "超时概率（首次响应，时限{}）"; time.text()),
            Limit::Milestone(name, done, time) => {
                let (name, time) = (node(name), time.text());
                let word = if *done { both!("done", "完成") } else { both!("started", "启动") };
                both!("Cases with {name} {} after more than {}", "超时概率（{name}{}，时限{}）"; word, time)
            }
            Limit::Node(name) => {
                let name = node(name);
                both!("Cases over the SLA of {name}", "超时概率（{name}）")
            }
        },
        Metric::Work => both!("Work per case", "每单处理时间"),
        Metric::Wait => both!("Waiting per case", "每单等待时间"),
        Metric::Efficiency => both!("Cycle-time efficiency", "周期效率"),
        Metric::Cost => both!("Cost per case", "单均成本"),
        Metric::Nodes => both!("Nodes", "节点数"),
        Metric::Approvals => both!("Approvals", "审批环节数"),
        Metric::HandOffs => both!("Hand-offs on the likeliest way", "交接次数（最可能的路径）"),
        Metric::Systems => both!("Systems in use", "所用系统数"),
        Metric::Rework => both!("Steps done again per case", "每单返工次数"),
        Metric::Findings(Level::Error) => both!("Findings: errors", "检查问题：错误"),
        Metric::Findings(Level::Warning) => both!("Findings: warnings", "检查问题：警告"),
        Metric::Findings(Level::Info) => both!("Findings: info", "检查问题：提示"),
    }
}
