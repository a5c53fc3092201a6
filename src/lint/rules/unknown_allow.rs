//! An exception to no rule.

use crate::bank::rule;

rule! {
    /// `allow` names a rule that there is not, or one that cannot be allowed.
    ///
    /// # Why
    /// It has no effect, and whoever wrote it thinks it has. Rules of reading cannot be allowed: what they find
    /// cannot be understood.
    ///
    /// # Example
    /// ```toml
    /// allow = ["longest-keys"]
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// allow = ["longest-key"]
    /// ```
    UNKNOWN_ALLOW = "unknown-allow", Warning, Integrity;
}
