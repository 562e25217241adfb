// The ceiling: the bytes of the greeter benchmark through Kafka -> HTTP -> Kafka, with no state, no order and no
// guarantee. Each record becomes the request that a runtime would make of it, and what the function sends is produced.
//
//	pipe -kafka A -functions URL [-concurrency 256]
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"time"

	"github.com/twmb/franz-go/pkg/kgo"
	pw "google.golang.org/protobuf/encoding/protowire"
)

var (
	kafka       = flag.String("kafka", "", "")
	functions   = flag.String("functions", "", "")
	concurrency = flag.Int("concurrency", 256, "")
)

func field(b []byte, num pw.Number, body []byte) []byte {
	return pw.AppendBytes(pw.AppendTag(b, num, pw.BytesType), body)
}

func typed(typename string, value []byte) []byte {
	b := field(nil, 1, []byte(typename))
	b = pw.AppendVarint(pw.AppendTag(b, 2, pw.VarintType), 1)
	return field(b, 3, value)
}

// state is what a runtime would ship with each call.
var state = func() []byte {
	long := append([]byte{0x09}, make([]byte, 8)...)
	return field(field(nil, 1, []byte("seen_count")), 2, typed("io.statefun.types/long", long))
}()

func requestOf(record *kgo.Record) []byte {
	target := field(nil, 1, []byte("peer"))
	target = field(target, 2, []byte("greeter"))
	target = field(target, 3, record.Key)
	batch := field(nil, 1, target)
	batch = field(batch, 2, state)
	batch = field(batch, 3, field(nil, 2, typed("io.statefun.types/string", record.Value)))
	return field(nil, 100, batch)
}

// part is the last field of that number in a message.
func part(message []byte, num pw.Number) (found []byte) {
	for len(message) > 0 {
		n, typ, size := pw.ConsumeTag(message)
		if size < 0 {
			return
		}
		message = message[size:]
		length := pw.ConsumeFieldValue(n, typ, message)
		if length < 0 {
			return
		}
		if n == num && typ == pw.BytesType {
			found, _ = pw.ConsumeBytes(message)
		}
		message = message[length:]
	}
	return
}

// recordOf is the Kafka record in a reply: FromFunction -> InvocationResponse -> EgressMessage -> TypedValue -> KafkaProducerRecord.
func recordOf(reply []byte) *kgo.Record {
	record := part(part(part(part(reply, 100), 4), 3), 3)
	return &kgo.Record{Key: part(record, 1), Value: part(record, 2), Topic: string(part(record, 3))}
}

func main() {
	flag.Parse()
	client, err := kgo.NewClient(kgo.SeedBrokers(*kafka), kgo.ConsumeTopics("in"), kgo.ConsumeResetOffset(kgo.NewOffset().AtEnd()),
		kgo.FetchMaxWait(100*time.Millisecond), kgo.FetchMinBytes(1), kgo.ProducerLinger(5*time.Millisecond), kgo.MaxBufferedRecords(100000),
		kgo.ProducerBatchMaxBytes(512<<10), kgo.ProducerBatchCompression(kgo.NoCompression()))
	if err != nil {
		log.Fatal(err)
	}
	service := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *concurrency, MaxConnsPerHost: *concurrency}}
	records := make(chan *kgo.Record, *concurrency)
	for range *concurrency {
		go func() {
			for record := range records {
				pass(client, service, record)
			}
		}()
	}
	ctx := context.Background()
	settle, cancel := context.WithTimeout(ctx, 1500*time.Millisecond)
	client.PollFetches(settle)
	cancel()
	fmt.Println("the pipe is open")
	for {
		client.PollFetches(ctx).EachRecord(func(record *kgo.Record) { records <- record })
	}
}

func pass(client *kgo.Client, service *http.Client, record *kgo.Record) {
	response, err := service.Post(*functions, "application/octet-stream", bytes.NewReader(requestOf(record)))
	if err != nil {
		log.Fatal(err)
	}
	reply, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		log.Fatal(err)
	}
	client.Produce(context.Background(), recordOf(reply), func(_ *kgo.Record, err error) {
		if err != nil {
			log.Fatal(err)
		}
	})
}
