//! Problems as SARIF 2.1.0 (OASIS), for code hosts and editors.

use serde_json::{Value, json};

use crate::app::{CheckReport, DiagnosticLine};
use crate::lint::all_rules;

/// The log of a check.
pub(super) fn log(report: &CheckReport) -> String {
    let used: Vec<&str> = {
        let mut used: Vec<&str> = report.diagnostics.iter().map(|d| d.rule).collect();
        used.sort_unstable();
        used.dedup();
        used
    };
    let rules: Vec<Value> = all_rules()
        .filter(|r| used.binary_search(&r.code).is_ok())
        .map(|rule| {
            json!({
                "id": rule.code,
                "shortDescription": { "text": rule.what() },
                "fullDescription": { "text": rule.why() },
                "help": { "text": format!("{}\n\nUse instead:\n{}", rule.example(), rule.instead()) },
                "defaultConfiguration": { "level": rule.severity.name() },
                "properties": { "tags": [rule.group.name()] },
            })
        })
        .collect();
    let at = |code: &str| rules.iter().position(|r| r["id"] == code);
    let results: Vec<Value> = report.diagnostics.iter().map(|d| result(d, at(d.rule))).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "sequela",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{log:#}\n")
}

fn result(line: &DiagnosticLine, rule: Option<usize>) -> Value {
    let help = line.help.as_ref().map(|h| format!("; {h}")).unwrap_or_default();
    let mut region = json!({ "startLine": line.line, "startColumn": line.column });
    if (line.end_line, line.end_column) > (line.line, line.column) {
        region["endLine"] = line.end_line.into();
        region["endColumn"] = line.end_column.into();
    }
    let mut result = json!({
        "ruleId": line.rule,
        "level": line.severity,
        "message": { "text": format!("{}{help}", line.message) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&line.file) },
            "region": region,
        } }],
        "partialFingerprints": { "sequela/1": print(line) },
    });
    if let Some(rule) = rule {
        result["ruleIndex"] = rule.into();
    }
    result
}

/// The same for the same problem wherever it moves to within its file.
fn print(line: &DiagnosticLine) -> String {
    let text =
        format!("{}\n{}\n{}\n{}", line.rule, line.file, line.question.as_deref().unwrap_or(""), line.message);
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

/// A path as a relative URI.
fn uri(path: &str) -> String {
    let plain = path.replace('\\', "/");
    let kept = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.' | b'~');
    let coded: String = plain
        .bytes()
        .map(|b| if kept(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    if coded.starts_with('/') { format!("file://{coded}") } else { coded }
}
