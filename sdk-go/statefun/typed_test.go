package statefun_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun/statefuntest"
)

type point struct{ X, Y int32 }

var (
	jsonPoint  = statefun.JSON[point]("example/JsonPoint")
	customType = statefun.Custom("example/Point",
		func(p point) ([]byte, error) {
			if p.X < 0 {
				return nil, errDeliberate
			}
			return binary.Append(nil, binary.BigEndian, p)
		},
		func(value []byte) (p point, err error) {
			_, err = binary.Decode(value, binary.BigEndian, &p)
			return p, err
		})
	stampType = statefun.Protobuf[*timestamppb.Timestamp]()
)

func TestTypedMessagesAreReadAsWhatTheyAre(t *testing.T) {
	effects := effectsOf(t, func(ctx statefun.Context) {
		ctx.Send(jsonPoint.To(target, point{1, -1}))
		ctx.Send(customType.To(target, point{2, -2}))
		ctx.Send(stampType.To(target, &timestamppb.Timestamp{Seconds: 3}))
		ctx.Send(statefun.Int64.To(target, 4))
	})
	first, err := jsonPoint.From(effects.Messages[0].Message)
	if err != nil || first != (point{1, -1}) {
		t.Error(first, err)
	}
	second, err := customType.From(effects.Messages[1].Message)
	if err != nil || second != (point{2, -2}) || len(effects.Messages[1].Message.RawValue()) != 8 {
		t.Error(second, err)
	}
	third, err := stampType.From(effects.Messages[2].Message)
	if err != nil || third.GetSeconds() != 3 {
		t.Error(third, err)
	}
	fourth, err := statefun.Int64.From(effects.Messages[3].Message)
	if err != nil || fourth != 4 {
		t.Error(fourth, err)
	}
	if !stampType.Is(effects.Messages[2].Message) || stampType.Is(effects.Messages[1].Message) {
		t.Error("a message is not of its type, or of another one, too")
	}
	_, err = jsonPoint.From(effects.Messages[1].Message)
	wantError(t, err, "the message is of type example/Point, not example/JsonPoint")
}

func TestTypedMessagesThatAreDamagedAreErrors(t *testing.T) {
	for _, damaged := range []struct {
		valueType statefun.SimpleType
		read      func(statefun.Message) error
	}{
		{jsonPoint, func(m statefun.Message) error { _, err := jsonPoint.From(m); return err }},
		{customType, func(m statefun.Message) error { _, err := customType.From(m); return err }},
		{stampType, func(m statefun.Message) error { _, err := stampType.From(m); return err }},
	} {
		builder := statefun.MessageBuilder{
			Target: target, Value: []byte("\xff"), ValueType: bytesType{damaged.valueType.GetTypeName()},
		}
		message, err := builder.ToMessage()
		if err != nil {
			t.Fatal(err)
		}
		wantError(t, damaged.read(message), "can't be read")
	}
	_, err := customType.To(target, point{X: -1}).ToMessage()
	if !errors.Is(err, errDeliberate) {
		t.Error(err)
	}
}

func TestTypedStatesAreKeptAndRemoved(t *testing.T) {
	seen := statefun.NewValue("seen", statefun.Int32)
	last := statefun.NewValue("last", stampType, statefun.ExpireAfterCall(time.Hour))
	place := statefun.NewValue("place", customType)
	function := statefuntest.New(t, statefun.StatefulFunctionSpec{
		FunctionType: self,
		States:       []statefun.ValueSpec{seen.Spec(), last.Spec(), place.Spec()},
		Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, _ statefun.Message) error {
			count, exists := seen.Get(ctx)
			if exists != (count > 0) {
				t.Error(count, exists)
			}
			seen.Set(ctx, count+1)
			if stamp, exists := last.Get(ctx); exists && stamp.GetSeconds() != 17+int64(count) {
				t.Error(stamp)
			}
			last.Set(ctx, &timestamppb.Timestamp{Seconds: 18 + int64(count)})
			place.Remove(ctx)
			return nil
		}),
	})
	bob := function.Instance("Bob")
	statefuntest.Set(bob, place, point{1, 2})
	bob.Call(hello, hello)
	bob.Call(hello)
	if count, _ := statefuntest.Get(bob, seen); count != 3 {
		t.Error(count)
	}
	if stamp, _ := statefuntest.Get(bob, last); !proto.Equal(stamp, &timestamppb.Timestamp{Seconds: 20}) {
		t.Error(stamp)
	}
	if place, exists := statefuntest.Get(bob, place); exists {
		t.Error(place)
	}
	spec := last.Spec()
	if got := spec.String(); got != "ValueSpec{name=last, type=type.googleapis.com/google.protobuf.Timestamp, "+
		"expiration=Expiration{mode=expire_after_call, duration=1h0m0s}}" {
		t.Error(got)
	}
}

func TestATypedStateThatIsNotDeclaredFailsTheInvocation(t *testing.T) {
	seen := statefun.NewValue("seen", statefun.Int32)
	_, err := instance(t, func(ctx statefun.Context, _ statefun.Message) error {
		seen.Set(ctx, 1)
		return nil
	}).Try(context.Background(), hello)
	wantError(t, err, `the state "seen" is not among the States`)
}

func TestTypedTypesGoWhereverTypesDo(t *testing.T) {
	var custom statefun.SimpleType = customType
	var buffer bytes.Buffer
	if err := custom.Serialize(&buffer, &point{3, 4}); err != nil {
		t.Fatal(err)
	}
	var place point
	if err := custom.Deserialize(&buffer, &place); err != nil || place != (point{3, 4}) {
		t.Error(place, err)
	}

	var stamp statefun.SimpleType = stampType
	if err := stamp.Serialize(&buffer, &timestamppb.Timestamp{Seconds: 5}); err != nil {
		t.Fatal(err)
	}
	// Into a pointer to a message, and into a message, as with MakeProtobufType.
	var made *timestamppb.Timestamp
	if err := stamp.Deserialize(bytes.NewReader(buffer.Bytes()), &made); err != nil || made.GetSeconds() != 5 {
		t.Error(made, err)
	}
	read := &timestamppb.Timestamp{}
	if err := stamp.Deserialize(&buffer, read); err != nil || read.GetSeconds() != 5 {
		t.Error(read, err)
	}
}
