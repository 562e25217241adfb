package statefun_test

import (
	"context"
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

func TestTypeNamesAreSplitAtTheLastSlash(t *testing.T) {
	for text, want := range map[string][2]string{
		"a/b":        {"a", "b"},
		"com.a/b/c":  {"com.a/b", "c"},
		"com.a/b//c": {"com.a/b", "c"},
		"ä/✓":        {"ä", "✓"},
	} {
		name, err := statefun.ParseTypeName(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]string{name.GetNamespace(), name.GetType()}; got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

func TestTypeNamesThatAreNoneAreRefused(t *testing.T) {
	for _, text := range []string{"", "a", "/", "/b", "a/", "a/b/", "//", "a/\xff"} {
		if name, err := statefun.ParseTypeName(text); err == nil {
			t.Errorf("%q became %s", text, name)
		}
	}
	_, err := statefun.TypeNameFromParts("", "b")
	wantError(t, err, "namespace", "cannot be empty")
	_, err = statefun.TypeNameFromParts("a", "")
	wantError(t, err, "type", "cannot be empty")
	defer func() {
		if recover() == nil {
			t.Error("TypeNameFrom of no name did not panic")
		}
	}()
	statefun.TypeNameFrom("nowhere")
}

func TestEqualTypeNamesAreEqual(t *testing.T) {
	names := map[statefun.TypeName]int{statefun.TypeNameFrom("a/b"): 1}
	parts, err := statefun.TypeNameFromParts("a", "b")
	if err != nil || names[parts] != 1 {
		t.Error(names, parts, err)
	}
}

// ownName is a user's implementation.
type ownName struct{ namespace, name string }

func (o ownName) String() string       { return "my own name" }
func (o ownName) GetNamespace() string { return o.namespace }
func (o ownName) GetType() string      { return o.name }

func TestTypeNamesMayBeImplementedByOthers(t *testing.T) {
	effects := effectsOf(t, func(ctx statefun.Context) {
		ctx.Send(statefun.MessageBuilder{
			Target: statefun.Address{FunctionType: ownName{"a/b", "c"}, Id: "1"},
			Value:  "hello",
		})
	})
	if got := effects.Messages[0].Target.FunctionType; got != statefun.TypeNameFrom("a/b/c") {
		t.Error(got)
	}
	wantError(t, failureOf(t, func(ctx statefun.Context) {
		ctx.Send(statefun.MessageBuilder{Target: statefun.Address{FunctionType: ownName{"", "c"}, Id: "1"}, Value: "x"})
	}), "the function type of the message's target", "cannot be empty")

	wantError(t, failureOf(t, func(ctx statefun.Context) {
		ctx.Send(statefun.MessageBuilder{Target: statefun.Address{FunctionType: (*pointerName)(nil), Id: "1"}, Value: "x"})
	}), "is missing")
}

// pointerName panics when it is asked for anything.
type pointerName struct{ ownName }

func TestANamespaceAndATypeWithSlashesAreNotMixedUp(t *testing.T) {
	called := ""
	function := func(name string) statefun.StatefulFunctionPointer {
		return func(statefun.Context, statefun.Message) error {
			called = name
			return nil
		}
	}
	handler := handlerOf(t,
		statefun.StatefulFunctionSpec{FunctionType: ownName{"a/b", "c"}, Function: function("a/b, c")},
		statefun.StatefulFunctionSpec{FunctionType: ownName{"a", "b/c"}, Function: function("a, b/c")},
	)
	// ToFunction to the type b/c in the namespace a, with one message.
	payload := []byte("\xa2\x06\x10\x0a\x08\x0a\x01a\x12\x03b/c\x1a\x04\x12\x02\x10\x01")
	if _, err := handler.Invoke(context.Background(), payload); err != nil || called != "a, b/c" {
		t.Error(called, err)
	}
}
