//! How a question is shown: which choices, in which order.

use crate::bank::{Body, Choice, ChoiceId, Pin, Question};
use crate::study::{Random, shuffle};

/// What stands behind the letters. It follows from the session's seed, the question and its place, so that a resumed
/// session shows the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// What each letter stands for, by its number in the question: choices, right sides, or items.
    pub order: Vec<usize>,
    /// The same by identity, as the journal records it.
    pub ids: Vec<ChoiceId>,
}

impl Shown {
    /// The order for one showing.
    pub fn new(question: &Question, seed: u64, place: u32) -> Self {
        let mut random = Random::new(seed, &format!("shown/{}/{place}", question.id));
        match &question.body {
            Body::Choices(body) => {
                let drawn = drawn_choices(&body.choices, body.show, &mut random);
                let order = if body.shuffle { arrange(&body.choices, &drawn, &mut random) } else { drawn };
                let ids = order.iter().map(|at| body.choices[*at].id.clone()).collect();
                Self { order, ids }
            }
            Body::Match(_) | Body::Order(_) => Self::shuffled(&texts(question), &mut random),
            Body::TrueFalse(_) | Body::Text(_) | Body::Code(_) => Self { order: Vec::new(), ids: Vec::new() },
        }
    }

    /// Everything in the order in which the bank has it.
    pub fn as_written(question: &Question) -> Self {
        let texts = texts(question);
        let ids = match &question.body {
            Body::Choices(body) => body.choices.iter().map(|c| c.id.clone()).collect(),
            _ => texts.iter().map(|t| ChoiceId::of_text(t)).collect(),
        };
        Self { order: (0..texts.len()).collect(), ids }
    }

    /// The order that an attempt recorded; what the question no longer has is left out.
    pub fn recorded(question: &Question, ids: &[ChoiceId]) -> Self {
        let written = Self::as_written(question);
        let order: Vec<usize> =
            ids.iter().filter_map(|id| written.ids.iter().position(|w| w == id)).collect();
        let ids = order.iter().map(|at| written.ids[*at].clone()).collect();
        Self { order, ids }
    }

    fn shuffled(texts: &[&str], random: &mut Random) -> Self {
        let mut order: Vec<usize> = (0..texts.len()).collect();
        shuffle(&mut order, random);
        // Shown in the order of the key, it would be no question.
        if order.len() > 1 && order.iter().copied().eq(0..texts.len()) {
            order.rotate_left(1);
        }
        let ids = order.iter().map(|at| ChoiceId::of_text(texts[*at])).collect();
        Self { order, ids }
    }

    /// What a letter stands for.
    pub fn at_letter(&self, letter: char) -> Option<usize> {
        let at = (letter.to_ascii_lowercase() as usize).checked_sub('a' as usize)?;
        self.order.get(at).copied()
    }

    /// The letter behind which something stands.
    pub fn letter_of(&self, number: usize) -> Option<char> {
        let at = self.order.iter().position(|n| *n == number)?;
        letter(at)
    }
}

/// What the letters stand for, in the order of the bank: choices, right sides, or items.
pub(super) fn texts(question: &Question) -> Vec<&str> {
    match &question.body {
        Body::Choices(body) => body.choices.iter().map(|c| c.text.as_str()).collect(),
        Body::Match(body) => {
            let rights = body.pairs.iter().map(|(_, right)| right.as_str());
            rights.chain(body.extra.iter().map(|e| e.as_str())).collect()
        }
        Body::Order(body) => body.items.iter().map(|i| i.as_str()).collect(),
        Body::TrueFalse(_) | Body::Text(_) | Body::Code(_) => Vec::new(),
    }
}

/// The letter of a position.
pub(super) fn letter(at: usize) -> Option<char> {
    u8::try_from(at).ok().filter(|n| *n < 26).map(|n| char::from(b'a' + n))
}

/// All keys, and distractors drawn to fill what is shown.
fn drawn_choices(choices: &[Choice], show: Option<u32>, random: &mut Random) -> Vec<usize> {
    let all: Vec<usize> = (0..choices.len()).collect();
    let Some(show) = show.map(|n| n as usize).filter(|n| *n < choices.len()) else { return all };
    let (keys, mut distractors): (Vec<usize>, Vec<usize>) = all.into_iter().partition(|at| choices[*at].key);
    // A pinned distractor ("None of these") is part of the question's form.
    distractors.sort_by_key(|at| choices[*at].pin.is_none());
    let pinned = distractors.iter().take_while(|at| choices[**at].pin.is_some()).count();
    shuffle(&mut distractors[pinned..], random);
    let mut drawn: Vec<usize> =
        keys.iter().copied().chain(distractors.into_iter().take(show.saturating_sub(keys.len()))).collect();
    drawn.sort_unstable();
    drawn
}

/// Shuffles what is not pinned.
fn arrange(choices: &[Choice], drawn: &[usize], random: &mut Random) -> Vec<usize> {
    let pinned = |pin: Pin| drawn.iter().copied().filter(move |at| choices[*at].pin == Some(pin));
    let mut free: Vec<usize> = drawn.iter().copied().filter(|at| choices[*at].pin.is_none()).collect();
    shuffle(&mut free, random);
    pinned(Pin::First).chain(free).chain(pinned(Pin::Last)).collect()
}
