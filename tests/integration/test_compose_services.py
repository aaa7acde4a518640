"""Our services of docker-compose.yml as processes, beside a real Redis and Elasticsearch."""

import ast
import json
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from elasticsearch import Elasticsearch

from tests.harness.command import SEEDS, processes_of
from tests.harness.compose import compose_file, made_variables, replaced
from tests.harness.deployment import Deployment
from tests.harness.page import FORM, Page
from tests.harness.scripted_server import Answer, scripted_server

LINKS = ("convert+clean", "extract", "classify", "index")
# A service is named by the first stage of its link: compose allows no "+" in a name.
WORKERS = [f"worker-{link.partition('+')[0]}" for link in LINKS]
TASKS = {f"docmill.{link}" for link in LINKS}
# Services of ours that set up what is not here: a Kibana, Elasticsearch's security.
FOR_OTHERS = ("kibana-objects", "elasticsearch-roles")
OPEN_PATHS = ("/", "/workers", "/tasks", "/broker", "/metrics", "/api/workers", "/api/tasks")

needs_curl = pytest.mark.skipif(
    shutil.which("curl") is None and os.environ.get("CI") != "true",
    reason="this check of another image is a curl command: install curl",
)


@dataclass(frozen=True)
class Deployed:
    """What one deployment did from its start to its end."""

    variables: dict[str, str]
    workers: dict[str, Any]  # Flower's answers
    tasks: dict[str, Any]
    open_answers: dict[str, tuple[int, str]]  # path → Flower's answer without a password
    wrong_answers: dict[str, tuple[int, str]]  # the same with a wrong password
    page_answers: dict[str, int]  # status of the page's search, by whose request
    health_before: list[int]  # exit codes of checks before anything was started
    health: dict[str, int]
    balance: Any
    found: list[Any]
    exit_codes: dict[str, int]
    left: list[str]  # command lines of processes
    written: list[str]
    logs: str


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An .env as `deploy/make-env.sh` writes it."""
    return made_variables(tmp_path_factory.mktemp("variables"))


@pytest.fixture(scope="module")
def index_name(elasticsearch_url: str) -> Iterator[str]:
    """An index of this module's own, removed afterwards."""
    name = f"docmill-test-{secrets.token_hex(4)}"
    yield name
    with Elasticsearch(elasticsearch_url) as client:
        for index in client.indices.get(index=f"{name}*"):
            client.indices.delete(index=index)
        client.options(ignore_status=404).indices.delete_index_template(name=f"{name}*")


@pytest.fixture(scope="module")
def deployed(
    variables: dict[str, str],
    elasticsearch_url: str,
    index_name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Deployed]:
    """Everything started, the seeds ingested, Flower asked, everything ended."""
    folder = tmp_path_factory.mktemp("deployment")
    extra = {"DOCMILL_INDEX_NAME": index_name}
    deployment = Deployment(variables, elasticsearch_url, folder, extra)
    try:
        yield deploy(deployment, variables)
    finally:
        deployment.kill()


def deploy(deployment: Deployment, variables: dict[str, str]) -> Deployed:
    """Go through one deployment."""
    deployment.start_redis()
    health_before = [deployment.check_health(name) for name in ("worker-convert", "flower")]
    for name in deployment.services:
        if name not in ("producer", *FOR_OTHERS):
            deployment.start(name)

    def workers() -> dict[str, Any]:
        found: dict[str, Any] = deployment.get_json("/api/workers?refresh=1")
        return found

    def served() -> bool:
        return len([one for one in workers().values() if one.get("active_queues")]) == len(LINKS)

    def seen_by_flower() -> bool:
        # From the workers' events, so that tasks which follow are seen too.
        return list(deployment.get_json("/api/workers?status=1").values()) == [True] * len(LINKS)

    def tasks() -> dict[str, Any]:
        found: dict[str, Any] = deployment.get_json("/api/tasks")
        return found

    def all_succeeded() -> bool:
        states = {(task["name"], task["state"]) for task in tasks().values()}
        return states == {(name, "SUCCESS") for name in TASKS}

    deployment.await_true(served)
    deployment.await_true(seen_by_flower)
    run = deployment.run("producer", *deployment.services["producer"].command, "--json")
    assert run.returncode == 0, run.stderr + deployment.logs()
    deployment.await_true(all_succeeded)
    search = deployment.run("producer", "search", 'person:"Vladimir Putin"', "--json")
    assert search.returncode == 0, search.stderr
    answers = workers(), tasks()
    open_answers = {path: deployment.get(path, None) for path in OPEN_PATHS}
    wrong_answers = {path: deployment.get(path, "docmill:wrong") for path in OPEN_PATHS}
    page_answers = asked_page(deployment, variables["PAGE_PASSWORD"])
    health = {name: deployment.check_health(name) for name in deployment.running if name != "redis"}
    return Deployed(
        variables,
        *answers,
        open_answers,
        wrong_answers,
        page_answers,
        health_before,
        health,
        json.loads(run.stdout),
        [json.loads(line) for line in search.stdout.splitlines()],
        deployment.stop(),
        list(processes_of(deployment.folder).values()),
        sorted(path.name for path in deployment.folder.iterdir()),
        deployment.logs(),
    )


def asked_page(deployment: Deployment, password: str) -> dict[str, int]:
    """Ask the page for a search without a login, with a wrong password and with the right one."""
    deployment.await_true(lambda: deployment.check_health("page") == 0)
    page = Page(f"http://127.0.0.1:{deployment.page_port}", "")
    answers = {"nobody": page.get("/api/search").status}
    for who, given in (("a stranger", "wrong"), ("reader", password)):
        form = page.get("/login")
        token = re.search(r'name="token" value="(\w+)"', form.text)
        assert token
        sent = urlencode({"token": token[1], "name": "reader", "password": given})
        headers = {"Origin": page.url, "Content-Type": FORM, "Cookie": form.headers["Set-Cookie"]}
        done = page.send("POST", "/login", sent, headers)
        answers[who] = page.get("/api/search", Cookie=done.headers["Set-Cookie"]).status
    return answers


def test_the_page_is_read_with_its_password(deployed: Deployed) -> None:
    """And by nobody else."""
    assert deployed.page_answers == {"nobody": 401, "a stranger": 401, "reader": 200}


def test_the_producer_indexes_the_seeds(deployed: Deployed) -> None:
    """Its workers are those services alone: it may start none itself, and has all it needs."""
    assert deployed.balance["indexed"] == deployed.balance["expected"] > 5
    assert deployed.balance["failed"] == 0


def test_the_producer_service_searches_too(deployed: Deployed) -> None:
    """`docker compose run --rm producer search …` finds the seed article."""
    sources = [hit["source"] for hit in deployed.found]
    assert any(source.endswith("000_467565c174595e29.txt") for source in sources)


def test_every_queue_has_its_worker(deployed: Deployed) -> None:
    """One worker for each link, and no worker for two."""
    queues = [[q["name"] for q in one["active_queues"]] for one in deployed.workers.values()]
    assert sorted(queues) == sorted([f"docmill.{link}"] for link in LINKS)


def test_extraction_has_a_process_for_each_core(deployed: Deployed) -> None:
    """The others, a tenth of the work together, have one each."""
    processes = {
        one["active_queues"][0]["name"]: len(one["stats"]["pool"]["processes"])
        for one in deployed.workers.values()
    }
    assert processes.pop("docmill.extract") >= 1
    assert set(processes.values()) == {1}


@pytest.mark.parametrize("path", OPEN_PATHS)
def test_flower_asks_for_its_password(deployed: Deployed, path: str) -> None:
    """No page, no part of the API and no metric for who has not got it."""
    for status, body in (deployed.open_answers[path], deployed.wrong_answers[path]):
        assert status == 401
        assert "docmill." not in body


def test_flower_shows_where_every_batch_is(deployed: Deployed) -> None:
    """Each link's task names run, batch, attempt, stage, the source and its records."""
    assert {task["name"] for task in deployed.tasks.values()} == TASKS
    for task in deployed.tasks.values():
        shown = ast.literal_eval(task["kwargs"])
        assert set(shown) == {"run", "batch", "attempt", "stage", "source", "records", "alone"}
        assert shown["run"] == deployed.balance["run"]
        assert f"docmill.{shown['stage']}" == task["name"]
        assert str(SEEDS) in shown["source"]
        assert task["args"] in ("()", "[]")


def test_flower_never_shows_text(deployed: Deployed) -> None:
    """Not five words of the seed article in a row, nor a name from it."""
    [article] = SEEDS.glob("*.txt")
    phrases = re.findall(r"\w+(?: \w+){4}", article.read_text(encoding="utf-8"))
    assert len(phrases) > 20
    shown = json.dumps(deployed.tasks, ensure_ascii=False)
    assert [phrase for phrase in [*phrases, "Putin"] if phrase in shown] == []


def test_the_services_are_healthy(deployed: Deployed) -> None:
    """Every check of ours passes beside running services, and fails without them."""
    assert 0 not in deployed.health_before
    assert deployed.health == {"flower": 0, "page": 0} | dict.fromkeys(WORKERS, 0)


def test_the_services_end_on_sigterm(deployed: Deployed) -> None:
    """Within Docker's patience, in order, with no process left."""
    killed = {name: code for name, code in deployed.exit_codes.items() if code < 0}
    assert killed == {}
    assert set(deployed.exit_codes) == {"redis", "flower", "page", *WORKERS}
    assert deployed.left == []


def test_only_the_producer_writes(deployed: Deployed) -> None:
    """The other containers have no volume and a file system that is read-only."""
    files = {name for name in deployed.written if not name.endswith(".log")}
    assert files == {"data", "redis", "redis.conf", "work"}


def test_no_log_shows_a_password(deployed: Deployed) -> None:
    """Addresses are logged, their passwords are not."""
    assert [name for name, value in deployed.variables.items() if value in deployed.logs] == []


@needs_curl
def test_kibana_is_given_its_password(variables: dict[str, str]) -> None:
    """The one-shot service's script sends what Elasticsearch's API wants, and fails with it."""
    service = replaced(compose_file()["services"]["kibana-password"], variables)
    for status, worked in ((200, True), (401, False)):
        with scripted_server([Answer(status, {})]) as server:
            script = service["command"][0].replace("http://elasticsearch:9200", server.url)
            done = subprocess.run(
                [*service["entrypoint"], script],
                env={**service["environment"], "PATH": os.environ["PATH"]},
            )
            assert (done.returncode == 0) == worked
            assert [json.loads(one) for one in server.requests] == [
                {"password": variables["KIBANA_PASSWORD"]}
            ]


@needs_curl
def test_producer_and_workers_have_users_of_their_own(variables: dict[str, str]) -> None:
    """Each with its role and password; a request that is refused ends the service with an error."""
    service = replaced(compose_file()["services"]["elasticsearch-users"], variables)
    wanted = [
        {"password": variables[f"ELASTIC_{name.upper()}_PASSWORD"], "roles": [f"docmill_{name}"]}
        for name in ("producer", "worker")
    ]
    for status, sent in ((200, wanted), (401, wanted[:1])):
        with scripted_server([Answer(status, {})]) as server:
            script = service["command"][0].replace("http://elasticsearch:9200", server.url)
            done = subprocess.run(
                [*service["entrypoint"], script],
                env={**service["environment"], "PATH": os.environ["PATH"]},
            )
            assert (done.returncode == 0) == (status == 200)
            assert [json.loads(one) for one in server.requests] == sent


@needs_curl
def test_elasticsearch_is_found_healthy(elasticsearch_url: str) -> None:
    """Its check passes on a server that runs, and fails where none is."""
    [_, check] = compose_file()["services"]["elasticsearch"]["healthcheck"]["test"]
    environment = {"ELASTIC_PASSWORD": "any", "PATH": os.environ["PATH"]}
    for url, healthy in ((elasticsearch_url, True), ("http://127.0.0.1:1", False)):
        script = replaced(check, {}).replace("http://localhost:9200", url)
        done = subprocess.run(["sh", "-c", script], env=environment)
        assert (done.returncode == 0) == healthy
