#!/usr/bin/env bash
# Every report of `flowright check`, on the examples and on hostile files, in both languages, through validators that are not ours.
# usage: tests/validators/run.sh [FLOWRIGHT]
set -euo pipefail
cd "$(dirname "$0")/../.."
flowright=$(realpath "${1:-target/release/flowright}")
here=$PWD/tests/validators
work=$PWD/target/validators
rm -rf "$work/reports" "$work/files"
mkdir -p "$work/reports" "$work/files"

echo "-- the validators"
if ! command -v xmllint >/dev/null; then
  apt-get update -qq
  apt-get install -y -qq libxml2-utils >/dev/null
fi
if ! [ -x "$work/venv/bin/check-jsonschema" ]; then
  if ! python3 -m venv "$work/venv" >/dev/null 2>&1; then
    apt-get update -qq
    apt-get install -y -qq python3-venv >/dev/null
    python3 -m venv "$work/venv"
  fi
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
fi
# pytest ships the schema of Jenkins' xUnit plug-in with its own tests.
if ! [ -f "$work/junit-10.xsd" ]; then
  "$work/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-binary :all: --dest "$work" pytest==8.4.2
  tar -xzf "$work/pytest-8.4.2.tar.gz" -C "$work" --strip-components=3 pytest-8.4.2/testing/example_scripts/junit-10.xsd
fi
(cd "$here" && npm ci --silent --no-audit --no-fund)
multitool=$here/node_modules/@microsoft/sarif-multitool-linux

echo "-- the reports"
python3 "$here/hostile.py" "$here/../fixtures/emit/labels.json" "$work/files"
cp -r examples "$work/files/examples"
report() { # NAME LANG PATH…
  local name=$1 lang=$2 code=0
  shift 2
  (cd "$work/files" && "$flowright" check "$@" --lang "$lang" --format human --color never \
    --report json="$work/reports/$name.json" --report sarif="$work/reports/$name.sarif" --report github="$work/reports/$name.github" \
    --report gitlab="$work/reports/$name.gitlab.json" --report junit="$work/reports/$name.junit.xml" \
    --report checkstyle="$work/reports/$name.checkstyle.xml" --report concise="$work/reports/$name.concise" \
    >"$work/reports/$name.human" 2>"$work/reports/$name.err") || code=$?
  [ "$code" -le 1 ] || { cat "$work/reports/$name.err"; exit "$code"; }
}
for lang in en zh; do
  report "examples-$lang" "$lang" examples
  report "hostile-$lang" "$lang" hostile
  report "clean-$lang" "$lang" clean.flow
done

exec "$here/validate.sh" "$work/reports" "$work/venv/bin/check-jsonschema" "$work/junit-10.xsd" "$multitool"
