// Package bench measures the SDK against code straight on the wire format that does the same work: a greeter that
// counts in a state and writes a record to Kafka for each message. `go test -bench . ./bench`
package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// functions are the greeter with the official API.
func functions() statefun.RequestReplyHandler {
	seen := statefun.ValueSpec{Name: "seen_count", ValueType: statefun.Int64Type}
	egress := statefun.TypeNameFrom("peer/out")
	greet := func(ctx statefun.Context, message statefun.Message) error {
		var count int64
		ctx.Storage().Get(seen, &count)
		count++
		ctx.Storage().Set(seen, count)
		ctx.SendEgress(statefun.KafkaEgressBuilder{
			Target: egress,
			Topic:  "out",
			Key:    ctx.Self().Id,
			Value:  message.AsString() + "|" + strconv.FormatInt(count, 10),
		})
		return nil
	}
	builder := statefun.StatefulFunctionsBuilder()
	if err := builder.WithSpec(statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("peer/greeter"),
		States:       []statefun.ValueSpec{seen},
		Function:     statefun.StatefulFunctionPointer(greet),
	}); err != nil {
		panic(err)
	}
	return builder.AsHandler()
}

func TestBothGreetersAnswerAlike(t *testing.T) {
	handler := functions()
	for _, messages := range []int{0, 1, 4, 1000} {
		for _, request := range [][]byte{request(messages, true), request(messages, false)} {
			got, err := handler.Invoke(context.Background(), request)
			if err != nil {
				t.Fatal(err)
			}
			if want := bareReply(request); !bytes.Equal(got, want) {
				t.Errorf("%d messages:\n got %x\nwant %x", messages, got, want)
			}
		}
	}
}

var sizes = []int{1, 4, 100}

// BenchmarkInvoke is the work of the SDK alone.
func BenchmarkInvoke(b *testing.B) {
	handler := functions()
	answers := map[string]func([]byte) []byte{
		"bare": bareReply,
		"sdk": func(request []byte) []byte {
			reply, err := handler.Invoke(context.Background(), request)
			if err != nil {
				b.Fatal(err)
			}
			return reply
		},
	}
	for _, messages := range sizes {
		request := request(messages, true)
		for _, name := range []string{"bare", "sdk"} {
			b.Run(fmt.Sprintf("%d/%s", messages, name), func(b *testing.B) {
				b.ReportAllocs()
				for range b.N {
					answers[name](request)
				}
			})
		}
	}
}

// BenchmarkHTTP is a whole call by a client over loopback, one at a time per processor.
func BenchmarkHTTP(b *testing.B) {
	handlers := map[string]http.Handler{"bare": bareHandler(), "sdk": functions()}
	for _, messages := range sizes {
		request := request(messages, true)
		for _, name := range []string{"bare", "sdk"} {
			b.Run(fmt.Sprintf("%d/%s", messages, name), func(b *testing.B) {
				server := httptest.NewServer(handlers[name])
				defer server.Close()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						post(b, server, request)
					}
				})
			})
		}
	}
}

func post(b *testing.B, server *httptest.Server, request []byte) {
	response, err := server.Client().Post(server.URL, "application/octet-stream", bytes.NewReader(request))
	if err != nil {
		b.Error(err)
		return
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
		b.Error(response.Status, err)
	}
}
