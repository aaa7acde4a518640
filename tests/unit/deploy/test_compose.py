"""docker-compose.yml, the Dockerfile and the passwords that a script makes for them."""

import copy
import json
import os
import re
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from testbed.elasticsearch import VERSION
from tests.harness.compose import (
    DOCKERFILE,
    IMAGE,
    MAKE_ENV,
    ROOT,
    MissingVariable,
    compose_file,
    dockerfile,
    image_environment,
    made_variables,
    own_services,
    replaced,
)
from workers.page.access import Access
from workers.page.password import matches
from workers.settings import CONFIG_VARIABLE, INDEX_LINK, PREFIX, Settings, load_settings
from workers.stack.environment import CHILD_ENVIRONMENT

REQUIRED = r"\$\{(\w+):\?run deploy/make-env.sh first\}"
FOREIGN = {"redis", "elasticsearch", "elasticsearch-users", "kibana-password", "kibana"}


def strings(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every string of the file with the key that it stands under."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from strings(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one, key)
    elif isinstance(value, str):
        yield key, value


def services() -> dict[str, Any]:
    """The services as they are written."""
    found: dict[str, Any] = compose_file()["services"]
    return found


def test_the_file_follows_the_compose_specification() -> None:
    """Compose reads it as it is meant: no misspelt key, no value of the wrong kind."""
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    errors = Draft202012Validator(schema).iter_errors(compose_file())
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_the_specification_refuses_a_misspelt_key() -> None:
    """The check above can fail."""
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text("utf-8"))
    wrong = copy.deepcopy(compose_file())
    wrong["services"]["redis"]["volume"] = []
    assert not Draft202012Validator(schema).is_valid(wrong)


def test_without_the_generated_passwords_nothing_starts(tmp_path: Path) -> None:
    """Each of them is asked for by name, with the script that makes it."""
    made = made_variables(tmp_path)
    replaced(compose_file(), made)
    for name in made:
        with pytest.raises(MissingVariable, match=r"run deploy/make-env\.sh first"):
            replaced(compose_file(), {**made, name: ""})


def test_no_password_has_a_default(tmp_path: Path) -> None:
    """Whatever looks like a secret comes from .env, and what may be left out is no secret."""
    secret = re.compile(r"PASSWORD|AUTH|ENCRYPTION_?KEY|SECRET|TOKEN")
    login = re.compile(rf"(?:\w+:)?{REQUIRED}")
    found = list(strings(compose_file()))
    secrets = [value for key, value in found if secret.search(key)]
    assert len(secrets) >= 6
    assert [value for value in secrets if not login.fullmatch(value)] == []
    in_addresses = [m[1] for _, value in found for m in re.finditer(r"://[^/]*?:(.+)@", value)]
    assert len(in_addresses) >= 2
    assert [value for value in in_addresses if not re.fullmatch(REQUIRED, value)] == []
    optional = {m[1] for _, value in found for m in re.finditer(r"\$\{(\w+)(?!\w|:\?)", value)}
    assert optional & set(made_variables(tmp_path)) == set()


def test_every_port_is_on_loopback() -> None:
    """What has only a password between it and the data is in no network."""
    ports = [port for service in services().values() for port in service.get("ports", [])]
    assert len(ports) == 4
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == []


def test_flower_has_a_password_and_a_limit() -> None:
    """Its pages are open without the one, and its memory grows without the other."""
    environment = services()["flower"]["environment"]
    assert re.fullmatch(f"docmill:{REQUIRED}", environment["FLOWER_BASIC_AUTH"])
    assert 0 < int(environment["DOCMILL_FLOWER_MAX_TASKS"]) <= 10_000


def test_the_page_has_a_login_and_never_its_password(tmp_path: Path) -> None:
    """Its process is given the hash, under the name that the page is told by."""
    made = made_variables(tmp_path)
    page = own_services(made)["page"]
    script = page.command[0].replace("docmill serve", "env #")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    said = subprocess.run(
        [*page.entrypoint, script], env={**page.environment, "PATH": path},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    given = dict(line.partition("=")[::2] for line in said.stdout.splitlines())
    assert made["PAGE_PASSWORD"] not in said.stdout
    users = json.loads(given["DOCMILL_PAGE_USERS"])
    assert list(users) == ["reader"]
    assert matches(made["PAGE_PASSWORD"], users["reader"])
    Access(load_settings(page_users=users, page_host="0.0.0.0", page_hosts="localhost"))


def test_our_services_share_one_image_that_one_of_them_builds() -> None:
    """Two builds of the same name at once fail with "already exists" on a first start."""
    own = {name: one for name, one in services().items() if name not in FOREIGN}
    assert {one["image"] for one in own.values()} == {IMAGE}
    assert {one["pull_policy"] for one in own.values()} == {"never"}
    [build] = [one["build"] for one in own.values() if "build" in one]
    assert ROOT / build["context"] / build["dockerfile"] == DOCKERFILE


def test_our_services_can_change_nothing_but_their_data() -> None:
    """No capabilities, nothing writable in the image; a signal reaches the process."""
    for name, one in services().items():
        if name not in FOREIGN:
            assert (one["read_only"], one["cap_drop"], one["init"]) == (True, ["ALL"], True)


def test_other_images_have_exact_versions() -> None:
    """Elasticsearch and Kibana are of the version that the tests run against."""
    images = {name: services()[name]["image"].rpartition(":") for name in FOREIGN}
    assert all(re.match(r"\d+\.\d+", tag) for _, _, tag in images.values())
    elastic = [images[name][2] for name in ("elasticsearch", "kibana-password", "kibana")]
    assert elastic == [VERSION] * 3


def test_every_setting_is_one() -> None:
    """A DOCMILL_ variable that docmill does not know would be an error of every service."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {CONFIG_VARIABLE}
    named = re.findall(rf"\b{PREFIX}\w+", json.dumps(compose_file()))
    named += [name for name in image_environment() if name.startswith(PREFIX)]
    assert len(set(named)) >= 5
    assert set(named) - known == set()


def test_every_link_has_a_worker_of_its_own(tmp_path: Path) -> None:
    """Each can be scaled alone, and none is forgotten."""
    workers = [
        service.command[service.command.index("--queues") + 1]
        for service in own_services(made_variables(tmp_path)).values()
        if service.command[0] == "worker"
    ]
    assert workers == [*Settings.model_fields["links"].default.split("|"), INDEX_LINK]


def test_workers_have_time_to_end() -> None:
    """Celery can need 32 s to end busy children, more than Docker gives by itself."""
    periods = [one["stop_grace_period"] for n, one in services().items() if n[:6] == "worker"]
    assert periods == ["60s"] * 4


def test_what_is_waited_for_can_come() -> None:
    """Who waits for health waits for a service that has a check."""
    for one in services().values():
        for name, wanted in one.get("depends_on", {}).items():
            if wanted["condition"] == "service_healthy":
                assert "healthcheck" in services()[name]


def test_volumes_are_named_and_the_archive_is_only_read() -> None:
    """Data outlives the containers; the archive cannot be harmed, nor made by a typing error."""
    [archive] = [v for v in services()["producer"]["volumes"] if v["type"] == "bind"]
    assert archive["read_only"] is True
    assert archive["bind"] == {"create_host_path": False}
    for name in ("redis", "elasticsearch", "kibana"):
        [volume] = services()[name]["volumes"]
        assert volume.partition(":")[0] in compose_file()["volumes"]


def test_what_the_image_is_built_of_exists_and_is_not_ignored() -> None:
    """Every source of a COPY is there and gets past .dockerignore, which lets nothing else by."""
    sources = [
        source
        for name, rest in dockerfile()
        if name == "COPY" and "--from=" not in rest
        for source in rest.split()[:-1]
    ]
    assert "requirements.lock" in sources
    assert [source for source in sources if not (ROOT / source).exists()] == []
    rules = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in rules
    assert {rule[1:] for rule in rules if rule.startswith("!")} == set(sources)


def test_the_image_runs_our_command_as_nobody_special() -> None:
    """The entry point is the command that the package installs; root has no part in it."""
    last = dict(dockerfile())
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert json.loads(last["ENTRYPOINT"]) == list(scripts)
    assert last["USER"] == "docmill"
    assert "--require-hashes" in DOCKERFILE.read_text("utf-8")


def test_the_image_sets_what_workers_need_from_their_environment() -> None:
    """Number of threads and malloc: read once, before any line of ours runs."""
    assert CHILD_ENVIRONMENT.items() <= image_environment().items()


def test_generated_passwords_are_private_and_differ(tmp_path: Path) -> None:
    """Only the user can read them; Kibana wants 32 characters for its key; no two are alike."""
    made = made_variables(tmp_path)
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    assert len(set(made.values())) == len(made) == 8
    assert all(re.fullmatch("[0-9a-f]{48}", value) for value in made.values())


def test_passwords_in_use_are_not_overwritten(tmp_path: Path) -> None:
    """A second call says so and leaves the file alone: the servers have these passwords."""
    made_variables(tmp_path)
    before = (tmp_path / ".env").read_bytes()
    again = subprocess.run(
        ["sh", str(MAKE_ENV), str(tmp_path / ".env")], capture_output=True, text=True
    )
    assert again.returncode == 1
    assert "is left as it is" in again.stderr
    assert (tmp_path / ".env").read_bytes() == before
