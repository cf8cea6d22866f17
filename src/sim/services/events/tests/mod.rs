//! The semantics of EventBridge as text tables, one file per subject, and the laws under random calls.
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

        #[test]
        fn there_are_many_cases() {
            let cases: usize = [$(include_str!($file),)*].iter().map(|f| f.matches("\n## ").count()).sum();
            assert!(cases >= 70, "{cases}");
        }
    };
}

tables! {
    buses "buses.txt",
    putting_events "put.txt",
    rules_and_targets "rules.txt",
    what_targets_get "input.txt",
    delivery_retries_and_dead_letters "delivery.txt",
    archives_and_replays "archive.txt",
    schedules "schedule.txt",
    metrics_panels_and_trace "metrics.txt",
}
