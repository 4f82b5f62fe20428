//! What stands on the page.

use super::Subject;
use super::figures::Figures;
use crate::ast::quantity::{Clock, Duration};
use crate::emit::page::{Bar, Page, Part, Section, Table};
use crate::graph::{NodeTime, Worst};
use crate::lang::Lang;
use crate::measure::{self, Between, Gap, Number, Simulation, Step};
use crate::model::{Model, NodeId, NodeKind, Variant};
use crate::wording::shown;

/// Steps in the chart; what is beyond is added up.
const BARS: usize = 15;

pub(super) fn page(subject: Subject, lang: Lang) -> Page {
    let sheet = Sheet { subject, lang, figures: Figures { lang, clock: subject.measures.cycle.clock } };
    let title = sheet.t(
        format!("{}: {}", shown(&subject.process.title), subject.variant.title().en),
        format!("{}：{}", shown(&subject.process.title), subject.variant.title().zh),
    );
    if !sheet.says_anything() {
        return Page { title, sections: vec![sheet.warning()] };
    }
    let sections = [Some(sheet.key_figures()), sheet.promises(), sheet.time(), sheet.path(), sheet.loads(), sheet.gaps()];
    Page { title, sections: sections.into_iter().flatten().collect() }
}

#[derive(Clone, Copy)]
struct Sheet<'a> {
    subject: Subject<'a>,
    lang: Lang,
    figures: Figures,
}

impl Sheet<'_> {
    fn t<T>(self, en: T, zh: T) -> T {
        self.lang.pick(en, zh)
    }

    fn name(self, id: NodeId) -> String {
        shown(&self.subject.variant.node(id).title).to_owned()
    }

    fn role(self, id: crate::model::RoleId) -> String {
        shown(&self.subject.model.roles[id.index()].title).to_owned()
    }

    /// The figures with their names.
    fn key_figures(self) -> Section {
        let (cycle, figures) = (&self.subject.measures.cycle, self.figures);
        let mut rows: Vec<[String; 2]> = Vec::new();
        let mut row = |en: &str, zh: &str, value: String| rows.push([self.t(en, zh).to_owned(), value]);
        let near = |between: Between<Number>| between.map(Number::to_f64);
        let mean = cycle.mean().map(near).or_else(|| self.played(|played| played.mean().map(|mean| mean.value)));
        if let Some(mean) = mean {
            row("Cycle time, on average", "平均周期", figures.times(mean));
        }
        for (mille, en, zh) in [
            (500, "50th percentile (half of the cases)", "50% 分位用时（一半单子）"),
            (800, "80th percentile", "80% 分位用时"),
            (950, "95th percentile", "95% 分位用时"),
        ] {
            let played = || self.played(|played| played.percentile(mille).map(|time| time.value));
            if let Some(time) = cycle.percentile(f64::from(mille) / 1000.0).or_else(played) {
                row(en, zh, figures.between(time.map(|&ms| figures.near(ms))));
            }
        }
        let time = |ms: i64| figures.exactly(Duration { ms, clock: cycle.clock });
        let open = self.is_open();
        if let Some((best, exact)) = cycle.best {
            row("Best case", "最短", if exact && !open { time(best) } else { self.at_least(&time(best)) });
        }
        row("Worst case, if every limit is kept", "最长（循环不超过上限）", self.worst());
        if let Some((work, wait)) = &self.subject.measures.spent {
            row("Work per case", "每单处理时间", figures.times(near(work.clone())));
            row("Waiting per case", "每单等待时间", figures.times(near(wait.clone())));
        }
        if let (Some(worked), Some(mean)) = (cycle.worked(), cycle.mean()) {
            row("Theoretical cycle time (no waiting)", "理论周期（没有等待）", figures.times(near(worked.clone())));
            let share = |a: &Number, b: &Number| a.to_f64() / b.to_f64();
            if let (Some(worked), Some(mean)) = (worked.only(), mean.only().filter(|mean| !mean.is_zero())) {
                row("Cycle-time efficiency", "周期效率（理论周期 ÷ 平均周期）", figures.share(share(worked, mean)));
            }
        }
        if let Some((cost, currency)) = &self.subject.measures.cost {
            let money = figures.between(cost.map(|amount| format!("{:.2}", amount.to_f64())));
            let currency = if currency == "CNY" { self.t("CNY", "元") } else { currency };
            row("Cost per case", "单均成本", format!("{money} {currency}").trim_end().to_owned());
        }
        if let Some(cases) = self.subject.measures.under_way {
            row("Cases under way, on average", "平均在途单量", figures.between(cases.map(|&cases| figures.number(cases, 1))));
        }
        if cycle.completes.to_f64() < 1.0 - 1e-9 {
            row("Cases that end", "能办结的单子", figures.share(cycle.completes.to_f64()));
        }
        let mut parts: Vec<Part> = self.caveats().into_iter().map(Part::Says).collect();
        let head = vec![self.t("Figure", "指标").to_owned(), self.t("Value", "数值").to_owned()];
        parts.push(Part::Table(Table::of_figures(head, rows.into_iter().map(Vec::from).collect())));
        parts.push(Part::Says(self.method()));
        if self.subject.variant.edges.iter().any(|edge| edge.max.is_some()) && cycle.visits.is_some() {
            let note = self.t(
                "The worst case keeps each `max`; means, percentiles and likelihoods go by the probabilities, however often that is.",
                "最长按“最多”次数计算；平均、分位数和达标概率按返工比例计算，不受次数限制。",
            );
            parts.push(Part::Says(note.to_owned()));
        }
        Section::new(self.t("Key figures", "关键指标"), parts)
    }

    /// Whether the time of a step is not known, or not on this clock.
    fn is_open(self) -> bool {
        self.subject.measures.gaps.iter().any(|gap| matches!(gap, Gap::Time(_) | Gap::Clock(_)))
    }

    /// The worst case, or why there is none.
    fn worst(self) -> String {
        let cycle = &self.subject.measures.cycle;
        let time = |ms: i64| self.figures.exactly(Duration { ms, clock: cycle.clock });
        let endless = self
            .subject
            .measures
            .steps
            .iter()
            .map(|step| step.node)
            .find(|&id| NodeTime::of(self.subject.variant.node(id), cycle.clock).endless);
        match (&cycle.worst, endless) {
            (Worst::Exactly { .. } | Worst::Between { .. }, Some(id)) => {
                let name = self.name(id);
                self.t(format!("none: the time of {name} has no longest value"), format!("没有上限：“{name}”的用时没有最大值"))
            }
            (Worst::Exactly { ms, .. }, None) if self.is_open() => self.at_least(&time(*ms)),
            (Worst::Exactly { ms, .. }, None) => time(*ms),
            (Worst::Between { .. }, None) if self.is_open() => self.t("not known", "不详").to_owned(),
            (Worst::Between { most, .. }, None) => self.t(format!("at most {}", time(*most)), format!("最多{}", time(*most))),
            (Worst::Unbounded(edge), _) => {
                let edge = self.subject.variant.edge(*edge);
                let (from, to) = (self.name(edge.from), self.name(edge.to));
                self.t(format!("none: nothing limits the loop from {from} to {to}"), format!("没有上限：从“{from}”回到“{to}”的次数不限"))
            }
            (Worst::Never, _) => self.t("no case ends", "没有单子能办结").to_owned(),
        }
    }

    /// A figure of the cases played, with the shortest and the longest times.
    fn played<T>(self, of: impl Fn(&Simulation) -> Option<T>) -> Option<Between<T>> {
        let simulated = self.subject.measures.cycle.simulated.as_ref()?;
        Some(Between { least: of(&simulated.least)?, most: simulated.most.as_ref().and_then(of) })
    }

    fn at_least(self, text: &str) -> String {
        self.t(format!("at least {text}"), format!("至少{text}"))
    }

    /// Of a flow that does not work nothing is shown unless the token game says what becomes of each case.
    fn says_anything(self) -> bool {
        self.subject.measures.cycle.least.mean.is_some() || !self.subject.measures.gaps.contains(&Gap::Unsound)
    }

    /// What stands where there are no figures.
    fn warning(self) -> Section {
        Section::new(self.t("Key figures", "关键指标"), self.caveats().into_iter().map(Part::Says).collect())
    }

    /// What must be known before the figures are read.
    fn caveats(self) -> Vec<String> {
        let gaps = self.subject.measures.gaps.iter().filter(|gap| matches!(gap, Gap::Unsound | Gap::Hours));
        gaps.map(|&gap| self.gap(gap)).collect()
    }

    /// How the figures were found.
    fn method(self) -> String {
        let cycle = &self.subject.measures.cycle;
        let clock = match cycle.clock {
            Clock::Wall => self.t("Time around the clock.", "按自然时间计算。"),
            Clock::Working => self.t("Working time; a working day has 8 hours.", "按工作时间计算，一个工作日为 8 小时。"),
        };
        if let Some(simulated) = &cycle.simulated {
            let (played, figures) = (&simulated.least, self.figures);
            let (runs, seed) = (played.runs, played.seed);
            let sure = played.mean().map_or(String::new(), |mean| {
                let within = figures.time((mean.most - mean.least) / 2.0);
                self.t(
                    format!("; the mean is within {within} with 95% confidence"),
                    format!("，平均周期的误差在 {within}以内（95% 置信度）"),
                )
            });
            return self.t(
                format!("{clock} Simulated: {runs} cases, seed {seed}{sure}."),
                format!("{clock}用 {runs} 单模拟得出，随机种子 {seed}{sure}。"),
            );
        }
        let how = match (&cycle.least.spread, &cycle.most.spread) {
            (Some(_), None) => self.t(
                "Not all times are known, or known on this clock, so these are lower bounds: see below.",
                "部分用时不详或计时方式不同，以上为下限，见下文。",
            ),
            (Some(least), Some(most)) if least.is_exact() && most.is_exact() => {
                self.t("Worked out exactly from times and probabilities.", "按各环节用时和概率精确计算。")
            }
            (Some(_), Some(_)) => self.t(
                "Percentiles lie between two bounds: there are too many different totals.",
                "总用时的可能取值太多，百分位数给出上下界。",
            ),
            (None, _) => self.t(
                "Averages, percentiles and workload cannot be worked out: see what is missing below.",
                "缺少数据，无法计算平均周期、百分位数和工作量，见下文。",
            ),
        };
        self.t(format!("{clock} {how}"), format!("{clock}{how}"))
    }

    /// The limits.
    fn promises(self) -> Option<Section> {
        let promises = &self.subject.measures.promises;
        if promises.is_empty() {
            return None;
        }
        let head = [("Limit on", "对象"), ("limit", "时限"), ("best", "最短"), ("worst", "最长"), ("kept", "达标概率")];
        let rows = promises.iter().map(|promise| {
            let subject = match promise.subject {
                measure::Subject::Process => self.t("the whole process", "整个流程").to_owned(),
                measure::Subject::Response(id) => self.t(format!("response: {}", self.name(id)), format!("首次响应：{}", self.name(id))),
                measure::Subject::Milestone(id, true) => self.t(format!("{} done", self.name(id)), format!("{}完成", self.name(id))),
                measure::Subject::Milestone(id, false) => self.t(format!("{} started", self.name(id)), format!("{}启动", self.name(id))),
                measure::Subject::Node(id) => self.name(id),
            };
            let time = |ms: Option<i64>| ms.map_or("?".to_owned(), |ms| self.figures.exactly(Duration { ms, clock: promise.limit.clock }));
            let kept = promise.kept.map_or("?".to_owned(), |kept| self.figures.shares(kept));
            vec![subject, self.figures.exactly(promise.limit), time(promise.best), time(promise.worst), kept]
        });
        let head = head.iter().map(|(en, zh)| self.t(*en, *zh).to_owned()).collect();
        let table = Part::Table(Table::of_figures(head, rows.collect()));
        Some(Section::new(self.t("Limits", "时限"), vec![table]))
    }

    /// Where the time goes: the longest first.
    fn time(self) -> Option<Section> {
        let mut steps: Vec<&Step> = self.subject.measures.steps.iter().collect();
        let whole = |step: &Step| step.work.least + step.wait.least;
        let sum: f64 = steps.iter().map(|step| whole(step)).sum();
        if sum <= 0.0 {
            return None;
        }
        steps.sort_by(|a, b| whole(b).total_cmp(&whole(a)).then(a.node.cmp(&b.node)));
        let head = [
            ("Step", "环节"),
            ("time", "用时"),
            ("share", "占比"),
            ("work", "处理"),
            ("waiting", "等待"),
            ("visits", "次数"),
            ("a minute less saves (min)", "缩短 1 分钟可省（分钟）"),
        ];
        let head = head.map(|(en, zh)| self.t(en, zh).to_owned()).to_vec();
        let mut bars = Vec::new();
        let cells = |work: Between<f64>, wait: Between<f64>| {
            let share = self.figures.share((work.least + wait.least) / sum);
            vec![self.figures.times(work.plus(wait)), share, self.figures.times(work), self.figures.times(wait)]
        };
        for step in steps.iter().take(BARS) {
            let saves = step.lever.map_or("?".to_owned(), |lever| self.figures.number(lever, 2));
            let more = [self.figures.number(step.visits, 2), saves];
            let cells = cells(step.work, step.wait).into_iter().chain(more).collect();
            bars.push(Bar { label: self.name(step.node), work: step.work.least, wait: step.wait.least, cells });
        }
        if steps.len() > BARS {
            let rest = &steps[BARS..];
            let (work, wait) = rest.iter().fold((Between::ZERO, Between::ZERO), |sum, step| (sum.0.plus(step.work), sum.1.plus(step.wait)));
            let label = self.t(format!("{} more steps", rest.len()), format!("其余 {} 个环节", rest.len()));
            bars.push(Bar { label, work: work.least, wait: wait.least, cells: cells(work, wait) });
        }
        let parallel = self.subject.variant.nodes.iter().any(|node| node.kind == NodeKind::Fork);
        let overlap = if parallel { self.t(" Steps that run in parallel overlap.", "并行环节的用时相互重叠。") } else { "" };
        let says = self.t("Per case, on average, rework included.", "每单平均，含返工。").to_owned() + overlap;
        Some(Section::new(self.t("Where the time goes", "时间花在哪里"), vec![Part::Says(says), Part::Bars(head, bars)]))
    }

    /// The critical path, or the likeliest way.
    fn path(self) -> Option<Section> {
        let measures = self.subject.measures;
        let names: Vec<String> =
            measures.path.iter().filter(|&&id| !self.subject.variant.node(id).is_block_join()).map(|&id| self.name(id)).collect();
        if names.len() < 2 || measures.gaps.contains(&Gap::Unsound) {
            return None;
        }
        let title =
            if measures.no_choice { self.t("Critical path", "关键路径") } else { self.t("Likeliest way", "最可能的路径") };
        Some(Section::new(title, vec![Part::Says(names.join(" → "))]))
    }

    /// Who is busy.
    fn loads(self) -> Option<Section> {
        let loads = &self.subject.measures.loads;
        if loads.is_empty() {
            return None;
        }
        let with_people = loads.iter().any(|load| load.people.is_some());
        let mut head = vec![self.t("Role", "岗位"), self.t("work per case", "每单工作量")];
        if with_people {
            head.extend([self.t("people needed", "需要人数"), self.t("there are", "现有人数"), self.t("busy", "忙碌程度")]);
        }
        let rows = loads.iter().map(|load| {
            let mut row = vec![self.role(load.role), self.figures.times(load.work)];
            if with_people {
                let people = load.people.map(|people| self.figures.between(people.map(|&people| self.figures.number(people, 2))));
                let staff = load.staff.map(|staff| staff.to_string());
                let busy =
                    load.utilisation().map(|busy| self.figures.between(busy.map(|&share| self.figures.number(share * 100.0, 1) + "%")));
                row.extend([people, staff, busy].map(|cell| cell.unwrap_or("?".to_owned())));
            }
            row
        });
        let table = Part::Table(Table::of_figures(head.into_iter().map(str::to_owned).collect(), rows.collect()));
        Some(Section::new(self.t("Workload", "工作量"), vec![table]))
    }

    /// What could not be judged, and what to declare.
    fn gaps(self) -> Option<Section> {
        let gaps = &self.subject.measures.gaps;
        let lines: Vec<String> = gaps.iter().filter(|gap| !matches!(gap, Gap::Unsound | Gap::Hours)).map(|&gap| self.gap(gap)).collect();
        (!lines.is_empty()).then(|| Section::new(self.t("What could not be judged", "无法判断的内容"), vec![Part::List(lines)]))
    }

    fn gap(self, gap: Gap) -> String {
        gap_text(self.subject.model, self.subject.variant, gap).get(self.lang).to_owned()
    }
}

/// What could not be judged, and what to declare.
#[must_use]
pub fn gap_text(model: &Model, variant: &Variant, gap: Gap) -> crate::lang::Text {
    let name = |id: NodeId| crate::lang::shown(shown(&variant.node(id).title)).to_string();
    let role = |id: crate::model::RoleId| crate::lang::shown(shown(&model.roles[id.index()].title)).to_string();
    match gap {
        Gap::Time(id) => {
            let name = name(id);
            crate::both!(
                "the time of `{name}` is not known: declare `time`, and `wait` if it waits",
                "“{name}”的用时不详：请写“耗时”，有等待的写“等待”"
            )
        }
        Gap::Probability(id) => {
            let name = name(id);
            crate::both!(
                "how often each way from `{name}` is taken is not known: write percentages on its branches",
                "“{name}”各分支的比例不详：请在分支上写百分比"
            )
        }
        Gap::Timeout(id) => {
            let name = name(id);
            crate::both!(
                "whether the timeout of `{name}` comes first depends on a time that varies: write how often it does",
                "“{name}”的用时有长有短，无法判断多少会超时：请在“超时”上写百分比"
            )
        }
        Gap::Clock(id) => {
            let name = name(id);
            crate::both!(
                "`{name}` is timed on the other clock (working time, or time around the clock): only bounds are known",
                "“{name}”的计时方式（工作时间或自然时间）与其他环节不同，只能给出上下界"
            )
        }
        Gap::Hours => crate::both!(
            "Times are without the nights, weekends and holidays of the calendar, which come on top; `flowright check` judges the limits with them (F502, F516).",
            "以下用时未计入日历中的夜间、周末和节假日，实际会更长；计入后能否按时，由 flowright check 判断（F502、F516）。"
        ),
        Gap::Starts => crate::both!("there are several starts, and how often each is used is not known", "有多个开始，各占多少不详"),
        Gap::Unsound => crate::both!(
            "The flow does not work in every case: some never end, or end more than once. Mend it first (`flowright check`, F204 to F216); figures before that are not to be relied on.",
            "流程有走不通或重复办结的情况：请先运行 flowright check 并改正（F204～F216），在此之前的数字不可作为依据。"
        ),
        Gap::Entangled => crate::both!(
            "the times cannot be worked out: by the probabilities some cases never end, a timeout leaves a parallel part, or parallel parts are entangled too much",
            "无法计算用时：按所写比例有的单子永远办不完，或有“超时”跳出并行，或并行部分交织过多"
        ),
        Gap::Cost(id) => {
            let role = role(id);
            crate::both!("what an hour of `{role}` costs is not known: declare `cost`", "“{role}”的人工成本不详：请写“成本”")
        }
        Gap::Staff(id) => {
            let role = role(id);
            crate::both!("how many people `{role}` has is not known: declare `staff`", "“{role}”的人数不详：请写“人数”")
        }
        Gap::Arrivals => crate::both!(
            "how many cases there are is not known: declare `arrivals` of the process, and it is shown how busy each role is",
            "业务量不详：请在流程中写“业务量”，即可看到各岗位的忙碌程度"
        ),
    }
}
