"""PostgreSQL, Redis, nginx and several processes of ours, started for real and ended together."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg2
import redis
import yaml

from sportello.evaluation.rehearsal import free_port
from tests.conftest import ROOT, START_SECONDS

PASSWORD = "prova"


@dataclass
class Shape:
    """The scaled-out assistant: the address of nginx, those of its processes, and what stands behind them."""

    address: str
    servers: list[str]
    supervisor: subprocess.Popen[bytes]
    database: str
    work: Path

    def server_pids(self) -> list[int]:
        """The ids of the Rasa servers, in the order of their ports."""
        pid = self.supervisor.pid
        children = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        lines = {child: Path(f"/proc/{child}/cmdline").read_text().split("\0") for child in children}
        servers = {int(line[line.index("-p") + 1]): child for child, line in lines.items() if "-p" in line}
        return [servers[port] for port in sorted(servers)]


@contextmanager
def scaled_out(work: Path, processes: int) -> Iterator[Shape]:
    """So many processes behind nginx, on PostgreSQL and Redis, with the files of `deploy/`."""
    with ExitStack() as stack:
        database = stack.enter_context(postgresql(work))
        locks = stack.enter_context(redis_server(work))
        first = _free_row(processes)
        servers = [f"127.0.0.1:{first + number}" for number in range(processes)]
        supervisor = stack.enter_context(_assistants(work, first, processes, database, locks))
        address = stack.enter_context(nginx(work, servers))
        _wait(
            lambda: supervisor.poll() is not None
            or all(httpx.get(f"http://{server}/salute").is_success for server in servers),
            work / "avvia.log",
        )
        assert supervisor.poll() is None, (work / "avvia.log").read_text(errors="replace")[-3000:]
        yield Shape(address, [f"http://{server}" for server in servers], supervisor, _url(database), work)


@contextmanager
def postgresql(work: Path) -> Iterator[int]:
    """A PostgreSQL of its own; its port."""
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    home, port = work / "postgresql", free_port()
    home.mkdir(mode=0o700)
    as_postgres = _for_postgres(home)
    password = work / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    make = [str(binaries / "initdb"), "-D", str(home), "-U", "sportello", "-A", "scram-sha-256", f"--pwfile={password}"]
    subprocess.run([*as_postgres, *make, "-E", "UTF8"], check=True, stdout=subprocess.DEVNULL)
    serve = [str(binaries / "postgres"), "-D", str(home), "-p", str(port), "-c", f"unix_socket_directories={home}"]
    with _running([*as_postgres, *serve, "-c", "listen_addresses=127.0.0.1"], work / "postgresql.log"):
        _wait(lambda: bool(psycopg2.connect(_url(port, "postgres")).close() or True), work / "postgresql.log")
        connection = psycopg2.connect(_url(port, "postgres"))
        connection.autocommit = True
        connection.cursor().execute("CREATE DATABASE sportello")
        connection.close()
        yield port


def _for_postgres(home: Path) -> list[str]:
    """PostgreSQL refuses to run as root: in front of its commands, who runs them."""
    if os.getuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(home, user.pw_uid, user.pw_gid)
    for parent in [home.parent, *home.parent.parents]:
        if parent.owner() == "root" and parent != Path("/") and parent != Path("/tmp"):  # noqa: S108
            parent.chmod(parent.stat().st_mode | 0o011)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@contextmanager
def redis_server(work: Path) -> Iterator[int]:
    """A Redis of its own; its port."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--requirepass", PASSWORD]
    with _running([*command, "--dir", str(work)], work / "redis.log"):
        _wait(lambda: bool(redis.Redis(port=port, password=PASSWORD).ping()), work / "redis.log")
        yield port


@contextmanager
def nginx(work: Path, servers: Sequence[str]) -> Iterator[str]:
    """nginx with `deploy/nginx.conf`, without HTTPS and with these servers; its address."""
    port = free_port()
    site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    site = re.sub(r"^server \{\s+listen 80;.*?^\}\n", "", site, flags=re.DOTALL | re.MULTILINE)
    site = re.sub(r"^\s+(ssl_certificate.*|server_name.*)\n", "", site, flags=re.MULTILINE)
    site = site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    site = site.replace("/var/log/nginx/sportello.log", str(work / "accessi.log"))
    places = "\n".join(f"    server {server} max_fails=1 fail_timeout=2s;" for server in servers)
    site = site.replace("    server 127.0.0.1:5005 max_fails=1 fail_timeout=2s;", places)
    site = site.replace("    server 127.0.0.1:5005;", f"    server {servers[0]};")
    # The limit by address would stop the one address that all our citizens come from.
    site = site.replace("rate=20r/s", "rate=100000r/s").replace("burst=100 ", "burst=100000 ")
    file = work / "nginx.conf"
    file.write_text(
        f"daemon off; pid {work}/nginx.pid; error_log {work}/nginx.log; worker_processes 1;\n"
        f"events {{ worker_connections 4096; }}\nhttp {{\n{site}\n}}\n",
        encoding="utf-8",
    )
    with _running([shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(file)], work / "nginx.out"):
        address = f"http://127.0.0.1:{port}"
        _wait(lambda: httpx.get(f"{address}/altro").status_code == 404, work / "nginx.log")
        yield address


@contextmanager
def _assistants(work: Path, port: int, processes: int, database: int, locks: int) -> Iterator[subprocess.Popen[bytes]]:
    endpoints = (ROOT / "deploy" / "endpoints.yml").read_text(encoding="utf-8")
    file = work / "endpoints.yml"
    file.write_text(endpoints.replace(":5055/", f":{free_port()}/"), encoding="utf-8")
    environment = {
        **os.environ,
        "PROCESSI": str(processes),
        "PORTA": str(port),
        "FILE_CHIAVE": str(work / "chiave"),
        "STATISTICHE_URL": f"sqlite:///{work / 'statistiche.db'}",
        "LIMITE_MESSAGGI_AL_MINUTO": "1000000",
        "CONSOLE": "0",
        "PROXY_FIDATI": "127.0.0.1",
        "DB_HOST": "127.0.0.1",
        "DB_PORT": str(database),
        "DB_NAME": "sportello",
        "DB_USER": "sportello",
        "DB_PASSWORD": PASSWORD,
        "REDIS_HOST": "127.0.0.1",
        "REDIS_PORT": str(locks),
        "REDIS_PASSWORD": PASSWORD,
    }
    command = [sys.executable, "-m", "sportello.cli", "avvia", "--endpoints", str(file)]
    with _running(command, work / "avvia.log", environment) as supervisor:
        yield supervisor


@contextmanager
def _running(
    command: list[str], log: Path, environment: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(60)


def _wait(ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            if ready():
                return
        except (httpx.HTTPError, psycopg2.Error, redis.RedisError):
            pass
        time.sleep(0.3)
    raise AssertionError(log.read_text(errors="replace")[-3000:])


def _url(port: int, database: str = "sportello") -> str:
    return f"postgresql://sportello:{PASSWORD}@127.0.0.1:{port}/{database}"


def _free_row(length: int) -> int:
    """The first of so many ports in a row that are free."""
    from sportello.cli.processes import port_is_free

    while True:
        first = free_port()
        if all(port_is_free("127.0.0.1", first + number) for number in range(length)):
            return first


def stored_texts(database: str, conversation: str) -> list[str]:
    """What citizens wrote in a conversation, as PostgreSQL keeps it, in order."""
    query = "SELECT data FROM events WHERE sender_id = %s AND type_name = 'user' ORDER BY id"
    connection = psycopg2.connect(database)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query, (conversation,))
            texts = [yaml.safe_load(data)["text"] for (data,) in cursor.fetchall()]
    finally:
        connection.close()
    return [text for text in texts if not text.startswith("/")]
