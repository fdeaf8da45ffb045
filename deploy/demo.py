"""Makes the demo site, starts server and kiosk, and with --self-drive proves the main job on the real window."""
import argparse
import os
import signal
import subprocess
import sys
import threading
import time

from processes import listening, start, stop, stop_all, until
from self_drive import drive
from site_files import Site

parser = argparse.ArgumentParser()
parser.add_argument("--top", required=True)
parser.add_argument("--site", required=True)
parser.add_argument("--self-drive", default="no")
parser.add_argument("--tls", default="no")
parser.add_argument("--build", default="release", help="the preset whose programs are used")
arguments = parser.parse_args()
self_driven = arguments.self_drive == "yes"
site = Site(arguments.top, arguments.site, arguments.build)


def open_display():
    """A display of our own where there is none, and for the self-drive always. Xvfb picks a free number and tells it."""
    told, tells = os.pipe()
    start(site.folder / "xvfb.log", "Xvfb", "-displayfd", str(tells), "-screen", "0", "1080x1920x24", pass_fds=(tells,))
    os.close(tells)
    with os.fdopen(told) as number:
        os.environ["DISPLAY"] = f":{number.readline().strip()}"
    os.environ.pop("WAYLAND_DISPLAY", None)


def main():
    site.folder.mkdir(parents=True, exist_ok=True)
    own_display = self_driven or not os.environ.get("DISPLAY")
    if own_display:
        open_display()
    if not site.made():
        site.make(self_driven)
    facts = site.facts()
    address = site.place_console(arguments.tls == "yes")
    first = start(site.folder / "server.log", site.server, "both", site.toml)
    until("the server", lambda: listening(facts["ports"]["ingest"]) and listening(facts["ports"]["console"]))
    if not site.enrolled():
        site.enrol()
    if self_driven:
        stop(first)
        drive(site, address)
        return
    threading.Thread(target=back_up, daemon=True).start()
    kiosk = start(site.folder / "kiosk.log", site.kiosk, "--config", site.kiosk_toml)
    explain(facts, address, own_display)
    while kiosk.poll() is None and first.poll() is None:
        time.sleep(1)
    name = "kiosk" if kiosk.poll() is not None else "server"
    raise RuntimeError(f"the {name} has ended; its log is {site.folder}/{name}.log")


def explain(facts, address, own_display):
    """How to sign in and where to look."""
    print(f"Console: {address}")
    if address.startswith("https"):
        print(f"  Its certificate is self-made: {site.toml.parent}/tls/certificate.pem. Browsers warn of it once.")
    print(f"Password of every demo name: {facts['password']}")
    for name, secret in facts["secrets"].items():
        print(f"  {name:<8} code now: oathtool --totp -b {secret}")
    if own_display:
        print(f"The kiosk runs on {os.environ['DISPLAY']}, a display in memory. To see it:")
        print(f"  DISPLAY={os.environ['DISPLAY']} import -window root kiosk.png")
    else:
        print("The kiosk is on your display.")
    print(f"Everything of the demo is in {site.folder}. Ctrl-C ends it; --fresh starts anew.", flush=True)


def back_up():
    """A backup each minute, as a site's timer does; kiosks purge only what a backup is known to hold."""
    while True:
        subprocess.run([str(site.tool), "--site", str(site.toml), "backup"], capture_output=True, check=False)
        time.sleep(60)


def end(_number, _frame):
    raise KeyboardInterrupt


signal.signal(signal.SIGTERM, end)
try:
    main()
except KeyboardInterrupt:
    pass
except Exception as error:  # every failure ends with one plain sentence and exit 1
    print(f"demo: {error}\nLogs: {site.folder}/server.log and kiosk.log", file=sys.stderr)
    sys.exit(1)
finally:
    stop_all()
