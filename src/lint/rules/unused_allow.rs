//! An exception for nothing.

use crate::bank::rule;

rule! {
    /// `allow` names a rule that finds nothing in this question.
    ///
    /// # Why
    /// The exception was for something that has been mended since; left there, it will hide the next mistake. `bank
    /// fix` takes it away.
    ///
    /// # Example
    /// ```toml
    /// allow = ["longest-key"]   # the key is short now
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # nothing
    /// ```
    UNUSED_ALLOW = "unused-allow", Warning, Integrity;
}
