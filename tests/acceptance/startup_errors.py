"""What keeps the emulator from starting: one clear sentence, a non-zero exit, and never a ready line."""
import os
import socket
import sqlite3
import subprocess

from emulator_process import BINARY, Emulator, clean_environment, expect_equal, require_binary, scenario

SENTENCES_MAX = 2  # one sentence, and perhaps where to read on


def refused(what, arguments, mentions, problems, environment=None):
    """Runs the binary, which must end by itself; what it says must mention the cause."""
    try:
        run = subprocess.run([BINARY, *arguments], env=clean_environment(**(environment or {})), stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, timeout=10)
    except subprocess.TimeoutExpired:
        problems.append(f"{what}: still running after 10 s")
        return
    said = run.stderr.strip()
    if run.returncode <= 0:
        problems.append(f"{what}: exit code {run.returncode}: {said}")
    if run.stdout:
        problems.append(f"{what}: standard output {run.stdout!r}")
    if not said or len(said.splitlines()) > SENTENCES_MAX or mentions.lower() not in said.lower():
        problems.append(f"{what}: should say in one sentence something about {mentions!r}, said: {said!r}")
    else:
        print(f"{what}: {said}")


def serve(data, *options):
    return ["serve", "--data-dir", str(data), "--mqtt-port", "0", "--https-port", "0", *options]


def refuse_bad_options(directory, problems):
    for what, arguments, mentions in (
            ("unknown option", serve(directory / "o", "--nonsense"), "nonsense"),
            ("unknown subcommand", ["dance"], "dance"),
            ("foreign address", ["serve", "--data-dir", str(directory / "f"), "--bind", "192.0.2.1"], "--bind"),
            ("port out of range", ["serve", "--data-dir", str(directory / "o"), "--mqtt-port", "70000"], "mqtt-port"),
            ("port that is no number", ["serve", "--data-dir", str(directory / "o"), "--https-port", "http"], "https-port"),
            ("unknown log level", serve(directory / "o", "--log-level", "loud"), "loud"),
            ("address that is none", serve(directory / "o", "--bind", "not-an-address"), "not-an-address"),
            ("quotas", serve(directory / "o", "--quotas", "some"), "some")):
        refused(what, arguments, mentions, problems)
    refused("bad option in the environment", serve(directory / "o"), "loud", problems,
            {"EVENTGRID_EMULATOR_LOG_LEVEL": "loud"})


def refuse_directories(directory, problems):
    file = directory / "a-file"
    file.write_text("not a directory")
    refused("data directory is a file", serve(file), "a-file", problems)
    refused("data directory below a file", serve(file / "data"), "a-file", problems)
    if os.geteuid() != 0:
        locked = directory / "locked"
        locked.mkdir(mode=0o500)
        refused("data directory without write permission", serve(locked), "locked", problems)


def refuse_ports(directory, problems):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused("MQTT port in use", ["serve", "--data-dir", str(directory / "p"), "--mqtt-port", port, "--https-port", "0"],
                port, problems)
        refused("HTTPS port in use", ["serve", "--data-dir", str(directory / "p"), "--mqtt-port", "0", "--https-port", port],
                port, problems)


def refuse_databases(directory, problems):
    emulator = Emulator(directory / "first").start()
    refused("second process on the data directory", serve(emulator.data), str(emulator.data), problems)
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")
    refused("healthcheck when stopped", ["healthcheck", "--data-dir", str(emulator.data), "--https-port",
                                         str(emulator.https_port)], str(emulator.https_port), problems)
    database = emulator.data / "emulator.db"
    sound = database.read_bytes()
    damages = (("database of another kind", b"This is no database. " * 500),
               ("database with a torn header", b"\0" * 100 + sound[100:]),
               ("database with damaged pages", sound[:100] + b"\xff" * (len(sound) - 100)))
    for what, content in damages:
        for leftover in emulator.data.glob("emulator.db-*"):
            leftover.unlink()
        database.write_bytes(content)
        refused(what, serve(emulator.data), "emulator.db", problems)
        expect_equal(database.read_bytes(), content, f"the file after the refusal of a {what}")
    database.write_bytes(sound)
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    refused("newer database", serve(emulator.data), "newer", problems)


def run(directory):
    require_binary()
    problems = []
    refuse_bad_options(directory, problems)
    refuse_directories(directory, problems)
    refuse_ports(directory, problems)
    refuse_databases(directory, problems)
    if problems:
        raise AssertionError("\n".join(problems))


scenario(run)
