"""Everything that the environment can choose, by subject, typed and bounded.

Only `twin.cli` reads these; every other room receives values. Unset means the embedded default.
`docs/operations.md` lists them, and a test keeps that list complete.
"""

from __future__ import annotations

import difflib
import logging
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote, urlsplit, urlunsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict

from twin.errors import FileUnreadable, ParameterInvalid

_log = logging.getLogger(__name__)
_CHECKOUT = Path(__file__).parents[1]


def _scheme(*allowed: str) -> AfterValidator:
    def check(value: SecretStr) -> SecretStr:
        if urlsplit(value.get_secret_value()).scheme not in allowed:
            raise ValueError(f"must start with {' or '.join(f'{scheme}://' for scheme in allowed)}")
        return value

    return AfterValidator(check)


def _http(value: str) -> str:
    if urlsplit(value).scheme not in ("http", "https"):
        raise ValueError("must start with http:// or https://")
    return value


def _subject(prefix: str) -> SettingsConfigDict:
    # An empty variable, as compose files and CI pass it, is an unset one.
    return SettingsConfigDict(env_prefix=prefix, env_ignore_empty=True, frozen=True)


class PlaceSettings(BaseSettings):
    """Where files are."""

    model_config = _subject("TWIN_")

    data_dir: Path = Field(
        default=Path(".twin"),
        description="Directory of everything that is kept: database, logs, secrets.",
    )
    shared_data: Path = Field(
        default=_CHECKOUT.parent / "shared" / "data",
        description="Directory of open data for areas and replays.",
    )
    web_dir: Path = Field(
        default=_CHECKOUT / "frontend" / "dist", description="Directory of the built front end."
    )


class AreaSettings(BaseSettings):
    """Which area is shown."""

    model_config = _subject("TWIN_")

    area: str | None = Field(
        default=None,
        min_length=1,
        description="What `twin run` loads and the page opens with: 'sample', a path, a preset or "
        "a place. Unset: the area loaded last, else 'sample'.",
    )


class NetworkSettings(BaseSettings):
    """How open data comes in over the network."""

    model_config = _subject("TWIN_NETWORK_")

    contact: str = Field(
        default="https://github.com/gemeente-hengelo/twin",
        min_length=3,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Mail address or page of who runs this twin; the services of PDOK, 3D BAG and "
        "CBS see it with every question.",
    )
    mirror: Annotated[str, AfterValidator(_http)] | None = Field(
        default=None,
        description="Address of a mirror of those services, which has each below its own host's "
        "name: http://mirror/api.pdok.nl/….",
    )


class HttpSettings(BaseSettings):
    """Where the API and the page listen."""

    model_config = _subject("TWIN_HTTP_")

    host: str = Field(default="127.0.0.1", min_length=1, description="Address to listen on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port of the page and the API.")


class DatabaseSettings(BaseSettings):
    """The database; unset is the embedded PostgreSQL."""

    model_config = _subject("TWIN_DATABASE_")

    url: Annotated[SecretStr, _scheme("postgresql", "postgres")] | None = Field(
        default=None,
        description="PostgreSQL 15 or later, or TimescaleDB: postgresql://user@host/database.",
    )
    password_file: Path | None = Field(
        default=None, description="File with the password for TWIN_DATABASE_URL, such as a secret."
    )

    def full_url(self) -> str | None:
        """The address with the password in it; None when the embedded database serves."""
        return _with_password(self.url, self.password_file, "TWIN_DATABASE_PASSWORD_FILE")


class WriteDatabaseSettings(BaseSettings):
    """The same database for who writes through the API with a key."""

    model_config = _subject("TWIN_WRITE_DATABASE_")

    url: Annotated[SecretStr, _scheme("postgresql", "postgres")] | None = Field(
        default=None,
        description="The database as a member of `twin_write`: postgresql://user@host/database. "
        "Unset: the embedded database's, and beside a TWIN_DATABASE_URL nobody writes.",
    )
    password_file: Path | None = Field(
        default=None,
        description="File with the password for TWIN_WRITE_DATABASE_URL, such as a secret.",
    )

    def full_url(self) -> str | None:
        """The address with the password in it; None when it is not given."""
        return _with_password(self.url, self.password_file, "TWIN_WRITE_DATABASE_PASSWORD_FILE")


class MqttSettings(BaseSettings):
    """The MQTT broker; unset is the embedded one."""

    model_config = _subject("TWIN_MQTT_")

    url: Annotated[SecretStr, _scheme("mqtt", "mqtts")] | None = Field(
        default=None, description="MQTT broker such as Mosquitto 2: mqtt://user@host:1883."
    )
    password_file: Path | None = Field(
        default=None, description="File with the password for TWIN_MQTT_URL, such as a secret."
    )
    port: int = Field(
        default=1883, ge=1, le=65535, description="Port of the embedded broker, MQTT 3.1.1."
    )
    port_v5: int = Field(
        default=1884, ge=1, le=65535, description="Port of the embedded broker, MQTT 5."
    )
    client_id: str = Field(
        default="twin-ingest",
        pattern=r"^[A-Za-z0-9_-]{1,23}$",
        description="Name of an ingest's session at the broker; each ingest needs its own.",
    )
    share: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        description="Group name when several ingests share the messages ($share).",
    )
    spool_mb: int = Field(
        default=64,
        ge=0,
        le=1_000_000,
        description="MiB on disk, in the data directory, for what comes at QoS 0 while the "
        "database is away.",
    )

    def full_url(self) -> str | None:
        """The address with the password in it; None when the embedded broker serves."""
        return _with_password(self.url, self.password_file, "TWIN_MQTT_PASSWORD_FILE")


class SimulationSettings(BaseSettings):
    """How indicators are computed."""

    model_config = _subject("TWIN_SIM_")

    workers: int = Field(
        default=2,
        ge=1,
        le=64,
        description="Processes that compute indicators, at most; each holds an area in memory.",
    )
    cache_mb: int = Field(
        default=2000,
        ge=0,
        le=1_000_000,
        description="MiB on disk, in the data directory, for skylines and maps that the next run "
        "need not make again.",
    )
    results_mb: int = Field(
        default=2000,
        ge=10,
        le=1_000_000,
        description="MiB of results in the database; what was used longest ago goes first.",
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All subjects together."""

    places: PlaceSettings
    area: AreaSettings
    network: NetworkSettings
    http: HttpSettings
    database: DatabaseSettings
    write_database: WriteDatabaseSettings
    mqtt: MqttSettings
    simulation: SimulationSettings


@dataclass(frozen=True, slots=True)
class Described:
    """One setting as people read it; `value` hides secrets."""

    variable: str
    value: str | None
    default: str | None
    description: str


def read() -> Settings:
    """The settings of this environment; a TWIN_ variable that is none is told in the log.

    Raises
    ------
    ParameterInvalid
        A variable is out of bounds or of the wrong form.
    """
    for warning in unknown(os.environ):
        _log.warning(warning)
    try:
        return Settings(
            PlaceSettings(),
            AreaSettings(),
            NetworkSettings(),
            HttpSettings(),
            DatabaseSettings(),
            WriteDatabaseSettings(),
            MqttSettings(),
            SimulationSettings(),
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        kind = next(kind for _, kind in _SUBJECTS if kind.__name__ == error.title)
        variable = f"{kind.model_config['env_prefix']}{name}".upper()
        given = "…" if name == "url" else first["input"]  # an address may hold a password
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise ParameterInvalid(
            f"{variable} is '{given}': {reason}", hint=kind.model_fields[name].description or ""
        ) from None


def describe(settings: Settings) -> list[Described]:
    """Every setting with its value, default and meaning, in the order of the subjects."""
    return list(_fields(settings))


def unknown(environment: Mapping[str, str]) -> list[str]:
    """A warning for each TWIN_ variable that names no setting, most likely a slip of the pen."""
    known = {setting.variable for setting in _fields()}
    warnings = []
    for name in sorted(environment):
        if name.startswith("TWIN_") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"; is '{near[0]}' meant?" if near else ""
            warnings.append(f"'{name}' is no setting of twin{meant}")
    return warnings


_SUBJECTS: tuple[tuple[str, type[BaseSettings]], ...] = (
    ("places", PlaceSettings),
    ("area", AreaSettings),
    ("network", NetworkSettings),
    ("http", HttpSettings),
    ("database", DatabaseSettings),
    ("write_database", WriteDatabaseSettings),
    ("mqtt", MqttSettings),
    ("simulation", SimulationSettings),
)


def _fields(settings: Settings | None = None) -> Iterator[Described]:
    for subject, kind in _SUBJECTS:
        info: FieldInfo
        for name, info in kind.model_fields.items():
            value: Any = None
            if settings is not None:
                value = getattr(getattr(settings, subject), name)
            yield Described(
                variable=f"{kind.model_config['env_prefix']}{name}".upper(),
                value=None if value is None else str(value),
                default=None if info.default is None else str(info.default),
                description=info.description or "",
            )


def _with_password(url: SecretStr | None, file: Path | None, variable: str) -> str | None:
    if url is None:
        return None
    address = url.get_secret_value()
    if file is None:
        return address
    try:
        password = file.read_text().strip()
    except OSError as error:
        raise FileUnreadable(
            f"the password file '{file}' cannot be read: {error.strerror}",
            hint=f"{variable} names it",
        ) from error
    parts = urlsplit(address)
    if not parts.username:
        raise ParameterInvalid(
            f"{variable} is given, but its address names no user", hint="write user@host in it"
        )
    where = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:{quote(password, safe='')}@{where}"))
