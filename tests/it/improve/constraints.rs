//! One constraint at a time: what it blocks, and what goes through without it.

use super::{changes, improved, is_rejected, look, proposal};

/// People, data and a writer that every small process has.
const HEAD: &str = "process p {
  role clerk
  role lead { staff: 3 }
  role finance
  role legal
  role cashier
  external customer
  system crm
  data form
  data bill
  data terms
  data result { deliverable: yes }
";

/// A process with these lines, nodes and this chain.
fn flow(lines: &str, nodes: &str, chain: &str) -> String {
    format!(
        "{HEAD}{lines}  as-is {{\n    task write {{ owner: clerk; out: form; time: 10m }}\n{nodes}    start -> write -> {chain} -> end\n  }}\n}}\n"
    )
}

fn approvals(lines: &str, between: &str, second: &str) -> String {
    let middle = if between.is_empty() { "" } else { "between -> " };
    flow(
        lines,
        &format!(
            "    approval first {{ owner: lead; of: form; time: 5m; rejected 10% -> write max 1 }}\n{between}    approval second {{ owner: lead; of: form; time: 5m; {second}rejected 5% -> write max 1 }}\n    task do {{ owner: finance; in: form; out: result; time: 20m }}\n"
        ),
        &format!("first -> {middle}second -> do"),
    )
}

#[test]
fn an_approval_that_repeats_another_goes() {
    assert_eq!(changes(&proposal(&approvals("", "", ""))), ["remove second"]);
}

#[test]
fn an_approval_stays_where_something_is_declared() {
    let cases = [
        ("", "", "required: yes; ", "required-control"),
        ("", "", "required: \"Rule 7\"; ", "required-control"),
        ("", "", "keep: yes; ", "required-control"),
        ("", "", "preventive: yes; ", "required-control"),
        ("", "", "detective: yes; ", "required-control"),
        ("", "", "distinct: yes; ", "duty"),
        ("", "", "aspect: price; ", "other-aspect"),
        ("", "", "in: form, terms; ", "new-evidence"),
        ("", "", "checklist: \"name, sum\"; ", "own-checklist"),
        ("", "", "informs: clerk; ", "notification"),
        ("", "", "responds: yes; ", "new-finding"),
        ("  sod: first, second\n", "", "", "duty"),
        ("  sod: write, second\n", "", "", "duty"),
        ("  risk loss { control: second; protects: do }\n", "", "", "last-control"),
        ("  milestone second done 8h\n", "", "", "milestone"),
        ("  accept: redundant-approval because the bank asks for two\n", "", "", "accepted"),
        ("", "    task between { owner: clerk; in: form; out: form; time: 5m }\n", "", "data-changes"),
    ];
    for (lines, between, second, constraint) in cases {
        let text = approvals(lines, between, second).replace("data terms\n", "data terms { from: customer }\n");
        let proposal = proposal(&text);
        assert!(!changes(&proposal).iter().any(|change| change.contains("second")), "{constraint}: {}", proposal.text);
        assert!(is_rejected(&proposal, "second", constraint), "{constraint}: {:#?}\n{text}", proposal.rejected);
    }
}

#[test]
fn an_approval_that_controls_a_risk_goes_if_another_control_stays() {
    let text = approvals("  risk loss { control: first, second; protects: do }\n", "", "");
    assert_eq!(changes(&proposal(&text)), ["remove second"]);
}

#[test]
fn a_comment_that_allows_the_repetition_is_a_reason_to_keep_it() {
    let text = approvals("", "", "")
        .replace("    approval second", "    # allow: redundant-approval because the bank asks for two\n    approval second");
    let proposal = proposal(&text);
    assert_eq!(changes(&proposal), [""; 0]);
    assert!(is_rejected(&proposal, "second", "accepted"));
}

#[test]
fn of_three_that_repeat_one_another_one_stays() {
    let text = approvals("", "", "")
        .replace("first -> second", "first -> second -> third")
        .replace("    task do", "    approval third { owner: lead; of: form; time: 5m; rejected 1% -> write max 1 }\n    task do");
    assert_eq!(changes(&proposal(&text)), ["remove second", "remove third"]);
}

#[test]
fn what_only_a_rejection_leads_to_is_not_cut_off() {
    let text = approvals("", "", "")
        .replace("5% -> write max 1", "5% -> mend")
        .replace("    task do", "    task mend { owner: clerk; in: form; out: form; time: 5m }\n    task do");
    let text = text.replace("    start ->", "    mend -> first\n    start ->");
    let proposal = proposal(&text);
    assert_eq!(changes(&proposal), [""; 0], "{text}");
    assert!(is_rejected(&proposal, "second", "new-finding"), "{:#?}", proposal.rejected);
}

/// Two steps between `write` and `join_up`, which needs both of their results.
fn pair(lines: &str, first: &str, second: &str) -> String {
    flow(
        lines,
        &format!(
            "    task one {{ owner: finance; in: form; out: bill; time: 30m{first} }}\n    task two {{ owner: legal; in: form; out: terms; time: 20m{second} }}\n    task join_up {{ owner: clerk; in: bill, terms; out: result; time: 5m }}\n"
        ),
        "one -> two -> join_up",
    )
}

/// The same with an attribute in the place of another.
fn instead(node: &str, old: &str, new: &str) -> String {
    let text = pair("", "", "");
    let at = text.find(&format!("task {node}")).unwrap();
    let (head, tail) = text.split_at(at);
    assert!(tail.contains(old));
    format!("{head}{}", tail.replacen(old, new, 1))
}

#[test]
fn steps_of_different_people_that_need_nothing_of_one_another_run_at_the_same_time() {
    assert_eq!(changes(&proposal(&pair("", "", ""))), ["parallelise one, two"]);
    // Also with waits, ranges and distributions of the same kind.
    for (first, second) in [("; wait: 1h", "; wait: 2h"), ("; wait: 1h..2h", "; wait: 10m"), ("; wait: 1wd", "; wait: 2wd")] {
        assert_eq!(changes(&proposal(&pair("", first, second))), ["parallelise one, two"]);
    }
}

#[test]
fn steps_stay_one_after_the_other_where_something_keeps_them() {
    let cases = [
        (instead("two", "in: form", "in: bill"), "data-dependency"),
        (instead("two", "in: form", "in: form; optional: bill"), "data-dependency"),
        (instead("two", "out: terms", "out: bill, terms"), "write-conflict"),
        (instead("two", "out: terms", "out: form, terms"), "write-conflict"),
        (instead("two", "owner: legal", "owner: finance"), "same-person"),
        (instead("two", "owner: legal", "owner: legal; by: finance"), "same-person"),
        (instead("two", "owner: legal; ", ""), "people-unknown"),
        (instead("two", "time: 20m", "sla: 2h"), "time-unknown"),
        (instead("two", "time: 20m", "time: 0m"), "no-time"),
        (instead("one", "in: form; ", ""), "data-unknown"),
        (instead("two", "owner: legal", "owner: legal; required: yes"), "required-control"),
        (instead("two", "owner: legal", "owner: legal; informs: customer"), "outward-step"),
        (instead("two", "owner: legal", "owner: legal; consults: customer"), "outward-step"),
        (instead("two", "task two", "task two \"通知客户\""), "outward-step"),
        (instead("two", "task two", "task two \"Tell the customer\""), "outward-step"),
        (instead("one", "task one", "task one \"Ask the customer\""), "outward-step"),
        (instead("one", "task one", "task one \"Pay the bill\""), "outward-step"),
        (instead("two", "task two", "task two \"资料归档\""), "archive-step"),
        (instead("two", "task two", "task two \"Second count\""), "order"),
        (instead("two", "task two", "task two \"复查\""), "order"),
        (pair("  risk loss { control: one; protects: join_up }\n", "", ""), "risk-control"),
        (pair("", "; wait: 1h", "; wait: 1wd"), "two-clocks"),
    ];
    for (text, constraint) in cases {
        let proposal = proposal(&text);
        assert!(!proposal.text.contains("parallelise"), "{constraint}: {}\n{text}", proposal.text);
        let found = ["one", "two"].iter().any(|node| is_rejected(&proposal, node, constraint));
        assert!(found || constraint == "no-time", "{constraint}: {:#?}\n{text}", proposal.rejected);
    }
}

#[test]
fn two_counts_that_different_people_must_make_run_at_the_same_time() {
    let text = instead("two", "task two", "task two \"Second count\"").replace("  as-is", "  sod: one, two\n  as-is");
    assert_eq!(changes(&proposal(&text)), ["parallelise one, two"]);
}

#[test]
fn a_branch_of_a_parallel_block_is_not_cut_up() {
    let text = flow(
        "",
        "    task one { owner: finance; in: form; out: bill; time: 30m }\n    task two { owner: legal; in: form; out: terms; time: 20m }\n    task fast { owner: cashier; in: form; time: 5m }\n    parallel all_of { one -> two; fast }\n    task join_up { owner: clerk; in: bill, terms; out: result; time: 5m }\n",
        "all_of -> join_up",
    );
    let proposal = proposal(&text);
    assert_eq!(changes(&proposal), [""; 0]);
    assert!(is_rejected(&proposal, "two", "not-expressible"), "{:#?}", proposal.rejected);
}

#[test]
fn checks_behind_a_block_are_led_to_from_the_block() {
    let text = flow(
        "",
        "    task one { owner: finance; in: form; out: bill; time: 30m }\n    task fast { owner: legal; in: form; out: terms; time: 50m }\n    parallel all_of { one; fast }\n    approval slow { owner: lead; of: terms; aspect: terms; time: 3h; rejected 5% -> write max 1 }\n    approval quick { owner: cashier; of: terms; aspect: sum; time: 5m; rejected 20% -> write max 1 }\n    task join_up { owner: clerk; in: bill, terms; out: result; time: 5m }\n",
        "all_of -> slow -> quick -> join_up",
    );
    assert_eq!(
        changes(&proposal(&text)),
        ["reroute all_of -> slow to quick", "reroute quick -> join_up to slow", "reroute slow -> quick to join_up"]
    );
}

#[test]
fn a_step_that_takes_less_than_a_parallel_one_saves_nothing() {
    let text = flow(
        "",
        "    task one { owner: finance; in: form; out: bill; time: 30m }\n    task two { owner: legal; in: form; out: terms; time: 20m }\n    task slow { owner: cashier; in: form; time: 5h }\n    parallel all_of { one -> two; slow }\n    task join_up { owner: clerk; in: bill, terms; out: result; time: 5m }\n",
        "all_of -> join_up",
    );
    assert_eq!(changes(&proposal(&text)), [""; 0]);
}

#[test]
fn steps_in_a_loop_run_at_the_same_time_in_every_round() {
    let text =
        pair("", "", "").replace("join_up -> end", "join_up -> good\n    decision good { \"yes\" 80% -> end; \"no\" 20% -> one max 2 }");
    let found = proposal(&text);
    assert_eq!(changes(&found), ["parallelise one, two"]);
    // What the second makes is read by the first in the next round.
    let text = text.replace("in: form; out: bill", "in: form; optional: terms; out: bill");
    let found = proposal(&text);
    assert_eq!(changes(&found), [""; 0]);
    assert!(is_rejected(&found, "two", "write-conflict"));
}

#[test]
fn what_a_decision_asks_comes_before_it() {
    let text = flow(
        "",
        "    task rate { owner: finance; in: form; out: bill; time: 30m }\n    decision size { bill <= 5 60% -> look; else -> deep }\n    task look { owner: legal; in: form; out: terms; time: 20m }\n    task deep { owner: legal; in: form; out: terms; time: 60m }\n    task done { owner: clerk; in: terms; out: result; time: 5m }\n    look, deep -> done\n",
        "rate -> size\n    done",
    );
    assert_eq!(changes(&proposal(&text)), [""; 0], "{text}");
    let analysis = look(&text);
    let variant = analysis.model.processes[0].as_is().unwrap();
    let pairs = flowright::improve::dependencies(&flowright::graph::Graph::build(variant));
    let named = |name: &str| variant.node_named(name).unwrap();
    assert!(pairs.iter().any(|pair| (pair.before, pair.after) == (named("rate"), named("size"))));
}

#[test]
fn the_customer_is_not_told_before_the_approval() {
    let text = flow(
        "",
        "    approval ok { owner: lead; of: form; time: 30m; wait: 4h; rejected 10% -> write max 1 }\n    notify told { to: customer }\n    task pay { owner: cashier; in: form; out: result; time: 20m }\n",
        "ok -> told -> pay",
    );
    assert_eq!(changes(&proposal(&text)), [""; 0]);
}

/// Two checks in a row, the second quicker and stricter.
fn checks(lines: &str, first: &str, second: &str) -> String {
    flow(
        lines,
        &format!(
            "    approval slow {{ owner: legal; of: form; aspect: terms; time: 1h; {first}rejected 5% -> write max 1 }}\n    approval quick {{ owner: finance; of: form; aspect: sum; time: 5m; {second}rejected 20% -> write max 1 }}\n    task do {{ owner: cashier; in: form; out: result; time: 20m }}\n"
        ),
        "slow -> quick -> do",
    )
}

#[test]
fn the_quick_check_that_rejects_more_comes_first() {
    let proposal = proposal(&checks("", "", ""));
    assert_eq!(changes(&proposal), ["reroute write -> slow to quick", "reroute quick -> do to slow", "reroute slow -> quick to do"]);
    let (before, after) = proposal.figures.unwrap();
    // 10 + 60 + 0.95 · 5 against 10 + 5 + 0.8 · 60 for each round, of which there are 1 / 0.76.
    let round = |minutes: f64| minutes / 0.76 + 20.0;
    for (figures, minutes) in [(before, round(74.75)), (after, round(63.0))] {
        assert!((figures.mean.unwrap().only().unwrap() / 60_000.0 - minutes).abs() < 1e-9);
    }
}

#[test]
fn checks_keep_their_order_where_something_keeps_it() {
    let cases = [
        ("", "out: bill; ", "in: form, bill; ", ""),
        ("", "in: form, bill; ", "out: bill; ", ""),
        ("", "required: yes; ", "", "required-control"),
        ("", "", "required: yes; ", "required-control"),
        ("", "", "distinct: yes; ", "distinct"),
        ("  risk loss { control: slow; protects: do }\n", "", "", "risk-control"),
    ];
    for (lines, first, second, constraint) in cases {
        let text = checks(lines, first, second).replace("data bill\n", "data bill { from: customer }\n");
        let proposal = proposal(&text);
        assert_eq!(changes(&proposal), [""; 0], "{first}{second}");
        assert!(
            constraint.is_empty() || ["slow", "quick"].iter().any(|node| is_rejected(&proposal, node, constraint)),
            "{:#?}",
            proposal.rejected
        );
    }
    // Whoever is above the other decides after him.
    let text = checks("", "", "").replace("role legal\n", "role legal { reports: finance }\n");
    assert_eq!(changes(&proposal(&text)), [""; 0]);
    // Nobody knows how often the first rejects.
    let text = checks("", "", "").replace("rejected 5%", "rejected");
    assert!(is_rejected(&proposal(&text), "slow", "probability-unknown"));
}

#[test]
fn ranges_decide_only_where_the_order_is_certain() {
    let text = checks("", "", "").replace("time: 1h", "time: 10m..2h");
    assert_eq!(changes(&proposal(&text)).len(), 3);
    let text = checks("", "", "").replace("time: 1h", "time: 1m..2h");
    assert_eq!(changes(&proposal(&text)), [""; 0]);
}

#[test]
fn a_wait_counts_for_the_time_of_a_case_and_not_for_the_work() {
    // The quick check waits a day: it comes later for the case, and turning round would be more work or more time.
    let text = checks("", "", "wait: 8h; ");
    assert_eq!(changes(&proposal(&text)), [""; 0]);
}

#[test]
fn chains_that_dependencies_force_are_put_in_order_as_one() {
    // `b` needs `a`. Alone `a` is worse than `c`, with `b` behind it better.
    let text = flow(
        "",
        "    approval c { owner: legal; of: form; aspect: terms; time: 40m; rejected 10% -> write max 1 }\n    approval a { owner: finance; of: form; aspect: sum; out: bill; time: 10m; rejected 1% -> write max 1 }\n    approval b { owner: cashier; of: form; in: bill; aspect: bill; time: 5m; rejected 40% -> write max 1 }\n    task do { owner: clerk; in: form; out: result; time: 20m }\n",
        "c -> a -> b -> do",
    );
    assert_eq!(changes(&proposal(&text)), ["reroute write -> c to a", "reroute b -> do to c", "reroute c -> a to do"]);
}

/// Two steps of one person in one system.
fn one_person(lines: &str, first: &str, second: &str) -> String {
    flow(
        lines,
        &format!(
            "    task check \"Check the form\" {{ owner: finance; system: crm; in: form; out: bill; time: 10m{first} }}\n    task price \"Price it\" {{ owner: finance; system: crm; in: bill; out: result; time: 20m{second} }}\n"
        ),
        "check -> price",
    )
}

#[test]
fn steps_of_one_person_between_which_a_case_waits_become_one() {
    let text = one_person("", "; wait: 30m", "; wait: 2h");
    let found = proposal(&text);
    assert_eq!(changes(&found), ["merge check, price into check_price \"Check the form and price it\" { wait: 30m }"]);
    let (before, after) = found.figures.unwrap();
    assert_eq!(before.mean.unwrap().least - after.mean.unwrap().least, 2.0 * 3_600_000.0);
    // Without a wait nothing is saved, and nothing is said.
    assert_eq!(changes(&proposal(&one_person("", "; wait: 30m", ""))), [""; 0]);
}

#[test]
fn steps_of_one_person_stay_apart_where_something_keeps_them() {
    let cases = [
        ("  sod: check, price\n", "", "; wait: 2h", "duty"),
        ("  milestone check done 8h\n", "", "; wait: 2h", "milestone"),
        ("", "; sla: 2h", "; wait: 2h", "limit"),
        ("", "; required: yes", "; wait: 2h", "required-control"),
        ("", "; detective: yes", "; wait: 2h", "required-control"),
        ("", "; informs: customer", "; wait: 2h", "outward-step"),
        ("  risk loss { control: check; protects: price }\n", "", "; wait: 2h", "risk-control"),
    ];
    for (lines, first, second, constraint) in cases {
        let proposal = proposal(&one_person(lines, first, second));
        assert_eq!(changes(&proposal), [""; 0], "{constraint}");
        assert!(is_rejected(&proposal, "price", constraint), "{constraint}: {:#?}", proposal.rejected);
    }
    // Another system, or other people, is another matter.
    assert_eq!(changes(&proposal(&one_person("", "", "; wait: 2h").replacen("system: crm; in: form", "in: form", 1))), [""; 0]);
}

#[test]
fn what_nobody_comes_to_goes() {
    let text = flow(
        "",
        "    task do { owner: cashier; in: form; out: result; time: 20m }\n    task lost { owner: clerk; time: 5m }\n    task kept { owner: clerk; required: yes; time: 5m }\n    lost -> do\n    kept -> do\n",
        "do",
    );
    let proposal = proposal(&text);
    assert_eq!(changes(&proposal), ["remove lost"]);
    assert!(is_rejected(&proposal, "kept", "required-control"));
}

#[test]
fn a_step_of_which_nobody_reads_the_result_is_pointed_out_and_stays() {
    let text = flow(
        "",
        "    task note { owner: clerk; in: form; out: bill; time: 5m }\n    task do { owner: cashier; in: form; out: result; time: 20m }\n",
        "note -> do",
    );
    let proposal = proposal(&text);
    assert!(is_rejected(&proposal, "note", "use-unknown"), "{:#?}", proposal.rejected);
    assert!(!proposal.text.contains("remove"));
}

/// Two systems, and something else about the second step.
fn entries(second: &str) -> String {
    flow(
        "  system erp\n",
        &format!(
            "    task key_in {{ owner: clerk; system: crm; manual: yes; in: form; out: bill; time: 5m }}\n    task again {{ owner: finance; system: erp; manual: yes; in: form; out: bill; time: 5m{second} }}\n    task do {{ owner: cashier; in: bill; out: result; time: 20m }}\n"
        ),
        "key_in -> again -> do",
    )
}

#[test]
fn what_was_entered_is_taken_over_by_the_second_system() {
    assert_eq!(
        changes(&proposal(&entries(""))),
        ["automate again by erp", "change again \"Synchronise bill to erp\" { owner: -; in: bill; time: 0m; wait: 0m }"]
    );
    for (second, constraint) in
        [("; required: yes", "required-control"), ("; keep: yes", "required-control"), ("; detective: yes", "required-control")]
    {
        let proposal = proposal(&entries(second));
        assert!(!proposal.text.contains("automate"), "{constraint}");
        assert!(is_rejected(&proposal, "again", constraint), "{constraint}: {:#?}", proposal.rejected);
    }
    let more = entries("").replace("in: form; out: bill; time: 5m }\n    task do", "in: form, terms; out: bill; time: 5m }\n    task do");
    let more = more.replace("data terms\n", "data terms { from: customer }\n");
    assert!(is_rejected(&proposal(&more), "again", "more-data"));
    let named = entries("").replace("  system erp\n", "  system erp\n  same: write, again\n");
    assert!(is_rejected(&proposal(&named), "again", "duty"));
}

#[test]
fn a_flow_that_does_not_work_has_no_proposal() {
    let text =
        approvals("", "", "").replace("second -> do -> end", "second -> stuck").replace("    task do", "    join stuck\n    task do");
    let text = text.replace("    start ->", "    do -> stuck\n    stuck -> do\n    start ->");
    let proposal = proposal(&text);
    assert!(proposal.note.is_some() && proposal.text.is_empty(), "{}", proposal.text);
}

#[test]
fn names_are_written_as_their_author_typed_them() {
    let text = approvals("", "", "").replace("second", "\"second look (again)\"").replace("write", "write-up");
    let done = improved(&text);
    assert_eq!(changes(&done.proposals[0]), ["remove \"second look (again)\""]);
    let odd = approvals("", "", "").replace("second", "\"to\"");
    assert_eq!(changes(&proposal(&odd)), ["remove \"to\""]);
}
