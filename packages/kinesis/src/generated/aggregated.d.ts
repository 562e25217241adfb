import * as $protobuf from "protobufjs";
import Long = require("long");

export namespace statefun {

    namespace kinesis {

        interface IAggregatedRecord extends statefun.kinesis.AggregatedRecord.$Properties {
        }

        class AggregatedRecord {
            constructor(properties?: statefun.kinesis.AggregatedRecord.$Properties);
            $unknowns?: Uint8Array[];
            partitionKeys: string[];
            explicitHashKeys: string[];
            records: statefun.kinesis.UserRecord.$Properties[];
            static encode(message: statefun.kinesis.AggregatedRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.kinesis.AggregatedRecord & statefun.kinesis.AggregatedRecord.$Shape;
        }

        namespace AggregatedRecord {
            interface $Properties {
                partitionKeys?: (string[]|null);
                explicitHashKeys?: (string[]|null);
                records?: (statefun.kinesis.UserRecord.$Properties[]|null);
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.kinesis.AggregatedRecord.$Properties;
        }

        interface IUserRecord extends statefun.kinesis.UserRecord.$Properties {
        }

        class UserRecord {
            constructor(properties?: statefun.kinesis.UserRecord.$Properties);
            $unknowns?: Uint8Array[];
            partitionKeyIndex: number;
            explicitHashKeyIndex: number;
            data: Uint8Array;
            static encode(message: statefun.kinesis.UserRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): statefun.kinesis.UserRecord & statefun.kinesis.UserRecord.$Shape;
        }

        namespace UserRecord {
            interface $Properties {
                partitionKeyIndex: number;
                explicitHashKeyIndex?: (number|null);
                data: Uint8Array;
                $unknowns?: Uint8Array[];
            }
            type $Shape = statefun.kinesis.UserRecord.$Properties;
        }
    }
}
