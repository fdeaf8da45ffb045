"""Start, memory, touch and idle of the real kiosk window on X11 and Wayland, beside the goals of this project.

python3 tests/bench/kiosk_window.py [--build release] [--idle 60]; needs Xvfb, weston and an enrolled demo site,
which it makes in a folder of its own. Figures are medians of five starts."""
import argparse
import json
import os
import pathlib
import shutil
import socket
import statistics
import sys
import tempfile
import time

top = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(top / "deploy"))
from processes import listening, start, stop, stop_all, until  # noqa: E402
from site_files import Site  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("--build", default="release")
parser.add_argument("--idle", type=int, default=60)
options = parser.parse_args()


class Talk:
    """The kiosk's automation socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(30)
        until("the automation socket", lambda: self.connected(path))
        self.file = self.socket.makefile("rw")

    def connected(self, path):
        try:
            self.socket.connect(str(path))
            return True
        except OSError:
            return False

    def ask(self, **line):
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()
        return json.loads(self.file.readline())

    def centre(self, identity):
        x, y, w, h = next(n["hit_px"] for n in self.ask(do="tree")["tree"] if n["id"] == identity)
        return x + w / 2, y + h / 2


def pss_kb(pid):
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("Pss:")))


def used(pid):
    """Voluntary wakeups of all threads, and CPU in ms."""
    switches = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        text = (task / "status").read_text()
        switches += int(next(line.split()[1] for line in text.splitlines() if line.startswith("voluntary_ctxt")))
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return switches, (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def kiosk(site, environment):
    """A running kiosk, how long its first full frame took in ms, and its socket."""
    path = site.folder / "bench.sock"
    path.unlink(missing_ok=True)
    from_ms = time.monotonic() * 1000
    process = start(site.folder / "kiosk.log", site.kiosk, "--config", site.kiosk_toml, "--automation", path,
                    env={**os.environ, **environment})
    talk = Talk(path)
    facts = talk.ask(do="facts")
    return process, facts["first_frame_ms"] - from_ms, talk


def touch_times(talk):
    """Socket to pixels on the window and back, in ms, for presses of a button."""
    times = []
    x, y = talk.centre("frame.help")
    for _ in range(40):
        began = time.perf_counter()
        talk.ask(do="touch", phase="down", x=x, y=y)
        talk.ask(do="wait")
        times.append((time.perf_counter() - began) * 1000)
        talk.ask(do="touch", phase="up", x=1, y=1)
        talk.ask(do="wait")
    return times


def tell(what, figure, goal, unit):
    ratio = f"{figure / goal:.2f}" if goal else "0 wanted"
    print(f"  {what:<42} {figure:8.1f} {unit:<4} goal {goal} {unit}, ratio {ratio}", flush=True)


def measure(name, site, environment):
    print(name)
    starts = []
    for _ in range(5):
        process, first, talk = kiosk(site, environment)
        starts.append(first)
        if len(starts) < 5:
            stop(process)
    tell(f"start to first full frame (best {min(starts):.0f})", statistics.median(starts), 120, "ms")
    times = touch_times(talk)
    tell(f"touch to painted window (p95 {sorted(times)[37]:.1f})", statistics.median(times), 8, "ms")
    tell("memory PSS", pss_kb(process.pid) / 1024, 40, "MB")
    time.sleep(3)
    frames = talk.ask(do="facts")["frames"]
    before, cpu = used(process.pid)
    time.sleep(options.idle)
    after, cpu_after = used(process.pid)
    tell("frames drawn when idle, per minute", (talk.ask(do="facts")["frames"] - frames) * 60 / options.idle, 0, "")
    tell("wakeups when idle, all threads, per minute", (after - before) * 60 / options.idle, 60, "")
    tell("CPU when idle, per minute", (cpu_after - cpu) * 60 / options.idle, 5, "ms")
    stop(process)


def machine():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return f"machine: {model}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Linux {os.uname().release}"


def main():
    print(machine())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="alongside-bench-"))
    site = Site(top, folder, options.build)
    try:
        site.make(True)
        server = start(folder / "server.log", site.server, "both", site.toml)
        facts = site.facts()
        until("the server", lambda: listening(facts["ports"]["ingest"]))
        number = next(n for n in range(90, 200) if not pathlib.Path(f"/tmp/.X11-unix/X{n}").exists())
        start(folder / "xvfb.log", "Xvfb", f":{number}", "-screen", "0", "1080x1920x24")
        until("the display", pathlib.Path(f"/tmp/.X11-unix/X{number}").exists)
        os.environ["DISPLAY"] = f":{number}"
        site.enrol()
        measure("X11 (Xvfb 1080x1920), server running", site, {"SDL_VIDEODRIVER": "x11"})
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        # On the X server: a compositor without a seat, as the headless one, stops SDL 2.26 at its start.
        start(folder / "weston.log", "weston", "--backend=x11-backend.so", "--no-config", "--socket=bench",
              "--width=1080", "--height=1920", "--idle-time=0")
        until("weston", (runtime / "bench").exists)
        wayland = {"SDL_VIDEODRIVER": "wayland", "WAYLAND_DISPLAY": "bench"}
        measure("Wayland (weston on Xvfb 1080x1920), server running", site, wayland)
        stop(server)
    finally:
        stop_all()
        shutil.rmtree(folder, ignore_errors=True)


main()
