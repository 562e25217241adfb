/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["statefun-kinesis"] || ($protobuf.roots["statefun-kinesis"] = {});

export const statefun = $root.statefun = (() => {

    /**
     * Namespace statefun.
     * @exports statefun
     * @namespace
     */
    const statefun = {};

    statefun.kinesis = (function() {

        /**
         * Namespace kinesis.
         * @memberof statefun
         * @namespace
         */
        const kinesis = {};

        kinesis.AggregatedRecord = (function() {

            /**
             * Properties of an AggregatedRecord.
             * @typedef {Object} statefun.kinesis.AggregatedRecord.$Properties
             * @property {Array.<string>|null} [partitionKeys] AggregatedRecord partitionKeys
             * @property {Array.<string>|null} [explicitHashKeys] AggregatedRecord explicitHashKeys
             * @property {Array.<statefun.kinesis.UserRecord.$Properties>|null} [records] AggregatedRecord records
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AggregatedRecord.
             * @memberof statefun.kinesis
             * @interface IAggregatedRecord
             * @augments statefun.kinesis.AggregatedRecord.$Properties
             * @deprecated Use statefun.kinesis.AggregatedRecord.$Properties instead.
             */

            /**
             * Shape of an AggregatedRecord.
             * @typedef {statefun.kinesis.AggregatedRecord.$Properties} statefun.kinesis.AggregatedRecord.$Shape
             */

            /**
             * Constructs a new AggregatedRecord.
             * @memberof statefun.kinesis
             * @classdesc Represents an AggregatedRecord.
             * @constructor
             * @param {statefun.kinesis.AggregatedRecord.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AggregatedRecord = function (properties) {
                this.partitionKeys = [];
                this.explicitHashKeys = [];
                this.records = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AggregatedRecord partitionKeys.
             * @member {Array.<string>} partitionKeys
             * @memberof statefun.kinesis.AggregatedRecord
             * @instance
             */
            AggregatedRecord.prototype.partitionKeys = $util.emptyArray;

            /**
             * AggregatedRecord explicitHashKeys.
             * @member {Array.<string>} explicitHashKeys
             * @memberof statefun.kinesis.AggregatedRecord
             * @instance
             */
            AggregatedRecord.prototype.explicitHashKeys = $util.emptyArray;

            /**
             * AggregatedRecord records.
             * @member {Array.<statefun.kinesis.UserRecord.$Properties>} records
             * @memberof statefun.kinesis.AggregatedRecord
             * @instance
             */
            AggregatedRecord.prototype.records = $util.emptyArray;

            /**
             * Encodes the specified AggregatedRecord message. Does not implicitly {@link statefun.kinesis.AggregatedRecord.verify|verify} messages.
             * @function encode
             * @memberof statefun.kinesis.AggregatedRecord
             * @static
             * @param {statefun.kinesis.AggregatedRecord.$Properties} message AggregatedRecord message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AggregatedRecord.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.partitionKeys != null && message.partitionKeys.length)
                    for (let i = 0; i < message.partitionKeys.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.partitionKeys[i]);
                if (message.explicitHashKeys != null && message.explicitHashKeys.length)
                    for (let i = 0; i < message.explicitHashKeys.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.explicitHashKeys[i]);
                if (message.records != null && message.records.length)
                    for (let i = 0; i < message.records.length; ++i)
                        $root.statefun.kinesis.UserRecord.encode(message.records[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AggregatedRecord message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.kinesis.AggregatedRecord
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.kinesis.AggregatedRecord & statefun.kinesis.AggregatedRecord.$Shape} AggregatedRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AggregatedRecord.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.statefun.kinesis.AggregatedRecord();
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
                            const item = reader.string(); if (message.partitionKeys && message.partitionKeys.length) message.partitionKeys.push(item); else message.partitionKeys = [item];
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            const item = reader.string(); if (message.explicitHashKeys && message.explicitHashKeys.length) message.explicitHashKeys.push(item); else message.explicitHashKeys = [item];
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            const item = $root.statefun.kinesis.UserRecord.decode(reader, reader.size(), $undefined, _depth + 1); if (message.records && message.records.length) message.records.push(item); else message.records = [item];
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

            return AggregatedRecord;
        })();

        kinesis.UserRecord = (function() {

            /**
             * Properties of a UserRecord.
             * @typedef {Object} statefun.kinesis.UserRecord.$Properties
             * @property {number} partitionKeyIndex UserRecord partitionKeyIndex
             * @property {number|null} [explicitHashKeyIndex] UserRecord explicitHashKeyIndex
             * @property {Uint8Array} data UserRecord data
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a UserRecord.
             * @memberof statefun.kinesis
             * @interface IUserRecord
             * @augments statefun.kinesis.UserRecord.$Properties
             * @deprecated Use statefun.kinesis.UserRecord.$Properties instead.
             */

            /**
             * Shape of a UserRecord.
             * @typedef {statefun.kinesis.UserRecord.$Properties} statefun.kinesis.UserRecord.$Shape
             */

            /**
             * Constructs a new UserRecord.
             * @memberof statefun.kinesis
             * @classdesc Represents a UserRecord.
             * @constructor
             * @param {statefun.kinesis.UserRecord.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const UserRecord = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * UserRecord partitionKeyIndex.
             * @member {number} partitionKeyIndex
             * @memberof statefun.kinesis.UserRecord
             * @instance
             */
            UserRecord.prototype.partitionKeyIndex = 0;

            /**
             * UserRecord explicitHashKeyIndex.
             * @member {number} explicitHashKeyIndex
             * @memberof statefun.kinesis.UserRecord
             * @instance
             */
            UserRecord.prototype.explicitHashKeyIndex = 0;

            /**
             * UserRecord data.
             * @member {Uint8Array} data
             * @memberof statefun.kinesis.UserRecord
             * @instance
             */
            UserRecord.prototype.data = $util.newBuffer([]);

            /**
             * Encodes the specified UserRecord message. Does not implicitly {@link statefun.kinesis.UserRecord.verify|verify} messages.
             * @function encode
             * @memberof statefun.kinesis.UserRecord
             * @static
             * @param {statefun.kinesis.UserRecord.$Properties} message UserRecord message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            UserRecord.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.partitionKeyIndex);
                if (message.explicitHashKeyIndex != null && $Object.hasOwnProperty.call(message, "explicitHashKeyIndex"))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.explicitHashKeyIndex);
                writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.data);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a UserRecord message from the specified reader or buffer.
             * @function decode
             * @memberof statefun.kinesis.UserRecord
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {statefun.kinesis.UserRecord & statefun.kinesis.UserRecord.$Shape} UserRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            UserRecord.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.statefun.kinesis.UserRecord();
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
                            if (wireType !== 0)
                                break;
                            message.partitionKeyIndex = reader.uint32();
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            message.explicitHashKeyIndex = reader.uint32();
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.data = reader.bytes();
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
                if (!$Object.hasOwnProperty.call(message, "partitionKeyIndex"))
                    throw $util.ProtocolError("missing required 'partitionKeyIndex'", { instance: message });
                if (!$Object.hasOwnProperty.call(message, "data"))
                    throw $util.ProtocolError("missing required 'data'", { instance: message });
                return message;
            };

            return UserRecord;
        })();

        return kinesis;
    })();

    return statefun;
})();

export {
  $root as default
};
