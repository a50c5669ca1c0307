#!/usr/bin/env python3
"""Measures start-up: exec to ready line, to the first CONNACK, and idle memory, over several starts.

    start_up.py [--emulator PATH] [--starts N]

The data directory exists and holds one namespace with one client; the first start, which makes the certificates,
is measured apart. Where mosquitto is installed it is started in turn, with persistence.
"""
import argparse
import collections
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


def first_connack(port, ca, folder, begin):
    """Tries to connect from the start on, as a test does that cannot know when the broker is ready."""
    context = ssl.create_default_context(cafile=ca)
    context.load_cert_chain(f"{folder}/client.crt", f"{folder}/client.key")
    while True:
        try:
            plain = socket.create_connection(("127.0.0.1", port))
            break
        except ConnectionRefusedError:
            time.sleep(0.0002)
    with plain, context.wrap_socket(plain, server_hostname="localhost") as link:
        link.sendall(CONNECT)
        answer = link.recv(4)
        assert answer[0] == 0x20 and answer[3] == 0, answer
        return time.monotonic() - begin


def stop(process):
    process.send_signal(signal.SIGTERM)
    process.wait(20)


def one_start_of_emulator(options, data, folder, figures):
    process, ready, seconds, begin = start(options.emulator, data)
    figures["emulator: exec to ready line, ms"].append(seconds * 1000)
    connack = first_connack(ready["mqttPort"], ready["caFile"], folder, begin)
    figures["emulator: exec to first CONNACK, ms"].append(connack * 1000)
    time.sleep(0.2)
    figures["emulator: idle memory (RSS), MB"].append(brokers.resident_kb(process.pid) / 1024)
    stop(process)


def one_start_of_mosquitto(port, folder, figures):
    begin = time.monotonic()
    process = subprocess.Popen(["mosquitto", "-c", f"{folder}/mosquitto.conf"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    connack = first_connack(port, f"{folder}/ca.crt", folder, begin)
    figures["mosquitto: exec to first CONNACK, ms"].append(connack * 1000)
    time.sleep(0.2)
    figures["mosquitto: idle memory (RSS), MB"].append(brokers.resident_kb(process.pid) / 1024)
    stop(process)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--emulator", default="build/release/eventgrid-emulator")
    parser.add_argument("--starts", type=int, default=20)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="start-up-")
    thumbprint = brokers.make_certificates(folder)
    data = os.path.join(folder, "data")
    process, _, first, _ = start(options.emulator, data)
    stop(process)
    brokers.Emulator(options.emulator, folder, thumbprint, 1).stop()
    mosquitto = brokers.Mosquitto(folder, persistence=True) if shutil.which("mosquitto") else None
    if mosquitto:
        mosquitto.stop()
    figures = collections.defaultdict(list)
    for _ in range(options.starts):
        one_start_of_emulator(options, data, folder, figures)
        if mosquitto:
            one_start_of_mosquitto(mosquitto.port, folder, figures)
    shutil.rmtree(folder)
    print(f"first start, certificates made: {first * 1000:.0f} ms to the ready line")
    for name, values in figures.items():
        print(f"{name}: median {statistics.median(values):.1f}, {min(values):.1f} to {max(values):.1f}")


if __name__ == "__main__":
    main()
