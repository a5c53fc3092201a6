//! `bank fix`: mends what `bank check` finds.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use similar::TextDiff;

use super::check::{choosing, files_arg, rule_args, sound_editions, sources_of};
use crate::app::check_view::{FixReport, FixedFile};
use crate::app::dialogue::{Dialogue, Mending, Offers};
use crate::app::{App, Failure, Outcome, Page, PageFile, View};
use crate::library::{find, taxonomy};
use crate::lint::{CheckedFile, Checking, Fixed, check, fix};

pub(super) fn command() -> Command {
    let command = Command::new("fix")
        .about("Mends what can be mended without changing what is asked; comments and layout stay")
        .arg(files_arg())
        .arg(
            Arg::new("diff")
                .long("diff")
                .action(ArgAction::SetTrue)
                .help("Show what would change, and write nothing"),
        )
        .arg(
            Arg::new("unsafe")
                .long("unsafe")
                .action(ArgAction::SetTrue)
                .help("Offer changes that are not certain to be wanted, one by one"),
        )
        .arg(
            Arg::new("yes")
                .long("yes")
                .requires("unsafe")
                .action(ArgAction::SetTrue)
                .help("Make those changes without asking"),
        );
    rule_args(command)
}

pub(super) fn run(app: &mut App, matches: &ArgMatches) -> Result<Outcome, Failure> {
    let editions = sound_editions(app)?;
    let sources = sources_of(app, matches);
    if sources.add.is_empty() {
        return Err(Failure::usage("there is no file to mend")
            .help("`bank fix my-bank.toml`; the shipped banks are inside the program"));
    }
    let checking = Checking {
        editions: &editions,
        release: None,
        choosing: choosing(matches),
        evidence: None,
        blueprint: None,
        cache: None,
    };
    let checked: Vec<CheckedFile> = check(&sources, &checking)?;
    let (only_shown, risky, yes) =
        (matches.get_flag("diff"), matches.get_flag("unsafe"), matches.get_flag("yes"));
    let topics = taxonomy(&find(&sources)?.banks).0;
    let mut report = FixReport { only_shown, ..FixReport::default() };
    let mut files = Vec::new();
    let mut offers = Vec::new();
    let changing = checked.iter().filter(|f| f.diagnostics.iter().any(|d| d.fix.is_some()));
    for file in changing.filter(|f| PathBuf::from(&f.file).is_file()) {
        let unsure = file.diagnostics.iter().filter(|d| d.fix.as_ref().is_some_and(|f| !f.safe)).count();
        if risky && !yes && !only_shown && unsure > 0 {
            // Written once, when all is said: changes that were offered for a file fit no other text.
            offers.push(Offers::of(file));
            continue;
        }
        let all = risky && (yes || only_shown);
        let fixed = fix(&file.source, &file.diagnostics, &topics, |_, fix| fix.safe || all);
        report.refused += fixed.refused;
        if !all {
            report.left += unsure;
        }
        if fixed.text != file.source {
            report.files.push(changed(file, &fixed, only_shown));
            if !only_shown {
                let path = PathBuf::from(&file.file);
                files.push(PageFile { path, private: false, page: Page::Text(fixed.text) });
            }
        }
    }
    let found_problems = only_shown && !report.files.is_empty();
    // Where everything is still to be agreed to, nothing was done.
    let nothing_yet = report.files.is_empty() && !offers.is_empty();
    let mut views = if nothing_yet { Vec::new() } else { vec![View::Fixes(report)] };
    if !offers.is_empty() {
        let mending = Mending::new(offers, topics);
        views.push(mending.view());
        app.begin_dialogue(Dialogue::Mending(Box::new(mending)));
    }
    Ok(Outcome { views, files, found_problems, ..Outcome::default() })
}

fn changed(file: &CheckedFile, fixed: &Fixed, with_diff: bool) -> FixedFile {
    let mut fixes: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (rule, _) in &fixed.done {
        *fixes.entry(rule).or_default() += 1;
    }
    let diff = with_diff.then(|| diff(&file.file, &file.source, &fixed.text));
    FixedFile { file: file.file.clone(), fixes, diff }
}

/// A change as a unified diff.
pub(in crate::app) fn diff(name: &str, before: &str, after: &str) -> String {
    TextDiff::from_lines(before, after).unified_diff().context_radius(1).header(name, name).to_string()
}
