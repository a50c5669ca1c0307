#!/usr/bin/env python3
"""How the server's CPU per message grows with sessions, subscriptions, payload, bindings and --threads.

    growth.py --load-generator PATH [--emulator PATH] [--rounds N] [--seconds S] [--only NAME,...] [--out FILE]

Writes medians over the rounds into FILE (docs/benchmarks/growth.json); sweeps that were not asked for stay as they are there.
plots.py draws them.
"""
import argparse
import contextlib
import datetime
import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import large_messages
from brokers import GENERATOR_PROCESSOR, SERVER_PROCESSOR, Emulator, Mosquitto, faults, make_certificates, measure, run

BOTH_PROCESSORS = f"{SERVER_PROCESSOR},{GENERATOR_PROCESSOR}"
# A namespace lets a name have 100 sessions: who is held has names of its own.
HELD_NAMES = [f"c{number}" for number in range(100, 200)]
CLIENT_COUNT = 200
GENERATOR_PAYLOAD_BYTES_MAX = 65536
HELD_BY_ONE = 2000  # sessions of one generator, which has a minute to connect them
PAIRS = "--scenario pairs --pubs 10 --subs 10 --qos 0 --window 16"
NEW_TOPICS = "--scenario wildcard --pubs 10 --subs 50 --filters {}"
HANDSHAKES = "--scenario connect --concurrency 16 --username c0"
PER_DELIVERY = ("server_cpu_s_per_M_recv", "CPU per delivery, µs")


class Line:
    """What is measured at each x: the generator's arguments and one of its figures, and how the server is started."""

    def __init__(self, arguments, figure=PER_DELIVERY[0], server="emulator", held=lambda x: 0, payload_bytes=lambda x: 256,
                 start=lambda x: {}):
        self.arguments, self.figure, self.server = arguments, figure, server
        self.held, self.payload_bytes, self.start = held, payload_bytes, start


def beside_mosquitto(**options):
    return {name: Line(server=name, **options) for name in ("emulator", "mosquitto")}


def with_threads(arguments, figure):
    return Line(lambda x: arguments, figure,
                start=lambda x: {"options": ("--threads", str(x)), "processors": BOTH_PROCESSORS})


# name -> (title, what x is, values of x, what y is, lines)
SWEEPS = {
    "sessions": ("10 pairs of clients exchange 256 bytes, other sessions are idle", "idle sessions",
                 (10, 30, 100, 300, 1000, 3000, 10000), PER_DELIVERY[1],
                 beside_mosquitto(arguments=lambda x: PAIRS, held=lambda x: x)),
    "subscriptions": ("Filters with wildcards over 50 clients, another topic with each message", "subscriptions",
                      (10, 100, 1000, 10000, 100000, 500000), PER_DELIVERY[1],
                      beside_mosquitto(arguments=NEW_TOPICS.format)),
    "payload": ("10 pairs of clients, above 64K one pair; QoS 0, at most 2 messages under way each", "payload, bytes",
                (16, 64, 256, 1024, 4096, 16384, 65536, 262144), PER_DELIVERY[1],
                beside_mosquitto(arguments=lambda x: f"{PAIRS} --window 2 --payload {x}", payload_bytes=lambda x: x)),
    "bindings": ("Bindings of each permission, of a topic space with 10 templates each", "bindings", (1, 2, 5, 10, 20, 50, 100),
                 PER_DELIVERY[1],
                 {"decided before": Line(lambda x: PAIRS, start=lambda x: {"space_count": x}),
                  "decided anew": Line(lambda x: NEW_TOPICS.format(10000), start=lambda x: {"space_count": x})}),
    "threads": ("10 pairs of clients exchange 256 bytes", "--threads", (1, 2), PER_DELIVERY[1],
                {"emulator": with_threads(PAIRS, PER_DELIVERY[0])}),
    "handshakes": ("Full handshakes and CONNECT, server and generator on the same 2 processors", "--threads", (1, 2),
                   "CPU per connection, ms",
                   {"emulator": with_threads(HANDSHAKES, "server_cpu_ms_per_connect")}),
    "handshake_rate": ("Full handshakes and CONNECT, server and generator on the same 2 processors", "--threads", (1, 2),
                       "Connections per second", {"emulator": with_threads(HANDSHAKES, "connects_per_s")}),
}


def make_held_certificates(folder):
    """The one certificate under the names of those that are held: the generator takes the user name from the file's name."""
    held = os.path.join(folder, "held")
    os.makedirs(held)
    for name in HELD_NAMES:
        for ending in ("crt", "key"):
            os.link(os.path.join(folder, f"client.{ending}"), os.path.join(held, f"{name}.{ending}"))
    return held


def descriptor_count(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


def hold(count, server, folder, generator):
    """A generator that has so many sessions and is stopped: it takes no processor time."""
    wanted = descriptor_count(server) + count
    process = subprocess.Popen(
        ["taskset", "-c", GENERATOR_PROCESSOR, generator, "--scenario", "connect", "--duration", "0", "--hold", str(count),
         "--concurrency", "256", "--host", server.host, "--port", str(server.port), "--tls", "1", "--tls-version", "13",
         "--cert-dir", f"{folder}/held", "--cafile", server.ca, "--sni", "localhost", "--mqtt", "5", "--username", "%n"],
        stdout=subprocess.DEVNULL)
    while descriptor_count(server) < wanted:
        if process.poll() is not None:
            sys.exit(f"{count} sessions could not be held")
        time.sleep(0.02)
    time.sleep(0.5)  # until the last CONNECT is answered; the generator holds them for three seconds
    process.send_signal(signal.SIGSTOP)
    return process


@contextlib.contextmanager
def held_sessions(count, server, folder, generator):
    """So many sessions that do nothing."""
    time.sleep(0.2)  # for the connections that configured the server to go
    wanted = descriptor_count(server) + count
    with contextlib.ExitStack() as stack:
        for begun in range(0, count, HELD_BY_ONE):
            process = hold(min(HELD_BY_ONE, count - begun), server, folder, generator)
            stack.callback(process.wait)
            stack.callback(process.kill)
        yield
        if descriptor_count(server) < wanted:
            sys.exit(f"the {count} sessions were not held to the end")


def start_server(line, x, options, folder, thumbprint):
    shutil.rmtree(os.path.join(folder, "data"), ignore_errors=True)
    if line.server == "mosquitto":
        return Mosquitto(folder)
    return Emulator(options.emulator, folder, thumbprint, CLIENT_COUNT, **line.start(x))


def one_run(line, x, options, folder, thumbprint):
    server = start_server(line, x, options, folder, thumbprint)
    try:
        if line.payload_bytes(x) > GENERATOR_PAYLOAD_BYTES_MAX:
            return large_messages.cpu_us_per_delivery(server, folder, line.payload_bytes(x), options.seconds)
        with held_sessions(line.held(x), server, folder, options.load_generator):
            arguments = f"{line.arguments(x)} --warmup 0.5".split()
            figures = measure(server, arguments, folder, options.load_generator, options.seconds)
    finally:
        server.stop()
    if faults(figures):
        sys.exit(f"{line.server} at {x}: {faults(figures)}: the run does not count")
    return figures[line.figure]


def sweep(name, options, folder, thumbprint):
    title, x_label, values, y_label, lines = SWEEPS[name]
    rows = {label: [] for label in lines}
    for x in values:
        measured = {label: [] for label in lines}
        for _ in range(options.rounds):
            for label, line in lines.items():
                measured[label].append(one_run(line, x, options, folder, thumbprint))
        for label, figures in measured.items():
            rows[label].append([x, round(statistics.median(figures), 3)])
        print(name, x, {label: row[-1][1] for label, row in rows.items()}, flush=True)
    return {"title": title, "x": x_label, "y": y_label, "date": datetime.date.today().isoformat(),
            "version": run(options.emulator, "--version").split()[-1], "rounds": options.rounds, "lines": rows}


def write(path, sweeps):
    text = re.sub(r"\[\s+([\d.]+),\s+([\d.]+)\s+\]", r"[\1, \2]", json.dumps(sweeps, indent=1, ensure_ascii=False))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text + "\n")


def main():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--load-generator", required=True)
    parser.add_argument("--emulator", default="build/release/eventgrid-emulator")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--only", default=",".join(SWEEPS), help="names of sweeps, with commas")
    parser.add_argument("--out", default=os.path.join(root, "docs", "benchmarks", "growth.json"))
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing is left running
    os.sched_setaffinity(0, {int(GENERATOR_PROCESSOR)})  # for large_messages
    sweeps = {}
    if os.path.exists(options.out):
        with open(options.out, encoding="utf-8") as file:
            sweeps = json.load(file)
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        thumbprint = make_certificates(folder)
        make_held_certificates(folder)
        for name in options.only.split(","):
            sweeps[name] = sweep(name, options, folder, thumbprint)
            write(options.out, {each: sweeps[each] for each in SWEEPS if each in sweeps})


if __name__ == "__main__":
    main()
