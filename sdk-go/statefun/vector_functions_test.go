package statefun_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// vectorKind is a type of values under the name that scripts call it by.
type vectorKind struct {
	valueType statefun.SimpleType
	// fromJSON is what a value in a script means.
	fromJSON func(json.RawMessage) (any, error)
	// read has a value read by a Storage or a Message, and returns it.
	read func(read func(receiver any) error) (any, error)
}

func vectorKindOf[T any](valueType statefun.SimpleType, parse func(text string) (T, error)) vectorKind {
	return vectorKind{
		valueType: valueType,
		fromJSON: func(raw json.RawMessage) (any, error) {
			var text string
			if json.Unmarshal(raw, &text) != nil {
				text = string(raw) // A bool or a number.
			}
			return parse(text)
		},
		read: func(read func(any) error) (any, error) {
			var value T
			err := read(&value)
			return value, err
		},
	}
}

var vectorKinds = map[string]vectorKind{
	"bool":   vectorKindOf(statefun.BoolType, strconv.ParseBool),
	"int":    vectorKindOf(statefun.Int32Type, parseInt32),
	"long":   vectorKindOf(statefun.Int64Type, func(text string) (int64, error) { return strconv.ParseInt(text, 10, 64) }),
	"float":  vectorKindOf(statefun.Float32Type, parseFloat32),
	"double": vectorKindOf(statefun.Float64Type, parseFloat64),
	"string": vectorKindOf(statefun.StringType, func(text string) (string, error) { return goText(text), nil }),
	"custom": vectorKindOf(bytesType{statefun.TypeNameFrom("conformance/Bytes")}, hex.DecodeString),
}

func parseInt32(text string) (int32, error) {
	value, err := strconv.ParseInt(text, 10, 32)
	return int32(value), err
}

func parseFloat32(text string) (float32, error) {
	value, err := strconv.ParseFloat(text, 32)
	return float32(value), err
}

// parseFloat64 parses NaN as that of the other languages: Go's own has another bit set.
func parseFloat64(text string) (float64, error) {
	if text == "NaN" {
		return math.Float64frombits(0x7ff8000000000000), nil
	}
	return strconv.ParseFloat(text, 64)
}

// goText makes, of what a JSON decoder puts in place of a lone surrogate, what Go has of the kind: text that is no UTF-8.
func goText(text string) string { return strings.ReplaceAll(text, "\uFFFD", "\xff") }

// vectorCommand is a line of a script, see conformance/vectors/language.ts.
type vectorCommand struct {
	Op, State, To, ID, Token, As, Topic, Key, Stream, Egress string

	Value                         json.RawMessage
	DelayMs                       *int64
	PartitionKey, ExplicitHashKey string
}

var (
	vectorScript = statefun.MakeJsonType(statefun.TypeNameFrom("conformance/Script"))
	vectorSink   = statefun.TypeNameFrom("vectors/sink")
)

type vectorState struct {
	statefun.ValueSpec
	vectorKind
}

// vectorInterpreter is a function of conformance/vectors.
type vectorInterpreter map[string]vectorState

func vectorFunctions() []statefun.StatefulFunctionSpec {
	state := func(name, kind string, expiration statefun.Expiration) vectorState {
		spec := statefun.ValueSpec{Name: name, ValueType: vectorKinds[kind].valueType, Expiration: expiration}
		return vectorState{spec, vectorKinds[kind]}
	}
	var probe []vectorState
	for _, kind := range []string{"bool", "int", "long", "float", "double", "string", "custom"} {
		probe = append(probe, state(kind, kind, statefun.Expiration{}))
	}
	day := 25*time.Hour + time.Minute + time.Second + time.Millisecond
	return []statefun.StatefulFunctionSpec{
		vectorFunction("vectors/probe", append(probe, state("total", "int", statefun.Expiration{}))...),
		vectorFunction("vectors/expiring",
			state("kept", "int", statefun.Expiration{}),
			state("written", "string", statefun.ExpireAfterWrite(day)),
			state("called", "long", statefun.ExpireAfterCall(36_500*24*time.Hour))),
		vectorFunction("vectors/stateless"),
	}
}

func vectorFunction(typename string, states ...vectorState) statefun.StatefulFunctionSpec {
	spec := statefun.StatefulFunctionSpec{FunctionType: statefun.TypeNameFrom(typename)}
	interpreter := vectorInterpreter{}
	for _, state := range states {
		spec.States = append(spec.States, state.ValueSpec)
		interpreter[state.Name] = state
	}
	spec.Function = interpreter
	return spec
}

func (v vectorInterpreter) Invoke(ctx statefun.Context, message statefun.Message) error {
	if !message.Is(vectorScript) {
		return echo(ctx, message)
	}
	var script []vectorCommand
	if err := message.As(vectorScript, &script); err != nil {
		return err
	}
	for _, command := range script {
		if err := v.execute(ctx, command); err != nil {
			return err
		}
	}
	return nil
}

func echo(ctx statefun.Context, message statefun.Message) error {
	for _, kind := range vectorKinds {
		if !message.Is(kind.valueType) {
			continue
		}
		value, err := kind.read(func(receiver any) error { return message.As(kind.valueType, receiver) })
		if err != nil {
			return err
		}
		toSink(ctx, "echo", kind, value)
		return nil
	}
	return fmt.Errorf("there is no type %s", message.ValueTypeName())
}

func toSink(ctx statefun.Context, id string, kind vectorKind, value any) {
	target := statefun.Address{FunctionType: vectorSink, Id: id}
	ctx.Send(statefun.MessageBuilder{Target: target, Value: value, ValueType: kind.valueType})
}

// named is a state of the function, or one that nobody has declared.
func (v vectorInterpreter) named(name string) vectorState {
	if state, declared := v[name]; declared {
		return state
	}
	kind := vectorKinds["int"]
	return vectorState{statefun.ValueSpec{Name: name, ValueType: kind.valueType}, kind}
}

func (v vectorInterpreter) execute(ctx statefun.Context, c vectorCommand) error {
	switch c.Op {
	case "set":
		state := v.named(c.State)
		value, err := state.fromJSON(c.Value)
		if err == nil {
			ctx.Storage().Set(state.ValueSpec, value)
		}
		return err
	case "remove":
		ctx.Storage().Remove(v.named(c.State).ValueSpec)
	case "add":
		var total, more int32
		if err := json.Unmarshal(c.Value, &more); err != nil {
			return err
		}
		ctx.Storage().Get(v["total"].ValueSpec, &total)
		ctx.Storage().Set(v["total"].ValueSpec, total+more)
	case "tell":
		return v.tell(ctx, v.named(c.State))
	case "send", "reply":
		return sendVector(ctx, c)
	case "cancel":
		token, err := statefun.NewCancellationToken(goText(c.Token))
		if err == nil {
			ctx.CancelDelayedMessage(token)
		}
		return err
	case "kafka", "kinesis", "egress":
		record, err := vectorRecord(c)
		if err == nil {
			ctx.SendEgress(record)
		}
		return err
	default:
		return fmt.Errorf("the script says %s", c.Op)
	}
	return nil
}

func (v vectorInterpreter) tell(ctx statefun.Context, state vectorState) error {
	exists := false
	value, err := state.read(func(receiver any) error {
		exists = ctx.Storage().Get(state.ValueSpec, receiver)
		return nil
	})
	if exists {
		toSink(ctx, state.Name, state.vectorKind, value)
	} else {
		toSink(ctx, "none", vectorKinds["string"], state.Name)
	}
	return err
}

func sendVector(ctx statefun.Context, c vectorCommand) error {
	kind := vectorKinds[c.As]
	value, err := kind.fromJSON(c.Value)
	if err != nil {
		return err
	}
	message := statefun.MessageBuilder{Value: value, ValueType: kind.valueType}
	if c.Op == "reply" {
		message.Target = *ctx.Caller()
	} else {
		message.Target = statefun.Address{FunctionType: statefun.TypeNameFrom(c.To), Id: goText(c.ID)}
	}
	switch {
	case c.DelayMs == nil:
		ctx.Send(message)
	case c.Token == "":
		ctx.SendAfter(time.Duration(*c.DelayMs)*time.Millisecond, message)
	default:
		token, err := statefun.NewCancellationToken(c.Token)
		if err != nil {
			return err
		}
		ctx.SendAfterWithCancellationToken(time.Duration(*c.DelayMs)*time.Millisecond, token, message)
	}
	return nil
}

func vectorRecord(c vectorCommand) (statefun.EgressBuilder, error) {
	kind, typed := vectorKinds[c.As]
	if !typed {
		kind.fromJSON = vectorKinds["string"].fromJSON
	}
	value, err := kind.fromJSON(c.Value)
	if err != nil {
		return nil, err
	}
	switch c.Op {
	case "kafka":
		return statefun.KafkaEgressBuilder{
			Target:    statefun.TypeNameFrom("conformance/kafka"),
			Topic:     c.Topic,
			Key:       goText(c.Key),
			Value:     value,
			ValueType: kind.valueType,
		}, nil
	case "kinesis":
		return statefun.KinesisEgressBuilder{
			Target:          statefun.TypeNameFrom("conformance/kinesis"),
			Stream:          c.Stream,
			Value:           value,
			PartitionKey:    c.PartitionKey,
			ExplicitHashKey: c.ExplicitHashKey,
		}, nil
	}
	return statefun.GenericEgressBuilder{
		Target:    statefun.TypeNameFrom(c.Egress),
		Value:     value,
		ValueType: kind.valueType,
	}, nil
}
