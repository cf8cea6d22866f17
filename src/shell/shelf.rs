//! Files the learner asks for: reports of mock exams and sealed results, in a folder of the data folder. Whole or not at all.
use crate::ui::flow::effect::Reply;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The folder in the data folder.
const FOLDER: &str = "reports";
/// Bytes a name may have before its extension: file systems take 255 for all of it.
const STEM: usize = 120;
/// Bytes of what is an extension; what is longer is a name with a dot in it.
const EXTENSION: usize = 16;

/// Where such files go.
#[derive(Debug)]
pub(crate) struct Shelf(Option<PathBuf>);

impl Shelf {
    /// A shelf in this data folder; nothing is made before the first file.
    pub(crate) fn new(data: Option<&Path>) -> Self {
        Self(data.map(|data| data.join(FOLDER)))
    }

    /// Writes a file, over one of the same name; tells where it stands, or why it does not.
    pub(crate) fn keep(&self, name: &str, text: &str) -> Reply {
        let Some(folder) = &self.0 else {
            return Reply::Kept(Err("there is no folder for it: name one with --data".into()));
        };
        let path = folder.join(file_name(name));
        let said = |e: io::Error| format!("not saved: {}: {e}", path.display());
        Reply::Kept(write(folder, &path, text).map(|()| path.display().to_string()).map_err(said))
    }
}

/// Beside its place first, then moved there: who looks never sees half of it, not even after the power failed.
fn write(folder: &Path, path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let mut file = fs::File::create(&beside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, path)
}

/// A name that is a file's name everywhere, and never a path.
fn file_name(name: &str) -> String {
    let fine = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    let name: String = name.chars().map(|c| if fine(c) { c } else { '-' }).collect();
    let name = name.trim_start_matches('.');
    let dot = name.rfind('.').filter(|dot| name.len() - dot <= EXTENSION).unwrap_or(name.len());
    let (stem, extension) = name.split_at(dot);
    let stem = &stem[..stem.floor_char_boundary(STEM)];
    format!("{}{extension}", if stem.is_empty() { "report" } else { stem })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_stands_on_the_shelf_whole_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(Some(folder.path()));
        for text in ["first", "second"] {
            let Reply::Kept(Ok(path)) = shelf.keep("../../mock 1.md", text) else { panic!("not kept") };
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert!(Path::new(&path).starts_with(folder.path().join(FOLDER)), "{path}");
        }
        assert_eq!(fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), 1);
    }

    #[test]
    fn a_long_name_keeps_its_extension_and_its_letters_whole() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(Some(folder.path()));
        let long = "é".repeat(200);
        for extension in ["md", "json", "html"] {
            let Reply::Kept(kept) = shelf.keep(&format!("x{long}.{extension}"), extension) else { panic!("not kept") };
            let path = kept.unwrap();
            let name = Path::new(&path).file_name().unwrap().to_str().unwrap().to_owned();
            assert_eq!(name, format!("x{}.{extension}", "é".repeat(59)), "119 bytes: half a letter is none");
            assert_eq!(fs::read_to_string(&path).unwrap(), extension);
        }
        assert_eq!(fs::read_dir(folder.path().join(FOLDER)).unwrap().count(), 3, "no file shares another's place");
        assert_eq!(file_name("mock. A very long title without an extension").len(), 44);
        assert_eq!([file_name(""), file_name("..")], ["report", "report"]);
    }

    #[test]
    fn where_nothing_can_be_written_it_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        let Reply::Kept(Err(why)) = Shelf::new(Some(&file)).keep("a.md", "x") else { panic!("kept") };
        assert!(why.contains("not saved") && why.contains("a.md"), "{why}");
        assert!(matches!(Shelf::new(None).keep("a.md", "x"), Reply::Kept(Err(_))));
    }
}
