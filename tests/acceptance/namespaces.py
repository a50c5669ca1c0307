"""What the scenarios create: client certificates, and the quickstart's resources through plain ARM requests."""
import json
import re
import subprocess

from emulator_process import GROUP_ID, QUICKSTART

TOPIC = "contosotopics/topic1"
NAMESPACE_ID = f"{GROUP_ID}/providers/Microsoft.EventGrid/namespaces/contosoegnamespace"

# Resource path below the namespace -> file under testdata/quickstart, in the order of the quickstart.
QUICKSTART_RESOURCES = (
    ("", "namespace.json"),
    ("/clients/client1", "client1.json"),
    ("/clients/client2", "client2.json"),
    ("/topicSpaces/topicspace1", "topicspace.json"),
    ("/permissionBindings/permissionbinding1", "permissionbinding1.json"),
    ("/permissionBindings/permissionbinding2", "permissionbinding2.json"),
)


class Certificate:
    """A self-signed client certificate made with openssl as the quickstart's readers do."""

    def __init__(self, directory, name):
        self.cert = str(directory / f"{name}.cer.pem")
        self.key = str(directory / f"{name}.key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-days", "30", "-subj", f"/CN={name}", "-keyout", self.key, "-out", self.cert],
                       check=True, capture_output=True)
        self.thumbprint = thumbprint_of(self.cert)


def thumbprint_of(certificate_file):
    shown = subprocess.run(["openssl", "x509", "-in", certificate_file, "-noout", "-fingerprint", "-sha256"],
                           check=True, capture_output=True, text=True).stdout
    return re.sub(r"[^0-9A-F]", "", shown.split("=", 1)[1])


def client_body(name, *thumbprints, state="Enabled"):
    return {"properties": {"state": state, "authenticationName": name,
                           "clientCertificateAuthentication": {"validationScheme": "ThumbprintMatch",
                                                               "allowedThumbprints": list(thumbprints)}}}


def quickstart_body(file, thumbprint):
    """A file of the quickstart with the published thumbprint replaced by the caller's."""
    body = json.loads((QUICKSTART / file).read_text())
    if "clientCertificateAuthentication" in body["properties"]:
        body["properties"]["clientCertificateAuthentication"]["allowedThumbprints"] = [thumbprint]
    return body


def put_quickstart(emulator, *thumbprints, version="2025-02-15"):
    """All six resources; client1 gets the first thumbprint, client2 the last."""
    for path, file in QUICKSTART_RESOURCES:
        thumbprint = thumbprints[0] if file == "client1.json" else thumbprints[-1]
        emulator.put(NAMESPACE_ID + path, quickstart_body(file, thumbprint), version)
