"""The Azure CLI signed in to one emulator, with a configuration folder of its own."""
import json
import shutil
import subprocess

from emulator_process import TENANT, Skip, clean_environment


class AzCli:
    def __init__(self, directory, emulator):
        if not shutil.which("az"):
            raise Skip("the Azure CLI (az) is not installed")
        configuration = directory / "azure"
        configuration.mkdir()
        self.arm = emulator.arm
        self.environment = clean_environment(REQUESTS_CA_BUNDLE=emulator.ca_file, AZURE_CONFIG_DIR=str(configuration),
                                             AZURE_CORE_COLLECT_TELEMETRY="0", AZURE_CORE_NO_COLOR="1")

    def attempt(self, *arguments):
        return subprocess.run(["az", *arguments], env=self.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=90)

    def run(self, *arguments):
        """The parsed answer of a command that must succeed."""
        run = self.attempt(*arguments)
        if run.returncode:
            raise AssertionError(f"az {' '.join(arguments)}: exit {run.returncode}: {run.stderr}")
        return json.loads(run.stdout) if run.stdout.strip() else None

    def sign_in(self):
        self.run("cloud", "register", "-n", "Emulator", "--endpoint-resource-manager", self.arm)
        self.run("cloud", "set", "-n", "Emulator")
        return self.run("login", "--service-principal", "-u", "00000000-0000-0000-0000-0000000000c1", "-p", "anything",
                        "--tenant", TENANT)
