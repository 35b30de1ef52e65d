package api

import (
	"net/http"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/jeton-id/jeton/domain"
	"github.com/jeton-id/jeton/domain/issue"
)

// Metrics are what a process tells of itself to whoever runs it.
//
// No label has a value that a caller chose: routes are those of the table, tenants
// those that the settings name, and everything else is from a list of ours. So the
// number of series has a bound that nobody's requests can move.
//
// What is counted on the way of a request is an addition to a counter that was found
// beforehand; all else is read from whoever keeps it when somebody looks (Sources).
type Metrics struct {
	registry *prometheus.Registry
	requests *requests
	reasons  tallies
	issued   tallies
}

// tallies are counters by the one value of their label. None is added later.
type tallies map[string]*atomic.Int64

func newTallies(of ...string) tallies {
	t := make(tallies, len(of))
	for _, value := range of {
		t[value] = new(atomic.Int64)
	}
	return t
}

func (t tallies) add(of string) {
	if counter := t[of]; counter != nil {
		counter.Add(1)
	}
}

func (t tallies) each(tell teller) {
	for of, counter := range t {
		tell(float64(counter.Load()), of)
	}
}

// callerRefused stands for the reason of a question that was not answered.
const callerRefused = "caller_refused"

// NewMetrics makes the metrics of one server, in which a few tenants have a name.
func NewMetrics(named []domain.Slug) *Metrics {
	reasons := []string{callerRefused}
	for _, reason := range domain.Reasons() {
		reasons = append(reasons, string(reason))
	}
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		requests: newRequests(named),
		reasons:  newTallies(reasons...),
		issued:   newTallies(append(issue.GrantTypes(), string(domain.PersonalToken))...),
	}
	m.registry.MustRegister(m.requests.seconds, figures{
		{counter, "jeton_requests_total", "Requests that were answered.", []string{"route", "tenant", "outcome"}, m.requests.each},
		{counter, "jeton_introspections_total", "Questions about tokens, by the reason behind the answer.", []string{"reason"}, m.reasons.each},
		{counter, "jeton_tokens_issued_total", "Answers that issued tokens, and personal access tokens that were made.", []string{"grant"}, m.issued.each},
	}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// Introspected counts a question about a token. The reason stays inside: no caller
// of introspection is ever told.
func (m *Metrics) Introspected(in domain.Introspection) {
	if in.By == "" {
		m.reasons.add(callerRefused)
		return
	}
	m.reasons.add(string(in.Reason))
}

// Issued counts an answer with tokens, by its grant type.
func (m *Metrics) Issued(grantType string) { m.issued.add(grantType) }

// IssuedPersonally counts a personal access token.
func (m *Metrics) IssuedPersonally() { m.issued.add(string(domain.PersonalToken)) }

// Handler serves the metrics, for a listener that is not the public one.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
