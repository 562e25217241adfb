package statefun

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// TypeName is the name of a type of functions, of values, or of an egress: a namespace and a type, written
// namespace/type. An implementation must be comparable.
type TypeName interface {
	fmt.Stringer

	// GetNamespace returns the part before the last slash.
	GetNamespace() string

	// GetType returns the part after the last slash.
	GetType() string
}

type typeName struct{ namespace, name, text string }

func (t typeName) String() string       { return t.text }
func (t typeName) GetNamespace() string { return t.namespace }
func (t typeName) GetType() string      { return t.name }

// TypeNameFrom is ParseTypeName for names that are constants: it panics where that returns an error.
func TypeNameFrom(typename string) TypeName {
	parsed, err := ParseTypeName(typename)
	if err != nil {
		panic(err)
	}
	return parsed
}

// ParseTypeName reads a name of the form namespace/type. The last slash separates, so a namespace may have slashes;
// one at its end is dropped. It fails when a part is empty.
func ParseTypeName(typename string) (TypeName, error) {
	slash := strings.LastIndexByte(typename, '/')
	if slash <= 0 || slash == len(typename)-1 {
		return nil, fmt.Errorf("the type name %q is not of the form <namespace>/<type>", typename)
	}
	return TypeNameFromParts(strings.TrimSuffix(typename[:slash], "/"), typename[slash+1:])
}

// TypeNameFromParts makes a name of its parts. It fails when one is empty or is not UTF-8.
func TypeNameFromParts(namespace, tpe string) (TypeName, error) {
	if namespace == "" {
		return nil, errors.New("the namespace of a type name cannot be empty")
	}
	if tpe == "" {
		return nil, errors.New("the type of a type name cannot be empty")
	}
	text := namespace + "/" + tpe
	if !utf8.ValidString(text) {
		return nil, fmt.Errorf("the type name %q is not UTF-8", text)
	}
	return typeName{namespace, tpe, text}, nil
}

// receivedTypeName is the name that a message bears. The runtime hands on what an ingress is told to write there, so
// that it need not have a slash.
func receivedTypeName(text string) TypeName {
	slash := strings.LastIndexByte(text, '/')
	if slash < 0 {
		return typeName{"", text, text}
	}
	return typeName{text[:slash], text[slash+1:], text}
}

// checked is a name as ours. It fails for none, and for another implementation whose name is not one.
func checked(name TypeName, of string) (typeName, error) {
	if own, ok := name.(typeName); ok && own.text != "" {
		return own, nil
	}
	if isNil(name) {
		return typeName{}, fmt.Errorf("%s is missing: use ParseTypeName", of)
	}
	made, err := TypeNameFromParts(name.GetNamespace(), name.GetType())
	if err != nil {
		return typeName{}, fmt.Errorf("%s: %w", of, err)
	}
	return made.(typeName), nil
}
