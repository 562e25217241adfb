package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

var (
	scriptType       = statefun.MakeJsonType(statefun.TypeNameFrom("conformance/Script"))
	egressRecordType = statefun.MakeJsonType(statefun.TypeNameFrom("io.statefun.playground/EgressRecord"))

	playground = statefun.TypeNameFrom("io.statefun.playground/egress")
	kafka      = statefun.TypeNameFrom("conformance/kafka")
	kinesis    = statefun.TypeNameFrom("conformance/kinesis")
)

// state is a state of a function, with the kind of its values.
type state struct {
	statefun.ValueSpec
	kind kind
}

func newState(name, kindName string, expiration statefun.Expiration) state {
	kind := kinds[kindName]
	return state{statefun.ValueSpec{Name: name, ValueType: kind.valueType, Expiration: expiration}, kind}
}

type states []state

func (s states) specs() []statefun.ValueSpec {
	var specs []statefun.ValueSpec
	for _, state := range s {
		specs = append(specs, state.ValueSpec)
	}
	return specs
}

func (s states) named(name string) (state, error) {
	for _, state := range s {
		if state.Name == name {
			return state, nil
		}
	}
	return state{}, fmt.Errorf("there is no state %s", name)
}

// command is a line of a script, see conformance/src/script.ts.
type command struct {
	Op              string          `json:"op"`
	State           string          `json:"state"`
	Value           json.RawMessage `json:"value"`
	To              string          `json:"to"`
	ID              string          `json:"id"`
	DelayMs         *int64          `json:"delayMs"`
	Token           string          `json:"token"`
	As              string          `json:"as"`
	Tag             string          `json:"tag"`
	Topic           string          `json:"topic"`
	Key             string          `json:"key"`
	Stream          string          `json:"stream"`
	PartitionKey    string          `json:"partitionKey"`
	ExplicitHashKey string          `json:"explicitHashKey"`
	Egress          string          `json:"egress"`
	Ms              int64           `json:"ms"`
}

// interpreter does what the script in a message says; any other message it reports.
type interpreter struct{ states states }

func (i interpreter) Invoke(ctx statefun.Context, message statefun.Message) error {
	if !message.Is(scriptType) {
		described, err := describe(message)
		if err != nil {
			return err
		}
		received := reportOf(ctx, "received")
		received["message"] = described
		return publish(ctx, received, "")
	}
	var script []command
	if err := message.As(scriptType, &script); err != nil {
		return err
	}
	for _, command := range script {
		if err := i.execute(ctx, command); err != nil {
			return err
		}
	}
	return nil
}

func (i interpreter) execute(ctx statefun.Context, c command) error {
	switch c.Op {
	case "set":
		return i.set(ctx, c)
	case "remove":
		state, err := i.states.named(c.State)
		if err == nil {
			ctx.Storage().Remove(state.ValueSpec)
		}
		return err
	case "add":
		return i.add(ctx, c)
	case "send":
		return send(ctx, c)
	case "reply":
		message, err := messageTo(*ctx.Caller(), c)
		ctx.Send(message)
		return err
	case "cancel":
		token, err := statefun.NewCancellationToken(c.Token)
		ctx.CancelDelayedMessage(token)
		return err
	case "report":
		return i.report(ctx, c)
	case "kafka", "kinesis", "egress":
		record, err := recordOf(c)
		ctx.SendEgress(record)
		return err
	case "sleep":
		time.Sleep(time.Duration(c.Ms) * time.Millisecond)
		return nil
	case "fail":
		return errors.New("the script says so")
	}
	return fmt.Errorf("unknown command: %s", c.Op)
}

func (i interpreter) set(ctx statefun.Context, c command) error {
	state, err := i.states.named(c.State)
	if err != nil {
		return err
	}
	value, err := state.kind.fromJSON(c.Value)
	if err != nil {
		return err
	}
	ctx.Storage().Set(state.ValueSpec, value)
	return nil
}

func (i interpreter) add(ctx statefun.Context, c command) error {
	state, err := i.states.named("total")
	if err != nil {
		return err
	}
	var total, more int32
	if err := json.Unmarshal(c.Value, &more); err != nil {
		return err
	}
	ctx.Storage().Get(state.ValueSpec, &total)
	ctx.Storage().Set(state.ValueSpec, total+more)
	return nil
}

func (i interpreter) report(ctx statefun.Context, c command) error {
	values := map[string]any{}
	for _, state := range i.states {
		exists := false
		value, err := state.kind.read(func(receiver any) error {
			exists = ctx.Storage().Get(state.ValueSpec, receiver)
			return nil
		})
		if err != nil {
			return err
		}
		if values[state.Name] = value; !exists {
			values[state.Name] = nil
		}
	}
	report := reportOf(ctx, c.Tag)
	report["states"] = values
	return publish(ctx, report, c.Topic)
}

func send(ctx statefun.Context, c command) error {
	target, err := statefun.ParseTypeName(c.To)
	if err != nil {
		return err
	}
	message, err := messageTo(statefun.Address{FunctionType: target, Id: c.ID}, c)
	switch {
	case err != nil:
		return err
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

func messageTo(target statefun.Address, c command) (statefun.MessageBuilder, error) {
	if c.As == "script" {
		return statefun.MessageBuilder{Target: target, Value: c.Value, ValueType: scriptType}, nil
	}
	kind := kinds[c.As]
	value, err := kind.fromJSON(c.Value)
	message := statefun.MessageBuilder{Target: target, Value: value}
	if kind.typed {
		message.ValueType = kind.valueType
	}
	return message, err
}

func recordOf(c command) (statefun.EgressBuilder, error) {
	switch c.Op {
	case "kafka":
		value, valueType, err := kafkaValue(c)
		return statefun.KafkaEgressBuilder{Target: kafka, Topic: c.Topic, Key: c.Key, Value: value, ValueType: valueType}, err
	case "kinesis":
		value, err := plainFromJSON[string](c.Value)
		return statefun.KinesisEgressBuilder{
			Target:          kinesis,
			Stream:          c.Stream,
			Value:           value,
			PartitionKey:    c.PartitionKey,
			ExplicitHashKey: c.ExplicitHashKey,
		}, err
	}
	target, err := statefun.ParseTypeName(c.Egress)
	if err != nil {
		return nil, err
	}
	value, err := kinds[c.As].fromJSON(c.Value)
	return statefun.GenericEgressBuilder{Target: target, Value: value, ValueType: kinds[c.As].valueType}, err
}

// kafkaValue is a value of a kind, or one without a type: a string, an int32 or a float64.
func kafkaValue(c command) (any, statefun.SimpleType, error) {
	if kind, ok := kinds[c.As]; ok {
		value, err := kind.fromJSON(c.Value)
		return value, kind.valueType, err
	}
	value, err := plainFromJSON[any](c.Value)
	if number, ok := value.(float64); ok && number == math.Trunc(number) {
		return int32(number), nil, err
	}
	return value, nil, err
}

func text(address statefun.Address) string {
	return fmt.Sprintf("%s/%s", address.FunctionType, address.Id)
}

func reportOf(ctx statefun.Context, tag string) map[string]any {
	report := map[string]any{"tag": tag, "self": text(ctx.Self()), "caller": nil}
	if caller := ctx.Caller(); caller != nil {
		report["caller"] = text(*caller)
	}
	return report
}

func describe(message statefun.Message) (map[string]any, error) {
	raw := message.RawValue()
	described := map[string]any{
		"typename": message.ValueTypeName().String(),
		"length":   len(raw),
		"bytes":    bytesJSON(raw),
	}
	is := []string{}
	for _, name := range kindNames {
		if !message.Is(kinds[name].valueType) {
			continue
		}
		value, err := valueOf(message, kinds[name])
		if err != nil {
			return nil, err
		}
		is, described["value"] = append(is, name), value
	}
	described["is"] = is
	return described, nil
}

// valueOf reads by the method of the type's own, where there is one.
func valueOf(message statefun.Message, kind kind) (any, error) {
	switch {
	case message.IsBool():
		return message.AsBool(), nil
	case message.IsInt32():
		return message.AsInt32(), nil
	case message.IsInt64():
		return fmt.Sprint(message.AsInt64()), nil
	case message.IsFloat32():
		return floatJSON(message.AsFloat32()), nil
	case message.IsFloat64():
		return floatJSON(message.AsFloat64()), nil
	case message.IsString():
		return message.AsString(), nil
	}
	return kind.read(func(receiver any) error { return message.As(kind.valueType, receiver) })
}

// publish reports to a topic of Kafka, or else to the playground.
func publish(ctx statefun.Context, report map[string]any, topic string) error {
	payload, err := json.Marshal(report)
	if err != nil {
		return err
	}
	if topic != "" {
		ctx.SendEgress(statefun.KafkaEgressBuilder{Target: kafka, Topic: topic, Key: ctx.Self().Id, Value: payload})
		return nil
	}
	record := map[string]string{"topic": "reports", "payload": string(payload)}
	ctx.SendEgress(statefun.GenericEgressBuilder{Target: playground, Value: record, ValueType: egressRecordType})
	return nil
}
