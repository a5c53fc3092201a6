//! Too little for an exam.

use crate::bank::rule;

rule! {
    /// With `--blueprint`: a domain for which the checked banks hold fewer questions than the exam has items.
    ///
    /// # Why
    /// A form cannot be made, or is the same each time.
    ///
    /// # Example
    /// ```toml
    /// # the domain "compliance" has 3 items, and 2 questions
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// # three questions and more; for several forms several times as many
    /// ```
    BLUEPRINT_COVERAGE = "blueprint-coverage", Warning, Balance;
}
