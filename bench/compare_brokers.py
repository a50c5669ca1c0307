#!/usr/bin/env python3
"""Runs one load generator against this emulator and Debian's mosquitto in turn (A B A B ...) and prints ratios.

    compare_brokers.py --load-generator PATH [--emulator PATH] [--rounds N] [--seconds S] [--only NAME,...] [--over CARRIER]

Figures are medians over the rounds; what counts are the ratios of server CPU, since rates depend on the machine.
"""
import argparse
import json
import os
import shutil
import signal
import statistics
import sys
import tempfile

from brokers import Emulator, Mosquitto, faults, make_certificates, measure
from carriers import carrier_named

PER_DELIVERY = ("server_cpu_s_per_M_recv", "CPU us per delivery")
PAIRS = "--scenario pairs --pubs 50 --subs 50 --window 16"
OFFLINE = "--scenario offline --messages 50000 --pubs 10 --subs 10"

# name -> (arguments of the generator, figure that counts, what it is, ratio wanted)
SCENARIOS = {
    "fan-in 100 to 1, QoS 0": ("--scenario fanin --pubs 100 --subs 1 --window 16", *PER_DELIVERY, 0.45),
    "pairs 50 to 50, QoS 0": (f"{PAIRS} --qos 0", *PER_DELIVERY, 0.40),
    "pairs 50 to 50, QoS 1": (f"{PAIRS} --qos 1", *PER_DELIVERY, 0.22),
    "fan-out 1 to 100": ("--scenario fanout --pubs 1 --subs 100", *PER_DELIVERY, 0.06),
    "10,000 wildcard filters": ("--scenario wildcard --pubs 10 --subs 50 --filters 10000", *PER_DELIVERY, 0.42),
    "queue offline": (OFFLINE, "queue_cpu_s_per_M", "CPU us per message", 0.38),
    "drain": (OFFLINE, "drain_cpu_s_per_M", "CPU us per message", 0.24),
    "20,000 retained": ("--scenario retained --messages 20000 --topic ret/%i --pubs 10 --subs 10",
                        "deliver_cpu_s_per_M", "CPU us per delivery", 0.27),
    "paced 10,000 a second": (f"{PAIRS} --qos 0 --rate 10000", *PER_DELIVERY, 0.85),
    "full handshake and CONNECT": ("--scenario connect --concurrency 16 --username c0", "server_cpu_ms_per_connect",
                                   "CPU ms per connect", 0.60),
    "resumed handshake and CONNECT": ("--scenario connect --concurrency 16 --username c0 --resume 1",
                                      "server_cpu_ms_per_connect", "CPU ms per connect", 0.50),
    "held connection": ("--scenario connect --duration 0 --hold 1000", "rss_per_connection_b", "bytes of memory", 1.0),
    "idle round trip": ("--scenario pingpong --pubs 1 --rate 200", "rtt_p50_us", "us, median", 1.0),
}


def start(kind, carrier, options, folder, thumbprint):
    shutil.rmtree(os.path.join(folder, "data"), ignore_errors=True)
    place = {"host": carrier.host, "prefix": carrier.prefix}
    if kind == "emulator":
        return Emulator(options.emulator, folder, thumbprint, **place)
    return Mosquitto(folder, over_websocket=carrier.over_websocket, **place)


def one_run(kind, scenario, carrier, options, folder, thumbprint):
    server = start(kind, carrier, options, folder, thumbprint)
    arguments = SCENARIOS[scenario][0].split()
    try:
        with carrier.carry(server, arguments, folder) as (carried, wrong):
            figures = measure(server, arguments + carried, folder, options.load_generator, options.seconds)
    finally:
        server.stop()
    figures.update(wrong)
    print(json.dumps({"server": kind, **figures}), flush=True)
    return figures


def compare(carrier, options, folder, thumbprint):
    """The rows of the table."""
    for scenario in SCENARIOS:
        if not any(part in scenario for part in options.only.split(",")):
            continue
        runs = {"emulator": [], "mosquitto": []}
        for _ in range(options.rounds):
            for kind, figures in runs.items():
                figures.append(one_run(kind, scenario, carrier, options, folder, thumbprint))
        yield table_row(scenario, runs)


def table_row(scenario, runs):
    _, figure, meaning, wanted = SCENARIOS[scenario]
    unclean = [f"{kind}: {fault}" for kind, all_figures in runs.items() for figures in all_figures
               if (fault := faults(figures))]
    values = {kind: [figures[figure] for figures in all_figures] for kind, all_figures in runs.items()}
    if not all(all(figures) for figures in values.values()):
        return f"| {scenario} | {meaning} | nothing was counted: {values}; measure for longer ||||{wanted:.2f} |"
    ours, theirs = (statistics.median(values[kind]) for kind in ("emulator", "mosquitto"))
    ratios = [mine / other for mine, other in zip(values["emulator"], values["mosquitto"])]
    note = f" (not clean: {'; '.join(unclean)})" if unclean else ""
    return (f"| {scenario} | {meaning} | {ours:.3f} | {theirs:.3f} | **{ours / theirs:.2f}**{note} "
            f"| {min(ratios):.2f} to {max(ratios):.2f} | {wanted:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--load-generator", required=True)
    parser.add_argument("--emulator", default="build/release/eventgrid-emulator")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--only", default="", help="parts of names of scenarios, with commas")
    parser.add_argument("--over", choices=("loopback", "websocket", "bridge"), default="loopback",
                        help="websocket: MQTT over WebSocket; bridge: a network like a container's, as root")
    parser.add_argument("--websocket-bridge", default="build/bench/bench/websocket_bridge")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was made is taken away
    rows = []
    with tempfile.TemporaryDirectory(prefix="compare-brokers-") as folder:
        thumbprint = make_certificates(folder)
        with carrier_named(options.over, options.websocket_bridge) as carrier:
            for row in compare(carrier, options, folder, thumbprint):
                rows.append(row)
                print(row, flush=True)
    print("\n| scenario | figure | emulator | mosquitto | ratio | ratios of the rounds | wanted |\n|---|---|---|---|---|---|---|")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
