//! What is said after an answer: correct or not, points, the reason for the chosen and the correct choice, the
//! rationale, the references.

use serde::Serialize;

use crate::bank::{Body, Choices, Codes, Item, KeyLine, Matching, Question, QuestionId};
use crate::code::{Books, Code, Entry};
use crate::grading::{Answer, Basis, Finding, FindingKind, Mark, Points};

use super::shown::Shown;
use crate::study::ComesBack;

/// What grading says of an answer, ready to show.
#[derive(Clone, Debug, Serialize)]
pub struct Feedback {
    /// The question.
    pub question: QuestionId,
    /// Full points and nothing out of order.
    pub correct: bool,
    /// Points earned.
    pub points: Points,
    /// The most that could be earned.
    pub max_points: Points,
    /// What was answered and what the key is, line by line.
    pub lines: Vec<FeedbackLine>,
    /// What explains the points.
    pub findings: Vec<Finding>,
    /// What teaches the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rationale: Option<String>,
    /// Where the rule stands.
    pub refs: Vec<String>,
    /// On what codes were graded, where that is less than the code set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// When the question comes back; in study, where the schedule is not left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comes_back: Option<ComesBack>,
}

/// One line of feedback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FeedbackLine {
    /// `correct`, `not correct`, `missed`, …
    pub verdict: String,
    /// The letter behind which it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter: Option<char>,
    /// What was answered, or what the key says.
    pub text: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

fn line(verdict: &str, text: impl Into<String>, why: Option<&str>) -> FeedbackLine {
    FeedbackLine { verdict: verdict.to_owned(), letter: None, text: text.into(), why: why.map(str::to_owned) }
}

/// Makes the feedback on a graded answer. `shown` gives the letters, where they are still known.
pub fn feedback(item: &Item, answer: &Answer, mark: &Mark, shown: Option<&Shown>) -> Feedback {
    let question = &item.question;
    let lines = match (&question.body, answer) {
        (Body::Choices(body), Answer::Choices(chosen)) => choice_lines(body, chosen, shown),
        (Body::TrueFalse(body), Answer::Truth(truth)) => {
            let why = |t: bool| if t { body.why_true.as_deref() } else { body.why_false.as_deref() };
            let name = |t: bool| if t { "true" } else { "false" };
            let mut lines = vec![line(verdict(mark.correct), name(*truth), why(*truth).map(String::as_str))];
            if !mark.correct {
                lines.push(line("the key", name(body.key), why(body.key).map(String::as_str)));
            }
            lines
        }
        (Body::Text(body), Answer::Text(written)) => {
            let mut lines = Vec::new();
            if !mark.correct {
                let why = mark.findings.first().map(|f| f.message.as_str());
                lines.push(line(verdict(false), written.trim(), why));
            }
            lines.push(line("the key", body.key.value.clone(), None));
            if !body.accept.is_empty() {
                let accepted: Vec<&str> = body.accept.iter().map(|a| a.as_str()).collect();
                lines.push(line("also accepted", accepted.join(", "), None));
            }
            lines
        }
        (Body::Match(body), Answer::Pairs(pairs)) => pair_lines(body, pairs),
        (Body::Order(body), _) => body
            .items
            .iter()
            .enumerate()
            .map(|(at, item)| line(&format!("{}", at + 1), item.value.clone(), None))
            .collect(),
        (Body::Code(body), Answer::Codes(entries)) => code_lines(body, entries, mark, &item.books),
        _ => Vec::new(),
    };
    Feedback {
        question: question.id.clone(),
        correct: mark.correct,
        points: mark.points,
        max_points: mark.maximum,
        lines,
        findings: mark.findings.clone(),
        rationale: question.rationale.as_ref().map(|r| r.value.clone()),
        refs: question.refs.iter().map(|r| r.value.clone()).collect(),
        comes_back: None,
        basis: (mark.basis == Basis::Syntax && !mark.correct).then(|| unbooked(question, &item.books)),
    }
}

/// Which code sets the grading did without.
fn unbooked(question: &Question, books: &Books) -> String {
    let systems = match &question.body {
        Body::Code(codes) => codes.systems(),
        _ => Vec::new(),
    };
    let without: Vec<&str> =
        systems.iter().filter(|s| books.book(**s).is_none()).map(|s| s.title()).collect();
    format!("{} graded by syntax and key: the edition is not here", without.join(" and "))
}

fn verdict(correct: bool) -> &'static str {
    if correct { "correct" } else { "not correct" }
}

fn choice_lines(
    body: &Choices,
    chosen: &[crate::bank::ChoiceId],
    shown: Option<&Shown>,
) -> Vec<FeedbackLine> {
    let mut lines = Vec::new();
    let order: Vec<usize> = shown.map_or_else(|| (0..body.choices.len()).collect(), |s| s.order.clone());
    for at in order {
        let choice = &body.choices[at];
        let picked = chosen.contains(&choice.id);
        let verdict = match (picked, choice.key) {
            (true, true) => "correct",
            (true, false) => "not correct",
            (false, true) if body.multiple => "missed",
            (false, true) => "the key",
            (false, false) => continue,
        };
        lines.push(FeedbackLine {
            verdict: verdict.to_owned(),
            letter: shown.and_then(|s| s.letter_of(at)),
            text: choice.text.value.clone(),
            why: choice.why.as_ref().map(|w| w.value.clone()),
        });
    }
    // What was chosen before what is the key.
    lines.sort_by_key(|l| matches!(l.verdict.as_str(), "the key" | "missed"));
    lines
}

fn pair_lines(body: &Matching, pairs: &[(String, String)]) -> Vec<FeedbackLine> {
    body.pairs
        .iter()
        .map(|(left, right)| {
            let mine = pairs.iter().find(|(l, _)| *l == left.value).map(|(_, r)| r.as_str());
            let text = format!("{left} = {right}");
            match mine {
                Some(r) if r == right.value => line("correct", text, None),
                Some(r) => line("not correct", text, Some(&format!("you joined it with: {r}"))),
                None => line("missed", text, None),
            }
        })
        .collect()
}

/// A code with its official title, where the edition has it.
fn titled(code: &Code, books: &Books) -> String {
    let title = books.book(code.system()).and_then(|b| Some(b.title(b.place(code)?)));
    title.map_or_else(|| code.to_string(), |title| format!("{code}  {title}"))
}

/// A finding that speaks of a code that is missing or came too late, and stands on the code that was entered.
fn asks_for_another(finding: &Finding) -> bool {
    matches!(finding.kind, FindingKind::CodeFirst | FindingKind::UseAdditional | FindingKind::CodeAlso)
}

/// What a finding says beside the code and its title, which stand in the line already.
fn reason(finding: &Finding, text: &str) -> String {
    if let Some(note) = finding.note.as_ref().filter(|_| asks_for_another(finding)) {
        let carrier = finding.code.as_deref().unwrap_or_default();
        let at =
            if note.at == carrier { note.at.clone() } else { format!("{}, in force for {carrier}", note.at) };
        return format!("note at {at}: {} {}", words(finding.kind), note.text);
    }
    let head = match text.split_once("  ") {
        Some((code, title)) => format!("{code} ({title}): "),
        None => format!("{text}: "),
    };
    finding.message.strip_prefix(&head).unwrap_or(&finding.message).to_owned()
}

/// Each entry in the order entered, then what is missing; a wrong code with what it should have been.
fn code_lines(body: &Codes, entries: &[Entry], mark: &Mark, books: &Books) -> Vec<FeedbackLine> {
    let mut lines = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let label = entry.code.as_ref().map_or_else(|| entry.text.clone(), ToString::to_string);
        let text = entry.code.as_ref().map_or_else(|| entry.text.clone(), |c| titled(c, books));
        let mine: Vec<&Finding> =
            mark.findings.iter().filter(|f| f.entry == Some(at as u32) && !asks_for_another(f)).collect();
        lines.extend(mine.iter().map(|f| line(words(f.kind), text.as_str(), Some(&reason(f, &text)))));
        // A code that came too late is named by the finding of the code in front of it.
        let late = mark.findings.iter().find(|f| {
            matches!(f.kind, FindingKind::CodeFirst | FindingKind::NeverFirst)
                && f.expected.as_ref() == Some(&label)
        });
        if let Some(late) = late.filter(|_| mine.is_empty()) {
            let front = late.code.as_deref().unwrap_or_default();
            let note = late.note.as_ref().map(|n| format!(" (note at {}: code first {})", n.at, n.text));
            let why = format!("comes before {front}{}", note.unwrap_or_default());
            lines.push(line(words(FindingKind::Sequence), text, Some(&why)));
        } else if mine.is_empty() {
            let optional = is_optional(body, &label);
            lines.push(line(if optional { "optional" } else { "correct" }, text, None));
        }
    }
    let entered = |code: &Code| entries.iter().any(|e| e.code.as_ref() == Some(code));
    let all_lines = || body.key.iter().chain(body.alternatives.iter().flat_map(|a| &a.key));
    for finding in mark.findings.iter().filter(|f| f.kind == FindingKind::Missed || asks_for_another(f)) {
        let expected = finding.expected.clone().unwrap_or_default();
        let keyed = all_lines().find_map(|l| Some((l, l.any.iter().find(|c| c.to_string() == expected)?)));
        let Some((keyed, code)) = keyed else { continue };
        if entered(code) {
            continue;
        }
        let title = titled(code, books);
        let text = if keyed.any.len() > 1 || !keyed.modifiers.is_empty() || keyed.units != 1 {
            key_text(std::slice::from_ref(keyed))
        } else {
            title.clone()
        };
        let why = reason(finding, &title);
        let why = Some(why.as_str()).filter(|w| *w != "not entered");
        let why = why.map(|w| w.strip_prefix("not entered: ").unwrap_or(w));
        lines.push(line(words(finding.kind), text, why));
    }
    if !mark.correct {
        lines.push(line("the key", key_text(&body.key), None));
        for alternative in &body.alternatives {
            lines.push(line("or", key_text(&alternative.key), alternative.why.as_ref().map(|w| w.as_str())));
        }
    }
    lines
}

fn is_optional(body: &Codes, label: &str) -> bool {
    let lines = body.key.iter().chain(body.alternatives.iter().flat_map(|a| &a.key));
    lines.into_iter().any(|l| l.optional && l.any.iter().any(|c| c.to_string() == label))
}

/// The key as a coder would write it: optional lines in brackets.
pub fn key_text(key: &[KeyLine]) -> String {
    let lines: Vec<String> = key
        .iter()
        .map(|line| {
            let codes: Vec<String> = line.any.iter().map(std::string::ToString::to_string).collect();
            let mut text = codes.join(" or ");
            for modifier in &line.modifiers {
                text.push_str(&format!("-{modifier}"));
            }
            if line.units != 1 {
                text.push_str(&format!(" x{}", line.units));
            }
            if let Some(poa) = &line.poa {
                text.push_str(&format!(" (POA {poa})"));
            }
            if line.optional { format!("[{text}]") } else { text }
        })
        .collect();
    lines.join(", ")
}

/// The answer that earns everything.
pub fn key_answer(question: &Question) -> Answer {
    match &question.body {
        Body::Choices(body) => {
            Answer::Choices(body.choices.iter().filter(|c| c.key).map(|c| c.id.clone()).collect())
        }
        Body::TrueFalse(body) => Answer::Truth(body.key),
        Body::Text(body) => Answer::Text(body.key.value.clone()),
        Body::Match(body) => {
            Answer::Pairs(body.pairs.iter().map(|(l, r)| (l.value.clone(), r.value.clone())).collect())
        }
        Body::Order(body) => Answer::Order(body.items.iter().map(|i| i.value.clone()).collect()),
        Body::Code(body) => {
            Answer::Codes(body.key.iter().filter(|l| !l.optional).filter_map(entry).collect())
        }
    }
}

fn entry(line: &KeyLine) -> Option<Entry> {
    let code = line.any.first()?;
    Some(Entry {
        text: code.to_string(),
        code: Some(code.value.clone()),
        modifiers: line.modifiers.clone(),
        units: line.units,
    })
}

/// A finding's kind in a word or two, for the head of a line.
fn words(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Malformed => "malformed",
        FindingKind::UnknownCode => "unknown",
        FindingKind::Deleted => "deleted",
        FindingKind::CategoryOnly => "category only",
        FindingKind::NotBillable => "incomplete",
        FindingKind::PlaceholderMissing | FindingKind::PlaceholderExtra => "placeholder",
        FindingKind::SeventhMissing | FindingKind::SeventhWrong => "7th character",
        FindingKind::Sibling => "sibling",
        FindingKind::Unspecified => "unspecified",
        FindingKind::OverSpecified => "too specific",
        FindingKind::Laterality => "laterality",
        FindingKind::Excludes1 => "excludes1",
        FindingKind::CodeFirst => "code first",
        FindingKind::UseAdditional => "use additional",
        FindingKind::CodeAlso => "code also",
        FindingKind::NeverFirst => "never first",
        FindingKind::Missed => "missed",
        FindingKind::Unsupported => "not supported",
        FindingKind::Sequence => "sequence",
        FindingKind::Modifier => "modifier",
        FindingKind::Units => "units",
        FindingKind::Duplicate => "duplicate",
        FindingKind::Spelling => "spelling",
    }
}
