"""./run when there is nothing to build: quiet, quick, and it passes its arguments on."""
import os
import subprocess

from emulator_process import BINARY, ROOT, Skip, clean_environment, expect_equal, require_binary, scenario


def run(directory):
    require_binary()
    if os.path.realpath(BINARY) != str(ROOT / "build/release/eventgrid-emulator"):
        raise Skip("another binary than build/release/eventgrid-emulator is under test")
    call = lambda *arguments: subprocess.run([str(ROOT / "run"), *arguments], cwd=directory, env=clean_environment(),
                                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    call("--version")  # builds when the sources have changed since
    version = call("--version")
    expect_equal((version.returncode, version.stderr), (0, ""), "exit code and standard error of ./run --version")
    expect_equal(version.stdout, subprocess.run([BINARY, "--version"], capture_output=True, text=True).stdout, "its output")
    certificate = call("cert", "someone", "--out", "certs")
    expect_equal((certificate.returncode, len(certificate.stdout)), (0, 65), "./run cert: exit code and length of the output")
    refused = call("--nonsense")
    expect_equal((refused.returncode != 0, refused.stdout), (True, ""), "./run with an unknown option")


scenario(run)
