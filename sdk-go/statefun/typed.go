package statefun

import (
	"bytes"
	"fmt"
	"io"

	"google.golang.org/protobuf/proto"
)

// Type is a [SimpleType] of which Go knows the values: those of T. It is what states and messages without type
// assertions are made of, and goes wherever a SimpleType does.
type Type[T any] struct{ SimpleType }

// The types that all SDKs have.
var (
	Bool    = Type[bool]{BoolType}
	Int32   = Type[int32]{Int32Type}
	Int64   = Type[int64]{Int64Type}
	Float32 = Type[float32]{Float32Type}
	Float64 = Type[float64]{Float64Type}
	String  = Type[string]{StringType}
)

// JSON is the type of Ts that are written as JSON, see [MakeJsonType]. Like [TypeNameFrom] it is for names that are
// constants, and panics when one is not of the form namespace/type.
func JSON[T any](typename string) Type[T] { return Type[T]{MakeJsonType(TypeNameFrom(typename))} }

// Protobuf is the type of the protobuf messages of a generated type, see [MakeProtobufType]: Protobuf[*pb.Cart]().
func Protobuf[T proto.Message]() Type[T] {
	var message T
	return Type[T]{typedProtobuf[T]{MakeProtobufType(message).(protobufType)}}
}

// Custom is a type that you write and read yourself. Like [TypeNameFrom] it panics when the name is not of the form
// namespace/type. Read must not keep or change its argument.
func Custom[T any](typename string, write func(T) ([]byte, error), read func([]byte) (T, error)) Type[T] {
	return Type[T]{customType[T]{TypeNameFrom(typename), write, read}}
}

// Is tells whether a message is of the type, by its name.
func (t Type[T]) Is(message Message) bool { return message.Is(t.SimpleType) }

// From reads the value of a message. It fails when the message is of a type with another name, when it has no value, or
// when its bytes are not of the type.
func (t Type[T]) From(message Message) (T, error) {
	if !t.Is(message) {
		var none T
		return none, fmt.Errorf("the message is of type %s, not %s", message.typename, nameOf(t.SimpleType))
	}
	if !message.hasValue {
		var none T
		return none, ErrNoValue
	}
	var value T
	err := decode(t.SimpleType, message.value, &value)
	return value, err
}

// To makes a message with a value.
func (t Type[T]) To(target Address, value T) MessageBuilder {
	return MessageBuilder{Target: target, Value: value, ValueType: t.SimpleType}
}

// Value is a declared state of which Go knows the values: those of T.
type Value[T any] struct {
	spec ValueSpec
	t    Type[T]
}

// NewValue declares a state, which expires at most in one way. Put its Spec into the States of a function.
func NewValue[T any](name string, t Type[T], expiration ...Expiration) Value[T] {
	spec := ValueSpec{Name: name, ValueType: t.SimpleType}
	for _, e := range expiration {
		spec.Expiration = e
	}
	return Value[T]{spec, t}
}

// Spec is the declaration.
func (v Value[T]) Spec() ValueSpec { return v.spec }

// Get reads the state, and tells whether there is a value; without one it returns the zero value of T. As with
// [AddressScopedStorage], a mistake fails the invocation when the function returns.
func (v Value[T]) Get(ctx Context) (value T, exists bool) {
	exists = ctx.Storage().Get(v.spec, &value)
	return value, exists
}

// Set writes the state.
func (v Value[T]) Set(ctx Context, value T) { ctx.Storage().Set(v.spec, value) }

// Remove removes the state's value.
func (v Value[T]) Remove(ctx Context) { ctx.Storage().Remove(v.spec) }

// typedProtobuf has pointers as values, and so makes the messages that it reads into.
type typedProtobuf[T proto.Message] struct{ protobufType }

func (p typedProtobuf[T]) readValue(value []byte, receiver interface{}) error {
	pointer, ok := receiver.(*T)
	if !ok {
		return p.protobufType.readValue(value, receiver)
	}
	made := (*pointer).ProtoReflect().New().Interface()
	if err := p.protobufType.readValue(value, made); err != nil {
		return err
	}
	*pointer = made.(T)
	return nil
}

func (p typedProtobuf[T]) Deserialize(r io.Reader, receiver interface{}) error {
	return deserialize(p, r, receiver)
}

type customType[T any] struct {
	name  TypeName
	write func(T) ([]byte, error)
	read  func([]byte) (T, error)
}

func (c customType[T]) GetTypeName() TypeName { return c.name }

func (c customType[T]) Deserialize(r io.Reader, receiver interface{}) error {
	return deserialize(c, r, receiver)
}

func (c customType[T]) Serialize(writer io.Writer, data interface{}) error {
	return serialize(c, writer, data)
}

func (c customType[T]) appendValue(dst []byte, data interface{}) ([]byte, error) {
	value, err := valueOf[T](data)
	if err != nil {
		return dst, err
	}
	written, err := c.write(value)
	return append(dst, written...), err
}

func (c customType[T]) readValue(value []byte, receiver interface{}) error {
	return receive(receiver, c.read, bytes.Clone(value))
}
