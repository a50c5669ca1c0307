#!/usr/bin/env python3
"""Plays one attack on a running emulator while two bystanders exchange messages.

    attack.py NAME      of the tables ATTACKS; the binary is $EMULATOR_UNDER_TEST
    attack.py --list    the names

Fails when a bystander loses a message or waits longer than five seconds, or a request to the management endpoint does; when
the server's memory grows by more than the attack's row allows; when it keeps a descriptor, complains in more log lines than
the row allows or not in the one it should, or does not stop in order. Prints the bystanders' round trips as a ratio to the
undisturbed time; no bound is set on it. With EMULATOR_UNDER_TEST_IS_SANITIZED neither memory nor waiting is judged: then it is
the sanitizer's report that would fail it.
"""
import re
import sys
import time

import attacks_on_http
import attacks_on_mqtt
import attacks_on_tls
from stage import Bystanders, NAMESPACE_ID, ROUND_TRIP_SECONDS_MAX, Stage, median_milliseconds
from emulator_process import IS_SANITIZED, expect_equal, require_binary, scenario

UNDISTURBED_SECONDS = 1.0
MANAGEMENT_SECONDS_MAX = 5.0
MEGABYTE = 1_000_000
ATTACKS = {**attacks_on_tls.ATTACKS, **attacks_on_mqtt.ATTACKS, **attacks_on_http.ATTACKS}


def check_log(attack, lines):
    expect = attack.log_pattern
    if expect and not any(re.search(expect, line) for line in lines):
        raise AssertionError(f"no log line matches {expect!r}: {lines[:20]}")
    complaints = [line for line in lines if " info " not in line]
    if len(complaints) > attack.log_lines_max:
        raise AssertionError(f"{len(complaints)} complaints, at most {attack.log_lines_max} are needed: {complaints[:20]}")


def check_growth(attack, what, before, after):
    grown = (after - before) / MEGABYTE
    if grown > attack.memory_megabytes_max and not IS_SANITIZED:
        raise AssertionError(f"the server grew by {grown:.1f} MB {what}, {attack.memory_megabytes_max} are allowed")
    return grown


def check_management(stage):
    """The management endpoint answers in the middle of the attack."""
    started = time.monotonic()
    status, _ = stage.emulator.request("GET", NAMESPACE_ID)
    seconds = time.monotonic() - started
    if status != 200 or (seconds > MANAGEMENT_SECONDS_MAX and not IS_SANITIZED):
        raise AssertionError(f"the management endpoint answered {status} after {seconds:.1f} s")


def play(attack, directory):
    stage = Stage(directory, attack.options)
    bystanders = Bystanders(stage.port, stage.context)
    time.sleep(UNDISTURBED_SECONDS)
    before, descriptors, logged = stage.resident_bytes(), stage.descriptors(), len(stage.emulator.log())
    begin = time.monotonic()
    held = attack.run(stage)
    check_management(stage)
    during, end = stage.resident_bytes(), time.monotonic()
    for connection in held or ():
        connection.close()
    stage.wait_until(lambda: stage.descriptors() <= descriptors, f"the server holds more than {descriptors} descriptors")
    trips = bystanders.stop()
    grown = check_growth(attack, "during the attack", before, during)
    check_growth(attack, "after the attack", before, stage.resident_bytes())
    check_log(attack, stage.emulator.log()[logged:].splitlines())
    expect_equal(stage.emulator.stop(), 0, "exit code after SIGTERM")
    worst = max(seconds for _, seconds in trips)
    if worst > ROUND_TRIP_SECONDS_MAX and not IS_SANITIZED:
        raise AssertionError(f"a bystander waited {worst:.1f} s")
    disturbed, undisturbed = median_milliseconds(trips, begin, end), median_milliseconds(trips, 0, begin)
    print(f"round trip {disturbed:.2f} ms, {disturbed / undisturbed:.1f} times the undisturbed {undisturbed:.2f} ms, at worst "
          f"{worst * 1000:.0f} ms; memory {before / MEGABYTE:.0f} MB and {grown:+.1f} MB")


def main():
    if sys.argv[1:] == ["--list"]:
        print(";".join(ATTACKS))
        return
    if len(sys.argv) != 2 or sys.argv[1] not in ATTACKS:
        sys.exit(f"usage: attack.py {'|'.join(ATTACKS)}")
    require_binary()
    scenario(lambda directory: play(ATTACKS[sys.argv[1]], directory))


main()
