package statefun

import (
	"errors"
	"fmt"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// Message is what a function got, or what [MessageBuilder] made: a value, and the name of its type.
type Message struct {
	typename string
	hasValue bool
	value    []byte
}

// ErrNoValue is what reading a message fails with that has a type, but no value.
var ErrNoValue = errors.New("the message has no value")

// receivedMessage is a view of a payload.
func receivedMessage(argument wire.ValueView) Message {
	return Message{internTypename(argument.Typename), argument.HasValue, argument.Value}
}

// internTypename saves the memory for the most common names.
func internTypename(name []byte) string {
	for _, primitive := range primitiveTypeNames {
		if text := primitive.(typeName).text; string(name) == text {
			return text
		}
	}
	return string(name)
}

// IsBool tells whether the value is a bool.
func (m *Message) IsBool() bool { return m.Is(BoolType) }

// AsBool reads the value as a bool, whatever the name of its type. Like all methods whose names begin with As and that
// return no error, it panics when that fails, and so the invocation fails.
func (m *Message) AsBool() bool { return mustRead(m, readBool) }

// IsInt32 tells whether the value is an int32.
func (m *Message) IsInt32() bool { return m.Is(Int32Type) }

// AsInt32 reads the value as an int32; see AsBool.
func (m *Message) AsInt32() int32 { return mustRead(m, readInt32) }

// IsInt64 tells whether the value is an int64.
func (m *Message) IsInt64() bool { return m.Is(Int64Type) }

// AsInt64 reads the value as an int64; see AsBool.
func (m *Message) AsInt64() int64 { return mustRead(m, readInt64) }

// IsFloat32 tells whether the value is a float32.
func (m *Message) IsFloat32() bool { return m.Is(Float32Type) }

// AsFloat32 reads the value as a float32; see AsBool.
func (m *Message) AsFloat32() float32 { return mustRead(m, readFloat32) }

// IsFloat64 tells whether the value is a float64.
func (m *Message) IsFloat64() bool { return m.Is(Float64Type) }

// AsFloat64 reads the value as a float64; see AsBool.
func (m *Message) AsFloat64() float64 { return mustRead(m, readFloat64) }

// IsString tells whether the value is a string.
func (m *Message) IsString() bool { return m.Is(StringType) }

// AsString reads the value as a string; see AsBool.
func (m *Message) AsString() string { return mustRead(m, readString) }

// Is tells whether the value is of a type, by the type's name.
func (m *Message) Is(t SimpleType) bool {
	if isNil(t) {
		return false
	}
	name, err := checked(t.GetTypeName(), "")
	return err == nil && name.text == m.typename
}

// As reads the value by a type into receiver, a pointer. It does not ask for the name of the value's type, Is does.
// It fails when the bytes are not of the type, or with [ErrNoValue].
func (m *Message) As(t SimpleType, receiver interface{}) error {
	if isNil(t) {
		return errors.New("a message is read by a SimpleType, which is nil")
	}
	if !m.hasValue {
		return ErrNoValue
	}
	return decode(t, m.value, receiver)
}

// ValueTypeName returns the name of the value's type, as it was sent. That it has a namespace is not certain.
func (m *Message) ValueTypeName() TypeName { return receivedTypeName(m.typename) }

// RawValue returns the bytes of the value, not to be changed; nil when there is no value.
func (m *Message) RawValue() []byte { return m.value }

// mustRead has a panic in it, since the official API has no room for an error.
func mustRead[T any](m *Message, read func([]byte) (T, error)) T {
	if !m.hasValue {
		panic(fmt.Errorf("a message of type %q: %w", m.typename, ErrNoValue))
	}
	value, err := read(m.value)
	if err != nil {
		panic(fmt.Errorf("a message of type %q can't be read as a %T: %w", m.typename, value, err))
	}
	return value
}

// MessageBuilder is a message to be sent. ValueType may be left out for the Go types of primitive types and pointers to
// them; an int has to be an int32 or an int64.
type MessageBuilder struct {
	Target    Address
	Value     interface{}
	ValueType SimpleType
}

// ToMessage makes the message. It fails when the target or the value is missing, or the value is not of the type.
func (m MessageBuilder) ToMessage() (Message, error) {
	_, value, err := m.encode(nil)
	if err != nil {
		return Message{}, err
	}
	return Message{value.Typename, true, value.Bytes}, nil
}

// encode makes what is sent of it; the value's bytes are in scratch.
func (m MessageBuilder) encode(scratch []byte) (wire.Address, wire.Value, error) {
	target, err := wireAddress(m.Target)
	if err != nil {
		return wire.Address{}, wire.Value{}, err
	}
	if m.Value == nil {
		return wire.Address{}, wire.Value{}, errors.New("a message needs a Value, which is nil")
	}
	valueType := m.ValueType
	if isNil(valueType) {
		if valueType, err = primitiveTypeOf(m.Value); err != nil {
			return wire.Address{}, wire.Value{}, err
		}
	}
	value, err := encode(scratch, valueType, m.Value)
	return target, value, err
}

func primitiveTypeOf(value interface{}) (SimpleType, error) {
	switch value.(type) {
	case bool, *bool:
		return BoolType, nil
	case int32, *int32:
		return Int32Type, nil
	case int64, *int64:
		return Int64Type, nil
	case float32, *float32:
		return Float32Type, nil
	case float64, *float64:
		return Float64Type, nil
	case string, *string:
		return StringType, nil
	case int, *int:
		return nil, errors.New("the Value of a message is an int: make it an int32 or an int64, or say its ValueType")
	}
	return nil, fmt.Errorf("the Value of a message is a %T: say its ValueType", value)
}
