//! Times of an exam, in words.

/// `3:41 h`, `42 minutes`, `50 seconds`: what is left, to be read.
pub(super) fn long_clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    let plural = |n: u64, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    match (hours, minutes) {
        (0, 0) => plural(seconds, "second"),
        (0, _) => plural(seconds / 60, "minute"),
        _ => format!("{hours}:{minutes:02} h"),
    }
}

/// `3:41 h`, `23 min`, and below ten minutes `4:07 min`.
pub(super) fn short_clock(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as u64;
    match seconds {
        3600.. => format!("{}:{:02} h", seconds / 3600, seconds / 60 % 60),
        600.. => format!("{} min", seconds / 60),
        _ => format!("{}:{:02} min", seconds / 60, seconds % 60),
    }
}

/// `4 minutes ahead`; nothing within a minute.
pub fn pace(ahead: f64) -> Option<String> {
    let minutes = (ahead.abs() / 60.0).floor() as u64;
    let word = if ahead > 0.0 { "ahead" } else { "behind" };
    (minutes > 0).then(|| format!("{minutes} {} {word}", if minutes == 1 { "minute" } else { "minutes" }))
}
