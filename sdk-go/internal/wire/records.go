package wire

// The type names of the records for Kafka and Kinesis.
const (
	KafkaRecordTypename   = "type.googleapis.com/io.statefun.sdk.egress.KafkaProducerRecord"
	KinesisRecordTypename = "type.googleapis.com/io.statefun.sdk.egress.KinesisEgressRecord"
)

// KafkaRecord is a record for Kafka; an empty key is none.
type KafkaRecord struct {
	Key   string
	Value []byte
	Topic string
}

// Append appends the message KafkaProducerRecord.
func (r KafkaRecord) Append(dst []byte) []byte {
	dst = appendText(dst, 1, r.Key)
	dst = appendBytes(dst, r.Value)
	return appendText(dst, 3, r.Topic)
}

// KinesisRecord is a record for Kinesis; an empty hash key is none.
type KinesisRecord struct {
	PartitionKey    string
	Value           []byte
	Stream          string
	ExplicitHashKey string
}

// Append appends the message KinesisEgressRecord.
func (r KinesisRecord) Append(dst []byte) []byte {
	dst = appendText(dst, 1, r.PartitionKey)
	dst = appendBytes(dst, r.Value)
	dst = appendText(dst, 3, r.Stream)
	return appendText(dst, 4, r.ExplicitHashKey)
}

func appendBytes(dst, value []byte) []byte {
	if len(value) == 0 {
		return dst
	}
	return append(appendHeader(dst, 2, len(value)), value...)
}
