//! The semantics of Auto Scaling as text tables, one file per subject, and the laws under random calls.
mod laws;
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
    groups "groups.txt",
    policies "policies.txt",
    lifecycle "lifecycle.txt",
    refusals "refusals.txt",
}
