package wire

import (
	"fmt"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

// field is one field of a message: its bytes if it is length-delimited, its number if it is a varint. Other wire
// types have neither: no message of the protocol uses them.
type field struct {
	num    protowire.Number
	typ    protowire.Type
	bytes  []byte
	number uint64
}

// nextField takes the first field off a message. The rest is nil at the end of the message.
func nextField(message []byte) (f field, rest []byte, err error) {
	num, typ, n := protowire.ConsumeTag(message)
	if n < 0 {
		return field{}, nil, fmt.Errorf("a field's tag is damaged: %w", protowire.ParseError(n))
	}
	f, message = field{num: num, typ: typ}, message[n:]
	switch typ {
	case protowire.BytesType:
		f.bytes, n = protowire.ConsumeBytes(message)
	case protowire.VarintType:
		f.number, n = protowire.ConsumeVarint(message)
	default:
		n = protowire.ConsumeFieldValue(num, typ, message)
	}
	if n < 0 {
		return field{}, nil, fmt.Errorf("field %d is damaged: %w", num, protowire.ParseError(n))
	}
	return f, message[n:], nil
}

// isBytes tells whether this is the field num, and of the wire type of strings, bytes and messages. A field of another
// wire type counts as unknown, and is skipped.
func (f field) isBytes(num protowire.Number) bool {
	return f.num == num && f.typ == protowire.BytesType
}

func (f field) isVarint(num protowire.Number) bool {
	return f.num == num && f.typ == protowire.VarintType
}

// text is the field as the bytes of a string, which have to be UTF-8.
func (f field) text() ([]byte, error) {
	if !utf8.Valid(f.bytes) {
		return nil, fmt.Errorf("field %d is a string that is not UTF-8", f.num)
	}
	return f.bytes, nil
}
