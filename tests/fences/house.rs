//! Reads the sources as (path, text, code) values.
use super::lexer;
use std::{fs, path::Path};

/// One source file.
pub struct File {
    /// `src/sim/world.rs`.
    pub path: String,
    /// As written.
    pub text: String,
    /// With comments and strings blanked, and unit tests cut off.
    pub code: String,
}

impl File {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into(), code: lexer::without_tests(&lexer::code(text)) }
    }
    /// The module path: `sim::world`.
    pub fn module(&self) -> Vec<String> {
        let inner = self.path.trim_start_matches("src/").trim_end_matches(".rs");
        let mut parts: Vec<String> = inner.split('/').map(Into::into).collect();
        if parts.last().is_some_and(|p| p == "mod" || p == "lib" || p == "main") {
            parts.pop();
        }
        parts
    }
    /// A test file, exempt from size and word rules.
    pub fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/") || self.path.contains("/testing")
    }
}

/// Every Rust file below `src`, sorted.
pub fn read(root: &Path) -> Vec<File> {
    let mut out = Vec::new();
    walk(root, &root.join("src"), &mut out);
    out.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(out.len() > 20, "the house was not found below {}", root.display());
    out
}

fn walk(root: &Path, dir: &Path, out: &mut Vec<File>) {
    for entry in fs::read_dir(dir).expect("readable").flatten() {
        let path = entry.path();
        if path.is_dir() {
            walk(root, &path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let name = path.strip_prefix(root).expect("below root").to_string_lossy().replace('\\', "/");
            out.push(File::new(&name, &fs::read_to_string(&path).expect("UTF-8")));
        }
    }
}
