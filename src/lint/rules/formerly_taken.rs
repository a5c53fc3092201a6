//! An identity that is still in use.

use crate::bank::rule;

rule! {
    /// `formerly` names a question that is still there, or that another question was too.
    ///
    /// # Why
    /// Progress under that identity belongs to one question: the one that has it. What learners did with the other
    /// would be carried to the wrong place.
    ///
    /// # Example
    /// ```toml
    /// formerly = ["terms/myalgia"]   # which is still a question
    /// ```
    ///
    /// # Use instead
    /// ```toml
    /// formerly = ["terms/muscle-pain"]   # which is gone
    /// ```
    FORMERLY_TAKEN = "formerly-taken", Warning, Integrity;
}
