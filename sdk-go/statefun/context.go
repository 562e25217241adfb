package statefun

import (
	"context"
	"time"
)

// Context is what a function is given with a message: who it is, who sent the message, its states, and what it can do.
// It is a [context.Context], too: cancelled when the function has returned, and when the request is (the runtime gave up,
// or went away).
//
// Its methods may be called by several goroutines at once, until the function returns; what comes later is logged, and
// has no effect. A mistake in a call (a message without a target, a nil token, ...) has no effect either, and fails
// the invocation when the function returns: the first mistake is reported.
type Context interface {
	context.Context

	// Self returns the address of this instance.
	Self() Address

	// Caller returns the address that sent the message; nil when the message came from an ingress.
	Caller() *Address

	// Send sends a message.
	Send(message MessageBuilder)

	// SendAfter sends a message that is delivered when a delay is over, in whole milliseconds; a negative one counts as 0.
	// It is kept durably until then.
	SendAfter(delay time.Duration, message MessageBuilder)

	// SendAfterWithCancellationToken does the same, and names the message so that it can be called back. A token is
	// this instance's own; it may be used again when no message that bears it waits.
	SendAfterWithCancellationToken(delay time.Duration, token CancellationToken, message MessageBuilder)

	// CancelDelayedMessage calls back a message that this instance sent. It does nothing when the message is out already.
	CancelDelayedMessage(token CancellationToken)

	// SendEgress sends a record to an egress.
	SendEgress(egress EgressBuilder)

	// Storage returns the states of this instance.
	Storage() AddressScopedStorage
}

// DeriveContext returns statefunCtx with the deadline, cancellation and values of ctx, which is usually made of it by
// [context.WithValue] or [context.WithTimeout].
func DeriveContext(statefunCtx Context, ctx context.Context) Context {
	return derivedContext{statefunCtx, ctx}
}

type derivedContext struct {
	Context
	derived context.Context
}

func (d derivedContext) Deadline() (time.Time, bool) { return d.derived.Deadline() }
func (d derivedContext) Done() <-chan struct{}       { return d.derived.Done() }
func (d derivedContext) Err() error                  { return d.derived.Err() }
func (d derivedContext) Value(key any) any           { return d.derived.Value(key) }
