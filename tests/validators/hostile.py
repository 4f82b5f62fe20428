"""Writes process files whose names and labels are hostile: hostile.py LABELS FOLDER"""
import json
import os
import sys

labels, folder = sys.argv[1], sys.argv[2]
with open(labels, encoding="utf-8") as file:
    labels = [entry["label"] for entry in json.load(file)]
labels += ["::error::x", "##[add-mask]x", "##vso[task.complete]", "##teamcity[x]", "[a](https://example.invalid)", "]]>", "{0}", "\x1b[31m", "\u202e", "\x9b31m", "\ufffe"]

names = ["::error file=x::流程 甲.flow", "a,b%0A c.flow", "##[error]x.flow", "##vso[task.complete]x.flow", "a\n::error::b.flow", "\x1b[31m\u202e.flow", "<&\"'>.flow", "𠮷 😀.flow"]
text = []
for at, label in enumerate(labels):
    quoted = label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
    text.append(f'process p{at} "{quoted}" {{\n  role r{at}\n  as-is {{\n\ttask "{quoted}" {{ consults: r{at}; time: soon }} # {quoted}\n')
    text.append(f'    start -> "{quoted}" -> end -> "𠮷{quoted}"\n  }}\n}}\n'.replace("\n\n", "\n"))
os.makedirs(os.path.join(folder, "hostile"), exist_ok=True)
for name in names:
    with open(os.path.join(folder, "hostile", name), "w", encoding="utf-8", newline="") as file:
        file.write("".join(text))
with open(os.path.join(folder, "clean.flow"), "w", encoding="utf-8") as file:
    file.write("process p {\n  role r\n  as-is {\n    task a { owner: r; time: 5m }\n    start -> a -> end\n  }\n}\n")
