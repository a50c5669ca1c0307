#!/usr/bin/env python3
"""Measures start-up: exec to ready line, to the first CONNACK, and idle memory, over several starts.

    start_up.py [--emulator PATH] [--starts N]

The data directory exists and holds one namespace with one client; the first start, which makes the certificates,
is measured apart.
"""
import argparse
import json
import os
import shutil
import signal
import socket
import ssl
import statistics
import subprocess
import tempfile
import time

import brokers

# MQTT 5 CONNECT, clean start, client identifier "start", user name "c0"
CONNECT = bytes.fromhex("10 16 00 04 4d 51 54 54 05 82 00 3c 00 00 05 73 74 61 72 74 00 02 63 30")


def start(binary, data):
    begin = time.monotonic()
    process = subprocess.Popen([binary, "serve", "--data-dir", data, "--mqtt-port", "0", "--https-port", "0",
                                "--log-level", "error"], stdout=subprocess.PIPE)
    ready = json.loads(process.stdout.readline())
    return process, ready, time.monotonic() - begin, begin


def first_connack(ready, folder, begin):
    context = ssl.create_default_context(cafile=ready["caFile"])
    context.load_cert_chain(f"{folder}/client.crt", f"{folder}/client.key")
    with socket.create_connection(("127.0.0.1", ready["mqttPort"])) as plain:
        with context.wrap_socket(plain, server_hostname="localhost") as link:
            link.sendall(CONNECT)
            answer = link.recv(4)
            assert answer[0] == 0x20 and answer[3] == 0, answer
            return time.monotonic() - begin


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--emulator", default="build/release/eventgrid-emulator")
    parser.add_argument("--starts", type=int, default=20)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="start-up-")
    thumbprint = brokers.make_certificates(folder)
    data = os.path.join(folder, "data")
    process, _, first, _ = start(options.emulator, data)
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    configured = brokers.Emulator(options.emulator, folder, thumbprint, 1)
    configured.process.send_signal(signal.SIGTERM)
    configured.process.wait(20)
    to_ready, to_connack, idle = [], [], []
    for _ in range(options.starts):
        process, ready, seconds, begin = start(options.emulator, data)
        to_ready.append(seconds * 1000)
        to_connack.append(first_connack(ready, folder, begin) * 1000)
        time.sleep(0.2)
        idle.append(brokers.resident_kb(process.pid) / 1024)
        process.send_signal(signal.SIGTERM)
        process.wait(20)
    shutil.rmtree(folder)
    print(f"first start, certificates made: {first * 1000:.0f} ms to the ready line")
    for name, values, unit in (("exec to ready line", to_ready, "ms"), ("exec to first CONNACK", to_connack, "ms"),
                               ("idle memory (RSS)", idle, "MB")):
        print(f"{name}: median {statistics.median(values):.1f} {unit}, "
              f"{min(values):.1f} to {max(values):.1f}")


if __name__ == "__main__":
    main()
