//! Calendars as people write them, and what is said about limits in them.

use std::fmt::Write as _;
use std::sync::Arc;

use flowright::analysis::{Analysis, NoFiles, analyze};
use flowright::config::{Config, Settings};
use flowright::lang::Lang;
use flowright::source::Source;

use super::{MINUTE, at};

fn look(text: &str, config: &Config) -> Analysis {
    analyze(Arc::new(Source::new("p.flow", text)), &NoFiles, config)
}

/// Every finding: where, what, what to do, and what else it points at.
fn said(text: &str, lang: Lang) -> String {
    let analysis = look(text, &Config::default());
    let mut out = String::new();
    for finding in &analysis.findings {
        let place = |span| analysis.sources.slice(span).to_owned();
        let (line, message, help) =
            (analysis.sources.0[0].position(finding.span.start).line, finding.message.get(lang), finding.help.get(lang));
        writeln!(out, "{line} {} {}: {message}\n  {}\n  {help}", finding.level.name(), finding.rule.name, place(finding.span)).unwrap();
        for label in &finding.related {
            writeln!(out, "  {}: {}", place(label.span), label.text.get(lang)).unwrap();
        }
    }
    out
}

#[test]
fn one_calendar_in_many_spellings() {
    let spellings = [
        "calendar c { days: Mon-Fri; hours: 9:00-12:00, 13:30-18:00; holidays: 2026-10-01..2026-10-07; workdays: 2026-10-10 }",
        "calendar c { hours: 13:30-18:00, 9:00-12:00; holidays: 2026/10/1~2026/10/7; workdays: 2026/10/10 }",
        "日历 c { 工作日：周一至周五；工作时间：9:00-12:00，13:30-18:00；节假日：2026年10月1日至7日；调休：2026年10月10日 }",
        "日历 c { 工作日：周一、周二、周三、周四、周五；工作时间：9点-12点、13点半-18点；节假日：2026年10月1日至2026年10月7日；调休：2026-10-10 }",
        "日历 c {\n  工作日：１－５\n  工作时间：９：００～１２：００，下午1点30分至下午6点\n  节假日：2026年10月1日，10月2日到10月7日（国庆）\n  调休：2026.10.10\n}",
        "日历 c {\n  工作日：星期一到五\n  工作时间：\n    | 9:00-12:00\n    | 13:30-18:00\n  节假日：2026-10-01..07\n  调休：2026年10月10日\n}",
        "calendar c {\n  hours: Mon-Thu 9-12, Mon-Thu 1.30pm - 6pm, Fri 9am-12pm, Fri 13:30-18:00\n  holidays: 2026-10-01..10-07\n  workdays: 2026-10-10\n}",
    ];
    for text in spellings {
        let analysis = look(
            &format!(
                "{text}\nrole agent\nprocess p {{ calendar: c; purpose: x\n  as-is {{ task a {{ owner: agent; time: 5m }}; start -> a -> end }} }}"
            ),
            &Config::default(),
        );
        let wrong: Vec<&str> = analysis.findings.iter().map(|finding| finding.message.en.as_str()).collect();
        assert!(wrong.is_empty(), "{text}: {wrong:?}");
        let calendar = analysis.model.calendars[0].work.as_ref().unwrap();
        // Wednesday evening to the make-up Saturday behind the holiday.
        assert_eq!(calendar.finish(at("2026-09-30T17:00"), 3 * 450 * MINUTE).unwrap(), at("2026-10-10T17:00"), "{text}");
    }
}

#[test]
fn each_slip_is_said_where_it_stands() {
    let text = "calendar a { hours: 9:00-12:00, 12-9点, noon; days: Mon-Fri, Funday }
calendar b { hours: 9:00-12:00, 11:00-18:00 }
calendar c { hours: 9:00-17:00, 22:00-10:00 }
calendar d { hours: 9:00-17:00; holidays: 10月1日, 2026-02-30, 2026-10-07..2026-10-01, 国庆节; workdays: 2026-13-01 }
calendar e { hours: 9:00-17:00; holidays: 1900-01-01..2100-01-01 }
calendar f { days: Mon-Sat; hours: Mon-Fri 9:00-17:00 }
calendar g { days: Mon-Fri; hours: 9:00-17:00, Sat 9:00-12:00 }
calendar h { days: 待定; hours: 9:00-17:00 }
calendar i { days: Mon-Sat }
role agent
process p {
  purpose: x
  calendar: i
  as-is { task a { owner: agent; time: 5m }; start -> a -> end }
}
";
    insta::assert_snapshot!("slips_en", said(text, Lang::En));
    insta::assert_snapshot!("slips_zh", said(text, Lang::Zh));
}

#[test]
fn limits_are_judged_in_the_calendar() {
    let text = "calendar work { hours: 9:00-12:00, 13:30-18:00; holidays: 2026-10-01..2026-10-07; workdays: 2026-10-10 }
role agent
process weekend {
  purpose: x
  calendar: work; sla: 24h
  as-is { task a { owner: agent; time: 1h }; start -> a -> end }
}
process holiday {
  purpose: x
  calendar: work; sla: 5d
  as-is { task a { owner: agent; time: 1h }; start -> a -> end }
}
process always {
  purpose: x
  calendar: work; sla: 20h
  as-is { task a { owner: agent; time: 9h }; start -> a -> end }
}
process waits {
  purpose: x
  calendar: work; sla: 2wd
  as-is { task a { owner: agent; time: 1h; wait: 50h; sla: 14wh; remind: 1wh }; start -> a -> end }
}
process waits_always {
  purpose: x
  calendar: work; sla: 2wd
  as-is { task a { owner: agent; time: 1h; wait: 30d }; start -> a -> end }
}
process steps {
  purpose: x
  calendar: work
  as-is { task “登记” { owner: agent; time: 1h; sla: 12h; remind: 1h }; task “审核” { owner: agent; time: 9h; sla: 20h; remind: 1h }; start -> 登记 -> 审核 -> end }
}
process without {
  purpose: x
  sla: 24h
  as-is { task a { owner: agent; time: 2wd }; start -> a -> end }
}
";
    insta::assert_snapshot!("limits_en", said(text, Lang::En));
    insta::assert_snapshot!("limits_zh", said(text, Lang::Zh));
}

#[test]
fn a_calendar_of_the_configuration_holds_for_processes_that_name_none() {
    let text = "calendar work \"工作日历\" { hours: 9:00-17:00 }
calendar always { days: daily; hours: 0:00-24:00 }
role agent
process p { purpose: x; sla: 24h
  as-is { task a { owner: agent; time: 1h }; start -> a -> end } }
process q { purpose: x; sla: 24h; calendar: always
  as-is { task a { owner: agent; time: 1h }; start -> a -> end } }
process r { purpose: x; sla: 24h
  calendar own { hours: 9:00-17:00 }
  as-is { task a { owner: agent; time: 1h }; start -> a -> end } }
";
    let lines = |name: Option<&str>| {
        let settings = Settings { calendar: name.map(str::to_owned), ..Settings::default() };
        let analysis = look(text, &settings.for_file("p.flow", &[]));
        let found = analysis.findings.iter().filter(|finding| finding.rule.name == "clock-mismatch");
        found.map(|finding| analysis.sources.0[0].position(finding.span.start).line).collect::<Vec<_>>()
    };
    assert_eq!(lines(None), [0; 0]);
    assert_eq!(lines(Some("work")), [4, 8]);
    assert_eq!(lines(Some("工作日历")), [4, 8], "by its label");
    assert_eq!(lines(Some("own")), [8], "declared in a process, for itself");
    assert_eq!(lines(Some("nothing")), [0; 0]);
}

#[test]
fn whatever_stands_in_a_calendar_is_read() {
    use proptest::prelude::*;
    let words = [
        "周", "一", "至", "9", ":", "：", "00", "-", "~", "..", "年", "月", "日", "2026", "Mon", "Fri", "点", "半", "下午", "pm", ",",
        "、", " ", "(", "）", "0", "9999", "-01", "|", "“", "💥", "e\u{301}",
    ];
    let value = prop::collection::vec(prop::sample::select(words.to_vec()), 0..12).prop_map(|words| words.concat());
    proptest!(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() }, |(hours in value.clone(), days in value.clone(), dates in value)| {
        let text = format!("calendar c {{\n  hours: {hours}\n  days: {days}\n  holidays: {dates}\n  workdays: {dates}\n}}\n");
        let analysis = look(&text, &Config::default());
        for finding in &analysis.findings {
            prop_assert!(analysis.sources.0[0].text.get(finding.span.range()).is_some(), "{text}");
            prop_assert!(!finding.help.en.is_empty() && !finding.help.zh.is_empty());
        }
    });
}
