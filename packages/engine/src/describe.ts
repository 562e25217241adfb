import { StatefunError } from '@statefun-ts/protocol';

/** What a thrown value says, with its code, or `code` where it has none. */
export const describe = (
  error: unknown,
  code = 'STATEFUN_INTERNAL',
): { readonly code: string; readonly message: string } => ({
  code: error instanceof StatefunError ? error.code : code,
  message: error instanceof Error ? error.message : String(error),
});
