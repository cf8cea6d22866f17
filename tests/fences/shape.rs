//! Shapes and sizes: heads, folders of one kind, the ratchet on length.
use super::house::File;
use std::collections::{BTreeMap, BTreeSet};

/// Folders whose children are folders of one shape: parent, names every child has, names a child may have besides.
const KINDS: &[(&str, &[&str], &[&str])] = &[
    ("src/sim/services", &["mod", "quotas", "model", "api", "step", "panel", "tests"], &[]),
    ("src/ui/panes", &["mod", "state", "keys", "update", "view", "tests"], &[]),
    ("src/ui/screens", &["mod", "state", "keys", "update", "view", "tests"], &[]),
];

/// Lines of code a file may have, tests apart.
const LONGEST: usize = 400;

/// Files that stand above it today, with their length then: they may only shrink. Each names its reason.
const RATCHET: &[(&str, usize)] = &[];

/// Every file opens with a `//!` line.
pub fn heads(files: &[File]) -> Vec<String> {
    let bare = |f: &&File| !f.text.starts_with("//!");
    files.iter().filter(bare).map(|f| format!("{}: opens without a `//!` line", f.path)).collect()
}

/// Folders of one kind have one shape.
pub fn folders(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for (parent, must, may) in KINDS {
        let mut children: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in files {
            if let Some(rest) = file.path.strip_prefix(&format!("{parent}/"))
                && let Some((child, inner)) = rest.split_once('/')
            {
                let name = inner.split('/').next().unwrap_or(inner).trim_end_matches(".rs");
                children.entry(child.into()).or_default().insert(name.into());
            }
        }
        for (child, names) in children {
            for name in must.iter().filter(|n| !names.contains(**n)) {
                faults.push(format!("{parent}/{child}: lacks `{name}`"));
            }
            for name in names.iter().filter(|n| !must.contains(&n.as_str()) && !may.contains(&n.as_str())) {
                faults.push(format!("{parent}/{child}: `{name}` is not one of the names of its kind"));
            }
        }
    }
    faults
}

/// No file grows past the limit; those that stand above it only shrink.
pub fn sizes(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|f| !f.is_test()) {
        let lines = file.code.lines().filter(|l| !l.trim().is_empty()).count();
        let limit = RATCHET.iter().find(|(path, _)| *path == file.path).map_or(LONGEST, |(_, n)| *n);
        if lines > limit {
            faults.push(format!("{}: {lines} lines of code, at most {limit}: split it by what it is about", file.path));
        }
    }
    faults
}
