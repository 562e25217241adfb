// Package statefuntest tests a function in memory: it calls the function through the same handler that serves it, keeps
// the states of its instances, and tells what it sent.
//
//	func TestGreeterCounts(t *testing.T) {
//		greeter := statefuntest.New(t, greeterSpec)
//		bob := greeter.Instance("Bob")
//		effects := bob.Call(statefun.MessageBuilder{Value: "Hello"})
//		if got := effects.Messages[0].Message.AsString(); got != "Hello Bob, seen 1 times" {
//			t.Error(got)
//		}
//	}
//
// Time is the test's: delayed messages are told, not delivered, and states do not expire.
package statefuntest

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// Function is a function under test, with the states of all its instances.
type Function struct {
	t         testing.TB
	spec      statefun.StatefulFunctionSpec
	handler   statefun.RequestReplyHandler
	instances map[string]map[string]wire.ValueView
}

// New makes a function ready to be called. It fails the test when the declaration makes no sense. Failures are logged to
// the test.
func New(t testing.TB, spec statefun.StatefulFunctionSpec) *Function {
	t.Helper()
	logger := slog.New(slog.NewTextHandler(logWriter{t}, nil))
	functions := statefun.NewStatefulFunctions(statefun.WithLogger(logger))
	if err := functions.WithSpec(spec); err != nil {
		t.Fatal(err)
	}
	return &Function{t, spec, functions.AsHandler(), map[string]map[string]wire.ValueView{}}
}

// Instance is the instance with an id. Its states are the same whenever it is asked for.
func (f *Function) Instance(id string) *Instance {
	states := f.instances[id]
	if states == nil {
		states = map[string]wire.ValueView{}
		f.instances[id] = states
	}
	return &Instance{function: f, states: states, self: statefun.Address{FunctionType: f.spec.FunctionType, Id: id}}
}

// Instance is an instance of a function under test.
type Instance struct {
	function *Function
	states   map[string]wire.ValueView
	self     statefun.Address
	caller   *statefun.Address
}

// From is the instance, called by another one. Without it, calls come from an ingress.
func (i *Instance) From(caller statefun.Address) *Instance {
	from := *i
	from.caller = &caller
	return &from
}

// Self returns the address.
func (i *Instance) Self() statefun.Address { return i.self }

// Call has the function handle messages, as one batch, and returns what it did. Their targets may be left out. It fails
// the test when the function fails.
func (i *Instance) Call(messages ...statefun.MessageBuilder) Effects {
	i.function.t.Helper()
	effects, err := i.Try(context.Background(), messages...)
	if err != nil {
		i.function.t.Fatal(err)
	}
	return effects
}

// Try is Call with a context, and with the error of a function that failed. Then the states are as they were.
func (i *Instance) Try(ctx context.Context, messages ...statefun.MessageBuilder) (Effects, error) {
	i.function.t.Helper()
	request, err := i.request(messages)
	if err != nil {
		i.function.t.Fatal(err)
	}
	payload, err := i.function.handler.Invoke(ctx, wire.AppendRequest(nil, request))
	if err != nil {
		return Effects{}, err
	}
	reply, err := wire.DecodeReply(payload)
	if err != nil {
		i.function.t.Fatal(err)
	}
	for _, mutation := range reply.Mutations {
		i.states[mutation.State] = wire.ValueView{
			Typename: []byte(mutation.Value.Typename),
			HasValue: mutation.Modify,
			Value:    mutation.Value.Bytes,
		}
	}
	return effectsOf(reply)
}

func (i *Instance) request(messages []statefun.MessageBuilder) (wire.Request, error) {
	request := wire.Request{HasTarget: true, Target: view(i.self)}
	for _, spec := range i.function.spec.States {
		request.States = append(request.States, wire.State{Name: []byte(spec.Name), Value: i.states[spec.Name]})
	}
	for _, builder := range messages {
		builder.Target = i.self
		message, err := builder.ToMessage()
		if err != nil {
			return request, err
		}
		invocation := wire.Invocation{Argument: wire.ValueView{
			Typename: []byte(message.ValueTypeName().String()),
			HasValue: true,
			Value:    message.RawValue(),
		}}
		if i.caller != nil {
			invocation.HasCaller, invocation.Caller = true, view(*i.caller)
		}
		request.Invocations = append(request.Invocations, invocation)
	}
	return request, nil
}

// Set gives a state a value, as if an earlier call had. It fails the test when the value is not of the state's type.
func (i *Instance) Set(spec statefun.ValueSpec, value interface{}) {
	i.function.t.Helper()
	message, err := statefun.MessageBuilder{Target: i.self, Value: value, ValueType: spec.ValueType}.ToMessage()
	if err != nil {
		i.function.t.Fatalf("the state %s: %v", spec.Name, err)
	}
	i.states[spec.Name] = wire.ValueView{
		Typename: []byte(message.ValueTypeName().String()),
		HasValue: true,
		Value:    message.RawValue(),
	}
}

// Get reads a state into receiver, a pointer, and tells whether there is a value. It fails the test when the value is
// not of the state's type.
func (i *Instance) Get(spec statefun.ValueSpec, receiver interface{}) (exists bool) {
	i.function.t.Helper()
	value := i.states[spec.Name]
	if !value.HasValue {
		return false
	}
	message, err := messageOf(wire.Value{Typename: string(value.Typename), Bytes: value.Value})
	if err == nil {
		err = message.As(spec.ValueType, receiver)
	}
	if err != nil {
		i.function.t.Fatalf("the state %s: %v", spec.Name, err)
	}
	return true
}

// Get reads a typed state of an instance; without a value, it returns the zero value of T.
func Get[T any](i *Instance, state statefun.Value[T]) (value T, exists bool) {
	i.function.t.Helper()
	exists = i.Get(state.Spec(), &value)
	return value, exists
}

// Set gives a typed state of an instance a value.
func Set[T any](i *Instance, state statefun.Value[T], value T) {
	i.function.t.Helper()
	i.Set(state.Spec(), value)
}

func view(address statefun.Address) wire.AddressView {
	return wire.Address{
		Namespace: address.FunctionType.GetNamespace(),
		Type:      address.FunctionType.GetType(),
		ID:        address.Id,
	}.View()
}

// logWriter writes lines to a test's log.
type logWriter struct{ t testing.TB }

func (w logWriter) Write(line []byte) (int, error) {
	w.t.Log(strings.TrimSuffix(string(line), "\n"))
	return len(line), nil
}
