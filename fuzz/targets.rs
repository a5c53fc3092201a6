//! What must hold of any bytes. `cargo fuzz` looks for bytes of which it does not, and the tests run it over `seeds/`.

#![allow(dead_code, clippy::expect_used, missing_docs)]

use std::sync::LazyLock;

use sequela::bank::{
    BankFile, BankId, Question, Taxonomy, TopicPath, read_bank, read_blueprint, read_topics, write_bank,
};
use sequela::code::{Code, Editions, Expected, System, Within, read_entries, references};
use sequela::exchange::{Defaults, Format, Imported, export, import, to_bank};
use sequela::lint::{Checking, Choosing, check_text};
use sequela::progress::{read_entry, read_line, write_line};
use sequela::psychometrics::{Journals, MatrixOptions, Responses, analyse, read_matrix};

static TOPICS: LazyLock<Taxonomy> = LazyLock::new(|| {
    let mut taxonomy = Taxonomy::default();
    taxonomy.extend(read_topics(include_str!("../question-banks/topics.toml")).0);
    taxonomy
});

static EDITIONS: LazyLock<Editions> = LazyLock::new(|| Editions::open(None));

/// Every place that a problem names lies within the file, and a sound bank comes back as it was written.
pub fn bank(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let file = read_bank(text, &TOPICS);
    let with = Checking {
        editions: &EDITIONS,
        release: None,
        choosing: Choosing::default(),
        evidence: None,
        blueprint: None,
        cache: None,
    };
    for problem in check_text(text, &TOPICS, &with) {
        let spans = problem.also.iter().map(|l| l.span).chain([problem.span]);
        let edits = problem.fix.iter().flat_map(|f| &f.edits).map(|(span, _)| *span);
        for span in spans.chain(edits) {
            assert!(span.start <= span.end && span.end as usize <= text.len() + 1, "{problem:?}");
        }
    }
    let _ = read_blueprint(text, &TOPICS);
    if !file.has_errors() {
        comes_back(&file);
    }
}

fn comes_back(file: &BankFile) {
    let written = write_bank(file);
    let again = read_bank(&written, &TOPICS);
    let errors: Vec<_> = again.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}\n{written}");
    let bodies = |file: &BankFile| {
        let mut all: Vec<Question> = file.questions.clone();
        all.sort_by(|a, b| a.id.cmp(&b.id));
        all.into_iter().map(|q| (q.id, q.stem.value, q.body)).collect::<Vec<_>>()
    };
    assert_eq!(bodies(file), bodies(&again), "{written}");
}

/// The first byte says the format. What is imported is a bank, and what is exported of it is read again.
pub fn exchange(data: &[u8]) {
    const FORMATS: [Format; 6] =
        [Format::Gift, Format::MoodleXml, Format::Aiken, Format::Csv, Format::Tsv, Format::Qti];
    let Some((first, rest)) = data.split_first() else { return };
    let format = FORMATS[usize::from(*first) % FORMATS.len()];
    let _ = Format::of("x", rest);
    let Ok(mut imported) = import(rest, format) else { return };
    let found = imported.drafts.len() + imported.problems.len();
    let bank = made(&mut imported);
    assert!(bank.questions.len() + imported.problems.len() >= found);
    comes_back(&bank);
    for format in FORMATS {
        let out = export(&bank, format);
        if let Ok(mut again) = import(&out.bytes, format) {
            comes_back(&made(&mut again));
        }
    }
}

fn made(imported: &mut Imported) -> BankFile {
    let defaults = Defaults {
        id: BankId::parse("imported").expect("an id"),
        title: "Imported".to_owned(),
        topic: TopicPath::parse("unsorted").expect("a topic"),
    };
    to_bank(imported, &defaults, &TOPICS)
}

/// Figures are numbers within their bounds, whatever the table or the journal.
pub fn answers(data: &[u8]) {
    for all in [false, true] {
        let mut journals = Journals::default();
        journals.add(data);
        figures(&journals.responses(all));
        if let Ok(responses) =
            read_matrix(data, MatrixOptions { all_attempts: all, ..MatrixOptions::default() })
        {
            figures(&responses);
        }
    }
}

fn figures(responses: &Responses) {
    let analysis = analyse(responses);
    assert_eq!(analysis.items.len(), responses.columns.len());
    for item in &analysis.items {
        assert!((0.0..=1.0).contains(&item.facility) && item.correct <= item.n, "{item:?}");
        assert!(item.discrimination.is_none_or(|d| (-1.0..=1.0).contains(&d)), "{item:?}");
        let shares = item.choices.iter().map(|c| c.share).chain(item.by_group.into_iter().flatten());
        assert!(shares.into_iter().all(|s| (0.0..=1.000_001).contains(&s)), "{item:?}");
        let _ = item.verdicts();
    }
    assert!(analysis.reliability.is_none_or(f64::is_finite));
    let scored: usize = analysis.scores.iter().sum();
    assert_eq!(scored, if analysis.common_form { responses.candidates } else { 0 });
}

/// Whatever is typed where a code is asked for, or stands on a line of the journal, is understood or refused.
pub fn typed(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for system in System::ALL {
        let entries = read_entries(text, Expected { systems: &[system], keyed: &[] });
        for code in entries.into_iter().filter_map(|e| e.code) {
            // A code is written as it is read.
            assert_eq!(Code::parse(code.system(), &code.to_string()).as_ref(), Ok(&code));
        }
    }
    let _ = references(text);
    let _ = EDITIONS.lookup(text, &Within::default());
    for line in text.lines() {
        let _ = read_entry(line);
        if let Ok((event, sum)) = read_line(line) {
            let (again, _) = write_line(&event);
            assert_eq!(read_line(&again).map(|(e, _)| e).as_ref(), Ok(&event), "{sum:?}");
        }
    }
}
