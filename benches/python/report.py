"""What is printed: a table for each scenario, and at the end what was promised against what was measured."""

from dataclasses import dataclass

from measure import Costs, middle, ratio


@dataclass(frozen=True)
class Bar:
    """A promise: `measured` is to be at least `bar`, or at most that where `at_most` is set."""

    what: str
    measured: float
    bar: float
    at_most: bool = False
    unit: str = " x"

    def line(self) -> str:
        met = self.measured <= self.bar if self.at_most else self.measured >= self.bar
        limit = f"at {'most' if self.at_most else 'least'} {self.bar:g}{self.unit}"
        return f"  {'met' if met else 'MISSED':<7}{self.measured:>8.2f}{self.unit:<3} of {limit:<18} {self.what}"


def table(costs: Costs, floor: str, peer: str) -> str:
    """CPU and latency of each client. The last columns are times the floor's CPU, and how much less than the peer's."""
    lines = [f"  {'client':<22}{'CPU µs/call':>12}{'p50 µs':>11}{'calls/s':>10}{'to floor':>10}   {peer} is so many x"]
    for client, own in costs.items():
        lines.append(
            f"  {client:<22}{middle(own, 'cpu'):>12.1f}{middle(own, 'p50'):>11.1f}{1e6 / middle(own, 'wall'):>10.0f}"
            f"{ratio(costs, client, floor, 'cpu'):>10.2f}   {ratio(costs, peer, client, 'cpu'):.2f}"
        )
    return "\n".join(lines)
