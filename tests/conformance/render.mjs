// Opens every picture and page of a folder in a real browser, and measures what it shows.
//
//   node render.mjs DIR        # Debian: apt install chromium fonts-noto-cjk
//   node render.mjs --selftest # can it fail?
//
// For every NAME.svg: it is well-formed XML of plain shapes and texts; each text lies inside its shape, head or badge, and what is
// written on an edge touches no node; the texts are those of NAME.expect.json, if that is there. For every NAME.html: nothing in it runs
// or loads, and the texts of NAME.texts.json are in it. Every page is also opened by itself, and the browser's own log shows no request.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-default-apps"];
const BATCH = 120;

// What runs in the browser: the faults of each file.
function measure(files) {
  const ELEMENTS = ["svg", "title", "desc", "g", "rect", "circle", "polygon", "path", "text"];
  const HIDDEN = /[\s\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/gu;
  const bare = (text) => text.replace(HIDDEN, "");
  const inside = (a, b) => a.left >= b.left - 0.75 && a.right <= b.right + 0.75 && a.top >= b.top - 0.75 && a.bottom <= b.bottom + 0.75;
  const meet = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
  const corners = (a) => [[a.left, a.top], [a.right, a.top], [a.left, a.bottom], [a.right, a.bottom]];
  const rhombus = (point, b) => {
    const [x, y] = [(b.left + b.right) / 2, (b.top + b.bottom) / 2];
    return Math.abs(point[0] - x) / (b.width / 2) + Math.abs(point[1] - y) / (b.height / 2);
  };
  // A line of text reaches from its ascent to its descent; what is seen is less.
  const seen = (text) => {
    const box = text.getBoundingClientRect();
    const size = parseFloat(text.getAttribute("font-size"));
    const y = text.ownerSVGElement.getScreenCTM();
    const baseline = new DOMPoint(+text.getAttribute("x"), +text.getAttribute("y")).matrixTransform(text.getScreenCTM()).y;
    return { left: box.left, right: box.right, top: baseline - size * 0.88, bottom: baseline + size * 0.14, y };
  };
  const picture = (file, faults) => {
    const parsed = new DOMParser().parseFromString(file.text, "image/svg+xml");
    if (parsed.querySelector("parsererror")) return faults.push("is no XML: " + parsed.querySelector("parsererror").textContent.slice(0, 200));
    const svg = document.importNode(parsed.documentElement, true);
    document.body.append(svg);
    for (const element of [svg, ...svg.querySelectorAll("*")]) {
      if (!ELEMENTS.includes(element.localName)) faults.push(`has an element ${element.localName}`);
      for (const { name } of element.attributes) if (/^on|href|^style$|^id$|src/i.test(name)) faults.push(`has an attribute ${name}`);
    }
    const page = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll("text")) if (!inside(seen(text), page)) faults.push(`shows outside of the picture: ${text.textContent}`);
    const shapes = [...svg.querySelectorAll("g.node")].map((node) => node.querySelector(".shape"));
    for (const node of svg.querySelectorAll("g.node")) {
      const shape = node.querySelector(".shape");
      const box = shape.getBoundingClientRect();
      for (const text of node.querySelectorAll("text")) {
        const area = seen(text);
        const fits = shape.localName === "polygon" ? corners(area).every((corner) => rhombus(corner, box) <= 1.04) : inside(area, box);
        if (!fits) faults.push(`shows outside of its node: ${text.textContent}`);
      }
    }
    for (const badge of svg.querySelectorAll("g.badge")) {
      if (!inside(seen(badge.querySelector("text")), badge.querySelector("rect").getBoundingClientRect())) faults.push(`shows outside of its badge: ${badge.textContent}`);
    }
    for (const lane of svg.querySelectorAll("g.lane")) {
      const head = lane.querySelector(".head");
      for (const text of lane.querySelectorAll("text")) if (!head || !inside(seen(text), head.getBoundingClientRect())) faults.push(`shows outside of its head: ${text.textContent}`);
    }
    for (const text of svg.querySelectorAll("text.branch")) {
      const area = seen(text);
      for (const shape of shapes) {
        const box = shape.getBoundingClientRect();
        const touches = shape.localName === "polygon" ? corners(area).some((corner) => rhombus(corner, box) < 0.97) : meet(area, box);
        if (touches) faults.push(`is written over a node: ${text.textContent}`);
      }
    }
    const said = (selector) => [...svg.querySelectorAll(selector)].map((group) => bare([...group.querySelectorAll("text")].map((text) => text.textContent).join("")));
    if (file.expect) {
      // What fits on one line stands there with a dot between.
      const undotted = (text) => text.replaceAll("·", "");
      const nodes = said("g.node").map(undotted);
      file.expect.nodes.map(bare).map(undotted).forEach((text, at) => nodes[at] !== text && faults.push(`node ${at} shows ${nodes[at]}, not ${text}`));
      if (nodes.length !== file.expect.nodes.length) faults.push(`has ${nodes.length} nodes, not ${file.expect.nodes.length}`);
      const edges = said("g.edge").map(undotted).sort();
      const wanted = file.expect.edges.map(bare).map(undotted).sort();
      if (edges.join("\n") !== wanted.join("\n")) faults.push(`shows on edges ${edges}, not ${wanted}`);
      const lanes = said("g.lane");
      if (lanes.join("\n") !== file.expect.lanes.map(bare).join("\n")) faults.push(`shows lanes ${lanes}, not ${file.expect.lanes}`);
    }
    svg.remove();
  };
  const page = (file, faults) => {
    const parsed = new DOMParser().parseFromString(file.text, "text/html");
    for (const element of parsed.querySelectorAll("*")) {
      if (["script", "iframe", "object", "embed", "link", "img", "base", "form", "input", "foreignobject"].includes(element.localName)) faults.push(`has an element ${element.localName}`);
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name) || /^(href|src|srcset|action|xlink:href)$/i.test(name) && !value.startsWith("#")) faults.push(`has an attribute ${name}=${value}`);
      }
    }
    if (!parsed.querySelector("meta[http-equiv=Content-Security-Policy]")) faults.push("has no policy");
    const shown = bare(parsed.body.textContent);
    for (const text of file.texts ?? []) if (!shown.includes(bare(text))) faults.push(`does not show ${text}`);
  };
  const result = {};
  for (const file of files) {
    const faults = [];
    (file.name.endsWith(".svg") ? picture : page)(file, faults);
    if (faults.length > 0) result[file.name] = faults;
  }
  return result;
}

function browse(folder, flags, url) {
  return execFileSync("chromium", [...FLAGS, `--user-data-dir=${join(folder, "profile")}`, ...flags, url], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "ignore"] });
}

// The faults of all files, measured some at a time.
function check(files) {
  const folder = mkdtempSync(join(tmpdir(), "rendered-"));
  const faults = {};
  for (let at = 0; at < files.length; at += BATCH) {
    const data = JSON.stringify(files.slice(at, at + BATCH)).replaceAll("<", "\\u003c").replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
    const html = `<!DOCTYPE html><meta charset="utf-8"><body style="margin:0"><script>${measure}
const files = ${data};
let said; try { said = JSON.stringify(measure(files)); } catch (error) { said = JSON.stringify({ "": [String(error.stack)] }); }
const out = document.createElement("pre"); out.id = "result"; out.textContent = encodeURIComponent(said); document.body.append(out);
</script>`;
    const wrapper = join(folder, `wrapper-${at}.html`);
    writeFileSync(wrapper, html);
    const found = browse(folder, ["--dump-dom"], `file://${wrapper}`).match(/<pre id="result">([^<]*)</);
    Object.assign(faults, found ? JSON.parse(decodeURIComponent(found[1])) : { [`batch ${at}`]: ["the browser said nothing"] });
  }
  rmSync(folder, { recursive: true, force: true });
  return faults;
}

// What a page asks for, by the browser's own log.
function requests(file) {
  const folder = mkdtempSync(join(tmpdir(), "rendered-"));
  const log = join(folder, "net.json");
  browse(folder, [`--log-net-log=${log}`, "--net-log-capture-mode=Everything", "--dump-dom"], `file://${resolve(file)}`);
  const urls = [...readFileSync(log, "utf8").matchAll(/"url":"((?:https?|wss?|ftp):[^"]*)"/g)].map((match) => match[1]);
  rmSync(folder, { recursive: true, force: true });
  // The browser itself asks its maker for news.
  return urls.filter((url) => !/\/\/([a-z0-9.-]+\.)?(google|googleapis|gvt1|gstatic)\.com/.test(url));
}

const read = (folder, name) => {
  const stem = join(folder, name.replace(/\.(svg|html)$/, ""));
  const json = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined);
  return { name, text: readFileSync(join(folder, name), "utf8"), expect: json(`${stem}.expect.json`), texts: json(`${stem}.texts.json`) };
};

function selftest() {
  const svg = (inner) => `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100">${inner}</svg>`;
  const node = (x, text) => `<g class="node"><rect class="shape" x="10" y="10" width="100" height="40"/><text x="${x}" y="34" font-size="14">${text}</text></g>`;
  const diamond = `<g class="node"><polygon class="shape" points="60,10 110,30 60,50 10,30"/><text x="20" y="24" font-size="14">受理</text></g>`;
  const csp = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`;
  const cases = {
    "good.svg": [svg(node(20, "受理"))],
    "wide.svg": [svg(node(20, "这段文字比方框宽得多"))],
    "diamond.svg": [svg(diamond)],
    "outside.svg": [svg(`<text x="290" y="20" font-size="14">受理</text>`)],
    "xml.svg": [svg("<g>")],
    "foreign.svg": [svg("<foreignObject/>")],
    "link.svg": [svg(`<g onclick="x"/>`)],
    "branch.svg": [svg(node(20, "受理") + `<text class="branch" x="30" y="20" font-size="12">是</text>`)],
    "badge.svg": [svg(`<g class="badge"><rect x="5" y="5" width="10" height="10"/><text x="5" y="14" font-size="10">F501</text></g>`)],
    "head.svg": [svg(`<g class="lane"><rect class="head" x="5" y="5" width="10" height="10"/><text x="5" y="14" font-size="14">客服</text></g>`)],
    "text.svg": [svg(node(20, "受理")), { nodes: ["办理"], edges: [], lanes: [] }],
    "lost.svg": [svg(""), { nodes: ["办理"], edges: [], lanes: [] }],
    "good.html": [csp + "<p>是</p>", undefined, ["是"]],
    "policy.html": ["<p>是</p>"],
    "script.html": [csp + "<script></script>"],
    "load.html": [csp + `<a href="https://example.invalid">x</a>`],
    "missing.html": [csp + "<p>是</p>", undefined, ["否"]],
  };
  const faults = check(Object.entries(cases).map(([name, [text, expect, texts]]) => ({ name, text, expect, texts })));
  let wrong = 0;
  for (const name of Object.keys(cases)) {
    const good = name.startsWith("good");
    if (good !== !(name in faults)) {
      wrong += 1;
      console.log(`${name}: ${good ? faults[name] : "no fault was found"}`);
    }
  }
  const folder = mkdtempSync(join(tmpdir(), "rendered-"));
  const page = join(folder, "page.html");
  writeFileSync(page, `<img src="http://example.invalid/x.png">`);
  if (requests(page).length === 0) {
    wrong += 1;
    console.log("a request was not seen");
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(`selftest: ${Object.keys(cases).length + 1 - wrong} passed, ${wrong} failed`);
  return wrong;
}

const [argument] = process.argv.slice(2);
if (argument === "--selftest") {
  process.exit(selftest() > 0 ? 1 : 0);
} else {
  const names = readdirSync(argument).filter((name) => /\.(svg|html)$/.test(name)).sort();
  const faults = check(names.map((name) => read(argument, name)));
  for (const name of names.filter((name) => name.endsWith(".html") && name.startsWith("open-"))) {
    const urls = requests(join(argument, name));
    if (urls.length > 0) (faults[name] ??= []).push(`asks for ${urls.slice(0, 3).join(", ")}`);
  }
  for (const [name, said] of Object.entries(faults)) for (const fault of said.slice(0, 5)) console.log(`${name}: ${fault}`);
  const failed = Object.keys(faults).length;
  console.log(`${names.length - failed} passed, ${failed} failed`);
  process.exit(failed > 0 || names.length === 0 ? 1 : 0);
}
