//! Rules that look at all banks together.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::cache::{Cache, Together};
use super::check::{Checked, Checking};
use super::digest::{Digest, Likeness, twins};
use super::rules::{
    blueprint_coverage::BLUEPRINT_COVERAGE, duplicate_question::DUPLICATE_QUESTION,
    formerly_taken::FORMERLY_TAKEN, near_duplicate::NEAR_DUPLICATE,
};
use super::text::count;
use crate::bank::{Blueprint, CASES, Diagnostic, Kind, Share, Span, TopicPath, rules as reading};
use crate::library::{Source, hash};

/// As the library does it: of banks with one id the first is used; a bank with an error takes no id, but is looked at.
pub(super) fn admit(files: &mut [Checked]) {
    let mut taken: HashMap<String, String> = HashMap::new();
    for file in files {
        let Some((id, span)) = file.entry.id() else { continue };
        file.admitted = true;
        if file.entry.is_left_out() {
            continue;
        }
        if let Some(first) = taken.get(&id) {
            let message = format!("the bank id `{id}` is taken by {first}");
            let problem = Diagnostic::new(&reading::DUPLICATE_BANK, span, message)
                .label("used again here")
                .help("give this bank an id of its own, or study it alone with --only");
            file.out.diagnostics.push(problem);
            file.admitted = false;
        } else {
            taken.insert(id, file.out.file.clone());
        }
    }
}

/// Rules that look at all banks together. What they found is given back where it is new.
pub(super) fn over_the_library(
    files: &mut [Checked],
    banks: &[&Source],
    with: &Checking<'_>,
    cache: &Cache,
) -> Option<Together> {
    let of = conditions(files);
    let kept = cache.together(of).map(Together::problems);
    let digests: Vec<Vec<Digest>> = if kept.is_some() && with.blueprint.is_none() {
        Vec::new()
    } else {
        files.par_iter().map(|f| if f.admitted { f.entry.digests() } else { Vec::new() }).collect()
    };
    let digests: Vec<(usize, &Digest)> =
        digests.iter().enumerate().flat_map(|(n, all)| all.iter().map(move |d| (n, d))).collect();
    let (mut problems, news) = match kept {
        Some(problems) => (problems, None),
        None => {
            let problems = compared(files, banks, &digests);
            let news = Together::new(of, &problems);
            (problems, Some(news))
        }
    };
    let severity = files.iter().find_map(|f| f.selection.severity(&BLUEPRINT_COVERAGE));
    if let (Some(blueprint), Some(severity)) = (with.blueprint, severity) {
        let all: Vec<&Digest> = digests.iter().map(|(_, d)| *d).collect();
        let lacking = coverage(blueprint, &all).into_iter();
        problems.extend(lacking.map(|problem| (0, Diagnostic { severity, ..problem })));
    }
    for (file, problem) in problems {
        if let Some(file) = files.get_mut(file) {
            file.out.diagnostics.push(problem);
        }
    }
    news
}

/// All that the comparison depends on: which files there are, what stands in them, and what is asked of each.
fn conditions(files: &[Checked]) -> [u8; 16] {
    let mut text = Vec::new();
    for file in files {
        let (content, selection) = file.entry.conditions();
        text.extend(content);
        text.extend(format!("{} {} {selection}\n", file.out.file, file.admitted).bytes());
    }
    hash(&text)
}

/// Questions that are alike, and identities that two have had.
fn compared(files: &[Checked], banks: &[&Source], digests: &[(usize, &Digest)]) -> Vec<(usize, Diagnostic)> {
    let all: Vec<&Digest> = digests.iter().map(|(_, d)| *d).collect();
    let mut problems: Vec<(usize, Diagnostic)> = Vec::new();
    let mut lines: HashMap<usize, Vec<u32>> = HashMap::new();
    let wanted = |rule| files.iter().any(|f| f.selection.has(rule));
    let twins = if wanted(&DUPLICATE_QUESTION) || wanted(&NEAR_DUPLICATE) { twins(&all) } else { Vec::new() };
    for (number, earlier, how) in twins {
        let (file, digest) = digests[number];
        let (other_file, other) = digests[earlier];
        let rule = if how == Likeness::Same { &DUPLICATE_QUESTION } else { &NEAR_DUPLICATE };
        let Some(severity) = files[file].selection.severity(rule) else { continue };
        let message = match how {
            Likeness::Same => format!("this is {} word for word", other.id),
            Likeness::Near(index) => {
                format!("this stem shares {:.0} % of its words with that of {}", index * 100.0, other.id)
            }
        };
        let mut problem = Diagnostic::new(rule, digest.span(), message);
        problem.severity = severity;
        problem.question = Some(digest.id.clone());
        if file == other_file {
            problem = problem.also(other.span(), "the other");
        } else {
            let place = place_of(&mut lines, files, banks, other_file, other.stem.0);
            problem = problem.help(format!("the other stands at {place}"));
        }
        problems.push((file, problem));
    }
    let here: HashSet<&str> = all.iter().map(|d| d.id.as_str()).collect();
    let mut had: HashMap<&str, &str> = HashMap::new();
    for (file, digest) in digests.iter().filter(|(_, d)| !d.formerly.is_empty()) {
        let Some(severity) = files[*file].selection.severity(&FORMERLY_TAKEN) else { continue };
        for former in &digest.formerly {
            let message = if here.contains(former.as_str()) {
                format!("`{former}` is still a question")
            } else if let Some(other) = had.insert(former, &digest.id) {
                format!("`{former}` was {other} too")
            } else {
                continue;
            };
            let mut problem = Diagnostic::new(&FORMERLY_TAKEN, digest.span(), message)
                .help("`formerly` names identities that are gone, each once");
            problem.severity = severity;
            problem.question = Some(digest.id.clone());
            problems.push((*file, problem));
        }
    }
    problems
}

/// `file:line` of a byte of another file.
fn place_of(
    lines: &mut HashMap<usize, Vec<u32>>,
    files: &[Checked],
    banks: &[&Source],
    file: usize,
    byte: u32,
) -> String {
    let label = &files[file].out.file;
    let starts = lines.entry(file).or_insert_with(|| {
        let text = files[file].out.source.as_str();
        let read = if text.is_empty() { banks[file].read().ok() } else { None };
        let text = read.as_deref().unwrap_or(text);
        text.match_indices('\n').map(|(at, _)| at as u32).collect()
    });
    if starts.is_empty() {
        label.clone()
    } else {
        format!("{label}:{}", starts.partition_point(|s| *s < byte) + 1)
    }
}

/// Domains of an exam for which there are fewer questions than items.
fn coverage(blueprint: &Blueprint, all: &[&Digest]) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for domain in &blueprint.domains {
        let items = match domain.share {
            Share::Items(items) => items,
            // The least that the published weight comes to.
            Share::Weight(least, _) => {
                (f64::from(least) * f64::from(blueprint.items) / 100.0).round().max(1.0) as u32
            }
        };
        let types = blueprint.types_of(domain);
        let fits = |digest: &&&Digest| {
            let kind = Kind::ALL.iter().find(|k| **k as u8 == digest.kind);
            let topic = TopicPath::parse(&digest.topic);
            let drawn = |wanted: &TopicPath| {
                let within = topic.as_ref().is_some_and(|t| t.is_within(wanted.as_str()));
                // A domain of cases draws questions of cases, whatever they are about.
                within || wanted.as_str() == CASES && digest.in_case
            };
            digest.live
                && kind.is_some_and(|k| types.is_empty() || types.contains(k))
                && domain.topics.iter().any(drawn)
        };
        let there = all.iter().filter(fits).count();
        if (there as u32) < items && !domain.topics.is_empty() {
            let message = format!(
                "{}: the domain `{}` has {}, and there {} for it",
                blueprint.id,
                domain.id,
                count(items as usize, "item", "items"),
                match there {
                    1 => "is 1 question".to_owned(),
                    n => format!("are {n} questions"),
                }
            );
            let help = format!("write more, or see `bank stats {}`", blueprint.id);
            problems.push(Diagnostic::new(&BLUEPRINT_COVERAGE, Span::default(), message).help(help));
        }
    }
    problems
}
