package statefun_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// roundTrip writes a value, and reads it again.
func roundTrip[T any](t *testing.T, valueType statefun.SimpleType, value T) (written []byte, read T) {
	t.Helper()
	var buffer bytes.Buffer
	if err := valueType.Serialize(&buffer, value); err != nil {
		t.Fatal(err)
	}
	written = bytes.Clone(buffer.Bytes())
	if err := valueType.Deserialize(&buffer, &read); err != nil {
		t.Fatal(err)
	}
	return written, read
}

// verify writes a value as the vectors say, also by its pointer, and reads the same.
func verify[T any](t *testing.T, valueType statefun.SimpleType, value T, err error, want string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	written, read := roundTrip(t, valueType, value)
	if got := hex.EncodeToString(written); got != want {
		t.Errorf("%v: got %s, want %s", value, got, want)
	}
	if fmt.Sprint(read) != fmt.Sprint(value) {
		t.Errorf("wrote %v, read %v", value, read)
	}
	var byPointer bytes.Buffer
	if err := valueType.Serialize(&byPointer, &value); err != nil || !bytes.Equal(byPointer.Bytes(), written) {
		t.Errorf("%v by its pointer: %x, %v", value, byPointer.Bytes(), err)
	}
}

func TestValuesHaveTheBytesOfTheOfficialSDKs(t *testing.T) {
	var vectors struct {
		Small []struct {
			Typename, Hex string
			Value         any
		}
		Large []struct {
			Text   string
			Times  int
			Sha256 string
		}
	}
	readVectors(t, "types.json", &vectors)
	for _, vector := range vectors.Small {
		text := fmt.Sprint(vector.Value)
		if text == "-0" {
			continue // pure Python drops the sign, which Java, C++ and Go keep: see below
		}
		switch vector.Typename {
		case "io.statefun.types/bool":
			value, err := strconv.ParseBool(text)
			verify(t, statefun.BoolType, value, err, vector.Hex)
		case "io.statefun.types/int":
			value, err := strconv.ParseInt(text, 10, 32)
			verify(t, statefun.Int32Type, int32(value), err, vector.Hex)
		case "io.statefun.types/long":
			value, err := strconv.ParseInt(text, 10, 64)
			verify(t, statefun.Int64Type, value, err, vector.Hex)
		case "io.statefun.types/float":
			value, err := strconv.ParseFloat(text, 32)
			verify(t, statefun.Float32Type, float32(value), err, vector.Hex)
		case "io.statefun.types/double":
			value, err := strconv.ParseFloat(text, 64)
			if math.IsNaN(value) {
				value = math.Float64frombits(0x7ff8 << 48) // Go's own NaN has another bit set
			}
			verify(t, statefun.Float64Type, value, err, vector.Hex)
		case "io.statefun.types/string":
			verify(t, statefun.StringType, text, nil, vector.Hex)
		default:
			t.Errorf("unknown type %s", vector.Typename)
		}
	}
	for _, vector := range vectors.Large {
		value := strings.Repeat(vector.Text, vector.Times)
		written, read := roundTrip(t, statefun.StringType, value)
		if got := fmt.Sprintf("%x", sha256.Sum256(written)); got != vector.Sha256 || read != value {
			t.Errorf("%d times %s: %s", vector.Times, vector.Text, got)
		}
	}
}

func TestNegativeZeroKeepsItsSign(t *testing.T) {
	written, read := roundTrip(t, statefun.Float64Type, math.Copysign(0, -1))
	if hex.EncodeToString(written) != "090000000000000080" || !math.Signbit(read) {
		t.Errorf("%x, %v", written, read)
	}
	short, readShort := roundTrip(t, statefun.Float32Type, float32(math.Copysign(0, -1)))
	if hex.EncodeToString(short) != "0d00000080" || !math.Signbit(float64(readShort)) {
		t.Errorf("%x, %v", short, readShort)
	}
}

func TestAValueThatIsNotOfItsTypeIsRefused(t *testing.T) {
	var none *int32
	for _, test := range []struct {
		valueType statefun.SimpleType
		value     any
		want      string
	}{
		{statefun.Int32Type, 1, "the value must be a int32 or *int32, and is a int"},
		{statefun.Int32Type, int64(1), "is a int64"},
		{statefun.Int32Type, none, "the value is nil"},
		{statefun.Int32Type, nil, "the value is nil"},
		{statefun.BoolType, "true", "is a string"},
		{statefun.StringType, "a\xffb", "not UTF-8"},
		{statefun.StringType, []byte("a"), "is a []uint8"},
		{statefun.PrimitiveType(17), int32(1), "there is no PrimitiveType(17)"},
		{statefun.MakeProtobufType(&timestamppb.Timestamp{}), "now", "must be a proto.Message, and is a string"},
		{statefun.MakeProtobufType(&timestamppb.Timestamp{}), (*timestamppb.Timestamp)(nil), "must be a proto.Message"},
		{statefun.MakeJsonType(self), make(chan int), "unsupported type"},
		{statefun.String.SimpleType, 1, "is a int"},
	} {
		wantError(t, test.valueType.Serialize(&bytes.Buffer{}, test.value), test.want)
	}
}

func TestAReceiverThatIsNotOfTheTypeIsRefused(t *testing.T) {
	var number int64
	for _, test := range []struct {
		valueType statefun.SimpleType
		receiver  any
		want      string
	}{
		{statefun.Int32Type, &number, "the receiver must be a *int32, and is a *int64"},
		{statefun.Int32Type, number, "and is a int64"},
		{statefun.Int32Type, (*int32)(nil), "the receiver must be a *int32"},
		{statefun.Int32Type, nil, "the receiver must be a *int32"},
		{statefun.PrimitiveType(-1), &number, "there is no PrimitiveType(-1)"},
		{statefun.MakeProtobufType(&timestamppb.Timestamp{}), &number, "must be a proto.Message"},
		{statefun.MakeJsonType(self), &number, "unexpected end"},
	} {
		wantError(t, test.valueType.Deserialize(strings.NewReader(""), test.receiver), test.want)
	}
}

func TestDamagedValuesAreRefused(t *testing.T) {
	var number int32
	wantError(t, statefun.Int32Type.Deserialize(strings.NewReader("\x0d\x01"), &number), "EOF")
	wantError(t, statefun.Int32Type.Deserialize(strings.NewReader("\x00"), &number), "field number")
	var text string
	wantError(t, statefun.StringType.Deserialize(strings.NewReader("\x0a\x01\xff"), &text), "not UTF-8")
	wantError(t, statefun.StringType.Deserialize(strings.NewReader("\x0a\x05a"), &text), "EOF")
	if number != 0 || text != "" {
		t.Errorf("the receivers have changed: %d, %q", number, text)
	}
}

func TestValuesWithMoreThanOneFieldAreReadAsProtobufDoes(t *testing.T) {
	// An unknown field, the value, a field with its number but another wire type, and the value again.
	written := "\x10\x07" + "\x0d\x01\x00\x00\x00" + "\x08\x05" + "\x0d\x02\x00\x00\x00"
	var number int32
	if err := statefun.Int32Type.Deserialize(strings.NewReader(written), &number); err != nil || number != 2 {
		t.Error(number, err)
	}
}

func TestJSONIsWrittenAsOtherLanguagesDo(t *testing.T) {
	type request struct{ Name string }
	written, read := roundTrip(t, statefun.MakeJsonType(self), request{"<Bob & Joe>"})
	if string(written) != `{"Name":"<Bob & Joe>"}` || read.Name != "<Bob & Joe>" {
		t.Errorf("%s, %v", written, read)
	}
	var twice request
	if err := statefun.MakeJsonType(self).Deserialize(strings.NewReader("{} {}"), &twice); err == nil {
		t.Error("it read half of what is there")
	}
}

func TestProtobufMessagesAreValues(t *testing.T) {
	stamp := &timestamppb.Timestamp{Seconds: 1637712000, Nanos: 5}
	for _, valueType := range []statefun.SimpleType{
		statefun.MakeProtobufType(stamp),
		statefun.MakeProtobufTypeWithTypeName(self),
	} {
		var buffer bytes.Buffer
		if err := valueType.Serialize(&buffer, stamp); err != nil || hex.EncodeToString(buffer.Bytes()) != "088081f68c061005" {
			t.Fatalf("%x, %v", buffer.Bytes(), err)
		}
		read := &timestamppb.Timestamp{}
		if err := valueType.Deserialize(&buffer, read); err != nil || !proto.Equal(read, stamp) {
			t.Error(read, err)
		}
	}
	if name := statefun.MakeProtobufTypeWithTypeName(self).GetTypeName(); name != self {
		t.Error(name)
	}
	if name := statefun.MakeProtobufType(nil).GetTypeName(); name != nil {
		t.Error(name)
	}
}
