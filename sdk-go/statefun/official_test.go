package statefun_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"testing"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// pythonJSON is a value as Python writes JSON: with a space after colons and commas.
type pythonJSON struct{ bytesType }

func (pythonJSON) Serialize(writer io.Writer, data interface{}) error {
	_, err := fmt.Fprint(writer, data)
	return err
}

// useAll is the function of packages/protocol/test/vectors/make-vectors.py.
func useAll() statefun.StatefulFunctionSpec {
	jsonType := pythonJSON{bytesType{statefun.TypeNameFrom("example/Json")}}
	rawType := bytesType{statefun.TypeNameFrom("example/raw")}
	visits := statefun.ValueSpec{Name: "visits", ValueType: statefun.Int32Type}
	seen := statefun.ValueSpec{
		Name: "seen", ValueType: statefun.Int64Type, Expiration: statefun.ExpireAfterCall(24 * time.Hour),
	}
	profile := statefun.ValueSpec{
		Name: "profile", ValueType: jsonType, Expiration: statefun.ExpireAfterWrite(time.Millisecond),
	}
	gone := statefun.ValueSpec{Name: "gone", ValueType: statefun.StringType}
	greeter := statefun.Address{FunctionType: statefun.TypeNameFrom("example/greeter"), Id: "x"}
	greets := statefun.TypeNameFrom("example/greets")

	return statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("example/all"),
		States:       []statefun.ValueSpec{visits, seen, profile, gone},
		Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, message statefun.Message) error {
			var count int32
			ctx.Storage().Get(visits, &count)
			count++
			// In another order than they are declared in, which is that of the reply.
			ctx.Storage().Remove(gone)
			ctx.Storage().Set(profile, fmt.Sprintf(`{"name": %q, "visits": %d}`, message.AsString(), count))
			ctx.Storage().Set(seen, int64(math.MaxInt64))
			ctx.Storage().Set(visits, count)

			ctx.Send(statefun.MessageBuilder{Target: greeter, Value: []byte{0, 255}, ValueType: rawType})
			ctx.Send(statefun.MessageBuilder{Target: greeter, Value: false})
			later := statefun.MessageBuilder{Target: greeter, Value: -0.5}
			token, err := statefun.NewCancellationToken("flow-1234")
			if err != nil {
				return err
			}
			ctx.SendAfter(15*time.Minute, later)
			ctx.SendAfterWithCancellationToken(72*time.Hour, token, later)
			ctx.CancelDelayedMessage(token)

			ctx.SendEgress(statefun.KafkaEgressBuilder{Target: greets, Topic: "greetings", Value: "hi", Key: ctx.Self().Id})
			ctx.SendEgress(&statefun.KafkaEgressBuilder{Target: greets, Topic: "greetings", Value: int32(258)})
			ctx.SendEgress(statefun.KinesisEgressBuilder{
				Target: statefun.TypeNameFrom("example/stream"), Stream: "s",
				Value: []byte("v"), PartitionKey: "p", ExplicitHashKey: "42",
			})
			ctx.SendEgress(statefun.GenericEgressBuilder{
				Target: statefun.TypeNameFrom("example/any"), Value: `{"a": 1}`, ValueType: jsonType,
			})
			return nil
		}),
	}
}

func TestRepliesHaveTheBytesOfTheOfficialPythonSDK(t *testing.T) {
	var vectors []struct{ Name, Request, Response string }
	readVectors(t, "python-sdk.json", &vectors)
	handler := handlerOf(t, useAll())
	for _, vector := range vectors {
		t.Run(vector.Name, func(t *testing.T) {
			reply, err := handler.Invoke(context.Background(), unhex(t, vector.Request))
			if err != nil {
				t.Fatal(err)
			}
			if got := hex.EncodeToString(reply); got != vector.Response {
				t.Errorf("\n got %s\nwant %s", got, vector.Response)
			}
		})
	}
}
