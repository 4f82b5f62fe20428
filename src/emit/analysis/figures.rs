//! Numbers as people read them.

use crate::ast::quantity::{Clock, Decimal, Duration, HOUR, MINUTE};
use crate::lang::Lang;
use crate::measure::Between;

/// Writes numbers in one language.
#[derive(Clone, Copy)]
pub(in crate::emit) struct Figures {
    pub(in crate::emit) lang: Lang,
    pub(in crate::emit) clock: Clock,
}

impl Figures {
    /// A length of time, rounded to about two units.
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a float beyond an i64 becomes the largest one")]
    pub(in crate::emit) fn time(self, ms: f64) -> String {
        if self.clock == Clock::Working && ms < HOUR as f64 {
            // Nobody counts hundredths of a working hour.
            let minutes = self.number(ms / MINUTE as f64, 1);
            return self.lang.pick(format!("{minutes}m"), format!("{minutes}分钟"));
        }
        self.near(ms.round() as i64)
    }

    /// The same of whole milliseconds.
    pub(in crate::emit) fn near(self, ms: i64) -> String {
        Duration { ms, clock: self.clock }.near().get(self.lang).to_owned()
    }

    /// A length of time between two.
    pub(in crate::emit) fn times(self, between: Between<f64>) -> String {
        self.between(between.map(|&ms| self.time(ms)))
    }

    /// An exact length of time.
    pub(in crate::emit) fn exactly(self, time: Duration) -> String {
        let text = if time.clock == Clock::Working && time.ms % HOUR != 0 { time.near() } else { time.text() };
        text.get(self.lang).to_owned()
    }

    /// A probability: never certain unless it is.
    pub(in crate::emit) fn share(self, share: f64) -> String {
        match share {
            share if share <= 1e-12 => "0%".to_owned(),
            share if share < 0.001 => "< 0.1%".to_owned(),
            share if share >= 1.0 - 1e-12 => "100%".to_owned(),
            share if share > 0.999 => "> 99.9%".to_owned(),
            share => self.number(share * 100.0, 1) + "%",
        }
    }

    /// A probability between two.
    pub(in crate::emit) fn shares(self, between: Between<f64>) -> String {
        match between {
            Between { least, most: Some(most) } if least <= 1e-12 && most >= 1.0 - 1e-12 => {
                self.lang.pick("not certain", "不确定").to_owned()
            }
            Between { least, most: Some(most) } if least <= 1e-12 && most > 1e-12 => {
                let most = self.share(most);
                if most.starts_with('<') { most } else { self.lang.pick(format!("at most {most}"), format!("最多{most}")) }
            }
            Between { least, most: Some(most) } if most >= 1.0 - 1e-12 && least < 1.0 - 1e-12 => {
                let least = self.share(least);
                if least.starts_with('>') { least } else { self.lang.pick(format!("at least {least}"), format!("至少{least}")) }
            }
            between => self.between(between.map(|&share| self.share(share))),
        }
    }

    /// A number with at most so many decimals, rounded half up.
    #[allow(clippy::cast_possible_truncation, reason = "a float beyond an i64 becomes the largest one")]
    pub(in crate::emit) fn number(self, number: f64, scale: u32) -> String {
        let mantissa = (number * f64::from(10_u32.pow(scale))).round() as i64;
        Decimal { mantissa, scale }.to_string()
    }

    /// Texts of two bounds: one where they are the same.
    pub(in crate::emit) fn between(self, between: Between<String>) -> String {
        match between {
            Between { least, most: Some(most) } if least == most => least,
            Between { least, most: Some(most) } => self.lang.pick(format!("{least} to {most}"), format!("{least}～{most}")),
            Between { least, most: None } => self.lang.pick(format!("at least {least}"), format!("至少{least}")),
        }
    }
}
