//! The order in which questions are asked.

use std::collections::HashMap;
use std::str::FromStr;

use super::candidate::{Candidate, State};
use super::random::{Random, shuffle};

/// How a session chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// What was answered before: missed before known, the longest ago first.
    Due,
    /// What was missed or earned least.
    Weak,
    /// Only what was never answered.
    New,
    /// Unseen before seen, missed before known.
    #[default]
    Mixed,
    /// Everything, in random order; leaves the schedule alone.
    Cram,
}

impl Mode {
    /// All modes by name.
    pub const ALL: [(&'static str, Mode); 5] = [
        ("due", Mode::Due),
        ("weak", Mode::Weak),
        ("new", Mode::New),
        ("mixed", Mode::Mixed),
        ("cram", Mode::Cram),
    ];

    /// The name by which it is asked for and recorded.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, m)| *m == self).map_or("mixed", |(name, _)| name)
    }
}

impl FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, mode)| *mode)
            .ok_or_else(|| format!("`{text}` is no mode: due, weak, new, mixed or cram"))
    }
}

/// What a learner asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// How to choose.
    pub mode: Mode,
    /// How many questions.
    pub count: usize,
    /// At most so many that are new.
    pub new: Option<usize>,
}

/// Draws questions. No question comes twice until all were drawn; then a second round begins. Questions of one case stay
/// together: a case that begins near the end may make the session a little longer.
pub fn draw<Q: Clone>(pool: Vec<Candidate<Q>>, request: &Request, random: &mut Random) -> Vec<Q> {
    let mut pool: Vec<Candidate<Q>> = pool
        .into_iter()
        .filter(|c| match request.mode {
            Mode::Due => c.state != State::Unseen,
            Mode::New => c.state == State::Unseen,
            Mode::Weak => c.state == State::Missed || (c.state == State::Known && c.share < 1000),
            Mode::Mixed | Mode::Cram => true,
        })
        .collect();
    shuffle(&mut pool, random);
    match request.mode {
        Mode::Mixed | Mode::Due => pool.sort_by_key(|c| (c.state, c.last_at)),
        Mode::Weak => pool.sort_by_key(|c| (c.share, c.last_at)),
        Mode::New | Mode::Cram => {}
    }
    let round = take(&pool, request);
    if round.is_empty() {
        return round;
    }
    // More was asked for than there is: begin again.
    let count = request.count.max(round.len());
    round.iter().cloned().cycle().take(count).collect()
}

/// Takes questions from the front of the pool until there are enough; a case as a whole, in the place of its first
/// question.
fn take<Q: Clone>(pool: &[Candidate<Q>], request: &Request) -> Vec<Q> {
    let mut cases: HashMap<u32, Vec<&Candidate<Q>>> = HashMap::new();
    for candidate in pool {
        if let Some((case, _)) = candidate.case {
            cases.entry(case).or_default().push(candidate);
        }
    }
    let mut taken: Vec<Q> = Vec::new();
    let mut new_left = request.new.unwrap_or(usize::MAX);
    for candidate in pool {
        if taken.len() >= request.count {
            break;
        }
        let mut unit = match candidate.case {
            None => vec![candidate],
            // Taken, or passed over, with its first question.
            Some((case, _)) => cases.remove(&case).unwrap_or_default(),
        };
        unit.sort_by_key(|c| c.case.map(|(_, at)| at));
        let new = unit.iter().filter(|c| c.state == State::Unseen).count();
        if new <= new_left {
            new_left -= new;
            taken.extend(unit.into_iter().map(|c| c.question.clone()));
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(question: u32, state: State, last_at: i64, case: Option<(u32, u32)>) -> Candidate<u32> {
        let share = if state == State::Known { 1000 } else { 0 };
        Candidate { question, state, last_at, share, case }
    }

    fn pool() -> Vec<Candidate<u32>> {
        vec![
            candidate(1, State::Known, 50, None),
            candidate(2, State::Missed, 60, None),
            candidate(3, State::Unseen, 0, None),
            candidate(4, State::Known, 40, None),
            candidate(5, State::Unseen, 0, None),
        ]
    }

    fn ask(mode: Mode, count: usize, new: Option<usize>, pool: Vec<Candidate<u32>>) -> Vec<u32> {
        draw(pool, &Request { mode, count, new }, &mut Random::new(1, "test"))
    }

    #[test]
    fn unseen_then_missed_then_known_longest_ago() {
        let drawn = ask(Mode::Mixed, 5, None, pool());
        assert_eq!(&drawn[2..], [2, 4, 1]);
        assert!(drawn[..2].contains(&3) && drawn[..2].contains(&5));
    }

    #[test]
    fn modes_keep_to_their_kind() {
        assert_eq!(ask(Mode::Due, 9, None, pool())[..3], [2, 4, 1]);
        assert_eq!(ask(Mode::Weak, 1, None, pool()), [2]);
        let mut new = ask(Mode::New, 2, None, pool());
        new.sort_unstable();
        assert_eq!(new, [3, 5]);
        assert!(ask(Mode::Due, 3, None, vec![candidate(3, State::Unseen, 0, None)]).is_empty());
    }

    #[test]
    fn new_ones_can_be_bounded() {
        assert_eq!(ask(Mode::Mixed, 4, Some(0), pool())[..3], [2, 4, 1]);
        let drawn = ask(Mode::Mixed, 3, Some(1), pool());
        assert_eq!(drawn.iter().filter(|q| [3, 5].contains(q)).count(), 1);
    }

    #[test]
    fn nothing_twice_until_all_were_seen() {
        let drawn = ask(Mode::Mixed, 12, None, pool());
        for round in drawn.chunks_exact(5) {
            let mut round = round.to_vec();
            round.sort_unstable();
            assert_eq!(round, [1, 2, 3, 4, 5]);
        }
        assert_eq!(drawn.len(), 12);
    }

    #[test]
    fn a_case_stays_together_in_its_order() {
        let mut pool = pool();
        pool.extend([
            candidate(12, State::Unseen, 0, Some((1, 2))),
            candidate(11, State::Unseen, 0, Some((1, 1))),
            candidate(13, State::Unseen, 0, Some((1, 3))),
        ]);
        let drawn = ask(Mode::Mixed, 8, None, pool);
        let at = drawn.iter().position(|q| *q == 11).unwrap();
        assert_eq!(drawn[at..at + 3], [11, 12, 13]);
    }
}
