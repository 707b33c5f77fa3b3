package bulkwriter

import (
	"sync"
	"sync/atomic"
)

// live counts the native clients, for the leak check.
var live atomic.Int64

// The clients of the package's functions, by their options: a client keeps its connection alive, and making one is not
// cheap. Few, as a program has few servers; a client that is dropped here is freed when its last call is over.
var shared struct {
	sync.Mutex
	clients map[ClientOptions]*Client
}

const mostShared = 16

func sharedClient(options ClientOptions) (*Client, error) {
	shared.Lock()
	defer shared.Unlock()
	if client := shared.clients[options]; client != nil {
		return client, nil
	}
	client, err := NewClient(options)
	if err != nil {
		return nil, err
	}
	if shared.clients == nil || len(shared.clients) >= mostShared {
		shared.clients = make(map[ClientOptions]*Client)
	}
	shared.clients[options] = client
	return client, nil
}
