package statefuntest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun/statefuntest"
)

var (
	seen = statefun.ValueSpec{Name: "seen", ValueType: statefun.Int32Type}

	errRefused = errors.New("refused")

	greeter = statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("com.example/greeter"),
		States:       []statefun.ValueSpec{seen},
		Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, message statefun.Message) error {
			var count int32
			ctx.Storage().Get(seen, &count)
			ctx.Storage().Set(seen, count+1)
			if message.AsString() == "forget" {
				ctx.Storage().Remove(seen)
			}
			if caller := ctx.Caller(); caller != nil {
				ctx.Send(statefun.MessageBuilder{Target: *caller, Value: fmt.Sprintf("Hello for the %d. time", count+1)})
			}
			if message.AsString() == "fail" {
				return errRefused
			}
			return nil
		}),
	}
)

func hello(text string) statefun.MessageBuilder { return statefun.MessageBuilder{Value: text} }

func TestATestSeesWhatAFunctionSentAndItsState(t *testing.T) {
	function := statefuntest.New(t, greeter)
	bob := function.Instance("Bob")
	bob.Set(seen, int32(4))
	alice := function.Instance("Alice").Self()

	effects := bob.From(alice).Call(hello("a"), hello("b"))
	if len(effects.Messages) != 2 || effects.Messages[1].Target != alice ||
		effects.Messages[1].Message.AsString() != "Hello for the 6. time" {
		t.Errorf("%+v", effects)
	}
	var count int32
	if !function.Instance("Bob").Get(seen, &count) || count != 6 {
		t.Error(count)
	}
	if bob.Call(hello("forget")); bob.Get(seen, &count) {
		t.Error("the state is still there")
	}
}

func TestAFunctionThatFailsChangesNothing(t *testing.T) {
	bob := statefuntest.New(t, greeter).Instance("Bob")
	bob.Call(hello("a"))
	if _, err := bob.Try(context.Background(), hello("b"), hello("fail")); !errors.Is(err, errRefused) {
		t.Error(err)
	}
	var count int32
	if !bob.Get(seen, &count) || count != 1 {
		t.Error(count)
	}
}

// fatal is a test that notes that it has failed.
type fatal struct {
	testing.TB
	failed bool
}

func (f *fatal) Helper()               {}
func (f *fatal) Log(...any)            {}
func (f *fatal) Fatal(...any)          { f.failed = true; panic(f) }
func (f *fatal) Fatalf(string, ...any) { f.failed = true; panic(f) }

func TestAMistakeOfTheTestFailsIt(t *testing.T) {
	for name, mistake := range map[string]func(testing.TB){
		"a declaration that makes no sense": func(t testing.TB) { statefuntest.New(t, statefun.StatefulFunctionSpec{}) },
		"a function that fails":             func(t testing.TB) { statefuntest.New(t, greeter).Instance("1").Call(hello("fail")) },
		"a message without a value":         func(t testing.TB) { statefuntest.New(t, greeter).Instance("1").Call(statefun.MessageBuilder{}) },
		"a state of another type":           func(t testing.TB) { statefuntest.New(t, greeter).Instance("1").Set(seen, "x") },
		"a receiver of another type": func(t testing.TB) {
			bob := statefuntest.New(t, greeter).Instance("1")
			bob.Set(seen, int32(1))
			bob.Get(seen, new(string))
		},
	} {
		test := &fatal{}
		func() {
			defer func() { _ = recover() }()
			mistake(test)
		}()
		if !test.failed {
			t.Errorf("%s does not fail the test", name)
		}
	}
}
