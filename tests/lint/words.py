"""The words of every language: missing, stale, too long, or with a character that no font can draw.

Usage: words.py TOP                 checks
       words.py TOP --seen [KEY…]   the translations of these keys (all keys) fit today's English
"""
import json
import pathlib
import re
import subprocess
import sys
import unicodedata

top = pathlib.Path(sys.argv[1])
pack = top / "assets" / "pack"
seen_file = top / "tests" / "lint" / "words_seen.json"
waiting_most = 12  # translators work after writers: so many keys may wait in a language, no more
labels = {"back", "leave_now", "help", "language", "text", "settings", "listen", "more", "skip", "continue"}
label_most, times_english, more_than_english = 20, 1.8, 14

tags = json.loads((pack / "pack.json").read_text())["languages"]
files = {tag: json.loads((pack / "words" / f"{tag}.json").read_text()) for tag in tags}
english = files["en"]["words"]
source = (top / "sync" / "record" / "pack_check.cpp").read_text()
listed = re.search(r"keys\[\] = \{(.*?)\};", source, re.S).group(1)
risk = set(re.findall(r'"(\w+)"', listed))


def not_ours(key):
    """Safety words wait for a person; staff and the marks of a test kiosk read English."""
    return key in risk or key.startswith(("urgent_", "share_", "staff_")) or key in ("test_mark", "demo_mark")


def width(text):
    return sum(1 for c in re.sub(r"\{\w+\}", "0000", text) if unicodedata.category(c) not in ("Mn", "Mc", "Cf"))


def seen():
    return json.loads(seen_file.read_text()) if seen_file.exists() else {}


def pages():
    for path in sorted((pack / "pages").glob("*.json")):
        page = json.loads(path.read_text())
        for text in [page["heading"], *page["lines"]]:
            if isinstance(text, dict):
                yield path.stem, page["risk_text"], text


def drawable():
    """The characters that the fonts of the kiosk can draw, as fontconfig knows them; None: not here."""
    try:
        listing = subprocess.run(["fc-list", ":", "family", "charset"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    known = set()
    for line in listing.stdout.splitlines():
        family, _, ranges = line.partition(":charset=")
        if not family.startswith("Noto "):
            continue
        for part in ranges.split():
            first, _, last = part.partition("-")
            known.update(range(int(first, 16), int(last or first, 16) + 1))
    return known or None


def check():
    faults, notes, drawn = [], [], drawable()
    if drawn is None:
        notes.append("words: no Noto fonts here, so that drawing is not checked")
    was = seen()
    for tag in tags[1:]:
        words = files[tag]["words"]
        missing = [key for key in english if key not in words and not not_ours(key)]
        stale = [key for key in words if was.get(key) != english[key]]
        for kind, keys in (("missing", missing), ("stale", stale)):
            if keys:
                notes.append(f"words: {tag}: {kind}: {' '.join(keys)}")
            if len(keys) > waiting_most:
                faults.append(f"{tag}.json: {len(keys)} {kind}; translate them, then words.py TOP --seen KEY…")
        for key, text in words.items():
            most = label_most if key in labels else max(16, times_english * width(english[key]) + more_than_english)
            if width(text) > most:
                faults.append(f"{tag}.json: {key}: too long: {width(text)} letters, at most {most:.0f}")
    for name, risky, text in pages():
        for tag in tags[1:]:
            if not risky and tag not in text:
                faults.append(f"pages/{name}.json: {tag} is missing for: {text['en']}")
            elif tag in text and width(text[tag]) > times_english * width(text["en"]) + more_than_english:
                faults.append(f"pages/{name}.json: {tag} is too long: {text[tag]}")
    texts = [(tag, text) for tag in tags for text in [*files[tag]["words"].values(), files[tag]["own_name"]]]
    texts += [(tag, words) for _, _, text in pages() for tag, words in text.items()]
    letters = set()
    for tag, text in texts:
        for character in text:
            letters.add(character)
            if drawn is not None and ord(character) not in drawn:
                faults.append(f"{tag}: no font draws U+{ord(character):04X} of: {text}")
    print("\n".join(notes + faults))
    drafts = sum(len(files[tag]["words"]) - len(files[tag]["checked"]) for tag in tags[1:])
    print(f"words: {len(tags)} languages, {drafts} drafts, {len(letters)} characters, {len(faults)} faults")
    return 1 if faults else 0


def mark(keys):
    was = seen()
    for key in keys or english:
        was[key] = english[key]
    seen_file.write_text(json.dumps({key: was[key] for key in english if key in was}, ensure_ascii=False, indent=1) + "\n")
    return 0


sys.exit(mark(sys.argv[3:]) if sys.argv[2:3] == ["--seen"] else check())
