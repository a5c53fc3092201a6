//! The code book: look-ups, searches, editions.

use std::fmt::Write as _;

use crate::app::{AddedLine, DiffReport, EditionLine};
use crate::code::search::By;
use crate::code::{Change, FoundCode, Listing, Named, NoteKind, NoteLine, Rank};

use super::report::{plural, table, thousands};
use super::style::{Style, pad, width};

/// More codes than these are shown as a list.
const MOST_WHOLE: usize = 8;

/// What the sign in front of a code says.
const NEEDS_MORE: &str = "+ needs further characters";

/// What a listing shows of its children and siblings on a terminal; JSON has all.
const MOST_LINES: usize = 40;

pub(super) fn lookup(listings: &[Listing], style: &Style, out: &mut String) {
    if listings.len() > MOST_WHOLE {
        // A long range is a list; each of its codes can be looked up.
        let column = listings.iter().map(|l| width(&l.code)).max().unwrap_or(0) + 2;
        for l in listings {
            let lead = format!(" {}{}", if l.billable { ' ' } else { '+' }, pad(&l.code, column));
            out.push_str(&style.wrap(&l.title, &lead, &" ".repeat(column + 2)));
        }
        let _ = writeln!(out, "{}", style.faint(NEEDS_MORE));
        return;
    }
    for (at, listing) in listings.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        one(listing, style, out);
    }
}

fn one(l: &Listing, style: &Style, out: &mut String) {
    let head = format!("{}  {}", l.code, l.title);
    for line in style.wrap(&head, "", &" ".repeat(width(&l.code) + 2)).lines() {
        let _ = writeln!(out, "{}", style.heading(line));
    }
    let state = match (&l.needs, l.billable, l.rank) {
        (Some(needs), _, _) => format!("not billable: needs {needs}"),
        (None, true, _) => "billable".to_owned(),
        (None, false, Rank::Block) => "block".to_owned(),
        (None, false, _) => "chapter".to_owned(),
    };
    let mut about = vec![format!("{} {}", l.system.title(), l.edition), state];
    about.extend(l.poa_exempt.map(|exempt| {
        if exempt { "exempt from POA reporting".to_owned() } else { "POA indicator required".to_owned() }
    }));
    let _ = writeln!(out, "{}", style.faint(style.wrap(&about.join(" \u{b7} "), "", "").trim_end()));
    for (depth, parent) in l.parents.iter().enumerate() {
        let indent = " ".repeat(depth + 1);
        let name = if parent.rank == Rank::Chapter && l.system.is_diagnosis() {
            format!("Chapter {}", parent.code)
        } else {
            parent.code.clone()
        };
        out.push_str(&style.wrap(&format!("{name}  {}", parent.title), &indent, &format!("{indent}  ")));
    }
    for c in &l.characters {
        let lead = format!("  {}  {} ", c.position, c.character);
        out.push_str(&style.wrap(&format!("{}: {}", c.axis, c.label), &lead, "       "));
    }
    let (own, above): (Vec<&NoteLine>, Vec<&NoteLine>) = l.notes.iter().partition(|n| n.from == l.code);
    notes(&l.code, &own, style, out);
    if !l.seventh.is_empty() {
        out.push_str("7th characters\n");
        for (character, meaning) in &l.seventh {
            out.push_str(&style.wrap(meaning, &format!("  {character}  "), "     "));
        }
    }
    // Codes that differ in the 7th character alone say what the list of characters says.
    let by_seventh = l.rank == Rank::Code && !l.seventh.is_empty();
    named("Below", if by_seventh { &[] } else { &l.children }, style, out);
    notes(&l.code, &above, style, out);
    if l.children.is_empty() || l.billable {
        named("Beside", &l.siblings, style, out);
    }
    if !l.index.is_empty() {
        out.push_str("Alphabetic Index\n");
        for term in &l.index {
            out.push_str(&style.wrap(term, "  ", "    "));
        }
    }
}

/// Notes by where they stand and what they are: the code's own first.
fn notes(code: &str, notes: &[&NoteLine], style: &Style, out: &mut String) {
    let mut last: Option<(NoteKind, &str)> = None;
    for note in notes {
        if last != Some((note.kind, note.from.as_str())) {
            let from = if note.from == code { String::new() } else { format!(" (at {})", at(&note.from)) };
            let _ = writeln!(out, "{}{from}", note.kind.title());
            last = Some((note.kind, note.from.as_str()));
        }
        // A line that begins with a comma goes on with its heading.
        out.push_str(&style.wrap(note.text.trim_start_matches([',', ' ']), "  ", "    "));
    }
}

/// A chapter is called by its number.
fn at(from: &str) -> String {
    if from.bytes().all(|b| b.is_ascii_digit()) { format!("chapter {from}") } else { from.to_owned() }
}

fn named(head: &str, codes: &[Named], style: &Style, out: &mut String) {
    if codes.is_empty() {
        return;
    }
    let _ = writeln!(out, "{head}");
    let column = codes.iter().map(|c| width(&c.code)).max().unwrap_or(0) + 2;
    for code in codes.iter().take(MOST_LINES) {
        let mark = if code.billable { ' ' } else { '+' };
        let lead = format!(" {mark}{}", pad(&code.code, column));
        out.push_str(&style.wrap(&code.title, &lead, &" ".repeat(column + 2)));
    }
    if let Some(more) = codes.len().checked_sub(MOST_LINES).filter(|n| *n > 0) {
        let _ = writeln!(out, "  and {} more", thousands(more as u64));
    }
}

pub(super) fn search(codes: &[FoundCode], style: &Style, out: &mut String) {
    let (asked, others): (Vec<&FoundCode>, Vec<&FoundCode>) = codes.iter().partition(|c| c.when.is_some());
    if let Some(term) = asked.first().and_then(|c| c.ask.as_ref()) {
        out.push_str(&style.wrap(&format!("\"{term}\" depends on the record. Which is it?"), "", ""));
        found(&asked, style, out);
    }
    if !asked.is_empty() && !others.is_empty() {
        out.push_str("Also\n");
    }
    found(&others, style, out);
    let mut legend = Vec::new();
    legend.extend(codes.iter().any(|c| c.by == By::FindingAid).then_some(AID));
    legend.extend(codes.iter().any(|c| !c.billable).then_some(NEEDS_MORE));
    for line in legend {
        for line in style.wrap(line, "", "").lines() {
            let _ = writeln!(out, "{}", style.faint(line));
        }
    }
}

/// Said of every hit from our own table.
const AID: &str = "aid: our own finding aid, not the Alphabetic Index; verify in the Tabular";

fn found(codes: &[&FoundCode], style: &Style, out: &mut String) {
    let column = codes.iter().map(|c| width(&c.code)).max().unwrap_or(0) + 2;
    let indent = " ".repeat(column + 2);
    for code in codes {
        let mark = if code.billable { ' ' } else { '+' };
        let lead = format!(" {mark}{}", pad(&code.code, column));
        if let Some(when) = &code.when {
            out.push_str(&style.wrap(when, &lead, &indent));
            out.push_str(&style.wrap(&code.title, &indent, &indent));
            continue;
        }
        out.push_str(&style.wrap(&code.title, &lead, &indent));
        let by = match code.by {
            By::Code | By::Title => continue,
            By::InclusionTerm => "inclusion term",
            By::Index => "Alphabetic Index",
            By::FindingAid => "aid",
        };
        let line = style.wrap(&format!("{by}: {}", code.matched), &indent, &format!("{indent}  "));
        let _ = writeln!(out, "{}", style.faint(line.trim_end()));
    }
}

pub(super) fn editions(lines: &[EditionLine], style: &Style, out: &mut String) {
    let row = |l: &EditionLine| {
        let mut about: Vec<String> = Vec::new();
        about.extend(l.effective.map(|d| format!("in force from {d}")));
        about.extend(l.notes.then(|| "notes".to_owned()));
        about.extend(l.index.then(|| "Alphabetic Index".to_owned()));
        about.extend(l.source.as_ref().map(|s| format!("from {s}")));
        about.extend(l.problem.clone());
        vec![
            l.system.title().to_owned(),
            l.edition.clone(),
            l.kind.to_owned(),
            l.codes.map(|n| thousands(u64::from(n))).unwrap_or_default(),
            about.join(", "),
        ]
    };
    let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
    table(&["system", "edition", "", "codes", ""], &rows, style, out);
}

pub(super) fn added(lines: &[AddedLine], style: &Style, out: &mut String) {
    for line in lines {
        let mut parts = vec![plural(u64::from(line.codes), "code", "codes")];
        if line.headers > 0 {
            parts.push(plural(u64::from(line.headers), "header", "headers"));
        }
        if line.notes > 0 {
            parts.push(plural(line.notes as u64, "note", "notes"));
        }
        if line.index_lines > 0 {
            parts.push(plural(
                line.index_lines as u64,
                "line of the Alphabetic Index",
                "lines of the Alphabetic Index",
            ));
        }
        let how = match line.replaces {
            Some(before) => format!(
                "is here anew, in the place of one with {}",
                plural(u64::from(before), "code", "codes")
            ),
            None => "is added".to_owned(),
        };
        let text = format!("{} {how}: {} ({})", line.what, parts.join(", "), line.file.display());
        out.push_str(&style.wrap(&text, "", "  "));
    }
}

pub(super) fn diff(report: &DiffReport, style: &Style, out: &mut String) {
    type Pick = fn(&Change) -> bool;
    let groups: [(&str, Pick); 5] = [
        ("Added", |c| matches!(c, Change::Added { .. })),
        ("Deleted", |c| matches!(c, Change::Deleted { .. })),
        ("No longer billable", |c| matches!(c, Change::NoLongerBillable { .. })),
        ("Now billable", |c| matches!(c, Change::NowBillable { .. })),
        ("Revised", |c| matches!(c, Change::Revised { .. })),
    ];
    let counts: Vec<String> = groups
        .iter()
        .map(|(name, pick)| {
            let all = report.changes.iter().filter(|c| pick(c));
            let (count, billable) = all.fold((0, 0), |(n, b), c| (n + 1, b + u64::from(is_billable(c))));
            let of_these = if (1..count).contains(&billable) {
                format!(" ({billable} billable)")
            } else {
                String::new()
            };
            format!("{} {}{of_these}", thousands(count), name.to_lowercase())
        })
        .collect();
    out.push_str(&style.wrap(&format!("{} to {}: {}", report.old, report.new, counts.join(", ")), "", "  "));
    for (name, pick) in groups {
        let changes: Vec<&Change> = report.changes.iter().filter(|c| pick(c)).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{}", style.heading(name));
        for change in changes {
            change_line(change, report, style, out);
        }
    }
}

/// Whether a changed code is reported as it stands, or was until it was deleted.
fn is_billable(change: &Change) -> bool {
    match change {
        Change::Added { billable, .. }
        | Change::Deleted { billable, .. }
        | Change::Revised { billable, .. } => *billable,
        Change::NoLongerBillable { .. } => false,
        Change::NowBillable { .. } => true,
    }
}

fn change_line(change: &Change, report: &DiffReport, style: &Style, out: &mut String) {
    let billable = is_billable(change);
    let (code, title) = match change {
        Change::Added { code, title, .. }
        | Change::Deleted { code, title, .. }
        | Change::Revised { code, title, .. }
        | Change::NoLongerBillable { code, title }
        | Change::NowBillable { code, title } => (code, title),
    };
    let mark = if billable { ' ' } else { '+' };
    out.push_str(&style.wrap(title, &format!(" {mark}{}", pad(code, 10)), &" ".repeat(12)));
    if let Change::Revised { before, .. } = change {
        out.push_str(&style.wrap(&format!("before: {before}"), &" ".repeat(12), &" ".repeat(14)));
    }
    if let Some(to) = report.replacements.get(code) {
        let line = format!("conversion table: {}", to.join(", "));
        out.push_str(&style.wrap(&line, &" ".repeat(12), &" ".repeat(14)));
    }
}
