package statefun

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// Address is an instance of a function: its type, and an id.
type Address struct {
	FunctionType TypeName
	Id           string
}

// String is Address(namespace, type, id).
func (a Address) String() string {
	if isNil(a.FunctionType) {
		return fmt.Sprintf("Address(, , %s)", a.Id)
	}
	return fmt.Sprintf("Address(%s, %s, %s)", a.FunctionType.GetNamespace(), a.FunctionType.GetType(), a.Id)
}

// wireAddress is the target of a message. It fails when the address lacks a type, or has an id that is not UTF-8.
func wireAddress(target Address) (wire.Address, error) {
	if target == (Address{}) {
		return wire.Address{}, errors.New("a message needs a Target")
	}
	name, err := checked(target.FunctionType, "the function type of the message's target")
	if err != nil {
		return wire.Address{}, err
	}
	if !utf8.ValidString(target.Id) {
		return wire.Address{}, fmt.Errorf("the id %q of the message's target is not UTF-8", target.Id)
	}
	return wire.Address{Namespace: name.namespace, Type: name.name, ID: target.Id}, nil
}
