"""Makes the demo site, starts server and kiosk, and with --self-drive proves the main job on the real window."""
import argparse
import html
import http.cookiejar
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

from browser import Browser

PASSWORD = "demo hub tea at half past nine"
parser = argparse.ArgumentParser()
parser.add_argument("--top", required=True)
parser.add_argument("--site", required=True)
parser.add_argument("--self-drive", default="no")
arguments = parser.parse_args()
top = pathlib.Path(arguments.top)
site = pathlib.Path(arguments.site).absolute()
build = top / "build" / "release"
tool, server, kiosk = build / "sync/alongside", build / "sync/alongside-server", build / "kiosk/alongside-kiosk"
site_toml = site / "server" / "site.toml"
shots = site / "screenshots"
running = []
steps = []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*command, given=None):
    done = subprocess.run([str(c) for c in command], input=given, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} {command[1]}: {done.stdout}{done.stderr}")
    return done.stdout


def start(name, *command, **extra):
    log = open(site / f"{name}.log", "a", encoding="utf-8")
    process = subprocess.Popen([str(c) for c in command], stdout=log, stderr=log, **extra)
    running.append(process)
    return process


def stop(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
    running.remove(process)


def until(what, check, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.1)
    raise RuntimeError(f"waited {seconds} s in vain: {what}")


def step(name, began):
    steps.append((name, time.monotonic() - began))
    print(f"  {name:<58}{steps[-1][1] * 1000:9.0f} ms", flush=True)


def listening(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def settings():
    return json.loads((site / "demo.json").read_text())


def screen_lines():
    """A 10.1-inch portrait tablet, scaled to the display we have; the 15.6-inch stand where there is none."""
    shown = shutil.which("xdpyinfo") and subprocess.run(["xdpyinfo"], capture_output=True, text=True, check=False).stdout
    size = re.search(r"dimensions:\s+(\d+)x(\d+)", shown or "")
    if not size or arguments.self_drive == "yes" or int(size.group(2)) >= 1920:
        return "fullscreen = false\n"
    height = int(int(size.group(2)) * 0.88)
    width = int(height * 136 / 217.5)
    return (f"fullscreen = false\nwidth_px = {width}\nheight_px = {height}\nwidth_mm = 136.0\n"
            "height_mm = 217.5\n")


def make_site():
    """Site, staff and one kiosk enrolled as demo; made once."""
    site.mkdir(parents=True, exist_ok=True)
    ports = {"ingest": free_port(), "console": free_port()}
    authority = f"127.0.0.1:{ports['ingest']}"
    run(tool, "init-site", site / "server", "--demo", "--pack", top / "assets/pack", "--authority", "Demo Council",
        "--address", authority)
    text = site_toml.read_text()
    text = re.sub(r"(\[ingest\]\n)", rf"\1port = {ports['ingest']}\n", text)
    text += f"\n[console]\nport = {ports['console']}\norigin = \"http://localhost:{ports['console']}\"\n"
    site_toml.write_text(text)
    shown = {}
    for name, role in (("worker", "worker"), ("manager", "manager"), ("admin", "admin")):
        out = run(tool, "--site", site_toml, "users", "add", name, "--name", f"Demo {name}", "--role", role, "--hub",
                  "demo-north", "--hub", "demo-south", "--password-stdin", given=PASSWORD + "\n")
        shown[name] = re.search(r"Secret: (\w+)", out).group(1)
    (site / "kiosk.toml").write_text(
        f"[screen]\n{screen_lines()}[server]\nurl = \"http://{authority}\"\nauthority = \"{authority}\"\n"
        f"[data]\nfolder = \"{site}/kiosk\"\n[pack]\nfolder = \"{top}/assets/pack\"\n[hub]\nid = \"demo-north\"\n")
    (site / "demo.json").write_text(json.dumps({"ports": ports, "secrets": shown}))


def enrol():
    offered = run(tool, "--site", site_toml, "enrol", "offer", "--hub", "demo-north")
    code = re.search(r"code\s+(\S+)", offered).group(1)
    waiting = subprocess.Popen([str(kiosk), "--config", str(site / "kiosk.toml"), "--enrol", code],
                               stdout=subprocess.PIPE, text=True)
    number = waiting.stdout.readline().split()[-1]
    run(tool, "--site", site_toml, "enrol", "approve", number, "--by", "demo")
    if waiting.wait(60) != 0:
        raise RuntimeError("the kiosk did not enrol")


class Console:
    """A worker's browser without JavaScript."""

    def __init__(self, port):
        self.base = f"http://localhost:{port}"
        jar = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https")))
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path):
        return self.opener.open(self.base + path, timeout=20).read().decode()

    def sign_in(self, name, secret):
        page = self.get("/sign-in")
        code = run("oathtool", "--totp", "-b", secret).strip()
        fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
        fields.update({"sign-in": name, "password": PASSWORD, "code": code})
        data = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.base + "/sign-in", data, {"Sec-Fetch-Site": "same-origin"})
        return self.opener.open(request, timeout=20).read().decode()


class Hand:
    """Drives the real kiosk window by touches, through the automation socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(20)
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
        self.ask(do="shot", file=str(shots / f"{self.count:02d}-{name}.png"))


# What he types, by a word of the question.
TYPED = {"call you": "sam", "born?": "1994", "year": "1994", "number": "08081570192", "postcode": "ls6", "due": "27092027"}


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


def drive(facts):
    shutil.rmtree(shots, ignore_errors=True)
    shots.mkdir(parents=True)
    began = time.monotonic()
    path = site / "automation.sock"
    path.unlink(missing_ok=True)
    start("kiosk", kiosk, "--config", site / "kiosk.toml", "--automation", path)
    until("the kiosk's window", path.exists)
    time.sleep(1)
    hand = Hand(path)
    step("kiosk starts, server stopped", began)
    began = time.monotonic()
    reference = visit(hand)
    step(f"whole visit by touch, sealed offline ({reference})", began)
    began = time.monotonic()
    start("server", server, "both", site_toml)
    until("the console", lambda: listening(facts["ports"]["console"]))
    step("server starts", began)
    began = time.monotonic()
    console = Console(facts["ports"]["console"])
    console.sign_in("worker", facts["secrets"]["worker"])
    page = until("the request on the worker's page", lambda: find_request(console, reference), 90)
    step("request on the worker's queue over HTTP", began)
    began = time.monotonic()
    link = re.search(r'href="(/request/[^"]+)"', page).group(1)
    if "safe" not in html.unescape(console.get(link)).lower():
        raise RuntimeError("the request page does not show the safe contact")
    step("request page shows how he can be contacted", began)
    began = time.monotonic()
    run(tool, "--site", site_toml, "backup")
    until("the kiosk's outbox to be empty once the backup is proved", lambda: held() == 0, 120)
    step("backup proved, kiosk holds nothing any more", began)
    began = time.monotonic()
    look(facts, reference)
    step("the same in a real browser, with pictures", began)


def look(facts, reference):
    """The manager's pages in a real browser."""
    base = f"http://localhost:{facts['ports']['console']}"
    browser = Browser()
    try:
        browser.open(base + "/sign-in")
        browser.shot(shots / "console-1-sign-in.png")
        browser.type("[name=sign-in]", "manager")
        browser.type("[name=password]", PASSWORD)
        if "name=\"code\"" not in browser.source():
            browser.click("main button")
        browser.type("[name=code]", run("oathtool", "--totp", "-b", facts["secrets"]["manager"]).strip())
        browser.click("main button")
        browser.shot(shots / "console-2-queue.png")
        source = browser.source()
        if reference not in source and reference.replace("-", "") not in source:
            raise RuntimeError("the browser does not show the request")
        browser.click("a[href^='/request/']")
        browser.shot(shots / "console-3-request.png")
    finally:
        browser.close()


def held():
    """How many sealed records the kiosk's outbox still keeps."""
    with sqlite3.connect(f"file:{site}/kiosk/outbox.db?mode=ro", uri=True) as database:
        return database.execute("select count(*) from record").fetchone()[0]


def find_request(console, reference):
    page = console.get("/")
    return page if reference in page or reference.replace("-", "") in page else None


def main():
    display = os.environ.get("DISPLAY")
    if not display or arguments.self_drive == "yes":
        number = next(n for n in range(80, 200) if not pathlib.Path(f"/tmp/.X11-unix/X{n}").exists())
        os.environ["DISPLAY"] = f":{number}"
        site.mkdir(parents=True, exist_ok=True)
        start("xvfb", "Xvfb", f":{number}", "-screen", "0", "1080x1920x24")
        time.sleep(1)
    if not (site / "demo.json").exists():
        make_site()
    facts = settings()
    first = start("server", server, "both", site_toml)
    until("the server", lambda: listening(facts["ports"]["ingest"]))
    if not (site / "kiosk" / "enrolment.json").exists():
        enrol()
    if arguments.self_drive == "yes":
        stop(first)
        drive(facts)
        print(f"self-drive: {len(steps)} steps passed, 0 failed; screenshots in {shots}")
        return
    backup = threading.Thread(target=back_up, daemon=True)
    backup.start()
    start("kiosk", kiosk, "--config", site / "kiosk.toml")
    print(f"Console: http://localhost:{facts['ports']['console']}  sign in as worker, manager or admin")
    print(f"Password: {PASSWORD}")
    for name, secret in facts["secrets"].items():
        print(f"  second factor of {name}: {secret}")
    print(f"Kiosk on display {os.environ['DISPLAY']}; without a screen, look with: import -window root kiosk.png")
    print("Ctrl-C ends everything.")
    while True:
        time.sleep(1)


def back_up():
    while True:
        subprocess.run([str(tool), "--site", str(site_toml), "backup"], capture_output=True, check=False)
        time.sleep(60)


try:
    main()
except KeyboardInterrupt:
    pass
except Exception as error:  # every failure ends with one plain sentence and exit 1
    print(f"demo: {error}", file=sys.stderr)
    sys.exit(1)
finally:
    for process in reversed(running[:]):
        stop(process)
