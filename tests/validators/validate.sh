#!/usr/bin/env bash
# Validates the reports in a folder. Every validator is asked about every report before this fails.
# usage: validate.sh REPORTS CHECK-JSONSCHEMA JUNIT-XSD SARIF-MULTITOOL
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
reports=$1 check_jsonschema=$2 junit=$3 multitool=$4
failed=0
fail() {
  echo "FAILED: $*"
  failed=1
}

json() { # SCHEMA REPORT…
  "$check_jsonschema" --quiet --schemafile "$@" || { "$check_jsonschema" --schemafile "$@" || true; fail "$1"; }
}
json "$here/../../schema/report.schema.json" $(ls "$reports"/*.json | grep -v gitlab)
json "$here/gitlab-code-quality.schema.json" "$reports"/*.gitlab.json
json "$multitool/sarif-2.1.0.json" "$reports"/*.sarif

# Its exit code says nothing of errors.
for log in "$reports"/*.sarif; do
  said=$("$multitool/Sarif.Multitool" validate "$log" --rule-kind 'Sarif;Ghas' 2>&1) || fail "$log: multitool"
  echo "$said" >"$log.validation"
  grep -q 'Analysis completed' <<<"$said" || fail "$log: multitool did not come to its end"
  # SARIF2005 wants the address of a web site, which there is not.
  if grep -E ': (error|warning) ' <<<"$said" | grep -v ' warning SARIF2005: .*informationUri'; then fail "$log"; fi
done

for kind in junit checkstyle; do
  schema=$here/checkstyle.xsd
  [ $kind = checkstyle ] || schema=$junit
  if ! said=$(xmllint --noout --schema "$schema" "$reports"/*.$kind.xml 2>&1); then
    grep -v ' validates$' <<<"$said" || true
    fail "$kind"
  fi
done

python3 "$here/inert.py" "$reports" || fail "something that a log obeys"

[ $failed = 0 ] && echo "every report is valid: $(ls "$reports" | grep -vc 'validation\|\.err')"
exit $failed
