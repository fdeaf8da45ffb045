"""Plants one fault of each kind that words.py must find into a copy of the pack."""
import json
import pathlib
import sys

pack = pathlib.Path(sys.argv[1]) / "assets" / "pack"


def change(name, how):
    path = pack / name
    value = json.loads(path.read_text())
    how(value)
    path.write_text(json.dumps(value, ensure_ascii=False))


def lose_words(value):
    for key in list(value["words"])[20:40]:
        del value["words"][key]


def rewrite_english(value):
    for key in list(value["words"])[40:90]:
        value["words"][key] += " now"


change("words/ro.json", lose_words)
change("words/en.json", rewrite_english)
change("words/es.json", lambda value: value["words"].update(back="Volver a la pantalla que estaba antes de esta"))
change("words/pl.json", lambda value: value["words"].update(done="Gotowe \ue123"))
change("pages/problem.json", lambda value: value["heading"].pop("ta"))
