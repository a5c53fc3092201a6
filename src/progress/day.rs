//! Study days. A day begins at 04:00 local time: who answers after midnight is still in the evening before.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use jiff::tz::{Offset, TimeZone};

/// A study day.
pub type Day = Date;

/// The hour of the day, by the clock on the wall, at which a study day begins.
const DAWN: i8 = 4;

/// The study day of a moment in a zone, by IANA name or offset; a zone that is not known counts as UTC. The clock on the wall
/// decides, also in a night in which it is put forward or back.
pub fn day_of(at: Timestamp, zone: &str) -> Day {
    let zone = TimeZone::get(zone).ok().or_else(|| offset(zone)).unwrap_or(TimeZone::UTC);
    let local = zone.to_datetime(at);
    if local.hour() >= DAWN { local.date() } else { local.date().yesterday().unwrap_or(local.date()) }
}

/// The zone of an offset: `+13`, `-05:30`.
fn offset(text: &str) -> Option<TimeZone> {
    let ahead = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let mut parts = text[1..].split(':').map(|part| part.parse::<i32>().ok());
    let mut seconds = 0;
    for scale in [3600, 60, 1] {
        match parts.next() {
            Some(part) => seconds += scale * part?,
            None => break,
        }
    }
    Offset::from_seconds(ahead * seconds).ok().map(TimeZone::fixed)
}

/// The number of a day: days since 1 January 1970.
pub fn day_number(day: Day) -> i32 {
    date(1970, 1, 1).until(day).map_or(0, |span| span.get_days())
}

/// The day of a number.
pub fn numbered_day(number: i32) -> Day {
    let span = jiff::Span::new().try_days(number).unwrap_or_default();
    date(1970, 1, 1).saturating_add(span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(at: &str, zone: &str) -> String {
        day_of(at.parse().unwrap(), zone).to_string()
    }

    #[test]
    fn a_day_begins_at_four_by_the_clock_on_the_wall() {
        assert_eq!(day("2026-11-21T03:59:59Z", "UTC"), "2026-11-20");
        assert_eq!(day("2026-11-21T04:00:00Z", "UTC"), "2026-11-21");
        // In New York it is five hours earlier.
        assert_eq!(day("2026-11-21T08:59:00Z", "America/New_York"), "2026-11-20");
        assert_eq!(day("2026-11-21T09:00:00Z", "America/New_York"), "2026-11-21");
    }

    #[test]
    fn an_offset_is_a_zone_too() {
        assert_eq!(day("2026-11-21T14:59:00Z", "+13"), "2026-11-21");
        assert_eq!(day("2026-11-21T15:00:00Z", "+13:00"), "2026-11-22");
        assert_eq!(day("2026-11-21T09:29:00Z", "-05:30"), "2026-11-20");
        assert_eq!(day("2026-11-21T04:00:00Z", "nowhere"), "2026-11-21");
    }

    #[test]
    fn a_night_of_twenty_three_or_twenty_five_hours_changes_nothing() {
        // Clocks go forward on 14 March 2027 and back on 7 November 2027.
        assert_eq!(day("2027-03-14T07:59:00Z", "America/New_York"), "2027-03-13");
        assert_eq!(day("2027-03-14T08:00:00Z", "America/New_York"), "2027-03-14");
        assert_eq!(day("2027-11-07T08:59:00Z", "America/New_York"), "2027-11-06");
        assert_eq!(day("2027-11-07T09:00:00Z", "America/New_York"), "2027-11-07");
    }

    proptest! {
        #[test]
        fn numbers_and_days_are_the_same(number in -100_000..100_000) {
            prop_assert_eq!(day_number(numbered_day(number)), number);
        }
    }
}
