package statefun

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// EgressBuilder is a record for an egress: a [KafkaEgressBuilder], [KinesisEgressBuilder] or [GenericEgressBuilder].
type EgressBuilder interface {
	// toEgressMessage makes the record, with its bytes in scratch.
	toEgressMessage(scratch []byte) (egressMessage, error)
}

// egressMessage is a record, with its bytes in scratch, which may have grown.
type egressMessage struct {
	target  typeName
	record  wire.Value
	scratch []byte
}

// GenericEgressBuilder is a record for an egress of any kind: a value of a type that the egress knows.
type GenericEgressBuilder struct {
	Target    TypeName
	Value     interface{}
	ValueType SimpleType
}

func (g GenericEgressBuilder) toEgressMessage(scratch []byte) (egressMessage, error) {
	target, err := egressTarget(g.Target)
	switch {
	case err != nil:
		return egressMessage{}, err
	case isNil(g.ValueType):
		return egressMessage{}, errors.New("a record for an egress needs a ValueType")
	case g.Value == nil:
		return egressMessage{}, errors.New("a record for an egress needs a Value, which is nil")
	}
	value, err := encode(scratch, g.ValueType, g.Value)
	return egressMessage{target, value, value.Bytes}, err
}

func egressTarget(target TypeName) (typeName, error) {
	return checked(target, "the Target of a record for an egress")
}

// checkText fails for a part of a record that can't be a string on the wire.
func checkText(what, text string) error {
	if utf8.ValidString(text) {
		return nil
	}
	return fmt.Errorf("%s %q is not UTF-8", what, text)
}
