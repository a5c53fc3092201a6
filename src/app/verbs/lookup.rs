//! `lookup` and `search`: the code book.

use clap::{Arg, ArgMatches, Command, value_parser};

use super::codes::{system_arg, system_of};
use crate::app::{App, Failure, Outcome, View};
use crate::code::{System, Within, found_codes};

/// Hits of a search, unless told otherwise.
const USUAL_HITS: usize = 10;

fn edition_arg() -> Arg {
    Arg::new("edition")
        .long("edition")
        .value_name("NAME")
        .help("The edition; the newest that is here when absent")
}

pub(in crate::app) fn command() -> Command {
    Command::new("lookup")
        .about("Codes, categories and ranges: title, place, notes in force, what is below")
        .arg(
            Arg::new("codes")
                .value_name("CODE")
                .required(true)
                .num_args(1..)
                .help("Codes, or ranges: `E11.22`, `S52.5`, `C81.0-C85.9`"),
        )
        .arg(system_arg())
        .arg(edition_arg())
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let within = Within {
        system: system_of(matches),
        edition: matches.get_one::<String>("edition").cloned(),
        ..Within::default()
    };
    let editions = app.editions();
    let mut listings = Vec::new();
    let mut missing = Vec::new();
    let words: Vec<&String> = matches.get_many("codes").into_iter().flatten().collect();
    for text in words.iter().flat_map(|w| editions.codes_of(w, &within)) {
        match editions.lookup(text, &within)? {
            Ok(found) => listings.extend(found),
            Err(not_found) => missing.push(not_found),
        }
    }
    if listings.is_empty() {
        let all: Vec<&str> = missing.iter().map(|m| m.message.as_str()).collect();
        let failure = missing.first().map(|first| Failure::problem(all.join("; ")).help(first.help.as_str()));
        return Err(failure.unwrap_or_else(|| Failure::usage("name a code, `lookup E11.22`")));
    }
    let notices = missing.iter().map(|m| format!("{}; {}", m.message, m.help)).collect();
    Ok(Outcome { found_problems: !missing.is_empty(), notices, ..Outcome::of(View::Lookup(listings)) })
}

pub(in crate::app) fn search_command() -> Command {
    Command::new("search")
        .about("Codes by words: titles, inclusion terms, what people say")
        .arg(Arg::new("words").value_name("WORDS").required(true).num_args(1..))
        .arg(system_arg())
        .arg(edition_arg())
        .arg(
            Arg::new("count")
                .short('n')
                .long("count")
                .value_name("N")
                .value_parser(value_parser!(u32).range(1..=200))
                .help(format!("How many codes [default: {USUAL_HITS}]")),
        )
}

pub(in crate::app) fn search(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let words: Vec<&str> =
        matches.get_many::<String>("words").into_iter().flatten().map(String::as_str).collect();
    let words = words.join(" ");
    let limit = matches.get_one::<u32>("count").map_or(USUAL_HITS, |n| *n as usize);
    let system = system_of(matches).unwrap_or(System::Icd10Cm);
    let editions = app.editions();
    let shelf = match matches.get_one::<String>("edition") {
        Some(edition) => editions.get(system, edition),
        None => editions.latest(system),
    };
    let shelf = shelf.ok_or_else(|| {
        Failure::problem(format!("there is no such edition of {} here", system.title()))
            .help("`codes list` says what there is; `codes add FILE` adds a release")
    })?;
    let codes = found_codes(shelf.book()?, shelf.search(&words, limit)?);
    if codes.is_empty() {
        return Err(Failure::problem(format!(
            "nothing in {} {} is called `{words}`",
            system.title(),
            shelf.name.edition
        ))
        .help("fewer or other words may find it; `lookup CODE` shows a code"));
    }
    Ok(Outcome::of(View::Search(codes)))
}
