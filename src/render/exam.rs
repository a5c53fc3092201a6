//! Exams: the clock beside a question, what is open, score reports, and what a library makes of a blueprint.

use std::fmt::Write as _;

use crate::app::{BlueprintStock, ExamItem, ExamLine as Listed};
use crate::exam::ScoreReport;
use crate::progress::ExamBook;
use crate::session::{ExamLine, ExamOverview, pace};

use super::report::table;
use super::session;
use super::style::{Style, pad, visible};

/// What the heading of a question says in an exam.
pub(super) fn line(line: &ExamLine) -> Vec<String> {
    let mut parts = vec![format!("{} left", hours(line.left))];
    parts.extend(pace(line.ahead));
    parts.extend(line.answer.as_ref().map(|a| format!("answered {}", visible(a))));
    parts
}

/// `3:41 h`, `42 min`, and below ten minutes `4:07 min`.
fn hours(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    match seconds {
        3600.. => format!("{}:{:02} h", seconds / 3600, seconds / 60 % 60),
        600.. => format!("{} min", seconds / 60),
        _ => format!("{}:{:02} min", seconds / 60, seconds % 60),
    }
}

/// `1-4, 7, 9-12`
fn ranges(numbers: &[usize]) -> String {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    for n in sorted {
        match parts.last_mut() {
            Some((_, to)) if *to + 1 == n => *to = n,
            _ => parts.push((n, n)),
        }
    }
    let part = |(from, to): (usize, usize)| match to - from {
        0 => from.to_string(),
        1 => format!("{from}, {to}"),
        _ => format!("{from}-{to}"),
    };
    parts.into_iter().map(part).collect::<Vec<_>>().join(", ")
}

fn listed(word: &str, numbers: &[usize], style: &Style, out: &mut String) {
    if !numbers.is_empty() {
        let lead = format!("{word} ({}): ", numbers.len());
        out.push_str(&style.wrap(&ranges(numbers), &lead, "  "));
    }
}

pub(super) fn overview(o: &ExamOverview, style: &Style, out: &mut String) {
    let line = format!("{} of {} answered, {} left.", o.answered, o.items, hours(o.left));
    let _ = writeln!(out, "{}", style.heading(&line));
    listed("Unanswered", &o.unanswered, style, out);
    listed("Flagged", &o.flagged, style, out);
    listed("Unsure", &o.unsure, style, out);
    out.push_str(&style.wrap("`:goto N` opens one, `:submit` hands in.", "", ""));
}

fn per_cent(share: f64) -> String {
    let tenths = 1_000.0 * share;
    let rounded = tenths.round();
    // What is just below a whole per cent, a mark perhaps, is not rounded up to it.
    let tenths = if rounded % 10.0 == 0.0 && rounded - tenths > 1e-6 { tenths.floor() } else { rounded };
    format!("{} %", tenths / 10.0)
}

pub(super) fn score(r: &ScoreReport, style: &Style, out: &mut String) {
    if style.interactive {
        out.push('\n');
    }
    let reached = match (r.submitted.is_some(), r.passed) {
        (false, _) => "not handed in".to_owned(),
        (true, true) => "reached".to_owned(),
        (true, false) => "not reached".to_owned(),
    };
    let head = format!("{}: {}, mark {}: {reached}", visible(&r.title), per_cent(r.score), per_cent(r.mark));
    let painted = if r.passed { style.good(&head) } else { style.bad(&head) };
    let _ = writeln!(out, "{painted}");
    let near = if (r.score - r.mark).abs() <= r.standard_error {
        " The mark lies within one standard error: another form could have gone the other way."
    } else {
        ""
    };
    let text = format!(
        "{} of {} raw points, standard error {}.{near}",
        number(r.points),
        number(r.max_points),
        per_cent(r.standard_error)
    );
    out.push_str(&style.wrap(&text, "", ""));
    if let Some(note) = &r.mark_note {
        out.push_str(&style.wrap(note, "", ""));
    }
    for part in &r.unmeasured {
        let counting = r.items.saturating_sub(r.pretest);
        let text = format!(
            "{} of the {counting} items that count asked the concepts and could not measure {}: this is no forecast for \
             the whole exam.",
            part.items, part.lack
        );
        out.push_str(&style.wrap(&text, "", ""));
    }
    if !r.not_asked.is_empty() {
        let text = format!("So short a form asked nothing of: {}.", r.not_asked.join("; "));
        out.push_str(&style.wrap(&text, "", ""));
    }
    if r.pretest > 0 {
        let items = if r.pretest == 1 { "1 item".to_owned() } else { format!("{} items", r.pretest) };
        let text = format!("{items}, unmarked among the others, did not count, as in the exam.");
        out.push_str(&style.wrap(&text, "", ""));
    }
    time(r, style, out);
    domains(r, style, out);
    details(r, style, out);
    out.push_str(&style.wrap(
        "`exam review --wrong` (`--flagged`, `--guessed`, `12 15`) shows questions with answers, keys and reasons; `exam \
         list` compares.",
        "",
        "",
    ));
}

/// A line of figures before each domain, or below it where that is too wide.
fn domains(r: &ScoreReport, style: &Style, out: &mut String) {
    let narrow = style.width.is_some_and(|w| w < 72);
    if !narrow {
        let _ = writeln!(out, "{}", style.faint("items  points  score   error     an item  domain"));
    }
    for d in &r.domains {
        let concepts = if d.unmeasured > 0 { " (concepts)" } else { "" };
        let (score, error) = (per_cent(d.score), format!("\u{b1} {}", per_cent(d.standard_error)));
        let title = format!("{}{concepts}", d.title);
        if narrow {
            out.push_str(&style.wrap(&title, "", "  "));
            let figures =
                format!("{} of {}, {score} {error}, {:.0} s an item", number(d.points), d.items, d.seconds);
            out.push_str(&style.wrap(&figures, "  ", "  "));
        } else {
            let lead = format!(
                "{}  {}  {}  {}  {}  ",
                pad(&d.items.to_string(), 5),
                pad(&number(d.points), 6),
                pad(&score, 6),
                pad(&error, 8),
                pad(&format!("{:.0} s", d.seconds), 7)
            );
            out.push_str(&style.wrap(&title, &lead, &" ".repeat(42)));
        }
    }
    let text = "The error is the standard error: how far the share on other such items may well lie from this one. With few \
                items a share says little.";
    out.push_str(&style.wrap(text, "", ""));
}

fn number(points: f64) -> String {
    let rounded = (points * 100.0).round() / 100.0;
    format!("{rounded}")
}

fn time(r: &ScoreReport, style: &Style, out: &mut String) {
    let mut text = format!("Time {} of {}", hours(r.time.used), hours(r.time.limit));
    if (r.time.factor - 1.0).abs() > f64::EPSILON {
        text += &format!(" (factor {})", r.time.factor);
    }
    text += &format!(
        ", {:.0} s an item; {} of {} answered.",
        r.time.used / r.items.max(1) as f64,
        r.answered,
        r.items
    );
    if r.time_up {
        text += " It was handed in because the time was up.";
    }
    if r.time.stopped > 0 {
        let times = if r.time.stopped == 1 { "Once".to_owned() } else { format!("{} times", r.time.stopped) };
        text += &format!(
            " {times} you were away while the clock stood still, {} in all.",
            hours(r.time.stopped_seconds)
        );
    }
    if r.time.running > 0 {
        let times = if r.time.running == 1 { "Once".to_owned() } else { format!("{} times", r.time.running) };
        text += &format!(" {times} you were away while the clock ran on.");
    }
    out.push_str(&style.wrap(&text, "", ""));
}

fn details(r: &ScoreReport, style: &Style, out: &mut String) {
    listed("Not correct or not answered", &r.wrong, style, out);
    listed("Slow, over twice the even pace", &r.time.slow, style, out);
    if !r.changed.items.is_empty() {
        let text = format!(
            "{}; {} became correct, {} no longer were",
            ranges(&r.changed.items),
            r.changed.to_correct,
            r.changed.from_correct
        );
        out.push_str(&style.wrap(&text, &format!("Changed answers ({}): ", r.changed.items.len()), "  "));
    }
    listed("Sure, and not correct", &r.sure_wrong, style, out);
    if !r.guessed.is_empty() {
        let text = format!("{}; {} of them correct", ranges(&r.guessed), r.guessed_correct);
        out.push_str(&style.wrap(&text, &format!("Unsure ({}): ", r.guessed.len()), "  "));
    }
    listed("Flagged", &r.flagged, style, out);
    let text = match r.book.allowed {
        ExamBook::Ebook if r.book.lookups == 0 => "The code book was not opened.".to_owned(),
        ExamBook::Ebook => format!("Look-ups: {}, items with one: {}.", r.book.lookups, r.book.items),
        ExamBook::Paper if r.book.seconds > 0.0 => format!("In your own book: {}.", hours(r.book.seconds)),
        ExamBook::Paper => "With your own book; no time in it was noted.".to_owned(),
        ExamBook::None => "Without a book.".to_owned(),
    };
    out.push_str(&style.wrap(&text, "", ""));
}

pub(super) fn list(lines: &[Listed], style: &Style, out: &mut String) {
    let mut rows = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let share = |l: &Listed| l.points.map(|p| if l.max_points > 0.0 { p / l.max_points } else { 0.0 });
        let before = lines[..at]
            .iter()
            .rev()
            .find(|l| l.blueprint == line.blueprint && l.items == line.items && l.points.is_some());
        let change = match (share(line), before.and_then(share)) {
            (Some(now), Some(then)) => format!("{:+.0}", 100.0 * (now - then)),
            _ => String::new(),
        };
        rows.push(vec![
            line.started.to_string().chars().take(16).collect::<String>().replace('T', " "),
            line.session.chars().take(6).collect(),
            share(line).map_or_else(
                || if line.discarded { "discarded".to_owned() } else { "open".to_owned() },
                per_cent,
            ),
            change,
            match line.passed {
                Some(true) => "reached".to_owned(),
                Some(false) => "not reached".to_owned(),
                None => String::new(),
            },
            format!("{} of {}", line.answered, line.items),
            format!("{} of {}", hours(line.used), hours(line.limit)),
            line.title.clone(),
        ]);
    }
    if style.width.is_some_and(|w| w < 96) {
        for row in &rows {
            let parts: Vec<&str> = row[2..7].iter().map(String::as_str).filter(|p| !p.is_empty()).collect();
            out.push_str(&style.wrap(&row[7], &format!("{}  {}  ", row[0], row[1]), "  "));
            out.push_str(&style.wrap(&parts.join(" \u{b7} "), "  ", "  "));
        }
        list_help(lines, style, out);
        return;
    }
    let headings = ["begun (UTC)", "id", "score", "change", "mark", "answered", "time", "exam"];
    table(&headings, &rows, style, out);
    list_help(lines, style, out);
}

fn list_help(lines: &[Listed], style: &Style, out: &mut String) {
    if lines.iter().any(|l| l.submitted.is_none() && !l.discarded) {
        let text =
            "`exam resume` (`--session ID`) goes on with one that is open, `exam discard` gives it up.";
        out.push_str(&style.wrap(text, "", ""));
    }
    out.push_str(&style.wrap("`exam report --session ID` shows one again.", "", ""));
}

pub(super) fn review(items: &[ExamItem], style: &Style, out: &mut String) {
    for item in items {
        let q = &item.question;
        let mut about =
            format!("{}/{}  [{}]  {}", q.number, q.of, visible(q.question.as_str()), visible(&q.topic_title));
        if q.flagged {
            about += " \u{b7} flagged";
        }
        if item.pretest {
            about += " \u{b7} did not count";
        }
        for part in style.wrap(&about, "", "    ").lines() {
            let _ = writeln!(out, "{}", style.heading(part));
        }
        if let Some(case) = &q.case {
            session::case(case, style, out);
        }
        session::question_body(q, style, out);
        match &item.answer {
            Some(answer) => {
                out.push_str(&style.wrap(answer, "You answered: ", "  "));
                if item.changed.len() > 1 {
                    out.push_str(&style.wrap(&item.changed.join(", then "), "Before: ", "  "));
                }
                session::feedback(&item.feedback, style, out);
            }
            None => {
                let _ = writeln!(out, "{}", style.bad("Not answered"));
                session::key(&item.feedback, style, out);
            }
        }
        if style.interactive {
            out.push('\n');
        }
    }
}

pub(super) fn stock(stocks: &[BlueprintStock], style: &Style, out: &mut String) {
    if let [only] = stocks {
        stock_of(only, style, out);
        return;
    }
    let rows: Vec<Vec<String>> = stocks
        .iter()
        .map(|s| {
            vec![
                s.blueprint.clone(),
                s.items.to_string(),
                format!("{} min", s.minutes),
                per_cent(s.mark),
                match (s.forms, s.longest) {
                    (0, Some(n)) => format!("up to {n}"),
                    (0, None) => "none".to_owned(),
                    _ => "whole".to_owned(),
                },
                if s.draft { "draft".to_owned() } else { String::new() },
                match &s.organization {
                    Some(by) if s.title != *by => format!("{}, {by}", s.title),
                    _ => s.title.clone(),
                },
            ]
        })
        .collect();
    table(&["exam", "items", "time", "mark", "form", "", "for"], &rows, style, out);
    out.push_str(&style.wrap(
        "`exam cpc` begins one, `exam cpc --length 25` a short one; `bank stats cpc` says what stands behind it.",
        "",
        "",
    ));
}

fn stock_of(s: &BlueprintStock, style: &Style, out: &mut String) {
    let draft = if s.draft { ", a draft" } else { "" };
    let pretest = if s.pretest > 0 { format!(", {} of them not counting", s.pretest) } else { String::new() };
    let by = s.organization.as_ref().map(|o| format!(" ({o})")).unwrap_or_default();
    let head = format!(
        "{}{by}{draft}: {} items{pretest}, {} minutes, mark {}",
        s.title,
        s.items,
        s.minutes,
        per_cent(s.mark)
    );
    for part in style.wrap(&head, "", "  ").lines() {
        let _ = writeln!(out, "{}", style.heading(part));
    }
    if let Some(source) = &s.source {
        let verified = s.verified.as_ref().map(|d| format!(" (looked at {d})")).unwrap_or_default();
        let words: Vec<&str> = source.split_whitespace().collect();
        out.push_str(&style.wrap(&format!("{}{verified}", words.join(" ")), "", ""));
    }
    let rows: Vec<Vec<String>> = s
        .domains
        .iter()
        .map(|d| {
            let lack =
                d.lack.as_ref().map(|l| format!(" (without a licensed bank no {l})")).unwrap_or_default();
            vec![
                d.items.to_string(),
                d.questions.to_string(),
                d.of_type.to_string(),
                d.forms.to_string(),
                d.domain.clone(),
                format!("{}{lack}", d.title),
            ]
        })
        .collect();
    table(&["items", "questions", "of type", "forms", "domain", ""], &rows, style, out);
    let forms = match (s.forms, s.longest) {
        (0, Some(n)) => format!("No whole form; the longest in proportion has {n} items."),
        (0, None) => "No form can be made.".to_owned(),
        (1, _) => "One whole form.".to_owned(),
        (n, _) if n == s.forms_counted => format!("At least {n} whole forms without a common question."),
        (n, _) => format!("{n} whole forms without a common question."),
    };
    out.push_str(&style.wrap(&forms, "", ""));
    if let Some(pairs) = s.kept_apart.filter(|n| *n > 0) {
        let text = format!(
            "{pairs} pairs of questions are near-duplicates, or one gives the other away: no form holds both."
        );
        out.push_str(&style.wrap(&text, "", ""));
    }
}
