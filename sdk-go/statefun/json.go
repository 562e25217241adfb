package statefun

import (
	"bytes"
	"encoding/json"
	"io"
)

type jsonType struct{ name TypeName }

// MakeJsonType is the type of values that are JSON under a name of your own, as package encoding/json writes and reads
// them: without a line feed at the end, and with <, > and & as they are, as other languages do.
func MakeJsonType(name TypeName) SimpleType { return jsonType{name} }

func (j jsonType) GetTypeName() TypeName { return j.name }

func (j jsonType) Deserialize(r io.Reader, receiver interface{}) error {
	return deserialize(j, r, receiver)
}

func (j jsonType) Serialize(writer io.Writer, data interface{}) error {
	return serialize(j, writer, data)
}

func (j jsonType) appendValue(dst []byte, data interface{}) ([]byte, error) {
	buffer := bytes.NewBuffer(dst)
	encoder := json.NewEncoder(buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(data); err != nil {
		return dst, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

func (j jsonType) readValue(value []byte, receiver interface{}) error {
	return json.Unmarshal(value, receiver)
}
