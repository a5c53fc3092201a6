//! What a learner makes of questions that were never asked: the share of first answers.

/// After so many days a first answer says half as much: who studies learns.
const HALF_LIFE: f64 = 21.0;
/// The learner as a whole begins with so many answers of which half are correct, before anything is known.
const PRIOR: f64 = 4.0;
/// A part of the exam begins with so many answers of the learner's own share over all parts.
const SHARED: f64 = 8.0;

/// A first answer to a question, given unaided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FirstAnswer {
    /// The number of the part of the exam that it belongs to.
    pub domain: usize,
    /// The share of the points.
    pub share: f64,
    /// How many days ago it was given.
    pub age: f64,
}

/// The share of the points that is expected of questions never asked, in one part of the exam.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ability {
    /// The expected share.
    pub mean: f64,
    /// Its variance, from the answers of this part alone.
    pub variance: f64,
    /// How much of it is borrowed from the learner's share over all parts, from 0 to 1: parts of which little is known err
    /// together.
    pub borrowed: f64,
    /// How many first answers stand behind it.
    pub answers: usize,
    /// How many of today's they are worth: old ones say less.
    pub evidence: f64,
}

/// The abilities by part, and over all parts. Answers count less with age; a part of which little is known is drawn to the
/// learner's own share over all of them (a beta-binomial model with the pooled share as its prior mean).
pub fn abilities(domains: usize, answers: &[FirstAnswer]) -> (Vec<Ability>, Ability) {
    let mut sums = vec![(0.0, 0.0, 0_usize); domains];
    for answer in answers {
        let weight = 0.5_f64.powf(answer.age.max(0.0) / HALF_LIFE);
        if let Some((sum, all, count)) = sums.get_mut(answer.domain) {
            *sum += weight * answer.share;
            *all += weight;
            *count += 1;
        }
    }
    let (sum, all, count) = sums.iter().fold((0.0, 0.0, 0), |(s, a, c), d| (s + d.0, a + d.1, c + d.2));
    let mean = (sum + PRIOR / 2.0) / (all + PRIOR);
    let variance = mean * (1.0 - mean) / (all + PRIOR + 1.0);
    let overall = Ability { mean, variance, borrowed: 0.0, answers: count, evidence: all };
    let of = |(sum, all, answers): &(f64, f64, usize)| {
        let mean = (sum + SHARED * overall.mean) / (all + SHARED);
        let variance = mean * (1.0 - mean) / (all + SHARED + 1.0);
        Ability { mean, variance, borrowed: SHARED / (all + SHARED), answers: *answers, evidence: *all }
    };
    (sums.iter().map(of).collect(), overall)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(domain: usize, correct: usize, of: usize, age: f64) -> Vec<FirstAnswer> {
        (0..of).map(|at| FirstAnswer { domain, share: f64::from(u8::from(at < correct)), age }).collect()
    }

    #[test]
    fn what_is_not_known_is_borrowed() {
        let (parts, overall) = abilities(3, &[answers(0, 36, 40, 0.0), answers(1, 8, 40, 0.0)].concat());
        assert!((overall.mean - 46.0 / 84.0).abs() < 1e-9);
        assert!((parts[0].mean - (36.0 + 8.0 * overall.mean) / 48.0).abs() < 1e-9);
        assert!((parts[2].mean - overall.mean).abs() < 1e-9);
        assert!((parts[2].borrowed - 1.0).abs() < 1e-9 && parts[0].borrowed < 0.2);
        assert!(parts[2].variance > parts[0].variance);
    }

    #[test]
    fn old_answers_say_less() {
        let of = |age: f64| abilities(1, &answers(0, 20, 20, age)).0[0].mean;
        assert!(of(0.0) > of(HALF_LIFE) && of(HALF_LIFE) > of(10.0 * HALF_LIFE));
        // What is long ago says next to nothing.
        assert!((of(1000.0 * HALF_LIFE) - 0.5).abs() < 1e-3);
    }
}
