package main

import (
	"fmt"
	"slices"
)

// printTable is a row for each client; its last column is how many times as much CPU Milvus's package took.
func printTable(costs map[string][]cost) {
	fmt.Printf("  %-10s %11s %10s %9s   upstream is so many x\n", "client", "CPU µs/call", "p50 µs", "calls/s")
	for _, client := range clients {
		own := costs[client]
		wall := middle(own, func(c cost) float64 { return c.Wall })
		cpu, p50 := middle(own, cpuOf), middle(own, func(c cost) float64 { return c.P50 })
		fmt.Printf("  %-10s %11.1f %10.1f %9.0f   %.2f\n", client, cpu, p50, 1e6/wall, ratio(costs, "upstream", client))
	}
}

// bar is a promise: `measured` is to be more than 1.
type bar struct {
	what     string
	measured float64
}

func (b bar) print() {
	verdict := "MISSED"
	if b.measured > 1 {
		verdict = "met"
	}
	fmt.Printf("  %-6s %7.2f x of more than 1 x  %s\n", verdict, b.measured, b.what)
}

// ratio is the median over the rounds of how many times as much CPU one client took as another in the same round.
func ratio(costs map[string][]cost, of, to string) float64 {
	var ratios []float64
	for round := range costs[of] {
		ratios = append(ratios, costs[of][round].CPU/costs[to][round].CPU)
	}
	return median(ratios)
}

func cpuOf(c cost) float64 { return c.CPU }

func middle(costs []cost, of func(cost) float64) float64 {
	var values []float64
	for _, one := range costs {
		values = append(values, of(one))
	}
	return median(values)
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}
