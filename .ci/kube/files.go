package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// files is what the components share: ports, keys, tokens and where they are kept.
type files struct {
	dir        string
	kubeconfig string
	etcd, peer int
	secure     int
	admin      string
	tester     string
}

const testerBinding = `{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"muster-tester"},` +
	`"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},` +
	`"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"tester"}]}`

func prepare(dir string) (files, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return files{}, err
	}
	f := files{dir: absolute, kubeconfig: filepath.Join(absolute, "kubeconfig"), admin: token(), tester: token()}
	if err := os.MkdirAll(filepath.Join(absolute, "certificates"), 0o700); err != nil {
		return f, err
	}
	if err := f.takePorts(); err != nil {
		return f, err
	}
	tokens := fmt.Sprintf("%s,admin,admin,\"system:masters\"\n%s,tester,tester\n", f.admin, f.tester)
	if err := os.WriteFile(f.path("tokens.csv"), []byte(tokens), 0o600); err != nil {
		return f, err
	}
	if err := f.writeSigningKey(); err != nil {
		return f, err
	}
	return f, f.writeKubeconfig()
}

// takePorts holds all three listeners at once: a port that is let go before the next is asked for may come twice.
func (f *files) takePorts() error {
	for _, port := range []*int{&f.etcd, &f.peer, &f.secure} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer listener.Close()
		*port = listener.Addr().(*net.TCPAddr).Port
	}
	return nil
}

// writeSigningKey makes one key for both purposes: the server's certificate and the tokens of service accounts.
func (f files) writeSigningKey() error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	if err := writePem(f.key(), "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)); err != nil {
		return err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "muster-kube"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 0, 0, 1)},
		DNSNames:    []string{"localhost", "kubernetes", "kubernetes.default.svc"},
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	return writePem(f.certificate(), "CERTIFICATE", certificate)
}

func writePem(file, kind string, bytes []byte) error {
	return os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: bytes}), 0o600)
}

func (f files) path(name string) string     { return filepath.Join(f.dir, name) }
func (f files) log(component string) string { return f.path(component + ".log") }
func (f files) certificate() string         { return f.path("server.crt") }
func (f files) key() string                 { return f.path("server.key") }
func (f files) server() string              { return fmt.Sprintf("https://127.0.0.1:%d", f.secure) }

func (f files) arguments(component string, qps int) []string {
	loopback := func(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }
	key := f.key()
	rates := []string{fmt.Sprintf("--kube-api-qps=%d", qps), fmt.Sprintf("--kube-api-burst=%d", 2*qps)}
	client := append([]string{"--kubeconfig=" + f.kubeconfig, "--leader-elect=false", "--secure-port=0"}, rates...)
	switch component {
	case "etcd":
		return []string{
			"--name=muster", "--data-dir=" + f.path("etcd"), "--unsafe-no-fsync", "--log-level=warn",
			"--listen-client-urls=" + loopback(f.etcd), "--advertise-client-urls=" + loopback(f.etcd),
			"--listen-peer-urls=" + loopback(f.peer), "--initial-advertise-peer-urls=" + loopback(f.peer),
			"--initial-cluster=muster=" + loopback(f.peer),
		}
	case "kube-apiserver":
		return []string{
			"--etcd-servers=" + loopback(f.etcd), "--cert-dir=" + f.path("certificates"),
			"--tls-cert-file=" + f.certificate(), "--tls-private-key-file=" + key,
			"--bind-address=127.0.0.1", fmt.Sprintf("--secure-port=%d", f.secure),
			// An address of its own choosing would be looked for on the network, which a test machine may not have.
			"--advertise-address=192.0.2.1", "--endpoint-reconciler-type=none",
			"--service-cluster-ip-range=10.0.0.0/24", "--token-auth-file=" + f.path("tokens.csv"),
			"--authorization-mode=RBAC", "--allow-privileged", "--service-account-issuer=https://kubernetes.default.svc",
			"--service-account-signing-key-file=" + key, "--service-account-key-file=" + key,
		}
	case "kube-controller-manager":
		// Nodes of tests have no kubelet that renews their leases.
		return append(client, "--service-account-private-key-file="+key, "--root-ca-file="+f.certificate(),
			"--node-monitor-grace-period=24h")
	default:
		return client
	}
}

// awaitServer waits until the API server answers, and makes "tester" what it is.
func (f files) awaitServer(context context.Context) error {
	if err := f.poll(context, http.MethodGet, "/readyz", nil); err != nil {
		return err
	}
	return f.poll(context, http.MethodPost, "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", []byte(testerBinding))
}

// awaitServiceAccount waits for what the API server wants to see before it takes a pod.
func (f files) awaitServiceAccount(context context.Context) error {
	return f.poll(context, http.MethodGet, "/api/v1/namespaces/default/serviceaccounts/default", nil)
}

func (f files) poll(context context.Context, method, path string, body []byte) error {
	for {
		code, err := f.call(context, method, path, body)
		if err == nil && (code < 300 || code == http.StatusConflict) {
			return nil
		}
		select {
		case <-context.Done():
			return fmt.Errorf("no good answer of %s %s in time: code %d, %v", method, path, code, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

func (f files) call(context context.Context, method, path string, body []byte) (int, error) {
	certificate, err := os.ReadFile(f.certificate())
	if err != nil {
		return 0, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(certificate) {
		return 0, fmt.Errorf("%s holds no certificate", f.certificate())
	}
	request, err := http.NewRequestWithContext(context, method, f.server()+path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header.Set("Authorization", "Bearer "+f.admin)
	request.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	io.Copy(io.Discard, response.Body)
	return response.StatusCode, nil
}

// writeKubeconfig has the certificate inside, so that the file serves from anywhere.
func (f files) writeKubeconfig() error {
	certificate, err := os.ReadFile(f.certificate())
	if err != nil {
		return err
	}
	content := fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: admin
clusters:
- name: muster
  cluster: {server: %q, certificate-authority-data: %s}
users:
- name: admin
  user: {token: %s}
- name: tester
  user: {token: %s}
contexts:
- name: admin
  context: {cluster: muster, user: admin, namespace: default}
- name: tester
  context: {cluster: muster, user: tester, namespace: default}
`, f.server(), base64.StdEncoding.EncodeToString(certificate), f.admin, f.tester)
	return os.WriteFile(f.kubeconfig, []byte(content), 0o600)
}

func token() string {
	random := make([]byte, 16)
	rand.Read(random)
	return hex.EncodeToString(random)
}
