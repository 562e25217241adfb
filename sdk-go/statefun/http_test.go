package statefun_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/statefun-ts/statefun-ts/sdk-go/statefun"
)

// answerOf serves a request by a function that may fail, with at most 1000 bytes, and what is logged.
func answerOf(t *testing.T, request *http.Request, failure error) (answer *http.Response, body, log string) {
	t.Helper()
	var lines bytes.Buffer
	functions := statefun.NewStatefulFunctions(
		statefun.WithRequestBytesMax(1000),
		statefun.WithLogger(slog.New(slog.NewTextHandler(&lines, nil))),
	)
	if err := functions.WithSpec(statefun.StatefulFunctionSpec{
		FunctionType: self,
		Function:     statefun.StatefulFunctionPointer(func(statefun.Context, statefun.Message) error { return failure }),
	}); err != nil {
		t.Fatal(err)
	}
	recorder := httptest.NewRecorder()
	functions.AsHandler().ServeHTTP(recorder, request)
	return recorder.Result(), recorder.Body.String(), lines.String()
}

func post(body string) *http.Request {
	request := httptest.NewRequest(http.MethodPost, "/statefun", strings.NewReader(body))
	request.Header.Set("Content-Type", "application/octet-stream")
	return request
}

func TestAReplyHasAContentTypeAndALength(t *testing.T) {
	for _, contentType := range []string{"", "application/octet-stream", "Application/Octet-Stream; a=b"} {
		request := post(string(requestWith()))
		request.Header.Set("Content-Type", contentType)
		answer, body, log := answerOf(t, request, nil)
		if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "application/octet-stream" ||
			answer.Header.Get("Content-Length") != "3" || body != "\xa2\x06\x00" || log != "" {
			t.Errorf("%v, %q, %q", answer, body, log)
		}
	}
}

type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, errors.New("the line went dead") }

func TestRequestsThatAreNoneAreRefusedWithAReason(t *testing.T) {
	for _, test := range []struct {
		status  int
		want    string
		request func() *http.Request
	}{
		{405, "by POST, not by GET", func() *http.Request { return httptest.NewRequest(http.MethodGet, "/", nil) }},
		{415, `not "application/json"`, func() *http.Request {
			request := post(string(requestWith()))
			request.Header.Set("Content-Type", "application/json")
			return request
		}},
		{400, "the request has no body", func() *http.Request { return post("") }},
		{400, "the line went dead", func() *http.Request {
			request := post("")
			request.Body, request.ContentLength = io.NopCloser(brokenBody{}), 10
			return request
		}},
		{400, "this is not a request of Stateful Functions: field 13 is damaged", func() *http.Request { return post("hello") }},
		{413, "larger than 1000 bytes", func() *http.Request { return post(strings.Repeat("x", 1001)) }},
		{413, "larger than 1000 bytes", func() *http.Request {
			request := post(strings.Repeat("x", 1001))
			request.ContentLength = -1
			return request
		}},
		{400, "no invocation with a target", func() *http.Request { return post("\xa2\x06\x00") }},
		{503, "there is no function a/b here", func() *http.Request { return post("\xa2\x06\x08\x0a\x06\x0a\x01a\x12\x01b") }},
	} {
		answer, body, log := answerOf(t, test.request(), nil)
		if answer.StatusCode != test.status || !strings.Contains(body, test.want) || strings.Count(body, "\n") != 1 {
			t.Errorf("got %d %q, want %d %q", answer.StatusCode, body, test.status, test.want)
		}
		if !strings.Contains(log, "level=") {
			t.Errorf("%d: nothing is logged", test.status)
		}
		if test.status == 405 && answer.Header.Get("Allow") != "POST" {
			t.Error(answer.Header)
		}
	}
}

func TestAFailedFunctionIsAnsweredAndLogged(t *testing.T) {
	answer, body, log := answerOf(t, post(string(requestWith())), errDeliberate)
	want := `function example/self failed for id "1", with message 1 of 1: a deliberate failure`
	if answer.StatusCode != 500 || body != want+"\n" {
		t.Errorf("%d %q", answer.StatusCode, body)
	}
	for _, part := range []string{"level=ERROR", "a deliberate failure"} {
		if !strings.Contains(log, part) {
			t.Errorf("the log does not say %q: %s", part, log)
		}
	}
}

func TestAPanicIsAnsweredAndItsStackLogged(t *testing.T) {
	var log bytes.Buffer
	functions := statefun.NewStatefulFunctions(statefun.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if err := functions.WithSpec(statefun.StatefulFunctionSpec{
		FunctionType: self,
		Function:     statefun.StatefulFunctionPointer(func(statefun.Context, statefun.Message) error { panic("at the disco") }),
	}); err != nil {
		t.Fatal(err)
	}
	// Over a connection, which is not harmed.
	server := httptest.NewServer(functions.AsHandler())
	defer server.Close()
	for range 2 {
		answer, err := http.Post(server.URL, "application/octet-stream", bytes.NewReader(requestWith()))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		if answer.Body.Close(); err != nil || answer.StatusCode != 500 || !strings.Contains(string(body), "at the disco") {
			t.Errorf("%d %q %v", answer.StatusCode, body, err)
		}
	}
	if !strings.Contains(log.String(), "http_test.go") {
		t.Error("the log has no stack:", log.String())
	}
}

func TestACallerThatWentAwayIsNoFailureInTheLog(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, _, log := answerOf(t, post(string(requestWith())).WithContext(ctx), nil)
	if log != "" {
		t.Error(log)
	}
}

func TestTheDefaultLimitLetsLargeRequestsPass(t *testing.T) {
	received := 0
	handler := handlerOf(t, statefun.StatefulFunctionSpec{
		FunctionType: self,
		Function: statefun.StatefulFunctionPointer(func(_ statefun.Context, message statefun.Message) error {
			received = len(message.RawValue())
			return nil
		}),
	})
	body := requestOf(bytes.Repeat([]byte("x"), 30<<20))
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, post(string(body)))
	if recorder.Code != 200 || received != 30<<20 {
		t.Error(recorder.Code, received)
	}
	recorder = httptest.NewRecorder()
	handler.ServeHTTP(recorder, post(string(requestOf(bytes.Repeat([]byte("x"), 32<<20)))))
	if recorder.Code != 413 {
		t.Error(recorder.Code)
	}
}

func TestInvokeDoesNotKeepThePayload(t *testing.T) {
	var kept statefun.Message
	handler := handlerOf(t, statefun.StatefulFunctionSpec{
		FunctionType: self,
		Function: statefun.StatefulFunctionPointer(func(_ statefun.Context, message statefun.Message) error {
			kept = message
			return nil
		}),
	})
	payload := requestOf([]byte("value"))
	if _, err := handler.Invoke(context.Background(), payload); err != nil {
		t.Fatal(err)
	}
	clear(payload)
	if string(kept.RawValue()) != "value" {
		t.Errorf("%q", kept.RawValue())
	}
}
