package statefun_test

import (
	"context"
	"errors"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

func TestMessagesAreReadAsWhatTheyWereSentAs(t *testing.T) {
	number := int32(7)
	for _, test := range []struct {
		builder statefun.MessageBuilder
		want    any
	}{
		{statefun.MessageBuilder{Value: true}, true},
		{statefun.MessageBuilder{Value: int32(-1)}, int32(-1)},
		{statefun.MessageBuilder{Value: &number}, int32(7)},
		{statefun.MessageBuilder{Value: int64(1) << 62}, int64(1) << 62},
		{statefun.MessageBuilder{Value: float32(0.5)}, float32(0.5)},
		{statefun.MessageBuilder{Value: 0.1}, 0.1},
		{statefun.MessageBuilder{Value: ""}, ""},
		{statefun.MessageBuilder{Value: "text", ValueType: statefun.StringType}, "text"},
	} {
		test.builder.Target = target
		message, err := test.builder.ToMessage()
		if err != nil {
			t.Fatal(err)
		}
		got := []any{}
		if message.IsBool() {
			got = append(got, message.AsBool())
		}
		if message.IsInt32() {
			got = append(got, message.AsInt32())
		}
		if message.IsInt64() {
			got = append(got, message.AsInt64())
		}
		if message.IsFloat32() {
			got = append(got, message.AsFloat32())
		}
		if message.IsFloat64() {
			got = append(got, message.AsFloat64())
		}
		if message.IsString() {
			got = append(got, message.AsString())
		}
		if len(got) != 1 || got[0] != test.want {
			t.Errorf("got %v, want %v", got, test.want)
		}
	}
}

func TestMessagesOfOtherTypesAreReadByTheirType(t *testing.T) {
	stampType := statefun.MakeProtobufType(&timestamppb.Timestamp{})
	stamp := &timestamppb.Timestamp{Seconds: 5}
	message, err := statefun.MessageBuilder{Target: target, Value: stamp, ValueType: stampType}.ToMessage()
	if err != nil {
		t.Fatal(err)
	}
	read := &timestamppb.Timestamp{}
	if !message.Is(stampType) || message.As(stampType, read) != nil || !proto.Equal(read, stamp) {
		t.Error(read)
	}
	if message.IsString() || message.Is(nil) || message.Is(statefun.MakeProtobufType(nil)) {
		t.Error("it is of several types")
	}
	if name := message.ValueTypeName(); name != stampType.GetTypeName() || string(message.RawValue()) != "\x08\x05" {
		t.Errorf("%s, %x", name, message.RawValue())
	}
	wantError(t, message.As(nil, read), "nil")
	wantError(t, message.As(stampType, nil), "the receiver of a value cannot be nil")
	var text string
	wantError(t, message.As(stampType, &text), "google.protobuf.Timestamp can't be read", "proto.Message")
}

func TestAMessageThatCannotBeSentSaysWhy(t *testing.T) {
	for want, builder := range map[string]statefun.MessageBuilder{
		"a message needs a Target":           {Value: "x"},
		"the function type of the message's": {Target: statefun.Address{Id: "1"}, Value: "x"},
		"is not UTF-8":                       {Target: statefun.Address{FunctionType: self, Id: "\xff"}, Value: "x"},
		"a message needs a Value":            {Target: target},
		"make it an int32 or an int64":       {Target: target, Value: 1},
		"say its ValueType":                  {Target: target, Value: []byte("x")},
		"the value must be a int32":          {Target: target, Value: "x", ValueType: statefun.Int32Type},
		"the name of the value's type":       {Target: target, Value: "x", ValueType: statefun.MakeProtobufType(nil)},
		"a deliberate failure":               {Target: target, Value: "x", ValueType: bytesType{self}},
	} {
		_, err := builder.ToMessage()
		wantError(t, err, want)
		wantError(t, failureOf(t, func(ctx statefun.Context) { ctx.Send(builder) }), "Send: ", want)
	}
}

func TestAMessageThatIsNotWhatTheFunctionReadsFailsTheInvocation(t *testing.T) {
	reads := instance(t, func(_ statefun.Context, message statefun.Message) error {
		_ = message.AsInt64()
		return nil
	})
	_, err := reads.Try(context.Background(), hello)
	if err != nil {
		t.Error("a field of another wire type counts as unknown, as for protobuf:", err)
	}
	broken := statefun.MessageBuilder{Value: []byte("\x09\x01"), ValueType: bytesType{statefun.TypeNameFrom("some/bytes")}}
	_, err = reads.Try(context.Background(), broken)
	wantError(t, err, `a message of type "some/bytes" can't be read as a int64`)
}

func TestAMessageWithoutAValueHasNone(t *testing.T) {
	spec := statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("a/b"),
		Function: statefun.StatefulFunctionPointer(func(_ statefun.Context, message statefun.Message) error {
			var text string
			if err := message.As(statefun.StringType, &text); !errors.Is(err, statefun.ErrNoValue) {
				t.Error(err)
			}
			if _, err := statefun.String.From(message); !errors.Is(err, statefun.ErrNoValue) {
				t.Error(err)
			}
			if message.RawValue() != nil || message.ValueTypeName() != statefun.String.GetTypeName() {
				t.Error(message)
			}
			_ = message.AsString()
			return nil
		}),
	}
	// ToFunction{invocation{target{"a", "b", ""}, invocations{argument{typename: "io.statefun.types/string"}}}}
	payload := "\xa2\x06\x26\x0a\x06\x0a\x01a\x12\x01b\x1a\x1c\x12\x1a\x0a\x18io.statefun.types/string"
	_, err := handlerOf(t, spec).Invoke(context.Background(), []byte(payload))
	if !errors.Is(err, statefun.ErrNoValue) {
		t.Error(err)
	}
}

func TestTheTypeOfAMessageNeedNotHaveASlash(t *testing.T) {
	spec := statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("a/b"),
		Function: statefun.StatefulFunctionPointer(func(_ statefun.Context, message statefun.Message) error {
			name := message.ValueTypeName()
			if name.String() != "text" || name.GetNamespace() != "" || name.GetType() != "text" {
				t.Error(name)
			}
			return nil
		}),
	}
	payload := "\xa2\x06\x14\x0a\x06\x0a\x01a\x12\x01b\x1a\x0a\x12\x08\x0a\x04text\x10\x01"
	if _, err := handlerOf(t, spec).Invoke(context.Background(), []byte(payload)); err != nil {
		t.Error(err)
	}
}
