//! The `sequela` binary: reads the arguments, calls the library, sets the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(sequela::run(std::env::args_os()))
}
