package statefun

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// CancellationToken names a delayed message, so that its sender can call it back.
type CancellationToken interface {
	fmt.Stringer

	// Token returns the text of the token.
	Token() string

	// internal keeps others from implementing it.
	internal()
}

type cancellationToken string

func (t cancellationToken) String() string { return "CancellationToken(" + string(t) + ")" }
func (t cancellationToken) Token() string  { return string(t) }
func (t cancellationToken) internal()      {}

// NewCancellationToken makes a token. It fails when the text is empty or is not UTF-8.
func NewCancellationToken(t string) (CancellationToken, error) {
	if t == "" {
		return nil, errors.New("a cancellation token cannot be empty")
	}
	if !utf8.ValidString(t) {
		return nil, fmt.Errorf("the cancellation token %q is not UTF-8", t)
	}
	return cancellationToken(t), nil
}
