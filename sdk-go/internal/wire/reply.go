package wire

import "google.golang.org/protobuf/encoding/protowire"

/*
 * The parts of a reply (the message FromFunction), each appended to a buffer as one field of the message that it
 * is part of. Sizes are worked out first, so that each byte is written once. The encoding is canonical proto3:
 * fields in the order of their numbers, defaults left out.
 */

// Address is the address of an instance of a function.
type Address struct{ Namespace, Type, ID string }

// Value is a value with the name of its type. It is present, even when it has no bytes.
type Value struct {
	Typename string
	Bytes    []byte
}

// AppendMessage appends a message for another instance to InvocationResponse.
func AppendMessage(dst []byte, target Address, value Value) []byte {
	dst = appendHeader(dst, 2, sizeField(target.size())+sizeField(value.size()))
	dst = target.append(dst, 1)
	return value.append(dst, 2)
}

// AppendDelayed appends a message that is to be delivered later; an empty token is none.
func AppendDelayed(dst []byte, delayMs int64, target Address, value Value, token string) []byte {
	size := sizeField(target.size()) + sizeField(value.size()) + sizeText(token)
	if delayMs != 0 {
		size += 1 + protowire.SizeVarint(uint64(delayMs))
	}
	dst = appendHeader(dst, 3, size)
	if delayMs != 0 {
		dst = protowire.AppendVarint(append(dst, 1<<3), uint64(delayMs))
	}
	dst = target.append(dst, 2)
	dst = value.append(dst, 3)
	return appendText(dst, 11, token)
}

// AppendCancellation appends the wish not to deliver the delayed messages with a token.
func AppendCancellation(dst []byte, token string) []byte {
	dst = appendHeader(dst, 3, 2+sizeText(token))
	dst = append(dst, 10<<3, 1)
	return appendText(dst, 11, token)
}

// AppendEgress appends a record for an egress.
func AppendEgress(dst []byte, namespace, name string, value Value) []byte {
	dst = appendHeader(dst, 4, sizeText(namespace)+sizeText(name)+sizeField(value.size()))
	dst = appendText(dst, 1, namespace)
	dst = appendText(dst, 2, name)
	return value.append(dst, 3)
}

// AppendModify appends a new value of a state.
func AppendModify(dst []byte, state string, value Value) []byte {
	dst = appendHeader(dst, 1, 2+sizeText(state)+sizeField(value.size()))
	dst = append(dst, 1<<3, 1)
	dst = appendText(dst, 2, state)
	return value.append(dst, 3)
}

// AppendDelete appends the removal of a state.
func AppendDelete(dst []byte, state string) []byte {
	dst = appendHeader(dst, 1, sizeText(state))
	return appendText(dst, 2, state)
}

// AppendResult appends the FromFunction that has these parts of an InvocationResponse.
func AppendResult(dst []byte, parts ...[]byte) []byte {
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	dst = appendHeader(dst, 100, size)
	for _, part := range parts {
		dst = append(dst, part...)
	}
	return dst
}

// ExpireMode says when a state expires.
type ExpireMode uint64

// The modes of expiration.
const (
	ExpireNone ExpireMode = iota
	ExpireAfterWrite
	ExpireAfterInvoke
)

// StateSpec tells the runtime about a state that it did not send.
type StateSpec struct {
	Name     string
	Typename string
	Mode     ExpireMode
	TTLMs    int64
}

// AppendIncomplete appends the FromFunction that asks for states. The expiration is always told, also when there is none.
func AppendIncomplete(dst []byte, specs []StateSpec) []byte {
	var missing []byte
	for _, spec := range specs {
		var expiration []byte
		if spec.Mode != ExpireNone {
			expiration = append(expiration, 1<<3, byte(spec.Mode), 2<<3)
			expiration = protowire.AppendVarint(expiration, uint64(spec.TTLMs))
		}
		missing = appendHeader(missing, 1, sizeText(spec.Name)+sizeField(len(expiration))+sizeText(spec.Typename))
		missing = appendText(missing, 1, spec.Name)
		missing = append(appendHeader(missing, 2, len(expiration)), expiration...)
		missing = appendText(missing, 3, spec.Typename)
	}
	return append(appendHeader(dst, 101, len(missing)), missing...)
}

func (a Address) size() int { return sizeText(a.Namespace) + sizeText(a.Type) + sizeText(a.ID) }

func (a Address) append(dst []byte, num protowire.Number) []byte {
	dst = appendHeader(dst, num, a.size())
	dst = appendText(dst, 1, a.Namespace)
	dst = appendText(dst, 2, a.Type)
	return appendText(dst, 3, a.ID)
}

func (v Value) size() int {
	size := sizeText(v.Typename) + 2
	if len(v.Bytes) > 0 {
		size += sizeField(len(v.Bytes))
	}
	return size
}

func (v Value) append(dst []byte, num protowire.Number) []byte {
	dst = appendHeader(dst, num, v.size())
	dst = appendText(dst, 1, v.Typename)
	dst = append(dst, 2<<3, 1)
	if len(v.Bytes) > 0 {
		dst = append(appendHeader(dst, 3, len(v.Bytes)), v.Bytes...)
	}
	return dst
}

func appendHeader(dst []byte, num protowire.Number, size int) []byte {
	dst = protowire.AppendTag(dst, num, protowire.BytesType)
	return protowire.AppendVarint(dst, uint64(size))
}

func appendText(dst []byte, num protowire.Number, text string) []byte {
	if text == "" {
		return dst
	}
	return append(appendHeader(dst, num, len(text)), text...)
}

// sizeField is the size of a length-delimited field with a number below 16, tag and length included.
func sizeField(size int) int { return 1 + protowire.SizeVarint(uint64(size)) + size }

func sizeText(text string) int {
	if text == "" {
		return 0
	}
	return sizeField(len(text))
}
