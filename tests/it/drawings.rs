//! What the tests of emitters share: files from the disk, hostile labels in every position of a process.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use flowright::analysis::{Analysis, Loader, analyze};
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
    analyze(Arc::new(Source::new(path, text)), &Disk)
}

/// Analyses a text that uses no files.
pub(crate) fn analysis_of_text(text: String) -> Analysis {
    analyze(Arc::new(Source::new("test.flow", text)), &Disk)
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
pub(crate) const POSITIONS: [&str; 9] = ["node", "decision", "lane", "edge", "rejected", "process", "system", "variant", "block"];

/// A process with a label in one of the positions. It has an as-is and a to-be.
pub(crate) fn process_with(label: &str, position: &str) -> String {
    let written = quoted(label);
    let at = |wanted: &str, plain: &str| if position == wanted { written.clone() } else { format!("\"{plain}\"") };
    let named = if position == "variant" { written.clone() } else { "\"一次审批\"".to_owned() };
    format!(
        "process p {process} {{
  role agent {lane}
  role lead \"主管\"
  system crm {system}
  data form \"申请单\" {{ from: agent; deliverable: yes }}
  as-is {{
    task fill {node} {{ owner: agent; system: crm; time: 5m }}
    approval ok \"审批\" {{ owner: lead; of: form; time: 5m; sla: 1h; rejected {rejected} 10% -> fill max 2 }}
    decision which {decision} {{ {edge} 30% -> both; \"其他\" -> pay }}
    task one \"核对\" {{ owner: agent; time: 5m }}
    task two \"登记\" {{ owner: lead; time: 5m }}
    parallel both {block} {{ one; two }}
    task pay \"付款\" {{ owner: lead; system: crm; time: 5m }}
    start -> fill -> ok -> which
    both -> pay -> end
  }}
  to-be {named} from as-is {{
    change fill {{ time: 1m }}
    remove two
    insert task note \"归档\" {{ owner: agent; time: 1m }} after pay
  }}
}}
",
        process = at("process", "报销"),
        lane = at("lane", "专员"),
        system = at("system", "CRM"),
        node = at("node", "填写"),
        decision = at("decision", "金额？"),
        edge = at("edge", "是"),
        rejected = at("rejected", "退回"),
        block = at("block", "并行核对"),
    )
}

/// A label as a string of the language.
pub(crate) fn quoted(label: &str) -> String {
    let escaped = label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    // A carriage return would end the line.
    format!("\"{}\"", escaped.replace('\r', ""))
}

/// Hostile labels with their ids: those of the shared collection, or the dozen kept here where that is not there.
pub(crate) fn hostile_labels() -> Vec<(String, String)> {
    let shared = root().join("../shared/hostile/labels.json");
    let own = root().join("tests/fixtures/emit/labels.json");
    let text = std::fs::read_to_string(&shared).unwrap_or_else(|_| {
        println!("skipped: {} is not there; using {}", shared.display(), own.display());
        std::fs::read_to_string(&own).unwrap()
    });
    let labels: serde_json::Value = serde_json::from_str(&text).unwrap();
    let field = |label: &serde_json::Value, key: &str| label[key].as_str().unwrap().to_owned();
    labels.as_array().unwrap().iter().map(|label| (field(label, "id"), field(label, "label"))).collect()
}

/// A line without what nobody sees: control characters are dropped, other white space is a blank.
pub(crate) fn visible(line: &str) -> String {
    let shown = line.chars().filter(|&c| !c.is_control() || c.is_whitespace()).filter(|c| !matches!(c, '\u{FEFF}' | '\u{200B}'));
    shown.map(|c| if c.is_whitespace() { ' ' } else { c }).collect::<String>().trim().to_owned()
}
