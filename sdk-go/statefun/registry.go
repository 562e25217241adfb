package statefun

import (
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
)

// StatefulFunctions are the functions that a service serves.
type StatefulFunctions interface {
	// WithSpec adds a function. It fails when there is one of the type already, or when the declaration makes no sense;
	// the error says why.
	WithSpec(spec StatefulFunctionSpec) error

	// AsHandler returns what serves the functions, those that are added later among them.
	AsHandler() RequestReplyHandler
}

// StatefulFunctionsBuilder returns an empty set of functions. [NewStatefulFunctions] is the same with options.
func StatefulFunctionsBuilder() StatefulFunctions { return NewStatefulFunctions() }

// NewStatefulFunctions returns an empty set of functions.
func NewStatefulFunctions(options ...Option) StatefulFunctions {
	made := &registry{settings: settings{requestBytesMax: RequestBytesMaxDefault}}
	for _, option := range options {
		option(&made.settings)
	}
	return made
}

// Option is a setting of how functions are served.
type Option func(*settings)

type settings struct {
	requestBytesMax int
	slog            *slog.Logger
}

// RequestBytesMaxDefault is the size of the largest request, unless there is an option that says another: 32 MiB.
const RequestBytesMaxDefault = 32 << 20

// WithRequestBytesMax sets the size of the largest request, if it is positive. A larger one is answered with 413, after which the runtime
// tries smaller batches.
func WithRequestBytesMax(bytes int) Option {
	return func(s *settings) {
		if bytes > 0 {
			s.requestBytesMax = bytes
		}
	}
}

// WithLogger sets where failures are logged; [slog.Default] if it is left out.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) { s.slog = logger }
}

func (s *settings) logger() *slog.Logger {
	if s.slog == nil {
		return slog.Default()
	}
	return s.slog
}

// functionKey is the type of a function. Its parts are apart, since both may have slashes.
type functionKey struct{ namespace, name string }

type registry struct {
	settings
	adding    sync.Mutex
	functions atomic.Pointer[map[functionKey]*function] // replaced, never changed
}

func (r *registry) WithSpec(spec StatefulFunctionSpec) error {
	added, err := newFunction(spec)
	if err != nil {
		return err
	}
	r.adding.Lock()
	defer r.adding.Unlock()
	functions := map[functionKey]*function{}
	if current := r.functions.Load(); current != nil {
		functions = maps.Clone(*current)
	}
	key := functionKey{added.name.namespace, added.name.name}
	if _, taken := functions[key]; taken {
		return fmt.Errorf("there is a function %s already", added.name)
	}
	functions[key] = added
	r.functions.Store(&functions)
	r.logger().Debug("stateful function added", "function", added.name.text, "states", len(added.states))
	return nil
}

func (r *registry) AsHandler() RequestReplyHandler { return &handler{registry: r} }

// find returns nil when there is no such function.
func (r *registry) find(namespace, name []byte) *function {
	functions := r.functions.Load()
	if functions == nil {
		return nil
	}
	return (*functions)[functionKey{string(namespace), string(name)}]
}
