//! The `flowright` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    flowright::cli::main()
}
