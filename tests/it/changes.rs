//! What a change keeps: no control is lost in silence, no limit is multiplied.

use std::sync::Arc;

use flowright::analysis::{Analysis, NoFiles, analyze};
use flowright::ast::Mode;
use flowright::ast::quantity::{Duration, Estimate, HOUR, MINUTE};
use flowright::config::Config;
use flowright::model::{EdgeKind, Node, NodeKind, Variant};
use flowright::source::Source;

const AS_IS: &str = r#"process p "报销" {
  role agent; role lead; role boss; role clerk
  system crm; system erp
  data form { from: agent; archive: yes }; data plan { from: agent }; data receipt { deliverable: yes }
  sod: check, pay
  risk loss { control: check }
  as-is {
    task fill { owner: agent; in: plan; out: form; time: 5m; system: crm; sla: 30m; keep: yes; informs: clerk }
    approval check {
      owner: lead; of: form; aspect: amount; time: 5m..10m; wait: 1h; sla: 4h; hard: yes; valid: 3d; required: "policy 8"
      remind: 2h; escalate: boss after 4h; responds: yes; rejected "退回" 10% -> fill max 1
    }
    approval second {
      owner: boss; of: plan; aspect: budget; time: 5m; sla: 1h; valid: 2d; required: "law 3"; distinct: yes
      remind: 1h; escalate: boss after 4h, lead after 6h; rejected "退回" 5% -> fill max 1
    }
    approval third { owner: lead; of: form; approvers: lead, boss; mode: 2; time: 5m }
    approval fourth { owner: lead; of: form; approvers: boss, lead; mode: all; time: 5m }
    notify told { to: clerk }
    task pay { owner: agent; in: form; out: receipt; time: 5m; system: erp }
    start -> fill -> check -> second -> third -> fourth -> told -> pay -> end
  }
  to-be from as-is {
    CHANGE
  }
}
"#;

/// The to-be that a change makes, and the messages of changes that do not fit.
fn changed(change: &str) -> (Analysis, Vec<String>) {
    let analysis = analyze(Arc::new(Source::new("change.flow", AS_IS.replace("CHANGE", change))), &NoFiles, &Config::default());
    let misfits = analysis.findings.iter().filter(|finding| finding.rule.code < "F2").map(|finding| finding.message.en.clone()).collect();
    (analysis, misfits)
}

fn to_be(analysis: &Analysis) -> &Variant {
    analysis.model.processes[0].to_bes().next().unwrap()
}

fn node<'a>(analysis: &'a Analysis, name: &str) -> &'a Node {
    to_be(analysis).nodes.iter().find(|node| node.title.name == name).unwrap()
}

/// The names of roles.
fn roles(analysis: &Analysis, refs: &[flowright::model::Ref<flowright::model::RoleId>]) -> Vec<String> {
    refs.iter().map(|role| analysis.model.roles[role.id.unwrap().index()].title.name.clone()).collect()
}

#[test]
fn merged_approvals_keep_every_control() {
    let (analysis, misfits) = changed("merge check, second into review { owner: lead }");
    assert!(misfits.is_empty(), "{misfits:?}");
    let review = node(&analysis, "review");
    assert_eq!(review.kind, NodeKind::Approval);
    assert_eq!(roles(&analysis, review.performers()), ["lead", "boss"]);
    assert_eq!(review.mode, Some(Mode::All));
    assert_eq!(review.aspect.as_deref(), Some("amount; budget"));
    assert_eq!(review.required, Some(Some("policy 8; law 3".to_owned())));
    assert_eq!(review.sla.unwrap().value, Duration::wall(5 * HOUR));
    assert_eq!(review.valid, Some(Duration::wall(48 * HOUR)));
    assert_eq!(review.remind, Some(Duration::wall(HOUR)));
    assert_eq!(review.escalate.len(), 2);
    assert_eq!(review.time, Some(Estimate::Range(Duration::wall(10 * MINUTE), Duration::wall(15 * MINUTE))));
    assert!(review.hard && review.distinct && review.responds);
    assert_eq!(review.of.len(), 2);
    // It still is the control of the risk, and one of the nodes that different people must do.
    assert!(review.answers_to("check") && review.answers_to("second") && !review.answers_to("pay"));
    // Both reject to one node; how likely that is together is not known.
    let variant = to_be(&analysis);
    let rejected: Vec<_> = variant.edges.iter().filter(|edge| edge.kind == EdgeKind::Rejected).collect();
    assert_eq!(rejected.len(), 1);
    assert_eq!(rejected[0].probability, None);
}

#[test]
fn an_approval_merged_with_work_stays_an_approval() {
    let (analysis, misfits) = changed("merge fill, check into apply { owner: agent; sla: 4h }");
    assert!(misfits.is_empty(), "{misfits:?}");
    let apply = node(&analysis, "apply");
    assert_eq!(apply.kind, NodeKind::Approval);
    assert_eq!(roles(&analysis, &apply.owner), ["agent"]);
    assert_eq!(roles(&analysis, apply.performers()), ["lead"]);
    assert_eq!(apply.sla.unwrap().value, Duration::wall(4 * HOUR));
    assert!(apply.keep && apply.required.is_some());
    assert_eq!((apply.inputs.len(), apply.outputs.len(), apply.systems.len()), (1, 1, 1));
}

#[test]
fn of_two_modes_the_stricter_stays() {
    let (analysis, misfits) = changed("merge third, fourth into countersign");
    assert!(misfits.is_empty(), "{misfits:?}");
    let both = node(&analysis, "countersign");
    assert_eq!(both.mode, Some(Mode::All));
    assert_eq!(roles(&analysis, &both.approvers), ["lead", "boss"]);
}

#[test]
fn whom_a_notice_told_is_still_told() {
    let (analysis, misfits) = changed("merge told, pay into settle");
    assert!(misfits.is_empty(), "{misfits:?}");
    assert_eq!(node(&analysis, "settle").kind, NodeKind::Task);
    assert_eq!(roles(&analysis, &node(&analysis, "settle").informs), ["clerk"]);
}

#[test]
fn a_merged_node_stands_in_for_its_parts_in_duty_rules() {
    let (_, misfits) = changed(
        "merge check, second into review { owner: lead }\n    merge review, third, fourth, told, pay into all { owner: lead; sla: - }",
    );
    assert_eq!(misfits, ["different people must do `review` and `pay` (`sod`)"]);
}

#[test]
fn a_split_node_keeps_its_limits_and_controls_once() {
    let (analysis, misfits) = changed("split check into look, decide");
    assert!(misfits.is_empty(), "{misfits:?}");
    let (look, decide) = (node(&analysis, "look"), node(&analysis, "decide"));
    assert_eq!((look.kind, decide.kind), (NodeKind::Task, NodeKind::Approval));
    assert_eq!((look.sla, look.hard, look.remind), (None, false, None));
    assert!(look.escalate.is_empty() && !look.responds && look.aspect.is_none() && look.of.is_empty());
    assert_eq!(decide.sla.unwrap().value, Duration::wall(4 * HOUR));
    assert!(decide.hard && decide.responds && decide.remind.is_some() && decide.escalate.len() == 1);
    assert_eq!(decide.of.len(), 1);
    assert_eq!((look.time, decide.time), (None, None));
    assert_eq!(look.wait, Some(Estimate::Fixed(Duration::wall(HOUR))));
    assert_eq!(decide.wait, Some(Estimate::Fixed(Duration::wall(0))));
    assert!(look.required.is_some() && decide.required.is_some());
    assert!(look.answers_to("check") && decide.answers_to("check"));
}

#[test]
fn an_approval_that_is_split_still_decides_on_its_inputs() {
    let text = AS_IS.replace("of: form; aspect: amount", "in: form; aspect: amount").replace("CHANGE", "split check into look, decide");
    let analysis = analyze(Arc::new(Source::new("change.flow", text)), &NoFiles, &Config::default());
    assert_eq!(node(&analysis, "look").inputs.len(), 1);
    assert_eq!(node(&analysis, "decide").subject().len(), 1);
}

#[test]
fn goals_of_a_file_are_goals_of_its_processes() {
    let text = format!("goal \"处理时间\" {{ metric: cycle-time; target: <= 1d }}\n{}", AS_IS.replace("CHANGE", ""));
    let analysis = analyze(Arc::new(Source::new("goal.flow", text)), &NoFiles, &Config::default());
    assert_eq!(analysis.model.processes[0].goals.len(), 1);
}

#[test]
fn a_name_leads_to_what_the_changes_above_left_of_it() {
    let (analysis, misfits) = changed("merge check, second into check { owner: lead }\n    change fourth { rejected -> check max 1 }");
    assert!(misfits.is_empty(), "{misfits:?}");
    let variant = to_be(&analysis);
    let check = variant.node_named("check").unwrap();
    assert_eq!(variant.edges.iter().filter(|edge| edge.to == check && edge.kind == EdgeKind::Rejected).count(), 1);

    let (_, misfits) = changed("remove told\n    change fourth { rejected -> told max 1 }");
    assert_eq!(misfits, ["there is no node `told`"]);

    let (_, misfits) = changed("change pay \"付款\" { time: 6m }\n    change 付款 { wait: 1m }");
    assert!(misfits.is_empty(), "{misfits:?}");

    let (_, misfits) = changed("change pay \"办理\" { time: 6m }\n    change told \"办理\" { wait: 1m }\n    remove 办理");
    assert_eq!(misfits, ["`办理` may mean two nodes"]);
}

#[test]
fn a_change_that_does_not_fit_leaves_nothing_behind() {
    let (analysis, misfits) = changed("insert parallel both { pay } after check");
    assert_eq!(misfits, ["a parallel block cannot be inserted"]);
    let process = &analysis.model.processes[0];
    assert_eq!(to_be(&analysis).nodes.len(), process.as_is().unwrap().nodes.len());
}

const BRANCHES: &str = r#"process p "报销" {
  role agent
  data form { from: agent; fields: amount }
  as-is {
    task fill { owner: agent; time: 5m }
    decision size { form.amount <= 5000 80% -> book; else -> audit }
    task audit { owner: agent; time: 5m }
    approval check { owner: agent; of: form; time: 5m; rejected "major" -> big }
    task big { owner: agent; time: 5m }
    task book { owner: agent; time: 5m }
    start -> fill -> check -> size
    audit -> book -> end
    big -> fill max 1
  }
  to-be from as-is {
    CHANGE
  }
}
"#;

/// The to-be that a change makes of a flow with a decision, and its edges that are no plain ones: from, kind, what it says, to.
fn ways(change: &str) -> (Analysis, Vec<String>) {
    let analysis = analyze(Arc::new(Source::new("change.flow", BRANCHES.replace("CHANGE", change))), &NoFiles, &Config::default());
    let variant = to_be(&analysis);
    let name = |id| variant.node(id).title.name.as_str();
    let told_apart = variant.edges.iter().filter(|edge| !matches!(edge.kind, EdgeKind::Plain | EdgeKind::Approved));
    let ways = told_apart.map(|edge| {
        let says = edge.condition.as_ref().map(|condition| condition.text.as_str()).or(edge.label.as_deref()).unwrap_or_default();
        let likely = if edge.probability.is_some() { " %" } else { "" };
        let max = edge.max.map(|max| format!(" max {max}")).unwrap_or_default();
        format!("{} {:?} {says}{likely} {}{max}", name(edge.from), edge.kind, name(edge.to))
    });
    let ways = ways.collect();
    (analysis, ways)
}

#[test]
fn ways_of_a_decision_stay_told_apart_where_they_meet() {
    let (_, edges) = ways("remove audit");
    assert_eq!(
        edges,
        ["size Branch form.amount <= 5000 % book", "size Else  book", "check Rejected major big"].map(str::to_owned),
        "remove"
    );
    let (_, edges) = ways("merge audit, book into settle");
    assert_eq!(
        edges,
        ["size Branch form.amount <= 5000 % settle", "size Else  settle", "check Rejected major big"].map(str::to_owned),
        "merge"
    );
}

#[test]
fn a_decision_merged_or_replaced_keeps_its_ways() {
    let (_, mut edges) = ways("merge size, audit into sort");
    edges.sort();
    assert_eq!(edges, ["check Rejected major big", "sort Branch form.amount <= 5000 % book", "sort Else  book"].map(str::to_owned));
    let (analysis, edges) = ways("replace size with task look { owner: agent; time: 5m }");
    assert_eq!(edges[..2], ["look Branch form.amount <= 5000 % book", "look Else  audit"].map(str::to_owned));
    assert_eq!(node(&analysis, "look").kind, NodeKind::Task);
}

#[test]
fn a_bound_outlives_the_node_behind_which_it_stood() {
    let (_, edges) = ways("remove big");
    assert!(edges.contains(&"check Rejected major fill max 1".to_owned()), "{edges:?}");
}

#[test]
fn a_finding_of_a_to_be_stands_at_the_change_and_names_the_to_be() {
    let text = r#"process p "报销" {
  role agent
  as-is {
    task x { owner: agent; time: 10h; sla: 1h; remind: 45m }
    start -> x -> end
  }
  to-be one from as-is { change x { time: 3h } because of a form }
  to-be two from as-is { change x { time: 90m } because of a form }
  to-be three from as-is { change x { wait: 0m } }
  to-be four from as-is { change x { owner: - } }
}
"#;
    let analysis = analyze(Arc::new(Source::new("change.flow", text)), &NoFiles, &Config::default());
    let source = analysis.sources.get(analysis.findings[0].span.file);
    let found: Vec<String> = analysis
        .findings
        .iter()
        .map(|finding| {
            let still: Vec<&str> = finding.still_in.iter().map(|label| label.text.en.as_str()).collect();
            let variant = &finding.variant.as_ref().unwrap().text.en;
            let line = source.position(finding.span.start).line;
            format!("{line} {} {variant} | {} | {}", finding.rule.code, finding.message.en, still.join(", "))
        })
        .collect();
    assert_eq!(
        found,
        [
            "4 F501 as-is | `x` takes at least 10h, over its SLA of 1h | still in to-be three, still in to-be four",
            "7 F501 to-be one | to-be one: `x` takes at least 3h, over its SLA of 1h | ",
            "8 F501 to-be two | to-be two: `x` takes at least 1h30m, over its SLA of 1h | ",
            "10 F301 to-be four | to-be four: `x` has no owner | ",
        ]
    );
    let concise = flowright::report::concise::report(&analysis, flowright::lang::Lang::Zh);
    assert!(concise.contains("；优化后“three”中仍然存在；优化后“four”中仍然存在"), "{concise}");
}

/// An edge led away and back again is one edge still, whatever is done at its ends afterwards.
#[test]
fn an_edge_led_away_and_back_is_not_lost() {
    let text = r#"process p "x" {
  role r
  as-is {
    task a { owner: r; time: 1m }
    task b { owner: r; time: 1m }
    task c { owner: r; time: 1m }
    decision d { "one" 50% -> b; "two" -> c }
    start -> a -> d
    b -> end
    c -> end
  }
  to-be from as-is {
    reroute d -> b to c
    reroute c -> end to b
    reroute d -> c to b
    remove a
    insert task n { owner: r; time: 1m } before b
    remove n
  }
}"#;
    let analysis = analyze(Arc::new(Source::new("change.flow", text)), &NoFiles, &Config::default());
    let variant = to_be(&analysis);
    let d = variant.node_named("d").unwrap();
    let leaving: Vec<&str> =
        variant.edges.iter().filter(|edge| edge.from == d).map(|edge| variant.node(edge.to).title.name.as_str()).collect();
    assert_eq!(leaving, ["b", "b"], "{:?}", analysis.findings.iter().map(|finding| &finding.message.en).collect::<Vec<_>>());
}
