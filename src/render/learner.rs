//! Where a learner stands: statistics, memory, history.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::chart::{bar, room};
use super::report::{number, percent, plural, table, thousands};
use super::style::{Style, cut, pad, width};
use crate::insight::{ActiveDay, HistoryLine, MemoryStats, Stats};

/// Days of activity on the screen.
const DAYS: usize = 14;

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
    if let Some(memory) = &s.memory {
        remembered(memory, style, out);
    }
    if !s.days.is_empty() {
        activity(&s.days, s.streak, style, out);
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

fn remembered(m: &MemoryStats, style: &Style, out: &mut String) {
    let safe = if m.safe > 0 { format!("; {} keep until the exam", m.safe) } else { String::new() };
    let aside = if m.set_aside > 0 {
        format!("; {} set aside, since they were missed again and again (`weak` names them)", m.set_aside)
    } else {
        String::new()
    };
    let line = format!(
        "Of {} about {:.0} would be recalled today; {} due{safe}{aside}.",
        plural(m.questions as u64, "question", "questions"),
        m.recalled,
        thousands(m.due as u64)
    );
    out.push_str(&style.wrap(&line, "", ""));
    let fitted = if m.fitted { "fitted to your answers" } else { "of learners on average" };
    if m.retention.iter().any(|r| r.answers > 0) {
        let sample = if m.retention_sample < 1.0 { ", from a part of your questions" } else { "" };
        let _ = writeln!(
            out,
            "\n{}",
            style.heading(&format!(
                "Recalled after some days, beside what is expected (memory {fitted}{sample})"
            ))
        );
        for line in m.retention.iter().filter(|r| r.answers > 0) {
            let days = match line.to {
                Some(to) if to == line.from => "1 day".to_owned(),
                Some(to) => format!("{}-{to} days", line.from),
                None => format!("{}+ days", line.from),
            };
            let text = format!(
                "  {}{:>4}  expected {:>4}  n {:<6}",
                pad(&days, 12),
                share(line.recalled),
                share(line.expected),
                line.answers
            );
            let chart =
                room(style, width(&text) + 1, 30).map(|c| bar(line.recalled, 1.0, c)).unwrap_or_default();
            let _ = writeln!(out, "{}", format!("{text} {chart}").trim_end());
        }
    }
    let most = m.ahead.iter().map(|d| d.questions).max().unwrap_or(0);
    if most > 0 {
        let _ = writeln!(out, "\n{}", style.heading("What comes back"));
        let last = m.ahead.iter().rposition(|d| d.questions > 0).unwrap_or(0);
        let rows = m.ahead.iter().take((last + 1).min(DAYS)).enumerate();
        let rows = rows
            .map(|(days, d)| (if days == 0 { "today".to_owned() } else { short_day(d.day) }, d.questions));
        bars(&rows.collect::<Vec<_>>(), style, out);
    }
}

fn activity(days: &[ActiveDay], streak: u32, style: &Style, out: &mut String) {
    let last = &days[days.len().saturating_sub(DAYS)..];
    let Some(first) = last.iter().position(|d| d.attempts > 0) else { return };
    let shown = &last[first..];
    let row = match streak {
        0 => String::new(),
        1 => ", 1 day in a row".to_owned(),
        n => format!(", {n} days in a row"),
    };
    let _ = writeln!(out, "\n{}", style.heading(&format!("Answers by day{row}")));
    let rows: Vec<(String, usize)> = shown.iter().map(|d| (short_day(d.day), d.attempts as usize)).collect();
    bars(&rows, style, out);
}

/// One bar a line, with its label and its number.
fn bars(rows: &[(String, usize)], style: &Style, out: &mut String) {
    let most = rows.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let label = rows.iter().map(|(l, _)| width(l)).max().unwrap_or(0);
    let digits = most.to_string().len();
    let columns = room(style, label + digits + 6, 40);
    for (name, count) in rows {
        let chart = columns.map(|c| bar(*count as f64, most as f64, c)).unwrap_or_default();
        let line = format!("  {}  {count:>digits$} {chart}", pad(name, label));
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// `Sat 21 Nov`.
fn short_day(day: Date) -> String {
    day.strftime("%a %e %b").to_string()
}

/// `71 %`.
pub(super) fn share(value: f64) -> String {
    format!("{:.0} %", 100.0 * value)
}

pub(super) fn history(lines: &[HistoryLine], style: &Style, out: &mut String) {
    if lines.is_empty() {
        out.push_str(&style.wrap("Nothing is answered yet.", "", ""));
        return;
    }
    let narrow = style.width.is_some_and(|w| w < 100);
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|l| {
            let cause = l.attempt.cause.map(|c| format!(" ({})", c.name())).unwrap_or_default();
            vec![
                l.at.to_string().replace('T', " ").chars().take(16).collect(),
                format!("{} of {}", l.attempt.points, l.attempt.max_points),
                if l.attempt.correct { "correct".to_owned() } else { format!("missed{cause}") },
                cut(&l.attempt.answer, if narrow { 12 } else { 24 }),
                l.attempt.question.to_string(),
            ]
        })
        .collect();
    table(&["when (UTC)", "points", "", "answer", "question"], &rows, style, out);
    let mut days: Vec<(Date, usize)> = Vec::new();
    for line in lines {
        // Lines come in the order of their days, but for journeys and clocks that were put back.
        match days.iter_mut().rev().find(|(day, _)| *day == line.day) {
            Some((_, count)) => *count += 1,
            None => days.push((line.day, 1)),
        }
    }
    if days.len() > 1 {
        days.sort_unstable();
        let shown = &days[days.len().saturating_sub(DAYS)..];
        let _ = writeln!(out, "\n{}", style.heading("Answers by day"));
        let rows: Vec<(String, usize)> = shown.iter().map(|(day, n)| (short_day(*day), *n)).collect();
        bars(&rows, style, out);
    }
}
