//! `drill`: questions generated from the code set.

use std::collections::{BTreeMap, HashMap, HashSet};

use clap::builder::PossibleValue;
use clap::{Arg, ArgMatches, Command};

use super::study::{USUAL_COUNT, begin, count_arg, topics_named};
use crate::app::{App, Asked, Failure, Outcome, Sources};
use crate::bank::Question;
use crate::code::{Book, System};
use crate::drill::{Fact, KINDS, Kind, Scope, chapter_weight, kinds_named};
use crate::progress::Standing;
use crate::session::Slot;
use crate::study::{Random, State, shuffle, weighted};

pub(in crate::app) fn command() -> Command {
    let kinds = KINDS.iter().filter(|k| !k.is_look_up()).map(|k| PossibleValue::new(k.name).help(k.help));
    let find = PossibleValue::new("find").help("look-up against the clock: category, note in force, code");
    Command::new("drill")
        .about("Questions generated from the code set")
        .arg(
            Arg::new("kind")
                .value_name("KIND")
                .required(true)
                .value_parser(kinds.chain([find]).collect::<Vec<_>>()),
        )
        .arg(
            Arg::new("scope")
                .value_name("SCOPE")
                .num_args(0..)
                .help("Chapters, blocks, categories or topics: `9`, `I20-I25`, `E11`, `circulatory`"),
        )
        .arg(count_arg())
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    app.store()?;
    let name = matches.get_one::<String>("kind").map_or("", String::as_str);
    let count = matches.get_one::<u32>("count").map_or(USUAL_COUNT, |n| *n as usize);
    let words: Vec<String> = matches.get_many("scope").into_iter().flatten().cloned().collect();
    let seed = app.seed();
    let kinds = kinds_named(name);
    let [first, ..] = kinds.as_slice() else {
        return Err(Failure::usage(format!("there is no drill `{name}`")));
    };
    let situation = app.situation(None)?;
    let sources = situation.sources;
    let book = sources.drills.book(first.system).map_err(Failure::data)?;
    let scopes = scopes(&sources, book, &words)?;

    // What was missed before what was never asked, before what is known; within each chapters by their weight.
    let known = known(&kinds, &situation.standing);
    let mut groups: BTreeMap<(State, usize), (u32, Vec<Fact>)> = BTreeMap::new();
    for fact in sources.drills.facts(first, book, &scopes) {
        let state = known.get(&fact).copied().unwrap_or(State::Unseen);
        let (chapter, weight) = chapter_weight(book, &fact);
        groups.entry((state, chapter)).or_insert_with(|| (weight, Vec::new())).1.push(fact);
    }
    let mut random = Random::new(seed, &format!("drill-{name}"));
    // The same question under another code is the same question.
    let mut asked: HashSet<String> = HashSet::new();
    let mut slots: Vec<Slot> = Vec::new();
    for state in [State::Missed, State::Unseen, State::Known] {
        let mut pool: Vec<(u32, Vec<Fact>)> = Vec::new();
        for ((of, _), group) in &mut groups {
            if *of == state {
                pool.push(std::mem::take(group));
            }
        }
        for (_, facts) in &mut pool {
            shuffle(facts, &mut random);
        }
        // A candidate that proves unfit when it is made gives its place to the next.
        while slots.len() < count {
            let Some(fact) = weighted(&mut pool, &mut random) else { break };
            let made: Vec<Question> =
                kinds.iter().filter_map(|k| sources.drills.make(k, book, &fact)).collect();
            if made.len() == kinds.len() && asked.insert(gist(&made[0])) {
                slots.extend(made.into_iter().filter_map(|q| situation.slot_of(&Asked::Drill(q.id))));
            }
        }
    }
    if kinds.len() == 1 {
        slots.truncate(count);
    }
    if slots.is_empty() {
        return Err(Failure::problem("there is nothing of this kind to ask here")
            .help("another SCOPE, or none, has more; `help drill` lists the kinds"));
    }
    let drawn = situation.drawn(&format!("drill-{name}"), seed, slots);
    begin(app, drawn)
}

/// What is known of the facts that were asked: of the steps of a look-up the worst.
fn known(kinds: &[&Kind], standing: &Standing) -> HashMap<Fact, State> {
    let mut known: HashMap<Fact, State> = HashMap::new();
    for (id, record) in &standing.records {
        let Some(fact) = kinds.iter().find_map(|k| k.fact(id)) else { continue };
        if record.current.attempts == 0 {
            continue;
        }
        let state = if record.last_correct { State::Known } else { State::Missed };
        known.entry(fact).and_modify(|s| *s = (*s).min(state)).or_insert(state);
    }
    known
}

/// What is quoted and what is the key: by these two questions are the same.
fn gist(question: &Question) -> String {
    let quoted = question.stem.split('"').nth(1).unwrap_or(&question.stem);
    format!("{quoted} {}", question.revision())
}

/// The parts of the code set that words name.
fn scopes(sources: &Sources<'_>, book: &Book, words: &[String]) -> Result<Vec<Scope>, Failure> {
    let mut scopes = Vec::new();
    for word in words.iter().flat_map(|w| w.split(',')).map(str::trim).filter(|w| !w.is_empty()) {
        if let Some(scope) = Scope::named(book, word) {
            scopes.push(scope);
            continue;
        }
        let of_topics: Vec<Scope> = match topics_named(sources.library, &[word.to_owned()]) {
            Ok(topics) => topics.iter().flat_map(Scope::of_topic).collect(),
            Err(_) => Vec::new(),
        };
        // The whole of a system is no narrower than no scope at all.
        let whole = System::ALL.iter().any(|s| s.name() == word);
        if of_topics.is_empty() && !whole {
            let edition = format!("{} {}", book.system().title(), book.edition());
            return Err(Failure::usage(format!("`{word}` is no part of {edition}")).help(
                "a chapter's number, a block (`E08-E13`), a category (`E11`), or a topic (`endocrine`)",
            ));
        }
        scopes.extend(of_topics);
    }
    Ok(scopes)
}
