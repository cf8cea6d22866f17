//! The table: who may know whom, which words are banned where, which neighbours are strangers. Reasons stand in `src/HOUSE.md`.
use super::{house::File, paths};

/// Room (module prefix; the longest that fits owns the file) and the prefixes it may name besides itself.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("sim", &["base"]),
    ("quiz", &["base"]),
    ("srs", &["base"]),
    ("content", &["base", "quiz", "sim"]),
    ("practice", &["base", "quiz", "srs", "sim", "content"]),
    ("store", &["base", "quiz", "srs", "practice"]),
    ("ui::flow", &["base", "quiz", "srs", "content", "practice"]),
    ("ui::kit", &["base", "sim", "content", "ui::flow"]),
    ("ui::panes", &["base", "sim", "quiz", "srs", "content", "practice", "ui::flow", "ui::kit"]),
    ("ui::screens", &["base", "sim", "quiz", "srs", "content", "practice", "ui::flow", "ui::kit", "ui::panes"]),
    ("ui::app", &["base", "srs", "content", "practice", "ui"]),
    ("ui", &[]),
    ("endpoint", &["base", "sim"]),
    ("shell", &["base", "sim", "quiz", "srs", "content", "practice", "store", "ui", "endpoint"]),
    ("cli", &["base", "sim", "quiz", "srs", "content", "practice", "store", "ui", "endpoint", "shell"]),
    ("", &["base", "sim", "quiz", "srs", "content", "practice", "store", "ui", "endpoint", "shell", "cli"]),
];

/// Folders whose children do not know each other.
const STRANGERS: &[&str] = &["sim::services", "ui::panes", "ui::screens", "content::lint::rules"];

/// Single modules that do not know each other.
const APART: &[&[&str]] = &[&["practice::review", "practice::exam", "practice::lab"]];

const IMPURE: &[&str] = &[
    "std::fs",
    "fs::",
    "Instant",
    "SystemTime",
    "std::thread",
    "thread::spawn",
    "std::net",
    "std::env",
    "rusqlite",
    "crossterm",
    "tokio",
];
const ORDERLESS: &[&str] = &["HashMap", "HashSet", "RefCell", "Mutex", "f32", "f64", "async"];

/// Words banned per room (longest prefix wins nothing: all that fit apply).
const BANNED: &[(&str, &[&str])] = &[
    ("base", IMPURE),
    ("sim", IMPURE),
    ("sim", ORDERLESS),
    ("sim", &["ratatui"]),
    ("quiz", IMPURE),
    ("srs", IMPURE),
    ("content", IMPURE),
    ("content", &["ratatui"]),
    ("practice", IMPURE),
    ("practice", &["ratatui"]),
    ("ui", IMPURE),
    ("ui::flow", &["ratatui"]),
    ("store", &["crossterm", "ratatui"]),
];

fn fits(path: &[String], prefix: &str) -> bool {
    prefix.is_empty() || prefix.split("::").enumerate().all(|(i, part)| path.get(i).is_some_and(|p| p == part))
}

fn room(module: &[String]) -> Option<&'static (&'static str, &'static [&'static str])> {
    MAY_KNOW.iter().filter(|(name, _)| fits(module, name)).max_by_key(|(name, _)| name.len())
}

fn named(file: &File) -> Vec<Vec<String>> {
    paths::of(&file.code, &file.module(), file.path.ends_with("/mod.rs"))
}

/// Paths against the table.
pub fn imports(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let Some((name, may)) = room(&file.module()) else { continue };
        for path in named(file) {
            let inside = !name.is_empty() && fits(&path, name);
            let known = may.iter().any(|m| fits(&path, m));
            let own_root = name.is_empty() || path.len() == 1 && fits(&file.module(), &path[0]);
            if !(inside || known || own_root) {
                faults.push(format!("{}: room `{name}` may not know `{}`", file.path, path.join("::")));
            }
        }
    }
    faults
}

/// Neighbours that know each other.
pub fn neighbours(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files {
        let module = file.module();
        for path in named(file) {
            let strangers = STRANGERS.iter().any(|folder| {
                let depth = folder.split("::").count();
                fits(&module, folder)
                    && fits(&path, folder)
                    && module.len() > depth
                    && path.len() > depth
                    && module[depth] != path[depth]
            });
            let apart = APART.iter().any(|set| {
                let own = set.iter().find(|m| fits(&module, m));
                let other = set.iter().find(|m| fits(&path, m));
                own.is_some() && other.is_some() && own != other
            });
            if strangers || apart {
                faults.push(format!("{}: a neighbour, `{}`, is a stranger", file.path, path.join("::")));
            }
        }
    }
    faults
}

/// Banned words.
pub fn words(files: &[File]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files.iter().filter(|f| !f.is_test()) {
        let module = file.module();
        for (_, words) in BANNED.iter().filter(|(name, _)| fits(&module, name)) {
            for word in *words {
                if let Some(line) = find_word(&file.code, word) {
                    faults.push(format!("{}:{line}: `{word}` has no place in this room", file.path));
                }
            }
        }
        let draws = fits(&module, "ui::panes") || fits(&module, "ui::screens");
        if let Some(line) = find_word(&file.code, "ratatui").filter(|_| draws && !is_view(&module)) {
            faults.push(format!("{}:{line}: only `view` draws", file.path));
        }
    }
    faults
}

fn is_view(module: &[String]) -> bool {
    module.get(3).is_some_and(|m| m == "view")
}

fn find_word(code: &str, word: &str) -> Option<usize> {
    let boundary = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    code.match_indices(word).find_map(|(at, _)| {
        let before = boundary(code[..at].chars().next_back());
        let after = word.ends_with(':') || boundary(code[at + word.len()..].chars().next());
        (before && after).then(|| code[..at].matches('\n').count() + 1)
    })
}

/// A circle in the table itself would make it worthless.
pub fn circles() -> Vec<String> {
    fn reach(from: &str, goal: &str, depth: usize) -> bool {
        depth < MAY_KNOW.len()
            && MAY_KNOW
                .iter()
                .filter(|(n, _)| *n == from)
                .any(|(_, may)| may.iter().any(|m| *m == goal || reach(m, goal, depth + 1)))
    }
    MAY_KNOW
        .iter()
        .filter(|(n, _)| !n.is_empty() && *n != "ui" && reach(n, n, 0))
        .map(|(n, _)| format!("`{n}` reaches itself"))
        .collect()
}
