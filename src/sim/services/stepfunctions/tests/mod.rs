//! The semantics of Step Functions as text tables, one file per subject, and the laws under random calls.
mod laws;
mod pieces;
mod table;

/// Runs every case of a file and reports all that fail.
fn run_file(text: &str) {
    let mut faults = vec![];
    let mut count = 0;
    for part in text.split("\n## ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap_or((part, ""));
        count += 1;
        if let Err(why) = table::run(body) {
            faults.push(format!("{name}\n  {why}"));
        }
    }
    assert!(count > 0, "no case found");
    assert!(faults.is_empty(), "{} of {count} cases fail:\n\n{}\n", faults.len(), faults.join("\n\n"));
}

macro_rules! tables {
    ($($name:ident $file:literal,)*) => {
        $(#[test]
        fn $name() {
            run_file(include_str!($file));
        })*
    };
}

tables! {
    states_and_data_flow "flow.txt",
    choice "choice.txt",
    retry_and_catch "errors.txt",
    parallel_and_map "fan.txt",
    tasks_and_tokens "tasks.txt",
    executions "executions.txt",
    definitions "definitions.txt",
}
