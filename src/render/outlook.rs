//! What lies ahead: readiness, plan, what is weak.

use std::fmt::Write as _;

use super::chart::{bar, interval, room};
use super::learner::share;
use super::report::{plural, table};
use super::style::{Style, cut, pad, width};
use crate::app::day_in_words;
use crate::insight::{ENOUGH, Pace, Plan, Readiness, Weak};

/// `71 % (65-77)`.
fn with_interval(score: f64, low: f64, high: f64) -> String {
    format!("{} ({:.0}-{:.0})", share(score), 100.0 * low, 100.0 * high)
}

/// A chance in per cent; what is nearly certain is not called so.
pub(super) fn chance(value: f64) -> String {
    match value {
        v if v < 0.01 => "under 1 %".to_owned(),
        v if v > 0.99 => "over 99 %".to_owned(),
        v => share(v),
    }
}

/// What of an exam the figures are of: `the 54 of 100 items that this library can measure`.
pub(super) fn measured_part(items: f64, all: f64) -> String {
    format!("the {items:.0} of {all:.0} items that this library can measure")
}

/// A standard error near that of the prior: nothing was learned yet.
const UNTRIED: f64 = 0.45;

pub(super) fn readiness(r: &Readiness, style: &Style, out: &mut String) {
    let on = match (r.exam_date, r.days) {
        (Some(day), Some(_)) => format!(" (your exam is on {})", day_in_words(day)),
        (Some(day), None) => format!(" (your exam was on {})", day_in_words(day)),
        (None, _) => String::new(),
    };
    let whole = r.measured >= 0.9999;
    let line = match (r.score, r.low, r.high) {
        (Some(score), Some(low), Some(high)) => {
            let of = if whole {
                String::new()
            } else {
                format!(" on {}", measured_part(r.measured_items, r.items))
            };
            format!(
                "{}, if it were today{on}: {}{of}. The pass mark is {}.",
                r.title,
                with_interval(score, low, high),
                share(r.mark)
            )
        }
        _ => format!("{}, if it were today{on}: not enough yet to say anything.", r.title),
    };
    for line in style.wrap(&line, "", "").lines() {
        let _ = writeln!(out, "{}", style.heading(line));
    }
    if !r.enough {
        let line = if r.measured > 0.0 {
            format!(
                "It takes {} first answers to questions of the parts that can be measured; there are {}. `study --new 20` asks new ones.",
                r.answers_needed, r.answers
            )
        } else {
            "This library can measure no part of it.".to_owned()
        };
        out.push_str(&style.wrap(&line, "", ""));
    }
    if let Some(pass) = r.pass {
        out.push_str(&style.wrap(&format!("The chance of passing is {}.", chance(pass)), "", ""));
    }
    out.push('\n');
    domains(r, style, out);
    out.push('\n');
    if whole && r.enough && r.too_few > 0 {
        let parts = plural(r.too_few as u64, "part", "parts");
        out.push_str(&style.wrap(
            &format!("No chance of passing is given yet: of {parts} too little is known, or nothing recent."),
            "",
            "",
        ));
    }
    if !whole && r.measured > 0.0 {
        out.push_str(&style.wrap(
            "No chance of passing is given: what cannot be measured decides it too. Parts that lack something are practised \
             here, but not as the exam asks them.",
            "",
            "",
        ));
    }
    if r.measured <= 0.0 {
        return;
    }
    let remembers = match r.calibration {
        _ if r.calibration_error > UNTRIED => "nothing was asked again yet, so that is not tried",
        c if c > 0.05 => {
            "you have remembered somewhat more than the model of memory expects, which is counted in"
        }
        c if c < -0.05 => {
            "you have remembered somewhat less than the model of memory expects, which is counted in"
        }
        _ => "so far it fits",
    };
    out.push_str(&style.wrap(
        &format!(
            "First: first answers, to questions that you had never seen; seen: questions answered, of how many. How it is reckoned: your first answers to questions that you had never seen, the latest most, say how you do on \
             new ones; answers with a hint or with completed codes are left out. For questions that you have seen, memory says \
             what you still know ({remembers}). An exam is taken to ask, in {} of its items, what a question here asks in other \
             words. The interval holds the score with a chance of {}: it covers what is not known of you, and the luck of the draw.",
            share(r.overlap),
            share(r.level)
        ),
        "",
        "",
    ));
    if r.draft {
        out.push_str(&style.wrap("The figures of this blueprint are a draft.", "", ""));
    }
}

fn domains(r: &Readiness, style: &Style, out: &mut String) {
    // What stands beside the title: the expected share, items, answers.
    let narrow = style.width.is_some_and(|w| w < 60);
    let figures = if narrow { 14 + 5 } else { 14 + 5 + 2 + 13 };
    let widest = r.domains.iter().map(|d| width(&d.title)).max().unwrap_or(0);
    let title = widest.min(style.width.map_or(44, |w| w.saturating_sub(figures + 24).clamp(14, 44)));
    let columns = if narrow { None } else { room(style, title + 2 + figures + 1, 31) };
    let scale = columns.map(|c| format!("{}100 %", pad("0 %", c.saturating_sub(5)))).unwrap_or_default();
    let answers = if narrow { String::new() } else { format!("  {:<13} {scale}", "first, seen") };
    let head = format!("{}  {:<14}{:>5}{answers}", pad("part", title), "expected", "items");
    let _ = writeln!(out, "{}", style.heading(head.trim_end()));
    for d in &r.domains {
        let expected = match (d.score, d.low, d.high) {
            (Some(score), Some(low), Some(high)) => with_interval(score, low, high),
            _ if d.measured => "too few".to_owned(),
            _ => "-".to_owned(),
        };
        let chart = match (d.score, d.low, d.high, columns) {
            (Some(score), Some(low), Some(high), Some(columns)) => {
                interval(low, score, high, Some(r.mark), columns)
            }
            _ => d.lack.as_ref().map(|lack| format!("no {lack}")).unwrap_or_default(),
        };
        let answered = if narrow {
            String::new()
        } else {
            format!("  {} {chart}", pad(&format!("{}, {}/{}", d.answers, d.seen, d.questions), 13))
        };
        let line = format!(
            "{}  {}{:>5.0}{answered}",
            pad(&cut(&d.title, title), title),
            pad(&expected, 14),
            d.items
        );
        let line = style.width.map_or(line.clone(), |w| cut_end(&line, w));
        let _ = writeln!(out, "{}", line.trim_end());
    }
}

/// The line cut at the width, its spaces kept.
fn cut_end(line: &str, most: usize) -> String {
    let mut used = 0;
    line.chars()
        .take_while(|c| {
            used += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
            used <= most
        })
        .collect()
}

fn minutes(n: u32) -> String {
    plural(u64::from(n), "minute", "minutes")
}

pub(super) fn plan(p: &Plan, style: &Style, out: &mut String) {
    let in_days = match p.days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        n => format!("in {n} days"),
    };
    let head =
        format!("{} on {}, {in_days}, {} a day", p.title, day_in_words(p.exam_date), minutes(p.minutes));
    for line in style.wrap(&head, "", "").lines() {
        let _ = writeln!(out, "{}", style.heading(line));
    }
    let new =
        if p.new_a_day > 0 { format!(", {} of them new on average", p.new_a_day) } else { String::new() };
    let line = format!(
        "At {} a question, reading included, that is {} a day{new}. Of the {} that this library has for the exam you have \
         answered {}; at this pace it will be {}.",
        plural(p.seconds as u64, "second", "seconds"),
        plural(u64::from(p.questions_a_day), "question", "questions"),
        plural(p.questions as u64, "question", "questions"),
        p.seen,
        p.will_be_seen
    );
    out.push_str(&style.wrap(&line, "", ""));
    let (Some(today), Some(then)) = (&p.today, &p.forecast) else {
        let line = format!(
            "Not enough yet for a forecast: it takes {} first answers to questions of the parts that can be measured; there are {}.",
            p.answers_needed, p.answers
        );
        out.push_str(&style.wrap(&line, "", ""));
        return;
    };
    out.push('\n');
    let of = if p.measured >= 0.9999 {
        String::new()
    } else {
        format!(", on the {} of the exam that this library can measure", share(p.measured))
    };
    let line = format!(
        "Today {}; on the day {} at this pace{of}. The mark of {} is reached there with a chance of {}.",
        with_interval(today.score, today.low, today.high),
        with_interval(then.score, then.low, then.high),
        share(p.mark),
        chance(then.reaches)
    );
    out.push_str(&style.wrap(&line, "", ""));
    out.push_str(&style.wrap(&verdict(p, then), "", ""));
    paces(p, style, out);
    out.push_str(&style.wrap(
        "The forecast studies ahead as `study` would choose, with your memory and your pace; the further ahead, the wider the \
         interval. `readiness` says where you stand today, `plan --minutes N` sets another pace.",
        "",
        "",
    ));
}

pub(super) fn verdict(p: &Plan, then: &Pace) -> String {
    let reached = then.reaches >= ENOUGH;
    let part = if p.enough.is_none() { " as far as it can be measured" } else { "" };
    if reached {
        return format!("That is enough{part}: a chance of {} or more is taken for it.", share(ENOUGH));
    }
    let missing = format!("That is not enough{part}: a chance of {} is wanted.", share(ENOUGH));
    if p.days <= 1 {
        return format!("{missing} No day is left to change that.");
    }
    match (&p.change, &p.later) {
        (Some(more), _) => {
            format!("{missing} {} a day would be (`plan --minutes {}`).", minutes(more.minutes), more.minutes)
        }
        (None, Some(later)) => format!(
            "{missing} No pace makes it so by then; at this pace {} would be a day for it (`plan --exam-date {}`).",
            day_in_words(later.on),
            later.on
        ),
        (None, None) => format!(
            "{missing} Neither more minutes nor some weeks more make it so yet: `weak` says where the points are lost."
        ),
    }
}

fn paces(p: &Plan, style: &Style, out: &mut String) {
    if p.paces.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", style.heading("minutes  expected        reaches the mark"));
    let columns = room(style, 44, 31);
    for pace in &p.paces {
        let chart =
            columns.map(|c| interval(pace.low, pace.score, pace.high, Some(p.mark), c)).unwrap_or_default();
        let own = if pace.minutes == p.minutes { "*" } else { " " };
        let line = format!(
            "{own}{:>6}  {}{:>9}   {chart}",
            pace.minutes,
            pad(&with_interval(pace.score, pace.low, pace.high), 16),
            chance(pace.reaches)
        );
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out.push('\n');
}

pub(super) fn weak(w: &Weak, style: &Style, out: &mut String) {
    if w.parts.is_empty() && w.causes.is_empty() && w.unnamed == 0 {
        out.push_str(&style.wrap("Nothing is answered yet. `study` begins.", "", ""));
        return;
    }
    if w.unknown > 0 {
        let parts = plural(w.unknown as u64, "part", "parts");
        out.push_str(&style.wrap(
            &format!("Of {parts} too little is known, or nothing recent, to say what is lost there."),
            "",
            "",
        ));
    }
    let of = match &w.blueprint {
        Some(id) => format!("What costs most of {}", id.to_uppercase()),
        None => "What costs most (`plan EXAM` weighs it as an exam does)".to_owned(),
    };
    let rows: Vec<Vec<String>> = w
        .parts
        .iter()
        .take(10)
        .map(|p| {
            vec![
                format!("{:.1}", 100.0 * p.costs),
                share(p.expected),
                p.answers.to_string(),
                format!("{}/{}", p.seen, p.questions),
                if p.measured { p.title.clone() } else { format!("{} (its concepts)", p.title) },
            ]
        })
        .collect();
    if !rows.is_empty() {
        out.push_str(&style.wrap(&of, "", ""));
        table(&["points lost", "expected", "first", "seen", "part"], &rows, style, out);
    }
    let misses = w.unnamed + w.causes.iter().map(|c| c.misses).sum::<usize>();
    if !w.causes.is_empty() {
        let head = format!("Why you missed ({} of {misses} misses named)", misses - w.unnamed);
        let _ = writeln!(out, "\n{}", style.heading(&head));
        counted(&w.causes.iter().map(|c| (c.says.to_owned(), c.misses)).collect::<Vec<_>>(), style, out);
        if let Some(first) = w.causes.first() {
            out.push_str(&style.wrap(&format!("What helps: {}.", first.help), "", ""));
        }
    } else if misses > 0 {
        out.push('\n');
        out.push_str(&style.wrap(
            &format!(
                "{} without a named cause: after a miss `:cause` notes one (unknown, misread, lookup, careless, guessed).",
                plural(misses as u64, "miss", "misses")
            ),
            "",
            "",
        ));
    }
    if !w.findings.is_empty() {
        let _ = writeln!(out, "\n{}", style.heading("What grading found"));
        counted(
            &w.findings.iter().take(10).map(|f| (f.finding.name(), f.times)).collect::<Vec<_>>(),
            style,
            out,
        );
    }
    if !w.leeches.is_empty() {
        let _ = writeln!(out, "\n{}", style.heading("Missed again and again, and set aside"));
        let wide = style.width.unwrap_or(100).saturating_sub(4).max(12);
        for leech in &w.leeches {
            let line =
                format!("{} ({} of {} missed or guessed)", leech.question, leech.misses, leech.answers);
            out.push_str(&style.wrap(&line, "  ", "    "));
            let _ = writeln!(out, "    {}", cut(&leech.stem, wide));
        }
        out.push_str(&style.wrap(
            "Asking them again as before does not help. Read the rationale (`review`), write what you mix up into a note (`:note`), \
             then `study --mode weak`: known twice in a row, they come back as any other.",
            "",
            "",
        ));
    }
}

/// Names with their counts, and a bar beside each.
fn counted(rows: &[(String, usize)], style: &Style, out: &mut String) {
    let name = rows.iter().map(|(n, _)| width(n)).max().unwrap_or(0);
    let most = rows.iter().map(|(_, n)| *n).max().unwrap_or(0);
    let columns = room(style, name + 12, 30);
    for (text, count) in rows {
        let chart = columns.map(|c| bar(*count as f64, most as f64, c)).unwrap_or_default();
        let _ = writeln!(out, "{}", format!("  {}  {count:>5} {chart}", pad(text, name)).trim_end());
    }
}
