package wire

import (
	"fmt"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

// reader goes through the fields of a message:
//
//	r := reader{rest: message}
//	for r.next() {
//		...
//	}
//	return r.err
//
// The last field is in num, and as bytes if it is length-delimited, or as a number if it is a varint; fields of other wire
// types have neither, since no message of the protocol uses them.
type reader struct {
	rest   []byte
	num    protowire.Number
	typ    protowire.Type
	bytes  []byte
	number uint64
	err    error
}

// next reads a field. It returns false at the end of the message, and when there is an error.
func (r *reader) next() bool {
	if len(r.rest) == 0 || r.err != nil {
		return false
	}
	num, typ, n := protowire.ConsumeTag(r.rest)
	if n < 0 {
		r.err = fmt.Errorf("a field's tag is damaged: %w", protowire.ParseError(n))
		return false
	}
	r.num, r.typ, r.rest = num, typ, r.rest[n:]
	switch typ {
	case protowire.BytesType:
		r.bytes, n = protowire.ConsumeBytes(r.rest)
	case protowire.VarintType:
		r.number, n = protowire.ConsumeVarint(r.rest)
	default:
		n = protowire.ConsumeFieldValue(num, typ, r.rest)
	}
	if n < 0 {
		r.err = fmt.Errorf("field %d is damaged: %w", num, protowire.ParseError(n))
		return false
	}
	r.rest = r.rest[n:]
	return true
}

// isBytes tells whether this is the field num, and of the wire type of strings, bytes and messages. A field of another
// wire type counts as unknown, and is skipped.
func (r *reader) isBytes(num protowire.Number) bool {
	return r.num == num && r.typ == protowire.BytesType
}

func (r *reader) isVarint(num protowire.Number) bool {
	return r.num == num && r.typ == protowire.VarintType
}

// text is the field as a string, which has to be UTF-8.
func (r *reader) text() []byte {
	if !utf8.Valid(r.bytes) {
		r.fail("", fmt.Errorf("field %d is a string that is not UTF-8", r.num))
	}
	return r.bytes
}

// fail ends the reading with what is wrong in a part of the message, if there is an error.
func (r *reader) fail(part string, err error) {
	switch {
	case err == nil:
	case part == "":
		r.err = err
	default:
		r.err = fmt.Errorf("%s: %w", part, err)
	}
}
