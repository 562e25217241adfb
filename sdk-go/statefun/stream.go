package statefun

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// The service's side of the stream transport, docs/stream-transport.md: the calls of many addresses over one request
// whose two bodies are open at the same time.

const (
	streamType    = "application/vnd.statefun.stream"
	streamHeader  = "StateFun-Stream"
	streamVersion = 1

	frameCall   = 1
	frameCancel = 2
	framePing   = 3
	frameHello  = 16
	frameReply  = 17
	frameError  = 18
	framePong   = 19
	frameGoAway = 20

	frameHeaderBytes = 9
	controlBytesMax  = 64 << 10
	pingBytes        = 8

	streamCallsMax    = 1024
	streamBufferBytes = 64 << 10
	// unwrittenBytesMax is what may wait to go out: a service that has more to say than is taken does not read on.
	unwrittenBytesMax = 1 << 20
	// statusCancelled is what a call is answered with that nobody waited for, and that failed.
	statusCancelled = 499
)

// errViolation says that the runtime does not keep to the protocol: the connection is cut.
var errViolation = errors.New("the runtime breaks the rules of the stream protocol")

func asksForStream(r *http.Request) bool {
	return r.Method == http.MethodPost && r.Header.Get("Content-Type") == streamType
}

// canStream says whether a handler can read and write at the same time; one that wraps the writer may hide that.
func canStream(w http.ResponseWriter) bool {
	for {
		switch writer := w.(type) {
		case interface{ EnableFullDuplex() error }:
			return true
		case interface{ Unwrap() http.ResponseWriter }:
			w = writer.Unwrap()
		default:
			return false
		}
	}
}

// serveStream serves a stream until the runtime ends it. A runtime that breaks the rules is cut off.
func (h *handler) serveStream(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	if err := control.EnableFullDuplex(); err != nil {
		http.Error(w, "streams can't be served here: "+err.Error(), http.StatusUnsupportedMediaType)
		return
	}
	// What bounds a request would end the stream; those that a server can't lift are its own choice.
	_ = control.SetReadDeadline(time.Time{})
	_ = control.SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Type", streamType)
	w.Header().Set(streamHeader, fmt.Sprint(streamVersion))

	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	s := &stream{handler: h, ctx: ctx, calls: map[uint32]*streamedCall{}}
	s.changed.L = &s.mutex
	defer h.goAways.add(r, s)()
	written := make(chan error, 1)
	go func() {
		err := s.write(w, control)
		if err != nil {
			// Nobody hears the answers any more.
			cancel()
			s.end()
			_ = control.SetReadDeadline(time.Unix(1, 0))
		}
		written <- err
	}()
	s.say(frameHello, 0, s.hello())
	err := s.read(bufio.NewReaderSize(r.Body, streamBufferBytes))
	if err == nil {
		s.running.Wait()
	} else {
		// Answers are of no use any more, and nobody may be there to take them.
		cancel()
		_ = control.SetWriteDeadline(time.Unix(1, 0))
	}
	s.end()
	<-written
	if errors.Is(err, errViolation) {
		h.logger().WarnContext(ctx, "a stream was cut", "error", err)
		// Else the server would wait for the rest of the body.
		_ = control.SetReadDeadline(time.Unix(1, 0))
		panic(http.ErrAbortHandler)
	}
}

// stream is one stream at work.
type stream struct {
	handler *handler
	ctx     context.Context
	running sync.WaitGroup

	mutex   sync.Mutex
	calls   map[uint32]*streamedCall // unanswered
	bytes   int                      // of their payloads
	out     []byte                   // frames that are to be written
	ended   bool
	changed sync.Cond // out, or ended
}

type streamedCall struct {
	cancel context.CancelFunc
	bytes  int
}

func (s *stream) hello() []byte {
	limit := uint32(min(s.handler.requestBytesMax, 1<<32-1))
	payload := binary.BigEndian.AppendUint32([]byte{streamVersion}, streamCallsMax)
	payload = binary.BigEndian.AppendUint32(payload, limit)
	return binary.BigEndian.AppendUint32(payload, limit)
}

// read takes the runtime's frames until it ends its side, which is nil, or can't be read, or breaks the rules.
func (s *stream) read(in *bufio.Reader) error {
	var header [frameHeaderBytes]byte
	for {
		s.awaitRoom()
		if _, err := io.ReadFull(in, header[:]); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		length, kind, id := binary.BigEndian.Uint32(header[:]), header[4], binary.BigEndian.Uint32(header[5:])
		if kind == frameCall {
			if err := s.call(in, id, length); err != nil {
				return err
			}
			continue
		}
		if length > controlBytesMax {
			return fmt.Errorf("%w: a frame of type %d has %d bytes", errViolation, kind, length)
		}
		payload := make([]byte, length)
		if _, err := io.ReadFull(in, payload); err != nil {
			return err
		}
		if err := s.control(kind, id, payload); err != nil {
			return err
		}
	}
}

func (s *stream) awaitRoom() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for len(s.out) > unwrittenBytesMax && !s.ended {
		s.changed.Wait()
	}
}

func (s *stream) control(kind byte, id uint32, payload []byte) error {
	switch kind {
	case frameCancel:
		s.mutex.Lock()
		defer s.mutex.Unlock()
		if call := s.calls[id]; call != nil {
			call.cancel()
		}
	case framePing:
		if len(payload) != pingBytes {
			return fmt.Errorf("%w: a PING has %d bytes", errViolation, len(payload))
		}
		s.say(framePong, 0, payload)
	case frameHello, frameReply, frameError, framePong, frameGoAway:
		return fmt.Errorf("%w: a frame of type %d comes from services only", errViolation, kind)
	}
	return nil
}

func (s *stream) call(in *bufio.Reader, id, length uint32) error {
	tooLong := int64(length) > int64(s.handler.requestBytesMax)
	share := int(length)
	if tooLong {
		share = 0
	}
	ctx, err := s.admit(id, share)
	if err != nil {
		return err
	}
	if tooLong {
		if _, err := io.CopyN(io.Discard, in, int64(length)); err != nil {
			return err
		}
		text := fmt.Sprintf("the request is larger than %d bytes", s.handler.requestBytesMax)
		s.answer(id, frameError, errorPayload(http.StatusRequestEntityTooLarge, text))
		return nil
	}
	payload, err := readPayload(in, int(length))
	if err != nil {
		return err
	}
	s.running.Add(1)
	go func() {
		defer s.running.Done()
		reply, err := s.handler.handle(ctx, payload)
		switch {
		case err == nil:
			s.answer(id, frameReply, reply)
		case ctx.Err() != nil:
			s.answer(id, frameError, errorPayload(statusCancelled, err.Error()))
		default:
			s.answer(id, frameError, errorPayload(statusOf(err), err.Error()))
		}
	}()
	return nil
}

// readPayload gives memory to what has come: a runtime only says how much will.
func readPayload(in *bufio.Reader, length int) ([]byte, error) {
	payload := make([]byte, 0, min(length, bodyBytesAtOnce))
	for len(payload) < length {
		piece := min(length-len(payload), max(len(payload), bodyBytesAtOnce))
		from := len(payload)
		payload = append(payload, make([]byte, piece)...)
		if _, err := io.ReadFull(in, payload[from:]); err != nil {
			return nil, err
		}
	}
	return payload, nil
}

// admit takes a call in, if HELLO allows it.
func (s *stream) admit(id uint32, bytes int) (context.Context, error) {
	ctx, cancel := context.WithCancel(s.ctx)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	tooMuch := len(s.calls) > 0 && s.bytes+bytes > s.handler.requestBytesMax
	switch {
	case id == 0 || s.calls[id] != nil:
		cancel()
		return nil, fmt.Errorf("%w: the id %d of a CALL is not free", errViolation, id)
	case len(s.calls) >= streamCallsMax || tooMuch:
		cancel()
		return nil, fmt.Errorf("%w: more calls at once than HELLO allows", errViolation)
	}
	s.calls[id] = &streamedCall{cancel, bytes}
	s.bytes += bytes
	return ctx, nil
}

func (s *stream) answer(id uint32, kind byte, payload []byte) {
	s.mutex.Lock()
	call := s.calls[id]
	delete(s.calls, id)
	s.bytes -= call.bytes
	s.append(kind, id, payload)
	s.mutex.Unlock()
	call.cancel()
}

func (s *stream) say(kind byte, id uint32, payload []byte) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.append(kind, id, payload)
}

func (s *stream) goAway() { s.say(frameGoAway, 0, nil) }

func (s *stream) append(kind byte, id uint32, payload []byte) {
	if s.ended {
		return
	}
	s.out = binary.BigEndian.AppendUint32(s.out, uint32(len(payload)))
	s.out = append(s.out, kind)
	s.out = binary.BigEndian.AppendUint32(s.out, id)
	s.out = append(s.out, payload...)
	s.changed.Broadcast()
}

// end lets write come to its end.
func (s *stream) end() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.ended = true
	s.changed.Broadcast()
}

// write writes frames as they come, those that are ready together in one go, until the end.
func (s *stream) write(w io.Writer, control *http.ResponseController) error {
	var spare []byte
	for out := s.take(spare); out != nil; out = s.take(spare) {
		if _, err := w.Write(out); err != nil {
			return err
		}
		if err := control.Flush(); err != nil {
			return err
		}
		spare = out
		if cap(spare) > 16*streamBufferBytes {
			spare = nil
		}
	}
	return nil
}

// take returns what is to be written next, nil at the end. What is said from then on is added to spare.
func (s *stream) take(spare []byte) []byte {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	for len(s.out) == 0 {
		if s.ended {
			return nil
		}
		s.changed.Wait()
	}
	out := s.out
	s.out = spare[:0]
	s.changed.Broadcast()
	return out
}

func errorPayload(status int, text string) []byte {
	payload := binary.BigEndian.AppendUint16(nil, uint16(status))
	payload = append(payload, text...)
	return payload[:min(len(payload), controlBytesMax)]
}

// goAways tells streams when their server shuts down, which a server does not tell its requests.
type goAways struct {
	mutex   sync.Mutex
	streams map[*http.Server]map[*stream]struct{}
}

// add notes a stream under the server of its request, and returns what takes it out again.
func (g *goAways) add(r *http.Request, s *stream) (remove func()) {
	server, ok := r.Context().Value(http.ServerContextKey).(*http.Server)
	if !ok {
		return func() {}
	}
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.streams == nil {
		g.streams = map[*http.Server]map[*stream]struct{}{}
	}
	if g.streams[server] == nil {
		g.streams[server] = map[*stream]struct{}{}
		server.RegisterOnShutdown(func() { g.tell(server) })
	}
	g.streams[server][s] = struct{}{}
	return func() {
		g.mutex.Lock()
		defer g.mutex.Unlock()
		delete(g.streams[server], s)
	}
}

func (g *goAways) tell(server *http.Server) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	for s := range g.streams[server] {
		s.goAway()
	}
}
