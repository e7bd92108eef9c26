// Command kube is a whole Kubernetes control plane in one program, for tests: etcd, kube-apiserver,
// kube-controller-manager and kube-scheduler as children of one parent, each a process of its own so that it has
// its own flags, memory figures and death. Called by the name kubectl it is kubectl.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	kubectl "k8s.io/kubectl/pkg/cmd"
	"k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"

	_ "k8s.io/client-go/plugin/pkg/client/auth"
)

const help = `kube runs a Kubernetes control plane on this machine until it gets SIGTERM or its standard input ends.

  kube --dir DIR [--components LIST] [--qps N] [--detached]

It prints "ready KUBECONFIG" when the API server answers and the service account "default" exists. The kubeconfig has
two contexts: "admin" (group system:masters, which no request limit holds back) and "tester" (cluster-admin by RBAC).
Logs of the components, data and keys are in DIR. Called as kubectl (by a link of that name) it is kubectl.
`

func init() {
	// Linux ends a child with the *thread* that started it, so the starting goroutine must keep its thread.
	runtime.LockOSThread()
}

func main() {
	switch filepath.Base(os.Args[0]) {
	case "etcd":
		etcdmain.Main(os.Args)
	case "kube-apiserver":
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case "kube-controller-manager":
		os.Exit(cli.Run(controllers.NewControllerManagerCommand()))
	case "kube-scheduler":
		os.Exit(cli.Run(scheduler.NewSchedulerCommand()))
	case "kubectl":
		if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
			util.CheckErr(err)
			os.Exit(1)
		}
	default:
		os.Exit(run(os.Args[1:]))
	}
}

func run(args []string) int {
	flags := flag.NewFlagSet("kube", flag.ContinueOnError)
	flags.Usage = func() { fmt.Fprint(os.Stderr, help) }
	dir := flags.String("dir", "", "where data, keys, logs and the kubeconfig go")
	components := flags.String("components", strings.Join(allComponents, ","), "what to start, by name, in this order")
	qps := flags.Int("qps", 1000, "requests per second that controllers and scheduler may send")
	detached := flags.Bool("detached", false, "run on when standard input ends")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if *dir == "" || flags.NArg() > 0 {
		flags.Usage()
		return 2
	}
	var ended io.Reader = os.Stdin
	if *detached {
		ended = nil
	}
	plane, err := newPlane(*dir, strings.Split(*components, ","), *qps)
	if err == nil {
		err = plane.run(ended)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "kube:", err)
		return 1
	}
	return 0
}
