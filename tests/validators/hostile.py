"""Writes process files whose names and labels are hostile: hostile.py LABELS FOLDER"""

import json
import pathlib
import sys

LABELS = [
    "::error::x", "##[add-mask]x", "##vso[task.complete]", "##teamcity[x]", "[a](https://example.invalid)", "]]>", "{0}", "\\u0041",
    "\x1b[31m", "\x9b31m", "\u202e", "\u2028", "\ufffe", "𠮷", "e\u0301",
]
NAMES = [
    "::error file=x::流程 甲.flow", "a,b%0A c.flow", "##[error]x.flow", "##vso[task.complete]x.flow", "a\n::error::b.flow", " ::error::c.flow",
    "\x1b[31m\u202e.flow", "<&\"'>.flow", "𠮷 😀.flow",
]


def main(labels, folder):
    labels = [entry["label"] for entry in json.loads(pathlib.Path(labels).read_text("utf-8"))] + LABELS
    # A NUL would make the file none of text.
    text = "".join(process(at, label.replace("\0", "")) for at, label in enumerate(labels))
    folder = pathlib.Path(folder)
    (folder / "hostile").mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / "hostile" / name).write_bytes(text.encode())
    (folder / "hostile" / "binary.flow").write_bytes(text.encode() + b"\0")
    (folder / "clean.flow").write_text("process p {\n  role r\n  as-is {\n    task a { owner: r; time: 5m }\n    start -> a -> end\n  }\n}\n")


def process(at, label):
    label = '"' + label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "") + '"'
    return f"""process p{at} {label} {{
  role r{at}
  as-is {{
\ttask {label} {{ consults: r{at}; time: {label} }}
    start -> {label} -> "𠮷"  -> {label}
    decision d {label} {{ {label} 30% -> end; {label} 30% -> end }}
  }}
  to-be {label} from as-is {{ change d {{ owner: {label} }} }}
}}
"""


main(*sys.argv[1:])
