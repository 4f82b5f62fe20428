//! Durations as people read them.

use super::{Clock, Decimal, Duration, HOUR, MINUTE, UP_TO_HOURS, WORKING_DAY};
use crate::lang::Text;

impl Duration {
    /// As people read it: `36h26m`, `36小时26分钟`.
    #[must_use]
    pub fn text(self) -> Text {
        self.in_words(self.to_string())
    }

    /// As people read it beside another: in hours where the other is written in hours.
    #[must_use]
    pub fn text_beside(self, other: Duration) -> Text {
        match self.clock {
            Clock::Wall if other.ms <= UP_TO_HOURS && self.ms > UP_TO_HOURS => {
                let rest = Duration { ms: self.ms % HOUR, ..self };
                let rest = if rest.ms > 0 { rest.to_string() } else { String::new() };
                self.in_words(format!("{}h{rest}", self.ms / HOUR))
            }
            Clock::Working if self.ms % HOUR > 0 => self.about(),
            _ => self.text(),
        }
    }

    /// As people read a time that was worked out: about two units, `about 3d7h`, `约3.95个工作日`. Nobody counts working minutes.
    #[must_use]
    pub fn about(self) -> Text {
        let (near, exact) = self.rounded();
        if exact { near } else { Text { en: format!("about {}", near.en), zh: format!("约{}", near.zh) } }
    }

    /// The same without saying whether it was rounded.
    #[must_use]
    pub fn near(self) -> Text {
        self.rounded().0
    }

    /// In about two units, and whether that is exact.
    fn rounded(self) -> (Text, bool) {
        let near = |unit: i64| (self.ms + unit / 2) / unit;
        let (unit, en) = match self.clock {
            Clock::Working => {
                let (size, name) = if self.ms >= WORKING_DAY { (WORKING_DAY, "wd") } else { (HOUR, "wh") };
                (size / 100, format!("{}{name}", Decimal { mantissa: near(size / 100), scale: 2 }))
            }
            Clock::Wall => {
                let from = [(UP_TO_HOURS, HOUR), (HOUR, MINUTE)].into_iter().find(|&(from, _)| self.ms > from);
                let unit = from.map_or(1000, |(_, unit)| unit);
                (unit, Duration { ms: near(unit) * unit, ..self }.to_string())
            }
        };
        (self.in_words(en), self.ms % unit == 0)
    }

    /// The same in Chinese: each unit by its name.
    fn in_words(self, en: String) -> Text {
        let units: &[(&str, &str)] = match self.clock {
            Clock::Wall => &[("d", "天"), ("h", "小时"), ("m", "分钟"), ("s", "秒")],
            Clock::Working => &[("wd", "个工作日"), ("wh", "个工时"), ("wm", "工作分钟"), ("ws", "工作秒")],
        };
        let mut zh = String::new();
        let mut rest = en.as_str();
        while let Some(digits) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            let (number, after) = rest.split_at(digits);
            let unit_len = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
            let (unit, next) = after.split_at(unit_len);
            zh.push_str(number);
            zh.push_str(units.iter().find(|(known, _)| *known == unit).map_or(unit, |(_, name)| name));
            rest = next;
        }
        Text { en, zh }
    }
}
