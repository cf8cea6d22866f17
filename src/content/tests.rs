//! The bundled content, and files that are broken in every way.
use super::{
    embedded,
    finding::Finding,
    library::{Source, load},
};

fn told(findings: &[Finding]) -> String {
    findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_bundled_content_loads_without_a_finding() {
    let (library, findings) = load(&embedded::sources());
    // Whether the rules hold is asked in lint/tests.rs.
    let found: Vec<Finding> = findings.into_iter().filter(|f| f.code < "E03").collect();
    assert!(found.is_empty(), "\n{}", told(&found));
    assert!(library.ledger.facts.len() > 400);
    assert_eq!(library.course.first().map(crate::base::id::LessonId::as_str), Some("sqs-intro"));
}

fn source(path: &'static str, text: impl Into<String>) -> Source {
    Source { path: path.into(), text: text.into().into(), layer: 0 }
}

/// Findings as `line:column code`, of one file read beside the ledger.
fn places(path: &'static str, text: &str) -> Vec<String> {
    let mut sources = embedded::sources();
    sources.retain(|s| s.path == "content/facts.yaml");
    sources.push(source(path, text));
    let (_, findings) = load(&sources);
    let place = |f: &Finding| format!("{}:{} {}", f.line, f.column, f.code);
    findings.iter().filter(|f| f.path == path && f.code < "E03").map(place).collect()
}

/// A text table: a broken file, and what must be found in it.
#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn every_fault_of_a_file_is_told_with_its_place() {
    let cases: [(&str, &str, &str, &[&str]); 18] = [
        ("not YAML", "quizzes/x.yaml", "pack: x\n  title: [\n", &["2:8 E0001"]),
        ("an alias", "quizzes/x.yaml", "pack: &a x\ntitle: *a\n", &["1:10 E0004"]),
        ("a tag", "quizzes/x.yaml", "pack: !!str x\n", &["1:13 E0004"]),
        ("two documents", "quizzes/x.yaml", "pack: x\n---\npack: y\n", &["2:1 E0004"]),
        ("a stranger", "quizzes/x.yaml", "colour: red\n", &["1:1 E0006"]),
        (
            "duplicate key, unknown field, missing field",
            "quizzes/x.yaml",
            "pack: x\ntitle: T\ntitle: U\nquestoins: []\n",
            &["3:1 E0005", "4:1 E0101", "1:1 E0102"],
        ),
        (
            "a byte order mark and CRLF",
            "quizzes/x.yaml",
            "\u{feff}pack: x\r\ntitel: T\r\nquestions: []\r\n",
            &["2:1 E0101", "1:1 E0102"],
        ),
        (
            "bad slug and wrong type",
            "quizzes/x.yaml",
            "pack: X Y\ntitle: [a]\nquestions: {}\n",
            &["1:7 E0104", "2:9 E0103", "3:12 E0103"],
        ),
        ("a question that is words", "quizzes/x.yaml", "pack: x\ntitle: T\nquestions:\n  - words\n", &["4:5 E0103"]),
        ("no front matter", "content/lessons/x.md", "# Title\n", &["1:1 E0201"]),
        (
            "sections",
            "content/lessons/x.md",
            "---\nid: x\ntitle: T\nservice: S\norder: 1\ntasks: []\nminutes: 1\n---\nEarly.\n\n## A\n\n## B {#b}\n\n> [!KEY] k\n\n## C {#b}\n\n> [!KEY] k\n",
            &["9:1 E0202", "11:1 E0202", "17:1 E0203", "11:1 E0208"],
        ),
        (
            "marks that cannot be shown",
            "content/lessons/x.md",
            "---\nid: x\ntitle: T\nservice: S\norder: one\ntasks: []\nminutes: 1\n---\n## A {#a}\n\n> [!KEY] k\n\n> plain\n\n![x](y.png) <b>\n\n[w](http://x)\n\n#### deep\n",
            &["5:8 E0106", "13:1 E0204", "15:1 E0205", "15:13 E0205", "17:1 E0206", "19:1 E0205"],
        ),
        (
            "a drawing too wide",
            "content/lessons/x.md",
            "---\nid: x\ntitle: T\nservice: S\norder: 1\ntasks: []\nminutes: 1\n---\n## A {#a}\n\n> [!KEY] k\n\n```text\nok\n---------1---------2---------3---------4---------5\n```\n",
            &["15:1 E0207"],
        ),
        (
            "a service the simulator does not know",
            "content/lessons/x.md",
            "---\nid: x\ntitle: T\nservice: S\norder: 1\ntasks: []\nminutes: 1\n---\n## A {#a}\n\n> [!KEY] k\n\n```leaves-out\nsqs glue\n```\n",
            &["14:1 E0105"],
        ),
        (
            "a scenario that serde refuses",
            "content/labs/x.yaml",
            "lab: x\ntitle: T\nshort: s\nproves: p\nuntil: 1m\nscenario:\n  queues:\n    - name: q\n      hots: 3\ngoals: []\n",
            &["9:7 E0211"],
        ),
        (
            "a scenario in one line",
            "content/labs/x.yaml",
            "lab: x\ntitle: T\nshort: s\nproves: p\nuntil: 1m\nscenario: { queues: [{ name: q, hots: 3 }] }\ngoals: []\n",
            &["6:33 E0211"],
        ),
        (
            "a lab whose parts do not fit",
            "content/labs/x.yaml",
            "lab: x\ntitle: T\nshort: s\nproves: p\nuntil: 1m\nscenario:\n  queues: [{ name: q }]\nvariables:\n  - { id: v, title: v, key: vv, path: queues.q.hosts, default: 1 }\n  - { id: w, title: w, key: w, path: queues.z.hosts, default: 1 }\nfaults: [{ key: c, title: c, inject: [crash, poison p] }]\ngoals: []\nstage: { columns: [{ panels: [queue z, mirror q] }] }\n",
            &["9:29 E0105", "11:39 E0213", "10:63 E0211", "11:46 E0211", "12:8 E0106", "13:31 E0211", "13:40 E0105"],
        ),
        (
            "a fact twice, a unit nobody knows",
            "content/more/facts.yaml",
            "as_of: 2026-01-01\nfacts:\n  - { id: a, title: A, today: t, source: s, confidence: sure }\n  - { id: b, title: B, today: t, source: s, confidence: likely, value: { unit: parsecs, is: 1 } }\n  - { id: b, title: B, today: t, source: s, confidence: likely }\n",
            &["3:57 E0105", "4:80 E0105", "5:11 E0107"],
        ),
    ];
    let wrong: Vec<String> = cases
        .into_iter()
        .map(|(name, path, text, want)| (name, places(path, text), want))
        .filter(|(_, got, want)| got != want)
        .map(|(name, got, want)| format!("{name}: {got:?}, not {want:?}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_broken_question_does_not_take_its_pack_down() {
    let good = "    title: T\n    kind: single\n    domain: cost\n    task: \"4.1\"\n    lesson: a#b\n    stem: Why?\n    options:\n      - { id: a, right: true, text: A, why: w }\n      - { id: b, text: B, why: w }\n";
    let text = format!(
        "pack: x\ntitle: T\nquestions:\n  - id: one\n{good}  - id: TWO\n{good}  - id: one\n{good}  - id: three\n{good}"
    );
    let (library, findings) = load(&[source("quizzes/x.yaml", text)]);
    let ids: Vec<&str> = library.items.keys().map(crate::base::id::QuestionId::as_str).collect();
    assert_eq!(ids, ["one", "three"]);
    let codes: Vec<&str> = findings.iter().filter(|f| f.code < "E03").map(|f| f.code).collect();
    assert_eq!(codes, ["E0104", "E0107"]);
    assert_eq!(findings.iter().find_map(|f| f.also.as_ref()).map(|also| also.line), Some(4));
}

#[test]
fn the_same_id_in_two_files_of_one_layer_names_both() {
    let lesson = "---\nid: twin\ntitle: T\nservice: S\norder: 1\ntasks: []\nminutes: 1\n---\n## A {#a}\n\n> [!KEY] k\n";
    let (one, two) = (source("content/lessons/a.md", lesson), source("content/lessons/b.md", lesson));
    let (library, findings) = load(&[one.clone(), two.clone()]);
    assert_eq!((library.lessons.len(), findings.len()), (1, 1));
    assert_eq!(findings[0].also.as_ref().map(|a| (a.path.as_str(), a.line)), Some(("content/lessons/a.md", 2)));
    let (_, findings) = load(&[one, Source { layer: 1, ..two }]);
    assert_eq!(findings, [], "a higher layer replaces");
}

#[test]
fn what_is_built_in_reads_the_same_with_and_without_checks() {
    let (checked, _) = load(&embedded::sources());
    let (opened, findings) = super::library::open(&embedded::sources());
    assert_eq!(findings, []);
    assert_eq!((&checked.ledger, &checked.course), (&opened.ledger, &opened.course));
    assert_eq!((&checked.lessons, &checked.items, &checked.labs), (&opened.lessons, &opened.items, &opened.labs));
    let mut sources = embedded::sources();
    let mut broken = source("quizzes/x.yaml", "pack: [");
    broken.layer = 1;
    sources.push(broken);
    assert!(!super::library::open(&sources).1.is_empty(), "what is laid over it is checked");
}

#[test]
fn facts_in_words_show_today_and_what_was_before() {
    use crate::base::prose::{Inline, plain};
    let (library, _) = load(&embedded::sources());
    let show = |id, part| library.ledger.show(id, part).map(|(_, words)| words.to_owned());
    assert_eq!(show("sqs.visibility.default", None).as_deref(), Ok("30 s"));
    assert_eq!(show("sqs.visibility.range", Some("max")).as_deref(), Ok("12 h"));
    assert_eq!(show("sqs.visibility.range", None).as_deref(), Ok("0 s to 12 h"));
    assert!(show("sqs.visibility.defualt", None).is_err_and(|(_, cure)| cure.contains("sqs.visibility.default")));
    assert_eq!(library.ledger.quotas.numbers[&"sqs.fifo.ht.tps.other:calls".into()].is, Some(2_400));

    let text = "---\nid: x\ntitle: T\nservice: S\norder: 1\ntasks: []\nminutes: 1\n---\n## A {#a}\n\nUp to **[[sqs.message.max_size]]**, in {~3 s}: `[[x]]` [w](lab:sqs-vt).\n\n> [!KEY] k\n";
    let mut sources = embedded::sources();
    sources.push(source("content/lessons/x.md", text));
    let (library, _) = load(&sources);
    let section = library.section(&"x".into(), &"a".into()).unwrap();
    let super::lesson::Block::Paragraph(prose) = &section.blocks[0] else { panic!("{:?}", section.blocks) };
    assert_eq!(plain(prose), "Up to 1 MiB, in 3 s: [[x]] w.");
    assert!(
        prose.iter().any(|i| matches!(i, Inline::Fact { older: Some(older), .. } if older == "256 KB")),
        "{prose:?}"
    );
    assert!(prose.iter().any(|i| matches!(i, Inline::Link { target, .. } if target == "lab:sqs-vt")));
    assert_eq!(section.facts.len(), 1);
}

#[test]
fn a_lesson_shows_what_the_simulator_leaves_out() {
    let text = "---\nid: x\ntitle: T\nservice: S\norder: 1\ntasks: []\nminutes: 1\n---\n## A {#a}\n\n> [!KEY] k\n\n```leaves-out\nsqs sns\n```\n";
    let mut sources = embedded::sources();
    sources.push(source("content/lessons/x.md", text));
    let (library, _) = load(&sources);
    let section = library.section(&"x".into(), &"a".into()).unwrap();
    let Some(super::lesson::Block::List { items, .. }) = section.blocks.last() else { panic!("{:?}", section.blocks) };
    let told: usize = crate::sim::services::LEFT_OUT
        .iter()
        .filter(|(service, _)| ["sqs", "sns"].contains(service))
        .map(|(_, sentences)| sentences.len())
        .sum();
    assert_eq!(items.len(), told);
}

mod broken {
    //! Random damage to the real files: no input may panic, hang, or take the others down.
    use crate::content::{embedded, library::Source, lint::check, render};
    use proptest::prelude::*;

    /// One wound: where (in per mille of the file), how many bytes go, what comes instead.
    fn wound() -> impl Strategy<Value = (usize, usize, String)> {
        let token = prop_oneof![
            Just(String::new()),
            "[\\[\\]{}:\\-#&*!|>'\"`~\n\t\r ü\u{1F600}%@,?]{1,6}",
            "[a-z0-9]{1,4}",
            Just("[[".to_owned()),
            Just("\n---\n".to_owned()),
            Just("\n> [!KEY] ".to_owned()),
            Just("{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{".to_owned()),
            Just("99999999999999999999".to_owned()),
        ];
        (0..1_000usize, 0..40usize, token)
    }

    fn hurt(text: &str, wounds: &[(usize, usize, String)]) -> String {
        let mut text = text.to_owned();
        for (at, cut, put) in wounds {
            let from = text.floor_char_boundary(text.len() * at / 1_000);
            let to = text.ceil_char_boundary((from + cut).min(text.len()));
            text.replace_range(from..to, put);
        }
        text
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]
        #[test]
        fn no_damage_makes_the_readers_panic(which in any::<prop::sample::Index>(), wounds in prop::collection::vec(wound(), 1..6)) {
            // The whole ledger is slow to read often; a front part of it has every form.
            let mut sources: Vec<Source> = embedded::sources();
            for extra in [include_str!("lint/rules/base/lab.yaml"), include_str!("lint/rules/unknown_proof_part.bad.yaml")] {
                sources.push(Source { path: "quizzes/extra.yaml".into(), text: extra.into(), layer: 1 });
            }
            for ledger in sources.iter_mut().filter(|s| s.path.ends_with("facts.yaml")) {
                ledger.text = ledger.text.split("\n\n").take(40).collect::<Vec<_>>().join("\n\n").into();
            }
            let source = which.get_mut(&mut sources[..]);
            source.text = hurt(&source.text, &wounds).into();
            let chosen = source.path.clone();
            sources.retain(|s| s.path == chosen || s.path.ends_with("facts.yaml"));
            for finding in check(&sources) {
                prop_assert!(finding.line > 0 && finding.column > 0);
                let text = sources.iter().find(|s| s.path == finding.path).map_or("", |s| &s.text);
                let drawn = render::render(&finding, text, render::Look::default());
                prop_assert!(!drawn.is_empty());
            }
        }
    }
}
