//! The rules, one a file, and the table of them.

pub(super) mod absolute_word;
pub(super) mod all_of_the_above;
pub(super) mod blueprint_coverage;
pub(super) mod code_in_text;
pub(super) mod convergence;
pub(super) mod cpt_code;
pub(super) mod cpt_in_text;
pub(super) mod dead_distractor;
pub(super) mod dental_code;
pub(super) mod double_negative;
pub(super) mod duplicate_question;
pub(super) mod echoed_word;
pub(super) mod excludes1_in_key;
pub(super) mod few_choices;
pub(super) mod formerly_taken;
pub(super) mod grammar_cue;
pub(super) mod key_in_doubt;
pub(super) mod key_positions;
pub(super) mod letter_reference;
pub(super) mod level_balance;
pub(super) mod longest_key;
pub(super) mod missing_edition;
pub(super) mod missing_level;
pub(super) mod missing_licence;
pub(super) mod missing_rationale;
pub(super) mod missing_reason;
pub(super) mod missing_reference;
pub(super) mod missing_setting;
pub(super) mod near_duplicate;
pub(super) mod negative_discrimination;
pub(super) mod never_first;
pub(super) mod no_such_code;
pub(super) mod none_of_the_above;
pub(super) mod not_billable;
pub(super) mod overlapping_choices;
pub(super) mod placeholder_choice;
pub(super) mod release_deleted;
pub(super) mod release_not_billable;
pub(super) mod release_title;
pub(super) mod too_easy;
pub(super) mod too_hard;
pub(super) mod true_false_balance;
pub(super) mod unfocused_stem;
pub(super) mod unknown_allow;
pub(super) mod unmarked_negative;
pub(super) mod unordered_numbers;
pub(super) mod unparallel_choices;
pub(super) mod unpinned_choice;
pub(super) mod untidy_text;
pub(super) mod unused_allow;
pub(super) mod vague_frequency;
pub(super) mod weak_discrimination;
pub(super) mod wrong_count;

use std::fmt::Write as _;

use super::mentions::{Change, Mention};
use super::subject::{Asked, Found, Subject};
use crate::bank::rules::READING;
use crate::bank::{Diagnostic, Group, Rule};
use crate::code::Book;
use crate::psychometrics::ItemStatistics;

/// What a rule looks at.
pub(super) enum Check {
    /// A code that a question or a record mentions, in the bank's own edition.
    Mention(fn(&Mention, &Book) -> Option<Diagnostic>),
    /// The same code in a release that is to come.
    Change(fn(&Change<'_>) -> Option<Diagnostic>),
    /// A question.
    Question(fn(&Asked<'_>, &mut Found)),
    /// What learners answered to a question.
    Evidence(fn(&Asked<'_>, &ItemStatistics, &mut Found)),
    /// A bank.
    Bank(fn(&Subject<'_>, &mut Found)),
    /// All banks together, or the check itself: `check.rs` finds it.
    Library,
}

/// A rule and what it looks at.
pub(super) struct Entry {
    pub rule: &'static Rule,
    pub check: Check,
}

const fn entry(rule: &'static Rule, check: Check) -> Entry {
    Entry { rule, check }
}

/// All rules beside those of reading, in the order in which they are explained.
pub(super) static RULES: &[Entry] = &[
    entry(&duplicate_question::DUPLICATE_QUESTION, Check::Library),
    entry(&near_duplicate::NEAR_DUPLICATE, Check::Library),
    entry(&formerly_taken::FORMERLY_TAKEN, Check::Library),
    entry(&unused_allow::UNUSED_ALLOW, Check::Library),
    entry(&unknown_allow::UNKNOWN_ALLOW, Check::Library),
    entry(&no_such_code::NO_SUCH_CODE, Check::Mention(no_such_code::check)),
    entry(&not_billable::NOT_BILLABLE, Check::Mention(not_billable::check)),
    entry(&code_in_text::CODE_IN_TEXT, Check::Mention(code_in_text::check)),
    entry(&excludes1_in_key::EXCLUDES1_IN_KEY, Check::Question(excludes1_in_key::check)),
    entry(&never_first::NEVER_FIRST, Check::Question(never_first::check)),
    entry(&dental_code::DENTAL_CODE, Check::Question(dental_code::check)),
    entry(&cpt_code::CPT_CODE, Check::Question(cpt_code::check)),
    entry(&cpt_in_text::CPT_IN_TEXT, Check::Question(cpt_in_text::check)),
    entry(&release_deleted::RELEASE_DELETED, Check::Change(release_deleted::check)),
    entry(&release_not_billable::RELEASE_NOT_BILLABLE, Check::Change(release_not_billable::check)),
    entry(&release_title::RELEASE_TITLE, Check::Change(release_title::check)),
    entry(&longest_key::LONGEST_KEY, Check::Question(longest_key::check)),
    entry(&absolute_word::ABSOLUTE_WORD, Check::Question(absolute_word::check)),
    entry(&vague_frequency::VAGUE_FREQUENCY, Check::Question(vague_frequency::check)),
    entry(&all_of_the_above::ALL_OF_THE_ABOVE, Check::Question(all_of_the_above::check)),
    entry(&none_of_the_above::NONE_OF_THE_ABOVE, Check::Question(none_of_the_above::check)),
    entry(&unpinned_choice::UNPINNED_CHOICE, Check::Question(unpinned_choice::check)),
    entry(&letter_reference::LETTER_REFERENCE, Check::Question(letter_reference::check)),
    entry(&unmarked_negative::UNMARKED_NEGATIVE, Check::Question(unmarked_negative::check)),
    entry(&double_negative::DOUBLE_NEGATIVE, Check::Question(double_negative::check)),
    entry(&placeholder_choice::PLACEHOLDER_CHOICE, Check::Question(placeholder_choice::check)),
    entry(&wrong_count::WRONG_COUNT, Check::Question(wrong_count::check)),
    entry(&echoed_word::ECHOED_WORD, Check::Question(echoed_word::check)),
    entry(&convergence::CONVERGENCE, Check::Question(convergence::check)),
    entry(&grammar_cue::GRAMMAR_CUE, Check::Question(grammar_cue::check)),
    entry(&unparallel_choices::UNPARALLEL_CHOICES, Check::Question(unparallel_choices::check)),
    entry(&unordered_numbers::UNORDERED_NUMBERS, Check::Question(unordered_numbers::check)),
    entry(&overlapping_choices::OVERLAPPING_CHOICES, Check::Question(overlapping_choices::check)),
    entry(&unfocused_stem::UNFOCUSED_STEM, Check::Question(unfocused_stem::check)),
    entry(&few_choices::FEW_CHOICES, Check::Question(few_choices::check)),
    entry(&untidy_text::UNTIDY_TEXT, Check::Question(untidy_text::check)),
    entry(&missing_rationale::MISSING_RATIONALE, Check::Question(missing_rationale::check)),
    entry(&missing_reason::MISSING_REASON, Check::Question(missing_reason::check)),
    entry(&missing_reference::MISSING_REFERENCE, Check::Question(missing_reference::check)),
    entry(&missing_level::MISSING_LEVEL, Check::Question(missing_level::check)),
    entry(&missing_setting::MISSING_SETTING, Check::Question(missing_setting::check)),
    entry(&missing_edition::MISSING_EDITION, Check::Bank(missing_edition::check)),
    entry(&missing_licence::MISSING_LICENCE, Check::Bank(missing_licence::check)),
    entry(&key_positions::KEY_POSITIONS, Check::Bank(key_positions::check)),
    entry(&true_false_balance::TRUE_FALSE_BALANCE, Check::Bank(true_false_balance::check)),
    entry(&level_balance::LEVEL_BALANCE, Check::Bank(level_balance::check)),
    entry(&blueprint_coverage::BLUEPRINT_COVERAGE, Check::Library),
    entry(&key_in_doubt::KEY_IN_DOUBT, Check::Evidence(key_in_doubt::check)),
    entry(&negative_discrimination::NEGATIVE_DISCRIMINATION, Check::Evidence(negative_discrimination::check)),
    entry(&weak_discrimination::WEAK_DISCRIMINATION, Check::Evidence(weak_discrimination::check)),
    entry(&dead_distractor::DEAD_DISTRACTOR, Check::Evidence(dead_distractor::check)),
    entry(&too_easy::TOO_EASY, Check::Evidence(too_easy::check)),
    entry(&too_hard::TOO_HARD, Check::Evidence(too_hard::check)),
];

/// All rules, those of reading first.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    READING.iter().copied().chain(RULES.iter().map(|e| e.rule))
}

/// The rule with this code.
pub fn rule_named(code: &str) -> Option<&'static Rule> {
    all_rules().find(|r| r.code == code)
}

/// The reference of all rules, as Markdown. `docs/rules.md` is this text.
pub fn reference() -> String {
    let mut out = String::from(
        "# The rules of `bank check`\n\nMade from the doc comments of the rules (`src/lint/rules/`, `src/bank/rules.rs`); `explain \
         RULE` prints the same. Do not edit by hand: `UPDATE_DOCS=1 cargo test --test docs` writes it.\n\n\
         A rule is selected by its name, by its group, or by `all`. Rules of reading cannot be switched off. *On request* means that a \
         rule runs only where it is selected.\n",
    );
    for group in Group::ALL {
        let rules = || all_rules().filter(move |r| r.group == group);
        let _ = write!(out, "\n## {}\n\n| rule | severity | |\n| --- | --- | --- |\n", group.name());
        for rule in rules() {
            let request = if rule.on_request { ", on request" } else { "" };
            let what = rule.what();
            let (code, severity) = (rule.code, rule.severity.name());
            let _ =
                writeln!(out, "| [`{code}`](#{code}) | {severity}{request} | {} |", what.replace('|', "\\|"));
        }
        for rule in rules() {
            let _ = write!(
                out,
                "\n### {}\n\n{}\n\nWhy: {}\n\nExample:\n\n```toml\n{}\n```\n\nUse instead:\n\n```toml\n{}\n```\n",
                rule.code,
                rule.what(),
                rule.why(),
                rule.example(),
                rule.instead()
            );
        }
    }
    out
}
