//! Item and test statistics: which questions are any good. Pure: no disk, no clock.
//!
//! [`Responses`] is what candidates answered, read from a response matrix ([`read_matrix`]) or from journals
//! ([`Journals`]); [`analyse`] makes an [`Analysis`] of it. Conventions are those of classical test theory: facility is
//! the mean share of the points, discrimination the correlation of the item with the rest of the test (the item itself
//! left out), the groups are the upper and lower 27 % (Kelley 1939), reliability is Cronbach's alpha, which for items
//! worth one point is KR-20.

mod analysis;
mod groups;
mod journals;
mod mapping;
mod matrix;
mod responses;
mod sums;
#[cfg(test)]
mod tests;
mod verdict;

pub use analysis::{Analysis, ChoiceStatistics, Counted, ItemStatistics, analyse};
pub use journals::{Journals, is_journal};
pub use mapping::Letters;
pub use matrix::{MatrixError, MatrixOptions, read_matrix};
pub use responses::{Cells, ChoiceName, Column, MISSING, Responses, Symbol};
pub use verdict::{FEWEST, STABLE, SURE, Verdict};
