//! What a case takes: time, money, people's work; worked out exactly where that can be done, otherwise bounded or simulated.

mod between;
mod chain;
mod cycle;
mod exact;
mod flat;
mod game;
mod hands;
mod measures;
mod number;
mod people;
mod pmf;
mod promises;
mod rest;
mod shares;
mod simulate;
mod steps;

pub use between::Between;
pub use cycle::{Case, Cycle};
pub use exact::{Blocks, visits};
pub use measures::{Gap, Load, Measures, Step};
pub use number::Number;
pub use people::{People, per_ms, working};
pub use pmf::{Pmf, Spread, Weight};
pub use promises::{Promise, Subject};
pub use rest::{Outcome, extreme};
pub use shares::Shares;
pub use simulate::{Near, Percentile, Runs, Simulation, simulate};
pub use steps::{End, Span, Steps, parts};
