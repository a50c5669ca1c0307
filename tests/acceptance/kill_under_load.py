"""kill -9 under PUT load, a hundred times on one data directory: every answered PUT is there afterwards, none is half."""
import http.client
import random
import threading
import time

from emulator_process import Emulator, expect_equal, require_binary, scenario
from namespaces import NAMESPACE_ID, client_body

ROUNDS, ROUNDS_BETWEEN_CHECKS, WRITERS = 100, 20, 4
SECONDS = (0.02, 0.12)  # of writing in a round


def write_until_killed(emulator, prefix, answered):
    """PUTs clients one after the other; records name -> answer for those that were answered."""
    connection = emulator.connection()
    for number in range(100000):
        name = f"{prefix}-{number}"
        body = client_body(name, "%064X" % (number + 1))
        try:
            status, answer = emulator.request("PUT", f"{NAMESPACE_ID}/clients/{name}", body, connection=connection)
        except (OSError, http.client.HTTPException):
            return
        if status not in (200, 201):
            answered[name] = status
            return
        answered[name] = answer


def all_clients(emulator):
    """name -> resource, over all pages."""
    connection, path, found = emulator.connection(), f"{NAMESPACE_ID}/clients?api-version=2025-02-15", {}
    while path:
        connection.request("GET", path, headers={"Authorization": "Bearer any"})
        answer = emulator.parse(connection.getresponse())
        found.update((one["name"], one) for one in answer["value"])
        path = (answer.get("nextLink") or "").replace(emulator.arm, "")
    return found


def check_round(emulator, answered):
    found = all_clients(emulator)
    refused = {name: answer for name, answer in answered.items() if isinstance(answer, int)}
    expect_equal(refused, {}, "PUTs that were refused")
    lost = [name for name in answered if name not in found]
    expect_equal(lost, [], "answered PUTs that are gone")
    for name, resource in found.items():
        properties = resource["properties"]
        expect_equal(properties["authenticationName"], name, f"authenticationName of {name}")
        expect_equal(len(properties["clientCertificateAuthentication"]["allowedThumbprints"]), 1, f"thumbprints of {name}")
        if name in answered:
            expect_equal(properties, answered[name]["properties"], f"properties of {name}")


def run(directory):
    require_binary()
    emulator = Emulator(directory, ["--quotas", "off"]).start()
    emulator.put(NAMESPACE_ID, {"location": "eastus", "properties": {"topicSpacesConfiguration": {"state": "Enabled"}}})
    answered = {}
    for number in range(ROUNDS):
        threads = [threading.Thread(target=write_until_killed, args=(emulator, f"round{number}-writer{writer}", answered))
                   for writer in range(WRITERS)]
        for thread in threads:
            thread.start()
        time.sleep(random.uniform(*SECONDS))
        emulator.kill()
        for thread in threads:
            thread.join()
        emulator.start()
        if (number + 1) % ROUNDS_BETWEEN_CHECKS == 0:
            check_round(emulator, answered)
    print(f"{len(answered)} answered PUTs outlived {ROUNDS} kills")
    if len(answered) < ROUNDS * WRITERS:
        raise AssertionError(f"only {len(answered)} PUTs were answered: that proves nothing")
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
