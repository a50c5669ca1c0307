"""How the load generator reaches the server that is measured: straight over loopback, over WebSocket, or over a network like
a container's. A carrier is a context: what it needs of the machine is there inside of it and gone behind it.
"""
import contextlib
import ctypes
import json
import os
import signal
import subprocess

from brokers import GENERATOR_PROCESSOR, run


class Loopback:
    """TLS straight to the server's MQTT port."""
    host = "127.0.0.1"
    prefix = ()  # what the server's command line begins with
    over_websocket = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    @contextlib.contextmanager
    def carry(self, server, arguments, folder):
        """Gives what the generator is told besides its arguments, and a dictionary that holds what went wrong afterwards."""
        yield [], {}


class WebSocket(Loopback):
    """The generator speaks plain TCP to `websocket_bridge`, on its own processor, which speaks WebSocket over TLS to the server."""
    over_websocket = True

    def __init__(self, bridge):
        self.bridge = bridge

    @contextlib.contextmanager
    def carry(self, server, arguments, folder):
        resumes = "--resume" in arguments
        process = subprocess.Popen(
            ["taskset", "-c", GENERATOR_PROCESSOR, self.bridge, server.host, str(server.websocket_port), server.ca,
             f"{folder}/client.crt", f"{folder}/client.key", "resume" if resumes else "full"],
            stdout=subprocess.PIPE, text=True)
        wrong = {}
        try:
            port = process.stdout.readline().strip()
            yield ["--host", "127.0.0.1", "--port", port, "--tls", "0"], wrong
        finally:
            process.send_signal(signal.SIGTERM)
            figures = json.loads(process.communicate(timeout=30)[0] or '{"connections": 0, "resumed": 0, "failures": 1}')
        if figures["failures"]:
            wrong["bridge_failures"] = figures["failures"]
        if resumes and figures["resumed"] < 0.9 * figures["connections"]:
            wrong["not_resumed"] = figures["connections"] - figures["resumed"]


class BridgeNetwork(Loopback):
    """The server in a network namespace of its own, joined by a veth pair to a Linux bridge, as containers are. The bridge stands
    in a second namespace that plays the host, in which this process and the generator are from then on: the machine's own
    network is not touched, and both namespaces take with them what is in them."""
    host = "10.213.77.2"
    host_side = "10.213.77.1"

    def __init__(self):
        self.outside, self.inside = (f"bench-{os.getpid()}-{side}" for side in ("host", "container"))
        self.prefix = ("ip", "netns", "exec", self.inside)
        self.home = None

    def __enter__(self):
        self.home = os.open("/proc/self/ns/net", os.O_RDONLY)
        try:
            for command in self.set_up():
                run("ip", *command.split())
            self.enter(os.open(f"/run/netns/{self.outside}", os.O_RDONLY))
        except BaseException:
            self.__exit__()
            raise
        return self

    def set_up(self):
        outside, inside = f"-n {self.outside}", f"-n {self.inside}"
        yield f"netns add {self.outside}"
        yield f"netns add {self.inside}"
        yield f"{outside} link add bridge0 type bridge"
        yield f"{outside} link add veth0 type veth peer name eth0 netns {self.inside}"
        yield f"{outside} link set veth0 master bridge0"
        yield f"{outside} address add {self.host_side}/24 dev bridge0"
        yield f"{inside} address add {self.host}/24 dev eth0"
        for name in ("lo", "veth0", "bridge0"):
            yield f"{outside} link set {name} up"
        for name in ("lo", "eth0"):
            yield f"{inside} link set {name} up"
        yield f"{inside} route add default via {self.host_side}"

    @staticmethod
    def enter(namespace):
        """Of this thread, the only one, and of what it starts from now on."""
        clone_new_network = 0x40000000
        if ctypes.CDLL(None, use_errno=True).setns(namespace, clone_new_network) != 0:
            raise OSError(ctypes.get_errno(), "setns")
        os.close(namespace)

    def __exit__(self, *_):
        self.enter(self.home)
        for name in (self.inside, self.outside):
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)


def carrier_named(name, bridge):
    return {"loopback": Loopback, "websocket": lambda: WebSocket(bridge), "bridge": BridgeNetwork}[name]()
