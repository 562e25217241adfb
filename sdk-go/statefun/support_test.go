package statefun_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun/statefuntest"
)

var (
	self   = statefun.TypeNameFrom("example/self")
	target = statefun.Address{FunctionType: statefun.TypeNameFrom("example/target"), Id: "t"}
	egress = statefun.TypeNameFrom("example/egress")
	hello  = statefun.MessageBuilder{Target: target, Value: "hello"}

	errDeliberate = errors.New("a deliberate failure")
)

// instance is one of a function that does what the test says.
func instance(t *testing.T, function statefun.StatefulFunctionPointer, states ...statefun.ValueSpec) *statefuntest.Instance {
	t.Helper()
	return statefuntest.New(t, statefun.StatefulFunctionSpec{
		FunctionType: self,
		States:       states,
		Function:     function,
	}).Instance("1")
}

// effectsOf are what one call of a function does.
func effectsOf(t *testing.T, does func(ctx statefun.Context), states ...statefun.ValueSpec) statefuntest.Effects {
	t.Helper()
	return instance(t, func(ctx statefun.Context, _ statefun.Message) error {
		does(ctx)
		return nil
	}, states...).Call(hello)
}

// failureOf is the error of one call of a function that calls its context wrongly, after which it had no effect.
func failureOf(t *testing.T, does func(ctx statefun.Context), states ...statefun.ValueSpec) error {
	t.Helper()
	returned := false
	effects, err := instance(t, func(ctx statefun.Context, _ statefun.Message) error {
		ctx.Send(hello)
		does(ctx)
		returned = true
		return nil
	}, states...).Try(context.Background(), hello)
	if err == nil {
		t.Fatal("there is no error")
	}
	if !returned || effects.Messages != nil {
		t.Errorf("the function returned: %t, its effects: %v", returned, effects)
	}
	return err
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("there is no error that says %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not say %q: %v", part, err)
		}
	}
}

// handlerOf serves functions, and logs to nowhere.
func handlerOf(t testing.TB, specs ...statefun.StatefulFunctionSpec) statefun.RequestReplyHandler {
	t.Helper()
	logger := slog.New(slog.NewTextHandler(io.Discard, nil))
	functions := statefun.NewStatefulFunctions(statefun.WithLogger(logger))
	for _, spec := range specs {
		if err := functions.WithSpec(spec); err != nil {
			t.Fatal(err)
		}
	}
	return functions.AsHandler()
}

// requestOf is a call of example/self with one message, and with the states that the runtime has.
func requestOf(value []byte, states ...wire.State) []byte {
	argument := wire.ValueView{Typename: []byte("example/value"), HasValue: true, Value: value}
	return wire.AppendRequest(nil, wire.Request{
		HasTarget:   true,
		Target:      wire.Address{Namespace: "example", Type: "self", ID: "1"}.View(),
		States:      states,
		Invocations: []wire.Invocation{{Argument: argument}},
	})
}

func requestWith(states ...wire.State) []byte { return requestOf([]byte("value"), states...) }

// readVectors reads bytes that official SDKs made.
func readVectors(t testing.TB, name string, into any) {
	t.Helper()
	text, err := os.ReadFile("../../packages/protocol/test/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	decoded, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

// bytesType is bytes as they are, by the interface that users implement.
type bytesType struct{ name statefun.TypeName }

func (b bytesType) GetTypeName() statefun.TypeName { return b.name }

func (b bytesType) Serialize(writer io.Writer, data interface{}) error {
	value, ok := data.([]byte)
	if !ok {
		return errDeliberate
	}
	if len(value) == 0 {
		return nil // writes nothing at all
	}
	_, err := writer.Write(value)
	return err
}

func (b bytesType) Deserialize(r io.Reader, receiver interface{}) (err error) {
	*receiver.(*[]byte), err = io.ReadAll(r)
	return err
}
