//! The same question twice.

use crate::bank::rule;

rule! {
    /// Two questions of the library with the same words, choices and key.
    ///
    /// # Why
    /// Learners answer it twice and keep two memories of it, and a form may hold both.
    ///
    /// # Example
    /// ```toml
    /// id = "myalgia-2"   # as "myalgia"
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # one of them, with `formerly` naming the other
    /// ```
    DUPLICATE_QUESTION = "duplicate-question", Warning, Integrity;
}
