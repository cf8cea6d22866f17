//! The folders of a learner, and content laid over what is built in. The one place where content is read from a disk.
use crate::content::{embedded, library::Source};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Deepest folder that is looked into.
const MAX_DEPTH: usize = 4;
/// Most files that are read of one folder.
const MAX_FILES: usize = 2_000;
/// Files above this are not read at all; the reader of content refuses smaller ones with a finding.
const MAX_BYTES: u64 = 4 << 20;

/// The learner's own data folder, unless another was named: `~/.local/share/inflight` on Linux.
#[must_use]
pub fn data_folder(named: Option<&Path>) -> Option<PathBuf> {
    let own = || directories::ProjectDirs::from("", "", "inflight").map(|dirs| dirs.data_dir().to_owned());
    named.map(Path::to_owned).or_else(own)
}

/// What is built in, then what stands in the learner's data folder under `content`, then the folders named on the command line.
///
/// # Errors
/// A folder that was named but cannot be read, with its name. A missing `content` in the data folder is no error.
pub fn sources(data: Option<&Path>, named: &[PathBuf]) -> io::Result<Vec<Source>> {
    let mut sources = embedded::sources();
    let own = data.map(|data| data.join("content")).filter(|own| own.is_dir());
    let mut layer = 0;
    for folder in own.iter().chain(named) {
        layer += 1;
        overlay(folder, layer, &mut sources)
            .map_err(|e| io::Error::new(e.kind(), format!("cannot read content from {}: {e}", folder.display())))?;
    }
    Ok(sources)
}

/// Appends the content files of a folder, in the order of their names.
fn overlay(folder: &Path, layer: u8, into: &mut Vec<Source>) -> io::Result<()> {
    let mut files = vec![];
    if folder.is_file() {
        files.push(folder.to_owned());
    } else {
        gather(folder, 0, &mut files)?;
    }
    files.sort();
    for path in files {
        let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        into.push(Source { path: path.display().to_string().into(), text: text.into(), layer });
    }
    Ok(())
}

fn gather(folder: &Path, depth: usize, into: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let (path, about) = (entry.path(), fs::metadata(entry.path())?);
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if hidden || into.len() >= MAX_FILES {
            continue;
        }
        if about.is_dir() && depth < MAX_DEPTH {
            gather(&path, depth + 1, into)?;
        } else if about.is_file() && about.len() <= MAX_BYTES && is_content(&path) {
            into.push(path);
        }
    }
    Ok(())
}

fn is_content(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "yaml" || e == "yml" || e == "md")
}

#[cfg(test)]
mod tests {
    use super::sources;
    use crate::content::library::load;
    use std::fs;

    #[test]
    fn a_folder_lies_over_what_is_built_in() {
        let folder = tempfile::tempdir().unwrap();
        let lessons = folder.path().join("lessons");
        fs::create_dir(&lessons).unwrap();
        let text = "---\nid: sqs-intro\ntitle: Mine\nservice: SQS\norder: 1\ntasks: []\nminutes: 1\n---\n## A {#a}\n> [!KEY] B.\n";
        fs::write(lessons.join("mine.md"), text).unwrap();
        fs::write(folder.path().join("README.md"), "no lesson").unwrap();
        let (library, findings) = load(&sources(None, &[folder.path().to_owned()]).unwrap());
        let own = |path: &str| path.starts_with(&*folder.path().to_string_lossy());
        assert!(!findings.iter().any(|f| own(&f.path)), "{findings:?}");
        let found = library.lessons.values().find(|l| l.id.as_str() == "sqs-intro").unwrap();
        assert_eq!(found.title, "Mine");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = sources(None, &["/nowhere/at/all".into()]).unwrap_err();
        assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
    }
}
