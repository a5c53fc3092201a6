//! Search: what coders type, and the code that they mean.

use std::collections::BTreeMap;

use sequela::code::{Editions, System};

/// Queries as coders type them, with the code that they mean: kind, query, code or codes of which any will do.
const QUERIES: &str = include_str!("../../benches/queries.tsv");

/// Whether a code found is one that is meant, or stands directly below it.
fn is_meant(found: &str, meant: &str) -> bool {
    let plain = |code: &str| code.replace('.', "");
    let (found, meant) = (plain(found), plain(meant));
    let rest = found.strip_prefix(meant.as_str());
    rest.is_some_and(|rest| {
        let filled = meant.len() >= 4
            && found.len() == 7
            && rest[..rest.len().saturating_sub(1)].bytes().all(|b| b == b'X');
        rest.len() <= 1 || filled
    })
}

#[test]
fn what_coders_mean_is_among_the_first_five() {
    let editions = Editions::open(None);
    let shelf = editions.latest(System::Icd10Cm).expect("shipped");
    let book = shelf.book().expect("sound");
    let mut kinds: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for line in QUERIES.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [kind, query, meant] = fields.as_slice() else { panic!("{line}") };
        let search = shelf.search(query, 5).expect("sound");
        let asked = search.ask.into_iter().flat_map(|a| a.choices).map(|(_, place)| place);
        let found = asked.chain(search.hits.into_iter().map(|h| h.place)).take(5).map(|p| book.label(p));
        let hit = found.into_iter().any(|f| meant.split('|').any(|m| is_meant(&f, m)));
        let (hits, all) = kinds.entry(kind).or_default();
        *hits += usize::from(hit);
        *all += 1;
    }
    let share = |(hits, all): (usize, usize)| hits as f64 / all as f64;
    println!("{kinds:?}");
    let total = kinds.values().fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    assert!(total.1 >= 1_000 && share(total) >= 0.90, "{total:?}");
    for (kind, sum) in &kinds {
        assert!(share(*sum) >= 0.80, "{kind}: {sum:?}");
    }
}

/// The first hit, or the first choice where the term depends on context.
#[test]
fn what_is_said_most_comes_first() {
    let editions = Editions::open(None);
    let shelf = editions.latest(System::Icd10Cm).expect("shipped");
    let book = shelf.book().expect("sound");
    let first = |query: &str| {
        let search = shelf.search(query, 5).expect("sound");
        let asked = search.ask.and_then(|a| a.choices.first().map(|(_, p)| *p));
        asked.or(search.hits.first().map(|h| h.place)).map(|p| book.label(p)).unwrap_or_default()
    };
    let table = [
        ("CKD 4", "N18.4"),
        ("COPD", "J44.9"),
        ("T2DM", "E11.9"),
        ("NSTEMI", "I21.4"),
        ("UTI", "N39.0"),
        ("heart attack", "I21.9"),
        ("stroke", "I63.9"),
        ("oesophageal reflux", "K21.9"),
        ("pnuemonia", "J18.9"),
        ("e11.22", "E11.22"),
        ("colles fracture right initial", "S52.531A"),
        ("crohn", "K50.90"),
    ];
    let found: Vec<(&str, String)> = table.iter().map(|(query, _)| (*query, first(query))).collect();
    let meant: Vec<(&str, String)> = table.iter().map(|(query, code)| (*query, (*code).to_owned())).collect();
    assert_eq!(found, meant);
    // A term that depends on context asks instead of choosing.
    assert!(shelf.search("CVA", 5).expect("sound").ask.is_some_and(|a| a.choices.len() >= 2));
}
