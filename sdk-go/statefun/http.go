package statefun

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
)

const octetStream = "application/octet-stream"

// ServeHTTP answers 200 with the reply, or one line of text that says why not: 405 (not POST), 415 (not
// application/octet-stream; no content type at all is fine), 413 (too large), 400 (no body, or it is not a request of
// the protocol), 503 (there is no such function: a version that has it may be on its way) or 500 (a function failed). It
// serves the streams of the stream transport, too, and offers them in its answers.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if asksForStream(r) {
		h.serveStream(w, r)
		return
	}
	if canStream(w) {
		w.Header().Set(streamHeader, strconv.Itoa(streamVersion))
	}
	payload, status, err := h.read(w, r)
	if err != nil {
		h.logger().WarnContext(r.Context(), "a request was refused", "status", status, "error", err)
		http.Error(w, err.Error(), status)
		return
	}
	reply, err := h.handle(r.Context(), payload)
	if err != nil {
		http.Error(w, err.Error(), statusOf(err))
		return
	}
	// Set always: net/http would guess it from the bytes.
	w.Header().Set("Content-Type", octetStream)
	w.Header().Set("Content-Length", strconv.Itoa(len(reply)))
	_, _ = w.Write(reply) // who does not read the reply asks again
}

func statusOf(err error) int {
	switch {
	case errors.Is(err, errMalformed):
		return http.StatusBadRequest
	case errors.As(err, &unknownFunctionError{}):
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// bodyBytesAtOnce is how much memory a request gets for what it says of its size, before that has come.
const bodyBytesAtOnce = 64 << 10

// read returns the body, or the status that refuses it, and why.
func (h *handler) read(w http.ResponseWriter, r *http.Request) (payload []byte, status int, err error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return nil, http.StatusMethodNotAllowed, fmt.Errorf("functions are called by POST, not by %s", r.Method)
	}
	if declared := r.Header.Get("Content-Type"); declared != "" && declared != octetStream {
		if mediaType, _, err := mime.ParseMediaType(declared); err != nil || mediaType != octetStream {
			return nil, http.StatusUnsupportedMediaType, fmt.Errorf("the content type must be %s, not %q", octetStream, declared)
		}
	}
	limit := int64(h.requestBytesMax)
	tooLarge := fmt.Errorf("the request is larger than %d bytes", limit)
	if r.ContentLength > limit {
		return nil, http.StatusRequestEntityTooLarge, tooLarge
	}
	var body bytes.Buffer
	body.Grow(int(min(max(r.ContentLength, 0), limit, bodyBytesAtOnce)) + bytes.MinRead)
	_, err = body.ReadFrom(http.MaxBytesReader(w, r.Body, limit))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, http.StatusRequestEntityTooLarge, tooLarge
	case err != nil:
		return nil, http.StatusBadRequest, fmt.Errorf("the request can't be read: %w", err)
	case body.Len() == 0:
		return nil, http.StatusBadRequest, errors.New("the request has no body")
	}
	return body.Bytes(), http.StatusOK, nil
}
