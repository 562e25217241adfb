package compatibility

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

/*
 * Every exported name of the official SDK, version 3, used with its signature. That this compiles is the test.
 */

// The interfaces, with exactly the methods that programs call and implement.
type (
	officialFunctions interface {
		WithSpec(spec statefun.StatefulFunctionSpec) error
		AsHandler() statefun.RequestReplyHandler
	}
	officialHandler interface {
		http.Handler
		Invoke(ctx context.Context, payload []byte) ([]byte, error)
	}
	officialFunction interface {
		Invoke(ctx statefun.Context, message statefun.Message) error
	}
	officialContext interface {
		context.Context
		Self() statefun.Address
		Caller() *statefun.Address
		Send(message statefun.MessageBuilder)
		SendAfter(delay time.Duration, message statefun.MessageBuilder)
		SendAfterWithCancellationToken(delay time.Duration, token statefun.CancellationToken, message statefun.MessageBuilder)
		CancelDelayedMessage(token statefun.CancellationToken)
		SendEgress(egress statefun.EgressBuilder)
		Storage() statefun.AddressScopedStorage
	}
	officialTypeName interface {
		fmt.Stringer
		GetNamespace() string
		GetType() string
	}
	officialStorage interface {
		Get(spec statefun.ValueSpec, receiver interface{}) (exists bool)
		Set(spec statefun.ValueSpec, value interface{})
		Remove(spec statefun.ValueSpec)
	}
	officialSimpleType interface {
		GetTypeName() statefun.TypeName
		Deserialize(r io.Reader, receiver interface{}) error
		Serialize(writer io.Writer, data interface{}) error
	}
)

// Each can be called as the official one, and an implementation of the official one is an implementation of ours.
var (
	_ officialFunctions  = statefun.StatefulFunctions(nil)
	_ officialHandler    = statefun.RequestReplyHandler(nil)
	_ officialFunction   = statefun.StatefulFunction(nil)
	_ officialContext    = statefun.Context(nil)
	_ officialTypeName   = statefun.TypeName(nil)
	_ officialStorage    = statefun.AddressScopedStorage(nil)
	_ officialSimpleType = statefun.SimpleType(nil)

	_ statefun.StatefulFunctions    = officialFunctions(nil)
	_ statefun.RequestReplyHandler  = officialHandler(nil)
	_ statefun.StatefulFunction     = officialFunction(nil)
	_ statefun.Context              = officialContext(nil)
	_ statefun.TypeName             = officialTypeName(nil)
	_ statefun.AddressScopedStorage = officialStorage(nil)
	_ statefun.SimpleType           = officialSimpleType(nil)
)

var (
	_ func() statefun.StatefulFunctions                               = statefun.StatefulFunctionsBuilder
	_ func(statefun.Context, context.Context) statefun.Context        = statefun.DeriveContext
	_ func(string) statefun.TypeName                                  = statefun.TypeNameFrom
	_ func(string) (statefun.TypeName, error)                         = statefun.ParseTypeName
	_ func(namespace, tpe string) (statefun.TypeName, error)          = statefun.TypeNameFromParts
	_ func(string) (statefun.CancellationToken, error)                = statefun.NewCancellationToken
	_ func(time.Duration) statefun.Expiration                         = statefun.ExpireAfterCall
	_ func(time.Duration) statefun.Expiration                         = statefun.ExpireAfterWrite
	_ func(statefun.TypeName) statefun.SimpleType                     = statefun.MakeJsonType
	_ func(proto.Message) statefun.SimpleType                         = statefun.MakeProtobufType
	_ func(statefun.TypeName) statefun.SimpleType                     = statefun.MakeProtobufTypeWithTypeName
	_ func(statefun.Context, statefun.Message) error                  = statefun.StatefulFunctionPointer(nil)
	_ statefun.StatefulFunction                                       = statefun.StatefulFunctionPointer(nil)
	_ func(statefun.MessageBuilder) (statefun.Message, error)         = statefun.MessageBuilder.ToMessage
	_ func(statefun.Address) string                                   = statefun.Address.String
	_ func(statefun.Expiration) string                                = statefun.Expiration.String
	_ func(*statefun.ValueSpec) string                                = (*statefun.ValueSpec).String
	_ func(*statefun.Message) bool                                    = (*statefun.Message).IsBool
	_ func(*statefun.Message) bool                                    = (*statefun.Message).AsBool
	_ func(*statefun.Message) bool                                    = (*statefun.Message).IsInt32
	_ func(*statefun.Message) int32                                   = (*statefun.Message).AsInt32
	_ func(*statefun.Message) bool                                    = (*statefun.Message).IsInt64
	_ func(*statefun.Message) int64                                   = (*statefun.Message).AsInt64
	_ func(*statefun.Message) bool                                    = (*statefun.Message).IsFloat32
	_ func(*statefun.Message) float32                                 = (*statefun.Message).AsFloat32
	_ func(*statefun.Message) bool                                    = (*statefun.Message).IsFloat64
	_ func(*statefun.Message) float64                                 = (*statefun.Message).AsFloat64
	_ func(*statefun.Message) bool                                    = (*statefun.Message).IsString
	_ func(*statefun.Message) string                                  = (*statefun.Message).AsString
	_ func(*statefun.Message, statefun.SimpleType) bool               = (*statefun.Message).Is
	_ func(*statefun.Message, statefun.SimpleType, interface{}) error = (*statefun.Message).As
	_ func(*statefun.Message) statefun.TypeName                       = (*statefun.Message).ValueTypeName
	_ func(*statefun.Message) []byte                                  = (*statefun.Message).RawValue
)

var _ = []statefun.SimpleType{
	statefun.BoolType, statefun.Int32Type, statefun.Int64Type,
	statefun.Float32Type, statefun.Float64Type, statefun.StringType,
}

var _ = [...]statefun.PrimitiveType{
	0: statefun.BoolType, 1: statefun.Int32Type, 2: statefun.Int64Type,
	3: statefun.Float32Type, 4: statefun.Float64Type, 5: statefun.StringType,
}

// Builders of records are given as values and as pointers.
var _ = []statefun.EgressBuilder{
	statefun.KafkaEgressBuilder{}, &statefun.KafkaEgressBuilder{},
	statefun.KinesisEgressBuilder{}, &statefun.KinesisEgressBuilder{},
	statefun.GenericEgressBuilder{}, &statefun.GenericEgressBuilder{},
}

var (
	_              = len(statefun.MissingSpecs{})
	_ fmt.Stringer = statefun.CancellationToken(nil)
)

// Every field of every struct, by name.
func TestStructsHaveTheFieldsOfTheOfficialSDK(t *testing.T) {
	name := statefun.TypeNameFrom("example/name")
	jsonType := statefun.MakeJsonType(name)
	_ = statefun.StatefulFunctionSpec{
		FunctionType: name,
		States: []statefun.ValueSpec{
			{Name: "state", ValueType: jsonType, Expiration: statefun.ExpireAfterCall(time.Second)},
		},
		Function: statefun.StatefulFunctionPointer(func(statefun.Context, statefun.Message) error { return nil }),
	}
	_ = statefun.MessageBuilder{
		Target:    statefun.Address{FunctionType: name, Id: "1"},
		Value:     timestamppb.Now(),
		ValueType: statefun.MakeProtobufType(&timestamppb.Timestamp{}),
	}
	_ = statefun.KafkaEgressBuilder{Target: name, Topic: "t", Key: "k", Value: 1, ValueType: jsonType}
	_ = statefun.KinesisEgressBuilder{
		Target: name, Stream: "s", Value: 1, ValueType: jsonType, PartitionKey: "p", ExplicitHashKey: "e",
	}
	_ = statefun.GenericEgressBuilder{Target: name, Value: 1, ValueType: jsonType}

	token, err := statefun.NewCancellationToken("token")
	if err != nil || token.Token() != "token" || token.String() != "CancellationToken(token)" {
		t.Error(token, err)
	}
}

func TestDescriptionsAreThoseOfTheOfficialSDK(t *testing.T) {
	spec := statefun.ValueSpec{
		Name: "n", ValueType: statefun.Int32Type, Expiration: statefun.ExpireAfterWrite(time.Minute),
	}
	for got, want := range map[string]string{
		spec.String(): "ValueSpec{name=n, type=io.statefun.types/int, " +
			"expiration=Expiration{mode=expire_after_write, duration=1m0s}}",
		statefun.Expiration{}.String():                                                 "Expiration{mode=none, duration=0s}",
		statefun.ExpireAfterCall(time.Second).String():                                 "Expiration{mode=expire_after_call, duration=1s}",
		statefun.TypeNameFrom("a/b/c").String():                                        "a/b/c",
		statefun.TypeNameFrom("a/b/c").GetNamespace():                                  "a/b",
		statefun.TypeNameFrom("a/b//c").GetNamespace():                                 "a/b",
		statefun.TypeNameFrom("a/b/c").GetType():                                       "c",
		statefun.MakeProtobufType(&timestamppb.Timestamp{}).GetTypeName().String():     "type.googleapis.com/google.protobuf.Timestamp",
		statefun.Address{FunctionType: statefun.TypeNameFrom("a/b"), Id: "x"}.String(): "Address(a, b, x)",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
