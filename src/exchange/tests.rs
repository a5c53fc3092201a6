use proptest::prelude::*;

use super::*;
use crate::bank::{BankId, Level, Setting, Taxonomy, TopicPath, read_bank, read_topics, write_bank};

fn topics() -> Taxonomy {
    let mut taxonomy = Taxonomy::default();
    taxonomy.extend(read_topics(include_str!("../../question-banks/topics.toml")).0);
    taxonomy
}

/// A text as authors write it, signs of every format among them; trimmed, as a bank keeps it.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-zA-Z0-9]{1,8}",
        Just("E11.22".to_owned()),
        Just("-ectomy".to_owned()),
        Just("->".to_owned()),
        Just("a<b>&amp;".to_owned()),
        Just("\"quoted\"".to_owned()),
        Just("=1+1".to_owned()),
        Just("50%".to_owned()),
        Just("~{#}:\\".to_owned()),
        Just("//".to_owned()),
        Just("é–“”".to_owned()),
        Just("|;,'".to_owned()),
        Just("]]>".to_owned()),
        Just("A.".to_owned()),
        Just("[markdown]a".to_owned()),
        Just("co*r".to_owned()),
        Just("&amp".to_owned()),
    ];
    proptest::collection::vec(piece, 1..6).prop_map(|p| p.join(" "))
}

/// The same over several lines.
fn lines() -> impl Strategy<Value = String> {
    proptest::collection::vec(text(), 1..3).prop_map(|l| l.join("\n"))
}

fn distinct(texts: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    texts.into_iter().filter(|t| seen.insert(t.clone())).collect()
}

fn choices(multiple: bool) -> impl Strategy<Value = Body> {
    let choice = (text(), any::<bool>(), proptest::option::of(lines()));
    (proptest::collection::vec(choice, 2..6), 0_usize..6).prop_filter_map("two choices", move |(all, at)| {
        let mut seen = std::collections::HashSet::new();
        let mut choices: Vec<Choice> = all
            .into_iter()
            .filter(|(text, ..)| seen.insert(text.clone()))
            .map(|(text, key, why)| Choice { text, key: key && multiple, why })
            .collect();
        if choices.len() < 2 {
            return None;
        }
        let at = at % choices.len();
        choices[at].key = true;
        Some(Body::Choices { multiple, choices, shuffle: true })
    })
}

fn body() -> impl Strategy<Value = Body> {
    let why = || proptest::option::of(lines());
    let several = |n: std::ops::Range<usize>| proptest::collection::vec(text(), n).prop_map(distinct);
    prop_oneof![
        choices(false),
        choices(true),
        (any::<bool>(), why(), why()).prop_map(|(key, why_true, why_false)| Body::TrueFalse {
            key,
            why_true,
            why_false
        }),
        (text(), several(0..3), proptest::collection::vec((text(), lines()), 0..2)).prop_map(
            |(key, mut accept, why_not)| {
                accept.retain(|a| *a != key);
                Body::Text { key, accept, why_not }
            }
        ),
        (several(3..6), several(3..8)).prop_filter_map("two pairs", |(left, right)| {
            let n = left.len().min(right.len());
            let pairs: Vec<_> = left.into_iter().zip(right.iter().cloned()).collect();
            (n >= 2).then(|| Body::Match { pairs, extra: right[n..].to_vec() })
        }),
        several(2..5)
            .prop_filter_map("two items", |items| (items.len() > 1).then_some(Body::Order { items })),
    ]
}

fn draft() -> impl Strategy<Value = Draft> {
    let tags = proptest::collection::vec("[a-z][a-z0-9-]{0,6}", 0..3).prop_map(distinct);
    let level = proptest::option::of((0_usize..3).prop_map(|n| Level::ALL[n].1));
    let setting = proptest::option::of((0_usize..4).prop_map(|n| Setting::ALL[n].1));
    let texts = || proptest::collection::vec(text(), 0..3).prop_map(distinct);
    let optional = || proptest::option::of(lines());
    (
        ("[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5})?", lines(), body()),
        (tags, level, setting, texts(), optional(), optional(), proptest::option::of(2_u32..9)),
    )
        .prop_map(|((id, stem, body), (tags, level, setting, refs, rationale, hint, points))| Draft {
            id: Some(id),
            topic: Some("icd-10-cm/endocrine".to_owned()),
            level,
            setting,
            rationale,
            refs,
            hint,
            tags,
            points,
            ..Draft::new(0, stem, body)
        })
}

fn header() -> Header {
    Header {
        title: Some("Endocrine & <more>".to_owned()),
        authors: vec!["A. Coder".to_owned(), "B. Coder".to_owned()],
        licence: Some("CC-BY-4.0".to_owned()),
        copyright: Some("(c) 2026 A. Coder -- all".to_owned()),
    }
}

/// Through the model of a bank, a format, and back to the model.
fn through(draft: &Draft, format: Format) -> Option<(Draft, Draft, Exported)> {
    let topics = topics();
    let defaults = Defaults {
        id: BankId::parse("b").unwrap(),
        title: "B".to_owned(),
        topic: TopicPath::parse("unsorted").unwrap(),
    };
    let mut imported = Imported { header: header(), drafts: vec![draft.clone()], ..Imported::default() };
    let bank = to_bank(&mut imported, &defaults, &topics);
    // A written answer of signs alone is none that a bank takes.
    let exported = export(&bank, format);
    if exported.written == 0 {
        return None;
    }
    let before = super::fields::fits(&Draft::of(&bank.questions[0], None), format).unwrap();
    let mut again = import(&exported.bytes, format).unwrap();
    assert!(again.problems.is_empty(), "{:?}\n{}", again.problems, String::from_utf8_lossy(&exported.bytes));
    assert_eq!(again.drafts.len(), 1, "{}", String::from_utf8_lossy(&exported.bytes));
    if format != Format::Aiken {
        let licence = header().licence;
        assert_eq!(again.header.licence, licence);
        assert!(again.header.copyright.as_deref().is_some_and(|c| c.starts_with("(c) 2026 A. Coder")));
    }
    let after = again.drafts.remove(0);
    Some((before, Draft { line: 0, ..after }, exported))
}

/// What a format names as lost is taken away on both sides; all else has to be the same.
fn without_losses(mut draft: Draft, out: &Exported) -> Draft {
    let lost = |field: &str| out.losses.fields().any(|(f, _)| f == field);
    if lost("level") {
        draft.level = None;
    }
    if lost("setting") {
        draft.setting = None;
    }
    if lost("refs") {
        draft.refs.clear();
    }
    if lost("hint") {
        draft.hint = None;
    }
    if lost("tags") {
        draft.tags.clear();
    }
    if lost("rationale") {
        draft.rationale = None;
    }
    if lost("points") {
        draft.points = None;
    }
    match &mut draft.body {
        Body::Choices { choices, .. } if lost("why of choices") => {
            for choice in choices {
                choice.why = None;
            }
        }
        Body::Match { extra, .. } if lost("extra") => extra.clear(),
        Body::Text { accept, why_not, .. } => {
            if lost("why-not") {
                why_not.clear();
            }
            if lost("accept") {
                accept.clear();
            }
        }
        _ => {}
    }
    draft
}

fn holds(draft: &Draft, format: Format) {
    let Some((before, after, out)) = through(draft, format) else { return };
    if format == Format::Aiken {
        // Nothing but the question itself.
        assert_eq!(before.stem, after.stem);
        let texts = |d: &Draft| match &d.body {
            Body::Choices { choices, .. } => choices.iter().map(|c| (c.text.clone(), c.key)).collect(),
            _ => Vec::new(),
        };
        assert_eq!(texts(&before), texts(&after));
        return;
    }
    assert_eq!(
        without_losses(before, &out),
        without_losses(after, &out),
        "{}",
        String::from_utf8_lossy(&out.bytes)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn gift_comes_back(draft in draft()) { holds(&draft, Format::Gift); }

    #[test]
    fn moodle_xml_comes_back(draft in draft()) { holds(&draft, Format::MoodleXml); }

    #[test]
    fn qti_comes_back(draft in draft()) { holds(&draft, Format::Qti); }

    #[test]
    fn aiken_comes_back(draft in draft()) { holds(&draft, Format::Aiken); }

    #[test]
    fn tables_come_back(draft in draft()) {
        holds(&draft, Format::Csv);
        holds(&draft, Format::Tsv);
    }

    #[test]
    fn what_is_imported_is_a_bank(draft in draft()) {
        let topics = topics();
        let defaults = Defaults {
            id: BankId::parse("b").unwrap(),
            title: "B".to_owned(),
            topic: TopicPath::parse("unsorted").unwrap(),
        };
        let mut imported = Imported { drafts: vec![draft], ..Imported::default() };
        let bank = to_bank(&mut imported, &defaults, &topics);
        let again = read_bank(&write_bank(&bank), &topics);
        let errors: Vec<_> = again.diagnostics.iter().filter(|d| d.is_error()).collect();
        prop_assert!(errors.is_empty(), "{errors:?}\n{}", write_bank(&bank));
        prop_assert_eq!(bank.questions.len() + imported.problems.len(), 1);
        prop_assert_eq!(bank.questions.iter().map(|q| &q.body).collect::<Vec<_>>(), again.questions.iter().map(|q| &q.body).collect::<Vec<_>>());
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        for (_, format, _) in Format::ALL {
            let _ = import(&bytes, format);
        }
        let _ = Format::of("x", &bytes);
    }

    /// Files that are nearly sound: one of ours, with a piece cut out and another put in.
    #[test]
    fn no_damage_makes_a_reader_panic(draft in draft(), from in 0.0..1.0_f64, len in 0_usize..20, put in "[<>{}=~#&;:\\\\\"',|\n\\[\\]A-C.%]{0,6}") {
        for format in [Format::Gift, Format::MoodleXml, Format::Aiken, Format::Csv, Format::Qti] {
            let Some((_, _, out)) = through(&draft, format) else { continue };
            let mut bytes = out.bytes;
            let at = (from * bytes.len() as f64) as usize;
            let end = (at + len).min(bytes.len());
            bytes.splice(at..end, put.bytes());
            if let Ok(mut imported) = import(&bytes, format) {
                let defaults = Defaults { id: BankId::parse("b").unwrap(), title: "B".to_owned(), topic: TopicPath::parse("unsorted").unwrap() };
                let topics = topics();
                let bank = to_bank(&mut imported, &defaults, &topics);
                let again = read_bank(&write_bank(&bank), &topics);
                let errors: Vec<_> = again.diagnostics.iter().filter(|d| d.is_error()).collect();
                prop_assert!(errors.is_empty(), "{errors:?}\n{}", write_bank(&bank));
            }
        }
    }
}

#[test]
fn encodings_are_recognised() {
    let text = "Café – \u{201c}naïve\u{201d}";
    let utf16 = |big: bool| -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark.to_vec(), bytes].concat();
    let cases: [(Vec<u8>, &str); 7] = [
        (text.as_bytes().to_vec(), "UTF-8"),
        (marked(b"\xef\xbb\xbf", text.as_bytes().to_vec()), "UTF-8"),
        (marked(b"\xff\xfe", utf16(false)), "UTF-16LE"),
        (marked(b"\xfe\xff", utf16(true)), "UTF-16BE"),
        (utf16(false), "UTF-16LE"),
        (utf16(true), "UTF-16BE"),
        (b"Caf\xe9 \x96 \x93na\xefve\x94".to_vec(), "windows-1252"),
    ];
    for (bytes, name) in cases {
        assert_eq!(decode(&bytes), (text.to_owned(), name), "{name}");
    }
}

#[test]
fn a_bad_item_does_not_stop_the_import() {
    let gift = "::one:: What? {=a ~b}\n\n::two:: Broken {=a ~b\n\n::three:: Which? {~a}\n\n::four:: So {T}\n";
    let read = import(gift.as_bytes(), Format::Gift).unwrap();
    let names: Vec<_> = read.drafts.iter().filter_map(|d| d.id.as_deref()).collect();
    assert_eq!(names, ["one", "four"]);
    let lines: Vec<_> = read.problems.iter().map(|p| (p.line, p.item.as_str())).collect();
    assert_eq!(lines, [(3, "two"), (5, "three")]);

    let aiken =
        "First?\nA. one\nB. two\nANSWER: B\n\nSecond?\nA. one\nB. two\n\nThird?\nA) one\nB) two\nANSWER: A\n";
    let read = import(aiken.as_bytes(), Format::Aiken).unwrap();
    assert_eq!(read.drafts.iter().map(|d| d.stem.as_str()).collect::<Vec<_>>(), ["First?", "Third?"]);
    assert_eq!(read.problems.len(), 1);
}

#[test]
fn a_key_of_zero_is_in_doubt_only_where_it_stands_for_a_choice() {
    let read = |rows: &str| {
        let table = format!("type,stem,key,choice 1,choice 2,choice 3\n{rows}");
        let read = import(table.as_bytes(), Format::Csv).unwrap();
        (read.drafts.len(), read.problems.len())
    };
    assert_eq!(read("single,Which?,0,a,b,c\nsingle,What?,2,a,b,c\n"), (0, 2));
    assert_eq!(read("single,Which?,B,a,b,c\nsingle,What?,0,a,b,c\n"), (1, 1));
    // Zero is the answer, or says that it is false.
    assert_eq!(read("text,How many?,0,1,2,\ntf,It is so.,0,,,\nsingle,What?,2,a,b,c\n"), (3, 0));
}

#[test]
fn what_could_be_a_wrong_key_is_refused() {
    let keys = |text: &str, format: Format| {
        let read = import(text.as_bytes(), format).unwrap();
        let keyed = |d: &Draft| match &d.body {
            Body::Choices { choices, .. } => {
                choices.iter().filter(|c| c.key).map(|c| c.text.clone()).collect::<Vec<_>>().join("+")
            }
            Body::TrueFalse { key, why_true, .. } => format!("{key} {}", why_true.as_deref().unwrap_or("-")),
            Body::Order { items } => items.join("<"),
            Body::Text { key, accept, .. } => format!("{key} {}", accept.join("+")),
            _ => String::new(),
        };
        (read.drafts.iter().map(keyed).collect::<Vec<_>>(), read.problems.len())
    };
    let one = |text: &str| (vec![text.to_owned()], 0);
    let refused = (Vec::new(), 1);
    let aiken = |answer: &str| {
        keys(&format!("What?\nA) a fracture\nB) a sequela\nC) a burn\nANSWER: {answer}\n"), Format::Aiken)
    };
    assert_eq!(aiken("B) a sequela"), one("a sequela"));
    assert_eq!(aiken("b."), one("a sequela"));
    assert_eq!(aiken("A, C"), one("a fracture+a burn"));
    assert_eq!(aiken("B) a thing"), refused);
    let csv = |rows: &str| {
        keys(&format!("type,stem,option 1,option 2,option 3,key,why 1,why 2\n{rows}"), Format::Csv)
    };
    assert_eq!(csv(",What?,\"1, 2\",\"2, 3\",3,\"1, 2\",,\n"), refused);
    assert_eq!(csv(",What?,a,b,c,1,,\n,Which?,a,b,c,\"0,2\",,\n").1, 2);
    assert_eq!(csv("order,Sort.,third,first,second,B;C;A,,\n"), one("first<second<third"));
    assert_eq!(csv("order,Sort.,third,first,second,B,,\n"), refused);
    assert_eq!(csv("tf,It is so.,False,True,,True,wrong,right\n"), one("true right"));
    assert_eq!(csv("tf,It is so.,False,True,,1,,\n"), refused);
    let gift = |text: &str| keys(text, Format::Gift);
    assert_eq!(gift("How many? {#=3 =4}\n"), one("3 4"));
    let qti = |key: &str| {
        let item = format!(
            "<assessmentItem identifier=\"i\"><responseDeclaration identifier=\"RESPONSE\" cardinality=\"multiple\">\
             <correctResponse><value>A</value><value>{key}</value></correctResponse></responseDeclaration><itemBody>\
             <choiceInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"0\"><prompt>Which?</prompt>\
             <simpleChoice identifier=\"A\">one</simpleChoice><simpleChoice identifier=\"B\">two</simpleChoice>\
             <simpleChoice identifier=\"C\">three</simpleChoice></choiceInteraction></itemBody></assessmentItem>"
        );
        keys(&item, Format::Qti)
    };
    assert_eq!(qti("B"), one("one+two"));
    assert_eq!(qti("zz"), refused);
}

#[test]
fn hostile_files_are_refused_or_made_harmless() {
    let refused = |bytes: &[u8], format: Format| import(bytes, format).unwrap_err().0;
    let bomb =
        b"<?xml version=\"1.0\"?><!DOCTYPE q [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><quiz>&b;</quiz>";
    assert!(refused(bomb, Format::MoodleXml).contains("entities"));
    let deep = "<quiz>".repeat(5_000);
    assert!(refused(deep.as_bytes(), Format::MoodleXml).contains("nested too deep"));

    let archive = |files: &[(&str, Vec<u8>)]| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::Write::write_all(&mut zip, bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    };
    for name in ["../../etc/passwd", "/etc/passwd", "a/../../b.xml", "c:\\x.xml"] {
        assert!(
            refused(&archive(&[(name, b"x".to_vec())]), Format::Qti).contains("leads out of it"),
            "{name}"
        );
    }
    let zeros = archive(&[("item.xml", vec![b' '; 40 << 20])]);
    assert!(zeros.len() < 1 << 20);
    assert!(refused(&zeros, Format::Qti).contains("unfolds"));
    assert!(refused(&vec![b'x'; LARGEST + 1], Format::Gift).contains("bytes"));

    // A gigabyte on one line would be no question; neither is a megabyte.
    let long = format!("::q:: {} {{=a ~b}}", "x".repeat(1 << 20));
    let read = import(long.as_bytes(), Format::Gift).unwrap();
    assert!(read.drafts.is_empty() && read.problems[0].why.contains("characters"));

    let html = "<quiz><question type=\"truefalse\"><name><text>x</text></name><questiontext format=\"html\"><text><![CDATA[<script>alert(1)</script><p onclick=\"x()\">Is it?</p>]]></text></questiontext><answer fraction=\"100\"><text>true</text></answer><answer fraction=\"0\"><text>false</text></answer></question></quiz>";
    assert_eq!(import(html.as_bytes(), Format::MoodleXml).unwrap().drafts[0].stem, "Is it?");
}

#[test]
fn spreadsheets_get_no_formula_and_pages_no_markup() {
    let evil = "=HYPERLINK(\"http://x\")";
    let draft = Draft {
        id: Some("x".into()),
        ..Draft::new(0, evil, Body::Text { key: "+1".into(), accept: vec!["@a".into()], why_not: Vec::new() })
    };
    let bytes = super::table::write(&Header::default(), std::slice::from_ref(&draft), b',');
    let mut reader = csv::Reader::from_reader(&bytes[3..]);
    for record in reader.records() {
        for cell in &record.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
    assert_eq!(super::table::read(&decode(&bytes).0).unwrap().drafts[0].stem, evil);
    let nasty = Draft { stem: "<img src=x onerror=alert(1)>".into(), ..draft };
    let anki = super::anki::write(&Header::default(), std::slice::from_ref(&nasty));
    let page = super::markdown::write(&Header::default(), std::slice::from_ref(&nasty));
    assert!(!anki.contains("<img") && !page.contains("<img"), "{anki}{page}");
}

/// Found by trying foreign files: each of these once gave a wrong key, or swallowed a question.
#[test]
fn keys_that_were_once_wrong() {
    let keys = |read: &Imported| -> Vec<Vec<String>> {
        let key = |d: &Draft| match &d.body {
            Body::Choices { choices, .. } => {
                choices.iter().filter(|c| c.key).map(|c| c.text.clone()).collect()
            }
            Body::Text { key, accept, .. } => std::iter::once(key).chain(accept).cloned().collect(),
            Body::TrueFalse { key, .. } => vec![key.to_string()],
            _ => Vec::new(),
        };
        read.drafts.iter().map(key).collect()
    };
    // Choices that are letters: the letter of the key is a place.
    let choice = |text: &str, key: bool| Choice { text: text.to_owned(), key, why: None };
    let vitamins = Draft {
        id: Some("v".into()),
        ..Draft::new(
            0,
            "Which?",
            Body::Choices {
                multiple: false,
                choices: vec![choice("C", true), choice("A", false), choice("B", false)],
                shuffle: true,
            },
        )
    };
    holds(&vitamins, Format::Csv);
    let table = |text: &str| import(text.as_bytes(), Format::Csv).unwrap();
    let foreign = table("question,a,b,c,answer\nWhich?,B,A,C,A\n");
    assert!(
        foreign.drafts.is_empty() && foreign.problems[0].why.contains("letter of another"),
        "{foreign:?}"
    );
    assert_eq!(keys(&table("question,a,b,answer\nWhich?,one,two,B\nWho?,x,y,x\n")), [["two"], ["x"]]);
    let zero = table("question,a,b,answer\nWhich?,one,two,1\nWho?,x,y,0\n");
    assert!(zero.drafts.is_empty() && zero.problems.len() == 2, "{zero:?}");
    assert!(
        table("stem,choice_99999999999,key\nWhich?,a,b\n")
            .losses
            .fields()
            .any(|(f, _)| f.contains("not known"))
    );

    let item = |inside: &str, processing: &str| {
        let text = format!(
            "<assessmentItem identifier=\"i\" title=\"t\"><responseDeclaration identifier=\"RESPONSE\" cardinality=\"multiple\"/>{inside}<itemBody><rubricBlock view=\"scorer\">The answer is b</rubricBlock><p>Which?</p><choiceInteraction responseIdentifier=\"RESPONSE\" maxChoices=\"0\"><simpleChoice identifier=\"a\">A</simpleChoice><simpleChoice identifier=\"b\">B</simpleChoice></choiceInteraction></itemBody><responseProcessing>{processing}</responseProcessing></assessmentItem>"
        );
        import(text.as_bytes(), Format::Qti).unwrap()
    };
    let branch = |condition: &str| {
        format!(
            "<responseCondition><responseIf>{condition}<setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">1</baseValue></setOutcomeValue></responseIf></responseCondition>"
        )
    };
    let plain = item(
        "",
        &branch(
            "<match><variable identifier=\"RESPONSE\"/><baseValue baseType=\"identifier\">b</baseValue></match>",
        ),
    );
    assert_eq!(keys(&plain), [["B"]]);
    assert_eq!(plain.drafts[0].stem, "Which?");
    let negated = item(
        "",
        &branch(
            "<not><member><baseValue baseType=\"identifier\">a</baseValue><variable identifier=\"RESPONSE\"/></member></not>",
        ),
    );
    assert!(negated.drafts.is_empty() && negated.problems[0].why.contains("which answer is correct"));
    assert!(item("<templateProcessing/>", "").problems[0].why.contains("template"));

    let gift = |text: &str| import(text.as_bytes(), Format::Gift).unwrap();
    let close = gift("::a:: One? {=x ~y}\n::b:: Two? {TRUE}\nThree? {#4.0}\n");
    assert_eq!(
        keys(&close),
        [vec!["x".to_owned()], vec!["true".to_owned()], vec!["4".to_owned(), "4.0".to_owned()]]
    );
    let open = gift("::a:: One? {=x ~y\n\n::b:: Two? {=p ~q}\n");
    assert_eq!((keys(&open), open.problems.len()), (vec![vec!["p".to_owned()]], 1));
    assert_eq!(keys(&gift("Year? {#\n=%100%1822:0\n=%50%1822:2}\n")), [["1822"]]);
    assert!(gift("About? {#3:2}\n").drafts.is_empty());

    let aiken = import(
        b"One?\nA)x\nB)y\nANSWER: B\nExplanation: because\n\nTwo?\nA. x\nB. y\nANSWER: A\n",
        Format::Aiken,
    )
    .unwrap();
    assert_eq!(keys(&aiken), [["y"], ["x"]]);
    assert_eq!(
        (aiken.drafts[0].rationale.as_deref(), aiken.drafts[1].stem.as_str()),
        (Some("because"), "Two?")
    );
}
