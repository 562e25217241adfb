package statefun

import (
	"errors"
	"fmt"
	"io"
	"math"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

// PrimitiveType is a type that all SDKs have. A value is of its Go type or a pointer to that; a receiver is a pointer.
type PrimitiveType int

// The primitive types.
const (
	BoolType    PrimitiveType = iota // io.statefun.types/bool, a bool
	Int32Type                        // io.statefun.types/int, an int32
	Int64Type                        // io.statefun.types/long, an int64
	Float32Type                      // io.statefun.types/float, a float32
	Float64Type                      // io.statefun.types/double, a float64
	StringType                       // io.statefun.types/string, a string of UTF-8
)

var primitiveTypeNames = [...]TypeName{
	BoolType:    TypeNameFrom("io.statefun.types/bool"),
	Int32Type:   TypeNameFrom("io.statefun.types/int"),
	Int64Type:   TypeNameFrom("io.statefun.types/long"),
	Float32Type: TypeNameFrom("io.statefun.types/float"),
	Float64Type: TypeNameFrom("io.statefun.types/double"),
	StringType:  TypeNameFrom("io.statefun.types/string"),
}

// GetTypeName returns the name of the type; nil if it is none of the constants.
func (p PrimitiveType) GetTypeName() TypeName {
	if p < 0 || int(p) >= len(primitiveTypeNames) {
		return nil
	}
	return primitiveTypeNames[p]
}

// Deserialize implements [SimpleType].
func (p PrimitiveType) Deserialize(r io.Reader, receiver interface{}) error {
	return deserialize(p, r, receiver)
}

// Serialize implements [SimpleType].
func (p PrimitiveType) Serialize(writer io.Writer, data interface{}) error {
	return serialize(p, writer, data)
}

/*
 * On the wire, each is a protobuf message with the one field value = 1, whose default (0, false, "") is no bytes at all.
 */

const (
	tagVarint  = 1<<3 | byte(protowire.VarintType)
	tagFixed64 = 1<<3 | byte(protowire.Fixed64Type)
	tagBytes   = 1<<3 | byte(protowire.BytesType)
	tagFixed32 = 1<<3 | byte(protowire.Fixed32Type)
)

func (p PrimitiveType) appendValue(dst []byte, data interface{}) ([]byte, error) {
	switch p {
	case BoolType:
		value, err := valueOf[bool](data)
		if err != nil || !value {
			return dst, err
		}
		return append(dst, tagVarint, 1), nil
	case Int32Type:
		value, err := valueOf[int32](data)
		return appendFixed32(dst, uint32(value)), err
	case Int64Type:
		value, err := valueOf[int64](data)
		return appendFixed64(dst, uint64(value)), err
	case Float32Type:
		value, err := valueOf[float32](data)
		return appendFixed32(dst, math.Float32bits(value)), err
	case Float64Type:
		value, err := valueOf[float64](data)
		return appendFixed64(dst, math.Float64bits(value)), err
	case StringType:
		value, err := valueOf[string](data)
		if err != nil || value == "" {
			return dst, err
		}
		if !utf8.ValidString(value) {
			return dst, errors.New("the string is not UTF-8")
		}
		return protowire.AppendString(append(dst, tagBytes), value), nil
	}
	return dst, p.unknown()
}

func (p PrimitiveType) readValue(value []byte, receiver interface{}) error {
	switch p {
	case BoolType:
		return receive(receiver, readBool, value)
	case Int32Type:
		return receive(receiver, readInt32, value)
	case Int64Type:
		return receive(receiver, readInt64, value)
	case Float32Type:
		return receive(receiver, readFloat32, value)
	case Float64Type:
		return receive(receiver, readFloat64, value)
	case StringType:
		return receive(receiver, readString, value)
	}
	return p.unknown()
}

func readBool(value []byte) (bool, error) {
	field, err := lastField(value, protowire.VarintType)
	return field.number != 0, err
}

func readInt32(value []byte) (int32, error) {
	field, err := lastField(value, protowire.Fixed32Type)
	return int32(field.number), err
}

func readInt64(value []byte) (int64, error) {
	field, err := lastField(value, protowire.Fixed64Type)
	return int64(field.number), err
}

func readFloat32(value []byte) (float32, error) {
	field, err := lastField(value, protowire.Fixed32Type)
	return math.Float32frombits(uint32(field.number)), err
}

func readFloat64(value []byte) (float64, error) {
	field, err := lastField(value, protowire.Fixed64Type)
	return math.Float64frombits(field.number), err
}

func readString(value []byte) (string, error) {
	field, err := lastField(value, protowire.BytesType)
	if err == nil && !utf8.Valid(field.bytes) {
		err = errors.New("the string is not UTF-8")
	}
	return string(field.bytes), err
}

func (p PrimitiveType) unknown() error {
	return fmt.Errorf("there is no PrimitiveType(%d): use one of the constants, such as Int32Type", int(p))
}

func appendFixed32(dst []byte, value uint32) []byte {
	if value == 0 {
		return dst
	}
	return protowire.AppendFixed32(append(dst, tagFixed32), value)
}

func appendFixed64(dst []byte, value uint64) []byte {
	if value == 0 {
		return dst
	}
	return protowire.AppendFixed64(append(dst, tagFixed64), value)
}

// valueOf is data as a T, given as such or by a pointer.
func valueOf[T any](data interface{}) (T, error) {
	switch value := data.(type) {
	case T:
		return value, nil
	case *T:
		if value != nil {
			return *value, nil
		}
	}
	var none T
	if isNil(data) {
		return none, fmt.Errorf("the value is nil, not a %T", none)
	}
	return none, fmt.Errorf("the value must be a %T or *%T, and is a %T", none, none, data)
}

// receive reads a value to where a receiver points.
func receive[T any](receiver interface{}, read func([]byte) (T, error), value []byte) error {
	pointer, ok := receiver.(*T)
	if !ok || pointer == nil {
		return fmt.Errorf("the receiver must be a %T, and is a %T", pointer, receiver)
	}
	got, err := read(value)
	if err == nil {
		*pointer = got
	}
	return err
}

type primitiveField struct {
	number uint64
	bytes  []byte
}

// lastField is the last field number 1 of a wire type; zero when there is none. Others are skipped, as protobuf does.
func lastField(message []byte, want protowire.Type) (last primitiveField, err error) {
	for len(message) > 0 {
		num, typ, n := protowire.ConsumeTag(message)
		if n < 0 {
			return last, protowire.ParseError(n)
		}
		message = message[n:]
		if num != 1 || typ != want {
			n = protowire.ConsumeFieldValue(num, typ, message)
		} else {
			last, n = consumePrimitive(message, typ)
		}
		if n < 0 {
			return last, protowire.ParseError(n)
		}
		message = message[n:]
	}
	return last, nil
}

func consumePrimitive(message []byte, typ protowire.Type) (field primitiveField, n int) {
	switch typ {
	case protowire.VarintType:
		field.number, n = protowire.ConsumeVarint(message)
	case protowire.Fixed64Type:
		field.number, n = protowire.ConsumeFixed64(message)
	case protowire.Fixed32Type:
		var short uint32
		short, n = protowire.ConsumeFixed32(message)
		field.number = uint64(short)
	default:
		field.bytes, n = protowire.ConsumeBytes(message)
	}
	return field, n
}
