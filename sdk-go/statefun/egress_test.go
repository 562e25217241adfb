package statefun_test

import (
	"bytes"
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

func TestKafkaRecordsHaveTheirTopicKeyAndValue(t *testing.T) {
	for want, builder := range map[string]statefun.KafkaEgressBuilder{
		"tëxt":                             {Value: "tëxt"},
		"raw\x00\xff":                      {Value: []byte("raw\x00\xff")},
		"\xff\xff\xff\xfe":                 {Value: int32(-2)},
		"\x00\x00\x00\x01\x00\x00\x00\x00": {Value: int64(1) << 32},
		"\x3f\x00\x00\x00":                 {Value: float32(0.5)},
		"\xbf\xf8\x00\x00\x00\x00\x00\x00": {Value: -1.5},
		"\x0a\x01x":                        {Value: "x", ValueType: statefun.StringType},
		"":                                 {Value: ""},
	} {
		builder.Target, builder.Topic, builder.Key = egress, "topic", "kéy"
		effects := effectsOf(t, func(ctx statefun.Context) { ctx.SendEgress(builder) })
		got, ok := effects.Egress[0].Kafka()
		if !ok || effects.Egress[0].Target != egress || got.Topic != "topic" || got.Key != "kéy" || string(got.Value) != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestKinesisRecordsHaveTheirStreamKeysAndValue(t *testing.T) {
	for want, builder := range map[string]statefun.KinesisEgressBuilder{
		"tëxt":      {Value: "tëxt"},
		"\xff":      {Value: []byte("\xff")},
		"\x0a\x01x": {Value: "x", ValueType: statefun.String},
	} {
		builder.Target, builder.Stream, builder.PartitionKey, builder.ExplicitHashKey = egress, "s", "p", "17"
		effects := effectsOf(t, func(ctx statefun.Context) { ctx.SendEgress(builder) })
		got, ok := effects.Egress[0].Kinesis()
		if !ok || got.Stream != "s" || got.PartitionKey != "p" || got.ExplicitHashKey != "17" || string(got.Value) != want {
			t.Errorf("got %q, want %q", got, want)
		}
		if _, ok := effects.Egress[0].Kafka(); ok {
			t.Error("it is a record for Kafka, too")
		}
	}
}

func TestRecordsForOtherEgressesAreValues(t *testing.T) {
	effects := effectsOf(t, func(ctx statefun.Context) {
		ctx.SendEgress(statefun.GenericEgressBuilder{Target: egress, Value: "x", ValueType: statefun.StringType})
		ctx.SendEgress(&statefun.GenericEgressBuilder{Target: egress, Value: false, ValueType: statefun.Bool})
	})
	first, second := effects.Egress[0].Message, effects.Egress[1].Message
	if first.AsString() != "x" || !second.IsBool() || second.AsBool() {
		t.Error(effects.Egress)
	}
	if _, ok := effects.Egress[0].Kinesis(); ok {
		t.Error("it is a record for Kinesis")
	}
}

func TestLargeRecordsAreWrittenWhole(t *testing.T) {
	value := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	effects := effectsOf(t, func(ctx statefun.Context) {
		for range 3 {
			ctx.SendEgress(statefun.KafkaEgressBuilder{Target: egress, Topic: "t", Value: value})
			ctx.SendEgress(statefun.KinesisEgressBuilder{Target: egress, Stream: "s", PartitionKey: "p", Value: value})
		}
	})
	for i := range 3 {
		kafka, _ := effects.Egress[2*i].Kafka()
		kinesis, _ := effects.Egress[2*i+1].Kinesis()
		if !bytes.Equal(kafka.Value, value) || !bytes.Equal(kinesis.Value, value) {
			t.Error(i, len(kafka.Value), len(kinesis.Value))
		}
	}
}

func TestARecordThatCannotBeSentFailsTheInvocation(t *testing.T) {
	var nothing *statefun.KafkaEgressBuilder
	for want, builder := range map[string]statefun.EgressBuilder{
		"the record is nil":                                           nothing,
		"the Target of a record for an egress":                        statefun.KafkaEgressBuilder{Topic: "t", Value: "v"},
		"a record for Kafka needs a Topic":                            statefun.KafkaEgressBuilder{Target: egress, Value: "v"},
		"a record for Kafka needs a Value":                            statefun.KafkaEgressBuilder{Target: egress, Topic: "t"},
		`the key "\xff" is not UTF-8`:                                 statefun.KafkaEgressBuilder{Target: egress, Topic: "t", Key: "\xff", Value: "v"},
		`the topic "\xff" is not UTF-8`:                               statefun.KafkaEgressBuilder{Target: egress, Topic: "\xff", Value: "v"},
		"for Kafka is a string that is not UTF-8":                     statefun.KafkaEgressBuilder{Target: egress, Topic: "t", Value: "\xff"},
		"the Value of a record for Kafka is a int: say its ValueType": statefun.KafkaEgressBuilder{Target: egress, Topic: "t", Value: 1},
		"a value of type io.statefun.types/int can't be written":      statefun.KafkaEgressBuilder{Target: egress, Topic: "t", Value: 1, ValueType: statefun.Int32Type},
		"a record for Kinesis needs a Stream":                         statefun.KinesisEgressBuilder{Target: egress, PartitionKey: "p", Value: "v"},
		"a record for Kinesis needs a PartitionKey":                   statefun.KinesisEgressBuilder{Target: egress, Stream: "s", Value: "v"},
		"a record for Kinesis needs a Value":                          statefun.KinesisEgressBuilder{Target: egress, Stream: "s", PartitionKey: "p"},
		"for Kinesis is a int32: say":                                 statefun.KinesisEgressBuilder{Target: egress, Stream: "s", PartitionKey: "p", Value: int32(1)},
		`the partition key "\xff" is`:                                 statefun.KinesisEgressBuilder{Target: egress, Stream: "s", PartitionKey: "\xff", Value: "v"},
		"needs a ValueType":                                           statefun.GenericEgressBuilder{Target: egress, Value: "v"},
		"a record for an egress needs a Value":                        statefun.GenericEgressBuilder{Target: egress, ValueType: statefun.Int32Type},
	} {
		wantError(t, failureOf(t, func(ctx statefun.Context) { ctx.SendEgress(builder) }), "SendEgress: ", want)
	}
	wantError(t, failureOf(t, func(ctx statefun.Context) { ctx.SendEgress(nil) }), "the record is nil")
}
