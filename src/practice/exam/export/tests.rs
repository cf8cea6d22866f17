//! Files say what the report says, and nothing in them is taken for more than words.
use super::{DISCLAIMER, Format, file_name, html, json, markdown};
use crate::{
    base::prose::Inline,
    content::{
        embedded,
        library::{self, Library},
    },
    practice::exam::{
        report::Report,
        sample::{Candidate, MIXED, prose},
    },
};
use std::sync::Arc;

fn mixed(change: impl FnOnce(&mut Library)) -> (Report, Library) {
    let mut candidate = Candidate::new();
    change(&mut candidate.library);
    candidate.expects = Some(70);
    candidate.sits_with(MIXED, |candidate| {
        candidate.stands_still(3);
        candidate.is_killed();
    });
    let report = Report::build(&candidate.progress.sittings[0], &candidate.library, &candidate.progress);
    (report.expect("it has ended"), candidate.library)
}

#[test]
fn files_as_they_are() {
    let (report, library) = mixed(|_| {});
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots");
    insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        for format in Format::ALL {
            insta::assert_snapshot!(format!("report_{}", format.extension()), format.write(&report, &library));
        }
    });
    assert_eq!(file_name(&report, Format::Html), "inflight-section-1-2026-11-21.html");
}

#[test]
fn every_file_says_that_it_estimates() {
    let (report, library) = mixed(|_| {});
    for format in Format::ALL {
        let text = format.write(&report, &library);
        assert!(text.contains(DISCLAIMER) && DISCLAIMER.contains("estimate"), "{format:?}");
        for wanted in ["section", "sqs-vt", "vt-1: this is why b is wrong", "Visibility timeout", "469", "seed"] {
            let visible = wanted != "sqs-vt" || format == Format::Json;
            assert!(!visible || text.contains(wanted), "{format:?} lacks {wanted}");
        }
    }
}

#[test]
fn json_is_json_and_names_its_format() {
    let (report, library) = mixed(|_| {});
    let value: serde_json::Value = serde_json::from_str(&json::write(&report, &library)).unwrap();
    assert_eq!((value["format"].as_str(), value["number"].as_u64()), (Some("inflight-report/1"), Some(1)));
    assert_eq!(value["score"]["estimate"]["call"], "fail");
    assert_eq!(value["items"].as_array().unwrap().len(), 8);
    assert_eq!(value["explained"].as_array().unwrap().len(), 5, "four wrong, one guessed");
    assert_eq!(value["conduct"]["absences"][0]["unmeasured"], 1);
}

const HOSTILE: &str =
    "</style><script>alert('x' & \"y\")</script>\n# | `rm` [a](javascript:b) ![i](http://x/y) **z** $1 \u{1b}[31m";

fn hostile(library: &mut Library) {
    for item in library.items.values_mut() {
        let item = Arc::make_mut(item);
        item.title = HOSTILE.into();
        item.question.stem = vec![prose(HOSTILE), vec![Inline::Code(HOSTILE.into()), Inline::Strong(HOSTILE.into())]];
        for option in &mut item.question.options {
            option.text = vec![Inline::Emph(HOSTILE.into())];
            option.why = vec![Inline::Link { target: HOSTILE.into(), words: HOSTILE.into() }];
        }
    }
    for lesson in library.lessons.values_mut() {
        let lesson = Arc::make_mut(lesson);
        (lesson.title, lesson.service) = (HOSTILE.into(), HOSTILE.into());
    }
}

#[test]
fn nothing_hostile_gets_out_of_its_words() {
    let (mut report, library) = mixed(hostile);
    report.heading.title = HOSTILE.into();
    report.heading.blueprint = "../../etc/passwd".into();
    assert_eq!(file_name(&report, Format::Markdown), "inflight-mock-1-2026-11-21.md");
    let page = html::write(&report, &library);
    // All that is left of tags is the page's own: the same number as without the hostile words, but for line breaks of prose.
    for banned in ["<script", "javascript:b\"", "href", "src=", "url(", "@import", "\u{1b}"] {
        assert!(!page.contains(banned), "{banned}");
    }
    assert_eq!(page.matches("</style>").count(), 1);
    assert_eq!(page.matches("http").count(), page.matches("http://x/y").count() + 1, "the policy's http-equiv alone");
    let text = markdown::write(&report, &library);
    assert!(!text.contains('\u{1b}'));
    for line in text.lines() {
        let words =
            line.replace("\\\\", "").replace("\\`", "").replace("\\[", "").replace("\\<", "").replace("\\|", "");
        assert!(!words.contains('`') && !words.contains('[') && !words.contains('<'), "{line}");
        if line.starts_with('|') {
            assert!(line.ends_with(" |") && words.matches('|').count() >= 4, "{line}");
        }
    }
    let value: serde_json::Value = serde_json::from_str(&json::write(&report, &library)).unwrap();
    assert_eq!(value["items"][0]["title"], HOSTILE);
}

#[test]
fn a_report_whose_questions_are_gone_is_written_too() {
    let (mut report, _) = mixed(|_| {});
    let library = Library::default();
    report.score.estimate = None;
    for format in Format::ALL {
        let text = format.write(&report, &library);
        assert!(text.contains(DISCLAIMER) && text.len() > 500, "{format:?}");
    }
}

/// The words that follow a mark in a line, whichever the file.
fn after<'a>(text: &'a str, mark: &str) -> &'a str {
    text.split_once(mark).map_or("", |(_, rest)| rest.lines().next().unwrap_or(""))
}

#[test]
fn a_mock_of_the_bundled_bank_is_explained_from_its_own_words() {
    let mut candidate = Candidate::new();
    candidate.library = library::load(&embedded::sources()).0;
    let ids: Vec<String> = candidate.library.items.keys().map(ToString::to_string).collect();
    // Nobody chooses all of three options: a question that wants more stays open.
    let answers: Vec<(&str, &str, u64)> = ids.iter().map(|id| (id.as_str(), "a", 1)).collect();
    candidate.sits(&answers);
    let report = Report::build(&candidate.progress.sittings[0], &candidate.library, &candidate.progress).unwrap();
    let (text, page) = (markdown::write(&report, &candidate.library), html::write(&report, &candidate.library));
    assert!(report.lists.wrong().count() > 0);
    for at in report.lists.wrong() {
        let item = &report.items[at];
        let heading = format!("{}. ", item.number);
        assert!(
            after(&text, &format!("### {heading}")).contains(&format!("(task {})", item.task)),
            "{}",
            item.question
        );
        assert!(after(&page, &format!("<h3>{heading}")).contains("</h3>"), "{}", item.question);
        let leads = item.bank.leads().expect("it is in the bank");
        let lesson = &candidate.library.lessons[&leads.lesson];
        assert!(text.contains(&format!("Lesson: {}: ", lesson.service)), "{}", item.question);
    }
    assert_eq!(
        page.matches("<li class=\"right").count(),
        page.matches("right: </span>").count() + page.matches("right, you: </span>").count()
    );
}
