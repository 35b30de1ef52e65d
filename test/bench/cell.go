package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// A cell is one measurement: something under load over a number of connections.

// cell is measured once in every round. Its name is its series and the number of
// connections, as in "introspect/postgres/warm/64".
type cell struct {
	series      string
	connections int
	// measure is given the round's number.
	measure func(ctx context.Context, round int) (figures, error)
}

func (c cell) name() string { return fmt.Sprintf("%s/%d", c.series, c.connections) }

// figures are what one cell shows. What does not apply is zero.
type figures struct {
	// Throughput is in answers per second.
	Throughput float64
	P50, P99   time.Duration
	// Memory is what the server has in memory afterwards, in bytes.
	Memory int64
	// ServerCPU, DatabaseCPU and LoadCPU are processor seconds per thousand
	// answers, of the server, of Postgres, and of the generator.
	ServerCPU, DatabaseCPU, LoadCPU float64
	// Trips and Writes are round trips to the database per answer.
	Trips, Writes float64
	// samples are the answers one by one, if the job asked for them, and result is
	// what the generator told.
	samples []sample
	result  result
}

// subject is what is under load: its process, and what it has behind it.
type subject struct {
	*child
	address string
	// postmaster and metrics are zero where there is none.
	postmaster int
	metrics    string
}

func (s *server) subject() subject { return subject{s.child, s.address, s.in.postmaster, s.metrics} }

// meter is what is read before and after a cell.
type meter struct {
	server, database time.Duration
	traffic          traffic
	machine          processors
}

func (s subject) read(ctx context.Context) (m meter, err error) {
	if s.metrics != "" {
		if m.traffic, err = trafficOf(ctx, s.metrics); err != nil {
			return m, err
		}
	}
	if s.postmaster != 0 {
		if m.database, err = cpuOf(s.postmaster); err != nil {
			return m, err
		}
	}
	if m.machine, err = readProcessors(); err != nil {
		return m, err
	}
	m.server, err = cpuOf(s.cmd.Process.Pid)
	return m, err
}

// measure has the generator do a job on the subject and reads the meters around
// it. Costs are per answer of all there were, those while it warmed up included.
func (b *bench) measure(ctx context.Context, s subject, j job) (figures, error) {
	j.Address = s.address
	before, err := s.read(ctx)
	if err != nil {
		return figures{}, err
	}
	done, cpu, err := b.generate(ctx, j)
	if err != nil {
		return figures{}, fmt.Errorf("%w\n%s", err, s.lastWords())
	}
	after, err := s.read(ctx)
	if err != nil {
		return figures{}, err
	}
	memory, _, err := memoryOf(s.cmd.Process.Pid)
	if err != nil {
		return figures{}, err
	}
	b.elsewhere.add(before.machine, after.machine, after.server-before.server+after.database-before.database+cpu)
	answers := float64(done.Answers)
	perThousand := func(d time.Duration) float64 { return d.Seconds() * 1000 / answers }
	f := figures{
		Throughput: done.throughput(), P50: done.P50, P99: done.P99, Memory: memory,
		ServerCPU: perThousand(after.server - before.server), DatabaseCPU: perThousand(after.database - before.database),
		LoadCPU: perThousand(cpu),
		Trips:   (after.traffic.trips - before.traffic.trips) / answers, Writes: (after.traffic.writes - before.traffic.writes) / answers,
		result: done,
	}
	if j.Samples != "" {
		err = readGob(j.Samples, &f.samples)
	}
	return f, errors.Join(err, s.emptyLog())
}

// generate runs the generator in a process of its own.
func (b *bench) generate(ctx context.Context, j job) (result, time.Duration, error) {
	in, err := json.Marshal(j)
	if err != nil {
		return result{}, 0, err
	}
	self, err := os.Executable()
	if err != nil {
		return result{}, 0, err
	}
	cmd := exec.Command(self, "load")
	cmd.Stdin = bytes.NewReader(in)
	c, err := b.group.start("load", cmd)
	if err != nil {
		return result{}, 0, err
	}
	defer c.stdout.Close()
	defer context.AfterFunc(ctx, func() { _ = cmd.Process.Kill() })()
	var done result
	if err := json.NewDecoder(c.stdout).Decode(&done); err != nil {
		<-c.ended
		return result{}, 0, errors.Join(ctx.Err(), fmt.Errorf("the generator gave no result: %w\n%s", err, c.lastWords()))
	}
	<-c.ended
	if done.Wrong != "" {
		return result{}, 0, errors.New(done.Wrong)
	}
	return done, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), nil
}

// job gives the job of an ordinary cell.
func (b *bench) job(connections int) job {
	return job{Connections: connections, Unmeasured: b.seconds(.15), Lasts: b.seconds(1)}
}
