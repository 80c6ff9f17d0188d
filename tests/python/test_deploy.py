"""The files in deploy/ are what their programs take, and say what the gateway has."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import kubernetes_validate
import pytest
import yaml
from check_jsonschema.schema_loader import BuiltinSchemaLoader
from jsonschema import validate
from support.gateway_nodes import free_port
from support.gateway_process import ROOT, GatewayProcess

DEPLOY = ROOT / "deploy"
OPERATION = ROOT / "docs" / "operation.md"
PRODUCTION = ROOT / "docs" / "production.md"
# What a histogram's series have after its name.
SUFFIX = r"(?:_bucket|_count|_sum)?"
METRIC = re.compile(rf"\b((?:dash_glue42_gateway|process|nodejs)_\w+?){SUFFIX}\b(?=[{{`,|]| )")


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def manifests() -> dict[str, Any]:
    return {manifest["kind"]: manifest for manifest in yaml.safe_load_all(read("kubernetes.yaml"))}


@pytest.fixture(scope="module")
def exposition() -> str:
    """What Prometheus reads from a gateway."""
    port = free_port()
    with (
        GatewayProcess(f"--metrics-port={port}"),
        urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer,
    ):
        return answer.read().decode()


@pytest.fixture(scope="module")
def metrics(exposition: str) -> set[str]:
    """The names of a gateway's metrics."""
    return set(re.findall(r"^# TYPE (\w+)", exposition, re.MULTILINE))


def own(names: set[str]) -> set[str]:
    return {name for name in names if name.startswith("dash_glue42_gateway_")}


def test_the_compose_file_is_one():
    compose = yaml.safe_load(read("compose.yaml"))
    validate(compose, BuiltinSchemaLoader("vendor.compose-spec").get_schema())
    upstream = re.findall(r"server (gateway-\d):8385", read("nginx.conf"))
    assert [name for name in compose["services"] if name != "proxy"] == upstream
    for mounted in ("gateway.json", "nginx.conf"):
        assert f"./{mounted}:" in read("compose.yaml")


def test_kubernetes_takes_the_manifests():
    for manifest in manifests().values():
        kubernetes_validate.validate(manifest, "1.37", strict=True)


def test_the_manifests_refer_to_each_other():
    kinds = manifests()
    pod = kinds["Deployment"]["spec"]["template"]
    [container] = pod["spec"]["containers"]
    ports = {port["name"]: port["containerPort"] for port in container["ports"]}
    assert ports["clients"] == 8385
    for kind in ("Service", "PodDisruptionBudget"):
        selector = kinds[kind]["spec"]["selector"]
        assert selector.get("matchLabels", selector) == pod["metadata"]["labels"]
    for probe, path in (("livenessProbe", "/health"), ("readinessProbe", "/ready"), ("startupProbe", "/health")):
        assert container[probe]["httpGet"] == {"path": path, "port": "clients"}
    [path] = kinds["Ingress"]["spec"]["rules"][0]["http"]["paths"]
    assert path["backend"]["service"]["name"] == kinds["Service"]["metadata"]["name"]
    options = json.loads(kinds["ConfigMap"]["data"]["gateway.json"])
    assert str(options["metrics-port"]) == pod["metadata"]["annotations"]["prometheus.io/port"]
    assert ports["metrics"] == options["metrics-port"]


@pytest.mark.parametrize("where", ["compose", "kubernetes"])
def test_a_gateway_starts_with_the_configuration(tmp_path: Path, where: str):
    config = tmp_path / "gateway.json"
    text = read("gateway.json") if where == "compose" else manifests()["ConfigMap"]["data"]["gateway.json"]
    config.write_text(text, encoding="utf-8")
    secret = tmp_path / "jwt-secret"
    secret.write_text("s" * 64, encoding="utf-8")
    # What is around the gateway is not here.
    here = ("--metrics-host=127.0.0.1", "--metrics-port=0", "--public-url=ws://127.0.0.1:1")
    environment = {"DASH_GLUE42_GATEWAY_JWT_SECRET_FILE": str(secret)}
    with GatewayProcess(f"--config={config}", *here, environment=environment) as gateway:
        assert "https://apps.example.com" in gateway.start_line


def test_the_dashboard_shows_every_metric_of_the_gateway_and_no_other(metrics):
    dashboard = json.loads(read("grafana-dashboard.json"))
    shown = {
        name for panel in dashboard["panels"] for target in panel["targets"] for name in METRIC.findall(target["expr"])
    }
    assert shown <= metrics
    assert own(shown) == own(metrics)


def test_the_docs_list_every_metric_of_the_gateway_and_no_other(metrics):
    listed = set(re.findall(r"`((?:dash_glue42_gateway|process|nodejs)_\w+)`", OPERATION.read_text(encoding="utf-8")))
    assert listed <= metrics
    assert own(listed) == own(metrics)


def test_the_alerts_are_rules_over_series_that_a_gateway_has(exposition, metrics):
    [block] = re.findall(r"```yaml\n(.*?)```", PRODUCTION.read_text(encoding="utf-8"), re.DOTALL)
    [group] = yaml.safe_load(block)["groups"]
    names = [rule["alert"] for rule in group["rules"]]
    assert len(set(names)) == len(names)
    for rule in group["rules"]:
        assert set(rule) <= {"alert", "expr", "for", "annotations"}
        assert set(rule["annotations"]) == {"do"}
        series = re.findall(r"\b((?:dash_glue42_gateway|process|nodejs)_\w+?)(?:_bucket)?\b(?:{(.*?)})?", rule["expr"])
        assert series or rule["expr"].startswith("up{"), rule
        for name, labels in series:
            assert name in metrics, rule
            for label, values in re.findall(r'(\w+)(?:=|!=|=~)"(.*?)"', labels):
                for value in values.split("|"):
                    assert label == "job" or f'{name}{{{label}="{value}"}}' in exposition, rule
