"""The folder of a demo site: its programs, ports, secrets and staff, made once and read again later."""
import json
import pathlib
import re
import secrets
import shutil
import socket
import subprocess

from processes import free_port, run

STAFF = (("worker", "worker"), ("manager", "manager"), ("admin", "admin"))
WORDS = ("amber", "basin", "cedar", "daisy", "ember", "ferry", "grove", "hazel", "inlet", "jetty", "kettle", "lemon",
         "maple", "nutmeg", "otter", "pebble", "quilt", "robin", "saddle", "thistle", "umbrella", "velvet", "willow", "yarrow")


class Site:
    """Paths and settings of one demo site, with the programs of one build."""

    def __init__(self, top, folder, build):
        self.top, self.folder = pathlib.Path(top), pathlib.Path(folder).absolute()
        programs = self.top / "build" / build
        self.tool, self.server = programs / "sync/alongside", programs / "sync/alongside-server"
        self.kiosk = programs / "kiosk/alongside-kiosk"
        self.toml = self.folder / "server" / "site.toml"
        self.kiosk_toml = self.folder / "kiosk.toml"

    def made(self):
        return (self.folder / "demo.json").exists()

    def facts(self):
        """Ports, password and second factors."""
        return json.loads((self.folder / "demo.json").read_text())

    def alongside(self, *words, given=None):
        """The administration program on this site; answers what it printed."""
        return run(self.tool, "--site", self.toml, *words, given=given)

    def make(self, self_driven):
        """Site, staff and the kiosk's settings. The password is this site's own."""
        self.folder.mkdir(parents=True, exist_ok=True)
        ports = {"ingest": free_port(), "console": free_port()}
        authority = f"127.0.0.1:{ports['ingest']}"
        run(self.tool, "init-site", self.folder / "server", "--demo", "--pack", self.top / "assets/pack", "--authority",
            "Demo Council", "--address", authority)
        text = re.sub(r"(\[ingest\]\n)", rf"\1port = {ports['ingest']}\n", self.toml.read_text())
        self.toml.write_text(text)
        password = " ".join(secrets.choice(WORDS) for _ in range(5))
        factors = {}
        for name, role in STAFF:
            out = self.alongside("users", "add", name, "--name", f"Demo {name}", "--role", role, "--hub", "demo-north",
                                 "--hub", "demo-south", "--password-stdin", given=password + "\n")
            factors[name] = re.search(r"Secret: (\w+)", out).group(1)
        self.kiosk_toml.write_text(
            f"[screen]\n{screen_lines(self_driven)}[server]\nurl = \"http://{authority}\"\nauthority = \"{authority}\"\n"
            f"[data]\nfolder = \"{self.folder}/kiosk\"\n[pack]\nfolder = \"{self.top}/assets/pack\"\n[hub]\nid = \"demo-north\"\n")
        (self.folder / "demo.json").write_text(json.dumps({"ports": ports, "password": password, "secrets": factors}))

    def place_console(self, tls):
        """Writes the console's part of site.toml; with TLS it is open to other machines. Answers its address."""
        port = self.facts()["ports"]["console"]
        lines = f"\n[console]\nport = {port}\n"
        address = f"http://localhost:{port}"
        if tls:
            host = own_address()
            make_certificate(self.toml.parent / "tls", host)
            address = f"https://{host}:{port}"
            lines += 'address = "0.0.0.0"\ntls_certificate = "tls/certificate.pem"\ntls_key = "tls/key.pem"\n'
        text = re.sub(r"\n\[console\]\n[^\[]*", "", self.toml.read_text())
        self.toml.write_text(f'{text}{lines}origin = "{address}"\n')
        return address

    def enrolled(self):
        return (self.folder / "kiosk" / "enrolment.json").exists()

    def enrol(self):
        """One-time code, comparison number, approval, as an administrator would do it. Needs the server."""
        offered = self.alongside("enrol", "offer", "--hub", "demo-north")
        code = re.search(r"code\s+(\S+)", offered).group(1)
        waiting = subprocess.Popen([str(self.kiosk), "--config", str(self.kiosk_toml), "--enrol", code],
                                   stdout=subprocess.PIPE, text=True)
        number = waiting.stdout.readline().split()[-1]
        self.alongside("enrol", "approve", number, "--by", "demo")
        if waiting.wait(60) != 0:
            raise RuntimeError("the kiosk did not enrol")


def own_address():
    """The address by which other machines reach this one; loopback where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def make_certificate(folder, host):
    """A self-made certificate for 30 days; made anew when the address changes or the time is nearly over."""
    names = f"DNS:localhost,DNS:{socket.gethostname()},IP:127.0.0.1,IP:{host}"
    certificate = folder / "certificate.pem"
    if (folder / "names").exists() and (folder / "names").read_text() == names:
        good = subprocess.run(["openssl", "x509", "-in", str(certificate), "-noout", "-checkend", "86400"],
                              capture_output=True, check=False)
        if good.returncode == 0:
            return
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "key.pem"
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
        "-subj", "/CN=Alongside demo", "-addext", f"subjectAltName={names}", "-keyout", key, "-out", certificate)
    key.chmod(0o600)
    (folder / "names").write_text(names)


def screen_lines(self_driven):
    """A 10.1-inch portrait tablet scaled to the display there is; the 15.6-inch stand where there is none."""
    shown = shutil.which("xdpyinfo") and subprocess.run(["xdpyinfo"], capture_output=True, text=True, check=False).stdout
    size = re.search(r"dimensions:\s+(\d+)x(\d+)", shown or "")
    if self_driven or not size or int(size.group(2)) >= 1920:
        return "fullscreen = false\n"
    height = int(int(size.group(2)) * 0.88)
    width = int(height * 136 / 217.5)
    return (f"fullscreen = false\nwidth_px = {width}\nheight_px = {height}\nwidth_mm = 136.0\n"
            "height_mm = 217.5\n")
