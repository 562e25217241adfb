package statefun

import (
	"context"
	"sync"
	"time"
)

// lazyContext is context.WithCancel of a parent, made when somebody first asks: most functions never do.
type lazyContext struct {
	parent context.Context

	mu        sync.Mutex
	made      context.Context // nil until somebody asks
	cancel    context.CancelFunc
	cancelled bool
}

func (l *lazyContext) get() context.Context {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.made == nil {
		l.made, l.cancel = context.WithCancel(l.parent)
		if l.cancelled {
			l.cancel()
		}
	}
	return l.made
}

func (l *lazyContext) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cancelled = true
	if l.cancel != nil {
		l.cancel()
	}
}

func (l *lazyContext) Deadline() (time.Time, bool) { return l.parent.Deadline() }
func (l *lazyContext) Done() <-chan struct{}       { return l.get().Done() }
func (l *lazyContext) Err() error                  { return l.get().Err() }
func (l *lazyContext) Value(key any) any           { return l.get().Value(key) }
