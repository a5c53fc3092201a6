//! The order in which questions are asked.

use std::collections::{HashMap, HashSet};

use super::candidate::{Candidate, State};
use super::mode::Mode;
use super::random::{Random, shuffle};
use super::rank::{DUE, worths};
use super::worth::{Season, Worth};

/// What a learner asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// How to choose.
    pub mode: Mode,
    /// How many questions.
    pub count: usize,
    /// At most so many that are new.
    pub new: Option<usize>,
    /// Begin again when all that fit were drawn, until there are as many as were asked for.
    pub again: bool,
}

/// A question that was chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Pick<Q> {
    /// The question.
    pub question: Q,
    /// What asking it now is worth.
    pub worth: Worth,
}

/// So many are kept of a large pool at least.
const SPARE: usize = 2_000;

/// A unit moves among so many that are worth about as much as it is, to stand beside other topics.
const NEAR: usize = 40;

/// Numbers of questions that ask the same, among those handed in.
pub type Alike<'a, Q> = dyn Fn(&[Q]) -> Vec<(usize, usize)> + 'a;

/// A question, or the questions of one case: they stay together.
struct Unit<Q> {
    members: Vec<(Worth, Candidate<Q>)>,
}

impl<Q> Unit<Q> {
    fn per_minute(&self) -> f64 {
        let gain: f64 = self.members.iter().map(|(worth, _)| worth.gain).sum();
        let seconds: f64 = self.members.iter().map(|(_, c)| c.seconds).sum();
        gain / seconds.max(1.0)
    }

    fn least<T: PartialOrd + Copy>(&self, of: impl Fn(&(Worth, Candidate<Q>)) -> T, most: T) -> T {
        self.members.iter().map(of).fold(most, |a, b| if b < a { b } else { a })
    }

    fn unseen(&self) -> usize {
        self.members.iter().filter(|(_, c)| c.state == State::Unseen).count()
    }

    fn topic(&self) -> u32 {
        self.members.first().map_or(0, |(_, c)| c.topic)
    }
}

/// Draws questions. No question comes twice until all were drawn; then a second round begins, where that is wanted.
/// Questions of one case stay together: a case that begins near the end may make the session a little longer. Neighbours are of different topics
/// where that can be had, and questions that ask the same do not meet in one session.
pub fn draw<Q: Clone>(
    pool: Vec<Candidate<Q>>,
    request: &Request,
    season: &Season,
    alike: &Alike<'_, Q>,
    random: &mut Random,
) -> Vec<Pick<Q>> {
    let mode = request.mode;
    let wanted = |c: &Candidate<Q>| match mode {
        Mode::Due => season.is_due(c) && !c.leech,
        Mode::New => c.state == State::Unseen,
        Mode::Weak => c.leech || c.state == State::Missed || (c.state == State::Known && c.share < 1000),
        Mode::Mixed => !c.leech,
        Mode::Cram => true,
    };
    let mut pool: Vec<Candidate<Q>> = pool.into_iter().filter(wanted).collect();
    shuffle(&mut pool, random);
    if mode == Mode::Cram {
        pool = beginning(pool, request.count);
    }
    let worths = worths(pool.iter(), season);
    let members = shortlist(worths.into_iter().zip(pool).collect(), request);
    let mut units = units(members);
    match mode {
        Mode::Mixed => {
            units.sort_by(|a, b| b.per_minute().total_cmp(&a.per_minute()));
            units = with_due(units, request.count, season);
        }
        Mode::New => units.sort_by(|a, b| b.per_minute().total_cmp(&a.per_minute())),
        Mode::Due => {
            let recall = |u: &Unit<Q>| u.least(|(worth, _)| worth.now, f64::MAX);
            units.sort_by(|a, b| recall(a).total_cmp(&recall(b)));
        }
        Mode::Weak => {
            units.sort_by_key(|u| {
                u.least(|(_, c)| (!c.leech, c.share, c.last_at), (true, u32::MAX, i64::MAX))
            });
        }
        Mode::Cram => {}
    }
    // Who crams wants everything, as it comes.
    let cram = mode == Mode::Cram;
    let none: &Alike<'_, Q> = &|_| Vec::new();
    let mut order = take(units, request, if cram { none } else { alike });
    if !cram {
        let mut left = order.into_iter().peekable();
        order = Vec::new();
        while left.peek().is_some() {
            order.extend(interleaved(left.by_ref().take(NEAR).collect()));
        }
    }
    let round: Vec<Pick<Q>> = order
        .into_iter()
        .flat_map(|unit| unit.members)
        .map(|(worth, c)| Pick { question: c.question, worth })
        .collect();
    if round.is_empty() || !request.again {
        return round;
    }
    let count = request.count.max(round.len());
    round.iter().cloned().cycle().take(count).collect()
}

/// In a large pool, what may be drawn as it comes: its beginning, cases whole.
fn beginning<Q>(mut pool: Vec<Candidate<Q>>, count: usize) -> Vec<Candidate<Q>> {
    let kept = count.saturating_mul(2);
    if pool.len() <= kept {
        return pool;
    }
    let cases: HashSet<u32> = pool[..kept].iter().filter_map(|c| Some(c.case?.0)).collect();
    let mut at = 0;
    pool.retain(|c| {
        at += 1;
        at <= kept || c.case.is_some_and(|(case, _)| cases.contains(&case))
    });
    pool
}

/// In a large pool, what may be drawn by worth: so much more than is wanted that whatever is left out for other reasons finds
/// its substitute. Cases stay whole.
fn shortlist<Q>(mut members: Vec<(Worth, Candidate<Q>)>, request: &Request) -> Vec<(Worth, Candidate<Q>)> {
    let kept = SPARE.saturating_add(request.count.saturating_mul(20));
    if !matches!(request.mode, Mode::Mixed | Mode::New) || request.new.is_some() || members.len() <= 2 * kept
    {
        return members;
    }
    let mut worths: Vec<f64> = members.iter().map(|(worth, _)| worth.per_minute).collect();
    let (_, least, _) = worths.select_nth_unstable_by(kept, |a, b| b.total_cmp(a));
    let least = *least;
    let enough = |worth: &Worth, c: &Candidate<Q>| worth.per_minute >= least || c.memory.is_some();
    let cases: HashSet<u32> =
        members.iter().filter(|(w, c)| enough(w, c)).filter_map(|(_, c)| Some(c.case?.0)).collect();
    members.retain(|(w, c)| enough(w, c) || c.case.is_some_and(|(case, _)| cases.contains(&case)));
    members
}

/// Some of what is due comes first, however much is new: what is missed today is asked again soon.
fn with_due<Q>(units: Vec<Unit<Q>>, count: usize, season: &Season) -> Vec<Unit<Q>> {
    let quota = (count as f64 * DUE).ceil() as usize;
    let (mut first, mut rest, mut taken) = (Vec::new(), Vec::with_capacity(units.len()), 0);
    for unit in units {
        if taken < quota && unit.members.iter().any(|(_, c)| season.is_due(c)) {
            taken += unit.members.len();
            first.push(unit);
        } else {
            rest.push(unit);
        }
    }
    first.extend(rest);
    first
}

/// Questions as they are asked: alone, or with those of their case in its order.
fn units<Q>(members: Vec<(Worth, Candidate<Q>)>) -> Vec<Unit<Q>> {
    let mut units: Vec<Unit<Q>> = Vec::with_capacity(members.len());
    let mut cases: HashMap<u32, usize> = HashMap::new();
    for member in members {
        match member.1.case {
            Some((case, _)) => match cases.get(&case) {
                Some(at) => units[*at].members.push(member),
                None => {
                    cases.insert(case, units.len());
                    units.push(Unit { members: vec![member] });
                }
            },
            None => units.push(Unit { members: vec![member] }),
        }
    }
    for unit in &mut units {
        unit.members.sort_by_key(|(_, c)| c.case.map(|(_, at)| at));
    }
    units
}

/// Takes from the front until there are enough. Of units that ask the same only the first is taken, as long as there are
/// others.
fn take<Q: Clone>(units: Vec<Unit<Q>>, request: &Request, alike: &Alike<'_, Q>) -> Vec<Unit<Q>> {
    let mut new_left = request.new.unwrap_or(usize::MAX);
    // Some more than are wanted, to make up for those that are left out.
    let spare = request.count.saturating_add(request.count / 2);
    let (mut chosen, mut count) = (Vec::new(), 0);
    for unit in units {
        if count >= spare {
            break;
        }
        let new = unit.unseen();
        if new <= new_left {
            new_left -= new;
            count += unit.members.len();
            chosen.push(unit);
        }
    }
    let questions: Vec<Q> =
        chosen.iter().flat_map(|u| u.members.iter().map(|(_, c)| c.question.clone())).collect();
    let unit_of: Vec<usize> =
        chosen.iter().enumerate().flat_map(|(at, u)| std::iter::repeat_n(at, u.members.len())).collect();
    let mut meets: HashMap<usize, Vec<usize>> = HashMap::new();
    for (a, b) in alike(&questions) {
        let (first, second) = (unit_of[a].min(unit_of[b]), unit_of[a].max(unit_of[b]));
        if first != second {
            meets.entry(second).or_default().push(first);
        }
    }
    let mut first = Vec::new();
    let mut apart = Vec::new();
    let mut kept: HashSet<usize> = HashSet::new();
    for (at, unit) in chosen.into_iter().enumerate() {
        let doubled = meets.get(&at).is_some_and(|others| others.iter().any(|other| kept.contains(other)));
        if doubled {
            apart.push(unit);
        } else {
            kept.insert(at);
            first.push(unit);
        }
    }
    let mut taken = Vec::new();
    let mut count = 0;
    for unit in first.into_iter().chain(apart) {
        if count >= request.count {
            break;
        }
        count += unit.members.len();
        taken.push(unit);
    }
    taken
}

/// The units in an order in which neighbours are of different topics, as long as there are such; otherwise as they stand.
fn interleaved<Q>(units: Vec<Unit<Q>>) -> Vec<Unit<Q>> {
    let mut left: Vec<Option<Unit<Q>>> = units.into_iter().map(Some).collect();
    let mut order = Vec::with_capacity(left.len());
    let mut last = None;
    for _ in 0..left.len() {
        let open = || left.iter().enumerate().filter_map(|(at, unit)| Some((at, unit.as_ref()?)));
        // The topic with most units left has to come now, when it would not find room later.
        let mut counts: HashMap<u32, usize> = HashMap::new();
        open().for_each(|(_, unit)| *counts.entry(unit.topic()).or_default() += 1);
        let remaining = open().count();
        let crowded = |topic: u32| 2 * counts.get(&topic).copied().unwrap_or(0) > remaining;
        let other = |unit: &Unit<Q>| Some(unit.topic()) != last;
        let next = open()
            .find(|(_, unit)| other(unit) && crowded(unit.topic()))
            .or_else(|| open().find(|(_, unit)| other(unit)))
            .or_else(|| open().next())
            .map(|(at, _)| at);
        let Some(unit) = next.and_then(|at| left[at].take()) else { break };
        last = Some(unit.topic());
        order.push(unit);
    }
    order
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::worth::Lift;
    use super::*;
    use crate::learner::{Calibration, Grade, Model, Schedule};

    /// A question worth the same as any other, but for its memory.
    fn candidate(question: u32, state: State, last_at: i64, case: Option<(u32, u32)>) -> Candidate<u32> {
        let share = if state == State::Known { 1000 } else { 0 };
        let model = Model::default();
        let grade = if state == State::Known { Grade::Good } else { Grade::Again };
        let memory = (state != State::Unseen).then(|| model.after(None, grade, TODAY - 100 + last_at as i32));
        Candidate {
            question,
            state,
            last_at,
            share,
            case,
            topic: question,
            memory,
            number: u64::from(question),
            weight: 0.01,
            chance: 0.5,
            lift: Lift::default(),
            seconds: 60.0,
            leech: false,
        }
    }

    const TODAY: i32 = 20_000;

    fn season() -> Season {
        Season::new(Schedule::new(TODAY, None), Arc::default(), Calibration::default())
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
        let request = Request { mode, count, new, again: true };
        draw(pool, &request, &season(), &|_| Vec::new(), &mut Random::new(1, "test"))
            .into_iter()
            .map(|pick| pick.question)
            .collect()
    }

    fn sorted(mut drawn: Vec<u32>) -> Vec<u32> {
        drawn.sort_unstable();
        drawn
    }

    #[test]
    fn what_is_worth_most_comes_first() {
        let mut pool = pool();
        pool[4].weight = 0.1;
        pool[0].weight = 0.0;
        assert_eq!(ask(Mode::New, 2, None, pool.clone()), [5, 3]);
        let few = ask(Mode::Mixed, 2, None, pool);
        assert!(few.contains(&5) && !few.contains(&1), "{few:?}");
    }

    #[test]
    fn a_part_of_a_session_is_due_however_much_is_new() {
        let mut pool: Vec<Candidate<u32>> =
            (100..200).map(|n| Candidate { weight: 1.0, ..candidate(n, State::Unseen, 0, None) }).collect();
        pool.extend((1..10).map(|n| candidate(n, State::Missed, 50, None)));
        let drawn = ask(Mode::Mixed, 20, None, pool);
        assert_eq!(drawn.iter().filter(|q| **q < 10).count(), 5);
    }

    #[test]
    fn modes_keep_to_their_kind() {
        assert_eq!(ask(Mode::Due, 3, None, pool()), [2, 4, 1]);
        assert_eq!(ask(Mode::Weak, 1, None, pool()), [2]);
        assert_eq!(sorted(ask(Mode::New, 2, None, pool())), [3, 5]);
        assert!(ask(Mode::Due, 3, None, vec![candidate(3, State::Unseen, 0, None)]).is_empty());
        // Answered today, it is not due.
        assert!(ask(Mode::Due, 3, None, vec![candidate(3, State::Known, 100, None)]).is_empty());
    }

    #[test]
    fn what_is_missed_again_and_again_is_set_aside() {
        let mut pool = pool();
        pool[1].leech = true;
        assert!(!ask(Mode::Mixed, 4, None, pool.clone()).contains(&2));
        assert!(!ask(Mode::Due, 2, None, pool.clone()).contains(&2));
        assert_eq!(ask(Mode::Weak, 1, None, pool.clone()), [2]);
        assert!(ask(Mode::Cram, 5, None, pool).contains(&2));
    }

    #[test]
    fn new_ones_can_be_bounded() {
        assert_eq!(sorted(ask(Mode::Mixed, 3, Some(0), pool())), [1, 2, 4]);
        let drawn = ask(Mode::Mixed, 3, Some(1), pool());
        assert!(drawn.iter().filter(|q| [3, 5].contains(q)).count() <= 1);
    }

    #[test]
    fn neighbours_are_of_different_topics() {
        let of = |question: u32, topic: u32| Candidate {
            topic,
            weight: 0.01 / f64::from(question),
            ..candidate(question, State::Unseen, 0, None)
        };
        let pool = vec![of(1, 7), of(2, 7), of(3, 7), of(4, 8), of(5, 8), of(6, 9)];
        let drawn = ask(Mode::Mixed, 6, None, pool);
        let topics: Vec<u32> = drawn
            .iter()
            .map(|q| {
                if *q < 4 {
                    7
                } else if *q < 6 {
                    8
                } else {
                    9
                }
            })
            .collect();
        assert!(topics.windows(2).all(|pair| pair[0] != pair[1]), "{drawn:?}");
        assert_eq!(drawn[0], 1);
    }

    #[test]
    fn questions_that_ask_the_same_do_not_meet() {
        let alike = |questions: &[u32]| {
            let at = |q: u32| questions.iter().position(|other| *other == q);
            at(3).zip(at(5)).into_iter().collect()
        };
        let draw = |count: usize| {
            let request = Request { mode: Mode::Mixed, count, new: None, again: false };
            draw(pool(), &request, &season(), &alike, &mut Random::new(1, "test"))
        };
        let few: Vec<u32> = draw(4).into_iter().map(|pick| pick.question).collect();
        assert!(!(few.contains(&3) && few.contains(&5)), "{few:?}");
        assert_eq!(few.len(), 4);
        // Where there is nothing else, they do.
        assert_eq!(draw(5).len(), 5);
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
