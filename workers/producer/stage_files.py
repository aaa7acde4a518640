"""The files that a command is given for stages (`--profile`, `--taxonomy`, `--topics`)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigurationError
from pipeline.stage import build_stages
from workers.files.assets import Asset, AssetStore
from workers.files.stage_options import REPAIRING, with_repairs
from workers.settings import Settings

# Option of the command → stage and its option, which takes the path of a file.
STAGE_OPTIONS = {
    "profile": ("clean", "profile"),
    "taxonomy": ("classify", "taxonomy"),
    "topics": ("classify", "model"),
}


def given_options(
    settings: Settings, files: Mapping[str, str], repairs: str = ""
) -> dict[str, dict[str, Any]]:
    """The options of all stages, with these files (option of the command → path) added.

    `repairs`: the set of repairs; "" = as configured.

    Raises:
        ConfigurationError: a file cannot be read, or its stage is not in `DOCMILL_LINKS`.
    """
    options = {stage: dict(given) for stage, given in settings.stage_options.items()}
    for name, path in files.items():
        stage, option = STAGE_OPTIONS[name]
        _check_stage(settings, name, stage)
        _read(name, path)
        options.setdefault(stage, {})[option] = path
    if repairs:
        _check_stage(settings, "repairs", REPAIRING)
    return with_repairs(options, repairs)


def _check_stage(settings: Settings, name: str, stage: str) -> None:
    if stage not in settings.stage_names:
        raise ConfigurationError(
            f"--{name} is for the stage {stage!r}, which DOCMILL_LINKS leaves out"
        )


def keep_files(
    settings: Settings, files: Mapping[str, str], repairs: str = ""
) -> tuple[Asset, ...]:
    """Build the stages with the files and the set of repairs, then keep the files as assets.

    Raises:
        ConfigurationError: a stage refuses a file; nothing was kept.
    """
    if not files and not repairs:
        return ()
    build_stages(settings.stage_names, given_options(settings, files, repairs))
    store = AssetStore(settings.data_dir)
    return tuple(
        Asset(*STAGE_OPTIONS[name], store.keep(_read(name, path))) for name, path in files.items()
    )


def _read(name: str, path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"--{name}: {path} cannot be read: {error.strerror}; look at its path"
        ) from error


def check_kept(settings: Settings, assets: Sequence[Asset]) -> None:
    """Check that the data directory still has the assets of a run.

    Raises:
        StopRun: one is missing.
    """
    store = AssetStore(settings.data_dir)
    for asset in assets:
        store.read(asset.digest)
