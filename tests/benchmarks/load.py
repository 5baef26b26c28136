"""A load on a server of this machine: keep-alive connections that ask again as soon as they are answered."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from itertools import cycle


@dataclass(frozen=True)
class Load:
    """What came back: answers a second, and latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


async def _ask(port: int, paths: list[str], until: float, latencies: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for path in cycle(paths):
        started = time.perf_counter()
        if started >= until:
            break
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise SystemExit(f"{path}: {head[:60]!r}")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        latencies.append(time.perf_counter() - started)
    writer.close()


async def _load(port: int, paths: list[str], *, connections: int, seconds: float) -> Load:
    latencies: list[float] = []
    started = time.perf_counter()
    await asyncio.gather(
        *(
            _ask(port, paths[n::connections] or paths, started + seconds, latencies)
            for n in range(connections)
        )
    )
    elapsed = time.perf_counter() - started
    latencies.sort()
    return Load(
        rate=len(latencies) / elapsed,
        p50=1000 * latencies[len(latencies) // 2],
        p99=1000 * latencies[int(len(latencies) * 0.99)],
    )


def main() -> None:
    """``port seconds connections`` and paths as JSON on stdin; the load's figures as JSON on stdout."""
    port, seconds, connections = (int(argument) for argument in sys.argv[1:4])
    found = asyncio.run(_load(port, json.load(sys.stdin), connections=connections, seconds=seconds))
    json.dump({"rate": found.rate, "p50": found.p50, "p99": found.p99}, sys.stdout)


if __name__ == "__main__":
    main()
