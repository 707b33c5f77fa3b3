// Side-by-side benchmarks of milvus-import from Go: CPU and latency a call, against Milvus's own package bulkwriter.
//
//	benches/go/run.sh                   builds what it takes, and runs everything: about three minutes
//	benches/go/run.sh --smoke           a few calls of each: are the answers right?
//	benches/go/run.sh --only TLS        scenarios whose title contains this
//	benches/go/run.sh --rounds 9        default 7, at least 5 for a figure to quote
//
// The server is that of the Rust benchmarks, on a core of its own. Each client is a process of its own on the other core,
// and both understand the whole answer, its files included. What counts is the CPU time of that process a call, as the
// median over the rounds of how many times as much Milvus's package took in the same round. Never fails for a figure: the end
// of the output says which promises are met.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "worker" {
		exitOn(work(os.Args[2:]))
		return
	}
	smoke := flag.Bool("smoke", false, "a few calls of each, no figures")
	only := flag.String("only", "", "scenarios whose title contains this")
	rounds := flag.Int("rounds", 7, "how often each client has its turn")
	flag.Parse()
	exitOn(run(*smoke, *only, *rounds))
}

func run(smoke bool, only string, rounds int) error {
	serverCore, clientCore, err := cores()
	if err != nil {
		return err
	}
	server, err := startServer(serverCore)
	if err != nil {
		return err
	}
	defer server.stop()
	if !smoke {
		fmt.Printf("server on core %d, clients on core %d\n", serverCore, clientCore)
	}
	var bars []bar
	for _, scenario := range scenarios {
		if !strings.Contains(scenario.title(), only) || smoke && !scenario.inSmoke {
			continue
		}
		if smoke {
			scenario.atOnce = min(scenario.atOnce, 4)
		}
		costs, err := scenario.race(server, clientCore, rounds, smoke)
		if err != nil {
			return fmt.Errorf("%s: %w", scenario.title(), err)
		}
		if smoke {
			fmt.Printf("ok  %s\n", scenario.title())
			continue
		}
		fmt.Printf("\n%s\n", scenario.title())
		printTable(costs)
		for _, ours := range []string{"drop_in", "client"} {
			bars = append(bars, bar{ours + ", " + scenario.title(), ratio(costs, "upstream", ours)})
		}
	}
	if len(bars) > 0 {
		fmt.Println("\nPromised and measured: less CPU a call than Milvus's package")
	}
	for _, bar := range bars {
		bar.print()
	}
	return nil
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
