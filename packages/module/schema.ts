import { writeFileSync } from 'node:fs';
import { moduleJsonSchema } from './src/index.ts';

/*
 * Writes module.schema.json, which the package publishes: `node packages/module/schema.ts`.
 */

/** The file that is published. */
export const SCHEMA = new URL('module.schema.json', import.meta.url);

if (import.meta.main) writeFileSync(SCHEMA, `${JSON.stringify(moduleJsonSchema(), null, 2)}\n`);
