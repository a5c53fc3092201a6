//! The clock, handed in: the real one, or one that a replay sets.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

use crate::session::Now;

/// Wall and monotonic time. With `SEQUELA_NOW` both start there; with `SEQUELA_STEP` they move only by that, with each line
/// of input, so that any session can be replayed.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Option<Timestamp>,
    began: Instant,
    step: Option<Duration>,
    stepped: Duration,
    zone: String,
}

/// A clock that was set wrongly.
#[derive(Debug, thiserror::Error)]
#[error("{variable}=`{value}` cannot be read: {why}")]
pub struct ClockError {
    /// The environment variable.
    pub variable: &'static str,
    /// What it says.
    pub value: String,
    /// What it should say.
    pub why: String,
}

impl Clock {
    /// The clock that the environment asks for.
    #[allow(clippy::disallowed_methods)]
    pub fn from_env() -> Result<Self, ClockError> {
        let read = |variable: &'static str| std::env::var(variable).ok().filter(|v| !v.is_empty());
        let start = read("SEQUELA_NOW")
            .map(|value| {
                value.parse::<Timestamp>().map_err(|_| ClockError {
                    variable: "SEQUELA_NOW",
                    value,
                    why: "write a time such as 2026-11-21T09:00:00Z".to_owned(),
                })
            })
            .transpose()?;
        let step = read("SEQUELA_STEP")
            .map(|value| {
                let parsed = value.parse::<SignedDuration>().ok().and_then(|d| Duration::try_from(d).ok());
                parsed.ok_or(ClockError {
                    variable: "SEQUELA_STEP",
                    value,
                    why: "write a duration such as 20s".to_owned(),
                })
            })
            .transpose()?;
        let zone = jiff::tz::TimeZone::system();
        // A zone without a name is known by what it is ahead of UTC now.
        let now = start.unwrap_or_else(Timestamp::now);
        let zone = zone.iana_name().map_or_else(|| zone.to_offset(now).to_string(), str::to_owned);
        Ok(Self { start, began: Instant::now(), step, stepped: Duration::ZERO, zone })
    }

    /// A line of input has come.
    pub fn tick(&mut self) {
        if let Some(step) = self.step {
            self.stepped += step;
        }
    }

    /// The time.
    #[allow(clippy::disallowed_methods)]
    pub fn now(&self) -> Now {
        let elapsed = if self.step.is_some() { self.stepped } else { self.began.elapsed() };
        let wall = match self.start {
            Some(start) => start.checked_add(elapsed).unwrap_or(start),
            None => Timestamp::now(),
        };
        // The journal keeps milliseconds.
        let wall = Timestamp::from_millisecond(wall.as_millisecond()).unwrap_or(wall);
        Now { wall, monotonic: elapsed.as_secs_f64() }
    }

    /// The learner's time zone by its IANA name, or its offset; `UTC` where the system does not say.
    pub fn zone(&self) -> &str {
        &self.zone
    }
}
