#!/usr/bin/env bash
# The Word document of a process opens in LibreOffice, and the PDF made of it holds every heading and the pictures.
#   tests/conformance/word.sh BINARY     (Debian: apt install libreoffice-writer poppler-utils fonts-noto-cjk)
set -euo pipefail
flowright=$(realpath "$1")
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$flowright" doc examples/expense-approval.flow --to docx --lang zh -o "$folder/sop.docx" 2>/dev/null
soffice "-env:UserInstallation=file://$folder/profile" --headless --convert-to pdf --outdir "$folder" "$folder/sop.docx" >/dev/null 2>&1
pdftotext -layout -nopgbrk "$folder/sop.pdf" "$folder/sop.txt"
headings="文件控制 目的 适用范围 术语 职责 流程图 作业内容 审批与异常 时限与指标 控制点与风险 相关文件 记录表单 修订记录 附：现状与优化后对比"
for heading in $headings; do
  # Once in the contents, once where it stands.
  [ "$(grep -c "^ *[0-9 ]*$heading *[0-9]*$" "$folder/sop.txt")" -ge 2 ] || { echo "the heading $heading is not in the PDF, or not in its contents"; exit 1; }
done
! grep -q 'TOC \\o\|PAGEREF' "$folder/sop.txt" || { echo "the table of contents is not read as one"; exit 1; }
pictures=$(pdfimages -list "$folder/sop.pdf" | grep -c ' image ' || true)
[ "$pictures" -ge 3 ] || { echo "the PDF has $pictures pictures, not 3"; exit 1; }

echo "LibreOffice reads the Word document: 14 headings, $pictures pictures, $(pdfinfo "$folder/sop.pdf" | awk '/^Pages/ { print $2 }') pages"
[ -z "${KEEP:-}" ] || cp "$folder/sop.pdf" "$KEEP"
