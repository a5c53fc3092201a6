//! Where a learner stands, as one self-contained page: nothing is fetched, and text from banks is escaped by construction. Every
//! picture has its figures beside it, for those who cannot see it.

use jiff::civil::Date;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::learner::share;
use super::outlook::{chance, measured_part, verdict};
use super::picture::{columns, figure, tenths};
use super::report::{number, percent, plural, thousands};
use crate::app::day_in_words;
use crate::app::{PAGE_MARK, Portrait};
use crate::insight::{ActiveDay, DueDay, MemoryStats, Pace, Plan, Readiness, Retention, Stats, Weak};

pub(super) const CSS: &str = "
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --faint: #59636e; --line: #d1d9e0; --bar: #0f6cbd; --second: #b3541e; --band: #cfe4fa; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #14181d; --faint: #9aa5b1; --line: #3b434c; --bar: #6cb6ff; --second: #f0a36b; --band: #1f4a75; }
}
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; color: var(--ink); background: var(--paper); }
body { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .5rem; border-top: 1px solid var(--line); padding-top: 1.2rem; break-after: avoid; }
p { margin: .5rem 0; max-width: 46rem; }
.faint, figcaption, caption { color: var(--faint); }
.figures { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1.4rem 0 .4rem; padding: 0; list-style: none; }
.figures b { display: block; font-size: 1.9rem; line-height: 1.15; font-variant-numeric: tabular-nums; }
figure { margin: .8rem 0; break-inside: avoid; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 4px; } svg .dim { fill: var(--faint); }
.bar { fill: var(--bar); } .second { fill: var(--second); } .band { fill: var(--band); }
.axis { stroke: var(--line); } .mark { stroke: var(--second); stroke-width: 2; stroke-dasharray: 5 3; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .2rem 0; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); }
th.n, td.n { text-align: right; }
tr { break-inside: avoid; }
details { margin: .4rem 0; } summary { cursor: pointer; color: var(--faint); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: .8rem; font-size: .88rem; color: var(--faint); }
@media print {
  :root { --ink: #000; --paper: #fff; --faint: #444; --line: #999; --bar: #0f6cbd; --second: #b3541e; --band: #cfe4fa; }
  body { max-width: none; padding: 0; } .screen { display: none; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@page { margin: 16mm; }
";

/// The page.
pub(super) fn html(p: &Portrait) -> String {
    let title = match &p.readiness {
        Some(r) => format!("Ready for {}?", r.title),
        None => "What remains of my study".to_owned(),
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                (PreEscaped(PAGE_MARK))
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " Sequela, " (p.day) }
                style { (PreEscaped(CSS)) }
            }
            body {
                header {
                    h1 { (title) }
                    p class="faint" { "As of " (day_in_words(p.day)) ". Practice with Sequela." }
                    (headline(p))
                }
                main {
                    @if let Some(r) = &p.readiness { (readiness(r)) }
                    @if let Some(plan) = &p.plan { (plan_section(plan)) }
                    (activity(&p.stats))
                    @if let Some(memory) = &p.stats.memory { (remembered(memory)) }
                    (weak(&p.weak))
                    @if !p.exams.is_empty() { (exams(p)) }
                    (topics(&p.stats))
                }
                footer {
                    p {
                        "A forecast of practice, not of a certificate: how it is reckoned, and what it cannot say, stands beside each \
                         figure. Certifications are named to say what the practice is for; Sequela is not affiliated with those who \
                         give them."
                    }
                }
            }
        }
    };
    page.into_string()
}

fn headline(p: &Portrait) -> Markup {
    let memory = p.stats.memory.as_ref();
    html! {
        ul class="figures" {
            @if let Some(r) = &p.readiness {
                @match (r.score, r.low, r.high) {
                    (Some(score), Some(low), Some(high)) => {
                        li { b { (share(score)) } "expected, " (share(low)) " to " (share(high)) }
                    }
                    _ => li { b { (r.answers) " of " (r.answers_needed) } "first answers for a forecast" }
                }
                @if let Some(pass) = r.pass { li { b { (chance(pass)) } "chance of passing" } }
            }
            @if let Some(plan) = &p.plan { li { b { (plan.days) } "days to the exam" } }
            li { b { (thousands(u64::from(p.stats.attempts))) } "answers, " (percent(u64::from(p.stats.correct), u64::from(p.stats.attempts))) " correct" }
            @if let Some(memory) = memory { li { b { (format!("{:.0}", memory.recalled)) } "questions remembered of " (memory.questions) } }
            @if p.stats.streak > 1 { li { b { (p.stats.streak) } "days in a row" } }
        }
    }
}

fn readiness(r: &Readiness) -> Markup {
    const LEFT: f64 = 290.0;
    const WIDE: f64 = 460.0;
    const ROW: f64 = 30.0;
    let height = 26.0 + ROW * r.domains.len() as f64;
    let x = |value: f64| LEFT + WIDE * value;
    let picture = html! {
        @for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            line class="axis" x1=(x(tick)) y1="20" x2=(x(tick)) y2=(height) {}
            text class="dim" x=(x(tick)) y="13" text-anchor="middle" { (share(tick)) }
        }
        @for (at, d) in r.domains.iter().enumerate() {
            @let y = 26.0 + ROW * at as f64;
            text x="0" y=(y + 17.0) { (clipped(&d.title, 42)) }
            @match (d.score, d.low, d.high) {
                (Some(score), Some(low), Some(high)) => {
                    rect class="band" x=(x(low)) y=(y + 6.0) width=(WIDE * (high - low)) height="14" rx="3" {}
                    circle class="bar" cx=(x(score)) cy=(y + 13.0) r="6" {}
                }
                _ => text class="dim" x=(x(0.02)) y=(y + 17.0) {
                    @match &d.lack { Some(lack) => { "not measured: lacks " (lack) } None => "too few answers yet" }
                }
            }
        }
        line class="mark" x1=(x(r.mark)) y1="20" x2=(x(r.mark)) y2=(height) {}
    };
    let figures = html! {
        table {
            thead { tr { th { "Part" } th class="n" { "Items" } th class="n" { "Expected" } th class="n" { "Interval" } th class="n" { "First answers" } th class="n" { "Seen" } } }
            tbody { @for d in &r.domains { tr {
                td { (d.title) @if let Some(lack) = &d.lack { span class="faint" { " (lacks " (lack) ")" } } }
                td class="n" { (number(d.items)) }
                td class="n" { (d.score.map_or("-".to_owned(), share)) }
                td class="n" { @if let (Some(low), Some(high)) = (d.low, d.high) { (share(low)) " to " (share(high)) } @else { "-" } }
                td class="n" { (d.answers) }
                td class="n" { (d.seen) " of " (d.questions) }
            } } }
        }
    };
    let whole = r.measured >= 0.9999;
    let about = format!(
        "Expected score by part of the exam with its interval, beside the pass mark of {}. The figures follow as a table.",
        share(r.mark)
    );
    html! {
        section {
            h2 { "If the exam were today" }
            @match (r.score, r.low, r.high) {
                (Some(score), Some(low), Some(high)) => p {
                    strong { (share(score)) } ", most likely between " (share(low)) " and " (share(high))
                    @if !whole { ", on " (measured_part(r.measured_items, r.items)) }
                    ". The pass mark, dashed, is " (share(r.mark)) "."
                    @if let Some(pass) = r.pass { " The chance of passing is " strong { (chance(pass)) } "." }
                    @else if !whole { " No chance of passing is given: what cannot be measured decides it too." }
                },
                _ => p { "Not enough answers yet to say anything of the whole." }
            }
            (figure("Expected score by part", &about, (LEFT + WIDE + 20.0, height), &picture, &figures))
            p class="faint" {
                "First answers to unseen questions say what is made of new ones, memory what is still known of those seen; an exam is taken \
                 to ask in " (share(r.overlap)) " of its items what a question here asks in other words. An interval holds the score with a \
                 chance of " (share(r.level)) "."
                @if r.draft { " The figures of this blueprint are a draft." }
            }
        }
    }
}

fn plan_section(p: &Plan) -> Markup {
    html! {
        section {
            h2 { "The plan" }
            p { (day_in_words(p.exam_date)) ", " (plural(u64::from(p.minutes), "minute", "minutes")) " a day: " (plural(u64::from(p.questions_a_day), "question", "questions"))
                " a day, and " (p.will_be_seen) " of " (p.questions) " will have been answered." }
            @if let Some(then) = &p.forecast {
                p { "On the day " strong { (share(then.score)) } " (" (share(then.low)) " to " (share(then.high)) ") is expected; the pass mark is reached with a chance of "
                    strong { (chance(then.reaches)) } @if p.measured < 0.9999 { ", on the " (share(p.measured)) " of the exam that can be measured" } ". "
                    (verdict_in_words(p, then)) }
            } @else {
                p { "Not enough answers yet for a forecast." }
            }
            @if !p.paces.is_empty() {
                div class="scroll" { table {
                    caption { "What other paces come to" }
                    thead { tr { th class="n" { "Minutes a day" } th class="n" { "Expected" } th class="n" { "Interval" } th class="n" { "Reaches the mark" } } }
                    tbody { @for pace in &p.paces { tr {
                        td class="n" { (pace.minutes) @if pace.minutes == p.minutes { " (yours)" } }
                        td class="n" { (share(pace.score)) }
                        td class="n" { (share(pace.low)) " to " (share(pace.high)) }
                        td class="n" { (chance(pace.reaches)) }
                    } } }
                } }
            }
        }
    }
}

/// The verdict without the commands of the prompt.
fn verdict_in_words(p: &Plan, then: &Pace) -> String {
    let said = verdict(p, then);
    let mut words = String::new();
    for (at, piece) in said.split('`').enumerate() {
        if at % 2 == 0 {
            words += piece;
        }
    }
    words.replace(" ()", "").replace(":  says where the points are lost", "")
}

fn short(day: Date) -> String {
    day.strftime("%-d %b").to_string()
}

fn activity(s: &Stats) -> Markup {
    let bar = |d: &ActiveDay| (short(d.day), f64::from(d.attempts), f64::from(d.correct));
    let bars: Vec<(String, f64, f64)> = s.days.iter().map(bar).collect();
    let (picture, size) = columns(&bars, 7);
    let active: Vec<&ActiveDay> = s.days.iter().filter(|d| d.attempts > 0).collect();
    let figures = html! {
        table {
            thead { tr { th { "Day" } th class="n" { "Answers" } th class="n" { "Correct" } th class="n" { "Minutes" } } }
            tbody { @for d in &active { tr {
                td { (d.day) } td class="n" { (d.attempts) } td class="n" { (d.correct) } td class="n" { (format!("{:.0}", d.seconds / 60.0)) }
            } } }
        }
    };
    let about =
        format!("Answers on each of the last {} days, the correct ones among them filled.", s.days.len());
    html! {
        section {
            h2 { "Activity" }
            @if active.is_empty() {
                p { "No answer in the last " (s.days.len()) " days." }
            } @else {
                p { "Answers by day; the dark part is correct." }
                (figure("Answers by day", &about, size, &picture, &figures))
            }
        }
    }
}

fn remembered(m: &MemoryStats) -> Markup {
    let bar = |d: &DueDay| (short(d.day), d.questions as f64, d.questions as f64);
    let bars: Vec<(String, f64, f64)> = m.ahead.iter().map(bar).collect();
    let (picture, size) = columns(&bars, 5);
    let figures = html! {
        table {
            thead { tr { th { "Day" } th class="n" { "Questions" } } }
            tbody { @for d in m.ahead.iter().filter(|d| d.questions > 0) { tr { td { (d.day) } td class="n" { (d.questions) } } } }
        }
    };
    let known: Vec<&Retention> = m.retention.iter().filter(|r| r.answers > 0).collect();
    html! {
        section {
            h2 { "Memory" }
            p { "Of " (plural(m.questions as u64, "question", "questions")) " about " (format!("{:.0}", m.recalled)) " would be recalled today. "
                (m.due) " come back today" @if m.safe > 0 { ", " (m.safe) " keep until the exam" } @if m.set_aside > 0 { ", " (m.set_aside) " are set aside" } "." }
            @if bars.iter().any(|b| b.1 > 0.0) {
                (figure("What comes back", "Questions that come back on each of the next thirty days; today includes what is overdue.", size, &picture, &figures))
            }
            @if !known.is_empty() { (retention(&known, m)) }
        }
    }
}

fn retention(lines: &[&Retention], m: &MemoryStats) -> Markup {
    const ROW: f64 = 34.0;
    const LEFT: f64 = 110.0;
    const WIDE: f64 = 560.0;
    let days = |r: &Retention| match r.to {
        Some(to) if to == r.from => "1 day".to_owned(),
        Some(to) => format!("{} to {to} days", r.from),
        None => format!("over {} days", r.from - 1),
    };
    let picture = html! {
        @for (at, r) in lines.iter().enumerate() {
            @let y = ROW * at as f64;
            text x="0" y=(y + 19.0) { (days(r)) }
            rect class="band" x=(LEFT) y=(y + 4.0) width=(tenths(WIDE * r.expected)) height="20" {}
            rect class="bar" x=(LEFT) y=(y + 9.0) width=(tenths(WIDE * r.recalled)) height="10" {}
            text x=(tenths(LEFT + WIDE + 8.0)) y=(y + 19.0) { (share(r.recalled)) " of " (r.answers) }
        }
    };
    let figures = html! {
        table {
            thead { tr { th { "After" } th class="n" { "Recalled" } th class="n" { "Expected" } th class="n" { "Answers" } } }
            tbody { @for r in lines { tr {
                td { (days(r)) } td class="n" { (share(r.recalled)) } td class="n" { (share(r.expected)) } td class="n" { (r.answers) }
            } } }
        }
    };
    html! {
        p { "Recalled after some days: the narrow bar is what was, the wide one what was expected"
            @if m.fitted { ", by a model fitted to these answers" } "." }
        (figure("Recalled after some days", "The share of questions recalled after some days, beside the share expected.", (LEFT + WIDE + 90.0, ROW * lines.len() as f64), &picture, &figures))
    }
}

fn weak(w: &Weak) -> Markup {
    html! {
        @if !w.parts.is_empty() {
            section {
                h2 { "What costs most" }
                div class="scroll" { table {
                    thead { tr { th { "Part" } th class="n" { "Points lost of 100" } th class="n" { "Expected" } th class="n" { "First answers" } th class="n" { "Seen" } } }
                    tbody { @for p in w.parts.iter().take(10) { tr {
                        td { (p.title) } td class="n" { (format!("{:.1}", 100.0 * p.costs)) } td class="n" { (share(p.expected)) }
                        td class="n" { (p.answers) } td class="n" { (p.seen) " of " (p.questions) }
                    } } }
                } }
                @if !w.causes.is_empty() {
                    h2 { "Why I missed" }
                    table { tbody { @for c in &w.causes { tr { td { (c.says) } td class="n" { (c.misses) } } } } }
                }
                @if !w.findings.is_empty() {
                    h2 { "What grading found" }
                    table { tbody { @for f in w.findings.iter().take(12) { tr { td { (f.finding.name()) } td class="n" { (f.times) } } } } }
                }
                @if !w.leeches.is_empty() {
                    h2 { "Missed again and again" }
                    ul { @for l in &w.leeches { li { (l.stem) span class="faint" { " (" (l.question) ", " (l.misses) " of " (l.answers) " missed)" } } } }
                }
            }
        }
    }
}

fn exams(p: &Portrait) -> Markup {
    html! {
        section {
            h2 { "Mock exams" }
            div class="scroll" { table {
                thead { tr { th { "Handed in" } th { "Exam" } th class="n" { "Items" } th class="n" { "Score" } th { "Mark" } } }
                tbody { @for e in &p.exams { tr {
                    td { (e.submitted.map(|at| at.to_string().chars().take(10).collect::<String>()).unwrap_or_default()) }
                    td { (e.title) }
                    td class="n" { (e.items) }
                    td class="n" { (e.points.map_or("-".to_owned(), |points| share(points / e.max_points.max(1.0)))) }
                    td { @match e.passed { Some(true) => "reached", Some(false) => "not reached", None => "-" } }
                } } }
            } }
        }
    }
}

fn topics(s: &Stats) -> Markup {
    html! {
        section {
            h2 { "Topics" }
            div class="scroll" { table {
                thead { tr { th { "Topic" } th class="n" { "Correct" } th class="n" { "Answers" } th class="n" { "Seen" } } }
                tbody { @for t in s.topics.iter().filter(|t| t.attempts > 0) { tr {
                    td { (t.title) } td class="n" { (percent(u64::from(t.correct), u64::from(t.attempts))) }
                    td class="n" { (t.attempts) } td class="n" { (t.seen) " of " (t.questions) }
                } } }
            } }
        }
    }
}

/// A title cut to so many characters.
fn clipped(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['\u{2026}']).collect()
}
