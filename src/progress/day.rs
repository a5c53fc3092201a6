//! Study days. A day begins at 04:00 local time: who answers after midnight is still in the evening before.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// A study day.
pub type Day = Date;

/// The study day of a moment in a zone, by IANA name; a zone that is not known counts as UTC.
pub fn day_of(at: Timestamp, zone: &str) -> Day {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    at.checked_sub(4.hours()).unwrap_or(at).to_zoned(zone).date()
}
