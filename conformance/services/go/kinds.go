package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"math"
	"reflect"
	"strconv"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// kind is a type of values under the name that scripts call it by, and how its values look in JSON.
type kind struct {
	valueType statefun.SimpleType
	// fromJSON makes a value for MessageBuilder and Storage.
	fromJSON func(json.RawMessage) (any, error)
	// read has a value read by a Storage or a Message, and returns it for JSON.
	read func(read func(receiver any) error) (any, error)
	// typed is false for those whose type MessageBuilder finds out by itself.
	typed bool
}

var kindNames = []string{"bool", "int", "long", "float", "double", "string", "json", "proto", "custom"}

var kinds = map[string]kind{
	"bool":   primitive[bool](statefun.BoolType),
	"int":    primitive[int32](statefun.Int32Type),
	"long":   {statefun.Int64Type, longFromJSON, readLong, false},
	"float":  {statefun.Float32Type, floatFromJSON[float32], readFloat[float32], false},
	"double": {statefun.Float64Type, floatFromJSON[float64], readFloat[float64], false},
	"string": primitive[string](statefun.StringType),
	"json":   {statefun.MakeJsonType(statefun.TypeNameFrom("conformance/Json")), plainFromJSON[any], readPlain[any], true},
	"proto":  {statefun.MakeProtobufType(&timestamppb.Timestamp{}), timestampFromJSON, readTimestamp, true},
	"custom": {bytesType{statefun.TypeNameFrom("conformance/Bytes")}, bytesFromJSON, readBytes, true},
}

func primitive[T any](valueType statefun.SimpleType) kind {
	return kind{valueType, plainFromJSON[T], readPlain[T], false}
}

func plainFromJSON[T any](text json.RawMessage) (any, error) {
	var value T
	err := json.Unmarshal(text, &value)
	return value, err
}

func readPlain[T any](read func(any) error) (any, error) {
	var value T
	err := read(&value)
	return value, err
}

// JSON's numbers don't hold all 64 bits in every language.
func longFromJSON(text json.RawMessage) (any, error) {
	var digits string
	if err := json.Unmarshal(text, &digits); err != nil {
		return nil, err
	}
	return strconv.ParseInt(digits, 10, 64)
}

func readLong(read func(any) error) (any, error) {
	var value int64
	err := read(&value)
	return strconv.FormatInt(value, 10), err
}

// Where JSON has no such number, it is text.
func floatFromJSON[T float32 | float64](text json.RawMessage) (any, error) {
	var digits string
	if json.Unmarshal(text, &digits) != nil {
		return plainFromJSON[T](text)
	}
	value, err := strconv.ParseFloat(digits, reflect.TypeFor[T]().Bits())
	return T(value), err
}

func readFloat[T float32 | float64](read func(any) error) (any, error) {
	var value T
	err := read(&value)
	return floatJSON(value), err
}

func floatJSON[T float32 | float64](value T) any {
	switch wide := float64(value); {
	case math.IsNaN(wide):
		return "NaN"
	case math.IsInf(wide, 1):
		return "Infinity"
	case math.IsInf(wide, -1):
		return "-Infinity"
	case wide == 0 && math.Signbit(wide):
		return "-0.0"
	}
	return value
}

type timestampJSON struct {
	Seconds int64 `json:"seconds"`
	Nanos   int32 `json:"nanos"`
}

func timestampFromJSON(text json.RawMessage) (any, error) {
	var fields timestampJSON
	err := json.Unmarshal(text, &fields)
	return &timestamppb.Timestamp{Seconds: fields.Seconds, Nanos: fields.Nanos}, err
}

func readTimestamp(read func(any) error) (any, error) {
	value := &timestamppb.Timestamp{}
	err := read(value)
	return timestampJSON{value.GetSeconds(), value.GetNanos()}, err
}

// bytesFromJSON reads hex, or {"bytes": n} for n bytes of 0x5a.
func bytesFromJSON(text json.RawMessage) (any, error) {
	var digits string
	if json.Unmarshal(text, &digits) == nil {
		return hex.DecodeString(digits)
	}
	var many struct{ Bytes int }
	if err := json.Unmarshal(text, &many); err != nil {
		return nil, err
	}
	value := make([]byte, many.Bytes)
	for i := range value {
		value[i] = 0x5a
	}
	return value, nil
}

func readBytes(read func(any) error) (any, error) {
	var value []byte
	err := read(&value)
	return bytesJSON(value), err
}

const hexBytesMax = 64

// bytesJSON is bytes as text: all of them in hex, or of many a digest.
func bytesJSON(value []byte) string {
	if len(value) <= hexBytesMax {
		return hex.EncodeToString(value)
	}
	digest := sha256.Sum256(value)
	return "sha256:" + hex.EncodeToString(digest[:])
}

// bytesType is bytes as they are, under any name.
type bytesType struct{ name statefun.TypeName }

func (b bytesType) GetTypeName() statefun.TypeName { return b.name }

func (b bytesType) Serialize(writer io.Writer, data interface{}) error {
	_, err := writer.Write(data.([]byte))
	return err
}

func (b bytesType) Deserialize(r io.Reader, receiver interface{}) (err error) {
	*receiver.(*[]byte), err = io.ReadAll(r)
	return err
}
