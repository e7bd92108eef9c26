package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

var allComponents = []string{"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"}

// How long a component may take to end by itself, and the whole to get ready on a busy machine.
const (
	stopTime  = 10 * time.Second
	readyTime = 3 * time.Minute
)

// plane is the running whole: which components, where their files are, and which have ended.
type plane struct {
	files      files
	components []string
	qps        int
	children   []*child
	ended      chan *child
}

type child struct {
	name    string
	command *exec.Cmd
	err     error
	done    chan struct{}
}

func newPlane(dir string, components []string, qps int) (*plane, error) {
	for _, name := range components {
		if !slices.Contains(allComponents, name) {
			return nil, fmt.Errorf("--components: %q is none of %s", name, strings.Join(allComponents, ", "))
		}
	}
	files, err := prepare(dir)
	if err != nil {
		return nil, err
	}
	return &plane{files: files, components: components, qps: qps, ended: make(chan *child, len(components))}, nil
}

// run starts everything, says when it is ready, and stops everything at a signal, at the end of input, or when a
// component dies: that last is an error.
func (p *plane) run(input io.Reader) error {
	stop := make(chan os.Signal, 2)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	closed := make(chan struct{})
	if input != nil {
		go func() {
			io.Copy(io.Discard, input)
			close(closed)
		}()
	}
	defer p.stop()
	context, cancel := context.WithTimeout(context.Background(), readyTime)
	defer cancel()
	// Only this goroutine may start a child (its thread is the one that the child must not outlive), so the waits
	// stand between the starts: controllers give up on a server that does not answer within seconds.
	for _, name := range p.components {
		if err := p.start(name); err != nil {
			return err
		}
		if name == "kube-apiserver" {
			if over, err := p.await(stop, closed, func() error { return p.files.awaitServer(context) }); over {
				return err
			}
		}
	}
	if slices.Contains(p.components, "kube-controller-manager") {
		if over, err := p.await(stop, closed, func() error { return p.files.awaitServiceAccount(context) }); over {
			return err
		}
	}
	fmt.Println("ready", p.files.kubeconfig)
	_, err := p.await(stop, closed, func() error { select {} })
	return err
}

// await waits until the step is done (false), or until there is a reason to end (true) with its error if it is one.
func (p *plane) await(stop <-chan os.Signal, closed <-chan struct{}, step func() error) (bool, error) {
	done := make(chan error, 1)
	go func() { done <- step() }()
	select {
	case err := <-done:
		return err != nil, err
	case dead := <-p.ended:
		return true, fmt.Errorf("%s ended: %v\n%s", dead.name, dead.err, tail(p.files.log(dead.name)))
	case <-stop:
		return true, nil
	case <-closed:
		return true, nil
	}
}

func (p *plane) start(name string) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	log, err := os.Create(p.files.log(name))
	if err != nil {
		return err
	}
	defer log.Close()
	command := exec.Command(program)
	command.Args = append([]string{name}, p.files.arguments(name, p.qps)...)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
	if err := command.Start(); err != nil {
		return fmt.Errorf("starting %s: %w", name, err)
	}
	pid := filepath.Join(p.files.dir, name+".pid")
	if err := os.WriteFile(pid, fmt.Appendln(nil, command.Process.Pid), 0o600); err != nil {
		return err
	}
	child := &child{name: name, command: command, done: make(chan struct{})}
	p.children = append(p.children, child)
	go func() {
		child.err = command.Wait()
		if child.err == nil {
			child.err = errors.New("without an error")
		}
		close(child.done)
		p.ended <- child
	}()
	return nil
}

// stop ends the components in the reverse order of their start, so that none logs that its server is gone.
func (p *plane) stop() {
	for _, child := range slices.Backward(p.children) {
		child.command.Process.Signal(syscall.SIGTERM)
		select {
		case <-child.done:
		case <-time.After(stopTime):
			child.command.Process.Kill()
			<-child.done
		}
	}
}

func tail(file string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(content)), "\n")
	return strings.Join(lines[max(0, len(lines)-20):], "\n")
}
