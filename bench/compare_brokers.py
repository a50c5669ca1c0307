#!/usr/bin/env python3
"""Runs one load generator against this emulator and Debian's mosquitto in turn (A B A B ...) and prints ratios.

    compare_brokers.py --load-generator PATH [--emulator PATH] [--rounds N] [--seconds S] [--only NAME,...]

Both brokers speak TLS 1.3 with client certificates (P-256). The server is pinned to processor 0, the generator to
processor 1. The emulator runs with its permission checks on: a shared thumbprint, one client resource per
connection name, 10 topic spaces of 10 templates each with a binding for both permissions. Figures are medians
over the rounds; what counts are the ratios of server CPU, since rates depend on the machine.
"""
import argparse
import http.client
import json
import os
import shutil
import signal
import ssl
import statistics
import subprocess
import sys
import tempfile
import time

SUBSCRIPTION = "00000000-0000-0000-0000-000000000001"
NAMESPACE = (f"/subscriptions/{SUBSCRIPTION}/resourceGroups/emulator/providers/Microsoft.EventGrid"
             "/namespaces/bench")
API_VERSION = "2025-02-15"
CLIENT_COUNT = 1000

# name -> (arguments of the generator, figure that counts, what it is)
SCENARIOS = {
    "pairs-qos0": (["--scenario", "pairs", "--pubs", "50", "--subs", "50", "--qos", "0", "--window", "16",
                    "--payload", "256"], "server_cpu_s_per_M_recv", "CPU seconds per million deliveries"),
    "pairs-qos1": (["--scenario", "pairs", "--pubs", "50", "--subs", "50", "--qos", "1", "--window", "16",
                    "--payload", "256"], "server_cpu_s_per_M_recv", "CPU seconds per million deliveries"),
    "handshakes": (["--scenario", "connect", "--concurrency", "16", "--hold", "0", "--username", "c0"],
                   "server_cpu_ms_per_connect", "CPU milliseconds per full handshake and CONNECT"),
    "held": (["--scenario", "connect", "--duration", "0", "--hold", "1000"], "rss_per_connection_b",
             "bytes of resident memory per held connection"),
}


def run(*arguments, **options):
    return subprocess.run(arguments, check=True, capture_output=True, text=True, **options).stdout


def make_certificates(folder):
    """An authority, and a client certificate signed by it: mosquitto wants the chain, the emulator the thumbprint."""
    os.makedirs(folder, exist_ok=True)
    openssl = lambda *arguments: run("openssl", *arguments, cwd=folder)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-subj", "/CN=bench authority", "-keyout", "ca.key", "-out", "ca.crt")
    for name, extension in (("client", ""), ("server", "subjectAltName=DNS:localhost,IP:127.0.0.1")):
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
                "-keyout", f"{name}.key", "-out", f"{name}.csr")
        with open(os.path.join(folder, "extensions"), "w", encoding="ascii") as file:
            file.write(extension + "\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial",
                "-days", "30", "-extfile", "extensions", "-out", f"{name}.crt")
    digest = openssl("x509", "-in", "client.crt", "-noout", "-fingerprint", "-sha256")
    return digest.split("=")[1].strip().replace(":", "")


class Emulator:
    name = "emulator"

    def __init__(self, binary, folder, thumbprint, client_count=CLIENT_COUNT):
        self.data = os.path.join(folder, "data")
        self.certificates = folder
        self.process = subprocess.Popen(
            ["taskset", "-c", "0", binary, "serve", "--data-dir", self.data, "--mqtt-port", "0", "--https-port", "0",
             "--quotas", "off", "--log-level", "error"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        ready = json.loads(self.process.stdout.readline())
        self.port, self.https_port = ready["mqttPort"], ready["httpsPort"]
        self.ca = ready["caFile"]
        self.configure(thumbprint, client_count)

    def configure(self, thumbprint, client_count):
        context = ssl.create_default_context(cafile=self.ca)
        connection = http.client.HTTPSConnection("localhost", self.https_port, context=context)

        def put(path, properties, location=None):
            body = {"properties": properties, **({"location": location} if location else {})}
            connection.request("PUT", f"{NAMESPACE}{path}?api-version={API_VERSION}", json.dumps(body),
                               {"Authorization": "Bearer bench", "Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
            if answer.status >= 300:
                sys.exit(f"PUT {path}: {answer.status} {text.decode()}")

        put("", {"topicSpacesConfiguration": {"state": "Enabled", "maximumClientSessionsPerAuthenticationName": 100}},
            "eastus")
        for number in range(10):
            templates = [f"bench{number}/t{template}/#" for template in range(10)]
            if number == 9:
                templates[9] = "bench/+"
            put(f"/topicSpaces/space{number}", {"topicTemplates": templates})
            for permission in ("Publisher", "Subscriber"):
                put(f"/permissionBindings/binding{number}-{permission}", {
                    "clientGroupName": "$all", "topicSpaceName": f"space{number}", "permission": permission})
        for number in range(client_count):
            put(f"/clients/c{number}", {"authenticationName": f"c{number}", "clientCertificateAuthentication": {
                "validationScheme": "ThumbprintMatch", "allowedThumbprints": [thumbprint]}})


class Mosquitto:
    name = "mosquitto"

    def __init__(self, _binary, folder, _thumbprint):
        self.ca = os.path.join(folder, "ca.crt")
        self.port = 18883
        self.folder = folder
        configuration = os.path.join(folder, "mosquitto.conf")
        with open(configuration, "w", encoding="ascii") as file:
            file.write(f"listener {self.port} 127.0.0.1\ncafile {folder}/ca.crt\ncertfile {folder}/server.crt\n"
                       f"keyfile {folder}/server.key\nrequire_certificate true\nallow_anonymous true\n"
                       "max_queued_messages 0\nmax_inflight_messages 1000\nlog_type none\nuser root\n")
        self.process = subprocess.Popen(["taskset", "-c", "0", "mosquitto", "-c", configuration],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(1)


def measure(server, arguments, folder, generator, seconds):
    command = ["taskset", "-c", "1", generator, "--host", "localhost", "--port", str(server.port), "--tls", "1",
               "--tls-version", "13", "--cert", f"{folder}/client.crt", "--key", f"{folder}/client.key", "--cafile",
               server.ca, "--sni", "localhost", "--mqtt", "5", "--server-pid",
               str(server.process.pid), *arguments]
    if "--username" not in arguments:
        command += ["--username", "c%i"]
    if "--duration" not in arguments:
        command += ["--duration", str(seconds)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    if not result.stdout.strip():
        sys.exit(f"{' '.join(command)}: {result.stderr}")
    return json.loads(result.stdout.strip().splitlines()[-1])


def resident_kb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def one_run(kind, scenario, options, folder, thumbprint):
    shutil.rmtree(os.path.join(folder, "data"), ignore_errors=True)
    server = kind(options.emulator, folder, thumbprint)
    try:
        idle_kb = resident_kb(server.process.pid)
        figures = measure(server, SCENARIOS[scenario][0], folder, options.load_generator, options.seconds)
        figures["idle_kb"] = idle_kb
        return figures
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(20)


def table_row(scenario, runs):
    _, figure, meaning = SCENARIOS[scenario]
    faults = [f"{kind.name}: {name}={figures[name]}" for kind, all_figures in runs.items()
              for figures in all_figures for name in ("lost", "errors", "refused", "dropped_connections")
              if figures.get(name)]
    ours, theirs = (statistics.median(figures[figure] for figures in runs[kind]) for kind in (Emulator, Mosquitto))
    note = f" (not clean: {'; '.join(faults)})" if faults else ""
    return f"| {scenario} | {meaning} | {ours:.3f} | {theirs:.3f} | {ours / theirs:.2f}{note} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--load-generator", required=True)
    parser.add_argument("--emulator", default="build/release/eventgrid-emulator")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--only", default=",".join(SCENARIOS))
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="compare-brokers-")
    thumbprint = make_certificates(folder)
    rows = []
    for scenario in options.only.split(","):
        runs = {Emulator: [], Mosquitto: []}
        for _ in range(options.rounds):
            for kind in runs:
                figures = one_run(kind, scenario, options, folder, thumbprint)
                runs[kind].append(figures)
                print(json.dumps({"server": kind.name, **figures}), flush=True)
        rows.append(table_row(scenario, runs))
    shutil.rmtree(folder)
    print("\n| scenario | figure | emulator | mosquitto | ratio |\n|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
