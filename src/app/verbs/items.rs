//! `items`: item analysis of journals or a response matrix.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::app::item_view::{ChoiceLine, ItemFinding, ItemLine, ItemsReport, LettersLine};
use crate::app::{App, Failure, Outcome, Page, PageFile, View};
use crate::bank::{Body, Item, QuestionId, Questions as _};
use crate::psychometrics::{
    Analysis, ChoiceStatistics, ItemStatistics, Journals, MatrixOptions, Responses, Verdict, analyse,
    is_journal, read_matrix,
};

/// A file larger than this is not read.
const LARGEST: u64 = 8 << 30;

pub(in crate::app) fn command() -> Command {
    Command::new("items")
        .about("Item analysis: which questions are any good, by what was answered")
        .long_about(
            "Item analysis of journals and exports of progress, or of a response matrix (CSV, TSV).\n\nA matrix has one line a \
             candidate and one column a question; the first line names the questions, a first column `candidate` the \
             candidates. Cells are shares of the points from 0 to 1, or what was chosen where a line of the candidate `key` says \
             which is correct. Empty cells and `NA` are no answer. Of journals a file is one learner, and files that share a device are of \
             one; only the first attempt at the newest revision of a question counts.",
        )
        .arg(
            Arg::new("files")
                .value_name("FILE")
                .num_args(1..)
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help("Journals, exports, folders of them; or one response matrix"),
        )
        .arg(
            Arg::new("all-attempts")
                .long("all-attempts")
                .action(ArgAction::SetTrue)
                .help("Count later attempts at a question too"),
        )
        .arg(
            Arg::new("blank-is-wrong")
                .long("blank-is-wrong")
                .action(ArgAction::SetTrue)
                .help("An empty cell of a matrix is a question left out: no points"),
        )
        .arg(
            Arg::new("html")
                .long("html")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Write a page with a picture of each item"),
        )
}

pub(in crate::app) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let files: Vec<PathBuf> = matches.get_many("files").into_iter().flatten().cloned().collect();
    let options = MatrixOptions {
        blank_is_wrong: matches.get_flag("blank-is-wrong"),
        all_attempts: matches.get_flag("all-attempts"),
    };
    let (analysis, damaged, notices) = answers(&files, options)?;
    let report = report(app, analysis, damaged);
    let page = matches.get_one::<PathBuf>("html").map(|path| PageFile {
        path: path.clone(),
        private: true,
        page: Page::Items(Box::new(report.clone())),
    });
    Ok(Outcome { files: page.into_iter().collect(), notices, ..Outcome::of(View::Items(report)) })
}

/// The statistics of all files, how many lines of journals were not whole, and what is to be known of the files.
pub(super) fn answers(
    files: &[PathBuf],
    options: MatrixOptions,
) -> Result<(Analysis, usize, Vec<String>), Failure> {
    let paths = expanded(files)?;
    let mut journals = Journals::default();
    let mut names: Vec<&PathBuf> = Vec::new();
    let mut notices = Vec::new();
    let mut matrix: Option<(&PathBuf, Responses)> = None;
    for path in &paths {
        let bytes = read(path)?;
        if bytes.trim_ascii().is_empty() {
            notices.push(format!("{} is empty", path.display()));
        } else if is_journal(&bytes) || path.extension().is_some_and(|e| e == "jsonl") {
            journals.add(&bytes);
            names.push(path);
        } else if let Some((first, _)) = &matrix {
            return Err(Failure::usage(format!(
                "{} and {} are both response matrices",
                first.display(),
                path.display()
            ))
            .help("put them into one file, or look at them one after the other"));
        } else {
            let responses = read_matrix(&bytes, options).map_err(|e| {
                Failure::data(format!("{}: {e}", path.display()))
                    .help("`items --help` says how a matrix is written")
            })?;
            matrix = Some((path, responses));
        }
    }
    if let (Some((path, _)), false) = (&matrix, names.is_empty()) {
        return Err(Failure::usage(format!(
            "{} is a response matrix, the others are journals",
            path.display()
        ))
        .help("look at them one after the other"));
    }
    let damaged = journals.damaged();
    for (path, devices) in names.iter().zip(journals.devices()).filter(|(_, n)| *n > 1) {
        notices.push(if Journals::is_collection(devices) {
            format!("{} holds answers of {devices} devices: each counts as a learner", path.display())
        } else {
            format!("{} holds answers of {devices} devices: they count as one learner's", path.display())
        });
    }
    let responses =
        matrix.map_or_else(|| journals.responses(options.all_attempts), |(_, responses)| responses);
    if responses.people == 0 {
        return Err(Failure::problem("these files hold no answer")
            .help("`progress export FILE` writes what was answered"));
    }
    Ok((analyse(&responses), damaged, notices))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let fail = |e: std::io::Error| Failure::data(format!("cannot read {}: {e}", path.display()));
    let length = std::fs::metadata(path).map_err(fail)?.len();
    if length > LARGEST {
        return Err(Failure::data(format!(
            "{} has {length} bytes; that is more than is read",
            path.display()
        )));
    }
    std::fs::read(path).map_err(fail)
}

/// Files as they are, folders as the journals in them.
fn expanded(files: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    for file in files {
        if !file.is_dir() {
            paths.push(file.clone());
            continue;
        }
        let mut inside = Vec::new();
        journals_in(file, 0, &mut inside)?;
        if inside.is_empty() {
            return Err(Failure::data(format!("{} holds no journal", file.display()))
                .help("journals and exports are files that end in .jsonl"));
        }
        inside.sort();
        paths.extend(inside);
    }
    Ok(paths)
}

/// The journals of a folder and those below it, as those of a data folder.
fn journals_in(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let fail = |e: std::io::Error| Failure::data(format!("cannot read {}: {e}", folder.display()));
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let path = entry.path();
        // Links are not followed: they may lead in a circle.
        if entry.file_type().map_err(fail)?.is_dir() && depth < 8 {
            journals_in(&path, depth + 1, found)?;
        } else if path.extension().is_some_and(|e| e == "jsonl") {
            found.push(path);
        }
    }
    Ok(())
}

fn report(app: &mut App, mut analysis: Analysis, damaged: usize) -> ItemsReport {
    // Without a library the figures are the same, and questions have their identities alone.
    let sources = app.sources().ok();
    let found: HashMap<String, Arc<Item>> = analysis
        .items
        .iter()
        .filter_map(|i| {
            Some((i.question.clone(), sources.as_ref()?.question(&QuestionId::parse(&i.question)?).ok()?))
        })
        .collect();
    let letters = analysis.mapped(|name| found.get(name).map(|item| &item.question));
    let items = analysis
        .items
        .iter()
        .map(|statistics| line(statistics, found.get(&statistics.question).map(|i| &**i)));
    ItemsReport {
        items: items.collect(),
        candidates: analysis.candidates,
        questions: analysis.items.len(),
        common_form: analysis.common_form,
        mean: analysis.mean,
        sd: analysis.sd,
        reliability: analysis.reliability,
        sem: analysis.sem,
        scores: analysis.scores,
        repeated: analysis.repeated,
        superseded: analysis.superseded,
        damaged,
        letters: (letters.questions > 0).then_some(LettersLine {
            questions: letters.questions,
            agree: letters.agree,
            taken: letters.taken,
        }),
    }
}

fn line(statistics: &ItemStatistics, item: Option<&Item>) -> ItemLine {
    let changed = item.is_some_and(|i| !statistics.is_of(&i.question));
    let item = item.filter(|_| !changed);
    let bank_choices = match item.map(|i| &i.question.body) {
        Some(Body::Choices(body)) if !statistics.lettered => body.choices.as_slice(),
        _ => &[],
    };
    let text = |id: &str| bank_choices.iter().find(|c| c.id.as_str() == id).map(|c| c.text.value.clone());
    let mut choices: Vec<ChoiceLine> = statistics.choices.iter().map(|c| choice(c, text(&c.id))).collect();
    if !statistics.closed {
        choices.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.id.cmp(&b.id)));
    }
    let findings = statistics.verdicts().into_iter().map(|verdict| ItemFinding {
        kind: verdict.name(),
        choice: match verdict {
            Verdict::KeyInDoubt { choice } | Verdict::DeadDistractor { choice } => Some(choice),
            _ => None,
        },
    });
    let said = [(statistics.other_key, "other-key"), (changed, "older-revision")];
    let said = said.into_iter().filter(|(so, _)| *so).map(|(_, kind)| ItemFinding { kind, choice: None });
    ItemLine {
        question: statistics.question.clone(),
        stem: item.map(|i| i.question.stem.value.clone()),
        n: statistics.n,
        correct: statistics.correct,
        counted: statistics.counted().name(),
        facility: statistics.facility,
        discrimination: statistics.discrimination,
        upper_lower: statistics.upper_lower(),
        by_group: statistics.by_group,
        choices,
        findings: said.chain(findings).collect(),
    }
}

fn choice(statistics: &ChoiceStatistics, text: Option<String>) -> ChoiceLine {
    ChoiceLine {
        id: statistics.id.clone(),
        text,
        key: statistics.key,
        n: statistics.n,
        share: statistics.share,
        discrimination: statistics.discrimination,
        by_group: statistics.by_group,
    }
}
