package statefun_test

import (
	"context"
	"testing"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

func nothing(statefun.Context, statefun.Message) error { return nil }

func TestADeclarationThatMakesNoSenseIsRefused(t *testing.T) {
	var none *struct{ statefun.StatefulFunction }
	spec := func(states ...statefun.ValueSpec) statefun.StatefulFunctionSpec {
		return statefun.StatefulFunctionSpec{
			FunctionType: self, States: states, Function: statefun.StatefulFunctionPointer(nothing),
		}
	}
	named := func(name string) statefun.ValueSpec {
		return statefun.ValueSpec{Name: name, ValueType: statefun.Int32Type}
	}
	expiring := func(e statefun.Expiration) statefun.ValueSpec {
		return statefun.ValueSpec{Name: "n", ValueType: statefun.Int32Type, Expiration: e}
	}
	for _, test := range []struct {
		want string
		spec statefun.StatefulFunctionSpec
	}{
		{"the FunctionType of a StatefulFunctionSpec is missing", statefun.StatefulFunctionSpec{}},
		{"function example/self needs a Function", statefun.StatefulFunctionSpec{FunctionType: self}},
		{"needs a Function", statefun.StatefulFunctionSpec{FunctionType: self, Function: none}},
		{"needs a Function", statefun.StatefulFunctionSpec{FunctionType: self, Function: statefun.StatefulFunctionPointer(nil)}},
		{`the state name "" must be`, spec(named(""))},
		{`the state name "1a" must be`, spec(named("1a"))},
		{`the state name "a-b" must be`, spec(named("a-b"))},
		{"declares the state count twice", spec(named("count"), named("other"), named("count"))},
		{"the state n needs a ValueType", spec(statefun.ValueSpec{Name: "n"})},
		{"the name of its type is missing", spec(statefun.ValueSpec{Name: "n", ValueType: statefun.PrimitiveType(99)})},
		{"expires after 0s", spec(expiring(statefun.ExpireAfterCall(0)))},
		{"expires after -1s", spec(expiring(statefun.ExpireAfterWrite(-time.Second)))},
		{"expires after 999µs: make it at least a millisecond", spec(expiring(statefun.ExpireAfterWrite(999 * time.Microsecond)))},
	} {
		wantError(t, statefun.StatefulFunctionsBuilder().WithSpec(test.spec), test.want)
	}
}

func TestThereIsOneFunctionOfAType(t *testing.T) {
	functions := statefun.StatefulFunctionsBuilder()
	spec := statefun.StatefulFunctionSpec{FunctionType: self, Function: statefun.StatefulFunctionPointer(nothing)}
	if err := functions.WithSpec(spec); err != nil {
		t.Fatal(err)
	}
	wantError(t, functions.WithSpec(spec), "there is a function example/self already")
}

func TestAHandlerServesWhatIsAddedLater(t *testing.T) {
	functions := statefun.StatefulFunctionsBuilder()
	handler := functions.AsHandler()
	_, err := handler.Invoke(context.Background(), requestWith())
	wantError(t, err, "there is no function example/self here")
	spec := statefun.StatefulFunctionSpec{FunctionType: self, Function: statefun.StatefulFunctionPointer(nothing)}
	if err := functions.WithSpec(spec); err != nil {
		t.Fatal(err)
	}
	if _, err := handler.Invoke(context.Background(), requestWith()); err != nil {
		t.Error(err)
	}
}
