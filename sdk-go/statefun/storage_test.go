package statefun_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun/statefuntest"
)

var (
	count = statefun.ValueSpec{Name: "count", ValueType: statefun.Int32Type}
	note  = statefun.ValueSpec{Name: "note", ValueType: statefun.StringType}
	raw   = statefun.ValueSpec{Name: "raw", ValueType: bytesType{statefun.TypeNameFrom("example/raw")}}
)

func TestStatesAreKeptForEachInstance(t *testing.T) {
	counter := statefuntest.New(t, statefun.StatefulFunctionSpec{
		FunctionType: self,
		States:       []statefun.ValueSpec{count},
		Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, _ statefun.Message) error {
			var value int32
			ctx.Storage().Get(count, &value)
			ctx.Storage().Set(count, value+1)
			return nil
		}),
	})
	counter.Instance("a").Call(hello, hello)
	counter.Instance("a").Call(hello)
	counter.Instance("b").Call(hello)
	var a, b int32
	if !counter.Instance("a").Get(count, &a) || !counter.Instance("b").Get(count, &b) || a != 3 || b != 1 {
		t.Error(a, b)
	}
	if counter.Instance("c").Get(count, new(int32)) {
		t.Error("an instance that was never called has a state")
	}
}

func TestAStateIsAsItWasLastSet(t *testing.T) {
	steps := 0
	bob := instance(t, func(ctx statefun.Context, _ statefun.Message) error {
		storage := ctx.Storage()
		text := "untouched"
		if storage.Get(note, &text) || text != "untouched" {
			t.Errorf("a new state is %q", text)
		}
		storage.Set(note, "first")
		storage.Set(note, "2nd")
		if !storage.Get(note, &text) || text != "2nd" {
			t.Errorf("a state that was set is %q", text)
		}
		storage.Remove(note)
		if storage.Get(note, &text) {
			t.Errorf("a state that was removed is %q", text)
		}
		storage.Set(note, "")
		storage.Set(raw, []byte{}) // a type that writes nothing at all
		steps++
		return nil
	}, count, note, raw)
	bob.Call(hello)
	text, value := "", []byte("old")
	if !bob.Get(note, &text) || text != "" || !bob.Get(raw, &value) || len(value) != 0 || steps != 1 {
		t.Errorf("%q, %q, %d", text, value, steps)
	}
	if bob.Get(count, new(int32)) {
		t.Error("a state that was not touched has a value")
	}
}

func TestWhatWasReadOfAStateIsACopy(t *testing.T) {
	bob := instance(t, func(ctx statefun.Context, _ statefun.Message) error {
		var first, second []byte
		ctx.Storage().Set(raw, []byte("abc"))
		ctx.Storage().Get(raw, &first)
		ctx.Storage().Set(raw, []byte("xyz"))
		ctx.Storage().Get(raw, &second)
		if string(first) != "abc" || string(second) != "xyz" {
			t.Errorf("%s, %s", first, second)
		}
		return nil
	}, raw)
	bob.Call(hello)
}

func TestAStateThatIsUsedWronglyFailsTheInvocation(t *testing.T) {
	long := statefun.ValueSpec{Name: "count", ValueType: statefun.Int64Type}
	for want, does := range map[string]func(statefun.AddressScopedStorage){
		`Storage().Get: the state "note" is not among the States of function example/self`: func(s statefun.AddressScopedStorage) {
			if s.Get(note, new(string)) {
				t.Error("it exists")
			}
		},
		`Storage().Set: the state "note" is not among`:                             func(s statefun.AddressScopedStorage) { s.Set(note, "x") },
		`Storage().Remove: the state "note" is not among`:                          func(s statefun.AddressScopedStorage) { s.Remove(note) },
		"declared with type io.statefun.types/int, and used with type io.statefun": func(s statefun.AddressScopedStorage) { s.Set(long, int64(1)) },
		"the state count is used without a ValueType":                              func(s statefun.AddressScopedStorage) { s.Remove(statefun.ValueSpec{Name: "count"}) },
		"the value must be a int32 or *int32, and is a int":                        func(s statefun.AddressScopedStorage) { s.Set(count, 1) },
		"the value is nil": func(s statefun.AddressScopedStorage) { s.Set(count, nil) },
		"the receiver must be a *int32": func(s statefun.AddressScopedStorage) {
			s.Set(count, int32(1))
			s.Get(count, new(int64))
		},
		"the receiver of a value cannot be nil": func(s statefun.AddressScopedStorage) {
			s.Set(count, int32(1))
			s.Get(count, nil)
		},
	} {
		err := failureOf(t, func(ctx statefun.Context) { does(ctx.Storage()) }, count)
		wantError(t, err, want)
	}
}

func TestNothingOfABatchCountsWhenOneMessageFails(t *testing.T) {
	number := int32(0)
	bob := instance(t, func(ctx statefun.Context, _ statefun.Message) error {
		number++
		ctx.Storage().Set(count, number)
		if number == 3 {
			return errDeliberate
		}
		return nil
	}, count)
	bob.Call(hello)
	_, err := bob.Try(context.Background(), hello, hello, hello)
	wantError(t, err, "message 2 of 3", "a deliberate failure")
	var value int32
	if !bob.Get(count, &value) || value != 1 || number != 3 {
		t.Error(value, number)
	}
}

func TestStatesThatTheRuntimeDidNotSendAreAskedForInTheOrderOfTheirDeclaration(t *testing.T) {
	handler := handlerOf(t, statefun.StatefulFunctionSpec{
		FunctionType: self,
		States:       []statefun.ValueSpec{raw, count, note},
		Function: statefun.StatefulFunctionPointer(func(statefun.Context, statefun.Message) error {
			t.Error("it was called without its states")
			return nil
		}),
	})
	for range 20 {
		request := requestWith(wire.State{Name: []byte("count")}, wire.State{Name: []byte("unheard_of")})
		payload, err := handler.Invoke(context.Background(), request)
		if err != nil {
			t.Fatal(err)
		}
		reply, err := wire.DecodeReply(payload)
		if err != nil || len(reply.Missing) != 2 || reply.Missing[0].Name != "raw" || reply.Missing[1].Name != "note" {
			t.Error(reply, err)
		}
	}
}

func TestAStateOfAnotherTypeIsNotMisread(t *testing.T) {
	handler := handlerOf(t, statefun.StatefulFunctionSpec{
		FunctionType: self,
		States:       []statefun.ValueSpec{count},
		Function:     statefun.StatefulFunctionPointer(func(statefun.Context, statefun.Message) error { return nil }),
	})
	value := wire.ValueView{Typename: []byte("io.statefun.types/long"), HasValue: true}
	_, err := handler.Invoke(context.Background(), requestWith(wire.State{Name: []byte("count"), Value: value}))
	wantError(t, err, "the state count is declared with type io.statefun.types/int, and its value is of type io.statefun.types/long")
}

func TestChangesComeInTheOrderOfDeclarationWithoutThoseThatWereNotMade(t *testing.T) {
	handler := handlerOf(t, statefun.StatefulFunctionSpec{
		FunctionType: self,
		States:       []statefun.ValueSpec{count, note, raw},
		Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, _ statefun.Message) error {
			ctx.Storage().Remove(raw)
			ctx.Storage().Set(count, int32(0))
			return nil
		}),
	})
	request := requestWith(
		wire.State{Name: []byte("raw")}, wire.State{Name: []byte("note")}, wire.State{Name: []byte("count")},
	)
	reply, err := handler.Invoke(context.Background(), request)
	want := []byte("\xa2\x06\x2d" + // FromFunction.invocation_result, 45 bytes
		"\x0a\x24\x08\x01\x12\x05count\x1a\x19\x0a\x15io.statefun.types/int\x10\x01" + // a zero has no bytes
		"\x0a\x05\x12\x03raw")
	if err != nil || !bytes.Equal(reply, want) {
		t.Errorf("%v\n got %q\nwant %q", err, reply, want)
	}
}
