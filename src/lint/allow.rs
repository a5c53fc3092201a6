//! Exceptions: what `allow` of a question takes away, and which of them take nothing away.

use super::fix::remove_item;
use super::rules::{rule_named, unknown_allow::UNKNOWN_ALLOW, unused_allow::UNUSED_ALLOW};
use super::selection::Selection;
use crate::bank::{At, BankFile, Diagnostic, Group, Span};

use serde::{Deserialize, Serialize};

/// One exception.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Allow {
    question: String,
    rule: String,
    span: (u32, u32),
    used: bool,
}

/// The exceptions of a file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Allows(Vec<Allow>);

impl Allows {
    pub fn of(file: &BankFile) -> Self {
        let all = file.questions.iter().flat_map(|q| {
            q.allow.iter().map(|rule: &At<String>| Allow {
                question: q.id.to_string(),
                rule: rule.value.clone(),
                span: (rule.span.start, rule.span.end),
                used: false,
            })
        });
        Self(all.collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a problem stays; one that is allowed uses its exception up.
    pub fn keeps(&mut self, diagnostic: &Diagnostic) -> bool {
        if diagnostic.rule.group == Group::Structure {
            return true;
        }
        let Some(question) = &diagnostic.question else { return true };
        let mut kept = true;
        for allow in &mut self.0 {
            if allow.rule == diagnostic.rule.code && allow.question == *question {
                allow.used = true;
                kept = false;
            }
        }
        kept
    }

    /// Exceptions to rules that there are not, and to rules that were run and found nothing.
    pub fn problems(
        &self,
        selection: &Selection,
        ran: impl Fn(&str) -> bool,
        source: &str,
    ) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for allow in &self.0 {
            let span = Span { start: allow.span.0, end: allow.span.1 };
            let mut problem = match rule_named(&allow.rule) {
                None => {
                    let all = super::rules::all_rules().map(|r| r.code);
                    let near = all.min_by_key(|c| strsim::osa_distance(c, &allow.rule));
                    let near = near.filter(|c| strsim::osa_distance(c, &allow.rule) <= 4);
                    let message = format!("there is no rule `{}`", allow.rule);
                    let problem = Diagnostic::new(&UNKNOWN_ALLOW, span, message);
                    match near {
                        Some(near) => problem.help(format!("did you mean `{near}`?")),
                        None => problem.help("`explain` lists the rules"),
                    }
                }
                Some(rule) if rule.group == Group::Structure => {
                    let message = format!("`{}` cannot be allowed", allow.rule);
                    Diagnostic::new(&UNKNOWN_ALLOW, span, message).help("what it finds cannot be understood")
                }
                Some(rule) if !allow.used && selection.has(rule) && ran(rule.code) => {
                    let message = format!("`{}` finds nothing here", allow.rule);
                    Diagnostic::new(&UNUSED_ALLOW, span, message).help("take it away")
                }
                Some(_) => continue,
            };
            if problem.rule == &UNUSED_ALLOW
                && let Some(edit) = remove_item(source, span, "allow")
            {
                problem = problem.fix("take the exception away", true, vec![edit]);
            }
            problem.question = Some(allow.question.clone());
            problems.push(problem);
        }
        problems
    }
}
