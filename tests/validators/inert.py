"""Nothing in a report may be obeyed by a terminal or the log of a CI service: inert.py REPORTS"""
import pathlib
import re
import sys

ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
COMMAND = re.compile(r"##\w*\[")
failed = False
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    if path.suffix == ".validation":
        continue
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        obeyed = line.lstrip().startswith("::") and not re.match(r"::(error|warning|notice) file=[^:,\n]*,", line)
        if ACTIVE.search(line) or COMMAND.search(line) or obeyed:
            print(f"{path.name}:{number}: {line!r}")
            failed = True
sys.exit(failed)
