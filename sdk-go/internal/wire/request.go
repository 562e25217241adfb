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
	err := eachField(payload, func(f field) error {
		if f.isBytes(100) {
			return request.decodeBatch(f.bytes)
		}
		return nil
	})
	return request, err
}

func (r *Request) decodeBatch(message []byte) error {
	return eachField(message, func(f field) error {
		switch {
		case f.isBytes(1):
			r.HasTarget = true
			return within("the target", r.Target.decode(f.bytes))
		case f.isBytes(2):
			if len(r.States) == StatesMax {
				return fmt.Errorf("it has more than %d states", StatesMax)
			}
			r.States = append(r.States, State{})
			return within("a state", r.States[len(r.States)-1].decode(f.bytes))
		case f.isBytes(3):
			if len(r.Invocations) == InvocationsMax {
				return fmt.Errorf("it has more than %d messages", InvocationsMax)
			}
			r.Invocations = append(r.Invocations, Invocation{})
			return within("a message", r.Invocations[len(r.Invocations)-1].decode(f.bytes))
		}
		return nil
	})
}

func (s *State) decode(message []byte) error {
	return eachField(message, func(f field) (err error) {
		switch {
		case f.isBytes(1):
			s.Name, err = f.text()
		case f.isBytes(2):
			err = s.Value.decode(f.bytes)
		}
		return err
	})
}

func (i *Invocation) decode(message []byte) error {
	return eachField(message, func(f field) error {
		switch {
		case f.isBytes(1):
			i.HasCaller = true
			return within("the caller", i.Caller.decode(f.bytes))
		case f.isBytes(2):
			return i.Argument.decode(f.bytes)
		}
		return nil
	})
}

func (a *AddressView) decode(message []byte) error {
	return eachField(message, func(f field) (err error) {
		switch {
		case f.isBytes(1):
			a.Namespace, err = f.text()
		case f.isBytes(2):
			a.Type, err = f.text()
		case f.isBytes(3):
			a.ID, err = f.text()
		}
		return err
	})
}

func (v *ValueView) decode(message []byte) error {
	return eachField(message, func(f field) (err error) {
		switch {
		case f.isBytes(1):
			v.Typename, err = f.text()
		case f.isVarint(2):
			v.HasValue = f.number != 0
		case f.isBytes(3):
			v.Value = f.bytes
		}
		return err
	})
}

// eachField calls visit with the fields of a message, until one fails.
func eachField(message []byte, visit func(field) error) error {
	for len(message) > 0 {
		f, rest, err := nextField(message)
		if err != nil {
			return err
		}
		if err := visit(f); err != nil {
			return err
		}
		message = rest
	}
	return nil
}

func within(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

