"""Every setting, read once at the edge: environment (`DOCMILL_…`), a TOML file, defaults."""

import json
import os
import re
import tomllib
from difflib import get_close_matches
from functools import cached_property
from hashlib import blake2b
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Literal, Self

import platformdirs
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from pipeline.errors import ConfigurationError
from workers.indexes import ADAPTERS, adapter, scheme

PREFIX = "DOCMILL_"
CONFIG_VARIABLE = "DOCMILL_CONFIG"
TEST_PREFIX = "DOCMILL_TEST_"
INDEX_LINK = "index"
TERMS_STAGE = "terms"  # `pipeline.terms.stage`
# Shown nowhere; passwords in addresses are masked.
SECRETS = frozenset({"index_api_key", "page_users", "page_tokens"})
MOST_SECONDS = 1_000_000  # Python's timers take some more
_JSON = {
    "stage_options": '{"clean": {"option": 1}}',
    "page_users": '{"maria": "$argon2id$…"}',
    "page_tokens": '{"nightly": "sha256:…"}',
}
# Celery and the client of Redis read addresses by rules of their own; here they agree.
_BROKER_ADDRESS = re.compile(r"redis://[^/?#]*(/\d*)?|rediss://[^/?#]*(/\d*)?(\?ssl_[^#]*)?")
_FIELD = re.compile(r'field "(\w+)"')  # in a message of pydantic-settings


class Settings(BaseSettings):
    """All settings of docmill; each can be given as `DOCMILL_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", env_ignore_empty=True
    )

    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("docmill")),
        description="Folder of the ledger, the embedded index, the embedded broker and logs "
        "(default: the platform's folder for user data); made so that only its owner reads it.",
    )
    broker_url: str | None = Field(
        None, description="Redis that already runs (redis://:password@host:6379/0); else embedded."
    )
    index_url: str | None = Field(
        None, description="Elasticsearch that already runs (http://user:password@host:9200); "
        "else the embedded index.",
    )  # fmt: skip
    index_ca_file: Path | None = Field(
        None, description="PEM file of the authority that signed the certificate of an https:// "
        "Elasticsearch, where it is none of the public ones.",
    )  # fmt: skip
    index_api_key: str | None = Field(
        None, description="API key for Elasticsearch, encoded, in place of the user in "
        "DOCMILL_INDEX_URL; see `docmill elasticsearch roles`.",
    )  # fmt: skip
    kibana_url: str | None = Field(
        None, description="Kibana that `docmill kibana import` brings its objects into "
        "(http://user:password@host:5601); DOCMILL_INDEX_CA_FILE is for it too.",
    )  # fmt: skip
    index_name: str = Field("docmill", description="Alias of the Elasticsearch index.")
    index_analyzer: str = Field(
        "standard",
        description="Elasticsearch analyzer of title and text in a new index, for other "
        "programs such as Kibana; docmill's own searches do not depend on it.",
    )
    index_shards: int = Field(1, ge=1, description="Shards of a new Elasticsearch index.")
    index_replicas: int = Field(0, ge=0, description="Replicas of a new Elasticsearch index.")
    index_bulk_bytes: int = Field(
        8_000_000, ge=100_000, description="Largest Elasticsearch bulk request, in bytes."
    )
    links: str = Field(
        "convert+clean|extract|classify",
        description="Links of the chain, divided by |; stages of one link joined by +. "
        "The index link is always the last.",
    )
    stage_options: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="Options of stages, as JSON by stage name."
    )
    workers: Literal["auto", "local", "none"] = Field(
        "auto", description="Whether `run` starts workers itself: local = yes, none = no, auto = "
        "when the broker is embedded or no running worker answers.",
    )  # fmt: skip
    concurrency: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=1_000,
        description="Child processes of a worker (default: the number of cores).",
    )
    batch_documents: int = Field(
        256, ge=1, le=10_000,
        description="Most documents in a batch; a run begins with 64, and its batches grow.",
    )  # fmt: skip
    batch_bytes: int = Field(4_000_000, ge=1_000, description="Most raw bytes in a batch.")
    max_document_bytes: int = Field(
        50_000_000, ge=1_000, description="A document above this many bytes fails alone."
    )
    max_depth: int = Field(
        5,
        ge=1,
        le=100,
        description="Archives and other containers that are opened in one another; deeper ones "
        "are left out as nested.",
    )
    max_ratio: int = Field(
        200,
        ge=2,
        description="Bytes that one packed byte may become in an archive, once it has become "
        "10 million; beyond it is a decompression bomb and fails.",
    )
    max_archive_bytes: int = Field(
        1_000_000_000_000,
        ge=1_000,
        description="Bytes that may be unpacked from one file, at all levels of its archives.",
    )
    max_members: int = Field(
        10_000_000,
        ge=1,
        description="Files that one file may hold, at all levels of its archives.",
    )
    date_order: Literal["", "dmy", "mdy", "ymd"] = Field(
        "",
        description="What 04/05/2004 or 4/5/04 means as the date of a record or a page: dmy = 4 "
        "May, mdy = April 5, ymd = year first; empty: it is kept as given and not searched as a "
        "date.",
    )
    in_flight_batches: int = Field(
        64,
        ge=1,
        description="The producer holds back at this many batches in flight, or at twice "
        "those that workers have in hand, if that is more.",
    )
    in_flight_bytes: int = Field(
        256_000_000,
        ge=1_000,
        description="The producer holds back at this many raw bytes in flight.",
    )
    broker_bytes: int = Field(
        0,
        ge=0,
        description="The producer holds back when the broker holds this many bytes; 0 = 60 % of "
        "its maxmemory, 512 MB when that is unlimited.",
    )
    max_failed_share: float = Field(
        0.5,
        gt=0,
        le=1,
        description="A run stops when more than this share of its documents fail, in more than "
        "this share of its files; judged over the whole run, not its beginning (1: never).",
    )
    max_attempts: int = Field(
        5,
        ge=1,
        description="A batch that was lost this many times with a process that worked it "
        "is sent again as two; a document alone in its batch then fails.",
    )
    document_seconds: float = Field(
        120, ge=0, le=MOST_SECONDS,
        description="A stage may work on one document for this many seconds, of one above 2 MB for "
        "as many more as it is larger; what takes longer fails, the rest of its batch goes on "
        "(0: no limit).",
    )  # fmt: skip
    document_memory_bytes: int = Field(
        0, ge=0, le=10**15,
        description="A worker process may grow by this many bytes of address space over its size "
        "at the start; a document that needs more fails (0: no limit; Linux only).",
    )  # fmt: skip
    stalled_seconds: float = Field(
        120, ge=10, le=MOST_SECONDS,
        description="When batches wait and no worker has taken one for this many seconds, the "
        "workers that the run started itself are started again.",
    )  # fmt: skip
    payload_ttl_seconds: int = Field(
        86_400, ge=60, le=10**9, description="Redis forgets the payload of a batch after this time."
    )
    flower_port: int = Field(5555, ge=1, le=65_535, description="Port of Flower on 127.0.0.1.")
    flower_max_tasks: int = Field(
        5_000, ge=1, description="Tasks that Flower keeps in memory (about 5 KB each)."
    )
    page_port: int = Field(
        8686, ge=1, le=65_535, description="Port of the page of `docmill serve`."
    )
    page_host: str = Field(
        "127.0.0.1", description="Address of this machine that the page listens on; any but "
        "loopback needs DOCMILL_PAGE_USERS, or a proxy that names the user.",
    )  # fmt: skip
    page_hosts: str = Field(
        "", description="Names by which browsers on other machines open the page, divided by "
        "commas; it answers to no others but those of loopback.",
    )  # fmt: skip
    page_users: dict[str, str] = Field(
        default_factory=dict, description="Who may log in to the page, as JSON: name → hash of the "
        "password, as `docmill password` prints it. Where there are users, nobody else gets in.",
    )  # fmt: skip
    page_tokens: dict[str, str] = Field(
        default_factory=dict, description="Which programs may read and change what users may, as "
        "JSON: name → hash of the token that each sends, as `docmill token` prints it.",
    )  # fmt: skip
    page_certificate: Path | None = Field(
        None, description="PEM file of the certificate, and what it is signed with, by which the "
        "page speaks HTTPS; read at the start.",
    )  # fmt: skip
    page_key: Path | None = Field(
        None, description="PEM file of the key of DOCMILL_PAGE_CERTIFICATE, without a password."
    )
    page_session_hours: float = Field(
        12, gt=0, le=720, description="A login to the page ends after this many hours."
    )
    page_proxies: str = Field(
        "", description="Addresses or networks of reverse proxies before the page, divided by "
        "commas (10.0.0.5, 10.1.0.0/16); what they say of a request's sender is believed.",
    )  # fmt: skip
    page_user_header: str = Field(
        "", description="Header in which such a proxy names who is logged in (Remote-User); then "
        "the page has no login of its own, and answers to these proxies alone.",
    )  # fmt: skip
    page_folders: str = Field(
        "", description="Folders on which the page may start runs, divided by colons; of these and "
        "what is below them it reads nothing that a link leads out of. Empty: it starts none.",
    )  # fmt: skip
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much workers write to their logs."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Command line over environment over file over defaults."""
        file = config_file()
        sources: tuple[PydanticBaseSettingsSource, ...] = (init_settings, env_settings)
        return (*sources, TomlConfigSettingsSource(settings_cls, file)) if file else sources

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        place = value.expanduser().absolute()
        try:
            str(place).encode()
        except UnicodeEncodeError:
            raise ValueError("its name is not UTF-8; choose another folder") from None
        nearest = next(one for one in (place, *place.parents) if os.path.lexists(one))
        if not nearest.is_dir():
            raise ValueError(f"{nearest} is no folder; choose another one than {place}")
        return place

    @field_validator("page_certificate", "page_key")
    @classmethod
    def _from_here(cls, value: Path | None) -> Path | None:
        # Whether they can be read is for the page to say: who searches need not be able to.
        return value and value.expanduser().absolute()

    @field_validator("index_ca_file")
    @classmethod
    def _readable(cls, value: Path | None) -> Path | None:
        if value is None:
            return None
        place = value.expanduser().absolute()  # workers run elsewhere
        if not os.access(place, os.R_OK) or not place.is_file():
            raise ValueError(f"{place} is no file that can be read")
        return place

    @field_validator("broker_url")
    @classmethod
    def _redis(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("redis://", "rediss://")):
            raise ValueError("must begin with redis:// or rediss://")
        if value is not None and not _BROKER_ADDRESS.fullmatch(value):
            raise ValueError(
                "must end in host:port or host:port/NUMBER, the number of a database; "
                "in a password write %2F for /, %3F for ? and %23 for #"
            )
        return value

    @field_validator("index_url")
    @classmethod
    def _has_adapter(cls, value: str | None) -> str | None:
        if scheme(value) is None:
            raise ValueError(f"must begin with {' or '.join(f'{s}://' for s in ADAPTERS if s)}")
        return value

    @field_validator("page_folders")
    @classmethod
    def _folders(cls, value: str) -> str:
        named = [Path(one.strip()).expanduser() for one in value.split(os.pathsep) if one.strip()]
        for one in named:
            if not one.is_absolute():
                raise ValueError(f"{one} is no absolute path")
        return os.pathsep.join(map(str, named))

    @field_validator("page_proxies")
    @classmethod
    def _addresses(cls, value: str) -> str:
        for one in _listed(value):
            try:
                ip_network(one, strict=False)
            except ValueError:
                raise ValueError(f"{one!r} is no address or network, such as 10.0.0.5") from None
        return value

    @field_validator("links")
    @classmethod
    def _links(cls, value: str) -> str:
        parts = [[s.strip() for s in link.split("+")] for link in value.split("|")]
        if not all(name for link in parts for name in link):
            raise ValueError("needs stage names divided by | and +, such as clean+extract|classify")
        if any(INDEX_LINK in link for link in parts):
            raise ValueError(f"{INDEX_LINK!r} is always the last link; leave it out")
        if any(TERMS_STAGE in link for link in parts):
            raise ValueError(f"{TERMS_STAGE!r} always runs behind the last stage; leave it out")
        return "|".join("+".join(link) for link in parts)

    @model_validator(mode="after")
    def _dates_of_pages(self) -> Self:
        """Pages are read by the workers: the order of their dates is an option of a stage."""
        if self.date_order:
            convert = self.stage_options.setdefault("convert", {})
            given = convert.get("html_page", {})
            convert["html_page"] = {"date_order": self.date_order, **given}
        return self

    @cached_property
    def chain(self) -> tuple[tuple[str, ...], ...]:
        """The links before the index, each a tuple of stage names."""
        return tuple(tuple(link.split("+")) for link in self.links.split("|"))

    @cached_property
    def link_names(self) -> tuple[str, ...]:
        """The names of all links in order, the index link last."""
        return (*("+".join(link) for link in self.chain), INDEX_LINK)

    @property
    def stage_names(self) -> tuple[str, ...]:
        """The stages in order."""
        return tuple(name for link in self.chain for name in link)

    def queue(self, link: str) -> str:
        """The queue of a link.

        An index with a single writer belongs to one data directory; on a shared broker its queues
        carry a mark of that directory, so that no other machine's worker takes from them.
        """
        if self.broker_url and adapter(self.index_url).single_writer:
            mark = blake2b(str(self.data_dir).encode(), digest_size=4).hexdigest()
            return f"docmill.{link}.{mark}"
        return f"docmill.{link}"

    @property
    def page_names(self) -> tuple[str, ...]:
        """The names of `page_hosts`, in lower case."""
        return _listed(self.page_hosts.lower())

    @property
    def page_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks of `page_proxies`."""
        return tuple(ip_network(one, strict=False) for one in _listed(self.page_proxies))

    @property
    def page_roots(self) -> tuple[Path, ...]:
        """The folders of `page_folders`."""
        return tuple(Path(one) for one in self.page_folders.split(os.pathsep) if one)

    @property
    def ledger_path(self) -> Path:
        """The ledger's file."""
        return self.data_dir / "ledger.sqlite"

    @property
    def index_dir(self) -> Path:
        """The embedded index's folder."""
        return self.data_dir / "index"

    @property
    def spool_dir(self) -> Path:
        """The folder of the spool: of each run's batches in flight."""
        return self.data_dir / "spool"

    def environment(self) -> dict[str, str]:
        """These settings as environment variables for a child process."""
        values = self.model_dump(mode="json", exclude_none=True)
        values |= {name: json.dumps(values[name]) for name in _JSON}
        variables = {f"{PREFIX}{name.upper()}": str(value) for name, value in values.items()}
        # Complete: a child process need not read the file again, from a folder where its path means
        # nothing.
        return {**variables, CONFIG_VARIABLE: ""}


def _listed(text: str) -> tuple[str, ...]:
    """What a setting lists between commas."""
    return tuple(one.strip() for one in text.split(",") if one.strip())


def config_file() -> Path | None:
    """The TOML file that `DOCMILL_CONFIG` names, or None."""
    named = os.environ.get(CONFIG_VARIABLE)
    return Path(named).expanduser() if named else None


def load_settings(**overrides: Any) -> Settings:
    """Read the settings.

    Raises:
        ConfigurationError: one is wrong; the message names the variable and the error.
    """
    file = config_file()
    if file is not None and not file.is_file():
        raise ConfigurationError(f"{CONFIG_VARIABLE} names {file}, which is not a file")
    in_file = _written(file) if file else frozenset()
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name, *inside = map(str, first["loc"])
        place = f"{PREFIX}{name.upper()}"
        if name in in_file and not os.environ.get(place):
            place = f"{name}, in {file}"
        if first["type"] == "extra_forbidden":
            like = get_close_matches(name, Settings.model_fields, n=1)
            problem = f"there is no such setting; did you mean {like[0]}?" if like else (
                "there is no such setting; `docmill config` shows all"
            )  # fmt: skip
        else:
            problem = first["msg"].removeprefix("Value error, ")
        where = f" (at {'.'.join(inside)})" if inside else ""
        raise ConfigurationError(f"{place}: {problem}{where}") from None
    except SettingsError as error:
        named = _FIELD.search(str(error))
        name = named[1] if named else "stage_options"
        raise ConfigurationError(
            f"{PREFIX}{name.upper()} is not JSON: {error.__cause__ or error}; it looks like "
            f"{_JSON[name]}"
        ) from None


def _written(file: Path) -> frozenset[str]:
    """The names of what a TOML file sets."""
    try:
        return frozenset(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        problem = error.strerror
    except UnicodeDecodeError:
        problem = "it is not UTF-8"
    except tomllib.TOMLDecodeError as error:  # it names the line
        problem = str(error)
    raise ConfigurationError(f"{file}, named by {CONFIG_VARIABLE}, cannot be read: {problem}")


def unknown_variables() -> dict[str, str]:
    """Variables that look like settings and are none → the setting they resemble, or ""."""
    known = {name.upper() for name in Settings.model_fields} | {
        CONFIG_VARIABLE.removeprefix(PREFIX)
    }
    strangers = {
        name: name.removeprefix(PREFIX)
        for name in sorted(os.environ)
        if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX)
    }
    return {
        name: "".join(f"{PREFIX}{like}" for like in get_close_matches(bare, known, n=1))
        for name, bare in strangers.items()
        if bare not in known
    }


def origins(settings: Settings) -> dict[str, str]:
    """Where each setting's value comes from: "environment", "file" or "default"."""
    variables = {name.upper() for name in os.environ if os.environ[name]}
    file = config_file()
    in_file = _written(file) if file else frozenset()
    return {
        name: "environment"
        if f"{PREFIX}{name.upper()}" in variables
        else "file"
        if name in in_file
        else "default"
        for name in type(settings).model_fields
    }
