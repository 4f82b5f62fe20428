// Conformance of emitted diagrams with the real Mermaid and Graphviz.
//
//   node check.mjs [-v] DIR
//
// For every NAME.expect.json in DIR, NAME.mmd and/or NAME.dot must stand beside
// it. A target file passes when the tool understood exactly the expected nodes,
// edges, lanes and labels and had nothing to complain about. See README.md.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { JSDOM, VirtualConsole } from 'jsdom';

const DOT_TIMEOUT_MS = 120_000;

// ---------------------------------------------------------------- comparing

/** Text as a reader sees it: any white space is a blank, zero-width space is nothing. */
const seen = (line) => line.replace(/\s/g, ' ').replace(/\u200b/g, '').trim();

/** A label as lines; outer empty lines are not visible, so neither is `['']`. */
function lines(label) {
  const all = (Array.isArray(label) ? label : [label]).map(seen);
  while (all.length && all[0] === '') all.shift();
  while (all.length && all.at(-1) === '') all.pop();
  return all;
}

/** A string for a report: escaped, and short enough around `at` to be read. */
function show(value, at = 0) {
  const text = JSON.stringify(value).replace(
    /[\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2060\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (text.length <= 160) return text;
  const from = Math.max(0, at - 60);
  return `${from ? '…' : ''}${text.slice(from, from + 140)}… (${text.length} characters)`;
}

function differ(what, expected, understood, out) {
  const a = JSON.stringify(expected);
  const b = JSON.stringify(understood);
  if (a === b) return;
  let at = 0;
  while (a[at] === b[at]) at += 1;
  out.push(`${what}\n      expected   ${show(expected, at)}\n      understood ${show(understood, at)}`);
}

function asMap(items, what, out) {
  const map = new Map();
  for (const item of items) {
    if (map.has(item.id)) out.push(`${what} ${item.id} is there twice`);
    map.set(item.id, item);
  }
  return map;
}

/**
 * Both models: { nodes: [{id, label, lane}], lanes: [{id, label}],
 * edges: [{from, to, label}], title?, complaints? }. Returns the differences.
 * `blank` false: the target does not show empty lines inside a label.
 */
function compare(expected, understood, blank) {
  const out = [...(understood.complaints ?? [])];
  const norm = (label) => lines(label ?? []).filter((line) => blank || line !== '');

  if (expected.title !== undefined) {
    differ('title', norm(expected.title), norm(understood.title), out);
  }
  for (const kind of ['node', 'lane']) {
    const want = asMap(expected[`${kind}s`], `expected ${kind}`, out);
    const got = asMap(understood[`${kind}s`], `understood ${kind}`, out);
    for (const [id, item] of want) {
      const other = got.get(id);
      if (!other) {
        out.push(`missing ${kind} ${id} ${show(norm(item.label))}`);
        continue;
      }
      differ(`label of ${kind} ${id}`, norm(item.label), norm(other.label), out);
      if (kind === 'node') differ(`lane of node ${id}`, item.lane ?? null, other.lane ?? null, out);
    }
    for (const [id, item] of got) {
      if (!want.has(id)) out.push(`extra ${kind} ${show(id)} ${show(norm(item.label))}`);
    }
  }

  // Edges are a multiset: several between the same nodes are fine.
  const key = (e) => JSON.stringify([e.from, e.to, norm(e.label)]);
  const left = new Map();
  for (const e of expected.edges) left.set(key(e), (left.get(key(e)) ?? 0) + 1);
  const extra = [];
  for (const e of understood.edges) {
    const n = left.get(key(e)) ?? 0;
    if (n > 0) left.set(key(e), n - 1);
    else extra.push(e);
  }
  const missing = [];
  for (const e of expected.edges) {
    const n = left.get(key(e)) ?? 0;
    if (n > 0) {
      left.set(key(e), n - 1);
      missing.push(e);
    }
  }
  for (const e of missing) {
    // The same edge with another label is one difference, not two.
    const i = extra.findIndex((x) => x.from === e.from && x.to === e.to);
    if (i >= 0) {
      const [other] = extra.splice(i, 1);
      differ(`label of edge ${e.from} -> ${e.to}`, norm(e.label), norm(other.label), out);
    } else {
      out.push(`missing edge ${e.from} -> ${e.to} ${show(norm(e.label))}`);
    }
  }
  for (const e of extra) out.push(`extra edge ${show(e.from)} -> ${show(e.to)} ${show(norm(e.label))}`);
  return out;
}

// ------------------------------------------------------------------ Mermaid

let mermaid;
let mermaidVersion;
let page;

async function loadMermaid() {
  // jsdom's own complaints (CSS it cannot parse) say nothing about the diagram.
  page = new JSDOM('<!doctype html><body></body>', {
    pretendToBeVisual: true,
    virtualConsole: new VirtualConsole(),
  }).window;
  globalThis.window = page;
  globalThis.document = page.document;
  for (const name of ['CSSStyleSheet', 'Element', 'HTMLElement', 'SVGElement', 'Node']) {
    globalThis[name] ??= page[name];
  }
  // jsdom does no layout. Nothing checked here depends on sizes, so everything
  // is 80 by 20; such geometry can put a whole node, Chinese label and all, in
  // an edge's `data-points`, which a strict `btoa` refuses.
  const box = () => ({ x: 0, y: 0, top: 0, left: 0, right: 80, bottom: 20, width: 80, height: 20 });
  page.SVGElement.prototype.getBBox = box;
  page.Element.prototype.getBoundingClientRect = box;
  page.SVGElement.prototype.getComputedTextLength = () => 80;
  // A style sheet jsdom parses is never let go, nor is the drawing it stands in
  // (megabytes each); a type other than CSS leaves it alone.
  const create = page.document.createElement.bind(page.document);
  page.document.createElement = (name, options) => {
    const element = create(name, options);
    if (name === 'style') element.type = 'text/plain';
    return element;
  };
  globalThis.btoa = (text) => Buffer.from(String(text)).toString('base64');
  mermaid = (await import('mermaid')).default;
  const own = new URL('./node_modules/mermaid/package.json', import.meta.url);
  mermaidVersion = JSON.parse(readFileSync(own, 'utf8')).version;
  mermaid.initialize({ startOnLoad: false, suppressErrorRendering: true });
}

/**
 * The visible lines of a label element. Elements other than the wrappers
 * Mermaid makes itself are markup that got through, and are shown as `⟦b⟧`.
 */
function visible(element) {
  if (!element) return [];
  const rows = element.querySelectorAll('.text-outer-tspan'); // htmlLabels: false
  if (rows.length) return [...rows].map((row) => row.textContent);
  const wrappers = new Set(['p', 'span', 'div', 'foreignobject', 'g', 'rect', 'text']);
  const out = [''];
  const walk = (node) => {
    for (const child of node.childNodes) {
      const name = child.nodeName.toLowerCase();
      if (name === '#text') out[out.length - 1] += child.nodeValue;
      else if (name === 'br') out.push('');
      else {
        if (name === 'p' && out.some((line) => line !== '')) out.push('');
        if (!wrappers.has(name)) out[out.length - 1] += `⟦${name}⟧`;
        walk(child);
      }
    }
  };
  walk(element);
  return out;
}

async function understoodByMermaid(text) {
  const complaints = [];
  // Parsing first: the database is what Mermaid understood. It throws what it cannot parse.
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
  if (!/^(flowchart|swimlane)/.test(diagram.type)) throw new Error(`it is a ${diagram.type} diagram`);
  const { db } = diagram;
  const vertices = [...db.getVertices().values()];
  const groups = db.getSubGraphs();
  const links = db.getEdges();

  // Then drawing, because that is where a label is decoded (once, twice or
  // thrice), sanitised, and searched for icons, formulas and Markdown.
  // One id for all: jsdom keeps what every different selector found, for good.
  const svgId = 'drawing';
  const { svg } = await mermaid.render(svgId, text);
  const holder = page.document.createElement('div');
  holder.innerHTML = svg; // as a page that embeds the picture would
  const root = holder.querySelector('svg');
  const limit = mermaid.mermaidAPI.getConfig().maxTextSize;
  if (text.length > limit && root.textContent.includes('Maximum text size in diagram exceeded')) {
    throw new Error(`the text has ${text.length} UTF-16 units, and it draws ${limit} at most`);
  }
  const drawn = { node: new Map(), lane: new Map(), edge: new Map() };
  const put = (kind, id, element) => {
    if (drawn[kind].has(id)) complaints.push(`${kind} ${show(id)} is drawn twice`);
    drawn[kind].set(id, visible(element));
  };
  for (const g of root.querySelectorAll('g.node, g.rough-node')) {
    const [, id = g.id.replace(`${svgId}-`, '')] = g.id.match(/^drawing-flowchart-(.*)-\d+$/) ?? [];
    put('node', id, g.querySelector('.nodeLabel') ?? g.querySelector('g.label'));
  }
  for (const g of root.querySelectorAll('g.cluster')) {
    put('lane', g.getAttribute('data-id') ?? g.id.replace(`${svgId}-`, ''), g.querySelector('.cluster-label'));
  }
  for (const g of root.querySelectorAll('.edgeLabel g.label[data-id]')) {
    put('edge', g.getAttribute('data-id'), g.querySelector('span.edgeLabel') ?? g);
  }
  // A swimlane diagram draws the label of an edge as a node of its own, and a
  // flowchart bends an edge from a node to itself around two empty ones.
  const labelNodes = new Map(links.map((e) => [`edge-label-${e.start}-${e.end}-${e.id}`, e.id]));
  const bends = new Set(links.flatMap((e) => [1, 2].map((i) => `${e.start}---${e.start}---${i}`)));
  for (const g of root.querySelectorAll('g.edgeLabel[id]')) {
    if (bends.has(g.id) && g.textContent === '') continue;
    put('edge', labelNodes.get(g.id) ?? g.id, g.querySelector('.nodeLabel') ?? g);
  }
  const paths = new Set([...root.querySelectorAll('path[data-edge="true"]')].map((p) => p.getAttribute('data-id')));
  const odd = root.querySelector('script, iframe, image, img, math, foreignObject a, foreignObject i, foreignObject svg');
  if (odd) complaints.push(`the drawing has a <${odd.localName}>, which no label may make`);

  const laneOf = new Map();
  const laneIds = new Set(groups.map((g) => g.id));
  for (const g of groups) {
    for (const id of g.nodes) {
      if (laneIds.has(id)) complaints.push(`lane ${show(id)} is inside lane ${show(g.id)}`);
      else laneOf.set(id, g.id);
    }
  }
  const labelOf = (kind, id) => {
    if (!drawn[kind].has(id)) complaints.push(`${kind} ${show(id)} is parsed but not drawn`);
    const label = drawn[kind].get(id) ?? [];
    drawn[kind].delete(id);
    return label;
  };
  const nodes = vertices
    .filter((v) => !laneIds.has(v.id)) // an edge to a lane makes a vertex of it
    .map((v) => ({ id: v.id, label: labelOf('node', v.id), lane: laneOf.get(v.id) ?? null }));
  const lanes = groups.map((g) => ({
    id: g.id,
    // A subgraph without nodes is drawn as a node or not at all.
    label: drawn.lane.has(g.id) ? labelOf('lane', g.id) : labelOf('node', g.id),
  }));
  const edges = [];
  for (const e of links) {
    const label = e.text === '' && !drawn.edge.has(e.id) ? [] : labelOf('edge', e.id);
    if (e.stroke === 'invisible' && lines(label).length === 0) continue; // `~~~` only lays out
    if (!paths.has(e.id)) complaints.push(`edge ${show(e.id)} is parsed but not drawn`);
    edges.push({ from: e.start, to: e.end, label });
  }
  for (const [kind, rest] of Object.entries(drawn)) {
    for (const id of rest.keys()) complaints.push(`${kind} ${show(id)} is drawn but not parsed`);
  }
  return { nodes, lanes, edges, title: root.querySelector('.flowchartTitleText')?.textContent, complaints };
}

// ----------------------------------------------------------------- Graphviz

let parser; // of SVG

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: DOT_TIMEOUT_MS });
    const out = { stdout: '', stderr: '', code: null };
    child.stdout.setEncoding('utf8').on('data', (d) => (out.stdout += d));
    child.stderr.setEncoding('utf8').on('data', (d) => (out.stderr += d));
    child.on('error', (e) => resolve({ ...out, code: String(e.code), stderr: e.message }));
    child.on('close', (code, signal) => resolve({ ...out, code: code ?? signal }));
  });
}

async function understoodByDot(file, scratch, name) {
  const svgFile = path.join(scratch, `${name}.svg`);
  const jsonFile = path.join(scratch, `${name}.json`);
  // One layout, two outputs: SVG does not say which node is in which cluster.
  const { code, stdout, stderr } = await run('dot', ['-Tsvg', '-o', svgFile, '-Tdot_json', '-o', jsonFile, file]);
  if (code !== 0) throw new Error(`dot ended with ${code}: ${stderr.trim()}`);
  if (stderr !== '') throw new Error(`dot wrote to stderr: ${stderr.trim()}`);
  if (stdout !== '') throw new Error(`dot wrote to stdout: ${stdout.trim()}`);

  parser ??= new (new JSDOM('').window.DOMParser)();
  const document = parser.parseFromString(readFileSync(svgFile, 'utf8'), 'image/svg+xml');
  const child = (g, name_) => [...g.children].find((c) => c.localName === name_);
  const texts = (g) => [...g.querySelectorAll('text')].map((t) => t.textContent);
  const title = (g) => child(g, 'title')?.textContent ?? '';
  const of = (kind) => [...document.querySelectorAll(`g[class="${kind}"]`)];
  const complaints = [];
  if (document.querySelectorAll('image').length) complaints.push('the drawing has an image');

  const json = JSON.parse(readFileSync(jsonFile, 'utf8'));
  const objects = json.objects ?? [];
  const laneOf = new Map();
  for (const o of objects) {
    if (!o.name.startsWith('cluster')) continue;
    const id = o.name.replace(/^cluster_/, '');
    for (const n of o.nodes ?? []) {
      const node = objects.find((x) => x._gvid === n).name;
      if (laneOf.has(node)) complaints.push(`node ${show(node)} is in two clusters`);
      laneOf.set(node, id);
    }
    if (o.subgraphs?.length) complaints.push(`cluster ${show(o.name)} has other subgraphs inside`);
  }
  const nodes = of('node').map((g) => ({ id: title(g), label: texts(g), lane: laneOf.get(title(g)) ?? null }));
  const lanes = of('cluster').map((g) => ({ id: title(g).replace(/^cluster_/, ''), label: texts(g) }));
  const ids = new Set(nodes.map((n) => n.id));
  const edges = of('edge').map((g) => {
    // `a:e->b:w`; with generated ids there is one way to read it.
    const all = title(g).split('->').map((end) => end.replace(/:[nesw]$/, ''));
    for (let i = 1; i < all.length; i += 1) {
      const [from, to] = [all.slice(0, i).join('->'), all.slice(i).join('->')];
      if (ids.has(from) && ids.has(to)) return { from, to, label: texts(g) };
    }
    return { from: title(g), to: '(unknown)', label: texts(g) };
  });
  const graph = document.querySelector('g.graph');
  const caption = [...graph.querySelectorAll(':scope > text')].map((t) => t.textContent);
  return { nodes, lanes, edges, title: caption, complaints };
}

// --------------------------------------------------------------------- main

async function main() {
  const args = process.argv.slice(2);
  const verbose = args[0] === '-v' && args.shift() !== undefined;
  if (args.length !== 1) {
    console.error('usage: node check.mjs [-v] DIR');
    process.exit(2);
  }
  const dir = args[0];
  const names = readdirSync(dir).sort();
  const has = new Set(names);
  const results = []; // { name, target, problems }
  const jobs = { mmd: [], dot: [] };
  for (const file of names) {
    const [, name, ext] = file.match(/^(.*)\.(expect\.json|mmd|dot)$/) ?? [];
    if (ext === 'expect.json') {
      const targets = ['mmd', 'dot'].filter((t) => has.has(`${name}.${t}`));
      if (!targets.length) results.push({ name, target: 'files', problems: ['neither .mmd nor .dot beside it'] });
      for (const t of targets) {
        jobs[t].push({ name, expectation: path.join(dir, file), file: path.join(dir, `${name}.${t}`) });
      }
    } else if (ext && !has.has(`${name}.expect.json`)) {
      results.push({ name, target: ext, problems: ['no .expect.json beside it'] });
    }
  }

  const judge = async ({ name, expectation }, target, understood, blank) => {
    let problems;
    let expected;
    try {
      expected = JSON.parse(readFileSync(expectation, 'utf8'));
    } catch (e) {
      results.push({ name, target, problems: [`no readable expectation: ${e.message}`] });
      return;
    }
    try {
      problems = compare(expected, await understood(), blank);
    } catch (e) {
      problems = [`${target} refused it: ${String(e?.message ?? e).trim().replace(/\n/g, '\n      ')}`];
    }
    results.push({ name, target, problems });
  };

  const scratch = mkdtempSync(path.join(os.tmpdir(), 'conformance-'));
  const versions = [];
  try {
    if (jobs.dot.length) versions.push((await run('dot', ['-V'])).stderr.trim());
    const queue = [...jobs.dot.entries()];
    const worker = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const [i, job] = next;
        await judge(job, 'dot', () => understoodByDot(job.file, scratch, String(i)), false);
      }
    };
    const workers = Array.from({ length: Math.min(4, os.availableParallelism()) }, worker);

    if (jobs.mmd.length) {
      await loadMermaid();
      versions.push(`mermaid ${mermaidVersion}`);
      for (const job of jobs.mmd) {
        await judge(job, 'mermaid', () => understoodByMermaid(readFileSync(job.file, 'utf8')), true);
        await new Promise(setImmediate); // else no drawing is freed before the last
      }
    }
    await Promise.all(workers);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }

  results.sort((a, b) => (a.name + a.target < b.name + b.target ? -1 : 1));
  for (const { name, target, problems } of results) {
    if (problems.length) {
      console.log(`FAIL ${name} (${target})`);
      for (const p of problems) console.log(`    ${p}`);
    } else if (verbose) console.log(`ok   ${name} (${target})`);
  }
  if (versions.length) console.log(versions.join(', '));
  if (!results.length) console.log(`FAIL no *.expect.json in ${dir}`);
  const failed = results.filter((r) => r.problems.length).length;
  console.log(`${results.length - failed} passed, ${failed || (results.length ? 0 : 1)} failed`);
  process.exit(failed || !results.length ? 1 : 0);
}

await main();
