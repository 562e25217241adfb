import { formatTypeName } from '@statefun-ts/protocol';
import { Address as NativeAddress } from '../address.ts';

/** The address of a function instance. */
export class Address {
  readonly namespace: string;
  readonly name: string;
  readonly id: string;
  /** `namespace/name`. */
  readonly typename: string;

  constructor(namespace: string, name: string, id: string, typename: string) {
    this.namespace = namespace;
    this.name = name;
    this.id = id;
    this.typename = typename;
  }

  /** As the original: the parts are not checked. */
  static fromParts(namespace: string, name: string, id: string): Address {
    return new Address(namespace, name, id, formatTypeName(namespace, name));
  }

  /** Throws STATEFUN_TYPENAME_INVALID or STATEFUN_ADDRESS_INVALID. */
  static fromTypeNameId(typename: string, id: string): Address {
    return fromNative(NativeAddress.fromTypeNameId(typename, id));
  }
}

export const fromNative = ({ namespace, name, id }: NativeAddress): Address =>
  Address.fromParts(namespace, name, id);

/** Throws STATEFUN_ADDRESS_INVALID for parts that nothing can be sent to. */
export const toNative = ({ namespace, name, id }: Address): NativeAddress =>
  NativeAddress.fromParts(namespace, name, id);
