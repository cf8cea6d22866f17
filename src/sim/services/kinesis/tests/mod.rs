//! The semantics of Kinesis as text tables, one file per subject, and the laws under random calls.
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
        fn there_are_more_than_eighty_cases() {
            let cases: usize = [$(include_str!($file),)*].iter().map(|f| f.matches("\n## ").count()).sum();
            assert!(cases > 80, "{cases}");
        }
    };
}

tables! {
    keys_and_shards "shards.txt",
    writing "write.txt",
    reading "read.txt",
    retention_and_replay "retention.txt",
    resharding "reshard.txt",
    on_demand "demand.txt",
    enhanced_fan_out "fanout.txt",
    streams_and_refusals "streams.txt",
    metrics_and_bill "metrics.txt",
    errands "errands.txt",
}
