/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["statefun-rows"] || ($protobuf.roots["statefun-rows"] = {});

export const statefun = $root.statefun = (() => {

    /**
     * Namespace statefun.
     * @exports statefun
     * @namespace
     */
    const statefun = {};

    statefun.rows = (function() {

        /**
         * Namespace rows.
         * @memberof statefun
         * @namespace
         */
        const rows = {};

        rows.Address = (function() {

            /**
             * Properties of an Address.
             * @typedef {Object} statefun.rows.Address.$Properties
             * @property {string|null} [namespace] Address namespace
             * @property {string|null} [type] Address type
             * @property {string|null} [id] Address id
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Address.
             * @memberof statefun.rows
             * @interface IAddress
             * @augments statefun.rows.Address.$Properties
             * @deprecated Use statefun.rows.Address.$Properties instead.
             */

            /**
             * Shape of an Address.
             * @typedef {statefun.rows.Address.$Properties} statefun.rows.Address.$Shape
             */

            /**
             * Constructs a new Address.
             * @memberof statefun.rows
             * @classdesc Represents an Address.
             * @constructor
             * @param {statefun.rows.Address.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Address = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Address namespace.
             * @member {string} namespace
             * @memberof statefun.rows.Address
             * @instance
             */
            Address.prototype.namespace = "";

            /**
             * Address type.
             * @member {string} type
             * @memberof statefun.rows.Address
             * @instance
             */
            Address.prototype.type = "";

            /**
             * Address id.
             * @member {string} id
             * @memberof statefun.rows.Address
             * @instance
             */
            Address.prototype.id = "";

            /**
             * Encodes the specified Address message. Does not implicitly {@link statefun.rows.Address.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.Address
             * @static
             * @param {statefun.rows.Address.$Properties} message Address message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Address.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.namespace);
                if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.type);
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.id);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Address message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.Address
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.Address & statefun.rows.Address.$Shape} Address
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Address.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.Address();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.namespace = value;
                            else
                                delete message.namespace;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.type = value;
                            else
                                delete message.type;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Address;
        })();

        rows.TypedValue = (function() {

            /**
             * Properties of a TypedValue.
             * @typedef {Object} statefun.rows.TypedValue.$Properties
             * @property {string|null} [typename] TypedValue typename
             * @property {boolean|null} [hasValue] TypedValue hasValue
             * @property {Uint8Array|null} [value] TypedValue value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TypedValue.
             * @memberof statefun.rows
             * @interface ITypedValue
             * @augments statefun.rows.TypedValue.$Properties
             * @deprecated Use statefun.rows.TypedValue.$Properties instead.
             */

            /**
             * Shape of a TypedValue.
             * @typedef {statefun.rows.TypedValue.$Properties} statefun.rows.TypedValue.$Shape
             */

            /**
             * Constructs a new TypedValue.
             * @memberof statefun.rows
             * @classdesc Represents a TypedValue.
             * @constructor
             * @param {statefun.rows.TypedValue.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TypedValue = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * TypedValue typename.
             * @member {string} typename
             * @memberof statefun.rows.TypedValue
             * @instance
             */
            TypedValue.prototype.typename = "";

            /**
             * TypedValue hasValue.
             * @member {boolean} hasValue
             * @memberof statefun.rows.TypedValue
             * @instance
             */
            TypedValue.prototype.hasValue = false;

            /**
             * TypedValue value.
             * @member {Uint8Array} value
             * @memberof statefun.rows.TypedValue
             * @instance
             */
            TypedValue.prototype.value = $util.newBuffer([]);

            /**
             * Encodes the specified TypedValue message. Does not implicitly {@link statefun.rows.TypedValue.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.TypedValue
             * @static
             * @param {statefun.rows.TypedValue.$Properties} message TypedValue message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TypedValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.typename != null && $Object.hasOwnProperty.call(message, "typename") && message.typename !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.typename);
                if (message.hasValue != null && $Object.hasOwnProperty.call(message, "hasValue") && message.hasValue !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.hasValue);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TypedValue message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.TypedValue
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.TypedValue & statefun.rows.TypedValue.$Shape} TypedValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TypedValue.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.TypedValue();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.typename = value;
                            else
                                delete message.typename;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.hasValue = value;
                            else
                                delete message.hasValue;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return TypedValue;
        })();

        rows.Meta = (function() {

            /**
             * Properties of a Meta.
             * @typedef {Object} statefun.rows.Meta.$Properties
             * @property {number|null} [timeMs] Meta timeMs
             * @property {number|null} [timerSequence] Meta timerSequence
             * @property {number|null} [deadLetterSequence] Meta deadLetterSequence
             * @property {string|null} [hash] Meta hash
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Meta.
             * @memberof statefun.rows
             * @interface IMeta
             * @augments statefun.rows.Meta.$Properties
             * @deprecated Use statefun.rows.Meta.$Properties instead.
             */

            /**
             * Shape of a Meta.
             * @typedef {statefun.rows.Meta.$Properties} statefun.rows.Meta.$Shape
             */

            /**
             * Constructs a new Meta.
             * @memberof statefun.rows
             * @classdesc Represents a Meta.
             * @constructor
             * @param {statefun.rows.Meta.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Meta = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Meta timeMs.
             * @member {number} timeMs
             * @memberof statefun.rows.Meta
             * @instance
             */
            Meta.prototype.timeMs = 0;

            /**
             * Meta timerSequence.
             * @member {number} timerSequence
             * @memberof statefun.rows.Meta
             * @instance
             */
            Meta.prototype.timerSequence = 0;

            /**
             * Meta deadLetterSequence.
             * @member {number} deadLetterSequence
             * @memberof statefun.rows.Meta
             * @instance
             */
            Meta.prototype.deadLetterSequence = 0;

            /**
             * Meta hash.
             * @member {string} hash
             * @memberof statefun.rows.Meta
             * @instance
             */
            Meta.prototype.hash = "";

            /**
             * Encodes the specified Meta message. Does not implicitly {@link statefun.rows.Meta.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.Meta
             * @static
             * @param {statefun.rows.Meta.$Properties} message Meta message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Meta.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.timeMs != null && $Object.hasOwnProperty.call(message, "timeMs") && !$Object.is(message.timeMs, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.timeMs);
                if (message.timerSequence != null && $Object.hasOwnProperty.call(message, "timerSequence") && !$Object.is(message.timerSequence, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.timerSequence);
                if (message.deadLetterSequence != null && $Object.hasOwnProperty.call(message, "deadLetterSequence") && !$Object.is(message.deadLetterSequence, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.deadLetterSequence);
                if (message.hash != null && $Object.hasOwnProperty.call(message, "hash") && message.hash !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.hash);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Meta message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.Meta
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.Meta & statefun.rows.Meta.$Shape} Meta
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Meta.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.Meta();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.timeMs = value;
                            else
                                delete message.timeMs;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.timerSequence = value;
                            else
                                delete message.timerSequence;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.deadLetterSequence = value;
                            else
                                delete message.deadLetterSequence;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.hash = value;
                            else
                                delete message.hash;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Meta;
        })();

        rows.Mail = (function() {

            /**
             * Properties of a Mail.
             * @typedef {Object} statefun.rows.Mail.$Properties
             * @property {statefun.rows.Address.$Properties|null} [caller] Mail caller
             * @property {statefun.rows.TypedValue.$Properties|null} [argument] Mail argument
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Mail.
             * @memberof statefun.rows
             * @interface IMail
             * @augments statefun.rows.Mail.$Properties
             * @deprecated Use statefun.rows.Mail.$Properties instead.
             */

            /**
             * Shape of a Mail.
             * @typedef {statefun.rows.Mail.$Properties} statefun.rows.Mail.$Shape
             */

            /**
             * Constructs a new Mail.
             * @memberof statefun.rows
             * @classdesc Represents a Mail.
             * @constructor
             * @param {statefun.rows.Mail.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Mail = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Mail caller.
             * @member {statefun.rows.Address.$Properties|null|undefined} caller
             * @memberof statefun.rows.Mail
             * @instance
             */
            Mail.prototype.caller = null;

            /**
             * Mail argument.
             * @member {statefun.rows.TypedValue.$Properties|null|undefined} argument
             * @memberof statefun.rows.Mail
             * @instance
             */
            Mail.prototype.argument = null;

            /**
             * Encodes the specified Mail message. Does not implicitly {@link statefun.rows.Mail.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.Mail
             * @static
             * @param {statefun.rows.Mail.$Properties} message Mail message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Mail.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.caller != null && $Object.hasOwnProperty.call(message, "caller"))
                    $root.statefun.rows.Address.encode(message.caller, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.argument != null && $Object.hasOwnProperty.call(message, "argument"))
                    $root.statefun.rows.TypedValue.encode(message.argument, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Mail message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.Mail
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.Mail & statefun.rows.Mail.$Shape} Mail
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Mail.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.Mail();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.caller = $root.statefun.rows.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.caller);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.argument = $root.statefun.rows.TypedValue.decode(reader, reader.size(), $undefined, _depth + 1, message.argument);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Mail;
        })();

        rows.Mailbox = (function() {

            /**
             * Properties of a Mailbox.
             * @typedef {Object} statefun.rows.Mailbox.$Properties
             * @property {number|null} [head] Mailbox head
             * @property {number|null} [tail] Mailbox tail
             * @property {number|null} [failures] Mailbox failures
             * @property {number|null} [retryAtMs] Mailbox retryAtMs
             * @property {number|null} [batchMax] Mailbox batchMax
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Mailbox.
             * @memberof statefun.rows
             * @interface IMailbox
             * @augments statefun.rows.Mailbox.$Properties
             * @deprecated Use statefun.rows.Mailbox.$Properties instead.
             */

            /**
             * Shape of a Mailbox.
             * @typedef {statefun.rows.Mailbox.$Properties} statefun.rows.Mailbox.$Shape
             */

            /**
             * Constructs a new Mailbox.
             * @memberof statefun.rows
             * @classdesc Represents a Mailbox.
             * @constructor
             * @param {statefun.rows.Mailbox.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Mailbox = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Mailbox head.
             * @member {number} head
             * @memberof statefun.rows.Mailbox
             * @instance
             */
            Mailbox.prototype.head = 0;

            /**
             * Mailbox tail.
             * @member {number} tail
             * @memberof statefun.rows.Mailbox
             * @instance
             */
            Mailbox.prototype.tail = 0;

            /**
             * Mailbox failures.
             * @member {number} failures
             * @memberof statefun.rows.Mailbox
             * @instance
             */
            Mailbox.prototype.failures = 0;

            /**
             * Mailbox retryAtMs.
             * @member {number} retryAtMs
             * @memberof statefun.rows.Mailbox
             * @instance
             */
            Mailbox.prototype.retryAtMs = 0;

            /**
             * Mailbox batchMax.
             * @member {number} batchMax
             * @memberof statefun.rows.Mailbox
             * @instance
             */
            Mailbox.prototype.batchMax = 0;

            /**
             * Encodes the specified Mailbox message. Does not implicitly {@link statefun.rows.Mailbox.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.Mailbox
             * @static
             * @param {statefun.rows.Mailbox.$Properties} message Mailbox message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Mailbox.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.head != null && $Object.hasOwnProperty.call(message, "head") && !$Object.is(message.head, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.head);
                if (message.tail != null && $Object.hasOwnProperty.call(message, "tail") && !$Object.is(message.tail, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.tail);
                if (message.failures != null && $Object.hasOwnProperty.call(message, "failures") && message.failures !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.failures);
                if (message.retryAtMs != null && $Object.hasOwnProperty.call(message, "retryAtMs") && !$Object.is(message.retryAtMs, 0))
                    writer.uint32(/* id 4, wireType 1 =*/33).double(message.retryAtMs);
                if (message.batchMax != null && $Object.hasOwnProperty.call(message, "batchMax") && message.batchMax !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.batchMax);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Mailbox message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.Mailbox
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.Mailbox & statefun.rows.Mailbox.$Shape} Mailbox
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Mailbox.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.Mailbox();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.head = value;
                            else
                                delete message.head;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.tail = value;
                            else
                                delete message.tail;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.failures = value;
                            else
                                delete message.failures;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.retryAtMs = value;
                            else
                                delete message.retryAtMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.batchMax = value;
                            else
                                delete message.batchMax;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Mailbox;
        })();

        rows.Expiry = (function() {

            /**
             * Properties of an Expiry.
             * @typedef {Object} statefun.rows.Expiry.$Properties
             * @property {statefun.rows.Address.$Properties|null} [address] Expiry address
             * @property {string|null} [stateName] Expiry stateName
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Expiry.
             * @memberof statefun.rows
             * @interface IExpiry
             * @augments statefun.rows.Expiry.$Properties
             * @deprecated Use statefun.rows.Expiry.$Properties instead.
             */

            /**
             * Shape of an Expiry.
             * @typedef {statefun.rows.Expiry.$Properties} statefun.rows.Expiry.$Shape
             */

            /**
             * Constructs a new Expiry.
             * @memberof statefun.rows
             * @classdesc Represents an Expiry.
             * @constructor
             * @param {statefun.rows.Expiry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Expiry = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Expiry address.
             * @member {statefun.rows.Address.$Properties|null|undefined} address
             * @memberof statefun.rows.Expiry
             * @instance
             */
            Expiry.prototype.address = null;

            /**
             * Expiry stateName.
             * @member {string} stateName
             * @memberof statefun.rows.Expiry
             * @instance
             */
            Expiry.prototype.stateName = "";

            /**
             * Encodes the specified Expiry message. Does not implicitly {@link statefun.rows.Expiry.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.Expiry
             * @static
             * @param {statefun.rows.Expiry.$Properties} message Expiry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Expiry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.address != null && $Object.hasOwnProperty.call(message, "address"))
                    $root.statefun.rows.Address.encode(message.address, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.stateName != null && $Object.hasOwnProperty.call(message, "stateName") && message.stateName !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.stateName);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Expiry message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.Expiry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.Expiry & statefun.rows.Expiry.$Shape} Expiry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Expiry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.Expiry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.address = $root.statefun.rows.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.address);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.stateName = value;
                            else
                                delete message.stateName;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Expiry;
        })();

        rows.Timer = (function() {

            /**
             * Properties of a Timer.
             * @typedef {Object} statefun.rows.Timer.$Properties
             * @property {statefun.rows.Address.$Properties|null} [sender] Timer sender
             * @property {string|null} [token] Timer token
             * @property {statefun.rows.Address.$Properties|null} [target] Timer target
             * @property {statefun.rows.TypedValue.$Properties|null} [argument] Timer argument
             * @property {statefun.rows.Expiry.$Properties|null} [expiry] Timer expiry
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Timer.
             * @memberof statefun.rows
             * @interface ITimer
             * @augments statefun.rows.Timer.$Properties
             * @deprecated Use statefun.rows.Timer.$Properties instead.
             */

            /**
             * Shape of a Timer.
             * @typedef {statefun.rows.Timer.$Properties} statefun.rows.Timer.$Shape
             */

            /**
             * Constructs a new Timer.
             * @memberof statefun.rows
             * @classdesc Represents a Timer.
             * @constructor
             * @param {statefun.rows.Timer.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Timer = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Timer sender.
             * @member {statefun.rows.Address.$Properties|null|undefined} sender
             * @memberof statefun.rows.Timer
             * @instance
             */
            Timer.prototype.sender = null;

            /**
             * Timer token.
             * @member {string} token
             * @memberof statefun.rows.Timer
             * @instance
             */
            Timer.prototype.token = "";

            /**
             * Timer target.
             * @member {statefun.rows.Address.$Properties|null|undefined} target
             * @memberof statefun.rows.Timer
             * @instance
             */
            Timer.prototype.target = null;

            /**
             * Timer argument.
             * @member {statefun.rows.TypedValue.$Properties|null|undefined} argument
             * @memberof statefun.rows.Timer
             * @instance
             */
            Timer.prototype.argument = null;

            /**
             * Timer expiry.
             * @member {statefun.rows.Expiry.$Properties|null|undefined} expiry
             * @memberof statefun.rows.Timer
             * @instance
             */
            Timer.prototype.expiry = null;

            /**
             * Encodes the specified Timer message. Does not implicitly {@link statefun.rows.Timer.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.Timer
             * @static
             * @param {statefun.rows.Timer.$Properties} message Timer message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Timer.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.sender != null && $Object.hasOwnProperty.call(message, "sender"))
                    $root.statefun.rows.Address.encode(message.sender, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.token != null && $Object.hasOwnProperty.call(message, "token") && message.token !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.token);
                if (message.target != null && $Object.hasOwnProperty.call(message, "target"))
                    $root.statefun.rows.Address.encode(message.target, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.argument != null && $Object.hasOwnProperty.call(message, "argument"))
                    $root.statefun.rows.TypedValue.encode(message.argument, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.expiry != null && $Object.hasOwnProperty.call(message, "expiry"))
                    $root.statefun.rows.Expiry.encode(message.expiry, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Timer message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.Timer
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.Timer & statefun.rows.Timer.$Shape} Timer
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Timer.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.Timer();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.sender = $root.statefun.rows.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.sender);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.token = value;
                            else
                                delete message.token;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.target = $root.statefun.rows.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.target);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.argument = $root.statefun.rows.TypedValue.decode(reader, reader.size(), $undefined, _depth + 1, message.argument);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.expiry = $root.statefun.rows.Expiry.decode(reader, reader.size(), $undefined, _depth + 1, message.expiry);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Timer;
        })();

        rows.Token = (function() {

            /**
             * Properties of a Token.
             * @typedef {Object} statefun.rows.Token.$Properties
             * @property {Array.<string>|null} [timerKeys] Token timerKeys
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Token.
             * @memberof statefun.rows
             * @interface IToken
             * @augments statefun.rows.Token.$Properties
             * @deprecated Use statefun.rows.Token.$Properties instead.
             */

            /**
             * Shape of a Token.
             * @typedef {statefun.rows.Token.$Properties} statefun.rows.Token.$Shape
             */

            /**
             * Constructs a new Token.
             * @memberof statefun.rows
             * @classdesc Represents a Token.
             * @constructor
             * @param {statefun.rows.Token.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Token = function (properties) {
                this.timerKeys = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Token timerKeys.
             * @member {Array.<string>} timerKeys
             * @memberof statefun.rows.Token
             * @instance
             */
            Token.prototype.timerKeys = $util.emptyArray;

            /**
             * Encodes the specified Token message. Does not implicitly {@link statefun.rows.Token.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.Token
             * @static
             * @param {statefun.rows.Token.$Properties} message Token message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Token.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.timerKeys != null && message.timerKeys.length)
                    for (let i = 0; i < message.timerKeys.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.timerKeys[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Token message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.Token
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.Token & statefun.rows.Token.$Shape} Token
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Token.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.Token();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            const item = reader.stringVerify(); if (message.timerKeys && message.timerKeys.length) message.timerKeys.push(item); else message.timerKeys = [item];
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Token;
        })();

        rows.StateValue = (function() {

            /**
             * Properties of a StateValue.
             * @typedef {Object} statefun.rows.StateValue.$Properties
             * @property {number|null} [expiresAtMs] StateValue expiresAtMs
             * @property {boolean|null} [expiryArmed] StateValue expiryArmed
             * @property {Uint8Array|null} [value] StateValue value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StateValue.
             * @memberof statefun.rows
             * @interface IStateValue
             * @augments statefun.rows.StateValue.$Properties
             * @deprecated Use statefun.rows.StateValue.$Properties instead.
             */

            /**
             * Shape of a StateValue.
             * @typedef {statefun.rows.StateValue.$Properties} statefun.rows.StateValue.$Shape
             */

            /**
             * Constructs a new StateValue.
             * @memberof statefun.rows
             * @classdesc Represents a StateValue.
             * @constructor
             * @param {statefun.rows.StateValue.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StateValue = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * StateValue expiresAtMs.
             * @member {number} expiresAtMs
             * @memberof statefun.rows.StateValue
             * @instance
             */
            StateValue.prototype.expiresAtMs = 0;

            /**
             * StateValue expiryArmed.
             * @member {boolean} expiryArmed
             * @memberof statefun.rows.StateValue
             * @instance
             */
            StateValue.prototype.expiryArmed = false;

            /**
             * StateValue value.
             * @member {Uint8Array} value
             * @memberof statefun.rows.StateValue
             * @instance
             */
            StateValue.prototype.value = $util.newBuffer([]);

            /**
             * Encodes the specified StateValue message. Does not implicitly {@link statefun.rows.StateValue.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.StateValue
             * @static
             * @param {statefun.rows.StateValue.$Properties} message StateValue message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StateValue.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.expiresAtMs != null && $Object.hasOwnProperty.call(message, "expiresAtMs") && !$Object.is(message.expiresAtMs, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.expiresAtMs);
                if (message.expiryArmed != null && $Object.hasOwnProperty.call(message, "expiryArmed") && message.expiryArmed !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.expiryArmed);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StateValue message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.StateValue
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.StateValue & statefun.rows.StateValue.$Shape} StateValue
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StateValue.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.StateValue();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.expiresAtMs = value;
                            else
                                delete message.expiresAtMs;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.expiryArmed = value;
                            else
                                delete message.expiryArmed;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return StateValue;
        })();

        rows.SourcePosition = (function() {

            /**
             * Properties of a SourcePosition.
             * @typedef {Object} statefun.rows.SourcePosition.$Properties
             * @property {string|null} [identity] SourcePosition identity
             * @property {number|null} [next] SourcePosition next
             * @property {Array.<string>|null} [targets] SourcePosition targets
             * @property {string|null} [valueType] SourcePosition valueType
             * @property {number|null} [undoneFrom] SourcePosition undoneFrom
             * @property {Array.<number>|null} [undoneGaps] SourcePosition undoneGaps
             * @property {Array.<number>|null} [undoneTargets] SourcePosition undoneTargets
             * @property {number|null} [epochPlusOne] SourcePosition epochPlusOne
             * @property {Array.<number>|null} [undoneCounts] SourcePosition undoneCounts
             * @property {number|null} [markOffset] SourcePosition markOffset
             * @property {string|null} [mark] SourcePosition mark
             * @property {Array.<statefun.rows.LanesApart.$Properties>|null} [apart] SourcePosition apart
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SourcePosition.
             * @memberof statefun.rows
             * @interface ISourcePosition
             * @augments statefun.rows.SourcePosition.$Properties
             * @deprecated Use statefun.rows.SourcePosition.$Properties instead.
             */

            /**
             * Shape of a SourcePosition.
             * @typedef {statefun.rows.SourcePosition.$Properties} statefun.rows.SourcePosition.$Shape
             */

            /**
             * Constructs a new SourcePosition.
             * @memberof statefun.rows
             * @classdesc Represents a SourcePosition.
             * @constructor
             * @param {statefun.rows.SourcePosition.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SourcePosition = function (properties) {
                this.targets = [];
                this.undoneGaps = [];
                this.undoneTargets = [];
                this.undoneCounts = [];
                this.apart = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SourcePosition identity.
             * @member {string} identity
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.identity = "";

            /**
             * SourcePosition next.
             * @member {number} next
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.next = 0;

            /**
             * SourcePosition targets.
             * @member {Array.<string>} targets
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.targets = $util.emptyArray;

            /**
             * SourcePosition valueType.
             * @member {string} valueType
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.valueType = "";

            /**
             * SourcePosition undoneFrom.
             * @member {number} undoneFrom
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.undoneFrom = 0;

            /**
             * SourcePosition undoneGaps.
             * @member {Array.<number>} undoneGaps
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.undoneGaps = $util.emptyArray;

            /**
             * SourcePosition undoneTargets.
             * @member {Array.<number>} undoneTargets
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.undoneTargets = $util.emptyArray;

            /**
             * SourcePosition epochPlusOne.
             * @member {number} epochPlusOne
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.epochPlusOne = 0;

            /**
             * SourcePosition undoneCounts.
             * @member {Array.<number>} undoneCounts
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.undoneCounts = $util.emptyArray;

            /**
             * SourcePosition markOffset.
             * @member {number} markOffset
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.markOffset = 0;

            /**
             * SourcePosition mark.
             * @member {string} mark
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.mark = "";

            /**
             * SourcePosition apart.
             * @member {Array.<statefun.rows.LanesApart.$Properties>} apart
             * @memberof statefun.rows.SourcePosition
             * @instance
             */
            SourcePosition.prototype.apart = $util.emptyArray;

            /**
             * Encodes the specified SourcePosition message. Does not implicitly {@link statefun.rows.SourcePosition.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.SourcePosition
             * @static
             * @param {statefun.rows.SourcePosition.$Properties} message SourcePosition message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SourcePosition.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.identity != null && $Object.hasOwnProperty.call(message, "identity") && message.identity !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.identity);
                if (message.next != null && $Object.hasOwnProperty.call(message, "next") && !$Object.is(message.next, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.next);
                if (message.targets != null && message.targets.length)
                    for (let i = 0; i < message.targets.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.targets[i]);
                if (message.valueType != null && $Object.hasOwnProperty.call(message, "valueType") && message.valueType !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.valueType);
                if (message.undoneFrom != null && $Object.hasOwnProperty.call(message, "undoneFrom") && !$Object.is(message.undoneFrom, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.undoneFrom);
                if (message.undoneGaps != null && message.undoneGaps.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).uint32s(message.undoneGaps);
                if (message.undoneTargets != null && message.undoneTargets.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).uint32s(message.undoneTargets);
                if (message.epochPlusOne != null && $Object.hasOwnProperty.call(message, "epochPlusOne") && message.epochPlusOne !== 0)
                    writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.epochPlusOne);
                if (message.markOffset != null && $Object.hasOwnProperty.call(message, "markOffset") && !$Object.is(message.markOffset, 0))
                    writer.uint32(/* id 9, wireType 1 =*/73).double(message.markOffset);
                if (message.mark != null && $Object.hasOwnProperty.call(message, "mark") && message.mark !== "")
                    writer.uint32(/* id 10, wireType 2 =*/82).string(message.mark);
                if (message.undoneCounts != null && message.undoneCounts.length)
                    writer.uint32(/* id 11, wireType 2 =*/90).uint32s(message.undoneCounts);
                if (message.apart != null && message.apart.length)
                    for (let i = 0; i < message.apart.length; ++i)
                        $root.statefun.rows.LanesApart.encode(message.apart[i], writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SourcePosition message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.SourcePosition
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.SourcePosition & statefun.rows.SourcePosition.$Shape} SourcePosition
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SourcePosition.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.SourcePosition();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.identity = value;
                            else
                                delete message.identity;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.next = value;
                            else
                                delete message.next;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            const item = reader.stringVerify(); if (message.targets && message.targets.length) message.targets.push(item); else message.targets = [item];
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.valueType = value;
                            else
                                delete message.valueType;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.undoneFrom = value;
                            else
                                delete message.undoneFrom;
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.undoneGaps && message.undoneGaps.length))
                                    message.undoneGaps = [];
                                reader.uint32s(message.undoneGaps);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            const item = reader.uint32(); if (message.undoneGaps && message.undoneGaps.length) message.undoneGaps.push(item); else message.undoneGaps = [item];
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (!(message.undoneTargets && message.undoneTargets.length))
                                    message.undoneTargets = [];
                                reader.uint32s(message.undoneTargets);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            const item = reader.uint32(); if (message.undoneTargets && message.undoneTargets.length) message.undoneTargets.push(item); else message.undoneTargets = [item];
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.epochPlusOne = value;
                            else
                                delete message.epochPlusOne;
                            continue;
                        }
                    case 11: {
                            if (wireType === 2) {
                                if (!(message.undoneCounts && message.undoneCounts.length))
                                    message.undoneCounts = [];
                                reader.uint32s(message.undoneCounts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            const item = reader.uint32(); if (message.undoneCounts && message.undoneCounts.length) message.undoneCounts.push(item); else message.undoneCounts = [item];
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.markOffset = value;
                            else
                                delete message.markOffset;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.mark = value;
                            else
                                delete message.mark;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            const item = $root.statefun.rows.LanesApart.decode(reader, reader.size(), $undefined, _depth + 1); if (message.apart && message.apart.length) message.apart.push(item); else message.apart = [item];
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SourcePosition;
        })();

        rows.LanesApart = (function() {

            /**
             * Properties of a LanesApart.
             * @typedef {Object} statefun.rows.LanesApart.$Properties
             * @property {Array.<number>|null} [lanes] LanesApart lanes
             * @property {number|null} [next] LanesApart next
             * @property {Array.<string>|null} [targets] LanesApart targets
             * @property {string|null} [valueType] LanesApart valueType
             * @property {number|null} [undoneFrom] LanesApart undoneFrom
             * @property {Array.<number>|null} [undoneGaps] LanesApart undoneGaps
             * @property {Array.<number>|null} [undoneTargets] LanesApart undoneTargets
             * @property {Array.<number>|null} [undoneCounts] LanesApart undoneCounts
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a LanesApart.
             * @memberof statefun.rows
             * @interface ILanesApart
             * @augments statefun.rows.LanesApart.$Properties
             * @deprecated Use statefun.rows.LanesApart.$Properties instead.
             */

            /**
             * Shape of a LanesApart.
             * @typedef {statefun.rows.LanesApart.$Properties} statefun.rows.LanesApart.$Shape
             */

            /**
             * Constructs a new LanesApart.
             * @memberof statefun.rows
             * @classdesc Represents a LanesApart.
             * @constructor
             * @param {statefun.rows.LanesApart.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const LanesApart = function (properties) {
                this.lanes = [];
                this.targets = [];
                this.undoneGaps = [];
                this.undoneTargets = [];
                this.undoneCounts = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * LanesApart lanes.
             * @member {Array.<number>} lanes
             * @memberof statefun.rows.LanesApart
             * @instance
             */
            LanesApart.prototype.lanes = $util.emptyArray;

            /**
             * LanesApart next.
             * @member {number} next
             * @memberof statefun.rows.LanesApart
             * @instance
             */
            LanesApart.prototype.next = 0;

            /**
             * LanesApart targets.
             * @member {Array.<string>} targets
             * @memberof statefun.rows.LanesApart
             * @instance
             */
            LanesApart.prototype.targets = $util.emptyArray;

            /**
             * LanesApart valueType.
             * @member {string} valueType
             * @memberof statefun.rows.LanesApart
             * @instance
             */
            LanesApart.prototype.valueType = "";

            /**
             * LanesApart undoneFrom.
             * @member {number} undoneFrom
             * @memberof statefun.rows.LanesApart
             * @instance
             */
            LanesApart.prototype.undoneFrom = 0;

            /**
             * LanesApart undoneGaps.
             * @member {Array.<number>} undoneGaps
             * @memberof statefun.rows.LanesApart
             * @instance
             */
            LanesApart.prototype.undoneGaps = $util.emptyArray;

            /**
             * LanesApart undoneTargets.
             * @member {Array.<number>} undoneTargets
             * @memberof statefun.rows.LanesApart
             * @instance
             */
            LanesApart.prototype.undoneTargets = $util.emptyArray;

            /**
             * LanesApart undoneCounts.
             * @member {Array.<number>} undoneCounts
             * @memberof statefun.rows.LanesApart
             * @instance
             */
            LanesApart.prototype.undoneCounts = $util.emptyArray;

            /**
             * Encodes the specified LanesApart message. Does not implicitly {@link statefun.rows.LanesApart.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.LanesApart
             * @static
             * @param {statefun.rows.LanesApart.$Properties} message LanesApart message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            LanesApart.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.lanes != null && message.lanes.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).uint32s(message.lanes);
                if (message.next != null && $Object.hasOwnProperty.call(message, "next") && !$Object.is(message.next, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.next);
                if (message.targets != null && message.targets.length)
                    for (let i = 0; i < message.targets.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.targets[i]);
                if (message.valueType != null && $Object.hasOwnProperty.call(message, "valueType") && message.valueType !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.valueType);
                if (message.undoneFrom != null && $Object.hasOwnProperty.call(message, "undoneFrom") && !$Object.is(message.undoneFrom, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.undoneFrom);
                if (message.undoneGaps != null && message.undoneGaps.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).uint32s(message.undoneGaps);
                if (message.undoneTargets != null && message.undoneTargets.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).uint32s(message.undoneTargets);
                if (message.undoneCounts != null && message.undoneCounts.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).uint32s(message.undoneCounts);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a LanesApart message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.LanesApart
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.LanesApart & statefun.rows.LanesApart.$Shape} LanesApart
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            LanesApart.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.LanesApart();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.lanes && message.lanes.length))
                                    message.lanes = [];
                                reader.uint32s(message.lanes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            const item = reader.uint32(); if (message.lanes && message.lanes.length) message.lanes.push(item); else message.lanes = [item];
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.next = value;
                            else
                                delete message.next;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            const item = reader.stringVerify(); if (message.targets && message.targets.length) message.targets.push(item); else message.targets = [item];
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.valueType = value;
                            else
                                delete message.valueType;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.undoneFrom = value;
                            else
                                delete message.undoneFrom;
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.undoneGaps && message.undoneGaps.length))
                                    message.undoneGaps = [];
                                reader.uint32s(message.undoneGaps);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            const item = reader.uint32(); if (message.undoneGaps && message.undoneGaps.length) message.undoneGaps.push(item); else message.undoneGaps = [item];
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (!(message.undoneTargets && message.undoneTargets.length))
                                    message.undoneTargets = [];
                                reader.uint32s(message.undoneTargets);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            const item = reader.uint32(); if (message.undoneTargets && message.undoneTargets.length) message.undoneTargets.push(item); else message.undoneTargets = [item];
                            continue;
                        }
                    case 8: {
                            if (wireType === 2) {
                                if (!(message.undoneCounts && message.undoneCounts.length))
                                    message.undoneCounts = [];
                                reader.uint32s(message.undoneCounts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            const item = reader.uint32(); if (message.undoneCounts && message.undoneCounts.length) message.undoneCounts.push(item); else message.undoneCounts = [item];
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return LanesApart;
        })();

        rows.OutboxRow = (function() {

            /**
             * Properties of an OutboxRow.
             * @typedef {Object} statefun.rows.OutboxRow.$Properties
             * @property {Array.<Uint8Array>|null} [records] OutboxRow records
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an OutboxRow.
             * @memberof statefun.rows
             * @interface IOutboxRow
             * @augments statefun.rows.OutboxRow.$Properties
             * @deprecated Use statefun.rows.OutboxRow.$Properties instead.
             */

            /**
             * Shape of an OutboxRow.
             * @typedef {statefun.rows.OutboxRow.$Properties} statefun.rows.OutboxRow.$Shape
             */

            /**
             * Constructs a new OutboxRow.
             * @memberof statefun.rows
             * @classdesc Represents an OutboxRow.
             * @constructor
             * @param {statefun.rows.OutboxRow.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const OutboxRow = function (properties) {
                this.records = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * OutboxRow records.
             * @member {Array.<Uint8Array>} records
             * @memberof statefun.rows.OutboxRow
             * @instance
             */
            OutboxRow.prototype.records = $util.emptyArray;

            /**
             * Encodes the specified OutboxRow message. Does not implicitly {@link statefun.rows.OutboxRow.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.OutboxRow
             * @static
             * @param {statefun.rows.OutboxRow.$Properties} message OutboxRow message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            OutboxRow.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.records != null && message.records.length)
                    for (let i = 0; i < message.records.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.records[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an OutboxRow message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.OutboxRow
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.OutboxRow & statefun.rows.OutboxRow.$Shape} OutboxRow
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            OutboxRow.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.OutboxRow();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            const item = reader.bytes(); if (message.records && message.records.length) message.records.push(item); else message.records = [item];
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return OutboxRow;
        })();

        rows.OutboxStream = (function() {

            /**
             * Properties of an OutboxStream.
             * @typedef {Object} statefun.rows.OutboxStream.$Properties
             * @property {number|null} [head] OutboxStream head
             * @property {number|null} [tail] OutboxStream tail
             * @property {number|null} [row] OutboxStream row
             * @property {Array.<number>|null} [rejected] OutboxStream rejected
             * @property {number|null} [backlogBytes] OutboxStream backlogBytes
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an OutboxStream.
             * @memberof statefun.rows
             * @interface IOutboxStream
             * @augments statefun.rows.OutboxStream.$Properties
             * @deprecated Use statefun.rows.OutboxStream.$Properties instead.
             */

            /**
             * Shape of an OutboxStream.
             * @typedef {statefun.rows.OutboxStream.$Properties} statefun.rows.OutboxStream.$Shape
             */

            /**
             * Constructs a new OutboxStream.
             * @memberof statefun.rows
             * @classdesc Represents an OutboxStream.
             * @constructor
             * @param {statefun.rows.OutboxStream.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const OutboxStream = function (properties) {
                this.rejected = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * OutboxStream head.
             * @member {number} head
             * @memberof statefun.rows.OutboxStream
             * @instance
             */
            OutboxStream.prototype.head = 0;

            /**
             * OutboxStream tail.
             * @member {number} tail
             * @memberof statefun.rows.OutboxStream
             * @instance
             */
            OutboxStream.prototype.tail = 0;

            /**
             * OutboxStream row.
             * @member {number} row
             * @memberof statefun.rows.OutboxStream
             * @instance
             */
            OutboxStream.prototype.row = 0;

            /**
             * OutboxStream rejected.
             * @member {Array.<number>} rejected
             * @memberof statefun.rows.OutboxStream
             * @instance
             */
            OutboxStream.prototype.rejected = $util.emptyArray;

            /**
             * OutboxStream backlogBytes.
             * @member {number} backlogBytes
             * @memberof statefun.rows.OutboxStream
             * @instance
             */
            OutboxStream.prototype.backlogBytes = 0;

            /**
             * Encodes the specified OutboxStream message. Does not implicitly {@link statefun.rows.OutboxStream.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.OutboxStream
             * @static
             * @param {statefun.rows.OutboxStream.$Properties} message OutboxStream message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            OutboxStream.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.head != null && $Object.hasOwnProperty.call(message, "head") && !$Object.is(message.head, 0))
                    writer.uint32(/* id 1, wireType 1 =*/9).double(message.head);
                if (message.tail != null && $Object.hasOwnProperty.call(message, "tail") && !$Object.is(message.tail, 0))
                    writer.uint32(/* id 2, wireType 1 =*/17).double(message.tail);
                if (message.row != null && $Object.hasOwnProperty.call(message, "row") && !$Object.is(message.row, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.row);
                if (message.rejected != null && message.rejected.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).doubles(message.rejected);
                if (message.backlogBytes != null && $Object.hasOwnProperty.call(message, "backlogBytes") && !$Object.is(message.backlogBytes, 0))
                    writer.uint32(/* id 5, wireType 1 =*/41).double(message.backlogBytes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an OutboxStream message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.OutboxStream
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.OutboxStream & statefun.rows.OutboxStream.$Shape} OutboxStream
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            OutboxStream.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.OutboxStream();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.head = value;
                            else
                                delete message.head;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.tail = value;
                            else
                                delete message.tail;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.row = value;
                            else
                                delete message.row;
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.rejected && message.rejected.length))
                                    message.rejected = [];
                                reader.doubles(message.rejected);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            const item = reader.double(); if (message.rejected && message.rejected.length) message.rejected.push(item); else message.rejected = [item];
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.backlogBytes = value;
                            else
                                delete message.backlogBytes;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return OutboxStream;
        })();

        rows.DeadLetter = (function() {

            /**
             * Properties of a DeadLetter.
             * @typedef {Object} statefun.rows.DeadLetter.$Properties
             * @property {string|null} [code] DeadLetter code
             * @property {string|null} [message] DeadLetter message
             * @property {number|null} [atMs] DeadLetter atMs
             * @property {string|null} [component] DeadLetter component
             * @property {statefun.rows.Address.$Properties|null} [target] DeadLetter target
             * @property {statefun.rows.Address.$Properties|null} [caller] DeadLetter caller
             * @property {statefun.rows.TypedValue.$Properties|null} [argument] DeadLetter argument
             * @property {string|null} [position] DeadLetter position
             * @property {Uint8Array|null} [key] DeadLetter key
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DeadLetter.
             * @memberof statefun.rows
             * @interface IDeadLetter
             * @augments statefun.rows.DeadLetter.$Properties
             * @deprecated Use statefun.rows.DeadLetter.$Properties instead.
             */

            /**
             * Shape of a DeadLetter.
             * @typedef {statefun.rows.DeadLetter.$Properties} statefun.rows.DeadLetter.$Shape
             */

            /**
             * Constructs a new DeadLetter.
             * @memberof statefun.rows
             * @classdesc Represents a DeadLetter.
             * @constructor
             * @param {statefun.rows.DeadLetter.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DeadLetter = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DeadLetter code.
             * @member {string} code
             * @memberof statefun.rows.DeadLetter
             * @instance
             */
            DeadLetter.prototype.code = "";

            /**
             * DeadLetter message.
             * @member {string} message
             * @memberof statefun.rows.DeadLetter
             * @instance
             */
            DeadLetter.prototype.message = "";

            /**
             * DeadLetter atMs.
             * @member {number} atMs
             * @memberof statefun.rows.DeadLetter
             * @instance
             */
            DeadLetter.prototype.atMs = 0;

            /**
             * DeadLetter component.
             * @member {string} component
             * @memberof statefun.rows.DeadLetter
             * @instance
             */
            DeadLetter.prototype.component = "";

            /**
             * DeadLetter target.
             * @member {statefun.rows.Address.$Properties|null|undefined} target
             * @memberof statefun.rows.DeadLetter
             * @instance
             */
            DeadLetter.prototype.target = null;

            /**
             * DeadLetter caller.
             * @member {statefun.rows.Address.$Properties|null|undefined} caller
             * @memberof statefun.rows.DeadLetter
             * @instance
             */
            DeadLetter.prototype.caller = null;

            /**
             * DeadLetter argument.
             * @member {statefun.rows.TypedValue.$Properties|null|undefined} argument
             * @memberof statefun.rows.DeadLetter
             * @instance
             */
            DeadLetter.prototype.argument = null;

            /**
             * DeadLetter position.
             * @member {string} position
             * @memberof statefun.rows.DeadLetter
             * @instance
             */
            DeadLetter.prototype.position = "";

            /**
             * DeadLetter key.
             * @member {Uint8Array} key
             * @memberof statefun.rows.DeadLetter
             * @instance
             */
            DeadLetter.prototype.key = $util.newBuffer([]);

            /**
             * Encodes the specified DeadLetter message. Does not implicitly {@link statefun.rows.DeadLetter.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.DeadLetter
             * @static
             * @param {statefun.rows.DeadLetter.$Properties} message DeadLetter message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DeadLetter.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.code);
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.message);
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && !$Object.is(message.atMs, 0))
                    writer.uint32(/* id 3, wireType 1 =*/25).double(message.atMs);
                if (message.component != null && $Object.hasOwnProperty.call(message, "component") && message.component !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.component);
                if (message.target != null && $Object.hasOwnProperty.call(message, "target"))
                    $root.statefun.rows.Address.encode(message.target, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.caller != null && $Object.hasOwnProperty.call(message, "caller"))
                    $root.statefun.rows.Address.encode(message.caller, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.argument != null && $Object.hasOwnProperty.call(message, "argument"))
                    $root.statefun.rows.TypedValue.encode(message.argument, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.position != null && $Object.hasOwnProperty.call(message, "position") && message.position !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.position);
                if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                    writer.uint32(/* id 9, wireType 2 =*/74).bytes(message.key);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DeadLetter message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.DeadLetter
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.DeadLetter & statefun.rows.DeadLetter.$Shape} DeadLetter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DeadLetter.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.DeadLetter();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.component = value;
                            else
                                delete message.component;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.target = $root.statefun.rows.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.target);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.caller = $root.statefun.rows.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.caller);
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.argument = $root.statefun.rows.TypedValue.decode(reader, reader.size(), $undefined, _depth + 1, message.argument);
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.position = value;
                            else
                                delete message.position;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.key = value;
                            else
                                delete message.key;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return DeadLetter;
        })();

        rows.Letter = (function() {

            /**
             * Properties of a Letter.
             * @typedef {Object} statefun.rows.Letter.$Properties
             * @property {statefun.rows.Address.$Properties|null} [target] Letter target
             * @property {statefun.rows.Address.$Properties|null} [caller] Letter caller
             * @property {statefun.rows.TypedValue.$Properties|null} [argument] Letter argument
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Letter.
             * @memberof statefun.rows
             * @interface ILetter
             * @augments statefun.rows.Letter.$Properties
             * @deprecated Use statefun.rows.Letter.$Properties instead.
             */

            /**
             * Shape of a Letter.
             * @typedef {statefun.rows.Letter.$Properties} statefun.rows.Letter.$Shape
             */

            /**
             * Constructs a new Letter.
             * @memberof statefun.rows
             * @classdesc Represents a Letter.
             * @constructor
             * @param {statefun.rows.Letter.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Letter = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Letter target.
             * @member {statefun.rows.Address.$Properties|null|undefined} target
             * @memberof statefun.rows.Letter
             * @instance
             */
            Letter.prototype.target = null;

            /**
             * Letter caller.
             * @member {statefun.rows.Address.$Properties|null|undefined} caller
             * @memberof statefun.rows.Letter
             * @instance
             */
            Letter.prototype.caller = null;

            /**
             * Letter argument.
             * @member {statefun.rows.TypedValue.$Properties|null|undefined} argument
             * @memberof statefun.rows.Letter
             * @instance
             */
            Letter.prototype.argument = null;

            /**
             * Encodes the specified Letter message. Does not implicitly {@link statefun.rows.Letter.verify|verify} messages.
             * @function encode
             * @memberof statefun.rows.Letter
             * @static
             * @param {statefun.rows.Letter.$Properties} message Letter message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Letter.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.target != null && $Object.hasOwnProperty.call(message, "target"))
                    $root.statefun.rows.Address.encode(message.target, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.caller != null && $Object.hasOwnProperty.call(message, "caller"))
                    $root.statefun.rows.Address.encode(message.caller, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.argument != null && $Object.hasOwnProperty.call(message, "argument"))
                    $root.statefun.rows.TypedValue.encode(message.argument, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Letter message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.rows.Letter
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.rows.Letter & statefun.rows.Letter.$Shape} Letter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Letter.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.statefun.rows.Letter();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.target = $root.statefun.rows.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.target);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.caller = $root.statefun.rows.Address.decode(reader, reader.size(), $undefined, _depth + 1, message.caller);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.argument = $root.statefun.rows.TypedValue.decode(reader, reader.size(), $undefined, _depth + 1, message.argument);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Letter;
        })();

        return rows;
    })();

    return statefun;
})();

export {
  $root as default
};
