package api

import "github.com/prometheus/client_golang/prometheus"

const (
	counter = prometheus.CounterValue
	gauge   = prometheus.GaugeValue
)

// teller takes one value of a figure, and the values of its labels in their order.
type teller func(value float64, labels ...string)

// figure is one metric that is read when somebody looks.
type figure struct {
	kind       prometheus.ValueType
	name, help string
	labels     []string
	// each tells every value that there is.
	each func(tell teller)
}

func (f figure) desc() *prometheus.Desc { return prometheus.NewDesc(f.name, f.help, f.labels, nil) }

// figures are metrics that are read when somebody looks.
type figures []figure

// Describe implements prometheus.Collector.
func (all figures) Describe(to chan<- *prometheus.Desc) {
	for _, f := range all {
		to <- f.desc()
	}
}

// Collect implements prometheus.Collector.
func (all figures) Collect(to chan<- prometheus.Metric) {
	for _, f := range all {
		desc := f.desc()
		f.each(func(value float64, labels ...string) {
			to <- prometheus.MustNewConstMetric(desc, f.kind, value, labels...)
		})
	}
}

// just is a figure's one value.
func just(read func() float64) func(teller) {
	return func(tell teller) { tell(read()) }
}
