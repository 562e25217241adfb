package main

import (
	"encoding/binary"
	"strconv"
	"strings"

	pw "google.golang.org/protobuf/encoding/protowire"
)

// peer/keeper-N does what peer/greeter does, with a state of N bytes (8 at least) that is rewritten by each call: the count, and padding.

const keeperPrefix = "keeper-"

var asksForBlob = func() []byte {
	spec := str(nil, 1, "blob")
	spec = msg(spec, 2, nil)
	spec = str(spec, 3, "peer/blob")
	return msg(nil, 101, msg(nil, 1, spec))
}()

func keeperReply(batch []byte, function, id string) []byte {
	size, _ := strconv.Atoi(strings.TrimPrefix(function, keeperPrefix))
	blob := make([]byte, max(size, 8))
	known := false
	each(batch, func(n pw.Number, persisted []byte) {
		if n != 2 {
			return
		}
		known = true
		each(persisted, func(n pw.Number, tv []byte) {
			if n == 2 {
				each(tv, func(n pw.Number, raw []byte) {
					if n == 3 {
						copy(blob, raw)
					}
				})
			}
		})
	})
	if !known {
		return asksForBlob
	}
	count := binary.LittleEndian.Uint64(blob)
	var egress []byte
	each(batch, func(n pw.Number, invocation []byte) {
		if n != 3 {
			return
		}
		messages.Add(1)
		count++
		_, text := argumentOf(invocation)
		egress = msg(egress, 4, kafkaRecord(id, plain(text)+"|"+strconv.FormatUint(count, 10)))
	})
	binary.LittleEndian.PutUint64(blob, count)
	mutation := pw.AppendVarint(pw.AppendTag(nil, 1, pw.VarintType), 1)
	mutation = str(mutation, 2, "blob")
	mutation = msg(mutation, 3, typed("peer/blob", blob))
	return msg(nil, 100, append(msg(nil, 1, mutation), egress...))
}

// plain is the text of a StringWrapper.
func plain(wrapper string) (text string) {
	each([]byte(wrapper), func(_ pw.Number, s []byte) { text = string(s) })
	return
}
