//! Learners that do not remember as the program believes, an exam, and a library that does not hold all of it.
//!
//! Three models of memory, none of them FSRS:
//!
//! - [`Mind::Activation`]: the power law of ACT-R with the decay that depends on activation (P. Pavlik and J. Anderson,
//!   *Cognitive Science* 29, 2005, 559-586): each study of a question leaves a trace that fades as a power of time, the
//!   faster the more active it was when studied. The method was tuned on this one.
//! - [`Mind::HalfLife`]: exponential forgetting with a half-life that grows with each study (B. Settles and B. Meeder, *A
//!   Trainable Spaced Repetition Model for Language Learning*, ACL 2016).
//! - [`Mind::Multiscale`]: leaky integrators at many time scales, each learning what the faster ones have forgotten
//!   (M. Mozer, H. Pashler, N. Cepeda and others, *Predicting the Optimal Spacing of Study*, NIPS 2009).
//!
//! In all of them learners and questions differ, an item that is not known is guessed at one in four, and what is learned of
//! a topic helps with the rest of it, the less the more is known (a power law of practice).

use rand::rngs::ChaCha8Rng;
use rand::{Rng as _, SeedableRng as _};

/// Parts of the exam: what they count, and how many questions the library has. Neither follows the other.
pub const PARTS: [(u32, usize); 12] = [
    (15, 120),
    (12, 40),
    (10, 90),
    (10, 60),
    (10, 100),
    (8, 30),
    (8, 80),
    (7, 70),
    (6, 50),
    (6, 40),
    (5, 90),
    (3, 30),
];
pub const ITEMS: u32 = 100;
pub const MARK: f64 = 0.7;
const GUESS: f64 = 0.25;
const DAY: f64 = 86_400.0;

/// Random numbers of a run.
pub struct Dice(ChaCha8Rng);

impl Dice {
    pub fn new(seed: u64, what: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ what))
    }

    pub fn uniform(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, bound: usize) -> usize {
        ((self.uniform() * bound as f64) as usize).min(bound - 1)
    }

    pub fn normal(&mut self, mean: f64, deviation: f64) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        mean + deviation * radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    pub fn chance(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// How memory works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mind {
    Activation,
    HalfLife,
    Multiscale,
}

/// What one question left behind.
#[derive(Clone, Default)]
struct Engram {
    /// Activation: when it was studied, and how fast that trace fades. Half-life: the last time, and the half-life.
    traces: Vec<(f64, f64)>,
    /// Multiscale: the pools, and when they were last moved.
    pools: [f64; POOLS],
    moved: f64,
}

const POOLS: usize = 12;

/// A learner.
pub struct Learner {
    mind: Mind,
    /// Aptitude by part, on the scale of log odds.
    aptitude: Vec<f64>,
    /// How much the rest of a part gains from what was learned of it.
    transfer: f64,
    /// How well one study is taken in.
    encoding: f64,
    /// How fast it fades.
    fading: f64,
    /// How quickly the learner reads and answers.
    pace: f64,
    /// The share of each part of the exam that asks what a question of the library asks.
    overlap: Vec<f64>,
    difficulty: Vec<f64>,
    part_of: Vec<usize>,
    engrams: Vec<Engram>,
    studied: Vec<usize>,
    dice: Dice,
}

/// What came of asking.
pub struct Answer {
    pub correct: bool,
    /// From showing to the next question, the reading of what is said of it included.
    pub minutes: f64,
}

impl Learner {
    pub fn new(mind: Mind, seed: u64) -> Self {
        let mut dice = Dice::new(seed, 1);
        let general = dice.normal(-0.5, 0.5);
        let aptitude = PARTS.iter().map(|_| dice.normal(general, 0.5)).collect();
        let part_of: Vec<usize> =
            PARTS.iter().enumerate().flat_map(|(part, (_, n))| std::iter::repeat_n(part, *n)).collect();
        let difficulty = part_of.iter().map(|_| dice.normal(0.0, 0.8)).collect();
        let (encoding, fading) = match mind {
            Mind::Activation => (dice.normal(1.2, 0.4), dice.normal(0.177, 0.03).max(0.05)),
            Mind::HalfLife => (dice.normal(0.9, 0.4), dice.normal(0.9, 0.2).max(0.3)),
            Mind::Multiscale => (dice.normal(0.55, 0.12).clamp(0.2, 0.9), dice.normal(1.0, 0.25).max(0.4)),
        };
        // How many things an item could have asked, and how many of them the exam asks as the library does; how much the rest
        // of a part gains. The program assumes twenty things and six in ten: only the learners it was tuned on are like that.
        let (things, same, transfer) = match mind {
            Mind::Activation => (12.0 + 18.0 * dice.uniform(), 0.45 + 0.3 * dice.uniform(), (0.28, 0.08)),
            Mind::HalfLife => (18.0 + 24.0 * dice.uniform(), 0.3 + 0.3 * dice.uniform(), (0.18, 0.08)),
            Mind::Multiscale => (8.0 + 12.0 * dice.uniform(), 0.6 + 0.3 * dice.uniform(), (0.36, 0.1)),
        };
        let overlap = PARTS
            .iter()
            .map(|(items, questions)| same * (*questions as f64 / (things * f64::from(*items))).min(1.0))
            .collect();
        let transfer = dice.normal(transfer.0, transfer.1).max(0.0);
        let pace = dice.normal(0.0, 0.25).exp();
        let engrams = vec![Engram::default(); part_of.len()];
        let studied = vec![0; PARTS.len()];
        Self {
            mind,
            aptitude,
            transfer,
            encoding,
            fading,
            pace,
            overlap,
            difficulty,
            part_of,
            engrams,
            studied,
            dice,
        }
    }

    pub fn questions(&self) -> usize {
        self.part_of.len()
    }

    pub fn part(&self, question: usize) -> usize {
        self.part_of[question]
    }

    /// The chance to know something of a part by reasoning, without having studied it.
    fn insight(&self, part: usize, difficulty: f64) -> f64 {
        let practice = self.transfer * (1.0 + self.studied[part] as f64 / 5.0).ln();
        logistic(self.aptitude[part] + practice - difficulty)
    }

    /// The chance to remember a question, at a time in seconds.
    fn remembered(&self, question: usize, now: f64) -> f64 {
        let engram = &self.engrams[question];
        if engram.traces.is_empty() {
            return 0.0;
        }
        match self.mind {
            Mind::Activation => {
                let activation =
                    activation(&engram.traces, now, self.encoding - 0.3 * self.difficulty[question]);
                logistic((activation + 0.704) / 0.4)
            }
            Mind::HalfLife => {
                let (last, half_life) = engram.traces[0];
                0.5_f64.powf((now - last) / DAY / half_life)
            }
            Mind::Multiscale => {
                let pools = self.decayed(engram, now);
                (1.25 * strength(&pools, POOLS)).min(1.0)
            }
        }
    }

    fn decayed(&self, engram: &Engram, now: f64) -> [f64; POOLS] {
        let days = (now - engram.moved).max(0.0) / DAY;
        std::array::from_fn(|at| {
            // From half an hour to more than a year.
            let scale = 0.02 * 2.5_f64.powi(at as i32) / self.fading;
            engram.pools[at] * (-days / scale).exp()
        })
    }

    pub fn knows(&self, question: usize, now: f64) -> f64 {
        let insight = self.insight(self.part_of[question], self.difficulty[question]);
        1.0 - (1.0 - insight) * (1.0 - self.remembered(question, now))
    }

    /// Asks a question and says what the answer is.
    pub fn ask(&mut self, question: usize, now: f64) -> Answer {
        let knows = self.knows(question, now);
        let known = self.dice.chance(knows);
        let correct = known || self.dice.chance(GUESS);
        let first = self.engrams[question].traces.is_empty();
        let noise = self.dice.normal(0.0, 0.3).exp();
        let seconds = self.pace * noise * if known { 32.0 } else { 48.0 } * if first { 1.35 } else { 1.0 };
        let reading = self.pace * if correct { 10.0 } else { 28.0 };
        self.study(question, now + seconds, known);
        Answer { correct, minutes: (seconds + reading) / 60.0 }
    }

    fn study(&mut self, question: usize, now: f64, known: bool) {
        let boost = self.encoding - 0.3 * self.difficulty[question];
        if self.engrams[question].traces.is_empty() {
            self.studied[self.part_of[question]] += 1;
        }
        match self.mind {
            Mind::Activation => {
                let engram = &mut self.engrams[question];
                let before =
                    if engram.traces.is_empty() { -9.0 } else { activation(&engram.traces, now, boost) };
                engram.traces.push((now, 0.217 * before.exp().min(3.0) + self.fading));
            }
            Mind::HalfLife => {
                let grown = match self.engrams[question].traces.first() {
                    None => boost.exp() * 1.2,
                    Some((last, half_life)) => {
                        let gap = (now - last) / DAY;
                        // What was just seen is not learned much better by seeing it again.
                        let spaced = (gap / half_life).min(1.5);
                        let growth = if known { 1.6 * self.fading } else { 0.35 };
                        half_life * (1.0 + growth * spaced)
                    }
                };
                self.engrams[question].traces = vec![(now, grown.min(400.0))];
            }
            Mind::Multiscale => {
                let mut pools = self.decayed(&self.engrams[question], now);
                let rate = if known { self.encoding } else { 0.8 * self.encoding };
                for at in 0..POOLS {
                    // Each pool learns what those up to it do not hold.
                    let missing = (1.0 - strength(&pools, at + 1)).max(0.0);
                    pools[at] += rate * missing * if at == 0 { 1.0 } else { 0.9 };
                }
                let engram = &mut self.engrams[question];
                engram.pools = pools;
                engram.moved = now;
                if engram.traces.is_empty() {
                    engram.traces.push((now, 0.0));
                }
            }
        }
    }

    /// The share of the exam's points that is to be expected now.
    pub fn expected(&self, now: f64) -> f64 {
        let mut sums = vec![(0.0, 0_usize); PARTS.len()];
        for question in 0..self.questions() {
            let sum = &mut sums[self.part_of[question]];
            sum.0 += self.knows(question, now);
            sum.1 += 1;
        }
        let total: u32 = PARTS.iter().map(|(w, _)| w).sum();
        let mut score = 0.0;
        for (part, (weight, _)) in PARTS.iter().enumerate() {
            let own = sums[part].0 / sums[part].1 as f64;
            // Items that the library does not hold differ in difficulty as its questions do.
            let other: f64 =
                [-1.2, -0.6, 0.0, 0.6, 1.2].iter().map(|d| self.insight(part, *d)).sum::<f64>() / 5.0;
            let knows = self.overlap[part] * own + (1.0 - self.overlap[part]) * other;
            score += f64::from(*weight) / f64::from(total) * (GUESS + (1.0 - GUESS) * knows);
        }
        score
    }

    /// Sits the exam.
    pub fn exam(&mut self, now: f64) -> f64 {
        let mut correct = 0;
        for (part, (weight, _)) in PARTS.iter().enumerate() {
            let own: Vec<usize> = (0..self.questions()).filter(|q| self.part_of[*q] == part).collect();
            for _ in 0..*weight {
                let knows = if self.dice.chance(self.overlap[part]) {
                    let asked = own[self.dice.below(own.len())];
                    self.knows(asked, now)
                } else {
                    let difficulty = self.dice.normal(0.0, 0.8);
                    self.insight(part, difficulty)
                };
                correct += u32::from(self.dice.chance(GUESS + (1.0 - GUESS) * knows));
            }
        }
        f64::from(correct) / f64::from(ITEMS)
    }
}

/// Pavlik and Anderson count the time between sessions as a fortieth of the time within.
fn activation(traces: &[(f64, f64)], now: f64, boost: f64) -> f64 {
    let sum: f64 = traces
        .iter()
        .map(|(at, decay)| {
            let passed = (now - at).max(1.0);
            let passed = if passed > 7_200.0 { 7_200.0 + 0.025 * (passed - 7_200.0) } else { passed };
            passed.powf(-decay)
        })
        .sum();
    sum.ln() + boost
}

/// The mean of the first pools, the slow ones weighing less.
fn strength(pools: &[f64; POOLS], upto: usize) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for (at, pool) in pools.iter().take(upto).enumerate() {
        let weight = 0.95_f64.powi(at as i32);
        sum += weight * pool;
        all += weight;
    }
    sum / all
}
