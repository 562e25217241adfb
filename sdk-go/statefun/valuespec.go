package statefun

import (
	"fmt"
	"regexp"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/internal/wire"
)

// ValueSpec declares a state of a function: its name, unique in the function, its type, and when it expires.
type ValueSpec struct {
	// Name has letters, digits and underscores, and does not begin with a digit.
	Name      string
	ValueType SimpleType
	// Expiration is that it never expires, if it is left out.
	Expiration Expiration
}

// String describes the declaration.
func (v *ValueSpec) String() string {
	return fmt.Sprintf("ValueSpec{name=%s, type=%s, expiration=%s}", v.Name, nameOf(v.ValueType), v.Expiration)
}

// MissingSpecs are the states of a function that the runtime did not know of when it called: it is asked for them, in
// the order of their declaration, and calls again.
type MissingSpecs []ValueSpec

// Expiration says when a state is removed by itself. The zero value is never.
type Expiration struct {
	mode     wire.ExpireMode
	duration time.Duration
}

// ExpireAfterCall removes a state when its instance was not called for a time, at least a millisecond.
func ExpireAfterCall(duration time.Duration) Expiration {
	return Expiration{wire.ExpireAfterInvoke, duration}
}

// ExpireAfterWrite removes a state when it was not written for a time, at least a millisecond.
func ExpireAfterWrite(duration time.Duration) Expiration {
	return Expiration{wire.ExpireAfterWrite, duration}
}

// String is Expiration{mode=none|expire_after_call|expire_after_write, duration=...}.
func (e Expiration) String() string {
	mode := [...]string{
		wire.ExpireNone:        "none",
		wire.ExpireAfterWrite:  "expire_after_write",
		wire.ExpireAfterInvoke: "expire_after_call",
	}[e.mode]
	return fmt.Sprintf("Expiration{mode=%s, duration=%s}", mode, e.duration)
}

var stateName = regexp.MustCompile(`^[a-zA-Z_][a-zA-Z_\d]*$`)

// check fails for a declaration that makes no sense, and returns the name of its type.
func (v *ValueSpec) check() (typeName, error) {
	if !stateName.MatchString(v.Name) {
		return typeName{}, fmt.Errorf("the state name %q must be letters, digits and underscores, and not begin with a digit", v.Name)
	}
	if isNil(v.ValueType) {
		return typeName{}, fmt.Errorf("the state %s needs a ValueType", v.Name)
	}
	name, err := checked(v.ValueType.GetTypeName(), "the name of its type")
	if err != nil {
		return typeName{}, fmt.Errorf("the state %s: %w", v.Name, err)
	}
	if v.Expiration.mode != wire.ExpireNone && v.Expiration.duration < time.Millisecond {
		return typeName{}, fmt.Errorf("the state %s expires after %s: make it at least a millisecond", v.Name, v.Expiration.duration)
	}
	return name, nil
}
