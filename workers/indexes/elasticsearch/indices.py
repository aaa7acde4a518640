"""The indices behind docmill's aliases: made, given new fields, refused when they do not fit."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from pipeline.errors import ConfigurationError, WrongIndex
from workers.indexes.elasticsearch import mapping
from workers.indexes.elasticsearch.errors import reason

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Indices:
    """Makes the index behind an alias of one server, with `shards` and `replicas`."""

    def __init__(self, client: Elasticsearch, address: str, shards: int, replicas: int) -> None:
        self._client = client
        self._address = address
        self._shards = shards
        self._replicas = replicas

    def prepare(
        self,
        alias: str,
        properties: dict[str, Any],
        settings: Mapping[str, Any] = NOTHING,
        meta: Mapping[str, Any] = NOTHING,
    ) -> None:
        """Make template, index and alias; add new fields to an existing index.

        `settings`, `meta`: see `mapping.template`.

        Raises:
            ConfigurationError: an existing index does not fit.
        """
        self._client.indices.put_index_template(
            name=alias,
            body=mapping.template(
                alias,
                properties,
                shards=self._shards,
                replicas=self._replicas,
                settings=settings,
                meta=meta,
            ),
        )
        if not self._client.indices.exists_alias(name=alias):
            self._make(alias)
            return
        mappings = self._client.indices.get_mapping(index=alias)
        behind = sorted(mappings)
        if len(behind) > 1:
            raise ConfigurationError(
                f"the alias {alias!r} at {self._address} stands for several indices "
                f"({', '.join(behind)}), and documents are looked up by id in one: take the others "
                "from it, or choose another DOCMILL_INDEX_NAME"
            )
        self.check_made(behind[0], mappings[behind[0]]["mappings"], meta)
        try:
            self._client.indices.put_mapping(index=alias, properties=properties)
        except BadRequestError as error:
            raise ConfigurationError(
                f"the index behind {alias!r} at {self._address} does not fit the settings: "
                f"{reason(error.body)}; set them back, or choose another index name"
            ) from error

    def _make(self, alias: str) -> None:
        index = mapping.index_name(alias)
        try:
            self._client.indices.create(index=index, aliases={alias: {}})
        except BadRequestError as error:
            # Another process has just made the index, and the alias with it.
            if error.message != "resource_already_exists_exception":
                raise
            # Or only the alias is missing, as after a snapshot was restored.
            if not self._client.indices.exists_alias(name=alias):
                self._client.indices.put_alias(index=index, name=alias)

    def check(self, alias: str, meta: Mapping[str, Any]) -> None:
        """Check that the indices behind an alias were made as they are made now.

        Raises:
            WrongIndex: see `check_made`.
        """
        found = self._client.indices.get_mapping(index=alias, ignore_unavailable=True)
        for name, made in found.items():
            self.check_made(name, made["mappings"], meta)

    def check_made(self, index: str, made: Mapping[str, Any], meta: Mapping[str, Any]) -> None:
        """Check that an index has what docmill searches.

        Raises:
            WrongIndex: an earlier version has made it.
        """
        if not meta.items() <= made.get("_meta", {}).items():
            raise WrongIndex(
                f"the index {index!r} at {self._address} was made by an earlier docmill, without "
                "the terms that are searched now: choose another DOCMILL_INDEX_NAME or delete that "
                "index, and run again"
            )
