import type { Typed } from '../language.ts';

/** A value, and its encoding in hex. */
export interface Sample extends Typed {
  readonly name: string;
  readonly hex: string;
}

const sample = (as: Typed['as'], value: Typed['value'], hex: string, name = String(value)): Sample => ({
  as,
  value,
  hex,
  name: `${as} ${name}`,
});

const MIB = 2 ** 20;
/** The tag and the length of a mebibyte. */
const MIB_OF_TEXT = '0a808040';

/** Values of every type, the smallest, the largest, the defaults (no bytes at all) and the peculiar. */
export const SAMPLES: readonly Sample[] = [
  sample('bool', true, '0801'),
  sample('bool', false, ''),

  sample('int', 0, ''),
  sample('int', 1, '0d01000000'),
  sample('int', -1, '0dffffffff'),
  sample('int', 128, '0d80000000'),
  sample('int', 2_147_483_647, '0dffffff7f'),
  sample('int', -2_147_483_648, '0d00000080'),

  sample('long', '0', ''),
  sample('long', '1', '090100000000000000'),
  sample('long', '-1', '09ffffffffffffffff'),
  sample('long', '2147483648', '090000008000000000'),
  sample('long', '9007199254740993', '090100000000002000', '2^53 + 1, which is no double'),
  sample('long', '9223372036854775807', '09ffffffffffffff7f'),
  sample('long', '-9223372036854775808', '090000000000000080'),

  sample('float', '0', ''),
  sample('float', '-0.0', '0d00000080'),
  sample('float', '1', '0d0000803f'),
  sample('float', '-1.5', '0d0000c0bf'),
  sample('float', '0.1', '0dcdcccc3d'),
  sample('float', '3.4028234663852886e38', '0dffff7f7f', 'the largest'),
  sample('float', '-3.4028234663852886e38', '0dffff7fff', 'the smallest'),
  sample('float', '1.1754943508222875e-38', '0d00008000', 'the least normal one'),
  sample('float', '1.1754942106924411e-38', '0dffff7f00', 'the largest subnormal one'),
  sample('float', '1.401298464324817e-45', '0d01000000', 'the least subnormal one'),
  sample('float', 'NaN', '0d0000c07f'),
  sample('float', 'Infinity', '0d0000807f'),
  sample('float', '-Infinity', '0d000080ff'),

  sample('double', '0', ''),
  sample('double', '-0.0', '090000000000000080'),
  sample('double', '1', '09000000000000f03f'),
  sample('double', '0.1', '099a9999999999b93f'),
  sample('double', '1.7976931348623157e308', '09ffffffffffffef7f', 'the largest'),
  sample('double', '-1.7976931348623157e308', '09ffffffffffffefff', 'the smallest'),
  sample('double', '2.2250738585072014e-308', '090000000000001000', 'the least normal one'),
  sample('double', '2.225073858507201e-308', '09ffffffffffff0f00', 'the largest subnormal one'),
  sample('double', '5e-324', '090100000000000000', 'the least subnormal one'),
  sample('double', 'NaN', '09000000000000f87f'),
  sample('double', 'Infinity', '09000000000000f07f'),
  sample('double', '-Infinity', '09000000000000f0ff'),

  sample('string', '', '', 'of nothing'),
  sample('string', 'Bob', '0a03426f62'),
  sample('string', '\0', '0a0100', 'of a zero character'),
  sample('string', 'é✓🚀', '0a09c3a9e29c93f09f9a80', 'of two, three and four bytes a character'),
  sample('string', '\uFEFFb\u2028', '0a07efbbbf62e280a8', 'of a byte order mark and a line separator'),
  sample('string', 'x'.repeat(127), `0a7f${'78'.repeat(127)}`, 'of 127 bytes'),
  sample('string', 'x'.repeat(128), `0a8001${'78'.repeat(128)}`, 'of 128 bytes'),
  sample('string', 'x'.repeat(MIB), `${MIB_OF_TEXT}${'78'.repeat(MIB)}`, 'of 1 MiB'),
  sample(
    'string',
    '🚀'.repeat(MIB / 4),
    `${MIB_OF_TEXT}${'f09f9a80'.repeat(MIB / 4)}`,
    'of 1 MiB, of astral characters',
  ),

  sample('custom', '', '', 'of no bytes'),
  sample('custom', '00ff807f', '00ff807f', 'of bytes that are no text'),
];
