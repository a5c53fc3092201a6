//! One item as a draft.

use crate::exchange::draft::{Body, Choice, Draft};
use crate::exchange::fields::Losses;
use crate::exchange::html::text_of;
use crate::exchange::xml::Node;

/// Interactions that stand in the middle of a text.
const GAPS: [&str; 2] = ["textEntryInteraction", "inlineChoiceInteraction"];

const INTERACTIONS: [&str; 20] = [
    "choiceInteraction",
    "orderInteraction",
    "matchInteraction",
    "associateInteraction",
    "textEntryInteraction",
    "inlineChoiceInteraction",
    "extendedTextInteraction",
    "gapMatchInteraction",
    "hottextInteraction",
    "hotspotInteraction",
    "selectPointInteraction",
    "graphicOrderInteraction",
    "graphicAssociateInteraction",
    "graphicGapMatchInteraction",
    "positionObjectInteraction",
    "sliderInteraction",
    "mediaInteraction",
    "drawingInteraction",
    "uploadInteraction",
    "customInteraction",
];

pub(super) fn draft(node: &Node, losses: &mut Losses) -> Result<Draft, String> {
    let body = node.child("itemBody").ok_or("it has no <itemBody>")?;
    if node.child("templateDeclaration").is_some() || node.child("templateProcessing").is_some() {
        return Err("it is made anew for each candidate by a template".to_owned());
    }
    let mut found: Vec<&Node> = Vec::new();
    for name in INTERACTIONS {
        body.collect(name, &mut found);
    }
    let interaction = match found.as_slice() {
        [] => return Err("nothing is asked: it has no interaction".to_owned()),
        [one] => *one,
        several => {
            return Err(format!("it asks {} things at once; a question of a bank asks one", several.len()));
        }
    };
    let response = interaction.attribute("responseIdentifier").unwrap_or("RESPONSE");
    let declared = node.all("responseDeclaration").find(|d| d.attribute("identifier") == Some(response));
    let correct: Vec<String> = declared
        .and_then(|d| d.child("correctResponse"))
        .map(|c| c.all("value").map(Node::text).collect())
        .unwrap_or_default();
    // What is for scorers, and feedback, is no part of what is asked; a gap stays a gap.
    let hidden = |n: &Node| {
        let name = n.name.as_str();
        INTERACTIONS.contains(&name) && !GAPS.contains(&name)
            || matches!(name, "rubricBlock" | "feedbackBlock" | "feedbackInline")
    };
    let mut stem = text_of(&body.inner(&hidden), losses);
    if stem.ends_with("_____") && interaction.name == "textEntryInteraction" {
        // Behind everything else it is only the place to write.
        stem.truncate(stem.trim_end_matches(['_', ' ', '\n']).len());
    }
    if let Some(prompt) = interaction.child("prompt") {
        let prompt = text_of(&prompt.inner(&|_| false), losses);
        stem = if stem.is_empty() { prompt } else { format!("{stem}\n\n{prompt}") };
    }
    let correct = if correct.is_empty() { processed(node, response) } else { correct };
    let body = body_of(interaction, declared, &correct, losses)?;
    let mut draft = Draft::new(node.line, stem, body);
    let rationale: Vec<String> = node
        .all("modalFeedback")
        .map(|f| text_of(&f.inner(&|_| false), losses))
        .filter(|f| !f.is_empty())
        .collect();
    if rationale.len() > 1 {
        losses.add("feedback beyond the first");
    }
    draft.rationale = rationale.into_iter().next();
    Ok(draft)
}

const FEEDBACK: [&str; 2] = ["feedbackInline", "feedbackBlock"];

/// The text of a choice, and its feedback.
fn choice(node: &Node, losses: &mut Losses) -> (String, String, Option<String>) {
    let name = node.attribute("identifier").unwrap_or("").to_owned();
    let text = text_of(&node.inner(&|n| FEEDBACK.contains(&n.name.as_str())), losses);
    let mut whys = Vec::new();
    for kind in FEEDBACK {
        node.collect(kind, &mut whys);
    }
    let why = whys.first().map(|w| text_of(&w.inner(&|_| false), losses)).filter(|w| !w.is_empty());
    (name, text, why)
}

fn body_of(
    node: &Node,
    declared: Option<&Node>,
    correct: &[String],
    losses: &mut Losses,
) -> Result<Body, String> {
    let no_key = || "it does not say which answer is correct".to_owned();
    let shuffle = node.attribute("shuffle").is_some_and(|s| s == "true");
    match node.name.as_str() {
        "choiceInteraction" | "inlineChoiceInteraction" => {
            let element = if node.name == "choiceInteraction" { "simpleChoice" } else { "inlineChoice" };
            let choices: Vec<(String, String, Option<String>)> =
                node.all(element).map(|c| choice(c, losses)).collect();
            let correct = if correct.is_empty() { best_mapped(declared) } else { correct.to_vec() };
            if correct.is_empty() {
                return Err(no_key());
            }
            let word = |c: &(String, String, Option<String>)| c.1.eq_ignore_ascii_case(&c.0);
            let names: Vec<&str> = choices.iter().map(|c| c.0.as_str()).collect();
            if let Some(gone) = correct.iter().find(|c| !names.contains(&c.as_str())) {
                return Err(format!("the key names `{gone}`, which there is not"));
            }
            if names == ["true", "false"] && choices.iter().all(word) && correct.len() == 1 {
                let mut whys = choices.into_iter().map(|c| c.2);
                let (why_true, why_false) = (whys.next().flatten(), whys.next().flatten());
                return Ok(Body::TrueFalse { key: correct[0] == "true", why_true, why_false });
            }
            let multiple = declared.and_then(|d| d.attribute("cardinality")) == Some("multiple")
                && node.attribute("maxChoices") != Some("1");
            let choices = choices
                .into_iter()
                .map(|(name, text, why)| Choice { key: correct.contains(&name), text, why })
                .collect();
            Ok(Body::Choices { multiple, choices, shuffle })
        }
        "orderInteraction" => {
            let items: Vec<(String, String, Option<String>)> =
                node.all("simpleChoice").map(|c| choice(c, losses)).collect();
            if correct.is_empty() {
                return Err(no_key());
            }
            let text = |name: &String| {
                let found = items.iter().find(|(n, ..)| n == name).map(|(_, text, _)| text.clone());
                found.ok_or_else(|| format!("the key names `{name}`, which there is not"))
            };
            Ok(Body::Order { items: correct.iter().map(text).collect::<Result<_, _>>()? })
        }
        "matchInteraction" => {
            let sets: Vec<Vec<(String, String, Option<String>)>> = node
                .all("simpleMatchSet")
                .map(|s| s.all("simpleAssociableChoice").map(|c| choice(c, losses)).collect())
                .collect();
            let [left, right] = sets.as_slice() else {
                return Err("it has not two sets to match".to_owned());
            };
            let named = |set: &[(String, String, Option<String>)], name: &str| {
                set.iter().find(|(n, ..)| n == name).map(|(_, text, _)| text.clone())
            };
            let mut pairs = Vec::new();
            let mut used = Vec::new();
            for pair in correct {
                let (a, b) = pair.split_once(char::is_whitespace).ok_or_else(no_key)?;
                let (a, b) = (a.trim(), b.trim());
                let both =
                    named(left, a).zip(named(right, b)).or_else(|| named(left, b).zip(named(right, a)));
                pairs.push(both.ok_or_else(|| format!("the key joins `{pair}`, which there is not"))?);
                used.extend([a.to_owned(), b.to_owned()]);
            }
            let all = used.len();
            let mut once = used.clone();
            once.sort_unstable();
            once.dedup();
            if once.len() < all {
                return Err("one choice belongs to several; pairs of a bank are one to one".to_owned());
            }
            let extra =
                right.iter().filter(|(n, ..)| !used.contains(n)).map(|(_, text, _)| text.clone()).collect();
            if left.iter().any(|(n, ..)| !used.contains(n)) {
                losses.add("left sides without a partner");
            }
            Ok(Body::Match { pairs, extra })
        }
        "textEntryInteraction" => text_entry(declared, correct, losses),
        "extendedTextInteraction" => Err("an essay: nothing that could be graded".to_owned()),
        other => Err(format!("a <{other}> cannot be read")),
    }
}

/// Where no correct response stands: what the processing compares the response with, and gives points for.
fn processed(node: &Node, response: &str) -> Vec<String> {
    let Some(processing) = node.child("responseProcessing") else { return Vec::new() };
    let mut branches = Vec::new();
    processing.collect("responseIf", &mut branches);
    processing.collect("responseElseIf", &mut branches);
    let value = |node: &Node| node.text().parse::<f64>().ok();
    let mut best: Vec<String> = Vec::new();
    let mut most = 0.0;
    for branch in branches {
        let earned: f64 = branch
            .all("setOutcomeValue")
            .filter(|s| s.attribute("identifier").is_some_and(|i| i.to_ascii_uppercase().contains("SCORE")))
            .filter_map(|s| s.find("baseValue").and_then(value))
            .sum();
        // Only the plain shape is understood: the response compared with one value. What is negated or joined may mean anything.
        let Some(first) =
            branch.nodes().next().filter(|n| ["match", "equal", "stringMatch"].contains(&n.name.as_str()))
        else {
            continue;
        };
        let of_response = first.all("variable").any(|v| v.attribute("identifier") == Some(response));
        let keys: Vec<String> =
            first.child("baseValue").filter(|_| of_response).map(Node::text).into_iter().collect();
        // Of branches that each give something, the one that gives most has the whole key.
        if earned > most && !keys.is_empty() {
            most = earned;
            best = keys;
        }
    }
    best
}

/// Where no correct response stands: what the mapping gives most for.
fn best_mapped(declared: Option<&Node>) -> Vec<String> {
    let Some(mapping) = declared.and_then(|d| d.child("mapping")) else { return Vec::new() };
    let entries = mapping.all("mapEntry").filter_map(|e| {
        Some((e.attribute("mapKey")?.to_owned(), e.attribute("mappedValue")?.parse::<f64>().ok()?))
    });
    entries.filter(|(_, value)| *value > 0.0).map(|(key, _)| key).collect()
}

/// A written answer: what is correct, and what the mapping accepts beside it.
fn text_entry(declared: Option<&Node>, correct: &[String], losses: &mut Losses) -> Result<Body, String> {
    let mut accept: Vec<String> = declared
        .and_then(|d| d.child("mapping"))
        .map(|m| {
            let worth = |e: &&Node| {
                e.attribute("mappedValue").and_then(|v| v.parse::<f64>().ok()).is_some_and(|v| v > 0.0)
            };
            m.all("mapEntry").filter(worth).filter_map(|e| e.attribute("mapKey")).map(str::to_owned).collect()
        })
        .unwrap_or_default();
    if declared.and_then(|d| d.child("mapping")).is_some_and(|m| {
        let values: Vec<f64> = m
            .all("mapEntry")
            .filter_map(|e| e.attribute("mappedValue")?.parse().ok())
            .filter(|v| *v > 0.0)
            .collect();
        values.iter().any(|v| *v < values.iter().copied().fold(0.0, f64::max))
    }) {
        losses.add("partial credit");
    }
    let key = correct
        .first()
        .cloned()
        .or_else(|| accept.first().cloned())
        .ok_or("it does not say which answer is correct")?;
    accept.extend(correct.iter().skip(1).filter(|c| !accept.contains(c)).cloned().collect::<Vec<_>>());
    accept.retain(|a| *a != key);
    Ok(Body::Text { key, accept, why_not: Vec::new() })
}
