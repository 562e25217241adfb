package statefun_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// Whatever comes in, the answer is a reply that can be read, or an error.
func FuzzInvoke(f *testing.F) {
	var vectors []struct{ Request string }
	readVectors(f, "python-sdk.json", &vectors)
	for _, vector := range vectors {
		f.Add(unhex(f, vector.Request))
	}
	f.Add(requestWith())
	echo := statefun.StatefulFunctionSpec{
		FunctionType: self,
		States:       []statefun.ValueSpec{note},
		Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, message statefun.Message) error {
			var text string
			ctx.Storage().Get(note, &text)
			if message.IsString() {
				ctx.Storage().Set(note, message.AsString())
			}
			if caller := ctx.Caller(); caller != nil {
				ctx.Send(statefun.MessageBuilder{Target: *caller, Value: text + message.ValueTypeName().String()})
			}
			return nil
		}),
	}
	handler := handlerOf(f, useAll(), echo)
	f.Fuzz(func(t *testing.T, payload []byte) {
		reply, err := handler.Invoke(context.Background(), payload)
		if err != nil {
			return
		}
		if _, err := wire.DecodeReply(reply); err != nil {
			t.Errorf("%x: %v", reply, err)
		}
	})
}

// What a primitive type reads, it writes such that it reads the same.
func FuzzPrimitiveTypes(f *testing.F) {
	var vectors struct{ Small []struct{ Hex string } }
	readVectors(f, "types.json", &vectors)
	for _, vector := range vectors.Small {
		f.Add(unhex(f, vector.Hex))
	}
	f.Fuzz(func(t *testing.T, value []byte) {
		again[bool](t, statefun.BoolType, value)
		again[int32](t, statefun.Int32Type, value)
		again[int64](t, statefun.Int64Type, value)
		again[string](t, statefun.StringType, value)
	})
}

func again[T comparable](t *testing.T, valueType statefun.SimpleType, value []byte) {
	var read, reread T
	if valueType.Deserialize(bytes.NewReader(value), &read) != nil {
		return
	}
	var written bytes.Buffer
	if err := valueType.Serialize(&written, read); err != nil {
		t.Fatal(err)
	}
	if err := valueType.Deserialize(&written, &reread); err != nil || reread != read {
		t.Errorf("%x: read %v, then %v, %v", value, read, reread, err)
	}
}

func FuzzParseTypeName(f *testing.F) {
	for _, text := range []string{"a/b", "a/b/c", "a//b", "/", "", "a/\xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		name, err := statefun.ParseTypeName(text)
		if err != nil {
			return
		}
		namespace, tpe := name.GetNamespace(), name.GetType()
		if namespace == "" || tpe == "" || strings.Contains(tpe, "/") || name.String() != namespace+"/"+tpe {
			t.Errorf("%q became %q", text, name)
		}
	})
}
