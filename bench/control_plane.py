#!/usr/bin/env python3
"""Measures GET and PUT of one resource among 10,000 over HTTPS, side by side with Azurite's tables, and the start.

    control_plane.py [--emulator PATH] [--azurite PATH] [--seconds S] [--rounds N] [--clients N]

`wrk` makes the load: keep-alive TLS connections, 1 and then 16 of them, each request for another resource. The server
is pinned to processor 0, wrk to processor 1. For the emulator a request is GET or PUT of a client of a namespace with
10,000 clients; for Azurite (the npm package's `azurite-table`) GET or PUT of an entity of a table with as many.
Server CPU is what /proc says of the process. Figures are medians of the rounds, the smallest beside them: on a machine
that others use, that one is nearest to the truth. What SQLite itself takes is measured with Python's module, which
writes the same rows to a copy of the database in transactions of one row, with the emulator's PRAGMAs. Without
--azurite only the emulator is measured.
"""
import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import ssl
import statistics
import subprocess
import tempfile
import time
import urllib.parse

import brokers
from brokers import API_VERSION, NAMESPACE, cpu_seconds

ACCOUNT = "devstoreaccount1"
# The storage emulators' published development key.
ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

SCRIPT = """
local number = 0
request = function()
  number = (number + 7919) % {count}
  return wrk.format("{method}", string.format("{path}", number), {{{headers}}}, {body})
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %d %d %d\\n", summary.requests, summary.errors.status, summary.duration))
end
"""


class Emulator(brokers.Emulator):
    def __init__(self, binary, folder, thumbprint, clients):
        super().__init__(binary, folder, thumbprint, clients)
        self.base = f"https://localhost:{self.https_port}"
        self.headers = {"Authorization": "Bearer bench", "Content-Type": "application/json"}
        self.path = f"{NAMESPACE}/clients/c%d?api-version={API_VERSION}"
        self.body = json.dumps({"properties": {"clientCertificateAuthentication": {
            "validationScheme": "ThumbprintMatch", "allowedThumbprints": [thumbprint]}}})


class Azurite:
    name = "azurite"

    def __init__(self, binary, folder, clients):
        port = 20443
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", "node", binary, "--silent", "--location", f"{folder}/azurite", "--tablePort", str(port),
             "--cert", f"{folder}/server.crt", "--key", f"{folder}/server.key", "--skipApiVersionCheck"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.base = f"https://127.0.0.1:{port}"
        signature = self.signature()
        self.headers = {"Accept": "application/json;odata=nometadata", "Content-Type": "application/json",
                        "x-ms-version": "2019-02-02"}
        self.path = f"/{ACCOUNT}/bench(PartitionKey='p',RowKey='c%d')?{signature}"
        self.body = json.dumps({"PartitionKey": "p", "text": "x" * 64})
        self.wait(port)
        context = ssl.create_default_context(cafile=f"{folder}/ca.crt")
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=context)
        self.send(connection, "POST", f"/{ACCOUNT}/Tables?{signature}", json.dumps({"TableName": "bench"}))
        for number in range(clients):
            self.send(connection, "PUT", self.path % number, self.body)

    @staticmethod
    def signature():
        """An account's shared access signature for tables, good for a day."""
        expiry = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
        values = [ACCOUNT, "rwdlacu", "t", "sco", "", expiry, "", "", "2019-02-02", ""]
        digest = hmac.new(base64.b64decode(ACCOUNT_KEY), "\n".join(values).encode(), hashlib.sha256).digest()
        # wrk formats the path: a percent sign is written twice.
        return urllib.parse.urlencode({"sv": "2019-02-02", "ss": "t", "srt": "sco", "sp": "rwdlacu", "se": expiry,
                                       "sig": base64.b64encode(digest).decode()}).replace("%", "%%")

    @staticmethod
    def wait(port):
        for _ in range(100):
            try:
                with socket.create_connection(("127.0.0.1", port), 1):
                    return
            except OSError:
                time.sleep(0.2)
        raise SystemExit("azurite does not start")

    def send(self, connection, method, path, body):
        connection.request(method, path.replace("%%", "%"), body, self.headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300 and answer.status != 409:
            raise SystemExit(f"azurite: {method} {path}: {answer.status} {text.decode()}")


def load(server, folder, method, connections, seconds, count):
    """Requests a second and server CPU microseconds a request."""
    script = os.path.join(folder, "load.lua")
    headers = ", ".join(f'["{name}"]="{value}"' for name, value in server.headers.items())
    body = f"[[{server.body}]]" if method == "PUT" else "nil"
    with open(script, "w", encoding="ascii") as file:
        file.write(SCRIPT.format(count=count, method=method, path=server.path, headers=headers, body=body))
    before = cpu_seconds(server.process.pid)
    printed = brokers.run("taskset", "-c", "1", "wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "-s",
                                  script, server.base)
    used = cpu_seconds(server.process.pid) - before
    requests, errors, microseconds = map(int, re.search(r"RESULT (\d+) (\d+) (\d+)", printed).groups())
    if errors:
        raise SystemExit(f"{server.name}: {errors} of {requests} {method} were refused")
    return requests / (microseconds / 1e6), used * 1e6 / requests


def sqlite_microseconds(data, folder, count=2000):
    """CPU of a commit of one row, as the emulator makes it."""
    copy = shutil.copytree(data, f"{folder}/copy")
    database = sqlite3.connect(f"{copy}/emulator.db", isolation_level=None)
    for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = WAL", "synchronous = FULL"):
        database.execute(f"PRAGMA {pragma}")
    columns = "parent_key, kind, name, id, document"
    rows = database.execute(f"SELECT key, {columns} FROM resources WHERE kind = 'namespaces/clients'").fetchall()
    upsert = (f"INSERT INTO resources (key, {columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6 || ' ') ON CONFLICT (key) DO UPDATE "
              "SET parent_key = ?2, kind = ?3, name = ?4, id = ?5, document = ?6 || ' '")
    before = resource.getrusage(resource.RUSAGE_SELF)
    for number in range(count):
        database.execute("BEGIN IMMEDIATE")
        database.execute(upsert, rows[number * 7919 % len(rows)])
        database.execute("COMMIT")
    after = resource.getrusage(resource.RUSAGE_SELF)
    database.close()
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e6 / count


def start(binary, data):
    """Milliseconds from exec to the ready line, and of CPU."""
    begin = time.monotonic()
    process = subprocess.Popen([binary, "serve", "--data-dir", data, "--mqtt-port", "0", "--https-port", "0", "--quotas",
                                "off", "--log-level", "error"], stdout=subprocess.PIPE)
    process.stdout.readline()
    passed, used = time.monotonic() - begin, cpu_seconds(process.pid)
    stop(process)
    return passed * 1000, used * 1000


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--emulator", default="build/release/eventgrid-emulator")
    parser.add_argument("--azurite", help="the package's dist/src/table/main.js")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=10_000)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="control-plane-")
    thumbprint = brokers.make_certificates(folder)
    servers = [Emulator(options.emulator, folder, thumbprint, options.clients)]
    if options.azurite:
        servers.append(Azurite(options.azurite, folder, options.clients))
    for method in ("GET", "PUT"):
        for connections in (1, 16):
            measured = {server.name: [] for server in servers}
            for _ in range(options.rounds):
                for server in servers:
                    measured[server.name].append(
                        load(server, folder, method, connections, options.seconds, options.clients))
            for name, rounds in measured.items():
                rates, costs = zip(*rounds)
                print(f"{method} {connections:2} connections {name:9} {statistics.median(rates):8.0f} requests/s "
                      f"{statistics.median(costs):7.1f} us server CPU, at least {min(costs):.1f}", flush=True)
    for server in servers:
        stop(server.process)
    commits = [sqlite_microseconds(f"{folder}/data", f"{folder}/round{number}") for number in range(options.rounds)]
    print(f"SQLite's own commit of one row: {statistics.median(commits):.1f} us CPU, at least {min(commits):.1f}")
    passed, used = zip(*[start(options.emulator, f"{folder}/data") for _ in range(10)])
    print(f"start with {options.clients} clients stored: {statistics.median(passed):.0f} ms to ready, {min(passed):.0f} to "
          f"{max(passed):.0f}; CPU {statistics.median(used):.0f} ms")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
