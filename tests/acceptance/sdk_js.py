"""The Azure SDK for JavaScript: its three credentials and the generic resource client, answered at once and with --async.

Runs arm_js/session.mjs and compares what it tells, step by step.
"""
import json
import pathlib
import subprocess

import npm_packages
from emulator_process import SUBSCRIPTION, TENANT, Emulator, clean_environment, expect_equal, require_binary, scenario

FOLDER = pathlib.Path(__file__).resolve().parent / "arm_js"

SIGN_IN = [("client secret", True), ("client secret, adfs", True), ("environment", True), ("managed identity", True),
           ("managed identity, instance metadata", True)]
RESOURCES = [("group", "Succeeded"), ("group exists", True), ("provider", "Registered"),
             ("created", ["sdk-js-ns", "Succeeded"]), ("updated", {"team": "x"}), ("by id", {"team": "x"}),
             ("by names", "sdk-js-ns"), ("tags at scope", {"team": "x"})]
CHILDREN = [("45 clients", {"pages": 3, "first": "c00", "last": "c44", "count": 45}), ("listed", ["sdk-js-ns"])]
ENDS = [("missing", [404, "ResourceNotFound"]), ("bad", [400, "InvalidRequestContent"]), ("deleted", False),
        ("group deleted", False)]


def session(emulator, packages, children):
    order = {"arm": emulator.arm, "tenant": TENANT, "subscription": SUBSCRIPTION, "packages": str(packages),
             "children": children}
    run = subprocess.run(["node", str(FOLDER / "session.mjs"), json.dumps(order)], stdin=subprocess.DEVNULL,
                         capture_output=True, text=True, timeout=120,
                         env=clean_environment(NODE_EXTRA_CA_CERTS=emulator.ca_file))
    told = [(line["step"], line["value"]) for line in map(json.loads, run.stdout.splitlines())]
    expected = SIGN_IN + RESOURCES + (CHILDREN if children else []) + ENDS
    for step, wanted in zip(told, expected):
        expect_equal(step, wanted, "what the SDK tells")
    expect_equal((len(told), run.returncode), (len(expected), 0), f"number of steps and exit code; it said: {run.stderr}")


def run(directory):
    require_binary()
    packages = npm_packages.install(FOLDER)
    emulator = Emulator(directory / "at-once").start()
    session(emulator, packages, children=True)
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")
    emulator = Emulator(directory / "async", ["--async", "0.3"]).start()
    session(emulator, packages, children=False)
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
