//! The cases of the design, each turned into a process and compared as a whole.

use std::collections::BTreeSet;

use flowright::graph::Graph;
use flowright::improve::{dependencies, reduced};
use serde_json::Value;

use super::{changes, look, proposal};

fn case(id: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("tobe_cases.json")).unwrap();
    all["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap().clone()
}

fn words(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().map(|word| word.as_str().unwrap()).collect()
}

/// The process of a case with steps: in a row, by hand where data goes into a system (`x@CRM`).
fn steps_as_flow(case: &Value) -> String {
    let steps = case["steps"].as_array().unwrap();
    let bare = |data: &str| data.split('@').next().unwrap().to_owned();
    let of = |key: &str| -> BTreeSet<String> { steps.iter().flat_map(|step| words(&step[key])).map(bare).collect() };
    let (read, written) = (of("in"), of("out"));
    let owners: BTreeSet<&str> = steps.iter().map(|step| step["owner"].as_str().unwrap()).collect();
    let systems: BTreeSet<&str> = steps.iter().filter_map(|step| step["system"].as_str()).collect();
    let mut text = String::from("process p {\n");
    text.extend(owners.iter().map(|owner| format!("  role {owner}\n")));
    text.extend(systems.iter().map(|system| format!("  system {system}\n")));
    for data in read.union(&written) {
        let from = if written.contains(data) { "" } else { "from: 客户; " };
        let result = if read.contains(data) { "" } else { "deliverable: yes" };
        text += &format!("  data {data} {{ {from}{result} }}\n");
    }
    text += "  external 客户\n  as-is {\n";
    for step in steps {
        let list = |key: &str| words(&step[key]).into_iter().map(bare).collect::<Vec<_>>().join(", ");
        let (id, owner, time) = (step["id"].as_str().unwrap(), step["owner"].as_str().unwrap(), &step["time"]);
        text += &format!("    task {id} {{ owner: {owner}; time: {time}m");
        for key in ["in", "out"].into_iter().filter(|key| !words(&step[*key]).is_empty()) {
            text += &format!("; {key}: {}", list(key));
        }
        if let Some(system) = step["system"].as_str() {
            let by_hand = words(&step["out"]).iter().any(|data| data.contains('@'));
            text += &format!("; system: {system}{}", if by_hand { "; manual: yes" } else { "" });
        }
        text += " }\n";
    }
    let chain: Vec<&str> = steps.iter().map(|step| step["id"].as_str().unwrap()).collect();
    format!("{text}    start -> {} -> end\n  }}\n}}\n", chain.join(" -> "))
}

#[test]
fn independent_steps_run_at_the_same_time() {
    let case = case("parallelise-independent");
    let text = steps_as_flow(&case);
    let analysis = look(&text);
    let variant = analysis.model.processes[0].as_is().unwrap();
    let name = |id| variant.node(id).title.name.clone();
    let own: BTreeSet<(String, String)> =
        reduced(&dependencies(&Graph::build(variant))).into_iter().map(|(before, after)| (name(before), name(after))).collect();
    let expected: BTreeSet<(String, String)> = case["expect"]["dependencies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| (pair[0].as_str().unwrap().to_owned(), pair[1].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(own, expected);

    let proposal = proposal(&text);
    assert_eq!(changes(&proposal), [format!("parallelise {}", words(&case["expect"]["parallel_group"]).join(", "))]);
    let (before, after) = proposal.figures.unwrap();
    let minutes = |figures: &flowright::emit::improve::Figures| figures.mean.unwrap().only().unwrap() / 60_000.0;
    assert_eq!(minutes(&before), case["expect"]["as_is"].as_f64().unwrap());
    assert_eq!(minutes(&after), case["expect"]["to_be"].as_f64().unwrap());
}

#[test]
fn a_required_approval_and_the_last_control_of_a_risk_stay() {
    let case = case("never-remove-required");
    let approvals = case["approvals"].as_array().unwrap();
    let risks: BTreeSet<&str> = approvals.iter().flat_map(|approval| words(&approval["covers"])).collect();
    for timed in [false, true] {
        let mut text =
            String::from("process p {\n  role 主管\n  role 财务\n  role 出纳\n  role 员工\n  data 申请 { from: 员工; deliverable: yes }\n");
        for risk in &risks {
            let controls: Vec<&str> = approvals
                .iter()
                .filter(|approval| words(&approval["covers"]).contains(risk))
                .map(|approval| approval["id"].as_str().unwrap())
                .collect();
            text += &format!("  risk {risk} {{ control: {}; protects: 登记 }}\n", controls.join(", "));
        }
        text += "  as-is {\n";
        for approval in approvals {
            let (id, owner) = (approval["id"].as_str().unwrap(), approval["owner"].as_str().unwrap());
            let required = approval["required"].as_str().map_or(String::new(), |rule| format!("; required: \"{rule}\""));
            let time = if timed { "; time: 5m; wait: 1h" } else { "" };
            text += &format!(
                "    approval {id} {{ owner: {owner}; of: {}{required}{time}; rejected 5% -> 退件 }}\n",
                words(&approval["art"]).join(", ")
            );
        }
        text += "    task 登记 { owner: 出纳; in: 申请; time: 5m }\n    notify 退件 { to: 员工 }\n    end 未批\n";
        let chain: Vec<&str> = approvals.iter().map(|approval| approval["id"].as_str().unwrap()).collect();
        text += &format!("    start -> {} -> 登记 -> end\n    退件 -> 未批\n  }}\n}}\n", chain.join(" -> "));
        let proposal = proposal(&text);
        let removed: Vec<String> = words(&case["expect"]["remove"]).iter().map(|id| format!("remove {id}")).collect();
        assert_eq!(changes(&proposal), removed, "{text}");
        assert!(super::is_rejected(&proposal, "主管2", "required-control"), "{:?}", proposal.rejected);
        for kept in words(&case["expect"]["keep"]) {
            assert!(!proposal.steps.iter().any(|step| step.nodes.iter().any(|node| node == kept)));
        }
    }
}

#[test]
fn data_is_entered_once() {
    let case = case("duplicate-entry");
    let text = steps_as_flow(&case);
    let finding = look(&text).findings.iter().any(|finding| Some(finding.rule.name) == case["expect"]["finding"].as_str());
    assert!(finding, "{text}");
    let proposal = proposal(&text);
    insta::assert_snapshot!("improve-duplicate-entry", super::improved(&text).text);
    let touch = |figures: &flowright::emit::improve::Figures| figures.work.unwrap().only().unwrap() / 60_000.0;
    let (before, after) = proposal.figures.unwrap();
    assert_eq!(touch(&before), case["expect"]["as_is_touch"].as_f64().unwrap());
    assert_eq!(touch(&after), case["expect"]["to_be_touch"].as_f64().unwrap());
}
