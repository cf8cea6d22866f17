//! Parses the arguments and calls the command line; nothing else.
use std::process::ExitCode;

fn main() -> ExitCode {
    inflight::cli::main()
}
