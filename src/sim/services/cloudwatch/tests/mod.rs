//! The semantics of CloudWatch as text tables, one file per subject, and the laws under random calls.
mod laws;
mod table;

/// Runs every case of a file and reports all that fail.
fn run_file(text: &str, run: fn(&str) -> Result<(), String>) {
    let mut faults = vec![];
    let mut count = 0;
    for part in text.split("\n## ").skip(1) {
        let (name, body) = part.split_once('\n').unwrap_or((part, ""));
        count += 1;
        if let Err(why) = run(body) {
            faults.push(format!("{name}\n  {why}"));
        }
    }
    assert!(count > 0, "no case found");
    assert!(faults.is_empty(), "{} of {count} cases fail:\n\n{}\n", faults.len(), faults.join("\n\n"));
}

macro_rules! tables {
    ($($name:ident $file:literal $run:path,)*) => {
        $(#[test]
        fn $name() {
            run_file(include_str!($file), $run);
        })*
    };
}

tables! {
    missing_data "judge.txt" table::judges,
    metric_math "math.txt" table::maths,
    rules "rules.txt" table::rules,
    alarms "alarms.txt" table::run,
    collection "collection.txt" table::run,
    metric_data "data.txt" table::run,
    actions "actions.txt" table::run,
    refusals "refusals.txt" table::run,
}
