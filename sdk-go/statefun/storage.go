package statefun

import (
	"fmt"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// AddressScopedStorage has the states of one instance. As with [Context], a mistake (a state that is not declared, or
// is used with another type) has no effect, and fails the invocation when the function returns.
type AddressScopedStorage interface {
	// Get reads a state into receiver, a pointer, and tells whether there is a value; without one, receiver is left as
	// it is. What was read is a copy: it takes a Set to change the state.
	Get(spec ValueSpec, receiver interface{}) (exists bool)

	// Set writes a state.
	Set(spec ValueSpec, value interface{})

	// Remove removes a state's value.
	Remove(spec ValueSpec)
}

// cell is a state of the instance during a batch.
type cell struct {
	// known is whether the runtime sent the state, with or without a value.
	known    bool
	hasValue bool
	value    []byte
	changed  bool
	// own is memory for a value that was set; what the runtime sent is in the payload.
	own []byte
}

// fillCells takes the states that the runtime sent. It returns those that it did not, in the order of their declaration.
func (b *batch) fillCells(states []wire.State) (MissingSpecs, error) {
	b.cells = make([]cell, len(b.function.states))
	for _, sent := range states {
		i, ok := b.function.byName[string(sent.Name)]
		if !ok {
			continue
		}
		declared := &b.function.states[i]
		if sent.Value.HasValue && string(sent.Value.Typename) != declared.typename {
			return nil, fmt.Errorf("the state %s is declared with type %s, and its value is of type %s",
				declared.Name, declared.typename, sent.Value.Typename)
		}
		b.cells[i] = cell{known: true, hasValue: sent.Value.HasValue, value: sent.Value.Value}
	}
	var missing MissingSpecs
	for i := range b.cells {
		if !b.cells[i].known {
			missing = append(missing, b.function.states[i].ValueSpec)
		}
	}
	return missing, nil
}

// appendMutations appends what became of the states, in the order of their declaration.
func (b *batch) appendMutations(dst []byte) []byte {
	for i := range b.cells {
		cell, declared := &b.cells[i], &b.function.states[i]
		switch {
		case !cell.changed:
		case cell.hasValue:
			dst = wire.AppendModify(dst, declared.Name, wire.Value{Typename: declared.typename, Bytes: cell.value})
		default:
			dst = wire.AppendDelete(dst, declared.Name)
		}
	}
	return dst
}

// storage is an invocation's view of the states.
type storage struct{ invocation *invocation }

func (s storage) Get(spec ValueSpec, receiver interface{}) (exists bool) {
	s.invocation.do("Storage().Get", func(b *batch) error {
		i, err := b.function.state(spec)
		if err != nil || !b.cells[i].hasValue {
			return err
		}
		if err := decode(spec.ValueType, b.cells[i].value, receiver); err != nil {
			return fmt.Errorf("the state %s: %w", spec.Name, err)
		}
		exists = true
		return nil
	})
	return exists
}

func (s storage) Set(spec ValueSpec, value interface{}) {
	s.invocation.do("Storage().Set", func(b *batch) error {
		i, err := b.function.state(spec)
		if err != nil {
			return err
		}
		written, err := encode(b.scratch[:0], spec.ValueType, value)
		if err != nil {
			return fmt.Errorf("the state %s: %w", spec.Name, err)
		}
		b.scratch = written.Bytes
		own := append(b.cells[i].own[:0], written.Bytes...)
		b.cells[i] = cell{known: true, hasValue: true, value: own, changed: true, own: own}
		return nil
	})
}

func (s storage) Remove(spec ValueSpec) {
	s.invocation.do("Storage().Remove", func(b *batch) error {
		i, err := b.function.state(spec)
		if err != nil {
			return err
		}
		b.cells[i] = cell{known: true, changed: true, own: b.cells[i].own}
		return nil
	})
}
