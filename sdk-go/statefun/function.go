package statefun

import (
	"fmt"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// StatefulFunction handles the messages for the instances of one type, one at a time for each instance, but those of
// different instances at once.
type StatefulFunction interface {
	// Invoke handles a message. An error takes back all that the call did, for the whole batch that the message came
	// in; the runtime calls again. Once Invoke has returned, ctx is cancelled and does nothing more.
	Invoke(ctx Context, message Message) error
}

// StatefulFunctionPointer makes a func a [StatefulFunction].
type StatefulFunctionPointer func(Context, Message) error

// Invoke calls the func.
func (s StatefulFunctionPointer) Invoke(ctx Context, message Message) error { return s(ctx, message) }

// StatefulFunctionSpec declares a function: its type, its states, and what handles its messages.
type StatefulFunctionSpec struct {
	FunctionType TypeName
	States       []ValueSpec
	Function     StatefulFunction
}

// function is a declaration that was checked.
type function struct {
	name   typeName
	self   TypeName // name
	states []declaredState
	byName map[string]int // indices of states
	handle StatefulFunction
}

type declaredState struct {
	ValueSpec
	typename string
}

func newFunction(spec StatefulFunctionSpec) (*function, error) {
	name, err := checked(spec.FunctionType, "the FunctionType of a StatefulFunctionSpec")
	if err != nil {
		return nil, err
	}
	if isNil(spec.Function) {
		return nil, fmt.Errorf("function %s needs a Function, which is nil", name)
	}
	made := &function{name: name, self: name, byName: map[string]int{}, handle: spec.Function}
	for i, state := range spec.States {
		typename, err := state.check()
		if err != nil {
			return nil, fmt.Errorf("function %s: %w", name, err)
		}
		if _, twice := made.byName[state.Name]; twice {
			return nil, fmt.Errorf("function %s declares the state %s twice", name, state.Name)
		}
		made.byName[state.Name] = i
		made.states = append(made.states, declaredState{state, typename.text})
	}
	return made, nil
}

// state finds a state by a declaration of it, which has to be of the same type.
func (f *function) state(spec ValueSpec) (int, error) {
	i, ok := f.byName[spec.Name]
	if !ok {
		return 0, fmt.Errorf("the state %q is not among the States of function %s: declare it there", spec.Name, f.name)
	}
	declared := &f.states[i]
	if isNil(spec.ValueType) {
		return 0, fmt.Errorf("the state %s is used without a ValueType", spec.Name)
	}
	name, err := checked(spec.ValueType.GetTypeName(), "the name of its type")
	if err != nil {
		return 0, fmt.Errorf("the state %s: %w", spec.Name, err)
	}
	if name.text != declared.typename {
		return 0, fmt.Errorf("the state %s is declared with type %s, and used with type %s", spec.Name, declared.typename, name)
	}
	return i, nil
}

// incomplete asks the runtime for states.
func (m MissingSpecs) incomplete() []byte {
	specs := make([]wire.StateSpec, len(m))
	for i, spec := range m {
		specs[i] = wire.StateSpec{
			Name:     spec.Name,
			Typename: spec.ValueType.GetTypeName().String(),
			Mode:     spec.Expiration.mode,
			TTLMs:    spec.Expiration.duration.Milliseconds(),
		}
	}
	return wire.AppendIncomplete(nil, specs)
}
