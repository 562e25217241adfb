package statefun

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// SimpleType is how values of a type become bytes, and are made of them again. The name of the type goes with the
// bytes, and functions in other languages know them by it. [Type] is the same for one Go type.
type SimpleType interface {
	// GetTypeName returns the name of the type.
	GetTypeName() TypeName

	// Deserialize reads a value from all of r into receiver, a pointer.
	Deserialize(r io.Reader, receiver interface{}) error

	// Serialize writes a value. One that writes nothing is a value, too.
	Serialize(writer io.Writer, data interface{}) error
}

// appender is a type that can do without readers and writers.
type appender interface {
	appendValue(dst []byte, data interface{}) ([]byte, error)
	readValue(value []byte, receiver interface{}) error
}

func deserialize(t appender, r io.Reader, receiver interface{}) error {
	value, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	return t.readValue(value, receiver)
}

func serialize(t appender, writer io.Writer, data interface{}) error {
	value, err := t.appendValue(nil, data)
	if err != nil {
		return err
	}
	_, err = writer.Write(value)
	return err
}

// encode appends a value to scratch. The result is valid until scratch is used again.
func encode(scratch []byte, valueType SimpleType, data interface{}) (wire.Value, error) {
	name, err := checked(valueType.GetTypeName(), "the name of the value's type")
	if err != nil {
		return wire.Value{}, err
	}
	if fast, ok := valueType.(appender); ok {
		scratch, err = fast.appendValue(scratch, data)
	} else {
		writer := bytes.NewBuffer(scratch)
		err = valueType.Serialize(writer, data)
		scratch = writer.Bytes()
	}
	if err != nil {
		return wire.Value{}, fmt.Errorf("a value of type %s can't be written: %w", name, err)
	}
	return wire.Value{Typename: name.text, Bytes: scratch}, nil
}

func decode(valueType SimpleType, value []byte, receiver interface{}) error {
	if isNil(receiver) {
		return errors.New("the receiver of a value cannot be nil")
	}
	var err error
	if fast, ok := valueType.(appender); ok {
		err = fast.readValue(value, receiver)
	} else {
		err = valueType.Deserialize(bytes.NewReader(value), receiver)
	}
	if err != nil {
		return fmt.Errorf("a value of type %s can't be read: %w", nameOf(valueType), err)
	}
	return nil
}

// nameOf is the name of a type for errors.
func nameOf(valueType SimpleType) string {
	if isNil(valueType) || isNil(valueType.GetTypeName()) {
		return "(none)"
	}
	return valueType.GetTypeName().String()
}

// isNil tells whether there is no value, or a nil pointer to one.
func isNil(value interface{}) bool {
	switch value.(type) {
	case nil:
		return true
	case typeName, PrimitiveType, string, int32, int64, bool:
		return false
	}
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Func, reflect.Interface:
		return v.IsNil()
	}
	return false
}
