//! Nearly the same question twice.

use crate::bank::rule;

rule! {
    /// Two questions of the library whose stems share four fifths of their words; or three fifths, and the key too.
    ///
    /// # Why
    /// One gives the other away, or asks it again. Exams keep such pairs apart; whether both are wanted only the
    /// author knows.
    ///
    /// # Example
    /// ```toml
    /// stem = "Which suffix means surgical removal?"
    /// stem = "Which suffix means the surgical removal of an organ?"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # one of them, or two that test two points
    /// ```
    NEAR_DUPLICATE = "near-duplicate", Note, Integrity;
}
