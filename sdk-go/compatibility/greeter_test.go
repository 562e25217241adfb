package compatibility

import (
	"context"
	"strings"
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun/statefuntest"
)

// It is a whole program; the tests use its function.
var _ = main

func greeter(t *testing.T) *statefuntest.Function {
	seen := statefun.ValueSpec{Name: "seen_count", ValueType: statefun.Int32Type}
	return statefuntest.New(t, statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("com.example.fns/greeter"),
		States:       []statefun.ValueSpec{seen},
		Function:     &Greeter{SeenCount: seen},
	})
}

func TestTheAnnouncedGreeterGreetsItsCaller(t *testing.T) {
	alice := statefun.Address{FunctionType: statefun.TypeNameFrom("com.example.fns/user"), Id: "Alice"}
	bob := greeter(t).Instance("Bob").From(alice)
	bob.Call(statefun.MessageBuilder{Value: "Alice"})
	effects := bob.Call(statefun.MessageBuilder{Value: "Alice"})
	sent := effects.Messages[0]
	if got, want := sent.Message.AsString(), "Hello there Alice at the 2-th time!\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if sent.Target != alice {
		t.Errorf("it went to %s", sent.Target)
	}
}

func TestTheAnnouncedGreeterSaysWhatIsWrongWhenItHasNoCaller(t *testing.T) {
	bob := greeter(t).Instance("Bob")
	_, err := bob.Try(context.Background(), statefun.MessageBuilder{Value: "Alice"})
	if err == nil {
		t.Fatal("there is no error")
	}
	for _, part := range []string{"com.example.fns/greeter", `"Bob"`, "message 1 of 1", "has no caller", "Caller() returned nil"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not say %q: %v", part, err)
		}
	}
	if _, ok := statefuntest.Get(bob, statefun.NewValue("seen_count", statefun.Int32)); ok {
		t.Error("it counted a message that it failed to handle")
	}
}
