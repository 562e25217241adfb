package statefun

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

// invocationError says which message of a batch failed, and why.
type invocationError struct {
	self    Address
	number  int
	ofBatch int
	reason  error
}

func (e *invocationError) Error() string {
	return fmt.Sprintf("function %s failed for id %q, with message %d of %d: %s",
		e.self.FunctionType, e.self.Id, e.number, e.ofBatch, e.reason)
}

func (e *invocationError) Unwrap() error { return e.reason }

// panicError is a panic of a function.
type panicError struct {
	reason any
	hint   string
	stack  []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("it panicked: %v%s", e.reason, e.hint) }

// Unwrap returns the error that was the reason, if it was one.
func (e *panicError) Unwrap() error {
	err, _ := e.reason.(error)
	return err
}

// panicked makes an error of what was recovered, and says the likely cause of the most common mistake.
func (i *invocation) panicked(reason any) error {
	made := &panicError{reason: reason, stack: debug.Stack()}
	i.batch.mu.Lock()
	defer i.batch.mu.Unlock()
	var failure runtime.Error
	if err, ok := reason.(error); ok && i.askedForNobody && errors.As(err, &failure) &&
		strings.Contains(failure.Error(), "nil pointer") {
		made.hint = " (the message came from an ingress, so it has no caller, and Caller() returned nil: ask for that first)"
	}
	return made
}

// stackOf is where a function panicked, if it did.
func stackOf(err error) string {
	var panicked *panicError
	if errors.As(err, &panicked) {
		return string(panicked.stack)
	}
	return ""
}
