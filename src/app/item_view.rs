//! What `items` has to show.

use serde::Serialize;

/// The statistics of a test and its items.
#[derive(Clone, Debug, Serialize)]
pub struct ItemsReport {
    /// Candidates.
    pub candidates: usize,
    /// How many questions were analysed.
    pub questions: usize,
    /// Whether every candidate answered every question.
    pub common_form: bool,
    /// Mean of the points; only of a common form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// Standard deviation of the points; only of a common form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<f64>,
    /// Cronbach's alpha; only of a common form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reliability: Option<f64>,
    /// Standard error of measurement, in points; only of a common form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sem: Option<f64>,
    /// How many candidates have 0, 1, 2 and more whole points; only of a common form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<usize>,
    /// Later attempts that were not used.
    pub repeated: usize,
    /// Answers to older revisions that were not used.
    pub superseded: usize,
    /// Lines of journals that are not whole.
    pub damaged: usize,
    /// What became of the letters of a matrix, where a bank at hand holds its questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letters: Option<LettersLine>,
    /// The items.
    pub items: Vec<ItemLine>,
}

/// Letters of a matrix beside the bank's choices.
#[derive(Clone, Debug, Serialize)]
pub struct LettersLine {
    /// Questions of a bank that were answered by letters.
    pub questions: usize,
    /// Those of them whose key is the bank's.
    pub agree: usize,
    /// Whether the letters were taken for the bank's choices.
    pub taken: bool,
}

/// The statistics of an item.
#[derive(Clone, Debug, Serialize)]
pub struct ItemLine {
    /// The question.
    pub question: String,
    /// Its stem, where a bank at hand holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stem: Option<String>,
    /// Answers.
    pub n: usize,
    /// Correct ones.
    pub correct: usize,
    /// How much the figures can be trusted: `counts-only`, `provisional`, `sure`.
    pub counted: &'static str,
    /// Mean share of the points, 0 to 1.
    pub facility: f64,
    /// Correlation with the rest of the test, -1 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discrimination: Option<f64>,
    /// Facility of the upper less that of the lower 27 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upper_lower: Option<f64>,
    /// Facility in the lower 27 %, between, and in the upper 27 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_group: Option<[f64; 3]>,
    /// The choices.
    pub choices: Vec<ChoiceLine>,
    /// What the figures say.
    pub findings: Vec<ItemFinding>,
}

/// The statistics of a choice.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceLine {
    /// The choice.
    pub id: String,
    /// What it says, where a bank at hand holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Whether it is keyed.
    pub key: bool,
    /// How many took it.
    pub n: usize,
    /// Their share.
    pub share: f64,
    /// Correlation of taking it with the rest of the test.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discrimination: Option<f64>,
    /// The share that took it in the lower 27 %, between, and in the upper 27 %.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_group: Option<[f64; 3]>,
}

/// What figures say of an item.
#[derive(Clone, Debug, Serialize)]
pub struct ItemFinding {
    /// The kind: `key-in-doubt`, `dead-distractor`, …
    pub kind: &'static str,
    /// The choice that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub choice: Option<String>,
}
