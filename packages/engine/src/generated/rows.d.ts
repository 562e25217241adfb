import * as $protobuf from "protobufjs";
import Long = require("long");

export namespace statefun {

    namespace rows {

        interface IAddress extends statefun.rows.Address.$Properties {
        }

        class Address {
            constructor(properties?: statefun.rows.Address.$Properties);
            $unknowns?: Uint8Array[];
            namespace: string;
            type: string;
            id: string;
            static encode(message: statefun.rows.Address.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.Address & statefun.rows.Address.$Shape;
        }

        namespace Address {
            interface $Properties {
                namespace?: (string|null);
                type?: (string|null);
                id?: (string|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.Address.$Properties;
        }

        interface ITypedValue extends statefun.rows.TypedValue.$Properties {
        }

        class TypedValue {
            constructor(properties?: statefun.rows.TypedValue.$Properties);
            $unknowns?: Uint8Array[];
            typename: string;
            hasValue: boolean;
            value: Uint8Array;
            static encode(message: statefun.rows.TypedValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.TypedValue & statefun.rows.TypedValue.$Shape;
        }

        namespace TypedValue {
            interface $Properties {
                typename?: (string|null);
                hasValue?: (boolean|null);
                value?: (Uint8Array|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.TypedValue.$Properties;
        }

        interface IMeta extends statefun.rows.Meta.$Properties {
        }

        class Meta {
            constructor(properties?: statefun.rows.Meta.$Properties);
            $unknowns?: Uint8Array[];
            timeMs: number;
            timerSequence: number;
            deadLetterSequence: number;
            hash: string;
            static encode(message: statefun.rows.Meta.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.Meta & statefun.rows.Meta.$Shape;
        }

        namespace Meta {
            interface $Properties {
                timeMs?: (number|null);
                timerSequence?: (number|null);
                deadLetterSequence?: (number|null);
                hash?: (string|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.Meta.$Properties;
        }

        interface IMail extends statefun.rows.Mail.$Properties {
        }

        class Mail {
            constructor(properties?: statefun.rows.Mail.$Properties);
            $unknowns?: Uint8Array[];
            caller?: (statefun.rows.Address.$Properties|null);
            argument?: (statefun.rows.TypedValue.$Properties|null);
            static encode(message: statefun.rows.Mail.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.Mail & statefun.rows.Mail.$Shape;
        }

        namespace Mail {
            interface $Properties {
                caller?: (statefun.rows.Address.$Properties|null);
                argument?: (statefun.rows.TypedValue.$Properties|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.Mail.$Properties;
        }

        interface IMailbox extends statefun.rows.Mailbox.$Properties {
        }

        class Mailbox {
            constructor(properties?: statefun.rows.Mailbox.$Properties);
            $unknowns?: Uint8Array[];
            head: number;
            tail: number;
            failures: number;
            retryAtMs: number;
            batchMax: number;
            static encode(message: statefun.rows.Mailbox.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.Mailbox & statefun.rows.Mailbox.$Shape;
        }

        namespace Mailbox {
            interface $Properties {
                head?: (number|null);
                tail?: (number|null);
                failures?: (number|null);
                retryAtMs?: (number|null);
                batchMax?: (number|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.Mailbox.$Properties;
        }

        interface IExpiry extends statefun.rows.Expiry.$Properties {
        }

        class Expiry {
            constructor(properties?: statefun.rows.Expiry.$Properties);
            $unknowns?: Uint8Array[];
            address?: (statefun.rows.Address.$Properties|null);
            stateName: string;
            static encode(message: statefun.rows.Expiry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.Expiry & statefun.rows.Expiry.$Shape;
        }

        namespace Expiry {
            interface $Properties {
                address?: (statefun.rows.Address.$Properties|null);
                stateName?: (string|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.Expiry.$Properties;
        }

        interface ITimer extends statefun.rows.Timer.$Properties {
        }

        class Timer {
            constructor(properties?: statefun.rows.Timer.$Properties);
            $unknowns?: Uint8Array[];
            sender?: (statefun.rows.Address.$Properties|null);
            token: string;
            target?: (statefun.rows.Address.$Properties|null);
            argument?: (statefun.rows.TypedValue.$Properties|null);
            expiry?: (statefun.rows.Expiry.$Properties|null);
            static encode(message: statefun.rows.Timer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.Timer & statefun.rows.Timer.$Shape;
        }

        namespace Timer {
            interface $Properties {
                sender?: (statefun.rows.Address.$Properties|null);
                token?: (string|null);
                target?: (statefun.rows.Address.$Properties|null);
                argument?: (statefun.rows.TypedValue.$Properties|null);
                expiry?: (statefun.rows.Expiry.$Properties|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.Timer.$Properties;
        }

        interface IToken extends statefun.rows.Token.$Properties {
        }

        class Token {
            constructor(properties?: statefun.rows.Token.$Properties);
            $unknowns?: Uint8Array[];
            timerKeys: string[];
            static encode(message: statefun.rows.Token.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.Token & statefun.rows.Token.$Shape;
        }

        namespace Token {
            interface $Properties {
                timerKeys?: (string[]|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.Token.$Properties;
        }

        interface IStateValue extends statefun.rows.StateValue.$Properties {
        }

        class StateValue {
            constructor(properties?: statefun.rows.StateValue.$Properties);
            $unknowns?: Uint8Array[];
            expiresAtMs: number;
            expiryArmed: boolean;
            value: Uint8Array;
            static encode(message: statefun.rows.StateValue.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.StateValue & statefun.rows.StateValue.$Shape;
        }

        namespace StateValue {
            interface $Properties {
                expiresAtMs?: (number|null);
                expiryArmed?: (boolean|null);
                value?: (Uint8Array|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.StateValue.$Properties;
        }

        interface ISourcePosition extends statefun.rows.SourcePosition.$Properties {
        }

        class SourcePosition {
            constructor(properties?: statefun.rows.SourcePosition.$Properties);
            $unknowns?: Uint8Array[];
            identity: string;
            next: number;
            targets: string[];
            valueType: string;
            undoneFrom: number;
            undoneGaps: number[];
            undoneTargets: number[];
            epochPlusOne: number;
            undoneCounts: number[];
            markOffset: number;
            mark: string;
            apart: statefun.rows.LanesApart.$Properties[];
            static encode(message: statefun.rows.SourcePosition.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.SourcePosition & statefun.rows.SourcePosition.$Shape;
        }

        namespace SourcePosition {
            interface $Properties {
                identity?: (string|null);
                next?: (number|null);
                targets?: (string[]|null);
                valueType?: (string|null);
                undoneFrom?: (number|null);
                undoneGaps?: (number[]|null);
                undoneTargets?: (number[]|null);
                epochPlusOne?: (number|null);
                undoneCounts?: (number[]|null);
                markOffset?: (number|null);
                mark?: (string|null);
                apart?: (statefun.rows.LanesApart.$Properties[]|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.SourcePosition.$Properties;
        }

        interface ILanesApart extends statefun.rows.LanesApart.$Properties {
        }

        class LanesApart {
            constructor(properties?: statefun.rows.LanesApart.$Properties);
            $unknowns?: Uint8Array[];
            lanes: number[];
            next: number;
            targets: string[];
            valueType: string;
            undoneFrom: number;
            undoneGaps: number[];
            undoneTargets: number[];
            undoneCounts: number[];
            static encode(message: statefun.rows.LanesApart.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.LanesApart & statefun.rows.LanesApart.$Shape;
        }

        namespace LanesApart {
            interface $Properties {
                lanes?: (number[]|null);
                next?: (number|null);
                targets?: (string[]|null);
                valueType?: (string|null);
                undoneFrom?: (number|null);
                undoneGaps?: (number[]|null);
                undoneTargets?: (number[]|null);
                undoneCounts?: (number[]|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.LanesApart.$Properties;
        }

        interface IOutboxRow extends statefun.rows.OutboxRow.$Properties {
        }

        class OutboxRow {
            constructor(properties?: statefun.rows.OutboxRow.$Properties);
            $unknowns?: Uint8Array[];
            records: Uint8Array[];
            static encode(message: statefun.rows.OutboxRow.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.OutboxRow & statefun.rows.OutboxRow.$Shape;
        }

        namespace OutboxRow {
            interface $Properties {
                records?: (Uint8Array[]|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.OutboxRow.$Properties;
        }

        interface IOutboxStream extends statefun.rows.OutboxStream.$Properties {
        }

        class OutboxStream {
            constructor(properties?: statefun.rows.OutboxStream.$Properties);
            $unknowns?: Uint8Array[];
            head: number;
            tail: number;
            row: number;
            rejected: number[];
            backlogBytes: number;
            static encode(message: statefun.rows.OutboxStream.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.OutboxStream & statefun.rows.OutboxStream.$Shape;
        }

        namespace OutboxStream {
            interface $Properties {
                head?: (number|null);
                tail?: (number|null);
                row?: (number|null);
                rejected?: (number[]|null);
                backlogBytes?: (number|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.OutboxStream.$Properties;
        }

        interface IDeadLetter extends statefun.rows.DeadLetter.$Properties {
        }

        class DeadLetter {
            constructor(properties?: statefun.rows.DeadLetter.$Properties);
            $unknowns?: Uint8Array[];
            code: string;
            message: string;
            atMs: number;
            component: string;
            target?: (statefun.rows.Address.$Properties|null);
            caller?: (statefun.rows.Address.$Properties|null);
            argument?: (statefun.rows.TypedValue.$Properties|null);
            position: string;
            key: Uint8Array;
            static encode(message: statefun.rows.DeadLetter.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.DeadLetter & statefun.rows.DeadLetter.$Shape;
        }

        namespace DeadLetter {
            interface $Properties {
                code?: (string|null);
                message?: (string|null);
                atMs?: (number|null);
                component?: (string|null);
                target?: (statefun.rows.Address.$Properties|null);
                caller?: (statefun.rows.Address.$Properties|null);
                argument?: (statefun.rows.TypedValue.$Properties|null);
                position?: (string|null);
                key?: (Uint8Array|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.DeadLetter.$Properties;
        }

        interface ILetter extends statefun.rows.Letter.$Properties {
        }

        class Letter {
            constructor(properties?: statefun.rows.Letter.$Properties);
            $unknowns?: Uint8Array[];
            target?: (statefun.rows.Address.$Properties|null);
            caller?: (statefun.rows.Address.$Properties|null);
            argument?: (statefun.rows.TypedValue.$Properties|null);
            static encode(message: statefun.rows.Letter.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.rows.Letter & statefun.rows.Letter.$Shape;
        }

        namespace Letter {
            interface $Properties {
                target?: (statefun.rows.Address.$Properties|null);
                caller?: (statefun.rows.Address.$Properties|null);
                argument?: (statefun.rows.TypedValue.$Properties|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.rows.Letter.$Properties;
        }
    }
}
