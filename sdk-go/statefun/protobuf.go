package statefun

import (
	"fmt"
	"io"

	"google.golang.org/protobuf/proto"
)

type protobufType struct{ name TypeName }

// MakeProtobufType is the type of protobuf messages like m, under the name that all languages know them by:
// type.googleapis.com/ and the full name of the message. Values and receivers are [proto.Message]s.
// Without a message it is a type without a name, which is refused where it is used.
func MakeProtobufType(m proto.Message) SimpleType {
	if m == nil {
		return protobufType{}
	}
	name, _ := TypeNameFromParts("type.googleapis.com", string(proto.MessageName(m)))
	return protobufType{name}
}

// MakeProtobufTypeWithTypeName is the type of protobuf messages under a name of your own.
func MakeProtobufTypeWithTypeName(typeName TypeName) SimpleType { return protobufType{typeName} }

func (p protobufType) GetTypeName() TypeName { return p.name }

func (p protobufType) Deserialize(r io.Reader, receiver interface{}) error {
	return deserialize(p, r, receiver)
}

func (p protobufType) Serialize(writer io.Writer, data interface{}) error {
	return serialize(p, writer, data)
}

// appendValue writes the same bytes for the same message each time, so that a call that is made again says the same.
func (p protobufType) appendValue(dst []byte, data interface{}) ([]byte, error) {
	message, err := p.message(data)
	if err != nil {
		return dst, err
	}
	return proto.MarshalOptions{Deterministic: true}.MarshalAppend(dst, message)
}

func (p protobufType) readValue(value []byte, receiver interface{}) error {
	message, err := p.message(receiver)
	if err != nil {
		return err
	}
	return proto.Unmarshal(value, message)
}

func (p protobufType) message(data interface{}) (proto.Message, error) {
	message, ok := data.(proto.Message)
	if !ok || isNil(data) {
		return nil, fmt.Errorf("it must be a proto.Message, and is a %T", data)
	}
	return message, nil
}
