//! Drafts as a package.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use crate::exchange::draft::{Body, Draft, Header, one_line};
use crate::exchange::html::escaped;

const ITEM: &str = "http://www.imsglobal.org/xsd/imsqti_v2p1";
const MANIFEST: &str = "http://www.imsglobal.org/xsd/imscp_v1p1";
const METADATA: &str = "http://ltsc.ieee.org/xsd/LOM";

/// Writes drafts as a package.
pub(in crate::exchange) fn write(header: &Header, drafts: &[Draft]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    let mut resources = String::new();
    for (number, draft) in drafts.iter().enumerate() {
        let identifier = format!("item-{}", number + 1);
        let name = format!("items/{identifier}.xml");
        let _ = write!(
            resources,
            "    <resource identifier=\"{identifier}\" type=\"imsqti_item_xmlv2p1\" href=\"{name}\">\n      <metadata>{}</metadata>\n      <file href=\"{name}\"/>\n    </resource>\n",
            keywords(draft)
        );
        // Writing to memory does not fail.
        let _ = zip.start_file(name, options);
        let _ = zip.write_all(item(draft, &identifier).as_bytes());
    }
    let rights = header.lines().join("\n");
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest xmlns=\"{MANIFEST}\" xmlns:imsmd=\"{METADATA}\" identifier=\"sequela-export\">\n  <metadata>\n    <schema>QTIv2.1 Package</schema>\n    <schemaversion>1.0.0</schemaversion>\n    <imsmd:lom><imsmd:rights><imsmd:description><imsmd:string language=\"en\">{}</imsmd:string></imsmd:description></imsmd:rights></imsmd:lom>\n  </metadata>\n  <organizations/>\n  <resources>\n{resources}  </resources>\n</manifest>\n",
        escaped(&rights)
    );
    let _ = zip.start_file("imsmanifest.xml", options);
    let _ = zip.write_all(manifest.as_bytes());
    zip.finish().map(Cursor::into_inner).unwrap_or_default()
}

/// What a manifest says of an item.
fn keywords(draft: &Draft) -> String {
    let mut words = Vec::new();
    words.extend(draft.id.as_ref().map(|i| format!("id: {i}")));
    words.extend(draft.topic.as_ref().map(|t| format!("topic: {t}")));
    words.extend(draft.level.map(|l| format!("level: {}", l.name())));
    words.extend(draft.setting.map(|s| format!("setting: {}", s.name())));
    words.extend(draft.tags.iter().map(|t| format!("tag: {t}")));
    let words = words.iter().map(|w| {
        format!("<imsmd:keyword><imsmd:string language=\"en\">{}</imsmd:string></imsmd:keyword>", escaped(w))
    });
    format!("<imsmd:lom><imsmd:general>{}</imsmd:general></imsmd:lom>", words.collect::<String>())
}

/// A text as blocks; line breaks stay.
fn block(text: &str) -> String {
    format!("<p>{}</p>", inline(text))
}

fn inline(text: &str) -> String {
    escaped(text).replace('\n', "<br/>")
}

fn item(draft: &Draft, identifier: &str) -> String {
    let title: String = one_line(draft.id.as_deref().unwrap_or(&draft.stem)).chars().take(80).collect();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<assessmentItem xmlns=\"{ITEM}\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"{ITEM} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd\" identifier=\"{identifier}\" title=\"{}\" adaptive=\"false\" timeDependent=\"false\">\n",
        escaped(&title)
    );
    let (declaration, interaction, has_feedback) = interaction(draft);
    out.push_str(&declaration);
    out.push_str("  <outcomeDeclaration identifier=\"SCORE\" cardinality=\"single\" baseType=\"float\"><defaultValue><value>0</value></defaultValue></outcomeDeclaration>\n");
    if has_feedback {
        let many = matches!(draft.body, Body::Choices { multiple: true, .. });
        let cardinality = if many { "multiple" } else { "single" };
        let _ = writeln!(
            out,
            "  <outcomeDeclaration identifier=\"FEEDBACK\" cardinality=\"{cardinality}\" baseType=\"identifier\"/>"
        );
    }
    if draft.rationale.is_some() {
        out.push_str("  <outcomeDeclaration identifier=\"RATIONALE\" cardinality=\"single\" baseType=\"identifier\"><defaultValue><value>shown</value></defaultValue></outcomeDeclaration>\n");
    }
    let _ = write!(out, "  <itemBody>\n    {}\n{interaction}  </itemBody>\n", block(&draft.stem));
    out.push_str("  <responseProcessing>\n    <responseCondition>\n      <responseIf>\n");
    let mapped = matches!(draft.body, Body::Text { .. } | Body::Match { .. });
    if mapped {
        out.push_str("        <not><isNull><variable identifier=\"RESPONSE\"/></isNull></not>\n        <setOutcomeValue identifier=\"SCORE\"><mapResponse identifier=\"RESPONSE\"/></setOutcomeValue>\n");
    } else {
        out.push_str("        <match><variable identifier=\"RESPONSE\"/><correct identifier=\"RESPONSE\"/></match>\n        <setOutcomeValue identifier=\"SCORE\"><baseValue baseType=\"float\">1</baseValue></setOutcomeValue>\n");
    }
    out.push_str("      </responseIf>\n    </responseCondition>\n");
    if has_feedback {
        out.push_str("    <setOutcomeValue identifier=\"FEEDBACK\"><variable identifier=\"RESPONSE\"/></setOutcomeValue>\n");
    }
    out.push_str("  </responseProcessing>\n");
    if let Some(rationale) = &draft.rationale {
        let _ = writeln!(
            out,
            "  <modalFeedback outcomeIdentifier=\"RATIONALE\" showHide=\"show\" identifier=\"shown\">{}</modalFeedback>",
            inline(rationale)
        );
    }
    out.push_str("</assessmentItem>\n");
    out
}

fn declaration(cardinality: &str, base: &str, correct: &[String], mapping: &str) -> String {
    let values: Vec<String> = correct.iter().map(|v| format!("<value>{}</value>", escaped(v))).collect();
    let values = values.concat();
    format!(
        "  <responseDeclaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" baseType=\"{base}\"><correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>\n"
    )
}

fn feedback(identifier: &str, why: Option<&String>) -> String {
    why.map(|w| {
        format!(
            "<feedbackInline outcomeIdentifier=\"FEEDBACK\" identifier=\"{identifier}\" showHide=\"show\">{}</feedbackInline>",
            inline(w)
        )
    })
    .unwrap_or_default()
}

/// The declaration of the response, the interaction, and whether choices have their reasons.
fn interaction(draft: &Draft) -> (String, String, bool) {
    let mut out = String::new();
    match &draft.body {
        Body::Choices { multiple, choices, shuffle } => {
            let name = |n: usize| format!("choice-{}", n + 1);
            let keys: Vec<String> =
                choices.iter().enumerate().filter(|(_, c)| c.key).map(|(n, _)| name(n)).collect();
            let (cardinality, most) = if *multiple { ("multiple", 0) } else { ("single", 1) };
            let _ = writeln!(
                out,
                "    <choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"{shuffle}\" maxChoices=\"{most}\">"
            );
            for (n, choice) in choices.iter().enumerate() {
                let (name, text) = (name(n), inline(&choice.text));
                let _ = writeln!(
                    out,
                    "      <simpleChoice identifier=\"{name}\">{text}{}</simpleChoice>",
                    feedback(&name, choice.why.as_ref())
                );
            }
            out.push_str("    </choiceInteraction>\n");
            let why = choices.iter().any(|c| c.why.is_some());
            (declaration(cardinality, "identifier", &keys, ""), out, why)
        }
        Body::TrueFalse { key, why_true, why_false } => {
            out.push_str("    <choiceInteraction responseIdentifier=\"RESPONSE\" shuffle=\"false\" maxChoices=\"1\">\n");
            for (name, text, why) in [("true", "True", why_true), ("false", "False", why_false)] {
                let _ = writeln!(
                    out,
                    "      <simpleChoice identifier=\"{name}\">{text}{}</simpleChoice>",
                    feedback(name, why.as_ref())
                );
            }
            out.push_str("    </choiceInteraction>\n");
            let why = why_true.is_some() || why_false.is_some();
            (declaration("single", "identifier", &[key.to_string()], ""), out, why)
        }
        Body::Text { key, accept, .. } => {
            let entries: Vec<String> = std::iter::once(key)
                .chain(accept)
                .map(|t| {
                    format!("<mapEntry mapKey=\"{}\" mappedValue=\"1\" caseSensitive=\"false\"/>", escaped(t))
                })
                .collect();
            out.push_str(
                "    <p><textEntryInteraction responseIdentifier=\"RESPONSE\" expectedLength=\"40\"/></p>\n",
            );
            let mapping = format!("<mapping defaultValue=\"0\">{}</mapping>", entries.concat());
            (declaration("single", "string", std::slice::from_ref(key), &mapping), out, false)
        }
        Body::Match { pairs, extra } => {
            let joined: Vec<String> = (1..=pairs.len()).map(|n| format!("left-{n} right-{n}")).collect();
            let entries: Vec<String> =
                joined.iter().map(|p| format!("<mapEntry mapKey=\"{p}\" mappedValue=\"1\"/>")).collect();
            let _ = writeln!(
                out,
                "    <matchInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\" maxAssociations=\"{}\">",
                pairs.len()
            );
            out.push_str("      <simpleMatchSet>");
            for (n, (left, _)) in pairs.iter().enumerate() {
                let _ = write!(
                    out,
                    "<simpleAssociableChoice identifier=\"left-{}\" matchMax=\"1\">{}</simpleAssociableChoice>",
                    n + 1,
                    inline(left)
                );
            }
            out.push_str("</simpleMatchSet>\n      <simpleMatchSet>");
            for (n, right) in pairs.iter().map(|(_, r)| r).chain(extra).enumerate() {
                let _ = write!(
                    out,
                    "<simpleAssociableChoice identifier=\"right-{}\" matchMax=\"1\">{}</simpleAssociableChoice>",
                    n + 1,
                    inline(right)
                );
            }
            out.push_str("</simpleMatchSet>\n    </matchInteraction>\n");
            let mapping = format!("<mapping defaultValue=\"0\">{}</mapping>", entries.concat());
            (declaration("multiple", "directedPair", &joined, &mapping), out, false)
        }
        Body::Order { items } => {
            let names: Vec<String> = (1..=items.len()).map(|n| format!("item-{n}")).collect();
            out.push_str("    <orderInteraction responseIdentifier=\"RESPONSE\" shuffle=\"true\">\n");
            for (name, text) in names.iter().zip(items) {
                let _ = writeln!(
                    out,
                    "      <simpleChoice identifier=\"{name}\">{}</simpleChoice>",
                    inline(text)
                );
            }
            out.push_str("    </orderInteraction>\n");
            (declaration("ordered", "identifier", &names, ""), out, false)
        }
        Body::Code { .. } => (String::new(), out, false),
    }
}
