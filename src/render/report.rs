//! Everything outside a session: where the learner stands, lists, health.

use std::fmt::Write as _;

use crate::app::{BankLine, BankListing, HelpLine, MarkLine, ProfileLine, QuestionKey, ReviewItem, Welcome};
use crate::store::{Health, Imported};

use super::outlook::measured_part;
use super::session;
use super::style::{Style, cut, pad, visible, width};
use crate::app::day_in_words;
use crate::insight::Readiness;

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

pub(super) fn percent(part: u64, whole: u64) -> String {
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
    if let Some(readiness) = &w.readiness {
        out.push_str(&style.wrap(&expected(readiness), "", ""));
    }
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
    out.push_str(&style.wrap(&what_next(w), "", ""));
}

/// `CPC on 14 March 2027, in 113 days · 71 % (65-77) on the 54 of 100 items this library can measure`
fn expected(r: &Readiness) -> String {
    let when = match (r.exam_date, r.days) {
        (Some(day), Some(0)) => format!(" today, {}", day_in_words(day)),
        (Some(day), Some(1)) => format!(" tomorrow, {}", day_in_words(day)),
        (Some(day), Some(days)) => format!(" on {}, in {days} days", day_in_words(day)),
        (Some(day), None) => format!(" was on {} (`plan --exam-date DAY` sets another)", day_in_words(day)),
        (None, _) => String::new(),
    };
    let what = match (r.score, r.low, r.high) {
        (Some(score), Some(low), Some(high)) => {
            let of = if r.measured >= 0.9999 {
                String::new()
            } else {
                format!(" on {}", measured_part(r.measured_items, r.items))
            };
            format!("{:.0} % ({:.0}-{:.0}){of}", 100.0 * score, 100.0 * low, 100.0 * high)
        }
        _ => format!("no forecast yet: {} of {} first answers", r.answers, r.answers_needed),
    };
    format!("{}{when} \u{b7} {what}", r.title)
}

/// What to do next.
fn what_next(w: &Welcome) -> String {
    let Some(today) = &w.today else {
        return "Type study, exam, or help. `plan cpc --exam-date DAY` sets what you study for.".to_owned();
    };
    let mut parts = vec![format!("{} due", thousands(today.due as u64))];
    if today.new + today.again > 0 {
        let minutes = plural(u64::from(today.minutes), "minute", "minutes");
        parts.push(format!("{minutes} for {} new and {} again", today.new, today.again));
    }
    let due = if today.due > 0 && today.again == 0 { ", study --mode due for what is due" } else { "" };
    format!("Today {}. Type study{due}, or help.", parts.join(", "))
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

/// A number with up to two places behind the point.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
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
    distractors(k, style, out);
    let _ = writeln!(out, "{}", style.faint(&format!("revision {}", k.revision)));
}

/// A question that is being written: what a learner sees before the answer, and after it.
pub(super) fn preview(k: &QuestionKey, style: &Style, out: &mut String) {
    let _ = writeln!(out, "\n{}\n", style.heading("As a learner will see it"));
    session::question_body(&k.question, style, out);
    let _ = writeln!(out, "\n{}\n", style.heading("After the answer"));
    session::key(&k.feedback, style, out);
    distractors(k, style, out);
}

fn distractors(k: &QuestionKey, style: &Style, out: &mut String) {
    for (text, why) in &k.distractors {
        out.push_str(&style.wrap(text, "Not: ", "     "));
        if let Some(why) = why {
            out.push_str(&style.wrap(why, "     ", "     "));
        }
    }
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
