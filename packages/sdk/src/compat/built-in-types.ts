import * as native from '@statefun-ts/protocol';
import { WrappedType } from './type.ts';

/** The original also takes the numbers that strings and booleans stand for. */
const toNumber = (value: unknown): number =>
  typeof value === 'string' || typeof value === 'boolean' ? Number(value) : (value as number);

/** The original also takes numbers. */
const toBoolean = (value: unknown): boolean => (typeof value === 'number' ? value !== 0 : (value as boolean));

export const booleanType = new WrappedType(native.boolType, toBoolean);
export const intType = new WrappedType(native.intType, toNumber);
export const floatType = new WrappedType(native.floatType, toNumber);
export const stringType = new WrappedType(native.stringType);
export const longType = new WrappedType(native.longType);
export const doubleType = new WrappedType(native.doubleType, toNumber);
