package api

import (
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/jeton-id/jeton/domain"
)

// MaxNamed is how many tenants metrics may name.
const MaxNamed = 20

// The classes of tenants that have no name of their own in metrics.
const (
	noTenant = iota
	systemTenant
	otherTenant
)

// TenantClasses lists the classes that stand where a tenant's name could.
func TenantClasses() []string {
	return []string{noTenant: "none", systemTenant: string(domain.SystemSlug), otherTenant: "other"}
}

// outcome is what became of a request, in the ways that whoever runs Jeton tells apart.
type outcome int

const (
	answered outcome = iota
	// refused is the caller's own doing.
	refused
	// limited is a caller, or a tenant, that asked too often.
	limited
	// unavailable means that the answer could not be found out.
	unavailable
	// failed is a defect of ours.
	failed
	outcomes
)

var outcomeNames = [outcomes]string{"answered", "refused", "limited", "unavailable", "failed"}

// outcomeOf tells the outcome from the status; broken is an answer that failed when
// its status had been sent.
func outcomeOf(status int, broken bool) outcome {
	switch {
	case broken:
		return failed
	case status == http.StatusTooManyRequests:
		return limited
	case status == http.StatusServiceUnavailable:
		return unavailable
	case status >= http.StatusInternalServerError:
		return failed
	case status >= http.StatusBadRequest:
		return refused
	}
	return answered
}

// requests counts requests by the routes of the table.
type requests struct {
	seconds *prometheus.HistogramVec
	classes []string
	class   map[string]int // of the slugs that have one of their own
	// routes are there before the first request, and read only from then on; unknown
	// stands for every request that is none of them.
	routes  map[routeName]*timed
	byPath  map[string]counts
	unknown *timed
}

type routeName struct{ method, path string }

// counts are the requests of one path, for each class and in it for each outcome.
type counts []atomic.Int64

func newRequests(named []domain.Slug) *requests {
	r := &requests{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name:    "jeton_request_seconds",
			Help:    "Time to answer a request, in seconds.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10},
		}, []string{"method", "route", "status"}),
		classes: TenantClasses(),
		class:   map[string]int{"": noTenant, string(domain.SystemSlug): systemTenant},
		routes:  map[routeName]*timed{},
		byPath:  map[string]counts{},
	}
	for _, slug := range named {
		r.class[string(slug)] = len(r.classes)
		r.classes = append(r.classes, string(slug))
	}
	// The method of what is no route of ours may be anything.
	r.unknown = r.add("other", "none")
	return r
}

// know makes room for the routes of the table.
func (r *requests) know(routes []Route) {
	for _, route := range routes {
		r.routes[routeName{route.Method, route.Path}] = r.add(route.Method, route.Path)
		if route.Method == http.MethodGet {
			r.routes[routeName{http.MethodHead, route.Path}] = r.add(http.MethodHead, route.Path)
		}
	}
}

func (r *requests) add(method, path string) *timed {
	of, ok := r.byPath[path]
	if !ok {
		of = make(counts, len(r.classes)*int(outcomes))
		r.byPath[path] = of
	}
	t := &timed{counts: of, learn: func(status int) prometheus.Observer {
		return r.seconds.WithLabelValues(method, path, strconv.Itoa(status))
	}}
	t.known.Store(&[]statusSeconds{})
	return t
}

// observe counts a request. The route is the pattern that it matched, and the slug is
// what it had in a tenant's place.
func (r *requests) observe(method, route, slug string, status int, broken bool, took time.Duration) {
	t, ok := r.routes[routeName{method, route}]
	if !ok {
		t, slug = r.unknown, ""
	}
	class, ok := r.class[slug]
	if !ok {
		class = otherTenant
	}
	t.counts[class*int(outcomes)+int(outcomeOf(status, broken))].Add(1)
	t.seconds(status).Observe(took.Seconds())
}

// each tells what was counted. A class of tenants that never asked a route is left out,
// for most never ask most. One that did has all outcomes: the first failure has to be
// seen as an increase.
func (r *requests) each(tell teller) {
	for path, of := range r.byPath {
		for class, name := range r.classes {
			var found [outcomes]int64
			asked := false
			for outcome := range found {
				found[outcome] = of[class*int(outcomes)+outcome].Load()
				asked = asked || found[outcome] != 0
			}
			for outcome := 0; asked && outcome < len(found); outcome++ {
				tell(float64(found[outcome]), path, name, outcomeNames[outcome])
			}
		}
	}
}

// timed is one route with one method.
type timed struct {
	counts counts
	// known are the statuses it has answered so far: a handful, so looking through
	// them is quicker than any map.
	known    atomic.Pointer[[]statusSeconds]
	learning sync.Mutex
	learn    func(status int) prometheus.Observer
}

type statusSeconds struct {
	status  int
	seconds prometheus.Observer
}

func (t *timed) seconds(status int) prometheus.Observer {
	known := *t.known.Load()
	for n := range known {
		if known[n].status == status {
			return known[n].seconds
		}
	}
	t.learning.Lock()
	defer t.learning.Unlock()
	// Two at once learn it twice, and count in the same place.
	learnt := statusSeconds{status, t.learn(status)}
	more := append(slices.Clone(*t.known.Load()), learnt)
	t.known.Store(&more)
	return learnt.seconds
}
