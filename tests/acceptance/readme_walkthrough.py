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


def refused_command():
    """The command of the section about refusals, and the reason that the section shows for it."""
    section = re.search(r"## Refusals explain themselves\n(.*?)\n## ", (ROOT / "README.md").read_text(), re.DOTALL).group(1)
    command = re.search(r"^    (mosquitto_pub .*)$", section, re.MULTILINE).group(1)
    shown = " ".join(section.split())
    return command, re.search(r'detail="([^"]+)"', shown).group(1)


def type_in(script, tree, emulator, **additions):
    """Runs the lines in a shell, with the ports of this emulator in place of the usual ones."""
    script = script.replace("8883", str(emulator.mqtt_port)).replace("8443", str(emulator.https_port))
    return subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=tree, env=clean_environment(**additions),
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=240)


def check_refusal(tree, emulator):
    command, reason = refused_command()
    before = len(emulator.log())
    said = type_in(command, tree, emulator)
    if "Not authorized" not in said.stdout + said.stderr:
        raise AssertionError(f"the refused command says {said.stdout}{said.stderr}")
    emulator.wait_for_log(re.escape(reason), since=before)


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
    done = type_in("\n".join(blocks), tree, emulator, EVENTGRID_EMULATOR_MQTT_PORT=str(emulator.mqtt_port),
                   EVENTGRID_EMULATOR_HTTPS_PORT=str(emulator.https_port), AZURE_CORE_COLLECT_TELEMETRY="0",
                   HOME=str(directory))
    expect_equal(done.returncode, 0, f"exit code of the walkthrough: {done.stdout[-3000:]}{done.stderr[-3000:]}")
    if "hello world!" not in done.stdout:
        raise AssertionError(f"no message was received: {done.stdout[-3000:]}{done.stderr[-3000:]}")
    check_refusal(tree, emulator)
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
