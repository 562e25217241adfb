package wire

import (
	"fmt"
)

// The most invocations, and the most states, that one request may have. The runtime sends a mailbox at a time, and
// each costs memory before any of them is handled.
const (
	InvocationsMax = 1 << 20
	StatesMax      = 1 << 16
)

// Request is a call of one instance of a function with a batch of messages (the message ToFunction). All slices are
// views of the payload that it was decoded from.
type Request struct {
	// HasTarget is false when the request says nothing about whom it calls.
	HasTarget   bool
	Target      AddressView
	States      []State
	Invocations []Invocation
}

// State is one persisted value, as the runtime has it.
type State struct {
	Name []byte
	// Value.HasValue is false when there is none.
	Value ValueView
}

// Invocation is one message.
type Invocation struct {
	// HasCaller is false when the message came from an ingress.
	HasCaller bool
	Caller    AddressView
	Argument  ValueView
}

// AddressView is an address within a payload.
type AddressView struct{ Namespace, Type, ID []byte }

// ValueView is a typed value within a payload.
type ValueView struct {
	Typename []byte
	HasValue bool
	Value    []byte
}

// DecodeRequest reads a ToFunction, as a protobuf decoder does: unknown fields are skipped, and repeated messages
// merge. It refuses what is no protobuf, strings that are not UTF-8, and more than InvocationsMax or StatesMax.
func DecodeRequest(payload []byte) (Request, error) {
	var request Request
	r := reader{rest: payload}
	for r.next() {
		if r.isBytes(100) {
			r.fail("", request.decodeBatch(r.bytes))
		}
	}
	return request, r.err
}

func (q *Request) decodeBatch(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isBytes(1):
			q.HasTarget = true
			r.fail("the target", q.Target.decode(r.bytes))
		case r.isBytes(2):
			if len(q.States) == StatesMax {
				return fmt.Errorf("it has more than %d states", StatesMax)
			}
			q.States = append(q.States, State{})
			r.fail("a state", q.States[len(q.States)-1].decode(r.bytes))
		case r.isBytes(3):
			if len(q.Invocations) == InvocationsMax {
				return fmt.Errorf("it has more than %d messages", InvocationsMax)
			}
			q.Invocations = append(q.Invocations, Invocation{})
			r.fail("a message", q.Invocations[len(q.Invocations)-1].decode(r.bytes))
		}
	}
	return r.err
}

func (s *State) decode(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isBytes(1):
			s.Name = r.text()
		case r.isBytes(2):
			r.fail("", s.Value.decode(r.bytes))
		}
	}
	return r.err
}

func (i *Invocation) decode(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isBytes(1):
			i.HasCaller = true
			r.fail("the caller", i.Caller.decode(r.bytes))
		case r.isBytes(2):
			r.fail("", i.Argument.decode(r.bytes))
		}
	}
	return r.err
}

func (a *AddressView) decode(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isBytes(1):
			a.Namespace = r.text()
		case r.isBytes(2):
			a.Type = r.text()
		case r.isBytes(3):
			a.ID = r.text()
		}
	}
	return r.err
}

func (v *ValueView) decode(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isBytes(1):
			v.Typename = r.text()
		case r.isVarint(2):
			v.HasValue = r.number != 0
		case r.isBytes(3):
			v.Value = r.bytes
		}
	}
	return r.err
}
