package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"net/http"
)

// The stream transport, docs/stream-transport.md, as fast as it can be: functions that take a microsecond run where
// their call is read, and answers go out when no further call has come yet.

const (
	streamType = "application/vnd.statefun.stream"

	frameCall  = 1
	framePing  = 3
	frameHello = 16
	frameReply = 17
	framePong  = 19

	headerBytes  = 9
	callsAtOnce  = 4096
	bytesAtOnce  = 32 << 20
	payloadBytes = 32 << 20
)

func frame(b []byte, typ byte, call uint32, payload []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(payload)))
	b = append(b, typ)
	b = binary.BigEndian.AppendUint32(b, call)
	return append(b, payload...)
}

func serveStream(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	if err := control.EnableFullDuplex(); err != nil {
		http.Error(w, err.Error(), http.StatusUnsupportedMediaType)
		return
	}
	w.Header().Set("Content-Type", streamType)
	hello := []byte{1}
	hello = binary.BigEndian.AppendUint32(hello, callsAtOnce)
	hello = binary.BigEndian.AppendUint32(hello, bytesAtOnce)
	hello = binary.BigEndian.AppendUint32(hello, payloadBytes)
	out := frame(nil, frameHello, 0, hello)
	in := bufio.NewReaderSize(r.Body, 256<<10)
	var header [headerBytes]byte
	payload := make([]byte, 0, 4096)
	for {
		if in.Buffered() < headerBytes && len(out) > 0 {
			if _, err := w.Write(out); err != nil {
				return
			}
			if err := control.Flush(); err != nil {
				return
			}
			out = out[:0]
		}
		if _, err := io.ReadFull(in, header[:]); err != nil {
			return
		}
		size := binary.BigEndian.Uint32(header[:])
		if size > payloadBytes {
			return
		}
		if cap(payload) < int(size) {
			payload = make([]byte, size)
		}
		payload = payload[:size]
		if _, err := io.ReadFull(in, payload); err != nil {
			return
		}
		switch header[4] {
		case frameCall:
			requests.Add(1)
			out = frame(out, frameReply, binary.BigEndian.Uint32(header[5:]), reply(payload))
		case framePing:
			out = frame(out, framePong, 0, payload)
		}
	}
}
