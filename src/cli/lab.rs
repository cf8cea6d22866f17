//! `inflight lab LINK`: whether a link leads anywhere, before the screen opens.
use crate::{
    content::library::Library,
    practice::lab::{link::Link, session::Session},
};

/// Whether the run of a link can be shown.
///
/// # Errors
/// What is wrong with the link, and what would do, in words for people.
pub fn check(library: &Library, text: &str) -> Result<(), String> {
    let link = Link::parse(text)?;
    let Some(lab) = library.labs.get(&link.lab) else {
        let known: Vec<&str> = library.labs.keys().map(crate::base::id::LabId::as_str).collect();
        return Err(format!("there is no lab `{}`: there is {}", link.lab, known.join(", ")));
    };
    Session::from_link(lab.clone(), library.ledger.clone(), &link).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::content::{embedded, library};

    #[test]
    fn a_link_leads_to_a_lab_or_says_why_not() {
        let library = library::load(&embedded::sources()).0;
        assert_eq!(check(&library, "sqs-vt"), Ok(()));
        assert_eq!(check(&library, "inflight lab sqs-vt?seed=7&v.timeout=60s&t=44s"), Ok(()));
        for (text, why) in [
            ("sqs-dlq", "there is sqs-fifo, sqs-polling, sqs-vt"),
            ("sqs-vt?v.colour=red", "no variable `colour`"),
            ("sqs-vt?v.timeout=13h", "outside 0s to 12h"),
            ("sqs-vt?t", "lacks a `=`"),
        ] {
            let error = check(&library, text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
