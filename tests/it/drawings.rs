//! What the tests of emitters share: files from the disk, hostile labels in every position of a process.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flowright::analysis::{Analysis, Loader, analyze};
use flowright::config::Config;
use flowright::lang::Text;
use flowright::source::Source;

/// The folder of the crate.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Reads used files beside the file that uses them.
struct Disk;

impl Loader for Disk {
    fn load(&self, from: &str, path: &str) -> Result<Arc<Source>, Text> {
        let path = Path::new(from).with_file_name(path);
        let text = std::fs::read_to_string(root().join(&path)).map_err(|error| Text::from(error.to_string().as_str()))?;
        Ok(Arc::new(Source::new(path.to_string_lossy(), text)))
    }
}

/// Analyses a file of the repository.
pub(crate) fn analysis_of(path: &str) -> Analysis {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    analyze(Arc::new(Source::new(path, text)), &Disk, &Config::default())
}

/// Analyses a text that uses no files.
pub(crate) fn analysis_of_text(text: String) -> Analysis {
    analysis_named("test.flow", text)
}

/// Analyses a text of that file.
pub(crate) fn analysis_named(name: &str, text: String) -> Analysis {
    analyze(Arc::new(Source::new(name, text)), &Disk, &Config::default())
}

/// The names of all examples, sorted.
pub(crate) fn examples() -> Vec<String> {
    let files = std::fs::read_dir(root().join("examples")).unwrap().map(|entry| entry.unwrap().path());
    let flows = files.filter(|path| path.extension().is_some_and(|extension| extension == "flow"));
    let mut names: Vec<String> = flows.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Where a label can stand.
const POSITIONS: [&str; 16] = [
    "node", "decision", "lane", "edge", "rejected", "timeout", "process", "system", "variant", "block", "wait", "notify", "call", "data",
    "issue", "revision",
];

/// Hostile labels in every position, each process with what it is: one with the label everywhere, or several where it is so long
/// that no tool would draw that.
pub(crate) fn hostile_processes() -> Vec<(String, String)> {
    let mut processes = Vec::new();
    for (id, label) in hostile_labels() {
        let at_once = 15_000 / label.chars().count().max(1);
        let groups = POSITIONS.chunks(at_once.clamp(1, POSITIONS.len()));
        processes.extend(groups.map(|positions| (format!("{id} as {}", positions[0]), process_with(&label, positions))));
    }
    processes
}

/// A process with a label in these positions. It has an as-is and a to-be; the difference between them shows every position.
fn process_with(label: &str, positions: &[&str]) -> String {
    let at = |position: &str, plain: &str| if positions.contains(&position) { quoted(label) } else { format!("\"{plain}\"") };
    format!(
        "process p {process} {{
  revision 1.0 2026-03-02 {revision} 初稿
  role agent {lane}
  role lead \"主管\"
  system crm {system}
  data form {data} {{ from: agent; deliverable: yes }}
  as-is {{
    task fill {node} {{ owner: agent; system: crm; time: 5m; issue: {issue} }}
    approval ok \"审批\" {{
      owner: lead; approvers: agent, lead; of: form; time: 5m; sla: 1h
      rejected {rejected} 10% -> fill max 2
      timeout 1d {timeout} -> told
    }}
    decision which {decision} {{ {edge} 30% -> both; \"其他\" -> pause }}
    parallel both {block} {{ pay; again }}
    task pay \"付款\" {{ owner: lead; system: crm; time: 5m }}
    notify told {notify} {{ to: agent }}
    wait pause {wait} {{ wait: 1h }}
    call again {call} {{ process: p; owner: lead }}
    start -> fill -> ok -> which
    both -> pause -> end
  }}
  to-be {variant} from as-is {{
    change fill {{ time: 1m; system: - }}
    change ok {{ of: - }}
    remove again
    insert task note \"归档\" {{ owner: agent; time: 1m }} after pause
  }}
}}
",
        process = at("process", "报销"),
        revision = at("revision", "林芳"),
        lane = at("lane", "专员"),
        system = at("system", "CRM"),
        data = at("data", "申请单"),
        node = at("node", "填写"),
        issue = at("issue", "慢"),
        decision = at("decision", "金额？"),
        edge = at("edge", "是"),
        rejected = at("rejected", "退回"),
        timeout = at("timeout", "催办"),
        block = at("block", "并行核对"),
        notify = at("notify", "告知"),
        wait = at("wait", "等候"),
        call = at("call", "再来"),
        variant = at("variant", "一次审批"),
    )
}

/// A label as a string of the language.
pub(crate) fn quoted(label: &str) -> String {
    let escaped = label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    // A carriage return would end the line.
    format!("\"{}\"", escaped.replace('\r', ""))
}

/// Hostile labels with their ids: our own, and the shared collection where it is there.
pub(crate) fn hostile_labels() -> Vec<(String, String)> {
    let mut labels = Vec::new();
    for path in ["tests/fixtures/emit/labels.json", "../shared/hostile/labels.json"] {
        let Ok(text) = std::fs::read_to_string(root().join(path)) else {
            println!("skipped: {path} is not there");
            continue;
        };
        let read: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        let field = |label: &serde_json::Value, key: &str| label[key].as_str().unwrap().to_owned();
        labels.extend(read.iter().map(|label| (field(label, "id"), field(label, "label"))));
    }
    let mut seen = BTreeSet::new();
    labels.retain(|(_, label)| seen.insert(label.clone()));
    labels
}

/// A line without what nobody sees: control characters are dropped, other white space is a blank.
pub(crate) fn visible(line: &str) -> String {
    let shown = line.chars().filter(|&c| !c.is_control() || c.is_whitespace());
    let shown = shown.filter(|c| !matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{FFFE}' | '\u{FFFF}'));
    shown.map(|c| if c.is_whitespace() { ' ' } else { c }).collect::<String>().trim().to_owned()
}
