"""The README's own commands, typed as they stand there: every ```bash block after the line that starts the emulator.

Ports are the only thing replaced, so that an emulator of the developer may keep running. The block that starts the
emulator and the container block are left to the scenarios that are about them.
"""
import re
import shutil
import subprocess

from emulator_process import BINARY, ROOT, Emulator, Skip, clean_environment, expect_equal, require_binary, scenario


def walkthrough_blocks():
    """The bash blocks between the README's markers, in order."""
    text = (ROOT / "README.md").read_text()
    marked = re.search(r"<!-- walkthrough -->(.*)<!-- end of walkthrough -->", text, re.DOTALL)
    if not marked:
        raise AssertionError("README.md has lost its walkthrough markers")
    return re.findall(r"```bash\n(.*?)```", marked.group(1), re.DOTALL)


def run(directory):
    require_binary()
    for command in ("az", "mosquitto_pub"):
        if not shutil.which(command):
            raise Skip(f"{command} is not installed")
    blocks = walkthrough_blocks()
    if len(blocks) < 4:
        raise AssertionError(f"only {len(blocks)} blocks found in README.md")
    tree = directory / "checkout"
    tree.mkdir()
    (tree / "testdata").symlink_to(ROOT / "testdata")
    (tree / "run").write_text(f'#!/bin/sh\nexec {BINARY} "$@"\n')  # without the build, which run_script.py is about
    (tree / "run").chmod(0o755)
    emulator = Emulator(tree)
    emulator.data = tree / "eventgrid-data"
    emulator.start()
    script = "\n".join(blocks).replace("8883", str(emulator.mqtt_port)).replace("8443", str(emulator.https_port))
    environment = clean_environment(EVENTGRID_EMULATOR_MQTT_PORT=str(emulator.mqtt_port),
                                    EVENTGRID_EMULATOR_HTTPS_PORT=str(emulator.https_port),
                                    AZURE_CORE_COLLECT_TELEMETRY="0", HOME=str(directory))
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=tree, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=240)
    expect_equal(done.returncode, 0, f"exit code of the walkthrough: {done.stdout[-3000:]}{done.stderr[-3000:]}")
    if "hello world!" not in done.stdout:
        raise AssertionError(f"no message was received: {done.stdout[-3000:]}{done.stderr[-3000:]}")
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
