//! Which choices of a bank the answers speak of.
//!
//! A journal names choices by their identities. A matrix may name them so, by their words, or by letters; letters are those
//! of the bank's order only where the keys of nearly all questions say so: a printed form has an order of its own.

use super::analysis::{Analysis, ChoiceStatistics, ItemStatistics};
use crate::bank::{Body, Choices, Question};

/// So many of the questions have to agree before letters are taken for the bank's order.
const AGREE: f64 = 0.8;
/// With fewer questions they may agree by chance.
const FEWEST_KEYS: usize = 3;

/// What became of the letters of a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters {
    /// Questions of the bank that were answered by letters.
    pub questions: usize,
    /// Those of them whose key is the bank's.
    pub agree: usize,
    /// The letters were taken for the bank's choices.
    pub taken: bool,
}

impl Analysis {
    /// Names choices by their identities where that is certain, adds those that nobody took, and marks items whose key is
    /// not the bank's.
    pub fn mapped<'q>(&mut self, find: impl Fn(&str) -> Option<&'q Question>) -> Letters {
        let (mut agree, mut known) = (0, 0);
        for item in self.items.iter().filter(|i| i.lettered) {
            if let Some(choices) = find(&item.question).and_then(choices)
                && !item.names(choices)
                && item.choices.iter().all(|c| place(&c.id).is_some())
            {
                known += 1;
                agree += usize::from(item.has_key_of(choices));
            }
        }
        let ordered = known >= FEWEST_KEYS && f64::from(agree as u32) >= AGREE * known as f64;
        for item in &mut self.items {
            match find(&item.question).filter(|q| item.is_of(q)).and_then(choices) {
                Some(choices) => item.map(choices, ordered),
                None => item.fill_letters(),
            }
        }
        Letters { questions: known, agree, taken: ordered }
    }
}

fn choices(question: &Question) -> Option<&Choices> {
    match &question.body {
        Body::Choices(choices) => Some(choices),
        _ => None,
    }
}

/// The place of a letter.
fn place(letter: &str) -> Option<usize> {
    let byte = letter.bytes().next().filter(|b| letter.len() == 1 && b.is_ascii_uppercase())?;
    Some(usize::from(byte - b'A'))
}

impl ItemStatistics {
    /// Whether these are answers to the question as it stands.
    pub fn is_of(&self, question: &Question) -> bool {
        self.revision.is_none_or(|r| r == question.revision().number())
    }

    /// Whether what was taken is named by identity or words.
    fn names(&self, choices: &Choices) -> bool {
        self.choices.iter().all(|c| named(choices, &c.id).is_some())
    }

    fn has_key_of(&self, choices: &Choices) -> bool {
        let keyed = self.choices.iter().filter(|c| c.key).filter_map(|c| place(&c.id));
        let mut keyed: Vec<usize> = keyed.collect();
        keyed.sort_unstable();
        let own: Vec<usize> =
            choices.choices.iter().enumerate().filter(|(_, c)| c.key).map(|(at, _)| at).collect();
        keyed == own
    }

    fn map(&mut self, choices: &Choices, ordered: bool) {
        if self.lettered {
            if self.names(choices) {
                self.lettered = false;
            } else if ordered
                && self.choices.iter().all(|c| place(&c.id).is_some_and(|p| p < choices.choices.len()))
            {
                // In the bank's order, and with another key: the letters stay, so that both can be compared.
                self.other_key = !self.has_key_of(choices);
                self.lettered = self.other_key;
            }
            if self.lettered {
                self.fill_letters();
                return;
            }
        }
        // A choice may read "B": what has a name is not found by its place.
        let by_name = self.revision.is_some() || self.names(choices);
        let own: Vec<ChoiceStatistics> = choices
            .choices
            .iter()
            .enumerate()
            .map(|(at, choice)| {
                let stands = |c: &&ChoiceStatistics| {
                    Some(at) == if by_name { named(choices, &c.id) } else { place(&c.id) }
                };
                let taken = self.choices.iter().find(stands);
                let nobody = ChoiceStatistics {
                    id: String::new(),
                    key: choice.key,
                    n: 0,
                    share: 0.0,
                    discrimination: None,
                    by_group: None,
                };
                let found = taken.cloned().unwrap_or(nobody);
                self.other_key |= taken.is_some_and(|c| c.key != choice.key) && self.revision.is_none();
                ChoiceStatistics { id: choice.id.to_string(), ..found }
            })
            .collect();
        self.choices = own;
    }

    /// Letters between those that were taken.
    fn fill_letters(&mut self) {
        let places: Option<Vec<usize>> = self.choices.iter().map(|c| place(&c.id)).collect();
        let Some(most) = places.filter(|p| !p.is_empty()).and_then(|p| p.into_iter().max()) else { return };
        for at in 0..=most {
            let letter = char::from(b'A' + at as u8).to_string();
            if !self.choices.iter().any(|c| c.id == letter) {
                let nobody = ChoiceStatistics {
                    id: letter,
                    key: false,
                    n: 0,
                    share: 0.0,
                    discrimination: None,
                    by_group: None,
                };
                self.choices.insert(at.min(self.choices.len()), nobody);
            }
        }
    }
}

/// The place of the choice with this identity or these words.
fn named(choices: &Choices, name: &str) -> Option<usize> {
    choices.choices.iter().position(|c| c.id.as_str() == name || c.text.eq_ignore_ascii_case(name))
}
