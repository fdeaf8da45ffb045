"""Drives the real kiosk window through a whole visit and finds it on the worker's page: the main job, proved."""
import contextlib
import html
import http.cookiejar
import json
import re
import shutil
import socket
import sqlite3
import ssl
import time
import urllib.parse
import urllib.request

from browser import Browser
from processes import listening, run, start, until

steps = []


@contextlib.contextmanager
def step(name):
    """One row of the table of steps: its name, whether it passed, how long it took."""
    began = time.monotonic()
    word = "FAILED"
    try:
        yield
        word = "passed"
    finally:
        steps.append(word)
        print(f"  {name:<60}{word:>8}{(time.monotonic() - began) * 1000:9.0f} ms", flush=True)


def one_time_code(facts, name):
    return run("oathtool", "--totp", "-b", facts["secrets"][name]).strip()


class Console:
    """A worker's browser without JavaScript."""

    def __init__(self, facts, address, certificate):
        self.base = address
        self.facts = facts
        trusted = ssl.create_default_context(cafile=certificate if address.startswith("https") else None)
        jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https")))
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar),
                                                  urllib.request.HTTPSHandler(context=trusted))

    def get(self, path):
        return self.opener.open(self.base + path, timeout=60).read().decode()

    def sign_in(self, name):
        page = self.get("/sign-in")
        code = one_time_code(self.facts, name)
        fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
        fields.update({"sign-in": name, "password": self.facts["password"], "code": code})
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.base + "/sign-in", data, {"Sec-Fetch-Site": "same-origin"})
        return self.opener.open(request, timeout=60).read().decode()


class Hand:
    """Drives the real kiosk window by touches, through the automation socket."""

    def __init__(self, path, shots):
        self.shots = shots
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(str(path))
        self.file = self.socket.makefile("rw")
        self.count = 0
        self.last = None

    def ask(self, **line):
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()
        answer = json.loads(self.file.readline())
        if not answer.get("ok"):
            raise RuntimeError(f"kiosk: {answer}")
        return answer

    def nodes(self):
        return {node["id"]: node for node in self.ask(do="tree")["tree"]}

    def tap(self, identity):
        if identity == self.last and not identity.startswith("key."):
            time.sleep(0.6)  # the kiosk takes a quicker second tap on one control for a slip
        self.last = identity
        x, y, w, h = self.nodes()[identity]["hit_px"]
        for phase in ("down", "up"):
            self.ask(do="touch", phase=phase, x=x + w / 2, y=y + h / 2)
            self.ask(do="wait")
        time.sleep(0.05)

    def type(self, text):
        for letter in text:
            key = "key.space" if letter == " " else f"key.{letter}"
            nodes = self.nodes()
            if key not in nodes:
                self.tap("key.digits" if "key.digits" in nodes else "key.letters")
            self.tap(key)

    def shot(self, name):
        self.count += 1
        self.ask(do="shot", file=str(self.shots / f"{self.count:02d}-{name}.png"))


# What he types, by a word of the question.
TYPED = {"call you": "sam", "born?": "1994", "year": "1994", "number": "08081570192", "postcode": "ls6",
         "due": time.strftime("%d%m%Y", time.localtime(time.time() + 60 * 86400))}


def typed_for(nodes):
    """The words for the field on this page, or nothing where he skips it."""
    field = nodes.get("answer")
    if field is None or field["value"]:
        return None
    heading = next((n["name"].lower() for n in nodes.values() if n["role"] == "question"), "")
    return next((text for word, text in TYPED.items() if word in heading), None)


def choose(nodes, seen):
    """What this father touches on the page he sees: his own answers first, then the way on."""
    wanted = ["start", "lang-en", "understand", "alone-yes", "role-father"]
    for identity in wanted:
        if identity in nodes:
            return identity
    if "check-in" in nodes:
        for identity in ("check-in", "ask-support", "finish"):
            if identity in nodes and identity not in seen:
                return identity
    if "send" in nodes:
        return "send"
    if "frame.more" in nodes:
        return "frame.more"
    options = [i for i in nodes if i.startswith("option") and nodes[i]["role"] == "choice"]
    if options and not any(nodes[i]["state"]["selected"] for i in options):
        return options[0]
    empty = "answer" in nodes and not nodes["answer"]["value"]
    for identity in ("frame.skip", "frame.continue") if empty else ("frame.continue", "frame.skip"):
        if identity in nodes:
            return identity
    raise RuntimeError(f"no way on from {sorted(nodes)}")


def visit(hand):
    """A whole visit; answers the reference that he is shown."""
    seen = set()
    last = None
    for _ in range(150):
        nodes = hand.nodes()
        heading = next((n["name"] for n in nodes.values() if n["role"] in ("question", "heading")), "page")
        if heading != last:
            hand.shot(re.sub(r"\W+", "-", heading.lower())[:40])
            last = heading
        if "have-it" in nodes:
            words = " ".join(n["name"] for n in nodes.values())
            return re.search(r"\b[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}\b", words).group(0)
        text = typed_for(nodes)
        if text and f"key.{text[0]}" in nodes:
            hand.type(text)
            nodes = hand.nodes()
        identity = choose(nodes, seen)
        seen.add(identity)
        hand.tap(identity)
    raise RuntimeError("the visit did not end in 150 touches")


def drive(site, address):
    """Every step of the main job, the server stopped until after "Sent"; raises at the first that fails."""
    shots = site.folder / "screenshots"
    shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir(parents=True)
    facts = site.facts()
    socket_path = site.folder / "automation.sock"
    socket_path.unlink(missing_ok=True)
    with step("kiosk starts, server stopped"):
        start(site.folder / "kiosk.log", site.kiosk, "--config", site.kiosk_toml, "--automation", socket_path)
        until("the kiosk's window", socket_path.exists)
        hand = Hand(socket_path, shots)
        until("the first screen", lambda: "start" in hand.nodes())
    with step("whole visit by touch, sealed offline"):
        reference = visit(hand)
    with step("server starts"):
        start(site.folder / "server.log", site.server, "both", site.toml)
        until("the console", lambda: listening(facts["ports"]["console"]))
    console = Console(facts, address, site.toml.parent / "tls/certificate.pem")
    with step("worker signs in"):
        console.sign_in("worker")
    with step(f"request {reference} on the worker's queue over HTTP"):
        page = until("the request on the worker's page", lambda: find_request(console, reference), 90)
    with step("request page shows how he can be contacted"):
        link = re.search(r'href="(/request/[^"]+)"', page).group(1)
        if "safe" not in html.unescape(console.get(link)).lower():
            raise RuntimeError("the request page does not show the safe contact")
    with step("backup proved, kiosk holds nothing any more"):
        site.alongside("backup")
        until("the kiosk's outbox to be empty once the backup is proved", lambda: held(site) == 0, 120)
    with step("the same in a real browser, with pictures"):
        look(facts, address, reference, shots)
    print(f"self-drive: {len(steps)} steps passed, 0 failed; screenshots in {shots}")


def look(facts, address, reference, shots):
    """The manager's pages in a real browser."""
    browser = Browser()
    try:
        browser.open(address + "/sign-in")
        browser.shot(shots / "console-1-sign-in.png")
        browser.type("[name=sign-in]", "manager")
        browser.type("[name=password]", facts["password"])
        if "name=\"code\"" not in browser.source():
            browser.click("main button")
        browser.type("[name=code]", one_time_code(facts, "manager"))
        browser.click("main button")
        until("the request in the browser's queue", lambda: "/request/" in browser.source() and shows(browser, reference))
        browser.shot(shots / "console-2-queue.png")
        browser.click("a[href^='/request/']")
        until("the request's page in the browser", lambda: "Contact him only like this" in browser.source())
        browser.shot(shots / "console-3-request.png")
    finally:
        browser.close()


def shows(browser, reference):
    source = browser.source()
    return reference in source or reference.replace("-", "") in source


def held(site):
    """How many sealed records the kiosk's outbox still keeps."""
    with sqlite3.connect(f"file:{site.folder}/kiosk/outbox.db?mode=ro", uri=True) as database:
        return database.execute("select count(*) from record").fetchone()[0]


def find_request(console, reference):
    page = console.get("/")
    return page if reference in page or reference.replace("-", "") in page else None
