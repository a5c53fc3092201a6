//! Which rules are run, and how bad what they find is.

use crate::bank::{Group, Rule, Severity};

use super::rules::{all_rules, rule_named};

/// A word that names no rule and no group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` names no rule and no group of rules")]
pub struct UnknownRule(pub String);

/// What is asked for, in words: rules, groups, `all`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choosing {
    /// Only these; those that run unasked when empty.
    pub select: Vec<String>,
    /// These beside them.
    pub extend: Vec<String>,
    /// Not these.
    pub ignore: Vec<String>,
    /// How bad what a rule finds is.
    pub severity: Vec<(String, Severity)>,
}

/// The rules that run, and their severities.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    /// By the place of the rule among all.
    on: Vec<Option<Severity>>,
}

/// How near a word comes to naming a rule: a rule goes before its group, a group before `all`.
fn names(word: &str, rule: &Rule) -> Option<u8> {
    if word == rule.code {
        Some(2)
    } else if word == rule.group.name() {
        Some(1)
    } else {
        (word == "all").then_some(0)
    }
}

fn known(word: &str) -> Result<(), UnknownRule> {
    let group = Group::ALL.iter().any(|g| g.name() == word);
    if group || word == "all" || rule_named(word).is_some() {
        Ok(())
    } else {
        Err(UnknownRule(word.to_owned()))
    }
}

impl Selection {
    /// Puts what a file asks for and what the command line asks for together; the latter goes before.
    ///
    /// # Errors
    /// When a word names nothing.
    pub fn of(choosings: &[&Choosing]) -> Result<Self, UnknownRule> {
        for choosing in choosings {
            let words = choosing.select.iter().chain(&choosing.extend).chain(&choosing.ignore);
            words.chain(choosing.severity.iter().map(|(w, _)| w)).try_for_each(|w| known(w))?;
        }
        // The last that selects decides what is selected; what is ignored adds up.
        let select = choosings.iter().rev().map(|c| &c.select).find(|s| !s.is_empty());
        let nearest = |words: &[String], rule: &Rule| words.iter().filter_map(|w| names(w, rule)).max();
        let on = all_rules()
            .map(|rule| {
                let selected = match select {
                    Some(words) => nearest(words, rule),
                    None => (!rule.on_request).then_some(0),
                };
                let extended = choosings.iter().filter_map(|c| nearest(&c.extend, rule)).max();
                let wanted = selected.max(extended);
                let ignored = choosings.iter().filter_map(|c| nearest(&c.ignore, rule)).max();
                // Reading cannot be switched off: nothing else can be said of what is not understood.
                let on =
                    rule.group == Group::Structure || wanted.is_some_and(|w| ignored.is_none_or(|i| w > i));
                let severities = choosings.iter().rev().flat_map(|c| &c.severity);
                let severity = severities
                    .filter_map(|(word, s)| Some((names(word, rule)?, *s)))
                    .rev()
                    .max_by_key(|(near, _)| *near);
                on.then_some(match (rule.group, severity) {
                    (Group::Structure, _) | (_, None) => rule.severity,
                    (_, Some((_, severity))) => severity,
                })
            })
            .collect();
        Ok(Self { on })
    }

    /// How bad what the rule finds is; `None` when it is not run.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        let at = all_rules().position(|r| r.code == rule.code)?;
        self.on.get(at).copied().flatten()
    }

    /// Whether the rule is run.
    pub fn has(&self, rule: &Rule) -> bool {
        self.severity(rule).is_some()
    }

    /// A text that is the same for the same selection.
    pub(super) fn print(&self) -> String {
        self.on.iter().map(|s| s.map_or('-', |s| s.name().chars().next().unwrap_or('-'))).collect()
    }
}
