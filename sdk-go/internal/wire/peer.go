package wire

import (
	"errors"
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

/*
 * The runtime's side of the protocol, for tests: it writes requests and reads replies.
 */

// AppendRequest appends a ToFunction.
func AppendRequest(dst []byte, request Request) []byte {
	var batch []byte
	if request.HasTarget {
		batch = request.Target.Address().append(batch, 1)
	}
	for _, state := range request.States {
		body := appendText(nil, 1, string(state.Name))
		if state.Value.HasValue {
			body = state.Value.value().append(body, 2)
		}
		batch = append(appendHeader(batch, 2, len(body)), body...)
	}
	for _, invocation := range request.Invocations {
		var body []byte
		if invocation.HasCaller {
			body = invocation.Caller.Address().append(body, 1)
		}
		body = invocation.Argument.value().append(body, 2)
		batch = append(appendHeader(batch, 3, len(body)), body...)
	}
	return append(appendHeader(dst, 100, len(batch)), batch...)
}

// Address is a copy of the view.
func (a AddressView) Address() Address {
	return Address{string(a.Namespace), string(a.Type), string(a.ID)}
}

// View is the address as bytes.
func (a Address) View() AddressView {
	return AddressView{[]byte(a.Namespace), []byte(a.Type), []byte(a.ID)}
}

func (v ValueView) value() Value { return Value{string(v.Typename), v.Value} }

// Reply is a FromFunction.
type Reply struct {
	// Missing is not empty when the function asks for states; then there is nothing else.
	Missing   []StateSpec
	Mutations []Mutation
	Messages  []Sent
	Delayed   []Delayed
	Egress    []EgressRecord
}

// Mutation is a change of a state. Without Modify it is the removal.
type Mutation struct {
	State  string
	Modify bool
	Value  Value
}

// Sent is a message for another instance.
type Sent struct {
	Target Address
	Value  Value
}

// Delayed is a message to be delivered later, or, if Cancellation is set, the wish that one is not.
type Delayed struct {
	Sent
	DelayMs      int64
	Token        string
	Cancellation bool
}

// EgressRecord is a record for an egress.
type EgressRecord struct {
	Namespace, Type string
	Value           Value
}

// DecodeReply reads a FromFunction.
func DecodeReply(payload []byte) (Reply, error) {
	var reply Reply
	r := reader{rest: payload}
	for r.next() {
		switch {
		case r.isBytes(100):
			r.fail("the result", reply.decodeResult(r.bytes))
		case r.isBytes(101):
			r.fail("the missing states", reply.decodeIncomplete(r.bytes))
		}
	}
	return reply, r.err
}

func (p *Reply) decodeResult(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isBytes(1):
			p.Mutations = append(p.Mutations, Mutation{})
			r.fail("a mutation", p.Mutations[len(p.Mutations)-1].decode(r.bytes))
		case r.isBytes(2):
			p.Messages = append(p.Messages, Sent{})
			r.fail("a message", p.Messages[len(p.Messages)-1].decode(r.bytes, 1))
		case r.isBytes(3):
			p.Delayed = append(p.Delayed, Delayed{})
			r.fail("a delayed message", p.Delayed[len(p.Delayed)-1].decode(r.bytes))
		case r.isBytes(4):
			p.Egress = append(p.Egress, EgressRecord{})
			r.fail("a record", p.Egress[len(p.Egress)-1].decode(r.bytes))
		}
	}
	return r.err
}

func (m *Mutation) decode(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isVarint(1):
			m.Modify = r.number == 1
		case r.isBytes(2):
			m.State = string(r.text())
		case r.isBytes(3):
			r.fail("", m.Value.decode(r.bytes))
		}
	}
	return r.err
}

// decode reads a target with the number first, and a value with the next.
func (s *Sent) decode(message []byte, first protowire.Number) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.typ != protowire.BytesType:
		case r.num == first:
			var view AddressView
			r.fail("the target", view.decode(r.bytes))
			s.Target = view.Address()
		case r.num == first+1:
			r.fail("", s.Value.decode(r.bytes))
		}
	}
	return r.err
}

func (d *Delayed) decode(message []byte) error {
	if err := d.Sent.decode(message, 2); err != nil {
		return err
	}
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isVarint(1):
			d.DelayMs = int64(r.number)
		case r.isVarint(10):
			d.Cancellation = r.number != 0
		case r.isBytes(11):
			d.Token = string(r.text())
		}
	}
	return r.err
}

func (e *EgressRecord) decode(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isBytes(1):
			e.Namespace = string(r.text())
		case r.isBytes(2):
			e.Type = string(r.text())
		case r.isBytes(3):
			r.fail("", e.Value.decode(r.bytes))
		}
	}
	return r.err
}

func (v *Value) decode(message []byte) error {
	var view ValueView
	err := view.decode(message)
	*v = view.value()
	return err
}

func (p *Reply) decodeIncomplete(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		if r.isBytes(1) {
			p.Missing = append(p.Missing, StateSpec{})
			r.fail("a state", p.Missing[len(p.Missing)-1].decode(r.bytes))
		}
	}
	return r.err
}

func (s *StateSpec) decode(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isBytes(1):
			s.Name = string(r.text())
		case r.isBytes(2):
			r.fail("the expiration", s.decodeExpiration(r.bytes))
		case r.isBytes(3):
			s.Typename = string(r.text())
		}
	}
	return r.err
}

func (s *StateSpec) decodeExpiration(message []byte) error {
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isVarint(1) && r.number > uint64(ExpireAfterInvoke):
			r.fail("", errors.New("there is no such mode"))
		case r.isVarint(1):
			s.Mode = ExpireMode(r.number)
		case r.isVarint(2) && r.number > math.MaxInt64:
			r.fail("", errors.New("it is negative"))
		case r.isVarint(2):
			s.TTLMs = int64(r.number)
		}
	}
	return r.err
}

// DecodeKafkaRecord reads a KafkaProducerRecord.
func DecodeKafkaRecord(message []byte) (KafkaRecord, error) {
	var record KafkaRecord
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isBytes(1):
			record.Key = string(r.text())
		case r.isBytes(2):
			record.Value = r.bytes
		case r.isBytes(3):
			record.Topic = string(r.text())
		}
	}
	return record, r.err
}

// DecodeKinesisRecord reads a KinesisEgressRecord.
func DecodeKinesisRecord(message []byte) (KinesisRecord, error) {
	var record KinesisRecord
	r := reader{rest: message}
	for r.next() {
		switch {
		case r.isBytes(1):
			record.PartitionKey = string(r.text())
		case r.isBytes(2):
			record.Value = r.bytes
		case r.isBytes(3):
			record.Stream = string(r.text())
		case r.isBytes(4):
			record.ExplicitHashKey = string(r.text())
		}
	}
	return record, r.err
}
