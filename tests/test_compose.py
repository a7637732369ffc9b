"""The compose file as data: what it names exists, and it gives nobody more than needed.

No Docker engine is needed. What can run without one does run: the secrets, Mosquitto with our
configuration, and the database's roles.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import typer
import yaml

from tests.fix_guarded import Client, Guarded, make_secrets
from tests.store import made
from twin.cli import app
from twin.embedded import cluster
from twin.embedded.postgres import EmbeddedPostgres
from twin.jobs.credentials import credentials, grants
from twin.settings import describe, read
from twin.store.migrate import migrate

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if service["image"].startswith("twin:")}

# What the Compose Specification knows of the words that we use, and their form.
FORMS: dict[str, type | tuple[type, ...]] = {
    "image": str, "build": str, "command": list, "entrypoint": list, "environment": dict,
    "secrets": list, "volumes": list, "networks": list, "ports": list, "depends_on": dict,
    "restart": str, "healthcheck": dict, "profiles": list, "init": bool, "read_only": bool,
    "cap_drop": list, "security_opt": list, "tmpfs": list, "shm_size": str,
    "stop_grace_period": str,
}  # fmt: skip
# What make-secrets makes that is no password.
PARTS = {
    "mqtt_authority": "-----BEGIN CERTIFICATE-----.*",
    "mqtt_certificate": "-----BEGIN CERTIFICATE-----.*",
    "mqtt_key": "-----BEGIN PRIVATE KEY-----.*",
}
HEALTHCHECK = {"test", "interval", "timeout", "retries", "start_period", "disable"}

services = pytest.mark.parametrize("name", SERVICES)


def test_the_file_has_the_form_of_the_compose_specification() -> None:
    top = {"name", "services", "networks", "volumes", "secrets"}
    assert {key for key in COMPOSE if not key.startswith("x-")} == top
    for name, service in SERVICES.items():
        for key, value in service.items():
            assert key in FORMS, f"'{name}' has the unknown key '{key}'"
            assert isinstance(value, FORMS[key]), f"'{name}' has '{key}' in another form"
        assert set(service.get("healthcheck", {})) <= HEALTHCHECK
        assert service.get("restart", "unless-stopped") == "unless-stopped"


@services
def test_images_are_pinned(name: str) -> None:
    image = SERVICES[name]["image"]
    assert name in OURS or re.search(r":[a-z]*\d+\.\d+", image), f"'{image}' may change by itself"


@services
def test_what_a_service_refers_to_is_there(name: str) -> None:
    service = SERVICES[name]
    assert set(service.get("secrets", ())) <= set(COMPOSE["secrets"])
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    for mount in service.get("volumes", ()):
        source, target, *mode = mount.split(":")
        assert target.startswith("/")
        if source.startswith("./"):
            assert (ROOT / source).exists(), f"'{source}' is not in the repository"
            assert mode == ["ro"], f"'{source}' could be changed from inside"
        else:
            assert source in COMPOSE["volumes"]


@services
def test_a_service_waits_for_what_it_can_wait_for(name: str) -> None:
    for other, how in SERVICES[name].get("depends_on", {}).items():
        if how["condition"] == "service_healthy":
            assert SERVICES[other]["healthcheck"]["test"]
        else:
            assert how["condition"] == "service_completed_successfully"
            assert "restart" not in SERVICES[other], f"'{other}' never completes"


@services
def test_who_keeps_running_is_watched(name: str) -> None:
    service = SERVICES[name]
    assert ("restart" in service) == ("healthcheck" in service)


def test_page_and_broker_with_tls_can_be_reached_and_by_default_from_this_machine_only() -> None:
    assert {name for name in SERVICES if "ports" in SERVICES[name]} == {"web", "broker"}
    assert SERVICES["web"]["ports"] == ["${TWIN_PUBLISH:-127.0.0.1:8000}:8000"]
    assert SERVICES["broker"]["ports"] == ["${TWIN_MQTT_PUBLISH:-127.0.0.1:8883}:8883"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    outside = {name for name in SERVICES if "outside" in SERVICES[name]["networks"]}
    # The area asks the open data services; nobody can ask it anything.
    assert outside == {"web", "broker", "area"}


def test_open_data_is_downloaded_to_where_it_stays_with_the_name_of_who_asks() -> None:
    area = SERVICES["area"]
    assert area["environment"]["TWIN_DATA_DIR"] == "/downloads"
    assert "downloads:/downloads" in area["volumes"]
    for setting in describe(read()):
        if setting.variable.startswith("TWIN_NETWORK_"):
            assert area["environment"][setting.variable] == f"${{{setting.variable}:-}}"


def test_indicators_are_computed_as_bounded_and_keep_what_they_made_and_compiled() -> None:
    web = SERVICES["web"]
    assert web["environment"]["TWIN_DATA_DIR"] == "/computed"
    assert "computed:/computed" in web["volumes"]
    # Not beside the code, which is read-only: numba refuses to compile what it cannot keep.
    assert "NUMBA_CACHE_DIR=/computed/" in (ROOT / "Dockerfile").read_text()
    for setting in describe(read()):
        if setting.variable.startswith("TWIN_SIM_"):
            assert web["environment"][setting.variable] == f"${{{setting.variable}:-}}"


@services
def test_a_volume_of_ours_is_a_folder_that_the_image_gives_to_who_writes_in_it(name: str) -> None:
    made = re.search(r"install -d -o twin -g twin (.*)", (ROOT / "Dockerfile").read_text())
    assert made is not None
    for mount in SERVICES[name].get("volumes", ()) if name in OURS else ():
        source, target = mount.split(":")[:2]
        assert source.startswith("./") or target in made[1].split()


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_can_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@services
def test_passwords_come_from_secrets_only(name: str) -> None:
    service = SERVICES[name]
    for variable, value in service.get("environment", {}).items():
        if variable.endswith("PASSWORD_FILE"):
            assert value.removeprefix("/run/secrets/") in service["secrets"]
        elif "://" in str(value):
            assert ":" not in value.split("://")[1].split("@")[0], f"a password in '{variable}'"
        else:
            assert "PASSWORD" not in variable, f"'{variable}' holds a password"


def test_every_service_has_only_its_own_secrets() -> None:
    assert set(SERVICES["web"]["secrets"]) == {"database_api", "database_write"}
    assert set(SERVICES["broker"]["secrets"]) == {"mqtt_ingest", "mqtt_certificate", "mqtt_key"}
    assert set(SERVICES["ingest"]["secrets"]) == {"database_ingest", "mqtt_ingest"}
    assert set(SERVICES["simulator"]["secrets"]) == {"mqtt_simulator"}
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", ())}
    assert used == set(COMPOSE["secrets"])


def test_variables_have_a_default_and_are_documented() -> None:
    operations = (ROOT / "docs" / "operations.md").read_text()
    uses = re.findall(r"(?<!\$)\$\{(\w+)([^}]*)\}", TEXT)
    assert uses
    for variable, default in uses:
        assert default.startswith(":-"), f"'{variable}' has no default"
        assert f"`{variable}`" in operations, f"'{variable}' is not in docs/operations.md"


@pytest.mark.parametrize("name", sorted(OURS))
def test_settings_given_to_our_services_exist(name: str) -> None:
    known = {setting.variable for setting in describe(read())}
    assert set(SERVICES[name]["environment"]) <= known


def accept(words: list[str]) -> None:
    """Parse a `twin` command line to its end without running it."""
    command: Any = typer.main.get_command(app)
    context = None
    while hasattr(command, "resolve_command"):
        context = typer.Context(command, parent=context)
        _, command, words = command.resolve_command(context, words)
    command.make_context(command.name, list(words), parent=context)


def test_a_command_line_with_a_slip_of_the_pen_is_not_accepted() -> None:
    for slip in (["srve"], ["serve", "--prt", "1"], ["area", "laod"], ["area", "load"]):
        with pytest.raises(Exception, match=r"No such|Missing"):
            accept(slip)


@pytest.mark.parametrize("name", sorted(OURS))
def test_the_command_line_accepts_every_command(name: str) -> None:
    service = SERVICES[name]
    commands = [service["command"]]
    if service.get("healthcheck", {}).get("test", [""])[0] == "CMD":
        commands.append(service["healthcheck"]["test"][1:])
    for command in commands:
        if command[0] == "twin":
            accept([re.sub(r"\$\{\w+:-(.*)\}", r"\1", word) for word in command[1:]])
        elif command[0] == "sh":
            script = (ROOT / command[1].removeprefix("/app/")).read_text()
            lines = script.replace("\\\n", " ").splitlines()
            ours = [line.split(">")[0].split() for line in lines if line.startswith("twin ")]
            for words in ours:
                accept(words[1:])


def test_scripts_are_without_slips_of_the_pen() -> None:
    scripts = [*(ROOT / "deploy").rglob("*.sh"), ROOT / "deploy" / "make-secrets"]
    assert len(scripts) == 5
    for script in scripts:
        shell = "bash" if "bash" in script.read_text().splitlines()[0] else "sh"
        subprocess.run([shell, "-n", script], check=True)


def test_the_image_is_made_of_what_is_there_and_runs_without_rights() -> None:
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if "!" in line]
    for line in lines:
        words = line.split()
        if words[:1] == ["COPY"] and not words[1].startswith("--from"):
            for source in words[1:-1]:
                assert (ROOT / source).exists(), f"'{source}' is not there"
                inside = any(source == path or source.startswith(f"{path}/") for path in kept)
                assert inside, f"'{source}' is ignored"
        if words[:1] == ["FROM"]:
            assert re.search(r":\d+(\.\d+)?-", words[1]), f"'{words[1]}' may change by itself"
    users = [line.split()[1] for line in lines if line.startswith("USER")]
    assert users == ["twin"]
    assert not any("ARG" in line and "PASSWORD" in line for line in lines)


def test_secrets_are_made_once_long_and_closed_to_others(tmp_path: Path) -> None:
    secrets = make_secrets(tmp_path)
    # What devices are to trust is no secret, and no service needs it.
    assert {file.name for file in secrets.iterdir()} == {*COMPOSE["secrets"], "mqtt_authority"}
    for name, where in COMPOSE["secrets"].items():
        assert where == {"file": f"./deploy/secrets/{name}"}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    first = {file.name: file.read_text() for file in secrets.iterdir()}
    assert len(set(first.values())) == len(first)
    for name, text in first.items():
        kind = PARTS.get(name, r"[A-Za-z0-9]{32}")
        assert re.fullmatch(kind, text, re.DOTALL), name
    make_secrets(tmp_path)
    assert first == {file.name: file.read_text() for file in secrets.iterdir()}


def test_secrets_are_never_committed() -> None:
    ignored = subprocess.run(
        ["git", "check-ignore", "-q", "deploy/secrets/database_api"], cwd=ROOT, check=False
    )
    assert ignored.returncode == 0


def test_the_fleet_of_the_demo_publishes_with_its_own_login_and_only_for_itself(
    guarded: Guarded,
) -> None:
    air, kit = made.thing("sim-delft-air-1"), made.thing("kit-1")
    granted = grants([replace(air, gateway="simulator"), kit], [], made.NOON)
    given = {"ingest": "i", "simulator": "s"}
    files = credentials(granted, given=given, randomness=os.urandom)
    port = guarded.start(files.passwords, files.access)
    for login, password in ((None, None), ("ingest", "guessed"), ("stranger", "i")):
        assert not Client(port, login, password).connected
    ingest, fleet = (Client(port, login, given[login]) for login in ("ingest", "simulator"))
    ingest.subscribe("$share/twin/#")
    assert fleet.may_publish("twin/v1/sim-delft-air-1/pm25")
    assert not fleet.may_publish("twin/v1/kit-1/pm25")
    ingest.wait_for("twin/v1/sim-delft-air-1/pm25")
    assert ingest.received == ["twin/v1/sim-delft-air-1/pm25"]


def test_the_database_roles_of_the_deployment_suffice_and_go_no_further(tmp_path: Path) -> None:
    secrets = make_secrets(tmp_path / "deploy")
    script = (ROOT / "deploy" / "database" / "roles.sh").read_text()
    script = script.replace("/run/secrets", str(secrets))
    script = script.replace("CREATE EXTENSION IF NOT EXISTS timescaledb;", "")
    with EmbeddedPostgres(tmp_path / "data") as postgres:
        superuser = postgres.urls["owner"]
        with psycopg.connect(superuser.replace("/twin", "/postgres"), autocommit=True) as conn:
            # As the image makes it: nothing but an empty database called twin.
            conn.execute("DROP DATABASE twin")
            logins = "ingest, write, api, twin_owner, twin_ingest, twin_write, twin_api"
            conn.execute(f"DROP ROLE IF EXISTS {logins}".encode())
            conn.execute("CREATE DATABASE twin")
        place = urlsplit(superuser)
        environment = cluster.clean_environment() | {
            "PATH": f"{cluster.programs()}:{os.environ['PATH']}",
            "PGHOST": "127.0.0.1",
            "PGPORT": str(place.port),
            "PGPASSWORD": str(place.password),
        }
        run = ["bash", "-c", script]
        subprocess.run(run, env=environment, check=True)
        # As after an upgrade that brings a role, and with a new password.
        (secrets / "database_api").chmod(0o644)
        (secrets / "database_api").write_text("another")
        with psycopg.connect(superuser, autocommit=True) as conn:
            conn.execute("REVOKE CONNECT ON DATABASE twin FROM twin_write")
            conn.execute("DROP ROLE write, twin_write")
        subprocess.run(run, env=environment, check=True)

        def url(login: str) -> str:
            password = (secrets / f"database_{login}").read_text()
            return f"postgresql://{login}:{password}@127.0.0.1:{place.port}/twin"

        assert migrate(url("owner"))
        with psycopg.connect(url("ingest"), autocommit=True) as ingest:
            ingest.execute("SELECT count(*) FROM observations")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ingest.execute("DELETE FROM observations")
        with psycopg.connect(url("api"), autocommit=True) as api:
            api.execute("SELECT count(*) FROM areas")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                api.execute("DELETE FROM areas")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                api.execute("CREATE TABLE mine ()")
        with psycopg.connect(url("write"), autocommit=True) as write:
            write.execute("SELECT count(*) FROM api_keys")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                write.execute("INSERT INTO api_keys DEFAULT VALUES")
