//! The `tableside` program: reads the command line, and turns a failure into a sentence and an exit code.

use std::process::ExitCode;

use tableside::cli::Cli;
use tableside::{commands, runtime};

fn main() -> ExitCode {
    runtime::guard();
    match commands::run(&Cli::read()) {
        Ok(code) => code,
        Err(failure) => {
            commands::complain(&failure);
            ExitCode::from(failure.kind as u8)
        }
    }
}
