package bulkwriter

import (
	"net/url"
	"sync"
)

// The clients of the package's functions, by their options: a client keeps its connection alive, and making one is not
// cheap. Few, as a program has few servers; a client that is dropped here is freed when its last call is over.
var shared struct {
	sync.Mutex
	clients map[server]*Client
}

// server is what the options of the package's functions say about one. They say it all, as in Milvus's package: nothing is
// taken from the environment but a proxy.
type server struct{ uri, token, clusterID string }

const mostShared = 16

func sharedClient(uri, token, clusterID string) (*Client, error) {
	if token != "" {
		uri = withoutCredentials(uri)
	}
	key := server{uri, token, clusterID}
	shared.Lock()
	defer shared.Unlock()
	if client := shared.clients[key]; client != nil {
		return client, nil
	}
	client, err := NewClient(ClientOptions{URI: uri, Token: token, ClusterID: clusterID, NoEnvironment: true, CredentialsInURI: true})
	if err != nil {
		return nil, err
	}
	if shared.clients == nil || len(shared.clients) >= mostShared {
		shared.clients = make(map[server]*Client)
	}
	shared.clients[key] = client
	return client, nil
}

// withoutCredentials is an address whose user:password@ does not count: to net/http, by which Milvus's package goes, a key that
// is given comes first.
func withoutCredentials(address string) string {
	parsed, err := url.Parse(address)
	if err != nil || parsed.User == nil {
		return address
	}
	parsed.User = nil
	return parsed.String()
}
