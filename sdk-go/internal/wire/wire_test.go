package wire

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
)

// vector is a message as the official SDK for Python writes it.
type vector struct {
	Message, Name, Hex string
	Meaning            json.RawMessage
}

func vectors(t testing.TB, message string) []vector {
	text, err := os.ReadFile("../../../packages/protocol/test/vectors/messages.json")
	if err != nil {
		t.Fatal(err)
	}
	var all, of []vector
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if v.Message == message {
			of = append(of, v)
		}
	}
	if len(of) == 0 {
		t.Fatalf("no vectors of %s", message)
	}
	return of
}

func (v vector) bytes(t testing.TB) []byte {
	decoded, err := hex.DecodeString(v.Hex)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

type hexBytes struct{ Hex string }

type addressJSON struct{ Namespace, Type, ID string }

type valueJSON struct {
	Typename string
	HasValue bool
	Value    hexBytes
}

type requestJSON struct {
	Invocation *struct {
		Target *addressJSON
		State  []struct {
			StateName  string
			StateValue *valueJSON
		}
		Invocations []struct {
			Caller   *addressJSON
			Argument *valueJSON
		}
	}
}

func viewOf(a *addressJSON) AddressView {
	if a == nil {
		return AddressView{}
	}
	return Address{a.Namespace, a.Type, a.ID}.View()
}

func valueViewOf(t *testing.T, v *valueJSON) ValueView {
	if v == nil {
		return ValueView{}
	}
	value, err := hex.DecodeString(v.Value.Hex)
	if err != nil {
		t.Fatal(err)
	}
	return ValueView{[]byte(v.Typename), v.HasValue, value}
}

func TestRequestsMeanWhatTheOfficialSDKMeans(t *testing.T) {
	for _, vector := range vectors(t, "ToFunction") {
		t.Run(vector.Name, func(t *testing.T) {
			got, err := DecodeRequest(vector.bytes(t))
			if err != nil {
				t.Fatal(err)
			}
			var meaning requestJSON
			if err := json.Unmarshal(vector.Meaning, &meaning); err != nil {
				t.Fatal(err)
			}
			var want Request
			if batch := meaning.Invocation; batch != nil {
				want.HasTarget, want.Target = batch.Target != nil, viewOf(batch.Target)
				for _, s := range batch.State {
					want.States = append(want.States, State{[]byte(s.StateName), valueViewOf(t, s.StateValue)})
				}
				for _, i := range batch.Invocations {
					want.Invocations = append(want.Invocations,
						Invocation{i.Caller != nil, viewOf(i.Caller), valueViewOf(t, i.Argument)})
				}
			}
			if got, want := shown(got), shown(want); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// shown is a request as text: an empty slice and none look alike.
func shown(request Request) string {
	text, _ := json.Marshal(request)
	return strings.ReplaceAll(string(text), "null", `""`)
}

func TestRepliesAreReadAsTheOfficialSDKWritesThem(t *testing.T) {
	for _, vector := range vectors(t, "FromFunction") {
		if _, err := DecodeReply(vector.bytes(t)); err != nil {
			t.Errorf("%s: %v", vector.Name, err)
		}
	}
}

func TestRecordsHaveTheBytesOfTheOfficialSDK(t *testing.T) {
	for _, vector := range vectors(t, "KafkaProducerRecord") {
		record, err := DecodeKafkaRecord(vector.bytes(t))
		if err != nil {
			t.Fatal(err)
		}
		if got := record.Append(nil); !bytes.Equal(got, vector.bytes(t)) {
			t.Errorf("%s: %x", vector.Name, got)
		}
	}
	for _, vector := range vectors(t, "KinesisEgressRecord") {
		record, err := DecodeKinesisRecord(vector.bytes(t))
		if err != nil {
			t.Fatal(err)
		}
		if got := record.Append(nil); !bytes.Equal(got, vector.bytes(t)) {
			t.Errorf("%s: %x", vector.Name, got)
		}
	}
}

func TestPartsOfARepeatedMessageMerge(t *testing.T) {
	// Twice the batch, twice the target in the first: as protobuf's own decoders do.
	payload := []byte("\xa2\x06\x0a\x0a\x03\x0a\x01a\x0a\x03\x12\x01b\xa2\x06\x05\x0a\x03\x1a\x01c")
	request, err := DecodeRequest(payload)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Address{"a", "b", "c"}); request.Target.Address() != want {
		t.Errorf("%+v", request.Target.Address())
	}
}

func TestDamagedRequestsAreRefusedWithAReason(t *testing.T) {
	for payload, want := range map[string]string{
		"\xa2":                                 "a field's tag is damaged",
		"\xa2\x06\x05":                         "field 100 is damaged",
		"\x00":                                 "a field's tag is damaged",
		"\xa2\x06\x05\x0a\x03\x0a\x01\xff":     "the target: field 1 is a string that is not UTF-8",
		"\xa2\x06\x04\x12\x02\x0a\x05":         "a state: field 1 is damaged",
		"\xa2\x06\x06\x1a\x04\x12\x02\x0a\x05": "a message: field 1 is damaged",
		"\xa2\x06" + "\x0c" + "\x1a\x0a\x0a\x08" + "\x0a\x01a\x1a\x03\xf0\x9f\x98": "a message: the caller: field 3 is a string that is not UTF-8",
	} {
		if _, err := DecodeRequest([]byte(payload)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", payload, err, want)
		}
	}
}

func TestARequestHasALimitOfMessagesAndStates(t *testing.T) {
	batch := bytes.Repeat([]byte{0x1a, 0}, InvocationsMax+1)
	payload := append(appendHeader(nil, 100, len(batch)), batch...)
	if _, err := DecodeRequest(payload); err == nil || !strings.Contains(err.Error(), "messages") {
		t.Errorf("messages: %v", err)
	}
	batch = bytes.Repeat([]byte{0x12, 0}, StatesMax+1)
	payload = append(appendHeader(nil, 100, len(batch)), batch...)
	if _, err := DecodeRequest(payload); err == nil || !strings.Contains(err.Error(), "states") {
		t.Errorf("states: %v", err)
	}
}

func FuzzDecodeRequest(f *testing.F) {
	for _, vector := range vectors(f, "ToFunction") {
		f.Add(vector.bytes(f))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		request, err := DecodeRequest(payload)
		if err != nil {
			return
		}
		// What was read means the same when it is written and read again. Values that are absent lose their bytes.
		for i := range request.States {
			if !request.States[i].Value.HasValue {
				request.States[i].Value = ValueView{}
			}
		}
		for i := range request.Invocations {
			request.Invocations[i].Argument.HasValue = true
		}
		again, err := DecodeRequest(AppendRequest(nil, request))
		if err != nil {
			t.Fatal(err)
		}
		if shown(again) != shown(request) {
			t.Errorf("got  %s\nwant %s", shown(again), shown(request))
		}
	})
}

func FuzzDecodeReply(f *testing.F) {
	for _, vector := range vectors(f, "FromFunction") {
		f.Add(vector.bytes(f))
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		reply, err := DecodeReply(payload)
		if err != nil {
			return
		}
		again, err := DecodeReply(appendReply(reply))
		if err != nil {
			t.Fatal(err)
		}
		if want := normalized(reply); !reflect.DeepEqual(normalized(again), want) {
			t.Errorf("got  %+v\nwant %+v", again, want)
		}
	})
}

// appendReply writes a reply as the SDK does. One that asks for states says nothing else.
func appendReply(reply Reply) []byte {
	if len(reply.Missing) > 0 {
		return AppendIncomplete(nil, reply.Missing)
	}
	var parts [4][]byte
	for _, m := range reply.Mutations {
		if m.Modify {
			parts[0] = AppendModify(parts[0], m.State, m.Value)
		} else {
			parts[0] = AppendDelete(parts[0], m.State)
		}
	}
	for _, m := range reply.Messages {
		parts[1] = AppendMessage(parts[1], m.Target, m.Value)
	}
	for _, d := range reply.Delayed {
		if d.Cancellation {
			parts[2] = AppendCancellation(parts[2], d.Token)
		} else {
			parts[2] = AppendDelayed(parts[2], d.DelayMs, d.Target, d.Value, d.Token)
		}
	}
	for _, e := range reply.Egress {
		parts[3] = AppendEgress(parts[3], e.Namespace, e.Type, e.Value)
	}
	return AppendResult(nil, parts[:]...)
}

// normalized is what of a reply is written.
func normalized(reply Reply) Reply {
	if len(reply.Missing) > 0 {
		missing := append([]StateSpec(nil), reply.Missing...)
		for i := range missing {
			if missing[i].Mode == ExpireNone {
				missing[i].TTLMs = 0
			}
		}
		return Reply{Missing: missing}
	}
	made := Reply{Messages: append([]Sent(nil), reply.Messages...), Egress: append([]EgressRecord(nil), reply.Egress...)}
	for i := range made.Messages {
		made.Messages[i].Value.Bytes = notNil(made.Messages[i].Value.Bytes)
	}
	for i := range made.Egress {
		made.Egress[i].Value.Bytes = notNil(made.Egress[i].Value.Bytes)
	}
	for _, m := range reply.Mutations {
		if !m.Modify {
			m.Value = Value{}
		}
		m.Value.Bytes = notNil(m.Value.Bytes)
		made.Mutations = append(made.Mutations, m)
	}
	for _, d := range reply.Delayed {
		if d.Cancellation {
			d = Delayed{Token: d.Token, Cancellation: true}
		}
		d.Value.Bytes = notNil(d.Value.Bytes)
		made.Delayed = append(made.Delayed, d)
	}
	return made
}

func notNil(b []byte) []byte { return append([]byte{}, b...) }
