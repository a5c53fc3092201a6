//! Everything outside a session: where the learner stands, lists, health.

use std::fmt::Write as _;

use crate::app::{BankLine, BankListing, HelpLine, MarkLine, ProfileLine, QuestionKey, ReviewItem, Welcome};
use crate::insight::{HistoryLine, Stats};
use crate::store::{Health, Imported};

use super::session;
use super::style::{Style, cut, pad, visible, width};

pub(super) fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// `1,214`
pub(super) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, c) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

fn percent(part: u64, whole: u64) -> String {
    if whole == 0 { "-".to_owned() } else { format!("{:.0} %", 100.0 * part as f64 / whole as f64) }
}

pub(super) fn welcome(w: &Welcome, style: &Style, out: &mut String) {
    let mut parts = vec![
        "Sequela".to_owned(),
        format!(
            "{}, {}",
            plural(w.questions as u64, "question", "questions"),
            plural(w.cases as u64, "case", "cases")
        ),
    ];
    let in_force =
        w.in_force.as_ref().map(|e| format!(" ({e} is in force: `codes add`)")).unwrap_or_default();
    parts.extend(w.edition.as_ref().map(|e| format!("ICD-10-CM {e}{in_force}")));
    let head = parts.join(" \u{b7} ");
    for line in style.wrap(&head, "", "").lines() {
        let _ = writeln!(out, "{}", style.heading(line));
    }
    let done = &w.done;
    let line = if done.attempts == 0 {
        "Nothing is answered yet.".to_owned()
    } else {
        // Answers are counted over all banks that there ever were; a run may see only some.
        let of = if done.questions > w.questions as u64 {
            "in all your banks".to_owned()
        } else {
            format!("of {}", thousands(w.questions as u64))
        };
        format!(
            "{} answered {of}, {} correct in {}.",
            thousands(done.questions),
            percent(done.correct, done.attempts),
            plural(done.attempts, "answer", "answers")
        )
    };
    out.push_str(&style.wrap(&line, "", ""));
    if !w.left_out.is_empty() {
        let names: Vec<String> =
            w.left_out.iter().take(3).map(|(file, why)| format!("{file} ({why})")).collect();
        let more = w.left_out.len().saturating_sub(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let line = format!("Left out: {}{more}. `bank check` says why.", names.join(", "));
        out.push_str(&style.wrap(&line, "", ""));
    }
    if w.open_exams > 0 {
        out.push_str(&style.wrap("An exam is open: `exam resume` goes on with it.", "", ""));
    }
    if done.open_sessions > w.open_exams as u64 {
        out.push_str(&style.wrap("A session is open: `study --resume` goes on with it.", "", ""));
    }
    out.push_str(&style.wrap("Type study, exam, or help.", "", ""));
}

/// Rows of cells under headings, the last column cut to what is left of the width.
pub(super) fn table(headings: &[&str], rows: &[Vec<String>], style: &Style, out: &mut String) {
    let columns = headings.len();
    let mut widths: Vec<usize> = headings.iter().map(|h| width(h)).collect();
    for row in rows {
        for (at, cell) in row.iter().enumerate().take(columns) {
            widths[at] = widths[at].max(width(cell));
        }
    }
    if let Some(total) = style.width {
        let others: usize = widths[..columns - 1].iter().map(|w| w + 2).sum();
        widths[columns - 1] = widths[columns - 1].min(total.saturating_sub(others).max(12));
    }
    let line = |cells: &[String]| {
        let mut line = String::new();
        for (at, cell) in cells.iter().enumerate().take(columns) {
            let cell = cut(cell, widths[at]);
            line.push_str(&if at + 1 == columns { cell } else { pad(&cell, widths[at] + 2) });
        }
        line.trim_end().to_owned()
    };
    let heads: Vec<String> = headings.iter().map(|h| (*h).to_owned()).collect();
    let _ = writeln!(out, "{}", style.heading(&line(&heads)));
    for row in rows {
        let _ = writeln!(out, "{}", line(row));
    }
}

pub(super) fn stats(s: &Stats, style: &Style, out: &mut String) {
    if s.attempts == 0 {
        out.push_str(&style.wrap("Nothing is answered yet. `study` begins.", "", ""));
        return;
    }
    let line = format!(
        "{}, {} correct ({}); {} of {} points.",
        plural(u64::from(s.attempts), "answer", "answers"),
        thousands(u64::from(s.correct)),
        percent(u64::from(s.correct), u64::from(s.attempts)),
        number(s.points),
        number(s.max_points)
    );
    out.push_str(&style.wrap(&line, "", ""));
    let here: u32 = s.topics.iter().map(|t| t.attempts).sum();
    if here < s.attempts {
        let away = plural(u64::from(s.attempts - here), "answer belongs", "answers belong");
        out.push_str(&style.wrap(&format!("{away} to questions that are not in this library."), "", ""));
    }
    out.push('\n');
    let row = |correct: u32, attempts: u32, seen: u32, questions: u32, title: &str| {
        vec![
            percent(u64::from(correct), u64::from(attempts)),
            attempts.to_string(),
            format!("{seen}/{questions}"),
            title.to_owned(),
        ]
    };
    let topics: Vec<Vec<String>> = s
        .topics
        .iter()
        .filter(|t| t.attempts > 0)
        .map(|t| row(t.correct, t.attempts, t.seen, t.questions, &format!("{}  ({})", t.title, t.topic)))
        .collect();
    table(&["correct", "n", "seen", "topic"], &topics, style, out);
    out.push('\n');
    let banks: Vec<Vec<String>> = s
        .banks
        .iter()
        .filter(|b| b.attempts > 0)
        .map(|b| row(b.correct, b.attempts, b.seen, b.questions, &format!("{}  ({})", b.title, b.bank)))
        .collect();
    table(&["correct", "n", "seen", "bank"], &banks, style, out);
}

/// A number with up to two places behind the point.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

pub(super) fn history(lines: &[HistoryLine], style: &Style, out: &mut String) {
    if lines.is_empty() {
        out.push_str(&style.wrap("Nothing is answered yet.", "", ""));
        return;
    }
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|l| {
            vec![
                l.at.to_string().replace('T', " ").chars().take(16).collect(),
                format!("{} of {}", l.attempt.points, l.attempt.max_points),
                if l.attempt.correct { "correct".to_owned() } else { "missed".to_owned() },
                cut(&l.attempt.answer, 24),
                l.attempt.question.to_string(),
            ]
        })
        .collect();
    table(&["when (UTC)", "points", "", "answer", "question"], &rows, style, out);
}

pub(super) fn review(items: &[ReviewItem], style: &Style, out: &mut String) {
    for item in items {
        let q = &item.question;
        let _ = writeln!(
            out,
            "{}",
            style.heading(&format!("[{}]  {}", visible(q.question.as_str()), visible(&q.topic_title)))
        );
        if let Some(case) = &q.case {
            out.push_str(&style.wrap(&format!("Case: {}", case.title), "", ""));
        }
        session::question_body(q, style, out);
        out.push_str(&style.wrap(&item.answer, "You answered: ", "  "));
        session::feedback(&item.feedback, style, out);
        if style.interactive {
            out.push('\n');
        }
    }
}

pub(super) fn marks(lines: &[MarkLine], style: &Style, out: &mut String) {
    if lines.is_empty() {
        out.push_str("There are none.\n");
    }
    for line in lines {
        let day: String = line.at.to_string().chars().take(10).collect();
        let _ = writeln!(out, "{}  {}", day, visible(&line.question));
        if let Some(stem) = &line.stem {
            let room = style.width.unwrap_or(100).saturating_sub(2).max(12);
            let _ = writeln!(out, "  {}", cut(stem, room));
        }
        if let Some(text) = &line.text {
            out.push_str(&style.wrap(text, "  > ", "    "));
        }
    }
}

pub(super) fn bank_list(lines: &[BankLine], style: &Style, out: &mut String) {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|b| {
            let edition: Vec<String> = b.edition.iter().map(|(s, e)| format!("{s} {e}")).collect();
            vec![
                b.questions.to_string(),
                b.cases.to_string(),
                b.id.clone(),
                if edition.is_empty() {
                    b.title.clone()
                } else {
                    format!("{} ({})", b.title, edition.join(", "))
                },
            ]
        })
        .collect();
    table(&["questions", "cases", "bank", "title"], &rows, style, out);
}

pub(super) fn bank(listing: &BankListing, style: &Style, out: &mut String) {
    let b = &listing.bank;
    out.push_str(&style.wrap(&format!("{} ({}), {}", b.title, b.id, b.file), "", "  "));
    let rows: Vec<Vec<String>> =
        listing.items.iter().map(|i| vec![i.kind.to_owned(), i.topic.clone(), i.question.clone()]).collect();
    table(&["type", "topic", "question"], &rows, style, out);
}

pub(super) fn question_key(k: &QuestionKey, style: &Style, out: &mut String) {
    let plain = Style { interactive: false, ..*style };
    session::question(&k.question, &plain, out);
    out.push('\n');
    for key in &k.key {
        out.push_str(&style.wrap(key, "Key: ", "     "));
    }
    if let Some(scoring) = k.scoring {
        let _ = writeln!(out, "Scoring: {scoring}");
    }
    for (name, value) in &k.also {
        out.push_str(&style.wrap(value, &format!("{name}: "), "  "));
    }
    session::feedback(&k.feedback, style, out);
    for (text, why) in &k.distractors {
        out.push_str(&style.wrap(text, "Not: ", "     "));
        if let Some(why) = why {
            out.push_str(&style.wrap(why, "     ", "     "));
        }
    }
    let _ = writeln!(out, "{}", style.faint(&format!("revision {}", k.revision)));
}

pub(super) fn imported(i: &Imported, style: &Style, out: &mut String) {
    let line = format!(
        "{} added, {} here already.",
        plural(i.added as u64, "event", "events"),
        thousands(i.known as u64)
    );
    out.push_str(&style.wrap(&line, "", ""));
    for refused in &i.refused {
        out.push_str(&style.wrap(&format!("not taken: {refused}"), "", "  "));
    }
}

pub(super) fn health(h: &Health, style: &Style, out: &mut String) {
    let _ = writeln!(out, "Journal: {}.", plural(h.events as u64, "whole event", "whole events"));
    for damage in &h.damaged {
        let line = format!("line {} of {}: {}", damage.line, damage.file.display(), damage.why);
        out.push_str(&style.wrap(&line, "  ", "    "));
    }
    for link in &h.broken_links {
        out.push_str(&style.wrap(link, "  ", "    "));
    }
    let store = if h.store_fits {
        "Store: it says what the journal says."
    } else {
        "Store: it did not say what the journal says, and was built again from it."
    };
    out.push_str(&style.wrap(store, "", ""));
    if !h.put_aside.is_empty() {
        out.push_str("Put aside:\n");
        for path in &h.put_aside {
            out.push_str(&style.wrap(&path.display().to_string(), "  ", "    "));
        }
    }
    if !h.is_sound() {
        out.push_str(&style.wrap(
            "What is whole is kept. A backup or another machine's export can be joined with `progress import FILE`.",
            "",
            "",
        ));
    }
}

pub(super) fn profiles(lines: &[ProfileLine], style: &Style, out: &mut String) {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|p| {
            vec![
                if p.current { "*".to_owned() } else { String::new() },
                p.name.clone(),
                format!("{} kB", p.journal_bytes.div_ceil(1024)),
                p.folder.display().to_string(),
            ]
        })
        .collect();
    table(&["", "profile", "journal", "folder"], &rows, style, out);
}

pub(super) fn verbs(lines: &[HelpLine], style: &Style, out: &mut String) {
    let names: Vec<&str> = lines.iter().map(|l| l.usage.split_whitespace().next().unwrap_or("")).collect();
    let column = names.iter().map(|n| width(n)).max().unwrap_or(0) + 2;
    for (line, name) in lines.iter().zip(names) {
        out.push_str(&style.wrap(&line.about, &format!("  {}", pad(name, column)), &" ".repeat(column + 2)));
    }
    out.push_str(&style.wrap(
        "`help VERB` says what it takes. In a question, `?` lists what can be typed there.",
        "",
        "",
    ));
}
