package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts requests by route pattern, never by tenant or client: the
// number of series is bounded by the route table.
type Metrics struct {
	registry *prometheus.Registry
	seconds  *prometheus.HistogramVec
}

// NewMetrics makes the registry of one server. Traffic gives what has gone to the
// database since the process started: round trips, and statements that wrote.
func NewMetrics(traffic func() (trips, writes int64)) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "jeton_request_seconds",
			Help:    "Time to answer a request, in seconds.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10},
		}, []string{"method", "route", "status"}),
	}
	m.registry.MustRegister(m.seconds,
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "jeton_database_round_trips_total", Help: "Round trips to the database.",
		}, func() float64 { trips, _ := traffic(); return float64(trips) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "jeton_database_writes_total", Help: "Statements sent to the database that write.",
		}, func() float64 { _, writes := traffic(); return float64(writes) }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// CountLogoutNotices adds what became of logout notices since the process started:
// how many were delivered, were put off to be tried again, and were given up.
func (m *Metrics) CountLogoutNotices(counts func() (delivered, postponed, givenUp int64)) {
	for outcome, count := range map[string]func() int64{
		"delivered": func() int64 { delivered, _, _ := counts(); return delivered },
		"postponed": func() int64 { _, postponed, _ := counts(); return postponed },
		"given_up":  func() int64 { _, _, givenUp := counts(); return givenUp },
	} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "jeton_logout_notices_total", Help: "Attempts to tell clients that a session has ended, by outcome.",
			ConstLabels: prometheus.Labels{"outcome": outcome},
		}, func() float64 { return float64(count()) }))
	}
}

// CountDroppedActivity adds what figures do not tell of since the process started:
// answers and refusals in no sum, and active answers in no sighting.
func (m *Metrics) CountDroppedActivity(dropped func() (counts, sightings int64)) {
	for what, count := range map[string]func() int64{
		"counts":    func() int64 { counts, _ := dropped(); return counts },
		"sightings": func() int64 { _, sightings := dropped(); return sightings },
	} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "jeton_activity_dropped_total", Help: "Answers about tokens that figures do not tell of, by which figures.",
			ConstLabels: prometheus.Labels{"what": what},
		}, func() float64 { return float64(count()) }))
	}
}

// CountListeners adds how many resource servers listen to the revocation feed.
func (m *Metrics) CountListeners(listening func() int) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "jeton_revocation_listeners", Help: "Resource servers that listen to the revocation feed.",
	}, func() float64 { return float64(listening()) }))
}

// Handler serves the metrics, for a listener that is not the public one.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *Metrics) observe(method, route string, status int, took time.Duration) {
	if route == "" {
		// No route of ours; the method may be anything.
		method, route = "other", "none"
	}
	m.seconds.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}
