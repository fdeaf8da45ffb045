"""Checks that every test named in BEHAVIOURS.md and the hazard log exists as a TEST_CASE (or a script of that path)."""
import csv
import pathlib
import re
import sys

top = pathlib.Path(sys.argv[1])
cases = set()
for path in (top / "tests").rglob("*.cpp"):
    if "node_modules" in path.parts:
        continue
    for match in re.finditer(r'TEST_CASE(?:_FIXTURE)?\(\s*((?:[A-Za-z]+,\s*)?(?:"(?:[^"\\]|\\.)*"\s*)+)', path.read_text()):
        cases.add("".join(re.findall(r'"((?:[^"\\]|\\.)*)"', match.group(1))).replace('\\"', '"'))
faults = []
rows = 0
for number, line in enumerate((top / "BEHAVIOURS.md").read_text().splitlines(), 1):
    cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
    if len(cells) < 3 or cells[0] in ("promise", "---") or set(cells[0]) == {"-"}:
        continue
    rows += 1
    name = cells[1]
    if name not in cases and not (top / name).exists():
        faults.append(f"BEHAVIOURS.md:{number}: no test '{name}'")
hazards = top / "docs" / "hazard-log.csv"
if hazards.exists():
    for number, row in enumerate(csv.DictReader(hazards.open()), 2):
        for test in row["shown_by"].split(" | "):
            if test not in cases and test != "not shown by a test yet":
                faults.append(f"docs/hazard-log.csv:{number}: {row['id']}: no test '{test}'")
print("\n".join(faults) if faults else f"behaviours: {rows} promises, each with its test")
sys.exit(1 if faults else 0)
