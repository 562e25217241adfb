package statefun

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// KafkaEgressBuilder is a record for an egress of the kind io.statefun.kafka.v1/egress. An empty Key is none. Without a
// ValueType, a string and a []byte are written as they are; an int32, int64, float32 and float64 big-endian.
type KafkaEgressBuilder struct {
	Target    TypeName
	Topic     string
	Key       string
	Value     interface{}
	ValueType SimpleType
}

func (k KafkaEgressBuilder) toEgressMessage(scratch []byte) (egressMessage, error) {
	target, err := egressTarget(k.Target)
	if err == nil {
		err = k.check()
	}
	if err != nil {
		return egressMessage{}, err
	}
	value, err := k.value(scratch)
	if err != nil {
		return egressMessage{}, err
	}
	// The record comes after its value in scratch.
	record := wire.KafkaRecord{Key: k.Key, Value: value, Topic: k.Topic}.Append(value)
	return egressMessage{target, wire.Value{Typename: wire.KafkaRecordTypename, Bytes: record[len(value):]}, record}, nil
}

func (k KafkaEgressBuilder) check() error {
	if k.Topic == "" {
		return errors.New("a record for Kafka needs a Topic")
	}
	if k.Value == nil {
		return errors.New("a record for Kafka needs a Value, which is nil")
	}
	return errors.Join(checkText("the topic", k.Topic), checkText("the key", k.Key))
}

func (k KafkaEgressBuilder) value(scratch []byte) ([]byte, error) {
	if !isNil(k.ValueType) {
		value, err := encode(scratch, k.ValueType, k.Value)
		return value.Bytes, err
	}
	switch value := k.Value.(type) {
	case int32:
		return binary.BigEndian.AppendUint32(scratch, uint32(value)), nil
	case int64:
		return binary.BigEndian.AppendUint64(scratch, uint64(value)), nil
	case float32:
		return binary.BigEndian.AppendUint32(scratch, math.Float32bits(value)), nil
	case float64:
		return binary.BigEndian.AppendUint64(scratch, math.Float64bits(value)), nil
	}
	return rawValue(scratch, "Kafka", k.Value)
}

// rawValue is a value that is written as it is.
func rawValue(scratch []byte, egress string, value interface{}) ([]byte, error) {
	switch value := value.(type) {
	case []byte:
		return append(scratch, value...), nil
	case string:
		if !utf8.ValidString(value) {
			return nil, fmt.Errorf("the Value of a record for %s is a string that is not UTF-8: make it a []byte", egress)
		}
		return append(scratch, value...), nil
	}
	return nil, fmt.Errorf("the Value of a record for %s is a %T: say its ValueType", egress, value)
}
