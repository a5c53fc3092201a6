//! The code sets: what is shipped, and reading the official files.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sequela::code::source::{Found, Said, read};
use sequela::code::{Book, Code, Editions, NoteKind, Place, Rank, System, references};

use crate::harness::Home;

const TABULAR: &str = include_str!("../code-sets/icd10cm_tabular_2031.xml");
const INDEX: &str = include_str!("../code-sets/icd10cm_index_2031.xml");

fn with_book(check: impl FnOnce(&Book)) {
    let editions = Editions::open(None);
    check(editions.get(System::Icd10Cm, "2026").expect("shipped").book().expect("sound"));
}

fn place(book: &Book, code: &str) -> Place {
    book.place(&Code::parse(System::Icd10Cm, code).expect(code)).expect(code)
}

fn sorted(book: &Book, keep: impl Fn(Place) -> bool) -> Vec<String> {
    let mut names: Vec<String> =
        book.codes().filter(|p| keep(*p)).map(|p| book.name(p).into_owned()).collect();
    names.sort_unstable();
    names
}

/// The hashes (BLAKE3) were made from the official order file of FY 2026, `icd10cm-order-2026.txt`: its codes with a 1 and
/// with a 0 in column 15, sorted, one a line; and code with title, letters and digits of the title in lower case.
#[test]
fn the_shipped_diagnoses_are_the_official_ones() {
    with_book(|book| {
        assert_eq!((book.billable_count(), book.header_count()), (74_719, 23_467));
        let hash = |lines: &[String]| blake3::hash(lines.join("\n").as_bytes()).to_hex().to_string();
        let billable = sorted(book, |p| book.is_billable(p));
        assert_eq!(billable.len(), 74_719);
        assert_eq!(hash(&billable), "28537f47756ffa55477b9cfeb850e8395457ffa801e11b8ee8677b2d461902d7");
        let headers = sorted(book, |p| !book.is_billable(p));
        assert_eq!(headers.len(), 23_467);
        assert_eq!(hash(&headers), "81688a2ce5aaec875c936f4aa1cc12b873eb6c720fd714e434758299162d4e8d");
        let mut titles: Vec<String> = book
            .codes()
            .map(|p| {
                use unicode_normalization::UnicodeNormalization as _;
                use unicode_normalization::char::is_combining_mark;
                let title = book.title(p);
                let plain = title.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
                format!("{} {}", book.name(p), plain.filter(|c| c.is_alphanumeric()).collect::<String>())
            })
            .collect();
        titles.sort_unstable();
        assert_eq!(hash(&titles), "35ac8876ea0b745157baf655e7be52cddbe13929a0f07d9a03e1fb671ceeffa9");
    });
}

#[test]
fn codes_stand_where_the_tabular_list_has_them() {
    with_book(|book| {
        let title = |code: &str| book.title(place(book, code));
        assert_eq!(title("E11.22"), "Type 2 diabetes mellitus with diabetic chronic kidney disease");
        assert_eq!(
            title("S52.501A"),
            "Unspecified fracture of the lower end of right radius, initial encounter for closed fracture"
        );
        assert_eq!(title("T07.XXXA"), "Unspecified multiple injuries, initial encounter");
        assert!(!title("QA0.0102").is_empty());
        let billable = |code: &str| book.is_billable(place(book, code));
        assert!(billable("I10") && billable("W19.XXXD") && billable("M1A.00X0"));
        assert!(!billable("E11.2") && !billable("S52.501") && !billable("T07"));
        // With loss of consciousness that ended in death only the initial encounter can be reported.
        let takes = |code: &str| {
            book.children(place(book, code)).iter().filter_map(|p| p.seventh()).collect::<String>()
        };
        assert_eq!((takes("S06.5X7").as_str(), takes("S06.5X1").as_str()), ("A", "ADS"));
        let missing = |code: &str| book.place(&Code::parse(System::Icd10Cm, code).expect(code)).is_none();
        for code in ["S06.5X7D", "T15.00A", "S52.501X", "E11.2X", "N18.7", "S52.501Z", "W19.XXA"] {
            assert!(missing(code), "{code}");
        }
        // Ranges go by tabular position, not by the alphabet.
        let range = &references("(C7A.00-C7B.8)")[0];
        assert!(range.covers(book, place(book, "C7A.8")) && !range.covers(book, place(book, "C75.9")));
        let all = &references("malignant neoplasms (C00-C96)")[0];
        assert!(all.covers(book, place(book, "C4A.9")) && all.covers(book, place(book, "C7B.8")));
        // Notes in force come from the code, its categories, its blocks and its chapter.
        let from: Vec<String> = book
            .notes_in_force(place(book, "E11.22"))
            .iter()
            .filter(|(_, n)| n.kind == NoteKind::UseAdditional)
            .map(|(at, _)| book.label(*at))
            .collect();
        assert!(from.contains(&"E11.22".to_owned()) && from.contains(&"E11".to_owned()), "{from:?}");
        // A block takes in those of its range, and its notes hold for them.
        let outer = place(book, "C50.911");
        assert!(book.ancestors(outer).any(|p| book.name(p) == "C00-C96" && book.rank(p) == Rank::Block));
    });
}

#[test]
fn every_row_is_found_under_its_own_name() {
    for shelf in Editions::open(None).all() {
        let book = shelf.book().expect("sound");
        for place in book.codes() {
            assert_eq!(book.named(&book.name(place)), Some(place), "{}", book.name(place));
        }
    }
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options =
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(*name, options).expect("a member");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("whole").into_inner()
}

fn official_zip() -> Vec<u8> {
    zip(&[
        ("Table and Index/icd10cm_tabular_2031.xml", TABULAR.as_bytes()),
        ("icd10cm_index_2031.xml", INDEX.as_bytes()),
    ])
}

#[test]
fn a_release_is_added_from_the_official_zip() {
    let home = Home::new();
    std::fs::write(home.path().join("tables.zip"), official_zip()).expect("written");
    let refused = home.run(&["codes", "add", "tables.zip"]).fails(1);
    assert!(refused.contains("7 codes") && refused.contains("--partial"), "{refused}");
    home.run(&["codes", "add", "tables.zip", "--partial"]).ok();
    let found = home.json(&["lookup", "A01.0", "A00-A02", "--edition", "2031"]);
    assert_eq!(found[0]["needs"], "2 placeholders X and a 7th character, A01.0XXA");
    assert_eq!(found[0]["seventh"]["D"], "later night");
    assert_eq!(found[0]["index"][0], "Nerves before singing");
    assert_eq!(found[0]["notes"][1]["from"], "A00-A02");
    assert_eq!(found[1]["rank"], "block");
    let found = home.json(&["search", "frozen feet dexter", "--edition", "2031"]);
    assert_eq!((&found[0]["code"], &found[0]["by"]), (&"A00.0".into(), &"index".into()));
    let listed = home.json(&["codes", "list"]);
    let listed =
        listed.as_array().expect("a list").iter().find(|e| e["edition"] == "2031").expect("it is here");
    assert_eq!(
        (&listed["codes"], &listed["index"], &listed["effective"]),
        (&7.into(), &true.into(), &"2030-10-01".into())
    );
}

#[test]
fn what_a_release_changes_is_told() {
    let home = Home::new();
    home.write(
        "old/icd10cm_tabular_2030.xml",
        &TABULAR.replace("2031", "2030").replace("Rain, unspecified", "Rain"),
    );
    let without = TABULAR.replace("<diag><name>A00.1</name><desc>Cold feet, left foot</desc></diag>", "");
    let split = without.replace(
        "<diag><name>A02</name><desc>Rain, unspecified</desc></diag>",
        "<diag><name>A02</name><desc>Rain, unspecified</desc><diag><name>A02.0</name><desc>Drizzle</desc></diag></diag>",
    );
    home.write("new/icd10cm_tabular_2031.xml", &split);
    for file in ["old/icd10cm_tabular_2030.xml", "new/icd10cm_tabular_2031.xml"] {
        home.run(&["codes", "add", file, "--partial"]).ok();
    }
    let report = home.json(&["codes", "diff", "2030", "icd-10-cm=2031"]);
    let changes: Vec<(String, String)> = report["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|c| {
            (c["change"].as_str().expect("a kind").to_owned(), c["code"].as_str().expect("a code").to_owned())
        })
        .collect();
    let expected = [("no-longer-billable", "A02"), ("added", "A02.0"), ("deleted", "A00.1")];
    assert_eq!(changes, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    // The questions that it breaks, each at its place.
    home.write(
        "weather.toml",
        "[bank]\nformat = 1\nid = \"weather\"\ntitle = \"W\"\nedition = { icd-10-cm = \"2030\" }\n[[question]]\n\
         id = \"rain\"\ntype = \"code\"\ntopic = \"icd-10-cm\"\nstem = \"It rains, and A00.1 came before.\"\n\
         key = [{ code = \"A02\" }]\n",
    );
    let report = home.run(&["bank", "check", "weather.toml", "--edition", "2031", "--json"]).go();
    assert_eq!(report.code, Some(1));
    let report: serde_json::Value = serde_json::from_str(&report.stdout).expect("JSON");
    let told: Vec<(&str, u64)> = report["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|d| (d["rule"].as_str().expect("a rule"), d["line"].as_u64().expect("a line")))
        .collect();
    assert_eq!(told, [("release-deleted", 10), ("release-not-billable", 11)]);
    home.run(&["bank", "check", "weather.toml"]).ok();
    let gone = home.run(&["lookup", "A00.1", "--edition", "2031"]).fails(1);
    assert!(gone.contains("was deleted") && gone.contains("Cold feet, left foot"), "{gone}");
}

#[test]
fn a_bank_whose_edition_is_not_here_is_not_said_to_be_verified() {
    let home = Home::new();
    home.write(
        "future.toml",
        "[bank]\nformat = 1\nid = \"future\"\ntitle = \"F\"\nedition = { icd-10-cm = \"2031\" }\n[[question]]\nid = \"q\"\n\
         type = \"code\"\ntopic = \"icd-10-cm\"\nstem = \"Q\"\nkey = [{ code = \"E11.99\" }]\n",
    );
    let report = home.json(&["bank", "check", "future.toml"]);
    assert_eq!(report["unverified"], serde_json::json!(["icd-10-cm=2031"]));
    assert!(home.run(&["bank", "check", "future.toml"]).ok().contains("not verified"));
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, bytes).expect("written");
    path
}

/// Cut at every byte and bent at many, nothing is half read: it is whole, or an error that names the file.
#[test]
fn damaged_files_are_refused_with_their_place() {
    let home = Home::new();
    let said = Said::default();
    let whole = official_zip();
    for len in 0..whole.len() {
        let path = write(home.path(), "cut.zip", &whole[..len]);
        let error = read(std::slice::from_ref(&path), &said).expect_err("a cut zip").to_string();
        assert!(error.contains("cut.zip"), "{error}");
    }
    for len in (0..TABULAR.trim_end().len()).step_by(7) {
        if !TABULAR.is_char_boundary(len) {
            continue;
        }
        let path = write(home.path(), "icd10cm_tabular_2031.xml", &TABULAR.as_bytes()[..len]);
        let error = read(std::slice::from_ref(&path), &said).expect_err("a cut list").to_string();
        assert!(error.contains("icd10cm_tabular_2031.xml"), "{error}");
    }
    let bad = TABULAR.replace("<name>A00.1</name>", "<name>Z</name>");
    let path = write(home.path(), "bad.xml", bad.as_bytes());
    let error = read(std::slice::from_ref(&path), &said).expect_err("no code");
    assert_eq!((error.line, error.why.as_str()), (Some(25), "`Z` is no code"));
}

#[test]
fn order_files_hcpcs_poa_and_own_cpt_files_are_read() {
    let home = Home::new();
    let line = |number: u32, code: &str, flag: u8, title: &str| {
        format!("{number:05} {code:<7} {flag} {title:<60} {title}\n")
    };
    let order = [
        line(1, "001", 0, "Central Nervous System, Bypass"),
        line(2, "0016070", 1, "Bypass Ventricle to Nasopharynx"),
    ]
    .concat();
    let said = Said::default();
    let path = write(home.path(), "icd10pcs_order_2031.txt", order.as_bytes());
    let found = read(std::slice::from_ref(&path), &said).expect("an order file");
    let [Found::Release(release)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((release.system, release.edition.as_str(), release.rows.len()), (System::Icd10Pcs, "2031", 4));
    let cut = &order[..order.len() - 40];
    assert!(read(&[write(home.path(), "icd10pcs_order_2032.txt", cut.as_bytes())], &said).is_err());

    let record = |code: &str, seq: &str, kind: char, text: &str| {
        format!("{code:>5}{seq}{kind}{text:<80}{:<200}\n", "")
    };
    let hcpcs = [
        "A notice stands in front\n".to_owned(),
        record("A4253", "00100", '3', "Blood glucose test strips for a home"),
        record("A4253", "00200", '4', "monitor, per 50 strips"),
        record("D0120", "00100", '3', "Not ours"),
        record("KX", "00100", '7', "Requirements met"),
    ]
    .concat();
    let found =
        read(&[write(home.path(), "HCPC2031_ANWEB.txt", hcpcs.as_bytes())], &said).expect("an HCPCS file");
    let [Found::Release(release)] = found.as_slice() else { panic!("{found:?}") };
    let rows: Vec<(&str, &str)> = release.rows.iter().map(|r| (r.name.as_str(), r.title.as_str())).collect();
    assert_eq!(rows[1], ("A4253", "Blood glucose test strips for a home monitor, per 50 strips"));
    assert_eq!((rows.len(), rows[3].0), (4, "KX"));

    let poa = "Order26\tPOAexemptCode\tDescription\n01238\tB90.0\tSequelae of tuberculosis\n";
    home.write("POAexemptCodesFY26.txt", poa);
    home.run(&["codes", "add", "POAexemptCodesFY26.txt"]).ok();
    let found = home.json(&["lookup", "B90.0", "I10"]);
    assert_eq!((&found[0]["poa_exempt"], &found[1]["poa_exempt"]), (&true.into(), &false.into()));

    home.write("own.txt", "Licensed to a clinic\n00001\tAn invented procedure\n");
    home.run(&["codes", "add", "own.txt", "--system", "cpt", "--edition", "2031"]).ok();
    assert!(home.run(&["lookup", "00001"]).ok().contains("An invented procedure"));
    let exported = home.path().join("progress.jsonl");
    home.run(&["progress", "export", exported.to_str().expect("a path")]).go();
    let exported = std::fs::read_to_string(exported).unwrap_or_default();
    assert!(!exported.contains("invented"));
}

#[test]
fn a_damaged_edition_on_disk_is_told_and_nothing_else_suffers() {
    let home = Home::new();
    home.write("icd10cm_tabular_2031.xml", TABULAR);
    home.run(&["codes", "add", "icd10cm_tabular_2031.xml", "--partial"]).ok();
    let book = home.path().join("data/code-sets/icd-10-cm-2031.book");
    let whole = std::fs::read(&book).expect("added");
    for at in (0..whole.len()).step_by(13) {
        let mut bent = whole.clone();
        bent[at] ^= 0x20;
        assert!(Book::read(bent).is_err(), "byte {at}");
        assert!(Book::read(whole[..at].to_vec()).is_err(), "cut at {at}");
    }
    std::fs::write(&book, &whole[..whole.len() / 2]).expect("damaged");
    let told = home.run(&["lookup", "A00.0", "--edition", "2031"]).fails(3);
    assert!(told.contains("icd-10-cm-2031.book") && told.contains("add the official file again"), "{told}");
    assert!(home.run(&["lookup", "E11.22", "--edition", "2026"]).ok().contains("chronic kidney disease"));
    let listed = home.json(&["codes", "list"]);
    assert!(listed.as_array().expect("a list").iter().any(|e| e["problem"].is_string()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is searched or looked up, there is an answer and no panic.
    #[test]
    fn anything_can_be_asked(text in "\\PC{0,40}", word in "[a-z]{1,14}( [a-z0-9.]{1,9}){0,5}") {
        let editions = Editions::open(None);
        let shelf = editions.latest(System::Icd10Cm).expect("shipped");
        for query in [&text, &word] {
            prop_assert!(shelf.search(query, 5).expect("sound").hits.len() <= 5);
            let _ = editions.lookup(query, &sequela::code::Within::default()).expect("sound");
            let _ = references(query);
        }
    }

    /// A file that was bent anywhere is refused or read whole; it never panics.
    #[test]
    fn bent_lists_never_panic(at in 0..TABULAR.len(), byte: u8) {
        let mut bent = TABULAR.as_bytes().to_vec();
        bent[at] = byte;
        let folder = tempfile::tempdir().expect("a folder");
        let path = write(folder.path(), "icd10cm_tabular_2031.xml", &bent);
        let _ = read(std::slice::from_ref(&path), &Said::default());
        let path = write(folder.path(), "icd10cm_index_2031.xml", &bent);
        let _ = read(std::slice::from_ref(&path), &Said::default());
    }
}
