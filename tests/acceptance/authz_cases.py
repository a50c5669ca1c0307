"""A sample of the rows of testdata/authz/cases.tsv, some of every kind: the policy as ARM resources, and mosquitto's own
clients to see what it does. All rows run in the process, in tests/golden/authz and tests/wire.
"""
import json

from emulator_process import ROOT, Emulator, expect_equal, require_binary, scenario
from mosquitto_client import Mosquitto
from mqtt_clients import Identity
from namespaces import NAMESPACE_ID, Certificate

SAMPLE = """P001 P003 P007 P008 P010 P011 P013 P018 P022 P025 P026 P031 P033 P043 P044 P047 P055 P056
            S001 S003 S010 S020 S030 S040 S049 S050 S058
            Q001 Q003 Q008 Q009 Q023 Q028 Q029 Q033 Q043 Q045
            T001 T008 T012 T017 T021 T024""".split()
PUBLISH_CODES = {"allow": {4: 0, 5: 0}, "deny": {4: "closed", 5: 0x87}, "limit": {4: "closed", 5: 0x90}}
SUBSCRIBE_CODES = {"allow": {4: 1, 5: 1}, "deny": {4: 0x80, 5: 0x87}, "limit": {4: 0x80, 5: 0x8F},
                   "malformed": {4: 0x80, 5: 0x8F}}


def read_rows():
    lines = (ROOT / "testdata/authz/cases.tsv").read_text().splitlines()
    names = lines[0].split("\t")
    rows = [dict(zip(names, line.split("\t"))) for line in lines[1:]]
    chosen = [row for row in rows if row["id"] in SAMPLE]
    expect_equal(len(chosen), len(SAMPLE), "rows of the sample in cases.tsv")
    return chosen


class Policy:
    """The resources of one row in a namespace that lives as long as the row."""

    def __init__(self, emulator, thumbprint):
        self.emulator, self.thumbprint = emulator, thumbprint

    def __enter__(self):
        self.put("", {"location": "eastus", "properties": {"topicSpacesConfiguration": {"state": "Enabled"}}})
        return self

    def __exit__(self, *_):
        expect_equal(self.emulator.request("DELETE", NAMESPACE_ID)[0] // 100, 2, "DELETE of the namespace")

    def put(self, path, body):
        return self.emulator.put(NAMESPACE_ID + path, body)

    def status(self, path, properties):
        return self.emulator.request("PUT", NAMESPACE_ID + path, {"properties": properties})[0]

    def put_client(self, client):
        self.put("/clients/tested", {"properties": {**client, "clientCertificateAuthentication": {
            "validationScheme": "ThumbprintMatch", "allowedThumbprints": [self.thumbprint]}}})

    def bind(self, name, query, permission, templates):
        group = "$all"
        if query is not None:
            group = f"group-{name}"
            self.put(f"/clientGroups/{group}", {"properties": {"query": query}})
        self.put(f"/topicSpaces/space-{name}", {"properties": {"topicTemplates": templates}})
        self.put(f"/permissionBindings/binding-{name}", {"properties": {
            "clientGroupName": group, "topicSpaceName": f"space-{name}", "permission": permission}})


def check_traffic(row, policy, client, certificate):
    """A row of publish or subscribe, in its own version and in the other one."""
    described = json.loads(row["client"])
    policy.put_client(described)
    for number, bound in enumerate(json.loads(row["policy"])["bind"]):
        policy.bind(number, bound["query"], bound["perm"], bound["templates"])
    identity = Identity(described["authenticationName"], certificate, "session1")
    call, codes = {"publish": (client.publish_code, PUBLISH_CODES),
                   "subscribe": (client.subscribe_code, SUBSCRIBE_CODES)}[row["kind"]]
    text = json.loads(row["input"])
    if row["expected"] == "disconnect":
        code = call(policy.emulator, identity, 4, text)
        if not str(code).startswith("no SUBACK"):
            raise AssertionError(f"{row['id']}: the connection should end, but {code}: {row['why']}")
        return
    for version in (4, 5):
        if text.startswith("$share/") and version == 4:
            continue  # there it is another thing: the broker ends the connection
        expect_equal(call(policy.emulator, identity, version, text), codes[row["expected"]][version],
                     f"{row['id']} in version {version}: {row['why']}")


def check_query(row, policy, client, certificate):
    """Refused by the management API, or membership as an allowed publish shows it."""
    query = json.loads(row["input"])
    if row["expected"] in ("valid", "invalid"):
        status = policy.status("/clientGroups/tested", {"query": query})
        expect_equal(status // 100, 2 if row["expected"] == "valid" else 4, f"status of {row['id']}: {row['why']}")
        return
    described = json.loads(row["client"])
    policy.put_client(described)
    policy.bind("members", query, "Publisher", ["of/members"])
    code = client.publish_code(policy.emulator, Identity(described["authenticationName"], certificate, "session1"), 5,
                               "of/members")
    expect_equal(code, 0 if row["expected"] == "true" else 0x87, f"{row['id']}: {row['why']}")


def check_template(row, policy, *_):
    status = policy.status("/topicSpaces/tested", {"topicTemplates": [json.loads(row["input"])]})
    expect_equal(status // 100, 2 if row["expected"] == "valid" else 4, f"status of {row['id']}: {row['why']}")


CHECKS = {"publish": check_traffic, "subscribe": check_traffic, "query": check_query, "template-valid": check_template}


def run(directory):
    require_binary()
    client = Mosquitto()
    emulator = Emulator(directory).start()
    certificate = Certificate(directory, "authz-rows")
    rows = read_rows()
    expect_equal(sorted({row["kind"] for row in rows}), sorted(CHECKS), "kinds in the sample")
    for row in rows:
        with Policy(emulator, certificate.thumbprint) as policy:
            CHECKS[row["kind"]](row, policy, client, certificate)
    expect_equal(emulator.stop(), 0, "exit code after SIGTERM")


scenario(run)
