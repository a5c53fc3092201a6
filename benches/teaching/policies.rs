//! Ways of choosing the next question.

use std::sync::Arc;

use sequela::learner::{
    Calibration, FirstAnswer, Fitted, Fitting, Grade, Memory, Model, Review, Schedule, abilities, fit,
    is_time_to_fit, overlap, reviews_in,
};
use sequela::study::{Candidate, Lift, Mode, Random, Request, Season, State, draw};

use super::world::{Answer, Dice, Learner, PARTS};

/// What a policy is told of an answer.
pub struct Told {
    pub question: usize,
    pub day: i32,
    pub correct: bool,
}

/// A way of choosing.
pub trait Policy {
    /// The questions of the next session of so many.
    fn session(&mut self, day: i32, count: usize) -> Vec<usize>;
    /// What came of one.
    fn told(&mut self, told: &Told);
    /// The end of a session.
    fn close(&mut self) {}
}

/// Any question, as it comes.
pub struct Shuffled {
    questions: usize,
    dice: Dice,
}

impl Shuffled {
    pub fn new(learner: &Learner, seed: u64) -> Self {
        Self { questions: learner.questions(), dice: Dice::new(seed, 2) }
    }
}

impl Policy for Shuffled {
    fn session(&mut self, _: i32, count: usize) -> Vec<usize> {
        (0..count).map(|_| self.dice.below(self.questions)).collect()
    }

    fn told(&mut self, _: &Told) {}
}

/// How a scheduler that knows only due days sees a question.
pub enum Interval {
    /// Boxes of 1, 2, 4, 8, 16 and 32 days (S. Leitner, *So lernt man lernen*, 1972): up when correct, back to the first when not.
    Leitner,
    /// SM-2 (P. Wozniak, 1990): a correct answer counts as quality 4, any other as 1.
    Sm2,
}

/// Due questions first, the longest overdue before the others; then new ones in random order.
pub struct DueFirst {
    interval: Interval,
    /// Due day, step, ease; none when new.
    state: Vec<Option<(i32, u32, f64)>>,
    gap: Vec<i32>,
    fresh: Vec<usize>,
    dice: Dice,
}

impl DueFirst {
    pub fn new(learner: &Learner, interval: Interval, seed: u64) -> Self {
        let mut dice = Dice::new(seed, 3);
        let mut fresh: Vec<usize> = (0..learner.questions()).collect();
        dice.shuffle(&mut fresh);
        let n = learner.questions();
        Self { interval, state: vec![None; n], gap: vec![0; n], fresh, dice }
    }
}

impl Policy for DueFirst {
    fn session(&mut self, day: i32, count: usize) -> Vec<usize> {
        let mut due: Vec<(i32, usize)> = self
            .state
            .iter()
            .enumerate()
            .filter_map(|(q, s)| Some((s.as_ref()?.0, q)))
            .filter(|(at, _)| *at <= day)
            .collect();
        due.sort_unstable();
        let mut chosen: Vec<usize> = due.into_iter().map(|(_, q)| q).take(count).collect();
        while chosen.len() < count {
            match self.fresh.pop() {
                Some(question) => chosen.push(question),
                None => chosen.push(self.dice.below(self.state.len())),
            }
        }
        chosen
    }

    fn told(&mut self, told: &Told) {
        let (_, step, ease) = self.state[told.question].unwrap_or((0, 0, 2.5));
        let gap = &mut self.gap[told.question];
        let (step, ease) = match self.interval {
            Interval::Leitner => {
                let step = if told.correct { (step + 1).min(5) } else { 0 };
                *gap = 1 << step;
                (step, ease)
            }
            Interval::Sm2 => {
                let quality = if told.correct { 4.0 } else { 1.0 };
                let step = if told.correct { step + 1 } else { 0 };
                *gap = match step {
                    0 | 1 => 1,
                    2 => 6,
                    _ => (f64::from(*gap) * ease).round() as i32,
                };
                let ease = ease + 0.1 - (5.0 - quality) * (0.08 + (5.0 - quality) * 0.02);
                (step, ease.max(1.3))
            }
        };
        self.state[told.question] = Some((told.day + *gap, step, ease));
    }
}

/// What both ways of choosing by FSRS keep.
struct Kept {
    reviews: Vec<Vec<Review>>,
    memories: Vec<Option<Memory>>,
    model: Arc<Model>,
    fitted: Option<Fitted>,
}

impl Kept {
    fn new(questions: usize) -> Self {
        let memories = vec![None; questions];
        Self { reviews: vec![Vec::new(); questions], memories, model: Arc::default(), fitted: None }
    }

    fn told(&mut self, told: &Told) {
        let grade = if told.correct { Grade::Good } else { Grade::Again };
        let memory = &mut self.memories[told.question];
        *memory = Some(self.model.after(memory.as_ref(), grade, told.day));
        self.reviews[told.question].push(Review::new(told.day, grade));
    }

    /// As at the end of a session of the program.
    fn refit(&mut self) {
        let answers = reviews_in(self.reviews.iter().map(Vec::as_slice));
        if !is_time_to_fit(answers, self.fitted.as_ref()) {
            return;
        }
        let last = self.fitted.take();
        self.fitted = fit(&self.reviews, &self.model, last.as_ref(), &Fitting::default()).or(last);
        let Some(model) = self.fitted.as_ref().filter(|f| f.taken).and_then(|f| Model::new(&f.parameters))
        else {
            return;
        };
        for (memory, reviews) in self.memories.iter_mut().zip(&self.reviews) {
            *memory = reviews
                .iter()
                .fold(None, |m: Option<Memory>, r| Some(model.after(m.as_ref(), r.grade(), r.day())));
        }
        self.model = Arc::new(model);
    }
}

/// Plain FSRS corrects nothing.
const AS_EXPECTED: Calibration = Calibration { shift: 0.0, error: 0.0 };

/// FSRS at 90 %: what is due first, the least remembered before the others; then new ones in random order.
pub struct FsrsDue {
    kept: Kept,
    fresh: Vec<usize>,
    dice: Dice,
}

impl FsrsDue {
    pub fn new(learner: &Learner, seed: u64) -> Self {
        let mut dice = Dice::new(seed, 3);
        let mut fresh: Vec<usize> = (0..learner.questions()).collect();
        dice.shuffle(&mut fresh);
        Self { kept: Kept::new(learner.questions()), fresh, dice }
    }
}

impl Policy for FsrsDue {
    fn session(&mut self, day: i32, count: usize) -> Vec<usize> {
        let schedule = Schedule::new(day, None);
        let model = &self.kept.model;
        let mut due: Vec<(f64, usize)> = self
            .kept
            .memories
            .iter()
            .enumerate()
            .filter_map(|(q, memory)| Some((memory.as_ref()?, q)))
            .filter(|(memory, q)| {
                schedule.due(model, &AS_EXPECTED, memory, *q as u64).day().is_some_and(|at| at <= day)
            })
            .map(|(memory, q)| (model.recall(memory, day), q))
            .collect();
        due.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut chosen: Vec<usize> = due.into_iter().map(|(_, q)| q).take(count).collect();
        while chosen.len() < count {
            match self.fresh.pop() {
                Some(question) => chosen.push(question),
                None => chosen.push(self.dice.below(self.kept.memories.len())),
            }
        }
        chosen
    }

    fn told(&mut self, told: &Told) {
        self.kept.told(told);
    }

    fn close(&mut self) {
        self.kept.refit();
    }
}

/// What the program does: `study`, in the mode `mixed`.
pub struct Mixed {
    kept: Kept,
    exam: i32,
    parts: Vec<usize>,
    share: Vec<f64>,
    last: Vec<i64>,
    firsts: Vec<(usize, f64, i32)>,
    seconds: (f64, f64, f64, f64),
    random: Random,
    clock: i64,
    seen: Vec<usize>,
}

impl Mixed {
    pub fn new(learner: &Learner, exam: i32, seed: u64) -> Self {
        let parts: Vec<usize> = (0..learner.questions()).map(|q| learner.part(q)).collect();
        let total: u32 = PARTS.iter().map(|(w, _)| w).sum();
        let share = PARTS.iter().map(|(w, _)| f64::from(*w) / f64::from(total)).collect();
        Self {
            kept: Kept::new(parts.len()),
            exam,
            share,
            last: vec![0; parts.len()],
            parts,
            firsts: Vec::new(),
            seconds: (90.0, 1.0, 60.0, 1.0),
            random: Random::new(seed, "teaching"),
            clock: 0,
            seen: vec![0; PARTS.len()],
        }
    }

    pub fn first_answers(&self, day: i32) -> Vec<FirstAnswer> {
        let of = |(domain, share, on): &(usize, f64, i32)| FirstAnswer {
            domain: *domain,
            share: *share,
            age: f64::from(day - on),
        };
        self.firsts.iter().map(of).collect()
    }

    pub fn memories(&self) -> &[Option<Memory>] {
        &self.kept.memories
    }

    pub fn model(&self) -> &Model {
        &self.kept.model
    }

    pub fn calibration(&self) -> Calibration {
        let histories: Vec<&[Review]> = self.kept.reviews.iter().map(Vec::as_slice).collect();
        Calibration::of(&histories, &self.kept.model)
    }

    /// How long an answer took, with the reading.
    pub fn timed(&mut self, first: bool, answer: &Answer) {
        let (new, news, known, knowns) = &mut self.seconds;
        let (sum, count) = if first { (new, news) } else { (known, knowns) };
        *sum += answer.minutes * 60.0;
        *count += 1.0;
    }
}

impl Policy for Mixed {
    fn session(&mut self, day: i32, count: usize) -> Vec<usize> {
        let (ability, _) = abilities(PARTS.len(), &self.first_answers(day));
        let schedule = Schedule::new(day, Some(self.exam));
        let season = Season::new(schedule, Arc::clone(&self.kept.model), self.calibration());
        let pool: Vec<Candidate<usize>> = self
            .kept
            .memories
            .iter()
            .enumerate()
            .map(|(question, memory)| Candidate {
                question,
                state: match memory {
                    None => State::Unseen,
                    Some(m) if m.recalled => State::Known,
                    Some(_) => State::Missed,
                },
                last_at: self.last[question],
                share: 1000,
                case: None,
                topic: self.parts[question] as u32,
                memory: *memory,
                number: question as u64,
                weight: {
                    let (items, questions) = PARTS[self.parts[question]];
                    self.share[self.parts[question]] * overlap(questions, f64::from(items)) / questions as f64
                },
                chance: ability[self.parts[question]].mean,
                lift: {
                    let part = self.parts[question];
                    Lift::new(self.share[part], ability[part].mean, self.seen[part])
                },
                seconds: match memory {
                    None => self.seconds.0 / self.seconds.1,
                    Some(_) => self.seconds.2 / self.seconds.3,
                },
                leech: false,
            })
            .collect();
        let request = Request { mode: Mode::Mixed, count, new: None, again: false };
        draw(pool, &request, &season, &|_| Vec::new(), &mut self.random)
            .into_iter()
            .map(|pick| pick.question)
            .collect()
    }

    fn told(&mut self, told: &Told) {
        if self.kept.memories[told.question].is_none() {
            let share = f64::from(u8::from(told.correct));
            self.seen[self.parts[told.question]] += 1;
            self.firsts.push((self.parts[told.question], share, told.day));
        }
        self.clock += 1;
        self.last[told.question] = self.clock;
        self.kept.told(told);
    }

    fn close(&mut self) {
        self.kept.refit();
    }
}
