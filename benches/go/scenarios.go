package main

import "fmt"

// clients are the contenders, by the names that a worker knows them by.
var clients = []string{"upstream", "drop_in", "client"}

// scenario is one table.
type scenario struct {
	details int
	secure  bool
	// atOnce is how many goroutines make calls.
	atOnce  int
	inSmoke bool
}

var scenarios = []scenario{
	{1, false, 1, true}, {100, false, 1, false}, {10_000, false, 1, true},
	{1, true, 1, true}, {100, true, 1, false}, {10_000, true, 1, false},
	{1, false, 64, false}, {100, false, 64, false}, {10_000, false, 64, false},
	{1, true, 64, true}, {100, true, 64, false}, {10_000, true, 64, false},
}

func (s scenario) title() string {
	how, protocol := "one call after the other", "plain"
	if s.atOnce > 1 {
		how = fmt.Sprintf("%d goroutines", s.atOnce)
	}
	if s.secure {
		protocol = "TLS"
	}
	return fmt.Sprintf("%s, details: %d, %s", how, s.details, protocol)
}

// race gives the clients their turns, every second round in reverse, so that nobody always comes first.
func (s scenario) race(server *server, core, rounds int, smoke bool) (map[string][]cost, error) {
	var workers []*worker
	defer func() {
		for _, worker := range workers {
			worker.stop()
		}
	}()
	for _, client := range clients {
		worker, err := startWorker(core, client, server, s)
		if err != nil {
			return nil, err
		}
		workers = append(workers, worker)
	}
	costs := make(map[string][]cost)
	if smoke {
		rounds = 1
	}
	calls := make(map[*worker]int)
	for _, worker := range workers {
		calls[worker] = 2
		if !smoke {
			var err error
			if calls[worker], err = worker.callsOfABatch(s.atOnce); err != nil {
				return nil, err
			}
		}
	}
	for round := range rounds {
		for i := range workers {
			worker := workers[i]
			if round%2 == 1 {
				worker = workers[len(workers)-1-i]
			}
			cost, err := worker.batch(calls[worker])
			if err != nil {
				return nil, err
			}
			costs[worker.client] = append(costs[worker.client], cost)
		}
	}
	return costs, nil
}
