//! The entries of a calendar: hours, days of the week, dates, as people type them.

mod read;

use jiff::civil::Date;

use super::cursor::Lowering;
use super::quantity::Fault;
use super::{Value, Words};
use crate::both;
use crate::calendar::Hours;
use crate::diagnostic::{Diagnostic, Edit};
use crate::source::{Span, offset};
use crate::syntax::keywords::{Key, is_unknown};
use crate::syntax::rules::BAD_VALUE;

/// Days of the week, from Monday on.
pub type Days = [bool; 7];

/// What an entry of a calendar says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Schedule {
    /// Hours of work, of some days of the week where they are named.
    Hours(Vec<(Option<Days>, Hours)>),
    /// Days of the week.
    Days(Days),
    /// From which to which day.
    Dates(Vec<(Date, Date)>),
}

impl<'s> Lowering<'s> {
    /// Reads an entry of a calendar, part by part.
    pub(super) fn schedule(&mut self, key: Key, span: Span) -> Value<'s> {
        let text = self.source.slice(span);
        if is_unknown(text) {
            return self.bad(key, span);
        }
        let known = self.found.len();
        let schedule = match key {
            Key::Hours => Schedule::Hours(self.each(span, read::hours)),
            Key::Days => {
                let all = self.each(span, read::days);
                Schedule::Days(std::array::from_fn(|day| all.iter().any(|days| days[day])))
            }
            _ => {
                let mut before = None;
                Schedule::Dates(self.each(span, |part| {
                    let range = read::dates(part, before)?;
                    before = Some(range.1);
                    Ok(range)
                }))
            }
        };
        if self.found.len() > known { Value::Broken } else { Value::Schedule(Words { text: text.into(), span }, schedule) }
    }

    /// Each part of a list that can be read; what cannot is reported where it stands.
    fn each<T>(&mut self, span: Span, mut read: impl FnMut(&str) -> Result<T, Fault>) -> Vec<T> {
        let mut values = Vec::new();
        for (start, part) in parts(self.source.slice(span)) {
            match read(part) {
                Ok(value) => values.push(value),
                Err(fault) => {
                    let start = span.start + offset(start);
                    let place = Span { start, end: start + offset(part.len()), ..span };
                    let problem = Diagnostic::new(&BAD_VALUE, place, fault.message, fault.help);
                    self.found.push(match fault.meant {
                        Some(meant) => problem.unsafe_fix(both!("write `{meant}`", "改为“{meant}”"), vec![Edit::replace(place, meant)]),
                        None => problem,
                    });
                }
            }
        }
        values
    }
}

/// The parts of a list, and where each begins. Commas, and lines that begin with `|`, separate them.
fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    const BETWEEN: [char; 7] = [',', '，', '、', '|', '｜', '\n', '\r'];
    const AROUND: [char; 5] = ['"', '“', '”', ' ', '\t'];
    let place = |part: &str| part.as_ptr().addr() - text.as_ptr().addr();
    let parts = text.split(BETWEEN).map(|part| part.trim_matches(AROUND).trim()).filter(|part| !part.is_empty());
    parts.map(move |part| (place(part), part))
}

/// What such a key takes, in words.
pub(super) fn wanted(key: Key) -> (&'static str, &'static str) {
    match key {
        Key::Hours => ("hours such as 9:00-12:00, 13:30-18:00", "起止时间，如 9:00-12:00，13:30-18:00"),
        Key::Days => ("days of the week such as Mon-Fri", "星期几，如 周一至周五"),
        _ => ("dates such as 2026-10-01..2026-10-07", "日期，如 2026-10-01..2026-10-07"),
    }
}
