//! The sums over candidates that all statistics are made of.

use rayon::prelude::*;

use super::groups::{CLASSES, Counts, Groups, counted};
use super::responses::{Cells, Column, Responses, Symbol};

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

/// The sums of a column of a common form of items worth one point each, the sum of squares left out. Class and rest of a
/// candidate follow from the total, so that one count of each total by each symbol gives them all.
pub(super) fn sums_by_total(column: &Column, totals: &[u16], most: usize, groups: &Groups) -> Vec<Sums> {
    let Cells::Dense(codes) = &column.cells else { return Vec::new() };
    let width = most + 1;
    // Codes that are no symbol share the last row.
    let rows = column.symbols.iter().map(|s| s.code as usize + 1).max().unwrap_or(0) + 1;
    let mut counts = vec![0_u32; 2 * rows * width];
    // Neighbours are counted apart, so that none waits for the other's count.
    let (even, odd) = counts.split_at_mut(rows * width);
    let place = |code: u8, total: u16| usize::from(code).min(rows - 1) * width + usize::from(total);
    let (pairs, last) = codes.as_chunks::<2>();
    let (pairs_of_totals, last_total) = totals.as_chunks::<2>();
    for (codes, totals) in pairs.iter().zip(pairs_of_totals) {
        even[place(codes[0], totals[0])] += 1;
        odd[place(codes[1], totals[1])] += 1;
    }
    for (code, total) in last.iter().zip(last_total) {
        even[place(*code, *total)] += 1;
    }
    let classes: Vec<usize> = (0..width).map(|total| groups.class(total as f64)).collect();
    let of_symbol = |symbol: &Symbol| {
        let row = symbol.code as usize * width;
        let mut sums = Sums::default();
        let mut whole = 0;
        for (total, (a, b)) in even[row..row + width].iter().zip(&odd[row..row + width]).enumerate() {
            let count = u64::from(*a) + u64::from(*b);
            sums.n += count;
            sums.classes[classes[total]] += count;
            whole += count * total as u64;
        }
        sums.with_rest = sums.n;
        sums.rest = whole as f64 - sums.n as f64 * symbol.score;
        sums
    };
    column.symbols.iter().map(of_symbol).collect()
}

/// What every candidate got in all, and of how many questions.
pub(super) struct Standing {
    /// Every candidate answered every question, so that points can be compared; else shares are.
    common: bool,
    points: Vec<f64>,
    answered: Vec<u32>,
    /// How many have each value of what orders them: their points, or shares.
    pub counts: Counts,
    pub groups: Groups,
    classes: Vec<u8>,
}

impl Standing {
    /// Over all columns, in their order.
    pub fn of(responses: &Responses, common: bool) -> Self {
        let (mut points, mut answered) = (vec![0.0; responses.candidates], vec![0; responses.candidates]);
        for column in &responses.columns {
            let places = column.places();
            column.each(|candidate, code| {
                let Some(symbol) = column.symbols.get(places[code as usize]) else { return };
                points[candidate] += symbol.score;
                answered[candidate] += 1;
            });
        }
        // What orders the candidates; nothing does where one answered too little to say anything.
        let order = |(points, answered): (&f64, &u32)| match *answered {
            _ if common => *points,
            n if n > FEWEST_OTHERS => points / f64::from(n),
            _ => f64::NAN,
        };
        // Beyond nine decimals the order of the columns decides.
        let order: Vec<f64> =
            points.iter().zip(&answered).map(|of| (order(of) * 1e9).round() / 1e9).collect();
        let counts = counted(&order);
        let groups = Groups::of(&counts);
        let classes = order.iter().map(|s| groups.class(*s) as u8).collect();
        Self { common, points, answered, counts, groups, classes }
    }

    /// The sums of a column. On a common form the rest is points, elsewhere the share of what else was answered.
    pub fn sums(&self, column: &Column) -> Vec<Sums> {
        let places = column.places();
        let mut sums = vec![Sums::default(); column.symbols.len()];
        column.each(|candidate, code| {
            let Some(symbol) = column.symbols.get(places[code as usize]) else { return };
            let others = self.answered[candidate].saturating_sub(1);
            let rest = self.points[candidate] - symbol.score;
            let sums = &mut sums[places[code as usize]];
            sums.n += 1;
            sums.classes[usize::from(self.classes[candidate])] += 1;
            if self.common || others >= FEWEST_OTHERS {
                let rest = if self.common { rest } else { rest / f64::from(others) };
                sums.with_rest += 1;
                sums.rest += rest;
                sums.rest2 += rest * rest;
            }
        });
        sums
    }
}

/// Whether the fast way is open to a common form: in one table, with items worth one point.
pub(super) fn is_plain(responses: &Responses) -> bool {
    responses.columns.len() <= usize::from(u16::MAX) / 4
        && responses.columns.iter().all(|c| matches!(&c.cells, Cells::Dense(_)) && c.is_dichotomous())
}
