//! Questions, feedback and the end of a session.

use std::fmt::Write as _;

use crate::session::{
    COMMANDS, CaseView, Feedback, FeedbackLine, FoundLine, Place, QuestionView, Summary, View,
};

use super::style::{Style, cut, pad, visible, width};
use super::{book, exam};
use crate::app::day_in_words;
use crate::study::ComesBack;

pub(super) fn view(view: &View, style: &Style, out: &mut String) {
    match view {
        View::Question(q) => question(q, style, out),
        View::Feedback(f) => feedback(f, style, out),
        View::Case(case) => documents(case, style, out),
        View::Found { word, lines } => found(word, lines, style, out),
        View::Lookup { codes } => book::lookup(codes, style, out),
        View::Search { codes } => book::search(codes, style, out),
        View::Notice { text } => out.push_str(&style.wrap(text, "", "")),
        View::Help { answer, exam } => help(answer, *exam, style, out),
        View::ExamOverview(o) => exam::overview(o, style, out),
        View::Score(report) => exam::score(report, style, out),
        View::Summary(s) => summary(s, style, out),
    }
}

/// `1/36  ICD-10-CM, endocrine · outpatient · application   new`
pub(super) fn question(q: &QuestionView, style: &Style, out: &mut String) {
    if style.interactive {
        out.push('\n');
    } else {
        let _ = writeln!(out, "[{}]", visible(q.question.as_str()));
    }
    let mut about = match &q.exam {
        Some(line) => exam::line(line),
        None => vec![visible(&q.topic_title).into_owned()],
    };
    about.extend(q.setting.map(str::to_owned));
    // An exam says nothing that helps.
    if q.exam.is_none() {
        about.extend(q.level.map(str::to_owned));
        about.extend(Some(q.reason.label()).filter(|r| !r.is_empty()).map(str::to_owned));
    }
    about.extend(q.flagged.then(|| "flagged".to_owned()));
    let heading = format!("{}/{}  {}", q.number, q.of, about.join(" \u{b7} "));
    for line in style.wrap(&heading, "", "    ").lines() {
        let _ = writeln!(out, "{}", style.heading(line));
    }
    if let Some(shown) = &q.case {
        case(shown, style, out);
    }
    question_body(q, style, out);
}

/// A case: its documents, or where they were shown before its title.
pub(super) fn case(case: &CaseView, style: &Style, out: &mut String) {
    if case.documents.is_empty() {
        let line = format!("Case: {} (:case shows the record again)", case.title);
        out.push_str(&style.wrap(&line, "", ""));
    } else {
        documents(case, style, out);
    }
}

/// What is to be done with what stands below the stem, where the stem does not say it.
pub(super) fn task(q: &QuestionView) -> Option<String> {
    let last = q.stem.trim_end().trim_end_matches('.').rsplit(['.', '?', '(']).next().unwrap_or("").trim();
    let says_so = last.to_lowercase().starts_with("choose ");
    match (q.kind, q.select) {
        ("true-false", _) => Some("True or false?".to_owned()),
        ("multiple", _) if says_so => None,
        ("multiple", Some(n)) => Some(format!("Choose {n}.")),
        ("multiple", None) => Some("Choose all that apply.".to_owned()),
        ("match", _) => Some("Join each number with a letter.".to_owned()),
        ("order", _) => Some("Put the letters in order.".to_owned()),
        _ => None,
    }
}

/// Stem and choices.
pub(super) fn question_body(q: &QuestionView, style: &Style, out: &mut String) {
    out.push_str(&style.wrap(&q.stem, "", ""));
    if let Some(task) = task(q).filter(|_| matches!(q.kind, "true-false" | "multiple")) {
        let _ = writeln!(out, "{task}");
    }
    for (at, left) in q.left.iter().enumerate() {
        out.push_str(&style.wrap(left, &format!("  {}. ", at + 1), "     "));
    }
    for choice in &q.choices {
        let struck = if choice.struck { "(struck) " } else { "" };
        let text = format!("{struck}{}", choice.text);
        let block = style.wrap(&text, &format!("  {}) ", choice.letter), "     ");
        out.push_str(&if choice.struck { style.faint(block.trim_end()) + "\n" } else { block });
    }
}

fn documents(case: &CaseView, style: &Style, out: &mut String) {
    let _ = writeln!(out, "{}", style.heading(&visible(&format!("Case: {}", case.title))));
    for document in &case.documents {
        let _ = writeln!(out, "-- {} --", visible(&document.title));
        let text = document.text.trim_end();
        let text = if style.width.is_some() { reflowed(text) } else { text.to_owned() };
        out.push_str(&style.wrap(&text, "", ""));
    }
    out.push('\n');
}

/// A document's lines joined where its author only broke a long sentence, so that a narrow screen does not break it
/// twice. Short lines, headings and lists stay as they are.
pub(super) fn reflowed(text: &str) -> String {
    const LONG: usize = 64;
    let mut out = String::new();
    let (mut long, mut in_list) = (false, false);
    for line in text.lines() {
        let begun = line.trim_start();
        let heading = begun.split_once(':').is_some_and(|(word, _)| word.chars().all(|c| !c.is_lowercase()));
        let listed =
            begun.split_once(['.', ')']).is_some_and(|(n, _)| n.len() <= 2 && n.parse::<u8>().is_ok());
        let goes_on =
            begun.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '(' | '"')) && !heading && !listed;
        // What follows an item of a list belongs to it only where it goes on in the middle of a sentence.
        let joined = long && goes_on && !(in_list && begun.starts_with(char::is_uppercase));
        if !out.is_empty() {
            out.push(if joined { ' ' } else { '\n' });
        }
        out.push_str(if joined { begun } else { line.trim_end() });
        in_list = listed || (in_list && joined);
        long = width(line) >= LONG;
    }
    out
}

pub(super) fn feedback(f: &Feedback, style: &Style, out: &mut String) {
    let one = f.max_points == crate::grading::Points::whole(1);
    let verdict = match (f.correct, one) {
        (true, true) => "Correct".to_owned(),
        (true, false) => format!("Correct: {} of {} points", f.points, f.max_points),
        (false, true) if f.points == crate::grading::Points::ZERO => "Not correct".to_owned(),
        (false, true) => format!("Not correct: {} of 1 point", f.points),
        (false, false) => format!("Not correct: {} of {} points", f.points, f.max_points),
    };
    let painted = if f.correct { style.good(&verdict) } else { style.bad(&verdict) };
    let _ = writeln!(out, "{painted}");
    key(f, style, out);
}

/// The key with its reasons.
pub(super) fn key(f: &Feedback, style: &Style, out: &mut String) {
    lines(&f.lines, style, out);
    if let Some(rationale) = &f.rationale {
        out.push_str(&style.wrap(rationale, "", ""));
    }
    let mut below: Vec<String> = Vec::new();
    if !f.refs.is_empty() {
        below.push(f.refs.join("; "));
    }
    below.extend(f.comes_back.map(comes_back));
    if !below.is_empty() {
        for line in style.wrap(&below.join(" \u{b7} "), "", "").lines() {
            let _ = writeln!(out, "{}", style.faint(line));
        }
    }
    if let Some(basis) = &f.basis {
        let _ = writeln!(out, "{}", style.faint(&format!("({basis})")));
    }
    if !style.interactive {
        out.push('\n');
    }
}

/// `comes back tomorrow`.
fn comes_back(when: ComesBack) -> String {
    match when {
        ComesBack::On { days: ..=0, .. } => "comes back today".to_owned(),
        ComesBack::On { days: 1, .. } => "comes back tomorrow".to_owned(),
        ComesBack::On { days: days @ ..=60, .. } => format!("comes back in {days} days"),
        ComesBack::On { day, .. } => format!("comes back on {}", day_in_words(day)),
        ComesBack::Safe => "keeps until the exam".to_owned(),
        ComesBack::SetAside => "set aside: missed again and again (`weak`)".to_owned(),
        ComesBack::TooLate => "the exam comes before it would come back".to_owned(),
    }
}

/// Verdicts in a column, texts beside them; on a narrow screen below them.
fn lines(lines: &[FeedbackLine], style: &Style, out: &mut String) {
    let column = lines.iter().map(|l| width(&l.verdict)).max().unwrap_or(0).min(16) + 2;
    let narrow = style.width.is_some_and(|w| w < 40);
    let indent = if narrow { "    ".to_owned() } else { " ".repeat(column + 2) };
    for line in lines {
        let letter = line.letter.map(|l| format!("{l}) ")).unwrap_or_default();
        let text = format!("{letter}{}", line.text);
        if narrow {
            let _ = writeln!(out, "  {}", line.verdict);
            out.push_str(&style.wrap(&text, "    ", "    "));
        } else {
            out.push_str(&style.wrap(&text, &format!("  {}", pad(&line.verdict, column)), &indent));
        }
        if let Some(why) = &line.why {
            out.push_str(&style.wrap(why, &indent, &indent));
        }
    }
}

fn found(word: &str, lines: &[FoundLine], style: &Style, out: &mut String) {
    if lines.is_empty() {
        out.push_str(&style.wrap(&format!("`{word}` is not in the record"), "", ""));
    }
    for line in lines {
        let lead = format!("  {}, line {}: ", visible(&line.document), line.line);
        out.push_str(&style.wrap(&line.text, &lead, "    "));
    }
}

fn help(answer: &str, exam: bool, style: &Style, out: &mut String) {
    let place = if exam { Place::Exam } else { Place::Study };
    out.push_str(&style.wrap(&format!("To answer, {answer}."), "", ""));
    out.push_str(&style.wrap(
        "A trailing ! says that you are sure, a trailing ? that you are not. A line that has to begin with : or end \
         with these is an answer when a backslash stands in front.",
        "",
        "",
    ));
    for command in COMMANDS.iter().filter(|c| c.is_of(place)) {
        let usage = format!(":{} {}", command.name, command.takes);
        if style.width.is_some_and(|w| w < 40) {
            let _ = writeln!(out, "{}", usage.trim_end());
            out.push_str(&style.wrap(command.help, "  ", "  "));
            continue;
        }
        out.push_str(&style.wrap(command.help, &format!("  {}", pad(usage.trim_end(), 14)), &" ".repeat(16)));
    }
}

fn summary(s: &Summary, style: &Style, out: &mut String) {
    if style.interactive {
        out.push('\n');
    }
    if s.answered == 0 {
        out.push_str("No question was answered.\n");
        return;
    }
    let minutes = (s.seconds / 60.0).round();
    let head = format!(
        "Session over: {} of {} correct, {} of {} points, {}.",
        s.correct,
        s.answered,
        s.points,
        s.max_points,
        if minutes < 1.0 { "under a minute".to_owned() } else { format!("{minutes} min") }
    );
    for line in style.wrap(&head, "", "").lines() {
        let _ = writeln!(out, "{}", style.heading(line));
    }
    let column = s.topics.iter().map(|t| width(&t.title)).max().unwrap_or(0).min(44);
    for topic in &s.topics {
        let score = format!("{} of {}", topic.correct, topic.attempts);
        let _ = writeln!(out, "  {}  {score}", pad(&cut(&topic.title, column), column));
    }
    if s.left > 0 {
        let _ = writeln!(out, "{} not answered.", s.left);
    }
    if !s.missed.is_empty() {
        let _ = writeln!(out, "Missed:");
        let room = style.width.unwrap_or(100).saturating_sub(4).max(12);
        for missed in &s.missed {
            let _ = writeln!(out, "  {}", cut(&missed.stem, room));
        }
        out.push_str(&style.wrap(
            "`review` shows each with your answer and the key; `review --blind` asks them again.",
            "",
            "",
        ));
    }
}
