//! What the rows of the ledger are.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::journal::Position;
use super::{StoreError, Totals};
use crate::learner::{Model, Remembered};
use crate::progress::{QuestionId, Record, Trace, Trail};

/// What the store keeps of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub record: Record,
    /// The attempt that counts last.
    pub last: Trace,
    /// What is remembered; none where every attempt left the schedule alone.
    pub remembered: Option<Remembered>,
}

/// Changed whenever a row changes its form: a store of another layout is built again.
pub(super) const LAYOUT: u32 = 5;

/// How far the journal is applied, and what the rows must add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Meta {
    pub layout: u32,
    pub applied: Position,
    /// A hash of the last bytes before `applied`: it must be this journal that was applied.
    pub mark: u64,
    pub rows: u64,
    pub digest: u64,
    pub last_seq: u64,
    pub last_sum: Option<u64>,
    pub totals: Totals,
}

pub(super) type Shelf = BTreeMap<String, Kept>;

pub(super) fn pack(value: &impl Serialize) -> Result<Vec<u8>, StoreError> {
    postcard::to_stdvec(value).map_err(|e| StoreError::Sled(e.to_string()))
}

pub(super) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    postcard::from_bytes(bytes).map_err(|e| StoreError::Sled(format!("a row is not readable: {e}")))
}

/// Some questions of a bank share a row: few enough rows to verify them all at every open, small enough ones to write
/// with every answer.
pub(super) fn shelf_key(question: &QuestionId) -> Vec<u8> {
    let shelf = blake3::hash(question.local().as_bytes()).as_bytes()[0] % 16;
    format!("q/{}/{shelf:x}", question.bank()).into_bytes()
}

pub(super) fn note_key(prefix: &str, at: Timestamp, number: u64) -> Vec<u8> {
    format!("{prefix}/{:020}/{number:020}", at.as_millisecond().max(0)).into_bytes()
}

/// What is kept of a question, folded from its whole trail.
pub(super) fn kept_of(trail: &Trail, model: &Model) -> Option<Kept> {
    let remembered = Remembered::of(trail, model);
    Some(Kept { record: trail.record()?, last: trail.traces().last()?.clone(), remembered })
}
