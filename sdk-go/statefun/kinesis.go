package statefun

import (
	"errors"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// KinesisEgressBuilder is a record for an egress of the kind io.statefun.kinesis.v1/egress. An empty ExplicitHashKey is
// none. Without a ValueType, the value is a string or a []byte, written as it is.
type KinesisEgressBuilder struct {
	Target          TypeName
	Stream          string
	Value           interface{}
	ValueType       SimpleType
	PartitionKey    string
	ExplicitHashKey string
}

func (k KinesisEgressBuilder) toEgressMessage(scratch []byte) (egressMessage, error) {
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
	record := wire.KinesisRecord{
		PartitionKey:    k.PartitionKey,
		Value:           value,
		Stream:          k.Stream,
		ExplicitHashKey: k.ExplicitHashKey,
	}.Append(value)
	return egressMessage{target, wire.Value{Typename: wire.KinesisRecordTypename, Bytes: record[len(value):]}, record}, nil
}

func (k KinesisEgressBuilder) check() error {
	switch {
	case k.Stream == "":
		return errors.New("a record for Kinesis needs a Stream")
	case k.Value == nil:
		return errors.New("a record for Kinesis needs a Value, which is nil")
	case k.PartitionKey == "":
		return errors.New("a record for Kinesis needs a PartitionKey")
	}
	return errors.Join(
		checkText("the stream", k.Stream),
		checkText("the partition key", k.PartitionKey),
		checkText("the explicit hash key", k.ExplicitHashKey),
	)
}

func (k KinesisEgressBuilder) value(scratch []byte) ([]byte, error) {
	if isNil(k.ValueType) {
		return rawValue(scratch, "Kinesis", k.Value)
	}
	value, err := encode(scratch, k.ValueType, k.Value)
	return value.Bytes, err
}
