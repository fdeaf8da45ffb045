"""Starting, stopping and waiting for the programs of a demo."""
import pathlib
import socket
import subprocess
import time

running = []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(*command, given=None):
    done = subprocess.run([str(c) for c in command], input=given, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} {command[1]}: {done.stdout}{done.stderr}")
    return done.stdout


def start(log, *command, **extra):
    """Starts a program that writes to the log file `log`; it is stopped when the demo ends."""
    log = open(pathlib.Path(log), "a", encoding="utf-8")
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


def listening(port):
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop_all():
    for process in reversed(running[:]):
        stop(process)
