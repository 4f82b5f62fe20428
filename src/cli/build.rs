//! `flowright build`

use clap::ArgMatches;

use super::{Outcome, Refusal};
use crate::both;
use crate::lang::Lang;

pub(super) fn run(_matches: &ArgMatches, _lang: Lang) -> Result<Outcome, Refusal> {
    Err(both!("not built yet", "尚未实现"))
}
