import type { Address as WireAddress } from '@statefun-ts/protocol';
import { formatAddress, formatTypeName } from '@statefun-ts/protocol';
import { parseTypename, requireText } from './text.ts';

/** The address of a function instance: its function type and its id. */
export class Address {
  readonly namespace: string;
  readonly name: string;
  readonly id: string;

  private constructor(namespace: string, name: string, id: string) {
    this.namespace = namespace;
    this.name = name;
    this.id = id;
  }

  /** Throws STATEFUN_ADDRESS_INVALID for an empty part. */
  static fromParts(namespace: string, name: string, id: string): Address {
    requireText('The namespace of an address', namespace, 'STATEFUN_ADDRESS_INVALID');
    requireText('The name of an address', name, 'STATEFUN_ADDRESS_INVALID');
    requireText('The id of an address', id, 'STATEFUN_ADDRESS_INVALID');
    return new Address(namespace, name, id);
  }

  /** Throws STATEFUN_TYPENAME_INVALID or STATEFUN_ADDRESS_INVALID. */
  static fromTypeNameId(typename: string, id: string): Address {
    const { namespace, name } = parseTypename(typename);
    return Address.fromParts(namespace, name, id);
  }

  /** As the runtime sent it, whatever its parts. */
  static fromWire(address: WireAddress): Address {
    return new Address(address.namespace, address.type, address.id);
  }

  /** `namespace/name`. */
  get typename(): string {
    return formatTypeName(this.namespace, this.name);
  }

  toWire(): WireAddress {
    return { namespace: this.namespace, type: this.name, id: this.id };
  }

  /** For people: `namespace/name/id`. */
  toString(): string {
    return formatAddress(this.toWire());
  }
}
