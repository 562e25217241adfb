package statefuntest

import (
	"io"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// Effects are what a call sent, each kind in the order of sending.
type Effects struct {
	Messages []Sent
	Delayed  []Delayed
	Egress   []Record
}

// Sent is a message for another instance.
type Sent struct {
	Target  statefun.Address
	Message statefun.Message
}

// Delayed is a message for later, or a cancellation, of which there is only the token.
type Delayed struct {
	Sent
	Delay time.Duration
	// Token is empty when there is none.
	Token     string
	Cancelled bool
}

// Record is a record for an egress.
type Record struct {
	Target  statefun.TypeName
	Message statefun.Message
}

// KafkaRecord is what [statefun.KafkaEgressBuilder] makes.
type KafkaRecord struct {
	Topic, Key string
	Value      []byte
}

// Kafka returns the record for Kafka that this is, and whether it is one.
func (r Record) Kafka() (KafkaRecord, bool) {
	if r.Message.ValueTypeName().String() != wire.KafkaRecordTypename {
		return KafkaRecord{}, false
	}
	record, err := wire.DecodeKafkaRecord(r.Message.RawValue())
	return KafkaRecord{record.Topic, record.Key, record.Value}, err == nil
}

// KinesisRecord is what [statefun.KinesisEgressBuilder] makes.
type KinesisRecord struct {
	Stream, PartitionKey, ExplicitHashKey string
	Value                                 []byte
}

// Kinesis returns the record for Kinesis that this is, and whether it is one.
func (r Record) Kinesis() (KinesisRecord, bool) {
	if r.Message.ValueTypeName().String() != wire.KinesisRecordTypename {
		return KinesisRecord{}, false
	}
	record, err := wire.DecodeKinesisRecord(r.Message.RawValue())
	return KinesisRecord{record.Stream, record.PartitionKey, record.ExplicitHashKey, record.Value}, err == nil
}

func effectsOf(reply wire.Reply) (Effects, error) {
	var effects Effects
	for _, message := range reply.Messages {
		sent, err := sentOf(message)
		if err != nil {
			return Effects{}, err
		}
		effects.Messages = append(effects.Messages, sent)
	}
	for _, delayed := range reply.Delayed {
		made := Delayed{Token: delayed.Token, Cancelled: delayed.Cancellation}
		if !delayed.Cancellation {
			sent, err := sentOf(delayed.Sent)
			if err != nil {
				return Effects{}, err
			}
			made.Sent, made.Delay = sent, time.Duration(delayed.DelayMs)*time.Millisecond
		}
		effects.Delayed = append(effects.Delayed, made)
	}
	for _, record := range reply.Egress {
		target, err := statefun.TypeNameFromParts(record.Namespace, record.Type)
		if err != nil {
			return Effects{}, err
		}
		message, err := messageOf(record.Value)
		if err != nil {
			return Effects{}, err
		}
		effects.Egress = append(effects.Egress, Record{target, message})
	}
	return effects, nil
}

func sentOf(sent wire.Sent) (Sent, error) {
	name, err := statefun.TypeNameFromParts(sent.Target.Namespace, sent.Target.Type)
	if err != nil {
		return Sent{}, err
	}
	message, err := messageOf(sent.Value)
	return Sent{statefun.Address{FunctionType: name, Id: sent.Target.ID}, message}, err
}

// messageOf makes a message of bytes as they are.
func messageOf(value wire.Value) (statefun.Message, error) {
	name, err := statefun.ParseTypeName(value.Typename)
	if err != nil {
		return statefun.Message{}, err
	}
	nobody := statefun.Address{FunctionType: name}
	return statefun.MessageBuilder{Target: nobody, Value: value.Bytes, ValueType: rawType{name}}.ToMessage()
}

// rawType is bytes under the name of another type.
type rawType struct{ name statefun.TypeName }

func (r rawType) GetTypeName() statefun.TypeName { return r.name }

func (r rawType) Serialize(writer io.Writer, data interface{}) error {
	_, err := writer.Write(data.([]byte))
	return err
}

func (r rawType) Deserialize(reader io.Reader, receiver interface{}) (err error) {
	*receiver.(*[]byte), err = io.ReadAll(reader)
	return err
}
