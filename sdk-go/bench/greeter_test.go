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
	"time"

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
	for _, messages := range sizes {
		request := request(messages, true)
		b.Run(fmt.Sprint(messages), func(b *testing.B) {
			compare(b, func() { bareReply(request) }, func() {
				if _, err := handler.Invoke(context.Background(), request); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// BenchmarkHTTP is a whole call by a client over loopback: what the runtime sees.
func BenchmarkHTTP(b *testing.B) {
	bare, sdk := httptest.NewServer(bareHandler()), httptest.NewServer(functions())
	defer bare.Close()
	defer sdk.Close()
	for _, messages := range sizes {
		request := request(messages, true)
		b.Run(fmt.Sprint(messages), func(b *testing.B) {
			compare(b, func() { post(b, bare, request) }, func() { post(b, sdk, request) })
		})
	}
}

// compare runs both in turns, so that a noisy machine harms both, and reports their times and the ratio.
func compare(b *testing.B, bare, sdk func()) {
	var bareTime, sdkTime time.Duration
	for range b.N {
		start := time.Now()
		bare()
		middle := time.Now()
		sdk()
		bareTime += middle.Sub(start)
		sdkTime += time.Since(middle)
	}
	b.ReportMetric(0, "ns/op") // of both together: of no interest
	b.ReportMetric(float64(bareTime.Nanoseconds())/float64(b.N), "bare-ns/op")
	b.ReportMetric(float64(sdkTime.Nanoseconds())/float64(b.N), "sdk-ns/op")
	b.ReportMetric(float64(sdkTime)/float64(bareTime), "ratio")
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
