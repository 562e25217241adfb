/**
 * The one table of coded errors: every error, dead letter and refusal carries one of these codes. The text
 * says when it arises; the message of the error itself says what was wrong, where, and what to do.
 */
export const ERRORS = {
  // protocol
  STATEFUN_TYPENAME_INVALID: 'A type name is not of the form <namespace>/<name>.',
  STATEFUN_ADDRESS_INVALID: 'An address lacks a part.',
  STATEFUN_VALUE_INVALID: 'A value is not what its type says.',

  // module
  STATEFUN_MODULE_TOO_LARGE: 'A module file is longer, deeper or has more parts than the limits allow.',
  STATEFUN_MODULE_SYNTAX: 'A module file is not valid YAML.',
  STATEFUN_MODULE_KEY_DUPLICATE: 'A mapping of a module file has the same key twice.',
  STATEFUN_MODULE_COMPONENT_INVALID: 'A document of a module file is not a component: a kind and a spec.',
  STATEFUN_MODULE_FORMAT_UNSUPPORTED:
    'A module file is of a format of before StateFun 3.0, or of one that does not exist.',
  STATEFUN_MODULE_UNFINISHED: 'Something of an upgraded module is left for a person to finish.',
  STATEFUN_MODULE_UPGRADE_FAILED: 'A module can not be upgraded such that it means the same.',
  STATEFUN_MODULE_KIND_UNKNOWN: 'A component is of a kind that does not exist.',
  STATEFUN_MODULE_FIELD_UNKNOWN: 'A component has a field that its kind does not know; it is ignored.',
  STATEFUN_MODULE_FIELD_MISSING: 'A component lacks a field that its kind needs.',
  STATEFUN_MODULE_VALUE_INVALID: 'A field of a component is not what its kind wants.',
  STATEFUN_MODULE_CONFLICT: 'Fields of a component contradict each other.',
  STATEFUN_MODULE_DUPLICATE:
    'Two components, or two entries of one, claim the same id, functions, topic or port.',
  STATEFUN_MODULE_VARIABLE_UNRESOLVED: 'A ${env:...} or ${file:...} of a module file can not be resolved.',
  STATEFUN_MODULE_NO_EFFECT: 'A field of a component is set, but has no effect.',
  STATEFUN_MODULE_DEPRECATED:
    'A field of a component, or the format of a module, still works, but has a successor.',
  STATEFUN_MODULE_INCOMPLETE: 'An application lacks an ingress, an endpoint, or an endpoint for a target.',
  STATEFUN_DURATION_INVALID: 'A duration is not a whole number with a unit that is known.',
  STATEFUN_SIZE_INVALID: 'A size is not a whole number with a unit that is known.',
  STATEFUN_DATE_INVALID: 'A point in time is not of a form that is known.',
  STATEFUN_URL_INVALID: 'A urlPathTemplate, or what it becomes for a function, is no URL that can be called.',

  // engine
  STATEFUN_FUNCTION_UNKNOWN: 'A message is addressed to a function type that no endpoint serves.',
  STATEFUN_EGRESS_UNKNOWN: 'A function sends to an egress that the module does not have.',
  STATEFUN_EGRESS_ORPHANED: 'The module lost an egress while records waited for it.',
  STATEFUN_REPLY_INVALID: 'A function answered with something that can not be applied.',
  STATEFUN_INCOMPLETE_REPEATED: 'A function keeps asking for state.',
  STATEFUN_STATE_UNKNOWN: 'A function changes a state that it never asked for.',
  STATEFUN_STATE_TYPE_CHANGED: 'A function gives a state another type than its stored values have.',
  STATEFUN_STATE_LIMIT: 'A function asks for too many states, or for one with no or too long a name.',
  STATEFUN_STATE_EXPIRATION_INVALID: 'A function gives a state an expiration that makes no sense.',
  STATEFUN_TOKEN_DUPLICATE: 'A cancellation token is used again while a message that bears it is pending.',
  STATEFUN_SOURCE_ORDER: 'A connector delivered records out of order.',
  STATEFUN_STORE_HASH: 'The store places addresses by a hash that this version does not know.',
  STATEFUN_ENGINE_UNAVAILABLE: 'The engine is starting, recovering or stopping; try again.',
  STATEFUN_TRANSPORT_FAULT: 'A transport failed in a way that it should not.',
  STATEFUN_INTERNAL: 'Something that should not happen; please report it with the log around it.',
  STATEFUN_CONNECTOR_FAILED: 'An ingress or egress could not be started.',

  // store
  STATEFUN_STORE_ABSENT: 'There is no store in the directory.',
  STATEFUN_STORE_CLOSED: 'The store is closed, or a commit failed and it must be opened again.',
  STATEFUN_STORE_DAMAGED: 'A file or row of the store is not what was written.',
  STATEFUN_STORE_FULL: 'The disk of the store is full.',
  STATEFUN_STORE_GAP: 'Epochs are missing from the middle of the store.',
  STATEFUN_STORE_IO: 'The file system refused an operation of the store.',
  STATEFUN_STORE_LIMIT: 'A key, value, epoch or setting exceeds a limit of the store.',
  STATEFUN_STORE_LOCKED: 'Another process has the store open.',
  STATEFUN_STORE_MISMATCH: 'The store was created with other fixed settings than those asked for.',
  STATEFUN_STORE_VERSION: 'The store was written in a format that this version does not read.',

  // transport
  STATEFUN_CALL_ABORTED: 'A call to a function service was under way when its transport was closed.',
  STATEFUN_CALL_CONNECT: 'A function service could not be connected to.',
  STATEFUN_CALL_CONTENT_TYPE:
    'A function service answered with another content type than application/octet-stream.',
  STATEFUN_CALL_DISCONNECTED: 'The connection to a function service broke during a call.',
  STATEFUN_CALL_PAYLOAD_TOO_LARGE: 'A call to a function service, or its reply, is larger than the limit.',
  STATEFUN_CALL_REPLY_INVALID: 'The reply of a function service is not HTTP, or not a FromFunction message.',
  STATEFUN_CALL_STATUS: 'A function service answered with another status than 2xx.',
  STATEFUN_CALL_TIMEOUT: 'A call to a function service did not end in time.',
  STATEFUN_CALL_TLS:
    'A function service could not be connected to securely: see its certificate, or those of the endpoint.',
  STATEFUN_FUNCTIONS_UNLOADED:
    'The module with the functions of an endpoint can not be loaded, has none, or ended its thread.',
  STATEFUN_STREAM_FAILED:
    'A stream to a function service went down or was refused; its calls are made again in another way.',
  STATEFUN_TLS_INVALID: 'A certificate or key file of an endpoint can not be read or used.',

  // extensions
  STATEFUN_EXTENSION_UNREADABLE: 'An extension can not be found, or fails when it is loaded.',
  STATEFUN_EXTENSION_INVALID:
    'What is loaded as an extension is none, is for another version of the interface, or brings what is there already.',
  STATEFUN_EXTENSION_FAILED: 'An extension threw, did not answer in time, or handed over what it should not.',
  STATEFUN_EXTENSION_LOOPS:
    'An extension does not give way in its thread, which is ended and replaced, for a time that nothing in order takes.',
  STATEFUN_RECORD_REFUSED: 'An egress of an extension can not take a record.',

  // kafka
  STATEFUN_KAFKA_UNREACHABLE: 'Kafka does not answer at the moment; it is tried again and again.',
  STATEFUN_KAFKA_STARTING: 'An exactly-once egress finds out what of the last run is out; then it is ready.',
  STATEFUN_KAFKA_TLS_FAILED:
    'A Kafka broker and the client do not trust each other, or do not both speak TLS.',
  STATEFUN_KAFKA_ADDRESS_INVALID: 'A Kafka address is not a list of host:port.',
  STATEFUN_KAFKA_PROPERTY_INVALID: 'A Kafka client property has a value that it can not have.',
  STATEFUN_KAFKA_KEY_MISSING: 'A Kafka record has no key, so there is no instance to send it to.',
  STATEFUN_KAFKA_VALUE_MISSING: 'A Kafka record has no value (a tombstone), so there is no message.',
  STATEFUN_KAFKA_POSITION_LOST: 'A stored position lies outside of the log of its Kafka partition.',
  STATEFUN_KAFKA_ACCESS_DENIED: 'The Kafka cluster refused the credentials or the operation.',
  STATEFUN_KAFKA_RECORDS_DAMAGED:
    'Records of a Kafka partition can not be read, however often they are fetched.',
  STATEFUN_KAFKA_BATCH_TOO_LARGE:
    'A compressed record batch of Kafka has more bytes than are unpacked at once.',
  STATEFUN_KAFKA_UNSUPPORTED: 'A Kafka broker is too old, or a record batch is in a form that is not read.',
  STATEFUN_KAFKA_RECORD_INVALID: 'What a function sent to a Kafka egress is not a KafkaProducerRecord.',
  STATEFUN_KAFKA_RECORD_TOO_LARGE: 'A record is larger than the Kafka egress or the broker allows.',
  STATEFUN_KAFKA_RECORD_REFUSED: 'The Kafka broker refused a record for what it holds.',
  STATEFUN_KAFKA_TOPIC_INVALID: 'A record names a Kafka topic that can not exist.',
  STATEFUN_KAFKA_TOPIC_UNKNOWN: 'The Kafka topic of a record does not exist and did not appear in time.',
  STATEFUN_KAFKA_FENCED: 'Another producer took over the transactional id of a Kafka egress.',
  STATEFUN_KAFKA_MARK_AHEAD:
    'A Kafka egress has sent more than its store knows of: the store is an old copy, or new.',
  STATEFUN_KAFKA_TRANSACTION_TIMEOUT:
    'The transactionTimeout of a Kafka egress is longer than the broker allows.',

  // kinesis
  STATEFUN_KINESIS_UNREACHABLE:
    'Kinesis does not answer, or refuses, at the moment; it is tried again and again.',
  STATEFUN_KINESIS_PROPERTY_INVALID: 'A Kinesis client property has a value that it can not have.',
  STATEFUN_KINESIS_KEY_MISSING:
    'A Kinesis record has no partition key, so there is no instance to send it to.',
  STATEFUN_KINESIS_POSITION_LOST:
    'Records behind a stored position may have left a Kinesis shard before they were read.',
  STATEFUN_KINESIS_ACCESS_DENIED: 'AWS refused the credentials, or the operation on the stream.',
  STATEFUN_KINESIS_RECORD_INVALID:
    'What a function sent to a Kinesis egress is not a KinesisEgressRecord that Kinesis can take.',
  STATEFUN_KINESIS_RECORD_TOO_LARGE: 'A record is larger than Kinesis allows.',
  STATEFUN_KINESIS_RECORD_REFUSED: 'Kinesis refused a record for what it holds.',
  STATEFUN_KINESIS_STREAM_UNKNOWN:
    'The Kinesis stream of a record does not exist and did not appear in time.',

  // http
  STATEFUN_PORT_IN_USE: 'Another process listens on the port already.',
  STATEFUN_LISTEN_FAILED: 'A server could not listen on its host and port.',
  STATEFUN_PLAYGROUND_RECORD_INVALID: 'A record for the playground egress is not an EgressRecord.',
  STATEFUN_PLAYGROUND_TOPIC_UNKNOWN: 'A record names a topic that the playground egress does not declare.',

  // sdk
  STATEFUN_CONTEXT_ENDED: 'A context or storage was used after its invocation had ended.',
  STATEFUN_FUNCTION_FAILED: 'A function threw, or its promise was rejected.',
  STATEFUN_FUNCTION_UNBOUND: 'A function service was called for a function type that is not bound in it.',
  STATEFUN_MESSAGE_INVALID: 'A message, egress record, delay or cancellation token can not be sent.',
  STATEFUN_REQUEST_INVALID: 'A call to a function service is not a ToFunction message with a target.',
  STATEFUN_SPEC_INVALID: 'A function is bound, or its state declared, in a way that makes no sense.',
  STATEFUN_STATE_UNDECLARED: 'A function uses a state that is not among its specs.',

  // runtime, cli
  STATEFUN_SETTING_INVALID: 'A setting has a value that it can not have.',
  STATEFUN_SETTING_UNKNOWN: 'There is no setting of that name.',
  STATEFUN_CONFIG_INVALID: 'statefun.config.yaml is not a YAML mapping of settings.',
  STATEFUN_MODULE_UNREADABLE: 'A module file or modules directory is missing or can not be read.',
  STATEFUN_MODULE_UNWRITABLE: 'A module file can not be written.',
  STATEFUN_ADMIN_FAILED: 'The admin API of a running process did not answer as it should.',
} as const;

/** A code of the table. */
export type ErrorCode = keyof typeof ERRORS;

/** An error with a code that stays the same across versions, for programs to act on. */
export class StatefunError extends Error {
  override readonly name: string = 'StatefunError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
