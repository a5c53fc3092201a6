//! IMS QTI 2.1: a package (a zip with a manifest and one file an item), or one item alone.
//!
//! Read are items of version 2.0 to 2.2 with one interaction of a kind that a bank has. A package is read in memory; names
//! that lead out of it, and archives that unfold to too much, are refused.

mod item;
mod package;
mod read;
mod write;

pub(super) use read::read;
pub(super) use write::write;
