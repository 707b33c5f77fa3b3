"""Side-by-side benchmarks of milvus_import from Python: CPU and latency a call, against pymilvus and HTTP clients.

    benches/python/setup.sh                                         the peers, the wheel, the server; once
    .venv-bench/bin/python benches/python/run.py                    everything, about ten minutes
    .venv-bench/bin/python benches/python/run.py --smoke            a few calls of each: are the answers right?
    .venv-bench/bin/python benches/python/run.py --only threads     scenarios whose title contains this; `start`
    .venv-bench/bin/python benches/python/run.py --rounds 9         default 7, at least 5 for a figure to quote

The server is that of the Rust benchmarks, in a process on one core; each client is a process on another. What holds on
a busy machine is the CPU time of the client's process, as a ratio to another's of the same round. `floor` is a raw
socket in Python that understands nothing of what it reads. Never fails for a figure: the end of the output says which
promises are met.
"""

import argparse

import machine
import scenarios
import start
from machine import Server
from measure import race, smoke
from report import Bar, table
from scenarios import Scenario

# The title of what is not a scenario: processes from their start.
START = "start"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a few calls of each, no figures")
    parser.add_argument("--only", default="", metavar="TEXT", help="scenarios whose title contains this")
    parser.add_argument("--rounds", type=int, default=7, help="default 7")
    options = parser.parse_args()

    server_core, client_core = machine.cores()
    chosen = [one for one in (scenarios.SMOKE if options.smoke else scenarios.ALL) if options.only in one.title]
    with_start = options.only in START
    with machine.server(server_core) as server:
        if options.smoke:
            check(server, chosen, with_start, client_core)
        else:
            measure(server, chosen, with_start, client_core, options.rounds)


def check(server: Server, chosen: list[Scenario], with_start: bool, core: int) -> None:
    """Whether everybody gets right answers."""
    for scenario in chosen:
        smoke(scenario.targets(server, in_flight=4), core)
        print(f"ok  {scenario.title}", flush=True)
    if with_start:
        start.smoke(server.url(1, False), core)
        print(f"ok  {START}")


def measure(server: Server, chosen: list[Scenario], with_start: bool, core: int, rounds: int) -> None:
    """The tables, and the promises at the end."""
    print(f"server on core {machine.cores()[0]}, clients on core {core}")
    bars: list[Bar] = []
    for scenario in chosen:
        costs = race(scenario.targets(server, scenarios.IN_FLIGHT), core, rounds)
        print(f"\n{scenario.title}\n{table(costs, scenarios.FLOOR, scenario.peer)}", flush=True)
        bars.extend(scenario.bars(costs))
    if with_start:
        bars += start.first_answer(server.url(1, False), core, rounds)
        bars += start.imports(core, rounds)
        bars += start.wheel()
    print("\nPromised and measured")
    for bar in bars:
        print(bar.line())


if __name__ == "__main__":
    main()
