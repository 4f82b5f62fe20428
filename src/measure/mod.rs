//! What a case takes: time, money, people's work; worked out exactly where that can be done, otherwise bounded or simulated.

mod number;
mod shares;
mod simulate;

pub use number::Number;
pub use shares::Shares;
pub use simulate::{Near, Percentile, RangeEnd, Runs, Simulation, simulate};
