//! The sums over candidates that all statistics are made of.

use rayon::prelude::*;

use super::groups::{CLASSES, Groups};
use super::responses::{Cells, Column, MISSING, Responses};

/// Of one way to answer one question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Sums {
    /// How many answered so.
    pub n: u64,
    /// How many of them there is a rest of the test of.
    pub with_rest: u64,
    /// Sum of what those got of the rest of the test.
    pub rest: f64,
    /// Sum of its squares.
    pub rest2: f64,
    /// How many of them are in each class.
    pub classes: [u64; CLASSES],
}

/// Other questions that a candidate must have answered for the rest to say anything, where the form is not common.
const FEWEST_OTHERS: u32 = 5;

/// Points of every candidate on a common form of items worth one point each.
pub(super) fn whole_totals(responses: &Responses) -> Vec<u16> {
    let mut totals = vec![0_u16; responses.candidates];
    totals.par_chunks_mut(8192).enumerate().for_each(|(chunk, totals)| {
        let from = chunk * 8192;
        for column in &responses.columns {
            let Cells::Dense(codes) = &column.cells else { continue };
            let codes = &codes[from..from + totals.len()];
            for symbol in column.symbols.iter().filter(|s| s.score >= 1.0) {
                let keyed = symbol.code as u8;
                for (total, code) in totals.iter_mut().zip(codes) {
                    *total += u16::from(*code == keyed);
                }
            }
        }
    });
    totals
}

/// How many have this code, and the sum of their totals. In blocks so small that the inner sums fit into one and two bytes: the
/// compiler then adds many candidates at once. `most` is the largest total.
pub(super) fn count_and_total(codes: &[u8], code: u8, totals: &[u16], most: usize) -> (u64, u64) {
    let block = (usize::from(u16::MAX) / most.max(1)).clamp(1, BLOCK);
    let mut sums = (0, 0);
    for (codes, totals) in codes.chunks(block).zip(totals.chunks(block)) {
        let (mut n, mut total) = (0_u8, 0_u16);
        for (c, t) in codes.iter().zip(totals) {
            let here = *c == code;
            n += u8::from(here);
            total += *t & 0_u16.wrapping_sub(u16::from(here));
        }
        sums.0 += u64::from(n);
        sums.1 += u64::from(total);
    }
    sums
}

/// So many counts fit into a byte.
const BLOCK: usize = 240;

/// How many of one class have this code.
fn count_in_class(codes: &[u8], code: u8, classes: &[u8], class: u8) -> u64 {
    let blocks = codes.chunks(BLOCK).zip(classes.chunks(BLOCK));
    let counts = blocks.map(|(codes, classes)| {
        let mut n = 0_u8;
        for (c, k) in codes.iter().zip(classes) {
            n += u8::from(*c == code) & u8::from(*k == class);
        }
        u64::from(n)
    });
    counts.sum()
}

/// How many of each symbol are in each class.
pub(super) fn by_class(column: &Column, groups: &Groups) -> Vec<[u64; CLASSES]> {
    let mut counts = vec![[0_u64; CLASSES]; column.symbols.len()];
    if let Cells::Dense(codes) = &column.cells {
        for (symbol, counts) in column.symbols.iter().zip(&mut counts) {
            for (class, count) in counts.iter_mut().enumerate() {
                *count = count_in_class(codes, symbol.code as u8, &groups.class, class as u8);
            }
        }
        return counts;
    }
    let places = column.places();
    column.each(|candidate, code| {
        if let Some(counts) = counts.get_mut(places[code as usize]) {
            counts[groups.class[candidate] as usize] += 1;
        }
    });
    counts
}

/// What every candidate got in all, and of how many questions.
pub(super) struct Standing {
    pub points: Vec<f64>,
    pub answered: Vec<u32>,
}

impl Standing {
    /// Over all columns, in their order.
    pub fn of(responses: &Responses) -> Self {
        let mut standing =
            Self { points: vec![0.0; responses.candidates], answered: vec![0; responses.candidates] };
        for column in &responses.columns {
            let places = column.places();
            column.each(|candidate, code| {
                let Some(symbol) = column.symbols.get(places[code as usize]) else { return };
                standing.points[candidate] += symbol.score;
                standing.answered[candidate] += 1;
            });
        }
        standing
    }

    /// What orders the candidates: the share of the points of what each answered; `NaN` where that is too little to say
    /// anything.
    pub fn shares(&self) -> Vec<f64> {
        let share = |(points, n): (&f64, &u32)| {
            if *n > FEWEST_OTHERS { points / f64::from(*n) } else { f64::NAN }
        };
        self.points.iter().zip(&self.answered).map(share).collect()
    }

    /// The sums of a column. On a common form the rest is points, elsewhere the share of what else was answered.
    pub fn sums(&self, column: &Column, groups: &Groups, common: bool) -> Vec<Sums> {
        let places = column.places();
        let mut sums = vec![Sums::default(); column.symbols.len()];
        column.each(|candidate, code| {
            let Some(symbol) = column.symbols.get(places[code as usize]) else { return };
            let others = self.answered[candidate].saturating_sub(1);
            let rest = self.points[candidate] - symbol.score;
            let sums = &mut sums[places[code as usize]];
            sums.n += 1;
            sums.classes[groups.class[candidate] as usize] += 1;
            if common || others >= FEWEST_OTHERS {
                let rest = if common { rest } else { rest / f64::from(others) };
                sums.with_rest += 1;
                sums.rest += rest;
                sums.rest2 += rest * rest;
            }
        });
        sums
    }
}

/// Whether the fast way is open: a common form, in one table, with items worth one point.
pub(super) fn is_plain(responses: &Responses) -> bool {
    responses.columns.len() <= usize::from(u16::MAX) / 4
        && responses.columns.iter().all(|c| {
            matches!(&c.cells, Cells::Dense(codes) if codes.len() == responses.candidates && !codes.contains(&MISSING))
                && c.is_dichotomous()
        })
}
