//! The content that is built into the binary: the folders `content` and `quizzes` as they were when it was built.
use super::library::Source;
use include_dir::{Dir, include_dir};

static CONTENT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/content");
static QUIZZES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/quizzes");

/// All built-in files, as layer 0, in the order of their names.
#[must_use]
pub fn sources() -> Vec<Source> {
    let mut sources = vec![];
    collect(&CONTENT, "content", &mut sources);
    collect(&QUIZZES, "quizzes", &mut sources);
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn collect(dir: &Dir<'static>, name: &str, into: &mut Vec<Source>) {
    for file in dir.files() {
        let ends = |ending: &str| file.path().extension().is_some_and(|e| e == ending);
        if let Some(text) = file.contents_utf8().filter(|_| ends("yaml") || ends("md")) {
            // Findings are told with forward slashes on every machine.
            let path = format!("{name}/{}", file.path().to_string_lossy().replace('\\', "/"));
            into.push(Source { path: path.into(), text: text.into(), layer: 0 });
        }
    }
    for inner in dir.dirs() {
        collect(inner, name, into);
    }
}
