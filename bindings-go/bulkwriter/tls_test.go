package bulkwriter

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// certificate is one for this machine that signs itself, made here so that no key is checked in.
func certificate(t *testing.T) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func TestTLS(t *testing.T) {
	own, ownPEM := certificate(t)
	_, strangersPEM := certificate(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, progress("Importing", 40))
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{own}}
	// It would complain of the clients that go away.
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	for name, one := range map[string]struct {
		options ClientOptions
		good    bool
	}{
		"its own authority":      {ClientOptions{CACert: ownPEM}, true},
		"a stranger's authority": {ClientOptions{CACert: strangersPEM}, false},
		"the platform's":         {ClientOptions{}, false},
		"none":                   {ClientOptions{Insecure: true}, true},
	} {
		one.options.URI, one.options.RetryBudget = server.URL, -1
		client, err := NewClient(one.options)
		if err != nil {
			t.Fatal(err)
		}
		var e *Error
		p, err := client.GetImportProgress(background, "7")
		if one.good && (err != nil || p.Progress != 40) || !one.good && (!errors.As(err, &e) || e.Code != TLS || e.Retryable) {
			t.Errorf("%s: %v %+v", name, err, p)
		}
	}
	var e *Error
	if _, err := NewClient(ClientOptions{URI: server.URL, CACert: "no certificate"}); !errors.As(err, &e) || e.Code != InvalidArgument {
		t.Errorf("%v", err)
	}
}

// A server that asks for a certificate gets it, also where its key is in the same text.
func TestTheClientsCertificate(t *testing.T) {
	own, ownPEM := certificate(t)
	identity, identityPEM := certificate(t)
	der, err := x509.MarshalPKCS8PrivateKey(identity.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	key := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !bytes.Equal(r.TLS.PeerCertificates[0].Raw, identity.Certificate[0]) {
			t.Error("another certificate")
		}
		_, _ = io.WriteString(w, progress("Importing", 40))
	}))
	server.TLS = &tls.Config{Certificates: []tls.Certificate{own}, ClientAuth: tls.RequireAnyClientCert}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	for name, one := range map[string]struct {
		certificate, key string
		good             bool
	}{
		"two texts": {identityPEM, key, true}, "one text": {identityPEM + key, "", true}, "the key first": {key + identityPEM, "", true}, "none": {"", "", false},
	} {
		client, err := NewClient(ClientOptions{URI: server.URL, CACert: ownPEM, ClientCert: one.certificate, ClientKey: one.key, RetryBudget: -1})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.GetImportProgress(background, "7"); one.good != (err == nil) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var e *Error
	if _, err := NewClient(ClientOptions{URI: server.URL, ClientCert: identityPEM}); !errors.As(err, &e) || e.Code != InvalidArgument {
		t.Errorf("%v", err)
	}
}
