package bench

import (
	"encoding/binary"
	"io"
	"net/http"
	"strconv"

	pw "google.golang.org/protobuf/encoding/protowire"
)

/*
 * The same greeter without an SDK, as one would write it by hand in an afternoon.
 */

// each calls f with the length-delimited fields of a message.
func each(message []byte, f func(num pw.Number, value []byte)) {
	for len(message) > 0 {
		num, typ, n := pw.ConsumeTag(message)
		if n < 0 {
			return
		}
		message = message[n:]
		if typ != pw.BytesType {
			if n = pw.ConsumeFieldValue(num, typ, message); n < 0 {
				return
			}
			message = message[n:]
			continue
		}
		value, n := pw.ConsumeBytes(message)
		if n < 0 {
			return
		}
		f(num, value)
		message = message[n:]
	}
}

func field(dst []byte, num pw.Number, body []byte) []byte {
	return pw.AppendBytes(pw.AppendTag(dst, num, pw.BytesType), body)
}

func text(dst []byte, num pw.Number, s string) []byte { return field(dst, num, []byte(s)) }

func typed(typename string, value []byte) []byte {
	made := text(nil, 1, typename)
	made = pw.AppendVarint(pw.AppendTag(made, 2, pw.VarintType), 1)
	return field(made, 3, value)
}

var incomplete = func() []byte {
	spec := text(nil, 1, "seen_count")
	spec = field(spec, 2, nil)
	spec = text(spec, 3, "io.statefun.types/long")
	return field(nil, 101, field(nil, 1, spec))
}()

func bareReply(request []byte) []byte {
	var batch, target []byte
	var id string
	var count int64
	known, touched := false, false
	each(request, func(_ pw.Number, value []byte) { batch = value })
	each(batch, func(num pw.Number, value []byte) {
		switch num {
		case 1:
			target = value
		case 2:
			known = true
			count = stateCount(value)
		}
	})
	if !known {
		return incomplete
	}
	each(target, func(num pw.Number, value []byte) {
		if num == 3 {
			id = string(value)
		}
	})
	var egress []byte
	each(batch, func(num pw.Number, value []byte) {
		if num == 3 {
			count++
			touched = true
			egress = field(egress, 4, bareRecord(id, messageText(value), count))
		}
	})
	if !touched {
		return field(nil, 100, nil)
	}
	long := binary.LittleEndian.AppendUint64([]byte{0x09}, uint64(count))
	mutation := pw.AppendVarint(pw.AppendTag(nil, 1, pw.VarintType), 1)
	mutation = text(mutation, 2, "seen_count")
	mutation = field(mutation, 3, typed("io.statefun.types/long", long))
	return field(nil, 100, append(field(nil, 1, mutation), egress...))
}

func stateCount(state []byte) (count int64) {
	each(state, func(num pw.Number, value []byte) {
		if num != 2 {
			return
		}
		each(value, func(num pw.Number, raw []byte) {
			if num == 3 && len(raw) == 9 {
				count = int64(binary.LittleEndian.Uint64(raw[1:]))
			}
		})
	})
	return count
}

func messageText(invocation []byte) (found string) {
	each(invocation, func(num pw.Number, argument []byte) {
		if num != 2 {
			return
		}
		each(argument, func(num pw.Number, raw []byte) {
			if num == 3 {
				each(raw, func(_ pw.Number, value []byte) { found = string(value) })
			}
		})
	})
	return found
}

func bareRecord(id, message string, count int64) []byte {
	record := text(nil, 1, id)
	record = text(record, 2, message+"|"+strconv.FormatInt(count, 10))
	record = text(record, 3, "out")
	egress := text(nil, 1, "peer")
	egress = text(egress, 2, "out")
	return field(egress, 3, typed("type.googleapis.com/io.statefun.sdk.egress.KafkaProducerRecord", record))
}

func bareHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(bareReply(body))
	})
}

// request is a batch of messages for one instance, with its state, or without it as in a first call.
func request(messages int, withState bool) []byte {
	target := text(text(text(nil, 1, "peer"), 2, "greeter"), 3, "user-4711")
	batch := field(nil, 1, target)
	if withState {
		long := binary.LittleEndian.AppendUint64([]byte{0x09}, 41)
		batch = field(batch, 2, field(text(nil, 1, "seen_count"), 2, typed("io.statefun.types/long", long)))
	}
	for range messages {
		hello := text(nil, 1, "Hello there, nice to meet you")
		batch = field(batch, 3, field(nil, 2, typed("io.statefun.types/string", hello)))
	}
	return field(nil, 100, batch)
}
