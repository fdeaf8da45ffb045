"""A real browser for the demo: Debian's Chromium through its driver, spoken to in W3C WebDriver over HTTP."""
import base64
import json
import pathlib
import socket
import subprocess
import tempfile
import time
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # W3C WebDriver section 12.1: the web element identifier


class Browser:
    def __init__(self, width=1280, height=1000):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        self.session = ""
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     f"--user-data-dir={self.profile.name}", f"--window-size={width},{height}"]
        wanted = {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": True,  # the demo's own certificate
                                                   "goog:chromeOptions": {"args": arguments}}}}
        end = time.monotonic() + 30
        while True:
            try:
                self.session = "/session/" + self.ask("POST", "/session", wanted)["sessionId"]
                return
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + self.session + path, data, {"Content-Type": "application/json"},
                                         method=method)
        return json.loads(urllib.request.urlopen(request, timeout=60).read())["value"]

    def open(self, address):
        self.ask("POST", "/url", {"url": address})

    def find(self, css):
        return self.ask("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def type(self, css, text):
        self.ask("POST", f"/element/{self.find(css)}/value", {"text": text})

    def click(self, css):
        self.ask("POST", f"/element/{self.find(css)}/click", {})

    def source(self):
        return self.ask("GET", "/source")

    def shot(self, file):
        pathlib.Path(file).write_bytes(base64.b64decode(self.ask("GET", "/screenshot")))

    def close(self):
        try:
            self.ask("DELETE", "")
        except OSError:
            pass
        self.driver.terminate()
        self.driver.wait(10)
        self.profile.cleanup()
