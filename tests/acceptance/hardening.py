"""The release binary is hardened, as readelf sees it, and what it writes is not for others to read."""
import shutil
import stat
import subprocess

from emulator_process import BINARY, Emulator, Skip, expect_equal, require_binary, scenario

# what, arguments of readelf, text that must be there
WANTED = (
    ("position independent", ["-h"], "DYN (Position-Independent Executable file)"),
    ("relocations read-only after the start", ["-lW"], "GNU_RELRO"),
    ("all symbols bound at the start", ["-dW"], "BIND_NOW"),
    ("stack protector", ["-sW"], "__stack_chk_fail"),
    ("checked library calls", ["-sW"], "_chk@"),
    ("checked containers", ["-sW"], "__glibcxx_assert_fail"),
)
# everything else in the data directory may be read by everybody
SECRET = ("emulator.db", "emulator.db-wal", "ca.key", "server-ecdsa.key", "server-rsa.key")


def readelf(*arguments):
    return subprocess.run(["readelf", *arguments, BINARY], check=True, capture_output=True, text=True).stdout


def check_binary():
    problems = [what for what, arguments, text in WANTED if text not in readelf(*arguments)]
    stack = [line for line in readelf("-lW").splitlines() if "GNU_STACK" in line]
    if len(stack) != 1 or "RWE" in stack[0]:
        problems.append(f"a stack that cannot be executed: {stack}")
    expect_equal(problems, [], "what the binary lacks")


def check_files(emulator):
    for file in emulator.data.iterdir():
        wanted = 0o600 if file.name in SECRET else 0o644
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & ~wanted:
            raise AssertionError(f"{file.name} has mode {mode:o}, at most {wanted:o} is wanted")


def run(directory):
    require_binary()
    emulator = Emulator(directory).start()
    check_files(emulator)
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")
    check_files(emulator)
    if not shutil.which("readelf"):
        raise Skip("readelf (binutils) is not installed")
    check_binary()


scenario(run)
