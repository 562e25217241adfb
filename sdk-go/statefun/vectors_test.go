package statefun_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// sharedVector is a request that the SDKs of all languages answer in the same way, see conformance/vectors.
type sharedVector struct {
	Name, Says, Request, Reply, Error string
}

// The beginnings of the errors that a request may end with.
var refusals = map[string][]string{
	"request":  {"this is not a request of Stateful Functions"},
	"function": {"there is no function "},
	"failed":   {"function vectors/probe "},
}

func TestSharedVectors(t *testing.T) {
	handler := handlerOf(t, vectorFunctions()...)
	for _, vector := range readSharedVectors(t) {
		t.Run(vector.Name, func(t *testing.T) {
			reply, err := handler.Invoke(context.Background(), bytesOfParts(t, vector.Request))
			if vector.Error != "" {
				wantRefusal(t, err, vector.Error)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := bytesOfParts(t, vector.Reply); !bytes.Equal(reply, want) {
				t.Errorf("%s\n got %.2000x\nwant %.2000x", vector.Says, reply, want)
			}
		})
	}
}

func wantRefusal(t *testing.T, err error, reason string) {
	t.Helper()
	for _, beginning := range refusals[reason] {
		if err != nil && strings.HasPrefix(err.Error(), beginning) {
			return
		}
	}
	t.Errorf("the error is %v, and begins with none of %q", err, refusals[reason])
}

func readSharedVectors(t *testing.T) []sharedVector {
	t.Helper()
	text, err := os.ReadFile("../../conformance/vectors/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []sharedVector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	return vectors
}

// bytesOfParts reads parts of hex, each of them once or, as in 78*1000, many times.
func bytesOfParts(t *testing.T, text string) []byte {
	t.Helper()
	var all []byte
	for _, part := range strings.Split(text, " ") {
		unit, times, repeated := strings.Cut(part, "*")
		count := 1
		if repeated {
			var err error
			if count, err = strconv.Atoi(times); err != nil {
				t.Fatal(fmt.Errorf("a part of a vector: %w", err))
			}
		}
		all = append(all, bytes.Repeat(unhex(t, unit), count)...)
	}
	return all
}
