package statefun_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// streamFrame is a frame as the shared vectors have it, see conformance/vectors.
type streamFrame struct {
	Type    string
	Call    uint32
	Payload string
	Status  int
}

type streamVector struct {
	Name, Says, Runtime, Outcome string
	Service                      []streamFrame
}

const (
	callFrame   = 1
	cancelFrame = 2
)

var frameNames = map[byte]string{16: "hello", 17: "reply", 18: "error", 19: "pong", 20: "goaway"}

// streamClient is a runtime's side of a stream, as bare as can be.
type streamClient struct {
	t    *testing.T
	body *io.PipeWriter
	in   *bufio.Reader
	end  func()
}

func openStream(t *testing.T, handler http.Handler) *streamClient {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return openStreamTo(t, server.URL)
}

func openStreamTo(t *testing.T, url string) *streamClient {
	t.Helper()
	reader, writer := io.Pipe()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, reader)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/vnd.statefun.stream")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	if response.StatusCode != 200 || response.Header.Get("Content-Type") != "application/vnd.statefun.stream" {
		t.Fatal(response.Status, response.Header)
	}
	client := &streamClient{t, writer, bufio.NewReader(response.Body), cancel}
	if hello, err := client.next(); err != nil || hello.Type != "hello" {
		t.Fatal(hello, err)
	}
	return client
}

func (c *streamClient) say(kind byte, call uint32, payload []byte) {
	c.t.Helper()
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))
	frame = append(frame, kind)
	frame = binary.BigEndian.AppendUint32(frame, call)
	if _, err := c.body.Write(append(frame, payload...)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *streamClient) next() (streamFrame, error) {
	header := make([]byte, 9)
	if _, err := io.ReadFull(c.in, header); err != nil {
		return streamFrame{}, err
	}
	payload := make([]byte, binary.BigEndian.Uint32(header))
	if _, err := io.ReadFull(c.in, payload); err != nil {
		return streamFrame{}, err
	}
	frame := streamFrame{Type: frameNames[header[4]], Call: binary.BigEndian.Uint32(header[5:])}
	if frame.Type == "error" {
		frame.Status = int(binary.BigEndian.Uint16(payload))
	} else {
		frame.Payload = hex.EncodeToString(payload)
	}
	return frame, nil
}

func (c *streamClient) wantNext(kind string, call uint32) streamFrame {
	c.t.Helper()
	frame, err := c.next()
	if err != nil || frame.Type != kind || frame.Call != call {
		c.t.Fatalf("got %+v, %v, want %s of call %d", frame, err, kind, call)
	}
	return frame
}

func TestSharedStreamVectors(t *testing.T) {
	text, err := os.ReadFile("../../conformance/vectors/stream.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []streamVector
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	handler := handlerOf(t, vectorFunctions()...)
	for _, vector := range vectors {
		bytes, err := hex.DecodeString(vector.Runtime)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []int{len(bytes), 1} {
			t.Run(fmt.Sprintf("%s, %d bytes at a time", vector.Name, step), func(t *testing.T) {
				client := openStream(t, handler)
				go func() {
					for chunk := range slices.Chunk(bytes, step) {
						if _, err := client.body.Write(chunk); err != nil {
							return // it was cut
						}
					}
				}()
				wantFrames(t, client, vector)
			})
		}
	}
}

func wantFrames(t *testing.T, client *streamClient, vector streamVector) {
	t.Helper()
	if vector.Outcome == "cut" {
		for {
			if _, err := client.next(); err == io.EOF {
				t.Fatal("it ended in order")
			} else if err != nil {
				return
			}
		}
	}
	var got []streamFrame
	for range vector.Service {
		frame, err := client.next()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, frame)
	}
	_ = client.body.Close()
	if frame, err := client.next(); err != io.EOF {
		t.Fatal(frame, err)
	}
	byCall := func(a, b streamFrame) int { return int(int64(a.Call) - int64(b.Call)) }
	slices.SortFunc(got, byCall)
	slices.SortFunc(vector.Service, byCall)
	if !slices.Equal(got, vector.Service) {
		t.Errorf("%s\n got %+v\nwant %+v", vector.Says, got, vector.Service)
	}
}

// greet is a request that calls a/b, which has no states, for id c.
var greet = []byte("\xa2\x06\x11\x0a\x09\x0a\x01a\x12\x01b\x1a\x01c\x1a\x04\x12\x02\x0a\x00")

func serving(t *testing.T, function func(statefun.Context) error, options ...statefun.Option) http.Handler {
	t.Helper()
	functions := statefun.NewStatefulFunctions(options...)
	err := functions.WithSpec(statefun.StatefulFunctionSpec{
		FunctionType: statefun.TypeNameFrom("a/b"),
		Function: statefun.StatefulFunctionPointer(func(ctx statefun.Context, _ statefun.Message) error {
			return function(ctx)
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return functions.AsHandler()
}

func TestStreamsAreOfferedWhereTheyCanBeServed(t *testing.T) {
	handler := serving(t, func(statefun.Context) error { return nil })
	for name, served := range map[string]struct {
		handler http.Handler
		want    string
	}{
		"as it is": {handler, "1"},
		"behind what hides it": {http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			handler.ServeHTTP(struct{ http.ResponseWriter }{w}, r)
		}), ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(served.handler)
			defer server.Close()
			for _, body := range []string{string(greet), "nonsense", ""} {
				answer, err := http.Post(server.URL, "application/octet-stream", strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				_ = answer.Body.Close()
				if got := answer.Header.Get("StateFun-Stream"); got != served.want {
					t.Errorf("%q: %q", body, got)
				}
			}
		})
	}
}

func TestACallThatWaitsHoldsNoOtherUp(t *testing.T) {
	release := make(chan struct{})
	first := make(chan struct{}, 1)
	first <- struct{}{}
	client := openStream(t, serving(t, func(statefun.Context) error {
		select {
		case <-first:
			<-release
		default:
		}
		return nil
	}))
	client.say(callFrame, 1, greet)
	for len(first) > 0 {
		time.Sleep(time.Millisecond)
	}
	client.say(callFrame, 2, greet)
	client.wantNext("reply", 2)
	client.say(3, 0, []byte("12345678"))
	client.wantNext("pong", 0)
	close(release)
	client.wantNext("reply", 1)
}

func TestEachOfManyCallsIsAnsweredOnceWhileOthersCome(t *testing.T) {
	const calls = 50_000
	client := openStream(t, serving(t, func(statefun.Context) error { return nil }))
	// No more than 500 at once: an answer lets another call out.
	free := make(chan uint32, 500)
	for id := range uint32(cap(free)) {
		free <- id + 1
	}
	go func() {
		for range calls {
			client.say(callFrame, <-free, greet)
		}
	}()
	for range calls {
		frame, err := client.next()
		if err != nil || frame.Type != "reply" {
			t.Fatal(frame, err)
		}
		select {
		case free <- frame.Call:
		default:
			t.Fatal("call", frame.Call, "is answered twice")
		}
	}
}

func TestItIsNotReadOnWhileNobodyTakesItsAnswers(t *testing.T) {
	var called atomic.Int32
	much := strings.Repeat("x", 1_000_000)
	client := openStream(t, serving(t, func(ctx statefun.Context) error {
		called.Add(1)
		ctx.Send(statefun.MessageBuilder{Target: ctx.Self(), Value: much})
		return nil
	}))
	sent := int32(0)
	for sent == called.Load() && sent < 200 {
		sent++
		client.say(callFrame, uint32(sent), greet)
		for range 100 {
			if called.Load() == sent {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
	if called.Load() == sent {
		t.Errorf("all %d calls were made", sent)
	}
	answered := map[uint32]bool{}
	for range sent {
		frame, err := client.next()
		if err != nil || frame.Type != "reply" {
			t.Fatal(frame.Type, err)
		}
		answered[frame.Call] = true
	}
	if len(answered) != int(sent) {
		t.Errorf("%d of %d calls were answered", len(answered), sent)
	}
}

func TestACancelledCallsContextEndsAndItIsAnswered(t *testing.T) {
	client := openStream(t, serving(t, func(ctx statefun.Context) error {
		<-ctx.Done()
		return ctx.Err()
	}))
	client.say(callFrame, 1, greet)
	client.say(cancelFrame, 1, nil)
	if frame := client.wantNext("error", 1); frame.Status != 499 {
		t.Error(frame)
	}
}

func TestACallThatIsTooLargeIsPassedOver(t *testing.T) {
	client := openStream(t, serving(t, func(statefun.Context) error { return nil }, statefun.WithRequestBytesMax(100)))
	client.say(callFrame, 1, make([]byte, 1_000_000))
	if frame := client.wantNext("error", 1); frame.Status != 413 {
		t.Error(frame)
	}
	client.say(callFrame, 2, greet)
	client.wantNext("reply", 2)
}

func TestMoreThanAllowedIsCutOff(t *testing.T) {
	client := openStream(t, serving(t, func(ctx statefun.Context) error {
		<-ctx.Done()
		return nil
	}))
	go func() {
		var frames []byte
		for id := range uint32(1025) {
			frames = binary.BigEndian.AppendUint32(frames, uint32(len(greet)))
			frames = append(frames, callFrame)
			frames = binary.BigEndian.AppendUint32(frames, id+1)
			frames = append(frames, greet...)
		}
		_, _ = client.body.Write(frames)
	}()
	wantFrames(t, client, streamVector{Outcome: "cut"})
}

func TestWhoVanishesFreesTheFunctionsThatRun(t *testing.T) {
	running, ended := make(chan struct{}), make(chan struct{})
	client := openStream(t, serving(t, func(ctx statefun.Context) error {
		close(running)
		<-ctx.Done()
		close(ended)
		return nil
	}))
	client.say(callFrame, 1, greet)
	<-running
	client.end()
	<-ended
}

func TestAServerThatShutsDownSaysSoAndEndsItsStreamsInOrder(t *testing.T) {
	server := httptest.NewServer(serving(t, func(statefun.Context) error { return nil }))
	defer server.Close()
	client := openStreamTo(t, server.URL)
	down := make(chan error, 1)
	go func() { down <- server.Config.Shutdown(context.Background()) }()
	client.wantNext("goaway", 0)
	client.say(callFrame, 1, greet)
	client.wantNext("reply", 1)
	_ = client.body.Close()
	if frame, err := client.next(); err != io.EOF {
		t.Fatal(frame, err)
	}
	if err := <-down; err != nil {
		t.Error(err)
	}
}
