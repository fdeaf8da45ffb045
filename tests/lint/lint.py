"""Checks the rules of ARCHITECTURE.md that a machine can check; prints "file:line: reason", exit 1 when any."""
import pathlib
import re
import sys

top = pathlib.Path(sys.argv[1])
faults = []

# Room -> what it may include of ours. The longest matching room wins.
ARROWS = {
    "platform": ["platform"],
    "sync/record": ["sync/record", "platform/result.h", "platform/json.h", "platform/bytes.h"],
    "sync/content": ["sync/content", "sync/record", "platform"],
    "sync/client": ["sync/client", "sync/content", "sync/record", "platform"],
    "sync/server": ["sync/server", "sync/content", "sync/record", "platform"],
    "sync/tools": ["sync", "platform"],
    "kiosk": ["kiosk", "sync/client", "sync/content", "sync/record", "platform"],
}
LIBRARIES = {
    r"imgui.*\.h": r"(kiosk/ui|platform/painter)",
    r"SDL.*": r"platform/",
    r"sqlite3\.h": r"platform/db",
    r"boost/.*": r"platform/http_server",
    r"curl/.*": r"platform/http_client",
    r"sodium\.h": r"platform/crypto",
    r"pango/.*": r"platform/text",
}


def fault(path, line, reason):
    faults.append(f"{path.relative_to(top)}:{line}: {reason}")


def check_includes(path, name, lines):
    room = max((r for r in ARROWS if name.startswith(r + "/")), key=len, default=None)
    if room is None:
        return
    for number, line in enumerate(lines, 1):
        match = re.match(r'\s*#include [<"]([^>"]+)[>"]', line)
        if not match:
            continue
        target = match.group(1)
        if re.match(r"(platform|sync|kiosk|tests)/", target):
            if not any(target == a or target.startswith(a + "/") for a in ARROWS[room]):
                fault(path, number, f"{room} may not include {target}")
        for pattern, allowed in LIBRARIES.items():
            if re.fullmatch(pattern, target) and not re.match(allowed, name):
                fault(path, number, f"{target} only in {allowed}")


def check_functions(path, lines):
    start = None
    for number, line in enumerate(lines, 1):
        if start is None and re.match(r"[A-Za-z].*[{]\s*$", line) and "(" in line and not line.startswith("namespace"):
            start = number
        elif start is not None and line.startswith("}"):
            if number - start + 1 > 70:
                fault(path, start, f"function of {number - start + 1} lines (70 at most)")
            start = None


def check(path):
    name = str(path.relative_to(top))
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or not lines[0].startswith("//"):
        fault(path, 1, "the first line says in one sentence what the file is")
    most = 120 if name.startswith("kiosk/screens/") else 500
    if len(lines) > most:
        fault(path, len(lines), f"{len(lines)} lines ({most} at most)")
    for number, line in enumerate(lines, 1):
        if len(line) > 120:
            fault(path, number, f"{len(line)} columns")
        if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
            fault(path, number, "unfinished work")
        if re.search(r"\bshared_ptr\b", line) and not name.startswith("platform/http_server"):
            fault(path, number, "no shared_ptr")
    check_includes(path, name, lines)
    if not name.startswith("tests/"):
        check_functions(path, lines)


for folder in ("platform", "sync", "kiosk", "tests"):
    root = top / folder
    if root.is_dir():
        for path in sorted(root.rglob("*")):
            if path.suffix in (".cpp", ".h") and "node_modules" not in path.parts:
                check(path)
print("\n".join(faults))
print(f"lint: {len(faults)} faults")
sys.exit(1 if faults else 0)
