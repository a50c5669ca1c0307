#!/usr/bin/env python3
"""Measures 10,000 TLS connections, 500,000 subscriptions, and an orderly stop with 10,000 live connections.

    scale.py [--only held,subscriptions,stop] [--emulator PATH] [--load-generator PATH] [--connections N]

held: connections with client certificates and a filter each, by full handshakes: what they cost, and round trips to one of
them with few and with all of them there; then changes of the policy with all of them there. subscriptions: the generator's
filters of four levels over 50 clients, 10,000 and 500,000 of them. stop: SIGTERM to exit with clients that close when they
are told, that stay, and with ten among them that do not read; and the start after it. Mosquitto beside the emulator in
each, where it can do the same. The server is pinned to processor 0, all else to processor 1.
"""
import argparse
import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import time

import start_up
from brokers import (API_VERSION, NAMESPACE, Emulator, Mosquitto, cpu_seconds, faults, make_certificates, measure,
                     resident_kb)
from crowd import SESSIONS_PER_CLIENT, Crowd, raise_descriptor_limit

FEW = 10
ROUND_TRIPS = 2000
# name: (session expiry in seconds, filters of each session, whether clients close when told, clients that do not read)
STOPS = {
    "persistent sessions, clients close": (3600, 1, True, 0),
    "persistent sessions, clients stay": (3600, 1, False, 0),
    "persistent sessions of 50 filters, clients stay": (3600, 50, False, 0),
    "clean sessions, clients close": (0, 1, True, 0),
    "clean sessions, clients stay": (0, 1, False, 0),
    "persistent sessions, clients stay, 10 more do not read": (3600, 1, False, 10),
}


def start(kind, options, folder, thumbprint, persistence=False):
    shutil.rmtree(f"{folder}/data", ignore_errors=True)
    if kind == "mosquitto":
        return Mosquitto(folder, persistence, no_delay=True)
    return Emulator(options.emulator, folder, thumbprint, max(60, options.connections // SESSIONS_PER_CLIENT + 2))


def percentiles(passed):
    return f"{passed[len(passed) // 2]:.0f} / {passed[len(passed) * 99 // 100]:.0f} us"


def hold(kind, server, crowd, options):
    pid, count = server.process.pid, options.connections
    crowd.connect(FEW)
    few = crowd.round_trips(ROUND_TRIPS)
    memory, begin, costs = resident_kb(pid), time.monotonic(), []
    for quarter in range(1, 5):
        before, there = cpu_seconds(pid), len(crowd.clients)
        crowd.connect(count * quarter // 4)
        costs.append((cpu_seconds(pid) - before) * 1000 / (len(crowd.clients) - there))
    passed = time.monotonic() - begin
    memory = (resident_kb(pid) - memory) * 1024 / (count - FEW)
    before = cpu_seconds(pid)
    time.sleep(5)
    idle = (cpu_seconds(pid) - before) / 5
    print(f"{kind}: {count} connections in {passed:.1f} s, server CPU ms per connection and SUBSCRIBE, by quarters: "
          f"{', '.join(f'{cost:.3f}' for cost in costs)}; {memory:.0f} bytes of memory per connection; idle CPU share "
          f"{idle:.4f}; {len(os.listdir(f'/proc/{pid}/fd'))} descriptors", flush=True)
    print(f"{kind}: round trip p50 / p99 with {FEW} connections {percentiles(few)}, with {count} "
          f"{percentiles(crowd.round_trips(ROUND_TRIPS))}", flush=True)


def change_policy(server, thumbprint):
    """What a write costs while all are connected: of one client, and of a topic space that all sessions are judged by."""
    connection = http.client.HTTPSConnection("localhost", server.https_port,
                                             context=ssl.create_default_context(cafile=server.ca))
    client = {"authenticationName": "c0", "clientCertificateAuthentication": {
        "validationScheme": "ThumbprintMatch", "allowedThumbprints": [thumbprint]}}
    bodies = {"/clients/c0": lambda number: {**client, "attributes": {"number": number}},
              "/topicSpaces/space0": lambda number: {"topicTemplates": [f"bench0/{number}/#"]}}
    for path, body in bodies.items():
        before, passed = cpu_seconds(server.process.pid), []
        for number in range(20):
            begin = time.monotonic()
            connection.request("PUT", f"{NAMESPACE}{path}?api-version={API_VERSION}", json.dumps({"properties": body(number)}),
                               {"Authorization": "Bearer bench", "Content-Type": "application/json"})
            answer = connection.getresponse()
            assert answer.status < 300, answer.read()
            answer.read()
            passed.append(time.monotonic() - begin)
        used = (cpu_seconds(server.process.pid) - before) / len(passed)
        print(f"emulator: PUT {path}: {sorted(passed)[len(passed) // 2] * 1000:.1f} ms, server CPU {used * 1000:.1f} ms",
              flush=True)


def measure_held(options, folder, thumbprint):
    for kind in ("emulator", "mosquitto"):
        server = start(kind, options, folder, thumbprint)
        crowd = Crowd(server, folder)
        try:
            hold(kind, server, crowd, options)
            if kind == "emulator":
                change_policy(server, thumbprint)
        finally:
            crowd.close()
            server.stop()


def measure_subscriptions(options, folder, thumbprint):
    for filters in (10_000, options.subscriptions):
        for kind in ("emulator", "mosquitto"):
            server = start(kind, options, folder, thumbprint)
            try:
                arguments = f"--scenario wildcard --pubs 10 --subs 50 --filters {filters}".split()
                figures = measure(server, arguments, folder, options.load_generator, 4)
            finally:
                server.stop()
            print(f"{kind}: {filters} filters, {figures['subscribe_per_s']:.0f} subscribed per second, "
                  f"{figures['rss_per_subscription_b']:.0f} bytes each; {figures['server_cpu_s_per_M_recv']:.3f} us of server CPU "
                  f"per delivery {faults(figures) or ''}", flush=True)


def seconds_to_accept(port, begin):
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return time.monotonic() - begin
        except OSError:
            time.sleep(0.002)


def start_again(kind, options, folder, server):
    """Process, port and seconds until clients are served again."""
    if kind == "emulator":
        process, ready, passed, _ = start_up.start(options.emulator, server.data)
        return process, ready["mqttPort"], passed
    begin = time.monotonic()
    process = subprocess.Popen(["mosquitto", "-c", f"{folder}/mosquitto.conf"], stderr=subprocess.DEVNULL)
    return process, server.port, seconds_to_accept(server.port, begin)


def stop_and_start(kind, case, options, folder, thumbprint):
    expiry_seconds, filters, answers, stuck = STOPS[case]
    server = start(kind, options, folder, thumbprint, persistence=True)
    crowd = Crowd(server, folder, expiry_seconds, filters, resumes=True)
    try:
        crowd.connect(options.connections)
        crowd.add_stuck(stuck)
        memory, used = resident_kb(server.process.pid), cpu_seconds(server.process.pid)
        passed, used_in_all, largest = crowd.wait_for_exit(answers)
        code = server.process.returncode
    finally:
        crowd.close()
        server.stop()
    process, server.port, to_ready = start_again(kind, options, folder, server)
    try:
        restored = cpu_seconds(process.pid)
        for number in (0, options.connections - 1):
            client = crowd.client(number, b"session-%d" % number)
            assert client.is_session_present == bool(expiry_seconds)
            client.link.close()
    finally:
        process.terminate()
        process.wait(30)
    print(f"{kind}: {case}: stop {passed:.3f} s, CPU {used_in_all - used:.2f} s, exit code {code}, memory "
          f"{memory // 1024} MB before and {largest // 1024} MB at most; start {to_ready:.3f} s, CPU {restored:.2f} s",
          flush=True)


def measure_stop(options, folder, thumbprint):
    for case in STOPS:
        for kind in ("emulator", "mosquitto"):
            stop_and_start(kind, case, options, folder, thumbprint)
            if os.path.exists(f"{folder}/mosquitto.db"):
                os.remove(f"{folder}/mosquitto.db")


MEASUREMENTS = {"held": measure_held, "subscriptions": measure_subscriptions, "stop": measure_stop}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(MEASUREMENTS), help="some of the measurements, with commas")
    parser.add_argument("--emulator", default="build/release/eventgrid-emulator")
    parser.add_argument("--load-generator", help="for subscriptions")
    parser.add_argument("--connections", type=int, default=10_000)
    parser.add_argument("--subscriptions", type=int, default=500_000)
    options = parser.parse_args()
    chosen = options.only.split(",")
    if not options.load_generator and "subscriptions" in chosen:
        parser.error("subscriptions want --load-generator")
    limit = raise_descriptor_limit()
    if limit < options.connections + 100:
        parser.error(f"{options.connections} connections want as many descriptors; ulimit -Hn is {limit}")
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        thumbprint = make_certificates(folder)
        for name in chosen:
            MEASUREMENTS[name](options, folder, thumbprint)


if __name__ == "__main__":
    main()
