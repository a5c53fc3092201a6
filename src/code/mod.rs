//! Code systems: what a code looks like, how the codes of an answer are read, and the code sets themselves.
//!
//! Shape does not tell the system (207 HCPCS codes have the letters of a billable diagnosis): whoever asks says which
//! systems are meant. A [`Book`] is one edition of a code set; [`Editions`] says which are at hand.

mod annex;
mod apart;
mod book;
mod diff;
mod edition;
mod editions;
mod entry;
mod found;
mod lookup;
mod missing;
mod modifier;
mod refer;
mod release;
pub mod search;
mod shipped;
pub mod source;
mod syntax;
mod system;

pub use annex::{Annex, AnnexKind, AnnexLine};
pub use apart::Apart;
pub use book::{Book, BookError, Place, write};
pub use diff::{Change, diff, same_title};
pub use edition::{EditionError, EditionName};
pub use editions::{Books, Editions, Prepared, Shelved};
pub use entry::{Entry, Expected, read_entries};
pub use found::{FoundCode, found_codes};
pub use lookup::{Character, Listing, Named, NotFound, NoteLine, Within};
pub use modifier::Modifier;
pub use refer::{Instruction, Reference, instructions, only_code, references};
pub use release::{AxisValue, IndexLine, Note, NoteKind, Rank, Release, Row, Seventh};
pub use syntax::{Code, Malformed};
pub use system::{System, UnknownSystem};
