//! Why a question is asked now, in words.

use std::fmt::Write as _;

use super::parts::Setup;
use crate::study::{Reason, Why};

/// The answer to `:why`.
pub(super) fn text(why: &Why, setup: &Setup) -> String {
    let mut text = match (why.reason, why.days) {
        (Reason::New, _) => "You have never answered this question.".to_owned(),
        (Reason::KeyChanged, _) => {
            "Its key has changed since you answered it, so it counts as new.".to_owned()
        }
        (Reason::Missed, Some(days)) => format!("You missed it {}.", ago(days)),
        (Reason::Missed, None) => "Your last answer to it was not correct.".to_owned(),
        (Reason::Due | Reason::Seen, Some(days)) => format!("You knew it {}.", ago(days)),
        (Reason::Due | Reason::Seen, None) => "You knew it when you answered it last.".to_owned(),
        (Reason::Asked, _) => "You asked for it.".to_owned(),
    };
    if let (Some(part), Some((items, all))) = (&why.part, why.items) {
        let exam = setup.goal.as_ref().map_or("the exam", |(title, _)| title.as_str());
        let _ = write!(text, " {exam} asks {items:.0} of {all:.0} items from {part}.");
    }
    let Some(worth) = &why.worth else { return text };
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let new = matches!(why.reason, Reason::New | Reason::KeyChanged);
    if new {
        let from = match why.answers {
            0 => "Nothing is known of you there yet; about".to_owned(),
            1 => "By your one first answer there, about".to_owned(),
            n => format!("By your {n} first answers there, about"),
        };
        let _ = write!(text, " {from} {} of such questions would be answered.", percent(worth.now));
    } else {
        let due = if why.reason == Reason::Due { ", so it is due" } else { "" };
        let _ = write!(text, " The chance that you still know it is {}{due}.", percent(worth.now));
    }
    let exam = setup.season.as_ref().and_then(|s| s.schedule.exam);
    let when = match exam {
        Some(day) if day == worth.day => "on the day of the exam".to_owned(),
        _ => "in a month".to_owned(),
    };
    let (without, with) = (percent(worth.without), percent(worth.with));
    if without == with {
        let _ = write!(text, " Left alone or asked now, it would be known {when} with about {with}");
    } else {
        let _ = write!(text, " Left alone, it would be known {when} with {without}; asked now, with {with}");
    }
    if new {
        text += ", and what is learned from it helps with the rest of its part";
    }
    text += match (setup.mode.as_str(), worth.gain > 0.0) {
        ("mixed", _) if why.reason == Reason::Due || why.reason == Reason::Missed => {
            ": a quarter of a session is for what comes back."
        }
        ("mixed", true) => ": few questions raise the expected score more for a minute of study.",
        ("mixed", false) => ": what is worth more was asked already.",
        _ => ".",
    };
    text
}

fn ago(days: i32) -> String {
    match days {
        0 => "earlier today".to_owned(),
        1 => "yesterday".to_owned(),
        n => format!("{n} days ago"),
    }
}
