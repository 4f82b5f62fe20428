// Is check.mjs able to fail? Hand-written targets: some that must pass, more
// that must fail, each for the reason given. `node selftest.mjs`
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const check = fileURLToPath(new URL('check.mjs', import.meta.url));
const cases = []; // { name, mmd?, dot?, expect?, fails?: { mermaid?: RegExp, dot?: RegExp, files?: RegExp } }
const add = (name, c) => cases.push({ name, ...c });

// `n_1=label` … : nodes; `>` : edges. Everything in lane l_0 unless `lane` says otherwise.
const model = (labels, edges = [], lane = 'l_0', laneLabel = '客服专员') => ({
  nodes: Object.entries(labels).map(([id, label]) => ({ id, label: [label].flat(), lane })),
  lanes: lane ? [{ id: lane, label: laneLabel }] : [],
  edges: edges.map(([from, to, ...label]) => ({ from, to, label })),
});
const mmd = (nodes, edges = '', lane = '客服专员') =>
  `flowchart LR\n  subgraph l_0["${lane}"]\n${nodes.replace(/^/gm, '    ')}\n  end\n${edges}\n`;
const dot = (nodes, edges = '', lane = '客服专员') =>
  `digraph "g" {\n  subgraph "cluster_l_0" {\n    label="${lane}"\n${nodes}\n  }\n${edges}\n}\n`;

const two = model({ n_1: '受理', n_2: '审批' }, [['n_1', 'n_2', '是']]);
const twoMmd = mmd('n_1["受理"]\nn_2["审批"]', 'n_1 -->|"是"| n_2');
const twoDot = dot('"n_1" [label="受理"]\n"n_2" [label="审批"]', '"n_1" -> "n_2" [label="是"]');

// ---- must pass
add('plain', { mmd: twoMmd, dot: twoDot, expect: two });
const quoted = 'a"b & <b>c</b> \\N #35; 100%';
add('escaped', {
  mmd: mmd('n_1["a#quot;b #amp; #lt;b#gt;c#lt;/b#gt; #92;N #35;35#59; 100#37;<br/>二 行"]'),
  dot: dot('"n_1" [label="a\\"b &amp; <b>c</b> \\\\N #35; 100%\\n二 行"]'),
  expect: model({ n_1: [quoted, '二 行'] }),
});
add('invisible-and-nbsp', {
  mmd: mmd('n_1["#8203;"]\nn_2["direction#nbsp;LR"]', 'n_1 ~~~ n_2', '#8203;'),
  dot: dot('"n_1" [label=""]\n"n_2" [label="direction LR"]', '"n_1" -> "n_2" [style=invis]', ''),
  expect: model({ n_1: [], n_2: 'direction LR' }, [], 'l_0', ''),
});
add('many-edges', {
  mmd: `---\ntitle: "标题 & \\"x\\""\n---\n%% comment\nflowchart LR\n  classDef a stroke-width:3px\n  n_1(["1"]):::a\n  n_2{"2"}
  n_1 --> n_2\n  n_1 -->|"再"| n_2\n  n_1 -.->|"再"| n_2\n  n_2 ==>|"自"| n_2\n  n_1 --> n_1\n  style n_2 fill:#fff\n`,
  dot: `digraph { label="标题 &amp; \\"x\\""; n_1 [label="1"]; n_2 [label="2"]; n_1 -> n_2; n_1 -> n_2 [label="再"]
  n_1 -> n_2 [xlabel="再"]; n_2 -> n_2 [label="自"]; n_1 -> n_1 }`,
  expect: {
    title: '标题 & "x"',
    ...model({ n_1: '1', n_2: '2' }, [['n_1', 'n_2'], ['n_1', 'n_2', '再'], ['n_1', 'n_2', '再'], ['n_2', 'n_2', '自'], ['n_1', 'n_1']], null),
  },
});
add('svg-labels', {
  mmd: `---\nconfig:\n  htmlLabels: false\n---\n${mmd('n_1["一 二<br/>三"]\nn_2["b"]', 'n_1 -->|"是"| n_2')}`,
  expect: model({ n_1: ['一 二', '三'], n_2: 'b' }, [['n_1', 'n_2', '是']]),
});
add('swimlane', { mmd: twoMmd.replace('flowchart', 'swimlane-beta'), expect: two });

// ---- must fail: another graph
add('swallowed-line', {
  mmd: mmd('n_1["受理"]\nn_2["direction LR"]', 'n_1 --> n_1'),
  expect: model({ n_1: '受理', n_2: 'direction LR' }, [['n_1', 'n_1']]),
  fails: { mermaid: /missing node n_2/ },
});
add('tight-link', {
  mmd: 'flowchart LR\n  a["a"]\n  order["o"]\n  a---order\n',
  expect: model({ a: 'a', order: 'o' }, [['a', 'order']], null),
  fails: { mermaid: /extra node "rder"[^]*missing edge a -> order/ },
});
add('missing-edge', {
  mmd: twoMmd.replace('n_1 -->|"是"| n_2', ''),
  dot: twoDot.replace('"n_1" -> "n_2" [label="是"]', ''),
  expect: two,
  fails: { mermaid: /missing edge n_1 -> n_2 \["是"\]/, dot: /missing edge n_1 -> n_2 \["是"\]/ },
});
add('edge-drawn-twice', {
  mmd: `${twoMmd}n_1 -->|"是"| n_2\n`,
  dot: twoDot.replace(/}\n$/, '"n_1" -> "n_2" [label="是"]\n}\n'),
  expect: two,
  fails: { mermaid: /extra edge "n_1" -> "n_2"/, dot: /extra edge "n_1" -> "n_2"/ },
});
add('turned-edge', {
  mmd: twoMmd.replace('n_1 -->|"是"| n_2', 'n_2 -->|"是"| n_1'),
  dot: twoDot.replace('"n_1" -> "n_2"', '"n_2" -> "n_1"'),
  expect: two,
  fails: { mermaid: /missing edge n_1 -> n_2/, dot: /missing edge n_1 -> n_2/ },
});
add('two-edges-to-itself', {
  mmd: 'flowchart LR\n  n_1["1"]\n  n_1 -->|"x"| n_1\n  n_1 -->|"y"| n_1\n',
  expect: model({ n_1: '1' }, [['n_1', 'n_1', 'x'], ['n_1', 'n_1', 'y']], null),
  fails: { mermaid: /parsed but not drawn/ },
});
add('unquoted-id', {
  dot: dot('a b [label="x"]'),
  expect: model({ 'a b': 'x' }),
  fails: { dot: /missing node a b[^]*extra node "a"/ },
});
add('port', {
  dot: dot('"a" [label="x"]\n"b" [label="y"]', 'a:p -> b'),
  expect: model({ 'a:p': 'x', b: 'y' }, [['a:p', 'b']]),
  fails: { dot: /missing node a:p|stderr/ },
});
add('other-lane', {
  mmd: twoMmd.replace('    n_2["审批"]\n  end', '  end\n  n_2["审批"]'),
  dot: twoDot.replace('"n_2" [label="审批"]\n  }', '}\n"n_2" [label="审批"]'),
  expect: two,
  fails: { mermaid: /lane of node n_2\s+expected +"l_0"\s+understood null/, dot: /lane of node n_2/ },
});
add('lane-label-and-extra-lane', {
  mmd: `${twoMmd.replace('客服专员', '主管')}subgraph l_1["x"]\n  n_3["3"]\nend\n`,
  dot: twoDot.replace('客服专员', '主管').replace(/}\n$/, 'subgraph cluster_l_1 { label="x"; n_3 [label="3"] }\n}\n'),
  expect: two,
  fails: {
    mermaid: /extra node "n_3"[^]*label of lane l_0[^]*extra lane "l_1"/,
    dot: /extra node "n_3"[^]*label of lane l_0[^]*extra lane "l_1"/,
  },
});

// ---- must fail: another text
const label = (name, text, inMmd, inDot, mermaid, dot_) =>
  add(name, {
    ...(inMmd === null ? {} : { mmd: mmd(`n_1["${inMmd}"]`) }),
    ...(inDot === null ? {} : { dot: dot(`"n_1" [label="${inDot}"]`) }),
    expect: model({ n_1: text }),
    fails: { ...(mermaid && { mermaid }), ...(dot_ && { dot: dot_ }) },
  });
label('quote', 'a" b="c', 'a" b="c', 'a" b="c', /refused/, /understood \["a"\]/);
label('markup', 'a <b>c</b>', 'a <b>c</b>', null, /⟦b⟧/);
label('entity', '&lt;', '&lt;', '&lt;', /understood \["<"\]/, /understood \["<"\]/);
label('mermaid-entity', '#35;', '#35;', null, /understood \["#"\]/);
label('icon-after-break', ['a', 'fa:fa-car'], 'a<br/>fa#58;fa-car', null, /<i>/);
label('backslash-n-after-break', ['a', 'C:\\new'], 'a<br/>C#58;#92;new', null, /"C:","ew"/);
label('style-eats-semicolon', 'style:"x"', 'style:#quot;x#quot;', null, /understood \["style:\\"x#quot"\]/);
label('markdown', '**a**', '`**a**`', null, /⟦strong⟧/);
label('dot-escape', '\\N', null, '\\N', null, /understood \["n_1"\]/);
label('lost-line', ['a', 'b'], 'a b', 'a b', /understood \["a b"\]/, /understood \["a b"\]/);
label('space-inside', 'a b', 'a  b', 'a  b', /understood \["a  b"\]/, /understood \["a  b"\]/);
add('edge-label', {
  mmd: twoMmd.replace('是', '否'),
  dot: twoDot.replace('是', '否'),
  expect: two,
  fails: { mermaid: /label of edge n_1 -> n_2\s+expected +\["是"\]/, dot: /label of edge n_1 -> n_2/ },
});
add('title', {
  mmd: `---\ntitle: "a <b>c"\n---\n${twoMmd}`,
  dot: twoDot.replace('{', '{ label="a"'),
  expect: { title: 'a <b>c', ...two },
  fails: { mermaid: /title/, dot: /title/ },
});

// ---- must fail: refused, or with a complaint
add('syntax', { mmd: 'flowchart LR\n  n_1["a\n', dot: 'digraph { "n_1 }', expect: two, fails: { mermaid: /refused/, dot: /ended with 1/ } });
add('dot-warning', { dot: twoDot.replace('[label="受理"', '[color="#333" label="受理"'), expect: two, fails: { dot: /wrote to stderr/ } });
add('two-graphs', { dot: twoDot + twoDot, expect: two, fails: { dot: /refused/ } });
add('not-a-flowchart', { mmd: 'pie\n  "a": 1\n', expect: two, fails: { mermaid: /pie diagram/ } });
add('501-edges', {
  mmd: twoMmd + 'n_1 --> n_2\n'.repeat(500),
  expect: model({ n_1: '受理', n_2: '审批' }, [['n_1', 'n_2', '是'], ...Array(500).fill(['n_1', 'n_2'])]),
  fails: { mermaid: /Edge limit exceeded/ },
});
const long = '长'.repeat(50_000);
add('too-long', { mmd: twoMmd.replace('受理', long), expect: model({ n_1: long, n_2: '审批' }, [['n_1', 'n_2', '是']]), fails: { mermaid: /UTF-16 units/ } });
add('no-target', { expect: two, fails: { files: /neither/ } });
add('no-expectation', { mmd: twoMmd, fails: { mmd: /no \.expect\.json/ } });
add('broken-expectation', { mmd: twoMmd, expect: '{', fails: { mermaid: /no readable expectation/ } });

// -------------------------------------------------------------------- running

const run = (dir) => {
  const { stdout, stderr, status } = spawnSync(process.execPath, [check, '-v', dir], { encoding: 'utf8' });
  if (stderr) console.log(stderr);
  return { stdout, status };
};
const report = (what, problem) => {
  if (problem) console.log(`FAIL ${what}: ${problem}`);
  count[problem ? 1 : 0] += 1;
};
const count = [0, 0];

const dir = mkdtempSync(path.join(os.tmpdir(), 'conformance-selftest-'));
try {
  const empty = run(dir);
  report('empty folder', empty.status === 1 && /\n0 passed, 1 failed\n$/.test(empty.stdout) ? '' : empty.stdout);

  for (const c of cases) {
    for (const ext of ['mmd', 'dot']) if (c[ext]) writeFileSync(path.join(dir, `${c.name}.${ext}`), c[ext]);
    if (c.expect) {
      const text = typeof c.expect === 'string' ? c.expect : JSON.stringify(c.expect);
      writeFileSync(path.join(dir, `${c.name}.expect.json`), text);
    }
  }
  const { stdout, status } = run(dir);
  const said = new Map(); // `name (target)` -> what follows FAIL, or null for ok
  for (const [, verdict, key, rest] of stdout.matchAll(/^(ok  |FAIL) (.*\))\n((?: {4}.*\n)*)/gm)) {
    said.set(key, verdict === 'FAIL' ? rest : null);
  }
  let failures = 0;
  for (const c of cases) {
    const targets = new Set(Object.keys(c.fails ?? {}));
    if (c.mmd && c.expect) targets.add('mermaid');
    if (c.dot && c.expect) targets.add('dot');
    for (const target of targets) {
      const key = `${c.name} (${target})`;
      const got = said.get(key);
      const want = c.fails?.[target];
      if (want) failures += 1;
      if (got === undefined) report(key, 'not reported at all');
      else if (!want) report(key, got === null ? '' : `must pass, but\n${got}`);
      else if (got === null) report(key, `must fail with ${want}, but passed`);
      else report(key, want.test(got) ? '' : `must fail with ${want}, but said\n${got}`);
      said.delete(key);
    }
  }
  report('nothing else reported', [...said.keys()].join(', '));
  const last = `${count[0] + count[1] - 2 - failures} passed, ${failures} failed`;
  report('exit code and last line', status === 1 && stdout.trimEnd().endsWith(`\n${last}`) ? '' : `wanted 1 and «${last}», got ${status} and\n${stdout.slice(-200)}`);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
console.log(`${count[0]} passed, ${count[1]} failed`);
process.exit(count[1] ? 1 : 0);
